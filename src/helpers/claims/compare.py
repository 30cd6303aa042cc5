"""Does a value make a claim true? One rule a kind of value."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from helpers.claims.model import Claim, Definition, Meets
from helpers.dates import show_date

COMPARATORS = {
    "eq": "exactly",
    "gt": "more than",
    "ge": "at least",
    "lt": "nearly",
    "le": "among the first",
    "approx": "about",
}
"""How a claim's number is meant, in words. "Nearly" is less than it, by a tenth at most."""

_NEARLY = 0.1


def meets_number(claim: Claim, low: float, high: float) -> Meets:
    """Does a number known to lie from ``low`` to ``high`` make the claim true?

    "About" allows half a unit of the last digit that is not zero: about 170 is 165 to 175.
    """
    if claim.quantity is None or claim.comparator is None:
        raise ValueError(f"{claim.id} has no quantity to compare with")
    wanted_low, wanted_high = _interval(claim.quantity, claim.comparator)
    strict = claim.comparator in ("gt", "lt")
    inside_low = low > wanted_low if strict else low >= wanted_low
    inside_high = high < wanted_high if claim.comparator == "lt" else high <= wanted_high
    if inside_low and inside_high:
        return "yes"
    above = low >= wanted_high if claim.comparator == "lt" else low > wanted_high
    below = high <= wanted_low if strict else high < wanted_low
    return "no" if above or below else "open"


def _interval(quantity: float, comparator: str) -> tuple[float, float]:
    if comparator == "approx":
        half = 0.5 * _last_digit(quantity)
        return quantity - half, quantity + half
    return {
        "eq": (quantity, quantity),
        "gt": (quantity, math.inf),
        "ge": (quantity, math.inf),
        "lt": (quantity * (1 - _NEARLY), quantity),
        "le": (-math.inf, quantity),
    }[comparator]


def _last_digit(quantity: float) -> float:
    """The weight of the last digit that is not zero: 10 for 170, 0.1 for 0.5."""
    weight = 10.0 ** math.floor(math.log10(abs(quantity)))
    while not math.isclose(quantity / weight, round(quantity / weight), abs_tol=1e-9):
        weight /= 10
    return weight


def number(
    claim: Claim,
    name: str,
    low: float,
    high: float | None = None,
    rows: Iterable[pd.DataFrame] = (),
    beside: bool = False,
) -> Definition:
    """A definition whose value is a number, or known to lie between two."""
    top = low if high is None else high
    shown, met = show_range(low, top), meets_number(claim, low, top)
    return Definition(name, shown, met, tuple(rows), low, top, beside)


def show_range(low: float, high: float) -> str:
    """A number, or the range it lies in.

    >>> show_range(17, 17), show_range(13, 19), show_range(730.4, 730.4)
    ('17', '13 to 19', '730.4')
    """
    if math.isinf(high):
        return f"{_show(low)} or more"
    return _show(low) if low == high else f"{_show(low)} to {_show(high)}"


def _show(value: float) -> str:
    if not float(value).is_integer():
        return f"{value:.4g}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"


def dated(
    claim: Claim,
    name: str,
    row: pd.Series,
    field: str,
    rows: Iterable[pd.DataFrame],
    known: pd.Timestamp,
) -> Definition:
    """A definition whose value is the date of a row: it must lie in the days claimed.

    A claim that gives no date is met by any date up to ``known``.
    """
    earliest, latest = row[f"{field}_earliest"], row[f"{field}_latest"]
    first = pd.Timestamp.min if claim.since is None else claim.since
    last = known if claim.until is None else claim.until
    begin = pd.Timestamp.min if pd.isna(earliest) else earliest
    meets: Meets = "open"
    if begin >= first and latest <= last:
        meets = "yes"
    elif latest < first or begin > last:
        meets = "no"
    return Definition(name, show_date(row[field]), meets, tuple(rows))


def members(
    claim: Claim,
    name: str,
    found: Iterable[str],
    names: dict[str, str],
    rows: Iterable[pd.DataFrame],
) -> Definition:
    """A definition whose value is a set: it must be the set claimed, and as large as claimed."""
    have = frozenset(found)
    same = have == claim.items
    listed = ", ".join(sorted(names.get(code, code) for code in have)) or "none"
    return Definition(
        name, f"{len(have)}: {listed}", "yes" if same else "no", tuple(rows), len(have), len(have)
    )
