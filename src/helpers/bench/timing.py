"""Time ways of doing the same work, by turns, so that a drift of the machine hits all alike."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Command = Sequence[str]
LONGEST = 1800
"""Seconds after which a way counts as failed."""

_COLOURS = re.compile(r"\x1b\[[\d;]*m")


class WayError(RuntimeError):
    """A way of doing the work failed; the message says how."""


@dataclass(frozen=True)
class Way:
    """One way of doing a piece of work.

    ``prepare`` fills an empty folder, untimed, and returns the commands to time, which run one
    after the other in ``where``, or in that folder. ``check`` raises ``WayError`` when the work
    was not done.
    """

    name: str
    prepare: Callable[[Path], list[Command]]
    check: Callable[[Path], None]
    rounds: int = 1
    where: Path | None = None


@dataclass
class Timing:
    """What was measured of one way: seconds, one a round, or why there are none."""

    name: str
    seconds: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def median(self) -> float | None:
        """Median seconds; nothing when the way failed, even if earlier rounds went well.

        >>> Timing("a", [3.0, 1.0, 2.0]).median
        2.0
        >>> Timing("a", [3.0], failure="stopped").median is None
        True
        """
        return statistics.median(self.seconds) if self.seconds and not self.failure else None


def divide(one: float | None, other: float | None) -> float | None:
    """How many times as long as ``other`` did ``one`` take? Nothing when either is missing.

    >>> divide(3.0, 2.0), divide(None, 2.0), divide(3.0, None)
    (1.5, None, None)
    """
    return None if one is None or not other else one / other


def take_turns(
    ways: Sequence[Way],
    scratch: Path,
    between: Callable[[str], None] = lambda _: None,
    longest: float = LONGEST,
) -> dict[str, Timing]:
    """Time every way, A B C A B C; one that fails is not tried again.

    ``between`` is called with the way's name before each run, untimed.
    """
    timings = {way.name: Timing(way.name) for way in ways}
    for turn in range(max((way.rounds for way in ways), default=0)):
        for way in ways:
            timing = timings[way.name]
            if turn >= way.rounds or timing.failure:
                continue
            between(way.name)
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                try:
                    timing.seconds.append(_run(way, Path(folder), longest))
                except (WayError, OSError) as error:
                    timing.failure = str(error)
    return timings


def _run(way: Way, folder: Path, longest: float) -> float:
    commands = way.prepare(folder)
    seconds = time_commands(commands, folder, way.where or folder, longest)
    way.check(folder)
    return seconds


def time_commands(
    commands: Iterable[Command], folder: Path, where: Path, longest: float = LONGEST
) -> float:
    """Run commands, one after the other; seconds from first start to last end.

    They run in ``where``; what they say goes to ``log.txt`` in ``folder``.
    """
    log = folder / "log.txt"
    started = time.perf_counter()
    for command in commands:
        left = longest - (time.perf_counter() - started)
        with log.open("ab") as file:
            code = _wait(command, where, file.fileno(), left)
        if code is None:
            raise WayError(f"not done after {longest:.0f} s")
        if code:
            raise WayError(f"ended with code {code}: {_read_last(log)}")
    return time.perf_counter() - started


def _wait(command: Command, where: Path, log: int, longest: float) -> int | None:
    """The exit code; nothing when time ran out, and then the whole family is gone."""
    process = subprocess.Popen(
        command,
        cwd=where,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=longest)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _read_last(log: Path) -> str:
    """The last line that names an error, or the last one."""
    text = _COLOURS.sub("", log.read_text(encoding="utf-8", errors="replace"))
    lines = [line.strip(" =") for line in text.splitlines() if line.strip(" =")]
    named = [line for line in lines if "Error" in line]
    return (named or lines or ["it said nothing"])[-1][:200]
