"""The headlines of the start page and the timeline, put to the data like any claim."""

from __future__ import annotations

from helpers import overview, storyline
from helpers.claims.compare import number
from helpers.claims.model import Definition, Question
from helpers.dataset import load


def share_all_well_sourced(question: Question) -> list[Definition]:
    """What share of all cells that have readings has two independent sources, in percent?"""
    sure = overview.count_evidence(question.day).sum()
    share = 100 * sure["two_independent"] / sure.sum()
    rows = [load("evidence")]
    firm = 100 * overview.count_firm(question.day).sum() / sure.sum()
    return [
        number(question.claim, "two independent sources", float(share), rows=rows),
        number(question.claim, "the same without weak hosts", float(firm), rows=rows),
    ]


def share_recent_milestones(question: Question) -> list[Definition]:
    """What share of the milestones falls in the days claimed, in percent, under each choice?"""
    definitions = []
    for name in storyline.list_selections(question.day)[:3]:
        rows = storyline.select_milestones(name, question.day)
        inside = rows[rows["held_on_earliest"] >= question.claim.since]
        share = 100 * len(inside) / len(rows)
        definitions.append(number(question.claim, storyline.SELECTIONS[name], share, rows=[inside]))
    return definitions


def measure_moved_story(question: Question) -> list[Definition]:
    """What share of the story changes period when others choose, in percent?"""
    (selection,) = question.claim.items
    definitions = []
    periods: tuple[storyline.Periods, ...] = ("era", "decade")
    for by in periods:
        compared = storyline.compare_selections(question.day, by).set_index("selection")
        if selection not in compared.index:
            continue
        chosen = storyline.select_milestones(selection, question.day)
        moved = float(compared.at[selection, "moved"])
        definitions.append(number(question.claim, f"by {by}", moved, rows=[chosen]))
    return definitions


def share_named_facts(question: Question) -> list[Definition]:
    """What share of a kind of dated facts does no milestone name, in percent?"""
    (group,) = question.claim.items
    rates = storyline.count_omissions(question.day).set_index("group")
    share = float(rates.at[group, "omitted_share"])
    missing = storyline.list_omissions(question.day).query("group == @group and not named")
    table = load(missing["table"].iloc[0])
    rows = table[table[table.columns[0]].isin(missing["key"])]
    return [number(question.claim, f"{group} that no milestone names", share, rows=[rows])]
