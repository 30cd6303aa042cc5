"""The built site: links resolve, figures speak, nothing is fetched from elsewhere."""

from __future__ import annotations

import filecmp
import os
import random
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from helpers import claims, load, package, sources_of
from helpers.report.__main__ import main, make_site
from helpers.report.build import ReportError, build_site
from helpers.report.claims_page import write_claims_page
from helpers.report.execute import ExecutionError, list_notebooks, run_notebooks, set_as_of
from helpers.report.renderer import scroll_table

PAGES = ["index", *(path.stem for path in list_notebooks())]
OTHERS = ["claims", "rows", "rows_diplomatic_relations", "rows_partnerships", "rows_roles"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("report") / "site", stored=True).parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; where there is none the check says so, and CI fails."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    chromium = chromium or shutil.which("google-chrome")
    if chromium is None:
        message = "no Chromium on this machine: 'make browser' installs it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as player:
        opened = player.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


class Page(HTMLParser):
    """Links, ids and figures of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.unlabelled: list[str] = []
        self.figures = 0
        self.headings = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("img", "script", "iframe", "source") and "src" in values:
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in ("next", "prev", "index", "search"):
            self.loads.append(values.get("href", ""))
        if tag == "img" and "alt" not in values:
            self.unlabelled.append(values.get("src", "img"))
        if tag == "svg" and values.get("role") == "img":
            self.figures += 1
            if len(values.get("aria-label", "")) < 40:
                self.unlabelled.append("svg")
        self.headings += tag == "h1"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.stem: Page(path) for path in site.glob("*.html")}


def test_the_site_has_an_index_and_a_page_per_notebook(pages: dict[str, Page]) -> None:
    assert set(PAGES) <= set(pages)


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


def test_every_figure_has_words(pages: dict[str, Page]) -> None:
    for name in PAGES:
        assert pages[name].unlabelled == [], name
        assert pages[name].figures >= (2 if name == "index" else 3), name
        assert pages[name].headings == 1, name


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


def test_claims_of_a_day_hold_nothing_printed_later() -> None:
    text = write_claims_page("2023-06-24")
    assert "a2023_trade_top_20" in text
    assert "a2025_" not in text


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


def test_every_page_is_stamped_with_version_and_cut_off(site: Path) -> None:
    for name in PAGES:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert f"Data version {package().version}, cut-off 31 December 2025" in text, name


def test_two_builds_are_the_same(site: Path, tmp_path: Path) -> None:
    again = make_site(tmp_path / "again", stored=True).parent
    files = [str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()]
    _, different, missing = filecmp.cmpfiles(site, again, files, shallow=False)
    assert (different, missing) == ([], [])


def test_another_day_is_stamped_and_a_bad_one_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "--as-of", "2023-06-31"]) == 1
    assert "is not a day of the calendar" in capsys.readouterr().err
    assert main(["site", "--as-of", "2023-06-24", "--stored"]) == 1
    assert "leave out --as-of" in capsys.readouterr().err


def test_a_failed_build_leaves_the_old_site(site: Path, tmp_path: Path) -> None:
    kept = tmp_path / "site" / "index.html"
    kept.parent.mkdir()
    kept.write_text("old", encoding="utf-8")
    notebook = nbformat.read(list_notebooks()[0], as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "brief"]
    with pytest.raises(ReportError, match="no cell with the id 'brief'"):
        build_site([("02_copy", notebook)], kept.parent)
    assert kept.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_a_notebook_without_parameters_is_refused() -> None:
    with pytest.raises(ExecutionError, match='no cell tagged "parameters"'):
        set_as_of(nbformat.v4.new_notebook(), "2023-06-24")


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


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES + OTHERS)
def test_a_page_fits_its_screen_and_asks_nobody(
    site: Path, browser: Browser, name: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth")
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('figure.chart svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')]
                .filter(t => { const b = t.getBoundingClientRect();
                    return b.left < box.left - 1 || b.right > box.right + 1
                        || b.top < box.top - 1 || b.bottom > box.bottom + 1; })
                .map(t => t.textContent);
        })"""
    )
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []
    assert wide <= width
    assert clipped == []


def _tab_until(tab: Tab, test: str, most: int = 600) -> None:
    """Press Tab until the focused element passes a test in JavaScript."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        if tab.evaluate(f"(() => {{ const it = document.activeElement; return {test}; }})()"):
            return
    pytest.fail(f"{tab.url}: no focus on an element with {test} after {most} presses of Tab")


def _follow_to_source(tab: Tab) -> None:
    """From an open note, by Tab and Enter: to a row, then to the first of its sources."""
    _tab_until(tab, "(it.getAttribute('href') || '').match(/^rows_.*#/)")
    table, key = re.findall(r"rows_(\w+)\.html#(.+)", tab.evaluate("document.activeElement.href"))[
        0
    ]
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/rows_{table}.html#*")
    tab.wait_for_load_state("load")
    _tab_until(tab, "(it.getAttribute('href') || '').startsWith('http')", most=5)
    address = tab.evaluate("document.activeElement.getAttribute('href')")
    assert address in set(sources_of(table, unquote(key))["address"])


def _pick_claims() -> list[str]:
    """Two claims at random, of those that rest on rows with a page of their own."""
    paged = {"diplomatic_relations", "partnerships", "roles", "milestones", "party_documents"}
    able = [
        claim.id
        for claim in claims.list_claims()
        if (rows := claims.decide(claim.id).evidence.rows) and set(rows) <= paged
    ]
    return random.Random(package().version).sample(able, 2)


@pytest.mark.browser
@pytest.mark.parametrize("claim", _pick_claims())
def test_a_claim_is_followed_to_its_source_by_keyboard(
    site: Path, browser: Browser, claim: str
) -> None:
    tab = browser.new_page()
    tab.goto((site / "claims.html").as_uri())
    _tab_until(tab, f"it.tagName === 'SUMMARY' && it.textContent.trim().endsWith('{claim}')")
    tab.keyboard.press("Enter")
    _follow_to_source(tab)
    tab.close()


@pytest.mark.browser
def test_a_number_is_followed_to_its_source_by_keyboard(site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    _tab_until(tab, "it.tagName === 'SUMMARY' && it.parentElement.className === 'note'")
    assert "rows and sources" in tab.evaluate("document.activeElement.ariaLabel")
    tab.keyboard.press("Space")
    _follow_to_source(tab)
    tab.close()


@pytest.mark.browser
def test_a_note_opens_by_touch_and_prints_open(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    tab = context.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    notes = tab.locator("details.note")
    body = notes.nth(0).locator(".note-body")
    assert not body.is_visible()
    notes.nth(0).locator("summary").tap()
    assert body.is_visible()
    box = notes.nth(1).locator("summary").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    tab.emulate_media(media="print")
    assert notes.nth(1).locator(".note-body").is_visible()
    context.close()


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
    day, paths = "2023-06-24", list_notebooks()
    with ProcessPoolExecutor(1) as apart:  # kernels' event loops end with their process
        notebooks = apart.submit(run_notebooks, paths, day).result()
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
