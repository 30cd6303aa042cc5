"""The data package itself: valid for any Frictionless tool, and by our own rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package, system

from helpers import count_states, load, package, tables
from helpers.validation import CONTENT_RULES, KEY_RULES, find_problems

ROOT = Path(__file__).resolve().parents[2]
Change = Callable[[str, str, str], None]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_no_error() -> None:
    with system.use_context(trusted=True):
        report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])


def test_our_rules_find_no_problem() -> None:
    assert find_problems() == []


def test_every_field_and_code_is_explained() -> None:
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        assert resource["description"], resource["name"]
        for field in resource["schema"]["fields"]:
            assert field["description"], (resource["name"], field["name"])
            if "meanings" in field:
                assert list(field["meanings"]) == field["constraints"]["enum"], field["name"]


def test_every_table_says_who_uses_it() -> None:
    notebooks = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        assert set(resource["used_by"]) <= notebooks, resource["name"]


def test_headline_numbers_of_the_data() -> None:
    sizes = tables().set_index("table")["rows"]
    assert sizes["diplomatic_relations"] == 195
    assert sizes["partnerships"] >= 78
    assert count_states("diplomatic_relations").set_index("state").at["conflict", "cells"] == 13
    assert package().cut_off == "2025-12-31"


def test_namibia_is_not_read_as_missing() -> None:
    assert "NAM" in set(load("diplomatic_relations")["partner"])
    assert load("countries")["country"].notna().all()


CORRUPTIONS = [
    ("a wrong day", "diplomatic_relations.csv", "TUV,2025-09-24", "TUV,2025-09-25"),
    ("a wrong year", "partnerships.csv", "established,2013-09-25", "established,2012-09-25"),
    ("a day outside the calendar", "diplomatic_relations.csv", "TUV,2025-09-24", "TUV,2025-09-31"),
    ("a date after the cut-off", "diplomatic_relations.csv", "TUV,2025-09-24", "TUV,2026-09-24"),
    ("an unknown tier", "partnerships.csv", "FRA,strategic,", "FRA,tactical,"),
    ("an unknown country", "relation_breaks.csv", "CHL,1973", "CHX,1973"),
    ("a dropped row", "diplomatic_relations.csv", "TUV,2025-09-24,same_state,,", ""),
    ("a doubled key", "relation_breaks.csv", "CHL,1973", "KHM,1973"),
    ("an impossible order", "relation_breaks.csv", "CHL,1973-09,1990", "CHL,1973-09,1972"),
    ("an unexplained count", "official_counts.csv", "_2025_12_29,2025-12-29,all_partnerships,42",
     "_2025_12_29,2025-12-29,all_partnerships,43"),
    ("a swapped boolean", "partnerships.csv", "2024-10-07,,true", "2024-10-07,,yes"),
    ("an agreement in force before it is signed", "agreement_steps.csv",
     "RCEP_in_force,RCEP,in_force,2022-01-01", "RCEP_in_force,RCEP,in_force,2019-01-01"),
    ("a step taken twice", "agreement_steps.csv",
     "RCEP_in_force,RCEP,in_force,2022-01-01", "RCEP_in_force,RCEP,signed,2022-01-01"),
    ("a party too few", "agreement_parties.csv", "EVFTA_FRA,EVFTA,FRA,EU", "EVFTA_FRA,EVFTA,FRA,"),
    ("more votes than were cast", "roles.csv", ",2007-10-16,183,190,", ",2007-10-16,193,190,"),
    ("votes that do not add up", "unga_votes.csv", ",84,81,1,2,,", ",84,82,1,2,,"),
    ("a lost theme", "themes.csv", "a2023_lesson_6,article_2023,lesson,6",
     "a2023_lesson_6,article_2023,context,6"),
    ("a term that ends before it begins", "roles.csv", ",2014-01-01,2016,", ",2014-01-01,2013,"),
    ("a donor nobody knows", "activities.csv", "0.7,eq,million_doses,AUS,",
     "0.7,eq,million_doses,AUX,"),
    ("a lost row of a series", "unga_votes.csv", "1990,adopted_resolutions,,84,81,1,2,,"
     "un_digital_library_2025_07,published,\n", ""),
    ("a unit slip in a large partner", "trade_by_partner.csv", "USA,2019,VNM,6", "USA,2019,VNM,60"),
    ("a region that does not fit", "countries.csv", "1945-10-24,Europe,Western Europe,48.9",
     "1945-10-24,Asia,Western Europe,48.9"),
    ("an unknown source", "evidence.csv", "2025-09-24,cpv_tuv,", "2025-09-24,cpv_tuw,"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file", "old", "new"), CORRUPTIONS, ids=[c[0] for c in CORRUPTIONS]
)
def test_a_corruption_is_found(change: Change, name: str, file: str, old: str, new: str) -> None:
    change(file, old, new)
    assert find_problems(), f"{name} passed"


@pytest.mark.parametrize("rule", KEY_RULES + CONTENT_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_what_it_checks(rule: Callable[[], object]) -> None:
    assert rule.__doc__
