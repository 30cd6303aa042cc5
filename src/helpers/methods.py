"""Statistics on plain arrays and frames: clustering in time, and time until an event.

Nothing here knows the dataset. Estimators come from scipy where it has them; simulations
take a seed and give the same numbers on every run.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

SEED = 20251231


@dataclass(frozen=True)
class MonteCarloTest:
    """A statistic, its distribution under a simulated null, and how rarely it is reached."""

    observed: float
    null: NDArray[np.float64]
    p_value: float

    @property
    def null_median(self) -> float:
        return float(np.median(self.null))

    @property
    def null_range(self) -> tuple[float, float]:
        """The central 95 % of the null."""
        low, high = np.quantile(self.null, [0.025, 0.975])
        return float(low), float(high)


def count_busiest(years: ArrayLike, width: int) -> int:
    """How many events fall in the busiest run of ``width`` calendar years?

    The scan statistic for calendar years (Naus 1965, "The distribution of the size of
    the maximum cluster of points on a line", JASA 60).

    >>> count_busiest([1990, 1992, 1992, 1993, 2005], width=3)
    3
    """
    counts = _count_by_year(np.asarray(years))
    return int(np.convolve(counts, np.ones(width, dtype=int)).max())


def _count_by_year(years: NDArray[np.int_]) -> NDArray[np.int_]:
    return np.bincount(years - years.min())


def simulate_years(
    available: ArrayLike,
    until: float,
    draws: int,
    seed: int = SEED,
    burst: float = 1.0,
    width: int = 3,
) -> NDArray[np.int_]:
    """Event years if each unit's event were equally likely on any day it was available.

    ``available``: when each unit could first have its event (a decimal year); ``until``:
    the end of observation (a decimal year). With ``burst`` above 1, one run of ``width``
    years per draw, placed at random, is that many times as likely as any other time: the
    alternative whose detection gives the power. Returns years, draws x units.

    >>> simulate_years([1950.0, 1990.5], until=2026.0, draws=2).shape
    (2, 2)
    """
    start = np.asarray(available, dtype=float)
    if (start >= until).any():
        raise ValueError("every unit must be available before the end of observation")
    rng = np.random.default_rng(seed)
    first = np.floor(start.min())
    opening = rng.integers(int(first), int(until) - width + 1, size=(draws, 1)).astype(float)
    inside_from = np.clip(opening, start, until)
    inside_to = np.clip(opening + width, start, until)
    before, inside, after = (
        inside_from - start,
        inside_to - inside_from,
        until - inside_to,
    )
    place = rng.random((draws, len(start))) * (before + burst * inside + after)
    moment = np.where(
        place < before,
        start + place,
        np.where(
            place < before + burst * inside,
            inside_from + (place - before) / burst,
            inside_to + (place - before - burst * inside),
        ),
    )
    years: NDArray[np.int_] = np.floor(moment).astype(int)
    return years


def assess_clustering(
    years: ArrayLike,
    available: ArrayLike,
    until: float,
    width: int = 3,
    draws: int = 4999,
    seed: int = SEED,
) -> MonteCarloTest:
    """Do events crowd into a few years more than chance alone would make them?

    The observed scan statistic against its distribution when each unit's event is equally
    likely on any day from when it was available. The p-value counts the observation among
    the draws (Davison and Hinkley 1997, section 4.2), so it is never zero.

    >>> spread = list(range(1950, 2020))
    >>> assess_clustering(spread, [1950.0] * 70, until=2026.0, draws=199).p_value > 0.05
    True
    """
    observed = count_busiest(years, width)
    simulated = simulate_years(available, until, draws, seed)
    null = np.array([count_busiest(draw, width) for draw in simulated], dtype=float)
    p_value = (1 + np.sum(null >= observed)) / (1 + draws)
    return MonteCarloTest(float(observed), null, float(p_value))


def estimate_power(
    available: ArrayLike,
    until: float,
    bursts: ArrayLike,
    width: int = 3,
    level: float = 0.05,
    draws: int = 999,
    seed: int = SEED,
) -> pd.DataFrame:
    """How strong must a burst be for ``assess_clustering`` to notice it?

    Returns ``burst`` (how many times as likely events are in one run of ``width`` years)
    and ``power`` (the share of simulated histories whose scan statistic exceeds the
    ``level`` critical value). A burst of 1 gives the test's false-alarm rate.
    """
    null = simulate_years(available, until, draws, seed)
    critical = np.quantile([count_busiest(draw, width) for draw in null], 1 - level)
    rows = []
    for number, burst in enumerate(np.asarray(bursts, dtype=float)):
        alternative = simulate_years(available, until, draws, seed + 1 + number, burst, width)
        hits = [count_busiest(draw, width) > critical for draw in alternative]
        rows.append({"burst": float(burst), "power": float(np.mean(hits))})
    return pd.DataFrame(rows)


def estimate_survival(durations: ArrayLike, ended: ArrayLike, level: float = 0.95) -> pd.DataFrame:
    """What share is still waiting after each length of time? (Kaplan-Meier)

    ``durations``: time observed per unit; ``ended``: True where the event came, False
    where observation stopped first (right-censored). Returns one row per event time, with
    a first row at zero: ``time``, ``at_risk``, ``events``, ``survival`` and the log-log
    interval ``lower`` to ``upper`` (missing where it is undefined: before the first event
    and at zero survival). Estimate and interval are scipy's (``scipy.stats.ecdf``).

    >>> estimate_survival([1, 2, 3, 4], [True, False, True, False])["survival"].tolist()
    [1.0, 0.75, 0.375]
    """
    times = np.asarray(durations, dtype=float)
    events = np.asarray(ended, dtype=bool)
    if len(times) == 0:
        raise ValueError("no durations: the selection of spells is empty")
    sample = stats.CensoredData(uncensored=times[events], right=times[~events])
    curve = stats.ecdf(sample).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        # Undefined at zero survival: reported here as missing, as the docstring says.
        warnings.filterwarnings("ignore", message="The confidence interval is undefined")
        band = curve.confidence_interval(confidence_level=level, method="log-log")
    rows = pd.DataFrame(
        {
            "time": curve.quantiles,
            "at_risk": [int((times >= moment).sum()) for moment in curve.quantiles],
            "events": [int(((times == moment) & events).sum()) for moment in curve.quantiles],
            "survival": curve.probabilities,
            "lower": band.low.probabilities,
            "upper": band.high.probabilities,
        }
    )
    rows = rows[rows["events"] > 0]
    start = pd.DataFrame({"time": [0.0], "at_risk": [len(times)], "events": [0], "survival": [1.0]})
    return pd.concat([start, rows], ignore_index=True)


@dataclass(frozen=True)
class Quantile:
    """A time by which a share has had the event, with its interval; None: not reached."""

    time: float | None
    lower: float | None
    upper: float | None


def find_quantile(curve: pd.DataFrame, share: float = 0.5) -> Quantile:
    """By when has survival fallen to ``share``? With the interval that its band implies.

    The ends of the interval are where the band's ends fall to ``share`` (Brookmeyer and
    Crowley 1982, Biometrics 38).

    >>> find_quantile(estimate_survival([1, 2, 3], [True, True, True])).time
    2.0
    """

    def first_below(column: str) -> float | None:
        reached = curve[curve[column] <= share]
        return None if reached.empty else float(reached["time"].iloc[0])

    return Quantile(first_below("survival"), first_below("lower"), first_below("upper"))


@dataclass(frozen=True)
class RateComparison:
    """Two event rates, their ratio and its exact confidence interval."""

    first: float
    second: float
    ratio: float
    lower: float
    upper: float


def compare_rates(
    first_events: int,
    first_time: float,
    second_events: int,
    second_time: float,
    level: float = 0.95,
) -> RateComparison:
    """How many times as high was an event rate in a second period as in a first?

    Times are exposures in one unit (such as partner-years). The interval is exact,
    conditional on the total number of events (Clopper-Pearson on the split; Breslow and
    Day 1987, section 3.2); it assumes independent events at a constant rate per period.

    >>> compared = compare_rates(4, 100.0, 16, 100.0)
    >>> round(compared.ratio, 2), round(compared.lower, 2), round(compared.upper, 1)
    (4.0, 1.29, 16.4)
    """
    total = first_events + second_events
    if total == 0 or min(first_time, second_time) <= 0:
        raise ValueError("two exposures above zero and at least one event are needed")
    split = stats.binomtest(second_events, total).proportion_ci(level, method="exact")
    exposure = first_time / second_time

    def to_ratio(share: float) -> float:
        return float("inf") if share == 1 else share / (1 - share) * exposure

    return RateComparison(
        first=first_events / first_time,
        second=second_events / second_time,
        ratio=to_ratio(second_events / total),
        lower=to_ratio(split.low),
        upper=to_ratio(split.high),
    )
