"""Ha Noi: parts of a year stay apart, goals keep their period, nothing after the day leaks in."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from helpers import capital, load, plots, provenance
from helpers.dataset import DatasetError

DAYS = ("2023-06-24", "2025-12-31")
CUT_OFF = "2025-12-31"
KINDS: tuple[capital.Flow, ...] = ("investment", "visitors")


@pytest.mark.parametrize("day", DAYS)
def test_nothing_after_the_day(day: str) -> None:
    moment = pd.Timestamp(day)
    records = capital.list_records(day)
    assert (records["as_of_latest"].dropna() <= moment).all()
    assert (capital.list_hosted(day)["held_on_earliest"] <= moment).all()
    assert capital.take_national_rows(day)["year"].max() < moment.year + (day == CUT_OFF)
    for kind in KINDS:
        assert set(capital.list_flow(kind, day)["item"]) <= set(records["item"])


def test_records_only_grow_with_time() -> None:
    days = ["2019-12-31", "2022-12-31", "2023-06-24", "2024-12-31", CUT_OFF]
    known = [set(capital.list_records(day)["item"]) for day in days]
    assert all(earlier <= later for earlier, later in itertools.pairwise(known))
    assert known[-1] == set(load("hanoi")["item"])


def test_a_goal_without_a_day_is_not_known_before_its_year_ends() -> None:
    assert "fdi_target_2025" not in set(capital.list_records("2025-12-30")["item"])
    assert "fdi_target_2025" in set(capital.list_records(CUT_OFF)["item"])


def test_every_flow_is_a_whole_year_or_a_part_and_never_both() -> None:
    for kind in KINDS:
        flow = capital.list_flow(kind, CUT_OFF)
        whole = flow[flow["span"] == capital.WHOLE]
        part = flow[flow["span"] == capital.PART]
        assert (whole["months"] == 12).all()
        assert whole["year"].is_unique
        assert (part["months"] < 12).all()
        assert set(capital.find_gaps(flow, CUT_OFF)).isdisjoint(whole["year"])


def test_totals_of_a_term_and_stocks_are_no_flow() -> None:
    items = set(capital.list_flow("investment", CUT_OFF)["item"])
    assert items.isdisjoint({"fdi_2020_2025", "fdi_stock_2025_07", "fdi_stock_2025_10"})


def test_a_note_that_contradicts_its_date_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = load("hanoi")
    rows.loc[rows["item"] == "fdi_2025_07", "note"] = "whole year."
    monkeypatch.setattr(capital, "load", lambda _: rows)
    with pytest.raises(DatasetError, match="two spans"):
        capital.list_flow("investment", CUT_OFF)


def test_scaling_even_months_gives_the_year() -> None:
    flow = pd.DataFrame(
        {
            "item": ["part", "whole", "guests"],
            "year": [2001, 2001, 2001],
            "months": [6, 12, 6],
            "span": [capital.PART, capital.WHOLE, capital.PART],
            "value": [5.0, 10.0, 1.0],
            "comparator": ["eq"] * 3,
            "measure": ["visitors", "visitors", "overnight guests"],
        }
    )
    scaled = capital.scale_parts(flow)
    assert scaled["item"].tolist() == ["part"]
    assert scaled["percent"].tolist() == [0.0]
    both = capital.scale_parts(flow, pd.Series([8.0], index=[2001]))
    assert both["percent"].tolist() == pytest.approx([0.0, 25.0])


def test_goals_are_judged_only_when_an_outturn_is_on_record() -> None:
    goals = capital.list_goals(CUT_OFF).set_index("goal")
    assert (goals["result"].isin(["reached", "short"]) == goals["outturn"].notna()).all()
    assert (goals.loc[goals["target_year"] > 2025, "result"] == "not due").all()
    assert (goals["high"] >= goals["low"]).all()
    assert goals.loc["fdi_target_2025", ["low", "high", "period"]].tolist() == [
        30.0,
        40.0,
        "2021-2025",
    ]
    assert not goals.loc["grdp_growth_target_2025", "same_period"]
    assert goals.loc["grdp_per_capita_target_2025", "same_period"]
    assert capital.list_goals("2023-06-24")["outturn"].isna().all()


def test_every_outturn_named_is_a_row_of_the_unit_of_its_goal() -> None:
    units = load("hanoi").set_index("item")["unit"]
    for goal, outturn in capital.OUTTURNS.items():
        assert units[goal] == units[outturn]


def test_what_the_missing_years_would_have_to_hold() -> None:
    goals = capital.list_goals(CUT_OFF).set_index("goal")
    flow = capital.list_flow("investment", CUT_OFF)
    bound = capital.bound_missing(flow, goals.loc["fdi_target_2025"], CUT_OFF)
    assert bound["known"] + bound["needed"] == pytest.approx(30)
    assert bound["missing"] == [2021, 2023]
    assert bound["years"] + len(bound["missing"]) == 5


def test_the_extra_year_closes_the_average() -> None:
    extra = capital.bound_extra_year(6.57, 6, 7.5)
    assert (5 * 7.5 + extra) / 6 == pytest.approx(6.57)


def test_compound_growth_arrives_at_the_goal() -> None:
    for row in capital.measure_pace(CUT_OFF).itertuples():
        reached = row.from_value * (1 + row.percent / 100) ** (row.to_year - row.from_year)
        assert reached == pytest.approx(row.to_value)


def test_two_steps_with_one_place_are_one_partner() -> None:
    places = capital.list_partner_places(CUT_OFF)
    names = capital.name_places(places)
    assert names.is_unique
    assert places.loc[names == "Beijing", "item"].item() == "beijing_twinned_1994"
    assert provenance.trace(places).count == len(places)


def test_evidence_adds_up() -> None:
    table = capital.show_evidence(CUT_OFF)
    states = table[["two sources", "one source", "in conflict"]].sum(axis=1)
    assert (states == table["cells"]).all()
    assert table["rows"].sum() == len(load("hanoi"))
    numbers = load("hanoi")["value"].notna().sum()
    assert table[["city", "state or party", "press alone"]].to_numpy().sum() == numbers


@pytest.mark.parametrize("day", DAYS)
def test_figures_name_every_gap_and_draw_for_both_days(day: str) -> None:
    goals = capital.list_goals(day)
    measures: dict[capital.Flow, str] = {
        "investment": "registered investment",
        "visitors": "international visitors",
    }
    for kind, measure in measures.items():
        flow = capital.list_flow(kind, day)
        gaps = capital.find_gaps(flow, day)
        aims = capital.spread_goals(goals, measure)
        chart = plots.plot_flow(flow, aims, gaps, "t", "s", "unit", capital.list_rivals(day))
        assert all(str(year) in chart.alt for year in gaps)
        assert len(chart.svg) < 80_000
    assert "short" in plots.plot_goals(goals, "t", "s").alt or day < CUT_OFF
    assert "%" in plots.plot_shares(capital.compare_with_nation(day), "t", "s").alt


def test_scaled_parts_are_drawn_with_their_sign() -> None:
    scaled = capital.scale_parts(capital.list_flow("investment", CUT_OFF))
    names = {"investment": "investment"}
    assert "+50 %" in plots.plot_scaled(scaled.assign(kind="investment"), names, "t", "s").alt
