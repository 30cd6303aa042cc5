"""An answer: a table that says what it means, what it rests on and what is missing."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
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

    def around(self, code: str, width: int = 3) -> Answer:
        """The same answer with the rows near one code alone: its place and its neighbours."""
        if "code" not in self.table or code not in set(self.table["code"]):
            raise KeyError(f"no row with the code {code!r} in this answer; see .table")
        place = int(self.table.index[self.table["code"] == code][0])
        near = self.table.iloc[max(place - width, 0) : place + width + 1]
        return replace(self, table=near, value=float(near["place"][place]))

    def __len__(self) -> int:
        return len(self.table)

    def __str__(self) -> str:
        return self.to_text(Note(self.rests_on).label)

    __repr__ = __str__

    def to_text(self, label: str) -> str:
        """The answer as plain text; ``label``: what stands for its rows in the last line."""
        shown = show_missing(self.table.head(MOST_ROWS))
        body = shown.to_string(index=False) if len(shown) else "(no rows)"
        return "\n".join([self.title, body, *self._feet(label)])

    def to_html(self, label: str) -> str:
        """The same as HTML, with nothing that runs."""
        shown = show_missing(self.table.head(MOST_ROWS))
        feet = "\n".join(f"<p>{html.escape(line)}</p>" for line in self._feet(label))
        head = f"<p><strong>{html.escape(self.title)}</strong></p>"
        return f"{head}\n{shown.to_html(index=False, justify='left', border=0)}\n{feet}"

    def _feet(self, label: str) -> list[str]:
        rest = len(self.table) - MOST_ROWS
        more = [f"... and {rest} more rows in .table"] if rest > 0 else []
        return [*more, *self.notes, f"[{label or 'no rows of the dataset'}]"]

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        note = Note(self.rests_on)
        bundle = {"text/html": self.to_html(note.label), "text/plain": self.to_text(note.label)}
        return bundle, {"text/html": {"note": note.as_dict()}}


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
