"""From a number back to its rows, their evidence and their sources."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers import evidence
from helpers.dataset import DatasetError, get_table, stamp_of
from helpers.evidence import WHOLE_COLUMN

SERIES = "series"
"""What stands for an evidence state in tables whose rows carry their own source."""

_MOST_KEYS = 60
_MOST_SOURCES = 40


@dataclass(frozen=True)
class Provenance:
    """What a number rests on.

    ``rows``: table to the keys of its rows used (parts of a compound key joined by ``/``);
    ``states``: how many dated or counted cells of those rows are in each evidence state
    (``series`` for rows of published series); ``sources``: ids of the documents behind
    them, in order; ``claim``: the claim the number answers, if it does.
    """

    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    claim: str | None = None

    @property
    def count(self) -> int:
        """The number of rows."""
        return sum(len(keys) for keys in self.rows.values())

    def __str__(self) -> str:
        return "; ".join(_describe_table(table, keys) for table, keys in self.rows.items())


@dataclass(frozen=True)
class Note:
    """A numbered note: what a sentence, table or figure rests on."""

    provenance: Provenance
    number: int = 0
    remark: str = ""

    @property
    def text(self) -> str:
        """The note in words: ``12 rows of partnerships; 9 of 12 cells with two sources``."""
        parts = [self.remark or str(self.provenance)]
        if self.provenance.claim:
            parts.append(f"claim {self.provenance.claim}")
        return "; ".join(part for part in parts if part)

    @property
    def label(self) -> str:
        return f"{self.number}: {self.text}" if self.number else self.text

    def as_dict(self) -> dict[str, Any]:
        """The note for the report: keys and ids as words; long lists cut, their lengths kept."""
        rows = self.provenance.rows
        return {
            "number": self.number,
            "text": self.text,
            "claim": self.provenance.claim,
            "rows": {table: " ".join(keys[:_MOST_KEYS]) for table, keys in rows.items()},
            "row_counts": {table: len(keys) for table, keys in rows.items()},
            "states": self.provenance.states,
            "sources": " ".join(self.provenance.sources[:_MOST_SOURCES]),
            "source_count": len(self.provenance.sources),
        }


def trace(*frames: pd.DataFrame, claim: str | None = None) -> Provenance:
    """What do these rows rest on? ``frames`` are filters of ``load``, ``as_of`` and the like.

    >>> from helpers import load
    >>> trace(load("diplomatic_relations").query("partner in ['USA', 'FRA']")).states
    {'two_independent': 1, 'conflict': 1}
    """
    rows: dict[str, tuple[str, ...]] = {}
    for frame in frames:
        table = frame.attrs.get("table")
        if table is None:
            raise DatasetError(
                "these rows no longer say which table they are from: pass a filter of load()"
            )
        known = rows.get(table, ())
        rows[table] = tuple(dict.fromkeys((*known, *list_keys(frame))))
    states: dict[str, int] = {}
    sources: dict[str, None] = {}
    for table, keys in rows.items():
        for state, count in _count_states(table, keys).items():
            states[state] = states.get(state, 0) + count
        sources.update(dict.fromkeys(_list_sources(table, keys, frames)))
    ordered = {state: states[state] for state in (*evidence.STATES, SERIES) if state in states}
    return Provenance(rows, ordered, tuple(sources), claim)


def list_keys(frame: pd.DataFrame) -> list[str]:
    """The keys of the rows of a frame that comes from ``load``.

    >>> from helpers import load
    >>> list_keys(load("unga_votes").head(1))
    ['1977/adopted_resolutions']
    """
    columns = [frame[name].tolist() for name in get_table(frame.attrs["table"]).keys]
    return ["/".join(map(str, parts)) for parts in zip(*columns, strict=True)]


def merge(parts: Iterable[Provenance]) -> Provenance:
    """One provenance for several numbers."""
    rows: dict[str, tuple[str, ...]] = {}
    sources: dict[str, None] = {}
    for part in parts:
        for table, keys in part.rows.items():
            rows[table] = tuple(dict.fromkeys((*rows.get(table, ()), *keys)))
        sources.update(dict.fromkeys(part.sources))
    states: dict[str, int] = {}
    for table, keys in rows.items():
        for state, count in _count_states(table, keys).items():
            states[state] = states.get(state, 0) + count
    return Provenance(rows, states, tuple(sources))


def _carries_sources(table: str) -> bool:
    return "source_id" in get_table(table).columns


def _count_states(table: str, keys: tuple[str, ...]) -> dict[str, int]:
    if _carries_sources(table):
        return {SERIES: len(keys)}
    if len(get_table(table).keys) > 1:
        return {}
    index = _index_rows(table, stamp_of(table, "evidence", "sources"))
    counts = Counter(state for key in keys for state in index[0].get(key, ()))
    return {state: counts[state] for state in evidence.STATES if state in counts}


def _list_sources(table: str, keys: tuple[str, ...], frames: Iterable[pd.DataFrame]) -> list[str]:
    if _carries_sources(table):
        own = [frame["source_id"] for frame in frames if frame.attrs.get("table") == table]
        return sorted(set(pd.concat(own)))
    index = _index_rows(table, stamp_of(table, "evidence", "sources"))
    return sorted({source for key in (*keys, WHOLE_COLUMN) for source in index[1].get(key, ())})


@functools.lru_cache(maxsize=64)
def _index_rows(
    table: str, _stamps: tuple[Hashable, ...]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The evidence states and the source ids of each row, by key; cached like the evidence."""
    readings = evidence.load_readings(table)
    sources = readings.groupby("key")["source_id"].agg(list).to_dict()
    if len(get_table(table).keys) > 1:
        return {}, sources
    states = evidence.evidence_states(table).groupby("key")["state"].agg(list).to_dict()
    return states, sources


def _describe_table(table: str, keys: tuple[str, ...]) -> str:
    noun = "row" if len(keys) == 1 else "rows"
    text = f"{len(keys)} {noun} of {table}"
    if _carries_sources(table):
        return text
    counts = _count_states(table, keys)
    if not counts:
        return text
    cells = sum(counts.values())
    disputed = f", {counts['conflict']} in conflict" if "conflict" in counts else ""
    return f"{text}; {counts.get('two_independent', 0)} of {cells} cells with two sources{disputed}"
