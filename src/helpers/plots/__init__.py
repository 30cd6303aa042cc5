"""The charts the notebooks draw: a frame in, a finished ``Chart`` out.

One module a subject. Each function says which columns it needs. Titles are given by the
caller, who computed the finding; the alt text is written in the function, from the same
numbers that are drawn.
"""

from helpers.plots.multilateral import (
    plot_agreement,
    plot_beyond_chance,
    plot_bodies,
    plot_definitions,
    plot_ideal_points,
    plot_peacekeeping,
    plot_seats,
)
from helpers.plots.overview import plot_day, plot_tables
from helpers.plots.partnerships import TIER_WORDS, plot_ladder, plot_official, plot_spells
from helpers.plots.relations import plot_coverage, plot_cumulative, plot_openings, plot_tiles
from helpers.plots.shared import plot_evidence, plot_null, plot_power, plot_survival
from helpers.plots.storyline import (
    plot_era_shares,
    plot_omissions,
    plot_retellings,
    plot_timeline,
)

__all__ = [
    "TIER_WORDS",
    "plot_agreement",
    "plot_beyond_chance",
    "plot_bodies",
    "plot_coverage",
    "plot_cumulative",
    "plot_day",
    "plot_definitions",
    "plot_era_shares",
    "plot_evidence",
    "plot_ideal_points",
    "plot_ladder",
    "plot_null",
    "plot_official",
    "plot_omissions",
    "plot_openings",
    "plot_peacekeeping",
    "plot_power",
    "plot_retellings",
    "plot_seats",
    "plot_spells",
    "plot_survival",
    "plot_tables",
    "plot_tiles",
    "plot_timeline",
]
