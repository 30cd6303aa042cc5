"""Shared fixtures: a copy of the data that a test may break, the built report, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.dataset import DATA_VARIABLE
from helpers.report.__main__ import make_site
from helpers.report.browser import MISSING, find_browser, open_browser

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def data_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``data/`` that the helpers read instead of the real one."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    monkeypatch.setenv(DATA_VARIABLE, str(copy))
    return copy


@pytest.fixture
def change(data_copy: Path) -> Callable[[str, str, str], None]:
    """Replace a text that stands exactly once in a file of the data copy."""

    def replace(name: str, old: str, new: str) -> None:
        path = data_copy / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole report, from the stored outputs."""
    return make_site(tmp_path_factory.mktemp("report") / "site", stored=True).parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; where there is none the check says so, and CI fails."""
    if find_browser() is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with open_browser() as opened:
        yield opened


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the pages were not looked at."""
    unseen = [
        one for one in terminalreporter.stats.get("skipped", []) if MISSING in str(one.longrepr)
    ]
    if unseen:
        terminalreporter.section("THE PAGES WERE NOT LOOKED AT", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(unseen)} browser checks did not run: {MISSING}")
