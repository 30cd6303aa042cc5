"""The economy in figures: each series from one release, partners, ranks, before and after.

Three rules hold here. A figure uses one release and names it (``RELEASE`` unless another is
asked for). Two series are never joined: ``list_overlaps`` tests where they cover the same
years, and plots draw the seam. A year is used once it was over on the day asked about; the
values are those of the release held, which may have been published after that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import concentration as conc
from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, to_day
from helpers.methods import SEED
from helpers.partners import name_partners
from helpers.table_cache import cache_by_tables

Flow = Literal["exports", "imports"]

RELEASE = "world_bank_wdi_2025_10"
"""World Development Indicators as released in October 2025: the main release of this page."""
HOME = "VNM"
REACH = 0.95
"""A table of partners is used whole when its rows add to this share of the total."""
FLOOR = 0.2
"""Below this share of the total known by partner, not even bounds are worth drawing."""
TOTALS: dict[Flow, tuple[str, str]] = {
    "exports": ("goods_exports", "vn_goods_exports"),
    "imports": ("goods_imports", "vn_goods_imports"),
}
"""Totals that partner rows are held against: the WTO's, else the national one."""
WITH_ARTICLE = {"USA", "GBR", "NLD", "PHL", "ARE", "SUN", "CZE"}
MANY = 50
"""Two tables are compared as wholes when each names this many partners."""
OTHER_NAMES = {
    "HKG": "Hong Kong",
    "MAC": "Macao",
    "SUN": "Soviet Union",
    "DDR": "German Democratic Republic",
    "CSK": "Czechoslovakia",
}
FOOTING = {
    "gdp_growth": ("national accounts", "constant prices"),
    "gdp_usd": ("national accounts", "current US$"),
    "trade_pct_gdp": ("national accounts", "current, as a ratio"),
    "goods_trade_total": ("customs", "current US$"),
    "vn_goods_trade_total": ("customs, first figures", "current US$"),
    "fdi_net_inflows": ("balance of payments", "current US$"),
    "vn_fdi_registered": ("licences", "current US$"),
    "vn_fdi_disbursed": ("licensing authority", "current US$"),
    "remittances_received": ("balance of payments", "current US$"),
    "oda_received_net": ("reports of donors", "current US$"),
    "tourist_arrivals": ("arrivals, UN Tourism", "persons"),
    "vn_tourist_arrivals": ("arrivals, as announced", "persons"),
}
"""How each series is recorded and in which prices, in drawing order."""


def find_last_year(day: DayLike) -> int:
    """The last calendar year that was over on a day.

    >>> find_last_year("2023-06-24"), find_last_year("2025-12-31")
    (2022, 2025)
    """
    moment = to_day(day)
    return moment.year if (moment.month, moment.day) == (12, 31) else moment.year - 1


def take_series(indicator: str, until: DayLike, source_id: str | None = RELEASE) -> pd.DataFrame:
    """One series of one release (rows of ``indicators``), years over by a day, in order.

    ``source_id=None`` takes a series that was pieced together from single statements
    (``vn_``), which has one row a year; an indicator with several releases is refused then.

    >>> take_series("fdi_net_inflows", "2023-06-24")["year"].max()
    np.int64(2022)
    """
    rows = load("indicators")
    found = rows[(rows["indicator"] == indicator) & (rows["year"] <= find_last_year(until))]
    if source_id is not None:
        found = found[found["source_id"] == source_id]
    elif found["year"].duplicated().any():
        raise DatasetError(f"{indicator} stands in several releases: name one in source_id")
    return found.sort_values("year", kind="stable")


def to_line(rows: pd.DataFrame) -> pd.Series:
    """Rows of one series as values by year.

    >>> float(to_line(take_series("vn_goods_trade_total", "2025-12-31", None))[2025]) / 1e9
    930.0
    """
    return pd.Series(
        rows["value"].astype(float).to_numpy(), index=rows["year"].astype(int), name="value"
    )


def gather_series(indicators: Iterable[str], until: DayLike) -> pd.DataFrame:
    """The rows of ``indicators`` that some series rest on, all releases, years over by a day.

    >>> gather_series(["gdp_usd"], "2025-12-31")["vintage"].nunique()
    2
    """
    rows = load("indicators")
    return rows[rows["indicator"].isin(list(indicators)) & (rows["year"] <= find_last_year(until))]


def list_series(until: DayLike) -> pd.DataFrame:
    """Which series is measured how, and of which release?

    Returns ``series`` (index), ``recorded in``, ``prices``, ``releases held`` (the one used
    first) and ``years``.
    """
    rows, labels = load("indicators"), load("indicator_definitions").set_index("indicator")["label"]
    rows = rows[rows["year"] <= find_last_year(until)]
    lines = []
    for name, (record, prices) in FOOTING.items():
        own = rows[rows["indicator"] == name]
        if own.empty:
            continue
        own = own.assign(used=own["source_id"] == RELEASE).sort_values(
            "used", ascending=False, kind="stable"
        )
        releases = list(dict.fromkeys(own["vintage"]))
        single = name.startswith("vn_")
        lines.append(
            {
                "series": labels[name],
                "recorded in": record,
                "prices": prices,
                "releases held": "single statements" if single else ", ".join(releases),
                "years": f"{own['year'].min()} to {own['year'].max()}",
            }
        )
    return pd.DataFrame(lines).set_index("series")


def measure_openness(until: DayLike, since: int = 1990) -> pd.DataFrame:
    """How large is trade beside output? Per cent of GDP, all of ``RELEASE``, current prices.

    Returns ``year``, ``goods`` (customs exports and imports as estimated by the WTO, over
    GDP) and ``goods_services`` (national accounts; missing where the release ends earlier).
    """
    gdp = to_line(take_series("gdp_usd", until))
    frame = pd.DataFrame(
        {
            "goods": 100 * to_line(take_series("goods_trade_total", until)) / gdp,
            "goods_services": to_line(take_series("trade_pct_gdp", until)),
        }
    )
    return frame[frame.index >= since].rename_axis("year").reset_index()


def measure_inflows(until: DayLike, since: int = 1990) -> pd.DataFrame:
    """How large are money inflows beside output? Per cent of GDP, all of ``RELEASE``.

    Returns ``year``, ``investment``, ``remittances`` and ``aid``; missing before a series
    begins and after it ends.
    """
    gdp = to_line(take_series("gdp_usd", until))
    names = {
        "investment": "fdi_net_inflows",
        "remittances": "remittances_received",
        "aid": "oda_received_net",
    }
    frame = pd.DataFrame(
        {name: 100 * to_line(take_series(series, until)) / gdp for name, series in names.items()}
    )
    return frame[frame.index >= since].rename_axis("year").reset_index()


def index_output(until: DayLike, since: int = 1990) -> pd.DataFrame:
    """How many times its size of ``since`` is output, at constant and at current prices?

    ``year``, ``constant`` (growth at constant local prices, chained) and ``current`` (GDP in
    current US$), both 1 in ``since``; of ``RELEASE``.
    """
    growth = to_line(take_series("gdp_growth", until))
    current = to_line(take_series("gdp_usd", until))
    chained = (1 + growth[growth.index > since] / 100).cumprod()
    chained.loc[since] = 1.0
    frame = pd.DataFrame({"constant": chained, "current": current / current[since]})
    return frame[frame.index >= since].sort_index().rename_axis("year").reset_index()


def compare_releases(indicator: str, until: DayLike) -> pd.DataFrame:
    """What do the releases held say of one indicator? Years x vintages, oldest first.

    Only years of which more than one release speaks.
    """
    rows = load("indicators")
    held = rows[(rows["indicator"] == indicator) & (rows["year"] <= find_last_year(until))]
    wide = held.pivot(index="year", columns="vintage", values="value").astype(float)
    return wide[wide.notna().sum(axis=1) > 1].sort_index(axis=1)


@dataclass(frozen=True)
class Overlap:
    """Two series where they cover the same years: how far does the second differ?

    ``low`` and ``high``: the second as a ratio of the first, over the common years.
    """

    years: tuple[int, ...]
    low: float
    high: float

    @property
    def widest(self) -> float:
        """The largest distance from equality, in per cent of the first; missing if no overlap."""
        return 100 * max(abs(self.low - 1), abs(self.high - 1)) if self.years else float("nan")


def check_overlap(first: pd.Series, second: pd.Series) -> Overlap:
    """Do two series agree in the years that both cover?

    >>> check_overlap(pd.Series({2000: 1.0, 2001: 2.0}), pd.Series({2001: 3.0})).high
    1.5
    """
    ratio = (second / first).dropna()
    years = tuple(int(year) for year in ratio.index)
    if not years:
        return Overlap((), float("nan"), float("nan"))
    return Overlap(years, float(ratio.min()), float(ratio.max()))


def take_world_series(indicator: str, until: DayLike, economy: str = HOME) -> pd.DataFrame:
    """One economy's series in ``world_indicators``, years over by a day."""
    rows = load("world_indicators")
    own = (rows["indicator"] == indicator) & (rows["economy"] == economy)
    return rows[own & (rows["year"] <= find_last_year(until))].sort_values("year", kind="stable")


def list_overlaps(until: DayLike) -> pd.DataFrame:
    """May the series that a reader would like to join be joined?

    Returns ``what`` (index), ``first``, ``second``, ``common years`` (a word where none),
    ``second as % of first`` (lowest to highest).
    """
    release = "World Bank, October 2025"
    national = "national figures"
    pairs = [
        ("goods trade", release, take_series("goods_trade_total", until),
         national, take_series("vn_goods_trade_total", until, None)),
        ("visitors", "UN Tourism, July 2025",
         take_series("tourist_arrivals", until, "world_bank_wdi_2025_07"),
         national, take_series("vn_tourist_arrivals", until, None)),
        ("investment received", release, take_series("fdi_net_inflows", until),
         "UNCTAD, 2025", take_world_series("fdi_inflows", until)),
        ("investment received", release, take_series("fdi_net_inflows", until),
         "disbursed, national", take_series("vn_fdi_disbursed", until, None)),
        ("GDP in US$", release, take_series("gdp_usd", until),
         "World Bank, early 2025", take_series("gdp_usd", until, "world_bank_api_2025")),
    ]  # fmt: skip
    lines = []
    for what, first_name, first, second_name, second in pairs:
        found = check_overlap(to_line(first), to_line(second))
        years = _word_years(found.years)
        ends = f"{100 * found.low:.1f} to {100 * found.high:.1f}" if found.years else "not testable"
        lines.append(
            {
                "what": what,
                "first": first_name,
                "second": second_name,
                "common years": years,
                "second as % of first": ends,
            }
        )
    return pd.DataFrame(lines).set_index("what")


def _word_years(years: tuple[int, ...]) -> str:
    if not years:
        return "none"
    if len(years) == 1:
        return str(years[0])
    whole = len(years) == years[-1] - years[0] + 1
    return f"{years[0]} to {years[-1]}" if whole else ", ".join(str(year) for year in years)


def list_investment(until: DayLike, since: int = 2019) -> pd.DataFrame:
    """Foreign investment promised, spent and booked, in billions of current US$.

    Returns ``year``, ``registered`` and ``disbursed`` (licensing authority), ``inflows``
    (balance of payments, ``RELEASE``), ``percent`` (disbursed of registered in one year:
    two cohorts, since money registered is spent over years) and ``doubt`` (a registered
    figure marked doubtful).
    """
    registered = take_series("vn_fdi_registered", until, None)
    frame = pd.DataFrame(
        {
            "registered": to_line(registered),
            "disbursed": to_line(take_series("vn_fdi_disbursed", until, None)),
            "inflows": to_line(take_series("fdi_net_inflows", until)),
        }
    )
    frame = frame[frame.index >= since] / 1e9
    frame["percent"] = 100 * frame["disbursed"] / frame["registered"]
    doubtful = set(registered.loc[registered["status"] == "doubtful", "year"])
    return frame.assign(doubt=frame.index.isin(doubtful)).rename_axis("year").reset_index()


def name_economies(codes: pd.Series) -> pd.Series:
    """Partner codes as short names, customs territories and former states included.

    >>> name_economies(pd.Series(["CHN", "HKG"])).tolist()
    ['China', 'Hong Kong']
    """
    named = name_partners(codes).fillna(codes.map(OTHER_NAMES))
    return named.fillna(codes)


def name_in_text(code: str) -> str:
    """A partner's name inside a sentence, with its article where it has one.

    >>> name_in_text("USA"), name_in_text("CHN")
    ('the United States', 'China')
    """
    name = str(name_economies(pd.Series([code])).iloc[0])
    return f"the {name}" if code in WITH_ARTICLE else name


def take_table(flow: Flow, year: int, reporter: str = HOME) -> pd.DataFrame:
    """The rows of ``trade_by_partner`` that give a flow in a year, by one reporter."""
    rows = load("trade_by_partner")
    chosen = (rows["year"] == year) & (rows["reporter"] == reporter)
    return rows[chosen & rows[f"{flow}_usd"].notna()]


def gather_tables(frame: pd.DataFrame, reporter: str = HOME) -> pd.DataFrame:
    """The rows of ``trade_by_partner`` behind the years of a frame of ``check_coverage``."""
    rows = load("trade_by_partner")
    return rows[(rows["reporter"] == reporter) & rows["year"].isin(set(frame["year"]))]


def list_partners(flow: Flow, year: int, most: int = 8) -> pd.DataFrame:
    """The leading partners of a year: ``partner`` (index), ``billion US$``, ``% of the total``.

    Two more rows: the other partners listed, and what the table does not give by partner.
    """
    sizes = to_sizes(take_table(flow, year), flow)
    total = max(float(find_total(flow, year)["value"].iloc[0]), float(sizes.sum()))
    head, rest = sizes.head(most), sizes.iloc[most:]
    values = pd.Series(
        [*head, rest.sum(), total - sizes.sum()],
        index=[
            *name_economies(pd.Series(head.index)), f"{len(rest)} others", "not given by partner",
        ],
    )  # fmt: skip
    return pd.DataFrame(
        {
            "billion US$": (values / 1e9).round(1),
            "% of the total": (100 * values / total).round(1),
        }
    ).rename_axis("partner")


def to_sizes(rows: pd.DataFrame, flow: Flow) -> pd.Series:
    """The values of a flow by partner, largest first."""
    values = pd.Series(rows[f"{flow}_usd"].astype(float).to_numpy(), index=rows["partner"])
    return values.sort_values(ascending=False, kind="stable")


def find_total(flow: Flow, year: int) -> pd.DataFrame:
    """The row of ``indicators`` that a year's partner rows are held against; may be empty."""
    rows = load("indicators")
    for indicator in TOTALS[flow]:
        found = rows[(rows["indicator"] == indicator) & (rows["year"] == year)]
        if len(found):
            break
    return found


@cache_by_tables
def check_coverage(until: DayLike, reach: float = REACH) -> pd.DataFrame:
    """Do partner sums reconcile with the total, and which years have a table fit for use?

    Returns one row a flow and year reported by Viet Nam: ``flow``, ``year``, ``partners``,
    ``sum`` and ``total`` (billions of US$), ``percent`` (sum of total), ``whole`` (reaches
    ``reach`` and does not exceed the total by more than it may fall short), ``total_from``
    and ``source`` (where most of the rows come from). Years without a total are left out.
    """
    rows = load("trade_by_partner")
    own = rows[(rows["reporter"] == HOME) & (rows["year"] <= find_last_year(until))]
    lines = []
    for flow in TOTALS:
        given = own[own[f"{flow}_usd"].notna()]
        for year, part in given.groupby("year"):
            total = find_total(flow, int(year))
            if total.empty:
                continue
            whole, summed = float(total["value"].iloc[0]), float(part[f"{flow}_usd"].sum())
            lines.append(
                {
                    "flow": flow,
                    "year": int(year),
                    "partners": len(part),
                    "sum": summed / 1e9,
                    "total": whole / 1e9,
                    "percent": 100 * summed / whole,
                    "whole": reach <= summed / whole <= 2 - reach,
                    "total_from": str(total["source_id"].iloc[0]),
                    "source": str(part["source_id"].mode().iloc[0]),
                }
            )
    return pd.DataFrame(lines)


@cache_by_tables
def measure_concentration(
    until: DayLike, reach: float = REACH, floor: float = FLOOR
) -> pd.DataFrame:
    """How concentrated was each flow on its partners, exactly or as bounds?

    One row a flow and year whose partner rows reach ``floor`` of the total: the columns of
    ``check_coverage``; ``leader`` (code of the largest partner named) and ``leader_share`` (% of
    the total); ``certain``: no partner can be larger, since what is not given by partner is
    less; ``four_share`` (% of the total), ``hhi`` (0 to 10,000), ``effective``,
    ``effective_entropy``, ``theil`` (of the shares in the table's own sum): missing unless
    the table is ``whole``. ``low`` and ``high`` bound the effective number in every year: the
    part not given by partner may be spread over all partners ever listed, or stacked on as
    few as allowed when no partner is larger than the leader.
    """
    coverage = check_coverage(until, reach)
    ever = load("trade_by_partner")["partner"].nunique()
    lines = []
    for row in coverage[coverage["percent"] >= 100 * floor].itertuples():
        sizes = to_sizes(take_table(row.flow, row.year), row.flow)
        listed = sizes.to_numpy()
        total = max(row.total * 1e9, float(listed.sum()))
        bounds = conc.bound(conc.count_effective, listed, total, ever, listed.max(), True)
        line = {
            **row._asdict(),
            "low": bounds.low,
            "high": bounds.high,
            "leader": sizes.index[0],
            "leader_share": 100 * listed[0] / total,
            "certain": bool(row.whole or listed[0] >= total - listed.sum()),
        }
        line.pop("Index")
        if row.whole:
            line |= {
                "four_share": 100 * listed[:4].sum() / total,
                "hhi": 1e4 * conc.measure_hhi(listed),
                "effective": conc.count_effective(listed),
                "effective_entropy": conc.count_effective_entropy(listed),
                "theil": conc.measure_theil(listed),
            }
        lines.append(line)
    return pd.DataFrame(lines)


def list_members() -> set[str]:
    """The members of the European Union that its agreement with Viet Nam lists."""
    return set(load("agreement_parties").query("via == 'EU'")["party"])


def list_table_sources(frame: pd.DataFrame) -> pd.DataFrame:
    """Where do the tables of partners come from? Of the years in a frame of ``check_coverage``.

    Returns ``source`` (index), ``publisher``, ``published`` (as the source says, else
    ``not stated``), ``flows`` and ``years``: of the source that gives most rows of each.
    """
    sources = load("sources").set_index("source_id")
    lines = []
    for source, part in frame.groupby("source"):
        known = sources.loc[source]
        years = tuple(sorted(set(part["year"])))
        lines.append(
            {
                "source": known["title"] if pd.notna(known["title"]) else known["publisher"],
                "publisher": known["publisher"],
                "published": known["published"] if pd.notna(known["published"]) else "not stated",
                "flows": " and ".join(sorted(set(part["flow"]))),
                "years": _word_years(years),
            }
        )
    return pd.DataFrame(lines).sort_values("years", kind="stable").set_index("source")


def compare_definitions(flow: Flow, year: int) -> pd.DataFrame:
    """How does concentration move with what counts as one partner, and with whose figures?

    Returns ``definition`` (index), ``partners``, ``HHI``, ``effective number``, ``largest``
    and ``its share, %``; the partners' own figures only where most partners give them.
    """
    sizes = to_sizes(take_table(flow, year), flow)
    members = list_members()
    chinese = {"HKG": "CHN", "MAC": "CHN"}
    versions = {
        "as listed": sizes,
        "European Union as one": sizes.groupby(
            ["EU" if code in members else code for code in sizes.index]
        ).sum(),
        "Hong Kong and Macao with China": sizes.groupby(
            [chinese.get(code, code) for code in sizes.index]
        ).sum(),
        "without Hong Kong": sizes.drop("HKG", errors="ignore"),
    }
    mirror = to_sizes(take_table(flow, year, "mirror"), flow)
    if len(mirror) >= len(sizes) / 2:
        versions["partners' own figures"] = mirror
    lines = []
    for name, values in versions.items():
        ordered = values.sort_values(ascending=False, kind="stable")
        lines.append(
            {
                "definition": name,
                "partners": int((ordered > 0).sum()),
                "HHI": round(1e4 * conc.measure_hhi(ordered)),
                "effective number": round(conc.count_effective(ordered), 1),
                "largest": name_economies(pd.Series(ordered.index[:1])).iloc[0],
                "its share, %": round(100 * ordered.iloc[0] / ordered.sum(), 1),
            }
        )
    return pd.DataFrame(lines).set_index("definition")


def compare_mirror(flow: Flow, year: int, most: int = 12) -> pd.DataFrame:
    """What do the partners say of the same trade? The largest by Viet Nam's own figures.

    Returns ``partner``, ``name``, ``own`` and ``mirror`` (billions of US$) and ``ratio``
    (mirror over own). Freight and insurance, charged on the importer's side, put a few per
    cent on exports seen from the partner and take them off imports.
    """
    own, other = (to_sizes(take_table(flow, year, who), flow) for who in (HOME, "mirror"))
    frame = pd.DataFrame({"own": own / 1e9, "mirror": other / 1e9}).dropna()
    frame = (
        frame.sort_values("own", ascending=False, kind="stable").head(most).rename_axis("partner")
    )
    frame = frame.reset_index().assign(ratio=lambda rows: rows["mirror"] / rows["own"])
    return frame.assign(name=name_economies(frame["partner"]))


def find_mirror_years(flow: Flow, until: DayLike) -> list[int]:
    """Years in which Viet Nam's table and the partners' own figures are both long (``MANY``)."""
    years = range(1986, find_last_year(until) + 1)
    return [
        year
        for year in years
        if min(len(take_table(flow, year, who)) for who in (HOME, "mirror")) >= MANY
    ]


def count_places(flow: Flow, until: DayLike, widths: Iterable[int] = (2, 3, 4)) -> pd.DataFrame:
    """How do the comparisons around agreements move with the control group and the window?

    Returns ``flow``, ``control``, ``years each side``, ``partners``, ``higher after`` (raw
    change above zero), ``above``, ``inside`` and ``below`` (their placebo range).
    """
    panel, starts = build_panel(flow, until), list_starts(until)
    controls: tuple[Control, ...] = ("median", "sum", "none")
    lines = []
    for control in controls:
        for width in widths:
            found = compare_around(panel, starts, control, width)
            places = found["place"].value_counts()
            lines.append(
                {
                    "flow": flow,
                    "control": CONTROL_WORDS[control],
                    "years each side": width,
                    "partners": len(found),
                    "higher after": int((found["raw"] > 0).sum()),
                    **{place: int(places.get(place, 0)) for place in ("above", "inside", "below")},
                }
            )
    return pd.DataFrame(lines)


def list_starts(until: DayLike) -> pd.DataFrame:
    """The first trade agreement in force with each partner (rows of ``agreement_parties``).

    Parties of AFTA are left out: with them the first agreement is older than the tables of
    partners, or undated.
    """
    rows = load("agreement_parties")
    old = set(rows.loc[rows["agreement"] == "AFTA", "party"])
    dated = rows[rows["in_force_on_latest"].notna() & (rows["party"] != "EU")]
    known = dated[dated["in_force_on_latest"] <= pd.Timestamp(to_day(until))]
    known = known[~known["party"].isin(old)].sort_values(["in_force_on_latest", "agreement"])
    return known.drop_duplicates("party")


def build_panel(flow: Flow, until: DayLike, reach: float = REACH) -> pd.DataFrame:
    """Logarithms of a flow, partners x years, over the longest run of whole tables.

    The run is of consecutive years from one main source, so that no series is spliced; kept
    are partners with a value above zero in every year of it.
    """
    coverage = check_coverage(until, reach).query("flow == @flow and whole")
    fresh = (coverage["year"].diff() != 1) | (coverage["source"] != coverage["source"].shift())
    runs = coverage.groupby(fresh.cumsum())["year"].agg(list)
    years = max(runs, key=len)
    sizes = pd.DataFrame({year: to_sizes(take_table(flow, year), flow) for year in years})
    kept = sizes[(sizes > 0).all(axis=1)]
    return np.log(kept)


def measure_changes(panel: pd.DataFrame, width: int = 3) -> pd.DataFrame:
    """Mean log over ``width`` years after a year less that over ``width`` years before it.

    Partners x centre years; the centre year itself is left out.

    >>> steady = pd.DataFrame([[0.0, 1, 2, 3, 4]], columns=range(2000, 2005))
    >>> measure_changes(steady, width=2)[2002].tolist()
    [3.0]
    """
    years = list(panel.columns)
    centres = years[width : len(years) - width]
    return pd.DataFrame(
        {
            year: panel[list(range(year + 1, year + width + 1))].mean(axis=1)
            - panel[list(range(year - width, year))].mean(axis=1)
            for year in centres
        },
        index=panel.index,
    )


Control = Literal["median", "sum", "none"]
CONTROL_WORDS: dict[Control, str] = {
    "median": "median of other partners",
    "sum": "sum of other partners",
    "none": "no control",
}


def compare_around(
    panel: pd.DataFrame, starts: pd.DataFrame, control: Control = "median", width: int = 3
) -> pd.DataFrame:
    """What was a flow like after an agreement, beside other partners and other years?

    ``panel``: of ``build_panel``; ``starts``: of ``list_starts``. ``control``: what is taken
    off each change: the ``median`` change of partners without any agreement by the panel's
    end, the change of their ``sum``, or nothing. Placebo years of a partner are the centre
    years more than ``width`` years from the start of any agreement with it.

    Returns one row a partner: ``partner``, ``agreement``, ``year``, ``raw`` and ``relative``
    (log points), ``placebos`` (their number), ``placebo_low``, ``placebo_high`` and
    ``place``: ``above``, ``inside`` or ``below`` the range of its placebo years.
    """
    last = int(panel.columns.max())
    begun = starts["in_force_on_latest"].dt.year <= last
    controls = [code for code in panel.index if code not in set(starts.loc[begun, "party"])]
    controls = [code for code in controls if code not in _list_afta()]
    changes = measure_changes(panel, width)
    if control == "median":
        relative = changes - changes.loc[controls].median()
    elif control == "sum":
        summed = np.log(np.exp(panel.loc[controls]).sum()).to_frame().T
        relative = changes - measure_changes(summed, width).iloc[0]
    else:
        relative = changes
    busy = _list_busy_years()
    lines = []
    for row in starts.itertuples():
        year = row.in_force_on_latest.year
        if row.party not in panel.index or year not in changes.columns:
            continue
        placebos = [
            other
            for other in changes.columns
            if all(abs(other - begun) > width for begun in busy[row.party])
        ]
        found = relative.loc[row.party, placebos]
        value = float(relative.at[row.party, year])
        outside = "above" if value > found.max() else "below" if value < found.min() else "inside"
        lines.append(
            {
                "partner": row.party,
                "agreement": row.agreement,
                "year": int(year),
                "raw": float(changes.at[row.party, year]),
                "relative": value,
                "placebos": len(placebos),
                "placebo_low": float(found.min()),
                "placebo_high": float(found.max()),
                "place": outside,
                "controls": len(controls),
            }
        )
    frame = pd.DataFrame(lines)
    return frame.assign(name=name_economies(frame["partner"]))


def _list_busy_years() -> dict[str, list[int]]:
    """The years in which agreements with each partner entered into force."""
    rows = load("agreement_parties")
    dated = rows[rows["in_force_on_latest"].notna()]
    years = dated["in_force_on_latest"].dt.year.astype(int)
    return {str(party): sorted(set(own)) for party, own in years.groupby(dated["party"])}


def _list_afta() -> set[str]:
    rows = load("agreement_parties")
    return set(rows.loc[rows["agreement"] == "AFTA", "party"])


RULES = ("drawn by lot", "steady fast growers", "after three poor years")
ESTIMATES = ("after less before", "less the controls", "less own placebo years too")


@dataclass(frozen=True)
class SimulatedPanels:
    """Made-up panels: logs of trade, draws x partners x years, and who is treated when."""

    logs: NDArray[np.float64]
    treated: NDArray[np.bool_]
    centre: int


def simulate_panels(
    rule: str,
    effect: float = 0.0,
    treated: int = 9,
    controls: int = 24,
    years: int = 24,
    draws: int = 400,
    seed: int = SEED,
) -> SimulatedPanels:
    """Trade of made-up partners, some of which get an agreement of known ``effect``.

    Each partner grows at its own steady rate (mean 0.12, standard deviation 0.05 log points
    a year) around which it wanders (first-order autoregression, 0.8, shocks of 0.2): chosen
    round numbers, not estimates. ``rule`` decides who gets the agreement, halfway: one of
    ``RULES``. ``effect`` is added to the log in every later year.

    >>> simulate_panels("drawn by lot", draws=2).logs.shape
    (2, 33, 24)
    """
    if rule not in RULES:
        raise ValueError(f"no rule {rule!r}; choose one of {', '.join(RULES)}")
    rng = np.random.default_rng([seed, RULES.index(rule)])
    count, centre = treated + controls, years // 2
    drift = rng.normal(0.12, 0.05, size=(draws, count, 1))
    shocks = rng.normal(0, 0.2, size=(draws, count, years))
    wander = np.empty_like(shocks)
    wander[..., 0] = shocks[..., 0] / np.sqrt(1 - 0.8**2)
    for year in range(1, years):
        wander[..., year] = 0.8 * wander[..., year - 1] + shocks[..., year]
    score = {
        RULES[0]: rng.random((draws, count)),
        RULES[1]: drift[..., 0],
        RULES[2]: -wander[..., centre - 3 : centre].mean(axis=2),
    }[rule]
    chosen = score.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") >= controls
    logs = drift * np.arange(years) + wander
    logs[..., centre + 1 :] += effect * chosen[..., None]
    return SimulatedPanels(logs, chosen, centre)


def _change_panels(panels: SimulatedPanels, width: int) -> tuple[NDArray[np.float64], int]:
    """Changes less the controls' median, draws x partners x centres, and the true centre."""
    years = panels.logs.shape[2]
    raw = np.stack(
        [
            panels.logs[..., at + 1 : at + width + 1].mean(axis=2)
            - panels.logs[..., at - width : at].mean(axis=2)
            for at in range(width, years - width)
        ],
        axis=2,
    )
    return raw, panels.centre - width


def _take_controls(panels: SimulatedPanels, raw: NDArray[np.float64]) -> NDArray[np.float64]:
    masked = np.where(panels.treated[..., None], np.nan, raw)
    less: NDArray[np.float64] = raw - np.nanmedian(masked, axis=1, keepdims=True)
    return less


def assess_estimates(
    effect: float = 0.0, draws: int = 400, width: int = 3, treated: int = 9, controls: int = 24
) -> pd.DataFrame:
    """What do three comparisons find, on average over the treated, when the truth is known?

    Returns, by ``rule`` and ``estimate``: ``median``, ``low`` and ``high`` (the central 95 %
    of the made-up panels) of the mean over treated partners, and ``truth``, in log points;
    ``times`` is the median as a multiple.
    """
    lines = []
    for rule in RULES:
        panels = simulate_panels(rule, effect, treated, controls, draws=draws)
        raw, at = _change_panels(panels, width)
        less = _take_controls(panels, raw)
        away = np.abs(np.arange(raw.shape[2]) - at) > width
        own = less[..., at] - less[..., away].mean(axis=2)
        for name, values in zip(ESTIMATES, (raw[..., at], less[..., at], own), strict=True):
            mean = np.where(panels.treated, values, 0).sum(axis=1) / panels.treated.sum(axis=1)
            low, middle, high = np.quantile(mean, [0.025, 0.5, 0.975])
            lines.append(
                {
                    "rule": rule,
                    "estimate": name,
                    "median": float(middle),
                    "times": float(np.exp(middle)),
                    "low": float(low),
                    "high": float(high),
                    "truth": effect,
                }
            )
    return pd.DataFrame(lines)


def count_outside(
    effects: Iterable[float],
    rule: str = RULES[0],
    draws: int = 400,
    width: int = 3,
    treated: int = 9,
    controls: int = 24,
) -> pd.DataFrame:
    """How often does a partner fall outside its own placebo range, effect or none?

    Returns ``effect`` (log points), ``percent``, ``above`` and ``outside``: % of treated
    partners above, and above or below, the range of their placebo years; ``low`` and
    ``high``: the central 95 % of the number outside in one panel. With no effect ``outside``
    is the rate of false alarms, and the rest the power.
    """
    lines = []
    for effect in effects:
        panels = simulate_panels(rule, float(effect), treated, controls, draws=draws)
        raw, at = _change_panels(panels, width)
        less = _take_controls(panels, raw)
        away = np.abs(np.arange(raw.shape[2]) - at) > width
        above = panels.treated & (less[..., at] > less[..., away].max(axis=2))
        below = panels.treated & (less[..., at] < less[..., away].min(axis=2))
        each = panels.treated.sum()
        number = (above | below).sum(axis=1)
        low, high = np.quantile(number, [0.025, 0.975])
        lines.append(
            {
                "effect": float(effect),
                "percent": 100 * float(np.expm1(effect)),
                "above": 100 * float(above.sum() / each),
                "outside": 100 * float((above | below).sum() / each),
                "low": int(low),
                "high": int(high),
            }
        )
    return pd.DataFrame(lines)
