"""Read a lock as text: its packages, what is wrong with it, what moved between two."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.+!_-]+(?: ; [^\\]+)?")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Move:
    """One package whose locked versions differ; no version: not there."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.name}: added, {self.after}"
        if not self.after:
            return f"{self.name}: removed, was {self.before}"
        if self.before == self.after:
            return f"{self.name}: {self.after}, with other files than before"
        return f"{self.name}: {self.before} -> {self.after}"


def split_stanzas(text: str) -> list[str]:
    """A lock cut into packages, each with its hashes.

    >>> split_stanzas("a==1 --hash=x\\nb==2\\n")
    ['a==1 --hash=x\\n', 'b==2\\n']
    """
    return [stanza for stanza in re.split(r"(?m)^(?=[a-z0-9])", text) if "==" in stanza]


def list_faults(text: str) -> list[str]:
    """Whatever is not a package with ``==`` and, below it, its sha256 hashes.

    That leaves no room for an address, a path, an option or a version range.

    >>> list_faults("a>=1\\n")
    ['line 1: a>=1', 'line 1: no hash below a>=1']
    """
    faults: list[str] = []
    head, hashes = "", 1
    lines = [*enumerate(text.splitlines(), 1)]
    for number, line in lines:
        plain = line.removesuffix(" \\")
        if _HASH.fullmatch(plain) and head:
            hashes += 1
            continue
        if not hashes:
            faults.append(f"line {number - 1}: no hash below {head}")
        head, hashes = plain, 0
        if not _HEAD.fullmatch(plain):
            faults.append(f"line {number}: {line}")
    if not hashes:
        faults.append(f"line {len(lines)}: no hash below {head}")
    return faults


def read_versions(text: str) -> dict[str, list[str]]:
    """Each package and its versions; there are several where Pythons need different ones.

    >>> read_versions("a==1 ; python_version < '3.12'\\na==2\\nb==1\\n")
    {'a': ['1', '2'], 'b': ['1']}
    """
    found: dict[str, list[str]] = {}
    for stanza in split_stanzas(text):
        name, version = re.split(r"==|\s", stanza, maxsplit=2)[:2]
        found.setdefault(name, []).append(version)
    return found


def list_moves(before: str, after: str) -> list[Move]:
    """The packages that differ between two locks, by name.

    >>> [str(move) for move in list_moves("a==1\\nb==1\\n", "b==2\\nc==1\\n")]
    ['a: removed, was 1', 'b: 1 -> 2', 'c: added, 1']
    """
    old, new = (_group_stanzas(text) for text in (before, after))
    versions = (read_versions(before), read_versions(after))
    return [
        Move(name, *(", ".join(one.get(name, [])) for one in versions))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _group_stanzas(text: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for stanza in split_stanzas(text):
        grouped.setdefault(stanza.split("==")[0], []).append(stanza)
    return grouped
