"""The charts the notebooks draw: a frame in, a finished ``Chart`` out.

One module a subject. Each function says which columns it needs. Titles are given by the
caller, who computed the finding; the alt text is written in the function, from the same
numbers that are drawn.
"""

from helpers.plots.partnerships import TIER_WORDS, plot_ladder, plot_official, plot_spells
from helpers.plots.relations import plot_coverage, plot_cumulative, plot_openings, plot_tiles
from helpers.plots.shared import plot_evidence, plot_null, plot_power, plot_survival

__all__ = [
    "TIER_WORDS",
    "plot_coverage",
    "plot_cumulative",
    "plot_evidence",
    "plot_ladder",
    "plot_null",
    "plot_official",
    "plot_openings",
    "plot_power",
    "plot_spells",
    "plot_survival",
    "plot_tiles",
]
