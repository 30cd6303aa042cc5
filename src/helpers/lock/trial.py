"""Try a lock in a copy of the project: install it, run everything, see which outputs move.

The working environment and the working files are never touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.dataset import DATA_VARIABLE
from helpers.lock.resolve import ROOT, LockError, write_locks
from helpers.report.compare import Difference, compare_files
from helpers.report.execute import (
    ExecutionError,
    list_notebooks,
    list_tools,
    run_notebook,
    write_notebook,
)

NOT_COPIED = (".git", ".venv", "build", "__pycache__", "*.egg-info", ".*_cache")
_OURS = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "PYTHONPATH", DATA_VARIABLE)
_TOLD = 12
"""Lines of a failed step's output that are shown; its log holds them all."""


@dataclass
class Trial:
    """What happened when a lock was tried."""

    failures: list[str] = field(default_factory=list)
    moved: list[Difference] = field(default_factory=list)


def try_locks(
    locks: Mapping[str, str], kept: Path, only: Sequence[str] = (), root: Path = ROOT
) -> Trial:
    """Install the locks in a copy of the project and run it there.

    ``kept``: the folder for the logs and the fresh notebooks. ``only``: run just these
    notebooks, and no tests.
    """
    names = [path.stem for path in find_notebooks(only)]
    trial = Trial()
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    python = str(Path(".venv", "bin", "python"))
    with _copy_project(root) as copy:
        write_locks(locks, copy)
        steps = {
            "install": ["make", ".venv/.ready", f"PYTHON={sys.executable}"],
            "data": ["make", "data-check"],
            "notebooks": [python, "-m", "helpers.lock", "run", *names],
            "code": ["make", "check"],
        }
        for step, command in steps.items():
            _run_step(step, command, copy, kept, trial)
            if step == "install" and trial.failures:
                return trial
        shutil.copytree(copy / "notebooks", kept / "notebooks")
        if not only and not trial.failures:
            _run_step("tests", ["make", "test"], copy, kept, trial)
    for name in names:
        place = Path("notebooks", f"{name}.ipynb")
        trial.moved += compare_files(root / place, kept / place)[0]
    return trial


def find_notebooks(only: Sequence[str] = ()) -> list[Path]:
    """All notebooks, or those named.

    >>> [path.name for path in find_notebooks(["09_hanoi"])]
    ['09_hanoi.ipynb']
    """
    paths = [*list_notebooks(), *list_tools()]
    unknown = set(only) - {path.stem for path in paths}
    if unknown:
        raise LockError(
            f"no notebook {', '.join(sorted(unknown))}; there are: "
            + ", ".join(path.stem for path in paths)
        )
    return [path for path in paths if not only or path.stem in only]


def run_in_place(only: Sequence[str]) -> list[str]:
    """Run notebooks and store their outputs; returns what failed, and does not stop at it."""

    def run(path: Path) -> str:
        try:
            write_notebook(run_notebook(path), path)
        except ExecutionError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [failure for failure in pool.map(run, find_notebooks(only)) if failure]


@contextmanager
def _copy_project(root: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="trial-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch) / "project"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        yield copy


def _run_step(step: str, command: list[str], copy: Path, kept: Path, trial: Trial) -> None:
    """Run one step in the copy, its output to a log; a failure is noted with its last lines."""
    log = kept / f"{step}.log"
    print(f"  {step} ...", flush=True)
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    with log.open("w", encoding="utf-8") as file:
        run = subprocess.run(
            command, cwd=copy, env=environment, stdout=file, stderr=subprocess.STDOUT, check=False
        )
    if run.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TOLD:]
        trial.failures.append("\n    ".join([f"{step} (all of it: {log})", *last]))
