"""Bodies, seats, elections and peacekeeping: what Viet Nam belonged to on any day, as what."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, show_date, to_day
from helpers.evidence import evidence_states
from helpers.table_cache import cache_by_tables
from helpers.timeline import as_of, rows_until

UNIFIED = pd.Timestamp("1976-07-02")
"""The day the Socialist Republic was proclaimed; seats before it are predecessors'."""

PREDECESSORS = ("drv", "southern_predecessor")
TAKES_PART = ("observer", "associate", "partner", "guest")
ROLE_ORDER = ("guest", "observer", "partner", "associate", "signatory", "party", "member")
"""From the loosest to the closest tie: what a body is listed under if several hold."""

KINDS = {
    "organisation": "organisations",
    "bank": "organisations",
    "treaty_body": "organisations",
    "programme": "organisations",
    "forum": "forums",
    "non_governmental": "non-governmental",
    "treaty": "treaties",
}
"""The kinds figures show; organisations with banks, treaty bodies and programmes."""

SEAT_WORDS = {
    "own": "the unified state",
    "predecessor": "an earlier Vietnamese state",
    "unknown": "not known",
}

FIRST_YEAR = 1949


@dataclass(frozen=True)
class Definition:
    """One defensible way to count what a state belongs to."""

    name: str
    record_types: tuple[str, ...]
    roles: tuple[str, ...] = ("member",)
    seats: tuple[str, ...] = ("own", "predecessor", "unknown")
    fields: tuple[str, ...] = ()

    def select(self, bodies: pd.DataFrame) -> pd.DataFrame:
        chosen = (
            bodies["record_type"].isin(self.record_types)
            & bodies["role"].isin(self.roles)
            & bodies["seat"].isin(self.seats)
        )
        if self.fields:
            chosen &= bodies["field"].isin(self.fields)
        return bodies[chosen]


_ORGANISATION = ("organisation",)
_WITH_BANKS = (*_ORGANISATION, "bank")
_WITH_BODIES = (*_WITH_BANKS, "treaty_body", "programme")
_WITH_FORUMS = (*_WITH_BODIES, "forum")
_WITH_PRIVATE = (*_WITH_FORUMS, "non_governmental")
_FULL = ("member", "party")
_ANY = (*_FULL, "signatory", *TAKES_PART)

DEFINITIONS = (
    Definition("United Nations system only", _ORGANISATION, fields=("un_system",)),
    Definition("only seats a predecessor took", _WITH_BODIES, seats=("predecessor",)),
    Definition("organisations joined by the unified state", _ORGANISATION, seats=("own",)),
    Definition("intergovernmental organisations", _ORGANISATION),
    Definition("with international banks", _WITH_BANKS),
    Definition("with treaty bodies and programmes", _WITH_BODIES, _FULL),
    Definition("with forums", _WITH_FORUMS, _FULL),
    Definition("with partner, guest, observer, associate", _WITH_FORUMS, _ANY),
    Definition("with non-governmental bodies", _WITH_PRIVATE, _ANY),
    Definition("with treaties", (*_WITH_PRIVATE, "treaty"), _ANY),
)
"""From the narrowest to the widest; each "with" adds to the line above it."""


@cache_by_tables
def hold_memberships(day: DayLike, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Which memberships held on a day, when a seat of an earlier Vietnamese state has no end?

    ``as_of("memberships")`` with one rule more. A predecessor's row states no end where
    its seat was continued, and sometimes where it was not. Where the unified state has a
    row of its own for the body, the predecessor's row holds only as ``possible`` from 2
    July 1976 and no longer from the day the own row had certainly begun. Where it has
    none (World Bank, WHO), the seat counts as continued.

    ``rows``: the table under another reading. Returns the rows with ``certainty`` and
    ``seat`` (``own``, ``predecessor`` or ``unknown``).

    >>> held = hold_memberships("1988-01-01")  # between the second and third spell
    >>> "ILO" in set(held["body"])
    False
    """
    frame = load("memberships") if rows is None else rows
    held = as_of("memberships", day, rows=frame)
    moment = pd.Timestamp(to_day(day))
    own = frame[~frame["joined_by"].isin(PREDECESSORS)]
    begun = own.loc[own["joined_on_latest"] <= moment, "body"]
    earlier = held["joined_by"].isin(PREDECESSORS) & held["left_on"].isna()
    earlier &= moment >= UNIFIED
    certainty = held["certainty"].mask(earlier & held["body"].isin(own["body"]), "possible")
    held = held.assign(certainty=certainty)[~(earlier & held["body"].isin(begun))]
    seat = held["joined_by"].map(dict.fromkeys(PREDECESSORS, "predecessor") | {"srv": "own"})
    return held.assign(seat=seat.fillna("unknown")).reset_index(drop=True)


@cache_by_tables
def list_bodies(day: DayLike, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Which bodies and treaties did Viet Nam belong to on a day, since when, as what?

    One row a body, by record type and name: ``body``, ``body_name``, ``record_type``,
    ``field``, ``role`` (the closest tie), ``joined_on`` (of the row it is listed under:
    the unified state's own where it has one), ``certainty`` (``certain`` if any of its
    rows certainly holds), ``seat``, ``memberships`` (the keys of the rows that hold) and
    ``evidence`` (the evidence state of ``joined_on``). A date such as ``[..2024]`` is "on
    or before": the body is then ``possible`` on every earlier day.

    >>> bodies = list_bodies("2025-12-31").set_index("body")
    >>> bodies.loc["BRICS", ["role", "joined_on"]].tolist()
    ['partner', '2025-06-13']
    """
    held = hold_memberships(day, rows)
    states = evidence_states("memberships")
    states = states[states["field"] == "joined_on"].set_index("key")["state"]
    ranked = held.assign(
        sure=held["certainty"].eq("certain"),
        own=held["seat"].eq("own"),
        tie=held["role"].map({role: rank for rank, role in enumerate(ROLE_ORDER)}),
        evidence=held["membership"].map(states).fillna("no_reading"),
    ).sort_values(["tie", "own", "joined_on_latest"], ascending=[False, False, True])
    by_body = ranked.groupby("body", sort=False)
    first = by_body.head(1).set_index("body")
    sure = by_body["sure"].any().map({True: "certain", False: "possible"})
    keys: dict[str, tuple[str, ...]] = {}
    for body, key in sorted(zip(held["body"], held["membership"], strict=True)):
        keys[body] = (*keys.get(body, ()), key)
    listed = first.assign(certainty=sure, memberships=[keys[body] for body in first.index])
    listed = listed.reset_index()
    columns = ["body", "body_name", "record_type", "field", "role", "joined_on"]
    columns += ["joined_on_earliest", "joined_on_latest", "certainty", "seat", "memberships"]
    listed = listed[[*columns, "evidence"]].sort_values(["record_type", "body_name"])
    return listed.reset_index(drop=True)


@cache_by_tables
def count_organisations(
    day: DayLike,
    rows: pd.DataFrame | None = None,
    definitions: Sequence[Definition] = DEFINITIONS,
) -> pd.DataFrame:
    """How many organisations, by each defensible meaning of the word?

    Bodies are counted once, however many rows they have. Returns ``definition``,
    ``certain`` (bodies to which Viet Nam belonged under every day the dates allow),
    ``count`` (those and the possible ones) and ``memberships`` (the keys counted). The
    table lists what sources were found for: a count is a floor where bodies are missing
    from it (``data/GAPS.md``) and a ceiling where an unrecorded end is.

    >>> counts = count_organisations("2025-12-31").set_index("definition")
    >>> int(counts.at["with forums", "count"]) > int(counts.at["with international banks", "count"])
    True
    """
    bodies = list_bodies(day, rows)
    counted = []
    for definition in definitions:
        chosen = definition.select(bodies)
        counted.append(
            {
                "definition": definition.name,
                "certain": int(chosen["certainty"].eq("certain").sum()),
                "count": len(chosen),
                "memberships": tuple(sorted(key for keys in chosen["memberships"] for key in keys)),
            }
        )
    return pd.DataFrame(counted)


def compare_with_stated(counts: pd.DataFrame, stated: int) -> pd.DataFrame:
    """Under which definitions are there more than a stated number?

    ``counts``: of ``count_organisations``. Adds ``more_than_stated``: ``yes`` (the certain
    count is above it), ``no`` (even the possible one is not) or ``depends on undated``.

    >>> counts = pd.DataFrame({"certain": [60, 69, 75], "count": [65, 72, 80]})
    >>> compare_with_stated(counts, 70)["more_than_stated"].tolist()
    ['no', 'depends on undated', 'yes']
    """
    verdict = pd.Series("depends on undated", index=counts.index)
    verdict = verdict.mask(counts["certain"] > stated, "yes")
    return counts.assign(more_than_stated=verdict.mask(counts["count"] <= stated, "no"))


def list_added(counts: pd.DataFrame) -> pd.DataFrame:
    """What does each wider definition add? ``definition``, ``added``, ``memberships`` added.

    ``counts``: of ``count_organisations``; only lines that contain the line before them
    are compared, so the first of a chain shows all of its own.
    """
    rows = []
    before: set[str] = set()
    for line in counts.itertuples():
        keys = set(line.memberships)
        new = sorted(keys - before) if before <= keys else sorted(keys)
        rows.append({"definition": line.definition, "added": len(new), "memberships": new})
        before = keys
    return pd.DataFrame(rows)


def find_passing(
    stated: int, until: DayLike, name: str = "with international banks"
) -> dict[str, int | None]:
    """Since which year-end has a definition's certain count been above a stated number?

    ``name``: a definition of ``DEFINITIONS``. Looks back from the last 31 December before
    or on ``until``. Returns ``year`` (None if the number was not passed then) and ``count``
    (at the last year-end that was not above it).

    >>> find_passing(1000, "1990-12-31")["year"] is None
    True
    """
    definition = next(one for one in DEFINITIONS if one.name == name)
    day = to_day(until)
    last = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    passed = None
    for year in range(last, FIRST_YEAR - 1, -1):
        count = int(count_organisations(f"{year}-12-31", None, [definition])["certain"].item())
        if count <= stated:
            return {"year": passed, "count": count}
        passed = year
    return {"year": passed, "count": 0}


def show_bodies(bodies: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Chosen bodies as a table to read, by the day of joining: as what, since, by whom.

    ``bodies``: of ``list_bodies``; ``names``: keys in its column ``body``. Bodies not held
    on that day are left out. Indexed by the body's name.
    """
    chosen = bodies[bodies["body"].isin(list(names))].sort_values("joined_on_latest", kind="stable")
    sure = chosen["certainty"].eq("certain")
    table = {
        "as what": chosen["role"].where(sure, "possibly " + chosen["role"]),
        "since": chosen["joined_on"].map(show_date),
        "seat taken by": chosen["seat"].map(SEAT_WORDS),
        "evidence for the date": chosen["evidence"].str.replace("_", " "),
    }
    return pd.DataFrame(table).set_index(chosen["body_name"].rename("body"))


def count_bodies(until: DayLike, by: str = "kind", since: int = FIRST_YEAR) -> pd.DataFrame:
    """To how many bodies and treaties did Viet Nam belong at the end of each year?

    ``by``: ``kind`` (see ``KINDS``), ``record_type``, ``field``, ``role`` or ``seat``.
    Returns ``day`` (31 December of each year from ``since``, and ``until``), the group,
    ``certain`` and ``count`` (with bodies joined "on or before" a later day, or in a year
    not over). Ends are taken off.

    >>> ends = count_bodies("1995-12-31", since=1994)
    >>> ends["day"].dt.year.unique().tolist()
    [1994, 1995]
    """
    last = to_day(until)
    days = [f"{year}-12-31" for year in range(since, last.year)] + [last.isoformat()]
    frames = []
    for day in days:
        held = hold_memberships(day).sort_values("certainty", kind="stable").drop_duplicates("body")
        held = held.assign(kind=held["record_type"].map(KINDS))
        grouped = held.groupby(by)["certainty"]
        frame = pd.DataFrame(
            {
                "certain": grouped.agg(lambda state: state.eq("certain").sum()),
                "count": grouped.size(),
            }
        )
        frames.append(frame.reset_index().assign(day=pd.Timestamp(day)))
    counts = pd.concat(frames)
    grid = pd.MultiIndex.from_product([pd.to_datetime(days), sorted(counts[by].unique())])
    filled = counts.set_index(["day", by]).reindex(grid, fill_value=0).rename_axis(["day", by])
    return filled.astype(int).reset_index()


def tabulate_fields(until: DayLike, years: Iterable[int]) -> pd.DataFrame:
    """Bodies and treaties certainly held at year-ends by field: fields x years, and a total."""
    counts = count_bodies(until, by="field").assign(year=lambda rows: rows["day"].dt.year)
    wide = counts.pivot_table(index="field", columns="year", values="certain", aggfunc="last")
    chosen = wide[[year for year in years if year in wide]]
    chosen = chosen.sort_values(chosen.columns[-1], ascending=False, kind="stable")
    chosen.index = chosen.index.str.replace("_", " ")
    return pd.concat([chosen, chosen.sum().to_frame("all fields").T]).astype(int)


def list_accessions(until: DayLike) -> pd.DataFrame:
    """When was each body or treaty first joined, by whom, and how precisely is it known?

    One row a body, oldest first: ``body``, ``body_name``, ``record_type``, ``field``,
    ``role``, ``joined_on``, ``precision`` (``day``, ``month``, ``year``, ``on or before``),
    ``joined_by``. Bodies left since are listed too. The order is by the last day a date
    can mean; "on or before" rows belong to no year.

    >>> list_accessions("1950-12-31").query("precision != 'on or before'")["body"].tolist()
    ['Paris-IP', 'WHO', 'FAO', 'ILO']
    """
    rows = rows_until("memberships", until)
    span = (rows["joined_on_latest"] - rows["joined_on_earliest"]).dt.days
    precision = pd.cut(span, [-1, 0, 31, 366], labels=["day", "month", "year"]).astype("object")
    rows = rows.assign(precision=precision.fillna("on or before"))
    rows = rows.sort_values(["joined_on_latest", "membership"])
    columns = ["body", "body_name", "record_type", "field", "role", "joined_on"]
    listed = rows[[*columns, "precision", "joined_by", "joined_on_earliest", "joined_on_latest"]]
    return listed.drop_duplicates("body").reset_index(drop=True)


def find_status(body: str, day: DayLike) -> pd.DataFrame:
    """As what did Viet Nam take part in one body on a day: member, partner, guest, party?

    Returns a row for each role held: ``body``, ``body_name``, ``day``, ``status``,
    ``since`` (as stated), ``certainty`` and ``membership``; one row with the status ``none
    recorded`` if none was. A guest is invited meeting by meeting: the status means "had
    been a guest", not a standing tie. An unknown body raises ``DatasetError``.

    >>> find_status("G20", "2025-12-31")["status"].item()
    'guest'
    >>> find_status("BRICS", "2023-06-24")["status"].item()
    'none recorded'
    """
    table = load("memberships")
    known = table.drop_duplicates("body").set_index("body")["body_name"]
    if body not in known:
        near = difflib.get_close_matches(body, known.index, n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise DatasetError(f"no body {body!r} in memberships; {hint}See its column 'body'")
    held = hold_memberships(day)
    held = held[held["body"] == body]
    if held.empty:
        held = pd.DataFrame([{"role": "none recorded", "certainty": "certain"}])
        held = held.reindex(columns=["role", "joined_on", "certainty", "membership"])
    return pd.DataFrame(
        {
            "body": body,
            "body_name": known[body],
            "day": to_day(day).isoformat(),
            "status": held["role"],
            "since": held["joined_on"],
            "certainty": held["certainty"],
            "membership": held["membership"],
        }
    ).reset_index(drop=True)


def compare_statuses(bodies: Iterable[str], days: Sequence[DayLike]) -> pd.DataFrame:
    """Status in each body on each day, as words: bodies as rows, days as columns.

    >>> compare_statuses(["ASEAN"], ["1995-07-27", "1995-07-28"]).to_numpy().tolist()
    [['none recorded', 'member']]
    """
    table: dict[str, dict[str, str]] = {}
    for body in bodies:
        words = {}
        for day in days:
            found = find_status(body, day).drop_duplicates("status")
            words[show_date(to_day(day).isoformat())] = " and ".join(
                row.status if row.certainty == "certain" else f"possibly {row.status}"
                for row in found.itertuples()
            )
        table[body] = words
    return pd.DataFrame(table).T.rename_axis("body")


def list_elections(until: DayLike) -> pd.DataFrame:
    """With what share of the votes cast was each seat won?

    Rows of ``roles`` with a day of election, oldest first: ``role_id``, ``body``,
    ``role``, ``kind``, ``elected_on``, ``votes_for``, ``votes_cast``, ``percent`` (of
    votes cast; missing where either is), ``ballot`` and ``denominator``. ``ballot`` is
    what the note says of it: ``contested``, ``no vote`` (acclamation or consensus) or
    ``not stated``, so whether a slate was clean is mostly not known. ``denominator`` is
    what the note calls votes cast: members voting, valid papers or as reported, which are
    not quite one measure. An election counts a whole electorate: no interval belongs to
    it. The table holds seats won; defeats and withdrawals are not recorded.

    >>> won = list_elections("2025-12-31").set_index("role_id")
    >>> f"{won.at['un_security_council_member_2020', 'percent']:.1f}"
    '99.5'
    """
    roles = load("roles")
    held = roles[roles["elected_on_earliest"] <= pd.Timestamp(to_day(until))]
    held = held.sort_values(["elected_on_latest", "role_id"])
    note = held["note"].fillna("").astype(str)
    ballot = pd.Series("not stated", index=held.index)
    ballot = ballot.mask(note.str.contains("contested", case=False), "contested")
    ballot = ballot.mask(note.str.contains("acclamation|consensus", case=False), "no vote")
    meaning = note.str.extract(r"otes cast (?:are )?((?:as )?[^.;]+)", expand=False)
    meaning = meaning.mask(note.str.contains("possible votes"), "possible votes as reported")
    percent = 100 * held["votes_for"] / held["votes_cast"]
    columns = ["role_id", "body", "role", "kind", "elected_on", "votes_for", "votes_cast"]
    return (
        held[columns]
        .assign(percent=percent, ballot=ballot, denominator=meaning.where(percent.notna()))
        .reset_index(drop=True)
    )


def show_elections(elections: pd.DataFrame) -> pd.DataFrame:
    """Elections with votes as a table to read: missing votes cast as a word, oldest first."""
    voted = elections[elections["votes_for"].notna()]
    return pd.DataFrame(
        {
            "elected": voted["elected_on"].map(show_date),
            "seat": voted["body"] + ": " + voted["role"],
            "votes": voted["votes_for"].astype(str),
            "of": voted["votes_cast"].astype("string").fillna("not stated"),
            "%": voted["percent"].round(1).astype("string").fillna("not known"),
            "ballot": voted["ballot"],
            "votes cast are": voted["denominator"].fillna("not stated"),
        }
    ).reset_index(drop=True)


def list_seats(until: DayLike, kinds: Sequence[str] = ("elected_seat",)) -> pd.DataFrame:
    """Which seats were held, from when to when?

    One row a term begun by ``until``, by the body's first term: ``role_id``, ``body``,
    ``role``, ``start_earliest``, ``start_latest``, ``end_earliest``, ``end_latest`` (ends
    cut at ``until``) and ``end_known``: ``ended``, ``running`` (the end lies after ``until``
    or, by its note, after the cut-off) or ``not known`` (no end recorded: do not draw it
    as held). Terms with no start are left out.

    >>> seats = list_seats("2010-06-30").set_index("role_id")
    >>> seats.at["un_security_council_member_2008", "end_known"]
    'ended'
    >>> seats.at["ipu_executive_committee_member_2007", "end_known"]
    'not known'
    """
    day = pd.Timestamp(to_day(until))
    roles = load("roles")
    of_kind = roles["kind"].isin(list(kinds)) & ~(roles["elected_on_earliest"] > day)
    begun = roles[of_kind & (roles["term_start_earliest"] <= day)]
    # Where a term runs beyond the cut-off, term_end is missing and the note says until when.
    planned = begun["note"].astype("string").str.extract(r"[Tt]erm to (\d{4})", expand=False)
    unknown = begun["term_end"].isna() & planned.isna()
    running = ~unknown & (begun["term_end_latest"].isna() | (begun["term_end_latest"] > day))
    known = pd.Series("ended", index=begun.index).mask(running, "running")
    seats = pd.DataFrame(
        {
            "role_id": begun["role_id"],
            "body": begun["body"],
            "role": begun["role"],
            # A term stated by its year did not begin before the day it was won.
            "start_earliest": begun[["term_start_earliest", "elected_on_earliest"]].max(axis=1),
            "start_latest": begun["term_start_latest"],
            "end_earliest": begun["term_end_earliest"].fillna(day).clip(upper=day).mask(unknown),
            "end_latest": begun["term_end_latest"].fillna(day).clip(upper=day).mask(unknown),
            "end_known": known.mask(unknown, "not known"),
        }
    )
    first = seats.groupby("body")["start_earliest"].transform("min")
    ordered = seats.assign(first=first).sort_values(["first", "body", "start_earliest"])
    return ordered.drop(columns="first").reset_index(drop=True)


def count_seats(until: DayLike, kinds: Sequence[str] = ("elected_seat",)) -> pd.DataFrame:
    """How many seats were held at once on each day the number can change?

    Returns ``day``, ``certain``, ``count`` (with those that only the width of a date
    allows). Terms with no known end are left out, so the count is a floor.

    >>> int(count_seats("2009-12-31")["count"].iloc[-1]) >= 2
    True
    """
    seats = list_seats(until, kinds)
    seats = seats[seats["end_known"] != "not known"]
    after = seats["end_latest"] + pd.Timedelta(days=1)
    edges = pd.concat(
        [seats["start_earliest"], seats["start_latest"], seats["end_earliest"], after]
    )
    last = pd.Timestamp(to_day(until))
    days = sorted({*edges[edges <= last], last})
    rows = []
    for day in days:
        possible = (seats["start_earliest"] <= day) & (seats["end_latest"] >= day)
        certain = (seats["start_latest"] <= day) & (seats["end_earliest"] >= day)
        rows.append({"day": day, "certain": int(certain.sum()), "count": int(possible.sum())})
    return pd.DataFrame(rows)


def list_peacekeeping_totals(until: DayLike) -> pd.DataFrame:
    """What totals of peacekeepers were stated, of what, for which day?

    Returns ``entry``, ``held_on``, ``day`` (the last one it can mean), ``value``,
    ``unit`` (``turns``: times someone was sent; ``personnel``: people sent so far;
    ``personnel_in_field``: people there at one time) and ``meaning`` (``stated``, ``more
    than`` or ``nearly``, from the note). Units are not one series: never join them.

    >>> list_peacekeeping_totals("2021-12-31")[["value", "unit"]].to_numpy().tolist()
    [[29.0, 'turns'], [246.0, 'personnel']]
    """
    rows = rows_until("peacekeeping", until)
    totals = rows[rows["kind"] == "total"].sort_values("held_on_latest", kind="stable")
    note = totals["note"].astype("string").fillna("")
    word = note.str.extract(r"[Ss]tated as (more than|nearly)", expand=False).fillna("stated")
    last = totals["held_on_latest"].clip(upper=pd.Timestamp(to_day(until)))
    listed = totals[["entry", "held_on", "value", "unit"]].assign(meaning=word, day=last)
    return listed.reset_index(drop=True)


_SIGNS = {"stated": "", "more than": "more than ", "nearly": "nearly "}


def word_totals(totals: pd.DataFrame, units: Mapping[str, str]) -> list[str]:
    """The newest total of each kind of people in words, running total before the field.

    ``totals``: of ``list_peacekeeping_totals``; ``units``: words for them.

    >>> words = {"personnel": "sent so far", "personnel_in_field": "in the field"}
    >>> word_totals(list_peacekeeping_totals("2023-12-31"), words)
    ['789 sent so far (December 2023)', '274 in the field (December 2023)']
    """
    said = []
    for unit in ("personnel", "personnel_in_field"):
        of_unit = totals[totals["unit"] == unit]
        if not of_unit.empty:
            newest = of_unit.iloc[-1]
            month = show_date(newest["held_on"][:7])
            said.append(
                f"{_SIGNS[newest['meaning']]}{newest['value']:,.0f} {units[unit]} ({month})"
            )
    return said


def explain_totals(until: DayLike) -> pd.DataFrame:
    """How much of each rise in the total of people sent is units known to have left?

    One row a stated total of ``personnel``, oldest first: ``held_on``, ``value``,
    ``meaning``, ``rise`` (since the total before; missing for the first), ``exact`` (both
    totals are plain numbers, not "more than" or "nearly"), ``units`` and
    ``people`` (sendings in between and the sum of their stated sizes) and ``unstated``
    (sendings of no stated size: ``people`` is then a floor). A sending on the very day of
    a total is counted with it, which a source may not have done.

    >>> rises = explain_totals("2022-12-31")
    >>> rises[["rise", "people"]].iloc[-1].tolist()
    [266.0, 247.0]
    """
    totals = list_peacekeeping_totals(until)
    totals = totals[totals["unit"] == "personnel"].reset_index(drop=True)
    rows = load("peacekeeping").set_index("entry")
    sent = list_deployments(until)
    sent = sent.assign(day=sent["entry"].map(rows["held_on_latest"]))
    before = totals["day"].shift()
    between = [
        sent[(sent["day"] > start) & (sent["day"] <= end)]
        for start, end in zip(before, totals["day"], strict=True)
    ]
    value = totals["value"].astype(float)
    stated = totals["meaning"].eq("stated")
    return totals[["entry", "held_on", "value", "meaning"]].assign(
        rise=value.diff(),
        exact=stated & stated.shift(fill_value=False),
        units=[len(part) for part in between],
        people=[float(part["value"].astype(float).sum()) for part in between],
        unstated=[int(part["value"].isna().sum()) for part in between],
    )


def show_rises(rises: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``explain_totals`` after the first as a table to read."""
    sign = rises["meaning"].map(_SIGNS)
    about = rises["exact"].map({True: "", False: "about "})
    people = rises["people"].map("{:.0f}".format)
    known = people.where(rises["unstated"].eq(0), "not stated").where(rises["units"].gt(0), "none")
    table = {
        "stated on": rises["held_on"].map(show_date),
        "sent so far": sign + rises["value"].astype(float).map("{:,.0f}".format),
        "rise since the total before": about + rises["rise"].map("{:,.0f}".format),
        "units sent between": rises["units"],
        "people in those units": known,
    }
    return pd.DataFrame(table).iloc[1:].set_index("stated on")


def list_deployments(until: DayLike) -> pd.DataFrame:
    """Which units were sent, and how many people in all by each sending?

    Rows of ``deployment`` and ``rotation`` that send a unit or first officers: ``entry``,
    ``held_on``, ``mission``, ``value`` (people; missing where not stated) and
    ``running_sum`` of the stated ones with ``missing_so_far``, so the sum is a floor once
    that is above 0. Our sum, not a stated total.

    >>> sent = list_deployments("2022-12-31")
    >>> sent["running_sum"].iloc[-1], sent["missing_so_far"].iloc[-1]
    (np.float64(439.0), np.int64(0))
    """
    rows = rows_until("peacekeeping", until)
    sent = rows[rows["kind"].isin(["deployment", "rotation"]) & rows["mission"].notna()]
    sent = sent.sort_values(["held_on_earliest", "entry"])
    return (
        sent[["entry", "held_on", "mission", "value"]]
        .assign(
            running_sum=sent["value"].astype(float).fillna(0.0).cumsum(),
            missing_so_far=sent["value"].isna().cumsum(),
        )
        .reset_index(drop=True)
    )
