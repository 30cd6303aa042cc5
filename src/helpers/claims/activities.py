"""Claims that repeat a count: doses, visits, aid, cities, peacekeepers."""

from __future__ import annotations

import math

import pandas as pd

from helpers import capital
from helpers.claims.compare import number
from helpers.claims.events import find_row
from helpers.claims.model import Definition, Question, UndecidableError
from helpers.dataset import load

_HUGE = math.inf


def _stated_bounds(row: pd.Series) -> tuple[float, float]:
    """What a stated number can mean: "more than 8" is above 8, "nearly 8" below it."""
    value = float(row["value"])
    return {
        "gt": (math.nextafter(value, _HUGE), _HUGE),
        "ge": (value, _HUGE),
        "lt": (0.9 * value, math.nextafter(value, -_HUGE)),
        "le": (0.0, value),
        "approx": (0.95 * value, 1.05 * value),
    }.get(str(row["comparator"]), (value, value))


def _define(question: Question, name: str, row: pd.DataFrame) -> Definition:
    """A stated number as a definition, shown as it was stated."""
    cells = row.iloc[0]
    low, high = _stated_bounds(cells)
    found = number(question.claim, name, low, high, [row])
    words = {"gt": "more than ", "lt": "nearly ", "approx": "about ", "ge": "at least "}
    shown = f"{words.get(str(cells['comparator']), '')}{float(cells['value']):,.6g}"
    return Definition(name, shown, found.meets, found.rows, low, high)


def repeat_count(question: Question) -> list[Definition]:
    """A count that no list backs: what documents other than the article state."""
    table, row, _ = find_row(question.claim)
    if row["as_of_earliest"].iloc[0] > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} it had not been stated.")
    return [_define(question, f"as stated ({table})", row)]


def add_activities(question: Question) -> list[Definition]:
    """Do the parts of the article's count of activities add up to its total?"""
    rows = load("activities").set_index("activity", drop=False)
    parts = [key for key in rows.index if key in question.claim.items]
    chosen = rows.loc[parts]
    chosen.attrs = rows.attrs
    total = float(chosen["value"].sum())
    return [number(question.claim, "sum of the four parts as printed", total, rows=[chosen])]


def count_doses(question: Question) -> list[Definition]:
    """Doses of vaccine received: every dated total, latest first, and what donors gave."""
    rows = load("activities")
    received = rows[(rows["category"] == "vaccines_received") & (rows["unit"] == "million_doses")]
    received = received[received["as_of_latest"] <= min(question.last, question.known)]
    totals = received[received["activity"].str.startswith("vaccines_total_")]
    if totals.empty:
        raise UndecidableError(f"No total is on record by {question.day}.")
    totals = totals.sort_values("as_of_latest", ascending=False, kind="stable")
    definitions = [
        _define(
            question,
            f"all doses by {row.as_of}",
            totals[totals["activity"] == row.activity],
        )
        for row in totals.itertuples()
    ]
    gifts = received[received["activity"].str.contains("_total_") & received["partner"].notna()]
    gifts = gifts.sort_values("as_of_latest", kind="stable").drop_duplicates("partner", keep="last")
    if len(gifts):
        known = float(gifts.loc[gifts["partner"] != "COVAX", "value"].sum())
        definitions.append(
            number(question.claim, "gifts of the donors on record, at least", known, _HUGE, [gifts])
        )
    return definitions


def count_aided(question: Question) -> list[Definition]:
    """Whom pandemic aid went to: countries alone, or countries and organisations together."""
    row = find_row(question.claim)[1]
    if row["as_of_earliest"].iloc[0] > question.known:
        raise UndecidableError(f"On {question.known:%Y-%m-%d} it had not been stated.")
    together = _define(question, "countries and organisations together", row)
    assert together.high is not None
    alone = number(question.claim, "countries alone", 0.0, together.high, [row])
    return [Definition(alone.name, "not counted apart", alone.meets, (row,)), together]


def grow_peacekeeping(question: Question) -> list[Definition]:
    """How many more had been sent to United Nations missions at the end than at the start?"""
    rows = load("peacekeeping")
    known = rows[rows["held_on_latest"] <= min(question.last, question.known)]
    totals = known[(known["kind"] == "total") & (known["unit"] == "personnel")]
    totals = totals.sort_values("held_on_latest", kind="stable")
    inside = totals[totals["held_on_latest"] >= question.first]
    if len(inside) < 2:
        raise UndecidableError("Fewer than two totals fall into the term.")
    ends = inside.iloc[[0, -1]]
    times = float(ends["value"].iloc[1] / ends["value"].iloc[0])
    units = known[(known["kind"] == "deployment") & (known["held_on_latest"] >= question.first)]
    return [
        number(
            question.claim,
            "all sent, against the first total of the term",
            times,
            rows=[ends],
        ),
        number(
            question.claim,
            "new kinds of unit, plus one",
            1 + len(units),
            rows=[units],
        ),
    ]


def count_partner_cities(question: Question) -> list[Definition]:
    """Cities that cooperate with Ha Noi: those on record are a floor, not a list."""
    places = capital.list_partner_places(question.day)
    name = "cities and regions on record, at least"
    return [number(question.claim, name, len(places), _HUGE, [places])]


def count_titles(question: Question) -> list[Definition]:
    """Titles that UNESCO gave in the days claimed, as far as they are on record."""
    rows = load("events")
    titles = rows[(rows["kind"] == "title_awarded") & (rows["held_on_earliest"] >= question.first)]
    titles = titles[titles["held_on_latest"] <= min(question.last, question.known)]
    if titles.empty:
        raise UndecidableError(f"None is on record by {question.day}.")
    return [number(question.claim, "titles on record, at least", len(titles), _HUGE, [titles])]
