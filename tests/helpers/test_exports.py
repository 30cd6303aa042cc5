"""Workbooks keep what the dataset says; SQL reads the download and cannot change it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from helpers import downloads, explore, exports
from helpers.dataset import DatasetError, load
from helpers.lineage import LineageError


def test_a_workbook_keeps_partial_dates_as_text_and_names_its_sources(tmp_path: Path) -> None:
    rows = load("diplomatic_relations")
    coarse = rows[rows["established_on"].str.len() < 10][["partner", "established_on"]]
    book = openpyxl.load_workbook(exports.write_excel(coarse, tmp_path / "coarse.xlsx"))
    assert book.sheetnames == ["table", "notes", "sources"]
    cells = [row[1] for row in book["table"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == coarse["established_on"].tolist()
    assert {cell.data_type for cell in cells} == {"s"}
    notes = " ".join(str(row[0].value) for row in book["notes"].iter_rows(min_row=2))
    assert "rows of diplomatic_relations" in notes
    assert "cut-off 31 December 2025" in notes
    named = {row[0].value for row in book["sources"].iter_rows(min_row=2)}
    assert named == set(explore.sources(coarse).index)


def test_an_answer_brings_its_definition_along(tmp_path: Path) -> None:
    answer = explore.rank("exports", 2020)
    sheets = pd.read_excel(exports.write_excel(answer, tmp_path / "r.xlsx"), sheet_name=None)
    assert len(sheets["table"]) == len(answer.table)
    assert any(note.startswith("Definition: ") for note in sheets["notes"]["note"])


def test_a_workbook_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "t.xlsx"
    exports.write_excel(explore.who("Cuba"), target)
    before = target.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        exports.write_excel(explore.who("Japan"), target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="ends in .xlsx"):
        exports.write_excel(explore.who("Cuba"), tmp_path / "t.csv")
    with pytest.raises(LineageError, match="no longer says"):
        exports.write_excel(pd.DataFrame({"mine": [1]}), tmp_path / "t.xlsx")


def test_sql_reads_the_download_and_cannot_change_it(tmp_path: Path) -> None:
    file = tmp_path / "data.sqlite"
    downloads.write_sqlite(file)
    found = exports.query_sqlite(file, "SELECT COUNT(*) AS n FROM diplomatic_relations")
    assert found["n"].tolist() == [len(load("diplomatic_relations"))]
    before = file.read_bytes()
    with pytest.raises(DatasetError, match="readonly database"):
        exports.query_sqlite(file, "DELETE FROM diplomatic_relations")
    assert file.read_bytes() == before
    with pytest.raises(DatasetError, match="no such table: relations; .*partnerships_ranked"):
        exports.query_sqlite(file, "SELECT * FROM relations")
    with pytest.raises(DatasetError, match="'make data' writes it"):
        exports.query_sqlite(tmp_path / "none.sqlite", "SELECT 1")
