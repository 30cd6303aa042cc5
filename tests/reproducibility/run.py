"""Run a variant in processes of its own and compare what comes out with what is stored."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpers.report.compare import SVG, Difference, compare_files, compare_folders
from helpers.report.days import STATE
from helpers.report.execute import list_notebooks, list_tools
from reproducibility import machine
from reproducibility.machine import ROOT, NotTriedError
from reproducibility.variants import LOCKED, Change, Variant

SETTINGS = Path(__file__).parent / "settings" / "matplotlibrc"
SEED = int(os.environ.get("MATRIX_SEED") or random.SystemRandom().randrange(10**6))
"""Decides the random order of notebooks; set MATRIX_SEED to repeat one."""

_UNTIL_MIDNIGHT = timedelta(seconds=5)
_CPU_FEATURES = (
    "from numpy._core import _multiarray_umath as umath; print(*(name for name in "
    "umath.__cpu_dispatch__ if umath.__cpu_features__[name]))"
)


class RunError(RuntimeError):
    """The run itself stopped; the message is what it said."""


@dataclass(frozen=True)
class Result:
    """What a variant showed. ``python`` and ``libraries`` are the versions that ran."""

    variant: Variant
    python: str = ""
    libraries: str = ""
    compared: Counter[str] = field(default_factory=Counter)
    differences: tuple[Difference, ...] = ()
    not_tried: str = ""

    @property
    def faults(self) -> list[Difference]:
        """Differences that may not be: with other libraries than locked, pictures may differ."""
        return [
            one for one in self.differences if self.variant.libraries == LOCKED or one.kind != SVG
        ]


@dataclass(frozen=True)
class Place:
    """Where a variant runs: the Python, the copy of the repository, the user."""

    program: Path
    root: Path
    python: str
    libraries: str = ""
    as_user: bool = False


def run_variant(variant: Variant, stored: Sequence[Path] | None = None) -> Result:
    """Run a variant; ``stored``: the notebooks, where they are not those of the collection."""
    try:
        with prepare(variant) as place, tempfile.TemporaryDirectory() as folder:
            run = _run_site if variant.site else _run_notebooks
            differences, compared = run(variant, place, Path(folder), stored or choose(variant))
    except NotTriedError as reason:
        return Result(variant, not_tried=str(reason))
    except RunError as error:
        stopped = Difference("the run", "-", "stopped", str(error))
        return Result(variant, differences=(stopped,))
    return Result(variant, place.python, place.libraries, compared, tuple(differences))


def choose(variant: Variant) -> list[Path]:
    """The stored notebooks that a variant runs."""
    every = [*list_notebooks(), *list_tools()]
    return [path for path in every if path.stem in variant.notebooks or not variant.notebooks]


def _run_notebooks(
    variant: Variant, place: Place, output: Path, stored: Sequence[Path]
) -> tuple[list[Difference], Counter[str]]:
    run_notebooks(variant, place, stored, output)
    differences: list[Difference] = []
    compared: Counter[str] = Counter()
    for path in stored:
        found, counted = compare_files(path, output / path.name)
        differences += found
        compared += counted
    return differences, compared


def _run_site(
    variant: Variant, place: Place, output: Path, _: Sequence[Path]
) -> tuple[list[Difference], Counter[str]]:
    """Build the report from the stored outputs without and with the changes."""
    plain = Place(Path(sys.executable), ROOT, place.python)
    command = ("-m", "helpers.report", "site", "--stored", "--output")
    for changes, where, name in (((), plain, "plain"), (variant.changes, place, "changed")):
        run_changed(changes, where, [where.program, *command, output / name], output)
    return compare_folders(output / "plain", output / "changed", skip=[STATE])


def find_culprits(result: Result, stored: Sequence[Path] | None = None) -> list[str]:
    """Which of the changes made at once differ alone, on the notebooks that differed."""
    failed = {one.notebook for one in result.differences}
    paths = [path for path in stored or choose(result.variant) if path.stem in failed] or stored
    alone = [
        replace(result.variant, name=change.name, changes=(change,))
        for change in result.variant.changes
    ]
    plain = replace(result.variant, name="the Python or the libraries alone", changes=())
    return [one.name for one in [plain, *alone] if run_variant(one, paths).differences]


@contextmanager
def prepare(variant: Variant) -> Iterator[Place]:
    """Everything a variant needs on disk; removed at the end."""
    as_user = any(
        change.other_user or (change.read_only and os.geteuid() == 0) for change in variant.changes
    )
    program, python, libraries = _choose_environment(variant, as_user)
    names = [change.folder for change in variant.changes if change.folder]
    read_only = any(change.read_only for change in variant.changes)
    if not names and not as_user and not read_only:
        yield Place(program, ROOT, python, libraries)
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / (names[0] if names else "copy")
        copy_repository(root)
        if read_only:
            for path in [root / "data", *(root / "data").iterdir()]:
                path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            yield Place(program, root, python, libraries, as_user)
        finally:
            (root / "data").chmod(0o755)


def _choose_environment(variant: Variant, as_user: bool) -> tuple[Path, str, str]:
    """The program to run, its version, and what is to be said of its libraries."""
    if as_user:
        user, python = machine.find_other_user()
        program = machine.build_environment(python, LOCKED)
        if machine.run_as(user, [program, "-c", "import pandas"], {}).returncode:
            raise NotTriedError("another user may not read the environment here")
        return program, python.full, LOCKED
    if not variant.python:
        if variant.libraries != LOCKED:
            raise ValueError(f"{variant.name}: other libraries need a Python of their own")
        version = ".".join(map(str, sys.version_info[:3]))
        return Path(sys.executable), version, LOCKED
    python = machine.choose_python(variant.python)
    program = machine.build_environment(python, variant.libraries)
    if variant.libraries == LOCKED:
        return program, python.full, LOCKED
    locked = machine.build_environment(python, LOCKED)
    words = machine.compare_installed(program, locked)
    return program, python.full, f"{variant.libraries}: {words}"


def copy_repository(target: Path) -> None:
    """A copy of the repository's files that any user may read, without what git leaves out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        raise NotTriedError("not a git checkout, so it is not known what to copy")
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        source = ROOT / name
        if source.is_file():
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
            copy.chmod(copy.stat().st_mode | 0o444)


def run_notebooks(variant: Variant, place: Place, paths: Sequence[Path], output: Path) -> None:
    """Run notebooks in the place and under the changes, and write them to ``output``."""
    standing = [
        place.root / path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        for path in order_paths(paths, variant.changes)
    ]
    worker = place.root / "tests" / "reproducibility" / "worker.py"
    run_changed(variant.changes, place, [place.program, "-P", worker, output, *standing], output)


def order_paths(paths: Sequence[Path], changes: Sequence[Change]) -> list[Path]:
    """The notebooks in the order in which they are begun."""
    ordered = list(paths)
    orders = {change.order for change in changes}
    if "reverse" in orders:
        ordered.reverse()
    elif "random" in orders:
        random.Random(SEED).shuffle(ordered)
    return ordered


def run_changed(
    changes: Sequence[Change], place: Place, command: Sequence[str | Path], owned: Path
) -> str:
    """Run a command under the changes and return what it prints; ``owned`` it may write to."""
    environment = describe_environment(changes, place)
    umask = next((change.umask for change in reversed(changes) if change.umask >= 0), -1)
    if place.as_user:
        user, _ = machine.find_other_user()
        os.chown(owned, user.pw_uid, user.pw_gid)
        environment |= {"HOME": str(owned), "USER": user.pw_name, "LOGNAME": user.pw_name}
        run = machine.run_as(user, list(command), environment)
    else:
        run = subprocess.run(
            command,
            env=environment,
            umask=umask,
            cwd=place.root,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if run.returncode:
        raise RunError(run.stderr.strip() or f"{command[0]} failed and said nothing")
    return run.stdout


def describe_environment(changes: Sequence[Change], place: Place) -> dict[str, str]:
    """The variables of this process, without those of the test run, and with the changes."""
    ours = ("PYTEST_", "HELPERS_DATA")
    found = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    found["PYTHONPATH"] = str(place.root / "src")
    for change in changes:
        if change.locale:
            found["LOCPATH"] = str(machine.make_locale(change.locale))
        for name, value in change.environment.items():
            found.pop(name, None)
            if value is not None:
                found[name] = fill_in(value, place)
    return found


def fill_in(value: str, place: Place) -> str:
    """A variable's value with what is known only here and now."""
    if value == "{midnight}":
        return set_clock_before_midnight(datetime.now(UTC))
    if value == "{settings}":
        return str(SETTINGS)
    if value == "{cpu_features}":
        run = subprocess.run(
            [place.program, "-c", _CPU_FEATURES], capture_output=True, text=True, check=True
        )
        return run.stdout.strip()
    return value


def set_clock_before_midnight(now: datetime) -> str:
    """A time zone in which the day ends in a few seconds.

    >>> set_clock_before_midnight(datetime(2025, 1, 1, 20, 0, 0, tzinfo=UTC))
    '<NEAR>-03:59:55'
    >>> set_clock_before_midnight(datetime(2025, 1, 1, 6, 0, 0, tzinfo=UTC))
    '<NEAR>+06:00:05'
    """
    day = timedelta(days=1)
    today = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
    east = (day - _UNTIL_MIDNIGHT - today) % day
    if east > day / 2:
        east -= day
    seconds = int(abs(east).total_seconds())
    sign = "+" if east < timedelta(0) else "-"  # POSIX counts west of Greenwich as positive
    return f"<NEAR>{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
