"""What the helpers take for one thing, measured in a process of its own.

``python -m helpers.bench.probes load`` and ``... days TABLE FREQUENCY`` print JSON; with
``profile`` in front they print where the time goes instead.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.dataset import get_table, load, package
from helpers.timeline import count_over_time

FIRST, LAST = "1945-01-01", "2025-12-31"
_SHOWN = 6


def load_all() -> int:
    """Load every table; how many rows there are.

    >>> load_all() > 10_000
    True
    """
    return sum(len(load(name)) for name in package().tables)


def list_days(table: str, frequency: str = "D") -> pd.DatetimeIndex:
    """The days of 1945 to 2025 that a table covers (``frequency`` as pandas names them).

    >>> len(list_days("memberships"))
    28124
    """
    first = max(pd.Timestamp(FIRST), pd.Timestamp(get_table(table).coverage["from"]))
    return pd.date_range(first, LAST, freq=frequency)


def ask_days(table: str, days: pd.DatetimeIndex) -> int:
    """What held on each of the days, asked in one call; how many rows the answer has."""
    return len(count_over_time(table, days))


def time_once(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def time_load() -> dict[str, float]:
    """Seconds for all tables, read from the disk and then again; imports are done before."""
    return {"cold": time_once(load_all), "warm": time_once(load_all), "rows": load_all()}


def time_days(table: str, frequency: str) -> dict[str, float]:
    """Seconds for all days in one call; the table is loaded before."""
    days, rows = list_days(table, frequency), len(load(table))
    return {"seconds": time_once(lambda: ask_days(table, days)), "days": len(days), "rows": rows}


def profile(work: Callable[[], object]) -> list[dict[str, Any]]:
    """The functions that take most time of their own, longest first.

    >>> sorted(profile(lambda: sorted(range(9)))[0])
    ['calls', 'function', 'own', 'total']
    """
    profiler = cProfile.Profile()
    profiler.runcall(work)
    found = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    longest = sorted(found.items(), key=lambda item: -item[1][2])[:_SHOWN]
    return [
        {"function": _name(*place), "own": own, "total": total, "calls": calls}
        for place, (_, calls, own, total, _) in longest
    ]


def _name(file: str, line: int, function: str) -> str:
    return function if file == "~" else f"{Path(file).name}:{line} {function}"


def main() -> None:
    """Measure or profile what the command line names, and print it as JSON."""
    profiled = sys.argv[1] == "profile"
    what, *rest = sys.argv[1 + profiled :]
    if what == "load":
        print(json.dumps(profile(load_all) if profiled else time_load()))
        return
    table, frequency = rest
    if profiled:
        days, _ = list_days(table, frequency), load(table)
        print(json.dumps(profile(lambda: ask_days(table, days))))
    else:
        print(json.dumps(time_days(table, frequency)))


if __name__ == "__main__":
    main()
