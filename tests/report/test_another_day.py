"""The collection as of another day: stamped, closed to what came later, listed by the main one."""

from __future__ import annotations

import json
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from helpers.claims.summary import list_as_known
from helpers.dates import show_date
from helpers.overview import compare_days
from helpers.report import days
from helpers.report.__main__ import main
from helpers.report.build import write_pages
from helpers.report.claims_page import write_claims_page
from helpers.report.execute import (
    ExecutionError,
    list_notebooks,
    list_tools,
    run_notebooks,
    set_as_of,
)
from helpers.report.index_page import DAYS_MARK


def test_a_bad_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "--as-of", "2023-06-31"]) == 1
    assert "is not a day of the calendar" in capsys.readouterr().err
    assert main(["site", "--as-of", "2023-06-24", "--stored"]) == 1
    assert "leave out --as-of" in capsys.readouterr().err


def test_a_notebook_without_parameters_is_refused() -> None:
    with pytest.raises(ExecutionError, match='no cell tagged "parameters"'):
        set_as_of(nbformat.v4.new_notebook(), "2023-06-24")


def test_claims_of_a_day_hold_nothing_printed_later() -> None:
    text = write_claims_page(list_as_known("2023-06-24").values(), "2023-06-24")
    assert "a2023_trade_top_20" in text
    assert "a2025_" not in text


def test_the_first_page_compares_days_and_lists_those_there_are(site: Path) -> None:
    first, last = days._own_days()[0], days._own_days()[-1]
    change = compare_days(first, last).set_index("measure").loc["comprehensive_strategic"]
    text = (site / "index.html").read_text(encoding="utf-8")
    row = re.search(r"comprehensive strategic partners</th>(.*?)</tr>", text)
    assert row
    shown = re.findall(r"<td>(.*?)</td>", row[1])
    assert shown == [str(change["first"]), str(change["second"]), f"{change['change']:+d}"]
    pairs = re.findall(
        r'<section class="change" data-from="(\S+)" data-to="(\S+)">',
        (site / "days.html").read_text(encoding="utf-8"),
    )
    assert len(pairs) == len(set(pairs)) == 3
    assert all(one < other for one, other in pairs)


def test_a_day_built_later_is_listed_and_an_old_one_marked(tmp_path: Path) -> None:
    site = tmp_path / "report"
    for day, files in (("2023-06-24", "same"), ("2024-01-01", "other")):
        folder = site / days.FOLDER / day
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("a page", encoding="utf-8")
        (folder / days.STATE).write_text(json.dumps({"files": files}), encoding="utf-8")
    days.fill_days(site)  # no page yet: nothing to fill in, and nothing lost
    assert days.list_built(site) == {"2023-06-24": "same", "2024-01-01": "other"}
    (site / days.STATE).write_text(json.dumps({"files": "same"}), encoding="utf-8")
    for name in ("index", "days"):
        page = f"before{DAYS_MARK[0]}old{DAYS_MARK[1]}after"
        (site / f"{name}.html").write_text(page, encoding="utf-8")
    days.fill_days(site)
    text = (site / "days.html").read_text(encoding="utf-8")
    assert text.startswith("before")
    assert text.endswith("after")
    assert "old" not in text.replace("built from other files", "")
    assert text.count("make it again") == 1
    for day in ("2023-06-24", "2024-01-01"):
        link = f'<a href="{days.FOLDER}/{day}/index.html">{show_date(day)}</a>'
        assert link in text
        assert link in (site / "index.html").read_text(encoding="utf-8")


LATER = re.compile(
    r"\b(?:(?P<day>\d{1,2}) )?(?P<month>January|February|March|April|May|June|July|August|"
    r"September|October|November|December) (?P<year>20\d\d)\b|"
    r"\b(?P<iso_year>20\d\d)-(?P<iso_month>\d\d)(?:-(?P<iso_day>\d\d))?\b"
)
MAY_BE_LATER = {
    "cut-off 31 December 2025": "the cut-off of the data, on every page",
    "release of February 2024": "the release of a series, named beside its values",
    "release of 2024-02": "the same",
    "World Bank, October 2025": "the same",
    "built 12 October 2025": "the same",
    "built 6 July 2025": "the same",
    "UN Tourism, July 2025": "the same",
    "2022 to September 2023": "the end of a term that had begun",
    "by December 2023": "a bound: the state had begun on or before it",
}


def _find_later(text: str, day: str) -> list[str]:
    """Dates in a text that lie after a day, but for those that may."""
    for phrase in MAY_BE_LATER:
        text = text.replace(phrase, "")
    found = []
    for match in LATER.finditer(text):
        part = match.groupdict()
        if part["month"]:
            moment = pd.Timestamp(f"{part['day'] or 1} {part['month']} {part['year']}")
        else:
            moment = pd.Timestamp(
                f"{part['iso_year']}-{part['iso_month']}-{part['iso_day'] or '01'}"
            )
        if moment > pd.Timestamp(day):
            found.append(match[0])
    return found


def test_the_collection_of_an_earlier_day_holds_nothing_later() -> None:
    day = "2023-06-24"
    paths = [*list_notebooks(), *list_tools(day)]
    with ProcessPoolExecutor(1) as apart:  # kernels' event loops end with their process
        notebooks = apart.submit(run_notebooks, paths, day).result()
    stored = list(zip([path.stem for path in paths], notebooks, strict=True))
    for name, text in write_pages(stored, day).items():
        if name in ("index", "claims"):
            assert _find_later(text, day) == [], name
    later = [
        f"{path.stem} {cell.id}: {date}"
        for path, notebook in zip(paths, notebooks, strict=True)
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.id not in ("status", "table-series", "table-sources")
        for output in cell.outputs
        for date in _find_later(output.get("data", {}).get("text/plain", ""), day)
    ]
    assert later == []
    assert _find_later("on 10 September 2023, and 2025-10-29", day) == [
        "10 September 2023",
        "2025-10-29",
    ]
