"""Ha Noi: what is on record of the capital, which goals were set for it, and what came out.

The figures of the city are single statements, not a series. A whole year and the first months
of a year are different things, and so are two counts of guests: ``list_flow`` keeps them
apart, and nothing here adds, joins or fills.
"""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd

from helpers import economy, evidence
from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, parse_partial, show_date, to_day
from helpers.timeline import rows_until

TABLE = "hanoi"

Flow = Literal["investment", "visitors"]

WHOLE, PART = "whole year", "year to date"

SIGNS = {"gt": "more than ", "ge": "at least ", "lt": "nearly ", "approx": "about "}
"""How a stated number is meant, as a word before it."""

UNITS = {
    "billion_usd": "billion US$",
    "million_visitors": "million",
    "million_overnight_guests": "million",
    "percent_a_year": "% a year",
    "percent_of_grdp": "% of output",
    "percent_of_farm_output": "% of farm output",
    "usd": "US$",
}
"""Units as a reader sees them. Output: gross regional domestic product of the city."""

MEASURES = {
    "fdi": "registered investment",
    "visitors": "international visitors",
    "grdp_growth": "growth of output",
    "grdp_per_capita": "output per person",
    "digital_share": "digital economy",
    "manufacturing_share": "manufacturing",
    "high_tech_farm_share": "high-tech farming",
}
"""What a goal with a number is about, by the beginning of its key."""

OUTTURNS = {
    "fdi_target_2025": "fdi_2020_2025",
    "grdp_growth_target_2025": "grdp_growth_2020_2025",
    "grdp_per_capita_target_2025": "grdp_per_capita_2025",
    "visitors_target_2025": "visitors_2025",
}
"""Which row reports on which goal. A goal that is missing here has no outturn on record."""

_OUTTURN_PERIODS = {"fdi_2020_2025": "2020-2025", "grdp_growth_2020_2025": "2020-2025"}

_NATIONAL = {
    "investment": ("vn_fdi_registered", None, 1e9),
    "visitors": ("vn_tourist_arrivals", None, 1e6),
}
_NATIONAL_EARLIER = ("tourist_arrivals", "world_bank_wdi_2025_07", 1e6)


def list_records(until: DayLike, *categories: str) -> pd.DataFrame:
    """What was on record of Ha Noi by a day? Rows of the table ``hanoi``.

    ``categories``: keep these alone. A row counts once its date cannot lie after ``until``;
    a goal whose day is not stated counts from the end of the year it was set for.

    >>> len(list_records("2025-12-31")), len(list_records("2023-06-24", "title"))
    (58, 2)
    """
    rows = load(TABLE)
    due = pd.to_datetime(rows["target_year"].str[-4:] + "-12-31")
    known = rows["as_of_latest"].fillna(due) <= pd.Timestamp(to_day(until))
    if categories:
        known &= rows["category"].isin(categories)
    return rows[known]


def list_flow(kind: Flow, until: DayLike) -> pd.DataFrame:
    """What was stated of one year, or of its first months? One row a statement, in order.

    Returns ``item``, ``year``, ``months`` (twelve for a whole year), ``span`` (``WHOLE`` or
    ``PART``), ``value`` (billion US$ or million), ``comparator``, ``measure`` (``overnight
    guests`` are another count than ``visitors``). Totals of a term or of all years are left
    out. A year without a row is not on record, which is not zero.

    >>> list_flow("investment", "2025-12-31").query("span == 'whole year'")["year"].tolist()
    [2018, 2019, 2020, 2022, 2024, 2025]
    """
    found = []
    for row in list_records(until, kind).to_dict("records"):
        note = str(row["note"])
        date = parse_partial(str(row["as_of"]))
        part = "January to" in note
        if not part and "whole year" not in note:
            continue
        if part != (date.precision == "month"):
            raise DatasetError(f"hanoi: {row['item']}: the date and the note speak of two spans")
        guests = "overnight" in str(row["unit"])
        found.append(
            {
                "item": row["item"],
                "year": date.earliest.year,
                "months": date.latest.month,
                "span": PART if part else WHOLE,
                "value": float(row["value"]),
                "comparator": row["comparator"],
                "measure": "overnight guests" if guests else kind,
            }
        )
    columns = ["item", "year", "months", "span", "value", "comparator", "measure"]
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values(["year", "months", "measure"], ignore_index=True)


def take_whole_years(flow: pd.DataFrame) -> pd.Series:
    """The values of whole years, by year: what may be compared from year to year."""
    whole = flow[flow["span"] == WHOLE]
    return pd.Series(whole["value"].to_numpy(), index=whole["year"].astype(int), name="value")


def word_newest(flow: pd.DataFrame) -> tuple[str, int]:
    """The newest whole year as a reader says it, and the year.

    >>> word_newest(list_flow("investment", "2025-12-31"))
    ('about 4.3', 2025)
    """
    row = flow[flow["span"] == WHOLE].iloc[-1]
    return f"{SIGNS.get(row['comparator'], '')}{row['value']:g}", int(row["year"])


def word_results(goals: pd.DataFrame) -> str:
    """Outturns in per cent of their goals, as a list in a sentence.

    >>> goals = list_goals("2025-12-31")
    >>> word_results(goals[goals["result"] == "reached"])
    'international visitors, 112 %'
    """
    return "; ".join(
        f"{row.measure}, {SIGNS.get(row.comparator, '')}{row.percent:.0f} %"
        for row in goals.itertuples()
    )


def find_gaps(flow: pd.DataFrame, until: DayLike) -> list[int]:
    """Which years have no figure of the whole year, from the first on record to ``until``?

    >>> find_gaps(list_flow("visitors", "2025-12-31"), "2025-12-31")
    [2020, 2021, 2022, 2024]
    """
    known = take_whole_years(flow).index
    last = economy.find_last_year(until)
    return [year for year in range(int(known.min()), last + 1) if year not in known]


def scale_parts(flow: pd.DataFrame, rival: pd.Series | None = None) -> pd.DataFrame:
    """What would the first months, scaled to twelve, have told of the year?

    Each row of ``PART`` that has a whole year of the same measure. ``rival``: other values of
    whole years, by year. Returns ``item``, ``year``, ``months``, ``value``, ``scaled``
    (value times twelve over months), ``whole``, ``percent`` (how far scaled lies above whole)
    and ``reading`` (``chosen`` or ``rival``).

    >>> scaled = scale_parts(list_flow("investment", "2025-12-31"))
    >>> scaled["percent"].round().tolist()
    [50.0, 9.0, 5.0]
    """
    rivals = pd.Series(dtype=float) if rival is None else rival
    rows = []
    for reading, whole in (("chosen", take_whole_years(flow)), ("rival", rivals)):
        for part in flow[flow["span"] == PART].to_dict("records"):
            if part["measure"] == "overnight guests" or part["year"] not in whole.index:
                continue
            scaled = part["value"] * 12 / part["months"]
            year = float(whole[part["year"]])
            rows.append(
                {
                    **{name: part[name] for name in ("item", "year", "months", "value")},
                    "scaled": scaled,
                    "whole": year,
                    "percent": 100 * (scaled / year - 1),
                    "reading": reading,
                }
            )
    columns = ["item", "year", "months", "value", "scaled", "whole", "percent", "reading"]
    return pd.DataFrame(rows, columns=columns)


def compare_counts(visitors: pd.DataFrame) -> pd.DataFrame:
    """Visitors and overnight guests of the same months: two counts that may not be joined.

    Returns ``year``, ``months``, ``visitors`` and ``guests`` (millions).

    >>> compare_counts(list_flow("visitors", "2025-12-31"))["visitors"].tolist()
    [3.66]
    """
    keys = ["year", "months"]
    counts = {
        name: visitors.loc[visitors["measure"] == measure, [*keys, "value"]]
        for name, measure in (("visitors", "visitors"), ("guests", "overnight guests"))
    }
    merged = counts["visitors"].merge(counts["guests"], on=keys, suffixes=("_all", "_night"))
    return merged.set_axis([*keys, "visitors", "guests"], axis=1)


def list_rivals(until: DayLike) -> pd.Series:
    """Other figures of whole years of visitors that cannot be set aside, in millions, by year."""
    readings = evidence.load_readings(TABLE)
    known = list_records(until, "visitors").set_index("item")
    rival = readings[
        (readings["standing"] == "rival")
        & (readings["field"] == "value")
        & readings["key"].isin(known.index)
    ]
    years = rival["key"].map(known["as_of"]).astype(int)
    return pd.Series(rival["reading"].astype(float).to_numpy(), index=years, name="rival")


def list_goals(until: DayLike) -> pd.DataFrame:
    """Which goals with a number were set, by whom and when, and what came out by a day?

    Returns ``goal`` (key), ``measure``, ``unit``, ``target_year`` (a number), ``low`` and
    ``high`` (the same where no range is stated), ``sign`` ("more than", or none), ``period``
    (what the goal covers: a span of years, ``the year`` or ``not stated``), ``set_on`` (as
    stated, or ``not stated``),
    ``set_by``, ``outturn``, ``outturn_period``, ``same_period`` (False where goal and outturn
    cover different years), ``comparator`` (of the outturn), ``percent`` (outturn in per cent of
    ``low``) and ``result``: ``reached``, ``short``, ``not on record`` (the year is over) or
    ``not due``. A "more than" is taken at its number.

    >>> goals = list_goals("2025-12-31").set_index("goal")
    >>> goals.loc["visitors_target_2025", "result"], goals.loc["fdi_target_2025", "result"]
    ('reached', 'short')
    """
    rows = list_records(until)
    outturns = rows.set_index("item")
    last = economy.find_last_year(until)
    targets = rows[(rows["category"] == "target") & rows["value"].notna()]
    found = []
    for row in targets.to_dict("records"):
        goal, note, year = str(row["item"]), str(row["note"]), int(str(row["target_year"])[-4:])
        upper = re.search(r"[Rr]ange up to ([\d.,]*\d)", note)
        low = float(row["value"])
        report = OUTTURNS.get(goal)
        out = outturns.loc[report] if report in outturns.index else None
        outturn = float(out["value"]) if out is not None else float("nan")
        period = _read_period(note, goal)
        covered = "" if out is None else _OUTTURN_PERIODS.get(str(report), str(out["as_of"]))
        found.append(
            {
                "goal": goal,
                "measure": MEASURES[goal.split("_target_")[0]],
                "unit": UNITS[str(row["unit"])],
                "target_year": year,
                "low": low,
                "high": float(upper[1].replace(",", "")) if upper else low,
                "sign": SIGNS.get(str(row["comparator"]), "") if row["comparator"] == "gt" else "",
                "period": period,
                "set_on": "not stated" if pd.isna(row["as_of"]) else show_date(str(row["as_of"])),
                "set_by": _name_setter(goal, note),
                "outturn": outturn,
                "outturn_period": covered,
                "same_period": covered in (period, str(year)),
                "comparator": "" if out is None else str(out["comparator"]),
                "percent": 100 * outturn / low,
                "result": _judge(outturn, low, year <= last),
            }
        )  # fmt: skip
    columns = [
        "goal", "measure", "unit", "target_year", "low", "high", "sign", "period", "set_on",
        "set_by", "outturn", "outturn_period", "same_period", "comparator", "percent", "result",
    ]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values(["target_year", "percent", "goal"], ignore_index=True)


def _read_period(note: str, goal: str) -> str:
    span = re.search(r"for (\d{4}-\d{4})", note)
    if span:
        return span[1]
    return "not stated" if goal.startswith("fdi") else "the year"


def _name_setter(goal: str, note: str) -> str:
    if "12/NQ-CP" in note:
        return "government"
    if "15-NQ/TW" in note:
        return "political bureau"
    readings = evidence.load_readings(TABLE)
    own = readings[(readings["key"] == goal) & (readings["field"] == "value")]
    return "city" if (own["origin"] == "government_hanoi").any() else "not stated"


def _judge(outturn: float, low: float, over: bool) -> str:
    if pd.isna(outturn):
        return "not on record" if over else "not due"
    return "reached" if outturn >= low else "short"


def show_goals(goals: pd.DataFrame) -> pd.DataFrame:
    """``list_goals`` as a table to read: a goal with its period, its author and its outturn."""
    words = [f"{row.sign}{_word(row.low, row.high)} {row.unit}" for row in goals.itertuples()]
    outturn = [
        "none" if pd.isna(row.outturn)
        else f"{SIGNS.get(row.comparator, '')}{row.outturn:,g} ({row.outturn_period})"
        for row in goals.itertuples()
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "goal": goals["measure"],
            "for": goals["target_year"].astype(str),
            "number": words,
            "covers": goals["period"],
            "set": goals["set_on"],
            "set by": goals["set_by"],
            "outturn": outturn,
            "result": goals["result"].where(
                goals["same_period"] | goals["outturn"].isna(), goals["result"] + ", other years"
            ),
        }
    ).set_index("goal")


def _word(low: float, high: float) -> str:
    return f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"


def bound_missing(flow: pd.DataFrame, goal: pd.Series, until: DayLike) -> pd.Series:
    """What would the years without a figure have to hold for a goal to have been reached?

    ``goal``: a row of ``list_goals`` that covers a span of years, in the unit of the flow.
    Returns ``known`` (sum of the whole years in the span), ``years`` (how many they are),
    ``missing`` (the years without a figure), ``needed`` (what is left of the goal's lower end)
    and ``largest`` (the largest whole year on record, inside or outside the span).
    """
    first, last = (int(year) for year in str(goal["period"]).split("-"))
    whole = take_whole_years(flow)
    over = economy.find_last_year(until)
    inside = whole[(whole.index >= first) & (whole.index <= last)]
    missing = [year for year in range(first, min(last, over) + 1) if year not in inside.index]
    return pd.Series(
        {
            "known": float(inside.sum()),
            "years": len(inside),
            "missing": missing,
            "needed": float(goal["low"]) - float(inside.sum()),
            "largest": float(whole.max()),
        }
    )


def bound_extra_year(average: float, years: int, goal: float) -> float:
    """How low must the extra year be for a goal over one year less to have been reached?

    ``average``: the mean stated for ``years`` years; ``goal``: the mean wanted for the same
    years without one. With simple means, the year left out must lie at or below the answer.

    >>> round(bound_extra_year(6.57, 6, 7.5), 2)
    1.92
    """
    return years * average - (years - 1) * goal


def measure_pace(until: DayLike, measure: str = "output per person") -> pd.DataFrame:
    """How fast must a level grow from one goal, or from the outturn, to a later goal?

    Returns ``start`` (``goal`` or ``outturn``), ``from_year``, ``from_value``, ``to_year``,
    ``to_value`` (lower ends of ranges) and ``percent`` (compound growth a year; of US$ at
    current prices and rates, not of output at constant prices).

    >>> measure_pace("2025-12-31")["percent"].round(1).tolist()
    [7.7, 10.8, 7.6, 8.4, 7.6]
    """
    goals = list_goals(until)
    goals = goals[goals["measure"] == measure].sort_values("target_year", kind="stable")
    points = [("goal", int(row.target_year), float(row.low)) for row in goals.itertuples()]
    points += [
        ("outturn", int(row.target_year), float(row.outturn))
        for row in goals[goals["outturn"].notna()].itertuples()
    ]
    rows = [
        {
            "start": start, "from_year": year, "from_value": value,
            "to_year": int(goal.target_year), "to_value": float(goal.low),
            "percent": 100 * ((float(goal.low) / value) ** (1 / (goal.target_year - year)) - 1),
        }
        for goal in goals.itertuples()
        for start, year, value in points
        if year < goal.target_year
    ]  # fmt: skip
    columns = ["start", "from_year", "from_value", "to_year", "to_value", "percent"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["from_year", "to_year", "start"], ignore_index=True)


def grow_nationally(until: DayLike, years: int = 10) -> float:
    """Growth of the country's GDP per person in US$ at current prices, % a year, last years."""
    line = economy.to_line(economy.take_series("gdp_per_capita", until))
    last = int(line.index.max())
    return float(100 * ((line[last] / line[last - years]) ** (1 / years) - 1))


def compare_with_nation(until: DayLike) -> pd.DataFrame:
    """What is Ha Noi's figure beside the country's, in whole years? Per cent.

    Returns ``kind``, ``year``, ``city``, ``nation`` (billion US$ or million), ``percent``,
    ``comparator`` (of the city's figure) and ``series`` (the country's). A visitor may be
    counted in several provinces, so shares of visitors do not add up to a hundred.

    >>> compare_with_nation("2025-12-31")["percent"].round().tolist()
    [6.0, 6.0, 11.0, 39.0, 37.0, 37.0]
    """
    rows = []
    kinds: tuple[Flow, ...] = ("investment", "visitors")
    for kind in kinds:
        flow = list_flow(kind, until)
        flow = flow[(flow["span"] == WHOLE)]
        series = [_NATIONAL[kind]] + ([_NATIONAL_EARLIER] if kind == "visitors" else [])
        for row in flow.to_dict("records"):
            for name, source, unit in series:
                nation = economy.to_line(economy.take_series(name, until, source)) / unit
                if row["year"] not in nation.index:
                    continue
                whole = float(nation[row["year"]])
                rows.append(
                    {
                        "kind": kind,
                        "year": row["year"],
                        "city": row["value"],
                        "nation": whole,
                        "percent": 100 * row["value"] / whole,
                        "comparator": row["comparator"],
                        "series": name,
                    }
                )
                break
    columns = ["kind", "year", "city", "nation", "percent", "comparator", "series"]
    return pd.DataFrame(rows, columns=columns)


def take_national_rows(until: DayLike) -> pd.DataFrame:
    """The rows of ``indicators`` that ``compare_with_nation`` divides by."""
    rows = load("indicators")
    known = rows["year"] <= economy.find_last_year(until)
    national = rows["indicator"].isin([name for name, _, _ in _NATIONAL.values()])
    earlier = rows["indicator"].eq(_NATIONAL_EARLIER[0]) & rows["source_id"].eq(
        _NATIONAL_EARLIER[1]
    )
    shares = compare_with_nation(until)
    used = set(zip(shares["series"], shares["year"], strict=True))
    divided = [pair in used for pair in zip(rows["indicator"], rows["year"], strict=True)]
    return rows[known & (national | earlier) & pd.Series(divided, index=rows.index)]


def list_partner_places(until: DayLike) -> pd.DataFrame:
    """With which cities and regions is a tie on record? One row a place, its earliest step.

    Returns the rows of ``hanoi``: a place with two steps is kept once, by the older one.

    >>> len(list_partner_places("2025-12-31"))
    8
    """
    rows = list_records(until, "partner_city").sort_values("as_of_latest", kind="stable")
    return rows[~rows["item"].map(_name_place).duplicated()]


def name_places(rows: pd.DataFrame) -> pd.Series:
    """The places of ``list_partner_places`` as a reader writes them."""
    return rows["item"].map(_name_place)


def _name_place(item: str) -> str:
    return _PLACES[re.sub(r"(_twinned|_memorandum)?(_\d{4})?$", "", item)]


_PLACES = {
    "beijing": "Beijing",
    "fukuoka": "Fukuoka (prefecture)",
    "ile_de_france": "Île-de-France (region)",
    "moscow": "Moscow",
    "seoul": "Seoul",
    "toulouse": "Toulouse",
    "vientiane": "Vientiane",
    "yerevan": "Yerevan",
}


def list_hosted(until: DayLike) -> pd.DataFrame:
    """Which milestones on record took place in Ha Noi? Rows of ``milestones``, in order.

    Chosen by their titles, which name the city; titles given to the city are left out. This
    is no list of external activities: the collection has none by place.

    >>> int(list_hosted("2025-12-31")["title"].str.contains("summit").sum())
    5
    """
    rows = rows_until("milestones", until)
    title = rows["title"]
    hosted = title.str.contains("Ha Noi") & ~title.str.startswith("Ha Noi")
    return rows[hosted].sort_values("held_on_earliest", kind="stable")


def show_evidence(until: DayLike) -> pd.DataFrame:
    """How well is each kind of row supported, and whose statements are its numbers?

    Returns by category: ``rows``, ``cells`` (dates and numbers with readings), ``two sources``,
    ``one source``, ``in conflict``, and the rows whose number relays the ``city``, the
    ``state or party``, or is given by the ``press alone`` with no authority named.
    """
    records = list_records(until).set_index("item")
    category = records["category"].str.replace("_", " ")
    states = evidence.count_by_group(TABLE, category)
    readings = evidence.load_readings(TABLE)
    own = readings[
        (readings["field"] == "value")
        & (readings["standing"] == "supports")
        & readings["key"].isin(records.index)
    ]
    voices = own.groupby("key")["origin"].agg(_name_voice)
    behind = pd.crosstab(category.reindex(voices.index), voices)
    table = pd.DataFrame(
        {
            "rows": category.value_counts(),
            "cells": states.sum(axis=1),
            "two sources": states["two_independent"],
            "one source": states["one_source"],
            "in conflict": states["conflict"],
        }
    )
    for voice in _VOICES:
        table[voice] = behind.get(voice, 0)
    table = table.fillna(0).astype(int).rename_axis("kind of row")
    return table.sort_values("rows", ascending=False, kind="stable")


_VOICES = ("city", "state or party", "press alone")


def _name_voice(origins: pd.Series) -> str:
    names = set(origins)
    if "government_hanoi" in names:
        return "city"
    if names & {"government_vnm", "party_vnm", "h_n_im_i", "cpv"}:
        return "state or party"
    return "press alone"


def spread_goals(goals: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The goals of one flow that are due by year, spread evenly over the years they cover.

    Spreading is our reading: a goal for a span of years says nothing of a single year. Returns
    ``first``, ``last``, ``low`` and ``high`` (a year) and ``words``; goals whose period is not
    stated are left out.
    """
    rows = []
    own = goals[(goals["measure"] == measure) & (goals["period"] != "not stated")]
    for row in own.itertuples():
        span = row.period.split("-") if "-" in row.period else [row.target_year] * 2
        first, last = int(span[0]), int(span[-1])
        count = last - first + 1
        spread = f" ({_word(row.low, row.high)}, spread evenly)" if count > 1 else ""
        words = f"goal {row.period if count > 1 else row.target_year}{spread}"
        rows.append(
            {
                "first": first,
                "last": last,
                "low": row.low / count,
                "high": row.high / count,
                "words": words,
            }
        )
    return pd.DataFrame(rows, columns=["first", "last", "low", "high", "words"])
