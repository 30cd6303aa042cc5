"""Pages that lead from a row of the dataset to the documents behind it."""

from __future__ import annotations

import functools
import html

import pandas as pd

from helpers.dataset import Table, load
from helpers.evidence import REMARKS, evidence_states, load_readings
from helpers.partners import SPECIAL_NAMES

_STANDINGS = {"supports": "", "rival": "states otherwise: ", "set_aside": "set aside: "}
STATE_WORDS = {
    "two_independent": "two independent sources",
    "one_source": "one source",
    "tertiary_only": "encyclopaedia only",
    "conflict": "sources conflict",
    "no_reading": "no reading",
}
_NAMES = "countries"
_CODED = ("partner", "country", "party")
"""The columns that hold the code of a state or bloc, which readers know by name."""


def write_rows_page(table: Table) -> str:
    """Every row of a table with its cells, its evidence state and its sources, as Markdown."""
    rows = load(table.name)
    readings = load_readings(table.name)
    by_row = dict(list(readings.groupby("key")))
    states = dict(list(evidence_states(table.name).groupby("key")))
    parts = [
        f"# Rows and sources: {table.title}",
        f"{table.description} {len(rows)} rows; open one to see who states what, and where.",
    ]
    none = readings.iloc[:0]
    entries = []
    for row in rows.to_dict("records"):
        key = row[table.key]
        entries.append(
            _write_row(table, row, _describe_states(states.get(key)), by_row.get(key, none))
        )
    return "\n\n".join([*parts, "```{raw} html\n" + "\n".join(entries) + "\n```"]) + "\n"


def _describe_states(cells: pd.DataFrame | None) -> str:
    """The evidence state of a row: one where its cells agree, else one for each cell."""
    if cells is None:
        return ""
    if cells["state"].nunique() == 1:
        return STATE_WORDS[cells["state"].iloc[0]]
    return "; ".join(f"{cell.field}: {STATE_WORDS[str(cell.state)]}" for cell in cells.itertuples())


@functools.cache
def _country_names() -> dict[str, tuple[str, str]]:
    """By code: the name the pages use, and the names in other languages, for the search."""
    rows = load(_NAMES)
    others = [name for name in rows if str(name).startswith("name_") and name != "name_en"]
    also = rows[others].fillna("").agg(" ".join, axis=1)
    names = {
        str(code): (str(name), str(words))
        for code, name, words in zip(rows["country"], rows["name_en"], also, strict=True)
    }
    special = {code: (name, names.get(code, ("", ""))[1]) for code, name in SPECIAL_NAMES.items()}
    return names | special


def _list_names(table: Table, row: dict[str, object]) -> list[tuple[str, str]]:
    """The states and blocs a row is about: their names, and those in other languages."""
    if table.name == _NAMES:
        return []
    codes = [str(row[name]) for name in _CODED if name in table.columns]
    return [_country_names()[code] for code in codes if code in _country_names()]


def name_row(table: Table, key: str) -> str:
    """A row in words: the states it is about, else its key.

    >>> from helpers.dataset import get_table
    >>> name_row(get_table("partnerships"), "USA_comprehensive_2013")
    'United States'
    """
    rows = load(table.name)
    row = rows[rows[table.key] == key].iloc[0].to_dict()
    return ", ".join(name for name, _ in _list_names(table, row)) or key


def _write_row(table: Table, row: dict[str, object], state: str, readings: pd.DataFrame) -> str:
    key = str(row[table.key])
    names = _list_names(table, row)
    cells = [
        f"{html.escape(name)}: <b>{html.escape(_show_cell(row[name]))}</b>"
        for name in table.columns
        if name not in (table.key, REMARKS) and pd.notna(row[name])
    ]
    note = row.get(REMARKS)
    remark = f"<p>{html.escape(str(note))}</p>" if pd.notna(note) else ""
    items = "\n".join(_write_reading(reading) for reading in readings.to_dict("records"))
    named = "".join(f"<b>{html.escape(name)}</b> " for name, _ in dict.fromkeys(names))
    also = html.escape(" ".join(words for _, words in names), quote=True)
    return (
        f'<details class="row" data-also="{also}"><summary>{named}<code>{html.escape(key)}</code> '
        f'{"; ".join(cells)} <span class="state">{state}</span></summary>'
        f'<div class="row-body" id="{html.escape(key)}">{remark}<ul>{items}</ul></div></details>'
    )


def _show_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _write_reading(reading: dict[str, object]) -> str:
    said = {name: html.escape(str(value)) for name, value in reading.items() if pd.notna(value)}
    title = said["address"]
    if "title" in said:
        title = mark_title(said["title"], said.get("language", "en"))
    relays = f" (passing on {said['relays']})" if "relays" in said else ""
    extra = [said[name] for name in ("published", "locator", "note") if name in said]
    return (
        f"<li>{_STANDINGS[said['standing']]}{said['field']} <b>{said['reading']}</b>, "
        f'{said["publisher"]}{relays}: <a href="{said["address"]}">{title}</a>'
        f"{'; '.join(['', *extra])}</li>"
    )


def mark_title(words: str, language: str) -> str:
    """A document's title with its language, where that is not the page's own.

    >>> mark_title("Hội nhập", "vi")
    '<span lang="vi">Hội nhập</span>'
    """
    return words if language == "en" else f'<span lang="{language}">{words}</span>'
