"""The process that kernels are forked from: it imports once what the notebooks import.

It runs no code of a notebook, loads no data, makes no zmq context and starts no thread, so a
kernel forked from it begins as a kernel started on its own would after the same imports (but for
the seed of hashes, drawn once for all of them). It ends when the run that started it ends, however
that ends: the end closes the socket it listens on. Kernels watch it, and end soon after it.

``helpers.report.kernels`` starts this file as a script, because importing it from its package
would import pandas too early: pandas and matplotlib ask once, at import, whether they run in a
notebook. ``multiprocessing`` has a fork server too, but its children skip what is registered to
run at exit and carry traces of the main module.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    del sys.path[0]  # this folder: its names must not hide others

import builtins
import contextlib
import gc
import importlib
import importlib.util
import io
import json
import os
import random
import select
import socket
import threading
import types
import warnings
from typing import Any, NamedTuple

MODULES = (
    "pandas",
    "scipy.stats",
    "seaborn",
    "helpers",
    "helpers.agreements",
    "helpers.articles",
    "helpers.capital",
    "helpers.claims.rank_tables",
    "helpers.claims.summary",
    "helpers.composite",
    "helpers.contribute",
    "helpers.economy",
    "helpers.exercises",
    "helpers.explore",
    "helpers.explorer",
    "helpers.exports",
    "helpers.guards",
    "helpers.ladder",
    "helpers.methods",
    "helpers.multilateral",
    "helpers.multiverse",
    "helpers.overview",
    "helpers.plots",
    "helpers.prose",
    "helpers.relations",
    "helpers.storyline",
    "helpers.voting",
)
"""What the notebooks import. Without duckdb (``helpers.downloads``), which only one notebook
needs and which complains when a kernel ends with it frozen."""

READY = b"ready"
STARTED, ENDED = "started", "ended"
_LARGEST = 1 << 20


class Imported(NamedTuple):
    """What the imports left: the warnings filters before them, and those they added in front."""

    filters: list[Any]
    added: list[Any]


def main() -> None:
    """Import, answer requests; in a forked child, become the kernel that was asked for."""
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        imported = import_modules()
    except Exception as error:
        control.send(f"{type(error).__name__}: {error}".encode()[:1000])
        return
    server = os.getpid()
    with contextlib.suppress(ConnectionError):  # the run is over already
        control.send(READY)
    connection = serve(control)
    if connection is not None:
        become_kernel(connection, imported, server)


def import_modules() -> Imported:
    """Import as in a kernel's cell; an import that says anything must say it in the notebook."""
    from ipykernel import kernelapp  # noqa: F401

    os.close(os.pidfd_open(os.getpid()))  # an old Linux says here that it cannot
    before = list(warnings.filters)
    os.environ["MPLBACKEND"] = (
        os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
    )
    said = io.TextIOWrapper(io.BytesIO(), "UTF-8", write_through=True)  # as a kernel's streams say
    builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            for name in MODULES:
                importlib.import_module(name)
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
    said.seek(0)
    if text := said.read():
        raise RuntimeError(f"an import said: {text}")
    if threading.active_count() > 1:
        raise RuntimeError(f"an import started threads: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # what is shared is neither searched for garbage nor copied
    added = len(warnings.filters) - len(before)
    return Imported(before, list(warnings.filters[:added]))


def serve(control: socket.socket) -> socket.socket | None:
    """Fork a child for each connection that is handed over, and report how each child ends.

    Returns in a child with its connection, in the server with nothing when the run is over.
    """
    kernels: dict[int, tuple[int, socket.socket]] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), *kernels], [], [])
        for ended in kernels.keys() & set(ready):
            pid, connection = kernels.pop(ended)
            _, status = os.waitpid(pid, 0)
            with contextlib.suppress(OSError):  # nobody waits for it any more
                connection.send(f"{ENDED} {os.waitstatus_to_exitcode(status)}".encode())
            connection.close()
            os.close(ended)
        if control.fileno() not in ready:
            continue
        received: list[int] = []
        with contextlib.suppress(ConnectionError):
            _, received, _, _ = socket.recv_fds(control, 1, 1, socket.MSG_CMSG_CLOEXEC)
        if not received:
            return None
        connection = socket.socket(fileno=received[0])
        pid = os.fork()
        if not pid:
            for ended, (_, other) in kernels.items():
                os.close(ended)
                other.close()
            control.close()
            return connection
        kernels[os.pidfd_open(pid)] = (pid, connection)


def become_kernel(connection: socket.socket, imported: Imported, server: int) -> None:
    """Take on the process of a kernel's own, then run it to its end."""
    message, streams, _, _ = socket.recv_fds(connection, _LARGEST, 3)
    asked = json.loads(message)
    os.setsid()
    for given, standard in zip(streams, range(3), strict=True):
        os.dup2(given, standard)
        os.close(given)
    os.environ.clear()
    os.environ.update(asked["env"], JPY_PARENT_PID=str(server))
    os.chdir(asked["cwd"])
    connection.send(f"{STARTED} {os.getpid()}".encode())
    connection.close()
    random.seed()
    importlib.import_module("numpy.random").seed()
    run_kernel(asked["cmd"], imported, server)


def run_kernel(command: list[str], imported: Imported, server: int) -> None:
    """Run ipykernel as its launcher does; libraries that ask it at import are told now."""
    from ipykernel.kernelapp import IPKernelApp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    assert launcher is not None
    assert launcher.origin is not None
    sys.argv = [launcher.origin, *command[3:]]
    sys.orig_argv = command
    warnings.filters[:] = imported.filters  # type: ignore[index]
    app: Any = IPKernelApp.instance(parent_handle=server)
    app.initialize()
    warnings.filters[:0] = imported.added  # type: ignore[index]
    if widgets := sys.modules.get("ipywidgets"):
        widgets.load_ipython_extension(app.shell)
    app.start()


if __name__ == "__main__":
    main()
