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
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import dates

DATA_VARIABLE = "HELPERS_DATA"
"""Environment variable that points the helpers at another copy of ``data/``."""

_OWN_DATA = Path(__file__).resolve().parents[2] / "data"
_SHOWN = 5
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


@dataclass(frozen=True)
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


def package() -> Package:
    """The package description; read once per file version.

    >>> package().cut_off
    '2025-12-31'
    """
    descriptor = data_root() / "datapackage.json"
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


def stamp_of(*names: str) -> tuple[int, ...]:
    """When these tables and their schema were last written: a key for caches."""
    paths = [get_table(name).path for name in names]
    return tuple(_stamp(path) for path in (*paths, data_root() / "datapackage.json"))


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
    replaced = _replaced.get()
    if table in replaced:
        return replaced[table].copy()
    declared = get_table(table)
    return _load(table, declared.path, stamp_of(table)).copy()


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
    token = _replaced.set(dict(tables))
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
def _load(table: str, _path: Path, _stamps: tuple[int, ...]) -> pd.DataFrame:
    """Cached by file and by the time both it and its schema were last written."""
    declared = get_table(table)
    raw = read_cells(declared)
    problems = find_cell_problems(declared, raw)
    if problems:
        raise DatasetError(_summarise(problems))
    return _type_columns(declared, raw)


def _summarise(problems: list[str]) -> str:
    more = len(problems) - _SHOWN
    lines = problems[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
    return "\n".join(lines)


def read_cells(table: Table) -> pd.DataFrame:
    """The table's cells as text, untyped, with the rows a spreadsheet counts as index."""
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
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise DatasetError(
                f"{name}:{number}: {len(row)} cells where the header has {len(header)}; "
                "check for a missing comma or an unquoted one"
            )
    return pd.DataFrame(body, columns=header, index=range(2, len(body) + 2), dtype="str")


def find_cell_problems(table: Table, raw: pd.DataFrame) -> list[str]:
    """Every cell that breaks the schema, one message each, in file order per column."""
    problems: list[str] = []
    for field in table.fields:
        cells = raw[field.name]
        filled = cells[cells != ""]
        if field.required:
            problems += _report(table, field, cells[cells == ""], "a value (it is required)")
        problems += _check_values(table, field, filled)
        if field.unique:
            repeated = filled[filled.duplicated(keep="first")]
            problems += _report(table, field, repeated, "unique; it stands in an earlier row too")
    keys = raw[list(table.keys)]
    if len(table.keys) > 1:
        for row in keys.index[keys.duplicated()]:
            named = ", ".join(f"{name} {keys.at[row, name]!r}" for name in table.keys)
            problems.append(f"{table.path.name}:{row}: {named} stands in an earlier row too")
    if not pd.MultiIndex.from_frame(keys).is_monotonic_increasing:
        problems.append(f"{table.path.name}: rows must be sorted by {', '.join(table.keys)}")
    return problems


def _check_values(table: Table, field: Field, filled: pd.Series) -> list[str]:
    if field.allowed:
        return _report(
            table,
            field,
            filled[~filled.isin(field.allowed)],
            f"one of {', '.join(field.allowed)}",
        )
    if field.partial_date:
        wrong = filled[[_date_problem(text) for text in filled]]
        return _report(table, field, wrong, f"a real date: {dates.FORMS}")
    if field.type == "boolean":
        return _report(table, field, filled[~filled.isin(["true", "false"])], "true or false")
    if field.type in ("integer", "number"):
        return _check_numbers(table, field, filled)
    if field.pattern:
        wrong = filled[~filled.str.fullmatch(field.pattern)]
        return _report(table, field, wrong, f"text of the form {field.pattern}")
    return []


def _check_numbers(table: Table, field: Field, filled: pd.Series) -> list[str]:
    kind = "a whole number" if field.type == "integer" else "a number"
    form = r"-?\d+" if field.type == "integer" else r"-?\d+(\.\d+)?"
    malformed = filled[~filled.str.fullmatch(form)]
    problems = _report(table, field, malformed, kind)
    values = pd.to_numeric(filled.drop(malformed.index))
    low = field.minimum if field.minimum is not None else -float("inf")
    high = field.maximum if field.maximum is not None else float("inf")
    outside = values[(values < low) | (values > high)].astype(str)
    return problems + _report(table, field, outside, f"{kind} from {low} to {high}")


def _date_problem(text: str) -> bool:
    try:
        dates.parse_partial(text)
    except dates.DateError:
        return True
    return False


def _report(table: Table, field: Field, wrong: pd.Series, allowed: str) -> list[str]:
    return [
        f"{table.path.name}:{row}: column {field.name!r}: {value!r} is not allowed; "
        f"it must be {allowed}"
        for row, value in wrong.items()
    ]


def _type_columns(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    typed = pd.DataFrame(index=pd.RangeIndex(len(raw)))
    for field in table.fields:
        cells = raw[field.name].reset_index(drop=True)
        typed[field.name] = _convert(field, cells.mask(cells == ""))
        if field.partial_date:
            typed = dates.add_bounds(typed, field.name)
    typed.attrs = {"table": table.name, "data_version": package().version}
    return typed


def _convert(field: Field, cells: pd.Series) -> pd.Series:
    if field.type == "integer":
        return pd.to_numeric(cells).astype("Int64")
    if field.type == "number":
        return pd.to_numeric(cells).astype("Float64")
    if field.type == "boolean":
        return cells.map({"true": True, "false": False}).astype("boolean")
    return cells
