"""Counts that say by which rule: of disputed states, predecessors, unions and bodies.

"How many partners?" has several right answers. ``count`` asks which one is meant, and lists
what each rule would give, instead of choosing in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.agreements import IN_FORCE, SIGNED, Clock, keep_free_trade, list_links, take_steps
from helpers.answers import Answer
from helpers.dataset import DatasetError, get_table, load
from helpers.dates import DayLike, show_date, to_day
from helpers.ladder import RUNGS
from helpers.multilateral import DEFINITIONS, Definition, list_bodies
from helpers.provenance import Provenance, merge, trace
from helpers.timeline import CoverageError, as_of

Select = Callable[[str], pd.DataFrame]


class WhichRuleError(DatasetError):
    """A count has several right answers: the message lists the rules and what each gives."""


@dataclass(frozen=True)
class Rule:
    """One way to count: its name, what it counts, and the rows it counts on a day.

    The rows have ``certainty`` and are counted once by the column ``subject``.
    """

    name: str
    words: str
    select: Select
    table: str
    subject: str


def _relations(keep: Callable[[pd.DataFrame, str], pd.Series]) -> Select:
    def select(day: str) -> pd.DataFrame:
        held = as_of("diplomatic_relations", day)
        return held[keep(held, day)]

    return select


def _is_un_member(held: pd.DataFrame, day: str) -> pd.Series:
    joined = load("countries").set_index("country")["un_member_since_earliest"]
    return held["partner"].map(joined) <= pd.Timestamp(day)


def _is_in_un(held: pd.DataFrame, day: str) -> pd.Series:
    observers = load("countries").query("un_status == 'observer'")["country"]
    return _is_un_member(held, day) | held["partner"].isin(observers)


def _partners(rungs: tuple[str, ...] | None, official: bool) -> Select:
    def select(day: str) -> pd.DataFrame:
        events = load("partnerships")
        held = as_of("partnerships", day, rows=events[events["counted"]] if official else None)
        return held if rungs is None else held[held["tier"].isin(rungs)]

    return select


def _agreements(steps: tuple[str, ...]) -> Select:
    def select(day: str) -> pd.DataFrame:
        as_of("agreement_steps", day)  # refuses a day outside coverage
        return keep_free_trade(take_steps(day, steps))

    return select


def _economies(clock: Clock, union_as_one: bool) -> Select:
    def select(day: str) -> pd.DataFrame:
        as_of("agreement_parties", day)
        links = list_links(day, clock)
        return links[links["via"].isna()] if union_as_one else links[links["party"] != "EU"]

    return select


def _bodies(definition: Definition) -> Select:
    def select(day: str) -> pd.DataFrame:
        as_of("memberships", day)
        bodies = definition.select(list_bodies(day))
        keys = bodies[["certainty", "memberships"]].explode("memberships")
        rows = load("memberships").set_index("membership", drop=False)
        held = rows.loc[keys["memberships"]].assign(certainty=keys["certainty"].to_numpy())
        return held.reset_index(drop=True)

    return select


_ON = "diplomatic_relations", "partner"
_LADDER = "partnerships", "partner"
_STEPS = "agreement_steps", "agreement"
_PARTIES = "agreement_parties", "party"
RULES: Mapping[str, tuple[Rule, ...]] = {
    "relations": (
        Rule(
            "all",
            "every partner on record, with the Cook Islands, Palestine and the Sahrawi Republic",
            _relations(lambda held, day: pd.Series(True, index=held.index)),
            *_ON,
        ),
        Rule(
            "un_members",
            "members of the United Nations on the day",
            _relations(_is_un_member),
            *_ON,
        ),
        Rule(
            "un_members_and_observers",
            "the same with the observer states of today",
            _relations(_is_in_un),
            *_ON,
        ),
        Rule(
            "no_predecessors",
            "without those whose relations were opened with a predecessor state",
            _relations(lambda held, day: held["established_with"] != "predecessor"),
            *_ON,
        ),
    ),
    "partners": (
        Rule(
            "official",
            "the three rungs, by the events that official lists count",
            _partners(RUNGS, official=True),
            *_LADDER,
        ),
        Rule(
            "strategic_and_above",
            "the two upper rungs, by the same events",
            _partners(RUNGS[1:], official=True),
            *_LADDER,
        ),
        Rule(
            "comprehensive_strategic",
            "the top rung, by the same events",
            _partners(RUNGS[2:], official=True),
            *_LADDER,
        ),
        Rule(
            "with_union_and_frameworks",
            "the three rungs, with the European Union and events that no list counts",
            _partners(RUNGS, official=False),
            *_LADDER,
        ),
        Rule(
            "everything",
            "the same with sectoral and special partners",
            _partners(None, official=False),
            *_LADDER,
        ),
    ),
    "agreements": (
        Rule("signed", "signed by Viet Nam, by official lists", _agreements(SIGNED), *_STEPS),
        Rule(
            "in_force", "in force for Viet Nam, by official lists", _agreements(IN_FORCE), *_STEPS
        ),
    ),
    "economies": (
        Rule(
            "signed",
            "economies of agreements signed, members of the European Union one by one",
            _economies("signed", union_as_one=False),
            *_PARTIES,
        ),
        Rule(
            "signed_union_as_one",
            "economies of agreements signed, the European Union as one",
            _economies("signed", union_as_one=True),
            *_PARTIES,
        ),
        Rule(
            "in_force",
            "economies of agreements in force, members of the European Union one by one",
            _economies("in force", union_as_one=False),
            *_PARTIES,
        ),
        Rule(
            "in_force_union_as_one",
            "economies of agreements in force, the European Union as one",
            _economies("in force", union_as_one=True),
            *_PARTIES,
        ),
    ),
    "organisations": tuple(
        Rule(one.name, f"bodies, {one.name}", _bodies(one), "memberships", "body")
        for one in DEFINITIONS
    ),
}
"""What can be counted, and the rules by which it can."""


def count(what: str, day: DayLike | Iterable[DayLike], rule: str | None = None) -> Answer:
    """How many were there on a day, or on each of several days, by a named rule?

    ``what``: ``relations``, ``partners``, ``agreements``, ``economies`` or ``organisations``;
    ``rule``: a name in ``RULES[what]``. Without one ``WhichRuleError`` lists what each rule gives.
    The table has ``day``, ``certain``, ``count`` (with subjects that only the width of a date
    allows) and ``rows``; ``value`` is the certain count of a single day. Of several days, one
    before coverage is missing, never 0; a single one raises ``CoverageError``.

    >>> count("relations", "2025-12-31", rule="un_members").value
    192
    >>> count("relations", "2025-12-31")
    Traceback (most recent call last):
    ...
    helpers.counting.WhichRuleError: relations on 31 December 2025 can be counted by 4 rules: ...
    """
    if what not in RULES:
        raise DatasetError(f"nothing to count is called {what!r}: choose {', '.join(RULES)}")
    one_day = isinstance(day, str | dt.date)
    days = [to_day(one).isoformat() for one in _list_days(day)]
    chosen = {one.name: one for one in RULES[what]}
    if rule not in chosen:
        raise WhichRuleError(_ask_back(what, days[-1], rule))
    lines, rests = [], []
    for moment in days:
        line, found = _count_one(chosen[rule], moment, strict=one_day)
        lines.append(line)
        rests.append(found)
    table = pd.DataFrame(lines).astype({"certain": "Int64", "count": "Int64", "rows": "Int64"})
    outside = table["count"].isna()
    first = get_table(chosen[rule].table).coverage["from"]
    gap = (
        (f"Before {show_date(first)} the table does not say: missing, not 0.",)
        if outside.any()
        else ()
    )
    return Answer(
        f"{what} by the rule {rule}: {chosen[rule].words}",
        table,
        merge(rests),
        gap,
        int(table["certain"].iloc[0]) if one_day else None,
    )


def _list_days(day: DayLike | Iterable[DayLike]) -> list[DayLike]:
    if isinstance(day, str | dt.date):
        return [day]
    return list(day)


def _count_one(rule: Rule, day: str, strict: bool) -> tuple[dict[str, object], Provenance]:
    try:
        held = rule.select(day)
    except CoverageError:
        if strict:
            raise
        missing = {"day": day, "certain": pd.NA, "count": pd.NA, "rows": pd.NA}
        return missing, Provenance()
    sure = held["certainty"] == "certain"
    line = {
        "day": day,
        "certain": held.loc[sure, rule.subject].nunique(),
        "count": held[rule.subject].nunique(),
        "rows": len(held),
    }
    return line, trace(held)


def list_rules(what: str, day: DayLike) -> Answer:
    """By which rules can something be counted, and what does each give on a day?

    ``what``: as in ``count``. Returns ``rule``, ``certain``, ``count`` and ``meaning``.

    >>> list_rules("agreements", "2025-12-31").table["certain"].tolist()
    [17, 16]
    """
    if what not in RULES:
        raise DatasetError(f"nothing to count is called {what!r}: choose {', '.join(RULES)}")
    moment = to_day(day).isoformat()
    lines, rests = [], []
    for rule in RULES[what]:
        found, rows = _count_one(rule, moment, strict=True)
        rests.append(rows)
        lines.append(
            {
                "rule": rule.name,
                "certain": found["certain"],
                "count": found["count"],
                "meaning": rule.words,
            }
        )
    title = f"{what} on {show_date(moment)}, by each rule"
    return Answer(title, pd.DataFrame(lines), merge(rests))


def _ask_back(what: str, day: str, asked: str | None) -> str:
    found = list_rules(what, day).table
    lines = []
    for line in found.itertuples(name="Line"):
        low, high = line.certain, line[3]  # ``count`` is a method of a tuple
        number = f"{low}" if low == high else f"{low} to {high}"
        lines.append(f"  rule={line.rule!r}: {number} ({line.meaning})")
    unknown = f"{asked!r} is none of them" if asked is not None else "say which"
    return (
        f"{what} on {show_date(day)} can be counted by {len(lines)} rules: {unknown}.\n"
        + "\n".join(lines)
    )
