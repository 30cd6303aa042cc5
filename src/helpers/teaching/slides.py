"""Slides of a session: one section a slide, keys, speaker notes, print; no library.

``### Title`` in the plan's section "Slides" begins a slide; a block quotation is its
speaker note.
"""

from __future__ import annotations

import html
import re

from helpers.teaching.pages import Notebooks, Renderer, lift_headings, write_page
from helpers.teaching.sessions import PlanError, Session

_FEW_WORDS = 300
"""Characters up to which a slide is set large."""

TALLEST = 460
"""Points: a higher figure is scaled down so far that nobody at the back reads its words."""


def write_slides(session: Session, notebooks: Notebooks) -> str:
    """The slides of a session as one page."""
    renderer = Renderer(notebooks)
    slides = [_write_slide(0, session.title, f"<p>{session.audience.capitalize()}</p>", "", True)]
    for place, (title, text) in enumerate(split_slides(session), start=1):
        body = lift_headings(renderer.render(text))
        if (height := find_tallest(body)) > TALLEST:
            raise PlanError(
                f"{session.name}: the figure of the slide {title!r} is {height:.0f} points high; "
                f"above {TALLEST} its words are too small at the back: show a table or words"
            )
        notes = renderer.render_quotations(text)
        if not notes:
            raise PlanError(f"{session.name}: the slide {title!r} has no speaker note ('> ...')")
        slides.append(_write_slide(place, title, body, notes))
    help_text = (
        '<p class="keys" role="note">Arrow keys turn the slides; S opens the speaker notes in a '
        "window of their own, N shows them here; printing gives one slide a page.</p>"
    )
    body = f'<main id="slides">\n{"".join(slides)}{help_text}</main>'
    return write_page(f"{session.title}: slides", body, "slides.css", "slides.js")


def find_tallest(body: str) -> float:
    """The height, in points, of the highest figure of a slide.

    >>> find_tallest('<svg role="img" width="360pt" height="336.6pt">')
    336.6
    """
    heights = re.findall(r'<svg [^>]*height="([\d.]+)pt"', body)
    return max(map(float, heights), default=0.0)


def split_slides(session: Session) -> list[tuple[str, str]]:
    """Title and Markdown of each slide."""
    parts = re.split(r"(?m)^### (.+)\n", session.sections["Slides"])[1:]
    return [(title, text.strip()) for title, text in zip(parts[::2], parts[1::2], strict=True)]


def _name_kind(body: str) -> str:
    """What a slide holds decides how large it is set: few words are set large."""
    if "<figure>" in body:
        return "figure"
    if 'class="table"' in body:
        return "table"
    return "words" if len(re.sub(r"<[^>]+>", "", body)) > _FEW_WORDS else "few"


def _write_slide(place: int, title: str, body: str, notes: str, opening: bool = False) -> str:
    level = "h1" if opening else "h2"
    kind = _name_kind(body)
    aside = f'<aside class="notes">{notes}</aside>' if notes else ""
    return (
        f'<section class="slide {"opening" if opening else kind}" id="slide-{place}" '
        f'tabindex="-1" aria-label="Slide {place + 1}">\n<{level}>{html.escape(title)}</{level}>\n'
        f'<div class="body">{body}</div>\n{aside}</section>\n'
    )
