"""Claims that count partners, agreements, economies and forums: every definition of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from helpers import multilateral, official
from helpers.agreements import IN_FORCE, SIGNED, find_in_talks, keep_free_trade, take_steps
from helpers.claims.compare import members, number
from helpers.claims.model import Definition, Meets, Question, day_before
from helpers.dataset import load
from helpers.partners import name_partners
from helpers.table_cache import cache_by_tables
from helpers.timeline import as_of

_PARTNERSHIP_TABLE = "partnerships"


def _count_in_window(
    question: Question, name: str, hold: Callable[[str], pd.DataFrame]
) -> Definition:
    """The number of rows that hold, from the least certain to the most possible in the window."""
    held = [hold(day) for day in question.days]
    low = min(int((rows["certainty"] == "certain").sum()) for rows in held)
    high = max(len(rows) for rows in held)
    return number(question.claim, name, low, high, [held[-1]])


def count_diplomatic_relations(question: Question) -> list[Definition]:
    """States with diplomatic relations: all, members of the United Nations, undisputed."""
    status = load("countries").set_index("country")["un_status"]
    since = load("countries").set_index("country")["un_member_since_earliest"]

    def admitted(day: str) -> pd.DataFrame:
        held = _hold_relations(day)
        return held[held["partner"].map(since) <= pd.Timestamp(day)]

    def recognised(day: str) -> pd.DataFrame:
        held = _hold_relations(day)
        return held[held["partner"].map(status).isin(["member", "observer"])]

    definitions = [
        _count_in_window(question, "all partners in the rows", _hold_relations),
        _count_in_window(question, "members of the United Nations only", admitted),
        _count_in_window(question, "members and observers of the United Nations", recognised),
    ]
    base = definitions[1]
    name = "members of the United Nations, Viet Nam itself among them"
    low, high = base.low or 0, base.high or 0
    definitions.append(number(question.claim, name, low + 1, high + 1, base.rows))
    return definitions


@cache_by_tables
def _hold_relations(day: str) -> pd.DataFrame:
    return as_of("diplomatic_relations", day)


def _of_tiers(day: str, tiers: Iterable[str]) -> pd.DataFrame:
    held = official.hold_counted_partners(day)
    return held[held["tier"].isin(list(tiers))]


def count_top_partners(question: Question) -> list[Definition]:
    """Comprehensive strategic partners, and what wider or later readings give."""
    rungs = official.LADDER_MEASURES

    def count(name: str, tiers: Iterable[str]) -> Definition:
        return _count_in_window(question, name, lambda day: _of_tiers(day, tiers))

    return [
        count("comprehensive strategic partners", rungs["comprehensive_strategic"]),
        count(
            "strategic and comprehensive strategic partners",
            rungs["strategic_including_comprehensive_strategic"],
        ),
        count("all partners on the ladder", rungs["all_partnerships"]),
        count("strategic partners", rungs["strategic"]),
        count("comprehensive partners", rungs["comprehensive"]),
    ]


def list_raised_partners(question: Question) -> list[Definition]:
    """Partners raised to the top tier from the first day claimed, by where "early" ends."""
    claim = question.claim
    ends = {
        "to the end of the first quarter": question.last,
        "to the end of January": question.last.replace(month=1, day=31),
        "to the day the article can have appeared": claim.published,
        "to the middle of the year": question.last.replace(month=6, day=30),
    }
    events = load(_PARTNERSHIP_TABLE)
    top = events[events["counted"] & (events["tier"] == "comprehensive_strategic")]
    names = _names()
    definitions = []
    for name, end in ends.items():
        last = min(end, question.known)
        inside = top["established_on_earliest"].between(question.first, last)
        definitions.append(members(claim, name, top[inside]["partner"], names, [top[inside]]))
    return definitions


def list_earlier_top_partners(question: Question) -> list[Definition]:
    """Who stood on the top tier on the last day before the days claimed?"""
    before = day_before(question.first)
    held = _of_tiers(before, ["comprehensive_strategic"])
    return [members(question.claim, f"top tier on {before}", held["partner"], _names(), [held])]


def list_top_partners(question: Question) -> list[Definition]:
    """Who stood on the top tier on the last day claimed?"""
    held = _of_tiers(question.day, ["comprehensive_strategic"])
    name = f"top tier on {question.day}"
    return [members(question.claim, name, held["partner"], _names(), [held])]


def _names() -> dict[str, str]:
    codes = load(_PARTNERSHIP_TABLE)["partner"].drop_duplicates()
    return dict(zip(codes, name_partners(codes), strict=True))


def count_agreements(question: Question) -> list[Definition]:
    """Free trade agreements: signed, in force, with those in talks, with preferential ones."""

    def count(name: str, hold: Callable[[str], pd.DataFrame]) -> Definition:
        return _count_in_window(question, name, hold)

    def joined(day: str, counted_only: bool, talks: bool) -> pd.DataFrame:
        parts = [keep_free_trade(take_steps(day, SIGNED), counted_only)]
        if talks:
            parts.append(find_in_talks(day))
        both = pd.concat(parts)
        both.attrs = parts[0].attrs
        return both

    return [
        count("signed by Viet Nam", lambda day: joined(day, True, False)),
        count("in force for Viet Nam", lambda day: keep_free_trade(take_steps(day, IN_FORCE))),
        count("signed or under negotiation", lambda day: joined(day, True, True)),
        count(
            "signed, with other trade agreements",
            lambda day: joined(day, False, False),
        ),
    ]


def count_partner_economies(question: Question) -> list[Definition]:
    """Economies reached through trade agreements, under every way of counting them."""
    day = question.day
    parties = load("agreement_parties")
    counted = set(keep_free_trade(take_steps(day, SIGNED))["agreement"])
    in_force = set(keep_free_trade(take_steps(day, IN_FORCE))["agreement"])
    talks = set(find_in_talks(day)["agreement"])
    other = set(keep_free_trade(take_steps(day, SIGNED), counted_only=False)["agreement"])
    efta = talks & {"VN_EFTA"}

    def count(name: str, agreements: set[str], apart: bool = True, extra: int = 0) -> Definition:
        own = parties[parties["agreement"].isin(agreements)]
        own = own[own["party"].ne("EU")] if apart else own[own["via"].isna()]
        beside = bool(agreements & (other - counted))
        economies = own["party"].nunique() + extra
        return number(question.claim, name, economies, rows=[own], beside=beside)

    current = parties["agreement"].isin(in_force) & (
        parties["in_force_on_latest"] <= pd.Timestamp(day)
    )
    dated = parties[current & parties["party"].ne("EU")]
    return [
        count("agreements signed, members of the European Union apart", counted),
        count("agreements signed, the European Union as one", counted, apart=False),
        count("agreements in force, members of the Union apart", in_force),
        number(
            question.claim,
            "agreements in force, partners with a recorded day only",
            dated["party"].nunique(),
            rows=[dated],
        ),
        count("agreements signed, and the four states of EFTA in talks", counted | efta),
        count("agreements signed, the states of EFTA, Viet Nam itself", counted | efta, extra=1),
        count("agreements signed, and other trade agreements", other),
        count("agreements signed, other trade agreements, the states of EFTA", other | efta),
        count("agreements signed or under negotiation", counted | talks),
    ]


def list_forums(question: Question) -> list[Definition]:
    """In which of the forums named did Viet Nam take part on the day, and as what?"""
    held = as_of("memberships", question.day)
    names = dict(zip(held["body"], held["body"], strict=True))
    named = held[held["body"].isin(question.claim.items)]
    member = named[named["role"] == "member"]
    claimed = question.claim.items
    absent = ", ".join(sorted(claimed - set(named["body"]))) or "none"
    most: Meets = "yes" if 2 * named["body"].nunique() > len(claimed) else "no"
    shown = f"{named['body'].nunique()} of {len(claimed)}; not: {absent}"
    return [
        members(question.claim, "in any capacity", named["body"], names, [named]),
        Definition("most of those named, in any capacity", shown, most, (named,)),
        members(question.claim, "as a member", member["body"], names, [member]),
    ]


def count_organisations(question: Question) -> list[Definition]:
    """Organisations Viet Nam belonged to, from the narrowest meaning of the word to the widest.

    The plain sense is bodies of states with their banks: forums, treaties and private bodies
    are other things.
    """
    rows = load("memberships")
    counted = multilateral.count_organisations(question.day)
    order = ["with international banks", *counted["definition"]]
    by_name = counted.set_index("definition")
    definitions = []
    for name in dict.fromkeys(order):
        line = by_name.loc[name]
        used = rows[rows["membership"].isin(line["memberships"])]
        full = "intergovernmental organisations and banks" if name == order[0] else name
        definitions.append(
            number(question.claim, full, int(line["certain"]), int(line["count"]), [used])
        )
    return definitions
