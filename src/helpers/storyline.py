"""Milestones as a story: which are told, what moves when others are chosen, what is left out."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.dataset import DatasetError, find_table, get_table, load, package, use_tables
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import evidence_states, iterate_readings
from helpers.methods import SEED
from helpers.overview import describe_day, show_day
from helpers.partners import name_partners
from helpers.relations import ERAS
from helpers.table_cache import cache_by_tables
from helpers.timeline import rows_until

PILLARS = ("politics", "economy", "security", "society", "party")

ARTICLES = {"article_2023": "2023-06-24", "article_2025": "2025-04-03"}
"""The day each article was published: before it, the article names nothing."""

SELECTIONS = {
    "all": "all rows",
    "two_sources": "two-source dates",
    "treaties": "treaties, memberships",
    "article_2023": "2023 article",
    "article_2025": "2025 article",
    "either_article": "either article",
}
"""The selections of milestones, with short names for figures."""

BEFORE = "before"
"""Prefix of the period that holds what lies before the first era."""

BINDING_ROLES = ("member", "party", "signatory", "associate")
BINDING_STEPS = (
    "signed",
    "signed_by_viet_nam",
    "provisionally_applied",
    "in_force",
    "in_force_for_viet_nam",
)
"""What binds: talks, conclusions, visits as a guest or observer do not."""

LAND_NEIGHBOURS = ("CHN", "KHM", "LAO")

COMMON = 0.1
"""A word in the names of more than this share of a table's subjects tells nothing."""

_STEM = 6
_SHORTEST = 3
_IGNORED = frozenset({"and", "for", "the", "viet", "nam"})
_SLACK = np.timedelta64(1, "D")
"""One day: the same event has two dates on the two sides of the date line."""

_FACT_COLUMNS = ["table", "key", "subject", "field", "on", "earliest", "latest", "words"]

Periods = Literal["era", "decade"]


def list_selections(until: DayLike) -> list[str]:
    """Which selections exist on a day? An article names nothing before it is published.

    >>> list_selections("2023-06-24")
    ['all', 'two_sources', 'treaties', 'article_2023', 'either_article']
    """
    day = to_day(until)
    published = {name for name, on in ARTICLES.items() if to_day(on) <= day}
    articles = {*ARTICLES, "either_article"}
    return [
        name
        for name in SELECTIONS
        if name not in articles or name in published or (name == "either_article" and published)
    ]


@cache_by_tables
def select_milestones(selection: str, until: DayLike) -> pd.DataFrame:
    """Which milestones belong to a selection, up to a day? (rows of ``milestones``)

    ``all``; ``two_sources``: the date is in evidence state ``two_independent``;
    ``treaties``: the milestone names (see ``match_facts``) a membership held as member,
    party, signatory or associate, or a signature or entry into force of a trade agreement;
    ``article_2023``, ``article_2025``, ``either_article``: an article names it, if published
    by then. A row whose partial date may lie after the day is kept and marked ``possible``
    in ``certainty``. Evidence is that of today, whatever the day. Raises ``DatasetError``
    for a selection that does not exist on the day.

    >>> len(select_milestones("all", "2025-12-31"))
    129
    """
    offered = list_selections(until)
    if selection not in offered:
        raise DatasetError(
            f"no selection {selection!r} on {to_day(until)}; choose from {', '.join(offered)}"
        )
    rows = rows_until("milestones", until)
    if selection == "two_sources":
        states = evidence_states("milestones")
        firm = states[(states["field"] == "held_on") & (states["state"] == "two_independent")]
        rows = rows[rows["milestone"].isin(firm["key"])]
    elif selection == "treaties":
        rows = rows[rows["milestone"].isin(_find_binding(until)["milestone"])]
    elif selection != "all":
        articles = [selection] if selection in ARTICLES else list(ARTICLES)
        published = [name for name in articles if to_day(ARTICLES[name]) <= to_day(until)]
        rows = rows[rows["named_in"].isin([*published, "both"])]
    sure = rows["held_on_latest"] <= pd.Timestamp(to_day(until))
    chosen = rows.assign(certainty=np.where(sure, "certain", "possible"))
    return chosen.sort_values(["held_on_earliest", "milestone"]).reset_index(drop=True)


@cache_by_tables
def list_facts(until: DayLike) -> pd.DataFrame:
    """The dated facts of other tables that a milestone could name, up to a day.

    Relations, partnerships, steps of trade agreements, memberships, roles (election and
    start of term), party documents, peacekeeping. Returns ``table``, ``key``, ``subject``
    (whom or what the fact is about: partner, agreement, body, document, kind of entry), ``field``,
    ``on`` (as stated), ``earliest``, ``latest``, ``words`` (names to compare titles with). Facts
    dated only "on or before" a day are left out: they cannot be matched by date.
    """
    countries = load("countries").set_index("country")["name_en"]
    former = package().tables["trade_by_partner"].manifest["other_codes"]
    agreements = load("agreements").set_index("agreement")["name_en"]
    parts = []

    def add(table: str, subject: str, field: str, words: pd.Series) -> None:
        rows = load(table)
        parts.append(
            pd.DataFrame(
                {
                    "table": table,
                    "key": rows[get_table(table).key],
                    "subject": rows[subject],
                    "field": field,
                    "on": rows[field],
                    "earliest": rows[f"{field}_earliest"],
                    "latest": rows[f"{field}_latest"],
                    "words": words,
                }
            )
        )

    relations = load("diplomatic_relations")
    before = relations["predecessor"].map(lambda code: former.get(code, "").split(",")[0])
    add(
        "diplomatic_relations",
        "partner",
        "established_on",
        relations["partner"].map(countries) + " " + before,
    )
    partners = load("partnerships")
    add("partnerships", "partner", "established_on", name_partners(partners["partner"]))
    steps = load("agreement_steps")
    named = steps["agreement"] + " " + steps["agreement"].map(agreements)
    add("agreement_steps", "agreement", "held_on", named)
    members = load("memberships")
    add("memberships", "body", "joined_on", members["body"] + " " + members["body_name"])
    roles = load("roles")
    for field in ("elected_on", "term_start"):
        add("roles", "body", field, roles["body"] + " " + roles["role"])
    documents = load("party_documents")
    add("party_documents", "document", "adopted_on", documents["title_en"])
    missions = load("peacekeeping")
    entry = missions["entry"] + " " + missions["mission"].fillna("")
    add("peacekeeping", "kind", "held_on", entry)
    facts = pd.concat(parts, ignore_index=True)[_FACT_COLUMNS]
    return facts[facts["earliest"] <= pd.Timestamp(to_day(until))].reset_index(drop=True)


@cache_by_tables
def match_facts(until: DayLike) -> pd.DataFrame:
    """Which milestone names which dated fact of another table?

    A match needs dates that can be one event and a word in common. *Dates*: both to the
    day and at most one day apart (the date line), or one containing the other. *Words*:
    the milestone's title and id share a word with the fact's names by its first six
    letters; a word in the names of more than a tenth of the table's subjects does not
    count, and unless both dates are to the day the word must belong to one subject only or
    be the subject's id.
    Rows with the same key in both tables match whatever their words, if the dates can. The
    rule finds no event that has no row elsewhere (peace accords), and may miss one whose
    names share no word.

    Returns ``milestone``, ``table``, ``key``, ``field``, ``on``.

    >>> found = match_facts("2025-12-31").set_index("milestone")
    >>> found.loc["asean_1995", "key"]
    'ASEAN_member'
    >>> "clinton_visit_2000" in found.index  # the day the sugar agreement was joined
    False
    """
    facts = list_facts(until)
    milestones = rows_until("milestones", until)
    stems = facts["words"].map(_split_stems)
    telling = _find_telling(facts, stems)
    stated = list(facts.itertuples())
    earliest, latest = (facts[bound].to_numpy() for bound in ("earliest", "latest"))
    rows = []
    for told in milestones.itertuples():
        can = _can_be_one(told.held_on_earliest, told.held_on_latest, earliest, latest)
        own = _split_stems(f"{told.milestone} {told.title}".replace("_", " "))
        for place in np.flatnonzero(can):
            fact = stated[place]
            known, unique = telling[fact.table]
            to_the_day = len(told.held_on) == len(fact.on) == 10
            shared = own & stems.iat[place] & (known if to_the_day else unique)
            shared |= own & {fact.subject.lower()}
            if shared or fact.key == told.milestone:
                rows.append((told.milestone, fact.table, fact.key, fact.field, fact.on))
    return pd.DataFrame(rows, columns=["milestone", "table", "key", "field", "on"])


def count_story(until: DayLike, by: Periods = "era") -> pd.DataFrame:
    """How many milestones per pillar and period under each selection?

    Returns ``selection``, ``period`` (an era of ``relations.ERAS`` with what lies before it,
    or a decade; in order), ``pillar``, ``count``: every combination, zeros included. A row
    counts in the year of the earliest day it can mean.

    >>> counts = count_story("2025-12-31")
    >>> int(counts.query("selection == 'all'")["count"].sum())
    129
    """
    names = list_periods(until, by)
    parts = []
    for selection in list_selections(until):
        rows = select_milestones(selection, until)
        table = pd.crosstab(_name_period(rows, until, by), rows["pillar"])
        table = table.reindex(index=names, columns=PILLARS, fill_value=0)
        long = table.rename_axis("period").reset_index().melt("period", value_name="count")
        parts.append(long.rename(columns={"variable": "pillar"}).assign(selection=selection))
    return pd.concat(parts, ignore_index=True)[["selection", "period", "pillar", "count"]]


def share_by_period(until: DayLike, by: Periods = "era") -> pd.DataFrame:
    """What share of each selection falls in each period?

    Returns ``selection``, ``period``, ``count``, ``n`` (milestones in the selection),
    ``share`` (percent; missing if ``n`` is 0) and ``reference``: the share (percent) of all
    milestones up to the last day the selection could cover (an article's publication).
    """
    counts = count_story(until, by).groupby(["selection", "period"], sort=False)["count"]
    shares = counts.sum().reset_index()
    total = shares.groupby("selection")["count"].transform("sum")
    behind = {}
    for selection in list_selections(until):
        end = _end_window(selection, until)
        everything = _count_periods(select_milestones("all", end), until, by)
        behind[selection] = 100 * everything / everything.sum()
    reference = [behind[row.selection].get(row.period, 0.0) for row in shares.itertuples()]
    return shares.assign(
        n=total, share=100 * shares["count"] / total.where(total > 0), reference=reference
    )


def list_periods(until: DayLike, by: Periods = "era") -> list[str]:
    """Names of the periods up to a day, in order, with their years.

    >>> list_periods("1990-01-01")[-1]  # ends where the page does
    '1989-1990 reopening'
    """
    last = to_day(until).year
    first = int(find_table("milestones")["held_on_earliest"].min().year)
    if by == "decade":
        return [f"{year}s" for year in range(first // 10 * 10, last + 1, 10)]
    eras = ERAS[ERAS["start"] <= last]
    start = int(ERAS["start"].min())
    named = [f"{era.start}-{min(era.end, last)} {era.label}" for era in eras.itertuples()]
    return [f"{BEFORE} {start}", *named] if first < start else named


def _name_period(rows: pd.DataFrame, until: DayLike, by: Periods) -> pd.Series:
    year = rows["held_on_earliest"].dt.year
    if by == "decade":
        return (year // 10 * 10).astype(str) + "s"
    names = list_periods(until, by)
    eras = [name for name in names if not name.startswith(BEFORE)]
    starts = [int(name[:4]) for name in eras]
    place = np.searchsorted(starts, year, side="right")
    return pd.Series([names[0] if at == 0 else eras[at - 1] for at in place], index=rows.index)


def _count_periods(rows: pd.DataFrame, until: DayLike, by: Periods) -> pd.Series:
    counts = _name_period(rows, until, by).value_counts()
    return counts.reindex(list_periods(until, by), fill_value=0)


def _end_window(selection: str, until: DayLike) -> dt.date:
    """The last day a milestone of the selection can have been held."""
    published = {name: to_day(on) for name, on in ARTICLES.items() if to_day(on) <= to_day(until)}
    if selection == "either_article":
        return max(published.values())
    return published.get(selection, to_day(until))


@dataclass(frozen=True)
class Distance:
    """A total variation distance, and what picking as many rows at random would give."""

    observed: float
    expected: float
    upper: float
    p_value: float


def measure_total_variation(first: ArrayLike, second: ArrayLike) -> float:
    """Which share would have to move to turn one distribution into another? (0 to 1)

    Half the sum of absolute differences of shares (Levin, Peres and Wilmer 2009, *Markov
    Chains and Mixing Times*, proposition 4.2). ``first``, ``second``: counts by the same
    categories.

    >>> measure_total_variation([1, 1], [2, 0])
    0.5
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if one.sum() <= 0 or other.sum() <= 0:
        raise ValueError("a distribution needs at least one count above zero")
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)


def assess_selection(
    chosen: ArrayLike, everything: ArrayLike, draws: int = 4999, seed: int = SEED
) -> Distance:
    """Does a selection tell another story than as many rows picked blindly would?

    The total variation distance of a part from the whole, against part of the same size
    drawn without replacement (multivariate hypergeometric). A small part lies far from the
    whole by chance alone: ``expected`` is the mean of the draws, ``upper`` their 95th
    percentile, ``p_value`` the share at least as far, the observation counted among them.

    >>> assess_selection([10, 10], [20, 20]).observed
    0.0
    """
    part, whole = np.asarray(chosen, dtype=int), np.asarray(everything, dtype=int)
    if (part > whole).any():
        raise ValueError("a selection cannot hold more rows of a period than there are")
    observed = measure_total_variation(part, whole)
    picked = np.random.default_rng(seed).multivariate_hypergeometric(
        whole, int(part.sum()), size=draws
    )
    null = np.abs(picked / part.sum() - whole / whole.sum()).sum(axis=1) / 2
    farther = int((null >= observed - 1e-12).sum())
    return Distance(
        observed,
        float(null.mean()),
        float(np.quantile(null, 0.95)),
        (1 + farther) / (1 + draws),
    )


def assess_rows(rows: pd.DataFrame, until: DayLike, by: Periods = "era") -> Distance:
    """How far is any choice of milestones from all of them up to a day? (``assess_selection``)

    ``rows``: a filter of ``select_milestones("all", until)``; ``until``: the last day the
    choice could cover.

    >>> everything = select_milestones("all", "2025-12-31")
    >>> party = everything[everything["pillar"] == "party"]
    >>> round(assess_rows(party, "2025-12-31").observed, 2)  # nine rows: chance gives as much
    0.25
    """
    everything = select_milestones("all", until)
    return assess_selection(_count_periods(rows, until, by), _count_periods(everything, until, by))


def find_joining(bodies: Iterable[str], until: DayLike) -> pd.DataFrame:
    """Which milestones are those of joining some bodies? (rows of ``milestones``)

    ``bodies``: ids of ``memberships``. A body that no milestone names is left out.

    >>> find_joining(["ASEAN", "AIPA"], "2025-12-31")["milestone"].tolist()
    ['asean_1995']
    """
    matched = match_facts(until)
    body = load("memberships").set_index("membership")["body"]
    joined = matched[(matched["table"] == "memberships") & matched["key"].map(body).isin(bodies)]
    rows = select_milestones("all", until)
    return rows[rows["milestone"].isin(joined["milestone"])]


def compare_under_readings(until: DayLike) -> pd.DataFrame:
    """Does the story move when a rival date of a milestone is taken instead?

    One row a reading of ``milestones`` (``iterate_readings``): ``reading``, ``median`` (year
    of all milestones), ``last_era`` (percent of them in the last era) and, by the names of
    ``SELECTIONS``, the percent of the story that changes era.
    """
    rows = []
    for label, frame in iterate_readings("milestones"):
        with use_tables({"milestones": frame}):
            compared = compare_selections(until).set_index("selection")
            shares = share_by_period(until).query("selection == 'all'")["share"]
        moved = compared["moved"].drop("all").rename(SELECTIONS)
        row = {"reading": label, "median": compared.at["all", "median"]}
        rows.append({**row, "last_era": shares.iloc[-1], **moved.to_dict()})
    return pd.DataFrame(rows)


def tabulate_eras(until: DayLike) -> pd.DataFrame:
    """What marks each era? Its milestones, and what held at its end.

    Returns ``era`` (index), ``milestones``, ``pillar`` (with most of them), ``treaties``
    (milestones of the selection ``treaties``), ``ends`` (the last day of the era, or
    ``until``), ``relations`` and ``organisations`` (words: what ``describe_day`` counts on
    that day).
    """
    counts = count_story(until)
    everything, binding = (counts[counts["selection"] == name] for name in ("all", "treaties"))
    pillars = everything.pivot(index="period", columns="pillar", values="count")
    rows = []
    for era in list_periods(until):
        last = int(re.findall(r"\d{4}", era)[-1]) - era.startswith(BEFORE)
        end = min(dt.date(last, 12, 31), to_day(until))
        told = show_day(describe_day(end, ["relations", "organisations"]))["on the day"].tolist()
        rows.append(
            {
                "era": era,
                "milestones": int(pillars.loc[era].sum()),
                "pillar": pillars.loc[era].idxmax() if pillars.loc[era].any() else "none",
                "treaties": int(binding.loc[binding["period"] == era, "count"].sum()),
                "ends": show_date(end.isoformat()),
                "relations": told[0],
                "organisations": told[1],
            }
        )
    return pd.DataFrame(rows).set_index("era")


def compare_selections(until: DayLike, by: Periods = "era") -> pd.DataFrame:
    """How far does the story move when other milestones are chosen?

    Each selection against all milestones that could have been in it: an article is compared
    with the milestones up to its publication. Returns ``selection``, ``window_end``
    (that day), ``n``, ``of`` (milestones up to then), ``earliest``, ``median`` and ``latest``
    (years), ``median_all`` (of all milestones in the window), ``busiest`` (period with most
    rows), ``busiest_share`` (percent), ``moved`` (percent of the story that would have to
    change period: total variation distance), ``by_chance`` and ``by_chance_upper`` (mean and
    95th percentile for as many rows picked blindly, percent) and ``p_value``. Missing where
    a selection has no row or is everything.
    """
    rows = [_compare_selection(name, until, by) for name in list_selections(until)]
    return pd.DataFrame(rows)


def _compare_selection(selection: str, until: DayLike, by: Periods) -> dict[str, object]:
    end = _end_window(selection, until)
    everything = select_milestones("all", end)
    rows = select_milestones(selection, until)
    rows = rows[rows["held_on_earliest"] <= pd.Timestamp(end)]
    part, whole = (_count_periods(some, end, by) for some in (rows, everything))
    year = rows["held_on_earliest"].dt.year
    far = None
    if selection != "all" and len(rows):
        far = assess_selection(part, whole)
    return {
        "selection": selection,
        "window_end": end.isoformat(),
        "n": len(rows),
        "of": len(everything),
        "earliest": year.min(),
        "median": year.median(),
        "latest": year.max(),
        "median_all": everything["held_on_earliest"].dt.year.median(),
        "busiest": part.idxmax() if len(rows) else None,
        "busiest_share": 100 * part.max() / len(rows) if len(rows) else np.nan,
        "moved": 100 * far.observed if far else np.nan,
        "by_chance": 100 * far.expected if far else np.nan,
        "by_chance_upper": 100 * far.upper if far else np.nan,
        "p_value": far.p_value if far else np.nan,
    }


@cache_by_tables
def list_omissions(until: DayLike) -> pd.DataFrame:
    """Which dated facts of other tables does no milestone name? One row a fact and group.

    Groups are ways to cut the tables, and overlap; a fact stands once in a group (an
    agreement by its entry into force for Viet Nam, a body by its first accession, named if
    any of its accessions is; an elected seat by election or term). Returns ``group``,
    ``table``, ``key``, ``subject``, ``on``, ``named`` (True when ``match_facts`` finds one).
    """
    facts = list_facts(until)
    matched = match_facts(until)
    pairs = set(zip(matched["table"], matched["key"], strict=True))
    facts = facts.assign(
        named=[pair in pairs for pair in zip(facts["table"], facts["key"], strict=True)]
    )
    bodies = facts["table"] == "memberships"
    by_body = facts.loc[bodies].groupby("subject")["named"].transform("any")
    facts.loc[bodies, "named"] = by_body
    parts = []
    for group, keys in _group_facts(facts).items():
        some = facts[pd.Series(list(zip(facts["table"], facts["key"], strict=True))).isin(keys)]
        once = some.drop_duplicates(["table", "key"])
        parts.append(once.assign(group=group))
    listed = pd.concat(parts, ignore_index=True)
    return listed[["group", "table", "key", "subject", "on", "named"]]


def count_omissions(until: DayLike) -> pd.DataFrame:
    """What share of the dated facts of each kind does the timeline leave out?

    Returns ``group``, ``facts``, ``named``, ``omitted`` (counts) and ``omitted_share``
    (percent of facts), highest share last; groups without a fact by the day are left out.

    >>> rates = count_omissions("2025-12-31").set_index("group")
    >>> int(rates.at["all relations", "facts"])
    195
    """
    by_group = list_omissions(until).groupby("group", sort=False)["named"]
    rates = pd.DataFrame({"facts": by_group.size(), "named": by_group.sum()})
    rates["omitted"] = rates["facts"] - rates["named"]
    rates["omitted_share"] = 100 * rates["omitted"] / rates["facts"]
    ordered = rates.sort_values(["omitted_share", "facts"], kind="stable")
    return ordered.rename_axis("group").reset_index()


def list_unmatched(until: DayLike) -> pd.DataFrame:
    """Which milestones name no dated fact of another table? (rows of ``milestones``)"""
    rows = select_milestones("all", until)
    return rows[~rows["milestone"].isin(match_facts(until)["milestone"])].reset_index(drop=True)


def choose_labels(until: DayLike, years: int = 5, most: int = 16) -> pd.DataFrame:
    """Which milestones are labelled in the timeline? One per ``years``, by rule.

    In each block of calendar years (counted from a multiple of ``years``) the milestone
    whose date most independent publisher families state; ties go to the one with most
    rows of other tables that it names (``match_facts``), then most readings, then the
    earlier. With more than ``most`` blocks, those with fewest families go unlabelled.
    Returns rows of ``milestones`` with ``families``, ``linked`` and ``readings``.
    """
    rows = select_milestones("all", until)
    states = evidence_states("milestones")
    states = states[states["field"] == "held_on"].set_index("key")
    linked = match_facts(until)["milestone"].value_counts()
    rows = rows.assign(
        families=rows["milestone"].map(states["families"]).fillna(0).astype(int),
        linked=rows["milestone"].map(linked).fillna(0).astype(int),
        readings=rows["milestone"].map(states["readings"]).fillna(0).astype(int),
        block=rows["held_on_earliest"].dt.year // years,
    )
    ranked = rows.sort_values(
        ["families", "linked", "readings", "held_on_earliest", "milestone"],
        ascending=[False, False, False, True, True],
        kind="stable",
    )
    first = ranked.drop_duplicates("block").head(most)
    return (
        first.sort_values("held_on_earliest", kind="stable")
        .drop(columns="block")
        .reset_index(drop=True)
    )


def _group_facts(facts: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """The groups that omissions are counted for, as sets of (table, key)."""
    countries = load("countries").set_index("country")
    members, roles = load("memberships"), load("roles")
    partners, agreements = load("partnerships"), load("agreements")
    near = countries.index[countries["un_subregion"] == "South-eastern Asia"]
    counted = partners[partners["counted"]]
    trade = facts[(facts["table"] == "agreement_steps")]
    trade = trade[trade["subject"].isin(agreements.loc[agreements["counted"], "agreement"])]
    own = _prefer_own(trade)
    first = (
        facts[facts["table"] == "memberships"]
        .sort_values("earliest", kind="stable")
        .drop_duplicates("subject")
    )["key"]
    kept = members[members["membership"].isin(first)]
    bodies = kept[kept["record_type"].isin(["organisation", "bank", "treaty_body", "forum"])]

    def of(table: str, keys: Sequence[str] | pd.Series | pd.Index) -> set[tuple[str, str]]:
        return {(table, key) for key in keys}

    ladder_top = counted.loc[counted["tier"] == "comprehensive_strategic", "event"]
    return {
        "land neighbours": of("diplomatic_relations", LAND_NEIGHBOURS),
        "relations, South-East Asia": of("diplomatic_relations", near),
        "all relations": of("diplomatic_relations", load("diplomatic_relations")["partner"]),
        "top-tier partnerships": of("partnerships", ladder_top),
        "other counted partnerships": of(
            "partnerships", counted.loc[~counted["event"].isin(ladder_top), "event"]
        ),
        "trade agreements in force": of("agreement_steps", own),
        "UN system bodies": of("memberships", kept.loc[kept["field"] == "un_system", "membership"]),
        "other bodies and forums": of(
            "memberships", bodies.loc[bodies["field"] != "un_system", "membership"]
        ),
        "treaties": of("memberships", kept.loc[kept["record_type"] == "treaty", "membership"]),
        "elected seats": of("roles", roles.loc[roles["kind"] == "elected_seat", "role_id"]),
        "chairs and meetings hosted": of(
            "roles", roles.loc[roles["kind"].isin(["rotating_chair", "host"]), "role_id"]
        ),
        "party documents": of("party_documents", load("party_documents")["document"]),
    }


def _prefer_own(trade: pd.DataFrame) -> pd.Series:
    """Keys of entry into force for Viet Nam, else of entry into force, by agreement."""
    step = load("agreement_steps").set_index("step_id")["step"]
    taken = trade.assign(step=trade["key"].map(step))
    taken = taken[taken["step"].isin(["in_force_for_viet_nam", "in_force"])]
    return taken.sort_values("step", ascending=False, kind="stable").drop_duplicates("subject")[
        "key"
    ]


def _find_binding(until: DayLike) -> pd.DataFrame:
    matched = match_facts(until)
    role = load("memberships").set_index("membership")["role"]
    step = load("agreement_steps").set_index("step_id")["step"]
    held = matched["key"].map(role).isin(BINDING_ROLES) & (matched["table"] == "memberships")
    bound = matched["key"].map(step).isin(BINDING_STEPS) & (matched["table"] == "agreement_steps")
    return matched[held | bound]


@functools.lru_cache(maxsize=4096)
def _split_stems(text: str) -> frozenset[str]:
    """The first six letters of each word that may tell names apart.

    >>> sorted(_split_stems("Treaty on the Prohibition of Nuclear Weapons 2017"))
    ['nuclea', 'prohib', 'treaty', 'weapon']
    """
    words = re.findall(r"[^\W_]+", text.lower())
    return frozenset(
        word[:_STEM]
        for word in words
        if len(word) >= _SHORTEST and not word.isdigit() and word not in _IGNORED
    )


def _find_telling(
    facts: pd.DataFrame, stems: pd.Series
) -> dict[Hashable, tuple[set[str], set[str]]]:
    """Per table: stems that are not common, and stems that belong to one subject only."""
    pairs = facts.assign(stem=stems.map(sorted))[["table", "subject", "stem"]].explode("stem")
    found = {}
    for table, rows in pairs.groupby("table"):
        spread = rows.groupby("stem")["subject"].nunique()
        limit = max(COMMON * rows["subject"].nunique(), 2)
        found[table] = (set(spread.index[spread <= limit]), set(spread.index[spread == 1]))
    return found


def _can_be_one(
    first: pd.Timestamp, last: pd.Timestamp, earliest: np.ndarray, latest: np.ndarray
) -> np.ndarray:
    """Which dates can be that of one event? One contains the other, or days a day apart."""
    start, end = first.to_datetime64(), last.to_datetime64()
    inside = (earliest >= start) & (latest <= end)
    around = (earliest <= start) & (latest >= end)
    days = (earliest == latest) & (start == end)
    close = days & (np.abs(earliest - start) <= _SLACK)
    can: np.ndarray = inside | around | close
    return can
