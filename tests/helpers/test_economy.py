"""The economy: one release a figure, sums against totals, bounds, placebo years, made-up panels."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from helpers import claims, economy, load, plots
from helpers.claims import rank_tables
from helpers.concentration import count_effective
from helpers.dataset import DatasetError

DAYS = ("2023-06-24", "2025-12-31")
CUT_OFF = "2025-12-31"


@pytest.mark.parametrize("day", DAYS)
def test_nothing_of_a_year_that_was_not_over(day: str) -> None:
    last = economy.find_last_year(day)
    frames = [
        economy.measure_openness(day),
        economy.measure_inflows(day),
        economy.index_output(day),
        economy.list_investment(day),
        economy.check_coverage(day),
        economy.measure_concentration(day),
        economy.compare_releases("gdp_growth", day).reset_index(),
    ]
    assert all(frame["year"].max() <= last for frame in frames)
    assert economy.build_panel("exports", day).columns.max() <= last
    assert economy.take_series("vn_fdi_disbursed", day, None)["year"].max() <= last


def test_a_day_before_the_end_of_a_year_does_not_know_the_year() -> None:
    assert economy.find_last_year("2024-12-30") == 2023
    assert economy.find_last_year("2024-12-31") == 2024


def test_a_series_of_several_releases_must_name_one() -> None:
    with pytest.raises(DatasetError, match="several releases"):
        economy.take_series("gdp_growth", CUT_OFF, None)
    for name in economy.FOOTING:
        if name.startswith("vn_"):
            assert economy.take_series(name, CUT_OFF, None)["year"].is_unique


def test_every_series_listed_is_an_indicator_and_has_a_footing() -> None:
    assert set(economy.FOOTING) <= set(load("indicator_definitions")["indicator"])
    listed = economy.list_series(CUT_OFF)
    assert len(listed) == len(economy.FOOTING)
    assert listed.index.is_unique


def test_shares_of_output_equal_those_of_the_release() -> None:
    # fdi_net_inflows_pct_gdp is derived in the table; ours is computed from its parts.
    ours = economy.measure_inflows(CUT_OFF).set_index("year")["investment"]
    theirs = economy.to_line(economy.take_series("fdi_net_inflows_pct_gdp", CUT_OFF))
    assert (ours - theirs).abs().max() < 1e-3
    goods = economy.measure_openness(CUT_OFF).set_index("year")["goods"]
    gdp = economy.to_line(economy.take_series("gdp_usd", CUT_OFF))
    parts = economy.to_line(economy.take_series("goods_exports", CUT_OFF)) + economy.to_line(
        economy.take_series("goods_imports", CUT_OFF)
    )
    assert (goods - (100 * parts / gdp)).abs().max() < 1e-9


def test_output_is_chained_from_growth() -> None:
    frame = economy.index_output(CUT_OFF, since=2020).set_index("year")
    growth = economy.to_line(economy.take_series("gdp_growth", CUT_OFF))
    assert frame.at[2020, "constant"] == frame.at[2020, "current"] == 1
    assert frame.at[2022, "constant"] == pytest.approx(
        (1 + growth[2021] / 100) * (1 + growth[2022] / 100)
    )


def test_an_overlap_is_measured_or_named_as_missing() -> None:
    found = economy.check_overlap(pd.Series({1: 2.0, 2: 4.0}), pd.Series({2: 3.0, 3: 9.0}))
    assert found == economy.Overlap((2,), 0.75, 0.75)
    assert found.widest == pytest.approx(25)
    table = economy.list_overlaps(CUT_OFF)
    assert table.at["visitors", "common years"] == "none"
    assert table.at["visitors", "second as % of first"] == "not testable"


def test_partner_sums_reconcile_within_the_stated_reach() -> None:
    coverage = economy.check_coverage(CUT_OFF)
    rows = load("trade_by_partner")
    for row in coverage.sample(10, random_state=3).itertuples():
        of_year = rows[(rows["year"] == row.year) & (rows["reporter"] == "VNM")]
        summed = of_year[f"{row.flow}_usd"].sum() / 1e9
        assert row.sum == pytest.approx(summed)
        assert row.whole == (0.95 <= summed / row.total <= 1.05)
    whole = coverage[coverage["whole"]]
    for flow in ("exports", "imports"):
        assert set(range(1997, 2021)) <= set(whole.loc[whole["flow"] == flow, "year"])
    assert not coverage.query("partners < 5")["whole"].any()


def test_a_table_that_reaches_the_share_is_taken_whatever_its_year() -> None:
    loose = economy.measure_concentration(CUT_OFF, reach=0.85)
    strict = economy.measure_concentration(CUT_OFF, reach=0.99)
    assert set(strict.query("whole")["year"]) < set(loose.query("whole")["year"])
    assert strict.loc[~strict["whole"], "effective"].isna().all()


@pytest.mark.parametrize("day", DAYS)
def test_points_lie_within_their_bounds(day: str) -> None:
    frame = economy.measure_concentration(day)
    whole = frame[frame["whole"]]
    assert (whole["low"] <= whole["effective"] + 1e-9).all()
    assert (frame["low"] <= frame["high"] + 1e-9).all()
    # What is listed twice as well known is bounded more narrowly.
    width = (frame["high"] - frame["low"]) / frame["low"]
    assert width[frame["percent"] > 98].max() < width[frame["percent"] < 75].min()


def test_a_leader_is_certain_when_nothing_unseen_can_be_larger() -> None:
    frame = economy.measure_concentration(CUT_OFF)
    assert frame.loc[frame["whole"], "certain"].all()
    rest = 100 - frame["percent"].clip(upper=100)
    part = frame[~frame["whole"]]
    assert (part["certain"] == (part["leader_share"] >= rest[part.index] - 1e-9)).all()
    early = frame.query("flow == 'imports' and year == 1988").iloc[0]
    assert (early["leader"], early["certain"], early["whole"]) == ("SUN", True, False)
    partners = economy.list_partners("exports", 2020)
    assert partners["% of the total"].sum() == pytest.approx(100, abs=0.3)


def test_bounds_from_a_few_partners_cover_what_the_whole_table_says() -> None:
    # Hide all but the two largest of a whole table: the bounds must cover the truth.
    from helpers import concentration

    for year in (2003, 2012, 2020):
        sizes = economy.to_sizes(economy.take_table("exports", year), "exports")
        known = sizes.head(2)
        found = concentration.bound(
            count_effective, known, float(sizes.sum()), 200, known.max(), True
        )
        assert found.low <= count_effective(sizes) <= found.high


def test_definitions_move_concentration_in_the_known_direction() -> None:
    table = economy.compare_definitions("exports", 2020)
    plain = table.at["as listed", "HHI"]
    assert table.at["European Union as one", "HHI"] > plain
    assert table.at["Hong Kong and Macao with China", "HHI"] > plain
    assert table.at["European Union as one", "partners"] < table.at["as listed", "partners"]


def test_ranks_are_those_of_the_claims() -> None:
    names = {"a2025_investment_top_20": "investment", "a2023_growth_top_10": "growth"}
    table = rank_tables.tabulate_ranks(names, CUT_OFF)
    for claim_id in names:
        decision = claims.decide(claim_id)
        part = table[table["claim"] == claim_id]
        assert set(part["definition"]) <= {tried.name for tried in decision.tried}
        plain = part[part["kind"] == "plain"]
        assert plain["low"].item() == decision.tried[0].low
    assert not table["definition"].str.contains("alone, release").any()


def test_claims_not_yet_in_print_are_left_out() -> None:
    names = {"a2023_growth_top_10": "growth", "a2025_trade_rank_17": "trade"}
    assert set(rank_tables.tabulate_ranks(names, "2023-06-24")["claim"]) == {"a2023_growth_top_10"}
    assert rank_tables.tabulate_ranks(names, "2022-12-31").empty
    rows = rank_tables.gather_rank_rows(names, "2023-06-24")
    assert {frame.attrs["table"] for frame in rows} == {"world_indicators"}


def test_a_steady_partner_has_no_change_beyond_its_controls() -> None:
    years = range(2000, 2020)
    logs = pd.DataFrame({year: [0.1 * (year - 2000)] * 4 for year in years}, index=list("abcd"))
    changes = economy.measure_changes(logs)
    assert np.allclose(changes, 0.4)
    assert changes.columns.tolist() == list(range(2003, 2017))


def test_an_effect_put_into_a_panel_is_found_and_its_year_left_out() -> None:
    panel = economy.build_panel("exports", CUT_OFF)
    starts = economy.list_starts(CUT_OFF)
    before = economy.compare_around(panel, starts).set_index("partner")
    raised = panel.copy()
    raised.loc["KOR", [year for year in panel.columns if year > 2007]] += 2.0
    after = economy.compare_around(raised, starts).set_index("partner")
    assert after.at["KOR", "relative"] == pytest.approx(before.at["KOR", "relative"] + 2)
    assert after.at["KOR", "place"] == "above"
    others = before.index.drop("KOR")
    assert np.allclose(after.loc[others, "relative"], before.loc[others, "relative"])


def test_controls_have_no_agreement_and_placebo_windows_avoid_the_start() -> None:
    panel = economy.build_panel("exports", CUT_OFF)
    starts = economy.list_starts(CUT_OFF)
    found = economy.compare_around(panel, starts)
    assert found["partner"].is_unique
    assert not set(found["partner"]) & {"SGP", "THA", "MYS", "IDN", "PHL"}
    assert starts["party"].is_unique
    # Eighteen centres, 2000 to 2017, less those within three years of any agreement.
    placebos = found.set_index("partner")["placebos"]
    assert placebos["CHN"] == 18 - 7  # 2006 alone; the next is of 2022
    assert placebos["KOR"] == 18 - 7 - 6  # 2007 and 2015: 2004 to 2010 and 2012 to 2017
    assert placebos["USA"] == 18 - 5  # 2001: 2000 to 2004
    # The panel does not join two sources.
    rows = load("trade_by_partner").query("reporter == 'VNM' and year in @panel.columns")
    assert rows["source_id"].value_counts(normalize=True).iloc[0] > 0.99


def test_simulated_panels_repeat_and_chance_gives_no_effect() -> None:
    first, again = (economy.simulate_panels("drawn by lot", draws=3) for _ in range(2))
    assert np.array_equal(first.logs, again.logs)
    assert (first.treated.sum(axis=1) == 9).all()
    table = economy.assess_estimates().set_index(["rule", "estimate"])
    lot, steady, poor = economy.RULES
    raw, controlled, own = economy.ESTIMATES
    assert table.at[(lot, raw), "low"] > 0.1  # growth alone looks like an effect
    assert abs(table.at[(lot, controlled), "median"]) < 0.05
    assert table.at[(steady, controlled), "low"] > 0  # choice of fast growers does too
    assert abs(table.at[(steady, own), "median"]) < 0.05
    assert table.at[(poor, own), "low"] > 0  # and no placebo year cures choice by a dip


def test_an_effect_in_simulated_panels_is_recovered_when_drawn_by_lot() -> None:
    table = economy.assess_estimates(effect=0.5).set_index(["rule", "estimate"])
    for estimate in economy.ESTIMATES[1:]:
        assert table.at[(economy.RULES[0], estimate), "median"] == pytest.approx(0.5, abs=0.06)


def test_power_rises_with_the_effect_and_false_alarms_are_stated() -> None:
    table = economy.count_outside([0.0, 0.25, 0.5, 1.0])
    assert table["above"].is_monotonic_increasing
    # Exchangeable years would put 2 of n+1 outside; overlapping windows put more there.
    assert 2 / 13 * 100 < table["outside"].iloc[0] < 50
    assert table["percent"].iloc[2] == pytest.approx(100 * (np.exp(0.5) - 1))
    with pytest.raises(ValueError, match="no rule"):
        economy.simulate_panels("by wish")


@pytest.mark.parametrize("day", DAYS)
def test_every_figure_can_be_drawn_and_says_what_it_shows(day: str) -> None:
    frame = economy.measure_concentration(day)
    year = economy.find_mirror_years("exports", day)[-1]
    names = {"a2023_trade_top_20": "trade", "a2025_trade_rank_17": "trade, later"}
    panel = economy.build_panel("exports", day)
    charts = [
        plots.plot_gdp_shares(
            economy.measure_openness(day), {"goods": "goods"}, "% of GDP", "t", "s", "indicators"
        ),
        plots.plot_gdp_growth(
            economy.to_line(economy.take_series("gdp_growth", day)),
            economy.compare_releases("gdp_growth", day),
            economy.to_line(economy.take_series("vn_gdp_growth", day, None)), "t", "s",
        ),
        plots.plot_investment(economy.list_investment(day), "t", "s"),
        plots.plot_dependence(frame[frame["certain"]], {}, "t", "s"),
        plots.plot_effective(frame, "t", "s"),
        plots.plot_mirror({"exports": economy.compare_mirror("exports", year)}, "t", "s"),
        plots.plot_rank_ranges(rank_tables.tabulate_ranks(names, day), "t", "s"),
        plots.plot_placebos(economy.compare_around(panel, economy.list_starts(day)), "t", "s"),
        plots.plot_estimates(economy.assess_estimates(draws=40), "t", "s"),
    ]  # fmt: skip
    for chart in charts:
        assert len(chart.svg) < 80_000
        assert len(chart.alt) > 80
        assert "nan" not in chart.alt
    for first, second in itertools.pairwise(charts):
        assert first.digest != second.digest
