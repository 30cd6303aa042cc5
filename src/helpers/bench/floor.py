"""The floor: every cell of every notebook run in one process, without a kernel.

``python -m helpers.bench.floor OUTPUT NOTEBOOK...`` runs in a process of its own. What a cell
shows is formatted as a kernel would, and kept. Each notebook gets an empty namespace, and that is
all: imports, caches and settings pass from one notebook to the next, so this is no way to run a
collection, only the least that running it can cost on one processor.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib_inline.backend_inline
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

Bundle = dict[str, Any]


class _Hook(DisplayHook):
    """Keeps the value of a cell's last line, in every form, where the display goes too."""

    def write_output_prompt(self) -> None:
        """Nothing."""

    def write_format_data(self, format_dict: Bundle, md_dict: Bundle | None = None) -> None:
        """Keep it."""
        if self.shell is not None:
            self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Nothing."""


class KernelLikeShell(InteractiveShell):
    """A shell that shows nothing and keeps everything."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(CapturingDisplayPublisher)


def run_all(paths: Sequence[Path]) -> list[list[list[Bundle]]]:
    """Run notebooks; what was shown, by notebook, code cell and order, as MIME bundles."""
    os.environ["MPLBACKEND"] = f"module://{matplotlib_inline.backend_inline.__name__}"
    settings = Config()
    settings.HistoryManager.enabled = False
    shell = KernelLikeShell.instance(config=settings)
    return [_run_notebook(shell, path) for path in paths]


def _run_notebook(shell: InteractiveShell, path: Path) -> list[list[Bundle]]:
    publisher = shell.display_pub
    assert isinstance(publisher, CapturingDisplayPublisher)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = []
    with contextlib.chdir(path.parent):
        for place, cell in enumerate(cells, start=1):
            if cell["cell_type"] != "code":
                continue
            publisher.outputs = []
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                code = "".join(cell["source"])
                result = shell.run_cell(code, store_history=True)  # type: ignore[no-untyped-call]
            if not result.success:
                raise SystemExit(f"{path.name}, cell {place}: {printed.getvalue()[-300:]}")
            shown.append([output["data"] for output in publisher.outputs])
    return shown


def main() -> None:
    """Run the notebooks named on the command line and write what they showed."""
    output, *paths = map(Path, sys.argv[1:])
    output.write_text(json.dumps(run_all(paths)), encoding="utf-8")


if __name__ == "__main__":
    main()
