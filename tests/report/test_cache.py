"""The cache shows nothing stale: whatever a run depends on is in its key."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.dataset import DATA_VARIABLE, data_root
from helpers.report import build, cache, execute
from helpers.report.__main__ import main
from helpers.report.days import STATE


@pytest.fixture
def notebook() -> nbformat.NotebookNode:
    """A small notebook as it stands before a run."""
    cells = [
        nbformat.v4.new_code_cell('AS_OF = "2025-12-31"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_markdown_cell("words"),
        nbformat.v4.new_code_cell("1 + 1"),
    ]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture
def helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the helpers that the key is computed from."""
    copy = tmp_path / "helpers"
    shutil.copytree(cache.HELPERS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "HELPERS", copy)
    return copy


def test_the_key_covers_the_code_but_not_the_words(notebook: nbformat.NotebookNode) -> None:
    before = cache.key_notebook(notebook)
    notebook.cells[1].source = "other words"
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="2")]
    assert cache.key_notebook(notebook) == before
    notebook.cells[2].source = "1 + 2"
    assert cache.key_notebook(notebook) != before


def test_the_key_covers_the_parameters(notebook: nbformat.NotebookNode) -> None:
    before = cache.key_notebook(notebook)
    assert cache.key_notebook(execute.set_as_of(notebook, "2023-06-24")) != before


def test_the_key_covers_every_byte_of_the_data(
    notebook: nbformat.NotebookNode, data_copy: Path
) -> None:
    before = cache.key_notebook(notebook)
    for name in ("partnerships.csv", "evidence.csv", "datapackage.json"):
        path = data_copy / name
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert cache.key_notebook(notebook) != before, name
        path.write_bytes(kept)
    assert cache.key_notebook(notebook) == before
    (data_copy / "partnerships.csv").rename(data_copy / "renamed.csv")
    assert cache.key_notebook(notebook) != before


def test_the_key_covers_the_helpers_and_not_the_report(
    notebook: nbformat.NotebookNode, helpers: Path
) -> None:
    before = cache.key_notebook(notebook)
    for name in ("dates.py", "plots/shared.py", "claims/verdicts.py"):
        path = helpers / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert cache.key_notebook(notebook) != before, name
        path.write_bytes(kept)
    (helpers / "report" / "rows.py").write_text("", encoding="utf-8")
    assert cache.key_notebook(notebook) == before


def test_what_is_left_out_of_the_key_is_imported_by_no_notebook() -> None:
    reached: set[str] = set()
    waiting = set()
    for path in execute.NOTEBOOKS.rglob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        waiting |= _list_imports(code)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for path in _find_modules(name):
            waiting |= _list_imports(path.read_text(encoding="utf-8")) - reached
    assert {"helpers.dataset", "helpers.plots"} <= reached
    assert [
        name for name in reached if name.split(".")[1:2] and name.split(".")[1] in cache.APART
    ] == []


def _list_imports(code: str) -> set[str]:
    """Every name under ``helpers`` that a piece of code imports, parts of modules included."""
    found = set()
    lines = "\n".join(
        line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))
    )
    for node in ast.walk(ast.parse(lines)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name == "helpers" or name.startswith("helpers.")}


def _find_modules(name: str) -> list[Path]:
    place = cache.HELPERS.joinpath(*name.split(".")[1:])
    return [path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()]


def test_the_key_covers_the_environment(
    notebook: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cache.key_notebook(notebook)
    cache.digest_environment.cache_clear()
    installed = list(importlib.metadata.distributions())[1:]
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: installed)
    assert cache.key_notebook(notebook) != before
    monkeypatch.undo()
    cache.digest_environment.cache_clear()
    assert cache.key_notebook(notebook) == before
    cache.digest_environment.cache_clear()
    monkeypatch.setattr(sys, "version", "another Python")
    assert cache.key_notebook(notebook) != before
    monkeypatch.undo()
    cache.digest_environment.cache_clear()


def test_outputs_come_back_as_they_were(notebook: nbformat.NotebookNode, tmp_path: Path) -> None:
    assert not cache.recall_outputs(notebook, tmp_path)
    run = nbformat.from_dict(notebook)
    run.cells[0].execution_count, run.cells[2].execution_count = 1, 2
    run.cells[2].outputs = [
        nbformat.v4.new_output(
            "execute_result",
            {"text/plain": "2", "text/csv": "a,b\n1,2\n"},
            metadata={"x": {"ế": 1}},
            execution_count=2,
        )
    ]
    cache.keep_outputs(run, tmp_path)
    assert cache.recall_outputs(notebook, tmp_path)
    assert notebook.cells == run.cells


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "other", "value": []}'])
def test_a_damaged_entry_counts_as_missing(
    notebook: nbformat.NotebookNode, tmp_path: Path, damage: str
) -> None:
    cache.keep_outputs(notebook, tmp_path)
    (entry,) = tmp_path.glob("*.json")
    entry.write_text(damage, encoding="utf-8")
    assert not cache.recall_outputs(notebook, tmp_path)


def test_the_oldest_entries_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 3)
    for number in range(5):
        cache.keep(f"key{number}", number, tmp_path)
    assert sorted(path.stem for path in tmp_path.glob("*.json")) == ["key2", "key3", "key4"]
    assert cache.recall("key4", tmp_path) == 4


def test_a_report_is_trusted_only_while_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = execute.list_notebooks()[3]
    pages = [(path.stem, nbformat.read(path, as_version=4))]
    site = tmp_path / "report"
    build.build_site(pages, site)
    assert not build.is_current(site, None, ""), "stored outputs are not a run"
    build.build_site(pages, site, fresh=True)
    assert build.is_current(site, None, "")
    assert not build.is_current(site, "2023-06-24", "")
    assert not build.is_current(site, None, "https://example.org/")
    assert main(["site", "--output", str(site)]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    copy = tmp_path / "data"
    shutil.copytree(data_root(), copy)
    monkeypatch.setenv(DATA_VARIABLE, str(copy))
    assert build.is_current(site, None, "")
    (copy / "GAPS.md").write_text("# other", encoding="utf-8")
    assert not build.is_current(site, None, "")
    monkeypatch.undo()
    page = site / "claims.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- touched -->", encoding="utf-8")
    assert not build.is_current(site, None, "")
    (site / STATE).write_text(json.dumps({"files": "x"}), encoding="utf-8")
    assert not build.is_current(site, None, "")
