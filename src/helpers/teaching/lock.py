"""The part of the lock that a learner needs: JupyterLab and what ``import helpers`` needs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers.lock.text import split_stanzas

ROOT = Path(__file__).resolve().parents[3]
EXTRA_ROOTS = (
    *("jupyterlab", "ipywidgets", "openpyxl"),  # to work, to pick, to export
    "setuptools",  # installs the helpers
)
_SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)


def cut_lock(text: str | None = None) -> str:
    """The stanzas of ``requirements.lock``, hashes and all, of what a learner needs.

    >>> "jupyterlab==" in cut_lock(), "sphinx==" in cut_lock()
    (True, False)
    """
    if text is None:
        text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = list_needed()
    return "".join(
        stanza
        for stanza in split_stanzas(text)
        if canonicalize_name(stanza.split("==")[0]) in wanted
    )


def split_layers(text: str, system: str, python: str) -> list[str]:
    """The lock for one kind of machine, without markers, no package twice in a layer.

    ``system``: ``linux``, ``darwin`` or ``win32``; ``python``: ``3.12``, of any patch. The
    markers are judged here, because pip judges them for the machine it runs on.

    >>> lock = "a==1 ; python_full_version < '3.11.5'\\na==2 ; os_name == 'nt'\\n"
    >>> split_layers(lock, "win32", "3.11"), split_layers(lock, "linux", "3.12")
    (['a==1\\n', 'a==2\\n'], [])
    """
    (named,) = [one for one in _SYSTEMS if one["sys_platform"] == system]
    layers: list[dict[str, str]] = []
    for stanza in split_stanzas(text):
        head, *hashes = stanza.splitlines(keepends=True)
        line = head.rstrip().removesuffix("\\").strip()
        one = Requirement(line)
        ends = [f"{python}.{patch}" for patch in (0, 99)]
        if one.marker is not None and not any(
            one.marker.evaluate({**named, "python_version": python, "python_full_version": full})
            for full in ends
        ):
            continue
        plain = line.split(";")[0].strip() + (" \\\n" if hashes else "\n")
        layer = next((layer for layer in layers if one.name not in layer), None)
        if layer is None:
            layers.append(layer := {})
        layer[one.name] = plain + "".join(hashes)
    return ["".join(layer.values()) for layer in layers]


def list_needed() -> set[str]:
    """Names of the packages a learner needs, on any system, from what is installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(line) for line in (*project["dependencies"], *EXTRA_ROOTS)]
    needed: dict[str, set[str]] = {}
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in needed and one.extras <= needed[name]:
            continue
        needed[name] = needed.get(name, set()) | one.extras
        waiting += _list_dependencies(name, needed[name])
    return set(needed)


def _list_dependencies(name: str, extras: Iterable[str]) -> list[Requirement]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []  # for another system; the lock says which
    found = [Requirement(line) for line in lines]
    return [one for one in found if _is_wanted(one, {"", *extras})]


def _is_wanted(one: Requirement, extras: set[str]) -> bool:
    return one.marker is None or any(
        one.marker.evaluate({**system, "extra": extra}) for system in _SYSTEMS for extra in extras
    )
