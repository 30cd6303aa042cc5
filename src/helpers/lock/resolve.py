"""Resolve ``pyproject.toml`` into the locks: the project's own, and one a dependency group.

Only wheels are taken: building a source distribution would run its author's code.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

from helpers.lock.text import list_faults, read_versions
from helpers.report.folders import write_text

ROOT = Path(__file__).resolve().parents[3]
LOCK = "requirements.lock"
NAMED_IN = "environment.yml"
"""It names some packages with their versions, for the reader."""

PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
)


class LockError(RuntimeError):
    """The lock could not be made or judged; the message says what to do."""


def run_uv(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the locked uv and return what it said."""
    return subprocess.run(
        [find_uv_bin(), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def list_locks(root: Path = ROOT) -> list[str]:
    """The project's lock, then ``requirements-<group>.lock`` of each dependency group that has one.

    >>> list_locks()[0]
    'requirements.lock'
    """
    groups = _read_project(root).get("dependency-groups", {})
    beside = [f"requirements-{group}.lock" for group in groups]
    return [LOCK, *(name for name in beside if (root / name).exists())]


def read_locks(root: Path = ROOT) -> dict[str, str]:
    """The text of each lock."""
    return {name: (root / name).read_text(encoding="utf-8") for name in list_locks(root)}


def resolve(root: Path = ROOT, upgrade: bool = False) -> dict[str, str]:
    """The text of each lock, resolved anew; nothing is written.

    ``upgrade``: to the newest versions that fit; otherwise no version moves without need. The
    lock of a group never holds another version than the project's own.
    """
    lowest = _read_project(root)["project"]["requires-python"].removeprefix(">=")
    fresh: dict[str, str] = {}
    with TemporaryDirectory() as scratch:
        for name, old in read_locks(root).items():
            target = Path(scratch) / name
            target.write_text(old, encoding="utf-8")
            group = name.removeprefix("requirements-").removesuffix(".lock")
            source = (
                ["--all-extras", "pyproject.toml"]
                if name == LOCK
                else ["--group", group, "--constraints", str(target.with_name(LOCK))]
            )
            run = run_uv(
                *("pip", "compile", "--quiet", "--universal", "--python-version", lowest),
                *("--generate-hashes", "--no-build", "--no-header", "--no-annotate"),
                *("--no-emit-index-url", "--no-emit-find-links", *source),
                *(["--upgrade"] if upgrade else []),
                *("--output-file", str(target)),
                folder=root,
            )
            if run.returncode:
                raise LockError(
                    f"{name} could not be resolved; is there a network, and do the ranges of "
                    f"pyproject.toml fit together?\n{run.stderr.strip()}"
                )
            fresh[name] = target.read_text(encoding="utf-8")
            if faults := list_faults(fresh[name]):
                raise LockError(f"{name} would hold more than versions and hashes: {faults}")
    return fresh


def check_wheels(lock: str) -> list[str]:
    """The systems and Pythons for which a locked package has no wheel, and uv's reason.

    The lock holds hashes, not file names, so this asks the index.
    """
    missing = []
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / LOCK
        path.write_text(lock, encoding="utf-8")
        for system in SYSTEMS:
            for python in PYTHONS:
                run = run_uv(
                    *("pip", "install", "--dry-run", "--quiet", "--no-build", "--no-deps"),
                    *("--require-hashes", "--python-platform", system, "--python-version", python),
                    *("--target", str(Path(scratch) / "none"), "--requirement", str(path)),
                )
                if run.returncode:
                    missing.append(f"{system}, Python {python}: {run.stderr.strip()}")
    return missing


def write_locks(locks: Mapping[str, str], root: Path = ROOT) -> None:
    """Put resolved locks in place, each whole, and name the new versions for the reader."""
    named = (root / NAMED_IN).read_text(encoding="utf-8")
    for name, text in {**locks, NAMED_IN: name_versions(named, locks[LOCK])}.items():
        if text != (root / name).read_text(encoding="utf-8"):  # or make would install again
            write_text(root / name, text)


def name_versions(text: str, lock: str) -> str:
    """The comment lines ``# - package version`` of a text, with the versions of a lock.

    >>> name_versions("# - pandas 3.0\\n- pip\\n", "pandas==3.1 --hash=x\\n")
    '# - pandas 3.1\\n- pip\\n'
    """
    versions = read_versions(lock)
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        match line.split():
            case ["#", "-", name, _] if name in versions:
                lines[place] = f"# - {name} {versions[name][-1]}\n"
    return "".join(lines)


def _read_project(root: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
