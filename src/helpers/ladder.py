"""The ladder of partnerships summed up: counts, climbs, waiting times, definitions."""

from __future__ import annotations

import pandas as pd

from helpers import methods, timeline
from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, show_date
from helpers.evidence import iterate_readings
from helpers.official import LADDER_MEASURES
from helpers.partners import name_partners
from helpers.timeline import Bound, as_of, rows_until

RUNGS = ("comprehensive", "strategic", "comprehensive_strategic")


def counted_events(until: DayLike) -> pd.DataFrame:
    """The events, up to a day, that Viet Nam's official lists count (rows of partnerships)."""
    events = rows_until("partnerships", until)
    counted = events[events["counted"]]
    if counted["established_on_earliest"].notna().sum() == 0:
        raise DatasetError(
            f"no dated partnership had begun by {until}: choose a day from 2001-03-01 on"
        )
    return counted


def count_rungs(until: DayLike) -> pd.DataFrame:
    """How many partners stood on each rung on every day the count changed?

    Returns ``day``, ``tier``, ``certain``, ``count`` for the three rungs, from the first
    dated counted event on.
    """
    events = counted_events(until)
    counts = timeline.count_over_time("partnerships", rows=events, until=until)
    started = counts["day"] >= events["established_on_earliest"].min()
    return counts[started & counts["tier"].isin(RUNGS)].reset_index(drop=True)


def find_spells(until: DayLike, bound: Bound = "earliest") -> pd.DataFrame:
    """Each counted partner's time on each rung: ``timeline.spells`` with ``name``.

    Partners come in the order in which they first reached the ladder.
    """
    found = timeline.spells("partnerships", bound, rows=counted_events(until), until=until)
    first = found.groupby("subject")["start"].transform("min")
    ordered = found.assign(name=name_partners(found["subject"]), first=first)
    ordered = ordered.sort_values(["first", "name", "start"])
    return ordered.drop(columns="first").reset_index(drop=True)


def list_waits(spells: pd.DataFrame, level: str) -> pd.DataFrame:
    """The cases behind a waiting-time curve: one row a spell on ``level``, longest first.

    Returns ``partner``, ``from``, ``to`` (a date, or ``still on it``), ``years``, ``next``.
    """
    of_level = spells[spells["level"] == level].sort_values("years", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "partner": of_level["name"],
            "from": of_level["start"].dt.strftime("%Y-%m-%d"),
            "to": of_level["end"].dt.strftime("%Y-%m-%d").fillna("still on it"),
            "years": of_level["years"].round(1),
            "next": of_level["next_level"].fillna("").str.replace("_", " "),
        }
    ).reset_index(drop=True)


def estimate_wait(spells: pd.DataFrame, level: str) -> pd.DataFrame:
    """Kaplan-Meier curve of the time until a partner leaves ``level`` upward."""
    of_level = spells[spells["level"] == level]
    return methods.estimate_survival(of_level["years"], of_level["end"].notna())


def word_median(curve: pd.DataFrame) -> dict[str, str]:
    """The median wait and its interval as words: ``median``, ``low``, ``high`` (years)."""
    found = methods.find_quantile(curve)
    values = {"median": found.time, "low": found.lower, "high": found.upper}
    words = {
        name: "longer than observed" if value is None else f"{value:.0f}"
        for name, value in values.items()
    }
    unit = " years" if found.time is not None else ""
    return {**words, "median": words["median"] + unit}


def show_median(curve: pd.DataFrame) -> str:
    """The median wait with its interval, for a table: ``12 (9 to 15)``."""
    words = word_median(curve)
    return f"{words['median'].removesuffix(' years')} ({words['low']} to {words['high']})"


def compare_periods(spells: pd.DataFrame, split: str, until: DayLike) -> methods.RateComparison:
    """How much more often did partners climb after a day than before it?

    Rates are climbs per partner-year at risk, on the rungs from which a climb is possible.
    """
    at_risk = spells[spells["level"] != RUNGS[-1]]
    moment, last = pd.Timestamp(split), pd.Timestamp(until)
    end = at_risk["end"].fillna(last)
    before = (end.clip(upper=moment) - at_risk["start"].clip(upper=moment)).dt.days.sum()
    after = (end.clip(lower=moment) - at_risk["start"].clip(lower=moment)).dt.days.sum()
    climbs = at_risk["end"].dropna()
    return methods.compare_rates(
        int((climbs < moment).sum()), before / 365.25, int((climbs >= moment).sum()), after / 365.25
    )


def count_by_definition(days: list[str]) -> pd.DataFrame:
    """How many partners are there, by what one chooses to count? One column a day."""
    definitions = {
        "comprehensive strategic only": RUNGS[2:],
        "strategic and above": RUNGS[1:],
        "comprehensive and above (official)": RUNGS,
    }
    columns: dict[str, dict[str, int]] = {}
    for day in days:
        events = load("partnerships")
        official = as_of("partnerships", day, rows=events[events["counted"]])
        everything = as_of("partnerships", day)
        firm = official[official["certainty"] == "certain"]
        counts = {
            name: int(official["tier"].isin(rungs).sum()) for name, rungs in definitions.items()
        }
        counts["official, certain dates only"] = int(firm["tier"].isin(RUNGS).sum())
        counts["with frameworks and the European Union"] = int(everything["tier"].isin(RUNGS).sum())
        counts["with sectoral and special partners too"] = len(everything)
        columns[show_date(day)] = counts
    return pd.DataFrame(columns).rename_axis("definition").reset_index()


def compare_readings(day: DayLike) -> pd.DataFrame:
    """Does any rival reading of a date change the counts on a day?

    Returns ``reading`` and the number of counted partners on each rung under it.
    """
    rows = []
    begun = rows_until("partnerships", day)["event"]
    for label, frame in iterate_readings("partnerships", begun):
        held = as_of("partnerships", day, rows=frame[frame["counted"]])["tier"].value_counts()
        counts = {rung.replace("_", " "): int(held.get(rung, 0)) for rung in RUNGS}
        rows.append({"reading": label, **counts})
    return pd.DataFrame(rows)


def count_measures(measures: list[str], until: DayLike) -> pd.DataFrame:
    """Our count of each official measure, on every day it changed: ``measure``, ``day``,
    ``certain``, ``count``."""
    counts = count_rungs(until)
    frames = []
    for measure in measures:
        of_measure = counts[counts["tier"].isin(LADDER_MEASURES[measure])]
        by_day = of_measure.groupby("day")[["certain", "count"]].sum().reset_index()
        frames.append(by_day.assign(measure=measure))
    return pd.concat(frames, ignore_index=True)
