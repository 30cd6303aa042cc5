"""Kept answers: the same as computed ones, under every reading, and never stale."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers import agreements, economy, evidence, multilateral, official, overview, storyline
from helpers.dataset import DatasetError, load, use_tables
from helpers.evidence import alternative_readings, replace_reading
from helpers.table_cache import MOST_QUESTIONS, MOST_WORLDS, cache_by_tables
from helpers.timeline import CoverageWarning, as_of

DAY = "2023-06-24"


class Counter:
    """A cached function that counts how often it is really called."""

    def __init__(self) -> None:
        self.calls = 0

        @cache_by_tables
        def count(table: str, least: int = 0) -> pd.DataFrame:
            self.calls += 1
            rows = load(table)
            return rows[rows.index >= least].count().to_frame("cells")

        self.ask: Callable[..., pd.DataFrame] = count


def test_an_answer_is_computed_once() -> None:
    counter = Counter()
    first = counter.ask("events")
    assert counter.ask("events").equals(first)
    assert counter.calls == 1
    counter.ask("events", least=3)
    assert counter.calls == 2


def test_a_changed_answer_stays_with_its_caller() -> None:
    counter = Counter()
    answer = counter.ask("events")
    answer["cells"] = 0
    assert counter.ask("events")["cells"].gt(0).any()
    assert counter.calls == 1


def test_another_reading_of_a_table_read_is_another_answer() -> None:
    counter = Counter()
    printed = counter.ask("events")
    with use_tables({"events": load("events").head(2)}):
        assert counter.ask("events")["cells"].max() == 2
    assert counter.ask("events").equals(printed)
    assert counter.calls == 2


def test_a_reading_changed_in_place_is_another_reading() -> None:
    counter = Counter()
    frame = load("events").head(2)
    with use_tables({"events": frame}):
        before = counter.ask("events")
        frame.loc[frame.index[0], "note"] = pd.NA
        assert counter.ask("events").equals(before)
    frame.loc[frame.index[0], frame.columns[1]] = pd.NA
    with use_tables({"events": frame}):
        assert not counter.ask("events").equals(before)


def test_another_reading_of_a_table_not_read_changes_nothing() -> None:
    counter = Counter()
    counter.ask("events")
    with use_tables({"roles": load("roles").head(2)}):
        counter.ask("events")
    assert counter.calls == 1


def test_a_file_written_anew_is_another_answer(
    change: Callable[[str, str, str], None], data_copy: Path
) -> None:
    counter = Counter()
    counter.ask("relation_breaks")
    name = "relation_breaks.csv"
    last = (data_copy / name).read_text(encoding="utf-8").splitlines()[-1]
    change(name, f"{last}\n", "")
    assert counter.ask("relation_breaks")["cells"].max() == 1
    assert counter.calls == 2


def test_what_an_inner_answer_read_counts_for_the_outer_one() -> None:
    counter = Counter()
    asked = []

    @cache_by_tables
    def double(table: str) -> pd.DataFrame:
        asked.append(table)
        return 2 * counter.ask(table)

    counter.ask("events")  # so that the outer function meets a kept answer
    printed = double("events")
    with use_tables({"events": load("events").head(2)}):
        assert double("events")["cells"].max() == 4
    assert double("events").equals(printed)
    assert len(asked) == 2


def test_a_warning_is_given_each_time() -> None:
    @cache_by_tables
    def hold(day: str) -> pd.DataFrame:
        return as_of("partnerships", day)

    for _ in range(2):
        with pytest.warns(CoverageWarning):
            hold("2030-01-01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hold(DAY)


def test_an_error_is_raised_each_time() -> None:
    counter = Counter()
    for _ in range(2):
        with pytest.raises(DatasetError, match="no table 'event'"):
            counter.ask("event")
    assert counter.calls == 2


def test_what_is_kept_is_bounded() -> None:
    counter = Counter()
    for least in range(MOST_QUESTIONS + 1):
        counter.ask("events", least)
    counter.ask("events", 0)  # gone by now
    assert counter.calls == MOST_QUESTIONS + 2
    counter.ask("roles")
    for rows in range(MOST_WORLDS):
        with use_tables({"roles": load("roles").head(rows + 1)}):
            counter.ask("roles")
    calls = counter.calls
    counter.ask("roles")
    assert counter.calls == calls + 1


CACHED: dict[str, tuple[Callable[..., pd.DataFrame], tuple[object, ...]]] = {
    "steps taken": (agreements.take_steps, (DAY, agreements.SIGNED)),
    "links": (agreements.list_links, (DAY,)),
    "shares": (agreements.share_trade, (DAY, "exports")),
    "talks": (agreements.find_in_talks, (DAY,)),
    "coverage": (economy.check_coverage, (DAY,)),
    "readings": (evidence.load_readings, ("partnerships",)),
    "bodies": (multilateral.list_bodies, (DAY,)),
    "organisations": (multilateral.count_organisations, (DAY,)),
    "counted partners": (official.hold_counted_partners, (DAY,)),
    "official counts": (official.compare_official_counts, ()),
    "a day": (overview.describe_day, (DAY,)),
    "evidence": (overview.count_evidence, (DAY,)),
    "matches": (storyline.match_facts, (DAY,)),
    "treaties": (storyline.select_milestones, ("treaties", DAY)),
    "omissions": (storyline.list_omissions, (DAY,)),
}


@pytest.mark.parametrize("name", CACHED)
def test_a_kept_answer_is_the_computed_one_under_any_reading(name: str) -> None:
    """Asked cold, warm, and again inside and after other readings of each dated table."""
    function, arguments = CACHED[name]
    plain = function.__wrapped__  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(function(*arguments), plain(*arguments))
    for table in ("milestones", "partnerships", "memberships", "agreement_steps", "roles"):
        rival = alternative_readings(table).iloc[-1]
        other = replace_reading(load(table), rival["key"], rival["field"], rival["reading"])
        for frame in (other, load(table).iloc[::2]):
            with use_tables({table: frame}):
                function(*arguments)
                pd.testing.assert_frame_equal(function(*arguments), plain(*arguments))
    pd.testing.assert_frame_equal(function(*arguments), plain(*arguments))
