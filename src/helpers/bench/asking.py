"""Ask short questions, each in a fresh process, by turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.bench.rival_room import ROOT
from helpers.bench.timing import Timing, WayError
from helpers.dataset import DATA_VARIABLE

_IMPORT = """\
import time
started = time.perf_counter()
import {name}
print(time.perf_counter() - started)
"""
_LONGEST = 900


@dataclass(frozen=True)
class Probe:
    """One question: ``ask`` answers with seconds, one for each of ``names``."""

    names: tuple[str, ...]
    ask: Callable[[], Sequence[float]]


def ask_in_turn(probes: Sequence[Probe], rounds: int) -> dict[str, Timing]:
    """Ask every question, A B C A B C; one that fails is not asked again."""
    timings = {name: Timing(name) for probe in probes for name in probe.names}
    for _ in range(rounds):
        for probe in probes:
            own = [timings[name] for name in probe.names]
            if own[0].failure:
                continue
            try:
                answers = probe.ask()
            except WayError as error:
                for timing in own:
                    timing.failure = str(error)
            else:
                for timing, seconds in zip(own, answers, strict=True):
                    timing.seconds.append(seconds)
    return timings


def ask_python(arguments: Sequence[str], data: Path | None = None) -> Any:
    """Run Python with these arguments; the last line that it prints is JSON.

    ``data``: the copy of the data that the helpers read there.
    """
    chosen: Mapping[str, str] = {} if data is None else {DATA_VARIABLE: str(data)}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **chosen},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WayError(f"not done after {_LONGEST} s") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise WayError(f"ended with code {done.returncode}: {lines[-1][:200]}")
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        raise WayError("printed no number") from None


def probe_import(name: str) -> Probe:
    """How long does importing a package take?"""
    code = _IMPORT.format(name=name)
    return Probe((f"`import {name}`",), lambda: [ask_python(["-c", code])])


def probe_load(cold: str, warm: str, data: Path | None = None) -> Probe:
    """How long does loading every table take, from the disk and again?"""

    def ask() -> list[float]:
        answer = ask_python(["-m", "helpers.bench.probes", "load"], data)
        return [answer["cold"], answer["warm"]]

    return Probe((cold, warm), ask)


def probe_days(name: str, table: str, frequency: str = "D", data: Path | None = None) -> Probe:
    """How long does asking about all days of a table take?"""
    arguments = ["-m", "helpers.bench.probes", "days", table, frequency]
    return Probe((name,), lambda: [ask_python(arguments, data)["seconds"]])


def ask_profile(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Where does the time of a question go? As ``probes.profile`` says."""
    return list(ask_python(["-m", "helpers.bench.probes", "profile", *arguments]))
