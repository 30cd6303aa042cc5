"""The explorer shows the same view with and without widgets, and says what it cannot show."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from helpers import explore, explorer
from helpers.dataset import DatasetError, load
from helpers.timeline import as_of


@pytest.mark.parametrize("table", explorer.TABLES)
def test_every_table_of_the_picker_gives_a_view(table: str) -> None:
    view = explorer.look("2015-06-30", "Japan", table)
    held = as_of(table, "2015-06-30")
    assert len(view.held) == len(held)
    sure = int((held["certainty"] == "certain").sum())
    assert f" {sure} " in view.held.title
    assert view.chart.alt in view.chart.text
    assert len(view.chart.alt) > 40
    assert len(view.chart.svg) < 80_000


def test_the_lines_of_code_beside_the_view_give_the_same_answers() -> None:
    view = explorer.look("2023-06-24", "United States", "partnerships")
    rows, record = (eval(line, {"explore": explore}) for line in view.code.splitlines())
    assert set(rows["event"]) == set(view.held.table["row"])
    assert str(record) == str(view.record)


def test_the_partner_stands_first_and_its_absence_is_said() -> None:
    view = explorer.look("2023-06-24", "USA", "partnerships")
    assert view.held.table["row"].iloc[0] == "USA_comprehensive_2013"
    absent = explorer.look("2010-01-01", "USA", "partnerships")
    assert "United States is not among them." in absent.held.notes


def test_outside_coverage_the_view_is_empty_and_says_so() -> None:
    view = explorer.look("1960-01-01", "Japan", "partnerships")
    assert len(view.held) == 0
    assert "outside what partnerships covers" in view.held.title
    assert "missing, which is not none" in view.held.notes[0]
    late = explorer.look("2026-06-01", "Japan", "partnerships")
    assert "The data end on 31 December 2025" in " ".join(late.held.notes)


def test_a_view_of_an_earlier_day_draws_nothing_later() -> None:
    view = explorer.look("2012-01-01", "USA", "partnerships", until="2012-12-31")
    assert view.chart.data["day"].max() <= pd.Timestamp("2012-12-31")
    assert "2013" not in view.chart.alt
    assert "2023" not in str(view.record)


def test_a_table_that_cannot_be_picked_is_refused() -> None:
    with pytest.raises(DatasetError, match="choose diplomatic_relations, partnerships"):
        explorer.look("2020-01-01", "Japan", "countries")


def test_the_view_follows_the_widgets() -> None:
    opened = explorer.open_widgets("2023-06-24", "USA", "partnerships")
    assert opened.view.value == explorer.show_view(
        explorer.look("2023-06-24", "USA", "partnerships")
    )
    opened.day.value = dt.date(2023, 9, 10)
    assert "USA_comprehensive_strategic_2023" in opened.view.value
    opened.table.value = "diplomatic_relations"
    assert "rows of diplomatic relations hold" in opened.view.value
    opened.partner.value = "JPN"
    assert "Japan (JPN) and Viet Nam" in opened.view.value
    opened.day.value = None
    assert opened.view.value == '<p role="alert">pick a day: year, month and day</p>'
    opened.day.value = dt.date(2023, 9, 10)
    assert re.search(r'<div role="img" aria-label="Step line[^"]{40,}"', opened.view.value)


def test_every_partner_can_be_picked() -> None:
    opened = explorer.open_widgets("2023-06-24", "USA", "partnerships")
    codes = {code for _, code in opened.partner.options}
    assert codes == {*load("diplomatic_relations")["partner"], "EU"}
    labels = [name for name, _ in opened.partner.options]
    assert labels == sorted(labels)
    assert "None" not in labels
