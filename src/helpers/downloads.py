"""Downloads of the dataset: the Data Package as zip, one SQLite file, Parquet per table.

``python -m helpers.downloads`` writes them to ``build/data``, each with the data version
in its name, and prints how well each table is supported. The same data give the same files.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pandas as pd

from helpers.dataset import Field, Table, load, package
from helpers.evidence import STATES, count_states, list_sourced_tables

OUTPUT = Path(__file__).resolve().parents[2] / "build" / "data"
_SQL_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "string": "TEXT"}


def write_downloads(output: Path = OUTPUT) -> list[Path]:
    """Write every download; an earlier set is replaced only by a whole new one."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        fresh = Path(folder) / "data"
        fresh.mkdir()
        stem = f"{package().name}-{package().version}"
        write_zip(fresh / f"{stem}.zip")
        write_sqlite(fresh / f"{stem}.sqlite")
        write_parquet(fresh / f"{stem}-parquet")
        if output.exists():
            shutil.rmtree(output)
        fresh.rename(output)
    return sorted(path for path in output.rglob("*") if path.is_file())


def write_zip(target: Path) -> None:
    """The data folder as it is: descriptor, tables, codebook, changes, licence."""
    root = package().root
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.iterdir()):
            entry = zipfile.ZipInfo(path.name)  # a fixed date, so that bytes repeat
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def write_sqlite(target: Path) -> None:
    """One SQLite file with primary and foreign keys, and a ranked view for each ladder."""
    connection = sqlite3.connect(target)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("CREATE TABLE package (name TEXT, version TEXT, cut_off TEXT)")
        current = package()
        connection.execute(
            "INSERT INTO package VALUES (?, ?, ?)",
            (current.name, current.version, current.cut_off),
        )
        for table in current.tables.values():
            connection.execute(_create_statement(table))
        for table in _order_by_reference():
            rows = _to_sql(load(table.name))
            marks = ", ".join("?" * rows.shape[1])
            connection.executemany(
                f"INSERT INTO {_quote(table.name)} VALUES ({marks})",
                rows.itertuples(index=False, name=None),
            )
        for table in current.tables.values():
            if "level" in table.timeline:
                connection.execute(_rank_view(table))
        connection.commit()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise sqlite3.IntegrityError(f"foreign keys point nowhere: {broken[:3]}")
    finally:
        connection.close()


def _quote(name: str) -> str:
    return '"' + name + '"'


def _columns(field: Field) -> list[str]:
    required = " NOT NULL" if field.required else ""
    columns = [f"{_quote(field.name)} {_SQL_TYPES[field.type]}{required}"]
    if field.partial_date:
        columns += [f"{_quote(f'{field.name}_{bound}')} TEXT" for bound in ("earliest", "latest")]
    return columns


def _create_statement(table: Table) -> str:
    lines = [column for field in table.fields for column in _columns(field)]
    lines.append(f"PRIMARY KEY ({', '.join(_quote(name) for name in table.keys)})")
    for link in table.foreign_keys:
        target = link["reference"]
        lines.append(
            f"FOREIGN KEY ({_quote(link['fields'][0])}) "
            f"REFERENCES {_quote(target['resource'])} ({_quote(target['fields'][0])})"
        )
    return f"CREATE TABLE {_quote(table.name)} ({', '.join(lines)})"


def _order_by_reference() -> list[Table]:
    """Tables so that each comes after those it points to."""
    ordered: list[Table] = []
    waiting = list(package().tables.values())
    while waiting:
        names = {table.name for table in waiting}
        free = [
            table
            for table in waiting
            if not {link["reference"]["resource"] for link in table.foreign_keys}
            & (names - {table.name})
        ]
        ordered += free
        waiting = [table for table in waiting if table not in free]
    return ordered


def _to_sql(frame: pd.DataFrame) -> pd.DataFrame:
    """Values as SQLite stores them: ISO days as text, booleans as 0 and 1, missing as NULL."""
    plain = frame.copy()
    for name in plain:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
        elif str(plain[name].dtype) == "boolean":
            plain[name] = plain[name].astype("Int64")
    return plain.astype("object").where(plain.notna(), None)


def _rank_view(table: Table) -> str:
    ranks = " ".join(
        f"WHEN '{level}' THEN {rank}" for rank, level in enumerate(table.timeline["order"])
    )
    level = _quote(table.timeline["level"])
    return (
        f"CREATE VIEW {_quote(f'{table.name}_ranked')} AS "
        f"SELECT *, CASE {level} {ranks} END AS rank FROM {_quote(table.name)}"
    )


def write_parquet(folder: Path) -> None:
    """One Parquet file a table, typed, with the data version in its metadata."""
    folder.mkdir()
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        for table in package().tables.values():
            rows = _to_parquet(load(table.name))
            database.register("rows", rows)
            database.execute(
                f"COPY rows TO '{folder / table.name}.parquet' (FORMAT parquet, "
                f"KV_METADATA {{data_version: '{package().version}'}})"
            )
            database.unregister("rows")


def _to_parquet(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "object" for name in frame if str(frame[name].dtype) == "str"})


def show_support() -> pd.DataFrame:
    """Share of dated cells per evidence state, one row a table, in percent."""
    rows = {}
    for table in list_sourced_tables():
        counts = count_states(table.name).set_index("state")
        if not counts["cells"].sum():
            continue
        rows[table.name] = {
            "cells": counts["cells"].sum(),
            **{state: counts.at[state, "share"] for state in STATES},
        }
    return pd.DataFrame(rows).T.astype({"cells": int})


def main() -> int:
    """Write the downloads, list them, and print the evidence states."""
    for path in write_downloads():
        print(f"{path.stat().st_size:>10,} bytes  {path.relative_to(OUTPUT.parent)}")
    print("\nDated cells by evidence state, %:")
    print(show_support().to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
