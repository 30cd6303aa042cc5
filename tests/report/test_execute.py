"""Forked kernels show what ordinary kernels show, and nothing of one reaches another."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.report import cache, execute, fork_server, kernels
from helpers.report.execute import ExecutionError, run_cells, run_notebooks
from helpers.report.kernels import ForkServer

forking = pytest.mark.skipif(not kernels.can_fork(), reason="no forked kernels here")

PROBE = [
    "\n".join(f"import {name}" for name in fork_server.MODULES),
    """
import asyncio, atexit, contextvars, decimal, faulthandler, gc, hashlib, locale, logging, os
import multiprocessing, re, resource, signal, sys, tempfile, threading, time, warnings
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd, scipy
from pandas._config import config
ip = get_ipython()
""",
    "__name__, '__file__' in globals(), sorted(globals())",
    "sys.executable, sys.prefix, sys.flags, sys.path, os.getcwd(), tempfile.gettempdir()",
    "[one for one in sys.argv + sys.orig_argv if not one.endswith('.json')]",
    "sorted((k, v) for k, v in os.environ.items() if k != 'JPY_PARENT_PID')",
    "sorted(sys.modules)",
    "config._global_config, {k: v.defval for k, v in config._registered_options.items()}",
    "mpl.get_backend(), mpl.is_interactive(), plt.get_fignums(), sorted(mpl.rcParams.items())",
    "sorted(mpl.rcParamsDefault.items())",
    "np.get_printoptions(), np.geterr(), np.getbufsize(), scipy.special.geterr()",
    "warnings.filters",
    "[(type(one).__name__, one.name, one.daemon) for one in threading.enumerate()]",
    "[(one, signal.getsignal(one)) for one in sorted(signal.valid_signals())]",
    "os.getpgrp() == os.getsid(0) == os.getpid(), os.umask(0o22), os.nice(0)",
    "[resource.getrlimit(kind) for kind in range(16)]",
    """
[(file.encoding, file.errors, file.fileno(), file.isatty(), getattr(file, 'line_buffering', 0))
 for file in (sys.__stdin__, sys.__stdout__, sys.__stderr__)], sys.__stdin__.read()
""",
    "sorted(re.sub('[0-9]+', '', os.readlink(f'/proc/self/fd/{one}').split('[')[0])"
    " for one in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{one}'))",
    "sys.stdout.encoding, locale.getlocale(), sys.getfilesystemencoding(), time.tzname",
    "type(asyncio.get_event_loop()), sorted(one.name for one in contextvars.copy_context())",
    "decimal.getcontext(), gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit()",
    "sys.gettrace(), sys.getprofile(), sys.excepthook, sys.displayhook, faulthandler.is_enabled()",
    "multiprocessing.current_process(), multiprocessing.get_start_method(allow_none=True)",
    """
[(name, one.level, [(type(to), to.level) for to in one.handlers], one.propagate)
 for name, one in sorted(logging.root.manager.loggerDict.items())
 if isinstance(one, logging.Logger)], logging.root.handlers, logging.root.level
""",
    "atexit._ncallbacks()",
    "ip.config.HistoryManager, ip.log.level",
    "{name: [one.__name__ for one in many] for name, many in ip.events.callbacks.items()}",
    "sorted(ip.kernel.comm_manager.targets), ip.extension_manager.loaded, ip.display_formatter",
    """
[(name, key, value.cache_info()) for name, module in sorted(sys.modules.items())
 if name.startswith('helpers') for key, value in sorted(vars(module).items())
 if hasattr(value, 'cache_info')]
""",
    """
square = np.random.default_rng(1).normal(size=(600, 600))
found = scipy.linalg.inv(square) @ square @ square
hashlib.sha256(found.tobytes()).hexdigest(), len(os.listdir('/proc/self/task'))
""",
    "pd.DataFrame(np.arange(90 * 40).reshape(90, 40))",
    "plt.plot([1, 3, 2]); plt.title('Hội nhập')",
    "print('to the one'); print('to the other', file=sys.stderr)",
    "warnings.warn('old', DeprecationWarning); warnings.warn('odd')",
    "os.system('echo from a child'); time.sleep(1)",  # what it says comes through a thread
    "helpers.load('no such table')",
]
"""Everything that a cell could see of how its kernel came to be."""

SET = """
import atexit, builtins, decimal, locale, logging, os, random, signal, sys, tempfile, threading
import warnings, contextvars, gc, pathlib
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd, helpers.timeline
builtins.left = left = 1
os.environ["LEFT"] = "1"; os.environ["TZ"] = "Asia/Ho_Chi_Minh"
os.chdir(tempfile.gettempdir())
random.seed(1); np.random.seed(1)
mpl.rcParams["axes.titlesize"] = 3; mpl.use("agg"); plt.figure()
pd.set_option("display.max_columns", 3); np.set_printoptions(precision=2)
warnings.simplefilter("ignore"); warnings.warn("said once")
kept = open("left.txt", "w")
sys.path.insert(0, "left"); sys.modules["left"] = sys; sys.argv.append("left")
pd.DataFrame.left = 1; helpers.timeline.left = 1; helpers.load("partnerships")
contextvars.ContextVar("left").set(1); decimal.getcontext().prec = 5
logging.getLogger().setLevel(1); logging.getLogger("left"); gc.disable(); os.umask(0)
locale.setlocale(locale.LC_ALL, "C"); signal.signal(signal.SIGUSR1, signal.SIG_IGN)
sys.setrecursionlimit(5000); threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
"""Leaves a trace in everything that kernels could share."""

LOOK = """
import builtins, decimal, gc, locale, logging, os, signal, sys, threading, time, warnings
import contextvars, pathlib
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd, helpers.timeline
found = {
    "globals": "left" in globals(),
    "builtins": hasattr(builtins, "left"),
    "environment": os.environ.get("LEFT"),
    "zone": os.environ.get("TZ"),
    "folder": os.getcwd(),
    "rcParams": mpl.rcParams["axes.titlesize"],
    "figures": plt.get_fignums(),
    "pandas options": pd.get_option("display.max_columns"),
    "numpy options": np.get_printoptions()["precision"],
    "filters": [one[0] for one in warnings.filters],
    "open files": [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{one}")
        and os.readlink(f"/proc/self/fd/{one}").endswith("left.txt")],
    "path": sys.path[:1],
    "modules": "left" in sys.modules,
    "arguments": sys.argv[-1] == "left",
    "libraries": hasattr(pd.DataFrame, "left"),
    "helpers": hasattr(helpers.timeline, "left"),
    "caches": [name for name, one in vars(helpers.dataset).items()
        if hasattr(one, "cache_info") and one.cache_info().currsize],
    "context": [one.name for one in contextvars.copy_context() if one.name == "left"],
    "decimal": decimal.getcontext().prec,
    "logging": logging.root.level,
    "loggers": "left" in logging.root.manager.loggerDict,
    "garbage": gc.isenabled(),
    "locale": locale.setlocale(locale.LC_ALL),
    "signals": str(signal.getsignal(signal.SIGUSR1)),
    "recursion": sys.getrecursionlimit(),
    "threads": threading.active_count(),
    "mask": os.umask(0o22),
}
print(__import__("json").dumps(found))
"""
"""Looks for all that SET leaves."""

SEE_OWN = "'own' in globals()"

DRAW = "import random, numpy; print(random.random(), numpy.random.random(), numpy.random.normal())"

ABANDONED = """
import sys
from pathlib import Path
from helpers.report import execute
execute._count_processors = lambda: 1
execute.run_notebooks([Path(one) for one in sys.argv[1:]])
"""
"""Runs notebooks until it is killed."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """One fork server for the tests of this module that leave it alive."""
    with _leave_out_the_test():
        one = ForkServer(tmp_path_factory.mktemp("server"))
    with one:
        assert one.is_ready()
        yield one


@contextmanager
def _leave_out_the_test() -> Iterator[None]:
    """The environment without the name of the running test, which would differ each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield


def _make_notebook(*sources: str) -> nbformat.NotebookNode:
    cells = [
        nbformat.v4.new_code_cell(source.strip(), id=f"cell-{place}")
        for place, source in enumerate(sources)
    ]
    return nbformat.v4.new_notebook(cells=cells)


def _write_notebook(path: Path, *sources: str) -> Path:
    nbformat.write(_make_notebook(*sources), path)
    return path


def _run_cells(
    notebook: nbformat.NotebookNode, path: Path, server: ForkServer | None = None
) -> None:
    """In a thread of its own, as a run does: a browser may keep an event loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(run_cells, notebook, path, server).result()


def _run(server: ForkServer | None, *sources: str, forked: bool = True) -> list[str]:
    """The outputs of each cell as they would be stored, from a kernel that came as expected."""
    notebook = _make_notebook(*sources, "print(__import__('os').getppid())")
    notebook.cells[-2].metadata["tags"] = ["raises-exception"]
    with _leave_out_the_test():
        _run_cells(notebook, execute.NOTEBOOKS / "probe.ipynb", server)
    parent = server.process.pid if server and forked else os.getpid()
    assert notebook.cells.pop().outputs[0].text == f"{parent}\n"
    found = [json.dumps(cell.outputs, indent=1, ensure_ascii=False) for cell in notebook.cells]
    return [re.sub(r"(ipykernel_|0x)[0-9a-f]+", r"\1", one) for one in found]


def _read(outputs: str) -> str:
    """What one cell printed."""
    return "".join(one["text"] for one in json.loads(outputs) if one["output_type"] == "stream")


def _wait_for_end(pid: int) -> None:
    """Wait until a process is gone (or a corpse that nobody here can bury)."""
    deadline = time.monotonic() + 20
    while (stat := Path(f"/proc/{pid}/stat")).exists():
        try:
            if stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.1)


@forking
def test_a_forked_kernel_shows_what_an_ordinary_one_shows(server: ForkServer) -> None:
    ordinary, forked = _run(None, *PROBE), _run(server, *PROBE)
    for source, expected, found in zip(PROBE, ordinary, forked, strict=True):
        assert found == expected, source
    assert "No table" in ordinary[-1] or "no such table" in ordinary[-1]


@forking
def test_nothing_of_one_kernel_reaches_the_next(server: ForkServer) -> None:
    before = json.loads(_read(_run(server, LOOK)[0]))
    within = json.loads(_read(_run(server, SET, LOOK)[1]))
    assert [name for name in before if before[name] == within[name]] == [], "not left or not seen"
    assert json.loads(_read(_run(server, LOOK)[0])) == before


@forking
def test_no_two_kernels_draw_the_same_numbers(server: ForkServer) -> None:
    first, second = (_read(_run(server, DRAW)[0]).split() for _ in range(2))
    assert len(first) == len({*first, *second}) / 2 == 3


@forking
def test_a_real_notebook_comes_out_as_it_is_stored(server: ForkServer) -> None:
    path = execute.NOTEBOOKS / "09_hanoi.ipynb"
    stored, run = (nbformat.read(path, as_version=4) for _ in range(2))
    for cell in run.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with _leave_out_the_test():
        _run_cells(run, path, server)
    assert run == stored


@forking
def test_what_the_notebooks_import_has_been_imported(server: ForkServer) -> None:
    wanted = set()
    for path in [*execute.list_notebooks(), *execute.list_tools()]:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and not cell.source.startswith("%"):
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.ImportFrom):
                        wanted |= {f"{node.module}.{alias.name}" for alias in node.names}
                    elif isinstance(node, ast.Import):
                        wanted |= {alias.name for alias in node.names}
    (listed,) = _run(server, "import json, sys; print(json.dumps(sorted(sys.modules)))")
    there = json.loads(_read(listed))
    missing = wanted - set(there)
    assert {name for name in missing if (cache.HELPERS / f"{name[8:]}.py").exists()} == {
        "helpers.downloads"
    }


@forking
def test_kernels_come_from_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [
        _write_notebook(tmp_path / f"0{place}_x.ipynb", "import os; print(os.getppid())")
        for place in range(2)
    ]

    def list_parents() -> set[int]:
        return {int(one.cells[0].outputs[0].text) for one in run_notebooks(paths)}

    assert list_parents() == {os.getpid()}, "no more notebooks than processors"
    monkeypatch.setattr(execute, "_count_processors", lambda: 1)
    (parent,) = list_parents()
    assert parent != os.getpid()
    _wait_for_end(parent)
    monkeypatch.setenv(kernels.VARIABLE, "ordinary")
    assert list_parents() == {os.getpid()}
    monkeypatch.delenv(kernels.VARIABLE)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not kernels.can_fork()


@forking
def test_a_kernel_with_another_environment_starts_the_ordinary_way(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = "import os; print(os.environ.get('SET_LATER'))"
    assert _read(_run(server, show)[0]) == "None\n"
    monkeypatch.setenv("SET_LATER", "yes")
    assert _read(_run(server, show, forked=False)[0]) == "yes\n"


@forking
def test_an_import_that_says_something_says_it_in_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seaborn.py").write_text("import warnings; warnings.warn('too old')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with (
        _leave_out_the_test(),
        ForkServer(tmp_path) as server,
        pytest.warns(UserWarning, match="the ordinary way: RuntimeError: an import said: .*old"),
    ):
        (shown,) = _run(server, "import seaborn", forked=False)
    assert "too old" in _read(shown)


@forking
def test_a_kernel_that_dies_is_reported_and_alone(server: ForkServer) -> None:
    for end in ("os._exit(3)", "os.kill(os.getpid(), 9)"):
        with pytest.raises(ExecutionError, match=r"cell 2 \('cell-1'\): Kernel died"):
            _run(server, "import os", end)
    assert _read(_run(server, "print('next')")[0]) == "next\n"


@forking
def test_a_server_that_dies_is_named(tmp_path: Path) -> None:
    with _leave_out_the_test(), ForkServer(tmp_path) as server:
        (shown,) = _run(server, "import os; print(os.getpid())")
        _wait_for_end(int(_read(shown)))
        end = "import os, time; os.kill(os.getppid(), 9); time.sleep(60)"
        message = r"probe.ipynb, cell 1 .*forked from ended \(exit code -9\); run again"
        with pytest.raises(ExecutionError, match=message):
            _run(server, end)
        with pytest.raises(ExecutionError, match="before its first cell: the process that kernels"):
            _run(server, "1")


@forking
def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    note = "import os, pathlib, time; pathlib.Path('pids').write_text({}); time.sleep(60)"
    source = note.format("f'{os.getpid()} {os.getppid()}'")
    paths = [_write_notebook(tmp_path / f"0{place}_x.ipynb", source) for place in range(2)]
    with subprocess.Popen([sys.executable, "-c", ABANDONED, *map(str, paths)]) as run:
        pids = tmp_path / "pids"
        while not (pids.exists() and len(pids.read_text("utf-8").split()) == 2):
            assert run.poll() is None, "the run ended before it could be killed"
            time.sleep(0.05)
        kernel, parent = map(int, pids.read_text("utf-8").split())
        assert parent != run.pid
        os.kill(run.pid, signal.SIGKILL)
    _wait_for_end(parent)
    _wait_for_end(kernel)


@forking
def test_a_cell_that_takes_too_long_is_stopped(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(execute, "_LONGEST", 1)
    pid = tmp_path / "pid"
    note = f"import os, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))"
    with pytest.raises(ExecutionError, match=r"cell 2 \('cell-1'\): .*timed out"):
        _run(server, note, "while True: pass")
    _wait_for_end(int(pid.read_text("utf-8")))


@forking
def test_a_kernel_can_be_interrupted(server: ForkServer) -> None:
    notebook = _make_notebook("import time\nwhile True: time.sleep(0.01)", "print('goes on')")
    manager = kernels.make_manager(server)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=2,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(execute.NOTEBOOKS)}},
    )
    with _leave_out_the_test():
        client.execute(cleanup_kc=True)
    assert notebook.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert notebook.cells[1].outputs[0].text == "goes on\n"


def test_the_longest_start_first_and_the_order_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [
        _write_notebook(tmp_path / f"0{place}_x.ipynb", f"{'#' * size}\n{place}")
        for place, size in enumerate((10, 30, 20))
    ]
    started = []

    def run(notebook: nbformat.NotebookNode, path: Path, *_: object) -> None:
        started.append(path.stem[:2])
        time.sleep((0.3, 0.01, 0.1)[paths.index(path)])

    for function in (cache.recall, cache.keep, cache.recall_outputs, cache.keep_outputs):
        monkeypatch.setattr(function, "__defaults__", (tmp_path / "cache",))
    monkeypatch.setattr(execute, "run_cells", run)
    monkeypatch.setattr(execute, "_count_processors", lambda: 1)
    monkeypatch.setenv(kernels.VARIABLE, "ordinary")
    for expected in (["01", "02", "00"], ["00", "02", "01"]):  # by size, then by time
        started.clear()
        notebooks = run_notebooks(paths, as_of=None, reuse=True)
        assert [one.cells[0].source[-1] for one in notebooks] == ["0", "1", "2"]
        assert started == expected
        for path in paths:
            _write_notebook(path, nbformat.read(path, as_version=4).cells[0].source[1:])


def test_a_failure_stops_what_has_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [_write_notebook(tmp_path / f"0{place}_x.ipynb", "1") for place in range(4)]
    started = []

    def run(notebook: nbformat.NotebookNode, path: Path, *_: object) -> None:
        started.append(path)
        time.sleep(0.1)
        raise ExecutionError(path.name)

    monkeypatch.setattr(execute, "run_cells", run)
    monkeypatch.setattr(execute, "_count_processors", lambda: 1)
    monkeypatch.setenv(kernels.VARIABLE, "ordinary")
    with pytest.raises(ExecutionError, match="00_x"):
        run_notebooks(paths)
    assert len(started) <= 2


@forking
def test_a_failure_ends_what_runs_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = ("import time; time.sleep(60)", "raise ValueError('no such row')", "1")
    paths = [
        _write_notebook(tmp_path / f"0{place}_x.ipynb", source)
        for place, source in enumerate(sources)
    ]
    monkeypatch.setattr(execute, "_count_processors", lambda: 2)
    started = time.monotonic()
    with pytest.raises(ExecutionError, match="01_x.ipynb, cell 1 .*: no such row"):
        run_notebooks(paths)
    assert time.monotonic() - started < 40


@pytest.mark.parametrize("kind", ["forked", "ordinary"])
def test_a_readers_own_ipython_settings_do_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    startup = tmp_path / "own" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-own.py").write_text("own = True\n", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "own"))
    monkeypatch.setenv(kernels.VARIABLE, kind)
    monkeypatch.setattr(execute, "_count_processors", lambda: 1)
    paths = [_write_notebook(tmp_path / f"0{place}_x.ipynb", SEE_OWN) for place in range(2)]
    run = _make_notebook(SEE_OWN)
    _run_cells(run, paths[0])
    for notebook, seen in ((run, True), *((one, False) for one in run_notebooks(paths))):
        assert notebook.cells[0].outputs[0].data["text/plain"] == f"{seen}"
