"""Claims of the two articles, and our own headlines, decided by the data.

``decide("a2025_agreements_17")`` gives the value, the verdict and the reason; its
``definitions`` show what each reading of the words gives, its ``robustness`` what other
readings of the data do. ``list_verdicts("article_2025")`` is the whole table.
"""

from helpers.claims.decision import Decision, decide, list_verdicts, vary
from helpers.claims.model import Claim, Definition, UndecidableError, find_claim, list_claims
from helpers.claims.verdicts import VERDICTS

__all__ = [
    "VERDICTS",
    "Claim",
    "Decision",
    "Definition",
    "UndecidableError",
    "decide",
    "find_claim",
    "list_claims",
    "list_verdicts",
    "vary",
]
