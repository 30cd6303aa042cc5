"""Run notebooks in fresh kernels, optionally as of another day."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from helpers.dates import to_day
from helpers.report import cache

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
_LONGEST = 600


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


def run_notebook(
    path: Path, as_of: str | None = None, reuse: bool = False
) -> nbformat.NotebookNode:
    """Execute one notebook in a fresh kernel and return it with its outputs.

    ``reuse``: take the outputs of an earlier run where nothing that they depend on has changed.
    """
    notebook = nbformat.read(path, as_version=4)
    if as_of is not None:
        set_as_of(notebook, as_of)
    if reuse and cache.recall_outputs(notebook):
        return notebook
    reached = "before its first cell"

    def note_cell(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal reached
        reached = f"cell {cell_index + 1} ('{cell.get('id', '')}')"

    client = NotebookClient(
        notebook,
        timeout=_LONGEST,
        kernel_name="python3",
        record_timing=False,
        on_cell_start=note_cell,
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise ExecutionError(f"{path.name}, {reached}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise ExecutionError(f"{path.name}, {reached}: {error}") from None
    notebook.metadata.language_info = {"name": "python"}
    if reuse:
        cache.keep_outputs(notebook)
    return notebook


def run_notebooks(
    paths: Sequence[Path], as_of: str | None = None, reuse: bool = False
) -> list[nbformat.NotebookNode]:
    """Execute notebooks side by side, one kernel a processor; ``reuse`` as in ``run_notebook``."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(lambda path: run_notebook(path, as_of, reuse), paths))


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    with NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False) as file:
        nbformat.write(notebook, file)
    Path(file.name).replace(path)
