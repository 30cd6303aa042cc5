"""Is it as fast as it is meant to be? One sentence a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from helpers.bench import ways
from helpers.bench.growth import LINEAR, Growth
from helpers.bench.measures import ANSWERED, COLD, OURS, PANDAS, TABLES, Measured
from helpers.bench.timing import Timing, divide

LOADED, ALL_DAYS, UP_TO_DATE = 0.05, 0.1, 1.0
"""Seconds."""


@dataclass(frozen=True)
class Target:
    """A sentence on what was found, and whether that is met; ``None``: it was not measured."""

    met: bool | None
    sentence: str

    def __str__(self) -> str:
        word = {True: "Met", False: "**Missed**", None: "**Not measured**"}[self.met]
        return f"{word}: {self.sentence}"


def judge(found: Measured) -> list[Target]:
    """Every target, met or missed, or why it could not be measured."""
    run = found.execution
    by_part = {
        "execution": [
            at_most(run, ways.COLD, ways.FLOOR, 1.0),
            at_least(run, ways.NBCONVERT, ways.COLD, 3.0),
            at_least(run, ways.PAPERMILL, ways.COLD, 4.0),
            at_most(run, ways.OUR_TEST, ways.COLD, 1.0),
        ],
        "unchanged": [
            within("`make report` when nothing has changed", found.unchanged, ANSWERED, UP_TO_DATE)
        ],
        "imports": [at_most(found.imports, OURS, PANDAS, 1.1)],
        "loading": [within("Loading all tables from the disk", found.loading, COLD, LOADED)],
        "days": [
            within(f"Asking about every day of `{table}`", found.days, table, ALL_DAYS)
            for table in TABLES
        ],
        "growth": [judge_growth(one) for one in found.growth],
    }
    listed = [target for part in found.plan.parts for target in by_part[part]]
    left_out = [part for part in by_part if part not in found.plan.parts]
    if left_out:
        listed.append(Target(None, f"{', '.join(left_out)}: left out of this run."))
    return listed


def at_most(timings: Mapping[str, Timing], one: str, other: str, limit: float) -> Target:
    """``one`` may take at most ``limit`` times as long as ``other``."""
    return _judge_ratio(timings, one, other, f"at most {limit:g}", lambda ratio: ratio <= limit)


def at_least(timings: Mapping[str, Timing], one: str, other: str, limit: float) -> Target:
    """``one`` is to take at least ``limit`` times as long as ``other``."""
    return _judge_ratio(timings, one, other, f"at least {limit:g}", lambda ratio: ratio >= limit)


def _judge_ratio(
    timings: Mapping[str, Timing], one: str, other: str, wanted: str, meets: Callable[[float], bool]
) -> Target:
    ratio, reason = _compare(timings, one, other)
    if ratio is None:
        return Target(None, f"{_open(one)} against {other}: {reason}.")
    sentence = f"{_open(one)} takes {ratio:.2f} times as long as {other}; wanted: {wanted}."
    return Target(meets(ratio), sentence)


def within(what: str, timings: Mapping[str, Timing], name: str, limit: float) -> Target:
    """It may take less than ``limit`` seconds."""
    timing = timings.get(name)
    if timing is None or timing.median is None:
        return Target(None, f"{what}: {_explain(timing)}.")
    found, wanted = 1000 * timing.median, 1000 * limit
    sentence = f"{what} takes {found:.0f} ms; wanted: under {wanted:.0f}."
    return Target(timing.median < limit, sentence)


def judge_growth(growth: Growth) -> Target:
    """The time may grow no faster than the work: not between the two largest sizes either."""
    if growth.last_step is None:
        return Target(None, f"{_open(growth.name)}, growth: {growth.failure}.")
    low, high = growth.sizes[-2:]
    sentence = (
        f"{_open(growth.name)}, from {low} to {high} {growth.unit}, grows with "
        f"exponent {growth.last_step:.2f}; linear: at most {LINEAR:g}."
    )
    return Target(growth.last_step <= LINEAR, sentence)


def _compare(timings: Mapping[str, Timing], one: str, other: str) -> tuple[float | None, str]:
    pair = [timings.get(name) for name in (one, other)]
    medians = [None if timing is None else timing.median for timing in pair]
    missing = [timing for timing, median in zip(pair, medians, strict=True) if median is None]
    return divide(*medians), "; ".join(_explain(timing) for timing in missing)


def _explain(timing: Timing | None) -> str:
    if timing is None or not timing.failure:
        return "left out of this run"
    return f"{timing.name} failed ({timing.failure})"


def _open(text: str) -> str:
    return text[:1].upper() + text[1:]
