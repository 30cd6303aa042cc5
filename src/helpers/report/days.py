"""The time machine of the site: which days can be read, and what changed between two of them."""

from __future__ import annotations

import html
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from helpers.claims.model import publication_day
from helpers.claims.summary import ARTICLES
from helpers.dataset import get_table, package
from helpers.dates import show_date
from helpers.evidence import list_sourced_tables
from helpers.overview import compare_days
from helpers.report.folders import write_text
from helpers.report.index_page import DAYS_MARK
from helpers.report.rows import name_row

FOLDER = "as-of"
"""Where, in the report, the reports of other days stand: one folder a day."""
STATE = "built.json"
"""What a report says of the files it was built from, for whoever finds it later."""


def write_days_page(as_of: str | None) -> str:
    """The page of days, with a mark where ``fill_days`` writes; for one day, a way back."""
    if as_of is not None:
        return (
            f"# Other days\n\nThese pages answer for {show_date(as_of)} and know nothing later.\n\n"
            '```{raw} html\n<p><a href="../../days.html">Other days, and what changed between '
            "them</a></p>\n```\n"
        )
    return (
        "# Other days, and what changed between them\n\n"
        "The same notebooks can be run for any day the data cover: a page then holds nothing "
        "that happened later. Statistical series are those of the release held. Dates known "
        "only to the month or year make a count *possible* on some days, not certain.\n\n"
        f"```{{raw}} html\n{''.join(DAYS_MARK)}\n```\n"
    )


def list_built(site: Path) -> dict[str, str]:
    """The days that have a report of their own, with the state of the files behind it."""
    found = {}
    for page in sorted((site / FOLDER).glob("*/index.html")):
        state = page.parent / STATE
        found[page.parent.name] = (
            json.loads(state.read_text(encoding="utf-8"))["files"] if state.exists() else ""
        )
    return found


def fill_days(site: Path, files: str | None = None) -> None:
    """Write the days that are there now into the first page and the page of days.

    ``files``: the state of the files behind this report; by default what it says itself.
    """
    state = site / STATE
    if files is None and not state.exists():
        return  # only a day has been built: there is no page to fill in
    now = files or json.loads(state.read_text(encoding="utf-8"))["files"]
    built = list_built(site)
    days = sorted({*built, *_own_days()})
    changes = {pair: compare_days(*pair) for pair in itertools.combinations(days, 2)}
    for name, words in (
        ("index", _write_short(built, now, days, changes)),
        ("days", _write_long(built, now, days, changes)),
    ):
        page = site / f"{name}.html"
        before, _, rest = page.read_text(encoding="utf-8").partition(DAYS_MARK[0])
        after = rest.partition(DAYS_MARK[1])[2]
        write_text(page, f"{before}{DAYS_MARK[0]}{words}{DAYS_MARK[1]}{after}")


def _own_days() -> list[str]:
    """The days on which the two articles were in print, and the cut-off of the data."""
    printed = [publication_day(article).date().isoformat() for article in ARTICLES]
    return [*printed, package().cut_off]


def _write_list(built: dict[str, str], now: str) -> str:
    items = [f"<li>{show_date(package().cut_off)}, the cut-off: these pages</li>"]
    for day, files in built.items():
        old = "" if files == now else " (built from other files than these pages: make it again)"
        link = f'<a href="{FOLDER}/{day}/index.html">{show_date(day)}</a>'
        items.append(f"<li>{link}{old}</li>")
    hint = "<p>Any other day: <code>make report AS_OF=YYYY-MM-DD</code>.</p>"
    return f"<ul>{''.join(items)}</ul>{hint}"


def _write_short(
    built: dict[str, str],
    now: str,
    days: Sequence[str],
    changes: dict[tuple[str, str], pd.DataFrame],
) -> str:
    """For the first page: the days, and the change from the first to the last in one table."""
    pair = (days[0], days[-1])
    return (
        f"<p>The same pages can answer for an earlier day. Days to read now:</p>"
        f"{_write_list(built, now)}{_write_table(*pair, changes[pair])}"
        '<p><a href="days.html">What changed between any two of these days, row by row</a></p>'
    )


def _write_long(
    built: dict[str, str],
    now: str,
    days: Sequence[str],
    changes: dict[tuple[str, str], pd.DataFrame],
) -> str:
    options = "".join(f'<option value="{day}">{show_date(day)}</option>' for day in days)
    form = (
        '<form class="days-form" hidden>'
        f'<label>From <select name="from">{options}</select></label>'
        f'<label>to <select name="to">{options}</select></label></form>'
    )
    pairs = "".join(_write_pair(*pair, change) for pair, change in changes.items())
    return (
        f"<h2>Days to read</h2>{_write_list(built, now)}"
        f"<h2>What changed</h2>{form}<p class='days-none' role='status' hidden>"
        f"Choose an earlier day first, a later one second.</p>{pairs}"
    )


def _write_pair(first: str, second: str, change: pd.DataFrame) -> str:
    rows = []
    for row in change.itertuples():
        began, ended = _list_rows(row.table, row.began), _list_rows(row.table, row.ended)
        if began or ended:
            rows.append(
                f"<dt>{html.escape(row.label)}</dt><dd>"
                + (f"<p>New: {began}</p>" if began else "")
                + (f"<p>No longer: {ended}</p>" if ended else "")
                + "</dd>"
            )
    return (
        f'<section class="change" data-from="{first}" data-to="{second}">'
        f"{_write_table(first, second, change)}"
        f'<dl class="changes">{"".join(rows)}</dl></section>'
    )


def _write_table(first: str, second: str, change: pd.DataFrame) -> str:
    rows = "".join(
        f'<tr><th scope="row">{html.escape(row.label)}</th>'
        f"<td>{_count(row.first, row.first_possible)}</td>"
        f"<td>{_count(row.second, row.second_possible)}</td><td>{_signed(row.change)}</td></tr>"
        for row in change.itertuples()
        if not (pd.isna(row.first) and pd.isna(row.second))
    )
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="Changes from '
        f'{show_date(first)} to {show_date(second)}"><table>'
        f"<caption>From {show_date(first)} to {show_date(second)}</caption><thead><tr>"
        f'<th scope="col">what</th><th scope="col">{show_date(first)}</th>'
        f'<th scope="col">{show_date(second)}</th><th scope="col">change</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _count(certain: object, possible: object) -> str:
    if pd.isna(certain):
        return "outside coverage"
    return f"{certain}" if certain == possible else f"{certain} to {possible}"


def _signed(change: object) -> str:
    if pd.isna(change):
        return "not known"
    return "none" if change == 0 else f"{change:+d}".replace("-", "\u2212")


def _list_rows(table: str, keys: Sequence[str]) -> str:
    paged = any(table == one.name for one in list_sourced_tables())
    shown = []
    for key in keys:
        words = html.escape(name_row(get_table(table), key))
        shown.append(f'<a href="rows_{table}.html#{quote(key)}">{words}</a>' if paged else words)
    return ", ".join(shown)
