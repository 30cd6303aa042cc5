"""Refresh the lock: try the newest versions in a copy, take them if nothing moves or on demand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path

from helpers.lock import resolve, trial
from helpers.lock.text import Move, list_moves
from helpers.report.cache import digest_files
from helpers.report.folders import write_text

_KEPT = Path("build", "refresh")
_PASSED = "passed.json"


def refresh(only: Sequence[str] = (), apply: bool = False, root: Path = resolve.ROOT) -> int:
    """Try the newest versions and say what moves; returns 1 where they break something.

    The lock is replaced when all passed and no output moved, or when ``apply`` says so. With
    ``apply`` the versions tried last are taken as they were tried, if the project is still the
    same. ``only`` restricts the notebooks, to have a look: nothing is replaced.
    """
    trial.find_notebooks(only)
    kept = root / _KEPT
    if apply and only:
        raise resolve.LockError("ONLY is for a look; to take new versions run all: leave it out")
    passed = _recall_passed(root) if apply else None
    if passed is not None:
        return _take(passed, root)
    current, fresh = resolve.read_locks(root), resolve.resolve(root, upgrade=True)
    if current == fresh:
        print("Every package has the newest version that fits.")
        return 0
    print(write_moves(current, fresh))
    if missing := resolve.check_wheels(fresh[resolve.LOCK]):
        print("\nNo wheels for:", *missing, sep="\n  ")
        return _keep("a package has no wheel for a system that we support")
    print("\nTrying them in a copy:", flush=True)
    found = trial.try_locks(fresh, kept, only, root)
    print(f"\n{write_outcome(found)}")
    if found.failures:
        return _keep("the new versions break something, see above")
    if only:
        print(f"Only {len(only)} notebooks were run, and no tests: requirements.lock stays.")
        return 0
    write_text(kept / _PASSED, json.dumps({"key": _key_project(root), "locks": fresh}))
    if apply or not found.moved:
        return _take(fresh, root)
    print(
        f"Compare: nbdiff notebooks/NAME.ipynb {kept / 'notebooks'}/NAME.ipynb\n"
        "requirements.lock stays. To take the new versions: make refresh APPLY=1"
    )
    return 0


def relock(root: Path = resolve.ROOT) -> int:
    """Resolve again after an edit of ``pyproject.toml``; versions move only where they must."""
    current, fresh = resolve.read_locks(root), resolve.resolve(root)
    if missing := resolve.check_wheels(fresh[resolve.LOCK]):
        print("No wheels for:", *missing, sep="\n  ")
        return _keep("choose another version in pyproject.toml")
    print(write_moves(current, fresh) or "The lock fits pyproject.toml already.")
    resolve.write_locks(fresh, root)
    return 0


def write_moves(current: Mapping[str, str], fresh: Mapping[str, str]) -> str:
    """What moved in each lock, a line a package."""
    parts = []
    for name, text in fresh.items():
        moves: list[Move] = list_moves(current.get(name, ""), text)
        if moves:
            parts.append("\n".join([f"{name}, {len(moves)} packages:", *(f"  {m}" for m in moves)]))
    return "\n".join(parts)


def write_outcome(found: trial.Trial) -> str:
    """What failed and which outputs moved, a line each."""
    lines = [f"FAILED: {failure}" for failure in found.failures]
    if not found.moved:
        lines.append("No output of the notebooks that ran moved.")
    for name, moves in groupby(found.moved, lambda move: move.notebook):
        lines.append(f"Outputs moved in {name}:")
        lines += [f"  {move.cell}, {move.kind}: {move.detail}" for move in moves]
    return "\n".join(lines)


def _keep(why: str) -> int:
    print(f"requirements.lock stays as it was: {why}.")
    return 1


def _take(locks: Mapping[str, str], root: Path) -> int:
    resolve.write_locks(locks, root)
    print(f"Replaced {', '.join(locks)}. Next: make notebooks, make test, and a commit of its own.")
    return 0


def _key_project(root: Path) -> str:
    """A key of every file that a trial copies."""
    paths = (path for path in root.rglob("*") if not _is_left_out(path.relative_to(root)))
    return digest_files(paths, root)


def _is_left_out(place: Path) -> bool:
    return any(fnmatch(part, one) for part in place.parts for one in trial.NOT_COPIED)


def _recall_passed(root: Path) -> dict[str, str] | None:
    """The locks that passed a whole trial of the project as it is now."""
    try:
        passed = json.loads((root / _KEPT / _PASSED).read_text(encoding="utf-8"))
        locks: dict[str, str] = passed["locks"]
        return locks if passed["key"] == _key_project(root) else None
    except (OSError, ValueError, KeyError):
        return None
