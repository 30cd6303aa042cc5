"""Claims of rank as tables: every place that a definition of each gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.claims.decision import decide
from helpers.claims.model import Claim, find_claim
from helpers.dataset import load
from helpers.dates import DayLike, to_day

RANKED = {
    "a2023_trade_top_20": "trade",
    "a2025_trade_rank_17": "trade",
    "a2023_growth_top_10": "growth",
    "a2025_investment_top_20": "investment",
}
"""Claims of the two articles that name a place in the world, and what is ranked."""


def _label_claim(claim: Claim, what: str) -> str:
    """What is ranked and for which years, on two lines."""
    first, last = claim.since or claim.published, claim.until or claim.published
    if first.year == last.year:
        return f"{what} in\n{first.year}"
    return f"{what}\n{first.year}-{last.year}"


def tabulate_ranks(names: Mapping[str, str], until: DayLike) -> pd.DataFrame:
    """Every rank that a definition of a claim gives: the rules are those of ``claims.ranks``.

    ``names``: claim id to what is ranked; the years are added. A claim is decided on the
    years it speaks of, and left out when it was not in print by the day. Returns ``claim``,
    ``label``, ``claimed`` (place), ``comparator``, ``definition``, ``low``, ``high``,
    ``meets`` and ``kind``: ``plain`` (what the words mean), ``other`` (as defensible) or
    ``beside`` (a neighbouring figure). Ranks for one year within the list of economies that
    grew fastest over several years are left out: that list is no field for a single year.
    """
    lines = []
    for claim_id, what in names.items():
        claim = find_claim(claim_id)
        if claim.published > pd.Timestamp(to_day(until)):
            continue
        decision = decide(claim_id)
        label = _label_claim(claim, what)
        for place, tried in enumerate(decision.tried):
            partial = "alone" in tried.name and "fastest economies only" in tried.name
            if tried.low is None or tried.high is None or partial:
                continue
            lines.append(
                {
                    "claim": claim_id,
                    "label": label,
                    "claimed": claim.quantity,
                    "comparator": claim.comparator,
                    "definition": tried.name,
                    "low": float(tried.low),
                    "high": float(tried.high),
                    "meets": tried.meets,
                    "kind": "beside" if tried.beside else "plain" if place == 0 else "other",
                }
            )
    columns = ["claim", "label", "claimed", "comparator", "definition", "low", "high"]
    return pd.DataFrame(lines, columns=[*columns, "meets", "kind"])


def summarise_ranks(ranks: pd.DataFrame) -> pd.DataFrame:
    """Plain sense, best and worst place of each claim, with the definition that gives each.

    ``ranks``: of ``tabulate_ranks``; neighbouring figures are left out. Returns ``what``
    (index), ``claimed``, ``plain sense``, ``best place``, ``worst place`` and ``agree``.
    """
    lines = []
    for label, part in ranks[ranks["kind"] != "beside"].groupby("label", sort=False):
        plain = part[part["kind"] == "plain"].iloc[0]
        best, worst = part.loc[part["low"].idxmin()], part.loc[part["high"].idxmax()]
        bound = {"eq": "", "le": "among the first "}[str(plain["comparator"])]
        lines.append(
            {
                "what": str(label).replace("\n", " "),
                "claimed": f"{bound}{plain['claimed']:g}",
                "plain sense": f"{plain['low']:g}: {plain['definition']}",
                "best place": f"{best['low']:g}: {best['definition']}",
                "worst place": f"{worst['high']:g}: {worst['definition']}",
                "agree": f"{int((part['meets'] == 'yes').sum())} of {len(part)}",
            }
        )
    return pd.DataFrame(lines).set_index("what")


def gather_rank_rows(names: Iterable[str], until: DayLike) -> list[pd.DataFrame]:
    """The rows that the ranks of ``tabulate_ranks`` were computed from, table by table."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for claim_id in names:
        if find_claim(claim_id).published > pd.Timestamp(to_day(until)):
            continue
        for tried in decide(claim_id).tried:
            for rows in tried.rows:
                frames.setdefault(rows.attrs["table"], []).append(rows)
    found = []
    for table, parts in frames.items():
        keys = pd.concat(parts).index.unique()
        rows = load(table)
        found.append(rows[rows.index.isin(keys)])
    return found
