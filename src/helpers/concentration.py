"""How concentrated is a whole in its parts? Statistics on plain arrays, with bounds.

Nothing here knows the dataset. Every measure takes non-negative sizes (or shares) of the
parts of one whole; where some parts are not known one by one, ``bound`` says between what
values a measure must lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Measure = Callable[[ArrayLike], float]


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest value a measure can have, given what is known."""

    low: float
    high: float


def find_shares(sizes: ArrayLike) -> NDArray[np.float64]:
    """Sizes as shares of their sum.

    >>> find_shares([1, 3]).tolist()
    [0.25, 0.75]
    """
    values = np.asarray(sizes, dtype=float).ravel()
    if values.size == 0 or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("sizes must be finite and not negative, and at least one is needed")
    if values.sum() <= 0:
        raise ValueError("the sizes add up to nothing, so there are no shares")
    shares: NDArray[np.float64] = values / values.sum()
    return shares


def measure_hhi(sizes: ArrayLike) -> float:
    """The Herfindahl-Hirschman index: the sum of squared shares, from 1/n to 1.

    The chance that two dollars drawn at random (with replacement) are of the same part.
    Times 10,000 it is the form that competition authorities use: the Horizontal Merger
    Guidelines of the United States give 2,600 for shares of 30, 30, 20 and 20 per cent.

    >>> round(10_000 * measure_hhi([30, 30, 20, 20]))
    2600
    """
    shares = find_shares(sizes)
    return float((shares**2).sum())


def count_effective(sizes: ArrayLike) -> float:
    """The effective number of parts: how many equal parts would have this HHI?

    The inverse of the HHI (Laakso and Taagepera 1979, Comparative Political Studies 12;
    Hill's number of order two: Hill 1973, Ecology 54).

    >>> count_effective([1, 1, 1, 1])
    4.0
    """
    return 1 / measure_hhi(sizes)


def count_effective_entropy(sizes: ArrayLike) -> float:
    """The effective number by entropy: small parts weigh more than in ``count_effective``.

    The exponential of Shannon's entropy (Hill's number of order one); never below
    ``count_effective`` and never above the number of parts.

    >>> round(count_effective_entropy([1, 1, 1, 1]), 6)
    4.0
    """
    from scipy import stats  # slower to import than pandas: only when asked

    return float(np.exp(stats.entropy(find_shares(sizes))))


def measure_theil(sizes: ArrayLike) -> float:
    """The Theil index: 0 when all parts are equal, ln n when one part is everything.

    ``ln n`` less Shannon's entropy (Theil 1967, "Economics and Information Theory"), so it
    depends on how many parts are listed, zeros included: compare years with one list only.

    >>> round(measure_theil([5, 5]), 6), round(measure_theil([1, 0]), 4)
    (0.0, 0.6931)
    """
    shares = find_shares(sizes)
    from scipy import stats  # slower to import than pandas: only when asked

    return float(np.log(shares.size) - stats.entropy(shares))


def split_theil(sizes: ArrayLike, groups: ArrayLike) -> tuple[float, float]:
    """The Theil index as (between groups, within groups); the two add up to it exactly.

    >>> between, within = split_theil([4, 4, 1, 1], ["a", "a", "b", "b"])
    >>> round(between, 4), round(within, 4)
    (0.1927, 0.0)
    """
    shares, names = find_shares(sizes), np.asarray(groups)
    if names.shape != shares.shape:
        raise ValueError("one group is needed for each size")
    within = sum(
        shares[names == name].sum() * measure_theil(shares[names == name])
        for name in np.unique(names)
        if shares[names == name].sum() > 0
    )
    return measure_theil(shares) - float(within), float(within)


def spread_rest(known: ArrayLike, total: float, parts: int) -> NDArray[np.float64]:
    """The most even whole that fits: the unknown rest in equal parts, none of them listed.

    ``parts``: how many parts there are in all, listed ones included.

    >>> spread_rest([60, 20], total=100, parts=4).tolist()
    [60.0, 20.0, 10.0, 10.0]
    """
    listed, rest = _find_rest(known, total)
    spare = parts - listed.size
    if rest > 0 and spare < 1:
        raise ValueError("there is a rest, but all parts are listed: give a larger number of parts")
    return np.concatenate([listed, np.full(max(spare, 0), rest / spare if spare > 0 else 0.0)])


def stack_rest(
    known: ArrayLike,
    total: float,
    parts: int,
    cap: float | None = None,
    listed_too: bool = False,
) -> NDArray[np.float64]:
    """The most concentrated whole that fits: the unknown rest in as few parts as may be.

    ``cap``: no part is larger than this (default: no limit); ``listed_too``: the rest may
    also belong to parts already listed, as when some trade is not attributed to anyone.
    Filling the largest part first is the most concentrated allocation, since every measure
    here rises when a larger part gains what a smaller one loses (Schur-convexity).

    >>> stack_rest([60, 20], total=100, parts=4).tolist()
    [60.0, 20.0, 20.0, 0.0]
    >>> stack_rest([60, 20], total=100, parts=4, cap=65, listed_too=True).tolist()
    [65.0, 35.0, 0.0, 0.0]
    """
    listed, rest = _find_rest(known, total)
    limit = total if cap is None else float(cap)
    if limit < listed.max(initial=0.0):
        raise ValueError("a listed part is larger than the cap")
    whole = np.concatenate([np.sort(listed)[::-1], np.zeros(max(parts - listed.size, 0))])
    for place in range(0 if listed_too else listed.size, whole.size):
        given = min(limit - whole[place], rest)
        whole[place] += given
        rest -= given
    if rest > 1e-9 * total:
        raise ValueError("the rest does not fit: raise the cap or the number of parts")
    return whole


def bound(
    measure: Measure,
    known: ArrayLike,
    total: float,
    parts: int,
    cap: float | None = None,
    listed_too: bool = False,
) -> Bounds:
    """Between what values must a measure lie when only some parts are known?

    ``known``: sizes of the listed parts; ``total``: the size of the whole; ``parts``, ``cap``
    and ``listed_too``: see ``stack_rest``. The bounds are sharp: an allocation reaches each
    (an identification region, Manski 2003, "Partial Identification of Probability
    Distributions"; for the HHI from published data Schmalensee 1977, Review of Economics and
    Statistics 59, and by majorization Kvålseth 2018, Heliyon 4). They are no confidence
    interval: nothing here is a sample. With ``listed_too`` the lower bound still leaves the
    listed parts as they are, so it is then the lower bound for a rest outside the list.

    >>> found = bound(measure_hhi, [60, 20], total=100, parts=4)
    >>> round(found.low, 2), round(found.high, 2)
    (0.42, 0.44)
    """
    ends = [
        measure(spread_rest(known, total, parts)),
        measure(stack_rest(known, total, parts, cap, listed_too)),
    ]
    return Bounds(min(ends), max(ends))


def _find_rest(known: ArrayLike, total: float) -> tuple[NDArray[np.float64], float]:
    listed = np.asarray(known, dtype=float).ravel()
    if not np.isfinite(listed).all() or (listed < 0).any():
        raise ValueError("known sizes must be finite and not negative")
    rest = float(total) - float(listed.sum())
    if rest < -1e-9 * abs(total):
        raise ValueError(
            "the known parts exceed the total: they are not of one whole, or not of one source"
        )
    return listed, max(rest, 0.0)
