"""The ways to execute the collection: the floor, ours, and other tools.

Each runs all notebooks once. Those that write notebooks work on copies without outputs, and count
only when every cell of every copy has run; those that compare (nbval) read the notebooks where
they stand. No way touches the notebooks of the collection.
"""

from __future__ import annotations

import json
import shlex
import sys
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from helpers.bench.rival_room import ROOT
from helpers.bench.timing import Command, Way, WayError, time_commands

FLOOR = "the floor (all cells in one process)"
COLD = "our cold run"
ORDINARY = "our cold run with ordinary kernels"
WARM = "our run when nothing has changed"
EDITED = "our run after editing one notebook"
ALONE = "our cold run of that notebook alone"
OUR_TEST = "the nbval run of `make test`"
NBCONVERT = "`jupyter nbconvert --execute` (one call)"
PAPERMILL = "`papermill` (one call each)"
JUPYTER = "`jupyter execute` (one call)"
NBVAL = "stock `pytest --nbval`"
NBMAKE = "`pytest --nbmake`"
SPHINX = "`sphinx-build` with myst-nb"
SPHINX_2 = "`sphinx-build -j2` with myst-nb"

_CONF = """\
extensions = ["myst_nb"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
"""
Prepare = Callable[[Path], list[Command]]


def run_cold(name: str, paths: Sequence[Path], rounds: int) -> Way:
    """Our engine in a fresh process, with nothing reused."""
    return Way(name, _prepare_ours("run", paths), _check_notebooks(paths), rounds)


def list_ours(paths: Sequence[Path], rounds: int) -> list[Way]:
    """The floor and our ways."""
    edited = choose_edited(paths)
    out = _check_notebooks(paths)
    return [
        Way(FLOOR, _prepare_floor(paths), _check_floor(paths), rounds),
        run_cold(COLD, paths, rounds),
        Way(ORDINARY, _prepare_ours("ordinary", paths), out, rounds),
        Way(WARM, _prepare_reuse(paths), out, rounds),
        Way(EDITED, _prepare_edited(paths, edited), out, rounds),
        run_cold(ALONE, [edited], rounds),
        Way(OUR_TEST, _prepare_own_test(paths), _check_nothing, rounds, where=ROOT),
    ]


def list_rivals(paths: Sequence[Path], room: Path | str, rounds: int) -> list[Way]:
    """The other tools; ``room``: the Python that has those which we do not need, or why not."""
    one_call = _check_notebooks(paths)

    def in_room(prepare: Callable[[Path], Prepare]) -> Prepare:
        return _refuse(room) if isinstance(room, str) else prepare(room)

    return [
        Way(NBCONVERT, _prepare_nbconvert(paths), one_call, rounds),
        Way(JUPYTER, _prepare_jupyter(paths), one_call, rounds),
        Way(PAPERMILL, in_room(lambda python: _prepare_papermill(paths, python)), one_call, rounds),
        Way(NBVAL, _prepare_pytest(paths, Path(sys.executable), "--nbval"), _check_nothing, rounds),
        Way(
            NBMAKE,
            in_room(lambda python: _prepare_pytest(paths, python, "--nbmake")),
            _check_nothing,
            rounds,
        ),
        Way(SPHINX, _prepare_sphinx(paths, "1"), _check_pages(paths), rounds),
        Way(SPHINX_2, _prepare_sphinx(paths, "2"), _check_pages(paths), rounds),
    ]


def choose_edited(paths: Sequence[Path]) -> Path:
    """The notebook to edit: the middle one by weight."""
    return sorted(paths, key=lambda path: path.stat().st_size)[len(paths) // 2]


def read_test_command(makefile: str) -> list[str]:
    """What ``make test`` runs to compare the stored outputs, without the notebooks.

    >>> read_test_command("\\t$(BIN)/python -m pytest --nbval -n 2 notebooks")[1:]
    ['-m', 'pytest', '--nbval', '-n', '2']
    """
    joined = makefile.replace("\\\n", " ")
    lines = [line.strip(" \t@-") for line in joined.splitlines() if "--nbval" in line]
    if len(lines) != 1:
        raise WayError(f"{len(lines)} lines of the Makefile name --nbval: name it in one")
    words = shlex.split(lines[0].replace("$(BIN)/", f"{Path(sys.executable).parent}/"))
    return [word for word in words if word != "notebooks"]


def copy_bare(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Copies without outputs, so that no stored output passes for a run."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")
    return [folder / path.name for path in paths]


def require_run(path: Path) -> None:
    """Raise ``WayError`` unless every code cell of a notebook has run, without an error."""
    if not path.exists():
        raise WayError(f"no {path.name} was written")
    for place, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], start=1):
        if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
            continue
        if cell["execution_count"] is None:
            raise WayError(f"{path.name}, cell {place} did not run")
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            raise WayError(f"{path.name}, cell {place} ended with an error")


def _refuse(reason: str) -> Prepare:
    def prepare(_: Path) -> list[Command]:
        raise WayError(f"not installed: {reason}")

    return prepare


def _prepare_floor(paths: Sequence[Path]) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        out = str(folder / "shown.json")
        return [[sys.executable, "-m", "helpers.bench.floor", out, *map(str, paths)]]

    return prepare


def _call_ours(what: str, folder: Path, paths: Sequence[Path]) -> Command:
    (folder / "out").mkdir(exist_ok=True)
    module = ("-m", "helpers.bench.ours")
    return [sys.executable, *module, what, str(folder / "out"), *map(str, paths)]


def _prepare_ours(what: str, paths: Sequence[Path]) -> Prepare:
    return lambda folder: [_call_ours(what, folder, paths)]


def _prepare_reuse(paths: Sequence[Path]) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        time_commands([_call_ours("reuse", folder, paths)], folder, folder)  # fills the cache
        for path in (folder / "out").iterdir():
            path.unlink()
        return [_call_ours("reuse", folder, paths)]

    return prepare


def _prepare_edited(paths: Sequence[Path], edited: Path) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        _prepare_reuse(paths)(folder)
        (copy,) = copy_bare([edited], folder / "edited")
        notebook = json.loads(copy.read_text(encoding="utf-8"))
        last = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]
        last["source"] = f"# edited {uuid.uuid4()}\n" + "".join(last["source"])
        copy.write_text(json.dumps(notebook), encoding="utf-8")
        return [_call_ours("reuse", folder, [copy if path == edited else path for path in paths])]

    return prepare


def _prepare_own_test(paths: Sequence[Path]) -> Prepare:
    def prepare(_: Path) -> list[Command]:
        command = read_test_command((ROOT / "Makefile").read_text(encoding="utf-8"))
        return [[*command, *map(str, paths)]]

    return prepare


def _find_jupyter() -> str:
    return str(Path(sys.executable).with_name("jupyter"))


def _prepare_nbconvert(paths: Sequence[Path]) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        copies = copy_bare(paths, folder / "in")
        options = ["--to", "notebook", "--execute", "--output-dir", str(folder / "out")]
        return [[_find_jupyter(), "nbconvert", *options, *map(str, copies)]]

    return prepare


def _prepare_jupyter(paths: Sequence[Path]) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        copies = copy_bare(paths, folder / "out")
        return [[_find_jupyter(), "execute", "--inplace", *map(str, copies)]]

    return prepare


def _prepare_papermill(paths: Sequence[Path], python: Path) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        copies = copy_bare(paths, folder / "in")
        (folder / "out").mkdir()
        tool = [str(python), "-m", "papermill", "--no-progress-bar", "--kernel", "python3"]
        return [[*tool, str(copy), str(folder / "out" / copy.name)] for copy in copies]

    return prepare


def _prepare_pytest(paths: Sequence[Path], python: Path, plugin: str) -> Prepare:
    """Without the settings of this project."""

    def prepare(folder: Path) -> list[Command]:
        settings = folder / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
        plain = ["--noconftest", "-p", "no:cacheprovider", "-c", str(settings)]
        return [[str(python), "-m", "pytest", plugin, *plain, *map(str, paths)]]

    return prepare


def _prepare_sphinx(paths: Sequence[Path], jobs: str) -> Prepare:
    def prepare(folder: Path) -> list[Command]:
        source = folder / "in"
        copies = copy_bare(paths, source)
        (source / "conf.py").write_text(_CONF, encoding="utf-8")
        names = "\n".join(copy.stem for copy in copies)
        index = f"# All\n\n```{{toctree}}\n{names}\n```\n"
        (source / "index.md").write_text(index, encoding="utf-8")
        tool = [sys.executable, "-m", "sphinx", "-q", "-j", jobs]
        return [[*tool, str(source), str(folder / "out")]]

    return prepare


def _check_floor(paths: Sequence[Path]) -> Callable[[Path], None]:
    def check(folder: Path) -> None:
        shown = json.loads((folder / "shown.json").read_text(encoding="utf-8"))
        if len(shown) != len(paths):
            raise WayError(f"{len(shown)} of {len(paths)} notebooks ran")

    return check


def _check_notebooks(paths: Sequence[Path]) -> Callable[[Path], None]:
    def check(folder: Path) -> None:
        for path in paths:
            require_run(folder / "out" / path.name)

    return check


def _check_pages(paths: Sequence[Path]) -> Callable[[Path], None]:
    def check(folder: Path) -> None:
        for path in paths:
            if not (folder / "out" / f"{path.stem}.html").exists():
                raise WayError(f"no page {path.stem}.html was written")

    return check


def _check_nothing(_: Path) -> None:
    """The exit code of pytest has said it."""
