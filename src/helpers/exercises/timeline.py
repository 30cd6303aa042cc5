"""Exercises of 01_timeline: the precision of dates, and what a distance from chance shows."""

from __future__ import annotations

from helpers.dataset import load
from helpers.exercises.model import Exercise, Mistake

_PAGE = "01_timeline"
_YEAR, _MONTH, _DAY = len("1976"), len("1976-05"), len("1976-05-28")


def _count_lengths(*lengths: int) -> int:
    return int(load("milestones")["held_on"].str.len().isin(lengths).sum())


EXERCISES = (
    Exercise(
        id="timeline-precision",
        notebook=_PAGE,
        name="imprecise",
        level="practice",
        kind="coding",
        form="count",
        solve=lambda: _count_lengths(_YEAR, _MONTH),
        mistakes=(
            Mistake(
                lambda: _count_lengths(_YEAR),
                "these are the dates known to the year alone; those known to the month are "
                "imprecise too.",
            ),
            Mistake(
                lambda: _count_lengths(_MONTH),
                "these are the dates known to the month; those known to the year alone are "
                "missing.",
            ),
            Mistake(
                lambda: _count_lengths(_DAY),
                "these are the dates known to the day: the opposite of what is asked.",
            ),
        ),
        hints=(
            'look at the column held_on of load("milestones"): it keeps each date as stated.',
            "a date known to the day has a different length as text from one known to the year "
            "or the month.",
            "the other way round: held_on_earliest and held_on_latest are the same day only when "
            "the day is known.",
        ),
    ),
    Exercise(
        id="timeline-blind",
        notebook=_PAGE,
        name="follows",
        level="practice",
        kind="judging",
        form="choice",
        solve="13d39aca39be4272",
        mistakes=(
            Mistake(
                "a",
                "the test knows nothing of intentions: an article on current policy may lean to "
                "the present for good reasons.",
            ),
            Mistake(
                "b",
                "the wider list was compiled by people too, from documents that are online. It is "
                "a yardstick, not the truth.",
            ),
            Mistake(
                "d",
                "a small p says that blind picking would seldom do this. Nobody claimed that the "
                "milestones were picked blindly, and far is not wrong.",
            ),
        ),
        hints=(
            "say in your own words what is drawn at random in the comparison.",
            "which of the sentences speaks about the picture alone, and not about the person who "
            "drew it?",
        ),
    ),
)
