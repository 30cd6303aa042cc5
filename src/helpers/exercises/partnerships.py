"""Exercises of 03_partnerships: who stood above, and a median that keeps the waiting."""

from __future__ import annotations

from helpers import ladder, methods
from helpers.exercises.model import Exercise, Mistake
from helpers.timeline import as_of

_PAGE = "03_partnerships"
_DAY = "2013-07-26"
_UNTIL = "2025-12-31"


def _list_on(*tiers: str, counted_only: bool = True) -> set[str]:
    held = as_of("partnerships", _DAY)
    kept = held["tier"].isin(tiers)
    if counted_only:
        kept &= held["counted"]
    return set(held.loc[kept, "partner"])


def _list_beside() -> set[str]:
    beside = ("sectoral_strategic", "special_relationship")
    return _list_on("strategic", "comprehensive_strategic", *beside, counted_only=False)


def _estimate_median() -> float | None:
    curve = ladder.estimate_wait(ladder.find_spells(_UNTIL), "strategic")
    return methods.find_quantile(curve).time


def _take_waits(ended_only: bool) -> float:
    spells = ladder.find_spells(_UNTIL)
    waits = spells[spells["level"] == "strategic"]
    return float((waits.dropna(subset="end") if ended_only else waits)["years"].median())


def _share_ended() -> float:
    spells = ladder.find_spells(_UNTIL)
    return float(spells.loc[spells["level"] == "strategic", "end"].notna().mean())


EXERCISES = (
    Exercise(
        id="ladder-above",
        notebook=_PAGE,
        name="above",
        level="warm-up",
        kind="coding",
        form="codes",
        solve=lambda: _list_on("strategic", "comprehensive_strategic"),
        mistakes=(
            Mistake(
                lambda: _list_on("comprehensive_strategic"),
                "these stood on the top rung. There is another rung between it and the lowest.",
            ),
            Mistake(
                lambda: _list_on("strategic"),
                "these stood on the middle rung; those still higher stood above as well.",
            ),
            Mistake(
                _list_beside,
                "some of these stand beside the ladder, in one field or by a special "
                "relationship. Official lists do not count them: see the column counted.",
            ),
        ),
        hints=(
            'helpers.as_of("partnerships", day) gives each partner at its highest tier that day.',
            "the rungs, from below: comprehensive, strategic, comprehensive_strategic. Keep the "
            "tiers above the lowest.",
            'keep the rows that official lists count: held[held["counted"]].',
        ),
    ),
    Exercise(
        id="ladder-median",
        notebook=_PAGE,
        name="median",
        level="stretch",
        kind="coding",
        form="number",
        within=0.05,
        solve=_estimate_median,
        mistakes=(
            Mistake(
                lambda: _take_waits(ended_only=True),
                "this is the median of the finished waits alone. Those still waiting are dropped, "
                "although each of them has waited at least as long as we have seen.",
            ),
            Mistake(
                lambda: _take_waits(ended_only=False),
                "this treats every unfinished wait as if it had ended on the last day we looked.",
            ),
            Mistake(
                _share_ended,
                "this is the share of waits that ended. The median is the time at which the curve "
                "falls to one half.",
            ),
        ),
        hints=(
            "the page estimates a curve that keeps unfinished waits until the day we stop looking.",
            'ladder.find_spells, then ladder.estimate_wait for "strategic", give the curve.',
            "methods.find_quantile reads the median from a curve (from helpers import methods); "
            "its field time is the answer, in years.",
        ),
    ),
)
