"""New versions are tried in a copy, and taken only when nothing breaks and we say so."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from helpers.lock import resolve, trial
from helpers.lock.refresh import refresh, relock, write_outcome
from helpers.lock.text import read_versions
from helpers.report.compare import Difference
from helpers.report.execute import NOTEBOOKS, ExecutionError

NEWER = "99.0"
TARGETS = {"install": ".venv/.ready", "data": "data-check", "code": "check", "tests": "test"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose Makefile pretends: its set-up takes no time, its steps are lines."""
    root = tmp_path / "project"
    root.mkdir()
    for name in (resolve.LOCK, resolve.NAMED_IN, "pyproject.toml"):
        shutil.copy(resolve.ROOT / name, root / name)
    shutil.copytree(NOTEBOOKS, root / "notebooks")
    python = root / "python"
    python.write_text("#!/bin/sh\necho ran: $*\n")
    python.chmod(0o755)
    (root / "Makefile").write_text(
        ".venv/.ready:\n\tgrep -q pandas==99.0 requirements.lock\n"
        "\tmkdir -p .venv/bin && cp python .venv/bin/python && touch $@\n"
        "data-check:\n\t@echo data-check is fine\n"
        "check:\n\t@echo check is fine\n"
        "test:\n\t@echo test is fine\n"
    )
    return root


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let pandas have a newer version; the list says whether each resolution could upgrade."""
    asked: list[bool] = []

    def answer(root: Path, upgrade: bool = False) -> dict[str, str]:
        asked.append(upgrade)
        locks = resolve.read_locks(root)
        (old,) = read_versions(locks[resolve.LOCK])["pandas"]
        return {
            name: text.replace(f"pandas=={old}", "pandas==99.0") for name, text in locks.items()
        }

    monkeypatch.setattr(resolve, "resolve", answer)
    monkeypatch.setattr(resolve, "check_wheels", lambda lock: [])
    return asked


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _pandas(root: Path) -> tuple[str, bool]:
    """The version in the lock, and whether the text for the reader says the same."""
    (version,) = read_versions((root / resolve.LOCK).read_text())["pandas"]
    return version, f"# - pandas {version}\n" in (root / resolve.NAMED_IN).read_text()


def _move_an_output(root: Path) -> None:
    """Let the pretended run of the notebooks change one stored output."""
    (root / "python").write_text(
        '#!/bin/sh\nsed -i "s/Figure: 42 partners/Figure: 43 partners/" '
        "notebooks/03_partnerships.ipynb\n"
    )


def test_versions_alone_are_taken(project: Path, newer: list[bool]) -> None:
    assert refresh(root=project) == 0
    assert _pandas(project) == (NEWER, True)
    assert newer == [True]
    assert "test is fine" in (project / "build/refresh/tests.log").read_text()
    assert not (project / ".venv").exists(), "the working environment is never touched"


def test_moved_outputs_are_shown_and_taken_only_on_demand(
    project: Path, newer: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    _move_an_output(project)
    before = _pandas(project)
    assert refresh(root=project) == 0
    said = capsys.readouterr().out
    assert f"pandas: {before[0]} -> {NEWER}" in said
    assert "moved in 03_partnerships:\n  figure-ladder, text/plain: " in said
    assert _pandas(project) == before
    assert refresh(apply=True, root=project) == 0
    assert _pandas(project) == (NEWER, True)
    assert newer == [True], "what was tried is taken as it was tried, not resolved again"


def test_what_was_tried_before_an_edit_is_tried_again(project: Path, newer: list[bool]) -> None:
    _move_an_output(project)
    refresh(root=project)
    (project / "another.py").touch()
    assert refresh(apply=True, root=project) == 0
    assert newer == [True, True]
    assert _pandas(project) == (NEWER, True)


@pytest.mark.parametrize("step", ["install", "data", "notebooks", "code", "tests"])
@pytest.mark.parametrize("apply", [False, True])
def test_what_breaks_keeps_the_old_lock_and_is_named(
    step: str, apply: bool, project: Path, newer: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    before = _pandas(project)
    if step == "notebooks":
        (project / "python").write_text("#!/bin/sh\necho it broke\nexit 1\n")
    else:
        target = TARGETS[step]
        _edit(project / "Makefile", f"{target}:\n", f"{target}:\n\t@echo it broke; false\n")
    assert refresh(apply=apply, root=project) == 1
    said = capsys.readouterr().out
    assert f"FAILED: {step}" in said
    assert "it broke" in said
    assert _pandas(project) == before


def test_a_look_replaces_nothing(project: Path, newer: list[bool]) -> None:
    before = _pandas(project)
    assert refresh(["09_hanoi"], root=project) == 0
    assert _pandas(project) == before
    assert not (project / "build/refresh/tests.log").exists()
    assert "run 09_hanoi\n" in (project / "build/refresh/notebooks.log").read_text()
    with pytest.raises(resolve.LockError, match="leave it out"):
        refresh(["09_hanoi"], apply=True, root=project)
    with pytest.raises(resolve.LockError, match="no notebook 09_hanoy; there are: 00_start_here"):
        refresh(["09_hanoy"], root=project)


def test_a_package_without_a_wheel_keeps_the_old_lock(
    project: Path, newer: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _pandas(project)
    monkeypatch.setattr(resolve, "check_wheels", lambda lock: ["windows, Python 3.12: pandas"])
    assert refresh(apply=True, root=project) == 1
    assert relock(project) == 1
    assert _pandas(project) == before


def test_resolving_after_an_edit_moves_no_version_by_itself(
    project: Path, newer: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert relock(project) == 0
    assert newer == [False]
    assert _pandas(project) == (NEWER, True)
    monkeypatch.setattr(resolve, "resolve", lambda root: resolve.read_locks(root))
    stamp = (project / resolve.LOCK).stat().st_mtime_ns
    assert relock(project) == 0
    assert (project / resolve.LOCK).stat().st_mtime_ns == stamp, "or make would install again"


def test_a_groups_lock_is_resolved_with_the_projects(project: Path) -> None:
    assert resolve.list_locks(project) == [resolve.LOCK]
    (project / "requirements-bench.lock").touch()
    assert resolve.list_locks(project) == [resolve.LOCK, "requirements-bench.lock"]


def test_without_a_network_resolving_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    before = (project / resolve.LOCK).read_bytes()
    with pytest.raises(resolve.LockError, match="is there a network"):
        resolve.resolve(project, upgrade=True)
    assert (project / resolve.LOCK).read_bytes() == before


def test_every_notebook_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def run(path: Path) -> nbformat.NotebookNode:
        if path.stem.startswith(("01", "09")):
            raise ExecutionError(f"{path.name} broke")
        return nbformat.v4.new_notebook()

    monkeypatch.setattr(trial, "run_notebook", run)
    monkeypatch.setattr(trial, "write_notebook", lambda notebook, path: written.append(path))
    assert trial.run_in_place([]) == ["01_timeline.ipynb broke", "09_hanoi.ipynb broke"]
    assert len(written) == len(trial.find_notebooks()) - 2


def test_the_outcome_of_a_trial_is_told_cell_by_cell() -> None:
    moved = [Difference("a", "x", "text/plain", "is missing"), Difference("a", "y", "error", "new")]
    assert write_outcome(trial.Trial(["code"], moved)).splitlines() == [
        *("FAILED: code", "Outputs moved in a:", "  x, text/plain: is missing", "  y, error: new"),
    ]
