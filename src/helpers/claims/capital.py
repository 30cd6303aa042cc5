"""The collection's own headlines on Ha Noi: shares, goals, pace, evidence."""

from __future__ import annotations

from helpers import capital
from helpers.claims.compare import number
from helpers.claims.model import Definition, Question, UndecidableError


def share_of_nation(question: Question) -> list[Definition]:
    """Ha Noi in per cent of the country in the year claimed (``items``: the kind of flow)."""
    (kind,) = question.claim.items
    shares = capital.compare_with_nation(question.day)
    own = shares[(shares["kind"] == kind) & (shares["year"] == question.last.year)]
    if own.empty:
        raise UndecidableError(f"No whole year {question.last.year} of both on record.")
    rows = capital.list_records(question.day, kind)
    used = rows[rows["as_of"] == str(question.last.year)]
    nation = capital.take_national_rows(question.day)
    nation = nation[nation["year"] == question.last.year]
    share = float(own["percent"].iloc[0])
    return [number(question.claim, "whole year of both", share, rows=[used, nation])]


def count_goals_reached(question: Question) -> list[Definition]:
    """Goals with a number that were due by the day, have an outturn, and were reached."""
    goals = capital.list_goals(question.day)
    told = goals[goals["outturn"].notna()]
    if told.empty:
        raise UndecidableError("No goal that was due has an outturn on record.")
    records = capital.list_records(question.day)
    used = records[records["item"].isin([*told["goal"], *told["goal"].map(capital.OUTTURNS)])]
    same = told[told["same_period"]]
    return [
        number(question.claim, name, int(met.sum()), rows=[used])
        for name, met in (
            ("lower ends of ranges", told["outturn"] >= told["low"]),
            ("upper ends of ranges", told["outturn"] >= told["high"]),
            ("outturns of the goal's own years", same["outturn"] >= same["low"]),
        )
    ]


def measure_capital_pace(question: Question) -> list[Definition]:
    """Growth a year needed to the farthest goal of output per person: outturn, earlier goal."""
    pace = capital.measure_pace(question.day)
    pace = pace[pace["to_year"] == pace["to_year"].max()]
    pace = pace[pace["from_year"] == pace["from_year"].min()].set_index("start")["percent"]
    rows = capital.list_records(question.day)
    used = rows[rows["item"].str.startswith("grdp_per_capita")]
    order = [start for start in ("outturn", "goal") if start in pace.index]
    return [
        number(question.claim, f"from the {start}", round(float(pace[start]), 1), rows=[used])
        for start in order
    ]


def share_capital_sourced(question: Question) -> list[Definition]:
    """What share of the dates and numbers on Ha Noi has two independent sources, in percent?"""
    grades = capital.show_evidence(question.day)
    share = 100 * float(grades["two sources"].sum() / grades["cells"].sum())
    rows = capital.list_records(question.day)
    return [number(question.claim, "two independent sources", share, rows=[rows])]


def count_named_places(question: Question) -> list[Definition]:
    """Partner cities and regions on record by name: each place once, and each step."""
    places = capital.list_partner_places(question.day)
    steps = capital.list_records(question.day, "partner_city")
    twins = places[~capital.name_places(places).str.contains("(", regex=False)]
    return [
        number(question.claim, "places", len(places), rows=[places]),
        number(question.claim, "cities without regions", len(twins), rows=[twins]),
        number(question.claim, "steps on record", len(steps), rows=[steps]),
    ]
