"""Agreement in the General Assembly: counts, chance, bounds, intervals, missing years."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from helpers import load
from helpers.dataset import DatasetError
from helpers.methods import (
    VOTE_WEIGHTS,
    VoteSplit,
    bootstrap_agreement,
    bootstrap_mean,
    bound_chance_corrected,
    correct_for_chance,
    recover_votes,
)
from helpers.plots.multilateral import (
    _assign_lines,
    plot_agreement,
    plot_beyond_chance,
    plot_ideal_points,
)
from helpers.voting import (
    ROLL_CALLS,
    bound_beyond_chance,
    compare_ideal_points,
    compare_partners,
    compare_scorings,
    describe_coverage,
    estimate_agreement,
    expect_by_chance,
    list_complete,
    list_ideal_points,
    list_own_votes,
    show_periods,
    summarise_periods,
)

# Cohen 1960, "A coefficient of agreement for nominal scales", Educational and
# Psychological Measurement 20, as frequencies of 200: observed .70, kappa .492.
COHEN_1960 = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
# The worked example of Wikipedia's "Scott's pi": observed .333, expected .369, pi -.057
# from these rounded numbers.
SCOTT = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def split_of(table: np.ndarray) -> VoteSplit:
    same = int(np.trace(table))
    opposite = int(table[0, 2] + table[2, 0])
    return VoteSplit(same, int(table.sum()) - same - opposite, opposite)


def test_chance_correction_matches_published_examples() -> None:
    found = correct_for_chance(COHEN_1960)
    assert found.observed == pytest.approx(0.70)
    assert found.cohen_kappa == pytest.approx(0.492, abs=0.0005)
    assert found.brennan_prediger == pytest.approx((0.7 - 1 / 3) / (2 / 3))
    assert correct_for_chance(SCOTT).scott_pi == pytest.approx(-0.057, abs=0.001)


def test_independent_votes_are_at_chance_and_equal_ones_at_one() -> None:
    margins = np.array([0.9, 0.06, 0.04])
    table = 1000 * np.outer(margins, margins)
    for weights in (None, VOTE_WEIGHTS):
        found = correct_for_chance(table, weights)
        assert found.cohen_kappa == pytest.approx(0, abs=1e-9)
        assert found.scott_pi == pytest.approx(0, abs=1e-9)
        assert found.observed > 0.8  # and yet the raw agreement is high
    alike = correct_for_chance(np.diag([50, 3, 2]), VOTE_WEIGHTS)
    assert alike.cohen_kappa == alike.scott_pi == alike.brennan_prediger == 1


def test_signorino_and_ritters_s_is_two_agreements_less_one() -> None:
    # S = 1 - 2 mean(d / dmax), with d the distance on yes, abstain, no and dmax = 2.
    table = np.array([[40, 5, 3], [2, 6, 1], [4, 0, 9]])
    distance = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    s = 1 - 2 * (table * distance / 2).sum() / table.sum()
    assert s == pytest.approx(2 * correct_for_chance(table, VOTE_WEIGHTS).observed - 1)


def test_recovered_votes_give_the_shares_back() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        same, half, opposite = (int(number) for number in rng.integers(0, 70, 3))
        total = same + half + opposite + 1
        exact = round((same + 1) / total, 4)
        scored = round((same + 1 + half / 2) / total, 4)
        assert recover_votes(total, exact, scored) == VoteSplit(same + 1, half, opposite)
    with pytest.raises(ValueError, match="no 10 votes"):
        recover_votes(10, 0.55, 0.8)


def test_every_counted_row_of_the_table_can_be_recovered() -> None:
    rows = load("unga_agreement")
    rows = rows[rows["common_votes"].notna() & (rows["partner"] != "MEDIAN_DYAD")]
    assert len(rows) > 800
    for row in rows.itertuples():
        split = recover_votes(int(row.common_votes), row.agree_exact, row.agree_scored)
        assert split.total == row.common_votes


@pytest.mark.parametrize(
    ("split", "own"),
    [
        (VoteSplit(3, 2, 1), (5, 1, 1)),  # one vote of its own was not common
        (VoteSplit(4, 1, 1), (4, 2, 2)),
        (VoteSplit(2, 3, 1), (2, 4, 3)),
    ],
)
def test_bounds_are_exactly_what_brute_force_finds(
    split: VoteSplit, own: tuple[int, int, int]
) -> None:
    """Every 3 x 3 table of 6 votes with the same known counts, kappa by the full formula."""
    kappas, pis = [], []
    for bars in itertools.combinations(range(split.total + 8), 8):  # stars and bars
        cells = np.diff([-1, *bars, split.total + 8]) - 1
        table = cells.reshape(3, 3)
        rows = table.sum(axis=1)
        if split_of(table) == split and (rows <= own).all():
            full = correct_for_chance(table, VOTE_WEIGHTS)
            kappas.append(full.cohen_kappa)
            pis.append(full.scott_pi)
    found = bound_chance_corrected(split, *own)
    assert found["cohen_kappa"] == pytest.approx((min(kappas), max(kappas)))
    assert found["scott_pi"] == pytest.approx((min(pis), max(pis)))


def test_bounds_hold_the_true_value_of_random_tables() -> None:
    rng = np.random.default_rng(11)
    for _ in range(60):
        table = rng.multinomial(60, [0.7, 0.08, 0.05, 0.03, 0.04, 0.02, 0.03, 0.02, 0.03])
        table = table.reshape(3, 3)
        missed = rng.multinomial(4, [0.8, 0.1, 0.1])
        own = [int(votes) for votes in table.sum(axis=1) + missed]
        truth = correct_for_chance(table, VOTE_WEIGHTS)
        found = bound_chance_corrected(split_of(table), *own)
        low, high = found["cohen_kappa"]
        assert low - 1e-9 <= truth.cohen_kappa <= high + 1e-9
        low, high = found["scott_pi"]
        assert low - 1e-9 <= truth.scott_pi <= high + 1e-9


def test_bounds_refuse_counts_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="fewer votes"):
        bound_chance_corrected(VoteSplit(10, 0, 0), 5, 1, 1)
    with pytest.raises(ValueError, match="no table"):
        bound_chance_corrected(VoteSplit(0, 0, 10), 0, 10, 0)  # opposed, yet all abstained


@pytest.mark.parametrize("shares", [(0.75, 0.17, 0.08), (0.95, 0.04, 0.01), (0.15, 0.12, 0.73)])
def test_the_bootstrap_covers_the_truth_as_often_as_it_says(shares: tuple[float, ...]) -> None:
    """Also near full agreement, where the percentile bootstrap covers 87 % only."""
    rng = np.random.default_rng(5)
    truth = float(np.array(shares) @ [1, 0.5, 0])
    covered = 0
    for _ in range(500):
        counts = rng.multinomial(85, shares)
        band = bootstrap_agreement(VoteSplit(*map(int, counts)), draws=499)
        covered += band.low <= truth <= band.high
    assert 0.92 <= covered / 500 <= 0.98


def test_the_bootstrap_of_counts_is_the_bootstrap_of_roll_calls() -> None:
    """Weighting single roll calls gives nearly the interval of weighting their counts."""
    scores = np.repeat([1.0, 0.5, 0.0], [600, 120, 20])
    rng = np.random.default_rng(8)
    drawn = rng.dirichlet(np.ones(len(scores)), size=4000) @ scores
    band = bootstrap_agreement(VoteSplit(600, 120, 20), draws=20_000)
    assert (band.low, band.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.003)


def test_full_agreement_is_not_certain() -> None:
    band = bootstrap_agreement(VoteSplit(40, 0, 0))
    assert band.estimate == band.high == 1
    assert 0.85 < band.low < 0.95
    assert (
        bootstrap_agreement(VoteSplit(0, 0, 40)).low
        == 0
        < bootstrap_agreement(VoteSplit(0, 0, 40)).high
    )


def test_blocks_widen_the_interval_of_a_dependent_series() -> None:
    """Coverage of the mean of AR(1) series of 60: single draws fall short, blocks less so."""
    rng = np.random.default_rng(9)
    hits = {1: 0, 8: 0}
    for _ in range(250):
        noise = rng.normal(size=110)
        series = np.zeros(110)
        for place in range(1, 110):
            series[place] = 0.6 * series[place - 1] + noise[place]
        for block in hits:
            band = bootstrap_mean(series[50:], block, draws=399)
            hits[block] += band.low <= 0 <= band.high
    assert hits[1] / 250 < 0.80 < hits[8] / 250
    with pytest.raises(ValueError, match="does not fit"):
        bootstrap_mean([1.0, 2.0], block=3)


def test_running_years_and_sessions_are_left_out() -> None:
    rows = pd.DataFrame(
        {"year": [2021, 2022, 2023, 2021, 2022], "basis": ["calendar_year"] * 3 + ["session"] * 2}
    )
    kept = list_complete(rows, "2023-06-24")
    assert kept[["year", "basis"]].to_numpy().tolist() == [
        [2021, "calendar_year"],
        [2022, "calendar_year"],
        [2021, "session"],
    ]
    assert len(list_complete(rows, "2023-09-30")) == 4
    assert len(list_complete(rows, "2023-12-31")) == 5


def test_nothing_after_the_day_is_used() -> None:
    assert estimate_agreement(["USA"], "2001-05-01")["year"].max() == 2000
    assert list_own_votes("2023-06-24")["year"].max() == 2022
    assert list_ideal_points(["VNM"], "2023-06-24")["year"].max() == 2022
    early = summarise_periods(["USA"], {"all": (1977, 2020)}, "2001-05-01")
    assert early["years"].item() == 24


def test_absences_are_kept_apart_from_abstentions() -> None:
    rows = estimate_agreement(["USA", "CHN", "MMR", "KHM"], "2025-12-31")
    counted = rows[rows["common_votes"].notna()]
    both = counted["own_absences"] + counted["partner_absences"]
    assert (both == counted["absences"]).all()
    assert (counted["partner_absences"] >= 0).all()
    assert (counted["if_absent_low"] <= counted["agree_scored"]).all()
    assert (counted["agree_scored"] <= counted["if_absent_high"]).all()
    votes = list_own_votes("2025-12-31", ROLL_CALLS)
    shares = votes[["yes_percent", "abstain_percent", "no_percent"]].sum(axis=1)
    assert np.allclose(shares.astype(float), 100)
    assert (votes["votes_cast"] + votes["absent"] == votes["roll_calls"]).all()
    assert list_own_votes("2025-12-31")["absent"].isna().all()


def test_published_scores_have_no_interval() -> None:
    rows = estimate_agreement(["CHN", "RUS"], "2025-12-31")
    scores = rows[rows["basis"] == "session"]
    assert scores["year"].tolist() == [2021, 2022, 2023]
    assert scores[["low", "high", "same", "if_absent_low"]].isna().all(axis=None)
    counted = rows[rows["basis"] == "calendar_year"]
    assert (
        (counted["low"] <= counted["agree_scored"]) & (counted["agree_scored"] <= counted["high"])
    ).all()
    assert (counted["exact_low"] <= counted["agree_exact"]).all()


def test_high_agreement_need_not_be_beyond_chance() -> None:
    rows = bound_beyond_chance(["CHN", "LAO"], "2025-12-31")
    assert (rows["kappa_low"] <= rows["kappa_high"]).all()
    assert (rows[["kappa_low", "kappa_high", "pi_low", "pi_high"]].abs() <= 1).all(axis=None)
    china = rows[(rows["partner"] == "CHN") & (rows["year"] == 2019)].iloc[0]
    assert china["agree_scored"] > 0.85
    assert china["kappa_low"] < 0 < china["kappa_high"]


def test_period_means_lie_between_the_yearly_extremes() -> None:
    summary = summarise_periods(["CHN", "USA"], {"2010s": (2011, 2020)}, "2025-12-31")
    yearly = bound_beyond_chance(["CHN", "USA"], "2025-12-31").query("2011 <= year <= 2020")
    for row in summary.itertuples():
        of_partner = yearly.loc[yearly["partner"] == row.partner, "agree_scored"]
        assert of_partner.min() < row.low < row.agreement < row.high < of_partner.max()
    difference = compare_partners("CHN", "USA", (2011, 2020), "2025-12-31")
    means = summary.set_index("partner")["agreement"]
    assert difference.estimate == pytest.approx(means["CHN"] - means["USA"], abs=1e-4)
    mirrored = compare_partners("USA", "CHN", (2011, 2020), "2025-12-31")
    assert mirrored.estimate == pytest.approx(-difference.estimate)
    with pytest.raises(DatasetError, match="common years"):
        compare_partners("CHN", "USA", (2021, 2023), "2025-12-31")


def test_a_short_period_has_no_interval() -> None:
    short = summarise_periods(["CHN"], {"short": (2018, 2020)}, "2025-12-31")
    assert short[["low", "high"]].isna().all(axis=None)
    assert short["agreement"].notna().all()


def test_ideal_points_and_their_distances() -> None:
    points = list_ideal_points(["VNM", "USA", "CHN", "RUS"], "2025-12-31")
    assert ((points["low"] <= points["point"]) & (points["point"] <= points["high"])).all()
    distance = compare_ideal_points(points).set_index(["country", "year"])["distance"]
    by_key = points.set_index(["country", "year"])["point"]
    assert distance["USA", 2020] == pytest.approx(by_key["USA", 2020] - by_key["VNM", 2020])
    assert list_ideal_points(["VNM"], "2025-12-31", "all")["year"].max() == 2023


def test_wrong_questions_say_what_there_is() -> None:
    with pytest.raises(DatasetError, match="no agreement with XXX; there are AUS"):
        estimate_agreement(["XXX"], "2025-12-31")
    with pytest.raises(DatasetError, match="no vote set"):
        list_own_votes("2025-12-31", "some")
    with pytest.raises(DatasetError, match="no variant"):
        list_ideal_points(["VNM"], "2025-12-31", "session")
    with pytest.raises(DatasetError, match="no ideal points of LAO"):
        list_ideal_points(["LAO"], "2025-12-31")


def test_coverage_says_where_counts_end() -> None:
    covered = describe_coverage("2025-12-31").set_index("name")
    assert covered.at["Russia", "counted_to"] == 2020
    assert pd.isna(covered.at["Russia", "score_only_to"])
    assert covered.at["South Korea", "counted_from"] == 1991


@pytest.mark.parametrize("day", ["2012-06-30", "2025-12-31"])
def test_figures_say_the_numbers_they_draw(day: str) -> None:
    partners = ["USA", "CHN", "RUS"]
    agreement = plot_agreement(estimate_agreement(partners, day), "Title", "Subtitle")
    assert "China lowest" in agreement.alt
    summary = summarise_periods(partners, {"2001-2010": (2001, 2010)}, day)
    chance = plot_beyond_chance(summary, "Title", "Subtitle")
    usa = summary.set_index("partner").loc["USA"]
    assert f"United States: agreement {usa['agreement']:.2f}, kappa between" in chance.alt
    points = plot_ideal_points(list_ideal_points(["VNM", *partners], day), "Title", "Subtitle")
    assert "1977" in points.alt
    assert all(len(chart.svg) < 80_000 for chart in (agreement, chance, points))


def test_blind_partners_agree_as_the_formula_says() -> None:
    table = expect_by_chance((2015, 2015), "2025-12-31")
    votes = list_own_votes("2025-12-31", ROLL_CALLS).set_index("year").loc[2015]
    always_yes = (votes["yes"] + votes["abstain"] / 2) / votes["votes_cast"]
    assert table.at["always yes", "expected"] == pytest.approx(100 * always_yes, abs=0.05)
    ends = table.loc[["always yes", "always no"], "expected"]
    assert ends.sum() == pytest.approx(100, abs=0.11)  # yes and no are scored as mirror images
    with pytest.raises(DatasetError, match="no votes with counts"):
        expect_by_chance((2024, 2025), "2025-12-31")


def test_a_blind_partner_has_a_kappa_of_zero() -> None:
    own = np.array([0.9, 0.06, 0.04])
    for other in ([1.0, 0.0, 0.0], [0.5, 0.25, 0.25], [0.0, 1.0, 0.0]):
        found = correct_for_chance(1000 * np.outer(own, other), VOTE_WEIGHTS)
        assert found.cohen_kappa == pytest.approx(0)
        assert found.observed == pytest.approx(own @ VOTE_WEIGHTS @ np.array(other))


def test_scorings_are_ordered_as_their_rules_say() -> None:
    rules = compare_scorings(["CHN", "USA"], (2011, 2020), "2025-12-31")
    assert list(rules.columns) == ["China", "United States"]
    main, strict = rules.iloc[0], rules.loc["an abstention is disagreement"]
    assert (strict < main).all()
    assert (rules.loc["missed votes taken as opposed"] < main).all()
    assert (rules.loc["missed votes taken as alike"] > main).all()


def test_periods_are_shown_by_the_newest_and_short_ones_without_interval() -> None:
    periods = {"old": (1991, 2000), "new": (2018, 2020)}
    shown = show_periods(summarise_periods(["USA", "LAO"], periods, "2025-12-31"))
    assert list(shown.index) == ["Laos", "United States"]
    assert "(" in shown.at["Laos", "old"]
    assert "(" not in shown.at["Laos", "new"]


def test_a_state_has_the_same_line_in_every_figure() -> None:
    lines = _assign_lines(["Laos", "China", "United States"])
    assert lines["China"] == _assign_lines(["Viet Nam", "China"])["China"]
    assert len(set(lines.values())) == 3
