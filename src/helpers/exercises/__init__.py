"""Exercises of the notebooks: ``check_answer`` judges an answer, ``show_hint`` helps.

One module a notebook holds its exercises: how the right answer is computed, typical wrong
answers with what to say to each, and hints in steps. The statements stand in the notebooks,
in the section "Try it".
"""

from helpers.exercises.model import (
    Exercise,
    ExerciseError,
    Mistake,
    Verdict,
    read_answer,
    seal_choice,
)
from helpers.exercises.registry import (
    EXERCISES,
    check_answer,
    find_exercise,
    list_exercises,
    show_hint,
)

__all__ = [
    "EXERCISES",
    "Exercise",
    "ExerciseError",
    "Mistake",
    "Verdict",
    "check_answer",
    "find_exercise",
    "list_exercises",
    "read_answer",
    "seal_choice",
    "show_hint",
]
