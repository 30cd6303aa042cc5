"""Proof that the net holds: what drifts is caught by the test meant for it.

The runs themselves are ``make test``'s nbval step; here they must fail on damage.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.dataset import DATA_VARIABLE
from helpers.report.execute import list_notebooks

ROOT = Path(__file__).resolve().parents[2]


def _compare(notebook: Path, data: Path | None = None) -> set[str]:
    """Ids of the cells whose fresh output differs from the stored one."""
    environment = dict(os.environ)
    if data is not None:
        environment[DATA_VARIABLE] = str(data)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"),
            *("--rootdir", str(notebook.parent), "-c", os.devnull, str(notebook)),
        ],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    cells = [
        cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"
    ]
    failed = {int(place) for place in re.findall(r"FAILED .*::Cell (\d+)", run.stdout)}
    if run.returncode not in (0, 1):
        pytest.fail(run.stdout + run.stderr)
    return {cells[place].id for place in failed}


def _copy_notebook(name: str, folder: Path) -> Path:
    source = next(path for path in list_notebooks() if path.stem == name)
    return Path(shutil.copy(source, folder / source.name))


def test_one_changed_stored_output_fails_its_cell(tmp_path: Path) -> None:
    path = _copy_notebook("03_partnerships", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "table-definitions")
    cell.outputs[0].data["text/plain"] = cell.outputs[0].data["text/plain"].replace("42", "43")
    nbformat.write(notebook, path)
    assert _compare(path) == {"table-definitions"}


def test_one_changed_number_in_prose_fails_its_cell(tmp_path: Path) -> None:
    path = _copy_notebook("03_partnerships", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    data = next(cell for cell in notebook.cells if cell.id == "say-growth").outputs[0].data
    assert " 42 and " in data["text/plain"]
    for mime in ("text/plain", "text/markdown"):
        data[mime] = data[mime].replace(" 42 and ", " 43 and ")
    nbformat.write(notebook, path)
    assert _compare(path) == {"say-growth"}


def test_one_changed_number_in_a_title_or_its_words_fails_the_figure(tmp_path: Path) -> None:
    path = _copy_notebook("03_partnerships", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    title, alt = cells["figure-ladder"].outputs[0], cells["figure-official"].outputs[0]
    assert "Figure: 42 partners" in title.data["text/plain"]
    title.data["text/plain"] = title.data["text/plain"].replace("42 partners", "43 partners", 1)
    words = alt.metadata["image/svg+xml"]["alt"]
    changed = re.sub(r"\d+", lambda found: str(int(found[0]) + 1), words, count=1)
    alt.data["text/plain"] = alt.data["text/plain"].replace(words, changed)
    nbformat.write(notebook, path)
    assert _compare(path) == {"figure-ladder", "figure-official"}


def test_one_changed_date_fails_the_figures_drawn_from_it(tmp_path: Path) -> None:
    path = _copy_notebook("03_partnerships", tmp_path)
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    table = data / "partnerships.csv"
    text = table.read_text(encoding="utf-8")
    old, new = "established,2015-08-07", "established,2014-08-07"
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), encoding="utf-8")
    failed = _compare(path, data)
    assert {"figure-ladder", "figure-spells", "figure-wait"} <= failed
    assert "table-beside" not in failed
