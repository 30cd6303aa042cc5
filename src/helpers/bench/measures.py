"""Everything ``make bench`` measures, in one run."""

from __future__ import annotations

import compileall
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from helpers.bench import ways
from helpers.bench.asking import (
    Probe,
    ask_in_turn,
    ask_profile,
    ask_python,
    probe_days,
    probe_import,
    probe_load,
)
from helpers.bench.growth import Growth, copy_notebook, gather_growth, multiply_data
from helpers.bench.machine import sample_load
from helpers.bench.timing import Timing, take_turns
from helpers.report import build
from helpers.report.execute import NOTEBOOKS, list_notebooks, list_tools
from helpers.report.outputs import ReportError

PARTS = ("execution", "unchanged", "imports", "loading", "days", "growth")
TABLES = ("diplomatic_relations", "partnerships", "agreement_steps", "memberships")
OURS, PANDAS = "`import helpers`", "`import pandas`"
COLD, WARM = "all tables, from the disk", "all tables, again"
ANSWERED, WHOLE = "after start-up", "with start-up"
_MONTHS = "MS"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is measured, how often."""

    notebooks: tuple[Path, ...]
    quick: bool = False
    rival_rounds: int = 1
    own_rounds: int = 3
    fast_rounds: int = 9
    copies: tuple[int, ...] = (1, 4, 16)
    times: tuple[int, ...] = (1, 10, 100)
    parts: tuple[str, ...] = PARTS

    @property
    def smallest(self) -> Path:
        """The notebook whose copies are run."""
        return min(self.notebooks, key=lambda path: path.stat().st_size)


@dataclass
class Measured:
    """What was measured; a part that was left out is empty."""

    plan: Plan
    load: list[float] = field(default_factory=list)
    execution: dict[str, Timing] = field(default_factory=dict)
    unchanged: dict[str, Timing] = field(default_factory=dict)
    imports: dict[str, Timing] = field(default_factory=dict)
    loading: dict[str, Timing] = field(default_factory=dict)
    days: dict[str, Timing] = field(default_factory=dict)
    growth: list[Growth] = field(default_factory=list)
    profiles: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    untouched: bool = True


def plan_full(rounds: int = 1, parts: Sequence[str] = PARTS) -> Plan:
    """The whole collection; other tools run ``rounds`` times, ours at least three times."""
    paths = (*list_notebooks(), *list_tools())
    return Plan(paths, rival_rounds=rounds, own_rounds=max(3, rounds), parts=tuple(parts))


def plan_quick(parts: Sequence[str] = PARTS) -> Plan:
    """The two smallest notebooks, once: to see that it works."""
    paths = tuple(sorted(list_notebooks(), key=lambda path: path.stat().st_size)[:2])
    rounds = {"rival_rounds": 1, "own_rounds": 1, "fast_rounds": 3}
    return Plan(paths, True, **rounds, copies=(1, 4), times=(1, 10), parts=tuple(parts))


def digest_notebooks(folder: Path = NOTEBOOKS) -> str:
    """A key of everything under ``notebooks/``."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = hashlib.sha256()
    for path in files:
        found.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def measure_all(plan: Plan, scratch: Path, room: Path | str, tell: Tell) -> Measured:
    """Measure every part of the plan. ``tell`` hears what is going on."""
    compileall.compile_dir(build.SITE.parents[1], quiet=2)
    before = digest_notebooks()
    found = Measured(plan, load=[sample_load()])

    def between(name: str) -> None:
        tell(name)
        found.load.append(sample_load())

    if "execution" in plan.parts:
        ours = ways.list_ours(plan.notebooks, plan.own_rounds)
        rivals = ways.list_rivals(plan.notebooks, room, plan.rival_rounds)
        found.execution = take_turns([*ours, *rivals], scratch, between)
    if "unchanged" in plan.parts:
        between("a report that is up to date")
        found.unchanged = measure_unchanged(plan, scratch)
    if {"imports", "loading", "days"} & set(plan.parts):
        between("imports, loading and days")
        _measure_helpers(plan, found)
    if "growth" in plan.parts:
        found.growth = [
            measure_more_notebooks(plan, scratch, between),
            *measure_more_rows(plan, scratch, between),
        ]
    found.untouched = digest_notebooks() == before
    return found


def measure_unchanged(plan: Plan, scratch: Path) -> dict[str, Timing]:
    """How long until ``make report`` says that nothing has changed?

    The report is built here, untimed, from the stored outputs.
    """
    site = scratch / "report"
    pages = [(path.stem, nbformat.read(path, as_version=4)) for path in plan.notebooks]
    try:
        build.build_site(pages, site, fresh=True)
    except ReportError as error:
        return {name: Timing(name, failure=str(error)) for name in (ANSWERED, WHOLE)}
    arguments = ["-m", "helpers.bench.ours", "current", str(site)]

    def ask() -> list[float]:
        started = time.perf_counter()
        answered = ask_python(arguments)
        return [answered, time.perf_counter() - started]

    return ask_in_turn([Probe((ANSWERED, WHOLE), ask)], plan.fast_rounds)


def _measure_helpers(plan: Plan, found: Measured) -> None:
    """Imports, loading and days, by turns; then where the time goes."""
    probes: list[Probe] = []
    profiled: dict[str, list[str]] = {}
    if "imports" in plan.parts:
        probes += [probe_import("pandas"), probe_import("helpers")]
    if "loading" in plan.parts:
        probes.append(probe_load(COLD, WARM))
        profiled[COLD] = ["load"]
    if "days" in plan.parts:
        probes += [probe_days(table, table) for table in TABLES]
        profiled |= {table: ["days", table, "D"] for table in TABLES}
    timings = ask_in_turn(probes, plan.fast_rounds)
    groups = ((found.imports, (OURS, PANDAS)), (found.loading, (COLD, WARM)), (found.days, TABLES))
    for part, names in groups:
        part.update({name: timings[name] for name in names if name in timings})
    for name, arguments in profiled.items():
        if not timings[name].failure:
            found.profiles[name] = ask_profile(arguments)


def measure_more_notebooks(plan: Plan, scratch: Path, between: Tell) -> Growth:
    """Seconds to run more and more copies of the smallest notebook."""
    listed = []
    for times in plan.copies:
        copies = copy_notebook(plan.smallest, times, scratch / f"copies-{times}")
        listed.append(ways.run_cold(f"{times} notebooks", copies, plan.own_rounds))
    timings = take_turns(listed, scratch, between)
    return gather_growth("running notebooks", "notebooks", plan.copies, list(timings.values()))


def measure_more_rows(plan: Plan, scratch: Path, between: Tell) -> list[Growth]:
    """Seconds to load, and to ask about the first day of every month, with more and more rows."""
    between("growth with the data")
    whats = ("loading all tables", *(f"asking about all months of `{table}`" for table in TABLES))
    probes = []
    for times in plan.times:
        data = scratch / f"data-{times}"
        multiply_data(data, times)
        probes.append(probe_load(f"{whats[0]} {times}", f"again {times}", data))
        probes += [
            probe_days(f"{what} {times}", table, _MONTHS, data)
            for what, table in zip(whats[1:], TABLES, strict=True)
        ]
    timings = ask_in_turn(probes, plan.own_rounds)
    found = []
    for what in whats:
        own = [timings[f"{what} {times}"] for times in plan.times]
        found.append(gather_growth(what, "times the rows", plan.times, own))
    return found
