"""The charts the notebooks draw: a frame in, a finished ``Chart`` out.

One module a subject. Each function says which columns it needs. Titles are given by the
caller, who computed the finding; the alt text is written in the function, from the same
numbers that are drawn.
"""

from helpers.plots.agreements import (
    plot_clocks,
    plot_economies,
    plot_overlaps,
    plot_trade_shares,
    plot_waits,
)
from helpers.plots.articles import (
    plot_codes,
    plot_documents,
    plot_doses,
    plot_exchange,
    plot_raises,
    plot_rank_definitions,
    plot_term_seats,
    plot_theme_evidence,
)
from helpers.plots.capital import plot_flow, plot_goals, plot_scaled, plot_shares
from helpers.plots.certainty import (
    plot_conflicts,
    plot_fastest,
    plot_index,
    plot_multiverse,
    plot_specifications,
    plot_support,
)
from helpers.plots.claims import (
    plot_definition_values,
    plot_stricter,
    plot_verdict_days,
    plot_verdict_kinds,
    plot_verdicts,
)
from helpers.plots.economy import (
    plot_dependence,
    plot_effective,
    plot_estimates,
    plot_gdp_growth,
    plot_gdp_shares,
    plot_investment,
    plot_mirror,
    plot_placebos,
    plot_rank_ranges,
    plot_seam,
)
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
    "plot_clocks",
    "plot_codes",
    "plot_conflicts",
    "plot_coverage",
    "plot_cumulative",
    "plot_day",
    "plot_definition_values",
    "plot_definitions",
    "plot_dependence",
    "plot_documents",
    "plot_doses",
    "plot_economies",
    "plot_effective",
    "plot_era_shares",
    "plot_estimates",
    "plot_evidence",
    "plot_exchange",
    "plot_fastest",
    "plot_flow",
    "plot_gdp_growth",
    "plot_gdp_shares",
    "plot_goals",
    "plot_ideal_points",
    "plot_index",
    "plot_investment",
    "plot_ladder",
    "plot_mirror",
    "plot_multiverse",
    "plot_null",
    "plot_official",
    "plot_omissions",
    "plot_openings",
    "plot_overlaps",
    "plot_peacekeeping",
    "plot_placebos",
    "plot_power",
    "plot_raises",
    "plot_rank_definitions",
    "plot_rank_ranges",
    "plot_retellings",
    "plot_scaled",
    "plot_seam",
    "plot_seats",
    "plot_shares",
    "plot_specifications",
    "plot_spells",
    "plot_stricter",
    "plot_support",
    "plot_survival",
    "plot_tables",
    "plot_term_seats",
    "plot_theme_evidence",
    "plot_tiles",
    "plot_timeline",
    "plot_trade_shares",
    "plot_verdict_days",
    "plot_verdict_kinds",
    "plot_verdicts",
    "plot_waits",
]
