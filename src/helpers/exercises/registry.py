"""All exercises, and the two functions a notebook calls: check an answer, show a hint."""

from __future__ import annotations

import difflib

import pandas as pd

from helpers.exercises import (
    claims_check,
    diplomatic_relations,
    hanoi,
    how_sure_are_we,
    midterm_2023,
    multilateral,
    partnerships,
    resolution_59,
    start_here,
    timeline,
    trade_agreements,
    trade_and_investment,
)
from helpers.exercises.model import Exercise, ExerciseError, Verdict, judge

_PAGES = (
    start_here,
    timeline,
    diplomatic_relations,
    partnerships,
    trade_agreements,
    trade_and_investment,
    multilateral,
    midterm_2023,
    resolution_59,
    hanoi,
    claims_check,
    how_sure_are_we,
)
EXERCISES: dict[str, Exercise] = {item.id: item for page in _PAGES for item in page.EXERCISES}
"""Every exercise by its id, in the order of the notebooks."""


def find_exercise(exercise: str) -> Exercise:
    """The exercise of this id; an unknown one is answered with the nearest.

    >>> find_exercise("ladder-abov")
    Traceback (most recent call last):
    ...
    helpers.exercises.model.ExerciseError: no exercise 'ladder-abov'; did you mean ...?
    """
    if exercise not in EXERCISES:
        near = difflib.get_close_matches(exercise, EXERCISES, n=1, cutoff=0.0)
        raise ExerciseError(f"no exercise {exercise!r}; did you mean {near[0]!r}?")
    return EXERCISES[exercise]


def check_answer(exercise: str, answer: object) -> Verdict:
    """Is the answer right? If not, what may have gone wrong? The right answer is never said.

    ``answer``: what the exercise asks for; ``...`` (the blank of a student's copy) is
    answered with "not yet".

    >>> check_answer("start-day", ...)
    Not yet: put a whole number into 'states' in the cell before this one, and run both. ...
    >>> check_answer("start-day", "many")
    Not right: 'states' must hold a whole number; it holds a value of type str.
    """
    return judge(find_exercise(exercise), answer)


def show_hint(exercise: str, step: int = 1) -> Verdict:
    """A hint, one step at a time: each says a little more than the one before.

    >>> show_hint("start-day", 1)
    Hint 1 of 2: one call of helpers.as_of answers what held on a day...
    """
    found = find_exercise(exercise)
    if not 1 <= step <= len(found.hints):
        raise ExerciseError(f"{exercise} has hints 1 to {len(found.hints)}, not {step}")
    return Verdict("hint", f"Hint {step} of {len(found.hints)}: {found.hints[step - 1]}")


def list_exercises() -> pd.DataFrame:
    """Which exercises are there? ``exercise`` (index), ``notebook``, ``level``, ``kind``.

    >>> set(list_exercises()["kind"])  == {"coding", "reading", "judging"}
    True
    """
    rows = [
        {"exercise": item.id, "notebook": item.notebook, "level": item.level, "kind": item.kind}
        for item in EXERCISES.values()
    ]
    return pd.DataFrame(rows).set_index("exercise")
