"""Exercises of 07_midterm_2023: statements apart from judgements, seats held on a day."""

from __future__ import annotations

from helpers.exercises.model import Exercise, Mistake
from helpers.timeline import as_of

_PAGE = "07_midterm_2023"
_DAY = "2023-06-24"


def _count_seats(elected_only: bool, certain_only: bool) -> int:
    held = as_of("roles", _DAY)
    if elected_only:
        held = held[held["kind"] == "elected_seat"]
    if certain_only:
        held = held[held["certainty"] == "certain"]
    return len(held)


EXERCISES = (
    Exercise(
        id="review-kinds",
        notebook=_PAGE,
        name="testable",
        level="warm-up",
        kind="judging",
        form="choice",
        solve="93f9293bafc5770c",
        mistakes=(
            Mistake(
                "a",
                "standing is not recorded in any row, and nobody has said what would count as "
                "higher. It is a judgement.",
            ),
            Mistake(
                "b",
                "what was right about a policy is advice and opinion; no row could bear it out or "
                "refute it.",
            ),
            Mistake(
                "d",
                "that something helped is a claim of cause. Dates and counts do not decide it.",
            ),
        ),
        hints=(
            "ask of each sentence: which row, if it existed, would make it false?",
            "a sentence that can be tested names who, what and when.",
        ),
    ),
    Exercise(
        id="review-seats",
        notebook=_PAGE,
        name="seats",
        level="practice",
        kind="coding",
        form="count",
        solve=lambda: _count_seats(elected_only=True, certain_only=True),
        mistakes=(
            Mistake(
                lambda: _count_seats(elected_only=True, certain_only=False),
                "some of these seats were possibly held that day: a term known to the year may "
                "have begun later or ended before. Keep the certain ones.",
            ),
            Mistake(
                lambda: _count_seats(elected_only=False, certain_only=True),
                "officers and hosts are counted here too. Keep the kind that is won by election "
                "to a seat.",
            ),
            Mistake(
                lambda: _count_seats(elected_only=False, certain_only=False),
                "this counts every role, certain or not. Filter by kind and by certainty.",
            ),
        ),
        hints=(
            'helpers.as_of("roles", day) has one row a role; import helpers first.',
            "its column kind says what sort of role it is, and certainty whether it surely held.",
            'the kind wanted is "elected_seat".',
        ),
    ),
)
