"""The codebook a person can read, written from ``datapackage.json`` and the evidence.

``python -m helpers.codebook`` writes ``data/CODEBOOK.md``; a test says when it is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.dataset import Field, Table, data_root, load, package
from helpers.dates import FORMS, show_date
from helpers.evidence import STATES, count_states, evidence_states, load_readings

_CLASSES = {
    "compiled": "compiled here from the sources in `sources.csv`",
    "transcribed": "transcribed from a publisher's list",
    "frozen_extract": "frozen extract of a publisher's series",
}


_QUERY = """## One query in the SQLite download

`make data` writes the downloads. Partners by tier on a day, each at its highest:

```sql
SELECT tier, COUNT(*) FROM (
    SELECT partner, tier, MAX(rank) FROM partnerships_ranked
    WHERE counted AND established_on_latest <= '2025-04-15'
    GROUP BY partner
) GROUP BY tier;
```"""


def write_codebook() -> str:
    """The whole codebook as Markdown.

    >>> write_codebook().startswith("# Codebook")
    True
    """
    current = package()
    parts = [
        "# Codebook",
        f"{current.title}. Version {current.version}, cut-off {show_date(current.cut_off)}. "
        "Generated from `datapackage.json` by `python -m helpers.codebook`: do not edit.",
        f"A *partial date* is text in one of these forms: {FORMS}. Loaded with the helpers, each "
        "gets two columns beside it, `_earliest` and `_latest`. An empty cell is missing, never "
        "zero. Licence: see [LICENSE.md](LICENSE.md).",
        "## How well supported are the dates?",
        _table(
            [
                *("table", "cells", "two independent", "thanks to a weak host"),
                *(state.replace("_", " ") for state in STATES[1:4]),
            ],
            [row for name in current.tables if (row := _support(name))],
        ),
        "*Two independent*: two publisher families other than encyclopaedias state the value at "
        "the table's precision; reprints of one agency's text count once. *Thanks to a weak host*: "
        "how many of them would have one family without publishers of kind `other` (blogs, copies, "
        "lists, advisers' sites). *One source*: one such family. *Tertiary only*: encyclopaedias "
        "only. *Conflict*: a source states another value that cannot be set aside as a slip. "
        "States are derived from `evidence.csv`, never typed.",
    ]
    parts += [_QUERY, _tell_what_is_caught()]
    parts += [_describe_table(table) for table in current.tables.values()]
    return "\n\n".join(parts) + "\n"


def _tell_what_is_caught() -> str:
    """The measurement of ``helpers.mutation``, one heading level down."""
    report = data_root() / "MUTATION.md"
    if not report.exists():
        return "## How many corruptions of the data are caught?\n\nNot measured yet."
    return (
        report.read_text(encoding="utf-8")
        .replace("\n## ", "\n### ")
        .strip()
        .replace("# ", "## ", 1)
    )


def _support(name: str) -> list[str]:
    if name in ("sources", "evidence") or load_readings(name).query("key != '*'").empty:
        return []
    counts = count_states(name).set_index("state")["cells"]
    if not counts.sum():
        return []
    weak = evidence_states(name)["needs_weak_host"].sum()
    shown = [counts.sum(), counts[STATES[0]], weak, *(counts[state] for state in STATES[1:4])]
    return [f"`{name}`", *map(str, shown)]


def _describe_table(table: Table) -> str:
    facts = [f"{len(load(table.name))} rows", _CLASSES[table.manifest["class"]]]
    if table.coverage:
        window = [show_date(table.coverage[end]) for end in ("from", "to")]
        facts.append(f"covers {window[0]} to {window[1]}")
    facts.append(f"key {', '.join(f'`{name}`' for name in table.keys)}")
    links = [
        f"`{link['fields'][0]}` points to `{link['reference']['resource']}`"
        for link in table.foreign_keys
    ]
    used = ", ".join(f"`{name}`" for name in table.manifest["used_by"]) or "no notebook yet"
    return "\n\n".join(
        [
            f"## {table.name}",
            f"**{table.title}.** {table.description}",
            f"{'; '.join([*facts, *links])}. Used by {used}.",
            _tell_manifest(table),
            _table(
                ["column", "type", "required", "meaning"],
                [
                    [f"`{field.name}`", _name_type(field), _say(field.required), _explain(field)]
                    for field in table.fields
                ],
            ),
        ]
    )


def _tell_manifest(table: Table) -> str:
    manifest = table.manifest
    licence = manifest["licenses"][0]["title"]
    note = f" {manifest['licence_note']}" if "licence_note" in manifest else ""
    gaps = " ".join(str(gap).rstrip(".") + "." for gap in manifest.get("known_gaps", []))
    codes = manifest.get("other_codes", {})
    others = "; ".join(f"`{code}` {meaning}" for code, meaning in codes.items())
    return (
        f"*Verified*: {manifest.get('verified', '')} *Known gaps*: {gaps} *Licence* (checked "
        f"{manifest['licence_checked']}): {licence}.{note}"
        + (f" *Codes outside ISO and `countries`*: {others}." if others else "")
    )


def _name_type(field: Field) -> str:
    kind = "partial date" if field.partial_date else field.type
    return f"{kind}, {field.unit}" if field.unit else kind


def _say(required: bool) -> str:
    return "yes" if required else "no"


def _explain(field: Field) -> str:
    codes = "; ".join(f"`{code}` {meaning}" for code, meaning in field.meanings.items())
    return f"{field.description}. {codes}." if codes else f"{field.description}."


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    """Write the codebook beside the data."""
    path: Path = data_root() / "CODEBOOK.md"
    path.write_text(write_codebook(), encoding="utf-8")
    print(f"Wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
