"""Commands behind the Makefile: run the notebooks, store their outputs, build the site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from helpers.dataset import DatasetError
from helpers.dates import DateError, to_day
from helpers.report import build, days, execute
from helpers.report.outputs import ReportError, find_first_figure

PICTURE = execute.NOTEBOOKS / "images" / "diplomatic_relations.svg"
PICTURED = "02_diplomatic_relations"
"""The README shows the first figure of this notebook."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; problems end it with a message, not a traceback."""
    parser = argparse.ArgumentParser(prog="python -m helpers.report", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("store", help="run every notebook and store its outputs in place")
    site = commands.add_parser("site", help="build the reading site")
    site.add_argument("--as-of", metavar="DAY", help="answer for another day, YYYY-MM-DD")
    site.add_argument("--output", type=Path, default=build.OUTPUT, help="folder of the report")
    site.add_argument("--url", default="", help="where the site will stand, ending in a slash")
    site.add_argument("--stored", action="store_true", help="render the stored outputs as they are")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "store":
            store()
        else:
            index = make_site(chosen.output, chosen.as_of, chosen.stored, chosen.url)
            print(f"Open {index}")
    except (DatasetError, DateError, execute.ExecutionError, ReportError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error}; what was there before is untouched", file=sys.stderr)
        return 1
    return 0


def store() -> None:
    """Run every notebook; write them back only when all have run, then the README's picture."""
    paths = [*execute.list_notebooks(), *execute.list_tools()]
    notebooks = execute.run_notebooks(paths)
    for path, notebook in zip(paths, notebooks, strict=True):
        execute.write_notebook(notebook, path)
    pictured = dict(zip([path.stem for path in paths], notebooks, strict=True))[PICTURED]
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(find_first_figure(PICTURED, pictured), encoding="utf-8")


def make_site(output: Path, as_of: str | None = None, stored: bool = False, url: str = "") -> Path:
    """Build the site from fresh runs, or from the stored outputs.

    The report of another day stands in a folder of its own inside the report.
    """
    if stored and as_of:
        raise ReportError("--stored shows the stored day: leave out --as-of")
    day = to_day(as_of).isoformat() if as_of else None
    target = output / days.FOLDER / day if day else output
    if not stored and build.is_current(target, day, url):
        print("Nothing has changed since this report was built.")
        return target / "index.html"
    paths = [*execute.list_notebooks(), *execute.list_tools(day)]
    notebooks = (
        [nbformat.read(path, as_version=4) for path in paths]
        if stored
        else execute.run_notebooks(paths, day, reuse=True)
    )
    names = [path.stem for path in paths]
    index = build.build_site(list(zip(names, notebooks, strict=True)), target, day, url, not stored)
    if day:
        days.fill_days(output)
    return index


if __name__ == "__main__":
    sys.exit(main())
