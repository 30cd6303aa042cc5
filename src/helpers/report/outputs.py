"""What executed notebooks hold: their outputs and figures."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat

SVG = "image/svg+xml"


class ReportError(RuntimeError):
    """The report could not be built; the message says what to do."""


def require_outputs(name: str, notebook: nbformat.NotebookNode) -> None:
    """Refuse a notebook with a cell that has not been run."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.execution_count is None for cell in code):
        raise ReportError(f"{name} has not been run: run 'make notebooks' first")


def list_outputs(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, nbformat.NotebookNode]]:
    """The outputs that show something, each with the id of its cell."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield cell.get("id", ""), output


def find_first_figure_output(name: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The output that shows a notebook's first figure."""
    for _, output in list_outputs(notebook):
        if SVG in output.data:
            return output
    raise ReportError(f"{name} shows no figure")


def find_first_figure(name: str, notebook: nbformat.NotebookNode) -> str:
    """The SVG of a notebook's first figure."""
    return str(find_first_figure_output(name, notebook).data[SVG])
