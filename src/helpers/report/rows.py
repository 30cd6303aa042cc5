"""Pages that lead from a row of the dataset to the documents behind it."""

from __future__ import annotations

import html

import pandas as pd

from helpers.dataset import Table, load, package
from helpers.evidence import REMARKS, evidence_states, load_readings

_STANDINGS = {"supports": "", "rival": "states otherwise: ", "set_aside": "set aside: "}
_STATES = {
    "two_independent": "two independent sources",
    "one_source": "one source",
    "tertiary_only": "encyclopaedia only",
    "conflict": "sources conflict",
    "no_reading": "no reading",
}


def list_sourced_tables() -> list[Table]:
    """The tables whose rows have readings of their own."""
    sourced = set(load("evidence").query("key != '*'")["table"])
    return [table for table in package().tables.values() if table.name in sourced]


def write_rows_page(table: Table) -> str:
    """Every row of a table with its cells, its evidence state and its sources, as Markdown."""
    rows = load(table.name)
    readings = load_readings(table.name)
    states = dict(list(evidence_states(table.name).groupby("key")))
    parts = [
        f"# Rows and sources: {table.title[0].lower()}{table.title[1:]}",
        f"{table.description} {len(rows)} rows; open one to see who states what, and where.",
    ]
    entries = [
        _write_row(table, row, _describe_states(states.get(row[table.key])), readings)
        for row in rows.to_dict("records")
    ]
    return "\n\n".join([*parts, "```{raw} html\n" + "\n".join(entries) + "\n```"]) + "\n"


def _describe_states(cells: pd.DataFrame | None) -> str:
    """The evidence state of a row: one where its cells agree, else one for each cell."""
    if cells is None:
        return ""
    if cells["state"].nunique() == 1:
        return _STATES[cells["state"].iloc[0]]
    return "; ".join(f"{cell.field}: {_STATES[str(cell.state)]}" for cell in cells.itertuples())


def _write_row(table: Table, row: dict[str, object], state: str, readings: pd.DataFrame) -> str:
    key = str(row[table.key])
    cells = [
        f"{html.escape(name)}: <b>{html.escape(_show_cell(row[name]))}</b>"
        for name in table.columns
        if name not in (table.key, REMARKS) and pd.notna(row[name])
    ]
    note = row.get(REMARKS)
    remark = f"<p>{html.escape(str(note))}</p>" if pd.notna(note) else ""
    own = readings[readings["key"] == key]
    items = "\n".join(_write_reading(reading) for reading in own.to_dict("records"))
    return (
        f'<details class="row"><summary><code>{html.escape(key)}</code> '
        f'{"; ".join(cells)} <span class="state">{state}</span></summary>'
        f'<div class="row-body" id="{html.escape(key)}">{remark}<ul>{items}</ul></div></details>'
    )


def _show_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _write_reading(reading: dict[str, object]) -> str:
    said = {name: html.escape(str(value)) for name, value in reading.items() if pd.notna(value)}
    relays = f" (passing on {said['relays']})" if "relays" in said else ""
    extra = [said[name] for name in ("published", "locator", "note") if name in said]
    return (
        f"<li>{_STANDINGS[said['standing']]}{said['field']} <b>{said['reading']}</b>, "
        f'{said["publisher"]}{relays}: <a href="{said["address"]}">'
        f"{said.get('title', said['address'])}</a>{'; '.join(['', *extra])}</li>"
    )
