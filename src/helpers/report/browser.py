"""Chromium, where the machine has one: it prints the summary, and the tests look with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from helpers.report.outputs import ReportError

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium on this machine: 'make browser' installs it"
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
_NODE = re.compile(rb"node\d{8}(?=\))")
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def find_browser() -> str | None:
    """The path of Chromium, or nothing where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium; ``RuntimeError`` with what to do where there is none.

    The reader's language would choose other fonts, so the browser is given none.
    """
    path = find_browser()
    if path is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as player:
        environment: dict[str, str | float | bool] = {**os.environ, "LC_ALL": "C.UTF-8"}
        browser = player.chromium.launch(executable_path=path, args=list(_OPTIONS), env=environment)
        try:
            yield browser
        finally:
            browser.close()


def print_apart(page: Path, target: Path, day: str) -> None:
    """``print_pdf`` in a process of its own: one that plays a browser already cannot do it."""
    command = [sys.executable, "-m", "helpers.report.browser", str(page), str(target), day]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise ReportError(f"{page.name} could not be printed:\n{run.stderr.strip()}")


def print_pdf(page: Path, target: Path, day: str) -> None:
    """Print a page to PDF on A4; the file bears ``day`` (YYYY-MM-DD) as its date, not today's."""
    with open_browser() as browser:
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri())
        tab.wait_for_load_state("load")
        tab.evaluate("document.fonts.ready.then(() => true)")  # else a slow font changes the print
        printed = tab.pdf(
            format="A4",
            margin={"top": "16mm", "bottom": "16mm", "left": "15mm", "right": "15mm"},
            tagged=True,
            outline=True,
        )
    stamp = day.replace("-", "").encode() + b"000000"
    target.write_bytes(renumber_nodes(_DATE.sub(rb"\g<1>" + stamp, printed)))


def renumber_nodes(printed: bytes) -> bytes:
    """A tagged PDF with its nodes numbered from 0: where Chromium begins to count is chance.

    >>> renumber_nodes(b"/ID (node00000917) /Headers [(node00000912)]")
    b'/ID (node00000001) /Headers [(node00000000)]'
    """
    known = sorted(set(_NODE.findall(printed)))
    names = {name: b"node%08d" % place for place, name in enumerate(known)}
    return _NODE.sub(lambda found: names[found[0]], printed)


if __name__ == "__main__":
    print_pdf(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
