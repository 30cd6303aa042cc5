"""Markdown of session plans to HTML, with what notebook cells show put in place."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
from markdown_it import MarkdownIt
from markdown_it.token import Token

from helpers import claims
from helpers.dataset import package
from helpers.dates import show_date
from helpers.prose import FINDINGS_MIME
from helpers.teaching import measure
from helpers.teaching.copies import read_solution
from helpers.teaching.sessions import PlanError

CLAIMS = "data/claims.csv"
"""A lone link to a row of this file shows the claim."""
SOLUTION = "solution-"
"""How ids of solution cells begin; what they show is for the teacher alone."""
STATIC = Path(__file__).parent / "static"
_CELL = re.compile(r"(?:\.\./)?(\d\d_\w+)\.ipynb#([\w-]+)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

Notebooks = Mapping[str, nbformat.NotebookNode]


class Renderer:
    """Renders the Markdown of one page; ids inside its figures stay unique on the page."""

    def __init__(self, notebooks: Notebooks) -> None:
        self._notebooks = notebooks
        self._figures = 0

    def render(self, text: str, for_teacher: bool = False) -> str:
        """HTML of a piece of Markdown; block quotations only ``for_teacher``."""
        tokens = _parse(text)
        kept = tokens if for_teacher else drop_quotations(tokens)
        return self._write(self._fill(kept, for_teacher))

    def render_quotations(self, text: str) -> str:
        """HTML of the block quotations alone: what the teacher says."""
        kept, depth = [], 0
        for token in _parse(text):
            depth -= token.type == "blockquote_close"
            if depth and token.type not in ("blockquote_open", "blockquote_close"):
                kept.append(token)
            depth += token.type == "blockquote_open"
        return self._write(self._fill(kept, for_teacher=True))

    def _write(self, tokens: list[Token]) -> str:
        for token in tokens:
            if token.type == "table_open":
                token.attrSet("tabindex", "0")  # on a phone it scrolls: reachable by key
        text = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
        text = text.replace("<th></th>", "<td></td>")
        return re.sub(r"<ul>(?=\s*<li>a\) )", '<ul class="options">', text)

    def _fill(self, tokens: list[Token], for_teacher: bool) -> list[Token]:
        """Put what cells show in the place of paragraphs that only link to them."""
        filled: list[Token] = []
        place = 0
        while place < len(tokens):
            target = _find_lone_link(tokens, place)
            if target is None:
                filled.append(_point_links(tokens[place]))
                place += 1
            else:
                shown = self._show_target(*target, for_teacher)
                filled.append(Token("html_block", "", 0, content=shown))
                place += 3  # a paragraph is opened, filled and closed
        return filled

    def _show_target(self, file: str, part: str, for_teacher: bool) -> str:
        if file == CLAIMS:
            return show_claim(part, for_teacher)
        if file == measure.NEEDS.name:
            return show_needs()
        if part.startswith(SOLUTION) and not for_teacher:
            return ""
        return self.show_cell(file, part)

    def show_cell(self, notebook: str, cell_id: str) -> str:
        """What a cell shows: its text, its answer, or its figure, table or sentences."""
        cell = find_cell(self._notebooks, notebook, cell_id)
        if cell.cell_type == "markdown":
            return self.render(put_on_paper(cell.source))
        if cell_id.startswith(SOLUTION):
            answer = read_solution(self._notebooks[notebook], cell_id.removeprefix(SOLUTION))
            return f'<p class="answer">Answer: <strong>{html.escape(answer)}</strong></p>\n'
        shown = [self._show_output(output) for output in cell.outputs if "data" in output]
        if not any(shown):
            raise PlanError(f"the cell {cell_id} of {notebook} shows nothing: link to another")
        return "\n".join(shown)

    def _show_output(self, output: nbformat.NotebookNode) -> str:
        data: dict[str, Any] = output.data
        if "image/svg+xml" in data:
            self._figures += 1
            return draw_figure(data["image/svg+xml"], output.metadata, f"f{self._figures}-")
        if FINDINGS_MIME in data:
            found = data[FINDINGS_MIME]
            texts = [html.escape(finding["text"]) for finding in found["findings"]]
            if found["list"]:
                return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"
            return "".join(f"<p>{text}</p>" for text in texts)
        if "text/html" in data:
            table = clean_table(data["text/html"].rsplit("\n<p>[", 1)[0])
            rows = table.count("<tr")
            return (
                f'<div class="table" style="--rows: {rows}" tabindex="0" role="group" '
                f'aria-label="Table">{table}</div>'
            )
        return ""


def _parse(text: str) -> list[Token]:
    """Markdown without the comments that tie sentences to claims."""
    return _MARKDOWN.parse(re.sub(r" *<!--.*?-->", "", text))


def find_cell(notebooks: Notebooks, notebook: str, cell_id: str) -> nbformat.NotebookNode:
    """A cell by its notebook and id; ``PlanError`` says when there is none."""
    if notebook not in notebooks:
        raise PlanError(f"no notebook {notebook}: link to one of {', '.join(notebooks)}")
    for cell in notebooks[notebook].cells:
        if cell.id == cell_id:
            return cell
    raise PlanError(f"{notebook} has no cell {cell_id!r}: look up the id in the notebook")


def list_links(text: str) -> list[tuple[str, str, str]]:
    """Every link of a plan to a cell: its words, the notebook, the id of the cell."""
    links = re.findall(r"\[([^]]+)\]\(([^)]+)\)", text)
    return [(words, *found.groups()) for words, to in links if (found := _CELL.fullmatch(to))]


def drop_quotations(tokens: list[Token]) -> list[Token]:
    """The tokens without block quotations."""
    kept, depth = [], 0
    for token in tokens:
        depth += token.type == "blockquote_open"
        if not depth:
            kept.append(token)
        depth -= token.type == "blockquote_close"
    return kept


def show_claim(claim_id: str, for_teacher: bool) -> str:
    """A claim in our words; the verdict and its reason for the teacher alone."""
    decision = claims.decide(claim_id)
    said = f'<p class="claim">“{html.escape(decision.claim.statement.rstrip("."))}.”</p>\n'
    if not for_teacher:
        return said
    verdict = f"{decision.verdict.replace('_', ' ')}. {decision.reason}"
    return f'{said}<p class="answer">Verdict: {html.escape(verdict)}</p>\n'


def show_needs() -> str:
    """What one learner needs, as measured, in HTML."""
    machine, needs = measure.show_needs()
    table = clean_table(needs.to_html())
    return f'<p>Measured on {html.escape(machine)}:</p>\n<div class="table">{table}</div>\n'


def _find_lone_link(tokens: list[Token], place: int) -> tuple[str, str] | None:
    if tokens[place].type != "paragraph_open":
        return None
    children = tokens[place + 1].children or []
    if [child.type for child in children] != ["link_open", "text", "link_close"]:
        return None
    address = str(children[0].attrGet("href"))
    if address == measure.NEEDS.name:
        return address, ""
    if address.startswith(f"../../{CLAIMS}#"):
        return CLAIMS, address.split("#")[1]
    found = _CELL.fullmatch(address)
    return (found[1], found[2]) if found else None


def _point_links(token: Token) -> Token:
    """A link to a cell becomes the name of page and section: the pages lie elsewhere."""
    page = ""
    for child in token.children or []:
        if child.type == "link_open" and (found := _CELL.search(str(child.attrGet("href")))):
            child.tag, child.attrs = "cite", {}
            page = found[1]
        elif child.type == "link_close" and page:
            child.type, child.content, page = "html_inline", f"</cite> (page {page[:2]})", ""
    return token


def draw_figure(svg: str, metadata: Mapping[str, Any], prefix: str) -> str:
    """A stored figure as HTML: alt text read aloud, ids made unique by the prefix."""
    words = metadata["image/svg+xml"]
    svg = re.sub(r'(?<= id=")', prefix, svg)
    svg = re.sub(r'(?<=href="#)|(?<=url\(#)', prefix, svg)
    label = html.escape(words["alt"], quote=True)
    svg = re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', svg, count=1)
    return f"<figure>{svg}</figure>\n"


def put_on_paper(statement: str) -> str:
    """The statement of an exercise for people without a keyboard, under a small heading.

    >>> put_on_paper("### Exercise\\n\\nHow many? Put the number into `n`.")
    '#### Exercise\\n\\nHow many?'
    """
    text = re.sub(r"(?m)^#+ ", "#### ", statement)
    text = re.sub(r" Put [^.`]* into `\w+`\.", "", text)
    return re.sub(r", and put [^.`]* into `\w+`\.", ".", text)


def clean_table(table: str) -> str:
    """A stored table without its looks, and with one header row less: pandas puts the name
    of the index into a row of its own."""
    table = re.sub(r' (border|class|style)="[^"]*"', "", table)
    head = re.search(
        r"<th></th>(?P<names>(?:(?!</tr>).)*</tr>)\s*<tr>\s*<th>(?P<index>[^<]+)</th>"
        r"(?:\s*<th></th>)*\s*</tr>\s*</thead>",
        table,
        flags=re.DOTALL,
    )
    if head is not None:
        merged = f"<th>{head['index']}</th>{head['names']}</thead>"
        table = table[: head.start()] + merged + table[head.end() :]
    return table.replace("<th></th>", "<td></td>")


def lift_headings(body: str) -> str:
    """A piece of a page whose headings stand one level higher, under a first one.

    >>> lift_headings("<h3>A</h3><h4>B</h4>")
    '<h2>A</h2><h3>B</h3>'
    """
    return re.sub(r"<(/?)h([3-6])>", lambda mark: f"<{mark[1]}h{int(mark[2]) - 1}>", body)


def write_page(title: str, body: str, style: str, script: str = "", language: str = "en") -> str:
    """A whole page; its style, script and font lie beside it in ``static``."""
    current = package()
    stamp = f"Data version {current.version}, cut-off {show_date(current.cut_off)}"
    loaded = f'<script src="static/{script}" defer></script>\n' if script else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n"
        f'<link rel="stylesheet" href="static/{style}">\n{loaded}</head>\n<body>\n'
        f'{body}\n<footer class="stamp">{stamp}. Viet Nam\'s international integration; text and '
        "figures CC BY 4.0.</footer>\n</body>\n</html>\n"
    )


def copy_static(folder: Path) -> None:
    """Style sheets, the script of the slides, and the charts' font."""
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for face in ("DejaVuSans", "DejaVuSans-Bold"):
        shutil.copyfile(fonts / f"{face}.ttf", folder / f"{face}.ttf")
    shutil.copyfile(fonts / "LICENSE_DEJAVU", folder / "LICENSE_DEJAVU.txt")
