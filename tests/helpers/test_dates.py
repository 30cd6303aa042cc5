"""Partial dates keep the precision they were stated with."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from helpers.dates import DateError, add_bounds, parse_partial, show_date, to_day


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1976", "1976-01-01", "1976-12-31"),
        ("1976-02", "1976-02-01", "1976-02-29"),
        ("1976-05-28", "1976-05-28", "1976-05-28"),
    ],
)
def test_bounds_span_what_the_text_can_mean(text: str, earliest: str, latest: str) -> None:
    partial = parse_partial(text)
    assert (partial.earliest.isoformat(), partial.latest.isoformat()) == (earliest, latest)


def test_on_or_before_has_no_known_beginning() -> None:
    frame = add_bounds(pd.DataFrame({"on": ["[..2014-04]"]}), "on")
    assert frame["on_earliest"].isna().all()
    assert frame["on_latest"].tolist() == [pd.Timestamp("2014-04-30")]
    assert show_date("[..2014-04]") == "by April 2014"


@pytest.mark.parametrize(
    "text", ["", "76", "1976-13", "1976-5", "1976-02-30", "28/05/1976", "[1976]"]
)
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(DateError, match="YYYY|calendar"):
        parse_partial(text)


def test_a_day_comes_from_text_date_and_timestamp() -> None:
    expected = dt.date(2025, 3, 31)
    assert to_day("2025-03-31") == expected
    assert to_day(expected) == expected
    assert to_day(pd.Timestamp("2025-03-31 17:00")) == expected
    with pytest.raises(DateError, match="NaT"):
        to_day(pd.NaT)


def test_a_bad_date_names_its_row() -> None:
    with pytest.raises(DateError, match="row 7, column on"):
        add_bounds(pd.DataFrame({"on": ["1976-99"]}, index=[7]), "on")
