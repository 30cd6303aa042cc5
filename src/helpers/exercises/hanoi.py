"""Exercises of 09_hanoi: goals with a range, and part of a year."""

from __future__ import annotations

import pandas as pd

from helpers import capital
from helpers.exercises.model import Exercise, Mistake

_PAGE = "09_hanoi"


def _list_goals() -> pd.DataFrame:
    return capital.list_goals("2025-12-31")


def _count_ranges(year: int | None = None) -> int:
    goals = _list_goals()
    ranges = goals["low"] < goals["high"]
    return int((ranges if year is None else ranges & (goals["target_year"] == year)).sum())


EXERCISES = (
    Exercise(
        id="hanoi-ranges",
        notebook=_PAGE,
        name="ranges",
        level="warm-up",
        kind="coding",
        form="count",
        solve=_count_ranges,
        mistakes=(
            Mistake(
                lambda: len(_list_goals()),
                "these are all goals. A range has a low end that lies below its high end.",
            ),
            Mistake(
                lambda: len(_list_goals()) - _count_ranges(),
                "these are the goals that name a single value: the opposite.",
            ),
            Mistake(
                lambda: _count_ranges(2025),
                "these are the ranges of one target year. Later goals count too.",
            ),
        ),
        hints=(
            "capital.list_goals(day) has one row a goal, with the columns low and high.",
            "compare the columns: where low is below high, the goal is a range. Add up the Trues.",
        ),
    ),
    Exercise(
        id="hanoi-part-year",
        notebook=_PAGE,
        name="honest",
        level="warm-up",
        kind="judging",
        form="choice",
        solve="ac3f5bab2e6add9f",
        mistakes=(
            Mistake(
                "a",
                "twice a half-year is a whole year only if visitors came evenly. The page shows "
                "how wide of the mark that can be.",
            ),
            Mistake(
                "b",
                "a half-year beside a whole year makes any city look as if it shrank.",
            ),
            Mistake(
                "c",
                "the months seen are known, and they bound the year from below. To say nothing "
                "throws that away.",
            ),
        ),
        hints=(
            "what do the months that are known tell about the year for certain?",
            "visitors cannot be taken back: the year's total can only be as large or larger.",
        ),
    ),
)
