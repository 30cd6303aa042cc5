"""Figures and tables as HTML: inline with alternative text and data, or in a box that scrolls."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping
from typing import Any

from helpers.figures import SOURCE_LINE_HEIGHT, SOURCE_LINE_ID
from helpers.report.notes import link_table, render_note


def inline_figure(svg: str, words: Mapping[str, Any], number: int) -> str:
    """One ``<figure>``: the SVG as an image with a text alternative, caption and note under it.

    ``words``: the output's metadata (``alt``, ``caption``, ``note``, and ``csv``, the plotted
    data, which becomes a table under the figure). Ids are made unique to the page, and the
    caption drawn inside the SVG gives way to the one in HTML, which a phone can wrap.
    """
    svg = re.sub(rf'<g id="{SOURCE_LINE_ID}">.*?</g>\n?', "", svg, flags=re.DOTALL)
    svg = re.sub(r'viewBox="0 0 (\S+) (\S+)"', _cut_foot, svg, count=1)
    svg = re.sub(r'id="([^"]+)"', rf'id="f{number}-\1"', svg)
    svg = re.sub(r'(href="|url\()#', rf"\1#f{number}-", svg)
    label = html.escape(words.get("alt", ""), quote=True)
    svg = re.sub(
        r'^<svg (.*?) width="[^"]*" height="[^"]*"',
        rf'<svg role="img" aria-label="{label}" \1',
        svg,
        count=1,
        flags=re.DOTALL,
    )
    note = render_note(words["note"], wide=True) if "note" in words else ""
    twin = render_twin(words["csv"]) if "csv" in words else ""
    caption = f'<div class="caption">{link_tables(words.get("caption", ""))}</div>'
    return (
        f'<figure class="chart">\n{svg}\n<figcaption>{caption}{twin}{note}</figcaption>\n</figure>'
    )


def render_twin(plotted: str) -> str:
    """The data of a figure as a table, folded: for whoever cannot see it, or wants the numbers.

    >>> "<td>9</td>" in render_twin("year,count\\n1950,9\\n")
    True
    """
    header, *rows = csv.reader(io.StringIO(plotted))
    head = "".join(f'<th scope="col">{html.escape(name.replace("_", " "))}</th>' for name in header)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{_show_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    noun = "row" if len(rows) == 1 else "rows"
    return (
        f'<details class="note wide twin"><summary>Numbers drawn: {len(rows)} {noun}</summary>'
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Numbers drawn">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div></details>"
    )


def _show_cell(cell: str) -> str:
    return html.escape(" ".join(cell.split())) or "missing"


def link_tables(caption: str) -> str:
    """A figure's caption with the tables it names linked to their rows.

    >>> link_tables("Data: partnerships, version 1")
    'Data: <a href="rows_partnerships.html">partnerships</a>, version 1'
    """
    found = re.match(r"Data: (.*?), version", caption)
    if found is None:
        return html.escape(caption)
    tables = ", ".join(link_table(name) for name in found[1].split(", "))
    return f"Data: {tables}{html.escape(caption[found.end(1) :])}"


def _cut_foot(box: re.Match[str]) -> str:
    """The picture without the strip in which its source line stood."""
    return f'viewBox="0 0 {box[1]} {float(box[2]) - SOURCE_LINE_HEIGHT * 72:g}"'


def scroll_table(table: str) -> str:
    """A pandas table in a scrolling box, its index named in the one header row."""
    table = re.sub(r"<style.*?</style>\n?", "", table, flags=re.DOTALL)
    header = re.search(
        r"(<tr[^>]*>\s*)<th></th>(.*?</tr>)\s*<tr>\s*<th>([^<]*)</th>(?:\s*<th></th>)*\s*</tr>",
        table,
        flags=re.DOTALL,
    )
    if header:
        merged = f"{header[1]}<th>{header[3]}</th>{header[2]}"
        table = table.replace(header[0], merged, 1)
    table = re.sub(r"<(t[dh])>(?=\d{4}-\d{2}(-\d{2})?</)", r'<\1 class="nowrap">', table)
    table = table.replace("<th></th>", "<td></td>")
    table = table.replace(' border="1"', "").replace(' style="text-align: right;"', "")
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="Table">{table}</div>'


def drop_plain_note(table: str) -> str:
    """A table without the note in brackets that stands in for the real one elsewhere."""
    return re.sub(r"\s*<p>\[[^<]*\]</p>", "", table)
