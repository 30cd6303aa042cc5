"""A notebook of probes: each cell shows one thing about the machine that notebooks must not show.

What a variant changes must be seen in the probe's outputs, else its run proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from reproducibility.run import prepare, run_notebooks
from reproducibility.variants import Change, Variant

PROBES = {
    "locale": """\
import locale
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
(locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(False))""",
    "time zone": """\
import time
(time.tzname, time.timezone)""",
    "hash seed": 'print({f"word {number}" for number in range(40)})',
    "width": """\
import shutil
shutil.get_terminal_size()""",
    "threads": """\
import os
{name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}""",
    "processor": """\
from numpy._core import _multiarray_umath as umath
[name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]""",
    "folder": """\
from importlib.util import find_spec
find_spec("helpers").origin""",
    "umask": """\
mask = os.umask(0)
_ = os.umask(mask)
mask""",
    "warnings": """\
import sys
sys.warnoptions""",
    "bytecode": "sys.dont_write_bytecode",
    "settings": """\
import matplotlib
matplotlib.rcParams["axes.facecolor"]""",
    "Python": "sys.version_info[:2]",
    "user": "os.geteuid()",
    "read-only": """\
from pathlib import Path
data = Path(find_spec("helpers").origin).parents[2] / "data"
[os.access(path, os.W_OK) for path in (data, data / "datapackage.json")]""",
}
"""By kind of change, the cell that sees it; cells of the same notebook, in this order."""


PLAIN = Change(
    "a plain machine",
    {
        **dict.fromkeys(("LC_ALL", "LANG"), "C.UTF-8"),
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "2"),
        **dict.fromkeys(("PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE", "MATPLOTLIBRC")),
        **dict.fromkeys(("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES")),
        "TZ": "UTC",
        "PYTHONHASHSEED": "2",
        "COLUMNS": "80",
        "LINES": "24",
    },
    umask=0o022,
)
"""What the probes are compared with: every variable fixed, whatever it is on this machine."""


def write_probes(path: Path) -> Path:
    """Write the notebook of probes, not yet run."""
    cells = [
        nbformat.v4.new_code_cell(code, id=kind.replace(" ", "-")) for kind, code in PROBES.items()
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def run_probes(changes: Sequence[Change], folder: Path, python: str = "") -> Path:
    """Run the probes under changes; returns the notebook with its outputs."""
    variant = Variant("probes", (PLAIN, *changes), python)
    fresh, output = folder / "fresh", folder / "run"
    for one in (fresh, output):
        one.mkdir(parents=True)
    with prepare(variant) as place:
        run_notebooks(variant, place, [write_probes(fresh / "probes.ipynb")], output)
    return output / "probes.ipynb"


def read_probes(path: Path) -> dict[str, str]:
    """What each probe showed, by kind of change."""
    cells = nbformat.read(path, as_version=4).cells
    return {
        kind: str(cell.outputs[0].get("text") or cell.outputs[0].data["text/plain"])
        for kind, cell in zip(PROBES, cells, strict=True)
    }
