"""An answer: a table that says what it means, what it rests on and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.lineage import list_documents
from helpers.provenance import Note, Provenance

MOST_ROWS = 15


@dataclass(frozen=True, repr=False)
class Answer:
    """What one question gave: shown as text or HTML, the same on every run.

    ``title`` says what was asked, ``table`` is the whole result (shown up to ``MOST_ROWS``
    rows), ``notes`` give the definition and the gaps, ``rests_on`` the rows behind it and
    ``value`` the one number, where the question has one.
    """

    title: str
    table: pd.DataFrame
    rests_on: Provenance
    notes: tuple[str, ...] = ()
    value: float | None = None
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def sources(self) -> pd.DataFrame:
        """The documents behind the answer (``lineage.list_documents``)."""
        return list_documents(self.rests_on)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One part of an answer that has several, such as ``who("USA")["votes"]``."""
        if name not in self.parts:
            known = ", ".join(self.parts) or "none; use .table"
            raise KeyError(f"no part {name!r}; parts: {known}")
        return self.parts[name]

    def __len__(self) -> int:
        return len(self.table)

    def __str__(self) -> str:
        shown = show_missing(self.table.head(MOST_ROWS))
        body = shown.to_string(index=False) if len(shown) else "(no rows)"
        return "\n".join([self.title, body, *self._feet()])

    __repr__ = __str__

    def _feet(self) -> list[str]:
        rest = len(self.table) - MOST_ROWS
        more = [f"... and {rest} more rows in .table"] if rest > 0 else []
        return [*more, *self.notes, f"[{Note(self.rests_on).text or 'no rows of the dataset'}]"]

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        shown = show_missing(self.table.head(MOST_ROWS))
        head = f"<p><strong>{_escape(self.title)}</strong></p>\n"
        feet = "\n".join(f"<p>{_escape(line)}</p>" for line in self._feet())
        bundle = {
            "text/html": f"{head}{shown.to_html(index=False)}\n{feet}",
            "text/plain": str(self),
        }
        return bundle, {"text/html": {"note": Note(self.rests_on).as_dict()}}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def show_missing(table: pd.DataFrame) -> pd.DataFrame:
    """A table to read: missing as a word, days without hours, numbers short.

    >>> show_missing(pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}))["a"].tolist()
    ['1', 'missing']
    """
    return table.apply(lambda column: column.map(_show_cell))


def _show_cell(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value)
    if pd.isna(value):
        return "missing"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)
