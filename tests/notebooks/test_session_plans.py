"""Session plans: complete, summing up, pointing to what exists, with no number untied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from untied import find_untied_text

from helpers.exercises import EXERCISES
from helpers.teaching.copies import read_all
from helpers.teaching.pages import find_cell, list_links
from helpers.teaching.sessions import (
    AUDIENCES,
    FOLDER,
    PlanError,
    Session,
    list_plans,
    list_sessions,
    read_session,
)

BOOKS = read_all()
SESSIONS = list_sessions()
ALL = pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
_LONE = re.compile(r"(?m)^\[[^]]+\]\([^)]+\)$")


def find_untied(session: Session) -> Iterator[str]:
    """Numbers of a plan that nothing computes, but for the minutes, which are its own."""
    for name, text in session.sections.items():
        plain = re.sub(r"(?m)^\|\s*\d+\s*\|", "| |", text)
        yield from find_untied_text(f"{session.name}: {name}", plain)


def find_lost_links(session: Session) -> Iterator[str]:
    """Links in running text whose words are not the heading they lead to, and dead ones."""
    for text in session.sections.values():
        for words, notebook, cell_id in list_links(text):
            try:
                cell = find_cell(BOOKS, notebook, cell_id)
            except PlanError as error:
                yield str(error)
                continue
            heading = re.sub(r"^#+ | *<!--.*-->", "", cell.source.splitlines()[0])
            if cell.cell_type == "markdown" and words not in (heading, heading.capitalize()):
                yield f"{words!r} leads to {heading!r}"


@ALL
def test_no_number_of_a_plan_is_typed(session: Session) -> None:
    assert list(find_untied(session)) == []


@ALL
def test_links_lead_to_the_section_they_name(session: Session) -> None:
    assert list(find_lost_links(session)) == []


@ALL
def test_minutes_add_up(session: Session) -> None:
    assert sum(session.steps) == session.minutes
    assert 45 <= session.minutes <= 90
    assert len(session.steps) >= 4


@ALL
def test_a_plan_uses_its_notebook_and_its_exercises(session: Session) -> None:
    links = list_links("\n".join(session.sections.values()))
    assert session.notebook in {notebook for _, notebook, _ in links}
    used = {cell.removeprefix("exercise-") for _, _, cell in links if cell.startswith("exercise-")}
    assert len(used) >= 2
    assert used <= set(EXERCISES)
    answers = {cell.removeprefix("solution-") for _, _, cell in links if "solution-" in cell}
    sheet = {
        cell.removeprefix("exercise-")
        for _, _, cell in list_links(session.sections["Worksheet"])
        if cell.startswith("exercise-")
    }
    assert answers <= used
    assert sheet <= answers, "each exercise of a worksheet has its answer in the key"


@ALL
def test_discussion_mistakes_and_rubric_are_there(session: Session) -> None:
    assert len(re.findall(r"(?m)^\d+\. .+\?|\?$", session.sections["Discussion"])) >= 3
    assert len(re.findall(r"(?m)^- ", session.sections["Common mistakes"])) >= 3
    rubric = session.sections["Rubric"].splitlines()
    assert rubric[0] == "| | Not yet | Good | Very good |"
    assert len(rubric) >= 4
    assert len(session.sections["Without laptops"]) > 80


def test_every_audience_is_served_and_some_need_no_code() -> None:
    assert len(SESSIONS) >= 6
    assert {session.audience for session in SESSIONS} == set(AUDIENCES)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("- Minutes: 45\n", "", "Audience, Minutes and Notebook"),
        ("without code", "with code", "audience must be one of"),
        ("## Rubric", "## Marks", "sections must be"),
        ("# Reading", "Reading", "first line must be"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    text = list_plans()[0].read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "session_1_copy.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError, match=says):
        read_session(path)


def test_a_typed_number_and_a_lost_link_are_found(tmp_path: Path) -> None:
    text = list_plans()[0].read_text(encoding="utf-8")
    text = text.replace("## Goals\n", "## Goals\n\nThere are 195 of them, the largest number.\n", 1)
    text = text.replace("ipynb#growth", "ipynb#grown", 1)
    text = text.replace("[The total grew in waves, not steadily](", "[The total](")
    path = tmp_path / "session_1_copy.md"
    path.write_text(text, encoding="utf-8")
    damaged = read_session(path)
    assert len(list(find_untied(damaged))) == 2
    lost = list(find_lost_links(damaged))
    assert any("no cell 'grown'" in one for one in lost)
    assert any(one.startswith("'The total' leads to") for one in lost)


def test_the_page_on_running_types_no_number() -> None:
    text = (FOLDER / "RUNNING.md").read_text(encoding="utf-8")
    assert list(find_untied_text("RUNNING.md", text)) == []
