"""The data package as typed, checked DataFrames.

``data/datapackage.json`` is the one schema: column types, allowed values, keys, titles
and coverage are read from it here and declared nowhere else. Loading a table checks
every cell, so a malformed file never reaches an analysis.
"""

from __future__ import annotations

import csv
import difflib
import functools
import json
import math
import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from helpers import dates

DATA_VARIABLE = "HELPERS_DATA"
"""Environment variable that points the helpers at another copy of ``data/``."""

_OWN_DATA = Path(__file__).resolve().parents[2] / "data"
_SHOWN = 5
_FIRST_ROW = 2
"""The row of a file, as a spreadsheet counts, below its header."""
_TEXT = pd.api.types.pandas_dtype("str")
_TRUTH = {"true": True, "false": False}
_NUMBERS = {"integer": ("a whole number", r"-?\d+"), "number": ("a number", r"-?\d+(\.\d+)?")}
Columns: TypeAlias = dict[str, tuple[str, ...]]
_reads: ContextVar[Reads | None] = ContextVar("reads", default=None)
_replaced: ContextVar[Mapping[str, pd.DataFrame]] = ContextVar("replaced", default={})  # noqa: B039


class DatasetError(ValueError):
    """The dataset, or a question put to it, is not usable; the message says what to do."""


@dataclass(frozen=True)
class Field:
    """One column, as ``datapackage.json`` declares it."""

    name: str
    type: str
    description: str
    unit: str | None
    partial_date: bool
    sourced: bool
    required: bool
    unique: bool
    pattern: str | None
    allowed: tuple[str, ...]
    meanings: dict[str, str]
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True)
class Table:
    """One table, as ``datapackage.json`` declares it."""

    name: str
    title: str
    description: str
    path: Path
    fields: tuple[Field, ...]
    keys: tuple[str, ...]
    coverage: dict[str, str]
    timeline: dict[str, Any]
    foreign_keys: tuple[dict[str, Any], ...]
    manifest: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def key(self) -> str:
        """The one column that names a row; a table keyed by several columns has none."""
        if len(self.keys) != 1:
            raise DatasetError(
                f"{self.name} is keyed by {', '.join(self.keys)}: its rows have no single key"
            )
        return self.keys[0]


@dataclass(frozen=True, eq=False)
class Package:
    """The whole data package: its version, its cut-off day and its tables."""

    root: Path
    name: str
    title: str
    version: str
    cut_off: str
    tables: dict[str, Table]


def data_root() -> Path:
    """The folder of the data package: ``$HELPERS_DATA``, or ``data/`` of this repository."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else _OWN_DATA


@functools.lru_cache(maxsize=8)
def _find_descriptor(root: Path) -> Path:
    return root / "datapackage.json"


def package() -> Package:
    """The package description; read once per file version.

    >>> package().cut_off
    '2025-12-31'
    """
    descriptor = _find_descriptor(data_root())
    try:
        stamp = descriptor.stat().st_mtime_ns
    except OSError:
        raise DatasetError(
            f"no data package at {descriptor}: install the project with 'make lab' (or "
            f"'pip install -e .' from a clone), or set {DATA_VARIABLE} to a copy of data/"
        ) from None
    return _read_package(descriptor, stamp)


@functools.lru_cache(maxsize=8)
def _read_package(descriptor: Path, _stamp: int) -> Package:
    try:
        content = json.loads(descriptor.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{descriptor.name}:{error.lineno}: not valid JSON: {error.msg}"
        ) from error
    root = descriptor.parent
    return Package(
        root=root,
        name=content["name"],
        title=content["title"],
        version=content["version"],
        cut_off=content["cut_off"],
        tables={item["name"]: _read_table(root, item) for item in content["resources"]},
    )


def _read_table(root: Path, item: dict[str, Any]) -> Table:
    schema = item["schema"]
    return Table(
        name=item["name"],
        title=item["title"],
        description=item["description"],
        path=root / item["path"],
        fields=tuple(_read_field(field) for field in schema["fields"]),
        keys=tuple(schema["primaryKey"]),
        coverage=item.get("coverage", {}),
        timeline=item.get("timeline", {}),
        foreign_keys=tuple(schema.get("foreignKeys", ())),
        manifest=item,
    )


def _read_field(field: dict[str, Any]) -> Field:
    limits = field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit"),
        partial_date=field.get("temporal") == "partial_date",
        sourced=field.get("sourced", False),
        required=limits.get("required", False),
        unique=limits.get("unique", False),
        pattern=limits.get("pattern"),
        allowed=tuple(limits.get("enum", ())),
        meanings=field.get("meanings", {}),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )


def stamp_of(*names: str) -> tuple[Hashable, ...]:
    """These tables' schema, and when each was last written: a key for caches."""
    add_reads(names)
    return package(), *(_stamp(get_table(name).path) for name in names)


def get_table(name: str) -> Table:
    """The declaration of one table; an unknown name is answered with the nearest one.

    >>> get_table("partnership")
    Traceback (most recent call last):
    ...
    helpers.dataset.DatasetError: no table 'partnership'; did you mean 'partnerships'? ...
    """
    known = package().tables
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise DatasetError(f"no table {name!r}; {hint}Known tables: {', '.join(sorted(known))}")
    return known[name]


def tables() -> pd.DataFrame:
    """Which tables are there? One row a table: title, rows, columns, coverage.

    >>> "partnerships" in set(tables()["table"])
    True
    """
    rows = []
    for table in package().tables.values():
        window = table.coverage
        rows.append(
            {
                "table": table.name,
                "title": table.title,
                "rows": len(load(table.name)),
                "columns": len(table.fields),
                "covers": f"{window['from']} to {window['to']}" if window else "undated",
            }
        )
    return pd.DataFrame(rows)


def describe(table: str) -> pd.DataFrame:
    """What does each column of a table mean?

    Returns one row a column: ``column``, ``type`` (with ``partial date`` for ISO dates of
    year, month or day precision), ``unit``, ``required``, ``allowed`` and ``meaning``.

    >>> describe("diplomatic_relations").set_index("column").loc["established_on", "type"]
    'partial date'
    """
    return pd.DataFrame(
        {
            "column": field.name,
            "type": "partial date" if field.partial_date else field.type,
            "unit": field.unit or "",
            "required": field.required,
            "allowed": ", ".join(field.allowed),
            "meaning": field.description,
        }
        for field in get_table(table).fields
    )


def load(table: str) -> pd.DataFrame:
    """One table as a typed DataFrame, every cell checked against the schema.

    Text stays ``str``, numbers become ``Int64`` or ``Float64``, booleans ``boolean``. A
    missing cell is missing, never zero or an empty text. Each partial-date column gets
    ``<column>_earliest`` and ``<column>_latest`` (datetime) beside it. Rows are sorted by
    key. Raises ``DatasetError`` naming file, row, column, value and what is allowed.

    >>> load("diplomatic_relations").shape[0]
    195
    >>> load("countries").set_index("country").loc["NAM", "name_en"]
    'Namibia'
    """
    return find_table(table).copy()


def find_table(name: str) -> pd.DataFrame:
    """The one frame that every ``load`` of a table copies now; it must not be changed."""
    add_reads([name])
    replaced = _replaced.get()
    if name in replaced:
        return replaced[name]
    now = package()
    declared = now.tables.get(name) or get_table(name)
    return _load(now, name, _stamp(declared.path))


@dataclass
class Reads:
    """The tables read inside ``note_reads``, and whether an answer there came with a warning."""

    tables: set[str]
    warned: bool = False


@contextmanager
def note_reads() -> Iterator[Reads]:
    """Note which tables are read inside the block; a block around it notes them too.

    >>> with note_reads() as reads:
    ...     events = load("events")
    >>> reads.tables
    {'events'}
    """
    reads = Reads(set())
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)
        add_reads(reads.tables, reads.warned)


def add_reads(tables: Iterable[str], warned: bool = False) -> None:
    """Tell the block of ``note_reads`` around, if there is one, what an answer rests on."""
    reads = _reads.get()
    if reads is not None:
        reads.tables.update(tables)
        reads.warned |= warned


@contextmanager
def use_tables(tables: Mapping[str, pd.DataFrame]) -> Iterator[None]:
    """Inside the block ``load`` answers with these tables; with ``{}``, as they are printed.

    So that any helper can be asked again under another reading of the data. The frames
    must come from ``load``; the block ends with the tables as they were before it.

    >>> printed = load("diplomatic_relations")
    >>> with use_tables({"diplomatic_relations": printed.head(3)}):
    ...     len(load("diplomatic_relations"))
    3
    >>> len(load("diplomatic_relations"))
    195
    """
    for name, frame in tables.items():
        if frame.attrs.get("table") != name:
            raise DatasetError(f"the table given for {name!r} does not come from load({name!r})")
    # Frames of their own: what is changed outside later is another reading.
    token = _replaced.set({name: frame.copy(deep=False) for name, frame in tables.items()})
    try:
        yield
    finally:
        _replaced.reset(token)


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        raise DatasetError(
            f"{path.name}: file is missing; restore it with 'git checkout -- data/{path.name}'"
        ) from None


@functools.lru_cache(maxsize=64)
def _load(package: Package, name: str, _stamp: int) -> pd.DataFrame:
    """Cached by schema and by the time the file was last written."""
    declared = package.tables[name]
    columns = read_columns(declared)
    problems = find_cell_problems(declared, columns)
    if problems:
        raise DatasetError(_summarise(problems))
    frame = _type_columns(declared, columns)
    frame.attrs = {"table": name, "data_version": package.version}
    return frame


def _summarise(problems: list[str]) -> str:
    more = len(problems) - _SHOWN
    lines = problems[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return "\n".join(lines)


def read_cells(table: Table) -> pd.DataFrame:
    """The table's cells as text, untyped, with the rows a spreadsheet counts as index."""
    columns = read_columns(table)
    count = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=range(_FIRST_ROW, count + _FIRST_ROW), dtype="str")


def read_columns(table: Table) -> Columns:
    """The table's cells as text, untyped, column by column; all rows have all cells."""
    name = table.path.name
    try:
        with table.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except UnicodeDecodeError as error:
        raise DatasetError(f"{name}: not UTF-8 text ({error.reason}); save it as UTF-8") from None
    except csv.Error as error:
        raise DatasetError(f"{name}: not readable as CSV: {error}") from None
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    if header != table.columns:
        raise DatasetError(
            f"{name}:1: the header is {', '.join(header) or 'empty'}; "
            f"it must be {', '.join(table.columns)}"
        )
    for number, row in enumerate(body, start=_FIRST_ROW):
        if len(row) != len(header):
            raise DatasetError(
                f"{name}:{number}: {len(row)} cells where the header has {len(header)}; "
                "check for a missing comma or an unquoted one"
            )
    columns = zip(*body, strict=True) if body else [()] * len(header)
    return dict(zip(header, columns, strict=True))


def find_cell_problems(table: Table, columns: Columns) -> list[str]:
    """Every cell that breaks the schema, one message each, in file order per column."""
    problems: list[str] = []
    for field in table.fields:
        cells = columns[field.name]
        if field.required and "" in cells:
            problems += _report(table, field, cells, {""}, "a value (it is required)")
        checks = _list_checks(field)
        values = set(cells) if checks or field.unique else set()
        for find, allowed in checks:
            wrong = find(values - {""})
            if wrong:
                problems += _report(table, field, cells, wrong, allowed)
                values -= wrong
        if field.unique and len(values) < len(cells):
            problems += _report_repeated(table, field, cells)
    keys = list(zip(*(columns[name] for name in table.keys), strict=True))
    if len(table.keys) > 1 and len(set(keys)) < len(keys):
        for row in _find_repeated(keys):
            named = ", ".join(
                f"{name} {part!r}"
                for name, part in zip(table.keys, keys[row - _FIRST_ROW], strict=True)
            )
            problems.append(f"{table.path.name}:{row}: {named} stands in an earlier row too")
    if keys != sorted(keys):
        problems.append(f"{table.path.name}: rows must be sorted by {', '.join(table.keys)}")
    return problems


def _list_checks(field: Field) -> list[tuple[Callable[[set[str]], set[str]], str]]:
    """What is asked of the filled cells of a column: finds the wrong ones; what is allowed."""
    if field.allowed:
        return [(lambda values: values.difference(field.allowed), f"one of {_join(field.allowed)}")]
    if field.partial_date:
        return [(_find_no_dates, f"a real date: {dates.FORMS}")]
    if field.type == "boolean":
        return [(lambda values: values.difference(_TRUTH), " or ".join(_TRUTH))]
    if field.type in _NUMBERS:
        kind, form = _NUMBERS[field.type]
        low = -math.inf if field.minimum is None else field.minimum
        high = math.inf if field.maximum is None else field.maximum
        return [
            (_reject_unlike(form), kind),
            (
                lambda values: {text for text in values if not low <= float(text) <= high},
                f"{kind} from {low} to {high}",
            ),
        ]
    if field.pattern:
        return [(_reject_unlike(field.pattern), f"text of the form {field.pattern}")]
    return []


def _join(words: Iterable[str]) -> str:
    return ", ".join(words)


def _reject_unlike(form: str) -> Callable[[set[str]], set[str]]:
    matches = re.compile(form).fullmatch
    return lambda values: {text for text in values if not matches(text)}


def _find_no_dates(values: set[str]) -> set[str]:
    wrong = set()
    for text in values:
        try:
            dates.parse_partial(text)
        except dates.DateError:
            wrong.add(text)
    return wrong


def _report(
    table: Table, field: Field, cells: tuple[str, ...], wrong: set[str], allowed: str
) -> list[str]:
    return [
        f"{table.path.name}:{row}: column {field.name!r}: {value!r} is not allowed; "
        f"it must be {allowed}"
        for row, value in enumerate(cells, start=_FIRST_ROW)
        if value in wrong
    ]


def _report_repeated(table: Table, field: Field, cells: tuple[str, ...]) -> list[str]:
    return [
        f"{table.path.name}:{row}: column {field.name!r}: {cells[row - _FIRST_ROW]!r} is not "
        "allowed; it must be unique; it stands in an earlier row too"
        for row in _find_repeated(cells)
        if cells[row - _FIRST_ROW]
    ]


def _find_repeated(values: Sequence[Hashable]) -> list[int]:
    """The rows, as a spreadsheet counts them, whose value stands in an earlier row too."""
    seen: set[Hashable] = set()
    repeated = []
    for row, value in enumerate(values, start=_FIRST_ROW):
        if value in seen:
            repeated.append(row)
        seen.add(value)
    return repeated


def _type_columns(table: Table, columns: Columns) -> pd.DataFrame:
    typed: dict[str, Any] = {}
    for field in table.fields:
        cells = columns[field.name]
        typed[field.name] = _convert(field, cells)
        if field.partial_date:
            earliest, latest = dates.find_bounds(cells)
            typed |= {f"{field.name}_earliest": earliest, f"{field.name}_latest": latest}
    return pd.DataFrame(typed, copy=False)


def _convert(field: Field, cells: tuple[str, ...]) -> Any:
    if field.type == "integer":
        return pd.arrays.IntegerArray(*_fill(cells, int, "int64"))
    if field.type == "number":
        return pd.arrays.FloatingArray(*_fill(cells, float, "float64"))
    if field.type == "boolean":
        return pd.arrays.BooleanArray(*_fill(cells, _TRUTH.__getitem__, "bool"))
    texts = [text or np.nan for text in cells] if "" in cells else cells
    return pd.array(np.array(texts, dtype=object), dtype=_TEXT)


def _fill(
    cells: tuple[str, ...], read: Callable[[str], float], kind: str
) -> tuple[np.ndarray, np.ndarray]:
    """The cells as numbers, 0 where there is none; and where there is none."""
    numbers = [read(text) if text else 0 for text in cells]
    missing = [not text for text in cells]
    return np.array(numbers, dtype=kind), np.array(missing, dtype=bool)
