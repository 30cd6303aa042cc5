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
    from scipy import stats  # slower to import than pandas: only when asked

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
    from scipy import stats  # slower to import than pandas: only when asked

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


@dataclass(frozen=True)
class Interval:
    """An estimate and the interval around it; the ends are missing where it has none."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class VoteSplit:
    """Common votes of two voters: cast alike, one step apart (an abstention), opposed."""

    same: int
    half: int
    opposite: int

    @property
    def total(self) -> int:
        return self.same + self.half + self.opposite

    @property
    def scored(self) -> float:
        """Mean of 1 - distance / 2 on yes, abstain, no (Lijphart 1963)."""
        return (self.same + self.half / 2) / self.total


VOTE_WEIGHTS: NDArray[np.float64] = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]])
"""Agreement of yes, abstain, no with yes, abstain, no: one less half of the distance."""


def recover_votes(common: int, exact: float, scored: float) -> VoteSplit:
    """How many common votes were alike, one step apart and opposed, given the two shares?

    ``exact`` is the share cast alike, ``scored`` the mean of 1 - distance / 2. With the
    number of ``common`` votes the two shares fix all three counts: the half-points that
    ``scored`` adds to ``exact`` are the abstentions against a yes or a no. Raises
    ``ValueError`` where no whole numbers give the shares (to four decimals).

    >>> recover_votes(74, 0.8108, 0.8919)
    VoteSplit(same=60, half=12, opposite=2)
    """
    same = round(common * exact)
    half = round(2 * common * scored) - 2 * same
    split = VoteSplit(same, half, common - same - half)
    whole = abs(same / common - exact) < 1e-4 and abs(split.scored - scored) < 1e-4
    if not whole or min(split.same, split.half, split.opposite) < 0:
        raise ValueError(f"no {common} votes give the shares {exact} and {scored}")
    return split


def bootstrap_agreement(
    split: VoteSplit, level: float = 0.95, draws: int = 4999, seed: int = SEED
) -> Interval:
    """How far might agreement move had the same number of like votes been drawn again?

    The Bayesian bootstrap over roll calls (Rubin 1981, Annals of Statistics 9) of the
    scored agreement, with half a vote added to each of the three classes (Jeffreys). Each
    roll call adds 1, 1/2 or 0, so weighting roll calls at random is a Dirichlet draw of
    the three counts: no roll call needs to be at hand. The percentile bootstrap, its
    likeness without the half votes, covers only 87 % of truths in place of 95 % when 95 %
    of 85 votes are alike, and cannot move at all when all are. Roll calls are taken as
    independent, which paragraphs of one resolution are not: the interval is too narrow by
    an unknown amount. It is widened to hold the estimate where that lies at the edge.

    >>> found = bootstrap_agreement(VoteSplit(60, 12, 2))
    >>> round(found.low, 2), round(found.estimate, 2), round(found.high, 2)
    (0.82, 0.89, 0.93)
    """
    counts = np.array([split.same, split.half, split.opposite])
    rng = np.random.default_rng([seed, *counts])
    drawn = rng.dirichlet(counts + 0.5, size=draws) @ np.array([1.0, 0.5, 0.0])
    tail = (1 - level) / 2
    low, high = (float(end) for end in np.quantile(drawn, [tail, 1 - tail]))
    return Interval(split.scored, min(low, split.scored), max(high, split.scored))


def bootstrap_mean(
    values: ArrayLike, block: int = 1, level: float = 0.95, draws: int = 4999, seed: int = SEED
) -> Interval:
    """How sure is the mean of a series whose neighbours resemble each other?

    The circular block bootstrap (Politis and Romano 1992, in LePage and Billard, eds.,
    "Exploring the Limits of Bootstrap"): runs of ``block`` neighbouring values are drawn
    with replacement, so that dependence within a run is kept; ``block=1`` is the ordinary
    bootstrap. Percentile interval. With a dozen values it is somewhat too narrow.

    >>> bootstrap_mean([3.0, 3.0, 3.0]).low
    3.0
    """
    series = np.asarray(values, dtype=float)
    size = len(series)
    if not 1 <= block <= size:
        raise ValueError(f"a block of {block} does not fit a series of {size} values")
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, size, size=(draws, -(-size // block), 1))
    places = ((starts + np.arange(block)) % size).reshape(draws, -1)[:, :size]
    tail = (1 - level) / 2
    low, high = np.quantile(series[places].mean(axis=1), [tail, 1 - tail])
    return Interval(float(series.mean()), float(low), float(high))


@dataclass(frozen=True)
class ChanceCorrected:
    """Observed agreement, and three answers to how far it goes beyond chance."""

    observed: float
    brennan_prediger: float
    scott_pi: float
    cohen_kappa: float


def correct_for_chance(table: ArrayLike, weights: ArrayLike | None = None) -> ChanceCorrected:
    """How far does agreement go beyond what chance alone would give?

    ``table``: a square cross-table of counts, one voter in rows, the other in columns;
    ``weights``: agreement of each pair of answers (default: 1 when equal, else 0;
    ``VOTE_WEIGHTS`` gives half for an abstention). Each coefficient is (observed -
    expected) / (1 - expected): 1 is full agreement, 0 what chance gives. They differ in
    what chance is: every answer equally likely (Brennan and Prediger 1981, Educational
    and Psychological Measurement 41; with ``VOTE_WEIGHTS`` a rescaling of the S of
    Signorino and Ritter 1999), both voters drawing from one shared distribution (Scott
    1955, Public Opinion Quarterly 19), each from its own (Cohen 1960 and 1968). Häge
    2011, "Choice or Circumstance?", Political Analysis 19, argues for the last two.

    >>> cohen_1960 = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
    >>> round(correct_for_chance(cohen_1960).cohen_kappa, 3)
    0.492
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.sum() <= 0:
        raise ValueError("a square cross-table with at least one vote is needed")
    score = np.eye(len(counts)) if weights is None else np.asarray(weights, dtype=float)
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    shared = (rows + columns) / 2
    observed = float((score * shares).sum())

    def beyond(expected: float) -> float:
        return float("nan") if expected == 1 else (observed - expected) / (1 - expected)

    return ChanceCorrected(
        observed=observed,
        brennan_prediger=beyond(float(score.mean())),
        scott_pi=beyond(float(shared @ score @ shared)),
        cohen_kappa=beyond(float(rows @ score @ columns)),
    )


def bound_chance_corrected(
    split: VoteSplit, own_yes: int, own_abstain: int, own_no: int
) -> dict[str, tuple[float, float]]:
    """Between what values must Scott's pi and Cohen's kappa lie without the cross-table?

    Known are the ``split`` of the common votes and the first voter's answers over all
    votes it cast, which may be more than the common ones; the second voter's answers are
    not. Every 3 x 3 table of whole votes that fits is tried, so the bounds are the
    sharpest these counts allow (an identification region: Manski 2003, "Partial
    Identification of Probability Distributions"). They say what is not known, not what
    sampling would move. Agreement is scored with ``VOTE_WEIGHTS``.

    Returns ``cohen_kappa`` and ``scott_pi``, each (lowest, highest).

    >>> bounds = bound_chance_corrected(VoteSplit(60, 12, 2), 68, 3, 3)
    >>> [round(end, 2) for end in bounds["cohen_kappa"]]
    [0.03, 0.48]
    """
    spare = own_yes + own_abstain + own_no - split.total
    if spare < 0:
        raise ValueError("the first voter cast fewer votes than the two have in common")
    abstains = _rows_within(own_abstain, spare)[:, :, None]
    noes = _rows_within(own_no, spare)[:, None, :]
    yes_no = split.opposite - noes[0] + 0 * abstains[0]
    yes_abstain = split.half - abstains[0] - abstains[2] - noes[1]
    yes_yes = split.same - abstains[1] - noes[2]
    yes = yes_yes + yes_abstain + yes_no
    fits = (np.minimum(np.minimum(yes_no, yes_abstain), yes_yes) >= 0) & (yes <= own_yes)
    if not fits.any():
        raise ValueError("no table of votes fits these counts: are they of one set of votes?")
    rows = [[yes_yes, yes_abstain, yes_no], list(abstains), list(noes)]
    cells = np.array([[np.broadcast_to(cell, fits.shape)[fits] for cell in row] for row in rows])
    own, other = cells.sum(axis=1) / split.total, cells.sum(axis=0) / split.total
    shared = (own + other) / 2
    found = {}
    for name, first, second in (("cohen_kappa", own, other), ("scott_pi", shared, shared)):
        expected = np.einsum("ic,ij,jc->c", first, VOTE_WEIGHTS, second)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = (split.scored - expected) / (1 - expected)
        values = values[np.isfinite(values)]
        if values.size == 0:
            found[name] = (float("nan"), float("nan"))
        else:
            found[name] = (float(values.min()), float(values.max()))
    return found


def _rows_within(total: int, spare: int) -> NDArray[np.int_]:
    """All rows of three counts that add to ``total`` less at most ``spare``; as 3 x rows."""
    grid = np.indices((total + 1, total + 1, total + 1)).reshape(3, -1)
    added = grid.sum(axis=0)
    kept: NDArray[np.int_] = grid[:, (added <= total) & (added >= total - spare)]
    return kept
