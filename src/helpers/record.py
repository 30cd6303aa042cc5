"""One partner's whole record: relations, rungs, agreements, bodies, trade, votes, sources."""

from __future__ import annotations

import pandas as pd

from helpers.agreements import name_economies
from helpers.answers import Answer
from helpers.chronicle import timeline
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, to_day
from helpers.economy import HOME
from helpers.evidence import evidence_states, load_readings
from helpers.guards import find_code
from helpers.provenance import Provenance, trace
from helpers.voting import list_complete

_BY_PARTNER = {
    "relations": ("diplomatic_relations", "partner"),
    "breaks": ("relation_breaks", "partner"),
    "rungs": ("partnerships", "partner"),
    "agreements": ("agreement_parties", "party"),
    "united nations": ("countries", "country"),
    "trade": ("trade_by_partner", "partner"),
    "votes": ("unga_agreement", "partner"),
    "vaccines and visits": ("activities", "partner"),
    "ha noi": ("hanoi", "partner"),
}
_DATED = {
    "relations": "established_on",
    "breaks": "broken_on",
    "rungs": "established_on",
    "agreements": "in_force_on",
    "united nations": "un_member_since",
    "vaccines and visits": "as_of",
    "ha noi": "as_of",
}


def who(partner: str, until: DayLike | None = None) -> Answer:
    """What is on record with one partner? Its relations, rungs, agreements, trade, votes.

    ``partner``: ISO code or name in English, Vietnamese or Indonesian; ``until``: leaves out
    rows that begin later and years that were not over by then (default: the cut-off). The
    table has a line for each part: ``part``, ``rows``, ``newest`` (the last one in words) and
    ``evidence`` (state of its date). Each part is there as a frame of the dataset,
    ``who("USA")["rungs"]``; ``who("USA")["events"]`` is all of it in order, and
    ``who("USA")["readings"]`` every source's statement. Shared bodies are known only for the
    United Nations and the parties of agreements: who else belongs to a body is not in this
    dataset, and an empty part means that no row names the partner.

    >>> who("Cuba")["relations"]["established_on"].item()
    '1960-12-02'
    >>> who("Atlantis")
    Traceback (most recent call last):
    ...
    helpers.dataset.DatasetError: no partner 'Atlantis'; ...
    """
    code = find_code(partner)
    if code == HOME:
        raise DatasetError("Viet Nam is the subject of every table: ask for one of its partners")
    day = to_day(until or package().cut_off).isoformat()
    parts = {name: _take(table, column, code, day) for name, (table, column) in _BY_PARTNER.items()}
    rests = trace(*(rows for rows in parts.values() if len(rows)))
    lines = [_sum_up(name, rows) for name, rows in parts.items()]
    parts["events"] = timeline(code, until=day).table
    parts["readings"] = _list_readings(rests)
    name = name_economies(pd.Series([code])).item()
    return Answer(
        f"{name} ({code}) and Viet Nam, as on record to {day}",
        pd.DataFrame(lines),
        rests,
        (
            "Shared bodies: only the United Nations and parties of agreements are on record. "
            "Trade as the partner reports it is marked 'mirror'; the two reporters do not agree.",
        ),
        parts=parts,
    )


def _take(table: str, column: str, code: str, day: str) -> pd.DataFrame:
    """The rows of a table about one partner that had begun, or may have, by a day."""
    rows = load(table)
    rows = rows[rows[column] == code]
    if "year" in rows:
        return list_complete(rows, day).sort_values("year", kind="stable")
    date = next(one for one in get_table(table).fields if one.partial_date).name
    early = rows[f"{date}_earliest"]
    begun = early.isna() | (early <= pd.Timestamp(day))
    return rows[begun].sort_values(f"{date}_latest", kind="stable")


def _sum_up(name: str, rows: pd.DataFrame) -> dict[str, object]:
    if rows.empty:
        return {"part": name, "rows": 0, "newest": "no row", "evidence": ""}
    newest = rows.iloc[-1]
    table = str(rows.attrs["table"])
    if name in _DATED:
        states = evidence_states(table).set_index(["key", "field"])["state"]
        state = str(states.get((newest[get_table(table).key], _DATED[name]), ""))
    else:
        state = "series"
    return {"part": name, "rows": len(rows), "newest": _word(name, rows), "evidence": state}


def _word(name: str, rows: pd.DataFrame) -> str:
    newest = rows.iloc[-1]
    if name == "trade":
        own = rows[rows["reporter"] == HOME].dropna(subset=["exports_usd", "imports_usd"])
        if own.empty:
            return "only as the partner reports it"
        last = own.iloc[-1]
        out, into = (float(last[flow]) / 1e9 for flow in ("exports_usd", "imports_usd"))
        flows = f"exports {out:,.1f}, imports {into:,.1f} billion US$"
        return f"{last['year']}: {flows} ({last['status']})"
    if name == "votes":
        share = 100 * float(newest["agree_scored"])
        return f"{newest['year']}: {share:.0f} % agreement in the General Assembly"
    if name == "united nations" and pd.isna(newest["un_member_since"]):
        return {"observer": "observer, since not recorded"}.get(
            str(newest["un_status"]), "neither member nor observer"
        )
    date = "since not known" if pd.isna(newest[_DATED[name]]) else str(newest[_DATED[name]])
    if name == "rungs":
        return f"{newest['tier'].replace('_', ' ')}, {date}"
    if name == "agreements":
        return f"{newest['agreement']}, {date}"
    if name == "united nations":
        return f"{newest['un_status']}, {date}"
    return date


def _list_readings(rests: Provenance) -> pd.DataFrame:
    """Every reading of the rows: table, key, field, reading, standing, publisher, where."""
    frames = []
    for table, keys in rests.rows.items():
        if "source_id" in get_table(table).columns:
            continue
        readings = load_readings(table)
        frames.append(readings[readings["key"].isin(keys)])
    columns = [
        *("table", "key", "field", "reading", "standing", "publisher", "title", "locator"),
        *("address", "note", "source_id"),
    ]
    return pd.concat(frames)[columns].reset_index(drop=True)
