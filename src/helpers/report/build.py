"""Render executed notebooks to the reading site in ``build/report``."""

from __future__ import annotations

import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
from fontTools import subset

from helpers.dataset import Table, package
from helpers.dates import show_date
from helpers.prose import FINDINGS_MIME
from helpers.report.claims_page import write_claims_page
from helpers.report.notes import render_findings
from helpers.report.renderer import inline_figure
from helpers.report.rows import list_sourced_tables, write_rows_page

SITE = Path(__file__).parent / "site"
OUTPUT = Path(__file__).resolve().parents[3] / "build" / "report"
# Latin with Vietnamese diacritics, general punctuation, arrows and mathematical signs.
_CHARACTERS = [*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2000, 0x2300)]


START = "00_start_here"
"""The notebook whose findings the index gives in full."""
KEY_FIGURES = ("02_diplomatic_relations", "03_partnerships")
"""The notebooks whose first figure the index shows."""


class ReportError(RuntimeError):
    """The site could not be built; the message says what to do."""


def build_site(
    pages: Sequence[tuple[str, nbformat.NotebookNode]],
    output: Path = OUTPUT,
    as_of: str | None = None,
) -> Path:
    """Write the site for ``pages`` (name, executed notebook) and return its index page.

    The site replaces an earlier one only when all of it is there.
    """
    for name, notebook in pages:
        _require_outputs(name, notebook)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        source, built = Path(folder) / "source", Path(folder) / "html"
        _write_source(source, pages, as_of)
        _run_sphinx(source, built, Path(folder) / "doctrees", as_of)
        if output.exists():
            shutil.rmtree(output)
        built.rename(output)
    return output / "index.html"


def _require_outputs(name: str, notebook: nbformat.NotebookNode) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.execution_count is None for cell in code):
        raise ReportError(f"{name} has not been run: run 'make notebooks' first")


def _write_source(
    source: Path, pages: Sequence[tuple[str, nbformat.NotebookNode]], as_of: str | None
) -> None:
    source.mkdir()
    shutil.copy(SITE / "conf.py", source / "conf.py")
    shutil.copytree(SITE / "static", source / "_static")
    shutil.copytree(SITE / "templates", source / "_templates")
    for face in ("DejaVuSans", "DejaVuSans-Bold"):
        cut_font(face, source / "_static" / f"{face}.woff")
    for name, notebook in pages:
        nbformat.write(_fold_code(notebook), source / f"{name}.ipynb")
    tables = list_sourced_tables()
    for table in tables:
        page = source / f"rows_{table.name}.md"
        page.write_text(write_rows_page(table), encoding="utf-8")
    (source / "index.md").write_text(write_index(pages, as_of), encoding="utf-8")
    (source / "claims.md").write_text(write_claims_page(as_of), encoding="utf-8")
    (source / "rows.md").write_text(_write_rows_index(tables), encoding="utf-8")


def cut_font(face: str, target: Path) -> None:
    """The charts' font with only the characters they use, in a format browsers read."""
    font_file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf"
    options = subset.Options(flavor="woff", layout_features=["kern"])
    options.drop_tables += ["FFTM"]  # the font editor's time stamp
    with subset.load_font(str(font_file), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=_CHARACTERS)
        cutter.subset(font)
        font["head"].modified = font["head"].created  # no clock in what we ship
        subset.save_font(font, str(target), options)


def _fold_code(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Fold every code cell; one that shows nothing is folded into the next that does."""
    folded = copy.deepcopy(notebook)
    cells, silent = [], []
    for cell in folded.cells:
        if cell.cell_type != "code":
            cells.append(cell)
        elif not cell.outputs:
            silent.append(cell.source)
        else:
            cell.source = "\n\n".join([*silent, cell.source])
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            cells.append(cell)
            silent = []
    folded.cells = cells
    return folded


def write_index(pages: Sequence[tuple[str, nbformat.NotebookNode]], as_of: str | None) -> str:
    """The index page: each notebook's question and leading finding, and two key figures."""
    current = package()
    parts = [
        "# Viet Nam's international integration",
        "Sourced data, computed findings. Every number below is computed from dated rows, "
        "and every row names its sources. The number after a sentence opens a note that leads "
        "to them.",
        f"*{stamp(as_of)}*",
    ]
    for number, (name, notebook) in enumerate(pages, start=1):
        findings = _find_brief(name, notebook)
        if name != START:
            findings = {**findings, "findings": findings["findings"][:1], "list": False}
        parts += [
            f"## [{_read_question(name, notebook)}]({name})",
            f"```{{raw}} html\n{render_findings(findings, prefix=f'p{number}-')}\n```",
        ]
        if name in KEY_FIGURES or len(pages) < 3:
            parts.append(f"```{{raw}} html\n{_first_figure(name, notebook, number)}\n```")
    parts += [
        "## What is claimed, and what holds",
        "Two press articles were the start of this collection. [Each of their claims](claims) is "
        "put to the same rows, with the definitions tried and a verdict that is computed.",
        "## How to read",
        "A note says which rows a sentence rests on, how well they are supported (by two "
        "independent sources, by one, by an encyclopaedia only, or with sources in conflict) "
        "and by whom. Code is folded under *Show code*. We are independent, neither praise nor "
        "attack: the pages report what sources say, how sure we are, and what cannot be known. "
        "Each row and the documents behind it are under [rows and sources](rows).",
        "## The data",
        f"{current.title}, version {current.version}: "
        f"{', '.join(table.title for table in current.tables.values())}. Text, data and "
        "figures may be reused under CC BY 4.0; code under the MIT licence.",
        "```{toctree}\n:hidden:\n\n"
        + "\n".join(f"{shorten_name(name)} <{name}>" for name, _ in pages)
        + "\nClaims <claims>\nRows and sources <rows>\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _read_question(name: str, notebook: nbformat.NotebookNode) -> str:
    question = re.match(r"# (.+)", notebook.cells[0].source)
    if question is None:
        raise ReportError(f"{name}: the first cell must be a question as '# heading'")
    return question[1]


def _write_rows_index(tables: Sequence[Table]) -> str:
    listed = "\n".join(f"- [{table.title}](rows_{table.name})" for table in tables)
    names = "\n".join(f"{table.title} <rows_{table.name}>" for table in tables)
    return (
        "# Rows and sources\n\nEvery number in these pages is computed from dated rows. Here is "
        "each row, with the documents that state it, those that state otherwise, and where.\n\n"
        f"{listed}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def shorten_name(name: str) -> str:
    """A page's name in the navigation.

    >>> shorten_name("02_diplomatic_relations")
    'Diplomatic relations'
    """
    return name.split("_", 1)[1].replace("_", " ").capitalize()


def stamp(as_of: str | None) -> str:
    """Version, cut-off and, for another day, the day the pages answer for.

    >>> stamp("2023-06-24").endswith("as of 24 June 2023")
    True
    """
    current = package()
    day = f"; as of {show_date(as_of)}" if as_of else ""
    return f"Data version {current.version}, cut-off {show_date(current.cut_off)}{day}"


def _outputs(notebook: nbformat.NotebookNode) -> Iterable[tuple[str, nbformat.NotebookNode]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield cell.get("id", ""), output


def _find_brief(name: str, notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """The findings of a notebook's "In brief", with their notes."""
    for cell, output in _outputs(notebook):
        if cell == "brief" and FINDINGS_MIME in output.data:
            return dict(output.data[FINDINGS_MIME])
    raise ReportError(f"{name}: no cell with the id 'brief' shows findings")


def _first_figure(name: str, notebook: nbformat.NotebookNode, number: int) -> str:
    output = _first_figure_output(name, notebook)
    words = output.metadata["image/svg+xml"]
    return inline_figure(output.data["image/svg+xml"], words, number, prefix=f"p{number}-")


def find_first_figure(name: str, notebook: nbformat.NotebookNode) -> str:
    """The SVG of a notebook's first figure."""
    return str(_first_figure_output(name, notebook).data["image/svg+xml"])


def _first_figure_output(name: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for _, output in _outputs(notebook):
        if "image/svg+xml" in output.data:
            return output
    raise ReportError(f"{name} shows no figure")


def _run_sphinx(source: Path, built: Path, doctrees: Path, as_of: str | None) -> None:
    """Build in a process of its own: Sphinx keeps state that a second build would meet."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "--builder", "html", "--quiet", "--no-color"),
            *("--fail-on-warning", "--doctree-dir", str(doctrees), str(source), str(built)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONWARNINGS": "ignore::DeprecationWarning",
            "REPORT_DATA_VERSION": package().version,
            "REPORT_STAMP": stamp(as_of),
        },
    )
    if run.returncode:
        raise ReportError(f"the site has problems:\n{run.stderr.strip()}")
    for leftover in (".buildinfo", "objects.inv"):
        (built / leftover).unlink(missing_ok=True)
