"""What changed between two days, row by row: added, upgraded, ended."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import pandas as pd

from helpers.agreements import name_economies
from helpers.answers import Answer
from helpers.dataset import DatasetError, Table, get_table, load
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import evidence_states
from helpers.lineage import trace_frame
from helpers.partners import name_partners
from helpers.timeline import CoverageError, CoverageWarning, as_of

COMPARED = ("diplomatic_relations", "partnerships", "agreement_steps", "memberships", "roles")
"""The tables of states that last, which ``compare`` looks into unless told otherwise."""

_COLUMNS = [
    *("what", "change", "before", "after", "on", "certainty", "evidence", "table", "key"),
]


def compare(first: DayLike, second: DayLike, tables: Iterable[str] = COMPARED) -> Answer:
    """What was added, upgraded or ended between two days?

    ``tables``: dated tables (default ``COMPARED``). One row a change: ``what`` (the partner,
    agreement, body or seat), ``change`` (``added``, ``upgraded``, ``ended``; for relations also
    ``resumed``), ``before`` and ``after`` (levels, where there is a ladder), ``on`` (the date as
    stated), ``certainty`` (``possible`` when the dates allow that nothing changed in between),
    ``evidence`` (state of that date), ``table`` and ``key`` (the row that says so). A table that
    begins after the first day is left out with a ``CoverageWarning``: missing is not "nothing".

    >>> compare("2023-09-09", "2023-09-10").table[["what", "change", "after"]].values.tolist()
    [['United States', 'upgraded', 'comprehensive strategic']]
    """
    days = to_day(first), to_day(second)
    if days[1] < days[0]:
        raise DatasetError(f"{days[0]} is after {days[1]}: give the earlier day first")
    frames, left_out = [], []
    for name in tables:
        try:
            frames.append(_compare_table(name, first, second))
        except CoverageError:
            begins = get_table(name).coverage["from"]
            left_out.append(
                f"{name} begins {show_date(begins)} and is left out: not known, not none."
            )
    if left_out:
        warnings.warn(" ".join(left_out), CoverageWarning, stacklevel=2)
    found = pd.concat(frames) if frames else pd.DataFrame(columns=_COLUMNS)
    found = found.reset_index(drop=True)
    tally = found["change"].value_counts()
    words = ", ".join(f"{count} {change}" for change, count in tally.items()) or "nothing changed"
    spoken = " to ".join(show_date(day.isoformat()) for day in days)
    return Answer(f"{spoken}: {words}", found, trace_frame(found), tuple(left_out))


def _compare_table(name: str, first: DayLike, second: DayLike) -> pd.DataFrame:
    table = get_table(name)
    one, two = as_of(name, first), as_of(name, second)  # raises for a table without time
    ladder = "level" in table.timeline
    subject = table.timeline["subject"]
    old, new = one.set_index(subject, drop=False), two.set_index(subject, drop=False)
    lines = []
    for code in new.index:
        row, was = new.loc[code], old.loc[code] if code in old.index else None
        if was is None:
            lines.append(_tell_start(table, row, "added", "", row["certainty"], first))
        elif ladder and _rank(table, row) != _rank(table, was):
            sure = "certain" if {row["certainty"], was["certainty"]} == {"certain"} else "possible"
            change = "upgraded" if _rank(table, row) > _rank(table, was) else "lowered"
            lines.append(_tell_start(table, row, change, _level(table, was), sure, first))
        elif was["certainty"] == "possible" and row["certainty"] == "certain":
            lines.append(_tell_start(table, row, "added", "", "possible", first))
    lines += [_tell_end(table, old.loc[code]) for code in old.index if code not in new.index]
    return pd.DataFrame(lines, columns=_COLUMNS)


def _rank(table: Table, row: pd.Series) -> int:
    return int(table.timeline["order"].index(row[table.timeline["level"]]))


def _level(table: Table, row: pd.Series) -> str:
    if "level" not in table.timeline:
        return ""
    return str(row[table.timeline["level"]]).replace("_", " ").replace("viet nam", "Viet Nam")


def _tell_start(
    table: Table, row: pd.Series, change: str, before: str, certainty: str, first: DayLike
) -> list[object]:
    start = table.timeline["start"]
    told, source, field = str(row[start]), table, start
    resumed = "interrupted_by" in table.timeline and (
        row[f"{start}_latest"] <= pd.Timestamp(to_day(first))
    )
    if resumed:
        source = get_table(table.timeline["interrupted_by"])
        change, field = "resumed", source.timeline["end"]
        told = _look_up(source, row, field)
    key = str(row[source.key])
    after = _level(table, row) or "held"
    return [
        name_subject(table, row), change, before, after, told, certainty,
        _state(source.name, key, field), source.name, key,
    ]  # fmt: skip


def _tell_end(table: Table, row: pd.Series) -> list[object]:
    source, field = table, table.timeline.get("end", "")
    if "interrupted_by" in table.timeline:
        source = get_table(table.timeline["interrupted_by"])
        field = source.timeline["start"]
    key = str(row[source.key])
    told = _look_up(source, row, field)
    before = _level(table, row) or "held"
    return [
        name_subject(table, row), "ended", before, "", told, str(row["certainty"]),
        _state(source.name, key, field), source.name, key,
    ]  # fmt: skip


def _look_up(source: Table, row: pd.Series, field: str) -> str:
    if field in row.index:
        return str(row[field])
    return str(load(source.name).set_index(source.key).at[row[source.key], field])


def _state(table: str, key: str, field: str) -> str:
    states = evidence_states(table)
    found = states.loc[(states["key"] == key) & (states["field"] == field), "state"]
    return str(found.iloc[0]) if len(found) else "no_reading"


def name_subject(table: Table, row: pd.Series) -> str:
    """Whom or what a row is about, in words: a partner, an agreement, a body or a seat."""
    if "partner" in row.index:
        return str(name_partners(pd.Series([row["partner"]])).item())
    if table.name == "agreement_steps":
        return str(load("agreements").set_index("agreement").at[row["agreement"], "name_en"])
    if table.name == "memberships":
        return f"{row['body_name']} ({row['role']})"
    if table.name == "roles":
        return f"{row['body']}: {row['role']}"
    if table.name == "agreement_parties":
        return f"{name_economies(pd.Series([row['party']])).item()}, {row['agreement']}"
    for name in ("title", "title_en"):
        if name in row.index and pd.notna(row[name]):
            return str(row[name])
    return str(row[table.key])
