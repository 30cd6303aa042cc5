"""Measure and write ``build/bench.md``; ``make bench`` runs this."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from helpers.bench.machine import describe_machine, list_versions, list_versions_there
from helpers.bench.measures import PARTS, Plan, measure_all, plan_full, plan_quick
from helpers.bench.page import write_page
from helpers.bench.rival_room import ROOT, RoomError, make_room
from helpers.report.folders import make_folder, write_text

OUTPUT = ROOT / "build" / "bench.md"
WORK = ROOT / "build" / "bench" / "work"


def main(arguments: list[str] | None = None) -> int:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m helpers.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two notebooks, few rounds")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of the other tools")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="parts to measure")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error("--rounds must be 1 or more")
    plan = plan_quick(chosen.only) if chosen.quick else plan_full(chosen.rounds, chosen.only)
    return run(plan, find_room(plan), OUTPUT)


def find_room(plan: Plan) -> Path | str:
    """The Python of the rivals' environment, or why there is none."""
    if "execution" not in plan.parts:
        return "left out of this run"
    _tell("the environment of the other tools")
    try:
        return make_room()
    except RoomError as error:
        return str(error)


def run(plan: Plan, room: Path | str, output: Path, work: Path = WORK) -> int:
    """Measure by the plan and write the page; 1 when a notebook was touched."""
    with make_folder(work) as scratch:
        found = measure_all(plan, scratch, room, _tell)
    there = {} if isinstance(room, str) else list_versions_there(room)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_text(output, write_page(found, describe_machine(), {**list_versions(), **there}))
    print(f"Written: {output}")
    return 0 if found.untouched else 1


def _tell(what: str) -> None:
    print(f"measuring: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
