"""The reference is what the code says, and its examples are the ones that the suite runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import explore, reference

TEXT = reference.write_reference()


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"(?m)^### ", text)[1:]:
        name, _, body = part.partition("\n")
        yield name, body


def test_every_module_with_public_functions_is_in_the_reference() -> None:
    internal = {
        *("articles", "codebook", "composite", "downloads", "multiverse", "mutation"),
        *("partners", "plots", "reference", "seal", "storyline", "validation"),
        *("bench", "lock", "report", "teaching"),
        *("changes", "chronicle", "counting", "ranking", "record"),  # offered by explore
    }
    folder = Path(reference.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    assert modules - internal - {"__init__"} == set(reference.MODULES)


def test_names_are_listed_once_and_have_words() -> None:
    names = [name for name, _ in _sections(TEXT)]
    assert len(names) == len(set(names))
    assert reference.list_undocumented() == []
    assert not re.search(r" at 0x[0-9a-f]+", TEXT)
    assert TEXT.count("```") % 2 == 0


def test_what_explore_offers_is_there_with_signature_and_example() -> None:
    sections = dict(_sections(TEXT))
    for name in explore.__all__:
        body = sections[f"explore.{name}"]
        assert f"{name}(" in body
        for parameter in inspect.signature(getattr(explore, name)).parameters:
            assert parameter in body
        if name != "read_own":  # its example would need a file; the cookbook writes one
            assert ">>> " in body, name


def test_every_example_is_one_that_the_suite_collects() -> None:
    collected = set()
    modules = {
        getattr(reference.list_public(module)[name], "__module__", "")
        for module in map(importlib.import_module, (f"helpers.{one}" for one in reference.MODULES))
        for name in reference.list_public(module)
    }
    for module_name in modules:
        module = importlib.import_module(module_name)
        for found in doctest.DocTestFinder().find(module):
            collected |= {example.source.strip() for example in found.examples}
    for name, body in _sections(TEXT):
        for block in re.findall(r"```pycon\n(.*?)```", body, flags=re.DOTALL):
            for example in doctest.DocTestParser().get_examples(block):
                assert example.source.strip() in collected, name


@pytest.mark.parametrize("change", ["A new first line.", "Another example."])
def test_the_reference_follows_the_docstring(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("helpers.invented")
    code = f'''
def measure(day: str, rule: str = "all") -> int:
    """{change}

    >>> measure("today")
    1
    """
    return 1

def bare(): pass
'''
    exec(code, module.__dict__)
    monkeypatch.setitem(__import__("sys").modules, "helpers.invented", module)
    text = reference.write_reference(["invented"])
    assert change in text
    assert "measure(day: str, rule: str = 'all') -> int" in text
    assert '>>> measure("today")\n1' in text
    assert reference.list_undocumented(["invented"]) == ["invented.bare"]
