"""The cookbook and the explorer are held to what every page is held to, and to their promise."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
import pytest
from at_rest import find_faults

from helpers.report.execute import NOTEBOOKS, list_notebooks

COOKBOOK, EXPLORER = NOTEBOOKS / "cookbook.ipynb", NOTEBOOKS / "explorer.ipynb"


@pytest.mark.parametrize("path", [COOKBOOK, EXPLORER], ids=lambda path: path.stem)
def test_a_stored_notebook_has_no_fault(path: Path) -> None:
    assert find_faults(path) == []


def test_no_notebook_of_the_folder_is_left_out() -> None:
    assert {COOKBOOK, EXPLORER, *list_notebooks()} == set(NOTEBOOKS.glob("*.ipynb"))


def _pairs() -> list[tuple[str, nbformat.NotebookNode]]:
    """Each question of the cookbook with the cell that answers it."""
    cells = nbformat.read(COOKBOOK, as_version=4).cells
    return [
        (cell.source.splitlines()[0].removeprefix("### "), answer)
        for cell, answer in itertools.pairwise(cells)
        if cell.id.startswith("ask-")
    ]


def test_the_cookbook_answers_thirty_different_questions() -> None:
    pairs = _pairs()
    assert len({question for question, _ in pairs}) == len(pairs) == 30
    for question, answer in pairs:
        assert question.endswith("?")
        assert answer.cell_type == "code"
        assert len(answer.source.splitlines()) <= 9
        (output,) = answer.outputs
        assert re.search(r"\[\d+: .+\]$", output.data["text/plain"]), question


def test_the_cookbook_covers_what_it_promises() -> None:
    text = "\n".join(answer.source for _, answer in _pairs())
    for used in (
        *("read_own", "write_excel", "write_sqlite", "write_parquet", "duckdb.sql"),
        *("contribute.propose", "until=", "evidence=True", "compare_dates", "list_rules"),
        *("who(", "timeline(", "rank(", "share(", "compare(", "facts(", "joins(", "describe("),
    ):
        assert used in text, f"no answer uses {used}"
