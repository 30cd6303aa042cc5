"""What an exercise is, and how a learner's answer is judged.

A check recomputes the right answer from the dataset, or, for a judgement, knows only its
digest; it compares, and says what is wrong with a typical wrong answer. It never says what
is right. (Whoever reads the source of an exercise can work the answer out: the checks are
for learning, not for marking.)
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from helpers.dataset import DatasetError

Level = Literal["warm-up", "practice", "stretch"]
Kind = Literal["coding", "reading", "judging"]
Form = Literal["count", "number", "codes", "choice"]
Answer = int | float | str | frozenset[str]

LEVELS: tuple[Level, ...] = ("warm-up", "practice", "stretch")
OPTIONS = ("a", "b", "c", "d")

WANTED: dict[Form, str] = {
    "count": "a whole number",
    "number": "a number",
    "codes": 'a set of codes, such as {"AAA", "BBB"}',
    "choice": "one letter: a, b, c or d",
}
"""What each form of answer is called in a stub and in a message."""


class ExerciseError(DatasetError):
    """There is no such exercise or hint; the message says which there are."""


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer (for a choice: its letter) and what to say to it."""

    wrong: Callable[[], object] | str
    hint: str

    def compute(self) -> object:
        return self.wrong if isinstance(self.wrong, str) else self.wrong()


@dataclass(frozen=True)
class Exercise:
    """One exercise: where it stands, which answer it wants, and what helps on the way.

    ``solve`` recomputes the right answer from the dataset; for a ``choice`` it is the
    digest of the right letter (``seal_choice``). ``within``: how far a ``number`` may lie
    from the right one, in its own unit.
    """

    id: str
    notebook: str
    name: str
    level: Level
    kind: Kind
    form: Form
    solve: Callable[[], object] | str
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    within: float = 0.0

    @property
    def wanted(self) -> str:
        return WANTED[self.form]

    def accepts(self, answer: Answer) -> bool:
        """Is this the right answer?"""
        if isinstance(self.solve, str):
            return seal_choice(self.id, str(answer)) == self.solve
        return self.matches(answer, self.solve())

    def matches(self, answer: Answer, other: object) -> bool:
        """Are these the same answer, as far as the exercise tells answers apart?"""
        expected = read_answer(self.form, other)
        if isinstance(expected, float) and isinstance(answer, float):
            return math.isclose(answer, expected, rel_tol=1e-9, abs_tol=self.within)
        return answer == expected


@dataclass(frozen=True)
class Verdict:
    """What a check says to an answer."""

    state: Literal["right", "not yet", "wrong", "hint"]
    text: str

    def __repr__(self) -> str:
        return self.text


def seal_choice(exercise: str, letter: str) -> str:
    """The digest under which the right letter of a choice is kept.

    >>> seal_choice("an-example", "a") == seal_choice("an-example", "b")
    False
    """
    return hashlib.sha256(f"{exercise}:{letter}".encode()).hexdigest()[:16]


def read_answer(form: Form, answer: object) -> Answer | None:
    """An answer in its plain form, or None when it has another form than the one wanted.

    >>> read_answer("count", np.int64(3)), read_answer("count", "3")
    (3, None)
    >>> sorted(read_answer("codes", ["CHL", "KHM"]))
    ['CHL', 'KHM']
    """
    if form == "choice":
        letter = answer.strip().lower() if isinstance(answer, str) else None
        return letter if letter in OPTIONS else None
    if form == "codes":
        return _read_codes(answer)
    if isinstance(answer, bool | np.bool_) or not isinstance(
        answer, int | float | np.integer | np.floating
    ):
        return None
    value = float(answer)
    if form == "number":
        return value
    return int(value) if value.is_integer() else None


def _read_codes(answer: object) -> frozenset[str] | None:
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        return None
    codes = list(answer)
    return frozenset(codes) if all(isinstance(code, str) for code in codes) else None


def judge(exercise: Exercise, answer: object) -> Verdict:
    """Right, not yet, or wrong with a hint that fits."""
    if answer is ... or answer is None:
        return Verdict(
            "not yet",
            f"Not yet: put {exercise.wanted} into '{exercise.name}' in the cell before this one, "
            f"and run both. {_offer_hint(exercise)}",
        )
    given = read_answer(exercise.form, answer)
    if given is None:
        return Verdict(
            "wrong",
            f"Not right: '{exercise.name}' must hold {exercise.wanted}; it holds "
            f"{_describe(answer)}.",
        )
    if exercise.accepts(given):
        return Verdict("right", f"Right: {exercise.id}.")
    for mistake in exercise.mistakes:
        if exercise.matches(given, mistake.compute()):
            return Verdict("wrong", f"Not right: {mistake.hint}")
    return Verdict("wrong", f"Not right. {_offer_hint(exercise)}")


def _offer_hint(exercise: Exercise) -> str:
    return f'exercises.show_hint("{exercise.id}") opens the first of {len(exercise.hints)} hints.'


def _describe(answer: object) -> str:
    return f"a value of type {type(answer).__name__}"
