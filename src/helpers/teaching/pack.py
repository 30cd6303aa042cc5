"""Zips to hand out, and the offline bundle for a room without a network."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from helpers.dataset import package
from helpers.dates import to_day
from helpers.teaching.copies import make_instructor_copy, make_student_copy
from helpers.teaching.lock import cut_lock, split_layers
from helpers.teaching.pages import Notebooks

ROOT = Path(__file__).resolve().parents[3]
START = Path(__file__).parent / "start"
LOCK = "requirements.lock"
_PLATFORMS = {
    r"win32|win_\w+": "win32",
    r"macosx_\d+_\d+_\w+": "darwin",
    r"(many|musl)linux_?\d+_\w+|linux_\w+": "linux",
}
_FILES = (*("LICENSE", "CITATION.cff", "pyproject.toml", "environment.yml", "postBuild"),)
_LEFT_OUT = ("__pycache__", "bench", "lock", "teaching", "vietnam_integration_notebooks.egg-info")


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
    """Write files under one folder into a zip; the same files give the same bytes.

    Every file is dated by the data's cut-off, which is the same wherever this runs.
    """
    cut_off = to_day(package().cut_off)
    date = (cut_off.year, cut_off.month, cut_off.day, 0, 0, 0)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in ("postBuild", "start.py") else 0o644) << 16
            archive.writestr(entry, files[name])
    return target


def download_wheels(folder: Path, platform: str = "", python: str = "") -> list[Path]:
    """What a learner needs as wheels, checked by hash: for this machine, or for another.

    ``platform``: as pip names it (``win_amd64``, ``macosx_14_0_arm64``); ``python``: the
    version the room has, such as ``3.12``, of any patch. Needs a network, once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    version = python or f"{sys.version_info.major}.{sys.version_info.minor}"
    # The lock has judged which patch of Python a package needs; pip would think of the lowest.
    target = ["--python-version", version, "--ignore-requires-python"]
    target += ["--platform", platform] if platform else []
    for layer in split_layers(cut_lock(), _name_system(platform), version):
        wanted = folder / LOCK
        wanted.write_text(layer, encoding="utf-8")
        _run_pip("download", "--requirement", str(wanted), "--dest", str(folder), *target)
        wanted.unlink()
    return sorted(folder.glob("*.whl"))


def _run_pip(*arguments: str) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--only-binary", ":all:", "--no-deps"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise PackError(
            "the wheels could not be fetched; is there a network, and has every locked package "
            f"a wheel for that platform?\n{run.stderr.strip()[-1500:]}"
        )


def _name_system(platform: str) -> str:
    if not platform:
        return sys.platform
    for form, system in _PLATFORMS.items():
        if re.fullmatch(form, platform):
            return system
    raise PackError(f"no platform {platform!r}: name it as pip does, such as win_amd64")


def _gather_common() -> dict[str, bytes]:
    files = {name: (ROOT / name).read_bytes() for name in _FILES}
    files[LOCK] = cut_lock().encode()
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
