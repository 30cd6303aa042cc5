"""Sentences, tables and figures that lead back to the rows they were computed from.

A notebook opens one ``Page`` for the day it answers for. Whatever it states or shows goes
through the page, which numbers it and keeps its provenance: the rows, their evidence and
their sources. The report turns each number into a note that opens; in JupyterLab the note
is text in brackets; the plain text is what the tests compare.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from helpers import claims, provenance
from helpers.answers import Answer
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, to_day
from helpers.dates import show_date as show_date
from helpers.figures import Chart
from helpers.lineage import is_traceable, trace_frame
from helpers.provenance import Note as Note
from helpers.provenance import Provenance

FINDINGS_MIME = "application/vnd.integration.findings+json"
"""What the report renders instead of the Markdown: sentences with their provenance."""


@dataclass(frozen=True)
class Finding:
    """One sentence and what it rests on."""

    text: str
    note: Note

    @property
    def support(self) -> str:
        return self.note.text

    def __str__(self) -> str:
        return f"{self.text} [{self.note.label}]"


@dataclass(frozen=True)
class Prose:
    """Findings: notes in a report, text in brackets anywhere else."""

    findings: tuple[Finding, ...]
    bullet: str = ""

    def __str__(self) -> str:
        return "\n".join(f"{self.bullet}{item}" for item in self.findings)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        lines = [f"{self.bullet}{item.text} *[{item.note.label}]*" for item in self.findings]
        return {
            FINDINGS_MIME: {
                "list": bool(self.bullet),
                "findings": [
                    {"text": item.text, "note": item.note.as_dict()} for item in self.findings
                ],
            },
            "text/markdown": ("\n" if self.bullet else "\n\n").join(lines),
            "text/plain": str(self),
        }


@dataclass(frozen=True)
class Shown:
    """A table, a figure or an answer with its note."""

    content: pd.DataFrame | Chart | Answer
    note: Note

    def __str__(self) -> str:
        if isinstance(self.content, Answer):
            return self.content.to_text(self.note.label)
        text = self.content.to_string() if isinstance(self.content, pd.DataFrame) else self.content
        return f"{text}\n[{self.note.label}]"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        noted = {"note": self.note.as_dict()}
        if isinstance(self.content, Chart):
            bundle, metadata = self.content._repr_mimebundle_()
            metadata["image/svg+xml"] |= noted  # type: ignore[arg-type]
            return {**bundle, "text/plain": str(self)}, metadata
        if isinstance(self.content, Answer):
            table = self.content.to_html(self.note.label)
        else:
            table = f"{self.content.to_html()}\n<p>[{self.note.label}]</p>"
        return {"text/html": table, "text/plain": str(self)}, {"text/html": noted}


def state_finding(
    template: str, rows: pd.DataFrame | Sequence[pd.DataFrame], **values: object
) -> Finding:
    """A sentence whose numbers come from ``values``, resting on ``rows`` of the dataset.

    The template itself may hold no digit, so that no number can be typed into it. ``rows``
    (one frame or several) must come from ``load``, ``as_of`` or a filter of either.

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
    frames = [rows] if isinstance(rows, pd.DataFrame) else rows
    return Finding(template.format(**values), Note(provenance.trace(*frames)))


def state_claim(claim_id: str, known: DayLike | None = None) -> Finding:
    """What the data say of a claim, as a sentence: the claim, the verdict and the reason.

    The claim is tested on the days it speaks of; ``known`` leaves out what happened later.

    >>> print(state_claim("a2025_agreements_17").text)
    Viet Nam takes part in 17 free trade agreements: supported. Signed by Viet Nam: 17; ...
    """
    decision = claims.decide(claim_id, known=known)
    said = decision.claim.statement.rstrip(".")
    verdict = decision.verdict.replace("_", " ")
    return Finding(f"{said}: {verdict}. {decision.reason}", Note(decision.evidence))


class Page:
    """The notebook's record of what it states and shows for one day.

    ``find`` and ``state_claim`` make findings, ``brief`` and ``say`` print them, ``show``
    prints a table or a figure, ``cite_sources`` the documents behind all of it.

    >>> from helpers import load
    >>> page = Page("2025-12-31")
    >>> print(page.say(page.find("There are {n} breaks.", load("relation_breaks"), n=2)))
    There are 2 breaks. [1: 2 rows of relation_breaks; 1 of 4 cells with two sources, 1 in conflict]
    """

    def __init__(self, as_of: DayLike) -> None:
        self.as_of = to_day(as_of).isoformat()
        self._notes: dict[str, Note] = {}

    def find(
        self,
        template: str,
        rows: pd.DataFrame | Sequence[pd.DataFrame],
        claim: str | None = None,
        **values: object,
    ) -> Finding:
        """``state_finding``, numbered when it is printed.

        ``claim``: the headline in ``claims.csv`` that says the same at the cut-off, and is
        decided there; on another day the sentence stands by itself.
        """
        finding = state_finding(template, rows, **values)
        if claim is None or self.as_of != package().cut_off:
            return finding
        backed = replace(finding.note.provenance, claim=claims.find_claim(claim).id)
        return replace(finding, note=replace(finding.note, provenance=backed))

    def state_claim(self, claim_id: str) -> Finding:
        """``state_claim`` with nothing later than this page's day."""
        return state_claim(claim_id, self.as_of)

    def state_claims(self, *claim_ids: str) -> tuple[Finding, ...]:
        """Those of these claims that were in print on this page's day, each with its verdict."""
        found = []
        for claim_id in claim_ids:
            with contextlib.suppress(claims.UndecidableError):
                found.append(self.state_claim(claim_id))
        return tuple(found)

    def brief(self, *findings: Finding) -> Prose:
        """The "In brief" list of a notebook."""
        return Prose(tuple(self._number(finding) for finding in findings), bullet="- ")

    def say(self, *findings: Finding) -> Prose:
        """A paragraph on what a figure or a table shows."""
        return Prose(tuple(self._number(finding) for finding in findings))

    def show(self, content: pd.DataFrame | Chart | Answer, *rows: pd.DataFrame) -> Shown:
        """A table or a figure, with the rows it was computed from.

        An answer of ``explore``, and a frame that still says what it rests on, need no rows.
        """
        if isinstance(content, Answer):
            return Shown(content, self._keep(str(content), Note(content.rests_on)))
        if not rows and isinstance(content, pd.DataFrame) and is_traceable(content):
            return Shown(content, self._keep(content.to_string(), Note(trace_frame(content))))
        if not rows:
            raise DatasetError("say which rows it rests on: show(table, rows)")
        key = content.title if isinstance(content, Chart) else content.to_string()
        return Shown(content, self._keep(key, Note(provenance.trace(*rows))))

    def describe_status(self, *tables: str) -> Prose:
        """What this page runs on: data version, cut-off, day asked about, rows, coverage."""
        current = package()
        head = Finding(
            f"Data version {current.version}, cut-off {show_date(current.cut_off)}; "
            f"this page answers as of {show_date(self.as_of)}",
            Note(Provenance(), remark="set by AS_OF"),
        )
        return Prose((head, *(_describe_table(table) for table in tables)), bullet="- ")

    def cite_sources(self, most: int = 12) -> Cited:
        """The documents behind everything this page has printed so far."""
        used = provenance.merge(note.provenance for note in self._notes.values())
        return Cited(used.sources, most)

    def _number(self, finding: Finding) -> Finding:
        return replace(finding, note=self._keep(finding.text, finding.note))

    def _keep(self, key: str, note: Note) -> Note:
        """Number a note by its place on the page; a cell run again keeps its numbers."""
        number = self._notes[key].number if key in self._notes else len(self._notes) + 1
        self._notes[key] = replace(note, number=number)
        return self._notes[key]


@dataclass(frozen=True)
class Cited:
    """The sources of a page: a table of families, and every document in the report."""

    sources: tuple[str, ...]
    most: int

    @property
    def table(self) -> pd.DataFrame:
        """``family`` (index), ``publishers`` and ``documents``; the rest summed in a last row."""
        used = load("sources").query("source_id in @self.sources")
        summary = used.groupby("family").agg(
            publishers=("publisher", lambda names: ", ".join(sorted(set(names))[:3])),
            documents=("source_id", "size"),
        )
        summary = summary.sort_values(["documents", "family"], ascending=[False, True])
        rest = summary.iloc[self.most :]
        if rest.empty:
            return summary
        last = pd.DataFrame(
            {"publishers": f"{len(rest)} more families", "documents": rest["documents"].sum()},
            index=pd.Index(["others"], name="family"),
        )
        return pd.concat([summary.head(self.most), last])

    def __str__(self) -> str:
        return f"{self.table.to_string()}\n[{len(self.sources)} documents in all]"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        table = f"{self.table.to_html()}\n<p>[{len(self.sources)} documents in all]</p>"
        bundle = {"text/html": table, "text/plain": str(self)}
        return bundle, {"text/html": {"sources": " ".join(self.sources)}}


def _describe_table(name: str) -> Finding:
    table = get_table(name)
    rows = load(name)
    window = f"{show_date(table.coverage['from'])} to {show_date(table.coverage['to'])}"
    text = f"{table.title}: {len(rows)} rows, covering {window}"
    return Finding(text, Note(Provenance(), remark=f"table {name}"))


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence.

    >>> join_words(["China", "Russia", "India"])
    'China, Russia and India'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
