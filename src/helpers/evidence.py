"""Which source says what, and how well each cell of the dataset is supported.

``evidence.csv`` holds readings: a source, at a locator, states a value of one cell. The
*state* of a cell is derived from its readings here and is never typed in:

``two_independent``
    at least two publisher families that are not encyclopaedias state the value, at the
    precision the table gives it;
``one_source``
    exactly one such family does (reprints of one agency's text count once);
``tertiary_only``
    only encyclopaedias do;
``conflict``
    a source states a different value that cannot be set aside as a slip;
``no_reading``
    the cell has a value and no reading states it at that precision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from helpers import dates
from helpers.dataset import (
    DatasetError,
    Table,
    get_table,
    load,
    package,
    use_tables,
)
from helpers.table_cache import cache_by_tables

STATES = ("two_independent", "one_source", "tertiary_only", "conflict", "no_reading")

ENCYCLOPAEDIA = "encyclopaedia"
WEAK_HOST = "other"
"""The kind of publishers kept for want of better: blogs, copies, lists, advisers' sites."""
WHOLE_COLUMN = "*"
_STATE_COLUMNS = [
    *("key", "field", "value", "state", "documents", "families", "firm", "readings"),
    *("outside_viet_nam", "needs_weak_host"),
]
REMARKS = "note"
"""The column for remarks: readings of it are quoted beside a row and have no state."""


@cache_by_tables
def load_readings(table: str) -> pd.DataFrame:
    """Every reading of one table, joined with its source.

    Columns: those of ``evidence`` and ``sources``, and ``origin``: the family whose
    statement it is (the family it relays, else the publisher's own).

    >>> set(load_readings("partnerships")["standing"]) <= {"supports", "rival", "set_aside"}
    True
    """
    get_table(table)
    readings = load("evidence")
    readings = readings[readings["table"] == table]
    joined = readings.merge(load("sources"), on="source_id", how="left", validate="many_to_one")
    return joined.assign(origin=joined["relays"].fillna(joined["family"]))


def evidence_states(table: str) -> pd.DataFrame:
    """How well is each cell of a table supported?

    Returns one row per cell that has readings: ``key``, ``field``, ``value``, ``state``
    (see the module's text), ``documents`` and ``families`` (documents and independent families
    that state the value, encyclopaedias left out), ``firm`` (families without publishers of kind
    ``other``), ``readings``, ``outside_viet_nam`` (True when a publisher
    outside Viet Nam other than an encyclopaedia states it) and ``needs_weak_host`` (True
    when a state of ``two_independent`` would not stand without publishers of kind ``other``).

    >>> evidence_states("diplomatic_relations").set_index("key").loc["USA", "state"]
    'conflict'
    """
    with use_tables({}):  # what the sources say does not depend on how a table is read
        return _derive_states(table)


@cache_by_tables
def _derive_states(table: str) -> pd.DataFrame:
    values = load(table).set_index(get_table(table).key)
    readings = load_readings(table)
    chosen = readings[(readings["key"] != WHOLE_COLUMN) & (readings["field"] != REMARKS)]
    columns = [
        *("key", "field", "source_id", "reading", "standing"),
        *("kind", "origin", "publisher_country"),
    ]
    cells: dict[tuple[str, str], list[Reading]] = {}
    for key, field, *reading in chosen[columns].itertuples(index=False):
        cells.setdefault((key, field), []).append(Reading(*reading))
    rows = [(*cell, *_derive_state(cells[cell], values.at[cell])) for cell in sorted(cells)]
    return pd.DataFrame(rows, columns=_STATE_COLUMNS)


class Reading(NamedTuple):
    """What one document states of one cell, as far as the state of the cell depends on it."""

    document: str
    value: str
    standing: str
    kind: str
    origin: str
    country: str


def _derive_state(readings: Sequence[Reading], value: Any) -> tuple[Any, ...]:
    """The value and what ``evidence_states`` tells of it, in the order of its columns."""
    agreeing = [one for one in readings if is_reading_of(one.value, value)]
    primary = [one for one in agreeing if one.kind != ENCYCLOPAEDIA]
    documents = len({one.document for one in primary})
    families = len({one.origin for one in primary})
    firm = len({one.origin for one in primary if one.kind != WEAK_HOST})
    if any(one.standing == "rival" for one in readings):
        state = "conflict"
    elif families:
        state = "two_independent" if families >= 2 else "one_source"
    else:
        state = "tertiary_only" if agreeing else "no_reading"
    abroad = any(one.country != "VNM" for one in primary)
    weak = state == "two_independent" and firm < 2
    return value, state, documents, families, firm, len(readings), abroad, weak


def is_reading_of(reading: str, value: object) -> bool:
    """Does a reading state this value, or a more precise form of it?

    >>> is_reading_of("1976-05-28", "1976"), is_reading_of("1976", "1976-05-28")
    (True, False)
    """
    if pd.isna(value):
        return False
    try:
        stated, held = dates.parse_partial(reading), dates.parse_partial(str(value))
    except dates.DateError:
        return _is_same_number(reading, value)
    return held.contains(stated)


def _is_same_number(reading: str, value: object) -> bool:
    try:
        return float(reading) == float(str(value))
    except ValueError:
        return reading == str(value)


def is_compatible(reading: str, value: object) -> bool:
    """Could a reading and a value both be true? (One date contains the other.)

    >>> is_compatible("1976", "1976-05-28"), is_compatible("1977", "1976-05-28")
    (True, False)
    """
    return is_reading_of(reading, value) or is_reading_of(str(value), reading)


def list_sourced_tables() -> list[Table]:
    """The tables whose rows have readings of their own, in the order of the data package.

    >>> [table.name for table in list_sourced_tables()][:3]
    ['countries', 'state_origins', 'diplomatic_relations']
    """
    sourced = set(load("evidence").query("key != '*'")["table"])
    return [table for table in package().tables.values() if table.name in sourced]


def count_states(table: str) -> pd.DataFrame:
    """How many cells of a table are in each evidence state?

    Columns: ``state``, ``cells``, ``share`` (percent of the table's cells with readings).

    >>> int(count_states("diplomatic_relations")["cells"].sum())
    195
    """
    counts = evidence_states(table)["state"].value_counts().reindex(STATES, fill_value=0)
    share = (100 * counts / counts.sum()).round(1)
    return pd.DataFrame({"state": counts.index, "cells": counts.values, "share": share.values})


def count_by_group(table: str, groups: pd.Series) -> pd.DataFrame:
    """Evidence states of a table's dated cells by group: groups x states, counts.

    ``groups``: the group of each row, indexed by the table's key; rows left out of it are
    left out of the count. Groups keep their order if ``groups`` is categorical.

    >>> tiers = load("partnerships").set_index("event")["tier"]
    >>> int(count_by_group("partnerships", tiers).to_numpy().sum())
    78
    """
    states = evidence_states(table)
    group = states["key"].map(groups)
    counts = pd.crosstab(group, states["state"])
    wanted = groups.cat.categories if isinstance(groups.dtype, pd.CategoricalDtype) else None
    shown = [state for state in STATES if state != "no_reading" or state in counts]
    return counts.reindex(index=wanted, columns=shown, fill_value=0)


def sources_of(table: str, key: str, field: str | None = None) -> pd.DataFrame:
    """Who says so? Every reading of one row (or one cell), with its source.

    Columns: ``field``, ``reading``, ``standing``, ``publisher``, ``title``, ``published``,
    ``locator``, ``relays``, ``address``, ``note``, ``source_id``. A key that is not in the
    table raises ``DatasetError`` with the nearest keys.

    >>> sources_of("diplomatic_relations", "TUV")["reading"].unique().tolist()
    ['2025-09-24']
    """
    declared = get_table(table)
    if key not in set(load(table)[declared.key]):
        raise DatasetError(
            f"{table} has no row {key!r}; its key is the column {declared.key!r}: "
            f"see load({table!r})[{declared.key!r}]"
        )
    readings = load_readings(table)
    found = readings[readings["key"].isin([key, WHOLE_COLUMN])]
    if field is not None:
        if field not in declared.columns:
            raise DatasetError(
                f"{table} has no column {field!r}; it has {', '.join(declared.columns)}"
            )
        found = found[found["field"] == field]
    columns = [
        "field",
        "reading",
        "standing",
        "publisher",
        "title",
        "published",
        "locator",
        "relays",
        "address",
        "note",
        "source_id",
    ]
    return found[columns].reset_index(drop=True)


@cache_by_tables
def alternative_readings(table: str) -> pd.DataFrame:
    """Which cells have a rival reading, and what would it be?

    Columns: ``key``, ``field``, ``value`` (what the table holds), ``reading`` (the
    rival), ``publishers`` (who states it, or states it less precisely) and ``note``. One row
    per rival reading; "1950" and "1950-02-02" are one.

    >>> alternative_readings("diplomatic_relations").query("key == 'USA'")["reading"].tolist()
    ['1995-07-11']
    """
    values = load(table).set_index(get_table(table).key)
    readings = load_readings(table)
    rivals = readings[(readings["standing"] == "rival") & (readings["field"] != REMARKS)]
    rows = []
    for (key, field), cell in rivals.groupby(["key", "field"], sort=True):
        for reading in _keep_finest(cell["reading"].unique().tolist()):
            backing = cell[[is_reading_of(reading, stated) for stated in cell["reading"]]]
            notes = backing["note"].dropna().unique()
            rows.append(
                {
                    "key": key,
                    "field": field,
                    "value": values.at[key, field],
                    "reading": reading,
                    "publishers": "; ".join(sorted(backing["publisher"].unique())),
                    "note": notes[0] if len(notes) else "",
                }
            )
    return pd.DataFrame(rows, columns=["key", "field", "value", "reading", "publishers", "note"])


def show_rivals(
    table: str, names: pd.Series | None = None, keys: Collection[str] | None = None
) -> pd.DataFrame:
    """``alternative_readings`` as a table to read.

    ``names`` maps keys to what is shown; ``keys`` are the rows asked about (default: all).
    """
    rivals = alternative_readings(table)
    if keys is not None:
        rivals = rivals[rivals["key"].isin(list(keys))]
    shown = rivals["key"] if names is None else rivals["key"].map(names)
    return pd.DataFrame(
        {
            "of": shown,
            "date in the table": rivals["value"],
            "rival": rivals["reading"],
            "stated by": rivals["publishers"].map(_shorten),
        }
    ).set_index("of")


def _shorten(publishers: str, most: int = 3) -> str:
    names = publishers.split("; ")
    rest = len(names) - most
    return "; ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _keep_finest(readings: list[str]) -> list[str]:
    """Leave out a reading that only states another one less precisely."""
    return [
        reading
        for reading in sorted(readings)
        if not any(other != reading and is_reading_of(other, reading) for other in readings)
    ]


def replace_reading(frame: pd.DataFrame, key: str, field: str, reading: str) -> pd.DataFrame:
    """The loaded table with one cell replaced by another reading, bounds included.

    >>> printed = load("diplomatic_relations")
    >>> earlier = replace_reading(printed, "USA", "established_on", "1995-07-11")
    >>> earlier.set_index("partner").loc["USA", "established_on"]
    '1995-07-11'
    """
    declared = get_table(frame.attrs["table"])
    kind = next(one for one in declared.fields if one.name == field)
    number = kind.type in ("integer", "number")
    changed = frame.copy()
    changed.loc[changed[declared.key] == key, field] = float(reading) if number else reading
    return dates.add_bounds(changed, field) if kind.partial_date else changed


def iterate_readings(
    table: str, keys: Collection[str] | None = None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The table under each defensible reading: as printed, then each rival in turn.

    ``keys``: the rows whose rivals are tried (default: all). Yields ``(label, frame)``. The
    last two take every rival at once: all that are earlier
    than the printed value, then all that are later.

    >>> next(iterate_readings("diplomatic_relations"))[0]
    'as in the table'
    """
    printed = load(table)
    rivals = alternative_readings(table)
    if keys is not None:
        rivals = rivals[rivals["key"].isin(list(keys))]
    yield "as in the table", printed
    for rival in rivals.itertuples():
        label = f"{rival.key} {rival.reading}"
        yield label, replace_reading(printed, rival.key, rival.field, rival.reading)
    for label, chosen in (
        ("every earlier rival", rivals[rivals["reading"] < rivals["value"]]),
        ("every later rival", rivals[rivals["reading"] > rivals["value"]]),
    ):
        frame = printed
        for rival in chosen.itertuples():
            frame = replace_reading(frame, rival.key, rival.field, rival.reading)
        yield label, frame
