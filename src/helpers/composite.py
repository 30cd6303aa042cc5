"""A composite index built step by step, and how far its message depends on the steps.

Statistics on plain frames: years (or units) as rows, indicators as columns. The steps are
those of the OECD and JRC "Handbook on Constructing Composite Indicators" (2008): normalise,
weight, aggregate, then ask what other defensible choices would have said. Uncertainty (how far
the output ranges) is kept apart from sensitivity (which choice it comes from), as in Saisana,
Saltelli and Tarantola 2005, Journal of the Royal Statistical Society A 168.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers.methods import SEED

NORMALISATIONS = ("min-max", "z-score", "rank", "share of maximum")
AGGREGATIONS = ("arithmetic", "geometric")


def normalise(values: pd.DataFrame, method: str) -> pd.DataFrame:
    """Each indicator on a common scale, more is more; all results are above zero.

    ``values``: rows x indicators, no missing cell, each column with at least two values.
    ``method``: ``min-max`` (1 to 100), ``z-score`` (set to mean 50, standard deviation 10),
    ``rank`` (1 for the lowest; ties share the mean) or ``share of maximum`` (percent of the
    highest value). Only the last keeps ratios; the first two fix zero and unit by the sample.
    A z-score beyond five standard deviations, or a share of a value not above zero, raises
    ``ValueError``: a geometric mean would be undefined.

    >>> normalise(pd.DataFrame({"a": [10, 20, 40]}), "share of maximum")["a"].tolist()
    [25.0, 50.0, 100.0]
    """
    frame = values.astype(float)
    if frame.isna().to_numpy().any():
        raise ValueError("an index needs every cell: leave out years or fill them first")
    if (frame.nunique() < 2).any():
        raise ValueError("an indicator that never changes cannot be put on a scale: leave it out")
    if method == "min-max":
        scaled = 1 + 99 * (frame - frame.min()) / (frame.max() - frame.min())
    elif method == "z-score":
        from scipy import stats  # slower to import than pandas: only when asked

        scaled = 50 + 10 * frame.apply(stats.zscore)
    elif method == "rank":
        scaled = frame.rank()
    elif method == "share of maximum":
        scaled = 100 * frame / frame.max()
    else:
        raise ValueError(f"no normalisation {method!r}; choose one of {', '.join(NORMALISATIONS)}")
    if (scaled <= 0).to_numpy().any():
        raise ValueError(f"{method}: a value is not above zero, so geometric means are undefined")
    return scaled


def draw_weights(indicators: int, draws: int, seed: int = SEED) -> NDArray[np.float64]:
    """Equal weights first, then weights nobody chose: uniform over all that add up to one.

    The flat Dirichlet distribution: no set of weights is likelier than another. Returns an
    array (1 + draws) x indicators; the same seed gives the same weights.

    >>> draw_weights(2, 1)[0].tolist()
    [0.5, 0.5]
    """
    equal = np.full((1, indicators), 1 / indicators)
    random = np.random.default_rng(seed).dirichlet(np.ones(indicators), draws)
    return np.vstack([equal, random])


def aggregate(scaled: pd.DataFrame, weights: ArrayLike, how: str) -> NDArray[np.float64]:
    """The index: weighted means of each row, one column a set of weights.

    ``arithmetic``: a gain in one indicator makes up for a loss in another; ``geometric``: only
    in part. ``weights``: one set, or sets x indicators; each adds up to one.

    >>> frame = pd.DataFrame({"a": [1.0, 4.0], "b": [4.0, 9.0]})
    >>> aggregate(frame, [0.5, 0.5], "geometric").ravel().tolist()
    [2.0, 6.0]
    """
    sets = np.atleast_2d(np.asarray(weights, dtype=float))
    if sets.shape[1] != scaled.shape[1] or not np.allclose(sets.sum(axis=1), 1):
        raise ValueError("give one weight an indicator, adding up to one")
    values = scaled.to_numpy(dtype=float)
    if how == "arithmetic":
        mean: NDArray[np.float64] = values @ sets.T
        return mean
    if how == "geometric":
        if (values <= 0).any():
            raise ValueError("a geometric mean needs values above zero")
        product: NDArray[np.float64] = np.exp(np.log(values) @ sets.T)
        return product
    raise ValueError(f"no aggregation {how!r}; choose one of {', '.join(AGGREGATIONS)}")


def build_variants(
    values: pd.DataFrame,
    weights: NDArray[np.float64],
    normalisations: Sequence[str] = NORMALISATIONS,
    aggregations: Sequence[str] = AGGREGATIONS,
) -> pd.DataFrame:
    """The index under every combination of normalisation, aggregation and weights.

    Returns one row a variant, indexed by ``normalisation``, ``aggregation`` and ``draw`` (the
    row of ``weights``; 0 is the first), and one column a row of ``values``.

    >>> frame = pd.DataFrame({"a": [1, 2, 4], "b": [3, 2, 5]}, index=[2000, 2001, 2002])
    >>> build_variants(frame, draw_weights(2, 9)).shape
    (80, 3)
    """
    parts = {}
    for method in normalisations:
        scaled = normalise(values, method)
        for how in aggregations:
            paths = pd.DataFrame(aggregate(scaled, weights, how).T, columns=values.index)
            parts[method, how] = paths
    return pd.concat(parts, names=["normalisation", "aggregation", "draw"])


def read_messages(variants: pd.DataFrame, first: int, second: int) -> pd.DataFrame:
    """What each variant would say: one row a variant.

    Columns: ``ratio`` (the index of ``second`` divided by that of ``first``), ``fastest`` (the
    year with the largest rise over the year before; the earlier of equals), the three factors.

    >>> frame = pd.DataFrame({"a": [1, 2, 4], "b": [3, 2, 5]}, index=[2000, 2001, 2002])
    >>> told = read_messages(build_variants(frame, draw_weights(2, 0)), 2000, 2002)
    >>> set(told["fastest"])
    {2002}
    """
    rises = variants.diff(axis=1).iloc[:, 1:]
    told = pd.DataFrame(
        {"ratio": variants[second] / variants[first], "fastest": rises.round(9).idxmax(axis=1)}
    )
    return told.reset_index()


def range_ranks(variants: pd.DataFrame) -> pd.DataFrame:
    """How sure is each year's (or unit's) rank? 1 is the highest index.

    Returns, by column of ``variants``: ``lowest`` and ``highest`` (the lower and upper end of the
    ranks over all variants), ``median`` and ``modal_share`` (percent of variants with its
    commonest rank). The spread of choices, not of samples: no confidence interval.

    >>> variants = pd.DataFrame({"x": [3.0, 1.0], "y": [2.0, 2.0]})
    >>> range_ranks(variants).loc["x"].tolist()
    [1.0, 2.0, 1.5, 50.0]
    """
    ranks = variants.rank(axis=1, ascending=False, method="min")
    modal = ranks.apply(lambda column: 100 * column.value_counts(normalize=True).iloc[0])
    return pd.DataFrame(
        {
            "lowest": ranks.min(),
            "highest": ranks.max(),
            "median": ranks.median(),
            "modal_share": modal,
        }
    )


def decompose_variance(grid: pd.DataFrame, factors: Sequence[str], output: str) -> pd.DataFrame:
    """Which choice does the spread come from? Shares of variance over a full factorial grid.

    ``grid``: one row for every combination of the factors' levels, each once (else
    ``ValueError``). Returns, by factor, ``alone`` (percent of the variance that would go if this
    choice were settled: the first-order index) and ``with_others`` (percent that would stay if
    all other choices were settled: the total-effect index; larger where choices interact).
    Sobol' 1993; Saltelli and others 2008, "Global Sensitivity Analysis". All levels weigh alike.

    >>> grid = pd.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [0.0, 1.0, 2.0, 3.0]})
    >>> decompose_variance(grid, ["a", "b"], "y")["alone"].tolist()
    [80.0, 20.0]
    """
    levels = int(np.prod([grid[factor].nunique() for factor in factors]))
    if len(grid) != levels or grid.duplicated(list(factors)).any():
        raise ValueError("the grid must hold every combination of the factors once")
    total = float(grid[output].var(ddof=0))
    if total == 0:
        raise ValueError(f"{output} never varies: there is nothing to share out")
    rows = {}
    for factor in factors:
        others = [name for name in factors if name != factor]
        alone = float(grid.groupby(factor)[output].mean().var(ddof=0))
        rest = float(grid.groupby(others)[output].mean().var(ddof=0)) if others else 0.0
        rows[factor] = {"alone": 100 * alone / total, "with_others": 100 * (1 - rest / total)}
    return pd.DataFrame(rows).T.rename_axis("factor")
