"""How much of what can go wrong in the data would be caught, and by which check?

``python -m helpers.mutation`` makes seeded random corruptions, one at a time, in a copy of
the data, and asks each layer of checks in turn. The first that objects gets the credit:

``cells``
    the schema: types, allowed values, required cells, sorted unique keys;
``keys``
    keys and readings that point nowhere, text that is not in its normal form;
``evidence``
    readings against the cells they state;
``rules``
    what rows must hold together: order of steps, terms, keys, shares, sums;
``counts``
    numbers of rows against floors, known sizes and official totals;
``seal``
    the file is not the one that was sealed (this catches every change of a published
    file, but none made before the seal).

The result is written to ``data/MUTATION.md``.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import seal, validation
from helpers.dataset import (
    DATA_VARIABLE,
    DatasetError,
    Field,
    Table,
    data_root,
    find_cell_problems,
    package,
    read_cells,
    read_columns,
)

CONTENT = ("cells", "keys", "evidence", "rules", "counts")
LAYERS = (*CONTENT, "seal", "nothing")
_SEED = 59
_TRIES = 50

Rows = list[list[str]]


@dataclass(frozen=True)
class Corruption:
    """One change of one table: its kind, where, and the file's new rows."""

    kind: str
    table: str
    column: str
    rows: Rows


@dataclass(frozen=True)
class Outcome:
    """Which layer caught a corruption."""

    kind: str
    table: str
    column: str
    layer: str


def _read(table: Table) -> Rows:
    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _pick(
    rows: Rows, table: Table, chance: random.Random, fits: Callable[[Field, str], bool]
) -> tuple[int, int] | None:
    fitting = [
        (row, column)
        for column, field in enumerate(table.fields)
        for row in range(1, len(rows))
        if fits(field, rows[row][column])
    ]
    return chance.choice(fitting) if fitting else None


def _is_date(field: Field, text: str, parts: int) -> bool:
    return field.partial_date and not text.startswith("[") and text.count("-") >= parts - 1 != -1


def _shift(text: str, part: int, chance: random.Random) -> str:
    pieces = text.split("-")
    value = int(pieces[part])
    width, low, high = ((4, value - 5, value + 5), (2, 1, 12), (2, 1, 28))[part]
    other = chance.choice([number for number in range(low, high + 1) if number != value])
    pieces[part] = f"{other:0{width}d}"
    return "-".join(pieces)


def _strip_accents(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("Đ", "D").replace("đ", "d")


def _change_cell(kind: str, field: Field, text: str, rows: Rows, place: tuple[int, int],
                 chance: random.Random) -> str | None:  # fmt: skip
    if kind in ("wrong year", "wrong month", "wrong day"):
        return _shift(text, ("wrong year", "wrong month", "wrong day").index(kind), chance)
    if kind == "blank":
        return ""
    if kind == "wrong code":
        others = sorted({row[place[1]] for row in rows[1:]} - {text, ""})
        return chance.choice(others) if others else None
    if kind == "unit slip":
        factor = chance.choice([10, 1000])
        number = float(text) * factor
        return str(int(number)) if field.type == "integer" else f"{number:.10g}"
    if kind == "broken accent":
        return _strip_accents(text)
    raise ValueError(kind)


_FITS: dict[str, Callable[[Field, str], bool]] = {
    "wrong year": lambda field, text: _is_date(field, text, 1) and text != "",
    "wrong month": lambda field, text: _is_date(field, text, 2),
    "wrong day": lambda field, text: _is_date(field, text, 3),
    "blank": lambda field, text: text != "",
    "wrong code": lambda field, text: text != "" and bool(field.allowed or field.pattern),
    "unit slip": lambda field, text: field.type in ("integer", "number") and text not in ("", "0"),
    "broken accent": lambda field, text: _strip_accents(text) != text,
}
KINDS = (*_FITS, "swapped cells", "dropped row", "doubled row")


def corrupt(kind: str, table: Table, chance: random.Random) -> Corruption | None:
    """One corruption of a kind in a table, or None where the table has no place for it."""
    rows = _read(table)
    if len(rows) < 3:
        return None
    if kind in ("dropped row", "doubled row"):
        row = chance.randrange(1, len(rows))
        changed = (
            rows[:row] + rows[row + 1 :] if kind == "dropped row" else rows[: row + 1] + rows[row:]
        )
        return Corruption(kind, table.name, "(row)", changed)
    if kind == "swapped cells":
        for _ in range(_TRIES):
            column = chance.randrange(len(table.fields))
            first, second = chance.sample(range(1, len(rows)), 2)
            if rows[first][column] != rows[second][column]:
                rows[first][column], rows[second][column] = (
                    rows[second][column],
                    rows[first][column],
                )
                return Corruption(kind, table.name, table.fields[column].name, rows)
        return None
    place = _pick(rows, table, chance, _FITS[kind])
    if place is None:
        return None
    row, column = place
    field, text = table.fields[column], rows[row][column]
    new = _change_cell(kind, field, text, rows, place, chance)
    if new is None or new == text:
        return None
    rows[row][column] = new
    return Corruption(kind, table.name, field.name, rows)


def judge(corruption: Corruption, folder: Path) -> Outcome:
    """Put a corruption into the data copy in ``folder``, ask the layers, and undo it."""
    path = folder / package().tables[corruption.table].path.name
    sound = path.read_bytes()
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(corruption.rows)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    try:
        layer = _find_layer(corruption.table)
    finally:
        path.write_bytes(sound)
    return Outcome(corruption.kind, corruption.table, corruption.column, layer)


def _find_layer(name: str) -> str:
    table = package().tables[name]
    try:
        if find_cell_problems(table, read_columns(table)):
            return "cells"
    except DatasetError:
        return "cells"
    stages = {
        "keys": validation.KEY_RULES,
        "evidence": validation.EVIDENCE_RULES,
        "rules": validation.ROW_RULES,
        "counts": validation.COUNT_RULES,
    }
    for layer, rules in stages.items():
        if any(next(iter(rule()), None) for rule in rules):
            return layer
    return "seal" if next(seal.check_seals(), None) else "nothing"


def _run_share(numbers: list[int]) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        shutil.copytree(data_root(), folder)
        os.environ[DATA_VARIABLE] = str(folder)
        return [judge(_make(number), folder) for number in numbers]


def _make(number: int) -> Corruption:
    """The corruption of one number: kinds in turn, tables by how many cells they have."""
    chance = random.Random(_SEED * 1_000_003 + number)
    tables = list(package().tables.values())
    weights = [len(read_cells(table)) ** 0.5 * len(table.fields) for table in tables]
    kind = KINDS[number % len(KINDS)]
    while True:
        (table,) = chance.choices(tables, weights)
        corruption = corrupt(kind, table, chance)
        if corruption is not None:
            return corruption


def measure(count: int) -> pd.DataFrame:
    """Make and judge ``count`` corruptions on all processors; one row each."""
    workers = os.cpu_count() or 1
    shares = [list(range(start, count, workers)) for start in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        outcomes = [outcome for share in pool.map(_run_share, shares) for outcome in share]
    return pd.DataFrame([vars(outcome) for outcome in outcomes])


def write_report(outcomes: pd.DataFrame) -> str:
    """The measurement as Markdown: by kind, by table, and what only the seal catches."""
    caught = outcomes["layer"].isin(CONTENT)
    sealed = outcomes["layer"] == "seal"
    lines = [
        "# How many corruptions of the data are caught?",
        f"{len(outcomes):,} seeded random corruptions, one at a time, judged by the checks in "
        "turn (`make mutation`). Data version "
        f"{package().version}. *Cells* (types and allowed values), *keys* (references and form "
        "of text), *evidence* (readings against cells), *rules* (rows against rows) and *counts* "
        "(official totals, known sizes) judge what the data say; the *seal* only says that a file "
        "is not the published one. The comparison of notebook outputs is not measured here.",
        f"**Caught by what the data say: {caught.mean():.1%}. With the seal: "
        f"{(caught | sealed).mean():.1%}.**",
        _tabulate(outcomes, "kind"),
        _tabulate(outcomes, "table"),
        "## What only the seal catches",
        "Cells whose value no other cell and no reading repeats. Largest groups:",
        _list_blind_spots(outcomes[sealed]),
    ]
    return "\n\n".join(lines) + "\n"


def _tabulate(outcomes: pd.DataFrame, by: str) -> str:
    counts = pd.crosstab(outcomes[by], outcomes["layer"]).reindex(columns=LAYERS, fill_value=0)
    share = 100 * counts[list(CONTENT)].sum(axis=1) / counts.sum(axis=1)
    header = f"| {by} | tried | {' | '.join(LAYERS)} | by content, % |"
    rows = [
        "| " + " | ".join([str(name), str(row.sum()), *map(str, row), f"{share[name]:.0f}"]) + " |"
        for name, row in counts.iterrows()
    ]
    return "\n".join([header, "|---" * (len(LAYERS) + 3) + "|", *rows])


def _list_blind_spots(sealed: pd.DataFrame, most: int = 25) -> str:
    groups = sealed.groupby(["table", "column"])["kind"].agg(list)
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:most]
    rows = [
        f"| {table} | {column} | {len(kinds)} | {', '.join(sorted(set(kinds)))} |"
        for (table, column), kinds in largest
    ]
    return "\n".join(["| table | column | corruptions | kinds |", "|---|---|---|---|", *rows])


def main(arguments: list[str] | None = None) -> int:
    """Measure and publish."""
    parser = argparse.ArgumentParser(prog="python -m helpers.mutation")
    parser.add_argument("--count", type=int, default=1000, help="corruptions to make")
    chosen = parser.parse_args(arguments)
    report = write_report(measure(chosen.count))
    (data_root() / "MUTATION.md").write_text(report, encoding="utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
