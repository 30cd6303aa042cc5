"""Names of partners: short names for reading, neutral, one place to look them up."""

from __future__ import annotations

import pandas as pd

from helpers.dataset import load

# Where the partner is not what the ISO code names.
SPECIAL_NAMES = {"EU": "European Union", "ESH": "Sahrawi Republic"}

PARTNER_COLUMNS = (
    ("partnerships", "partner"),
    ("agreement_parties", "party"),
    ("activities", "partner"),
    ("hanoi", "partner"),
    ("trade_by_partner", "partner"),
    ("unga_agreement", "partner"),
    ("unga_ideal_points", "country"),
    ("world_indicators", "economy"),
)
"""Columns that hold codes of ``countries``, or of a documented other partner or total."""


def name_partners(codes: pd.Series) -> pd.Series:
    """Partner codes as English short names.

    >>> name_partners(pd.Series(["FRA", "EU"])).tolist()
    ['France', 'European Union']
    """
    names = load("countries").set_index("country")["name_en"].to_dict() | SPECIAL_NAMES
    return codes.map(names)
