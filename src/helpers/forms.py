"""A form for one row: written for a person to fill in, read back with its faults named.

The form is TOML. It holds the row, the reading of each source that states its cells, and the
documents that ``data/sources.csv`` does not list yet. Its help lines come from
``datapackage.json``, so the form never disagrees with the schema.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.dataset import DatasetError, Field, Table, get_table, package, read_cells
from helpers.dates import FORMS
from helpers.evidence import load_readings

_READING = ("field", "reading", "source_id", "locator", "standing", "relays", "note")
_REGISTERS = ("sources", "evidence")


class FormError(DatasetError):
    """A form cannot be read; the message says which line to mend and how."""


@dataclass(frozen=True)
class Form:
    """One row with its evidence, as filled in: every cell is text."""

    table: str
    why: str
    row: dict[str, str]
    evidence: tuple[dict[str, str], ...]
    sources: tuple[dict[str, str], ...]

    @property
    def key(self) -> str:
        return self.row[get_table(self.table).key]


def write_form(table: str, key: str | None = None) -> str:
    """The form for a new row of a table, or for a correction of the row with this key.

    >>> print(write_form("relation_breaks").splitlines()[0])
    # A new row of relation_breaks: Interruptions of diplomatic relations
    >>> 'partner = "KHM"' in write_form("relation_breaks", "KHM")
    True
    """
    declared = _get_writable(table)
    held = {} if key is None else _find_row(declared, key)
    what = "A new row" if key is None else f"A correction of the row {key}"
    lines = [
        f"# {what} of {table}: {declared.title}",
        f"# {declared.description}",
        "# Fill in between the quotation marks; an empty text is a missing cell. Then",
        "#   make check-row ROW=this-file    says what is missing and shows the diff",
        "#   make add-row ROW=this-file      does the same and writes",
        "",
        f'table = "{table}"',
        "# What changes and why, for data/CHANGELOG.md: name the source that decides it.",
        'why = ""',
        "",
        "[row]",
    ]
    for field in declared.fields:
        lines += [
            f"# {_explain(field, declared)}",
            f"{field.name} = {_quote(held.get(field.name, ''))}",
        ]
    lines += ["", *_write_held_readings(declared, key), *_write_stanzas(declared)]
    return "\n".join(lines) + "\n"


def _get_writable(table: str) -> Table:
    declared = get_table(table)
    if table in _REGISTERS:
        raise FormError(
            f"rows of {table} come with the row they support: ask for that table's form"
        )
    if declared.manifest["class"] == "frozen_extract":
        raise FormError(
            f"{table} is a frozen extract of a published series, not a list to add to: replace it "
            "by a later release as a whole, and log the release"
        )
    if len(declared.keys) != 1:
        raise FormError(f"{table} is keyed by {', '.join(declared.keys)}: edit data/{table}.csv")
    return declared


def _find_row(table: Table, key: str) -> dict[str, str]:
    cells = read_cells(table)
    found = cells[cells[table.key] == key]
    if found.empty:
        raise FormError(f"{table.name} has no row {key!r}: see load({table.name!r})[{table.key!r}]")
    return {str(name): str(value) for name, value in found.iloc[0].items()}


def _explain(field: Field, table: Table) -> str:
    parts = [field.description]
    if field.name == table.key:
        parts.append("the key: unique, and sorted by")
    parts.append("required" if field.required else "may be empty")
    if field.partial_date:
        parts.append(FORMS)
    if field.allowed:
        parts.append("one of " + ", ".join(field.allowed))
    if field.type in ("integer", "number"):
        parts.append(f"{field.type}{f', {field.unit}' if field.unit else ''}")
    if field.type == "boolean":
        parts.append("true or false")
    if field.sourced:
        parts.append("needs a source below")
    return "; ".join(parts)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write_held_readings(table: Table, key: str | None) -> list[str]:
    if key is None:
        return []
    readings = load_readings(table.name)
    own = readings[readings["key"] == key]
    lines = [
        "# Readings on record, which stay. To change the standing of one, repeat its field,",
        "# reading and source_id in an [[evidence]] stanza:",
    ]
    for row in own.itertuples():
        lines.append(
            f"#   {row.field} {row.reading} ({row.standing}): {row.publisher}, {row.source_id}"
        )
    return [*lines, ""]


def _write_stanzas(table: Table) -> list[str]:
    sourced = [field.name for field in table.fields if field.sourced] or ["note"]
    kinds = ", ".join(next(f for f in get_table("sources").fields if f.name == "kind").allowed)
    return [
        "# One stanza for each source that states a cell; copy it for the next one.",
        "# standing: supports (the value, or a less precise form of it); rival (another value that",
        "# cannot be set aside: it is kept beside yours); set_aside (a slip, or another event: say",
        "# why in note). relays: the family whose text it reprints, so that it counts once.",
        "[[evidence]]",
        f'field = "{sourced[0]}"  # one of {", ".join(sourced)}',
        'reading = ""    # what the source states, with the precision it has',
        'source_id = ""',
        'locator = ""    # page, paragraph or title',
        'standing = "supports"',
        'relays = ""',
        'note = ""',
        "",
        "# One stanza for each document that data/sources.csv does not list; take the # away.",
        "# [[sources]]",
        *(
            f'# {field.name} = ""' + (f"  # {kinds}" if field.name == "kind" else "")
            for field in get_table("sources").fields
        ),
    ]


def read_form(text: str) -> Form:
    """Read a filled-in form; ``FormError`` names what is not understood.

    >>> read_form('table = "relation_breaks"')
    Traceback (most recent call last):
    ...
    helpers.forms.FormError: the form has no [row] stanza: ...
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"not readable as TOML: {error}; text stands in quotation marks") from None
    known = set(package().tables)
    if content.get("table") not in known:
        raise FormError(
            f'the form must begin with table = "...": one of {", ".join(sorted(known))}'
        )
    table = _get_writable(content["table"])
    if "row" not in content:
        raise FormError(
            "the form has no [row] stanza: begin with a fresh one, make new-row TABLE=..."
        )
    for name in set(content) - {"table", "why", "row", "evidence", "sources"}:
        raise FormError(f"the form has a part {name!r} that is not known; remove it")
    row = _read_stanza("[row]", content["row"], table.columns)
    if not row[table.key]:
        raise FormError(f"[row] has no {table.key}: it is the key by which the row is found")
    return Form(
        table.name,
        str(content.get("why", "")),
        row,
        tuple(_read_stanza("[[evidence]]", one, _READING) for one in content.get("evidence", [])),
        tuple(
            _read_stanza("[[sources]]", one, get_table("sources").columns)
            for one in content.get("sources", [])
        ),
    )


def _read_stanza(place: str, given: Mapping[str, Any], columns: Any) -> dict[str, str]:
    names = list(columns)
    for name in given:
        if name not in names:
            raise FormError(f"{place} has no {name!r}; it may hold {', '.join(names)}")
    stanza = {name: _to_text(given.get(name, "")) for name in names}
    if place == "[[evidence]]":
        stanza["standing"] = stanza["standing"] or "supports"
    return stanza


def _to_text(value: object) -> str:
    """A cell as the CSV files write it; TOML reads true and 1995 as other than text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()
