"""Claims of size and rank in the world economy, with bounds where the world is incomplete."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pandas as pd

from helpers.claims.compare import number
from helpers.claims.model import Definition, Question, UndecidableError
from helpers.dataset import find_table, load
from helpers.table_cache import cache_by_tables

HOME = "VNM"
WORLD = "WLD"
UNION = "EUU"
AGGREGATES = (WORLD, UNION)
TERRITORIES = ("HKG", "TWN")
"""Customs territories that the WTO ranks as traders of their own."""
OFFSHORE = ("CYM", "VGB")
"""Financial centres that UNCTAD lists but leaves out of its world total."""
RELEASES = {"world_bank_wdi_2024_02": "release of February 2024 (fastest economies only)"}
SMALL_STATE = 1_500_000
"""The World Bank's threshold for a small state: 1.5 million people."""
BILLION = 1e9


def sum_goods_trade(question: Question) -> list[Definition]:
    """Viet Nam's trade in the year claimed, in billions of US$: goods, by whom; with services."""
    year = question.first.year
    rows = load("indicators")
    of_year = rows[rows["year"] == year]
    if question.known < pd.Timestamp(year, 12, 31):
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the year {year} was not over.")

    def pick(indicator: str) -> pd.DataFrame:
        return of_year[of_year["indicator"] == indicator]

    definitions = []
    for name, indicator in (
        ("goods, as estimated by the WTO", "goods_trade_total"),
        ("goods, by national statistics", "vn_goods_trade_total"),
    ):
        found = pick(indicator)
        if len(found):
            low, high = found["value"].min() / BILLION, found["value"].max() / BILLION
            definitions.append(number(question.claim, name, low, high, [found]))
    share, gdp = pick("trade_pct_gdp"), pick("gdp_usd")
    gdp = gdp[gdp["source_id"].isin(share["source_id"])]
    if len(share) and len(gdp):
        both = float(share["value"].iloc[0] * gdp["value"].iloc[0]) / 100 / BILLION
        used = pd.concat([share, gdp])
        used.attrs = share.attrs
        definitions.append(number(question.claim, "goods and services", both, rows=[used]))
    if not definitions:
        raise UndecidableError(f"No total for {year} under this reading.")
    return definitions


@cache_by_tables
def _world(indicator: str, year: int) -> pd.DataFrame:
    rows = load("world_indicators")
    return rows[(rows["indicator"] == indicator) & (rows["year"] == year)]


def bound_rank(
    values: pd.Series, total: float | None, universe: int, home: str = HOME
) -> tuple[int, int]:
    """The best and worst rank one economy can have when some economies are not in the table.

    ``values``: the known economies; ``total``: the world's, which bounds what is missing;
    ``universe``: how many economies there are in all.

    >>> bound_rank(pd.Series({"AAA": 5.0, "VNM": 3.0, "BBB": 1.0}), 13.0, 6)
    (2, 3)
    """
    own = float(values[home])
    best = 1 + int((values.drop(home) > own).sum())
    missing = max(universe - len(values), 0)
    if total is None:
        return best, best + missing
    rest = max(total - float(values.sum()), 0.0)
    return best, best + min(missing, int(rest // own))


def _sum_flows(flows: Iterable[str], year: int) -> tuple[pd.Series, list[pd.DataFrame]]:
    """The sum of some flows of a year by economy, and the rows it was computed from."""
    parts = [_world(flow, year) for flow in flows]
    wide = pd.concat([part.set_index("economy")["value"] for part in parts], axis=1).dropna()
    return wide.sum(axis=1).astype(float), parts


def _find_above(known: pd.Series, union: bool, states_only: bool) -> set[str]:
    """The traders above Viet Nam.

    With ``union`` the European Union is one trader: it stands above Viet Nam in any case,
    so it takes the place of those of its members that do.
    """
    above = set(known.index[known > known[HOME]])
    if states_only:
        above -= set(TERRITORIES)
    if union:
        parties = find_table("agreement_parties")
        above = (above - set(parties.loc[parties["via"] == "EU", "party"])) | {UNION}
    return above


def _count_traders() -> int:
    rows = find_table("world_indicators")
    traded = rows["indicator"].isin(["goods_exports", "gdp_growth"])
    return int(rows.loc[traded & ~rows["economy"].isin(AGGREGATES), "economy"].nunique())


_FLOWS = {
    "exports and imports of goods": ("goods_exports", "goods_imports"),
    "exports of goods": ("goods_exports",),
    "imports of goods": ("goods_imports",),
}


def rank_trade(question: Question) -> list[Definition]:
    """Viet Nam's rank among the traders of the world, by flow, year and who counts as one."""
    year = question.first.year
    if question.known < pd.Timestamp(year, 12, 31):
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the year {year} was not over.")
    universe = _count_traders()
    definitions: list[Definition] = []
    for at, (words, flows) in itertools.product((year, year - 1), _FLOWS.items()):
        summed, parts = _sum_flows(flows, at)
        if HOME not in summed:
            continue
        known = summed.drop([code for code in AGGREGATES if code in summed])
        best, worst = bound_rank(known, summed.get(WORLD), universe)
        for union, states in itertools.product((False, True), repeat=2):
            form = f"the European Union {'as one' if union else 'by members'}"
            without = ", without Hong Kong and Taiwan" if states else ""
            name = f"{words}, {at}, {form}{without}"
            rank = 1 + len(_find_above(known, union, states))
            beside = len(flows) == 1
            unseen = worst - best
            definitions.append(number(question.claim, name, rank, rank + unseen, parts, beside))
    if not definitions:
        raise UndecidableError(f"There is no world table of trade for {year}.")
    return definitions + quote_ranks(question, "goods_trade_total")


def rank_investment(question: Question) -> list[Definition]:
    """Viet Nam's rank among the economies that received foreign direct investment."""
    year = question.first.year
    if question.known < pd.Timestamp(year, 12, 31):
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the year {year} was not over.")
    definitions = []
    for at in range(year, year - 5, -1):
        summed, parts = _sum_flows(("fdi_inflows",), at)
        known = summed.drop([code for code in AGGREGATES if code in summed])
        if HOME not in known:
            continue
        onshore = known.drop([code for code in OFFSHORE if code in known])
        for values, form in (
            (onshore, ""),
            (known, ", with the Cayman and British Virgin Islands"),
        ):
            rank = 1 + int((values > values[HOME]).sum())
            name = f"inflows of {at} by UNCTAD{form}"
            definitions.append(number(question.claim, name, rank, rows=parts))
    return definitions + quote_ranks(question, "fdi_inflows")


def quote_ranks(question: Question, measure: str) -> list[Definition]:
    """Ranks that others state for the years at issue: quoted, not computed here."""
    rows = load("stated_ranks")
    near = rows["year"].between(question.first.year - 1, question.last.year)
    found = rows[(rows["measure"] == measure) & near & (rows["universe"] != "asean")]
    definitions = []
    for row in found.itertuples():
        quoted = found[found["rank_id"] == row.rank_id]
        best = float(row.rank) if row.comparator == "eq" else 1.0
        name = f"as stated elsewhere for {row.year}"
        rank = float(row.rank)
        definitions.append(number(question.claim, name, best, rank, [quoted], beside=True))
    return definitions


def _average(rates: pd.DataFrame) -> pd.Series:
    """The constant yearly rate that gives the same growth over all years (geometric mean)."""
    years: int = rates.shape[1]
    grown: pd.Series = (1 + rates / 100).prod(axis=1)
    return (grown ** (1 / years) - 1) * 100


def rank_growth(question: Question) -> list[Definition]:
    """Viet Nam's rank by growth of GDP over the years claimed, by mean, universe and release."""
    first, last = question.first.year, question.last.year
    if question.known < pd.Timestamp(last, 12, 31):
        raise UndecidableError(f"On {question.known:%Y-%m-%d} the year {last} was not over.")
    rows = load("world_indicators")
    growth = rows[(rows["indicator"] == "gdp_growth") & rows["year"].between(first, last)]
    states = set(load("countries").query("un_status == 'member'")["country"])
    people = rows[rows["indicator"] == "population"]
    small = set(people.loc[people["value"] < SMALL_STATE, "economy"])
    definitions = []

    def rank(name: str, values: pd.Series, used: pd.DataFrame, beside: bool = False) -> None:
        place = 1 + int((values > values[HOME]).sum())
        definitions.append(number(question.claim, name, place, rows=[used], beside=beside))

    sizes = (
        growth.groupby("source_id")["economy"].nunique().sort_values(ascending=False, kind="stable")
    )
    for source in sizes.index:
        used = growth[growth["source_id"] == source]
        wide = used.pivot(index="economy", columns="year", values="value").astype(float).dropna()
        if HOME not in wide.index or wide.shape[1] <= last - first:
            continue
        release = "" if source == sizes.index[0] else f", {RELEASES[source]}"
        for words, values in (
            ("geometric mean", _average(wide)),
            ("average of yearly rates", wide.mean(axis=1)),
        ):
            rank(f"{words}{release}", values, used)
            inside = values[values.index.isin(states)]
            rank(f"{words}, members of the United Nations{release}", inside, used)
            large = values.drop(list(small & set(values.index)))
            rank(f"{words}, without states below 1.5 million people{release}", large, used)
        rank(f"growth of {last} alone{release}", wide[last], used, beside=True)
    if not definitions:
        raise UndecidableError("Viet Nam's growth is not in the world table for these years.")
    return definitions
