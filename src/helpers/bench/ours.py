"""Our engine in a process of its own, as ``make report`` uses it.

``python -m helpers.bench.ours run|ordinary|reuse FOLDER NOTEBOOK...`` runs notebooks (``ordinary``:
no kernel is forked; ``reuse``: where nothing has changed, takes what an earlier run kept) and
writes them to a folder.
``python -m helpers.bench.ours current FOLDER`` asks for a report that is up to date, and prints
the seconds that took after start-up.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from helpers.report.execute import run_notebooks, write_notebook
from helpers.report.kernels import VARIABLE


def main() -> int:
    """Do what the command line says."""
    what, folder, *names = sys.argv[1:]
    if what == "current":
        return ask_again(Path(folder))
    if what == "ordinary":
        os.environ[VARIABLE] = what
    paths = [Path(name) for name in names]
    for path, notebook in zip(paths, run_notebooks(paths, reuse=what == "reuse"), strict=True):
        write_notebook(notebook, Path(folder) / path.name)
    return 0


def ask_again(folder: Path) -> int:
    """Ask for the report in ``folder``, and print the seconds until the answer."""
    from helpers.report.__main__ import main as report  # running notebooks needs none of it

    started = time.perf_counter()
    code = report(["site", "--output", str(folder)])
    print(time.perf_counter() - started)
    return code


if __name__ == "__main__":
    sys.exit(main())
