"""The built site at rest: links resolve, figures speak, nothing is fetched from elsewhere."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from pages import NOTEBOOKS, PAGES, Page

from helpers import claims, load, package, sources_of
from helpers.evidence import evidence_states, list_sourced_tables
from helpers.report.days import STATE
from helpers.report.execute import list_notebooks
from helpers.report.inline import render_twin, scroll_table
from helpers.report.mail import SUMMARY
from helpers.report.markup import read_article, read_text

FOUND = [
    *("index", "claims", "rows", "gaps", "data", "codebook", "reference", "teach", "days"),
    *("changes", "about", "search"),
]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.stem: Page(path) for path in site.glob("*.html")}


def test_the_site_has_every_page_and_no_ballast(site: Path, pages: dict[str, Page]) -> None:
    rows = {f"rows_{table.name}" for table in list_sourced_tables()}
    assert set(pages) == {*FOUND, *NOTEBOOKS, *rows}
    left = [path.name for path in site.rglob("*") if path.suffix == ".map" or path.name[0] == "."]
    assert left == []
    assert not (site / "_sources").exists()


def test_every_link_inside_the_site_resolves(site: Path, pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (site / unquote(parts.path)) if parts.path else site / f"{name}.html"
            if not target.exists():
                broken.append(f"{name}: {link}")
            elif parts.fragment and target.suffix == ".html":
                ids = pages[target.stem].ids
                if parts.fragment not in ids:
                    broken.append(f"{name}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[str, Page]) -> None:
    loads = [load for page in pages.values() for load in page.loads]
    assert [load for load in loads if urlsplit(load).netloc] == []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8", errors="ignore")
        assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", text) == [], sheet.name


def test_links_that_ask_for_claims_ask_for_what_there_is(pages: dict[str, Page]) -> None:
    asked = [link for link in pages["index"].links if link.startswith("claims.html?")]
    decided = [claims.decide(one.id) for one in claims.list_claims()]
    there = {(one.claim.document, one.verdict) for one in decided}
    found = {tuple(re.findall(r"=([^&]+)", link)) for link in asked}
    assert found == there


def test_every_figure_has_words_and_a_table(pages: dict[str, Page]) -> None:
    for name in PAGES:
        assert pages[name].unlabelled == [], name
        assert pages[name].figures >= (3 if name[:2].isdigit() else name == "explorer"), name
        assert pages[name].twins == pages[name].figures, name
    assert all(page.headings == 1 for page in pages.values())


def test_the_table_of_a_figure_holds_what_the_notebook_stored(site: Path) -> None:
    path = next(path for path in list_notebooks() if path.stem == "03_partnerships")
    stored = [
        output.data["text/csv"]
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if "text/csv" in output.get("data", {})
    ]
    text = (site / "03_partnerships.html").read_text(encoding="utf-8")
    shown = re.findall(r'<details class="note wide twin">.*?</details>', text, re.DOTALL)
    assert len(shown) == len(stored) > 0
    for table, data in zip(shown, stored, strict=True):
        cells = [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", table, re.DOTALL)]
        rows = list(csv.reader(io.StringIO(data)))[1:]
        assert cells == [" ".join(cell.split()) or "missing" for row in rows for cell in row]


def test_a_missing_number_is_a_word() -> None:
    assert "<td>missing</td>" in render_twin("year,count\n1950,\n")


def test_vietnamese_is_marked_as_such(pages: dict[str, Page]) -> None:
    assert {name: page.unmarked for name, page in pages.items() if page.unmarked} == {}


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    for name in PAGES:
        ids = pages[name].ids
        assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})[:5]


def test_every_row_leads_to_its_documents(site: Path) -> None:
    page = Page(site / "rows_diplomatic_relations.html")
    assert set(load("diplomatic_relations")["partner"]) <= set(page.ids)
    cited = set(sources_of("diplomatic_relations", "USA")["address"])
    assert cited <= set(page.links)


def test_every_claim_is_on_its_page_with_a_verdict(site: Path) -> None:
    page = Page(site / "claims.html")
    assert set(load("claims")["claim"]) <= set(page.ids)
    text = (site / "claims.html").read_text(encoding="utf-8")
    assert text.count('class="verdict ') == len(load("claims"))


def test_a_note_leads_to_rows_and_sources(pages: dict[str, Page]) -> None:
    for name in PAGES:
        links = pages[name].links
        assert [link for link in links if link.startswith("rows_") and "#" in link], name
        assert [link for link in links if link.startswith("http")], name


def test_a_row_with_several_dates_tells_the_state_of_each(site: Path) -> None:
    text = (site / "rows_roles.html").read_text(encoding="utf-8")
    row = re.search(r"<code>un_security_council_member_2020</code>(.*?)</summary>", text, re.DOTALL)
    assert row
    assert "elected_on: two independent sources; term_end: one source" in row[1]


def test_every_page_is_stamped_and_says_what_it_is(site: Path, pages: dict[str, Page]) -> None:
    for name in pages:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert f"Data version {package().version}, cut-off 31 December 2025" in text, name
        description = re.search(r'<meta name="description" content="([^"]*)"', text)
        assert description, name
        assert description[1] != "DESCRIPTION", name
        assert name == "search" or len(description[1]) > 40, name
    preview = (site / "_static" / "preview.png").read_bytes()
    assert preview[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_first_page_says_how_sure_we_are(site: Path) -> None:
    text = read_text(read_article((site / "index.html").read_text(encoding="utf-8")))
    states = [
        state
        for table in list_sourced_tables()
        if len(table.keys) == 1
        for state in evidence_states(table.name)["state"]
    ]
    well = states.count("two_independent")
    assert f"two independent sources {well} {100 * well / len(states):.0f} %" in text
    for heading in ("What did we find?", "How sure are we?", "How do I check?"):
        assert heading in text


def test_the_downloads_hold_the_data(site: Path) -> None:
    folder = site / "downloads"
    name = f"{package().name}-{package().version}"
    with sqlite3.connect(folder / f"{name}.sqlite") as database:
        (count,) = database.execute("SELECT COUNT(*) FROM partnerships").fetchone()
    assert count == len(load("partnerships"))
    for table in package().tables.values():
        copy = (folder / "csv" / f"{table.name}.csv").read_bytes()
        assert copy == (package().root / table.path).read_bytes()
        assert (folder / f"{name}-parquet" / f"{table.name}.parquet").exists()


def test_the_summary_is_small_and_carries_what_it_cites(site: Path) -> None:
    whole = (site / "mail" / f"{SUMMARY}.html").read_bytes()
    assert len(whole) <= 1_000_000
    page = Page(site / "mail" / f"{SUMMARY}.html")
    anchors = [link[1:] for link in page.links if link.startswith("#")]
    assert set(map(unquote, anchors)) <= set(page.ids)
    assert [link for link in page.links if not link.startswith(("#", "http"))] == []
    cited = [name for name in page.ids if name.startswith("rows_")]
    assert len(cited) > 50
    assert [name for name in page.ids if name.startswith("claims-")]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_as_single_file_holds_the_same(site: Path, name: str) -> None:
    article = read_article((site / f"{name}.html").read_text(encoding="utf-8"))
    path = site / "mail" / f"{name}.html"
    page, whole = Page(path), path.read_text(encoding="utf-8")
    assert page.loads == []
    assert [link for link in page.links if not link.startswith(("#", "http"))] == []
    assert len(page.ids) == len(set(page.ids))
    sentences = [read_text(one) for one in re.findall(r"<p>(.*?)</p>", article, re.DOTALL)]
    words = read_text(whole)
    assert all(one in words for one in sentences if "<" not in one)
    assert page.figures == article.count('<svg role="img"')


def test_the_search_index_leads_to_every_row_and_claim(site: Path, pages: dict[str, Page]) -> None:
    text = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("window.searchIndex = ").rstrip().removesuffix(";"))
    found = {(entry[0], entry[1]) for entry in index["entries"]}
    assert {("claims", claim) for claim in load("claims")["claim"]} <= found
    assert {("rows_partnerships", event) for event in load("partnerships")["event"]} <= found
    for page, anchor in found:
        assert anchor in pages[page].ids, (page, anchor)


def test_the_site_says_what_it_was_built_from(site: Path) -> None:
    state = json.loads((site / STATE).read_text(encoding="utf-8"))
    assert state["data"] == package().version
    assert re.fullmatch(r"[0-9a-f]{16}", state["files"])


def test_a_table_names_its_index_in_one_header_row() -> None:
    table = (
        '<table border="1"><thead><tr style="text-align: right;"><th></th><th>n</th></tr>'
        "<tr><th>day</th><th></th></tr></thead><tbody><tr><th>2025-01-01</th><td>1</td></tr>"
        "</tbody></table>"
    )
    shown = scroll_table(table)
    assert "<th>day</th><th>n</th></tr>" in shown
    assert shown.count("<tr") == 2
    assert 'tabindex="0"' in shown


def test_what_a_page_runs_on_is_folded(site: Path) -> None:
    text = (site / "03_partnerships.html").read_text(encoding="utf-8")
    assert re.search(r'<p class="support">Data version .*?31 December 2025', text)
    (folded,) = re.findall(r"<summary>Runs on 2 tables</summary>(.*?)</details>", text, re.DOTALL)
    assert folded.count("<li>") == 2
