"""The search of the site: one entry a section, row and claim, for a page that works offline.

Sphinx has a search of its own. It is left out because, from a file, it can show no context of
a hit, it drops numbers and dates, it knows Vietnamese names only with their accents, and it
leads to a page, not to the row or the claim.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.report.markup import read_article, read_sections, read_text

ENTRY = re.compile(
    r'<details class="(?P<kind>row|claim)"(?P<more>[^>]*)><summary>(?P<title>.*?)</summary>'
    r'<div class="[\w-]+" id="(?P<id>[^"]+)">(?P<body>.*?)</div></details>',
    re.DOTALL,
)
_ASIDE = re.compile(r'<details class="(?:note|admonition hide).*?</details>', re.DOTALL)
_ALSO = re.compile(r'data-also="([^"]*)"')
_LONGEST_ROW = 700


class Entry(NamedTuple):
    """What can be found: where it stands, its title, its words, and other names for it."""

    page: str
    anchor: str
    kind: str
    title: str
    text: str
    also: str = ""


def list_entries(page: str, built: str, name: str = "") -> list[Entry]:
    """The entries of one built page; those of rows and claims lead to them.

    ``name``: what the navigation calls the page, found with it.

    >>> row = '<details class="row" data-also="Campuchia"><summary>KHM</summary>'
    >>> row += '<div class="row-body" id="KHM">1967</div></details>'
    >>> list_entries("rows_x", f'<article class="bd-article">{row}</article>')[0].also
    'Campuchia'
    """
    article = read_article(built)
    found = [
        Entry(
            page,
            html.unescape(match["id"]),
            match["kind"],
            read_text(match["title"]),
            read_text(match["body"])[:_LONGEST_ROW],
            html.unescape(also[1]) if (also := _ALSO.search(match["more"])) else "",
        )
        for match in ENTRY.finditer(article)
    ]
    rest = _ASIDE.sub(" ", ENTRY.sub(" ", article))
    for place, section in enumerate(read_sections(rest)):
        kind, names = ("section", "") if place else ("page", name)
        found.append(Entry(page, section.anchor, kind, section.title, section.text, names))
    return found


def write_search_index(folder: Path, pages: Mapping[str, str], target: Path) -> None:
    """Collect the entries of these pages (name, and words for it) of a built site in a script."""
    entries: list[Entry] = []
    names: dict[str, str] = {}
    for page, name in pages.items():
        found = list_entries(page, (folder / f"{page}.html").read_text(encoding="utf-8"), name)
        names[page] = next((one.title for one in found if one.kind == "page"), page)
        entries += found
    written = json.dumps(
        {"pages": names, "entries": entries}, ensure_ascii=False, separators=(",", ":")
    )
    target.write_text(f"window.searchIndex = {written};\n", encoding="utf-8")


def write_search_page() -> str:
    """The page with the field; the results are filled in by ``search.js``."""
    return """# Search

```{raw} html
<form class="search-form" role="search" action="search.html">
  <label for="search-field">Words, names, dates or claim ids; accents may be left out</label>
  <input type="search" id="search-field" name="q" autocomplete="off" spellcheck="false">
</form>
<noscript><p>The search needs JavaScript. Every page is listed on the <a href="index.html">first
page</a>, every row under <a href="rows.html">rows and sources</a>.</p></noscript>
<p class="search-count" role="status" aria-live="polite"></p>
<ol class="search-results"></ol>
<script src="_static/search-index.js"></script>
<script src="_static/search.js"></script>
```
"""
