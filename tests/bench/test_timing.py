"""Ways take turns, and one that fails is never fast."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.bench.timing import Timing, Way, WayError, divide, take_turns


def _way(name: str, code: str, rounds: int = 1, **more: Path) -> Way:
    return Way(name, lambda _: [[sys.executable, "-c", code]], lambda _: None, rounds, **more)


def test_ways_take_turns(tmp_path: Path) -> None:
    order: list[str] = []
    ways = [_way("a", "", 3), _way("b", "", 1), _way("c", "", 2)]
    timings = take_turns(ways, tmp_path, order.append)
    assert order == ["a", "b", "c", "a", "c", "a"]
    assert {name: len(timing.seconds) for name, timing in timings.items()} == {
        "a": 3,
        "b": 1,
        "c": 2,
    }
    assert list(tmp_path.iterdir()) == [], "each run has a folder of its own, removed after"


def test_only_the_commands_are_timed(tmp_path: Path) -> None:
    slow = "import time; time.sleep(0.3)"

    def prepare(_: Path) -> list[Sequence[str]]:
        __import__("time").sleep(1)
        return [[sys.executable, "-c", slow], [sys.executable, "-c", slow]]

    timing = take_turns([Way("a", prepare, lambda _: None)], tmp_path)["a"]
    assert timing.median is not None
    assert timing.median > 0.6, "the commands follow one another"
    started = take_turns([_way("a", slow)], tmp_path)["a"].median
    assert started is not None
    assert timing.median < 2 * started + 0.9, "preparing is not timed"


def test_a_way_that_fails_says_why_and_has_no_time(tmp_path: Path) -> None:
    once = tmp_path / "once"
    code = (
        f"import pathlib, sys; p = pathlib.Path({str(once)!r})\n"
        "if p.exists(): print('first'); print('it broke'); sys.exit(3)\n"
        "p.touch()"
    )
    work = tmp_path / "work"
    work.mkdir()
    order: list[str] = []
    timings = take_turns([_way("a", code, 4), _way("b", "", 2)], work, order.append)
    assert timings["a"].failure == "ended with code 3: it broke"
    assert len(timings["a"].seconds) == 1
    assert timings["a"].median is None, "a good round does not make up for a bad one"
    assert order == ["a", "b", "a", "b"], "it is not tried again"
    assert timings["b"].median is not None


def test_a_way_that_did_not_do_its_work_fails(tmp_path: Path) -> None:
    def check(_: Path) -> None:
        raise WayError("nothing was written")

    way = Way("a", lambda _: [[sys.executable, "-c", ""]], check)
    timing = take_turns([way], tmp_path)["a"]
    assert (timing.median, timing.failure) == (None, "nothing was written")


def test_a_way_that_cannot_start_fails(tmp_path: Path) -> None:
    way = Way("a", lambda _: [["no-such-tool-here"]], lambda _: None)
    timing = take_turns([way], tmp_path)["a"]
    assert timing.median is None
    assert "no-such-tool-here" in timing.failure


def test_a_way_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    timing = take_turns([_way("a", "import time; time.sleep(60)")], tmp_path, longest=1)["a"]
    assert timing.median is None
    assert timing.failure == "not done after 1 s"


def test_a_way_runs_where_it_says(tmp_path: Path) -> None:
    target, work = tmp_path / "there", tmp_path / "work"
    target.mkdir()
    work.mkdir()
    take_turns([_way("a", "open('made', 'w')", where=target)], work)
    assert (target / "made").exists()


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [(3.0, 2.0, 1.5), (None, 2.0, None), (3.0, None, None)]
)
def test_ratios(one: float | None, other: float | None, ratio: float | None) -> None:
    assert divide(one, other) == ratio
    assert Timing("a", [1.0, 9.0, 2.0]).median == 2.0
