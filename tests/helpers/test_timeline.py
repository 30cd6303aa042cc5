"""What held on a day: bounds, ladders, breaks, and the edges of what is known."""

from __future__ import annotations

import datetime as dt
import warnings

import pandas as pd
import pytest

from helpers import (
    CoverageError,
    CoverageWarning,
    DatasetError,
    as_of,
    count_over_time,
    load,
    package,
    rows_until,
    spells,
)
from helpers.dataset import get_table


def test_194_states_at_the_end_of_march_2025() -> None:
    assert len(as_of("diplomatic_relations", "2025-03-31")) == 194


def test_twelve_comprehensive_strategic_partners_in_april_2025() -> None:
    held = as_of("partnerships", "2025-04-15").set_index("partner")["tier"]
    top = set(held.index[held == "comprehensive_strategic"])
    assert top == {
        *("CHN", "RUS", "IND", "KOR", "USA", "JPN"),
        *("AUS", "FRA", "MYS", "NZL", "IDN", "SGP"),
    }


@pytest.mark.parametrize(
    "day", ["2025-03-31", dt.date(2025, 3, 31), pd.Timestamp("2025-03-31 12:00")]
)
def test_a_day_may_be_given_in_any_form(day: str | dt.date | pd.Timestamp) -> None:
    assert len(as_of("diplomatic_relations", day)) == 194


def test_a_state_holds_from_its_first_day() -> None:
    assert "TUV" not in set(as_of("diplomatic_relations", "2025-09-23")["partner"])
    assert "TUV" in set(as_of("diplomatic_relations", "2025-09-24")["partner"])


def test_a_partial_date_is_possible_before_it_is_certain() -> None:
    def certainty(day: str) -> str:
        held = as_of("partnerships", day).set_index("partner")
        return str(held.at["BRA", "certainty"]) if "BRA" in held.index else "none"

    assert certainty("2007-04-30") == "none"
    assert certainty("2007-05-15") == "possible"
    assert certainty("2007-05-31") == "certain"


def test_a_break_ends_relations_until_they_are_resumed() -> None:
    def held(day: str) -> str:
        rows = as_of("diplomatic_relations", day).set_index("partner")
        return str(rows.at["KHM", "certainty"]) if "KHM" in rows.index else "none"

    assert held("1977-12-30") == "certain"
    assert held("1977-12-31") == "none"
    assert held("1979-01-15") == "possible"
    assert held("1979-02-01") == "certain"


def test_one_row_a_partner_at_its_highest_tier() -> None:
    held = as_of("partnerships", "2025-12-31")
    assert held["partner"].is_unique
    tiers = held.set_index("partner")["tier"]
    assert tiers["DNK"] == "comprehensive"  # sectoral partnerships do not outrank it
    assert tiers["LAO"] == "special_relationship"
    assert tiers["USA"] == "comprehensive_strategic"


def test_before_coverage_is_an_error_and_after_the_cut_off_a_warning() -> None:
    with pytest.raises(CoverageError, match="ask for a later day"):
        as_of("diplomatic_relations", "1949-12-31")
    with pytest.warns(CoverageWarning, match="after the data cut-off"):
        later = as_of("diplomatic_relations", "2026-06-30")
    assert len(later) == 195


def test_an_undated_table_says_which_are_dated() -> None:
    with pytest.raises(DatasetError, match="tables that do: .*partnerships"):
        as_of("countries", "2025-12-31")


def test_totals_grow_but_for_the_known_breaks() -> None:
    counts = count_over_time("diplomatic_relations").set_index("day")
    for column in ("certain", "count"):
        falls = counts.index[counts[column].diff() < 0].strftime("%Y-%m").tolist()
        assert set(falls) <= {"1973-09", "1977-12"}
    assert (counts["certain"] <= counts["count"]).all()


@pytest.mark.parametrize(
    "table", ["partnerships", "diplomatic_relations", "memberships", "roles", "agreement_steps"]
)
def test_counting_agrees_with_asking_day_by_day(table: str) -> None:
    """On days of change, the days beside them, and days without any change."""
    first = pd.Timestamp(get_table(table).coverage["from"])
    changes = count_over_time(table)["day"].drop_duplicates()
    chosen = [changes + pd.Timedelta(days=shift) for shift in (-1, 0, 1)]
    days = pd.DatetimeIndex(pd.concat(chosen)).unique()[::7]
    days = days[(days >= first) & (days <= pd.Timestamp(package().cut_off))]
    assert len(days) > 10
    counted = count_over_time(table, days).groupby("day")[["certain", "count"]].sum()
    for day in days:
        held = as_of(table, day)
        assert counted.at[day, "count"] == len(held), day
        assert counted.at[day, "certain"] == held["certainty"].eq("certain").sum(), day


def test_no_day_to_count_on_is_an_error() -> None:
    with pytest.raises(DatasetError, match="no day given"):
        count_over_time("partnerships", [])


def test_everything_held_on_a_day_had_begun_by_then() -> None:
    begun = set(rows_until("partnerships", "2013-12-31")["event"])
    assert set(as_of("partnerships", "2013-12-31")["event"]) <= begun


def test_spells_follow_each_other_without_gap_or_overlap() -> None:
    found = spells("partnerships")
    for _, own in found.groupby("subject"):
        assert (own["end"].iloc[:-1].to_numpy() == own["start"].iloc[1:].to_numpy()).all()
        assert pd.isna(own["end"].iloc[-1])
    assert (found["years"] > 0).all()


def test_spells_stop_looking_on_the_day_asked_for() -> None:
    then = spells("partnerships", until="2013-12-31")
    assert (then["start"] <= pd.Timestamp("2013-12-31")).all()
    assert then.query("subject == 'USA'")["end"].isna().all()


def test_no_warning_for_an_ordinary_question() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        as_of("partnerships", load("partnerships")["established_on_latest"].max())
