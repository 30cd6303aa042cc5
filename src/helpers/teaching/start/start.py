"""Set up the notebooks and open them: ``python start.py``, with or without a network.

Where a folder ``wheels`` lies here, everything is installed from it and no network is
asked. It needs Python 3.11 or newer, and nothing else: no git, no make, no compiler.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOM = HERE / ".venv"
PYTHON = ROOM / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
READY = ROOM / ".ready"


def run(*arguments: str) -> None:
    """Run Python in the room's environment; stop with a plain message when it fails."""
    done = subprocess.run([str(PYTHON), *arguments], cwd=HERE, check=False)
    if done.returncode:
        sys.exit(
            f"This step failed: python {' '.join(arguments)}\nAsk for help with what is above."
        )


def set_up() -> None:
    """Create the environment and install what the lock names, each file checked by its hash."""
    print("Setting up, once. This takes a few minutes.", flush=True)
    venv.create(ROOM, with_pip=True, clear=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wheels = HERE / "wheels"
    if wheels.is_dir():
        install += ["--no-index", "--find-links", str(wheels)]
    checked = ["--require-hashes", "--only-binary", ":all:"]  # no package's code runs here
    run(*install, *checked, "--requirement", "requirements.lock")
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    READY.touch()


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036, whatever Python the room has runs this
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    if not READY.exists():
        set_up()
    if "--set-up-only" not in sys.argv:
        run("-m", "jupyter", "lab", "--notebook-dir=notebooks", *sys.argv[1:])


if __name__ == "__main__":
    main()
