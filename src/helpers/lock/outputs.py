"""Compare a notebook's stored outputs with those of a fresh run: which cell moved, and what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat

_KINDS = {
    "text/plain": "text",
    "text/html": "table",
    "text/csv": "numbers drawn",
    "text/markdown": "prose",
    "image/svg+xml": "figure",
    "image/png": "figure",
}


@dataclass(frozen=True)
class OutputMove:
    """A cell of a notebook, and the kinds of its output that are not as stored."""

    notebook: str
    cell: str
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.notebook}, {self.cell}: {', '.join(self.kinds)}"


def compare_outputs(
    name: str, stored: nbformat.NotebookNode, fresh: nbformat.NotebookNode
) -> list[OutputMove]:
    """The code cells of a notebook whose outputs differ; both must hold the same cells."""
    pairs = zip(_list_code(stored), _list_code(fresh), strict=True)
    moves = []
    for before, after in pairs:
        kinds = _list_kinds(before.outputs, after.outputs)
        if kinds:
            moves.append(OutputMove(name, before.get("id", "?"), kinds))
    return moves


def _list_code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _list_kinds(before: list[Any], after: list[Any]) -> tuple[str, ...]:
    if [one.output_type for one in before] != [one.output_type for one in after]:
        return ("outputs added or gone",)
    return tuple(
        sorted({kind for pair in zip(before, after, strict=True) for kind in _list_parts(*pair)})
    )


def _list_parts(before: Any, after: Any) -> Iterator[str]:
    for mime in {*before.get("data", {}), *after.get("data", {})}:
        if before.data.get(mime) != after.data.get(mime):
            yield _KINDS.get(mime, mime)
    if before.get("metadata") != after.get("metadata"):
        yield "alternative text"
    if before.get("text") != after.get("text") or before.get("name") != after.get("name"):
        yield "printed text"
    if before.get("evalue") != after.get("evalue"):
        yield "error"
