"""Slides, worksheets and plans: whole, offline, legible, and silent about answers."""

from __future__ import annotations

import copy
import dataclasses
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from helpers.teaching import measure, slides, worksheets
from helpers.teaching.__main__ import main
from helpers.teaching.copies import read_all
from helpers.teaching.kit import build_kit
from helpers.teaching.pages import Renderer, clean_table
from helpers.teaching.sessions import PlanError, Session, list_sessions

BOOKS = read_all()
SESSIONS = list_sessions()
ALL = pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
AXE = {"preload": False, "resultTypes": ["violations"]}
KINDS = ("plan", "slides", "worksheet", "key")


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``make teaching`` writes."""
    return build_kit(tmp_path_factory.mktemp("build") / "teaching").parents[1]


def test_everything_is_built(kit: Path) -> None:
    names = {path.name for path in (kit / "classroom").glob("*.html")}
    expected = {f"{session.name}_{kind}.html" for session in SESSIONS for kind in KINDS}
    assert names == expected | {"index.html", "running.html"}
    with zipfile.ZipFile(kit / "instructors.zip") as archive:
        packed = {Path(name).name for name in archive.namelist() if "/classroom/" in name}
    assert names <= packed
    with zipfile.ZipFile(kit / "students.zip") as archive:
        assert not [name for name in archive.namelist() if "classroom" in name]


def test_pages_load_nothing_from_elsewhere_and_link_to_what_is_there(kit: Path) -> None:
    for page in (kit / "classroom").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text) == [], page.name
        for link in re.findall(r"(?:src|href)=[\"']([^\"'#]+)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
        ids = re.findall(r"\bid=\"([^\"]+)\"", text)
        assert len(ids) == len(set(ids)), f"{page.name} repeats an id"
        for used in re.findall(r"(?:href=\"#|url\(#)([^\")]+)", text):
            assert used in ids, f"{page.name}: #{used}"


@ALL
def test_what_students_see_holds_no_answer(session: Session) -> None:
    shown = worksheets.write_worksheet(session, BOOKS) + slides.write_slides(session, BOOKS)
    assert 'class="answer"' not in shown
    assert "<blockquote>" not in shown
    assert not re.search(r"into <code>\w+</code>", shown), "a statement speaks of a keyboard"
    key = worksheets.write_worksheet(session, BOOKS, with_key=True)
    assert key.count('class="answer"') >= 1
    assert key.count("<blockquote>") >= 1
    assert "None" not in re.findall(r"Answer: <strong>([^<]*)", key)


@ALL
def test_worksheets_leave_room_to_write_and_keep_what_cells_show(session: Session) -> None:
    sheet = worksheets.write_worksheet(session, BOOKS)
    assert sheet.count("<hr") >= 4
    assert "<figure>" in sheet or 'class="table"' in sheet
    assert ".ipynb" not in sheet
    for label in re.findall(r'<svg role="img" aria-label="([^"]*)"', sheet):
        assert len(label) > 40


@ALL
def test_every_slide_but_the_opening_has_a_speaker_note(session: Session) -> None:
    page = slides.write_slides(session, BOOKS)
    assert page.count('<aside class="notes">') == page.count("<section") - 1
    assert len(slides.split_slides(session)) >= 5


def _change(session: Session, section: str, old: str, new: str) -> Session:
    text = session.sections[section]
    assert old in text
    return dataclasses.replace(
        session, sections={**session.sections, section: text.replace(old, new, 1)}
    )


def _drop_note(session: Session) -> Session:
    kept = re.sub(r"(?m)^> .*\n?", "", session.sections["Slides"], count=2)
    return dataclasses.replace(session, sections={**session.sections, "Slides": kept})


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_drop_note, "has no speaker note"),
        (
            lambda one: _change(
                one,
                "Slides",
                "02_diplomatic_relations.ipynb#figure-growth",
                "03_partnerships.ipynb#figure-spells",
            ),
            "too small at the back",
        ),
        (lambda one: _change(one, "Slides", "#figure-growth", "#figure-grown"), "no cell"),
        (lambda one: _change(one, "Slides", "02_diplomatic", "02_diplomacy"), "no notebook"),
    ],
)
def test_a_faulty_slide_stops_the_build(damage: Callable[[Session], Session], says: str) -> None:
    with pytest.raises(PlanError, match=says):
        slides.write_slides(damage(SESSIONS[0]), BOOKS)


def test_numbers_on_slides_come_from_the_notebooks() -> None:
    changed = copy.deepcopy(BOOKS)
    (cell,) = [one for one in changed["02_diplomatic_relations"].cells if one.id == "figure-growth"]
    output = cell.outputs[0]
    output.data["image/svg+xml"] = output.data["image/svg+xml"].replace("to 195", "to 777")
    page = slides.write_slides(SESSIONS[0], changed)
    assert "to 777" in page
    assert "to 777" not in slides.write_slides(SESSIONS[0], BOOKS)


def test_a_claim_is_shown_without_its_verdict() -> None:
    text = "[The claim](../../data/claims.csv#a2025_trade_rank_17)"
    assert "17th" in Renderer(BOOKS).render(text)
    assert "contradicted" not in Renderer(BOOKS).render(text)
    assert "Verdict: contradicted." in Renderer(BOOKS).render(text, for_teacher=True)


def test_a_block_quotation_is_for_the_teacher_alone() -> None:
    text = "Ask.\n\n> Tell.\n\n[The answer](../03_partnerships.ipynb#solution-ladder-above)"
    renderer = Renderer(BOOKS)
    assert "Tell." not in renderer.render(text)
    assert "CHN" not in renderer.render(text)
    assert "CHN" in renderer.render(text, for_teacher=True)
    assert renderer.render_quotations(text) == "<p>Tell.</p>\n"


def test_the_name_of_the_index_joins_the_header() -> None:
    table = pd.DataFrame({"years": [3]}, index=pd.Index(["Laos"], name="partner")).to_html()
    assert clean_table(table).count("<tr") == 2
    assert re.search(r"<th>partner</th>\s*<th>years</th>", clean_table(table))


def test_what_a_learner_needs_is_measured_and_shown(kit: Path) -> None:
    machine, needs = measure.show_needs()
    assert "Python" in machine
    assert set(BOOKS) <= set(needs.index), "run 'make measure'"
    page = (kit / "classroom" / "running.html").read_text(encoding="utf-8")
    assert str(needs["memory, MB"].iloc[-1]) in page


def test_a_fault_ends_the_command_with_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail() -> list[Session]:
        raise PlanError("session_9.md: no title")

    monkeypatch.setattr("helpers.teaching.kit.list_sessions", fail)
    assert main(["build", "--output", str(tmp_path / "teaching")]) == 1
    assert capsys.readouterr().err == "error: session_9.md: no title\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
@ALL
def test_slides_fit_the_screen_and_turn_by_key(
    kit: Path, browser: Browser, session: Session
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((kit / "classroom" / f"{session.name}_slides.html").as_uri())
    count = page.locator(".slide").count()
    for place in range(count):
        page.wait_for_function(f"document.querySelector('.current').id === 'slide-{place}'")
        spilt = page.evaluate(
            """() => [document.querySelector('.current'),
                      ...document.querySelectorAll('.current .body, .current .table')]
                .filter(it => it.scrollHeight > it.clientHeight + 2
                           || it.scrollWidth > it.clientWidth + 2).map(it => it.className)"""
        )
        assert spilt == [], f"slide {place} spills"
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll(
                '.current p, .current li, .current td, .current th')]
                .filter(it => !it.closest('.notes'))
                .map(it => parseFloat(getComputedStyle(it).fontSize)), 99)"""
        )
        assert smallest >= 720 / 50, f"slide {place} has words of {smallest} px"
        page.keyboard.press("ArrowRight")
    assert [url for url in asked if not url.startswith("file:")] == []
    assert errors == []
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('.current').id === 'slide-0'")
    context.close()


@pytest.mark.browser
def test_the_speakers_window_follows_the_slides(kit: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto((kit / "classroom" / f"{SESSIONS[0].name}_slides.html").as_uri())
    with context.expect_page() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    page.keyboard.press("ArrowRight")
    speaker.wait_for_function("document.querySelector('.current').id === 'slide-1'")
    assert speaker.locator(".current .notes").is_visible()
    assert not page.locator(".current .notes").is_visible()
    page.keyboard.press("n")
    assert page.locator(".current .notes").is_visible()
    context.close()


@pytest.mark.browser
@ALL
def test_sheets_fit_a_phone_and_a_sheet_of_paper(
    kit: Path, browser: Browser, session: Session
) -> None:
    for kind in ("worksheet", "key", "plan"):
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.goto((kit / "classroom" / f"{session.name}_{kind}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, kind
        page.set_viewport_size({"width": 672, "height": 1000})  # A4 less its margins
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 672, kind
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_open_to_all_and_fits_a_phone(kit: Path, browser: Browser, kind: str) -> None:
    for page in sorted((kit / "classroom").glob(f"*_{kind}.html")):
        tab = browser.new_page(viewport={"width": 390, "height": 844})
        tab.goto(page.as_uri())
        found = Axe().run(tab, options=AXE).response["violations"]
        wide = tab.evaluate("document.documentElement.scrollWidth")
        tab.close()
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], page.name
        assert wide <= 390, page.name
