"""Exercises of 05_trade_and_investment: effective numbers, and placebo years."""

from __future__ import annotations

import pandas as pd

from helpers import concentration, economy
from helpers.exercises.model import Exercise, Mistake

_PAGE = "05_trade_and_investment"


def _take_sizes() -> pd.Series:
    return economy.to_sizes(economy.take_table("exports", 2020), "exports")


EXERCISES = (
    Exercise(
        id="trade-effective",
        notebook=_PAGE,
        name="effective",
        level="practice",
        kind="coding",
        form="number",
        within=0.02,
        solve=lambda: concentration.count_effective(_take_sizes()),
        mistakes=(
            Mistake(
                lambda: concentration.measure_hhi(_take_sizes()),
                "this is the sum of the squared shares itself. The effective number is what it "
                "becomes when you ask how many equal partners would give it.",
            ),
            Mistake(
                lambda: len(_take_sizes()),
                "this counts every partner once, however small. Weigh them by their shares.",
            ),
            Mistake(
                lambda: concentration.count_effective(_take_sizes().nlargest(10)),
                "the shares are those of a few large partners only, so they add up to one too "
                "soon. Keep the small partners in.",
            ),
        ),
        hints=(
            "divide each partner's exports by their sum: the shares add up to one.",
            "square the shares and add them; then ask how many equal partners would give that sum.",
            "with n equal partners the sum of squares is one over n: turn it round.",
        ),
    ),
    Exercise(
        id="trade-placebo",
        notebook=_PAGE,
        name="sentence",
        level="practice",
        kind="judging",
        form="choice",
        solve="b67127db31375439",
        mistakes=(
            Mistake(
                "a",
                "this names a cause. Exports to partners without an agreement, and in years "
                "without one, rose as well.",
            ),
            Mistake(
                "c",
                "that nothing stands out of the placebo years does not show that there was no "
                "effect: a small one would not be seen.",
            ),
            Mistake(
                "d",
                "it compares before and after, and then says because. The design does not earn "
                "that word.",
            ),
        ),
        hints=(
            "look for causal words: led to, because, thanks to, had no effect.",
            "a placebo year is one in which nothing took effect. If the rise there is as large, "
            "what is left to say of the rise after an agreement?",
        ),
    ),
)
