"""The measurement as Markdown: the targets, then one table a question, ratios first."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpers.bench import measures, ways
from helpers.bench.growth import Growth
from helpers.bench.machine import QUIET
from helpers.bench.measures import Measured
from helpers.bench.probes import list_days
from helpers.bench.targets import judge
from helpers.bench.timing import Timing, divide


def write_page(found: Measured, machine: str, versions: Mapping[str, str]) -> str:
    """The whole page."""
    sections = [
        _write_head(found, machine, versions),
        _write_targets(found),
        _write_execution(found),
        _write_unchanged(found),
        _write_imports(found),
        _write_loading(found),
        _write_days(found),
        _write_growth(found.growth),
        _write_profiles(found),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown.

    >>> print(write_table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    |---|---|
    | 1 | x\\|y |
    """
    lines = [_row(header), "|" + "---|" * len(header), *(_row(row) for row in rows)]
    return "\n".join(lines)


def write_comparison(timings: Mapping[str, Timing], bases: Mapping[str, str]) -> str:
    """One row a way: its time over that of each base, median, spread and rounds.

    ``bases``: the heading of each ratio and the name of the way it divides by. A way that failed
    has no numbers, whatever its rounds had measured before, and says why below the table.
    """
    rows = [[timing.name, *_compare(timing, timings, bases)] for timing in timings.values()]
    header = ["", *bases, "median, s", "least to most, s", "rounds"]
    reasons = [
        f"- {timing.name} failed: {_inline(timing.failure)}"
        for timing in timings.values()
        if timing.failure
    ]
    return "\n\n".join(filter(None, [write_table(header, rows), "\n".join(reasons)]))


def _compare(timing: Timing, timings: Mapping[str, Timing], bases: Mapping[str, str]) -> list[str]:
    if timing.median is None:
        return ["failed", *[""] * (len(bases) + 2)]
    ratios = [
        divide(timing.median, timings[base].median if base in timings else None)
        for base in bases.values()
    ]
    spread = f"{_seconds(min(timing.seconds))} to {_seconds(max(timing.seconds))}"
    return [
        *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
        _seconds(timing.median),
        spread if len(timing.seconds) > 1 else "",
        str(len(timing.seconds)),
    ]


def _write_head(found: Measured, machine: str, versions: Mapping[str, str]) -> str:
    start, between = found.load[0], found.load[1:] or found.load
    middle, most = statistics.median(between), max(between)
    parts = [
        "# How fast is it?",
        f"Measured in one run on {machine}, ways by turns. Read seconds as ratios: they depend on "
        "the machine. Helpers and libraries are compiled to bytecode before.",
        f"In use by others: {start:.0f} % of the processors at the start; while nothing of ours "
        f"ran, {middle:.0f} % in the middle and {most:.0f} % at most.",
    ]
    if max(start, middle) > QUIET:
        parts.append("**The machine was busy: do not trust these numbers, measure again.**")
    if found.plan.quick:
        parts.append(
            "**Quick mode: two notebooks, few rounds. It shows that the benchmark works, "
            "not how fast the collection is.**"
        )
    if not found.untouched:
        parts.append("**A file under `notebooks/` changed during the run: it is not valid.**")
    parts.append(", ".join(f"{name} {version}" for name, version in versions.items()) + ".")
    return "\n\n".join(parts)


def _write_targets(found: Measured) -> str:
    return "## Targets\n\n" + "\n".join(f"- {_inline(str(one))}" for one in judge(found))


def _write_execution(found: Measured) -> str:
    timings = found.execution
    if not timings:
        return ""
    plan = found.plan
    cells = [
        f"## Running {len(plan.notebooks)} notebooks",
        write_comparison(timings, {"over our cold run": ways.COLD, "over the floor": ways.FLOOR}),
        "The floor shares its imports, caches and settings among notebooks; every other way gives "
        "each notebook a kernel. Edited was the notebook that is the middle one by weight, "
        f"`{ways.choose_edited(plan.notebooks).stem}`.",
    ]
    alone = _ratio(timings, ways.EDITED, ways.ALONE)
    if alone is not None:
        cells.append(f"Editing one notebook takes {alone:.2f} times as long as running it alone.")
    floor, once = (
        None if one is None else one.median
        for one in (timings.get(ways.FLOOR), found.imports.get(measures.OURS))
    )
    cold = timings[ways.COLD].median if ways.COLD in timings else None
    if floor is not None and once is not None and cold is not None:
        least = floor / (os.cpu_count() or 1) + once
        cells.append(
            f"The floor shared out to all processors, and one import, would be {least:.1f} s: "
            f"our cold run takes {cold / least:.2f} times as long."
        )
    return "\n\n".join(cells)


def _write_unchanged(found: Measured) -> str:
    if not found.unchanged:
        return ""
    table = write_comparison(found.unchanged, {"over the whole": measures.WHOLE})
    return (
        "## `make report` when nothing has changed\n\n"
        f"Start-up is Python and the imports of the report.\n\n{table}"
    )


def _write_imports(found: Measured) -> str:
    if not found.imports:
        return ""
    table = write_comparison(found.imports, {"over `import pandas`": measures.PANDAS})
    return f"## Importing, each in a fresh process\n\n{table}"


def _write_loading(found: Measured) -> str:
    if not found.loading:
        return ""
    table = write_comparison(found.loading, {"over from the disk": measures.COLD})
    return f"## Loading every table in a fresh process, imports done before\n\n{table}"


def _write_days(found: Measured) -> str:
    if not found.days:
        return ""
    asked = ", ".join(f"{name} {len(list_days(name)):,}" for name in found.days)
    table = write_comparison(found.days, {"over memberships": "memberships"})
    return (
        "## What held on every day, in one call\n\n"
        f"Days of 1945 to 2025 that a table covers: {asked}. The table is loaded before.\n\n"
        f"{table}"
    )


def _write_growth(growth: Sequence[Growth]) -> str:
    if not growth:
        return ""
    rows = [
        [
            one.name,
            *(
                ["failed", "", "", _inline(one.failure)]
                if one.exponent is None or one.last_step is None
                else [
                    f"{one.last_step:.2f}",
                    f"{one.exponent:.2f}",
                    " / ".join(str(size) for size in one.sizes) + f" {one.unit}",
                    " / ".join(_seconds(seconds) for seconds in one.seconds),
                ]
            ),
        ]
        for one in growth
    ]
    header = ["", "exponent, last step", "exponent, all", "sizes", "seconds"]
    return (
        "## Growth\n\nThe exponent is the slope of log time over log size: 1 is linear, 2 "
        f"quadratic, less than 1 means that a fixed cost weighs.\n\n{write_table(header, rows)}"
    )


def _write_profiles(found: Measured) -> str:
    parts = [
        f"### {name}\n\n{write_table(['function', 'own, ms', 'with calls, ms', 'calls'], rows)}"
        for name, profile in found.profiles.items()
        for rows in [[_show_function(line) for line in profile]]
    ]
    head = (
        "## Where the time goes\n\nBy own time, from cProfile, which itself slows many small "
        "calls down."
    )
    return "\n\n".join([head, *parts]) if parts else ""


def _show_function(line: Mapping[str, Any]) -> list[str]:
    own, total = (f"{1000 * line[part]:.1f}" for part in ("own", "total"))
    return [f"`{_inline(line['function'])}`", own, total, str(line["calls"])]


def _ratio(timings: Mapping[str, Timing], one: str, other: str) -> float | None:
    if one not in timings or other not in timings:
        return None
    return divide(timings[one].median, timings[other].median)


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _inline(text: str) -> str:
    return " ".join(text.split())
