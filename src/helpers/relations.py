"""Diplomatic relations summed up: openings by year, gaps by region, a world of tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.dataset import load
from helpers.dates import DayLike, to_day
from helpers.evidence import iterate_readings
from helpers.timeline import as_of, rows_until

FIRST_YEAR = 1950

ERAS = pd.DataFrame(
    [
        ("first partners", 1950, 1968, "war; socialist and newly independent states"),
        ("recognition", 1969, 1976, "peace talks, the Paris agreement, reunification"),
        ("slow years", 1977, 1988, "war in Cambodia and isolation"),
        ("reopening", 1989, 1995, "withdrawal from Cambodia to relations with the United States"),
        ("completing", 1996, 2025, "the remaining states, one by one"),
    ],
    columns=["label", "start", "end", "marked_by"],
)
"""Eras by calendar year: a reading aid chosen by the compilers, not a finding."""


def count_openings(until: DayLike) -> pd.DataFrame:
    """How many relations were opened in each calendar year, and with how many new states?

    A new state is one that came into being in 1989 or later (``state_origins``). A row
    dated to a year counts in it. Returns ``year``, ``older_states``, ``new_states``.

    >>> count_openings("2025-12-31").set_index("year").loc[1992].to_dict()
    {'older_states': 3, 'new_states': 15}
    """
    opened = rows_until("diplomatic_relations", until)
    year = opened["established_on_earliest"].dt.year
    new = opened["established_with"] == "new_state"
    years = range(FIRST_YEAR, to_day(until).year + 1)
    return pd.DataFrame(
        {
            "year": years,
            "older_states": year[~new].value_counts().reindex(years, fill_value=0).to_numpy(),
            "new_states": year[new].value_counts().reindex(years, fill_value=0).to_numpy(),
        }
    )


def sum_by_era(openings: pd.DataFrame) -> pd.DataFrame:
    """Openings per era: ``era``, ``years``, ``openings``, ``per_year``, ``marked_by``."""
    total = (openings["older_states"] + openings["new_states"]).set_axis(openings["year"])
    last = int(openings["year"].max())
    rows = []
    for era in ERAS[ERAS["start"] <= last].itertuples():
        end = min(era.end, last)
        count = int(total.loc[era.start : end].sum())
        rows.append(
            {
                "era": era.label,
                "years": f"{era.start}-{end}",
                "openings": count,
                "per_year": round(count / (end - era.start + 1), 1),
                "marked_by": era.marked_by,
            }
        )
    return pd.DataFrame(rows)


def find_first_available(opened: pd.DataFrame) -> np.ndarray:
    """From when could relations with each state have been opened? (decimal years)

    The later of January 1950 and the state's birth: its date in ``state_origins``, or its
    admission to the United Nations as a stand-in for independence. A state that opened
    relations before that date was available at least from the day it did.
    """
    admitted = load("countries").set_index("country")["un_member_since_earliest"]
    born = load("state_origins").set_index("country")["state_since_earliest"]
    since = opened["partner"].map(born).fillna(opened["partner"].map(admitted))
    start = pd.concat([since, opened["established_on_earliest"]], axis=1).min(axis=1)
    start = start.clip(lower=pd.Timestamp(FIRST_YEAR, 1, 1))
    years: np.ndarray = (start.dt.year + (start.dt.day_of_year - 1) / 366).to_numpy()
    return years


def list_members(day: DayLike) -> pd.DataFrame:
    """The other member states of the United Nations on a day (rows of ``countries``)."""
    countries = load("countries")
    joined = countries["un_member_since_earliest"] <= pd.Timestamp(to_day(day))
    return countries[joined & (countries["country"] != "VNM")]


def list_missing(day: DayLike) -> pd.DataFrame:
    """UN members of a day with which there were no relations then (rows of ``countries``).

    >>> list_missing("2025-03-31")["country"].tolist()
    ['TUV']
    """
    members = list_members(day)
    return members[~members["country"].isin(as_of("diplomatic_relations", day)["partner"])]


def share_by_region(years: Sequence[int]) -> pd.DataFrame:
    """With what share of the UN members of each region were there relations? (percent)

    Year-ends as columns, UN M49 regions as rows, and all together last.
    """
    shares = {}
    for year in years:
        day = f"{year}-12-31"
        members = list_members(day)
        held = members["country"].isin(as_of("diplomatic_relations", day)["partner"])
        by_region = 100 * held.groupby(members["un_region"]).mean()
        shares[year] = pd.concat([by_region, pd.Series({"all members": 100 * held.mean()})])
    return pd.DataFrame(shares).rename_axis("region")


def group_tiles(day: DayLike) -> pd.DataFrame:
    """Every state's tile and the era in which relations with it began.

    Returns ``country``, ``tile_column``, ``tile_row`` and ``group``: an era as in
    ``name_eras``, ``home`` for Viet Nam or ``none``.
    """
    countries = load("countries")
    era = countries["country"].map(group_by_era(day))
    group = era.astype("object").fillna("none")
    group[countries["country"] == "VNM"] = "home"
    return countries[["country", "tile_column", "tile_row"]].assign(group=group)


def count_under_readings(days: Sequence[str]) -> pd.DataFrame:
    """How many relations on each day, under the printed dates and each rival reading?

    One row a reading (the printed dates first), one column a day.

    >>> count_under_readings(["2025-12-31"]).nunique().item()
    1
    """
    begun = rows_until("diplomatic_relations", max(days))["partner"]
    return pd.DataFrame(
        {
            label: {day: len(as_of("diplomatic_relations", day, rows=frame)) for day in days}
            for label, frame in iterate_readings("diplomatic_relations", begun)
        }
    ).T


def group_by_era(day: DayLike) -> pd.Series:
    """The era in which relations held on a day began, by partner (an ordered category)."""
    held = as_of("diplomatic_relations", day)
    year = held["established_on_earliest"].dt.year
    era = pd.cut(year, [*ERAS["start"], ERAS["end"].max() + 1], right=False, labels=name_eras(day))
    return era.set_axis(held["partner"]).cat.remove_unused_categories()


def name_eras(until: DayLike) -> list[str]:
    """The eras as a legend names them, in order; one that is not over ends with the day's year.

    >>> name_eras("2023-06-24")[-1]
    '1996-2023 completing'
    """
    last = to_day(until).year
    ends = {era.start: max(min(era.end, last), era.start) for era in ERAS.itertuples()}
    return [f"{era.start}-{ends[era.start]} {era.label}" for era in ERAS.itertuples()]
