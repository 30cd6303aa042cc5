"""The other worlds a decision is put to: rival readings, well-sourced rows, both bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Literal, TypeAlias

import pandas as pd

from helpers import evidence
from helpers.claims.model import Definition
from helpers.dataset import get_table, load, use_tables
from helpers.provenance import list_keys

LONG_AGO = pd.Timestamp("1900-01-01")
"""Stands for the unknown beginning of an "on or before" date at its earliest."""

Kind = Literal["rival reading", "stricter evidence", "bound of dates"]
Variant: TypeAlias = tuple[Kind, str, AbstractContextManager[None]]


def iterate_variants(tried: Iterable[Definition]) -> Iterator[Variant]:
    """Every other reading of the tables that some definitions used: kind, name, block to enter.

    A rival reading counts when its row was used, or when the other reading could bring the
    row in (tables that run in time are tried with every rival they have).
    """
    frames = [frame for definition in tried for frame in definition.rows]
    used: dict[str, set[str]] = {}
    for frame in frames:
        used.setdefault(frame.attrs["table"], set()).update(list_keys(frame))
    sourced = {name: keys for name, keys in used.items() if _has_readings(name)}
    for name, keys in sourced.items():
        rivals = evidence.alternative_readings(name)
        if not get_table(name).timeline:
            rivals = rivals[rivals["key"].isin(keys)]
        for rival in rivals.itertuples():
            changed = evidence.replace_reading(load(name), rival.key, rival.field, rival.reading)
            label = f"{name}: {rival.key} {rival.reading}"
            yield "rival reading", label, use_tables({name: changed})
    if not sourced:
        return
    strict = {name: keep_well_sourced(name) for name in sourced}
    yield "stricter evidence", "rows with two independent sources only", use_tables(strict)
    for bound in ("earliest", "latest"):
        pinned = {name: pin_dates(name, bound) for name in sourced}
        yield "bound of dates", f"every partial date at its {bound}", use_tables(pinned)


def _has_readings(table: str) -> bool:
    if len(get_table(table).keys) != 1:
        return False
    return bool((evidence.load_readings(table)["key"] != evidence.WHOLE_COLUMN).any())


def keep_well_sourced(table: str) -> pd.DataFrame:
    """The rows of a table whose every sourced cell has two independent sources.

    >>> len(keep_well_sourced("diplomatic_relations")) < len(load("diplomatic_relations"))
    True
    """
    states = evidence.evidence_states(table)
    weak = set(states.loc[states["state"] != "two_independent", "key"])
    rows = load(table)
    return rows[rows[get_table(table).key].isin(set(states["key"]) - weak)]


def pin_dates(table: str, bound: str) -> pd.DataFrame:
    """A table with every partial date taken at its earliest or its latest day."""
    rows = load(table)
    for field in get_table(table).fields:
        if not field.partial_date:
            continue
        earliest, latest = rows[f"{field.name}_earliest"], rows[f"{field.name}_latest"]
        pinned = latest if bound == "latest" else earliest.fillna(LONG_AGO).where(latest.notna())
        rows[f"{field.name}_earliest"] = pinned
        rows[f"{field.name}_latest"] = pinned
    return rows
