"""The state of a dated table on any day, counted over time and cut into spells.

A table says in ``datapackage.json`` how it runs in time: whose state it records
(``subject``), when a state begins and ends (``start``, ``end``; ``end_is_last_day`` for
terms of office), which table interrupts it
(``interrupted_by``) and, where states form a ladder, their ``order`` from lowest to
highest (``level``). Everything here follows from that declaration.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from helpers.dataset import DatasetError, Table, add_reads, get_table, load, package
from helpers.dates import DayLike, to_day, to_days

Bound = Literal["earliest", "latest"]
_DAY = np.timedelta64(1, "D")


class CoverageError(DatasetError):
    """A day lies before what the table covers."""


class CoverageWarning(UserWarning):
    """A day lies after the data cut-off; the answer is the state at the cut-off."""


def as_of(table: str, date: DayLike, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """What held on a day? One row per subject (for a ladder, its highest level then).

    ``table``: a dated table; ``date``: ``'2025-03-31'``, a ``date`` or a ``Timestamp``;
    ``rows``: the table under another reading (default: as loaded).

    Returns the table's columns and ``certainty``: ``certain`` when the state held under
    every day its partial dates allow, ``possible`` when only under some. On the day a
    state begins it holds; on the day it is broken off it no longer does, but a term of
    office still holds on its last day. A day before
    coverage raises ``CoverageError``; one after the cut-off warns with
    ``CoverageWarning`` and answers with what was known at the cut-off.

    >>> len(as_of("diplomatic_relations", "2025-03-31"))
    194
    >>> as_of("partnerships", "2025-04-15")["tier"].eq("comprehensive_strategic").sum()
    np.int64(12)
    """
    declared = _get_dated_table(table)
    day = _check_day(declared, to_day(date))
    frame = load(table) if rows is None else rows
    possible, certain = _hold_on_days(declared, frame, np.array([day], dtype="datetime64[D]"))
    top = _keep_highest(declared, frame, possible)[0]
    found = frame[top].assign(certainty=np.where(certain[0][top], "certain", "possible"))
    found.attrs = {**frame.attrs, "as_of": day.isoformat()}
    return found.reset_index(drop=True)


def as_of_days(table: str, days: Iterable[DayLike]) -> pd.DataFrame:
    """``as_of`` for several days at once: its rows for each day, with ``day`` in front.

    >>> days = ["1950-12-31", "1960-12-31"]
    >>> as_of_days("diplomatic_relations", days).groupby("day").size().tolist()
    [9, 15]
    """
    declared = _get_dated_table(table)
    frame = load(table)
    moments = _check_days(declared, days)
    possible, certain = _hold_on_days(declared, frame, moments)
    top = _keep_highest(declared, frame, possible)
    which, row = np.nonzero(top)
    found = frame.iloc[row].reset_index(drop=True)
    found.insert(0, "day", pd.to_datetime(moments[which]))
    found = found.assign(certainty=np.where(certain[which, row], "certain", "possible"))
    found.attrs = dict(frame.attrs)
    return found


def as_of_range(table: str, first: DayLike, last: DayLike) -> pd.DataFrame:
    """What held on any day from ``first`` to ``last``? One row each, with when it did.

    Rows of the table that on some day of the range were the state of their subject (for a
    ladder: its highest level), with ``first_day`` and ``last_day`` (within the range) and
    ``certainty``: ``certain`` when that was so on some day under every day the dates allow.

    >>> held = as_of_range("partnerships", "2023-01-01", "2023-12-31").query("partner == 'USA'")
    >>> held["tier"].tolist()
    ['comprehensive', 'comprehensive_strategic']
    """
    declared = _get_dated_table(table)
    begin, end = (_check_day(declared, to_day(day)) for day in (first, last))
    if end < begin:
        raise DatasetError(f"the range ends ({end}) before it begins ({begin}): swap the days")
    frame = load(table)
    changes = _find_change_days(declared, frame, end)
    inside = changes[changes > np.datetime64(begin)]
    moments = np.unique([np.datetime64(begin), *inside, np.datetime64(end)])
    possible, certain = _hold_on_days(declared, frame, moments)
    top = _keep_highest(declared, frame, possible)
    held = top.any(axis=0)
    starts = moments[top[:, held].argmax(axis=0)]
    # It holds until the day before the next change, or to the end of the range.
    final = len(moments) - 1 - top[::-1, held].argmax(axis=0)
    ends = [
        moments[place + 1] - _DAY if place + 1 < len(moments) else moments[-1] for place in final
    ]
    sure = (top & certain)[:, held].any(axis=0)
    found = frame[held].assign(
        first_day=pd.to_datetime(starts),
        last_day=pd.to_datetime(np.array(ends, dtype="datetime64[D]")),
        certainty=np.where(sure, "certain", "possible"),
    )
    found.attrs = dict(frame.attrs)
    return found.reset_index(drop=True)


def rows_until(table: str, date: DayLike) -> pd.DataFrame:
    """Which rows of a dated table had begun, or may have begun, by a day?

    >>> len(rows_until("diplomatic_relations", "1950-12-31"))
    9
    """
    declared = _get_dated_table(table)
    day = pd.Timestamp(_check_day(declared, to_day(date)))
    frame = load(table)
    start = declared.timeline["start"]
    earliest, latest = frame[f"{start}_earliest"], frame[f"{start}_latest"]
    return frame[latest.notna() & (earliest.isna() | (earliest <= day))]


def count_over_time(
    table: str,
    days: Iterable[DayLike] | None = None,
    rows: pd.DataFrame | None = None,
    until: DayLike | None = None,
) -> pd.DataFrame:
    """How many subjects were in each state on each day?

    ``days``: the days to count on; default: every day up to ``until`` (or the cut-off) on
    which the count can change, and that last day. Returns ``day``, the ladder's level where
    the table has one, ``certain`` (subjects that held it under every day their partial
    dates allow) and ``count`` (those and the possible ones).

    >>> count_over_time("diplomatic_relations", ["1950-12-31", "2025-12-31"])["count"].tolist()
    [9, 195]
    """
    declared = _get_dated_table(table)
    frame = load(table) if rows is None else rows
    moments = (
        _find_change_days(declared, frame, to_day(until or package().cut_off))
        if days is None
        else _check_days(declared, days)
    )
    changes = np.unique([moments.min(), *_find_change_days(declared, frame, moments.max().item())])
    possible, certain = _hold_on_days(declared, frame, changes)
    top = _keep_highest(declared, frame, possible)
    since = np.searchsorted(changes, moments, side="right") - 1

    def count(chosen: np.ndarray) -> dict[str, np.ndarray]:
        counts = {"certain": top & certain & chosen, "count": top & chosen}
        return {name: held.sum(axis=1)[since] for name, held in counts.items()}

    days_column = pd.to_datetime(moments)
    level = declared.timeline.get("level")
    if level is None:
        return pd.DataFrame({"day": days_column, **count(np.ones(len(frame), dtype=bool))})
    parts = [
        pd.DataFrame({"day": days_column, level: name, **count(frame[level].eq(name).to_numpy())})
        for name in declared.timeline["order"]
    ]
    return pd.concat(parts, ignore_index=True)


def spells(
    table: str,
    bound: Bound = "earliest",
    rows: pd.DataFrame | None = None,
    until: DayLike | None = None,
) -> pd.DataFrame:
    """How long did each subject stay on each level of a ladder?

    A spell begins when a level higher than any before is reached and ends when the next
    higher one is, or is right-censored on the day ``until`` (default: the cut-off).
    ``bound`` says which end of a partial date to use. Rows without it are left out.

    Returns ``subject``, ``level``, ``start``, ``end`` (missing while it lasts),
    ``next_level`` (missing likewise) and ``years`` (to the end or to ``until``; a year is
    365.25 days).

    >>> spells("partnerships").query("subject == 'KOR'")["level"].tolist()
    ['comprehensive', 'strategic', 'comprehensive_strategic']
    """
    declared = _get_dated_table(table)
    order = _get_order(declared)
    frame = load(table) if rows is None else rows
    subject, level = declared.timeline["subject"], declared.timeline["level"]
    start = f"{declared.timeline['start']}_{bound}"
    last = pd.Timestamp(to_day(until or package().cut_off))
    dated = frame[frame[start] <= last].assign(rank=lambda rows: rows[level].map(order).astype(int))
    dated = dated.sort_values([subject, start, "rank"], kind="stable")
    reached_before = dated.groupby(subject)["rank"].cummax().groupby(dated[subject]).shift()
    climbs = dated[dated["rank"] > reached_before.fillna(-1)]
    by_subject = climbs.groupby(subject)
    result = pd.DataFrame(
        {
            "subject": climbs[subject],
            "level": climbs[level],
            "start": climbs[start],
            "end": by_subject[start].shift(-1),
            "next_level": by_subject[level].shift(-1),
        }
    ).reset_index(drop=True)
    return result.assign(years=(result["end"].fillna(last) - result["start"]).dt.days / 365.25)


def _get_dated_table(table: str) -> Table:
    declared = get_table(table)
    if not declared.timeline:
        dated = [name for name, other in package().tables.items() if other.timeline]
        raise DatasetError(
            f"{table} records no states in time; tables that do: {', '.join(sorted(dated))}"
        )
    return declared


def _get_order(declared: Table) -> dict[str, int]:
    if "level" not in declared.timeline:
        raise DatasetError(f"{declared.name} has no ladder of levels, so it has no spells")
    return {name: rank for rank, name in enumerate(declared.timeline["order"])}


def _check_day(declared: Table, day: dt.date, depth: int = 3) -> dt.date:
    first = to_day(declared.coverage["from"])
    cut_off = to_day(package().cut_off)
    if day < first:
        raise CoverageError(
            f"{day} is before {declared.name} begins ({first}): what held then is not "
            "in this dataset; ask for a later day"
        )
    if day > cut_off:
        add_reads([declared.name], warned=True)
        warnings.warn(
            f"{day} is after the data cut-off: the answer is what was known for {cut_off}",
            CoverageWarning,
            stacklevel=depth,
        )
    return day


def _check_days(declared: Table, days: Iterable[DayLike]) -> np.ndarray:
    moments = to_days(days)
    if not len(moments):
        raise DatasetError("no day given: pass a day, a list of days, or a first day and until=")
    _check_day(declared, moments.min().item(), depth=4)
    _check_day(declared, moments.max().item(), depth=4)
    return moments


def _get_bounds(declared: Table, frame: pd.DataFrame, part: str) -> tuple[np.ndarray, np.ndarray]:
    column = declared.timeline[part]
    earliest, latest = (
        frame[f"{column}_{bound}"].to_numpy().astype("datetime64[D]")
        for bound in ("earliest", "latest")
    )
    return earliest, latest


def _hold_on_days(
    declared: Table, frame: pd.DataFrame, days: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Two masks, days x rows: the row possibly holds, the row certainly holds.

    A row without a start never holds; one that began "on or before" a day possibly holds
    on every day and certainly from that day on.
    """
    day = days[:, None]
    earliest, latest = _get_bounds(declared, frame, "start")
    begun = ~np.isnat(latest)
    possible = begun & (np.isnat(earliest) | (earliest <= day))
    certain = begun & (latest <= day)
    if "end" in declared.timeline:
        earliest, latest = _get_bounds(declared, frame, "end")
        # A term holds on its last day; a state that ends on a day no longer does.
        last = day - _DAY if declared.timeline.get("end_is_last_day") else day
        possible &= np.isnat(latest) | (latest > last)
        certain &= np.isnat(earliest) | (earliest > last)
    if "interrupted_by" in declared.timeline:
        breaks = _get_dated_table(declared.timeline["interrupted_by"])
        gaps = load(breaks.name)
        maybe_broken, surely_broken = _hold_on_days(breaks, gaps, days)
        subject = frame[declared.timeline["subject"]].to_numpy()
        for column, broken in enumerate(gaps[breaks.timeline["subject"]]):
            same = subject == broken
            possible[:, same] &= ~surely_broken[:, [column]]
            certain[:, same] &= ~maybe_broken[:, [column]]
    return possible, certain


def _keep_highest(declared: Table, frame: pd.DataFrame, held: np.ndarray) -> np.ndarray:
    """Of the rows held, days x rows, only each subject's highest level, last begun."""
    if "level" not in declared.timeline:
        return held
    rank = frame[declared.timeline["level"]].map(_get_order(declared)).to_numpy()
    start = frame[f"{declared.timeline['start']}_earliest"].to_numpy().view("int64")  # NaT first
    subject = pd.factorize(frame[declared.timeline["subject"]])[0]
    # Each subject's rows from the highest down: the first one held hides those below it.
    places = np.lexsort((start, rank))[::-1]
    places = places[np.argsort(subject[places], kind="stable")]
    first_place = np.searchsorted(subject[places], subject[places])
    held_so_far = np.cumsum(held[:, places], axis=1)
    held_before = np.pad(held_so_far, ((0, 0), (1, 0)))[:, first_place]
    top = np.empty_like(held)
    top[:, places] = held[:, places] & (held_so_far - held_before == 1)
    return top


def _find_change_days(declared: Table, frame: pd.DataFrame, until: dt.date) -> np.ndarray:
    moments = [np.array([until], dtype="datetime64[D]")]
    for part in ("start", "end"):
        if part in declared.timeline:
            # A term that holds on its last day makes its change on the day after.
            late = part == "end" and declared.timeline.get("end_is_last_day", False)
            moments += [bound + int(late) * _DAY for bound in _get_bounds(declared, frame, part)]
    if "interrupted_by" in declared.timeline:
        breaks = _get_dated_table(declared.timeline["interrupted_by"])
        moments.append(_find_change_days(breaks, load(breaks.name), until))
    days = np.unique(np.concatenate(moments))
    known: np.ndarray = days[~np.isnat(days) & (days <= np.datetime64(until))]
    return known
