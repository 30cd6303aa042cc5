"""Numbers, dates and superlatives that lead nowhere: in prose, headings, titles, alt text.

A number a reader sees is computed when the notebook runs, or carries the id of a claim that
the tests recompute: in Markdown as ``<!-- claim: id -->`` behind the sentence or heading, in
code as ``# claim: id`` in the cell. Words that only look like such statements are listed
with the reason why in ``allowed_words.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from allowed_words import IN_CODE, IN_TEXT

from helpers import claims

_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|dozen|twice|seventies|eighties|nineties|"
    "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_SUPERLATIVES = r"first|last|only|most|best|worst|fewest|least|never|[a-z]{3,}est"
_NOT_SUPERLATIVE = re.compile(
    "(con|pro|la)?test|rest|west|((dis)?inter|in)?(e|ve)st|interest|request|suggest|forest|"
    "(dis)?honest|modest|guest|harvest|manifest|digest|arrest"
)
_WORDS = re.compile(rf"\b({_NUMBER_WORDS}|{_SUPERLATIVES})\b|\d[\d.,]*", flags=re.IGNORECASE)
_READ_BY_PEOPLE = {"title", "subtitle", "alt"}


def find_untied_text(cell: str, source: str) -> Iterator[str]:
    """Numbers, dates and superlatives of a Markdown cell that no claim stands behind."""
    for sentence in split_sentences(source):
        tied, plain = read_claims(sentence)
        words = set(find_words(plain, IN_TEXT))
        if tied:
            yield from check_claims(f"the text of {cell!r}", tied, words)
        else:
            for word in sorted(words):
                yield (
                    f"the text of {cell!r} holds {word!r}, which nothing computes: let a code "
                    "cell state it, name a claim behind it, or list it in allowed_words.py"
                )


def split_sentences(source: str) -> list[str]:
    """Headings, list items and sentences, without code and links' addresses."""
    text = re.sub(r"\s*<!-- *claim: *(\w+) *-->", r"<!--claim:\1-->", source)
    text = re.sub(r"```.*?```", " ", text, flags=re.DOTALL)
    text = re.sub(r"`[^`]*`", "code", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"(?m)^\s*\d+\. ", "", text)
    parts: list[str] = []
    for line in text.splitlines():
        parts += re.split(r"(?<=[.?!:;>])\s+", line)
    return [part for part in parts if part.strip()]


def read_claims(text: str) -> tuple[list[str], str]:
    """The ids of the claims named in a text, and the text without them."""
    found = re.findall(r"(?:<!--|#) *claim: *([a-z0-9_]+) *(?:-->)?", text)
    return found, re.sub(r"(?:<!--|#) *claim: *[a-z0-9_]+ *(?:-->)?", "", text)


def find_words(text: str, allowed: dict[str, str]) -> Iterator[str]:
    """Numbers and superlatives in a text, but for the phrases that are allowed."""
    for phrase in sorted(allowed, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(phrase)}\b", " ", text, flags=re.IGNORECASE)
    for match in _WORDS.finditer(text):
        word = match[0].lower().rstrip(".,")
        if not _NOT_SUPERLATIVE.fullmatch(word):
            yield word


def check_claims(place: str, ids: list[str], words: set[str]) -> Iterator[str]:
    """A claim behind a text must hold, and a number in the text must be its number."""
    for claim_id in ids:
        decision = claims.decide(claim_id)
        if decision.verdict != "supported":
            yield f"{place}: the claim {claim_id} is {decision.verdict}: {decision.reason}"
        numbers = {word for word in words if word[0].isdigit()}
        quantity = decision.claim.quantity
        if numbers and quantity is not None and f"{quantity:g}" not in numbers:
            yield f"{place}: {sorted(numbers)} is not the {quantity:g} of claim {claim_id}"


def find_untied_code(cell: str, source: str) -> Iterator[str]:
    """Typed numbers and superlatives in the titles and sentences that a code cell shows."""
    tied, _ = read_claims(source)
    for text in list_shown_text(source):
        allowed = {**IN_CODE.get(cell, {}), **IN_TEXT}
        words = set(find_words(text, allowed))
        if tied:
            yield from check_claims(f"cell {cell!r}", tied, words)
        else:
            for word in sorted(words):
                yield (
                    f"cell {cell!r} shows {word!r}, typed in {text.strip()[:50]!r}: compute it, "
                    "name a claim behind it, or list it in allowed_words.py"
                )


def list_shown_text(source: str) -> list[str]:
    """What a cell types into titles, subtitles, alt texts and the templates of sentences."""
    texts = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        texts += [
            _literal_text(keyword.value)
            for keyword in node.keywords
            if keyword.arg in _READ_BY_PEOPLE
        ]
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("find", "state_finding"):
            texts += [_literal_text(argument) for argument in node.args[:1]]
    return [re.sub(r"\{[^}]*\}", " ", text) for text in texts if text]


def _literal_text(node: ast.expr) -> str:
    """The typed part of a string expression, without what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return " ".join(_literal_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return f"{_literal_text(node.left)} {_literal_text(node.right)}"
    if isinstance(node, ast.IfExp):
        return f"{_literal_text(node.body)} {_literal_text(node.orelse)}"
    return ""


def find_untied_alt(path: Path) -> Iterator[str]:
    """Typed numbers and superlatives in the alt texts that a module of charts writes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assign | ast.AugAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "alt" for target in targets):
            text = " ".join(_list_literals(node.value))
            for word in find_words(text, IN_CODE["alt text"]):
                yield f"{path.name}:{node.lineno}: the alt text holds the typed word {word!r}"


def _list_literals(node: ast.AST) -> Iterator[str]:
    """Every string typed in an expression, but for format specifications."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for name, child in ast.iter_fields(node):
        children = child if isinstance(child, list) else [child]
        for one in children:
            if isinstance(one, ast.AST) and name not in ("format_spec", "slice"):
                yield from _list_literals(one)


def list_used_phrases(notebooks: list[Path]) -> set[str]:
    """Which allowed phrases of running text still occur, so that the list stays short."""
    text = ""
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            text += f"\n{cell.source}"
    lowered = text.lower()
    return {phrase for phrase in IN_TEXT if phrase.lower() in lowered}
