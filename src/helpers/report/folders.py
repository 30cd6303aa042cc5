"""Write a folder whole or not at all: a reader finds the old one or the new one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WORK = ".making-"
_OLD = ".old-"


@contextmanager
def make_folder(target: Path) -> Iterator[Path]:
    """A working folder beside ``target``; removed at the end, whatever happens.

    What a killed run left behind, a half-made folder or one moved aside, is put right first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    folder = Path(tempfile.mkdtemp(prefix=f"{_WORK}{target.name}-", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def recover(target: Path) -> None:
    """Undo what a killed run left: its working folders, and the old folder moved aside."""
    old = target.with_name(f"{_OLD}{target.name}")
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, *target.parent.glob(f"{_WORK}{target.name}-*")):
        shutil.rmtree(leftover, ignore_errors=True)


def replace_folder(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one.

    Two renames: a run killed between them leaves the old folder aside, and ``recover``, with
    which the next run begins, puts it back.
    """
    old = target.with_name(f"{_OLD}{target.name}")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def link_folder(source: Path, target: Path) -> None:
    """The same files under another folder, without a copy of their content where that works."""

    def link(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:
            shutil.copy2(one, other)

    shutil.copytree(source, target, copy_function=link)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
