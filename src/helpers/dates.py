"""Partial dates: a day, a month or a year, kept with the precision the source states.

The dataset writes dates as ISO 8601 text (``1976``, ``1976-05``, ``1976-05-28``), and "on
or before" as the extended format of ISO 8601-2 does (``[..2014-04]``). A partial date is a
closed interval of days, so every question about it has up to three answers: certainly
yes, certainly no, and possible.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

Precision = Literal["day", "month", "year", "on or before"]
DayLike: TypeAlias = str | dt.date

_ISO = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
PATTERN = rf"{_ISO}|\[\.\.{_ISO}\]"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
FORMS = "YYYY, YYYY-MM or YYYY-MM-DD, or [..YYYY-MM-DD] for 'on or before'"
_DAY_0 = dt.date(1970, 1, 1).toordinal()
_NO_DAY = np.iinfo(np.int64).min
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


class DateError(ValueError):
    """A text is not a date this dataset can read."""


@dataclass(frozen=True, order=True)
class PartialDate:
    """A stated date and the first and last day it can mean.

    ``earliest`` is ``date.min`` for an "on or before" date, whose beginning is unknown.
    """

    earliest: dt.date
    latest: dt.date
    precision: Precision
    text: str

    def contains(self, other: PartialDate) -> bool:
        """True when ``other`` is this date or a more precise statement of it."""
        return self.earliest <= other.earliest and other.latest <= self.latest


def parse_partial(text: str) -> PartialDate:
    """Read ISO 8601 text of year, month or day precision, or ``[..date]``: on or before it.

    Raises ``DateError`` with what is allowed when the text is anything else.

    >>> parse_partial("1976-05").latest
    datetime.date(1976, 5, 31)
    >>> parse_partial("[..2014-04]").latest
    datetime.date(2014, 4, 30)
    >>> parse_partial("1975").contains(parse_partial("1975-12-01"))
    True
    >>> parse_partial("1976-02-30")
    Traceback (most recent call last):
    ...
    helpers.dates.DateError: '1976-02-30' is not a day of the calendar
    """
    return _parse(text)


@functools.lru_cache(maxsize=8192)
def _parse(text: str) -> PartialDate:
    if not re.fullmatch(PATTERN, text):
        raise DateError(f"{text!r} is not a date: write {FORMS}")
    if text.startswith("["):
        end = parse_partial(text[3:-1])
        return PartialDate(dt.date.min, end.latest, "on or before", text)
    parts = [int(part) for part in text.split("-")]
    precision = _PRECISIONS[len(parts) - 1]
    year = parts[0]
    first_month, last_month = (parts[1], parts[1]) if len(parts) > 1 else (1, 12)
    try:
        if precision == "day":
            earliest = latest = dt.date(*parts)
        else:
            earliest = dt.date(year, first_month, 1)
            latest = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    except ValueError:
        raise DateError(f"{text!r} is not a day of the calendar") from None
    return PartialDate(earliest, latest, precision, text)


def to_day(value: DayLike) -> dt.date:
    """One calendar day from a ``str``, ``date`` or ``Timestamp``.

    >>> to_day("2025-03-31")
    datetime.date(2025, 3, 31)
    >>> to_day("2025-03")
    Traceback (most recent call last):
    ...
    helpers.dates.DateError: '2025-03' is not one day: write YYYY-MM-DD
    """
    if isinstance(value, str):
        partial = parse_partial(value)
        if partial.precision != "day":
            raise DateError(f"{value!r} is not one day: write YYYY-MM-DD")
        return partial.earliest
    if isinstance(value, dt.datetime):  # pandas.Timestamp is a datetime too
        if pd.isna(value):
            raise DateError("the date is missing (NaT): pass one day, such as '2025-03-31'")
        return value.date()
    return value


def to_days(values: Iterable[DayLike]) -> np.ndarray:
    """Calendar days as ``datetime64[D]``, from anything ``to_day`` reads or a pandas index.

    >>> to_days(["2025-03-31", dt.date(2025, 4, 1)]).astype(str).tolist()
    ['2025-03-31', '2025-04-01']
    >>> len(to_days(pd.date_range("1945-09-02", "2025-12-31")))
    29341
    """
    if isinstance(values, pd.DatetimeIndex) and not values.hasnans:
        return np.asarray(values, dtype="datetime64[D]")
    return np.array([to_day(value) for value in values], dtype="datetime64[D]")


def add_bounds(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Append ``<column>_earliest`` and ``<column>_latest`` (datetime) beside a text column.

    Missing text gives missing bounds, and the unknown beginning of an "on or before" date
    is a missing ``_earliest``. Raises ``DateError`` naming the row.

    >>> frame = pd.DataFrame({"on": ["1976", pd.NA]})
    >>> add_bounds(frame, "on")["on_latest"].dt.strftime("%Y-%m-%d").tolist()
    ['1976-12-31', nan]
    """
    texts = ["" if pd.isna(text) else str(text) for text in frame[column]]
    try:
        earliest, latest = find_bounds(texts)
    except DateError:
        for row, text in zip(frame.index, texts, strict=True):
            _parse_row(row, column, text)
        raise
    return frame.assign(**{f"{column}_earliest": earliest, f"{column}_latest": latest})


def find_bounds(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last day of each stated date, as ``datetime64[s]``; "" has none.

    >>> find_bounds(["1976-05", "", "[..2014]"])[1].astype("datetime64[D]").astype(str).tolist()
    ['1976-05-31', 'NaT', '2014-12-31']
    """
    known = {text: _find_days(text) for text in set(texts)}
    days = np.array([known[text] for text in texts], dtype="int64").reshape(-1, 2)
    earliest, latest = (days[:, place].astype("datetime64[D]") for place in (0, 1))
    return earliest.astype("datetime64[s]"), latest.astype("datetime64[s]")


def _find_days(text: str) -> tuple[int, int]:
    """First and last day, counted from 1970-01-01."""
    if not text:
        return _NO_DAY, _NO_DAY
    stated = parse_partial(text)
    open_start = stated.precision == "on or before"
    first = _NO_DAY if open_start else stated.earliest.toordinal() - _DAY_0
    return first, stated.latest.toordinal() - _DAY_0


def _parse_row(row: Hashable, column: str, text: str) -> None:
    try:
        _find_days(text)
    except DateError as error:
        raise DateError(f"row {row}, column {column}: {error}") from None


def show_date(text: str) -> str:
    """A stated date as a reader sees it, at the precision it has.

    >>> show_date("1976-05-28"), show_date("1976-05"), show_date("1976")
    ('28 May 1976', 'May 1976', '1976')
    >>> show_date("[..2014-04]")
    'by April 2014'
    """
    partial = parse_partial(text)
    if partial.precision == "on or before":
        return f"by {show_date(text[3:-1])}"
    day = partial.earliest
    words = {
        "day": f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        "month": f"{_MONTHS[day.month - 1]} {day.year}",
        "year": str(day.year),
    }
    return words[partial.precision]
