"""Statistics against published examples, and their error rates by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.methods import (
    assess_clustering,
    compare_rates,
    count_busiest,
    estimate_power,
    estimate_survival,
    find_quantile,
    simulate_years,
)

# Remission times in weeks, 6-mercaptopurine arm of Freireich et al. 1963, as tabulated in
# Cox and Oakes 1984, "Analysis of Survival Data", section 1.1; False is censored.
FREIREICH = [
    *((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True)),
    *((10, False), (11, False), (13, True), (16, True), (17, False), (19, False), (20, False)),
    *((22, True), (23, True), (25, False), (32, False), (32, False), (34, False), (35, False)),
]


def test_survival_matches_the_published_example() -> None:
    times, ended = zip(*FREIREICH, strict=True)
    curve = estimate_survival(times, ended).set_index("time")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for time, survival in published.items():
        assert curve.at[time, "survival"] == pytest.approx(survival, abs=0.0006)
    assert curve.loc[[6, 10, 22], "at_risk"].tolist() == [21, 15, 7]
    assert find_quantile(curve.reset_index()).time == 23


def test_the_log_log_interval_matches_its_formula() -> None:
    # Kalbfleisch and Prentice 2002, equation 1.17, at six weeks: three of 21 failed.
    times, ended = zip(*FREIREICH, strict=True)
    row = estimate_survival(times, ended).set_index("time").loc[6]
    survival = 18 / 21
    spread = 1.959964 * np.sqrt(3 / (21 * 18)) / abs(np.log(survival))
    assert row["lower"] == pytest.approx(survival ** np.exp(spread), abs=1e-6)
    assert row["upper"] == pytest.approx(survival ** np.exp(-spread), abs=1e-6)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        life, limit = rng.exponential(10, 25), rng.uniform(2, 25, 25)
        curve = estimate_survival(np.minimum(life, limit), life <= limit)
        row = curve[curve["time"] <= 8].iloc[-1]
        covered += bool(row["lower"] <= np.exp(-0.8) <= row["upper"])
    assert 0.91 <= covered / 400 <= 0.985


def test_a_quantile_not_reached_is_none() -> None:
    found = find_quantile(estimate_survival([1, 2, 3], [True, False, False]))
    assert found.time is None
    with pytest.raises(ValueError, match="selection of spells is empty"):
        estimate_survival([], [])


def test_busiest_run_of_years() -> None:
    assert count_busiest([1973, 1975, 1975, 1992], width=3) == 3
    assert count_busiest([1973, 1975, 1975, 1992], width=2) == 2


def test_simulated_years_respect_availability() -> None:
    years = simulate_years([1950.0, 1991.7], until=2026.0, draws=500)
    assert years[:, 0].min() >= 1950
    assert years[:, 1].min() >= 1991
    assert years.max() <= 2025


def test_simulated_years_are_the_same_on_every_run() -> None:
    first, second = (simulate_years([1950.0] * 5, 2026.0, draws=3) for _ in range(2))
    assert (first == second).all()


def test_a_burst_concentrates_openings() -> None:
    even = simulate_years([1950.0] * 150, 2026.0, draws=200)
    burst = simulate_years([1950.0] * 150, 2026.0, draws=200, burst=5.0)
    busiest = [np.mean([count_busiest(draw, 3) for draw in draws]) for draws in (even, burst)]
    assert busiest[1] > 1.5 * busiest[0]


def test_false_alarms_stay_near_the_level() -> None:
    available = np.full(120, 1950.0)
    histories = simulate_years(available, 2026.0, draws=150, seed=7)
    alarms = [
        assess_clustering(history, available, 2026.0, draws=199, seed=draw).p_value <= 0.05
        for draw, history in enumerate(histories)
    ]
    assert np.mean(alarms) <= 0.09


def test_power_rises_with_the_burst() -> None:
    power = estimate_power([1950.0] * 100, 2026.0, bursts=[1, 3, 8], draws=199)["power"].tolist()
    assert power[0] <= 0.09
    assert power[0] < power[1] < power[2]


def test_the_rate_ratio_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for first, second in rng.poisson([6, 12], size=(400, 2)):
        compared = compare_rates(int(first), 100.0, int(second), 100.0)
        covered += compared.lower <= 2.0 <= compared.upper
    assert covered / 400 >= 0.945
    with pytest.raises(ValueError, match="at least one event"):
        compare_rates(0, 10.0, 0, 10.0)
