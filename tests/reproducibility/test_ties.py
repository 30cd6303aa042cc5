"""Rows that tie keep their order on every processor: sorts by one column are stable.

numpy's quick sort leaves ties in another order where the processor has other instructions;
sorts by several columns, and ``value_counts``, are stable already.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from helpers.report.cache import HELPERS
from helpers.report.execute import NOTEBOOKS

_SORTS = ("sort_values", "argsort")


def _list_unstable(code: str) -> Iterator[str]:
    """Sorts whose order of ties is left to the processor."""
    for node in ast.walk(ast.parse(code)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        key = named.get("by") or (node.args[0] if node.args else None)
        several = isinstance(key, ast.List) and len(key.elts) > 1
        if node.func.attr in _SORTS and "kind" not in named and not several:
            yield ast.unparse(node)


def _read_code(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("frame.sort_values('year')", 1),
        ("frame.sort_values(by=['year'])", 1),
        ("line.sort_values()", 1),
        ("scores.argsort(axis=1)", 1),
        ("frame.sort_values(['year', 'name'])", 0),
        ("frame.sort_values('year', kind='stable')", 0),
    ],
)
def test_the_search_tells_stable_sorts_from_others(code: str, found: int) -> None:
    assert len(list(_list_unstable(code))) == found


def test_every_sort_by_one_column_is_stable() -> None:
    paths = [*HELPERS.rglob("*.py"), *NOTEBOOKS.glob("*.ipynb")]
    found = [f"{path.name}: {one}" for path in paths for one in _list_unstable(_read_code(path))]
    assert found == [], "add kind='stable'"
