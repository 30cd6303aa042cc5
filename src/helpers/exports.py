"""The data in other programs: workbooks that keep dates as stated, and SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

import pandas as pd

from helpers.answers import Answer
from helpers.dataset import DatasetError, package
from helpers.dates import show_date
from helpers.lineage import list_documents, trace_frame


def write_excel(content: Answer | pd.DataFrame, path: str | Path) -> Path:
    """Write an answer, or a frame that says what it rests on, as a workbook for Excel.

    Three sheets: ``table``; ``notes`` (title, definition, data version and cut-off); and
    ``sources`` (publisher, title, address). Partial dates are cells of text: Excel would turn
    ``1976-05`` of a CSV file into a day. Missing cells stay empty. The file is written whole or
    not at all; returns its path. Raises ``LineageError`` when a frame lost its rows.
    """
    target = Path(path)
    if target.suffix != ".xlsx":
        raise DatasetError(f"{target.name}: a workbook's name ends in .xlsx")
    if isinstance(content, Answer):
        rests, table = content.rests_on, content.table
        said = [content.title, *content.notes]
    else:
        rests, table, said = trace_frame(content), content, []
    current = package()
    said += [str(rests), f"Data version {current.version}, cut-off {show_date(current.cut_off)}"]
    sheets = {
        "table": table.map(lambda value: ", ".join(value) if isinstance(value, tuple) else value),
        "notes": pd.DataFrame({"note": said}),
        "sources": list_documents(rests).reset_index(),
    }
    with NamedTemporaryFile(dir=target.parent, suffix=".xlsx", delete=False) as file:
        fresh = Path(file.name)
    try:
        with pd.ExcelWriter(fresh, engine="openpyxl") as book:
            for name, frame in sheets.items():
                frame.to_excel(book, sheet_name=name, index=False)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


def query_sqlite(path: str | Path, sql: str) -> pd.DataFrame:
    """The rows that a query gives in the SQLite download; the file is opened to read only.

    ``path``: the file that ``make data`` writes to ``build/data``. A query that fails raises
    ``DatasetError`` with the reason and the tables there are.
    """
    file = Path(path)
    if not file.exists():
        raise DatasetError(f"no file {file.name}: 'make data' writes it to build/data")
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return pd.read_sql_query(sql, connection)
        except (sqlite3.Error, pd.errors.DatabaseError) as error:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type != 'index'")
            known = ", ".join(sorted(name for (name,) in names))
            raise DatasetError(f"{error}; tables and views: {known}") from None
