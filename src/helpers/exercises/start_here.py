"""Exercises of 00_start_here: what held on a day, and what lies outside a table."""

from __future__ import annotations

from helpers.exercises.model import Exercise, Mistake
from helpers.timeline import as_of

_PAGE = "00_start_here"


def _count_on(day: str) -> int:
    return len(as_of("diplomatic_relations", day))


EXERCISES = (
    Exercise(
        id="start-day",
        notebook=_PAGE,
        name="states",
        level="warm-up",
        kind="coding",
        form="count",
        solve=lambda: _count_on("1995-07-27"),
        mistakes=(
            Mistake(
                lambda: _count_on("1995-12-31"),
                "this is the count at the end of that year; some states came after the day "
                "asked for. A count belongs to a day.",
            ),
            Mistake(
                lambda: _count_on("1994-12-31"),
                "this is the count at the end of the year before; relations begun in between "
                "are missing.",
            ),
            Mistake(
                lambda: _count_on("2025-12-31"),
                "this is today's count. Ask for the day before the accession instead.",
            ),
        ),
        hints=(
            "one call of helpers.as_of answers what held on a day; it wants a table and a day.",
            'helpers.as_of("diplomatic_relations", ...) has one row a state: put the day in, '
            "as year-month-day, and count the rows with len.",
        ),
    ),
    Exercise(
        id="start-outside",
        notebook=_PAGE,
        name="allowed",
        level="warm-up",
        kind="reading",
        form="choice",
        solve="28700d95e66f4eb8",
        mistakes=(
            Mistake(
                "a",
                "no row is not the same as nothing there. A table says over which years it was "
                "compiled, and this day lies before them.",
            ),
            Mistake(
                "c",
                "that would carry a later state back to a day on which nobody looked.",
            ),
            Mistake(
                "d",
                "nothing is broken: the refusal is meant, and its message says what the table "
                "covers.",
            ),
        ),
        hints=(
            "read the message of the error to its end: what does it say about that day?",
            "ask which of the sentences would still be safe if a partnership of that time came "
            "to light tomorrow.",
        ),
    ),
)
