"""The lock holds versions and hashes, and nothing else; what moves between two is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.lock.resolve import list_locks, name_versions
from helpers.lock.text import list_faults, list_moves, read_versions

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list_locks())
def test_every_lock_holds_only_versions_and_hashes(name: str) -> None:
    assert list_faults((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://index.example/packages",
        "--find-links /opt/wheels",
        "# from https://index.example/packages",
        "pandas>=3 \\",
        "pandas @ https://index.example/pandas.whl \\",
        "pandas==3.1.1",  # and no hash below it
        "    --hash=md5:0123456789abcdef0123456789abcdef",
    ],
)
@pytest.mark.parametrize("place", [0, 200, -1])
def test_anything_else_in_a_lock_is_a_fault(line: str, place: int) -> None:
    heads = [number for number, one in enumerate(LOCK.splitlines()) if "==" in one]
    lines = LOCK.splitlines()
    where = min(heads, key=lambda head: abs(head - place)) if place >= 0 else len(lines)
    assert list_faults("\n".join([*lines[:where], line, *lines[where:]])) != []


def test_a_package_without_its_hashes_is_a_fault() -> None:
    stripped = re.sub(r"(?m)(^uv==\S+).*\n(    --hash.*\n)+", r"\1\n", LOCK)
    assert stripped != LOCK
    assert ["no hash below uv" in fault for fault in list_faults(stripped)] == [True]


def test_a_file_exchanged_under_the_same_version_is_a_move() -> None:
    digest = re.findall(r"(?m)^uv==.*\n    --hash=sha256:(\S+)", LOCK)[0]
    (move,) = list_moves(LOCK, LOCK.replace(digest, digest[::-1]))
    assert move.name == "uv"
    assert "other files" in str(move)
    assert list_moves(LOCK, LOCK) == []


def test_moves_are_told_for_each_version() -> None:
    newest = read_versions(LOCK)["numpy"][-1]
    (move,) = list_moves(LOCK, LOCK.replace(f"numpy=={newest}", "numpy==99.0"))
    assert str(move) == f"numpy: {', '.join(read_versions(LOCK)['numpy'])} -> " + ", ".join(
        [*read_versions(LOCK)["numpy"][:-1], "99.0"]
    )


def test_the_versions_named_for_the_reader_follow_the_lock() -> None:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert name_versions(text, LOCK) == text
    (pandas,) = read_versions(LOCK)["pandas"]
    changed = name_versions(text, LOCK.replace(f"pandas=={pandas}", "pandas==99.0"))
    assert changed == text.replace(f"# - pandas {pandas}", "# - pandas 99.0")
