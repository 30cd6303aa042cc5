"""Decide a claim: its value, its verdict, the reason, and how firmly each stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers import provenance
from helpers.claims import robustness
from helpers.claims.model import (
    Claim,
    Definition,
    Question,
    UndecidableError,
    ask,
    find_claim,
    list_claims,
)
from helpers.claims.registry import DECIDERS
from helpers.claims.verdicts import EVALUATIVE, Verdict, judge
from helpers.dataset import DatasetError
from helpers.dates import DayLike
from helpers.provenance import Provenance


@dataclass(frozen=True, repr=False)
class Decision:
    """What the data say of a claim.

    ``value`` is what the plain sense gives; ``reason`` says why the verdict is what it is.
    """

    question: Question
    verdict: Verdict
    reason: str
    value: str | None
    tried: tuple[Definition, ...]

    @property
    def claim(self) -> Claim:
        return self.question.claim

    @property
    def definitions(self) -> pd.DataFrame:
        """Every definition tried, the plain sense first.

        Columns: ``definition``, ``value``, ``meets`` (yes, no or open), ``beside`` (True for
        a neighbouring figure that the words do not mean) and ``rows`` (their number).
        """
        return pd.DataFrame(
            [
                {
                    "definition": tried.name,
                    "value": tried.value,
                    "meets": tried.meets,
                    "beside": tried.beside,
                    "rows": sum(len(frame) for frame in tried.rows),
                }
                for tried in self.tried
            ],
            columns=["definition", "value", "meets", "beside", "rows"],
        )

    @property
    def rows(self) -> tuple[pd.DataFrame, ...]:
        """The rows that the plain sense was computed from."""
        return self.tried[0].rows if self.tried else ()

    @cached_property
    def evidence(self) -> Provenance:
        """The rows of the plain sense, their evidence states and their sources."""
        return provenance.trace(*self.rows, claim=self.claim.id)

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """The claim under every other reading of the data: see ``vary``."""
        return vary(self)

    @property
    def moves(self) -> str:
        """What a rival reading or a bound of a date moves: ``verdict``, ``value``, ``nothing``."""
        table = self.robustness
        table = table[table["kind"] != "stricter evidence"]
        if table["verdict_moves"].any():
            return "verdict"
        return "value" if table["value_moves"].any() else "nothing"

    def __repr__(self) -> str:
        return f"{self.claim.id}: {self.verdict}. {self.reason}"


def decide(claim_id: str, as_of: DayLike | None = None, known: DayLike | None = None) -> Decision:
    """What do the data say of a claim?

    ``claim_id``: a row of ``claims.csv``. By default it is tested on the days it speaks of,
    with all the data; ``known`` leaves out what happened after that day; ``as_of`` tests it
    on another day, with nothing later.

    >>> decide("a2025_top_partners_12").verdict
    'supported'
    >>> decide("a2025_top_partners_12", as_of="2025-12-31").verdict
    'contradicted'
    """
    return answer(ask(find_claim(claim_id), as_of, known))


def answer(question: Question) -> Decision:
    """The decision on a question already put: see ``ask``."""
    claim = question.claim
    if claim.kind == EVALUATIVE or claim.decided_by is None:
        verdict, reason = judge(claim, (), Provenance())
        return Decision(question, verdict, reason, None, ())
    if claim.decided_by not in DECIDERS:
        raise DatasetError(
            f"claims.csv: {claim.id}: nothing is called {claim.decided_by!r}; "
            f"decided_by is one of {', '.join(sorted(DECIDERS))}"
        )
    try:
        tried = _order(claim, DECIDERS[claim.decided_by](question))
    except UndecidableError as nothing:
        return Decision(question, "undetermined", str(nothing), None, ())
    evidence = provenance.trace(*tried[0].rows, claim=claim.id)
    verdict, reason = judge(claim, tried, evidence)
    return Decision(question, verdict, reason, tried[0].value, tuple(tried))


def _order(claim: Claim, tried: list[Definition]) -> list[Definition]:
    """The definitions with the one the claim's words mean first."""
    if claim.sense is None:
        return tried
    plain = [one for one in tried if one.name == claim.sense]
    if not plain:
        found = "; ".join(one.name for one in tried) or "none"
        raise UndecidableError(
            f"No definition {claim.sense!r} under this reading; there are: {found}"
        )
    return [plain[0], *(one for one in tried if one is not plain[0])]


def vary(decision: Decision) -> pd.DataFrame:
    """A decision under every rival reading, under well-sourced rows only, and at both bounds.

    Returns one row a variant: ``kind``, ``variant``, ``value``, ``verdict``, ``value_moves``,
    ``verdict_moves``. Empty for claims that no row with readings decides. Keeping only rows
    with two sources leaves facts out, so a count falls: read it as a floor.
    """
    columns = ["kind", "variant", "value", "verdict", "value_moves", "verdict_moves"]
    if not decision.tried:
        return pd.DataFrame(columns=columns)
    rows = []
    meant = [definition for definition in decision.tried if not definition.beside]
    for kind, label, context in robustness.iterate_variants(meant):
        with context:
            other = answer(decision.question)
        rows.append(
            {
                "kind": kind,
                "variant": label,
                "value": other.value or "none",
                "verdict": other.verdict,
                "value_moves": other.value != decision.value,
                "verdict_moves": other.verdict != decision.verdict,
            }
        )
    return pd.DataFrame(rows, columns=columns)


def list_verdicts(
    document: str | None = None, as_of: DayLike | None = None, known: DayLike | None = None
) -> pd.DataFrame:
    """The verdicts on all claims, or on those of one document.

    ``as_of`` and ``known`` as for ``decide``; claims not yet in print then are left out.
    Returns ``claim`` (index), ``document``, ``locator``, ``kind``, ``says``, ``value``,
    ``verdict`` and ``reason``.

    >>> sorted(set(list_verdicts("article_2023")["verdict"]))[:2]
    ['not_scored', 'partly']
    """
    rows = []
    for claim in list_claims(document):
        try:
            decision = decide(claim.id, as_of, known)
        except UndecidableError:
            continue  # not yet in print on that day
        rows.append(
            {
                "claim": claim.id,
                "document": claim.document,
                "locator": claim.locator,
                "kind": claim.kind,
                "says": claim.statement,
                "value": decision.value or "none",
                "verdict": decision.verdict,
                "reason": decision.reason,
            }
        )
    columns = ["claim", "document", "locator", "kind", "says", "value", "verdict", "reason"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")
