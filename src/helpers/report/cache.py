"""What was computed before, kept under a key of everything it depends on.

The key of a notebook's run covers its code, the helpers, the data, the day asked about (which
stands in its code) and the environment. Helpers and data are taken whole, not only what one
notebook uses: a key that covers too much costs a run, one that covers too little shows a stale
page. Damaged or unreadable entries count as missing.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from helpers.dataset import data_root
from helpers.report.folders import write_text

FOLDER = Path(__file__).resolve().parents[3] / "build" / "cache"
MOST = 150
"""Entries kept; the oldest go first."""

HELPERS = Path(__file__).resolve().parents[1]
APART = ("bench", "lock", "report", "teaching")
"""Rooms of the helpers that no notebook imports (a test says so)."""


def digest(parts: Iterable[str | bytes]) -> str:
    """A key of 16 hex digits; parts are told apart, so ``ab, c`` is not ``a, bc``.

    >>> digest(["ab", "c"]) == digest(["a", "bc"])
    False
    """
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()[:16]


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """A key of files: their places under ``root`` and their content."""
    listed = sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts)
    return digest(
        part for path in listed for part in (path.relative_to(root).as_posix(), path.read_bytes())
    )


def digest_data() -> str:
    """A key of the data folder in use."""
    return digest_files(data_root().iterdir(), data_root())


def digest_helpers(whole: bool = False) -> str:
    """A key of the helpers that notebooks can import; ``whole``: of every file of them."""
    paths = (path for path in HELPERS.rglob("*") if not path.name.startswith("."))
    if not whole:
        paths = (path for path in paths if path.relative_to(HELPERS).parts[0] not in APART)
    return digest_files(paths, HELPERS)


@functools.cache
def digest_environment() -> str:
    """A key of Python, the machine's kind and every installed package."""
    installed = sorted(
        f"{one.metadata['Name']}=={one.version}" for one in importlib.metadata.distributions()
    )
    return digest([sys.version, platform.platform(), *installed])


def key_notebook(notebook: nbformat.NotebookNode) -> str:
    """The key of a run: the code of its cells, and all that the code can reach."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return digest(["run", *code, digest_helpers(), digest_data(), digest_environment()])


def recall(key: str, folder: Path = FOLDER) -> Any:
    """What was kept under a key, or nothing."""
    try:
        kept = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        return kept["value"] if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(key: str, value: Any, folder: Path = FOLDER) -> None:
    """Keep a value that JSON can hold; the oldest entries make room."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / f"{key}.json", json.dumps({"key": key, "value": value}))
    entries = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for old in entries[:-MOST]:
        old.unlink(missing_ok=True)


def recall_outputs(notebook: nbformat.NotebookNode, folder: Path = FOLDER) -> bool:
    """Fill in the outputs of an earlier run of the same code; says whether there was one."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept = recall(key_notebook(notebook), folder)
    if not isinstance(kept, list) or len(kept) != len(cells):
        return False
    for cell, (count, outputs) in zip(cells, kept, strict=True):
        cell.execution_count = count
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return True


def keep_outputs(notebook: nbformat.NotebookNode, folder: Path = FOLDER) -> None:
    """Keep the outputs of a finished run."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    keep(key_notebook(notebook), [[cell.execution_count, cell.outputs] for cell in cells], folder)
