"""The collection's own headlines: superlatives and sizes, put to the data like any claim."""

from __future__ import annotations

import pandas as pd

from helpers import ladder, relations
from helpers.claims.model import Definition, Meets, Question
from helpers.timeline import rows_until


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
