"""From a question to a sourced answer in one or two lines: the door for exploring.

``from helpers import explore``, then type ``explore.`` and complete:

- what is there: ``tables``, ``joins``, ``describe``, ``load``, ``facts``;
- what held, and what changed: ``as_of``, ``compare``, ``timeline``, ``count``, ``list_rules``;
- who and in which order: ``who``, ``code``, ``rank``, ``share``;
- putting rows together without losing their sources: ``summarise``, ``join``, ``read_own``;
- who says so: ``sources``, ``trace_frame``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd

from helpers import dataset, guards, lineage
from helpers import timeline as states_in_time
from helpers.answers import Answer
from helpers.changes import compare
from helpers.chronicle import timeline
from helpers.counting import count, list_rules
from helpers.dataset import DatasetError, get_table, load, package, tables
from helpers.dates import DayLike
from helpers.evidence import STATES, evidence_states, load_readings
from helpers.partners import PARTNER_COLUMNS
from helpers.provenance import Provenance, trace
from helpers.ranking import rank, share
from helpers.record import who

__all__ = [
    "as_of",
    "code",
    "compare",
    "count",
    "describe",
    "facts",
    "join",
    "joins",
    "list_rules",
    "load",
    "rank",
    "read_own",
    "share",
    "sources",
    "summarise",
    "tables",
    "timeline",
    "trace_frame",
    "who",
]


def __dir__() -> list[str]:
    """What completion offers: the functions of this page, not what they are built from."""
    return __all__


How = Literal["sum", "mean", "median", "min", "max", "count"]

trace_frame = lineage.trace_frame


def as_of(
    table: str,
    day: DayLike | Iterable[DayLike],
    until: DayLike | None = None,
    evidence: bool = False,
    **where: object,
) -> pd.DataFrame:
    """What held on a day, on each of several days, or on any day of a range?

    ``day``: one day, or a list of them (adds the column ``day``); with ``until`` the range from
    ``day`` to it (adds ``first_day`` and ``last_day``). ``where``: columns that must have a value
    or one of a list, such as ``tier="strategic"``; a value the schema does not know is refused
    with the known ones. ``evidence`` adds ``evidence`` (state of the starting date) and
    ``publishers`` (who states it). For the rest see ``helpers.timeline.as_of``.

    >>> len(as_of("partnerships", "2023-09-09", tier="comprehensive_strategic"))
    4
    >>> as_of("partnerships", "2023-09-09", tier="comprehensive strategic")
    Traceback (most recent call last):
    ...
    helpers.dataset.DatasetError: partnerships has no tier 'comprehensive strategic'; ...
    """
    if until is not None:
        if not isinstance(day, str | dt.date):
            raise DatasetError("a range has one first day: as_of(table, first, until=last)")
        found = states_in_time.as_of_range(table, day, until)
    elif isinstance(day, str | dt.date):
        found = states_in_time.as_of(table, day)
    else:
        found = states_in_time.as_of_days(table, day)
    for name, wanted in where.items():
        values = _check_values(table, name, wanted)
        found = found[found[name].isin(values)]
    found = found.reset_index(drop=True)
    return add_evidence(found) if evidence else found


def _check_values(table: str, name: str, wanted: object) -> list[object]:
    declared = get_table(table)
    if name not in declared.columns:
        raise DatasetError(f"{table} has no column {name!r}; it has {', '.join(declared.columns)}")
    values = list(wanted) if isinstance(wanted, list | tuple | set) else [wanted]
    known = set(load(table)[name].dropna())
    field = next(one for one in declared.fields if one.name == name)
    for value in values:
        if value not in known and value not in field.allowed:
            listed = ", ".join(sorted(map(str, field.allowed or known))[:12])
            raise DatasetError(f"{table} has no {name} {value!r}; it has {listed}")
    return values


def code(name: str) -> str:
    """The code of a partner, from its name in English, Vietnamese or Indonesian.

    >>> code("Hàn Quốc"), code("European Union")
    ('KOR', 'EU')
    """
    return guards.find_code(name)


def add_evidence(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a dated table with ``evidence`` and ``publishers`` of their starting date.

    >>> add_evidence(load("relation_breaks"))["evidence"].tolist()
    ['one_source', 'two_independent']
    """
    table = get_table(str(rows.attrs["table"]))
    start = table.timeline["start"]
    states = evidence_states(table.name)
    states = states[states["field"] == start].set_index("key")["state"]
    readings = load_readings(table.name)
    told = readings[(readings["field"] == start) & (readings["standing"] == "supports")]
    names = told.groupby("key")["publisher"].agg(lambda found: "; ".join(sorted(set(found))))
    return rows.assign(
        evidence=rows[table.key].map(states).fillna("no_reading"),
        publishers=rows[table.key].map(names),
    )


def joins(table: str | None = None) -> pd.DataFrame:
    """How do the tables join? Keys and what points where, for all tables or one.

    Returns ``table``, ``column``, ``to_table``, ``to_column`` and ``kind``: ``key`` (declared and
    checked: every value is found), ``code`` (ISO codes of ``countries``, with documented
    others such as totals and unions) or ``evidence`` (readings of a row, by table and key).

    >>> joins("agreement_steps")["to_table"].tolist()
    ['agreements', 'evidence']
    """
    lines = []
    for name, declared in package().tables.items():
        for link in declared.foreign_keys:
            target = link["reference"]
            lines.append((name, link["fields"][0], target["resource"], target["fields"][0], "key"))
    lines += [(name, column, "countries", "country", "code") for name, column in PARTNER_COLUMNS]
    sourced = dict.fromkeys(load("evidence")["table"])
    lines += [
        (name, "/".join(get_table(name).keys), "evidence", "key", "evidence") for name in sourced
    ]
    columns = ["table", "column", "to_table", "to_column", "kind"]
    found = pd.DataFrame(lines, columns=columns)
    if table is not None:
        get_table(table)
        found = found[(found["table"] == table) | (found["to_table"] == table)]
    return found.reset_index(drop=True)


def describe(table: str, column: str | None = None) -> pd.DataFrame | Answer:
    """What does each column of a table mean? Or all about one column.

    Without ``column``: one row a column (``helpers.describe``). With it an ``Answer``: the
    values found with their meaning and number of rows, and in the notes unit, coverage,
    missing cells, evidence states and the trap to mind.

    >>> describe("partnerships", "tier").table["value"].tolist()[:2]
    ['strategic', 'comprehensive']
    """
    if column is None:
        return dataset.describe(table)
    declared = get_table(table)
    if column not in declared.columns:
        raise DatasetError(
            f"{table} has no column {column!r}; it has {', '.join(declared.columns)}"
        )
    field = next(one for one in declared.fields if one.name == column)
    rows = load(table)
    counts = rows[column].value_counts()
    values = pd.DataFrame({"value": counts.index, "rows": counts.to_numpy()})
    if field.meanings:
        values["meaning"] = [field.meanings.get(str(value), "") for value in values["value"]]
    missing = int(rows[column].isna().sum())
    notes = [f"{missing} of {len(rows)} cells are missing, which never means 0."]
    if field.unit:
        notes.append(f"Unit: {field.unit}.")
    if field.partial_date:
        notes.append(
            "A partial date: text of year, month or day precision. Never compare it as text; use "
            f"guards.compare_dates, or {column}_earliest and {column}_latest."
        )
    if field.sourced:
        states = evidence_states(table)
        tally = states.loc[states["field"] == column, "state"].value_counts()
        told = [f"{tally[state]} {state.replace('_', ' ')}" for state in STATES if state in tally]
        notes.append(f"Evidence: {', '.join(told)}.")
    mixed = guards.MIXABLE.get(column)
    if mixed and counts.size > 1:
        notes.append(f"Do not add up different {mixed}: summarise(..., by=[{column!r}]).")
    kind = "partial date" if field.partial_date else field.type
    title = f"{table}.{column} ({kind}): {field.description}"
    return Answer(title, values, trace(rows), tuple(notes))


def facts(
    table: str, state: str | Iterable[str] | None = None, until: DayLike | None = None
) -> pd.DataFrame:
    """Which facts of a table rest on what? One row a sourced cell.

    ``state``: one of the evidence states, or several (default: all); ``until``: rows that had
    begun by a day (dated tables). Returns ``key``, ``field``, ``value``, ``state``, ``families``
    (independent publishers), ``publishers``, ``note`` (the row's remark) and ``table``.

    >>> rare = facts("hanoi", state="one_source")
    >>> set(rare["state"]), "fdi_2019" in set(rare["key"])
    ({'one_source'}, True)
    """
    wanted = [state] if isinstance(state, str) else list(state or STATES)
    for one in wanted:
        if one not in STATES:
            raise DatasetError(f"no evidence state {one!r}; states are {', '.join(STATES)}")
    if "source_id" in get_table(table).columns:
        raise DatasetError(
            f"{table} is a published series: its rows carry source_id instead of readings; see "
            f"explore.sources(load({table!r}))"
        )
    cells = evidence_states(table)
    if cells.empty:
        raise DatasetError(f"no cell of {table} has a reading of its own; see data/GAPS.md")
    if until is not None:
        begun = states_in_time.rows_until(table, until)
        cells = cells[cells["key"].isin(begun[get_table(table).key])]
    cells = cells[cells["state"].isin(wanted)]
    readings = load_readings(table)
    told = readings[readings["standing"] == "supports"]
    names = told.groupby(["key", "field"])["publisher"].agg(
        lambda all_: "; ".join(sorted(set(all_)))
    )
    rows = load(table).set_index(get_table(table).key)
    found = cells[["key", "field", "value", "state", "families"]].assign(
        publishers=[
            names.get((key, field)) for key, field in zip(cells["key"], cells["field"], strict=True)
        ],
        note=cells["key"].map(rows["note"]) if "note" in rows else pd.NA,
        table=table,
    )
    return found.reset_index(drop=True)


def summarise(
    rows: pd.DataFrame,
    column: str,
    how: How = "sum",
    by: str | Iterable[str] = (),
) -> pd.DataFrame:
    """Values of a column put together, by groups, with their number and their sources.

    ``how``: ``sum``, ``mean``, ``median``, ``min``, ``max`` or ``count``; ``by``: columns that
    are kept apart. Returns the groups, the result under the name of the column, ``rows`` and
    ``missing`` (cells without a value: a group of nothing else is missing, never 0). Rows of
    different units, releases or reporters warn with ``MixWarning``. The result says what it
    rests on (``trace_frame``, ``sources``).

    >>> trade = load("trade_by_partner").query("reporter == 'VNM' and 2018 <= year <= 2020")
    >>> summarise(trade, "exports_usd", by="year")["rows"].gt(50).all()
    np.True_
    """
    groups = [by] if isinstance(by, str) else list(by)
    for name in [column, *groups]:
        if name not in rows:
            raise DatasetError(f"no column {name!r} in these rows; they have {', '.join(rows)}")
    if how != "count":
        guards.warn_mix(rows, groups)
    keyed = rows if groups else rows.assign(group="all")
    grouped = keyed.groupby(groups or ["group"], dropna=False, sort=True)[column]
    result = grouped.sum(min_count=1) if how == "sum" else getattr(grouped, how)()
    found = pd.DataFrame(
        {column: result, "rows": grouped.size(), "missing": grouped.size() - grouped.count()}
    ).reset_index()
    if lineage.is_traceable(rows):
        return lineage.remember(found, rows)
    return found


def join(
    left: pd.DataFrame,
    right: pd.DataFrame | str,
    on: str,
    right_on: str | None = None,
) -> pd.DataFrame:
    """Every row of ``left`` with what ``right`` says of it, sources kept, surprises told.

    ``right``: a frame, or the name of a table; ``on``: the column of ``left``; ``right_on``: that
    of ``right`` (default: the table's key, or the same name). Rows without a partner keep missing
    values; ``JoinWarning`` names them, and those that repeat because they find several rows.
    Columns of ``right`` with a name that is taken get its table's name behind them.

    >>> mine = pd.DataFrame({"iso3": ["FRA", "USA"], "my_index": [0.4, 0.7]})
    >>> held = join(mine, "diplomatic_relations", on="iso3")
    >>> held["established_on"].tolist(), trace_frame(held).count
    (['1973-04-12', '1995-07-12'], 2)
    """
    other = load(right) if isinstance(right, str) else right
    name = str(other.attrs.get("table", "right"))
    other_on = right_on or (get_table(right).key if isinstance(right, str) else on)
    for column, frame in ((on, left), (other_on, other)):
        if column not in frame:
            raise DatasetError(f"no column {column!r} to join on; there are {', '.join(frame)}")
    guards.warn_join(left, other, (on, other_on))
    matched = other[other[other_on].isin(set(left[on]))]
    parts = [part for part in (left, matched) if lineage.is_traceable(part)]
    result = left.merge(
        matched, how="left", left_on=on, right_on=other_on, suffixes=("", f"_{name}")
    )
    return lineage.remember(result, *parts) if parts else result


def read_own(path: str | Path, code: str = "iso3") -> pd.DataFrame:
    """A CSV file of your own with ISO codes, read so that it joins.

    ``code``: its column of ISO 3166-1 alpha-3 codes. Codes stay text ("NA" too) and are checked:
    unknown ones raise ``DatasetError`` that says which are meant; numbers become numbers and
    empty cells missing.
    """
    file = Path(path)
    if not file.exists():
        raise DatasetError(f"no file {file.name} there: give the path from the notebook's folder")
    frame = pd.read_csv(file, keep_default_na=False, na_values={}, dtype={code: "str"})
    if code not in frame:
        raise DatasetError(f"{file.name} has no column {code!r}; it has {', '.join(frame)}")
    problems = guards.check_codes(frame[code])
    if problems:
        raise DatasetError(f"{file.name}: " + "; ".join(problems[:5]))
    others = frame.columns.drop(code)
    frame[others] = frame[others].replace("", pd.NA)
    return frame.assign(**{name: _to_numbers(frame[name]) for name in others})


def _to_numbers(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers if numbers.notna().sum() == column.notna().sum() else column


def sources(rests: pd.DataFrame | Answer | Provenance) -> pd.DataFrame:
    """The documents behind a frame or an answer: publisher, title, date, address.

    Raises ``lineage.LineageError`` when the frame no longer says what it rests on.

    >>> sources(count("relations", "1950-12-31", rule="all")).columns.tolist()[:2]
    ['publisher', 'title']
    """
    return lineage.list_documents(rests.rests_on if isinstance(rests, Answer) else rests)
