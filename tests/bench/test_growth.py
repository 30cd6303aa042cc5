"""Larger copies of the data are sound, and slopes are slopes."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.bench.growth import Growth, copy_notebook, gather_growth, list_marked, multiply_data
from helpers.bench.probes import ask_days, list_days
from helpers.bench.timing import Timing
from helpers.dataset import DATA_VARIABLE, load, package
from helpers.report.execute import list_notebooks
from helpers.timeline import as_of, count_over_time

TIMES = 3


@pytest.fixture
def larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Read three times the data; returns the rows."""
    rows = multiply_data(tmp_path / "data", TIMES)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return rows


def test_every_table_of_a_larger_copy_loads(larger: int, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {name: load(name) for name in package().tables}
    monkeypatch.delenv(DATA_VARIABLE)
    few = {name: load(name) for name in package().tables}
    assert {name: len(frame) for name, frame in many.items()} == {
        name: TIMES * len(frame) for name, frame in few.items()
    }
    assert larger == sum(len(frame) for frame in many.values())


def test_references_of_a_larger_copy_hold(larger: int) -> None:
    checked = 0
    for name, table in package().tables.items():
        for one in table.foreign_keys:
            (column,), (referred,) = one["fields"], one["reference"]["fields"]
            known = set(load(one["reference"]["resource"])[referred])
            assert set(load(name)[column].dropna()) <= known, (name, column)
            checked += 1
    assert checked > 5
    assert larger


def test_references_follow_the_copies() -> None:
    known = package().tables
    assert list_marked(known["agreement_parties"]) >= {"party_id", "agreement"}
    assert list_marked(known["evidence"]) == {"key", "source_id"}
    assert list_marked(known["unga_votes"]) == {"vote_set", "source_id"}


def test_subjects_multiply_with_the_rows(larger: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert larger
    days = ["2000-12-31", "2025-12-31"]
    many = {name: count_over_time(name, days) for name in ("diplomatic_relations", "partnerships")}
    held = len(as_of("agreement_steps", days[-1]))
    monkeypatch.delenv(DATA_VARIABLE)
    for name, counts in many.items():
        few = count_over_time(name, days)
        assert counts["count"].tolist() == (TIMES * few["count"]).tolist(), name
        assert counts["certain"].tolist() == (TIMES * few["certain"]).tolist(), name
    assert held == TIMES * len(as_of("agreement_steps", days[-1]))


def test_copies_of_a_notebook_are_the_notebook(tmp_path: Path) -> None:
    path = list_notebooks()[0]
    copies = copy_notebook(path, 4, tmp_path / "copies")
    assert len({copy.name for copy in copies}) == 4
    assert {copy.read_bytes() for copy in copies} == {path.read_bytes()}


def test_the_last_step_shows_what_a_fixed_cost_hides() -> None:
    growth = Growth("a", "rows", (1, 10, 100), (1.0, 2.0, 101.0))
    assert growth.last_step == pytest.approx(1.703, abs=0.001)
    assert growth.exponent == pytest.approx(1.002, abs=0.001)


def test_growth_with_a_failed_size_has_no_exponent() -> None:
    timings = [Timing("1", [1.0]), Timing("10", [0.1], failure="out of memory")]
    growth = gather_growth("a", "rows", [1, 10], timings)
    assert (growth.exponent, growth.last_step, growth.failure) == (None, None, "out of memory")


def test_every_day_is_asked_about() -> None:
    days = list_days("memberships")
    assert (str(days[0].date()), str(days[-1].date())) == ("1949-01-01", "2025-12-31")
    assert ask_days("memberships", days) == len(days) == 28124
