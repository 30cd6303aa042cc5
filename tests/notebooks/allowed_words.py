"""Words that look like a number or a superlative and state none, each with the reason."""

IN_TEXT: dict[str, str] = {
    "about twenty minutes": "the compilers' estimate of the time a page takes",
    "about twenty-five minutes": "the compilers' estimate of the time a page takes",
    "the first steps of pandas": "a level of skill",
    "two independent sources": "the name of an evidence state",
    "two publishers": "what that evidence state means; see helpers.evidence",
    "never counts as the second source": "a rule of helpers.evidence, not an observation",
    "highest rung": "a place on the ladder of partnerships",
    "lowest rung": "a place on the ladder of partnerships",
    "highest tier held": "the rule by which a partner is counted once",
    "busiest run of years": "the statistic that is simulated",
    "two clocks": "the name of a distinction: signature and entry into force",
    "widest gap": "a question put to the reader, or computed in the cell that says so",
}
"""In Markdown and in templates, anywhere."""

IN_CODE: dict[str, dict[str, str]] = {
    "alt text": {
        "95 % intervals": "the level that methods uses unless told otherwise",
        "90 % intervals": "the published bounds, from the fifth to the ninety-fifth percentile",
        "three-year burst": "the width that methods.estimate_power uses unless told otherwise",
        "born since 1989": "what the table state_origins counts as a new state",
        "most often": "the body that value_counts puts on top",
        "known only to": "the precision of a date",
        "last day shown": "the right edge of the figure",
    },
    "state-waves": {"busiest": "the run of years that idxmax finds in the cell"},
    "brief": {"only by an encyclopaedia": "the name of an evidence state"},
    "say-growth": {
        "fastest": "the era that idxmax finds in the cell",
        "slowest": "the era that idxmin finds in the cell",
    },
    "figure-null": {"busiest": "the statistic simulated: the scan statistic"},
    "figure-evidence": {"best supported": "the group that idxmax finds in the cell"},
    "say-spells": {"the highest": "a place on the ladder of partnerships"},
    "figure-spells": {"earliest day": "the bound of partial dates used"},
    "say-inflows": {"billion": "the unit of the number computed"},
    "say-mirror": {"billion": "the unit of the numbers computed"},
    "figure-investment": {"billion": "the unit of the figure"},
    "figure-visitors": {"million": "the unit of the figure"},
    "say-partners": {"at its lowest": "the year that idxmin finds in the cell"},
}
"""In titles and templates of one cell (by its id), or in the alt texts of charts."""
