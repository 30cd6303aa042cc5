"""Run inside a variant: execute notebooks in the order given, write them to another folder.

``python worker.py FOLDER NOTEBOOK...``
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from helpers.report.execute import ExecutionError, run_notebook


def main(arguments: list[str]) -> int:
    """Execute the notebooks side by side, each begun in its turn."""
    folder, *paths = [Path(argument) for argument in arguments]

    def run(path: Path) -> None:
        nbformat.write(run_notebook(path), folder / path.name)

    try:
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(run, paths))
    except ExecutionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
