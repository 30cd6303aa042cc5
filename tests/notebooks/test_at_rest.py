"""Stored notebooks are complete: outputs in order, short cells, no clock, no typed number."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from allowed_words import IN_TEXT
from at_rest import find_faults
from untied import find_untied_alt, find_untied_text, list_used_phrases

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
    _figure(notebook).outputs[0].metadata = {}


def _change_alt_text(notebook: nbformat.NotebookNode) -> None:
    words = _figure(notebook).outputs[0].metadata["image/svg+xml"]
    words["alt"] = words["alt"].replace("195", "196")


def _drop_note_of_figure(notebook: nbformat.NotebookNode) -> None:
    del _figure(notebook).outputs[0].metadata["image/svg+xml"]["note"]


def _drop_claim_of_brief(notebook: nbformat.NotebookNode) -> None:
    data = _cell(notebook, "brief").outputs[0].data["application/vnd.integration.findings+json"]
    data["findings"][0]["note"]["claim"] = None


def _drop_note_of_table(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "table-eras").outputs[0].metadata = {}


def _type_a_number_in_a_title(notebook: nbformat.NotebookNode) -> None:
    cell = _figure(notebook)
    cell.source = cell.source.replace('title=f"From', 'title=f"195 states: from')


def _type_a_superlative(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "needs").source += " It is the largest network of all."


def _type_a_number_in_words(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "growth").source += " Twelve partners came late."


def _name_a_claim_that_fails(notebook: nbformat.NotebookNode) -> None:
    text = " It ranks 17th in the world. <!-- claim: a2025_trade_rank_17 -->"
    _cell(notebook, "needs").source += text


def _name_a_claim_of_another_number(notebook: nbformat.NotebookNode) -> None:
    _cell(notebook, "needs").source += " There are 43 partners. <!-- claim: own_partners_42 -->"


def _figure(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.id.startswith("figure"))


def _cell(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_strip_outputs, "stores no output"),
        (_drop_one_output, "'brief' should show something"),
        (_reorder, "not run in order"),
        (_type_a_number, "holds '195'"),
        (_type_a_number_in_words, "holds 'twelve'"),
        (_type_a_superlative, "holds 'largest'"),
        (_type_a_number_in_a_title, "shows '195'"),
        (_change_alt_text, "lacks its plain-text twin"),
        (_drop_claim_of_brief, "without a claim behind it"),
        (_drop_note_of_figure, "leads to no rows"),
        (_drop_note_of_table, "leads to no rows"),
        (_name_a_claim_that_fails, "a2025_trade_rank_17 is contradicted"),
        (_name_a_claim_of_another_number, "is not the 42"),
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
    source = next(path for path in list_notebooks() if path.stem == "02_diplomatic_relations")
    notebook = nbformat.read(source, as_version=4)
    damage(notebook)
    path = tmp_path / "02_copy.ipynb"
    nbformat.write(notebook, path)
    assert any(says in fault for fault in find_faults(path)), find_faults(path)


CHARTS = sorted((Path(__file__).parents[2] / "src" / "helpers" / "plots").glob("*.py"))


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_alt_texts_type_no_number(path: Path) -> None:
    assert list(find_untied_alt(path)) == []


def test_a_number_typed_in_an_alt_text_is_found(tmp_path: Path) -> None:
    chart = tmp_path / "chart.py"
    chart.write_text('alt = f"Bars: highest {top:.1f} in 2025"\n', encoding="utf-8")
    assert [fault.rsplit(" ", 1)[1] for fault in find_untied_alt(chart)] == ["'highest'", "'2025'"]


def test_a_claim_ties_a_number_in_the_text() -> None:
    tied = "There are 42 partners. <!-- claim: own_partners_42 -->"
    assert list(find_untied_text("cell", tied)) == []
    assert len(list(find_untied_text("cell", "There are 42 partners."))) == 1


def test_the_list_of_allowed_words_is_short_and_used() -> None:
    assert set(IN_TEXT) == list_used_phrases(list_notebooks())
    assert all(len(reason) > 10 for reason in IN_TEXT.values())


def test_the_map_of_the_start_page_lists_every_page_by_its_question() -> None:
    paths = {path.name: nbformat.read(path, as_version=4) for path in list_notebooks()}
    listed = re.findall(
        r"\[([^]]+)\]\((\w+\.ipynb)\)", _cell(paths["00_start_here.ipynb"], "map").source
    )
    questions = {name: book.cells[0].source.splitlines()[0][2:] for name, book in paths.items()}
    assert {name: text for text, name in listed} == {
        name: text for name, text in questions.items() if name != "00_start_here.ipynb"
    }
