"""Sentences whose numbers are computed, each with the rows and evidence behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import evidence
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import show_date


@dataclass(frozen=True)
class Finding:
    """One sentence and what it rests on: a table, its rows, their evidence."""

    text: str
    support: str

    def __str__(self) -> str:
        return f"{self.text} [{self.support}]"


@dataclass(frozen=True)
class Brief:
    """Findings as a list: Markdown in a report, plain lines anywhere else."""

    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        return "\n".join(f"- {item}" for item in self.findings)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, str]:
        lines = [f"- {item.text} *[{item.support}]*" for item in self.findings]
        return {"text/markdown": "\n".join(lines), "text/plain": str(self)}


def state_finding(template: str, rows: pd.DataFrame, **values: object) -> Finding:
    """A sentence whose numbers come from ``values``, resting on ``rows`` of one table.

    The template itself may hold no digit, so that no number can be typed into it. ``rows``
    must come from ``load``, ``as_of`` or a filter of either.

    >>> from helpers import as_of
    >>> held = as_of("diplomatic_relations", "2025-12-31")
    >>> state_finding("Relations with {n} states.", held, n=len(held)).text
    'Relations with 195 states.'
    >>> state_finding("Relations with 195 states.", held)
    Traceback (most recent call last):
    ...
    helpers.dataset.DatasetError: the template holds a typed number ('195'): pass it as a value
    """
    typed = re.findall(r"\d[\d.,]*", re.sub(r"\{[^}]*\}", "", template))
    if typed:
        raise DatasetError(
            f"the template holds a typed number ({typed[0]!r}): pass it as a value"
        )
    return Finding(template.format(**values), describe_support(rows))


def describe_support(rows: pd.DataFrame) -> str:
    """How many rows of which table, and how many of them are in each evidence state.

    >>> from helpers import load
    >>> describe_support(load("diplomatic_relations").query("partner == 'USA'"))
    '1 row of diplomatic_relations: 1 sources conflict'
    """
    if "table" not in rows.attrs:
        raise DatasetError("these rows no longer say which table they are from: pass a filter of load()")
    table = rows.attrs["table"]
    states = evidence.evidence_states(table)
    states = states[states["key"].isin(rows[get_table(table).key])]
    counts = states["state"].value_counts()
    parts = [
        f"{counts[state]} {evidence.STATE_WORDS[state]}"
        for state in evidence.STATES
        if state in counts.index
    ]
    noun = "row" if len(rows) == 1 else "rows"
    return f"{len(rows)} {noun} of {table}: {', '.join(parts) or 'no readings'}"


def brief(*findings: Finding) -> Brief:
    """The "In brief" list of a notebook."""
    return Brief(tuple(findings))


def describe_status(*tables: str, as_of: str) -> Brief:
    """What this notebook runs on: data version, cut-off, day asked about, rows, coverage."""
    current = package()
    head = Finding(
        f"Data version {current.version}, cut-off {show_date(current.cut_off)}; "
        f"this page answers as of {show_date(as_of)}",
        "set by AS_OF",
    )
    return Brief((head, *(_describe_table(table) for table in tables)))


def _describe_table(name: str) -> Finding:
    table = get_table(name)
    rows = load(name)
    window = f"{show_date(table.coverage['from'])} to {show_date(table.coverage['to'])}"
    return Finding(f"{table.title}: {len(rows)} rows, covering {window}", f"table {name}")


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence.

    >>> join_words(["China", "Russia", "India"])
    'China, Russia and India'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
