"""What this machine has to try: Pythons, environments for them, locales, another user."""

from __future__ import annotations

import functools
import json
import os
import pwd
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from uv import find_uv_bin

from helpers.report import cache
from helpers.report.folders import write_text
from reproducibility.variants import LOCKED, LOWEST

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "matrix"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

_ASK = (
    "import json, platform, sys; print(json.dumps([platform.python_implementation(), "
    "list(sys.version_info[:3]), sys.prefix == sys.base_prefix, sys.executable]))"
)


class NotTriedError(Exception):
    """A variant that this machine cannot run; the message says why."""


@dataclass(frozen=True, order=True)
class Python:
    """An installed Python: its version and where it stands."""

    version: tuple[int, int, int]
    path: Path

    @property
    def minor(self) -> str:
        return f"{self.version[0]}.{self.version[1]}"

    @property
    def full(self) -> str:
        return ".".join(map(str, self.version))


@functools.cache
def list_pythons() -> list[Python]:
    """Every CPython from 3.11 up that uv, pyenv or the search path knows, oldest first."""
    candidates = {Path(sys.executable), *_list_on_path(), *_list_of_pyenv(), *_list_of_uv()}
    found = {_ask_python(path) for path in candidates}
    return sorted(one for one in found if one is not None and one.version >= (3, 11))


def choose_python(minor: str) -> Python:
    """The newest installed Python of a minor version."""
    found = [python for python in list_pythons() if python.minor == minor]
    if not found:
        raise NotTriedError(f"no Python {minor} is installed here")
    return found[-1]


def _list_on_path() -> set[Path]:
    folders = map(Path, os.get_exec_path())
    found = {path for folder in folders for path in folder.glob("python3*")}
    return {path for path in found if path.name[6:].replace(".", "").isdigit()}


def _list_of_pyenv() -> set[Path]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return set(root.glob("versions/*/bin/python3"))


def _list_of_uv() -> set[Path]:
    told = _run_uv("python", "list", "--only-installed", "--output-format", "json")
    return {Path(one["path"]) for one in json.loads(told.stdout or "[]")}


def _ask_python(path: Path) -> Python | None:
    """Which Python a program is; nothing for one that does not run, or lives in a venv."""
    try:
        run = subprocess.run(
            [path, "-I", "-c", _ASK], capture_output=True, text=True, check=False, timeout=60
        )
        implementation, version, base, executable = json.loads(run.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if implementation != "CPython" or not base:
        return None
    return Python((version[0], version[1], version[2]), Path(executable).resolve())


def _run_uv(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, check=False)


def build_environment(python: Python, libraries: str) -> Path:
    """An environment for a Python with locked, newest or lowest libraries; returns its Python.

    The locked one is installed by hash and kept until the lock changes; the others are resolved
    each time from the ranges in pyproject.toml.
    """
    folder = SCRATCH / "environments" / f"{python.full}-{libraries}"
    program, mark = folder / "bin" / "python", folder / "made-from"
    key = cache.digest([LOCK.read_bytes(), PROJECT.read_bytes(), str(python.path)])
    made = mark.exists() and mark.read_text(encoding="utf-8") == key
    if made and libraries == LOCKED:
        return program
    if not made:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _require(_run_uv("venv", "--python", python.path, folder))
    if libraries == LOCKED:
        wanted: tuple[str | Path, ...] = ("--require-hashes", "--requirement", LOCK)
    else:
        how = "lowest-direct" if libraries == LOWEST else "highest"
        ranges = ("--all-extras", "--requirement", PROJECT)
        wanted = ("--upgrade", "--resolution", how, *ranges)
    _require(
        _run_uv("pip", "install", "--no-build", "--python", program, "--compile-bytecode", *wanted)
    )
    write_text(mark, key)
    return program


def _require(run: subprocess.CompletedProcess[str]) -> None:
    if run.returncode:
        reason = " ".join(run.stderr.split())
        raise NotTriedError(f"the environment could not be built: {reason[-200:]}")


def list_installed(program: Path) -> dict[str, str]:
    """Every package an environment holds, with its version."""
    told = _run_uv("pip", "list", "--python", program, "--format", "json")
    return {one["name"]: one["version"] for one in json.loads(told.stdout)}


def compare_installed(program: Path, locked: Path) -> str:
    """How an environment's packages differ from the locked ones, in words."""
    return describe_moved(list_installed(program), list_installed(locked), list_needed())


def list_needed() -> list[str]:
    """The packages that ``import helpers`` needs."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return sorted(Requirement(line).name for line in project["dependencies"])


def describe_moved(theirs: dict[str, str], ours: dict[str, str], needed: list[str]) -> str:
    """How many packages have another version, and which of those needed.

    >>> describe_moved({"numpy": "2.5", "six": "2"}, {"numpy": "2.4", "six": "1"}, ["numpy"])
    '2 of 2 packages differ from the lock, of those the helpers need: numpy 2.4 → 2.5'
    >>> describe_moved({"numpy": "2.5"}, {"numpy": "2.5"}, ["numpy"])
    'the same versions as the lock'
    """
    moved = [name for name, version in theirs.items() if ours.get(name) != version]
    if not moved:
        return "the same versions as the lock"
    named = [f"{name} {ours[name]} → {theirs[name]}" for name in needed if name in moved]
    which = ", ".join(named) or "none"
    count = f"{len(moved)} of {len(theirs)} packages differ from the lock"
    return f"{count}, of those the helpers need: {which}"


@functools.cache
def make_locale(name: str) -> Path:
    """A folder with a compiled locale, for ``LOCPATH``; nothing is installed."""
    folder = SCRATCH / "locales"
    language, _, charset = name.partition(".")
    if language != "C" and not (folder / name).is_dir():
        program = shutil.which("localedef")
        if program is None:
            raise NotTriedError("no localedef here")
        folder.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            [program, "-i", language, "-f", charset, folder / name],
            capture_output=True,
            text=True,
            check=False,
        )
        if not (folder / name).is_dir():
            raise NotTriedError(f"localedef cannot make it: {' '.join(made.stderr.split())}")
    asked = subprocess.run(
        [sys.executable, "-c", "import locale; locale.setlocale(locale.LC_ALL, '')"],
        capture_output=True,
        env={**os.environ, "LOCPATH": str(folder), "LC_ALL": name},
        check=False,
    )
    if asked.returncode:
        raise NotTriedError(f"the machine knows no locale {name}")
    return folder


@functools.cache
def find_other_user() -> tuple[pwd.struct_passwd, Python]:
    """A user without rights, and a Python that this user may run."""
    if os.geteuid() != 0:
        raise NotTriedError("only root can run as another user")
    try:
        user = pwd.getpwnam("nobody")
    except KeyError:
        raise NotTriedError("there is no user nobody") from None
    for python in reversed(list_pythons()):
        if run_as(user, [python.path, "-c", ""], {}).returncode == 0:
            return user, python
    raise NotTriedError("no Python that another user may run")


def run_as(
    user: pwd.struct_passwd, command: list[str | Path], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command as another user; one that this user may not even reach fails."""
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            env=dict(environment),
        )
    except PermissionError as error:
        return subprocess.CompletedProcess(command, 126, "", str(error))
