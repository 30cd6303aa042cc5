"""Ask the OSV database which locked versions have known vulnerabilities.

uv asks, and it is in the lock already. It reads projects, not requirements, so the lock is put
to it as a project of its own, in a scratch folder.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.lock.resolve import ROOT, LockError, run_uv
from helpers.lock.text import split_stanzas

_UNKNOWN = "NOT AUDITED: nothing is known, neither good nor bad. It needs a network, with"


@dataclass(frozen=True)
class Audit:
    """What the database knows of a lock."""

    packages: int
    clean: bool
    text: str


def audit_lock(lock: str, service: str = "") -> Audit:
    """Ask about every version in a lock; no answer is an error, never a clean bill.

    ``service``: address of another database that speaks as OSV does.
    """
    stanzas = split_stanzas(lock)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "pyproject.toml").write_text(_write_project(stanzas), encoding="utf-8")
        run = run_uv("lock", "--quiet", "--no-build", folder=folder)
        if run.returncode:
            raise LockError(f"{_UNKNOWN} the package index in reach.\n{run.stderr.strip()}")
        run = run_uv(
            *("audit", "--frozen", "--preview-features", "audit-command"),
            *(["--service-url", service] if service else []),
            folder=folder,
        )
    asked = re.search(r"in (\d+) packages?", run.stderr)
    if run.returncode not in (0, 1) or asked is None:
        raise LockError(f"{_UNKNOWN} the OSV database in reach.\n{run.stderr.strip()}")
    if int(asked[1]) < len(stanzas):
        raise LockError(f"only {asked[1]} of {len(stanzas)} packages were asked about")
    return Audit(len(stanzas), not run.returncode, f"{run.stdout}{run.stderr}".strip())


def _write_project(stanzas: list[str]) -> str:
    """A project that needs exactly what the lock holds, and is itself nothing."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    python = tomllib.loads(text)["project"]["requires-python"]
    heads = [stanza.splitlines()[0].removesuffix("\\").strip() for stanza in stanzas]
    return (
        f'[project]\nname = "the-lock"\nversion = "0"\nrequires-python = "{python}"\n'
        f"dependencies = {json.dumps(heads)}\n"
    )
