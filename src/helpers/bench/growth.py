"""Does the time grow in proportion to the data and to the notebooks?"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from helpers.bench.timing import Timing
from helpers.dataset import Table, package

LINEAR = 1.1
"""Exponents up to this count as linear: ten times as much takes at most 12.6 times as long."""

_STAYING = {"table", "field", "reading"}
"""Keys of ``evidence`` that name a table, a column and a value, and not a row."""


@dataclass(frozen=True)
class Growth:
    """Seconds for growing amounts of the same work, or why there are none."""

    name: str
    unit: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...] = ()
    failure: str = ""

    @property
    def exponent(self) -> float | None:
        """The slope over all sizes."""
        return None if self.failure else fit_exponent(self.sizes, self.seconds)

    @property
    def last_step(self) -> float | None:
        """The slope between the two largest sizes, where a fixed cost hides least."""
        return None if self.failure else fit_exponent(self.sizes[-2:], self.seconds[-2:])


def gather_growth(name: str, unit: str, sizes: Sequence[int], timings: Sequence[Timing]) -> Growth:
    """One growth from the timings of its sizes; if one failed, there is none.

    >>> growth = gather_growth("a", "rows", [1, 2], [Timing("1", [1.0]), Timing("2", [4.0])])
    >>> round(growth.exponent, 2)
    2.0
    """
    failures = [timing.failure for timing in timings if timing.median is None]
    if failures:
        return Growth(name, unit, tuple(sizes), failure=failures[0] or "not measured")
    seconds = tuple(timing.median for timing in timings if timing.median is not None)
    return Growth(name, unit, tuple(sizes), seconds)


def fit_exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of log seconds over log size: 1 is linear, 2 is quadratic.

    >>> round(fit_exponent([1, 10, 100], [2.0, 20.0, 200.0]), 2)
    1.0
    >>> round(fit_exponent([1, 2, 4], [1.0, 4.0, 16.0]), 2)
    2.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def copy_notebook(path: Path, times: int, folder: Path) -> list[Path]:
    """So many copies of a notebook, under names of their own."""
    folder.mkdir(parents=True)
    copies = [folder / f"{number:02d}_{path.name}" for number in range(times)]
    for copy in copies:
        shutil.copy(path, copy)
    return copies


def multiply_data(target: Path, times: int) -> int:
    """Write a copy of the data with so many times the rows; how many rows it has.

    The copies of a row have keys of their own (``USA-1``, ``USA-2``), and subjects and references
    follow them, so that subjects multiply too. The copy's schema allows such keys; everything
    else is checked as before.
    """
    source = package()
    target.mkdir(parents=True)
    manifest = json.loads((source.root / "datapackage.json").read_text(encoding="utf-8"))
    rows = 0
    for item in manifest["resources"]:
        table = source.tables[item["name"]]
        marked = list_marked(table)
        for field in item["schema"]["fields"]:
            if field["name"] in marked:
                _allow_marks(field.get("constraints", {}), times)
        rows += _multiply_table(table, marked, times, target / item["path"])
    (target / "datapackage.json").write_text(json.dumps(manifest), encoding="utf-8")
    return rows


def list_marked(table: Table) -> set[str]:
    """The columns that tell a copy of a row from the row.

    Its keys, its subject, its references and what must be unique; of values from a fixed list,
    only where a key has nothing else.

    >>> sorted(list_marked(package().tables["agreement_steps"]))
    ['agreement', 'step_id']
    """
    referring = {name for one in table.foreign_keys for name in one["fields"]}
    wanted = {*table.keys, *referring, table.timeline.get("subject")}
    if table.name == "evidence":
        wanted -= _STAYING
    texts = [field for field in table.fields if field.type == "string"]
    marked = {
        field.name
        for field in texts
        if (field.name in wanted or field.unique) and not field.allowed
    }
    if not marked & set(table.keys):
        marked.add(next(field.name for field in texts if field.name in table.keys))
    return marked


def _allow_marks(limits: dict[str, Any], times: int) -> None:
    if "pattern" in limits:
        limits["pattern"] = rf"(?:{limits['pattern']})(?:-\d+)?"
    if "enum" in limits:
        limits["enum"] = [_mark(value, copy) for value in limits["enum"] for copy in range(times)]


def _multiply_table(table: Table, marked: set[str], times: int, target: Path) -> int:
    with table.path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    places = [header.index(name) for name in marked]
    keys = [header.index(name) for name in table.keys]
    many = [_mark_row(row, places, copy) for row in rows for copy in range(times)]
    many.sort(key=lambda row: [row[place] for place in keys])
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *many])
    return len(many)


def _mark_row(row: list[str], places: list[int], copy: int) -> list[str]:
    marked = list(row)
    for place in places:
        marked[place] = _mark(row[place], copy)
    return marked


def _mark(value: str, copy: int) -> str:
    """The value for one of the copies; the first keeps its own, and what is missing stays so."""
    return f"{value}-{copy}" if value and copy else value
