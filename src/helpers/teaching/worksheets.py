"""Printable pages of a session: the plan, the worksheet, and the worksheet with its key."""

from __future__ import annotations

import html

from helpers.teaching.pages import Notebooks, Renderer, lift_headings, write_page
from helpers.teaching.sessions import SECTIONS, Session

_APART = ("Slides", "Worksheet")


def write_worksheet(session: Session, notebooks: Notebooks, with_key: bool = False) -> str:
    """The worksheet; ``with_key`` for the teacher, with answers and what to look for."""
    title = f"{session.title}: {'key' if with_key else 'worksheet'}"
    sheet = Renderer(notebooks).render(session.sections["Worksheet"], for_teacher=with_key)
    body = lift_headings(sheet)
    name = "" if with_key else '<p class="name">Name: <span></span> Date: <span></span></p>\n'
    page = f"<main>\n<h1>{html.escape(title)}</h1>\n{name}{body}</main>"
    return write_page(title, page, "sheet.css")


def write_plan(session: Session, notebooks: Notebooks) -> str:
    """The plan of a session, without its slides and its worksheet."""
    renderer = Renderer(notebooks)
    facts = (
        f'<p class="facts">For: {session.audience}. {session.minutes} minutes. '
        f"Page: {_name_page(session.notebook, notebooks)}</p>\n"
    )
    parts = [
        f"<h2>{section}</h2>\n{renderer.render(session.sections[section], for_teacher=True)}"
        for section in SECTIONS
        if section not in _APART
    ]
    page = f"<main>\n<h1>{html.escape(session.title)}</h1>\n{facts}{''.join(parts)}</main>"
    return write_page(f"{session.title}: plan", page, "sheet.css")


def write_index(sessions: list[Session]) -> str:
    """The page that leads to everything that was made."""
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(one.title)}</th><td>{one.audience}</td>"
        f"<td>{one.minutes}</td><td><a href='{one.name}_plan.html'>plan</a></td>"
        f"<td><a href='{one.name}_slides.html'>slides</a></td>"
        f"<td><a href='{one.name}_worksheet.html'>worksheet</a></td>"
        f"<td><a href='{one.name}_key.html'>key</a></td></tr>\n"
        for one in sessions
    )
    page = (
        "<main>\n<h1>Classroom kit</h1>\n<p>Hand out <code>students.zip</code>; keep "
        "<code>instructors.zip</code>, which holds the solutions and these pages. "
        "<a href='running.html'>Running the notebooks for many</a> says what a room needs.</p>\n"
        "<table><thead><tr><th>Session</th><th>For</th><th>Minutes</th><th colspan='4'>Open</th>"
        f"</tr></thead><tbody>\n{rows}</tbody></table>\n</main>"
    )
    return write_page("Classroom kit", page, "sheet.css")


def write_text_page(text: str, notebooks: Notebooks) -> str:
    """A page of plain Markdown, such as the one on running the notebooks for many."""
    title = text.splitlines()[0].removeprefix("# ")
    return write_page(title, f"<main>\n{Renderer(notebooks).render(text)}</main>", "sheet.css")


def _name_page(notebook: str, notebooks: Notebooks) -> str:
    heading = notebooks[notebook].cells[0].source.splitlines()[0]
    return html.escape(heading.removeprefix("# "))
