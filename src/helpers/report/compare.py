"""Compare the outputs of two runs of a notebook kind by kind, and two built reports."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import nbformat

SVG = "image/svg+xml"
_LONGEST = 100
_LEAD = 30


@dataclass(frozen=True)
class Difference:
    """One output that is not as stored: where it stands, its kind, what differs first."""

    notebook: str
    cell: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.notebook}, cell {self.cell}, {self.kind}: {self.detail}"


def compare_files(stored: Path, found: Path) -> tuple[list[Difference], Counter[str]]:
    """What differs between two notebooks, and how many outputs of each kind were compared."""
    return compare(
        stored.stem, nbformat.read(stored, as_version=4), nbformat.read(found, as_version=4)
    )


def compare(
    name: str, stored: nbformat.NotebookNode, found: nbformat.NotebookNode
) -> tuple[list[Difference], Counter[str]]:
    """What differs between two runs, and how many outputs of each kind were compared.

    >>> cell = nbformat.v4.new_code_cell("1 + 1", id="sum")
    >>> cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"})]
    >>> other = nbformat.from_dict({**cell, "outputs": []})
    >>> notebooks = [nbformat.v4.new_notebook(cells=[one]) for one in (cell, other)]
    >>> differences, compared = compare("sums", *notebooks)
    >>> print(differences[0])
    sums, cell sum, text/plain: is missing
    """
    differences: list[Difference] = []
    compared: Counter[str] = Counter()
    for ours, theirs in zip_longest(_code_cells(stored), _code_cells(found)):
        cell = (ours or theirs).id
        if ours is None or theirs is None or ours.id != theirs.id:
            differences.append(Difference(name, cell, "cells", "the cells are not the same"))
            break
        before, after = _flatten(ours), _flatten(theirs)
        for place in [*before, *(place for place in after if place not in before)]:
            _, kind = place
            compared[kind] += 1
            detail = tell_difference(before.get(place), after.get(place))
            if detail:
                differences.append(Difference(name, cell, kind, detail))
    return differences, compared


def _code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _flatten(cell: nbformat.NotebookNode) -> dict[tuple[int, str], str]:
    """Every piece of output of a cell, under its place and its kind."""
    pieces: dict[tuple[int, str], str] = {}
    for place, output in enumerate(cell.outputs):
        if output.output_type == "stream":
            pieces[place, f"stream {output.name}"] = output.text
            continue
        if output.output_type == "error":
            pieces[place, "error"] = f"{output.ename}: {output.evalue}"
            continue
        for kind, value in output.data.items():
            pieces[place, kind] = value if isinstance(value, str) else _write_json(value)
        if output.metadata:
            pieces[place, "metadata"] = _write_json(output.metadata)
    return pieces


def _write_json(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)


def tell_difference(stored: str | None, found: str | None) -> str:
    """Where two texts part, in words; nothing where they are the same.

    >>> tell_difference("one\\ntwo", "one\\ntoo")
    "line 2: 'two' became 'too'"
    """
    if stored == found:
        return ""
    if found is None:
        return "is missing"
    if stored is None:
        return f"is new: {_cut(found)}"
    lines = zip_longest(stored.split("\n"), found.split("\n"))
    place, (before, after) = next(
        (place, pair) for place, pair in enumerate(lines, start=1) if pair[0] != pair[1]
    )
    if before is None or after is None:
        return f"line {place}: {_cut(before)} became {_cut(after)}"
    same = next(at for at, (a, b) in enumerate(zip_longest(before, after)) if a != b)
    start = max(0, same - _LEAD)
    return f"line {place}: {_cut(before[start:])} became {_cut(after[start:])}"


def _cut(line: str | None) -> str:
    if line is None:
        return "nothing"
    return repr(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def compare_folders(
    before: Path, after: Path, skip: Sequence[str] = ()
) -> tuple[list[Difference], Counter[str]]:
    """What differs between two folders of files, and how many files were compared."""
    ours, theirs = (_read_folder(folder, skip) for folder in (before, after))
    names = sorted(ours.keys() | theirs.keys())
    details = {name: _tell_bytes(ours.get(name), theirs.get(name)) for name in names}
    differences = [Difference("report", name, "file", how) for name, how in details.items() if how]
    return differences, Counter({"file": len(names)})


def _read_folder(folder: Path, skip: Sequence[str]) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in skip
    }


def _tell_bytes(before: bytes | None, after: bytes | None) -> str:
    if before == after:
        return ""
    try:
        texts = [None if one is None else one.decode("utf-8") for one in (before, after)]
    except UnicodeDecodeError:
        return "other bytes"
    return tell_difference(*texts)
