"""Stored notebooks are complete: outputs in order, short cells, no clock, no typed number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from at_rest import find_faults

from helpers.report.execute import list_notebooks


@pytest.mark.parametrize("path", list_notebooks(), ids=lambda path: path.stem)
def test_a_stored_notebook_has_no_fault(path: Path) -> None:
    assert find_faults(path) == []


def _strip_outputs(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _drop_one_output(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "brief").outputs = []


def _reorder(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "brief").execution_count = 99


def _type_a_number(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "needs").source += " There are 195 partners."


def _use_the_clock(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "status").source += "\npd.Timestamp.now()"


def _name_a_machine(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "status").source += '\nopen("/home/me/data.csv")'


def _tag_freely(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "brief").metadata["tags"] = ["skip-this"]


def _write_a_long_cell(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "brief").source += "\npass" * 16


def _drop_alt_text(notebook: nbformat.NotebookNode) -> None:
    figure = next(c for c in notebook.cells if c.id.startswith("figure"))
    figure.outputs[0].metadata = {}


def _cell(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_strip_outputs, "stores no output"),
        (_drop_one_output, "'brief' should show something"),
        (_reorder, "not run in order"),
        (_type_a_number, "typed number '195'"),
        (_use_the_clock, "uses the clock"),
        (_name_a_machine, "an absolute path"),
        (_tag_freely, "closed list"),
        (_write_a_long_cell, "move code into a helper"),
        (_drop_alt_text, "no alt text"),
    ],
)
def test_each_fault_is_found(
    damage: Callable[[nbformat.NotebookNode], None], says: str, tmp_path: Path
) -> None:
    notebook = nbformat.read(list_notebooks()[0], as_version=4)
    damage(notebook)
    path = tmp_path / "02_copy.ipynb"
    nbformat.write(notebook, path)
    assert any(says in fault for fault in find_faults(path)), find_faults(path)
