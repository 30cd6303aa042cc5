"""Commands behind the Makefile: resolve the lock, refresh it, audit it."""

from __future__ import annotations

import argparse
import sys

from helpers.lock.audit import audit_lock
from helpers.lock.refresh import refresh, relock
from helpers.lock.resolve import LockError, read_locks
from helpers.lock.trial import run_in_place


def main(arguments: list[str] | None = None) -> int:
    """Run one command; problems end it with a message, not a traceback."""
    parser = argparse.ArgumentParser(prog="python -m helpers.lock", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("resolve", help="resolve again; versions move only where they must")
    newest = commands.add_parser("refresh", help="try the newest versions, show what moves")
    newest.add_argument("--only", nargs="+", default=[], help="run just these notebooks")
    newest.add_argument("--apply", action="store_true", help="take them although outputs move")
    commands.add_parser("audit", help="ask OSV for known vulnerabilities")
    run = commands.add_parser("run", help="run notebooks in place (what a trial does)")
    run.add_argument("names", nargs="*")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "refresh":
            return refresh(chosen.only, chosen.apply)
        if chosen.command == "audit":
            return audit()
        if chosen.command == "run":
            failed = run_in_place(chosen.names)
            print("\n".join(failed), end="\n" if failed else "")
            return len(failed) and 1
        return relock()
    except LockError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def audit() -> int:
    """Audit each lock; returns 1 where one has a known vulnerability."""
    found = {name: audit_lock(text) for name, text in read_locks().items()}
    for name, one in found.items():
        print(f"{name}, {one.packages} packages:\n{one.text}")
    return int(not all(one.clean for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
