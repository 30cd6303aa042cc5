"""The collection at a glance: its tables, its evidence, and what held on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.agreements import keep_free_trade, take_steps
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import STATES, evidence_states
from helpers.multilateral import DEFINITIONS, list_bodies
from helpers.official import AGREEMENT_STEPS, hold_counted_partners
from helpers.table_cache import cache_by_tables
from helpers.timeline import CoverageError, as_of, rows_until

UNIFIED_ON = "1976-07-02"
"""Before this day only what the northern state joined counts; after it, seats are continued."""

ORGANISATIONS = "with forums"
"""The meaning of "organisation" counted here, a name of ``multilateral.DEFINITIONS``."""

OUTSIDE = "outside coverage"

_REGISTERS = ("sources", "evidence")


@dataclass(frozen=True)
class Held:
    """The rows behind one measure on one day: certain ones, and those only possible."""

    table: str
    keys: tuple[str, ...]
    possible_keys: tuple[str, ...] = ()
    certain: int = 0
    possible: int = 0
    words: str = ""


def summarise_tables(until: DayLike | None = None) -> pd.DataFrame:
    """What is in the collection? One row a table, in the order of the data package.

    Returns ``table``, ``title``, ``rows`` (those begun by ``until`` in a table that records
    dates or years; all rows otherwise), ``covers_from`` and ``covers_to`` (days; missing where
    the table has no coverage in time; the end never after ``until``), ``kind`` (compiled here,
    transcribed or frozen extract), ``sourced_cells`` (cells with readings, of the rows counted)
    and the percent of them per evidence state (missing where no cell has readings of its own:
    a frozen extract names its source in each row). ``until``: default the data cut-off.
    Evidence is that of today.

    >>> summary = summarise_tables().set_index("table")
    >>> int(summary.at["diplomatic_relations", "rows"])
    195
    """
    day = to_day(until or package().cut_off)
    cells = count_evidence(until)
    rows = []
    for name, table in package().tables.items():
        covers = table.coverage
        starts = to_day(covers["from"]) if covers else None
        ends = min(to_day(covers["to"]), day) if covers else None
        begun = starts is None or starts <= day
        row: dict[str, object] = {
            "table": name,
            "title": table.title,
            "rows": len(_find_begun(name, day)) if begun else 0,
            "covers_from": pd.Timestamp(starts) if starts else pd.NaT,
            "covers_to": pd.Timestamp(ends) if ends and begun else pd.NaT,
            "kind": table.manifest["class"].replace("_", " "),
            "sourced_cells": 0,
        }
        if name in cells.index:
            total = int(cells.loc[name].sum())
            row["sourced_cells"] = total
            row |= {state: 100 * cells.at[name, state] / total for state in cells}
        rows.append(row)
    return pd.DataFrame(rows)


@cache_by_tables
def count_evidence(until: DayLike | None = None) -> pd.DataFrame:
    """How well are the sourced cells of each table supported? Tables x states, counts.

    Only cells of rows begun by ``until`` (default: the cut-off), by the evidence of today;
    tables with most cells first, those without readings left out. States without any cell
    are left out unless they are one of the four that figures show.
    """
    day = to_day(until or package().cut_off)
    counts = {}
    for name, table in package().tables.items():
        if name in _REGISTERS or len(table.keys) != 1:
            continue
        states = evidence_states(name)
        states = states[states["key"].isin(_find_begun(name, day)[table.key])]
        if len(states):
            counts[name] = states["state"].value_counts().reindex(STATES, fill_value=0)
    wide = pd.DataFrame(counts).T.astype(int).rename_axis("table")
    if not wide["no_reading"].any():
        wide = wide.drop(columns="no_reading")
    order = wide.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return wide.loc[order]


def count_firm(until: DayLike | None = None) -> pd.Series:
    """How many well-supported cells would be so without publishers kept for want of better?

    By table, as in ``count_evidence``: cells in state ``two_independent`` whose state stands
    when publishers of kind ``other`` (blogs, copies, lists) are left out.

    >>> bool((count_firm() <= count_evidence()["two_independent"]).all())
    True
    """
    day = to_day(until or package().cut_off)
    firm = {}
    for name in count_evidence(until).index:
        states = evidence_states(name)
        states = states[states["key"].isin(_find_begun(name, day)[get_table(name).key])]
        well = (states["state"] == "two_independent") & ~states["needs_weak_host"]
        firm[name] = int(well.sum())
    return pd.Series(firm, name="firm").rename_axis("table")


def _find_begun(name: str, day: object) -> pd.DataFrame:
    """Rows of a table that had begun, or may have begun, by a day."""
    table, frame = get_table(name), load(name)
    moment = pd.Timestamp(day)
    if name == "roles":
        begun = frame[["term_start_earliest", "elected_on_earliest"]].min(axis=1)
        return frame[begun.isna() | (begun <= moment)]
    if table.timeline:
        start = f"{table.timeline['start']}_earliest"
        return frame[frame[start].isna() | (frame[start] <= moment)]
    if "year" in frame:
        return frame[frame["year"] <= moment.year]
    dated = [field.name for field in table.fields if field.partial_date]
    if table.coverage and dated and table.manifest["class"] == "compiled":
        return frame[~(frame[f"{dated[0]}_earliest"] > moment)]
    return frame


MEASURES: dict[str, str] = {
    "relations": "states with relations",
    "comprehensive": "comprehensive partners",
    "strategic": "strategic partners",
    "comprehensive_strategic": "comprehensive strategic partners",
    "agreements_signed": "trade agreements signed",
    "agreements_in_force": "trade agreements in force",
    "organisations": "organisations and forums",
    "treaties": "treaties",
    "elected_seats": "elected seats held",
    "last_milestone": "last milestone",
}
"""What ``describe_day`` tells, in order, with the words figures use."""


@cache_by_tables
def describe_day(date: DayLike, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """What held on a day, across the tables? One row a measure: the time machine.

    ``relations``: states with relations; the three rungs: partners at their highest tier by
    the rows that official lists count; ``agreements_signed``, ``agreements_in_force``: free
    trade agreements that official lists count, by Viet Nam's own dates; ``organisations``:
    as ``multilateral.count_organisations`` counts them by ``ORGANISATIONS`` (bodies once, with
    banks, treaty bodies, programmes and forums; before 2 July 1976 only those the northern
    state joined, where that function counts both states'); ``treaties``: treaties held as
    party, likewise; ``elected_seats``:
    bodies in which Viet Nam or a national held an elected seat. A seat without a recorded end
    is only possible once it is older than the longest recorded term. ``last_milestone``: the
    latest row of ``milestones`` that had certainly been held.

    Returns ``measure``, ``label``, ``value`` (certain count, integer), ``possible`` (count
    with the possible rows), ``words`` (the last milestone; empty elsewhere), ``table``,
    ``keys`` and ``possible_keys`` (tuples of row keys: certain, and only possible). Before a
    table's coverage the counts are missing, never zero, and ``words`` says so. A day after
    the cut-off warns with ``CoverageWarning``.

    >>> day = describe_day("2025-04-15").set_index("measure")
    >>> int(day.at["comprehensive_strategic", "value"])
    12
    """
    day = to_day(date).isoformat()
    rows = []
    for measure in measures or MEASURES:
        ask = _ASK[measure]
        try:
            held = ask(day)
        except CoverageError:
            held = None
        outside = held is None
        told = held or Held(_TABLES[measure], ())
        numbered = not outside and measure != "last_milestone"
        rows.append(
            {
                "measure": measure,
                "label": MEASURES[measure],
                "value": told.certain if numbered else pd.NA,
                "possible": told.possible if numbered else pd.NA,
                "words": OUTSIDE if outside else told.words,
                "table": told.table,
                "keys": told.keys,
                "possible_keys": told.possible_keys,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.astype({"value": "Int64", "possible": "Int64"})


def show_day(described: pd.DataFrame) -> pd.DataFrame:
    """``describe_day`` as a table to read: counts, or a range, or the words; rows behind it."""
    shown = []
    for row in described.itertuples():
        if pd.isna(row.value):
            value = row.words
        else:
            value = f"{row.value}"
            value += "" if row.possible == row.value else f" to {row.possible}"
        shown.append(
            {
                "measure": row.label,
                "on the day": value,
                "rows": len(row.keys) + len(row.possible_keys),
                "of table": row.table,
            }
        )
    return pd.DataFrame(shown).set_index("measure")


def compare_days(first: DayLike, second: DayLike) -> pd.DataFrame:
    """What changed between two days? Measures of ``describe_day``, side by side.

    Returns ``measure``, ``label``, ``first``, ``second``, ``change`` (certain counts; missing
    outside coverage; a count also rises when a date "on or before" is passed),
    ``first_possible``, ``second_possible`` (with the possible rows), ``began`` and ``ended``
    (tuples of the keys of rows, certain or possible, that hold on one of the days only) and
    ``table``. A partner that climbs ends on one tier
    and begins on the next.

    >>> change = compare_days("2023-06-24", "2025-12-31").set_index("measure")
    >>> int(change.at["comprehensive_strategic", "change"])
    10
    """
    one, other = describe_day(first), describe_day(second)
    before = [set(row.keys) | set(row.possible_keys) for row in one.itertuples()]
    after = [set(row.keys) | set(row.possible_keys) for row in other.itertuples()]
    return pd.DataFrame(
        {
            "measure": one["measure"],
            "label": one["label"],
            "first": one["value"],
            "second": other["value"],
            "change": other["value"] - one["value"],
            "first_possible": one["possible"],
            "second_possible": other["possible"],
            "began": [tuple(sorted(new - old)) for old, new in zip(before, after, strict=True)],
            "ended": [tuple(sorted(old - new)) for old, new in zip(before, after, strict=True)],
            "table": one["table"],
        }
    )


def measure_years(until: DayLike, day: DayLike | None = None, first: int = 1950) -> pd.DataFrame:
    """The numbered measures at each year's end from ``first`` on, and on the day ``until``.

    ``day``: one more day to measure, such as the reader's; not after ``until``.

    Returns ``day``, ``measure``, ``label``, ``value``, ``possible``; missing before a table's
    coverage.
    """
    last = to_day(until)
    chosen = to_day(day or last)
    if chosen > last:
        raise DatasetError(f"{chosen} is after {last}: choose a day up to it, or a later until")
    days = [f"{year}-12-31" for year in range(first, last.year)]
    days = sorted({*days, last.isoformat(), chosen.isoformat()})
    numbered = [measure for measure in MEASURES if measure != "last_milestone"]
    parts = [
        describe_day(moment, tuple(numbered))[["measure", "label", "value", "possible"]].assign(
            day=pd.Timestamp(moment)
        )
        for moment in days
    ]
    ordered = pd.concat(parts, ignore_index=True)
    return ordered[["day", "measure", "label", "value", "possible"]]


def _hold(frame: pd.DataFrame, table: str, subject: str | None = None, words: str = "") -> Held:
    """Rows of ``as_of``, counted once per subject; a certain row makes its subject certain."""
    key = get_table(table).key
    counted = frame[subject or key]
    sure = frame["certainty"] == "certain"
    return Held(
        table,
        tuple(sorted(frame.loc[sure, key])),
        tuple(sorted(frame.loc[~sure, key])),
        int(counted[sure].nunique()),
        int(counted.nunique()),
        words,
    )


def _ask_relations(day: str) -> Held:
    return _hold(as_of("diplomatic_relations", day), "diplomatic_relations")


def _ask_tier(tier: str) -> Callable[[str], Held]:
    def ask(day: str) -> Held:
        held = hold_counted_partners(day)
        return _hold(held[held["tier"] == tier], "partnerships", "partner")

    return ask


def _ask_agreements(measure: str) -> Callable[[str], Held]:
    steps = AGREEMENT_STEPS[measure]

    def ask(day: str) -> Held:
        as_of("agreement_steps", day)  # raises outside coverage, warns after the cut-off
        return _hold(keep_free_trade(take_steps(day, steps)), "agreement_steps", "agreement")

    return ask


def _ask_memberships(treaties: bool) -> Callable[[str], Held]:
    meaning = next(one for one in DEFINITIONS if one.name == ORGANISATIONS)

    def ask(day: str) -> Held:
        bodies = list_bodies(day) if day >= UNIFIED_ON else _list_northern_bodies(day)
        if treaties:
            bodies = bodies[(bodies["record_type"] == "treaty") & (bodies["role"] == "party")]
        else:
            bodies = meaning.select(bodies)
        sure = bodies["certainty"] == "certain"
        certain, possible = (
            tuple(sorted(key for keys in some["memberships"] for key in keys))
            for some in (bodies[sure], bodies[~sure])
        )
        return Held("memberships", certain, possible, int(sure.sum()), len(bodies))

    return ask


@cache_by_tables
def _list_northern_bodies(day: str) -> pd.DataFrame:
    rows = load("memberships")
    return list_bodies(day, rows[~rows["joined_by"].isin(["southern_predecessor", "srv"])])


def _ask_seats(day: str) -> Held:
    roles = load("roles")
    seats = roles[roles["kind"] == "elected_seat"]
    longest = (seats["term_end_latest"] - seats["term_start_earliest"]).max()
    held = as_of("roles", day, rows=seats)
    old = held["term_end_latest"].isna() & (
        pd.Timestamp(day) - held["term_start_earliest"] > longest
    )
    return _hold(held.assign(certainty=held["certainty"].mask(old, "possible")), "roles", "body")


def _ask_last_milestone(day: str) -> Held:
    held = rows_until("milestones", day)
    held = held[held["held_on_latest"] <= pd.Timestamp(day)]
    if held.empty:
        return Held("milestones", (), words="none yet")
    last = held.sort_values(["held_on_latest", "milestone"]).iloc[-1]
    return Held(
        "milestones",
        (last["milestone"],),
        words=f"{last['title']} ({show_date(last['held_on'])})",
    )


_ASK: dict[str, Callable[[str], Held]] = {
    "relations": _ask_relations,
    "comprehensive": _ask_tier("comprehensive"),
    "strategic": _ask_tier("strategic"),
    "comprehensive_strategic": _ask_tier("comprehensive_strategic"),
    "agreements_signed": _ask_agreements("agreements_signed"),
    "agreements_in_force": _ask_agreements("agreements_in_force"),
    "organisations": _ask_memberships(treaties=False),
    "treaties": _ask_memberships(treaties=True),
    "elected_seats": _ask_seats,
    "last_milestone": _ask_last_milestone,
}

_TABLES = {
    "relations": "diplomatic_relations",
    **dict.fromkeys(("comprehensive", "strategic", "comprehensive_strategic"), "partnerships"),
    **dict.fromkeys(("agreements_signed", "agreements_in_force"), "agreement_steps"),
    **dict.fromkeys(("organisations", "treaties"), "memberships"),
    "elected_seats": "roles",
    "last_milestone": "milestones",
}
