"""Exercises of 04_trade_agreements: two clocks, and waits that have not ended."""

from __future__ import annotations

from helpers import agreements
from helpers.exercises.model import Exercise, Mistake

_PAGE = "04_trade_agreements"
_DAY = "2018-12-31"


def _list_signed(ended: bool | None = None) -> set[str]:
    listed = agreements.list_agreements(_DAY)
    kept = listed if ended is None else listed[listed["ended"] == ended]
    return set(kept["agreement"])


def _list_from_today() -> set[str]:
    """Signed at any time up to now, less those in force on the day: a list of today."""
    return set(agreements.list_agreements("2025-12-31")["agreement"]) - _list_signed(ended=True)


EXERCISES = (
    Exercise(
        id="agreements-clocks",
        notebook=_PAGE,
        name="waiting",
        level="warm-up",
        kind="coding",
        form="codes",
        solve=lambda: _list_signed(ended=False),
        mistakes=(
            Mistake(
                _list_signed,
                "these are all agreements signed by that day. Some of them were in force already.",
            ),
            Mistake(
                lambda: _list_signed(ended=True),
                "these were in force on that day: the other clock.",
            ),
            Mistake(
                _list_from_today,
                "some of these were signed later. A list of today has been applied to the past.",
            ),
        ),
        hints=(
            "agreements.list_agreements(day) has one row for each agreement signed by the day.",
            "its column ended says whether the wait is over, that is, whether the agreement is in "
            "force on that day.",
        ),
    ),
    Exercise(
        id="agreements-censored",
        notebook=_PAGE,
        name="effect",
        level="practice",
        kind="judging",
        form="choice",
        solve="602186a9a46c1c21",
        mistakes=(
            Mistake(
                "a",
                "the estimate would stay the same only if the unfinished wait said nothing. It "
                "says that at least one wait is longer than what was seen of it.",
            ),
            Mistake(
                "b",
                "a case dropped because it lasts takes long waits out, not short ones.",
            ),
            Mistake(
                "c",
                "the direction is known beforehand: the unfinished wait can only grow.",
            ),
        ),
        hints=(
            "think of a queue: you ask only those who have already come out how long they stood.",
            "whom does this leave out: those who wait briefly, or those who wait long?",
        ),
    ),
)
