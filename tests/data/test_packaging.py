"""Downloads, seals and the mutation measure do what they say."""

from __future__ import annotations

import csv
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from helpers import as_of, load, package
from helpers.downloads import write_downloads, write_sqlite
from helpers.mutation import KINDS, LAYERS, corrupt, judge, write_report
from helpers.seal import check_seals, renew_seals

Change = Callable[[str, str, str], None]


def test_every_table_is_sealed() -> None:
    assert list(check_seals()) == []


def test_a_changed_file_breaks_its_seal_until_it_is_renewed(change: Change) -> None:
    change("diplomatic_relations.csv", "The last other member", "The last member")
    assert [problem.split(":")[0] for problem in check_seals()] == ["diplomatic_relations.csv"]
    assert renew_seals() == ["diplomatic_relations"]
    assert list(check_seals()) == []


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads") / "data"
    write_downloads(folder)
    return folder


def test_one_query_gives_partners_by_tier_on_a_day(downloads: Path) -> None:
    (path,) = downloads.glob("*.sqlite")
    query = """
        SELECT tier, COUNT(*) FROM (
            SELECT partner, tier, MAX(rank) FROM partnerships_ranked
            WHERE counted AND established_on_latest <= '2025-04-15' GROUP BY partner
        ) GROUP BY tier
    """
    connection = sqlite3.connect(path)
    counted = dict(connection.execute(query).fetchall())
    connection.close()
    events = load("partnerships")
    held = as_of("partnerships", "2025-04-15", rows=events[events["counted"]])
    assert counted == held["tier"].value_counts().to_dict()
    assert counted["comprehensive_strategic"] == 12


def test_parquet_and_sqlite_hold_the_same_rows(downloads: Path) -> None:
    (path,) = downloads.glob("*.sqlite")
    connection = sqlite3.connect(path)
    for name in package().tables:
        (count,) = connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()
        (parquet,) = downloads.glob(f"*-parquet/{name}.parquet")
        with duckdb.connect() as database:
            stored = database.execute(f"SELECT COUNT(*) FROM '{parquet}'").fetchone()
        assert (count,) == stored == (len(load(name)),)
    connection.close()


def test_the_zip_is_a_data_package_with_its_papers(downloads: Path) -> None:
    (path,) = downloads.glob("*.zip")
    names = set(zipfile.ZipFile(path).namelist())
    tables = {table.path.name for table in package().tables.values()}
    assert tables | {"datapackage.json", "CODEBOOK.md", "CHANGELOG.md", "LICENSE.md"} <= names


def test_the_same_data_give_the_same_files(downloads: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_downloads(again)
    for path in downloads.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(downloads)).read_bytes(), path


def test_sqlite_refuses_a_key_that_points_nowhere(change: Change, tmp_path: Path) -> None:
    change("relation_breaks.csv", "CHL,1973", "CHX,1973")
    with pytest.raises(sqlite3.IntegrityError):
        write_sqlite(tmp_path / "broken.sqlite")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_corruption_changes_something(kind: str) -> None:
    chance = random.Random(1)
    made = [corrupt(kind, table, chance) for table in package().tables.values()]
    assert any(made)
    for corruption in filter(None, made):
        with package().tables[corruption.table].path.open(encoding="utf-8", newline="") as file:
            assert corruption.rows != list(csv.reader(file))


def test_a_corruption_is_judged_and_undone(data_copy: Path) -> None:
    table = package().tables["diplomatic_relations"]
    before = table.path.read_bytes()
    corruption = corrupt("dropped row", table, random.Random(3))
    assert corruption is not None
    outcome = judge(corruption, data_copy)
    assert outcome.layer == "keys", "its readings point nowhere"
    assert table.path.read_bytes() == before


def test_the_report_adds_up() -> None:
    outcomes = pd.DataFrame(
        {
            "kind": ["blank", "wrong day", "wrong day", "blank"],
            "table": ["countries"] * 4,
            "column": ["name_en", "un_member_since", "un_member_since", "name_vi"],
            "layer": [*LAYERS[:3], "seal"],
        }
    )
    text = write_report(outcomes)
    assert "Caught by what the data say: 75.0%. With the seal: 100.0%." in text
    assert "| countries | name_vi | 1 | blank |" in text
