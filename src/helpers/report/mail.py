"""Pages as single files that open from an e-mail: with style, font, cited rows and claims inside.

A file is made from the built page, so that it says the same. Links to rows and claims lead to
copies at its end; links to other pages, which are not there, become plain words.
"""

from __future__ import annotations

import base64
import html
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

from helpers.report.fonts import FACES, cut_font, list_drawn
from helpers.report.markup import read_article
from helpers.report.search import ENTRY

STYLE = Path(__file__).parent / "site" / "mail" / "mail.css"
SUMMARY = "summary"
"""The name of the file made from the first page."""

_LINK = re.compile(
    r'<a (?:class="[^"]*" )?href="(?P<to>[^"#:]*)(?:#(?P<id>[^"]*))?"[^>]*>(?P<words>.*?)</a>',
    re.DOTALL,
)
_SIGN = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_FACE = re.compile(r"@font-face \{.*?\}\n?", re.DOTALL)


class Library:
    """The rows and claims of a built site, found by page and id."""

    def __init__(self, built: Path) -> None:
        self._built = built
        self._pages: dict[str, dict[str, str]] = {}

    def find(self, page: str, anchor: str) -> str | None:
        """The folded entry of a row or claim, or nothing where the page has none such."""
        if page not in self._pages:
            path = self._built / f"{page}.html"
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            self._pages[page] = {html.unescape(one["id"]): one[0] for one in ENTRY.finditer(text)}
        return self._pages[page].get(anchor)


def write_mail(built: Path, pages: Sequence[tuple[str, str]], stamp: str) -> None:
    """Write ``mail/NAME.html`` for each page (name in the site, name of the file)."""
    target = built / "mail"
    target.mkdir()
    library = Library(built)
    articles = {
        name: read_article((built / f"{page}.html").read_text(encoding="utf-8"))
        for page, name in pages
    }
    style = write_style(built, articles.values())
    script = (built / "_static" / "report.js").read_text(encoding="utf-8")
    for name, article in articles.items():
        whole = write_file(article, library, style, script, stamp)
        (target / f"{name}.html").write_text(whole, encoding="utf-8")


def write_style(built: Path, articles: Iterable[str]) -> str:
    """The style of the site's own parts, a plain page around them, and the font, cut to the
    characters drawn in these articles."""
    drawn = list_drawn(articles)
    faces = ""
    with tempfile.TemporaryDirectory() as folder:
        for face, weight in FACES.items():
            cut = Path(folder) / face
            cut_font(face, cut, drawn)
            font = base64.b64encode(cut.read_bytes()).decode()
            faces += (
                f'@font-face {{ font-family: "DejaVu Sans"; font-weight: {weight}; '
                f'src: url(data:font/woff;base64,{font}) format("woff"); }}\n'
            )
    own = (built / "_static" / "report.css").read_text(encoding="utf-8")
    return faces + STYLE.read_text(encoding="utf-8") + _FACE.sub("", own)


def write_file(article: str, library: Library, style: str, script: str, stamp: str) -> str:
    """One page as a file that needs no other."""
    article = _SCRIPT.sub("", _SIGN.sub("", article))
    cited: dict[tuple[str, str], str] = {}
    article = _gather(article, library, cited)
    claims = {at: entry for at, entry in cited.items() if at[0] == "claims"}
    for at, entry in claims.items():
        cited[at] = _gather(entry, library, cited)
    title = re.search(r"<h1>(.*?)</h1>", article, re.DOTALL)
    words = re.sub(r"<[^>]+>", "", title[1]) if title else "Report"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{words}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<main>\n<article class="bd-article">{article}{_write_appendix(cited)}</article>\n'
        f'</main>\n<footer><p class="data-version">{html.escape(stamp)}. Text, data and figures: '
        "CC BY 4.0; code: MIT.</p></footer>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _gather(fragment: str, library: Library, cited: dict[tuple[str, str], str]) -> str:
    """Lead links to copies of rows and claims, which are added to ``cited``; plain words else."""

    def lead(link: re.Match[str]) -> str:
        page, anchor = link["to"].removesuffix(".html").split("?")[0], unquote(link["id"] or "")
        if not link["to"]:
            return link[0]
        entry = library.find(page, html.unescape(anchor))
        if entry is None:
            return f"<span>{link['words']}</span>"
        at = (page, anchor)
        if at not in cited:
            cited[at] = entry.replace(f'id="{anchor}"', f'id="{_place(at)}"', 1)
        return f'<a href="#{_place(at)}">{link["words"]}</a>'

    return _LINK.sub(lead, fragment)


def _place(at: tuple[str, str]) -> str:
    return html.escape(f"{at[0]}-{at[1]}".replace(" ", "-"), quote=True)


def _write_appendix(cited: dict[tuple[str, str], str]) -> str:
    """The rows and claims that the notes lead to, by table."""
    parts = []
    for page in sorted({page for page, _ in cited}):
        entries = [entry for at, entry in cited.items() if at[0] == page]
        words = "Claims" if page == "claims" else f"Rows of {page.removeprefix('rows_')}"
        parts.append(f"<h3>{words}</h3>\n" + "\n".join(entries))
    if not parts:
        return ""
    return (
        '<section class="cited"><h2>Rows and claims cited here</h2>'
        "<p>Copies from the full report; a link to another page of it is plain text here.</p>"
        f"{''.join(parts)}</section>"
    )
