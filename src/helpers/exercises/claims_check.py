"""Exercises of 10_claims_check: a share of verdicts, and a fit found after looking."""

from __future__ import annotations

import pandas as pd

from helpers import claims
from helpers.exercises.model import Exercise, Mistake

_PAGE = "10_claims_check"


def _tally() -> pd.Series:
    return claims.list_verdicts("article_2025")["verdict"].value_counts()


def _share_of_scored() -> float:
    tally = _tally()
    return float(100 * tally["supported"] / tally.drop("not_scored").sum())


def _share_of_all() -> float:
    tally = _tally()
    return float(100 * tally["supported"] / tally.sum())


def _share_of_clear() -> float:
    tally = _tally()
    return float(100 * tally["supported"] / tally[["supported", "contradicted"]].sum())


EXERCISES = (
    Exercise(
        id="claims-share",
        notebook=_PAGE,
        name="share",
        level="practice",
        kind="coding",
        form="number",
        within=0.06,
        solve=_share_of_scored,
        mistakes=(
            Mistake(
                _share_of_all,
                "the denominator holds judgements too, which no row could bear out. Leave out "
                "what is not scored.",
            ),
            Mistake(
                _share_of_clear,
                "partly and undetermined are verdicts as well. Leaving them out makes the share "
                "look better.",
            ),
            Mistake(
                lambda: _tally()["supported"],
                "this is the number of supported claims. A share needs its denominator.",
            ),
            Mistake(
                lambda: _share_of_scored() / 100,
                "this is a fraction of one; it is asked for in percent.",
            ),
        ),
        hints=(
            'claims.list_verdicts("article_2025")["verdict"].value_counts() counts the verdicts.',
            "take away not_scored from the total before you divide.",
        ),
    ),
    Exercise(
        id="claims-fit",
        notebook=_PAGE,
        name="weight",
        level="practice",
        kind="judging",
        form="choice",
        solve="3faeb4ffff49cbc6",
        mistakes=(
            Mistake(
                "a",
                "among many definitions one fits almost any number. That it fits is no sign that "
                "the author meant it.",
            ),
            Mistake(
                "c",
                "that the plain sense fails does not make the author dishonest: the number may "
                "come from an older release or another list.",
            ),
            Mistake(
                "d",
                "definitions do matter, but which one was meant can often be said beforehand, "
                "from the words and the source named.",
            ),
        ),
        hints=(
            "how many places would the definitions together cover if you tried them all?",
            "a prediction made before looking weighs more than a fit found after it.",
        ),
    ),
)
