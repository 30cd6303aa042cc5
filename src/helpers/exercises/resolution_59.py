"""Exercises of 08_resolution_59: points and percent, and what a large p does not show."""

from __future__ import annotations

from helpers.dataset import load
from helpers.exercises.model import Exercise, Mistake

_PAGE = "08_resolution_59"


def _read_themes() -> tuple[float, float, int]:
    """Shares of themes of receiving, in percent, in both articles; the change of the count."""
    themes = load("themes")
    received = themes["direction"].eq("receive")
    shares = 100 * received.groupby(themes["article"]).mean()
    counts = received.groupby(themes["article"]).sum()
    earlier, later = "article_2023", "article_2025"
    return float(shares[earlier]), float(shares[later]), int(counts[later] - counts[earlier])


def _measure_points() -> float:
    earlier, later, _ = _read_themes()
    return later - earlier


def _measure_growth() -> float:
    earlier, later, _ = _read_themes()
    return 100 * (later / earlier - 1)


EXERCISES = (
    Exercise(
        id="themes-points",
        notebook=_PAGE,
        name="points",
        level="practice",
        kind="coding",
        form="number",
        within=0.06,
        solve=_measure_points,
        mistakes=(
            Mistake(
                lambda: _read_themes()[2],
                "this is the change of the count. The articles have different numbers of themes, "
                "so compare shares.",
            ),
            Mistake(
                _measure_growth,
                "this is the growth of the share in percent of the earlier share. Points are the "
                "plain difference of two shares.",
            ),
            Mistake(
                lambda: -_measure_points(),
                "the direction is turned round: later less earlier.",
            ),
            Mistake(
                lambda: _measure_points() / 100,
                "this is a fraction of one; it is asked for in percentage points.",
            ),
        ),
        hints=(
            'load("themes") has one row a theme, with its article and its direction.',
            "for each article: the mean of direction == 'receive', times a hundred.",
        ),
    ),
    Exercise(
        id="themes-p",
        notebook=_PAGE,
        name="reading",
        level="stretch",
        kind="judging",
        form="choice",
        solve="77441e92c9f40eba",
        mistakes=(
            Mistake(
                "b",
                "a test that would miss most shifts cannot show that there is none.",
            ),
            Mistake(
                "c",
                "this p is no probability that the articles are alike; it is computed as if they "
                "were.",
            ),
            Mistake(
                "d",
                "a share that differs between two short texts differs for many reasons; the "
                "question is whether by more than relabelling would give.",
            ),
        ),
        hints=(
            "how many themes does each article have, and how large a shift would the test notice?",
            "absence of evidence and evidence of absence are two things: which of the sentences "
            "keeps them apart?",
        ),
    ),
)
