"""Totals that officials stated, beside what the dated rows give for the same day."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.agreements import IN_FORCE, SIGNED, keep_free_trade, take_steps
from helpers.dataset import load, package
from helpers.dates import DayLike
from helpers.table_cache import cache_by_tables
from helpers.timeline import as_of, rows_until

LABELS = {
    "all_partnerships": "all three\nrungs",
    "strategic_including_comprehensive_strategic": "strategic\nand above",
    "comprehensive": "comprehensive",
    "comprehensive_strategic": "comprehensive\nstrategic",
}
"""The measures of the ladder that figures show, with their labels."""

LADDER_MEASURES = {
    "comprehensive_strategic": ["comprehensive_strategic"],
    "strategic": ["strategic"],
    "strategic_including_comprehensive_strategic": [
        "strategic",
        "comprehensive_strategic",
    ],
    "comprehensive": ["comprehensive"],
    "all_partnerships": ["comprehensive", "strategic", "comprehensive_strategic"],
}


AGREEMENT_STEPS = {"agreements_signed": SIGNED, "agreements_in_force": IN_FORCE}
"""The measures of agreements, with the steps that count for each."""

_COMPARED = [
    *("statement", "stated_on", "day", "measure", "count", "lower_bound"),
    *("ours_low", "ours_high", "difference", "explanation"),
]


@cache_by_tables
def hold_counted_partners(day: str) -> pd.DataFrame:
    """``as_of("partnerships")`` by the rows that Viet Nam's official lists count.

    >>> len(hold_counted_partners("2025-12-31"))
    42
    """
    events = load("partnerships")
    return as_of("partnerships", day, rows=events[events["counted"]])


def count_measure(measure: str, day: str) -> tuple[int, int]:
    """What do the rows give for one official measure on one day?

    Returns the certain count and the count with the possible rows. Partnerships are the
    rows that Viet Nam's official lists count (``counted``), each partner at its highest
    tier; ``un_members`` are partners that were members of the United Nations on the day;
    agreements are the free trade agreements that the lists count, by Viet Nam's own dates.

    >>> count_measure("diplomatic_relations", "2025-03-31")
    (194, 194)
    >>> count_measure("all_partnerships", "2025-12-31")
    (42, 42)
    >>> count_measure("agreements_signed", "2025-04-08")
    (17, 17)
    """
    if measure in AGREEMENT_STEPS:
        held = keep_free_trade(take_steps(day, AGREEMENT_STEPS[measure]))
    elif measure in LADDER_MEASURES:
        held = hold_counted_partners(day)
        held = held[held["tier"].isin(LADDER_MEASURES[measure])]
    else:
        held = as_of("diplomatic_relations", day)
        if measure == "un_members":
            countries = load("countries").set_index("country")
            joined = held["partner"].map(countries["un_member_since_earliest"])
            held = held[joined <= pd.Timestamp(day)]
    certain = int((held["certainty"] == "certain").sum())
    return certain, len(held)


@cache_by_tables
def compare_official_counts(
    measures: Iterable[str] | None = None, until: DayLike | None = None
) -> pd.DataFrame:
    """Do the dated rows give what officials said?

    A statement dated to a month or a year is compared with every count that held within
    it. ``measures`` and ``until`` select statements (default: all). Returns
    ``statement``, ``stated_on``, ``day`` (its last possible one), ``measure``, ``count``,
    ``lower_bound``, ``ours_low`` and ``ours_high`` (the range of our count over the time
    the statement can mean), ``difference`` (stated less the nearest of ours; 0 when within
    the range) and ``explanation``.

    >>> compared = compare_official_counts().set_index("statement")
    >>> int(compared.at["all_partnerships_2025_12_29", "difference"])
    0
    """
    stated = rows_until("official_counts", until or package().cut_off)
    if measures is not None:
        stated = stated[stated["measure"].isin(list(measures))]
    cut_off = pd.Timestamp(package().cut_off)
    rows = []
    for statement in stated.itertuples():
        first = statement.stated_on_earliest
        last = min(statement.stated_on_latest, cut_off)
        counts = [
            count
            for day in _days_of_change(first, last)
            for count in count_measure(statement.measure, day)
        ]
        low, high = min(counts), max(counts)
        nearest = min(max(statement.count, low), high)
        below = statement.lower_bound and statement.count <= high
        rows.append(
            {
                "statement": statement.statement,
                "stated_on": statement.stated_on,
                "day": last,
                "measure": statement.measure,
                "count": int(statement.count),
                "lower_bound": bool(statement.lower_bound),
                "ours_low": low,
                "ours_high": high,
                "difference": 0 if below else int(statement.count - nearest),
                "explanation": statement.explanation,
            }
        )
    return pd.DataFrame(rows, columns=_COMPARED)


def _days_of_change(first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    """The first and last day, and each month's first between: counts move slowly."""
    months = pd.date_range(first, last, freq="MS")
    return sorted({day.strftime("%Y-%m-%d") for day in [first, *months, last]})


def show_comparison(compared: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``compare_official_counts`` as a table to read, oldest first."""
    ours = [
        f"{row.ours_low}" if row.ours_low == row.ours_high else f"{row.ours_low} to {row.ours_high}"
        for row in compared.itertuples()
    ]
    stated = [
        f"more than {row.count}" if row.lower_bound else f"{row.count}"
        for row in compared[["count", "lower_bound"]].itertuples(name="Stated")
    ]
    table = pd.DataFrame(
        {
            "stated on": compared["stated_on"],
            "measure": compared["measure"].str.replace("_", " "),
            "stated": stated,
            "ours": ours,
            "why they differ": compared["explanation"].fillna(""),
        }
    )
    return table.sort_values("stated on", kind="stable").set_index("stated on")
