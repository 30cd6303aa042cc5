"""Shared fixtures: the repository, and a copy of the data that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.dataset import DATA_VARIABLE

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def data_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``data/`` that the helpers read instead of the real one."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    monkeypatch.setenv(DATA_VARIABLE, str(copy))
    return copy


@pytest.fixture
def change(data_copy: Path) -> Callable[[str, str, str], None]:
    """Replace a text that stands exactly once in a file of the data copy."""

    def replace(name: str, old: str, new: str) -> None:
        path = data_copy / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
