"""Numbered notes in HTML: from a sentence, a table or a figure to its rows and sources.

A note is a ``details`` element: it opens by key, by touch and in print without a script.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from helpers.dataset import load
from helpers.evidence import list_sourced_tables
from helpers.report.rows import mark_title

_MOST_ROWS = 12
_MOST_SOURCES = 8


@functools.cache
def _pages_of_rows() -> frozenset[str]:
    return frozenset(table.name for table in list_sourced_tables())


@functools.cache
def _documents() -> dict[str, dict[str, Any]]:
    rows = load("sources").set_index("source_id", drop=False)
    return {str(key): row for key, row in rows.to_dict("index").items()}


def link_row(table: str, key: str) -> str:
    """A link to a row on its page of rows and sources; plain text where there is none."""
    shown = html.escape(key)
    if table not in _pages_of_rows():
        return f"<code>{shown}</code>"
    return f'<a href="rows_{table}.html#{quote(key)}"><code>{shown}</code></a>'


def link_table(table: str) -> str:
    """A table's name, linked to its page of rows where it has one."""
    if table not in _pages_of_rows():
        return html.escape(table)
    return f'<a href="rows_{table}.html">{html.escape(table)}</a>'


def link_source(source_id: str) -> str:
    """A document by publisher and title, linked to its address."""
    document = _documents().get(source_id)
    if document is None:
        return html.escape(source_id)
    words = html.escape(str(document["publisher"]))
    if isinstance(document["title"], str):
        language = document["language"] if isinstance(document["language"], str) else "en"
        words += f": {mark_title(html.escape(document['title']), language)}"
    address = html.escape(str(document["address"]), quote=True)
    return f'<a href="{address}">{words}</a>'


def _list_rows(table: str, keys: list[str], count: int) -> str:
    links = ", ".join(link_row(table, key) for key in keys[:_MOST_ROWS])
    more = count - min(len(keys), _MOST_ROWS)
    rest = f" and {more} more" if more > 0 else ""
    return f"<li>{link_table(table)}: {links}{rest}</li>"


def render_body(note: Mapping[str, Any]) -> str:
    """What stands in an open note: the support in words, the rows, the sources."""
    parts = [f"<p>{html.escape(note['text'])}.</p>"]
    if note.get("claim"):
        claim = html.escape(note["claim"])
        parts.append(f'<p>Claim <a href="claims.html#{claim}">{claim}</a></p>')
    rows = {table: keys.split(" ") for table, keys in note["rows"].items()}
    if rows:
        counts = note["row_counts"]
        items = "".join(_list_rows(table, keys, counts[table]) for table, keys in rows.items())
        parts.append(f"<p>Rows</p><ul>{items}</ul>")
    sources = note["sources"].split(" ") if note["sources"] else []
    if sources:
        items = "".join(f"<li>{link_source(source)}</li>" for source in sources[:_MOST_SOURCES])
        more = note["source_count"] - min(len(sources), _MOST_SOURCES)
        rest = f"<li>and {more} more, listed row by row on the pages above</li>" if more > 0 else ""
        parts.append(f"<p>Sources</p><ul>{items}{rest}</ul>")
    return "".join(parts)


def render_note(note: Mapping[str, Any], wide: bool = False) -> str:
    """One note, closed: a number behind a sentence, or (``wide``) a line under a figure."""
    number = note["number"]
    label = f"Rows and sources: note {number}" if wide else str(number)
    name = "" if wide else f' aria-label="{number}: rows and sources"'
    kind = "note wide" if wide else "note"
    return (
        f'<details class="{kind}" id="note-{number}"><summary{name}>{label}</summary>'
        f'<div class="note-body">{render_body(note)}</div></details>'
    )


def render_findings(payload: Mapping[str, Any]) -> str:
    """Sentences with their notes, as a list or as paragraphs."""
    items = [
        html.escape(item["text"])
        + (
            f" {render_note(item['note'])}"
            if item["note"]["number"]
            else f' <span class="support">{html.escape(item["note"]["text"])}</span>'
        )
        for item in payload["findings"]
    ]
    if payload["list"] and not any(one["note"]["number"] for one in payload["findings"]):
        return _fold_rest(items)
    if payload["list"]:
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    return "".join(f'<div class="finding">{item}</div>' for item in items)


def _fold_rest(items: list[str]) -> str:
    """What a page runs on: the day and the version in sight, the tables folded."""
    first, *rest = items
    folded = "".join(f"<li>{item}</li>" for item in rest)
    noun = "table" if len(rest) == 1 else "tables"
    details = (
        f'<details class="note wide"><summary>Runs on {len(rest)} {noun}</summary>'
        f'<div class="note-body"><ul>{folded}</ul></div></details>'
    )
    return f'<p class="support">{first}</p>' + (details if rest else "")


def render_sources(source_ids: Iterable[str]) -> str:
    """Every document of a page, folded."""
    items = [link_source(source) for source in source_ids]
    listed = "".join(f"<li>{item}</li>" for item in items)
    return (
        f'<details class="note wide"><summary>All {len(items)} documents</summary>'
        f'<div class="note-body"><ul>{listed}</ul></div></details>'
    )
