"""Last changes to the built pages: the language of names, a summary for messengers, no ballast."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

from helpers.report.markup import change_text, mark_vietnamese, read_article, read_text

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_PRELOAD = re.compile(r'<link rel="preload" as="script"[^>]*>\n?')
_LONGEST = 200
_BALLAST = ("*.map", ".buildinfo", "objects.inv")


def polish(built: Path) -> None:
    """Change every page of a built site in place, and drop the files no page needs."""
    for page in sorted(built.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        words = html.escape(summarise(text), quote=True)
        text = text.replace('content="DESCRIPTION"', f'content="{words}"')
        text = _PRELOAD.sub("", text)  # would come before the style, which a figure waits for
        page.write_text(change_text(text, mark_vietnamese), encoding="utf-8")
    for pattern in _BALLAST:
        for path in built.rglob(pattern):
            path.unlink()
    shutil.rmtree(built / "_sources", ignore_errors=True)


def summarise(page: str) -> str:
    """The first paragraph of a page, cut at a word.

    >>> summarise('<article class="bd-article"><h1>A</h1><p>So it is.</p></article>')
    'So it is.'
    """
    found = _PARAGRAPH.search(read_article(page))
    words = read_text(found[1]) if found else ""
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit(" ", 1)[0] + " …"
