"""Loading is typed, and every bad file is answered with what to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers import DatasetError, describe, load, package, tables

Change = Callable[[str, str, str], None]


def test_types_follow_the_schema() -> None:
    countries = load("countries")
    assert str(countries["tile_column"].dtype) == "Int64"
    assert str(countries["capital_latitude"].dtype) == "Float64"
    assert pd.api.types.is_datetime64_any_dtype(countries["un_member_since_earliest"])
    assert str(load("partnerships")["counted"].dtype) == "boolean"


def test_a_loaded_table_can_be_changed_without_harm() -> None:
    mine = load("countries")
    mine["name_en"] = "nowhere"
    assert load("countries").set_index("country").at["FRA", "name_en"] == "France"


def test_tables_and_descriptions_agree_with_what_is_loaded() -> None:
    for table, columns in zip(tables()["table"], tables()["columns"], strict=True):
        described = describe(table)
        assert len(described) == columns
        assert set(described["column"]) <= set(load(table).columns)


def test_an_unknown_table_gets_the_nearest_and_the_list() -> None:
    with pytest.raises(
        DatasetError, match=r"did you mean 'countries'\? Known tables: .*countries,"
    ):
        load("country")


def test_a_malformed_cell_names_file_row_column_value_and_what_is_allowed(change: Change) -> None:
    change("partnerships.csv", "FRA,comprehensive_strategic,established", "FRA,top,established")
    with pytest.raises(DatasetError) as caught:
        load("partnerships")
    message = str(caught.value)
    row = _row_of("FRA_comprehensive_strategic_2024")
    assert message.startswith(f"partnerships.csv:{row}: column 'tier': 'top' is not allowed")
    assert "one of sectoral_strategic, comprehensive" in message


def _row_of(event: str) -> int:
    lines = (package().root / "partnerships.csv").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(event))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("TUV,2025-09-24", "TUV,2025-09-31", "a real date"),
        ("TUV,2025-09-24", "TUV,", "it is required"),
        ("TUV,2025-09-24", "tuv,2025-09-24", "sorted by partner"),
        ("TUV,2025-09-24", "TUV;2025-09-24", "check for a missing comma"),
        ("partner,established_on", "country,established_on", "it must be partner, established_on"),
    ],
)
def test_each_kind_of_damage_has_its_message(change: Change, old: str, new: str, says: str) -> None:
    change("diplomatic_relations.csv", old, new)
    with pytest.raises(DatasetError, match=says):
        load("diplomatic_relations")


def test_a_number_out_of_range_is_refused(change: Change) -> None:
    change("countries.csv", ",48.9,2.3,", ",489,2.3,")
    with pytest.raises(DatasetError, match=r"'capital_latitude': '489.* from -90 to 90"):
        load("countries")


def test_many_problems_are_summed_up(data_copy: Path) -> None:
    path = data_copy / "countries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("member", "friend"), encoding="utf-8")
    with pytest.raises(DatasetError):
        load("countries")


def test_a_missing_file_says_how_to_get_it_back(data_copy: Path) -> None:
    (data_copy / "partnerships.csv").unlink()
    with pytest.raises(DatasetError, match="git checkout -- data/partnerships.csv"):
        load("partnerships")


def test_a_missing_package_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DatasetError, match="no data package at .*nowhere"):
        tables()


def test_broken_json_names_the_line(change: Change, data_copy: Path) -> None:
    path = data_copy / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": ', '"version" ', 1))
    with pytest.raises(DatasetError, match=r"datapackage.json:\d+: not valid JSON"):
        tables()


def test_text_that_is_not_utf8_is_refused(data_copy: Path) -> None:
    path = data_copy / "countries.csv"
    path.write_bytes(path.read_bytes().replace("ệ".encode(), b"\xff"))
    with pytest.raises(DatasetError, match="save it as UTF-8"):
        load("countries")


def test_an_edit_is_seen_at_once(change: Change) -> None:
    before = load("diplomatic_relations").set_index("partner").at["TUV", "established_on"]
    change("diplomatic_relations.csv", "TUV,2025-09-24", "TUV,2025-09-23")
    after = load("diplomatic_relations").set_index("partner").at["TUV", "established_on"]
    assert (before, after) == ("2025-09-24", "2025-09-23")
