"""Zips to hand out, and the offline bundle for a room without a network."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat

from helpers.teaching.copies import make_instructor_copy, make_student_copy
from helpers.teaching.pages import Notebooks

ROOT = Path(__file__).resolve().parents[3]
START = Path(__file__).parent / "start"
_FILES = (
    *("LICENSE", "CITATION.cff", "Makefile", "pyproject.toml", "requirements.lock"),
    *("environment.yml", "postBuild"),
)
_LEFT_OUT = ("__pycache__", "teaching", "vietnam_integration_notebooks.egg-info")


class PackError(RuntimeError):
    """A zip or a bundle could not be made; the message says what to do."""


def gather_students(notebooks: Notebooks) -> dict[str, bytes]:
    """What a student gets: name in the zip and content.

    Notebooks with blanks, data, helpers and lock; no tests, no plans, no keys.
    """
    files = _gather_common()
    files["README.md"] = (START / "students.md").read_bytes()
    for name, notebook in notebooks.items():
        files[f"notebooks/{name}.ipynb"] = _to_bytes(make_student_copy(notebook))
    return files


def gather_instructors(notebooks: Notebooks, pages: Path) -> dict[str, bytes]:
    """What a teacher gets: solutions, notes on each exercise, plans, slides, keys."""
    files = _gather_common()
    files["README.md"] = (START / "instructors.md").read_bytes()
    for name, notebook in notebooks.items():
        files[f"notebooks/{name}.ipynb"] = _to_bytes(make_instructor_copy(notebook))
    files |= _gather(pages, "classroom")
    return files


def write_zip(target: Path, files: Mapping[str, bytes], folder: str) -> Path:
    """Write files under one folder into a zip; the same files give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}")  # a fixed date, so that bytes repeat
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in ("postBuild", "start.py") else 0o644) << 16
            archive.writestr(entry, files[name])
    return target


def download_wheels(
    folder: Path, platforms: Iterable[str] = (), python: str | None = None
) -> list[Path]:
    """Every locked package as a wheel, checked by hash: for this machine, or for others.

    ``platforms``: names as pip knows them (``win_amd64``, ``macosx_11_0_arm64``), with the
    ``python`` version the room has. Needs a network, once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "--only-binary", ":all:", "--no-deps"),
        *("--requirement", str(ROOT / "requirements.lock"), "--dest", str(folder)),
    ]
    for platform in platforms:
        command += ["--platform", platform]
    if python is not None:
        command += ["--python-version", python]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise PackError(
            "the wheels could not be fetched; is there a network, and has every locked package "
            f"a wheel for that platform?\n{run.stderr.strip()[-1500:]}"
        )
    return sorted(folder.glob("*.whl"))


def _gather_common() -> dict[str, bytes]:
    files = {name: (ROOT / name).read_bytes() for name in _FILES}
    files["start.py"] = (START / "start.py").read_bytes()
    files |= _gather(ROOT / "data", "data")
    files |= _gather(ROOT / "src", "src")
    return files


def _gather(folder: Path, name: str) -> dict[str, bytes]:
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not set(path.relative_to(folder).parts) & set(_LEFT_OUT)
    }


def _to_bytes(notebook: nbformat.NotebookNode) -> bytes:
    return f"{nbformat.writes(notebook)}\n".encode()
