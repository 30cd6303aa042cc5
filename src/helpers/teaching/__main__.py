"""Commands behind the Makefile: build the classroom kit, bundle it, measure what it needs."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from helpers.dataset import DatasetError
from helpers.report.execute import ExecutionError
from helpers.teaching import measure, pack, pages, slides, worksheets
from helpers.teaching.copies import CopyError, read_all
from helpers.teaching.sessions import FOLDER, PlanError, list_sessions

OUTPUT = pack.ROOT / "build" / "teaching"
BUNDLES = pack.ROOT / "build" / "bundle"
STUDENTS, INSTRUCTORS = "students", "instructors"
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


def build_kit(output: Path = OUTPUT) -> Path:
    """Write the whole kit and return its index; an earlier one is replaced only by a whole one."""
    notebooks, sessions = read_all(), list_sessions()
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        fresh = Path(folder) / "teaching"
        site = fresh / "classroom"
        pages.copy_static(site / "static")
        for session in sessions:
            written = {
                "plan": worksheets.write_plan(session, notebooks),
                "slides": slides.write_slides(session, notebooks),
                "worksheet": worksheets.write_worksheet(session, notebooks),
                "key": worksheets.write_worksheet(session, notebooks, with_key=True),
            }
            for kind, text in written.items():
                (site / f"{session.name}_{kind}.html").write_text(text, encoding="utf-8")
        running = (FOLDER / "RUNNING.md").read_text(encoding="utf-8")
        (site / "running.html").write_text(
            worksheets.write_text_page(running, notebooks), encoding="utf-8"
        )
        (site / "index.html").write_text(worksheets.write_index(sessions), encoding="utf-8")
        students = pack.gather_students(notebooks)
        pack.write_zip(fresh / f"{STUDENTS}.zip", students, STUDENTS)
        instructors = pack.gather_instructors(notebooks, site)
        pack.write_zip(fresh / f"{INSTRUCTORS}.zip", instructors, INSTRUCTORS)
        if output.exists():
            shutil.rmtree(output)
        fresh.rename(output)
    return output / "classroom" / "index.html"


def build_bundle(output: Path, platform: str = "", python: str = "") -> Path:
    """The students' files with every wheel they need, in one zip."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as folder:
        wheels = pack.download_wheels(Path(folder) / "wheels", platform, python)
        files = pack.gather_students(read_all())
        files |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
        made = pack.write_zip(Path(folder) / "offline.zip", files, STUDENTS)
        name = "-".join(part for part in ("offline", platform, python) if part)
        return made.replace(output / f"{name}.zip")


if __name__ == "__main__":
    sys.exit(main())
