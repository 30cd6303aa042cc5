"""Run notebooks in fresh kernels, optionally as of another day."""

from __future__ import annotations

import asyncio
import math
import os
import re
import sys
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from helpers.dates import to_day
from helpers.report import cache
from helpers.report.kernels import ForkServer, can_fork, make_manager

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
_LONGEST = 600
_TIMES = "times"


class ExecutionError(RuntimeError):
    """A notebook stopped with an error; the message names the notebook and the cell."""


def list_notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks of the collection in reading order.

    >>> "02_diplomatic_relations" in [path.stem for path in list_notebooks()]
    True
    """
    found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise ExecutionError(f"no notebooks named NN_name.ipynb in {folder}")
    return found


def list_tools(as_of: str | None = None) -> list[Path]:
    """The notebooks to work with, which stand beside the reading order.

    The cookbook asks about fixed days, so it is left out where an earlier day is asked about.

    >>> [path.stem for path in list_tools()]
    ['explorer', 'cookbook']
    """
    names = ["explorer"] if as_of else ["explorer", "cookbook"]
    return [NOTEBOOKS / f"{name}.ipynb" for name in names]


def set_as_of(notebook: nbformat.NotebookNode, day: str) -> nbformat.NotebookNode:
    """Set the day a notebook answers for, in its cell tagged ``parameters``."""
    chosen = to_day(day).isoformat()
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source, changed = re.subn(
                r'^AS_OF = ".*"$', f'AS_OF = "{chosen}"', cell.source, flags=re.MULTILINE
            )
            if changed == 1:
                return notebook
    raise ExecutionError('no cell tagged "parameters" holds a line AS_OF = "YYYY-MM-DD"')


def run_cells(
    notebook: nbformat.NotebookNode,
    path: Path,
    server: ForkServer | None = None,
    profiles: str | None = None,
) -> None:
    """Fill in the outputs of a notebook from a fresh kernel; an error names ``path`` and the cell.

    The kernel is forked from ``server`` where one is given. ``profiles``: the folder of IPython's
    profiles; by default the reader's own, whose settings then show.
    """
    reached = "before its first cell"

    def note_cell(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal reached
        reached = f"cell {cell_index + 1} ('{cell.get('id', '')}')"

    client = NotebookClient(
        notebook,
        km=make_manager(server),
        timeout=_LONGEST,
        kernel_name="python3",
        record_timing=False,
        on_cell_start=note_cell,
        extra_arguments=[
            "--IPKernelApp.log_level=40",  # errors only
            *([f"--IPKernelApp.ipython_dir={profiles}"] if profiles else []),
        ],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        asyncio.run(client.async_execute(cleanup_kc=True))
    except CellExecutionError as error:
        raise ExecutionError(f"{path.name}, {reached}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, RuntimeError) as error:  # such as a kernel that died
        reason = (server.explain_end() if server else "") or str(error)
        raise ExecutionError(f"{path.name}, {reached}: {reason}") from None
    notebook.metadata.language_info = {"name": "python"}


def run_notebook(
    path: Path, as_of: str | None = None, reuse: bool = False
) -> nbformat.NotebookNode:
    """Execute one notebook in a fresh kernel and return it with its outputs.

    ``reuse``: take the outputs of an earlier run where nothing that they depend on has changed.
    """
    return run_notebooks([path], as_of, reuse)[0]


def run_notebooks(
    paths: Sequence[Path], as_of: str | None = None, reuse: bool = False
) -> list[nbformat.NotebookNode]:
    """Execute notebooks side by side, one kernel a processor; ``reuse`` as in ``run_notebook``.

    The longest start first, so that none runs alone at the end; the order of ``paths`` stays.
    The first error ends the run.
    """
    notebooks = [_read_notebook(path, as_of) for path in paths]
    waiting = [
        place
        for place, notebook in enumerate(notebooks)
        if not (reuse and cache.recall_outputs(notebook))
    ]
    took = cache.recall(_TIMES) or {}
    waiting.sort(key=lambda place: _estimate_time(paths[place], took), reverse=True)
    with (
        TemporaryDirectory(prefix="profiles-", ignore_cleanup_errors=True) as profiles,
        ThreadPoolExecutor(max_workers=_count_processors()) as pool,
        _open_server(paths, len(waiting)) as server,  # closed first: its end ends its kernels
    ):

        def run(place: int) -> float:
            started = time.perf_counter()
            run_cells(notebooks[place], paths[place], server, profiles)
            if reuse:
                cache.keep_outputs(notebooks[place])
            return time.perf_counter() - started

        runs = {place: pool.submit(run, place) for place in waiting}
        try:
            wait(runs.values(), return_when=FIRST_EXCEPTION)
            ended = [place for place in sorted(runs) if runs[place].done()]
            took |= {paths[place].stem: runs[place].result() for place in ended}
        finally:
            for one in runs.values():
                one.cancel()
    if reuse and waiting:
        cache.keep(_TIMES, took)
    return notebooks


def _read_notebook(path: Path, as_of: str | None) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    return notebook if as_of is None else set_as_of(notebook, as_of)


def _estimate_time(path: Path, took: dict[str, float]) -> tuple[float, int]:
    """To sort by: the time of the last run kept; unknown ones first, the larger file before."""
    return took.get(path.stem, math.inf), path.stat().st_size


def _count_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _open_server(paths: Sequence[Path], runs: int) -> AbstractContextManager[ForkServer | None]:
    """A fork server where it pays: a processor must have more than one kernel to start."""
    if runs > _count_processors() and can_fork():
        return ForkServer(paths[0].parent)
    return nullcontext()


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    with NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False) as file:
        nbformat.write(notebook, file)
    Path(file.name).replace(path)
