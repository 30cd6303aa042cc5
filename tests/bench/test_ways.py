"""Every way does the whole work, on copies, or counts as failed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest

from helpers.bench import ways
from helpers.bench.floor import __name__ as floor
from helpers.bench.rival_room import ROOT
from helpers.bench.timing import Timing, WayError, take_turns, time_commands
from helpers.report.execute import list_notebooks

ABSENT = "no network"


def _write_notebook(path: Path, code: str, output: str = "2") -> Path:
    cell = nbformat.v4.new_code_cell(code, execution_count=1)
    cell.outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": output}, execution_count=1)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), path)
    return path


def _time(path: Path, work: Path, names: Sequence[str]) -> dict[str, Timing]:
    work.mkdir()
    listed = [*ways.list_ours([path], 1), *ways.list_rivals([path], ABSENT, 1)]
    assert len({way.name for way in listed}) == len(listed) == 14
    return take_turns([way for way in listed if way.name in names], work)


def test_ways_run_a_notebook_and_leave_it_alone(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path / "sum.ipynb", "1 + 1")
    before = path.read_bytes()
    timings = _time(path, tmp_path / "work", [ways.COLD, ways.EDITED, ways.NBCONVERT])
    assert [timing.failure for timing in timings.values()] == [""] * 3
    assert all(timing.median for timing in timings.values())
    assert path.read_bytes() == before


def test_no_way_passes_over_a_cell_that_fails(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path / "broken.ipynb", "1 / 0")
    tools = [ways.NBCONVERT, ways.JUPYTER, ways.NBVAL, ways.SPHINX]
    timings = _time(path, tmp_path / "work", [ways.FLOOR, ways.COLD, ways.OUR_TEST, *tools])
    assert [name for name, timing in timings.items() if timing.median is not None] == []
    for name, timing in timings.items():
        assert "Error" in timing.failure, f"{name} failed for another reason: {timing.failure}"


def test_a_rival_that_is_absent_has_failed(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path / "sum.ipynb", "1 + 1")
    timings = _time(path, tmp_path / "work", [ways.PAPERMILL, ways.NBMAKE])
    for name in (ways.PAPERMILL, ways.NBMAKE):
        assert timings[name].median is None
        assert timings[name].failure == f"not installed: {ABSENT}"


def test_the_floor_shows_what_a_kernel_shows(tmp_path: Path) -> None:
    path = min(list_notebooks(), key=lambda path: path.stat().st_size)
    out = tmp_path / "shown.json"
    command = [sys.executable, "-m", floor, str(out), str(path)]
    time_commands([command], tmp_path, tmp_path)
    (shown,) = json.loads(out.read_text(encoding="utf-8"))
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    stored = [[output.data for output in cell.outputs if "data" in output] for cell in cells]
    assert any("image/svg+xml" in data for outputs in stored for data in outputs)
    assert shown == stored


def test_the_command_of_make_test_is_read_from_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    program, *words = ways.read_test_command(makefile)
    assert Path(program).parent == Path(sys.executable).parent
    assert "--nbval" in words
    assert "notebooks" not in words
    with pytest.raises(WayError, match="0 lines of the Makefile name --nbval"):
        ways.read_test_command("test:\n\tpytest\n")
    split = "test:\n\t@$(BIN)/python -m pytest --nbval \\\n\t  -n 2 notebooks\n"
    assert ways.read_test_command(split)[1:] == ["-m", "pytest", "--nbval", "-n", "2"]


def test_copies_have_no_outputs(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path / "sum.ipynb", "1 + 1")
    ways.require_run(path)
    (copy,) = ways.copy_bare([path], tmp_path / "copies")
    with pytest.raises(WayError, match=r"sum\.ipynb, cell 1 did not run"):
        ways.require_run(copy)
    ways.require_run(path)


def test_a_stored_error_is_no_run(tmp_path: Path) -> None:
    path = _write_notebook(tmp_path / "broken.ipynb", "1 / 0")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="", traceback=[])
    ]
    nbformat.write(notebook, path)
    with pytest.raises(WayError, match="ended with an error"):
        ways.require_run(path)
    with pytest.raises(WayError, match=r"no absent\.ipynb was written"):
        ways.require_run(tmp_path / "absent.ipynb")
