"""What happened, in order: one line an event, across the dated tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers.agreements import name_economies
from helpers.answers import Answer
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import evidence_states
from helpers.guards import find_code
from helpers.lineage import trace_frame
from helpers.partners import name_partners
from helpers.table_cache import cache_by_tables


@dataclass(frozen=True)
class Event:
    """A date column of a table as an event: in which words, and whom it concerns."""

    table: str
    date: str
    words: Callable[[pd.DataFrame], pd.Series]
    partner: str | None = None


def _text(column: pd.Series) -> pd.Series:
    return column.astype("string").str.replace("_", " ").str.replace("viet nam", "Viet Nam")


def _agreement(rows: pd.DataFrame) -> pd.Series:
    return rows["agreement"].map(load("agreements").set_index("agreement")["name_en"])


def _name(rows: pd.DataFrame) -> pd.Series:
    return name_partners(rows["partner"])


EVENTS = (
    Event(
        "diplomatic_relations",
        "established_on",
        lambda rows: "diplomatic relations with " + _name(rows),
        "partner",
    ),
    Event(
        "relation_breaks",
        "broken_on",
        lambda rows: "relations broken off with " + _name(rows),
        "partner",
    ),
    Event(
        "relation_breaks",
        "resumed_on",
        lambda rows: "relations resumed with " + _name(rows),
        "partner",
    ),
    Event(
        "partnerships",
        "established_on",
        lambda rows: _name(rows) + ": " + _text(rows["tier"]) + ", " + rows["step"],
        "partner",
    ),
    Event("agreement_steps", "held_on", lambda rows: _agreement(rows) + ": " + _text(rows["step"])),
    Event(
        "agreement_parties",
        "in_force_on",
        lambda rows: _agreement(rows) + ": in force for " + name_economies(rows["party"]),
        "party",
    ),
    Event(
        "memberships",
        "joined_on",
        lambda rows: rows["body_name"] + ": joined as " + _text(rows["role"]),
    ),
    Event(
        "memberships",
        "left_on",
        lambda rows: rows["body_name"] + ": left as " + _text(rows["role"]),
    ),
    Event("roles", "term_start", lambda rows: rows["body"] + ": " + rows["role"] + " begins"),
    Event("roles", "term_end", lambda rows: rows["body"] + ": " + rows["role"] + " ends"),
    Event("milestones", "held_on", lambda rows: rows["title"]),
    Event("events", "held_on", lambda rows: rows["title"]),
    Event(
        "party_documents",
        "adopted_on",
        lambda rows: rows["number"].fillna("document") + ": " + rows["title_en"].fillna("untitled"),
    ),
    Event(
        "peacekeeping", "held_on", lambda rows: "peacekeeping: " + rows["note"].fillna(rows["kind"])
    ),
    Event(
        "hanoi",
        "as_of",
        lambda rows: "Ha Noi: " + rows["note"].fillna(_text(rows["item"])),
        "partner",
    ),
    Event(
        "activities",
        "as_of",
        lambda rows: _text(rows["category"]) + ": " + rows["note"].fillna(_text(rows["activity"])),
        "partner",
    ),
)
"""The date columns that are events, in the order of tables."""


@cache_by_tables
def list_events(names: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Every dated event of some tables (default: all), oldest first.

    Returns ``on`` (as stated), ``event`` (in words), ``evidence`` (state of the date), ``table``,
    ``key``, ``partner`` (code; missing where the row names none), ``on_earliest`` and
    ``on_latest``. The order is by the last day a date can mean.

    >>> list_events(("relation_breaks",))["event"].iloc[0]
    'relations broken off with Chile'
    """
    frames = []
    for event in EVENTS:
        if names is not None and event.table not in names:
            continue
        rows = load(event.table)
        rows = rows[rows[event.date].notna()]
        key = get_table(event.table).key
        states = evidence_states(event.table)
        states = states[states["field"] == event.date].set_index("key")["state"]
        frames.append(
            pd.DataFrame(
                {
                    "on": rows[event.date],
                    "event": event.words(rows).astype("object"),
                    "evidence": rows[key].map(states).fillna("no_reading"),
                    "table": event.table,
                    "key": rows[key],
                    "partner": rows[event.partner] if event.partner else pd.NA,
                    "on_earliest": rows[f"{event.date}_earliest"],
                    "on_latest": rows[f"{event.date}_latest"],
                }
            )
        )
    found = pd.concat(frames)
    return found.sort_values(["on_latest", "table", "key"]).reset_index(drop=True)


def timeline(
    of: str | None = None, since: DayLike | None = None, until: DayLike | None = None
) -> Answer:
    """What happened, in order, with one partner or in one table?

    ``of``: a partner (code or name), a dated table, or nothing for everything on record;
    ``since``, ``until``: first and last day (default: all, to the cut-off). Of a partner: rows
    that name it, and the steps of agreements it is a party to, unless it was a party only later.
    The table has ``on`` (as stated), ``certainty`` (``possible`` when the date allows a day
    outside the range), ``event``, ``evidence``, ``table`` and ``key``.

    >>> timeline("United States", since="2023-01-01").table["on"].tolist()
    ['2023-09-10']
    """
    names = {event.table for event in EVENTS}
    if of is None:
        found, title = list_events(), "Everything dated on record"
    elif of in names:
        found, title = list_events((of,)), get_table(of).title
    elif of in package().tables:
        raise DatasetError(f"{of} holds no events; tables that do: {', '.join(sorted(names))}")
    else:
        code = find_code(of)
        found, title = (
            _keep_partner(list_events(), code),
            f"{name_economies(pd.Series([code])).item()}",
        )
    last = pd.Timestamp(to_day(until or package().cut_off))
    inside = found["on_earliest"].isna() | (found["on_earliest"] <= last)
    sure = found["on_latest"] <= last
    if since is not None:
        first = pd.Timestamp(to_day(since))
        inside &= found["on_latest"] >= first
        sure &= found["on_earliest"] >= first
    found = found.assign(certainty=sure.map({True: "certain", False: "possible"}))[inside]
    columns = ["on", "certainty", "event", "evidence", "table", "key"]
    spoken = f"{title}: {len(found)} dated events" + (
        f" from {show_date(to_day(since).isoformat())}" if since is not None else ""
    )
    return Answer(
        f"{spoken} to {show_date(last.date().isoformat())}",
        found[columns].reset_index(drop=True),
        trace_frame(found),
        () if len(found) else ("No row names it, which is not to say that nothing was.",),
    )


def _keep_partner(events: pd.DataFrame, code: str) -> pd.DataFrame:
    parties = load("agreement_parties")
    own = parties[parties["party"] == code]
    steps = load("agreement_steps")
    shared = steps.loc[steps["agreement"].isin(own["agreement"]), "step_id"]
    of_agreement = (events["table"] == "agreement_steps") & events["key"].isin(shared)
    return events[events["partner"].eq(code).fillna(False) | of_agreement]
