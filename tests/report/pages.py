"""What the tests of the report read of a page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from helpers.report.execute import list_notebooks, list_tools

NOTEBOOKS = [path.stem for path in (*list_notebooks(), *list_tools())]
PAGES = ["index", *NOTEBOOKS]
"""The pages with findings and figures."""


class Page(HTMLParser):
    """Links, ids, figures and marked words of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.unlabelled: list[str] = []
        self.unmarked: list[str] = []
        self.figures = 0
        self.twins = 0
        self.headings = 0
        self._open: list[tuple[str, bool]] = []
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
        self.twins += "twin" in values.get("class", "").split()
        self.headings += tag == "h1"
        self._open.append((tag, values.get("lang") == "vi" or tag in ("svg", "script", "title")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if any(letter in "ăđơưĂĐƠƯ" or "Ạ" <= letter <= "ỹ" for letter in text) and not any(
            marked for _, marked in self._open
        ):
            self.unmarked.append(text.strip()[:80])
