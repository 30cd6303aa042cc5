"""Exercises of 06_multilateral: a share and its denominator, agreement beyond chance."""

from __future__ import annotations

import numpy as np

from helpers import methods
from helpers.dataset import load
from helpers.exercises.model import Exercise, Mistake

_PAGE = "06_multilateral"
_SEAT = "un_security_council_member_2008"
_TABLE = ((88, 10, 2), (14, 40, 6), (18, 10, 12))


def _read_vote() -> tuple[int, int]:
    row = load("roles").set_index("role_id").loc[_SEAT]
    return int(row["votes_for"]), int(row["votes_cast"])


def _share_in_percent() -> float:
    won, cast = _read_vote()
    return 100 * won / cast


def _expect_by_chance() -> float:
    table = np.array(_TABLE) / np.sum(_TABLE)
    return float(table.sum(axis=0) @ table.sum(axis=1))


EXERCISES = (
    Exercise(
        id="bodies-share",
        notebook=_PAGE,
        name="percent",
        level="warm-up",
        kind="coding",
        form="number",
        within=0.06,
        solve=_share_in_percent,
        mistakes=(
            Mistake(
                lambda: _share_in_percent() / 100,
                "this is the share as a fraction of one; it is asked for in percent.",
            ),
            Mistake(
                lambda: _read_vote()[0],
                "this is the number of votes won. A share needs its denominator: the votes cast.",
            ),
            Mistake(
                lambda: 100 * _read_vote()[1] / _read_vote()[0],
                "a share of votes cannot exceed a hundred percent: the division is upside down.",
            ),
            Mistake(
                lambda: 100 * _read_vote()[0] / 193,
                "this divides by today's members of the United Nations, not by the votes cast in "
                "that election.",
            ),
        ),
        hints=(
            'the row is in load("roles"): set role_id as the index and pick it with loc.',
            "its columns votes_for and votes_cast are the two parts of the share.",
        ),
    ),
    Exercise(
        id="bodies-kappa",
        notebook=_PAGE,
        name="kappa",
        level="stretch",
        kind="coding",
        form="number",
        within=0.002,
        solve=lambda: methods.correct_for_chance(_TABLE).cohen_kappa,
        mistakes=(
            Mistake(
                lambda: methods.correct_for_chance(_TABLE).observed,
                "this is the agreement observed: the diagonal over the total. Chance alone would "
                "give part of it.",
            ),
            Mistake(
                lambda: methods.correct_for_chance(_TABLE).observed - _expect_by_chance(),
                "this is the agreement above chance. Divide it by the most that could lie above "
                "chance.",
            ),
            Mistake(
                _expect_by_chance,
                "this is what chance would give. Take it away from what was observed, and relate "
                "the rest to what was possible.",
            ),
        ),
        hints=(
            "first the observed agreement: the diagonal over the total.",
            "then what chance would give: for each category the product of both readers' shares, "
            "added up.",
            "(observed - chance) / (1 - chance). methods.correct_for_chance does the same.",
        ),
    ),
)
