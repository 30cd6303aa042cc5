"""Claims that something happened, on a date, for a term, or was said by someone."""

from __future__ import annotations

import pandas as pd

from helpers.claims.compare import dated, number
from helpers.claims.model import Claim, Definition, Meets, Question, UndecidableError
from helpers.dataset import get_table, load
from helpers.dates import show_date


def find_row(claim: Claim) -> tuple[str, pd.DataFrame, str]:
    """The row that would bear a claim out: its table, itself (as a frame) and the column."""
    table, key, field = claim.about
    rows = load(table)
    row = rows[rows[get_table(table).key] == key]
    if row.empty:
        raise UndecidableError(f"Under this reading of {table} the row {key} is not there.")
    return table, row, field


def date_row(question: Question) -> list[Definition]:
    """The date of one row: does it lie in the days claimed? A number it carries must match."""
    claim = question.claim
    table, rows, field = find_row(claim)
    row = rows.iloc[0]
    if row[f"{field}_earliest"] > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} it had not happened.")
    title = next((row[column] for column in ("title", "title_en") if column in row), None)
    name = str(title or row[get_table(table).key]).replace("_", " ")
    found = dated(claim, name, row, field, [rows], question.known)
    if claim.quantity is not None and "number" in row:
        printed = str(row["number"]).split("-")[0]
        same: Meets = found.meets if printed == f"{claim.quantity:.0f}" else "no"
        return [Definition(found.name, f"{row['number']}, {found.value}", same, found.rows)]
    return [found]


def date_term(question: Question) -> list[Definition]:
    """A seat or an office: does its term begin and end in the years claimed?

    A claim without dates is met by a term that had begun by the day asked about. An end
    that lies after the cut-off is not compared.
    """
    claim = question.claim
    _, rows, _ = find_row(claim)
    row = rows.iloc[0]
    begin, end = row["term_start_earliest"], row["term_end_latest"]
    if pd.isna(begin) or begin > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the term had not begun.")
    closing = show_date(row["term_end"]) if pd.notna(row["term_end"]) else "not recorded"
    value = f"{show_date(row['term_start'])} to {closing}"
    if claim.since is None:
        by = claim.published if question.known > claim.published else question.known
        met: Meets = "yes" if row["term_start_latest"] <= by else "open"
        return [Definition("begun by the day it was written", value, met, (rows,))]
    starts = claim.since.year == begin.year
    assert claim.until is not None
    ends = pd.isna(end) or claim.until.year == end.year
    return [Definition("term of office", value, "yes" if starts and ends else "no", (rows,))]


def attribute(question: Question) -> list[Definition]:
    """Did the person named say something to that effect, as another document reports?"""
    claim = question.claim
    _, rows, _ = find_row(claim)
    row = rows.iloc[0]
    if row["said_on_earliest"] > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} it had not been said.")
    said = f"{show_date(row['said_on'])}, {row['occasion']}"
    actual = Definition(f"said by {row['speaker']}", said, "yes", (rows,))
    if not claim.items or row["speaker_id"] in claim.items:
        return [actual]
    claimed = " or ".join(sorted(claim.items)).replace("_", " ")
    return [Definition(f"said in {claimed}", "not found in what was read", "open", (rows,)), actual]


def find_target(question: Question) -> list[Definition]:
    """A goal set for a year: is it on record, and for that year?"""
    claim = question.claim
    _, rows, _ = find_row(claim)
    row = rows.iloc[0]
    if row["as_of_earliest"] > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the goal had not been set.")
    return [number(claim, "goal set for", float(row["target_year"]), rows=[rows])]


def _events(*keys: str) -> pd.DataFrame:
    rows = load("events")
    found = rows[rows["event"].isin(keys)]
    if len(found) < len(keys):
        missing = sorted(set(keys) - set(found["event"]))
        raise UndecidableError(f"Under this reading of events {', '.join(missing)} is not there.")
    return found


def count_war_months(question: Question) -> list[Definition]:
    """Which month of the war in Ukraine was it? By how months are counted."""
    claim = question.claim
    rows = _events("russia_invasion_2022")
    start = rows["held_on_earliest"].iloc[0]
    day = min(question.last, question.known)

    def completed(moment: pd.Timestamp) -> int:
        months = int((moment.year - start.year) * 12 + moment.month - start.month)
        return months - int(moment.day < start.day)

    under_way = completed(day) + 1
    on_its_eve = completed(day - pd.Timedelta(days=1)) + 1
    calendar = int((day.year - start.year) * 12 + day.month - start.month + 1)
    return [
        number(claim, "month under way on the day of publication", under_way, rows=[rows]),
        number(claim, "month under way on its eve", on_its_eve, rows=[rows]),
        number(claim, "months completed", completed(day), rows=[rows]),
        number(claim, "calendar months touched", calendar, rows=[rows]),
    ]


def date_pandemic_end(question: Question) -> list[Definition]:
    """When did the pandemic end? By whose word, and by where "early in the year" ends."""
    world = _events("pandemic_emergency_ended")
    end = world["held_on_latest"].iloc[0]
    if end > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} it had not happened.")
    shown = show_date(world["held_on"].iloc[0])
    middle = pd.Timestamp(end.year, 6, 30)
    name = "end of the World Health Organization's emergency"

    def within(last: pd.Timestamp) -> Meets:
        return "yes" if pd.Timestamp(end.year, 1, 1) <= end <= last else "no"

    last = question.claim.until or question.last
    return [
        Definition(f"{name}, first quarter", shown, within(last), (world,)),
        Definition(f"{name}, first half of the year", shown, within(middle), (world,)),
    ]


def count_sanctions(question: Question) -> list[Definition]:
    """How many packages of sanctions had the European Union adopted by the day?"""
    rows = load("events")
    packages = rows[rows["kind"] == "sanctions_package"]
    adopted = packages[packages["held_on_latest"] <= question.last]
    if adopted.empty:
        raise UndecidableError("No package is on record by then.")
    numbers = adopted["event"].str.extract(r"_(\d+)$")[0].astype(int)
    latest = adopted[numbers == numbers.max()]
    name = "packages of the European Union adopted"
    return [number(question.claim, name, int(numbers.max()), rows=[latest])]


def count_arms_treaties(question: Question) -> list[Definition]:
    """How many arms-control treaties had been ended or suspended by the day?"""
    rows = load("events")
    moves = rows[(rows["kind"] == "arms_control") & (rows["held_on_latest"] <= question.last)]
    if moves.empty:
        raise UndecidableError("None is on record by then.")
    ended = moves[moves["event"].str.contains("denounced")]
    shown = ended if len(ended) else moves
    return [
        number(question.claim, "treaties denounced", len(ended), rows=[shown]),
        number(question.claim, "treaties denounced or suspended", len(moves), rows=[moves]),
    ]


def count_years(question: Question) -> list[Definition]:
    """How many years had passed since the event, on the day asked about?"""
    _, rows, field = find_row(question.claim)
    since = rows[f"{field}_earliest"].iloc[0]
    name = f"years since {show_date(rows[field].iloc[0])}"
    return [number(question.claim, name, question.last.year - since.year, rows=[rows])]


def find_income_group(question: Question) -> list[Definition]:
    """The income group that the World Bank had Viet Nam in: lower or upper middle is middle."""
    rows = load("events")
    classed = rows[(rows["kind"] == "income_group") & (rows["held_on_earliest"] <= question.known)]
    by_then = classed[classed["held_on_earliest"] <= question.last].sort_values(
        "held_on_earliest", kind="stable"
    )
    if by_then.empty:
        raise UndecidableError("No classification is on record by then.")
    title = str(by_then["title"].iloc[-1])
    met: Meets = "yes" if "middle income" in title else "no"
    return [Definition("the latest classification by then", title, met, (classed,))]
