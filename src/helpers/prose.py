"""Sentences whose numbers are computed, each with the rows and evidence behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import evidence
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import show_date as show_date


@dataclass(frozen=True)
class Finding:
    """One sentence and what it rests on: a table, its rows, their evidence."""

    text: str
    support: str

    def __str__(self) -> str:
        return f"{self.text} [{self.support}]"


@dataclass(frozen=True)
class Prose:
    """Findings as Markdown in a report and as plain lines anywhere else."""

    findings: tuple[Finding, ...]
    bullet: str = ""

    def __str__(self) -> str:
        return "\n".join(f"{self.bullet}{item}" for item in self.findings)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        lines = [f"{self.bullet}{item.text} *[{item.support}]*" for item in self.findings]
        return {
            "text/markdown": ("\n" if self.bullet else "\n\n").join(lines),
            "text/plain": str(self),
        }


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
        raise DatasetError(f"the template holds a typed number ({typed[0]!r}): pass it as a value")
    return Finding(template.format(**values), describe_support(rows))


def describe_support(rows: pd.DataFrame) -> str:
    """How many rows of which table, how many well supported and how many in dispute.

    >>> from helpers import load
    >>> describe_support(load("diplomatic_relations").query("partner in ['USA', 'FRA']"))
    '2 rows of diplomatic_relations; two sources for 1, conflict in 1'
    """
    if "table" not in rows.attrs:
        raise DatasetError(
            "these rows no longer say which table they are from: pass a filter of load()"
        )
    table = rows.attrs["table"]
    states = evidence.evidence_states(table)
    states = states[states["key"].isin(rows[get_table(table).key])]
    counts = states["state"].value_counts()
    noun = "row" if len(rows) == 1 else "rows"
    supported = f"two sources for {counts.get('two_independent', 0)}"
    disputed = f", conflict in {counts['conflict']}" if "conflict" in counts else ""
    return f"{len(rows)} {noun} of {table}; {supported}{disputed}"


def brief(*findings: Finding) -> Prose:
    """The "In brief" list of a notebook."""
    return Prose(findings, bullet="- ")


def say(*findings: Finding) -> Prose:
    """A paragraph on what a figure or a table shows."""
    return Prose(findings)


def describe_status(*tables: str, as_of: str) -> Prose:
    """What this notebook runs on: data version, cut-off, day asked about, rows, coverage."""
    current = package()
    head = Finding(
        f"Data version {current.version}, cut-off {show_date(current.cut_off)}; "
        f"this page answers as of {show_date(as_of)}",
        "set by AS_OF",
    )
    return brief(head, *(_describe_table(table) for table in tables))


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


def summarise_sources(table: str, most: int = 12) -> pd.DataFrame:
    """Which publishers does a table rest on? The families with most readings first.

    Returns ``family`` (as index), ``publishers``, ``readings``, ``cells`` (cells of the
    table it speaks on) and ``documents``; families beyond ``most`` are summed up in a last
    row. ``sources_of`` gives the documents behind one row.
    """
    readings = evidence.load_readings(table)
    summary = readings.groupby("family").agg(
        publishers=("publisher", lambda names: ", ".join(sorted(set(names))[:3])),
        readings=("reading", "size"),
        cells=("key", "nunique"),
        documents=("source_id", "nunique"),
    )
    summary = summary.sort_values(["readings", "family"], ascending=[False, True])
    rest = summary.iloc[most:]
    last = pd.DataFrame(
        {
            "publishers": f"{len(rest)} more families",
            "readings": rest["readings"].sum(),
            "cells": readings.loc[readings["family"].isin(rest.index), "key"].nunique(),
            "documents": rest["documents"].sum(),
        },
        index=pd.Index(["others"], name="family"),
    )
    return pd.concat([summary.head(most), last])
