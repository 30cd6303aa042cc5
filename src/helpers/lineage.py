"""What a frame rests on, after it was filtered, grouped or joined.

A frame of ``load`` or ``as_of`` carries the name of its table (in ``attrs``) and the key of each
row, so filters, sorts and new columns keep the way back. Plain pandas loses it when rows are
added up or two tables are joined; ``explore.summarise`` and ``explore.join`` write it down first.
``trace_frame`` reads it either way, and raises ``LineageError`` where it cannot be known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.dataset import DatasetError, get_table, load
from helpers.provenance import Provenance, list_keys, merge, trace

_KEPT = "rests_on"


class LineageError(DatasetError):
    """A frame no longer says which rows it was computed from."""


def remember(result: pd.DataFrame, *parts: pd.DataFrame | Provenance) -> pd.DataFrame:
    """Write into a computed frame which rows it rests on: those of ``parts``.

    A later filter of the result still names all of these rows: the most it can rest on.
    Parts that never came from the dataset, such as a reader's own file, are left out.

    >>> held = load("diplomatic_relations").query("partner in ['USA', 'FRA']")
    >>> total = pd.DataFrame({"n": [len(held)]})
    >>> trace_frame(remember(total, held)).rows
    {'diplomatic_relations': ('FRA', 'USA')}
    """
    known = [part if isinstance(part, Provenance) else trace_frame(part) for part in parts]
    rows = merge(known).rows
    kept = result.copy()
    kept.attrs = {_KEPT: rows}
    return kept


def is_traceable(frame: pd.DataFrame) -> bool:
    """Does a frame still say what it rests on?

    >>> is_traceable(load("partnerships")), is_traceable(pd.DataFrame({"mine": [1]}))
    (True, False)
    """
    try:
        trace_frame(frame)
    except LineageError:
        return False
    return True


def trace_frame(frame: pd.DataFrame) -> Provenance:
    """Which rows, evidence and sources does a frame rest on?

    ``frame``: of ``load`` or ``as_of``, filtered, sorted or with columns added; a list of rows
    with the columns ``table`` and ``key``; or a result of ``explore.summarise`` and
    ``explore.join``. Raises ``LineageError``, which says what to use instead, when the key is
    gone, when cells no longer are those of the rows named, or when nothing was kept.

    >>> events = load("partnerships")
    >>> trace_frame(events[events["partner"] == "KOR"]).count
    3
    >>> trace_frame(events.groupby("partner").size().reset_index())
    Traceback (most recent call last):
    ...
    helpers.lineage.LineageError: this frame no longer says which rows it rests on: ...
    """
    if _KEPT in frame.attrs:
        rows = frame.attrs[_KEPT]
        return merge([trace(_pick(table, keys)) for table, keys in rows.items()])
    if "table" in frame.attrs:
        return trace(_check_rows(frame))
    if {"table", "key"} & set(frame.index.names):
        frame = frame.reset_index()
    if {"table", "key"} <= set(frame.columns):
        named = frame.groupby("table", sort=False)["key"].agg(
            lambda keys: tuple(dict.fromkeys(keys))
        )
        return merge([trace(_pick(str(table), keys)) for table, keys in named.items()])
    raise LineageError(
        "this frame no longer says which rows it rests on: pandas drops it when rows are added "
        "up or tables are joined; use explore.summarise(rows, ...) and explore.join(rows, ...), "
        "or trace the rows before the step that lost it"
    )


def _pick(table: str, keys: tuple[str, ...]) -> pd.DataFrame:
    """The rows of a table with these keys (parts of a compound key joined by ``/``)."""
    rows = load(table)
    return rows[pd.Series(list_keys(rows), dtype="str").isin(keys)]


def _check_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its key as columns, if its cells still are those of the rows it names."""
    table = get_table(frame.attrs["table"])
    kept = frame.attrs
    if set(table.keys) & set(frame.index.names):
        frame = frame.reset_index()
    gone = [name for name in table.keys if name not in frame.columns]
    if gone:
        raise LineageError(
            f"the key of {table.name} ({', '.join(gone)}) is no longer among the columns, so its "
            "rows cannot be named: keep that column, or trace before dropping it"
        )
    frame.attrs = kept
    keys = frame[list(table.keys)]
    stored = load(table.name)
    places = pd.MultiIndex.from_frame(stored[list(table.keys)]).get_indexer(
        pd.MultiIndex.from_frame(keys)
    )
    if (places < 0).any():
        raise LineageError(
            f"{table.name} has no row {_name_row(keys[places < 0])!r}: the key column was changed; "
            "keep it as it was loaded"
        )
    for name in (column for column in table.columns if column in frame.columns):
        own, held = frame[name].reset_index(drop=True), stored[name].iloc[places]
        missing = own.isna().to_numpy(), held.isna().to_numpy()
        same = _list_values(own, held) == _list_values(held, held)
        differ = (missing[0] != missing[1]) | (~missing[0] & ~same)
        if differ.any():
            raise LineageError(
                f"column {name!r} of {table.name} {_name_row(keys[differ])} is no longer what the "
                "table holds (a groupby that takes values of several rows does this, or a "
                "filled-in 0): keep changed values in a new column, or use explore.summarise"
            )
    return frame


def _list_values(cells: pd.Series, like: pd.Series) -> np.ndarray:
    """Cells to compare: as numbers where the table holds numbers, whatever type they have now."""
    if pd.api.types.is_numeric_dtype(like):
        numbers: np.ndarray = pd.to_numeric(cells, errors="coerce").astype("float64").to_numpy()
        return numbers
    text: np.ndarray = cells.astype("str").to_numpy()
    return text


def _name_row(keys: pd.DataFrame) -> str:
    return "/".join(str(part) for part in keys.iloc[0])


def list_documents(rests: Provenance | pd.DataFrame) -> pd.DataFrame:
    """The documents behind a provenance or a frame, most-used publishers first.

    Returns ``source_id`` (index), ``publisher``, ``title``, ``published``, ``kind``,
    ``language`` and ``address``; missing titles stay missing.

    >>> list_documents(load("relation_breaks"))["publisher"].nunique() > 2
    True
    """
    found = rests if isinstance(rests, Provenance) else trace_frame(rests)
    sources = load("sources")
    used = sources[sources["source_id"].isin(found.sources)]
    often = used["publisher"].map(used["publisher"].value_counts())
    ordered = used.assign(often=often).sort_values(
        ["often", "publisher", "source_id"], ascending=[False, True, True]
    )
    columns = ["publisher", "title", "published", "kind", "language", "address"]
    return ordered.set_index("source_id")[columns]
