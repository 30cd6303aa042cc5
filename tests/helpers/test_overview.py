"""The collection at a glance: counts of the tables, and one day across them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers import as_of, load, overview, package, tables
from helpers.dataset import DatasetError
from helpers.evidence import count_states, evidence_states
from helpers.multilateral import count_organisations
from helpers.official import count_measure
from helpers.plots import overview as plots

NOW, THEN = "2025-12-31", "2023-06-24"


def test_summary_holds_every_table_with_its_rows() -> None:
    summary = overview.summarise_tables().set_index("table")
    assert set(summary.index) == set(package().tables)
    assert len(summary) == len(tables())
    assert summary.at["hanoi", "rows"] == len(load("hanoi"))
    earlier = overview.summarise_tables("1998-05-05").set_index("table")
    assert earlier.at["hanoi", "rows"] < len(load("hanoi"))
    for name in ("partnerships", "countries", "indicators"):
        assert summary.at[name, "rows"] == len(load(name))


def test_shares_of_evidence_are_those_of_the_states() -> None:
    summary = overview.summarise_tables().set_index("table")
    cells = overview.count_evidence()
    for name in cells.index:
        assert abs(summary.loc[name, list(cells.columns)].astype(float).sum() - 100) < 1e-9
    stated = count_states("milestones").set_index("state")["cells"]
    assert cells.loc["milestones"].to_dict() == stated.reindex(cells.columns).to_dict()
    assert pd.isna(summary.at["indicators", "two_independent"])


def test_firm_cells_stand_without_weak_hosts() -> None:
    firm, states = overview.count_firm(), evidence_states("partnerships")
    weak = states["needs_weak_host"] & (states["state"] == "two_independent")
    well = overview.count_evidence()["two_independent"]
    assert firm["partnerships"] == well["partnerships"] - weak.sum()
    assert (firm <= well).all()
    assert firm.sum() < well.sum()


def test_an_earlier_day_counts_only_what_had_begun() -> None:
    then = overview.summarise_tables(THEN).set_index("table")
    for name, start in (("partnerships", "established_on"), ("milestones", "held_on")):
        begun = load(name)[f"{start}_earliest"]
        assert then.at[name, "rows"] == (begun.isna() | (begun <= pd.Timestamp(THEN))).sum()
    assert then["covers_to"].max() <= pd.Timestamp(THEN)
    assert (overview.count_evidence(THEN).sum() <= overview.count_evidence().sum()).all()


@pytest.mark.parametrize("day", ["2025-04-15", THEN, NOW])
def test_a_day_agrees_with_the_counts_behind_official_totals(day: str) -> None:
    told = overview.describe_day(day).set_index("measure")
    for measure, official in (
        ("relations", "diplomatic_relations"),
        ("comprehensive", "comprehensive"),
        ("strategic", "strategic"),
        ("comprehensive_strategic", "comprehensive_strategic"),
        ("agreements_signed", "agreements_signed"),
        ("agreements_in_force", "agreements_in_force"),
    ):
        values = (told.at[measure, "value"], told.at[measure, "possible"])
        assert values == count_measure(official, day)


def test_every_number_leads_to_rows() -> None:
    for row in overview.describe_day(NOW).itertuples():
        keys = set(load(row.table)[package().tables[row.table].key])
        assert set(row.keys) | set(row.possible_keys) <= keys
        assert not set(row.keys) & set(row.possible_keys)
        if not pd.isna(row.value):
            assert row.value <= len(row.keys)
            assert row.value <= row.possible


def test_before_coverage_nothing_is_said_and_nothing_is_zero() -> None:
    told = overview.describe_day("1955-01-01").set_index("measure")
    assert told.at["comprehensive", "words"] == overview.OUTSIDE
    assert pd.isna(told.at["comprehensive", "value"])
    assert told.at["relations", "value"] == len(as_of("diplomatic_relations", "1955-01-01"))


def test_a_body_counts_once_and_southern_seats_only_after_unification() -> None:
    told = overview.describe_day("1976-07-01", ["organisations"]).iloc[0]
    joined = load("memberships").set_index("membership")["joined_by"]
    assert set(joined[[*told["keys"], *told["possible_keys"]]]) <= {"drv", "unknown"}
    after = overview.describe_day(NOW, ["organisations"]).iloc[0]
    body = load("memberships").set_index("membership")["body"]
    assert after["value"] == body[list(after["keys"])].nunique() < len(after["keys"])


@pytest.mark.parametrize("day", [NOW, THEN, "1976-07-02", "1990-01-01"])
def test_organisations_are_those_of_the_module_that_counts_them(day: str) -> None:
    told = overview.describe_day(day, ["organisations"]).iloc[0]
    counted = count_organisations(day).set_index("definition").loc[overview.ORGANISATIONS]
    assert (told["value"], told["possible"]) == (counted["certain"], counted["count"])
    assert {*told["keys"], *told["possible_keys"]} == set(counted["memberships"])


def test_a_seat_without_an_end_is_not_certain_for_ever() -> None:
    told = overview.describe_day(NOW, ["elected_seats"]).iloc[0]
    assert "ipu_executive_committee_member_2007" in told["possible_keys"]
    assert "world_heritage_committee_member_2023" in told["keys"]
    soon = overview.describe_day("2008-01-15", ["elected_seats"]).iloc[0]
    assert "ipu_executive_committee_member_2007" in soon["keys"]


def test_the_last_milestone_had_been_held() -> None:
    told = overview.describe_day("1977-09-20", ["last_milestone"]).iloc[0]
    assert told["keys"] == ("un_admission_1977",)
    before = overview.describe_day("1977-09-19", ["last_milestone"]).iloc[0]
    assert before["keys"] == ("un_recommendation_1977",)


def test_two_days_differ_by_the_rows_between_them() -> None:
    change = overview.compare_days(THEN, NOW).set_index("measure")
    relations = load("diplomatic_relations").set_index("partner")["established_on_earliest"]
    began = relations[(relations > pd.Timestamp(THEN)) & (relations <= pd.Timestamp(NOW))]
    assert change.at["relations", "began"] == tuple(sorted(began.index))
    assert change.at["relations", "change"] == len(began)
    assert "USA_comprehensive_2013" in change.at["comprehensive", "ended"]
    same = overview.compare_days(NOW, NOW)
    assert (same["change"].dropna() == 0).all()
    assert not same["began"].map(len).any()


def test_a_moved_date_moves_the_day(change: Callable[[str, str, str], None]) -> None:
    before = overview.describe_day("1995-08-01", ["organisations"]).iloc[0]["value"]
    change("memberships.csv", "regional,member,1995-07-28", "regional,member,1997-07-23")
    after = overview.describe_day("1995-08-01", ["organisations"]).iloc[0]["value"]
    assert after == before - 1


def test_years_hold_the_chosen_day() -> None:
    measured = overview.measure_years("2010-06-30", "2008-06-01", first=2007)
    assert measured["day"].dt.strftime("%Y-%m-%d").unique().tolist() == [
        "2007-12-31", "2008-06-01", "2008-12-31", "2009-12-31", "2010-06-30",
    ]  # fmt: skip
    with pytest.raises(DatasetError, match="is after"):
        overview.measure_years("2010-06-30", "2011-01-01")


def test_figures_are_light_and_their_alt_text_counts() -> None:
    summary = overview.summarise_tables(THEN)
    covered = plots.plot_tables(summary, "t", "s")
    assert f"each of {summary['covers_from'].notna().sum()} tables" in covered.alt
    measured = overview.measure_years(THEN, "1995-07-28", first=1976)
    chart = plots.plot_day(measured, pd.Timestamp("1995-07-28"), "t", "s")
    relations = len(as_of("diplomatic_relations", "1995-07-28"))
    assert f"states with relations {relations}" in chart.alt
    for drawn in (covered, chart):
        assert len(drawn.svg) < 80_000
