"""Small readings of the pages' own HTML, which Sphinx and this package write well formed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

_TAG = re.compile(r"<[^>]+>")
_SILENT = re.compile(r"<(script|style|svg|title)\b.*?</\1>", re.DOTALL)
_HEADLINE = re.compile(r'<section id="([^"]+)">\s*<h([1-6])>(.*?)</h\2>', re.DOTALL)
_LINK_SIGN = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)

_KEPT = re.compile(
    r"(<(?:script|style|svg|title|select)\b.*?</(?:script|style|svg|title|select)>"
    r'|<span lang="[^"]*">[^<]*</span>|<[^>]*>)',
    re.DOTALL,
)

# Letters that no other language of these pages writes: with them a word is Vietnamese.
_VIETNAMESE = "ăđơưĂĐƠƯẠ-ỹ"
_ACCENTED = f"À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĩũĨŨ{_VIETNAMESE}"
_WORD = rf"[A-Za-z{_ACCENTED}]+"
_PHRASE = re.compile(rf"{_WORD}(?:[ ]{_WORD})*")


@dataclass(frozen=True)
class Section:
    """A part of a page: the id and title of its heading and the text up to the next one."""

    anchor: str
    title: str
    text: str


def read_article(page: str) -> str:
    """The article of a built page: what stands between header, sidebars and footer.

    >>> read_article('<article class="bd-article">A</article>')
    'A'
    """
    start = page.index('<article class="bd-article">') + len('<article class="bd-article">')
    return page[start : page.rindex("</article>")]


def read_text(fragment: str) -> str:
    """The words of a piece of HTML, without tags, drawings and scripts.

    >>> read_text("<p>Seventeen &amp; <b>more</b></p><svg><text>x</text></svg>")
    'Seventeen & more'
    """
    words = _TAG.sub(" ", _SILENT.sub(" ", fragment))
    plain = re.sub(r"\s+", " ", html.unescape(words)).strip()
    return re.sub(r" ([;,.:)])", r"\1", plain)


def read_sections(article: str) -> list[Section]:
    """The parts of an article in order, each with its own text.

    >>> part, = read_sections('<section id="a"><h2>Why<a class="headerlink">#</a></h2>So.')
    >>> (part.anchor, part.title, part.text)
    ('a', 'Why', 'So.')
    """
    found = list(_HEADLINE.finditer(article))
    ends = [*(match.start() for match in found[1:]), len(article)] if found else []
    return [
        Section(
            match[1],
            read_text(_LINK_SIGN.sub("", match[3])),
            read_text(article[match.end() : end]),
        )
        for match, end in zip(found, ends, strict=True)
    ]


def change_text(page: str, change: Callable[[str], str]) -> str:
    """Apply a change to the text between tags; scripts, drawings and marked words are left.

    >>> change_text("<p title='a'>a</p><style>a</style>", str.upper)
    "<p title='a'>A</p><style>a</style>"
    """
    return "".join(
        change(piece) if piece and not piece.startswith("<") else piece
        for piece in _KEPT.split(page)
    )


def mark_vietnamese(text: str) -> str:
    """Mark Vietnamese words with their language, so that they are read aloud as such.

    A run of words is marked from its first to its last accented one, when one of its letters
    is written in no other language of these pages; *Nam* after *Việt* belongs to it.

    >>> mark_vietnamese("the paper Báo Pháp luật Việt Nam says")
    'the paper <span lang="vi">Báo Pháp luật Việt Nam</span> says'
    >>> mark_vietnamese("São Tomé and Côte d'Ivoire")
    "São Tomé and Côte d'Ivoire"
    """
    if not re.search(f"[{_VIETNAMESE}]", text):
        return text
    return _PHRASE.sub(_mark_run, text)


def _mark_run(run: re.Match[str]) -> str:
    words = run[0].split(" ")
    accented = [place for place, word in enumerate(words) if re.search(f"[{_ACCENTED}]", word)]
    if not re.search(f"[{_VIETNAMESE}]", run[0]):
        return run[0]
    parts: list[str] = []
    at = 0
    for first, last in _join_near(accented):
        if last + 1 < len(words) and words[last] == "Việt" and words[last + 1] == "Nam":
            last += 1
        phrase = " ".join(words[first : last + 1])
        parts += words[at:first]
        if re.search(f"[{_VIETNAMESE}]", phrase):
            phrase = f'<span lang="vi">{phrase}</span>'
        parts.append(phrase)
        at = last + 1
    return " ".join([*parts, *words[at:]])


def _join_near(places: list[int]) -> list[tuple[int, int]]:
    """Runs of places with at most one step between them, as first and last.

    >>> _join_near([1, 2, 4, 7])
    [(1, 4), (7, 7)]
    """
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place - runs[-1][1] <= 2:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
