"""Exercises of 02_diplomatic_relations: relations broken off, and what a null shows."""

from __future__ import annotations

from helpers.dataset import load
from helpers.exercises.model import Exercise, Mistake
from helpers.timeline import as_of, rows_until

_PAGE = "02_diplomatic_relations"
_DAY = "1978-06-30"


def _find_broken() -> set[str]:
    begun = set(rows_until("diplomatic_relations", _DAY)["partner"])
    return begun - set(as_of("diplomatic_relations", _DAY)["partner"])


def _find_broken_with_day() -> set[str]:
    breaks = load("relation_breaks")
    return set(breaks.loc[breaks["broken_on"].str.len() == len(_DAY), "partner"])


EXERCISES = (
    Exercise(
        id="relations-broken",
        notebook=_PAGE,
        name="broken",
        level="practice",
        kind="coding",
        form="codes",
        solve=_find_broken,
        mistakes=(
            Mistake(
                set,
                "somebody is missing. A state whose relations have begun is in rows_until for "
                "good; as_of leaves it out while relations are broken off. Which set did you "
                "take from which?",
            ),
            Mistake(
                _find_broken_with_day,
                "one break is known to the month only, and is missing here. A partial date is a "
                "date.",
            ),
            Mistake(
                lambda: set(rows_until("diplomatic_relations", _DAY)["partner"]),
                "these are all states whose relations had begun. Take away those that held.",
            ),
        ),
        hints=(
            "compare helpers.rows_until with helpers.as_of for the same table and day.",
            'make a set of each column "partner"; the difference of the sets is the answer.',
        ),
    ),
    Exercise(
        id="relations-null",
        notebook=_PAGE,
        name="meaning",
        level="practice",
        kind="judging",
        form="choice",
        solve="92d3f2d619d9ae1a",
        mistakes=(
            Mistake(
                "b",
                "a p-value is computed as if chance alone were at work. It is not the probability "
                "that chance is at work.",
            ),
            Mistake(
                "c",
                "timing is all the test looks at. What brought the openings about is outside it.",
            ),
            Mistake(
                "d",
                "the test treats states as independent, and neighbours often sign together. So it "
                "says nothing about each single year.",
            ),
        ),
        hints=(
            "what was simulated, thousands of times, to get the grey bars?",
            'a p-value answers: "how often would the simulation show a run as crowded as this?" '
            "Find the sentence that says no more than that.",
        ),
    ),
)
