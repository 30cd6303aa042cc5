"""Students' and instructors' copies of a notebook, from the one source in the repository.

A cell tagged ``solution`` becomes a blank in a student's copy; the cell tagged ``check``
behind it stays. No output is handed out, so that none can give an answer away.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path

import nbformat

from helpers.exercises import Exercise, find_exercise
from helpers.report.execute import list_notebooks

SOLUTION, CHECK = "solution", "check"
HEADING = "### For the teacher"


class CopyError(ValueError):
    """A notebook's exercises are not as they should be; the message says which and how."""


def make_student_copy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with blanks for solutions, without outputs and without tags for them."""
    made = copy.deepcopy(notebook)
    named = _name_exercises(made)
    for cell in made.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        if cell.id in named:
            exercise = named[cell.id]
            cell.source = write_stub(exercise)
            cell.id = f"answer-{exercise.id}"
        kept = [tag for tag in cell.metadata.get("tags", []) if tag == "parameters"]
        cell.metadata = nbformat.from_dict({"tags": kept} if kept else {})
    return made


def make_instructor_copy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with solutions and outputs, and what to expect behind each exercise."""
    made = copy.deepcopy(notebook)
    cells = []
    for cell in made.cells:
        cells.append(cell)
        if CHECK in cell.metadata.get("tags", []):
            exercise = find_exercise(cell.id.removeprefix("check-"))
            note = nbformat.v4.new_markdown_cell(write_note(exercise), id=f"note-{exercise.id}")
            cells.append(note)
    made.cells = cells
    return made


def write_stub(exercise: Exercise) -> str:
    """The blank of an exercise: what to assign.

    >>> print(write_stub(find_exercise("start-day")))
    states = ...  # a whole number
    """
    return f"{exercise.name} = ...  # {exercise.wanted}"


def write_note(exercise: Exercise) -> str:
    """What a teacher wants to know of an exercise: typical wrong answers, and the hints."""
    lines = [HEADING, "", f"*{exercise.level.capitalize()}, {exercise.kind}.* The check says:", ""]
    for mistake in exercise.mistakes:
        lines.append(f"- to `{show_answer(mistake.compute())}`: {mistake.hint}")
    lines += ["", "Hints, in steps:", ""]
    lines += [f"{place}. {hint}" for place, hint in enumerate(exercise.hints, start=1)]
    return "\n".join(lines)


def show_answer(answer: object) -> str:
    """An answer in print: sets in order, numbers rounded as far as the checks tell apart.

    >>> show_answer({"KHM", "CHL"}), show_answer(11.7015), show_answer(set())
    ('CHL, KHM', '11.7', 'nothing')
    """
    if isinstance(answer, set | frozenset):
        return ", ".join(sorted(answer)) or "nothing"
    if isinstance(answer, float):
        return f"{answer:.4g}"
    return str(answer)


def read_solution(notebook: nbformat.NotebookNode, exercise: str) -> str:
    """The right answer in print: recomputed, or for a choice as the solution names it."""
    found = find_exercise(exercise)
    if not isinstance(found.solve, str):
        return show_answer(found.solve())
    (cell,) = [cell for cell in notebook.cells if cell.id == f"solution-{exercise}"]
    letter = re.fullmatch(rf'{found.name} = "([a-d])"', cell.source)
    if letter is None:
        raise CopyError(f'the solution of {exercise} must read {found.name} = "<letter>"')
    return letter[1]


def _name_exercises(notebook: nbformat.NotebookNode) -> dict[str, Exercise]:
    """The exercise of each solution cell, by the id of the cell."""
    named = {}
    for place, cell in enumerate(notebook.cells):
        if SOLUTION not in cell.metadata.get("tags", []):
            continue
        exercise = find_exercise(cell.id.removeprefix("solution-"))
        after = notebook.cells[place + 1].source if place + 1 < len(notebook.cells) else ""
        call = f'check_answer("{exercise.id}", {exercise.name})'
        if call not in after:
            raise CopyError(f"the cell behind {cell.id!r} must hold exercises.{call}")
        if not re.search(rf"(?m)^{exercise.name} = ", cell.source):
            raise CopyError(f"{cell.id!r} must assign {exercise.name}, which its check reads")
        named[cell.id] = exercise
    return named


def read_all(folder: Path | None = None) -> dict[str, nbformat.NotebookNode]:
    """Every notebook of the collection by its name."""
    paths = list_notebooks() if folder is None else list_notebooks(folder)
    return {path.stem: nbformat.read(path, as_version=4) for path in paths}
