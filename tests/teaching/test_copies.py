"""Students' copies hold no solution; they run; they stay in step with the source."""

from __future__ import annotations

import copy
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.exercises import EXERCISES
from helpers.report.execute import NOTEBOOKS
from helpers.teaching import pack
from helpers.teaching.copies import (
    CopyError,
    make_instructor_copy,
    make_student_copy,
    read_all,
    read_solution,
)

BOOKS = read_all()
STUDENTS = pack.gather_students(BOOKS)


def list_secrets(notebook: nbformat.NotebookNode) -> list[str]:
    """Lines of a notebook's solutions that stand nowhere else in it."""
    secrets = []
    for cell in notebook.cells:
        if "solution" not in cell.metadata.get("tags", []):
            continue
        others = [other.source for other in notebook.cells if other is not cell]
        lines = [line.strip() for line in cell.source.splitlines()]
        secrets += [
            line
            for line in lines
            if len(line) > 8
            and not re.match("import |from ", line)
            and not any(line in other for other in others)
        ]
    return secrets


def find_leaks(files: dict[str, bytes]) -> list[str]:
    """Where a file for students holds a line of a solution."""
    texts = {
        name: content.decode("utf-8")
        for name, content in files.items()
        if name.endswith((".ipynb", ".py", ".md", ".toml", ".json"))
    }
    leaks = []
    for book in BOOKS.values():
        for secret in list_secrets(book):
            written = {secret, json.dumps(secret, ensure_ascii=False)[1:-1]}
            leaks += [
                f"{name}: {secret}"
                for name, text in texts.items()
                if any(form in text for form in written)
            ]
    return leaks


def test_every_exercise_has_a_line_that_must_not_leak() -> None:
    counted = {name: len(list_secrets(book)) for name, book in BOOKS.items()}
    assert min(counted.values()) >= 2, counted


def test_students_get_no_solution_text_anywhere() -> None:
    assert find_leaks(STUDENTS) == []


def _keep_output(notebook: nbformat.NotebookNode) -> None:
    secret = list_secrets(notebook)[0]
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("display_data", data={"text/plain": secret})
    ]


def _keep_metadata(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].metadata["old"] = list_secrets(notebook)[0]


def _keep_source(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].source += "\n" + list_secrets(notebook)[0]


@pytest.mark.parametrize("damage", [_keep_output, _keep_metadata, _keep_source])
def test_a_leak_in_source_outputs_or_metadata_is_found(
    damage: Callable[[nbformat.NotebookNode], None],
) -> None:
    damaged = copy.deepcopy(BOOKS["03_partnerships"])
    damage(damaged)
    stripped = [cell for cell in damaged.cells if "solution" not in cell.metadata.get("tags", [])]
    damaged.cells = stripped
    assert find_leaks({"notebooks/x.ipynb": nbformat.writes(damaged).encode()})


def test_students_get_no_outputs_no_tags_no_plans_and_no_tests() -> None:
    for name, content in STUDENTS.items():
        assert not re.search(r"notebooks/teaching|tests/|helpers/teaching|_key\.html", name), name
        if not name.endswith(".ipynb"):
            continue
        book = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(book)
        for cell in book.cells:
            assert set(cell.metadata.get("tags", [])) <= {"parameters"}
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
    kept = {name for name in STUDENTS if name.endswith(".ipynb")}
    assert kept == {f"notebooks/{name}.ipynb" for name in BOOKS}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda item: item.id)
def test_each_blank_names_what_the_check_reads(exercise: object) -> None:
    item = EXERCISES[exercise.id]  # type: ignore[attr-defined]
    made = make_student_copy(BOOKS[item.notebook])
    ids = [cell.id for cell in made.cells]
    place = ids.index(f"answer-{item.id}")
    assert re.search(rf"(?m)^{item.name} = \.\.\.", made.cells[place].source)
    assert f'check_answer("{item.id}", {item.name})' in made.cells[place + 1].source


def _rename_answer(notebook: nbformat.NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.id == "solution-ladder-above")
    cell.source = cell.source.replace("above = ", "higher = ")


def _rename_in_check(notebook: nbformat.NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.id == "check-ladder-above")
    cell.source = cell.source.replace("above)", "higher)")


def _move_check(notebook: nbformat.NotebookNode) -> None:
    place = [cell.id for cell in notebook.cells].index("check-ladder-above")
    notebook.cells.append(notebook.cells.pop(place))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_rename_answer, "must assign above"),
        (_rename_in_check, "must hold exercises.check_answer"),
        (_move_check, "must hold exercises.check_answer"),
    ],
)
def test_a_solution_out_of_step_stops_the_copy(
    damage: Callable[[nbformat.NotebookNode], None], says: str
) -> None:
    damaged = copy.deepcopy(BOOKS["03_partnerships"])
    damage(damaged)
    with pytest.raises(CopyError, match=says):
        make_student_copy(damaged)


def test_a_students_copy_runs_from_the_top_and_waits_for_answers() -> None:
    made = make_student_copy(BOOKS["06_multilateral"])
    client = NotebookClient(
        made,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute()
    said = {
        cell.id: cell.outputs[0].data["text/plain"]
        for cell in made.cells
        if cell.id.startswith("check-")
    }
    assert set(said) == {"check-bodies-share", "check-bodies-kappa"}
    assert all(text.startswith("Not yet: ") for text in said.values())


def test_instructors_get_solutions_outputs_and_a_note_behind_each_exercise() -> None:
    for name, book in BOOKS.items():
        made = make_instructor_copy(book)
        nbformat.validate(made)
        ids = [cell.id for cell in made.cells]
        for item in (one for one in EXERCISES.values() if one.notebook == name):
            place = ids.index(f"note-{item.id}")
            assert ids[place - 2 : place] == [f"solution-{item.id}", f"check-{item.id}"]
            note = made.cells[place].source
            assert all(mistake.hint in note for mistake in item.mistakes)
            assert all(hint in note for hint in item.hints)
            assert made.cells[place - 1].outputs


def test_answers_in_print_are_right() -> None:
    for item in EXERCISES.values():
        printed = read_solution(BOOKS[item.notebook], item.id)
        if item.form == "choice":
            assert item.accepts(printed)
        elif item.form == "codes":
            assert item.accepts(frozenset(printed.split(", ")))
        elif item.form == "count":
            assert item.accepts(int(printed))
        else:
            assert item.accepts(float(printed)), (item.id, printed)


def test_a_zip_repeats_and_holds_one_folder(tmp_path: Path) -> None:
    first, second = (
        pack.write_zip(tmp_path / name, STUDENTS, "students").read_bytes()
        for name in ("a.zip", "b.zip")
    )
    assert first == second
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {name.split("/")[0] for name in archive.namelist()} == {"students"}


def test_students_get_what_the_setup_needs() -> None:
    wanted = {
        *("README.md", "start.py", "pyproject.toml", "requirements.lock", "LICENSE"),
        *("environment.yml", "postBuild", "data/datapackage.json", "src/helpers/__init__.py"),
        *("src/helpers/exercises/registry.py", "src/helpers/py.typed"),
    }
    assert wanted <= set(STUDENTS)
    assert not [name for name in STUDENTS if "__pycache__" in name or "egg-info" in name]
