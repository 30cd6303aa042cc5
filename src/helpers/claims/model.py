"""What a claim says, what is asked of the data, and what a definition of it gives."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from helpers.dataset import DatasetError, find_table, load, package
from helpers.dates import DayLike, parse_partial, to_day

OWN = "collection"
"""The document of the collection's own headlines."""

Meets = Literal["yes", "no", "open"]
"""Whether a value makes a claim true: yes, no, or open where the value is only bounded."""


class UndecidableError(DatasetError):
    """The data hold nothing that bears on a claim; the message says what would."""


@dataclass(frozen=True)
class Claim:
    """One row of ``claims.csv``: what a document asserts, in our words.

    ``quantity``, ``comparator`` and ``unit``: the number claimed; ``since`` to ``until``:
    the days the claim can be about (of a term of office, its beginning and its end);
    ``items``: the names claimed; ``about``: the row that would bear it out, as
    ``table/key/field``; ``sense``: which definition its words mean; ``theme``: the coded
    theme it belongs to; ``needs``: the data that would decide it.
    """

    id: str
    document: str
    locator: str
    kind: str
    statement: str
    quantity: float | None
    comparator: str | None
    unit: str | None
    stated_on: str | None
    stated_until: str | None
    items: frozenset[str]
    decided_by: str | None
    sense: str | None
    about: tuple[str, ...]
    theme: str | None
    needs: str | None

    @property
    def since(self) -> pd.Timestamp | None:
        return pd.Timestamp(parse_partial(self.stated_on).earliest) if self.stated_on else None

    @property
    def until(self) -> pd.Timestamp | None:
        end = self.stated_until or self.stated_on
        return pd.Timestamp(parse_partial(end).latest) if end else None

    @property
    def about_a_period(self) -> bool:
        """Whether it speaks of a span of days or a year, and not of how things stood on a day."""
        if self.stated_until is not None:
            return True
        return self.stated_on is not None and parse_partial(self.stated_on).precision == "year"

    @property
    def published(self) -> pd.Timestamp:
        """The last day on which the document can have been published."""
        return publication_day(self.document)


def publication_day(document: str) -> pd.Timestamp:
    """The last day on which an article can have been published; the cut-off for our own."""
    if document == OWN:
        return pd.Timestamp(package().cut_off)
    return pd.Timestamp(parse_partial(_published(document)).latest)


@dataclass(frozen=True)
class Question:
    """A claim, put to the data as of a day.

    ``first`` to ``last`` are the days the claim is tested on; ``known`` is the last day the
    answer may use.
    """

    claim: Claim
    first: pd.Timestamp
    last: pd.Timestamp
    known: pd.Timestamp

    @property
    def day(self) -> str:
        return f"{self.last:%Y-%m-%d}"

    @property
    def days(self) -> list[str]:
        """The first and last day, and the first of each month between."""
        months = pd.date_range(self.first, self.last, freq="MS")
        return sorted({f"{day:%Y-%m-%d}" for day in (self.first, *months, self.last)})


def ask(claim: Claim, as_of: DayLike | None = None, known: DayLike | None = None) -> Question:
    """The question a claim puts: on its own days, or on another one.

    By default a claim is tested on the days it speaks of (else on the day its document
    appeared) with all the data up to the cut-off; ``known`` uses nothing that happened after
    that day. ``as_of`` tests a claim about a day on another day, with nothing later, and a
    claim about a period on what had passed of it. Statistical series stay those of the
    release held, which may have been published later.
    """
    cut_off = pd.Timestamp(package().cut_off)
    first, last = claim.since or claim.published, claim.until or claim.published
    asked = as_of if as_of is not None else known
    if asked is None:
        return Question(claim, min(first, cut_off), min(last, cut_off), cut_off)
    day = min(pd.Timestamp(to_day(asked)), cut_off)
    printed = None if claim.document == OWN else parse_partial(_published(claim.document))
    if printed is not None and day < pd.Timestamp(printed.earliest):
        raise UndecidableError(f"{claim.id} was not yet in print on {day:%Y-%m-%d}")
    if as_of is not None and not claim.about_a_period:
        return Question(claim, day, day, day)
    if day < first:
        if claim.document != OWN and not claim.about_a_period:
            return Question(claim, day, day, day)  # printed some time in a month
        raise UndecidableError(f"{claim.id} is about a time that begins after {day:%Y-%m-%d}")
    return Question(claim, first, min(last, day), day)


def _published(document: str) -> str:
    sources = find_table("sources")
    return str(sources.loc[sources["source_id"] == document, "published"].item())


@dataclass(frozen=True)
class Definition:
    """One way to read a claim, and what the data give under it.

    ``value`` is shown; ``low`` and ``high`` bound it where it is a number; ``rows`` are the
    rows it was computed from. A definition ``beside`` the claim is a neighbouring figure that
    its words do not mean, tried to see where a printed number may come from.
    """

    name: str
    value: str
    meets: Meets
    rows: tuple[pd.DataFrame, ...] = ()
    low: float | None = None
    high: float | None = None
    beside: bool = False


def list_claims(document: str | None = None) -> list[Claim]:
    """Every claim of ``claims.csv``, or those of one document, in order.

    >>> sorted({claim.document for claim in list_claims()})
    ['article_2023', 'article_2025', 'collection']
    """
    table = load("claims")
    known = sorted(table["document"].unique())
    if document is not None and document not in known:
        raise DatasetError(f"no claims of {document!r}; choose one of {', '.join(known)}")
    chosen = table if document is None else table[table["document"] == document]
    chosen = chosen.sort_values(["document", "position"])
    return [_read_claim(row) for row in chosen.to_dict("records")]


def find_claim(claim_id: str) -> Claim:
    """One claim; an unknown id is answered with the nearest ones."""
    table = find_table("claims")
    ids = table["claim"].tolist()
    if claim_id not in ids:
        near = difflib.get_close_matches(claim_id, ids, n=3, cutoff=0.4)
        raise DatasetError(f"no claim {claim_id!r}; nearest: {', '.join(near) or 'none'}")
    return _read_claim(table.iloc[ids.index(claim_id)].to_dict())


def _read_claim(row: dict[str, object]) -> Claim:
    text = {name: None if pd.isna(value) else str(value) for name, value in row.items()}
    return Claim(
        id=str(text["claim"]),
        document=str(text["document"]),
        locator=str(text["locator"]),
        kind=str(text["kind"]),
        statement=str(text["statement"]),
        quantity=float(text["quantity"]) if text["quantity"] is not None else None,
        comparator=text["comparator"],
        unit=text["unit"],
        stated_on=text["stated_on"],
        stated_until=text["stated_until"],
        items=frozenset((text["items"] or "").split()),
        decided_by=text["decided_by"],
        sense=text["sense"],
        about=tuple((text["about"] or "").split("/")) if text["about"] else (),
        theme=text["theme"],
        needs=text["needs"],
    )


def day_before(day: dt.date | pd.Timestamp | str) -> str:
    """The day before, as ISO text."""
    return f"{pd.Timestamp(day) - pd.Timedelta(days=1):%Y-%m-%d}"
