"""States are derived from readings: independence, conflict, precision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from helpers import (
    DatasetError,
    alternative_readings,
    as_of,
    evidence_states,
    iterate_readings,
    load,
    sources_of,
)
from helpers.evidence import load_readings

Change = Callable[[str, str, str], None]


def state(table: str, key: str) -> str:
    return str(evidence_states(table).set_index("key").at[key, "state"])


def test_reprints_of_one_agency_count_once(change: Change) -> None:
    assert state("diplomatic_relations", "LKA") == "one_source"
    readings = load_readings("diplomatic_relations").query("key == 'LKA' and origin == 'vna'")
    assert readings["address"].nunique() >= 3
    assert readings["family"].nunique() >= 2


def test_an_encyclopaedia_is_never_the_second_source() -> None:
    states = evidence_states("diplomatic_relations")
    readings = load_readings("diplomatic_relations")
    primary = readings[readings["kind"] != "encyclopaedia"]
    for key in states.loc[states["state"] == "two_independent", "key"]:
        assert primary.loc[primary["key"] == key, "origin"].nunique() >= 2, key
    assert state("diplomatic_relations", "ZMB") == "tertiary_only"


def test_a_new_rival_makes_a_conflict(change: Change) -> None:
    assert state("diplomatic_relations", "TUV") == "two_independent"
    last = "wikipedia_foreign_relations_of_vietnam,table of diplomatic relations"
    change(
        "evidence.csv",
        f"TUV,established_on,2025-09-24,{last},supports",
        f"TUV,established_on,2025-09-25,{last},rival",
    )
    assert state("diplomatic_relations", "TUV") == "conflict"


def test_a_coarser_reading_does_not_confirm_a_day() -> None:
    readings = load_readings("diplomatic_relations")
    coarse = readings[(readings["key"] == "NAM") & (readings["kind"] != "encyclopaedia")]
    assert set(coarse["reading"]) == {"1990"}
    assert load("diplomatic_relations").set_index("partner").at["NAM", "established_on"] == "1990"


def test_sources_name_document_and_place() -> None:
    found = sources_of("diplomatic_relations", "USA", "established_on")
    assert {"1995-07-11", "1995-07-12"} <= set(found["reading"])
    assert found["address"].str.startswith("http").all()
    assert found["publisher"].notna().all()


def test_sources_of_a_country_stand_for_whole_columns() -> None:
    found = sources_of("countries", "VNM", "un_member_since")
    assert "un_yearbook_1974" in set(found["source_id"])


def test_an_unknown_key_or_column_is_answered() -> None:
    with pytest.raises(DatasetError, match="has no row 'XYZ'; its key is the column 'partner'"):
        sources_of("diplomatic_relations", "XYZ")
    with pytest.raises(DatasetError, match="has no column 'since'; it has partner"):
        sources_of("diplomatic_relations", "USA", "since")


def test_each_rival_reading_is_tried_alone_and_together() -> None:
    rivals = alternative_readings("diplomatic_relations")
    tried = dict(iterate_readings("diplomatic_relations"))
    assert len(tried) == len(rivals) + 3
    earlier = tried["every earlier rival"].set_index("partner")["established_on"]
    assert earlier["USA"] == "1995-07-11"
    assert earlier["GHA"] == "1965-03-25"  # its rival is later


def test_a_rival_changes_the_answer_on_the_day_it_should() -> None:
    tried = dict(iterate_readings("diplomatic_relations"))
    day = "1995-07-11"
    printed = set(as_of("diplomatic_relations", day)["partner"])
    earlier = set(as_of("diplomatic_relations", day, rows=tried["USA 1995-07-11"])["partner"])
    assert earlier - printed == {"USA"}


def test_thirteen_dates_of_relations_conflict() -> None:
    assert set(alternative_readings("diplomatic_relations")["key"]) == {
        *("BDI", "COM", "CYP", "ETH", "GHA", "GRD"),
        *("JOR", "MDG", "MHL", "SLE", "SVK", "USA", "WSM"),
    }


def test_a_weak_host_is_told_apart() -> None:
    states = evidence_states("countries")
    lists = states[states["state"] == "two_independent"]
    assert lists["needs_weak_host"].all(), "both official lists are the United Nations' own"
    partners = evidence_states("partnerships")
    assert partners["needs_weak_host"].sum() < (partners["state"] == "two_independent").sum() / 5
    assert not partners.loc[partners["state"] == "one_source", "needs_weak_host"].any()
