"""What a stored notebook must be, as functions that list its faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from untied import find_untied_code, find_untied_text

from helpers import claims
from helpers.prose import FINDINGS_MIME

TAGS = {"parameters", "solution", "check"}
LONGEST_CELL = 15
LARGEST_FIGURE = 80_000
SECTIONS = ["In brief", "What this cannot tell you", "Try it", "Sources", "Next"]

_FORBIDDEN = {
    "an absolute path": r"[\"'](/|[A-Z]:\\\\|~/)",
    "the clock": r"\b(now|today|utcnow|time\.time|perf_counter)\(",
    "the network": r"\b(requests|urllib|httpx)\b|https?://",
    "an unfixed random state": r"np\.random\.(?!default_rng\(\w)|\brandom\.",
    "a Styler, whose text is an address": r"\.style\b",
    "commented-out code": r"(?m)^\s*#\s*\w+(\.\w+)*\s*[=(]",
}


def find_faults(path: Path) -> list[str]:
    """Every fault of one stored notebook."""
    notebook = nbformat.read(path, as_version=4)
    faults = [
        *_check_outputs(notebook),
        *_check_code(notebook),
        *_check_text(notebook),
        *_check_brief(notebook),
    ]
    return [f"{path.name}: {fault}" for fault in faults]


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _check_outputs(notebook: nbformat.NotebookNode) -> Iterator[str]:
    cells = _code(notebook)
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"cells not run in order from a fresh kernel: {counts}; run 'make notebooks'"
    for cell in cells:
        shows = cell.source.strip().splitlines()[-1].strip()
        silent = re.match(r"(\w+|\)|\}|\]) ?=|AS_OF|\)$", shows) is not None
        if not silent and not cell.outputs:
            yield f"cell {cell.id!r} should show something but stores no output"
        for output in cell.outputs:
            if output.output_type in ("error", "stream"):
                yield f"cell {cell.id!r} stores {output.output_type} output"
            svg = output.get("data", {}).get("image/svg+xml")
            if svg is not None:
                yield from _check_figure(cell.id, svg, output)
    if sum("data" in output for cell in cells for output in cell.outputs) < len(cells) / 2:
        yield "most cells store no output; run 'make notebooks'"


def _check_figure(cell: str, svg: str, output: nbformat.NotebookNode) -> Iterator[str]:
    alt = output.metadata.get("image/svg+xml", {}).get("alt", "")
    if len(alt) < 40:
        yield f"the figure of {cell!r} has no alt text to speak of"
    if "note" not in output.metadata.get("image/svg+xml", {}):
        yield f"the figure of {cell!r} leads to no rows: show it with page.show"
    if alt not in output.data["text/plain"] or "digest" not in output.data["text/plain"]:
        yield f"the figure of {cell!r} lacks its plain-text twin"
    if len(svg) > LARGEST_FIGURE:
        yield f"the figure of {cell!r} takes {len(svg):,} bytes; draw fewer marks"


def _check_code(notebook: nbformat.NotebookNode) -> Iterator[str]:
    parameters = [cell for cell in notebook.cells if cell.metadata.get("tags") == ["parameters"]]
    if len(parameters) != 1:
        yield "exactly one cell must be tagged 'parameters'"
    for cell in _code(notebook):
        if unknown := set(cell.metadata.get("tags", [])) - TAGS:
            yield f"cell {cell.id!r} has tags outside the closed list: {sorted(unknown)}"
        if set(cell.metadata) - {"tags"}:
            yield f"cell {cell.id!r} carries metadata other than tags: {sorted(cell.metadata)}"
        if (lines := len(cell.source.splitlines())) > LONGEST_CELL:
            yield f"cell {cell.id!r} has {lines} lines; move code into a helper"
        for what, pattern in _FORBIDDEN.items():
            if re.search(pattern, cell.source):
                yield f"cell {cell.id!r} uses {what}"


def _check_brief(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Every sentence of "In brief" is backed by a claim that holds and says the same number."""
    (cell,) = [cell for cell in notebook.cells if cell.id == "brief"] or [None]
    findings = [
        finding
        for output in (cell.outputs if cell is not None else [])
        for finding in output.get("data", {}).get(FINDINGS_MIME, {}).get("findings", [])
    ]
    if not 3 <= len(findings) <= 5:
        yield f"'In brief' has {len(findings)} sentences; three to five are wanted"
    for finding in findings:
        text, claim_id = finding["text"], finding["note"]["claim"]
        if claim_id is None:
            yield f"'In brief' states {text[:50]!r} without a claim behind it"
            continue
        decision = claims.decide(claim_id)
        if decision.claim.document == "collection" and decision.verdict != "supported":
            yield f"'In brief' rests on {claim_id}, which is {decision.verdict}"
        exact = decision.claim.comparator == "eq" and decision.claim.quantity is not None
        if exact and f"{decision.claim.quantity:g}" not in re.findall(r"\d+(?:\.\d+)?", text):
            yield f"'In brief' does not state the {decision.claim.quantity:g} of {claim_id}"


def _check_text(notebook: nbformat.NotebookNode) -> Iterator[str]:
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = re.findall(r"(?m)^#+ .+$", "\n".join(cell.source for cell in texts))
    if not re.match(r"# .+\?$", headings[0]) or sum(h.startswith("# ") for h in headings) != 1:
        yield "the first heading must be the only H1, and a question"
    titles = [heading.lstrip("# ") for heading in headings]
    yield from (f"no section {title!r}" for title in SECTIONS if title not in titles)
    for cell in texts:
        yield from find_untied_text(cell.id, cell.source)
    for cell in _code(notebook):
        yield from find_untied_code(cell.id, cell.source)
        for output in cell.outputs:
            data, words = output.get("data", {}), output.get("metadata", {}).get("text/html", {})
            if "text/html" in data and not set(words) & {"note", "sources"}:
                yield f"the table of {cell.id!r} leads to no rows: show it with page.show"
