"""The environment of the rivals that the project itself does not need: papermill and nbmake.

It holds the locked set and, beside it, ``requirements-bench.lock``, both checked by hash, so that
rivals run with the library versions that we run with.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOM = ROOT / "build" / "bench" / "venv"
LOCKS = ("requirements.lock", "requirements-bench.lock")


class RoomError(RuntimeError):
    """The rivals' environment could not be made; the message says why."""


def make_room(room: Path = ROOM) -> Path:
    """The Python of the rivals' environment, made when it is missing or a lock has changed."""
    python, mark = room / "bin" / "python", room / "locks"
    wanted = digest_locks()
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    _run([sys.executable, "-m", "venv", "--clear", str(room)])
    for lock in LOCKS:
        checked = ("--require-hashes", "--only-binary", ":all:")  # no code of others runs
        _install(python, [*checked, "--requirement", str(ROOT / lock)])
    _install(python, ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    mark.write_text(wanted, encoding="utf-8")
    return python


def digest_locks(root: Path = ROOT) -> str:
    """A key of both locks and of the Python that runs."""
    content = b"".join((root / lock).read_bytes() for lock in LOCKS)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def _install(python: Path, what: list[str]) -> None:
    """With uv, and where uv finds no index of its own, with pip."""
    uv = Path(sys.executable).with_name("uv")
    try:
        _run([str(uv), "pip", "install", "--quiet", "--compile-bytecode", "-p", str(python), *what])
    except RoomError:
        _run([str(python), "-m", "pip", "install", "--quiet", *what])


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    except FileNotFoundError as error:
        raise RoomError(str(error)) from None
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "it said nothing").strip().splitlines()
        raise RoomError(lines[-1][:200]) from None
