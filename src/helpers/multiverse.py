"""The evidence as the subject: independence, conflicts, and every headline under other choices.

A multiverse is the set of answers that defensible choices give (Steegen and others 2016,
Perspectives on Psychological Science 11); drawn in order with the choices marked it is a
specification curve (Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4). Its spread is
no sampling distribution: the choices were listed, not drawn, and none has a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import claims, composite, economy, evidence, overview
from helpers.claims.robustness import keep_well_sourced, pin_dates
from helpers.dataset import get_table, load, package, use_tables
from helpers.dates import DateError, DayLike, parse_partial, to_day

PRINTED = "as printed"
RIVAL = "rival reading"
JOINT = "all rivals at once"
BOUND = "bound of dates"
STRICT = "stricter evidence"
KINDS = (PRINTED, RIVAL, JOINT, BOUND, STRICT)


@dataclass(frozen=True)
class Headline:
    """A claim of the collection with a number, and which definitions ask the same question.

    ``apart``: names of definitions tried for the claim that answer another question;
    ``about_evidence``: its number is itself a share of well-sourced rows, which does not depend
    on the reading printed, and is all of them once only those are kept: no world is tried.
    """

    claim: str
    label: str
    apart: tuple[str, ...] = ()
    about_evidence: bool = False


_RUNGS = ("strategic partners", "comprehensive partners")

_YEAR_BEFORE = tuple(
    f"exports and imports of goods, 2023, the European Union {union}{rest}"
    for union in ("by members", "as one")
    for rest in ("", ", without Hong Kong and Taiwan")
)

HEADLINES = (
    Headline("own_bodies_194", "bodies and treaties", (
        "United Nations system only", "only seats a predecessor took",
        "organisations joined by the unified state",
    )),
    Headline("own_partners_42", "partners", _RUNGS),
    Headline("own_top_partners_14", "top partners", (
        *_RUNGS, "strategic and comprehensive strategic partners", "all partners on the ladder",
    )),
    Headline("own_partner_economies_55", "partner economies"),
    Headline("own_agreements_signed_17", "trade agreements"),
    Headline("own_trade_rank_2024", "place in world trade", _YEAR_BEFORE),
    Headline("own_relations_195", "relations"),
    Headline(
        "own_relation_dates_sourced", "dates well sourced, %", about_evidence=True
    ),
    Headline("own_official_totals", "official totals equal, %"),
    Headline("own_strategic_wait", "median wait, years"),
    Headline("own_seats_won_by_half", "least vote share, %", ("median share",)),
    Headline("own_peacekeepers_1300", "peacekeepers sent"),
)  # fmt: skip
"""The numeric headlines that can be asked of any day; which definitions stand apart is a choice of
the compilers, made in sight of the values."""


def begun_keys(table: str, until: DayLike) -> set[str]:
    """Keys of the rows of a table that had begun, or may have begun, by a day."""
    rows = overview._find_begun(table, to_day(until))
    return set(rows[get_table(table).key].astype(str))


def gather_states(until: DayLike) -> pd.DataFrame:
    """Every sourced cell of a row begun by ``until``: ``evidence_states`` with ``table``.

    >>> set(gather_states("2025-12-31")["state"]) <= set(evidence.STATES)
    True
    """
    parts = []
    for table in overview.count_evidence(until).index:
        states = evidence.evidence_states(table)
        begun = states["key"].isin(begun_keys(table, until))
        parts.append(states[begun].assign(table=table))
    return pd.concat(parts, ignore_index=True)


def count_by_period(states: pd.DataFrame, until: DayLike, edges: Sequence[int]) -> pd.DataFrame:
    """Are older dates worse supported? Evidence states of dated cells by the period dated to.

    ``states``: of ``gather_states``. Returns periods x states, counts. A cell dated after
    ``until`` (the planned end of a term) is left out, and so is one without a date.
    """
    dated = states.assign(year=[_read_year(value) for value in states["value"]])
    dated = dated[dated["year"].notna()]
    latest = to_day(until).year
    dated = dated[dated["year"] <= latest]
    ends = [*[min(edge - 1, latest) for edge in edges[1:]], latest]
    labels = [
        f"{start} to {end}" for start, end in zip(edges, ends, strict=True) if start <= latest
    ]
    period = pd.cut(dated["year"], [*edges[: len(labels)], latest + 1], right=False, labels=labels)
    counts = pd.crosstab(period, dated["state"])
    shown = [state for state in evidence.STATES if state != "no_reading" or state in counts]
    return counts.reindex(index=labels, columns=shown, fill_value=0).rename_axis("dated to")


def _read_year(value: object) -> float:
    text = str(value)
    if pd.isna(value) or not isinstance(value, str):
        return float("nan")
    try:
        return float(parse_partial(text).latest.year)
    except DateError:
        return float("nan")


def count_support(until: DayLike) -> pd.DataFrame:
    """How many documents state each cell, how many families, how many without weak hosts?

    Encyclopaedias are left out of all three. One row a cell: ``table``, ``key``, ``field``,
    ``documents`` (that state the value at its precision), ``families`` (independent publishers,
    reprints counted with the agency they relay) and ``firm`` (families without publishers of
    kind ``other``: blogs, copies, lists).

    >>> support = count_support("2025-12-31")
    >>> bool((support["documents"] >= support["firm"]).all())
    True
    """
    parts = []
    for table in overview.count_evidence(until).index:
        states = evidence.evidence_states(table)
        begun = states[states["key"].isin(begun_keys(table, until))]
        parts.append(begun.assign(table=table))
    columns = ["table", "key", "field", "documents", "families", "firm"]
    return pd.concat(parts, ignore_index=True)[columns]


def tally_support(support: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Cells by how many state them: rows 0 to ``most`` (and more), columns as in ``support``."""
    columns = ["documents", "families", "firm"]
    tally = {name: support[name].clip(upper=most).value_counts() for name in columns}
    return pd.DataFrame(tally).reindex(range(most + 1)).fillna(0).astype(int).rename_axis("number")


def measure_conflicts(until: DayLike) -> pd.DataFrame:
    """How far apart are the readings that cannot both be true? One row a rival reading.

    Columns: ``table``, ``key``, ``field``, ``value``, ``reading``, ``publishers``, ``days``: the
    fewest days between the two (partial dates at their nearest ends); missing where the cell is a
    number. Rivals of remarks are left out: they are not cells with a state.

    >>> conflicts = measure_conflicts("2025-12-31")
    >>> int(conflicts.query("table == 'diplomatic_relations' and key == 'USA'")["days"].item())
    1
    """
    parts = []
    for table in overview.count_evidence(until).index:
        rivals = evidence.alternative_readings(table)
        rivals = rivals[rivals["key"].isin(begun_keys(table, until))]
        parts.append(rivals[rivals["field"] != evidence.REMARKS].assign(table=table))
    found = pd.concat(parts, ignore_index=True)
    days = [_days_between(str(row.value), row.reading) for row in found.itertuples()]
    return found.drop(columns="note").assign(days=pd.array(days, dtype="Int64"))


def _days_between(value: str, reading: str) -> int | None:
    try:
        held, stated = parse_partial(value), parse_partial(reading)
    except DateError:
        return None
    ends = [held.earliest, stated.earliest]
    if None in ends:
        return None
    gaps = ((stated.earliest - held.latest).days, (held.earliest - stated.latest).days)
    return max(*gaps, 0)


def share_unsettled(conflicts: pd.DataFrame, table: str, until: DayLike) -> float:
    """On what share of the days a table covers would some single rival change its count?

    ``conflicts``: of ``measure_conflicts``. A rival changes a count of what has begun on the days
    from the earlier of the readings to the later (their first possible days), up to ``until``.

    >>> conflicts = measure_conflicts("2025-12-31")
    >>> 0 < share_unsettled(conflicts, "partnerships", "2025-12-31") < 0.01
    True
    """
    first = np.datetime64(get_table(table).coverage["from"], "D")
    last = np.datetime64(to_day(until), "D")
    days = np.arange(first, last + np.timedelta64(1, "D"))
    open_days = np.zeros(len(days), dtype=bool)
    own = conflicts[(conflicts["table"] == table) & conflicts["days"].notna()]
    for row in own.itertuples():
        ends = sorted(
            np.datetime64(parse_partial(str(text)).earliest, "D")
            for text in (row.value, row.reading)
        )
        open_days |= (days >= ends[0]) & (days < ends[1])
    return float(open_days.mean())


def iterate_worlds(
    tables: Sequence[str], until: DayLike
) -> Iterator[tuple[str, str, AbstractContextManager[None]]]:
    """The other readings of some tables as of a day: kind, name, block to enter.

    Each rival alone; all earlier ones and all later ones together; every partial date at each
    bound; rows with two independent sources only. Rivals of remarks, and of rows not begun by
    ``until`` under either reading, are left out. Tables without readings change nothing.
    """
    sourced = [name for name in tables if _has_cells(name)]
    joint: dict[str, dict[str, pd.DataFrame]] = {"earlier": {}, "later": {}}
    for name in sourced:
        rivals = _list_rivals(name, until)
        for rival in rivals.itertuples():
            changed = evidence.replace_reading(load(name), rival.key, rival.field, rival.reading)
            yield RIVAL, f"{rival.key} {rival.reading}", use_tables({name: changed})
        for side in joint:
            joint[side][name] = _replace_all(name, rivals, side)
    if not sourced:
        return
    for side, frames in joint.items():
        yield JOINT, f"every {side} rival", use_tables(frames)
    for bound in ("earliest", "latest"):
        frames = {name: pin_dates(name, bound) for name in sourced}
        yield BOUND, f"partial dates at their {bound}", use_tables(frames)
    frames = {name: keep_well_sourced(name) for name in sourced}
    yield STRICT, "rows with two independent sources", use_tables(frames)


def _has_cells(table: str) -> bool:
    return len(get_table(table).keys) == 1 and not evidence.evidence_states(table).empty


def _list_rivals(table: str, until: DayLike) -> pd.DataFrame:
    rivals = evidence.alternative_readings(table)
    rivals = rivals[rivals["field"] != evidence.REMARKS]
    begun = begun_keys(table, until)
    early = [
        key in begun or _read_year(reading) <= to_day(until).year
        for key, reading in zip(rivals["key"], rivals["reading"], strict=True)
    ]
    return rivals[early]


def _replace_all(table: str, rivals: pd.DataFrame, side: str) -> pd.DataFrame:
    frame = load(table)
    for rival in rivals.itertuples():
        if not isinstance(rival.value, str):
            continue  # a number is neither earlier nor later
        if (rival.reading < rival.value) == (side == "earlier"):
            frame = evidence.replace_reading(frame, rival.key, rival.field, rival.reading)
    return frame


def run_multiverse(until: DayLike, headlines: Sequence[Headline] = HEADLINES) -> pd.DataFrame:
    """What does each headline become under every definition, in every world of readings?

    One row a headline, definition and world: ``claim``, ``label``, ``definition``, ``plain``
    (the sense printed), ``kind`` (of ``KINDS``), ``variant``, ``low``, ``high`` (missing where
    nothing is left to compute it from), ``printed`` (the printed value; the middle where it is a
    range) and ``relative`` (percent of it, at the middle). Headlines undetermined on the day, or
    a printed value of zero, are left out; so are neighbouring figures and definitions apart.

    >>> told = run_multiverse("2025-12-31", [Headline("own_relations_195", "relations")])
    >>> set(told.loc[told["plain"] & (told["kind"] == "rival reading"), "low"])
    {195.0}
    """
    parts = [_run_one(headline, until) for headline in headlines]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _run_one(headline: Headline, until: DayLike) -> pd.DataFrame:
    try:
        first = claims.decide(headline.claim, to_day(until))
    except claims.UndecidableError:
        return pd.DataFrame()
    meant = [
        one for one in first.tried
        if not one.beside and one.low is not None and one.name not in headline.apart
    ]  # fmt: skip
    if not meant:
        return pd.DataFrame()
    plain = meant[0].name
    names = [one.name for one in meant]
    rows = [_to_row(one, PRINTED, PRINTED) for one in meant]
    frames = [frame for one in meant for frame in one.rows]
    tables = list(dict.fromkeys(str(frame.attrs["table"]) for frame in frames))
    for kind, variant, world in iterate_worlds([] if headline.about_evidence else tables, until):
        with world:
            other = {one.name: one for one in claims.decide(headline.claim, to_day(until)).tried}
        for name in names:
            empty: dict[str, object] = {
                "definition": name, "kind": kind, "variant": variant,
                "low": float("nan"), "high": float("nan"),
            }  # fmt: skip
            rows.append(_to_row(other[name], kind, variant) if name in other else empty)
    told = pd.DataFrame(rows).astype({"low": float, "high": float})
    printed = (told.at[0, "low"] + told.at[0, "high"]) / 2
    if printed == 0:
        return pd.DataFrame()
    middle = (told["low"] + told["high"]) / 2
    told.insert(0, "claim", headline.claim)
    told.insert(1, "label", headline.label)
    return told.assign(
        plain=told["definition"] == plain, printed=printed, relative=100 * middle / printed
    )


def _to_row(one: claims.Definition, kind: str, variant: str) -> dict[str, object]:
    return {
        "definition": one.name, "kind": kind, "variant": variant, "low": one.low, "high": one.high,
    }  # fmt: skip


def summarise_multiverse(told: pd.DataFrame) -> pd.DataFrame:
    """One row a headline, in the order run: what moves it, by kind of choice.

    Indexed by ``label``: ``claim``, ``printed`` (text), ``definitions`` (their number),
    ``definitions_low``, ``definitions_high`` (readings as printed), ``rivals`` (tried),
    ``rivals_moving`` (that change the plain value, joint ones left out), ``bounds_low``,
    ``bounds_high`` (plain sense, dates at either bound), ``floor`` (plain sense, well-sourced rows
    only; missing where nothing is left or it was not tried; a floor only for counts),
    ``stricter_tried`` and ``definition_spread`` (percent of the printed value).
    """
    rows = {}
    for label, own in told.groupby("label", sort=False):
        defined = own[own["kind"] == PRINTED]
        plain = own[own["plain"]]
        shown = plain[plain["kind"] == PRINTED].iloc[0]
        rivals = plain[plain["kind"] == RIVAL]
        bounds = pd.concat([plain[plain["kind"] == BOUND], shown.to_frame().T])
        strict = plain[plain["kind"] == STRICT]
        moved = (rivals["low"] != shown["low"]) | (rivals["high"] != shown["high"])
        rows[label] = {
            "claim": shown["claim"],
            "printed": show_value(shown["low"], shown["high"]),
            "definitions": len(defined),
            "definitions_low": defined["low"].min(),
            "definitions_high": defined["high"].max(),
            "rivals": len(rivals),
            "rivals_moving": int(moved.sum()),
            "bounds_low": bounds["low"].min(),
            "bounds_high": bounds["high"].max(),
            "floor": strict["low"].iloc[0] if len(strict) else np.nan,
            "stricter_tried": bool(len(strict)),
            "definition_spread": defined["relative"].max() - defined["relative"].min(),
        }
    return pd.DataFrame(rows).T.rename_axis("label")


def show_value(low: float, high: float) -> str:
    """A value or a range as a table shows it.

    >>> show_value(14, 14), show_value(182, 190), show_value(54.87, 54.87)
    ('14', '182 to 190', '54.9')
    """
    if np.isnan(low) or np.isnan(high):
        return "nothing left"
    ends = [f"{end:,.0f}" if float(end).is_integer() else f"{end:.1f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def show_summary(summary: pd.DataFrame) -> pd.DataFrame:
    """``summarise_multiverse`` as a table to read."""
    strict = [
        show_value(float(floor), float(floor)) if tried else "not tried"
        for floor, tried in zip(summary["floor"], summary["stricter_tried"], strict=True)
    ]
    return pd.DataFrame(
        {
            "printed": summary["printed"],
            "by definition": _show_ends(summary, "definitions"),
            "definitions": summary["definitions"],
            "rivals that move it": [
                f"{moving} of {tried}" if tried else "none to try"
                for moving, tried in zip(summary["rivals_moving"], summary["rivals"], strict=True)
            ],
            "by bound of dates": _show_ends(summary, "bounds"),
            "with two sources only": strict,
        }
    ).rename_axis("headline")


def _show_ends(summary: pd.DataFrame, what: str) -> list[str]:
    ends = zip(summary[f"{what}_low"], summary[f"{what}_high"], strict=True)
    return [show_value(float(low), float(high)) for low, high in ends]


def list_specifications(told: pd.DataFrame, claim: str) -> pd.DataFrame:
    """The specifications of one headline in order of their value: what a curve draws.

    Rival readings with one value under a definition stand together. Columns: ``definition``,
    ``kind``, ``low``, ``high``, ``plain``, ``worlds`` (how many readings stand in the row).
    Specifications with nothing left are left out.
    """
    own = told[(told["claim"] == claim) & told["low"].notna()]
    grouped = own.groupby(["definition", "kind", "low", "high", "plain"], sort=False)
    specs = grouped.size().rename("worlds").reset_index()
    order = {kind: place for place, kind in enumerate(KINDS)}
    specs = specs.assign(order=specs["kind"].map(order))
    specs = specs.sort_values(["low", "high", "definition", "order"], kind="stable")
    return specs.drop(columns="order").reset_index(drop=True)


INDICATORS = {
    "relations": "states with relations",
    "agreements_in_force": "trade agreements in force",
    "organisations": "organisations and forums",
    "trade_pct_gdp": "trade, % of GDP",
    "tourist_arrivals": "visitors",
}


_RELEASES = {"trade_pct_gdp": economy.RELEASE, "tourist_arrivals": "world_bank_wdi_2025_07"}
"""From which release; the second publishes visitors, which the main one no longer does."""


def gather_indicators(until: DayLike) -> pd.DataFrame:
    """Five yearly indicators of integration for an index that is a warning, not a score.

    Years as rows, the columns of ``INDICATORS``: counts at year's end from the dated tables, trade
    as a share of GDP and visitors from one release each of the World Development Indicators. Only
    years in which all five are known and above zero; visitors end with that series.

    >>> bool((gather_indicators("2023-06-24") > 0).all().all())
    True
    """
    measured = overview.measure_years(until, first=1990)
    ends = measured[(measured["day"].dt.month == 12) & (measured["day"].dt.day == 31)]
    counts = ends.assign(year=ends["day"].dt.year).pivot(
        index="year", columns="measure", values="value"
    )
    series = {
        name: economy.to_line(economy.take_series(name, until, release))
        for name, release in _RELEASES.items()
    }
    both = counts.join(pd.DataFrame(series), how="inner")[list(INDICATORS)].dropna()
    both = both.astype(float)
    kept = both[(both > 0).all(axis=1)]
    return kept.rename(columns=INDICATORS).rename_axis("year")


def index_rows(until: DayLike) -> list[pd.DataFrame]:
    """The rows that ``gather_indicators`` rests on."""
    relations = load("diplomatic_relations")
    latest = pd.Timestamp(to_day(until))
    series = load("indicators")
    used = series["indicator"].isin(list(_RELEASES))
    steps = load("agreement_steps")
    members = load("memberships")
    return [
        relations[relations["established_on_earliest"] <= latest],
        steps[steps["held_on_earliest"] <= latest],
        members[~(members["joined_on_earliest"] > latest)],
        series[used & (series["year"] <= latest.year)],
    ]


def vary_index(values: pd.DataFrame, draws: int = 300) -> pd.DataFrame:
    """``composite.build_variants`` with equal weights and ``draws`` random sets of them."""
    return composite.build_variants(values, composite.draw_weights(values.shape[1], draws))


def count_families(until: DayLike) -> pd.Series:
    """Documents, publisher families, readings, relayed readings behind the rows of a day.

    >>> counted = count_families("2025-12-31")
    >>> bool(counted["families"] < counted["documents"])
    True
    """
    parts = []
    for table in overview.count_evidence(until).index:
        readings = evidence.load_readings(table)
        begun = readings["key"].isin(begun_keys(table, until))
        parts.append(readings[begun & (readings["field"] != evidence.REMARKS)])
    used = pd.concat(parts, ignore_index=True)
    largest = used["origin"].value_counts()
    return pd.Series(
        {
            "readings": len(used),
            "documents": used["source_id"].nunique(),
            "families": used["origin"].nunique(),
            "relayed": int(used["relays"].notna().sum()),
            "largest": str(largest.index[0]),
            "largest_readings": int(largest.iloc[0]),
        }
    )


def gather_rows(until: DayLike) -> list[pd.DataFrame]:
    """The rows begun by a day of every table with sourced cells: what this page rests on."""
    day = min(to_day(until), to_day(package().cut_off))
    return [overview._find_begun(table, day) for table in overview.count_evidence(until).index]
