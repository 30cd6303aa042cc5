"""The table in the docs is what a run wrote, and speaks of every variant."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from helpers.report.compare import SVG, Difference
from reproducibility.run import Result
from reproducibility.table import (
    NOTHING,
    Row,
    Run,
    describe_place,
    read_table,
    to_row,
    write_table,
)
from reproducibility.variants import LOCKED, NEWEST, NOT_TRIED, Variant, list_variants

STORED = Path(__file__).parent / "RESULTS.md"
RUN = Run("2025-12-31", "1.0", "Linux, x86_64, glibc 2.36", "7", "one and two")


def _find_faults(text: str) -> list[str]:
    """What a table says that no run of today's variants could have written."""
    run, rows = read_table(text)
    faults = [] if write_table(run, rows) == text else ["the text is not what the rows make"]
    meant = [(one.name, one.described, describe_place(one)) for one in list_variants()]
    if [(row.name, row.changed, row.where) for row in rows] != meant:
        faults.append("the rows are not the variants")
    return faults + [f"{row.name}: {row.differed}" for row in rows if not _may_be(row)]


def _may_be(row: Row) -> bool:
    if row.differed.startswith("not tried: "):
        return row.compared == "-"
    if not (row.compared.isdigit() and re.fullmatch(r"3\.\d+\.\d+", row.python)):
        return False
    only_pictures = re.match(rf"\d+ {re.escape(SVG)}; first: ", row.differed)
    return row.differed == NOTHING or bool(only_pictures and row.libraries != LOCKED)


def test_the_stored_table_is_what_a_run_of_every_variant_wrote() -> None:
    assert _find_faults(STORED.read_text(encoding="utf-8")) == [], (
        "run 'make test-all' and then 'make record-matrix'"
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (r"\| hash seed 0 .*\n", "", "the rows are not the variants"),
        (r"\| hash seed 0 \|", "| hash seed 9 |", "the rows are not the variants"),
        (r"(\| umask 077 \|.* )nothing \|", r"\1little |", "umask 077: little"),
        (r"(\| umask 077 \|.*\| )\d+ \| nothing", r"\1- | nothing", "umask 077: nothing"),
        (r"- Windows and macOS.*\n", "", "the text is not what the rows make"),
        (r"to\nthe byte", "nearly", "the text is not what the rows make"),
    ],
)
def test_a_table_changed_by_hand_is_found(old: str, new: str, fault: str) -> None:
    text = STORED.read_text(encoding="utf-8")
    changed, times = re.subn(old, new, text, count=1)
    assert times == 1
    assert fault in _find_faults(changed)


def test_the_table_tells_what_differed_and_what_was_not_tried() -> None:
    differences = (
        Difference("one", "a", SVG, "line 1: '|' became '<'"),
        Difference("one", "b", SVG, "is missing"),
    )
    told = [
        Result(Variant("same"), "3.12.1", LOCKED, Counter({SVG: 2})),
        Result(
            Variant("newer", libraries=NEWEST), "3.12.1", NEWEST, Counter({SVG: 2}), differences
        ),
        Result(Variant("Python 3.99"), not_tried="none\nhere"),
    ]
    text = write_table(RUN, [to_row(one) for one in told])
    assert "| same | nothing | 3.12.1 | locked | all notebooks | 2 | nothing |" in text
    assert f"2 {SVG}; first: one, cell a, {SVG}: line 1: '/' became '<' |" in text
    assert "| not tried: none here |" in text
    assert "- Python 3.99: none here" in text
    assert all(f"- {name}: {reason}" in text for name, reason in NOT_TRIED.items())
    assert read_table(text) == (RUN, [to_row(one) for one in told])
