"""Trade agreements of Viet Nam: two clocks, partner economies, overlaps, waits, trade covered.

An agreement runs on two clocks: it is *signed* on one day and *enters into force* on a later
one. Every count here says by which clock it counts, and always by the days of Viet Nam where
they differ from those of the other parties. Counted are the agreements that Viet Nam's
official lists of free trade agreements count (``agreements.counted``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from helpers import methods
from helpers.dataset import DatasetError, find_table, load
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import iterate_readings
from helpers.partners import name_partners
from helpers.table_cache import cache_by_tables

Clock = Literal["signed", "in force"]
Flow = Literal["exports", "imports"]

SIGNED = ("signed_by_viet_nam", "signed")
IN_FORCE = ("in_force_for_viet_nam", "in_force")
CLOCKS: dict[Clock, tuple[str, ...]] = {"signed": SIGNED, "in force": IN_FORCE}

JOINED_LATER = ("AFTA",)
"""Agreements that others signed before Viet Nam joined, by a signature the rows do not have.

For them the clock of signature starts with the effect for Viet Nam, they have no waiting
time, and each party counts from its own day."""

ACCEDED_LATER = ("AKFTA_THA", "CPTPP_GBR")
"""Parties that joined an agreement after Viet Nam had signed it (see their notes)."""

SHORT_NAMES = {
    "AANZFTA": "ASEAN-Australia-N. Zealand",
    "ACFTA": "ASEAN-China",
    "AFTA": "ASEAN (AFTA, then ATIGA)",
    "AHKFTA": "ASEAN-Hong Kong",
    "AIFTA": "ASEAN-India",
    "AJCEP": "ASEAN-Japan",
    "AKFTA": "ASEAN-South Korea",
    "CPTPP": "Trans-Pacific (CPTPP)",
    "EVFTA": "European Union",
    "RCEP": "East Asia (RCEP)",
    "UKVFTA": "United Kingdom",
    "VCFTA": "Chile",
    "VIFTA": "Israel",
    "VJEPA": "Japan",
    "VKFTA": "South Korea",
    "VN_EAEU": "Eurasian Economic Union",
    "VN_UAE_CEPA": "United Arab Emirates",
}
"""Names for figures: the other side, or the name in use."""

_OTHER_NAMES = {"HKG": "Hong Kong", "LIE": "Liechtenstein"}

DAYS_PER_MONTH = 365.25 / 12

LEAST_COVER, MOST_COVER = 0.95, 1.05
"""A year's rows make a full table where they add to this share of the official total."""

TRADE_FROM = 1996
"""The year in which the first agreement took effect; also after SUN, CSK and DDR."""

RULES = ("in force all year", "in force at year-end", "signed at year-end", "today's partners")


@cache_by_tables
def take_steps(day: DayLike, steps: Iterable[str]) -> pd.DataFrame:
    """Which agreements had taken a step by a day? Of each the first of ``steps`` it has.

    Returns rows of ``agreement_steps`` and ``certainty``: ``certain`` when the step was
    taken under every day its partial date allows, ``possible`` when only under some. An
    agreement of ``JOINED_LATER`` is signed when it takes effect for Viet Nam.

    >>> len(take_steps("1994-12-31", SIGNED)), len(take_steps("2000-12-31", SIGNED))
    (0, 2)
    """
    own = _list_own_steps(tuple(steps))
    moment = pd.Timestamp(to_day(day))
    held = own[own["held_on_earliest"] <= moment]
    sure = held["held_on_latest"] <= moment
    return held.assign(certainty=sure.map({True: "certain", False: "possible"}))


@cache_by_tables
def _list_own_steps(steps: tuple[str, ...]) -> pd.DataFrame:
    return _pick_own(load("agreement_steps"), steps)


def _pick_own(taken: pd.DataFrame, steps: Iterable[str]) -> pd.DataFrame:
    """One row of ``agreement_steps`` an agreement: the first of ``steps`` that it has."""
    order = {step: place for place, step in enumerate(steps)}
    place = taken["step"].map(order)
    if "signed" in order:
        joined = taken["agreement"].isin(JOINED_LATER)
        place = place.mask(joined & taken["step"].eq("signed"))
        place = place.mask(joined & taken["step"].eq("in_force_for_viet_nam"), len(order))
    known = taken.assign(place=place).dropna(subset="place")
    return known.sort_values(["agreement", "place"]).drop_duplicates("agreement").drop(
        columns="place"
    )  # fmt: skip


def keep_free_trade(rows: pd.DataFrame, counted_only: bool = True) -> pd.DataFrame:
    """Of rows with an ``agreement``, those that official lists count, or all but two kinds.

    Without ``counted_only``: every agreement but the accession to the WTO and ATIGA, which
    is counted together with AFTA.

    >>> sorted(set(keep_free_trade(load("agreements"), False)["agreement"])
    ...        - set(keep_free_trade(load("agreements"))["agreement"]))[-2:]
    ['VN_GCC', 'VN_MERCOSUR']
    """
    agreements = find_table("agreements")
    if counted_only:
        return rows[rows["agreement"].isin(agreements.loc[agreements["counted"], "agreement"])]
    accessions = agreements.loc[agreements["kind"] == "accession", "agreement"]
    return rows[~rows["agreement"].isin([*accessions, "ATIGA"])]


@cache_by_tables
def find_in_talks(day: DayLike) -> pd.DataFrame:
    """Agreements under negotiation: talks launched by the day, nothing signed by then.

    >>> find_in_talks("2025-04-15")["agreement"].tolist()
    ['ASEAN_CANADA', 'VN_EFTA']
    """
    launched = take_steps(day, ["talks_launched"])
    signed = set(take_steps(day, SIGNED)["agreement"])
    return launched[~launched["agreement"].isin(signed)]


def list_agreements(until: DayLike, steps: pd.DataFrame | None = None) -> pd.DataFrame:
    """Which counted agreements were signed by a day, and when did each take effect?

    ``steps``: ``agreement_steps`` under another reading (default: as loaded). Returns one
    row an agreement, in the order of signature: ``agreement``, ``name``, ``signed`` (day),
    ``own_signature`` (False where Viet Nam joined later: ``signed`` is then the day of
    effect), ``in_force`` (missing while it is not), ``months`` (from signature to entry
    into force, or to ``until``; a month is 30.44 days) and ``ended`` (whether it is in
    force). Partial dates are read at their earliest day.

    >>> list_agreements("2025-12-31")[["ended", "own_signature"]].sum().tolist()
    [16, 16]
    """
    taken = load("agreement_steps") if steps is None else steps
    last = pd.Timestamp(to_day(until))
    days = {}
    for clock, order in CLOCKS.items():
        own = keep_free_trade(_pick_own(taken, order)).set_index("agreement")["held_on_earliest"]
        days[clock] = own[own <= last]
    found = pd.DataFrame({"signed": days["signed"], "in_force": days["in force"]})
    found = found[found["signed"].notna()].rename_axis("agreement").reset_index()
    joined = set(_pick_own(taken, ["signed_by_viet_nam"])["agreement"])
    own_signature = ~found["agreement"].isin(set(JOINED_LATER) - joined)
    waited = (found["in_force"].fillna(last) - found["signed"]).dt.days / DAYS_PER_MONTH
    found = found.assign(
        name=found["agreement"].map(SHORT_NAMES).fillna(found["agreement"]),
        own_signature=own_signature,
        months=waited.where(own_signature),
        ended=found["in_force"].notna(),
    )
    columns = ["agreement", "name", "signed", "own_signature", "in_force", "months", "ended"]
    return found.sort_values(["signed", "agreement"])[columns].reset_index(drop=True)


def measure_gap(agreements: pd.DataFrame, until: DayLike) -> float:
    """On what share of days did the two clocks give different counts?

    ``agreements``: ``list_agreements(until)``. Days from the first signature (or effect) on.

    >>> measure_gap(list_agreements("1997-12-31"), "1997-12-31")
    0.0
    """
    last = pd.Timestamp(to_day(until))
    days = pd.date_range(agreements["signed"].min(), last)
    apart = np.zeros(len(days), dtype=bool)
    for start, end in agreements[["signed", "in_force"]].itertuples(index=False):
        apart |= (days >= start) & (pd.isna(end) | (days < end))
    return float(apart.mean())


def count_agreements(days: Iterable[DayLike]) -> pd.DataFrame:
    """How many agreements and economies are there by each definition? One column a day.

    Economies are counted where they are certain (see ``list_links``).

    >>> count_agreements(["2025-12-31"]).iloc[:, 0].tolist()
    [17, 16, 55, 29, 54, 28]
    """
    columns = {}
    for day in days:
        counts: dict[str, int] = {}
        for clock, steps in CLOCKS.items():
            counts[f"agreements {clock}"] = len(keep_free_trade(take_steps(day, steps)))
        for clock in CLOCKS:
            links = list_links(day, clock)
            firm = links[links["certainty"] == "certain"]
            counts[f"economies, agreements {clock}"] = firm["party"][
                firm["party"] != "EU"
            ].nunique()
            counts[f"the same, European Union as one, {clock}"] = firm["party"][
                firm["via"].isna()
            ].nunique()
        columns[show_date(to_day(day).isoformat())] = counts
    return pd.DataFrame(columns).rename_axis("counted")


@cache_by_tables
def _date_links(clock: Clock) -> pd.DataFrame:
    """Parties of counted agreements with ``begins_earliest`` and ``begins_latest``."""
    own = keep_free_trade(_list_own_steps(tuple(CLOCKS[clock])))
    begins = own.set_index("agreement")["held_on_earliest"]
    parties = load("agreement_parties")
    parties = parties[parties["agreement"].isin(begins.index)]
    start = parties["agreement"].map(begins)
    by_own_day = parties["agreement"].isin(JOINED_LATER) | parties["party_id"].isin(ACCEDED_LATER)
    if clock == "in force":
        by_own_day |= True
    earliest = parties["in_force_on_earliest"].fillna(start).clip(lower=start)
    latest = parties["in_force_on_latest"].clip(lower=start)
    return parties.assign(
        begins_earliest=start.mask(by_own_day, earliest),
        begins_latest=start.mask(by_own_day, latest),
    )


@cache_by_tables
def list_links(day: DayLike, clock: Clock = "in force") -> pd.DataFrame:
    """With which economies did an agreement hold on a day? One row an agreement and party.

    By the clock ``in force`` a party counts from the later of two days, that of Viet Nam
    and its own; by ``signed`` from the signature of Viet Nam, or from its own entry where
    it joined later. Returns rows of ``agreement_parties`` and ``certainty``: ``possible``
    where the party's own day is missing.

    >>> list_links("2025-12-31", "signed").query("via.isna()")["party"].nunique()
    29
    """
    moment = pd.Timestamp(to_day(day))
    dated = _date_links(clock)
    held = dated[dated["begins_earliest"] <= moment]
    sure = held["begins_latest"] <= moment
    held = held.assign(certainty=sure.map({True: "certain", False: "possible"}))
    return held.drop(columns=["begins_earliest", "begins_latest"])


def count_economies(until: DayLike) -> pd.DataFrame:
    """How many economies do agreements reach, on every day on which a count changes?

    Returns ``day``, ``clock``, ``union`` (``members apart`` or ``as one``: how the European
    Union is counted), ``certain`` and ``count`` (with economies whose day is missing).

    >>> rows = count_economies("2025-12-31").query("union == 'members apart'")
    >>> rows.groupby("clock")["count"].last().to_dict()
    {'in force': 54, 'signed': 55}
    """
    last = pd.Timestamp(to_day(until))
    frames = []
    for clock in CLOCKS:
        dated = _date_links(clock)
        for union, rows in (
            ("members apart", dated[dated["party"] != "EU"]),
            ("as one", dated[dated["via"].isna()]),
        ):
            first = rows.groupby("party")[["begins_earliest", "begins_latest"]].min()
            days = np.unique([*first.to_numpy().ravel(), last.to_datetime64()])
            days = days[~np.isnat(days) & (days <= last.to_datetime64())]
            counted = {
                name: [int((first[column] <= day).sum()) for day in days]
                for name, column in (("certain", "begins_latest"), ("count", "begins_earliest"))
            }
            frames.append(pd.DataFrame({"day": days, "clock": clock, "union": union, **counted}))
    return pd.concat(frames, ignore_index=True)


def name_economies(codes: pd.Series) -> pd.Series:
    """Names of parties, with those that ``countries`` does not list.

    >>> name_economies(pd.Series(["HKG", "JPN"])).tolist()
    ['Hong Kong', 'Japan']
    """
    return name_partners(codes).fillna(codes.map(_OTHER_NAMES))


def list_overlaps(day: DayLike, fewest: int = 1) -> pd.DataFrame:
    """Which economies are reached by several agreements in force at once?

    Returns ``party``, ``name``, ``agreements`` (how many; those with a missing day among
    them), ``certain``, ``facing`` (without those between ASEAN and others for members of
    ASEAN, who sit on the same side of the table as Viet Nam) and ``ids`` (the agreements),
    for economies with at least ``fewest``; most agreements first. Members of the European
    Union stand apart.

    >>> list_overlaps("2025-12-31").set_index("party").loc["JPN", "agreements"]
    np.int64(4)
    """
    links = list_links(day, "in force")
    links = links[links["party"] != "EU"]
    scope = load("agreements").set_index("agreement")["scope"]
    asean = set(load("agreement_parties").query("agreement == 'ATIGA'")["party"])
    same_side = links["party"].isin(asean) & links["agreement"].map(scope).eq("asean_plus")
    links = links.assign(sure=links["certainty"].eq("certain"), faces=~same_side)
    found = links.groupby("party").agg(
        agreements=("agreement", "size"),
        certain=("sure", "sum"),
        facing=("faces", "sum"),
        ids=("agreement", lambda names: tuple(sorted(names))),
    )
    found = found[found["agreements"] >= fewest].reset_index()
    found.insert(1, "name", name_economies(found["party"]))
    return found.sort_values(["agreements", "name"], ascending=[False, True]).reset_index(drop=True)


def map_overlaps(day: DayLike, fewest: int = 2) -> pd.DataFrame:
    """The overlaps as marks of a grid: ``name``, ``agreement``, ``label``, ``certainty``.

    Rows run from the economy with most agreements down, agreements in order of entry into
    force.
    """
    shown = list_overlaps(day, fewest)
    links = list_links(day, "in force")
    links = links[links["party"].isin(shown["party"])]
    ordered = list_agreements(day).sort_values("in_force", kind="stable")["agreement"].tolist()
    place = {party: number for number, party in enumerate(shown["party"])}
    marks = pd.DataFrame(
        {
            "row": links["party"].map(place),
            "column": links["agreement"].map(ordered.index),
            "name": name_economies(links["party"]),
            "label": links["agreement"].map(SHORT_NAMES).fillna(links["agreement"]),
            "certainty": links["certainty"],
        }
    )
    return marks.sort_values(["row", "column"]).reset_index(drop=True)


def estimate_wait(agreements: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier curve of the months from signature to entry into force.

    ``agreements``: ``list_agreements``. One not in force is right-censored; one without a
    signature of Viet Nam's own is left out.
    """
    waits = agreements[agreements["own_signature"]]
    if waits.empty:
        raise DatasetError("no agreement with a signature of its own: choose a day from 2004 on")
    return methods.estimate_survival(waits["months"], waits["ended"])


def word_median(curve: pd.DataFrame) -> dict[str, str]:
    """The median wait and its interval in whole months: ``median``, ``low``, ``high``."""
    found = methods.find_quantile(curve)
    values = {"median": found.time, "low": found.lower, "high": found.upper}
    return {
        name: "longer than observed" if value is None else f"{value:.0f}"
        for name, value in values.items()
    }


def compare_waits(until: DayLike) -> pd.DataFrame:
    """Does a rival reading of a day, or leaving out the unfinished wait, move the median?

    A rival that puts entry into force before the signature is about another text and is left
    out. Returns one row a variant: ``agreements``, ``in force``, ``median wait, months`` and
    its ``95 % interval``.
    """
    listed = list_agreements(until)
    variants = {"as in the table": listed, "unfinished waits dropped": listed[listed["ended"]]}
    rows_of = load("agreement_steps").set_index("step_id")["agreement"]
    for label, frame in iterate_readings("agreement_steps"):
        step, _, reading = label.partition(" ")
        other = list_agreements(until, frame)
        if step in rows_of.index and not other.equals(listed) and not (other["months"] < 0).any():
            variants[f"{SHORT_NAMES.get(rows_of[step], step)}, {reading}"] = other
    rows = {}
    for label, frame in variants.items():
        words = word_median(estimate_wait(frame))
        rows[label] = {
            "agreements": int(frame["own_signature"].sum()),
            "in force": int((frame["ended"] & frame["own_signature"]).sum()),
            "median wait, months": words["median"],
            "95 % interval": f"{words['low']} to {words['high']}",
        }
    return pd.DataFrame(rows).T.rename_axis("variant")


def list_moments(until: DayLike, clock: Clock) -> pd.Series:
    """When each event of a clock came, as decimal years; an own signature only."""
    listed = list_agreements(until)
    days = listed["in_force"] if clock == "in force" else listed["signed"][listed["own_signature"]]
    days = days.dropna()
    return days.dt.year + (days.dt.day_of_year - 1) / 365.25


def assess_waves(until: DayLike, since: DayLike, width: int) -> dict[str, methods.MonteCarloTest]:
    """Do signatures, or entries into force, crowd more than chance would make them?

    The null: each agreement's event was equally likely on any day between ``since`` and
    ``until``. One test a clock (``methods.assess_clustering``).
    """
    begin, end = _to_years(since), _to_years(until)
    found: dict[str, methods.MonteCarloTest] = {}
    for clock in CLOCKS:
        years = np.floor(list_moments(until, clock)).astype(int)
        found[clock] = methods.assess_clustering(years, [begin] * len(years), end, width)
    return found


def estimate_wave_power(
    until: DayLike, since: DayLike, width: int, bursts: Iterable[float]
) -> pd.DataFrame:
    """How strong must a wave of signatures be for the test to notice it? ``burst``, ``power``."""
    count = len(list_moments(until, "signed"))
    available = [_to_years(since)] * count
    return methods.estimate_power(available, _to_years(until), list(bursts), width)


def _to_years(day: DayLike) -> float:
    moment = pd.Timestamp(to_day(day))
    return float(moment.year + moment.day_of_year / 365.25)


def read_trade(until: DayLike, reporter: str = "VNM") -> pd.DataFrame:
    """Rows of ``trade_by_partner`` of one reporter for the whole years up to a day."""
    moment = pd.Timestamp(to_day(until))
    whole = moment.year if (moment.month, moment.day) == (12, 31) else moment.year - 1
    trade = load("trade_by_partner")
    chosen = trade["reporter"].eq(reporter) & trade["year"].between(TRADE_FROM, whole)
    return trade[chosen]


def read_totals(until: DayLike) -> pd.DataFrame:
    """Rows of ``indicators`` with the totals of goods trade, for the years of ``read_trade``."""
    rows = load("indicators")
    rows = rows[rows["indicator"].isin(["goods_exports", "goods_imports"])]
    return rows[rows["year"].between(TRADE_FROM, read_trade(until)["year"].max())]


def _add_up(trade: pd.DataFrame, totals: pd.DataFrame, flow: Flow) -> pd.DataFrame:
    """Per year: the trade ``named`` by partner, the ``total`` and their ratio ``cover``."""
    official_total = totals[totals["indicator"] == f"goods_{flow}"].set_index("year")["value"]
    named = trade.groupby("year")[f"{flow}_usd"].sum(min_count=1).astype("Float64")
    years = pd.DataFrame({"named": named, "total": official_total}).astype("float64")
    years["named"] = years["named"].fillna(0.0)
    return years.assign(cover=years["named"] / years["total"])


def _find_partners(rule: str, year: int, until: DayLike) -> tuple[set[str], set[str]]:
    """The economies that certainly and possibly count as partners in a year under a rule."""
    day = {"in force all year": f"{year}-01-01", "today's partners": until}.get(
        rule, f"{year}-12-31"
    )
    links = list_links(day, "signed" if rule.startswith("signed") else "in force")
    links = links[links["party"] != "EU"]
    return set(links.loc[links["certainty"] == "certain", "party"]), set(links["party"])


@cache_by_tables
def share_trade(until: DayLike, flow: Flow, reporter: str = "VNM") -> pd.DataFrame:
    """What share of trade goes to (or comes from) economies with an agreement, year by year?

    ``flow``: ``exports`` or ``imports`` of goods; ``reporter``: whose table (``mirror``: the
    partners'). Four rules say who a partner is in a year: those with an agreement in force
    all year, those with one in force or signed at its end, and the counterfactual: the
    partners of ``until``, in every year. Returns, in percent,

    - ``year``, ``rule``;
    - ``share``: of the trade named by partner; missing unless the year's rows are a full
      table, that is between ``LEAST_COVER`` and ``MOST_COVER`` of the total in
      ``indicators``; with fewer rows the share among them would mislead;
    - ``low``, ``high``: bounds on the share of the total: all trade not named by partner,
      and with economies whose own day is missing, counted as outside, and as inside;
      missing for a year without a total;
    - ``cover``: the trade named, in percent of the total.

    >>> exports = share_trade("2020-12-31", "exports").set_index(["rule", "year"])
    >>> bool(exports.loc[("in force all year", 2020), "share"]
    ...      < exports.loc[("in force at year-end", 2020), "share"])
    True
    """
    trade = read_trade(until, reporter)
    sums = _add_up(trade, read_totals(until), flow)
    rows = []
    for rule in RULES:
        for year, line in sums.iterrows():
            sure, maybe = _find_partners(rule, int(year), until)
            own = trade[trade["year"] == year]
            amounts = own[f"{flow}_usd"].astype("Float64")
            firm = float(amounts[own["partner"].isin(sure)].sum())
            loose = float(amounts[own["partner"].isin(maybe)].sum())
            named = float(line["named"])
            total = max(line["total"], named) if line["total"] > 0 else np.nan
            full = LEAST_COVER <= line["cover"] <= MOST_COVER
            rows.append(
                {
                    "year": int(year),
                    "rule": rule,
                    "share": 100 * firm / named if full else np.nan,
                    "low": 100 * firm / total,
                    "high": 100 * (loose + total - named) / total,
                    "cover": 100 * line["cover"],
                }
            )
    return pd.DataFrame(rows)


def weigh_partners(until: DayLike, most: int = 10) -> pd.DataFrame:
    """How much of trade is with whom, and is there an agreement? The largest partners.

    For the last year whose rows make a full table for both flows (in ``attrs["year"]``);
    the European Union is one row. Returns ``name`` (index), ``exports`` and ``imports`` (in
    percent of the trade named by partner), ``both`` and ``agreements`` in force on the day
    ``until``; largest by both flows first.
    """
    trade, totals = read_trade(until), read_totals(until)
    flows: tuple[Flow, ...] = ("exports", "imports")
    covers = pd.concat([_add_up(trade, totals, flow)["cover"] for flow in flows], axis=1)
    full = covers.index[covers.ge(LEAST_COVER).all(axis=1) & covers.le(MOST_COVER).all(axis=1)]
    links = list_links(until, "in force")
    union = set(load("agreement_parties").query("via == 'EU'")["party"])
    year = trade[trade["year"] == full.max()]
    code = year["partner"].mask(year["partner"].isin(union), "EU")
    sums = year.groupby(code)[["exports_usd", "imports_usd"]].sum().astype("float64")
    found = pd.DataFrame(
        {
            "exports": 100 * sums["exports_usd"] / sums["exports_usd"].sum(),
            "imports": 100 * sums["imports_usd"] / sums["imports_usd"].sum(),
            "both": 100 * sums.sum(axis=1) / sums.to_numpy().sum(),
        }
    )
    found["agreements"] = links.groupby("party").size().reindex(found.index).fillna(0).astype(int)
    found = found.sort_values("both", ascending=False, kind="stable").head(most)
    found.index = pd.Index(name_economies(found.index.to_series()), name="partner")
    found.attrs["year"] = int(full.max())
    return found


def compare_reporters(until: DayLike) -> pd.DataFrame:
    """Does the share move when the partners' own reports are used in place of Viet Nam's?

    Years in which Viet Nam's rows make a full table and the partners' rows reach
    ``LEAST_COVER`` of the same total. Partners are those with an agreement in force all
    year. Returns ``year``, ``flow``, ``ours``, ``theirs`` (percent of the trade that the
    reporter names by partner) and ``difference`` (percentage points).
    """
    totals = read_totals(until)
    mirror = read_trade(until, "mirror")
    flows: tuple[Flow, ...] = ("exports", "imports")
    rows = []
    for flow in flows:
        ours = share_trade(until, flow)
        ours = ours[ours["rule"].eq(RULES[0]) & ours["share"].notna()].set_index("year")["share"]
        covers = _add_up(mirror, totals, flow)["cover"]
        for year in ours.index.intersection(covers.index[covers >= LEAST_COVER]):
            own = mirror[mirror["year"] == year]
            sure, _ = _find_partners(RULES[0], int(year), until)
            amounts = own[f"{flow}_usd"].astype("Float64")
            theirs = 100 * float(amounts[own["partner"].isin(sure)].sum() / amounts.sum())
            rows.append({"year": int(year), "flow": flow, "ours": ours[year], "theirs": theirs})
    found = pd.DataFrame(rows, columns=["year", "flow", "ours", "theirs"])
    return found.assign(difference=found["theirs"] - found["ours"])
