"""The table of what was tried and what differed, and the way back from it."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reproducibility.run import Result
from reproducibility.variants import NOT_TRIED, Variant

RECORD = "RESULTS.md"
NOTHING = "nothing"
_NOT_TRIED = "not tried: "
_HEAD = """\
# The same everywhere?

Each row is one run of the notebooks in kernels of their own, compared with the stored outputs to
the byte: text, tables, the words and the numbers beside each figure (`text/csv`), and the picture
itself. One thing is changed at a time on {few}; everything at once on all notebooks, under each
Python and library set. With libraries other than the locked ones a picture may differ, which is
told here, and nothing else may.

Written by `make test-all`, which also leaves it in `build/reproducibility.md`; `make record-matrix`
stores it here. Never edited by hand: a test reads it and writes it again.

- day: {day}
- data: version {data}
- machine: {machine}
- random order: seed {seed}

| Variant | What was changed | Python | Libraries | Where | Compared | What differed |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """One row of the table: cells as text."""

    name: str
    changed: str
    python: str
    libraries: str
    where: str
    compared: str
    differed: str


@dataclass(frozen=True)
class Run:
    """What is said of a whole run of the matrix."""

    day: str
    data: str
    machine: str
    seed: str
    few: str


def describe_machine() -> str:
    """The kind of machine, without its name.

    >>> len(describe_machine().split(", "))
    3
    """
    library = " ".join(platform.libc_ver()).strip()
    return f"{platform.system()}, {platform.machine()}, {library or 'unknown C library'}"


def describe_place(variant: Variant) -> str:
    """Where a variant is tried.

    >>> describe_place(Variant("one", notebooks=("09_hanoi",)))
    '09_hanoi'
    """
    if variant.site:
        return "the report's files"
    return ", ".join(variant.notebooks) or "all notebooks"


def to_row(result: Result) -> Row:
    """A result as a row."""
    variant = result.variant
    count = sum(result.compared.values())
    return Row(
        variant.name,
        variant.described,
        result.python or "-",
        result.libraries or variant.libraries,
        describe_place(variant),
        f"{count}" if count else "-",
        _tell(result),
    )


def _tell(result: Result) -> str:
    if result.not_tried:
        return _NOT_TRIED + _flatten(result.not_tried)
    if not result.differences:
        return NOTHING
    kinds = sorted({one.kind for one in result.differences})
    first = _flatten(str(result.differences[0]))
    counted = ", ".join(
        f"{sum(one.kind == kind for one in result.differences)} {kind}" for kind in kinds
    )
    return f"{counted}; first: {first}"


def _flatten(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "/")


def write_table(run: Run, rows: Sequence[Row]) -> str:
    """The whole document; what was not tried stands once more under the table."""
    listed = "\n".join(f"| {' | '.join(vars(row).values())} |" for row in rows)
    missing = [
        f"- {row.name}: {row.differed.removeprefix(_NOT_TRIED)}"
        for row in rows
        if row.differed.startswith(_NOT_TRIED)
    ]
    missing += [f"- {name}: {reason}" for name, reason in NOT_TRIED.items()]
    return _HEAD.format(**vars(run)) + listed + "\n\n## Not tried\n\n" + "\n".join(missing) + "\n"


def read_table(text: str) -> tuple[Run, list[Row]]:
    """What a written document says; ``write_table`` makes the same document of it."""
    found = dict(
        re.findall(r"(?m)^- (day|data|machine|random order): (?:version |seed )?(.+)$", text)
    )
    (few,) = re.findall(r"(?s)at a time on (.+?); everything", text)
    run = Run(found["day"], found["data"], found["machine"], found["random order"], few)
    lines = re.findall(r"(?m)^\| (.+) \|$", text)[1:]
    return run, [Row(*line.split(" | ")) for line in lines]
