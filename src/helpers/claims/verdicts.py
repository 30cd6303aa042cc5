"""The rules that turn definitions and evidence into a verdict. Nothing here is typed in.

1. A statement of value is ``not_scored``: no row could make it true or false.
2. Where no definition gives a value, the claim is ``undetermined``.
3. Where the rows behind the plain definition have no document but the article itself, the
   claim is ``undetermined``: an assertion is no evidence for itself. (Arithmetic on the
   article's own numbers is exempt.)
4. Definitions are tried from the claim's plain sense outward. Plain sense met: ``supported``;
   not met, but another defensible definition is: ``partly``; none met: ``contradicted``.
   Neighbouring figures that the words do not mean are tried and named, but do not count:
   with enough of them any number would fit.
5. Where the data only bound the plain value and the bounds leave it open: ``partly`` if
   another definition is met, else ``undetermined``.
6. Evidence caps: if every cell behind a plain definition that is met is in conflict or rests
   on encyclopaedias, ``supported`` becomes ``partly``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from helpers.claims.compare import COMPARATORS, show_range
from helpers.claims.model import OWN, Claim, Definition
from helpers.dataset import get_table
from helpers.dates import show_date
from helpers.evidence import REMARKS, WHOLE_COLUMN, load_readings
from helpers.provenance import Provenance
from helpers.table_cache import cache_by_tables

Verdict = Literal["supported", "partly", "contradicted", "undetermined", "not_scored"]

VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "partly",
    "contradicted",
    "undetermined",
    "not_scored",
)
WEAK_STATES = {"conflict", "tertiary_only", "no_reading"}
_FAR = 1.25
EVALUATIVE = "evaluative"
ARITHMETIC = "arithmetic"


def judge(
    claim: Claim, definitions: Sequence[Definition], evidence: Provenance
) -> tuple[Verdict, str]:
    """The verdict on a claim and the reason for it in one sentence.

    ``definitions`` begin with the plain sense; ``evidence`` is what that one rests on.
    """
    if claim.kind == EVALUATIVE:
        return "not_scored", "A judgement of value: no fact would make it true or false."
    if not definitions:
        return "undetermined", f"No row here bears on it. Needed: {claim.needs}."
    plain, others = definitions[0], definitions[1:]
    if claim.document != OWN and claim.kind != ARITHMETIC and _only_itself(claim, evidence):
        return "undetermined", f"Only the article itself states it. Needed: {claim.needs}."
    found = f"{plain.name[0].upper()}{plain.name[1:]}: {plain.value}; claimed: {describe(claim)}"
    met = [other.name for other in others if other.meets == "yes" and not other.beside]
    if plain.meets == "yes":
        if evidence.states and set(evidence.states) <= WEAK_STATES:
            return "partly", f"{found}. The evidence is weak or disputed throughout."
        return "supported", f"{found}.{_note_distance(claim, plain)}"
    if met:
        return "partly", f"{found}. It holds for: {_list_first(met)}."
    if plain.meets == "open":
        return "undetermined", f"{found}. Needed: {claim.needs}."
    return "contradicted", f"{found}.{_tell_what_else(others)}"


def _note_distance(claim: Claim, plain: Definition) -> str:
    """ "More than" is met by any larger number: say so where it is much larger."""
    if claim.comparator != "gt" or claim.quantity is None or plain.low is None:
        return ""
    far = claim.quantity >= 10 and plain.low > _FAR * claim.quantity
    return " That is far above the figure claimed, which may be an older one." if far else ""


def _tell_what_else(others: Sequence[Definition]) -> str:
    """What the definitions that do not bear a claim out have to say of it."""
    kin = [other for other in others if not other.beside]
    unsure = [other.name for other in kin if other.meets == "open"]
    beside = [other.name for other in others if other.beside and other.meets == "yes"]
    parts = []
    if unsure:
        parts.append(f" Not excluded, for want of data, for: {_list_first(unsure)}.")
    elif kin:
        parts.append(f" None of {len(kin)} other definitions gives it.")
    if beside:
        parts.append(f" A neighbouring figure fits: {_list_first(beside)}.")
    return "".join(parts)


def _list_first(names: Sequence[str], most: int = 2) -> str:
    more = len(names) - most
    return "; ".join(names[:most]) + (f"; and {more} more" if more > 0 else "")


def _only_itself(claim: Claim, evidence: Provenance) -> bool:
    """Do the rows rest on nothing but the article and whoever speaks through it?"""
    for table, keys in evidence.rows.items():
        if "source_id" in get_table(table).columns:
            return False
        support = _list_support(table)
        used = support[support["key"].isin([*keys, WHOLE_COLUMN])]
        own = set(used.loc[used["source_id"] == claim.document, "origin"])
        if set(used["origin"]) - own:
            return False
    return True


@cache_by_tables
def _list_support(table: str) -> pd.DataFrame:
    readings = load_readings(table)
    chosen = (readings["standing"] == "supports") & (readings["field"] != REMARKS)
    return readings.loc[chosen, ["key", "source_id", "origin"]]


def describe(claim: Claim) -> str:
    """What a claim asserts, in a few words: ``more than 60 economies``."""
    if claim.quantity is not None and claim.comparator is not None:
        shown = show_range(claim.quantity, claim.quantity)
        if claim.kind == "rank" and claim.comparator == "eq":
            return f"place {shown} among {claim.unit}"
        if claim.unit in ("number", "year"):
            return f"{claim.unit} {shown}"
        words = "" if claim.comparator == "eq" else f"{COMPARATORS[claim.comparator]} "
        return f"{words}{shown} {claim.unit or ''}".strip()
    if claim.stated_on and claim.document != OWN:
        until = claim.stated_until
        return show_date(claim.stated_on) + (f" to {show_date(until)}" if until else "")
    named = [item.replace("_", " ") for item in sorted(claim.items)]
    if claim.kind == "attribution" and named:
        return f"said by {' or '.join(name.title() for name in named)}"
    return ", ".join(named) or "that it happened"
