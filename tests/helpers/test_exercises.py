"""Exercises: right answers pass, blanks wait, typical mistakes are met, nothing is given away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import nbformat
import pytest

from helpers import exercises
from helpers.exercises import EXERCISES, Exercise, Verdict, check_answer, show_hint
from helpers.exercises.model import LEVELS, OPTIONS
from helpers.report.execute import list_notebooks
from helpers.teaching.copies import read_all, write_stub

BOOKS = read_all()
ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda item: item.id)


def _cell(exercise: Exercise, kind: str) -> nbformat.NotebookNode:
    cells = BOOKS[exercise.notebook].cells
    (cell,) = [cell for cell in cells if cell.id == f"{kind}-{exercise.id}"]
    return cell


def _run(exercise: Exercise, answer: str) -> Verdict:
    """Run the notebook's imports, an answer and the check, as a learner would."""
    space: dict[str, object] = {}
    book = {cell.id: cell.source for cell in BOOKS[exercise.notebook].cells}
    imports = [line for line in book["status"].splitlines() if re.match(r"(import|from) ", line)]
    *before, last = _cell(exercise, "check").source.splitlines()
    for source in ("\n".join(imports), answer, "\n".join(before)):
        exec(source, space)  # the notebook's own cells
    verdict = eval(last, space)
    assert isinstance(verdict, Verdict)
    return verdict


def _find_right(exercise: Exercise) -> object:
    if isinstance(exercise.solve, str):
        (letter,) = [one for one in OPTIONS if exercise.accepts(one)]
        return letter
    return exercise.solve()


@ALL
def test_the_solution_passes_its_check(exercise: Exercise) -> None:
    verdict = _run(exercise, _cell(exercise, "solution").source)
    assert (verdict.state, str(verdict)) == ("right", f"Right: {exercise.id}.")


@ALL
def test_a_blank_is_not_yet(exercise: Exercise) -> None:
    verdict = _run(exercise, write_stub(exercise))
    assert verdict.state == "not yet"
    assert exercise.name in verdict.text


@ALL
def test_three_typical_mistakes_get_a_hint_of_their_own(exercise: Exercise) -> None:
    said = [check_answer(exercise.id, mistake.compute()) for mistake in exercise.mistakes]
    assert len(said) >= 3
    assert {verdict.state for verdict in said} == {"wrong"}
    assert [verdict.text for verdict in said] == [
        f"Not right: {mistake.hint}" for mistake in exercise.mistakes
    ]
    assert len({verdict.text for verdict in said}) == len(said)


@ALL
def test_no_message_gives_the_answer_away(exercise: Exercise) -> None:
    right = _find_right(exercise)
    texts = [*exercise.hints, *(mistake.hint for mistake in exercise.mistakes)]
    texts += [str(check_answer(exercise.id, wrong)) for wrong in (..., "e", 10**6, {"XXX"}, [1])]
    assert [text for text in texts if _gives_away(exercise, right, text)] == []


def _gives_away(exercise: Exercise, right: object, text: str) -> bool:
    if exercise.form == "choice":
        named = re.search(rf"\b{right}\)|\"{right}\"|option {right}\b", text)
        return named is not None or _statement_of(exercise, str(right)) in text
    if isinstance(right, set):
        return right <= set(re.findall(r"\w+", text))
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
    if exercise.form == "count":
        return right in numbers
    return any(exercise.matches(number, right) for number in numbers)


@pytest.mark.parametrize(
    ("exercise", "hint"),
    [
        ("relations-broken", "look at CHL and KHM."),
        ("ladder-median", "it is about 11.7 years."),
        ("start-day", "there were 155."),
        ("claims-fit", "it is b) of course."),
        ("claims-fit", "Little: with many definitions some fit is to be expected."),
    ],
)
def test_a_hint_that_gives_the_answer_away_is_found(exercise: str, hint: str) -> None:
    found = EXERCISES[exercise]
    assert _gives_away(found, _find_right(found), hint)


def _statement_of(exercise: Exercise, letter: str) -> str:
    source = _cell(exercise, "exercise").source
    found = re.search(rf"(?m)^- {letter}\) (.+)$", source)
    assert found is not None, f"{exercise.id} has no option {letter}"
    return found[1]


@ALL
def test_an_answer_of_another_form_is_named(exercise: Exercise) -> None:
    odd: object = {"a": 1}.items() if exercise.form != "codes" else 3
    verdict = check_answer(exercise.id, odd)
    assert exercise.wanted in verdict.text
    assert verdict.state == "wrong"


@ALL
def test_hints_come_in_steps(exercise: Exercise) -> None:
    steps = range(1, len(exercise.hints) + 1)
    assert len(exercise.hints) >= 2
    assert [show_hint(exercise.id, step).text for step in steps] == [
        f"Hint {step} of {len(exercise.hints)}: {exercise.hints[step - 1]}" for step in steps
    ]
    with pytest.raises(exercises.ExerciseError, match="hints 1 to"):
        show_hint(exercise.id, len(exercise.hints) + 1)


@ALL
def test_the_notebook_says_level_and_kind(exercise: Exercise) -> None:
    text = _cell(exercise, "exercise").source
    assert f"*{exercise.level.capitalize()}, {exercise.kind}.*" in text
    assert f"`{exercise.name}`" in text
    if exercise.form == "choice":
        assert [_statement_of(exercise, letter) for letter in OPTIONS]


def test_every_notebook_has_exercises_of_several_kinds() -> None:
    per_page = Counter(item.notebook for item in EXERCISES.values())
    assert set(per_page) == {path.stem for path in list_notebooks()}
    assert min(per_page.values()) >= 2
    assert {item.level for item in EXERCISES.values()} == set(LEVELS)
    assert sum(item.kind != "coding" for item in EXERCISES.values()) >= 8


def test_every_tagged_cell_belongs_to_an_exercise() -> None:
    tagged = [
        (name, tag, cell.id)
        for name, book in BOOKS.items()
        for cell in book.cells
        for tag in cell.metadata.get("tags", [])
        if tag in ("solution", "check")
    ]
    expected = [
        (item.notebook, tag, f"{tag}-{item.id}")
        for item in EXERCISES.values()
        for tag in ("solution", "check")
    ]
    assert sorted(tagged) == sorted(expected)


def test_answers_follow_the_data(change: Callable[[str, str, str], None]) -> None:
    before = _find_right(EXERCISES["start-day"])
    assert check_answer("start-day", before).state == "right"
    change("diplomatic_relations.csv", "AGO,1975-11-12", "AGO,1996-11-12")
    assert check_answer("start-day", before).state == "wrong"
    assert isinstance(before, int)
    assert check_answer("start-day", before - 1).state == "right"


def test_numbers_are_told_apart_as_far_as_the_exercise_says() -> None:
    exercise = EXERCISES["ladder-median"]
    right = _find_right(exercise)
    assert isinstance(right, float)
    assert check_answer(exercise.id, round(right, 1)).state == "right"
    assert check_answer(exercise.id, right + 2 * exercise.within).state == "wrong"
    for mistake in exercise.mistakes:
        wrong = mistake.compute()
        assert isinstance(wrong, float)
        assert abs(wrong - right) > 2 * exercise.within


def test_an_unknown_exercise_is_answered_with_the_nearest() -> None:
    with pytest.raises(exercises.ExerciseError, match="did you mean 'ladder-above'"):
        check_answer("ladder-abov", 1)
