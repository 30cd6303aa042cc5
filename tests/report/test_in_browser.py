"""The pages in a real browser: nothing fetched, nothing clipped, nothing out of reach."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import NOTEBOOKS, PAGES
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from helpers import claims, package, sources_of
from helpers.evidence import list_sourced_tables

pytestmark = pytest.mark.browser

ROWS = [f"rows_{table.name}" for table in list_sourced_tables()]
OTHERS = [
    *("claims", "rows", "gaps", "data", "codebook", "reference", "teach", "days", "changes"),
    *("about", "search"),
]
MAIL = ["mail/summary", *(f"mail/{name}" for name in NOTEBOOKS)]
WIDTHS = (360, 390, 768, 1440)
PAPER = 680
"""CSS pixels between the margins of an A4 sheet."""

CLIPPED = """() => [...document.querySelectorAll('figure.chart svg')].flatMap(svg => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')]
        .filter(t => { const b = t.getBoundingClientRect();
            return b.left < box.left - 1 || b.right > box.right + 1
                || b.top < box.top - 1 || b.bottom > box.bottom + 1; })
        .map(t => t.textContent);
})"""
AXE = {"preload": False, "resultTypes": ["violations"]}


def _watch(context: BrowserContext) -> tuple[Tab, list[str]]:
    """A tab, and a list that fills with what a reader should never see."""
    tab = context.new_page()
    wrong: list[str] = []
    tab.on(
        "request",
        lambda one: None if one.url.startswith(("file:", "data:")) else wrong.append(one.url),
    )
    tab.on("requestfailed", lambda one: wrong.append(f"not found: {one.url}"))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on(
        "console",
        lambda one: wrong.append(one.text) if one.type in ("error", "warning") else None,
    )
    return tab, wrong


def _find_barriers(tab: Tab) -> list[str]:
    """What axe-core finds in the light and in the dark."""
    found = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        response = Axe().run(tab, options=AXE).response
        found += [
            f"{scheme}: {one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in response["violations"]
        ]
    return found


@pytest.mark.parametrize("name", [*PAGES, *OTHERS, *ROWS])
def test_a_page_is_open_to_all_fits_every_screen_and_asks_nobody(
    site: Path, browser: Browser, name: str
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[-1], "height": 900})
    tab, wrong = _watch(context)
    tab.goto((site / f"{name}.html").as_uri())
    tab.wait_for_load_state("load")
    barriers = _find_barriers(tab)
    wide, clipped = [], []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        reached = tab.evaluate("document.documentElement.scrollWidth")
        wide += [(width, reached)] if reached > width else []
        clipped += tab.evaluate(CLIPPED)
    context.close()
    assert wrong == []
    assert barriers == []
    assert wide == []
    assert clipped == []


@pytest.mark.parametrize("name", MAIL)
def test_a_single_file_stands_alone(
    site: Path, browser: Browser, name: str, tmp_path: Path
) -> None:
    alone = tmp_path / "attachment.html"
    alone.write_bytes((site / f"{name}.html").read_bytes())
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab, wrong = _watch(context)
    asked: list[str] = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.goto(alone.as_uri())
    tab.wait_for_load_state("load")
    fits = tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clipped = tab.evaluate(CLIPPED)
    context.close()
    assert wrong == []
    assert [url for url in asked if url.startswith("file:")] == [alone.as_uri()]
    assert fits
    assert clipped == []


@pytest.mark.parametrize(
    "name",
    [
        # The others hold pages looked at above, in the same frame: make test-all looks at them too.
        pytest.param(name, marks=() if place < 2 else pytest.mark.thorough)
        for place, name in enumerate(MAIL)
    ],
)
def test_a_single_file_is_open_to_all(site: Path, browser: Browser, name: str) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((site / f"{name}.html").as_uri())
    barriers = _find_barriers(tab)
    tab.close()
    assert barriers == []


@pytest.mark.parametrize("name", [*PAGES, "claims", "days"])
def test_a_printed_page_is_whole(site: Path, browser: Browser, name: str) -> None:
    tab = browser.new_page(viewport={"width": PAPER, "height": 980}, color_scheme="dark")
    tab.goto((site / f"{name}.html").as_uri())
    notes = tab.locator("details.note[id]").count()
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("document.documentElement.dataset.theme") == "light"
    beyond = tab.evaluate(
        """paper => [...document.querySelectorAll('article table, article svg, article p')]
            .filter(one => one.getBoundingClientRect().right > paper + 1)
            .map(one => one.textContent.trim().slice(0, 60))""",
        PAPER,
    )
    tall = tab.evaluate(
        """() => [...document.querySelectorAll('figure.chart svg')]
            .filter(one => one.getBoundingClientRect().height > 980).length"""
    )
    listed = tab.locator(".print-notes > div").count()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    left = tab.locator(".print-notes").count()
    tab.close()
    assert beyond == []
    assert tall == 0
    assert listed == notes
    assert left == 0


def test_printing_asks_for_the_notes_and_breaks_no_figure(site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    tab.evaluate("addEventListener('afterprint', () => { document.title = 'printed'; })")
    printed = tab.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert tab.evaluate("document.title") == "printed"
    tab.emulate_media(media="print")
    breaks = tab.evaluate(
        """() => [...document.querySelectorAll('figure.chart')]
            .map(one => getComputedStyle(one).breakInside)"""
    )
    tab.close()
    assert set(breaks) == {"avoid"}


QUERIES = {
    "campuchia": ("rows_diplomatic_relations", "Cambodia"),
    "Hà Nội": ("09_hanoi", "Ha Noi"),
    "ha noi": ("09_hanoi", "Ha Noi"),
    "thuy si": ("rows_diplomatic_relations", "Switzerland"),
    "Thụy Sĩ": ("rows_diplomatic_relations", "Switzerland"),
    "resolution 59": ("08_resolution_59", ""),
    "a2025_trade_rank_17": ("claims", "a2025_trade_rank_17"),
    "USA_comprehensive_strategic_2023": ("rows_partnerships", "2023-09-10"),
    "survival curves": ("03_partnerships", ""),
    "bao quoc te": ("rows_", ""),
}


@pytest.mark.parametrize("query", QUERIES)
def test_the_search_finds(site: Path, browser: Browser, query: str) -> None:
    page, words = QUERIES[query]
    tab = browser.new_page()
    tab.goto((site / "search.html").as_uri())
    tab.locator("#search-field").fill(query)
    results = tab.locator(".search-results li")
    results.first.wait_for()
    found = [
        (one.locator("a").get_attribute("href") or "", one.inner_text())
        for one in results.all()[:5]
    ]
    count = tab.locator(".search-count").inner_text()
    tab.close()
    assert any(link.startswith(page) and words in text for link, text in found), found
    assert re.match(r"\d+ place", count)


def test_the_search_says_when_it_finds_nothing_and_leads_to_rows(
    site: Path, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto((site / "search.html").as_uri() + "?q=xyzzy")
    assert tab.locator(".search-count").inner_text() == "0 places"
    tab.locator("#search-field").fill("USA_comprehensive_strategic_2023")
    tab.locator(".search-results a").first.click()
    tab.wait_for_url("**/rows_partnerships.html#*")
    opened = tab.locator("details.row[open]")
    assert "USA_comprehensive_strategic_2023" in opened.inner_text()
    tab.close()


def test_claims_are_filtered_by_verdict_and_words(site: Path, browser: Browser) -> None:
    decisions = [claims.decide(one.id) for one in claims.list_claims("article_2025")]
    wanted = {one.claim.id for one in decisions if one.verdict == "contradicted"}
    tab = browser.new_page()
    address = (site / "claims.html").as_uri()
    tab.goto(f"{address}?document=article_2025&verdict=contradicted")
    shown = tab.locator("details.claim:visible")
    assert {one.locator("code").first.inner_text() for one in shown.all()} == wanted
    tab.locator("[name=verdict]").select_option("")
    tab.locator("[name=words]").fill("economies")
    texts = [one.inner_text().lower() for one in shown.all()]
    assert texts
    assert all("economies" in text for text in texts)
    assert tab.locator(".claims-filter [role=status]").inner_text().startswith(f"{len(texts)} of")
    tab.close()


def test_one_switch_shows_all_code_and_is_remembered(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    folds = tab.locator("details.above-input")
    assert tab.locator("details.above-input[open]").count() == 0
    switch = tab.locator(".code-switch").first
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert tab.locator("details.above-input[open]").count() == folds.count() > 0
    tab.reload()
    assert tab.locator("details.above-input[open]").count() == folds.count()
    context.close()


def test_the_numbers_of_a_figure_are_one_key_away(site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    _tab_until(tab, "it.tagName === 'SUMMARY' && it.parentElement.classList.contains('twin')")
    table = tab.locator("details.twin").first.locator("table")
    assert not table.is_visible()
    tab.keyboard.press("Enter")
    assert table.is_visible()
    with tab.expect_download() as download:
        tab.locator("details.twin").first.get_by_role("button", name="Save as CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == table.locator("tr").count()
    tab.close()


def test_two_days_are_chosen(site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((site / "days.html").as_uri())
    assert tab.locator("section.change:visible").count() == 1
    first = tab.locator("[name=from]")
    last = first.locator("option").nth(2).get_attribute("value")
    first.select_option(last)
    assert tab.locator("section.change:visible").count() == 0
    assert tab.locator(".days-none").is_visible()
    tab.close()


def test_motion_is_reduced_on_request(site: Path, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto((site / "index.html").as_uri())
    moving = tab.evaluate(
        """() => [...document.querySelectorAll('a, button, summary')].filter(one =>
            parseFloat(getComputedStyle(one).transitionDuration) > 0).length"""
    )
    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()
    assert moving == 0


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


def test_a_number_is_followed_to_its_source_by_keyboard(site: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((site / "03_partnerships.html").as_uri())
    _tab_until(tab, "it.tagName === 'SUMMARY' && it.parentElement.className === 'note'")
    assert "rows and sources" in tab.evaluate("document.activeElement.ariaLabel")
    tab.keyboard.press("Space")
    _follow_to_source(tab)
    tab.close()


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
