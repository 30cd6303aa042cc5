"""The machine and the libraries that a measurement belongs to."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import psutil

LIBRARIES = (
    *("pandas", "numpy", "matplotlib", "scipy", "ipykernel", "nbclient", "nbconvert"),
    *("nbval", "pytest", "pytest-xdist", "sphinx", "myst-nb"),
)
RIVALS = ("papermill", "nbmake")
QUIET = 15.0
"""Percent of all processors: where others use more, numbers are not to be trusted."""
_SAMPLE = 0.5


def sample_load() -> float:
    """Percent of all processors in use while nothing of ours runs."""
    return float(psutil.cpu_percent(interval=_SAMPLE))


def describe_machine() -> str:
    """Processors, system and Python, in a phrase.

    >>> "Python 3" in describe_machine()
    True
    """
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, {python}"


def list_versions(names: Iterable[str] = LIBRARIES) -> dict[str, str]:
    """Versions of packages installed here.

    >>> list_versions(["pandas", "no-such"])["no-such"]
    'absent'
    """
    return {name: _find_version(name) for name in names}


def list_versions_there(python: Path, names: Iterable[str] = RIVALS) -> dict[str, str]:
    """Versions of packages in another environment."""
    code = (
        "import json, sys; from importlib import metadata; "
        "print(json.dumps({name: metadata.version(name) for name in sys.argv[1:]}))"
    )
    said = subprocess.run(
        [str(python), "-c", code, *names], capture_output=True, text=True, check=True
    ).stdout
    return dict(json.loads(said))


def _find_version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
