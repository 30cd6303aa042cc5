"""The page for teachers: the sessions, each with plan, slides, worksheet and key."""

from __future__ import annotations

import html

from helpers.teaching.kit import STUDENTS
from helpers.teaching.sessions import list_sessions

FOLDER = "teaching"
KINDS = ("plan", "slides", "worksheet", "key")


def write_teach_page(as_of: str | None) -> str:
    """The page as Markdown; for another day it points to the collection of today."""
    title = "# Teach with it"
    if as_of is not None:
        return (
            f"{title}\n\n```{{raw}} html\n<p>The sessions stand with the "
            '<a href="../../teach.html">collection of today</a>.</p>\n```\n'
        )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(session.title)}</th>'
        f"<td>{html.escape(session.audience)}</td><td>{session.minutes}</td>"
        f"<td>{_link_kinds(session.name, session.title)}</td></tr>"
        for session in list_sessions()
    )
    return f"""{title}

Each session has a plan with goals, minutes, questions, common mistakes and a rubric; slides for the
wall, with notes for the speaker; a worksheet for a class without laptops; and its key. Everything
opens with no network.

```{{raw}} html
<div class="table-scroll" tabindex="0" role="group" aria-label="Sessions"><table><thead>
<tr><th scope="col">session</th><th scope="col">for</th><th scope="col">minutes</th>
<th scope="col">open</th></tr></thead><tbody>{rows}</tbody></table></div>
<p><a href="{FOLDER}/{STUDENTS}.zip">Notebooks for students</a>: every notebook with exercises that
check an answer and give hints, without the solutions.
<a href="{FOLDER}/classroom/running.html">What a room needs</a>: memory and time a learner, one
machine each or a hub, and a bundle for rooms without a network.</p>
```

The exercises stand at the end of each page of findings, with a solution folded under each.
"""


def _link_kinds(name: str, title: str) -> str:
    words = html.escape(title)
    return ", ".join(
        f'<a href="{FOLDER}/classroom/{name}_{kind}.html">{kind}'
        f'<span class="visually-hidden"> of {words}</span></a>'
        for kind in KINDS
    )
