"""The reference of the helpers, written from their docstrings.

``write_reference`` gives Markdown: for each module what it is for, and for each function its
signature, its docstring and its example. Every example is a doctest that the test suite runs, so
the reference cannot say what the code does not do. ``python -m helpers.reference`` writes it to
``build/reference.md``.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

OUTPUT = Path(__file__).resolve().parents[2] / "build" / "reference.md"

MODULES = (
    "explore",
    "guards",
    "lineage",
    "answers",
    "exports",
    "explorer",
    "contribute",
    "forms",
    "exercises",
    "dataset",
    "table_cache",
    "dates",
    "timeline",
    "evidence",
    "official",
    "relations",
    "ladder",
    "agreements",
    "economy",
    "concentration",
    "multilateral",
    "voting",
    "capital",
    "overview",
    "provenance",
    "claims",
    "prose",
    "figures",
    "methods",
)
"""The modules of the reference: those to explore with first, then the rest from data upwards."""


def list_public(module: ModuleType) -> dict[str, Callable[..., object]]:
    """The public functions and classes of a module, in the order in which it offers them.

    A module with ``__all__`` offers what it names; any other what it defines itself.

    >>> import helpers.dates
    >>> list(list_public(helpers.dates))[:3]
    ['DateError', 'PartialDate', 'parse_partial']
    """
    named = getattr(module, "__all__", None)
    names = list(named) if named is not None else list(vars(module))
    found: dict[str, Callable[..., object]] = {}
    for name in names:
        value = getattr(module, name)
        own = named is not None or getattr(value, "__module__", "") == module.__name__
        if (
            own
            and not name.startswith("_")
            and (inspect.isfunction(value) or inspect.isclass(value))
        ):
            found[name] = value
    return found


def write_reference(modules: Sequence[str] = MODULES) -> str:
    """The reference as Markdown, one section a module and one entry a function or class.

    >>> text = write_reference(["dates"])
    >>> text.splitlines()[0], "### dates.parse_partial" in text
    ('# Reference', True)
    """
    parts = [
        "# Reference",
        "Written from the docstrings of `helpers`; every example is run by the tests.",
    ]
    for name in modules:
        parts += _write_module(importlib.import_module(f"helpers.{name}"))
    return "\n\n".join(parts) + "\n"


def _write_module(module: ModuleType) -> Iterator[str]:
    name = module.__name__.removeprefix("helpers.")
    yield f"## {name}"
    yield _to_markdown(inspect.getdoc(module) or "")
    for title, value in list_public(module).items():
        yield f"### {name}.{title}"
        yield f"```python\n{_write_signature(title, value)}\n```"
        yield from _write_doc(value)
        if inspect.isclass(value):
            yield from _write_methods(value)


def _write_methods(owner: type) -> Iterator[str]:
    for name, value in vars(owner).items():
        method = value.fget if isinstance(value, property) else value
        if name.startswith("_") or not inspect.isfunction(method) or not method.__doc__:
            continue
        shown = name if isinstance(value, property) else _write_signature(name, method)
        yield f"`.{shown}`: " + _to_markdown(inspect.getdoc(method) or "").replace("\n\n", "\n\n  ")


def _write_signature(name: str, value: Callable[..., object]) -> str:
    """``name(parameters) -> type``, one parameter a line where it would be long."""
    if inspect.isclass(value) and issubclass(value, BaseException):
        return f"class {name}({value.__bases__[0].__name__})"
    signature = inspect.signature(value)
    head = f"class {name}" if inspect.isclass(value) else name
    returned = signature.return_annotation
    tail = (
        "" if inspect.isclass(value) or returned is inspect.Signature.empty else f" -> {returned}"
    )
    parameters = [
        _write_parameter(one) for one in signature.parameters.values() if one.name != "self"
    ]
    short = f"{head}({', '.join(parameters)}){tail}"
    if len(short) <= 88:
        return short
    inside = "".join(f"    {one},\n" for one in parameters)
    return f"{head}(\n{inside}){tail}"


def _write_parameter(one: inspect.Parameter) -> str:
    text = one.name
    if one.kind is inspect.Parameter.VAR_POSITIONAL:
        text = f"*{one.name}"
    elif one.kind is inspect.Parameter.VAR_KEYWORD:
        text = f"**{one.name}"
    if one.annotation is not inspect.Parameter.empty:
        kind = one.annotation
        text += f": {kind if isinstance(kind, str) else inspect.formatannotation(kind)}"
    if one.default is inspect.Parameter.empty:
        return text
    shown = "..." if " at 0x" in repr(one.default) else repr(one.default)
    return f"{text} = {shown if len(shown) <= 60 else '...'}"


def _write_doc(value: Callable[..., object]) -> Iterator[str]:
    text = inspect.getdoc(value) or ""
    examples = doctest.DocTestParser().get_examples(text)
    prose = re.split(r"(?m)^\s*>>> ", text, maxsplit=1)[0]
    if prose.strip():
        yield _to_markdown(prose)
    if examples:
        yield "```pycon\n" + "\n".join(_write_example(one) for one in examples) + "\n```"


def _write_example(example: doctest.Example) -> str:
    first, *rest = example.source.rstrip("\n").split("\n")
    lines = [f">>> {first}", *(f"... {line}" for line in rest)]
    wanted = example.want.rstrip("\n")
    return "\n".join([*lines, wanted] if wanted else lines)


def _to_markdown(text: str) -> str:
    """Docstrings write code in double backquotes; Markdown in single ones."""
    return re.sub(r"``(.+?)``", r"`\1`", text, flags=re.DOTALL).strip()


def list_undocumented(modules: Sequence[str] = MODULES) -> list[str]:
    """Public functions and classes without a docstring, as ``module.name``; none is wanted.

    >>> list_undocumented()
    []
    """
    missing = []
    for name in modules:
        module = importlib.import_module(f"helpers.{name}")
        for title, value in list_public(module).items():
            if not (inspect.getdoc(value) or "").strip():
                missing.append(f"{name}.{title}")
    return missing


def main() -> int:
    """Write the reference to ``build/reference.md``."""
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(write_reference(), encoding="utf-8")
    print(f"Wrote {OUTPUT.relative_to(OUTPUT.parents[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
