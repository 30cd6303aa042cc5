"""What one learner needs: memory and seconds, so that a hub can be sized."""

from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd
import psutil
from nbclient import NotebookClient

from helpers.report.execute import list_notebooks

_LONGEST = 120
_PEAK = "import resource\nresource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024"
SERVER = "JupyterLab itself"
NEEDS = Path(__file__).resolve().parents[3] / "notebooks" / "teaching" / "needs.csv"
"""What was measured; ``RUNNING.md`` shows it."""


class MeasureError(RuntimeError):
    """Something could not be measured here; the message says what and why."""


def measure_learner(folder: Path | None = None, server: bool = True) -> pd.DataFrame:
    """How much memory and time does a learner need: for each notebook, and for JupyterLab?

    Each notebook runs from the top in a kernel of its own, one after the other. Returns, by
    ``what``: ``ready`` (seconds until the imports are done, or the server answers), ``all``
    (seconds until every cell has run; missing for the server) and ``memory`` (MB: the peak
    of the kernel, or what the server holds).
    """
    paths = list_notebooks() if folder is None else list_notebooks(folder)
    rows = [measure_server()] if server else []
    rows += [_measure_notebook(path) for path in paths]
    return pd.DataFrame(rows).set_index("what")


def write_needs(target: Path = NEEDS) -> Path:
    """Measure, and keep the result beside the plans; the first line says on what machine."""
    needs = measure_learner().round(1)
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    text = f"# {machine}, {platform.system()} {platform.machine()}\n{needs.to_csv()}"
    target.write_text(text, encoding="utf-8")
    return target


def show_needs(source: Path = NEEDS) -> tuple[str, pd.DataFrame]:
    """The machine that was measured, and the table for print, with a row for one learner.

    The learner's row is JupyterLab and the kernel of the hungriest notebook.

    >>> show_needs()[1].index[-1]
    'one learner, one notebook open'
    """
    machine, _, table = source.read_text(encoding="utf-8").partition("\n")
    needs = pd.read_csv(io.StringIO(table), index_col="what")
    hungriest = needs.drop(SERVER).max()
    needs.loc["one learner, one notebook open"] = hungriest + needs.loc[SERVER].fillna(0)
    shown = needs.rename(
        columns={"ready": "ready after, s", "all": "all cells after, s", "memory": "memory, MB"}
    )
    shown["memory, MB"] = shown["memory, MB"].round().astype(int)
    return machine.removeprefix("# "), shown.astype(object).fillna("")


def _measure_notebook(path: Path) -> dict[str, object]:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(_PEAK))
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors only
        resources={"metadata": {"path": str(path.parent)}},
    )
    started, ready = time.perf_counter(), None
    with client.setup_kernel():
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
            if cell.get("id") == "status":
                ready = time.perf_counter() - started
        done = time.perf_counter() - started
    peak = int(notebook.cells[-1].outputs[0].data["text/plain"])
    return {"what": path.stem, "ready": ready, "all": done, "memory": peak}


def measure_server() -> dict[str, object]:
    """Start JupyterLab without a browser, wait until it answers, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--port=0"),
                *("--allow-root", f"--notebook-dir={folder}"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "JUPYTER_RUNTIME_DIR": folder},
        )
        try:
            while not list(Path(folder).glob("jpserver-*.json")):
                if process.poll() is not None or time.perf_counter() - started > _LONGEST:
                    raise MeasureError("JupyterLab did not start: try 'make lab' to see why")
                time.sleep(0.05)
            ready = time.perf_counter() - started
            time.sleep(1)
            family = [psutil.Process(process.pid)]
            family += family[0].children(recursive=True)
            held = sum(one.memory_info().rss for one in family) // 2**20
        finally:
            process.terminate()
            process.wait(timeout=30)
    return {"what": SERVER, "ready": ready, "all": None, "memory": held}
