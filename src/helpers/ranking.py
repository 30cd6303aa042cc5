"""Places in an order, each with the definition that makes it, and shares of trade."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.agreements import (
    LEAST_COVER,
    RULES,
    Flow,
    list_overlaps,
    name_economies,
    read_totals,
    read_trade,
    share_trade,
    weigh_partners,
)
from helpers.answers import Answer
from helpers.claims.ranks import AGGREGATES, HOME, WORLD, bound_rank
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, to_day
from helpers.economy import check_coverage, find_total, take_table, to_sizes
from helpers.ladder import RUNGS
from helpers.lineage import trace_frame
from helpers.official import hold_counted_partners
from helpers.partners import name_partners
from helpers.provenance import Provenance, merge, trace
from helpers.voting import name_voters


@dataclass(frozen=True)
class Ranking:
    """A list to put in order: values by code, highest first, and what they mean."""

    values: pd.Series
    unit: str
    definition: str
    rests_on: Provenance
    names: pd.Series
    notes: tuple[str, ...] = ()


def _trade(flow: Flow) -> Callable[[int, str], Ranking]:
    def take(year: int, day: str) -> Ranking:
        rows = take_table(flow, year)
        if rows.empty:
            raise DatasetError(f"no {flow} by partner for {year}: {_list_years(flow)}")
        sizes = to_sizes(rows, flow)
        doubled = sizes.index.duplicated().any()
        total = find_total(flow, year)
        cover = float(sizes.sum()) / float(total["value"].iloc[0]) if len(total) else None
        note = (
            "no total of the year to hold the rows against"
            if cover is None
            else f"the rows add to {100 * cover:.0f} % of the total"
        )
        partial = cover is None or cover < LEAST_COVER
        warning = "; a partner that is not listed may stand among these" if partial else ""
        unsure = int(rows["status"].isin(["provisional", "doubtful"]).sum())
        marked = (
            f" {unsure} of {len(rows)} rows are marked provisional or doubtful." if unsure else ""
        )
        return Ranking(
            (sizes.groupby(level=0).max() if doubled else sizes) / 1e9,
            "billion US$",
            f"goods {flow} of {year} by partner, as Viet Nam reports them; members of the European "
            "Union one by one",
            merge([trace(rows), trace(total)]) if len(total) else trace(rows),
            name_economies(pd.Series(sizes.index.unique(), index=sizes.index.unique())),
            (f"{note[0].upper()}{note[1:]}{warning}.{marked}",),
        )

    return take


def _list_years(flow: Flow) -> str:
    covered = check_coverage(package().cut_off)
    years = covered.loc[(covered["flow"] == flow) & covered["whole"], "year"]
    return f"whole tables run from {years.min()} to {years.max()}"


def _votes(year: int, day: str) -> Ranking:
    rows = load("unga_agreement")
    rows = rows[(rows["year"] == year) & ~rows["partner"].str.startswith("MEDIAN")]
    rows = rows[rows["agree_scored"].notna()]
    if rows.empty:
        known = load("unga_agreement")["year"]
        raise DatasetError(
            f"no votes for {year}: choose a year from {known.min()} to {known.max()}"
        )
    values = 100 * rows.set_index("partner")["agree_scored"].astype(float)
    return Ranking(
        values,
        "% agreement",
        f"agreement with Viet Nam's votes in the General Assembly in {year}, an abstention against "
        "a yes or no counted half",
        trace(rows),
        name_voters(pd.Series(values.index, index=values.index)),
        (f"Among the {len(values)} partners in the data, not among all members.",),
    )


def _agreements(year: int, day: str) -> Ranking:
    found = list_overlaps(day).set_index("party")
    parties = load("agreement_parties")
    return Ranking(
        found["agreements"].astype(float),
        "agreements",
        f"free trade agreements in force with Viet Nam on {day}, by official lists; members of the "
        "European Union one by one",
        trace(parties[parties["party"].isin(found.index)]),
        found["name"],
    )


def _rungs(year: int, day: str) -> Ranking:
    held = hold_counted_partners(day)
    held = held[held["tier"].isin(RUNGS)].set_index("partner", drop=False)
    return Ranking(
        held["tier"].map({rung: place for place, rung in enumerate(RUNGS, start=1)}).astype(float),
        "rung (3 is comprehensive strategic)",
        f"the highest rung held on {day}, by the events that official lists count",
        trace(held),
        name_partners(held["partner"]),
    )


def _world(indicator: str) -> Callable[[int, str], Ranking]:
    def take(year: int, day: str) -> Ranking:
        rows = load("world_indicators")
        rows = rows[(rows["indicator"] == indicator) & (rows["year"] == year)]
        if rows.empty:
            known = load("world_indicators").query("indicator == @indicator")["year"]
            raise DatasetError(
                f"no {indicator} for {year}: choose a year from {known.min()} to {known.max()}"
            )
        # One release: the one with most economies; others only for economies it lacks.
        releases = rows["source_id"].map(rows["source_id"].value_counts())
        main = str(rows.loc[releases.idxmax(), "source_id"])
        ordered = rows.assign(size=releases).sort_values(
            ["size", "source_id", "economy"], ascending=[False, True, True]
        )
        rows = ordered.drop_duplicates("economy").drop(columns="size")
        known = rows.set_index("economy")["value"].astype(float)
        values = known.drop([code for code in AGGREGATES if code in known])
        meaning = load("indicator_definitions").set_index("indicator").loc[indicator]
        others = get_table("world_indicators").manifest["other_codes"]
        codes = pd.Series(values.index, index=values.index)
        notes = [f"Among {len(values)} economies in the data; totals of regions left out."]
        others_from = sorted(rows.loc[rows["source_id"] != main, "economy"])
        if others_from:
            notes.append(f"All of {main}, but for {', '.join(others_from)}.")
        if WORLD in known and HOME in values:
            best, worst = bound_rank(values, float(known[WORLD]), 10**6)
            sure = f"{best}" if best == worst else f"{best} to {worst}"
            notes.append(f"Viet Nam's place, whatever the economies not listed hold: {sure}.")
        return Ranking(
            values,
            str(meaning["unit"]),
            f"{meaning['label']} in {year}: {meaning['definition']}",
            trace(rows),
            name_partners(codes).fillna(codes.map(others)),
            tuple(notes),
        )

    return take


MEASURES: Mapping[str, Callable[[int, str], Ranking]] = {
    "exports": _trade("exports"),
    "imports": _trade("imports"),
    "votes": _votes,
    "agreements": _agreements,
    "rungs": _rungs,
    **{
        f"world_{name}": _world(name)
        for name in ("goods_exports", "goods_imports", "fdi_inflows", "gdp_growth")
    },
}
"""What can be ranked: partners of Viet Nam, and Viet Nam among economies (``world_``)."""


def rank(measure: str, when: int | DayLike | None = None) -> Answer:
    """Who comes before whom, by which definition?

    ``measure``: a name in ``MEASURES``; ``when``: a year, or a day for ``agreements`` and
    ``rungs`` (default: the last year with a full table, as for ``share``, or the cut-off).
    Returns ``place`` (ties share the better one), ``code``, ``name``, ``value`` and ``unit``;
    the notes give the definition and what is not in the list; ``value`` is Viet Nam's place,
    for ``world_``.

    >>> rank("exports", 2020).table["name"].head(2).tolist()
    ['United States', 'China']
    >>> rank("world_goods_exports", 2023).value
    23
    """
    if measure not in MEASURES:
        raise DatasetError(f"nothing to rank is called {measure!r}: choose {', '.join(MEASURES)}")
    cut_off = package().cut_off
    year, day = _read_when(measure, when, cut_off)
    ranking = MEASURES[measure](year, day)
    place = ranking.values.rank(ascending=False, method="min").astype(int)
    table = pd.DataFrame(
        {
            "place": place,
            "code": ranking.values.index,
            "name": ranking.names.reindex(ranking.values.index),
            "value": ranking.values,
            "unit": ranking.unit,
        }
    ).sort_values(["place", "name"])
    own = table.loc[table["code"] == HOME, "place"]
    return Answer(
        f"Ranked by {measure}",
        table.reset_index(drop=True),
        ranking.rests_on,
        (f"Definition: {ranking.definition}.".replace("..", "."), *ranking.notes),
        int(own.iloc[0]) if len(own) else None,
    )


def _read_when(measure: str, when: int | DayLike | None, cut_off: str) -> tuple[int, str]:
    if isinstance(when, int):
        return when, min(f"{when}-12-31", cut_off)
    if when is not None:
        day = to_day(when).isoformat()
        return int(day[:4]), day
    if measure in ("exports", "imports"):
        return int(weigh_partners(cut_off).attrs["year"]), cut_off
    if measure == "votes":
        return int(load("unga_agreement").dropna(subset="common_votes")["year"].max()), cut_off
    if measure.startswith("world_"):
        rows = load("world_indicators")
        own = rows[
            (rows["indicator"] == measure.removeprefix("world_")) & (rows["economy"] == HOME)
        ]
        return int(own["year"].max()), cut_off
    return int(cut_off[:4]), cut_off


def share(flow: Flow = "exports", until: DayLike | None = None) -> Answer:
    """What share of trade went to agreement partners, in the latest year with a full table?

    ``flow``: ``exports`` or ``imports`` of goods. One row a rule of who is a partner (see
    ``agreements.share_trade``): ``rule``, ``year``, ``share`` (percent of the trade named by
    partner), ``low`` and ``high`` (bounds on the share of the total). ``value`` is the share by
    the first rule, agreements in force all year.

    >>> share("exports").table["year"].unique().tolist()
    [2020]
    """
    day = to_day(until or package().cut_off).isoformat()
    shares = share_trade(day, flow)
    full = shares[shares["share"].notna()]
    if full.empty:
        raise DatasetError(f"no year with a full table of {flow} by {day}: choose a later day")
    latest = (
        full[full["year"] == full["year"].max()].set_index("rule").loc[list(RULES)].reset_index()
    )
    year = int(latest["year"].iloc[0])
    covered = check_coverage(day)
    later = covered[(covered["flow"] == flow) & covered["whole"] & (covered["year"] > year)]
    notes = [
        f"Rows of {row.year} add to {row.percent:.0f} % of a national total, but the series used "
        "here has no total for that year: left out."
        for row in later.itertuples()
    ]
    trade, totals = read_trade(day), read_totals(day)
    used = [trade[trade["year"] == year], totals[totals["year"] == year], load("agreement_parties")]
    return Answer(
        f"Share of goods {flow} of {year} with partners of trade agreements, percent",
        latest[["rule", "year", "share", "low", "high"]],
        merge([trace_frame(rows) for rows in used]),
        (
            f"The latest year whose rows by partner make a full table; they add to "
            f"{latest['cover'].iloc[0]:.0f} % of the total. low and high count what no row "
            "names as outside and as inside.",
            *notes,
        ),
        float(latest["share"].iloc[0]),
    )
