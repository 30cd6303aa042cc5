"""Commands behind the Makefile: build the classroom kit, bundle it, measure what it needs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from helpers.dataset import DatasetError
from helpers.report.execute import ExecutionError
from helpers.teaching import measure, pack
from helpers.teaching.copies import CopyError
from helpers.teaching.kit import OUTPUT, build_bundle, build_kit
from helpers.teaching.sessions import PlanError

BUNDLES = pack.ROOT / "build" / "bundle"
_FAULTS = (
    DatasetError,
    PlanError,
    CopyError,
    ExecutionError,
    pack.PackError,
    measure.MeasureError,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; problems end it with a message, not a traceback."""
    parser = argparse.ArgumentParser(prog="python -m helpers.teaching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write copies, slides, worksheets and zips")
    build.add_argument("--output", type=Path, default=OUTPUT, help="folder to write")
    bundle = commands.add_parser("bundle", help="a zip for rooms without a network")
    bundle.add_argument("--output", type=Path, default=BUNDLES, help="folder to write")
    bundle.add_argument("--platform", default="", help="of the room, as pip names it: win_amd64")
    bundle.add_argument("--python", default="", help="version of the room, such as 3.12")
    commands.add_parser("measure", help="memory and time that one learner needs")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "build":
            print(f"Open {build_kit(chosen.output)}")
        elif chosen.command == "bundle":
            print(f"Wrote {build_bundle(chosen.output, chosen.platform, chosen.python)}")
        else:
            print(f"Wrote {measure.write_needs()}")
    except _FAULTS as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
