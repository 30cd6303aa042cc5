"""The benchmark runs from end to end, on a small plan, and its rivals have a room of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.bench import __main__ as command
from helpers.bench import asking, measures, rival_room, targets
from helpers.bench.measures import Plan, plan_full, plan_quick
from helpers.bench.rival_room import ROOT, RoomError
from helpers.bench.timing import WayError
from helpers.lock.text import split_stanzas
from helpers.report.execute import list_notebooks, list_tools


def _read_lock(name: str) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for package, version in re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)", text):
        versions.setdefault(package, set()).add(version)
    return versions


def test_the_rivals_have_the_versions_that_we_have() -> None:
    ours, theirs = _read_lock("requirements.lock"), _read_lock("requirements-bench.lock")
    shared = ours.keys() & theirs.keys()
    assert len(shared) > 30
    assert {name for name in shared if not theirs[name] <= ours[name]} == set(), "run 'make lock'"
    assert {"papermill", "nbmake"} <= theirs.keys() - ours.keys()


def test_the_lock_of_the_rivals_is_hashed_and_names_no_host() -> None:
    text = (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
    stanzas = split_stanzas(text)
    assert len(stanzas) > 30
    assert all("--hash=sha256:" in stanza for stanza in stanzas)
    assert re.findall(r"https?://|index-url|find-links|@ file", text) == []


def test_a_room_that_cannot_be_made_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []

    def run(arguments: list[str]) -> None:
        calls.append(arguments)
        if "--requirement" in arguments:
            raise RoomError("no index")

    monkeypatch.setattr(rival_room, "_run", run)
    room = tmp_path / "room"
    for _ in range(2):
        with pytest.raises(RoomError, match="no index"):
            rival_room.make_room(room)
    assert sum("venv" in call for call in calls) == 2, "it is made anew"
    assert all("--require-hashes" in call for call in calls if "--requirement" in call)
    monkeypatch.setattr(command, "make_room", lambda: rival_room.make_room(room))
    assert command.find_room(plan_quick()) == "no index"


def test_a_room_is_kept_while_the_locks_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(rival_room, "_run", calls.append)
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    assert rival_room.make_room(tmp_path) == python
    made = len(calls)
    assert made == 4
    rival_room.make_room(tmp_path)
    assert len(calls) == made
    monkeypatch.setattr(rival_room, "LOCKS", ("requirements.lock", "requirements.lock"))
    rival_room.make_room(tmp_path)
    assert len(calls) == 2 * made


def test_plans() -> None:
    full, quick = plan_full(2, ["days"]), plan_quick()
    assert full.notebooks == (*list_notebooks(), *list_tools())
    assert (full.rival_rounds, full.own_rounds, full.parts) == (2, 3, ("days",))
    assert plan_full(5).own_rounds == 5
    assert len(quick.notebooks) == 2
    assert quick.smallest == min(list_notebooks(), key=lambda path: path.stat().st_size)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> str:
    """The one table that is asked about."""
    for module in (measures, targets):
        monkeypatch.setattr(module, "TABLES", ("memberships",))
    return "memberships"


def test_a_small_run_writes_the_page(tmp_path: Path, table: str) -> None:
    plan = Plan(
        tuple(list_notebooks()[:1]),
        quick=True,
        own_rounds=1,
        fast_rounds=1,
        parts=("imports", "loading", "days"),
    )
    page = tmp_path / "bench.md"
    assert command.run(plan, "left out", page, tmp_path / "work") == 0
    text = page.read_text(encoding="utf-8")
    assert "failed" not in text
    for name in (measures.OURS, measures.PANDAS, measures.COLD, table):
        assert f"\n| {name} | " in text
    assert re.search(r"`import helpers` takes \d+\.\d\d times as long as `import pandas`", text)
    assert not (tmp_path / "work").exists()
    assert list(tmp_path.glob(".making-*")) == []


def test_rows_grow(tmp_path: Path, table: str) -> None:
    plan = Plan(tuple(list_notebooks()[:1]), own_rounds=1, times=(1, 2))
    growth = measures.measure_more_rows(plan, tmp_path, lambda _: None)
    assert [one.failure for one in growth] == ["", ""]
    assert table in growth[1].name
    assert all(len(one.seconds) == 2 and min(one.seconds) > 0 for one in growth)


def test_a_question_that_fails_has_no_answer() -> None:
    broken = asking.Probe(("a", "b"), lambda: asking.ask_python(["-c", "raise SystemExit('no')"]))
    mute = asking.Probe(("c",), lambda: asking.ask_python(["-c", ""]))
    timings = asking.ask_in_turn([broken, mute, asking.probe_import("json")], 2)
    assert timings["a"].failure == timings["b"].failure == "ended with code 1: no"
    assert timings["c"].failure == "printed no number"
    assert timings["a"].median is None
    assert len(timings["`import json`"].seconds) == 2
    with pytest.raises(WayError, match="no table"):
        asking.ask_profile(["days", "no_such_table", "D"])
