"""Add or correct one row with its sources: checked, shown as a diff, written whole or not at all.

``python -m helpers.contribute new TABLE`` prints a form, ``correct TABLE KEY`` the same for a row
on record; ``check FORM`` says what is missing and shows the diff; ``add FORM`` writes it too.
``unverified`` lists the facts that wait longest for a second source.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.codebook import write_codebook
from helpers.dataset import DATA_VARIABLE, DatasetError, Table, data_root, get_table, load, package
from helpers.evidence import STATES, evidence_states, is_compatible, is_reading_of, load_readings
from helpers.forms import Form, FormError, read_form, write_form
from helpers.seal import check_seals, renew_seals
from helpers.validation import find_problems

LOG_HEAD = "| table | row | from | to | why |\n|---|---|---|---|---|\n"
UNRELEASED = "## Unreleased"
_DERIVED = ("datapackage.json", "CODEBOOK.md")


@dataclass(frozen=True)
class Proposal:
    """What a form would do: the files that change, the problems, advice, and the evidence."""

    form: Form
    files: dict[str, tuple[str, str]]
    problems: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def diff(self) -> str:
        """The lines that change, as a unified diff; files derived from them are only named."""
        parts = []
        for name, (old, new) in self.files.items():
            if name in _DERIVED:
                parts.append(f"{name}: renewed")
                continue
            lines = difflib.unified_diff(
                old.splitlines(), new.splitlines(), f"data/{name}", f"data/{name}", lineterm="", n=1
            )
            parts.append("\n".join(lines))
        return "\n".join(parts)

    def __str__(self) -> str:
        verdict = (
            "Sound: 'add' writes it."
            if not self.problems
            else f"{len(self.problems)} to mend before it can be written."
        )
        told = [f"- {line}" for line in (*self.problems, *self.advice)]
        return "\n".join([self.diff, "", verdict, *told])


def propose(text: str) -> Proposal:
    """What would this form change, and what is wrong with it? Nothing is written.

    ``text``: a form of ``forms.write_form``, filled in. The change is made in a copy of the
    dataset, which then has to pass every rule of ``helpers.validation``; evidence states are
    those after the change. Raises ``FormError`` when the form cannot be read.
    """
    form = read_form(text)
    root = data_root()
    faults = list(_find_faults(form))
    if faults:
        return Proposal(form, {}, tuple(faults), ())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(root, copy)
        _apply(form, root, copy)
        with _use_data(copy):
            problems = find_problems()
            advice: list[str] = []
            if not problems:
                renew_seals()
                (copy / "CODEBOOK.md").write_text(write_codebook(), encoding="utf-8")
                problems = list(check_seals())
                advice = list(_advise(form))
        files = {}
        for path in sorted(copy.iterdir()):
            old = (root / path.name).read_text(encoding="utf-8")
            new = path.read_text(encoding="utf-8")
            if old != new:
                files[path.name] = (old, new)
    return Proposal(form, files, tuple(problems), tuple(advice))


def write_proposal(proposal: Proposal) -> list[str]:
    """Write the files of a sound proposal, all of them or none; returns their names.

    Raises ``DatasetError`` when it is not sound, or when a file changed since it was proposed.
    """
    if proposal.problems:
        raise DatasetError("nothing written: " + "; ".join(proposal.problems))
    root = data_root()
    for name, (old, _) in proposal.files.items():
        if (root / name).read_text(encoding="utf-8") != old:
            raise DatasetError(f"nothing written: {name} changed meanwhile; check the form again")
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        fresh, kept = Path(folder) / "new", Path(folder) / "old"
        fresh.mkdir()
        kept.mkdir()
        for name, (_, new) in proposal.files.items():
            (fresh / name).write_text(new, encoding="utf-8")
            shutil.copy2(root / name, kept / name)
        done: list[str] = []
        try:
            for name in proposal.files:
                done.append(name)
                (fresh / name).replace(root / name)
        except BaseException:
            for name in done:
                shutil.copy2(kept / name, root / name)
            raise
    return list(proposal.files)


def _find_faults(form: Form) -> Iterator[str]:
    """What a look at the form alone shows, in a contributor's words."""
    table = get_table(form.table)
    known = set(load("sources")["source_id"])
    new = {source["source_id"] for source in form.sources}
    for source in form.sources:
        if source["source_id"] in known:
            yield f"sources: {source['source_id']} is in data/sources.csv already: drop its stanza"
    families = load("sources").drop_duplicates("publisher").set_index("publisher")["family"]
    for source in form.sources:
        family = families.get(source["publisher"])
        if family is not None and family != source["family"]:
            yield (
                f"sources: {source['publisher']} belongs to the family {family!r} on record, not "
                f"{source['family']!r}: a family counts once"
            )
    for field in (field for field in table.fields if field.sourced):
        value = form.row[field.name]
        if value and not _is_stated(form, field.name, value):
            yield (
                f"{field.name} = {value}: no source states this value. Add an [[evidence]] stanza "
                "with what the source says and where, or give the value the precision it has"
            )
    for reading in form.evidence:
        name, place = reading["field"], f"evidence of {reading['source_id'] or 'no source'}"
        if not reading["reading"] or not reading["source_id"]:
            yield f"{place}: fill in reading and source_id, or drop the stanza"
            continue
        if reading["source_id"] not in known | new:
            yield f"{place}: not in data/sources.csv; add a [[sources]] stanza for the document"
        if name not in table.columns:
            yield f"{place}: {form.table} has no column {name!r}; it has {', '.join(table.columns)}"
            continue
        agrees = is_compatible(reading["reading"], form.row[name] or pd.NA)
        if name != "note" and agrees != (reading["standing"] == "supports"):
            yield (
                f"{place}: it states {reading['reading']} where the row says "
                f"{form.row[name] or 'nothing'}: mark it "
                + ("supports" if agrees else "rival, or set_aside with a note that says why")
            )
    if not form.why:
        yield "why is empty: say what changes and by which source, for data/CHANGELOG.md"


def _is_stated(form: Form, field: str, value: str) -> bool:
    own = [one["reading"] for one in form.evidence if one["field"] == field]
    held = load_readings(form.table)
    of_cell = held[(held["key"] == form.key) & (held["field"] == field)]["reading"].tolist()
    return any(is_reading_of(str(reading), value) for reading in [*own, *of_cell] if reading)


def _advise(form: Form) -> Iterator[str]:
    """How well the row is supported once it is in, and what would make it firmer."""
    states = evidence_states(form.table)
    for cell in states[states["key"] == form.key].itertuples():
        more = {
            "one_source": "; a publisher of another family would make it two independent sources",
            "tertiary_only": "; only encyclopaedias state it: look for what they cite",
            "conflict": "; both readings are kept, and every headline is run under each",
        }.get(str(cell.state), "")
        yield f"{cell.field} = {cell.value}: {str(cell.state).replace('_', ' ')}{more}."
    yield "After writing: make notebooks test, and look at what moved before you commit."


@contextmanager
def _use_data(root: Path) -> Iterator[None]:
    before = os.environ.get(DATA_VARIABLE)
    os.environ[DATA_VARIABLE] = str(root)
    try:
        yield
    finally:
        if before is None:
            del os.environ[DATA_VARIABLE]
        else:
            os.environ[DATA_VARIABLE] = before


def _apply(form: Form, root: Path, copy: Path) -> None:
    table = get_table(form.table)
    before = _put(copy, table, form.row)
    for source in form.sources:
        _put(copy, get_table("sources"), source)
    for reading in form.evidence:
        _put(copy, get_table("evidence"), {"table": form.table, "key": form.key, **reading})
    log = copy / "CHANGELOG.md"
    log.write_text(_log(log.read_text(encoding="utf-8"), form, before), encoding="utf-8")


def _put(folder: Path, table: Table, row: dict[str, str]) -> dict[str, str] | None:
    """Put a row into its place by key; returns the row it replaces, if it does."""
    path = folder / table.path.name
    with path.open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file))
    places = [header.index(name) for name in table.keys]
    fresh = [row.get(name, "") for name in header]
    key = [fresh[place] for place in places]
    old = [line for line in body if [line[place] for place in places] == key]
    body = [line for line in body if line not in old] + [fresh]
    body.sort(key=lambda line: [line[place] for place in places])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *body])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return dict(zip(header, old[0], strict=True)) if old else None


def _log(text: str, form: Form, before: dict[str, str] | None) -> str:
    """The changelog with a line on what moved, under the heading of what is not released yet."""
    columns = [name for name in get_table(form.table).columns if name != get_table(form.table).key]
    moved = [name for name in columns if before is not None and before[name] != form.row[name]]
    old = "; ".join(f"{name} {before[name] or 'missing'}" for name in moved) if before else "no row"
    new = "; ".join(f"{name} {form.row[name] or 'missing'}" for name in moved) or (
        "new row" if before is None else "same values, more evidence"
    )
    cells = (form.table, form.key, old or "same values", new, form.why)
    line = "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |\n"
    if UNRELEASED not in text:
        first = text.index("\n## ") + 1
        text = f"{text[:first]}{UNRELEASED}\n\n{LOG_HEAD}\n{text[first:]}"
    start = text.index(UNRELEASED)
    head = text.find(LOG_HEAD, start)
    if head < 0:
        raise FormError(f"data/CHANGELOG.md: the table under {UNRELEASED!r} is gone; put it back")
    end = text.find("\n\n", head)
    end = len(text) if end < 0 else end + 1
    return text[:end] + line + text[end:]


def list_unverified(until: str | None = None) -> pd.DataFrame:
    """Which facts have waited longest for a second independent source?

    Cells that are not ``two_independent``, by the day on which any of their documents was last
    read, then by the state and the fact's own date. Returns ``table``, ``key``, ``field``,
    ``value``, ``state``, ``last_read`` (as stated in ``sources``), ``newest_document`` (its day of
    publication; missing if none of them is dated) and ``documents``.

    >>> set(list_unverified()["state"]) <= {"one_source", "tertiary_only", "conflict", "no_reading"}
    True
    """
    frames = []
    for name in load("evidence")["table"].drop_duplicates():
        if len(get_table(name).keys) != 1:
            continue
        cells = evidence_states(name)
        cells = cells[cells["state"] != STATES[0]]
        readings = load_readings(name).groupby(["key", "field"])
        told = readings.agg(
            last_read=("accessed", "max"),
            newest_document=("published", "max"),
            documents=("source_id", "nunique"),
        ).reset_index()
        stated = cells.drop(columns="documents")
        found = stated.merge(told, on=["key", "field"], how="left").assign(table=name)
        frames.append(found)
    every = pd.concat(frames)
    every = every.assign(
        rank=every["state"].map({state: place for place, state in enumerate(STATES)})
    )
    every = every.sort_values(
        ["last_read", "newest_document", "rank", "table", "key", "field"],
        ascending=[True, True, False, True, True, True],
        na_position="last",
    )
    columns = [
        *("table", "key", "field", "value", "state", "last_read", "newest_document", "documents"),
    ]
    return every[columns].reset_index(drop=True)


def main(arguments: list[str] | None = None) -> int:
    """The guided command; exits with 1 when something is to mend."""
    parser = argparse.ArgumentParser(prog="python -m helpers.contribute", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="print the form for a new row")
    new.add_argument("table", help=f"one of {', '.join(package().tables)}")
    correct = commands.add_parser("correct", help="print the form for a row on record")
    correct.add_argument("table")
    correct.add_argument("key")
    for name in ("check", "add"):
        command = commands.add_parser(name, help=f"{name} a filled-in form")
        command.add_argument("form", type=Path)
    waiting = commands.add_parser("unverified", help="facts that wait for a second source")
    waiting.add_argument("--most", type=int, default=30)
    asked = parser.parse_args(arguments)
    try:
        return _run(asked)
    except (DatasetError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _run(asked: argparse.Namespace) -> int:
    if asked.command in ("new", "correct"):
        print(write_form(asked.table, getattr(asked, "key", None)), end="")
        return 0
    if asked.command == "unverified":
        found = list_unverified()
        print(found.head(asked.most).to_string(index=False))
        print(f"{len(found)} facts in all are not stated by two independent sources")
        return 0
    proposal = propose(asked.form.read_text(encoding="utf-8"))
    print(proposal)
    if proposal.problems:
        return 1
    if asked.command == "add":
        print(f"Written: {', '.join(write_proposal(proposal))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
