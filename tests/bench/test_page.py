"""The page says what was measured: ratios right, failures as failures."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.bench import measures, ways
from helpers.bench.growth import Growth
from helpers.bench.measures import Measured, Plan
from helpers.bench.page import write_comparison, write_page
from helpers.bench.targets import Target, at_least, at_most, judge, judge_growth, within
from helpers.bench.timing import Timing
from helpers.report.execute import list_notebooks

RUNS = {
    "ours": Timing("ours", [2.0, 1.0, 4.0]),
    "theirs": Timing("theirs", [6.0]),
    "broken": Timing("broken", [0.1, 0.1], failure="it | broke"),
}


def _measured(parts: tuple[str, ...] = ("imports",), load: float = 1.0) -> Measured:
    plan = Plan(tuple(list_notebooks()[:2]), parts=parts)
    return Measured(plan, load=[load, load])


def test_ratios_come_first_and_are_right() -> None:
    lines = write_comparison(RUNS, {"over ours": "ours"}).splitlines()
    assert lines[0] == "|  | over ours | median, s | least to most, s | rounds |"
    assert lines[2] == "| ours | 1.00 | 2.00 | 1.00 to 4.00 | 3 |"
    assert lines[3] == "| theirs | 3.00 | 6.00 |  | 1 |"


def test_a_failure_has_no_number_and_a_reason() -> None:
    text = write_comparison(RUNS, {"over ours": "ours"})
    assert "| broken | failed |  |  |  |" in text
    assert "0.1" not in text
    assert "- broken failed: it | broke" in text
    base = write_comparison(RUNS, {"over broken": "broken"})
    assert "| theirs |  | 6.00 |  | 1 |" in base, "nothing is compared with a failure"


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (at_least(RUNS, "theirs", "ours", 3.0), True),
        (at_least(RUNS, "theirs", "ours", 3.1), False),
        (at_most(RUNS, "theirs", "ours", 3.0), True),
        (at_most(RUNS, "theirs", "ours", 2.9), False),
        (at_most(RUNS, "broken", "ours", 9.0), None),
        (at_least(RUNS, "ours", "broken", 0.1), None),
        (at_most(RUNS, "absent", "ours", 9.0), None),
        (within("Ours", RUNS, "ours", 2.1), True),
        (within("Ours", RUNS, "ours", 2.0), False),
        (within("Broken", RUNS, "broken", 9.0), None),
        (judge_growth(Growth("a", "rows", (1, 10), (1.0, 10.0))), True),
        (judge_growth(Growth("a", "rows", (1, 10), (1.0, 20.0))), False),
        (judge_growth(Growth("a", "rows", (1, 10, 100), (1.0, 1.0, 50.0))), False),
        (judge_growth(Growth("a", "rows", (1, 10), failure="no room")), None),
    ],
)
def test_targets(target: Target, met: bool | None) -> None:
    assert target.met is met


def test_a_target_says_what_was_found() -> None:
    assert str(at_least(RUNS, "theirs", "ours", 3.0)) == (
        "Met: Theirs takes 3.00 times as long as ours; wanted: at least 3."
    )
    assert str(at_most(RUNS, "broken", "ours", 1.0)) == (
        "**Not measured**: Broken against ours: broken failed (it | broke)."
    )


def test_each_target_is_judged_or_named_as_left_out() -> None:
    everything = judge(_measured(measures.PARTS))
    assert all(target.met is None for target in everything)
    assert len(everything) == 4 + 1 + 1 + 1 + len(measures.TABLES)
    (imports, left_out) = judge(_measured(("imports",)))
    assert "import helpers" in imports.sentence
    assert "execution" in left_out.sentence


def test_the_page_warns() -> None:
    calm = write_page(_measured(), "a machine", {"pandas": "3"})
    assert "a machine" in calm
    assert "pandas 3" in calm
    assert "busy" not in calm
    assert "Quick mode" not in calm
    assert "busy" in write_page(_measured(load=50.0), "a machine", {})
    touched = _measured()
    touched.untouched = False
    assert "not valid" in write_page(touched, "a machine", {})


def test_the_page_has_a_table_for_each_part() -> None:
    found = _measured(measures.PARTS)
    names = (ways.FLOOR, ways.COLD, ways.EDITED, ways.ALONE, ways.NBCONVERT, ways.OUR_TEST)
    found.execution = {name: Timing(name, [2.0]) for name in names}
    found.execution[ways.PAPERMILL] = Timing(ways.PAPERMILL, failure="not installed: no network")
    found.unchanged = {name: Timing(name, [0.5]) for name in (measures.ANSWERED, measures.WHOLE)}
    found.imports = {name: Timing(name, [0.5]) for name in (measures.OURS, measures.PANDAS)}
    found.loading = {name: Timing(name, [0.01]) for name in (measures.COLD, measures.WARM)}
    found.days = {name: Timing(name, [0.2]) for name in measures.TABLES}
    found.growth = [Growth("running notebooks", "notebooks", (1, 4), (1.0, 4.0))]
    found.profiles = {"loading": [{"function": "f", "own": 0.1, "total": 0.2, "calls": 3}]}
    text = write_page(found, "a machine", {})
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Targets",
        "## Running 2 notebooks",
        "## `make report` when nothing has changed",
        "## Importing, each in a fresh process",
        "## Loading every table in a fresh process, imports done before",
        "## What held on every day, in one call",
        "## Growth",
        "## Where the time goes",
    ]
    assert "Met: Our cold run takes 1.00 times" in text
    assert "**Missed**: `jupyter nbconvert --execute` (one call) takes 1.00 times" in text
    assert "papermill` (one call each) failed: not installed: no network" in text
    assert "Editing one notebook takes 1.00 times" in text
    assert "| running notebooks | 1.00 | 1.00 | 1 / 4 notebooks | 1.00 / 4.00 |" in text
    assert "| `f` | 100.0 | 200.0 | 3 |" in text


def test_a_touched_notebook_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{}", encoding="utf-8")
    before = measures.digest_notebooks(tmp_path)
    (tmp_path / "b.ipynb").touch()
    assert measures.digest_notebooks(tmp_path) != before
    (tmp_path / "b.ipynb").unlink()
    assert measures.digest_notebooks(tmp_path) == before
    (tmp_path / "a.ipynb").write_text("{ }", encoding="utf-8")
    assert measures.digest_notebooks(tmp_path) != before
