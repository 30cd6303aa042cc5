"""The headlines of the page on trade and investment, put to the data like any claim."""

from __future__ import annotations

from helpers import economy
from helpers.claims.compare import number
from helpers.claims.model import Definition, Question, UndecidableError


def measure_goods_trade(question: Question) -> list[Definition]:
    """Goods trade of the year claimed, as a share of GDP in percent."""
    opened = economy.measure_openness(question.day).set_index("year")["goods"].dropna()
    year = question.first.year
    if year not in opened.index:
        raise UndecidableError(f"No share of trade in GDP is on record for {year}.")
    rows = economy.gather_series(["goods_trade_total", "gdp_usd"], question.day)
    return [number(question.claim, "goods trade by customs", float(opened[year]), rows=[rows])]


def measure_export_leader(question: Question) -> list[Definition]:
    """The share of the largest export market in the latest year it is certain, in percent."""
    spread = economy.measure_concentration(question.day)
    sure = spread[spread["certain"] & (spread["flow"] == "exports")]
    latest = sure[sure["year"] == sure["year"].max()]
    rows = economy.gather_tables(latest)
    name = f"largest export market of {latest['year'].iloc[0]}"
    return [number(question.claim, name, float(latest["leader_share"].iloc[0]), rows=[rows])]


def count_markets(question: Question) -> list[Definition]:
    """As if over how many equal markets were exports spread in the latest full year?"""
    spread = economy.measure_concentration(question.day)
    whole = spread[spread["whole"] & (spread["flow"] == "exports")]
    latest = whole[whole["year"] == whole["year"].max()]
    rows = [economy.gather_tables(latest)]
    return [
        number(question.claim, "effective number by shares squared", value, rows=rows)
        if name == "effective"
        else number(question.claim, "effective number by entropy", value, rows=rows)
        for name, value in latest[["effective", "effective_entropy"]].iloc[0].items()
    ]


def count_placebo_exceedances(question: Question) -> list[Definition]:
    """With how many agreement partners did exports move beyond placebo years and controls?"""
    panel, starts = economy.build_panel("exports", question.day), economy.list_starts(question.day)
    around = economy.compare_around(panel, starts)
    outside = int(around["place"].isin(["above", "below"]).sum())
    return [number(question.claim, "partners outside", outside, rows=[starts])]
