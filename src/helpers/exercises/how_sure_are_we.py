"""Exercises of 11_how_sure_are_we: voices and echoes, and what a curve is not."""

from __future__ import annotations

import pandas as pd

from helpers import evidence
from helpers.dataset import load
from helpers.exercises.model import Exercise, Mistake

_PAGE = "11_how_sure_are_we"
_KEY = "USA"


def _take_readings() -> pd.DataFrame:
    readings = evidence.load_readings("diplomatic_relations")
    return readings[readings["key"] == _KEY]


def _take_agreeing() -> pd.DataFrame:
    """Readings that state the printed day itself."""
    printed = load("diplomatic_relations").set_index("partner").at[_KEY, "established_on"]
    readings = _take_readings()
    return readings[readings["reading"] == printed]


def _count_voices() -> int:
    agreeing = _take_agreeing()
    return int(agreeing.loc[agreeing["kind"] != "encyclopaedia", "origin"].nunique())


EXERCISES = (
    Exercise(
        id="sure-voices",
        notebook=_PAGE,
        name="voices",
        level="stretch",
        kind="coding",
        form="count",
        solve=_count_voices,
        mistakes=(
            Mistake(
                lambda: len(_take_agreeing()),
                "these are documents. One of them reprints another's text and is its echo, and an "
                "encyclopaedia does not count.",
            ),
            Mistake(
                lambda: int(_take_agreeing()["origin"].nunique()),
                "the encyclopaedia is counted as a voice here. It has the day from somebody else.",
            ),
            Mistake(
                lambda: len(_take_readings()),
                "these are all readings of the date, those that state another day as well.",
            ),
        ),
        hints=(
            'evidence.load_readings("diplomatic_relations") has every reading with its source; '
            'keep the key "USA".',
            "keep the readings equal to the printed day.",
            'leave out the kind "encyclopaedia", and count the different values of origin: the '
            "family whose statement it is.",
        ),
    ),
    Exercise(
        id="sure-curve",
        notebook=_PAGE,
        name="curve",
        level="practice",
        kind="judging",
        form="choice",
        solve="ab49a417366d4105",
        mistakes=(
            Mistake(
                "a",
                "the marks are choices that we listed, not draws. Nothing makes the middle one "
                "likelier.",
            ),
            Mistake(
                "b",
                "the width of a step says how many variants we happened to list under a "
                "definition, no more.",
            ),
            Mistake(
                "d",
                "different is not arbitrary: each mark is right for its definition, and the "
                "reader can be told which was used.",
            ),
        ),
        hints=(
            "who decided how many marks there are, and how many lie on each step?",
            "what would change on the curve if a definition were listed in ten slight variants?",
        ),
    ),
)
