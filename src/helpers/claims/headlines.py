"""The collection's own headlines: superlatives and sizes, put to the data like any claim."""

from __future__ import annotations

import pandas as pd

from helpers import evidence, ladder, methods, multilateral, official, relations, voting
from helpers.claims.compare import number
from helpers.claims.model import Definition, Meets, Question, UndecidableError
from helpers.dataset import get_table, load
from helpers.timeline import Bound, rows_until


def _named(question: Question, name: str, found: str, rows: pd.DataFrame) -> Definition:
    met: Meets = "yes" if question.claim.items == frozenset({found}) else "no"
    return Definition(name, found, met, (rows,))


def find_busiest_years(question: Question) -> list[Definition]:
    """The run of years with most openings of relations, by the length of the run."""
    opened = rows_until("diplomatic_relations", question.day)
    openings = relations.count_openings(question.day).set_index("year").sum(axis=1)
    definitions = []
    for width in (5, 3, 1):
        last = int(openings.rolling(width).sum().idxmax())
        words = f"{last - width + 1}-{last}" if width > 1 else f"{last}"
        definitions.append(_named(question, f"busiest {width} calendar years", words, opened))
    return definitions


def find_busiest_without_new_states(question: Question) -> list[Definition]:
    """The busiest five years when states born since 1989 are left out."""
    opened = rows_until("diplomatic_relations", question.day)
    older = relations.count_openings(question.day).set_index("year")["older_states"]
    last = int(older.rolling(5).sum().idxmax())
    used = opened[opened["established_with"] != "new_state"]
    return [_named(question, "busiest five years, older states only", f"{last - 4}-{last}", used)]


def find_fastest_rung(question: Question) -> list[Definition]:
    """The rung that gained most partners in the four years before the day."""
    counts = ladder.count_rungs(question.day)
    since = pd.Timestamp(question.day) - pd.DateOffset(years=4)
    gains = {}
    for tier, own in counts.groupby("tier"):
        before = own[own["day"] <= since]["count"]
        gains[str(tier)] = int(own["count"].iloc[-1]) - (int(before.iloc[-1]) if len(before) else 0)
    events = ladder.counted_events(question.day)
    fastest = max(gains, key=gains.__getitem__)
    return [_named(question, "rung that gained most in four years", fastest, events)]


def count_new_relations(question: Question) -> list[Definition]:
    """How many relations began in the days claimed: all, with new states, with older ones?"""
    opened = rows_until("diplomatic_relations", question.day)
    opened = opened[opened["established_on_earliest"] >= question.first]
    new = opened["established_with"] == "new_state"
    return [
        number(question.claim, "all", len(opened), rows=[opened]),
        number(question.claim, "with states born since 1989", int(new.sum()), rows=[opened[new]]),
        number(question.claim, "with older states", int((~new).sum()), rows=[opened[~new]]),
    ]


def count_gained_top_partners(question: Question) -> list[Definition]:
    """How many partners reached the top tier in the days claimed?"""
    events = ladder.counted_events(question.day)
    top = events[events["tier"] == "comprehensive_strategic"]
    gained = top[top["established_on_earliest"] >= question.first]
    return [number(question.claim, "top tier reached", len(gained), rows=[gained])]


def measure_wait(question: Question) -> list[Definition]:
    """The median wait on the strategic rung in whole years, at both bounds of partial dates."""
    events = ladder.counted_events(question.day)
    definitions = []
    bounds: tuple[Bound, ...] = ("earliest", "latest")
    for bound in bounds:
        curve = ladder.estimate_wait(ladder.find_spells(question.day, bound), "strategic")
        median = methods.find_quantile(curve).time
        if median is not None:
            name = f"median wait as strategic partner, {bound} days"
            rows = [events[events["tier"] == "strategic"]]
            definitions.append(number(question.claim, name, round(median), rows=rows))
    if not definitions:
        raise UndecidableError("Fewer than half have moved up: the median is not reached.")
    return definitions


def share_equal_totals(question: Question) -> list[Definition]:
    """What share of the official totals of partnerships equals ours, in percent?"""
    compared = official.compare_official_counts(official.LABELS, until=question.day)
    stated = load("official_counts")
    used = stated[stated["statement"].isin(compared["statement"])]
    share = 100 * float((compared["difference"] == 0).mean())
    return [number(question.claim, "official totals equal to ours", share, rows=[used])]


def share_well_sourced(question: Question) -> list[Definition]:
    """What share of a table's dated cells has two independent sources, in percent?"""
    (table,) = question.claim.items
    rows = rows_until(table, question.day)
    states = evidence.evidence_states(table)
    states = states[states["key"].isin(rows[get_table(table).key])]
    well = states["state"] == "two_independent"
    firm = well & ~states["needs_weak_host"]
    return [
        number(question.claim, "two independent sources", 100 * float(well.mean()), rows=[rows]),
        number(
            question.claim, "the same without weak hosts", 100 * float(firm.mean()), rows=[rows]
        ),
    ]


def share_votes_won(question: Question) -> list[Definition]:
    """The smallest share of the votes cast in a ballot that won a seat, and the median."""
    won = multilateral.list_elections(question.day)
    won = won[won["percent"].notna()]
    rows = load("roles")
    used = rows[rows["role_id"].isin(won["role_id"])]
    shares = won["percent"].astype(float)
    return [
        number(question.claim, "smallest share", round(float(shares.min()), 1), rows=[used]),
        number(question.claim, "median share", round(float(shares.median()), 1), rows=[used]),
    ]


def count_peacekeepers_sent(question: Question) -> list[Definition]:
    """The newest stated total of people sent; a "more than" is taken at its number."""
    totals = multilateral.list_peacekeeping_totals(question.day)
    totals = totals[totals["unit"] == "personnel"]
    if totals.empty:
        raise UndecidableError("No total of people sent was stated by then.")
    newest = totals.iloc[-1]
    rows = load("peacekeeping")
    used = rows[rows["entry"] == newest["entry"]]
    return [number(question.claim, "people sent so far", int(newest["value"]), rows=[used])]


def measure_agreement(question: Question) -> list[Definition]:
    """Mean yearly agreement with China in the years claimed: scored, and exact."""
    years = (question.first.year, question.last.year)
    rows = load("unga_agreement")
    used = rows[(rows["partner"] == "CHN") & rows["year"].between(*years)]
    used = used[used["common_votes"].notna()]
    scorings = voting.compare_scorings(["CHN"], years, question.day)["China"]
    return [
        number(question.claim, str(rule), round(share), rows=[used])
        for rule, share in scorings.items()
    ]
