"""A build that fails leaves what was there, and says what failed and where."""

from __future__ import annotations

import filecmp
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from helpers.report import execute
from helpers.report.__main__ import main, make_site
from helpers.report.build import build_site
from helpers.report.folders import make_folder, recover, replace_folder, write_text
from helpers.report.outputs import ReportError

BUILD = """
import sys, resource
from pathlib import Path
import nbformat
from helpers.report.build import build_site
from helpers.report.execute import list_notebooks
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
path = list_notebooks()[3]
build_site([(path.stem, nbformat.read(path, as_version=4))], Path(sys.argv[1]))
"""
"""Builds a report of one notebook, with a limit on the size of files where one is given."""

RUN = """
import sys
from pathlib import Path
from helpers.report import execute
from helpers.report.__main__ import main
execute.list_notebooks = lambda: [Path(sys.argv[2])]
sys.exit(main(["site", "--output", sys.argv[1]]))
"""
"""Runs one notebook for a report, as the command does, in a process of its own."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An earlier report."""
    index = tmp_path / "report" / "index.html"
    index.parent.mkdir()
    index.write_text("old", encoding="utf-8")
    return index


def _is_untouched(index: Path) -> bool:
    """The old report is there, and nothing else."""
    alone = [path.name for path in index.parent.parent.iterdir()] == ["report"]
    return alone and index.read_text(encoding="utf-8") == "old"


def test_two_builds_are_the_same(site: Path, tmp_path: Path) -> None:
    again = make_site(tmp_path / "again", stored=True).parent
    files = [str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()]
    there = [str(path.relative_to(again)) for path in again.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(there)
    _, different, missing = filecmp.cmpfiles(site, again, files, shallow=False)
    assert (different, missing) == ([], [])


def test_a_site_with_an_address_names_it_for_messengers(tmp_path: Path) -> None:
    path = execute.list_notebooks()[3]
    pages = [(path.stem, nbformat.read(path, as_version=4))]
    index = build_site(pages, tmp_path / "report", url="https://example.org/")
    text = (index.parent / "03_partnerships.html").read_text(encoding="utf-8")
    assert 'property="og:image" content="https://example.org/_static/preview.png"' in text
    assert 'rel="canonical" href="https://example.org/03_partnerships.html"' in text


def test_a_notebook_without_findings_leaves_the_old_site(old: Path) -> None:
    notebook = nbformat.read(execute.list_notebooks()[0], as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "brief"]
    with pytest.raises(ReportError, match="no cell with the id 'brief'"):
        build_site([("02_copy", notebook)], old.parent)
    assert _is_untouched(old)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise ValueError('no such row')", "cell 4 ('broken'): ValueError: no such row"),
        ("import os; os._exit(3)", "cell 4 ('broken'): Kernel died"),
    ],
)
def test_a_failing_notebook_is_named_with_its_cell(
    old: Path, tmp_path_factory: pytest.TempPathFactory, source: str, message: str
) -> None:
    notebook = nbformat.read(execute.list_notebooks()[3], as_version=4)
    notebook.cells[3:] = [nbformat.v4.new_code_cell(source, id="broken")]
    path = tmp_path_factory.mktemp("notebooks") / "03_partnerships.ipynb"
    nbformat.write(notebook, path)
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(old.parent), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert f"error: 03_partnerships.ipynb, {message}" in run.stderr
    assert _is_untouched(old)


def test_a_killed_build_leaves_the_old_site(old: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", BUILD, str(old.parent)]) as build:
        while not list(old.parent.parent.glob(".making-*/source/*.ipynb")):
            assert build.poll() is None, "the build ended before it could be killed"
            time.sleep(0.05)
        os.kill(build.pid, signal.SIGKILL)
    assert old.read_text(encoding="utf-8") == "old"
    assert list(old.parent.parent.glob(".making-*"))
    recover(old.parent)
    assert _is_untouched(old)


def test_a_full_disk_leaves_the_old_site(old: Path) -> None:
    build = subprocess.run(
        [sys.executable, "-c", BUILD, str(old.parent), "100000"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 1
    assert "File too large" in build.stderr
    assert _is_untouched(old)


def test_a_full_disk_is_reported_in_a_line(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.report.build.draw_preview", fail)
    assert main(["site", "--stored", "--output", str(old.parent)]) == 1
    said = capsys.readouterr().err
    assert "No space left on device; what was there before is untouched" in said
    assert _is_untouched(old)


def test_a_swap_cut_short_is_put_right(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = old.parent
    rename = Path.rename

    def rename_once(self: Path, other: Path) -> Path:
        if self == target:
            return rename(self, other)
        raise KeyboardInterrupt

    with make_folder(target) as folder:
        (folder / "html").mkdir()
        monkeypatch.setattr(Path, "rename", rename_once)
        with pytest.raises(KeyboardInterrupt):
            replace_folder(folder / "html", target)
        monkeypatch.undo()
    assert not target.exists()
    with make_folder(target):
        assert old.read_text(encoding="utf-8") == "old"
    assert _is_untouched(old)


def test_a_text_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_text(path, "first")
    write_text(path, "second")
    assert path.read_text(encoding="utf-8") == "second"
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
