"""Render executed notebooks to the reading site in ``build/report``."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from helpers.claims.summary import list_as_known
from helpers.codebook import write_codebook
from helpers.dataset import Table, data_root, package
from helpers.dates import show_date
from helpers.evidence import list_sourced_tables
from helpers.reference import write_reference
from helpers.report import (
    about_page,
    browser,
    cache,
    data_page,
    days,
    mail,
    polish,
    search,
    teach_page,
)
from helpers.report.claims_page import write_claims_page
from helpers.report.execute import NOTEBOOKS
from helpers.report.folders import link_folder, make_folder, replace_folder
from helpers.report.fonts import FACES, cut_font, list_drawn
from helpers.report.index_page import (
    find_brief,
    is_numbered,
    read_question,
    shorten_name,
    stamp,
    write_index,
    write_verdicts,
)
from helpers.report.outputs import SVG, ReportError, list_outputs, require_outputs
from helpers.report.preview import draw_preview
from helpers.report.rows import write_rows_page
from helpers.teaching.kit import build_kit
from helpers.teaching.sessions import FOLDER as PLANS

Pages = Sequence[tuple[str, nbformat.NotebookNode]]
ANSWERS = "answer-"
"""How the ids of cells begin whose code is what the reader came for."""
_FOLDS = ("show", "hide")

SITE = Path(__file__).parent / "site"
OUTPUT = Path(__file__).resolve().parents[3] / "build" / "report"
VERDICTS = "verdicts"
"""Among the fixed pages, the piece of the first page that tells the verdicts."""
CHECKS = (("claims", "All claims"), ("rows", "Rows and sources"), ("gaps", "What is missing"))
USES = (
    ("data", "Data and downloads"),
    ("codebook", "Codebook"),
    ("reference", "Reference of functions"),
    ("teach", "Teach with it"),
    ("days", "Other days"),
    ("changes", "What has changed"),
    ("about", "About, names, citation"),
)


def build_site(
    pages: Pages,
    output: Path = OUTPUT,
    as_of: str | None = None,
    url: str = "",
    fresh: bool = False,
) -> Path:
    """Write the site for ``pages`` (name, executed notebook) and return its index page.

    The site replaces an earlier one only when all of it is there. ``as_of``: the day the pages
    answer for; ``url``: where the site will stand, for messengers that show a picture of it;
    ``fresh``: the notebooks have been run for this (else ``is_current`` never trusts the site).
    """
    for name, notebook in pages:
        require_outputs(name, notebook)
    with make_folder(output) as folder:
        source, built = folder / "source", folder / "html"
        _write_source(source, pages, as_of)
        _run_sphinx(source, built, folder / "doctrees", pages, as_of, url)
        _complete(built, pages, output, as_of)
        state = json.dumps({**_describe_state(built, as_of, url), "fresh": fresh})
        (built / days.STATE).write_text(f"{state}\n", encoding="utf-8")
        replace_folder(built, output)
    return output / "index.html"


def _write_source(source: Path, pages: Pages, as_of: str | None) -> None:
    static = source / "_static"
    source.mkdir()
    shutil.copy(SITE / "conf.py", source / "conf.py")
    shutil.copytree(SITE / "static", static)
    shutil.copytree(SITE / "templates", source / "_templates")
    drawn = list_drawn(
        output.data[SVG]
        for _, notebook in pages
        for _, output in list_outputs(notebook)
        if SVG in output.data
    )
    for face in FACES:
        cut_font(face, static / f"{face}.woff", drawn)
    finding = find_brief(*pages[0])["findings"][0]["text"]
    preview = static / "preview.png"
    draw_preview("Viet Nam's international integration", finding, stamp(as_of), preview)
    for name, notebook in pages:
        nbformat.write(_prepare(notebook), source / f"{name}.ipynb")
    for name, text in write_pages(pages, as_of).items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")


def write_pages(pages: Pages, as_of: str | None) -> dict[str, str]:
    """Every page that is no notebook, by name, as Markdown."""
    fixed = recall_fixed_pages(as_of)
    titles = [(name, read_question(name, notebook)) for name, notebook in pages]
    verdicts = fixed.pop(VERDICTS)
    return {
        "index": write_index(pages, verdicts, as_of),
        "data": data_page.write_data_page(titles, as_of),
        **fixed,
    }


def recall_fixed_pages(as_of: str | None) -> dict[str, str]:
    """The pages that no notebook changes, kept from an earlier build where nothing has."""
    files = (cache.digest_data(), cache.digest_helpers(whole=True), cache.digest_environment())
    plans = cache.digest_files(PLANS.iterdir(), PLANS)
    changes = (about_page.ROOT / "CHANGELOG.md").read_bytes()
    key = cache.digest(["pages", *files, plans, changes, as_of or ""])
    kept = cache.recall(key)
    if kept is None:
        kept = write_fixed_pages(as_of)
        cache.keep(key, kept)
    return dict(kept)


def write_fixed_pages(as_of: str | None) -> dict[str, str]:
    """The pages that depend on data and helpers alone, and the first page's table of verdicts."""
    decisions = list(list_as_known(as_of or package().cut_off).values())
    tables = list_sourced_tables()
    return {
        VERDICTS: write_verdicts(decisions),
        "claims": write_claims_page(decisions, as_of),
        "rows": _write_rows_index(tables),
        **{f"rows_{table.name}": write_rows_page(table) for table in tables},
        "codebook": about_page.adopt_text(write_codebook()),
        "reference": write_reference(),
        "teach": teach_page.write_teach_page(as_of),
        "gaps": about_page.adopt(data_root() / "GAPS.md"),
        "days": days.write_days_page(as_of),
        "about": about_page.write_about_page(),
        "changes": about_page.write_changes_page(),
        "search": search.write_search_page(),
    }


def _complete(built: Path, pages: Pages, output: Path, as_of: str | None) -> None:
    """What is made from the built pages: search, single files, downloads, days."""
    polish.polish(built)
    tables = {f"rows_{table.name}": table.title for table in list_sourced_tables()}
    names = dict(page for _, group in _list_navigation(pages) for page in group)
    search.write_search_index(built, names | tables, built / "_static" / "search-index.js")
    if as_of is None:
        data_page.add_downloads(built)
        build_kit(built / teach_page.FOLDER)
        if (output / days.FOLDER).exists():
            link_folder(output / days.FOLDER, built / days.FOLDER)
        days.fill_days(built, fingerprint())
    files = [("index", mail.SUMMARY), *((name, name) for name, _ in pages)]
    mail.write_mail(built, files, stamp(as_of))
    if browser.find_browser():
        summary = built / "mail" / f"{mail.SUMMARY}.html"
        browser.print_apart(summary, summary.with_suffix(".pdf"), as_of or package().cut_off)
        data_page.name_pdf(built / "data.html")
    else:
        print(f"the summary was not printed to PDF: {browser.MISSING}", file=sys.stderr)


def fingerprint() -> str:
    """A key of every file the report is made from, and of the environment it is made in."""
    notebooks = cache.digest_files(NOTEBOOKS.rglob("*"), NOTEBOOKS)
    helpers = cache.digest_helpers(whole=True)
    root = cache.digest_files(about_page.ROOT.iterdir(), about_page.ROOT)
    environment = cache.digest_environment()
    return cache.digest([notebooks, helpers, cache.digest_data(), environment, root])


def is_current(output: Path, as_of: str | None, url: str) -> bool:
    """Is the report that stands there the one that would be built, whole and unchanged?"""
    try:
        state = json.loads((output / days.STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(state == {**_describe_state(output, as_of, url), "fresh": True})


def _describe_state(built: Path, as_of: str | None, url: str) -> dict[str, str | bool | None]:
    """What a built report says of itself; pages that list the days may change later."""
    changing = {built / "index.html", built / "days.html", built / days.STATE}
    content = (
        path
        for path in built.rglob("*")
        if path not in changing and path.relative_to(built).parts[0] != days.FOLDER
    )
    return {
        "data": package().version,
        "files": fingerprint(),
        "as_of": as_of,
        "url": url,
        "printed": browser.find_browser() is not None,
        "content": cache.digest_files(content, built),
    }


def _prepare(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook for reading: code folded, figures with their data, exercises without checks.

    A cell that shows nothing is folded into the next that does; a solution stands alone; an
    answer of the cookbook is read for its code, which stays open.
    """
    prepared = copy.deepcopy(notebook)
    cells, silent = [], []
    for cell in prepared.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code":
            cells.append(cell)
        elif "solution" in tags:
            words = {f"code_prompt_{what}": f"{what.capitalize()} a solution" for what in _FOLDS}
            cell.metadata.update(tags=[*tags, "hide-input"], mystnb=words)
            cell.outputs = []
            cells.append(cell)
        elif not cell.outputs:
            silent.append(cell.source)
        elif "check" not in tags:
            cell.source = "\n\n".join([*silent, cell.source])
            if not cell.get("id", "").startswith(ANSWERS):
                cell.metadata["tags"] = [*tags, "hide-input"]
            cells.append(cell)
            silent = []
            for output in cell.outputs:
                if "text/csv" in output.get("data", {}):
                    output.metadata[SVG]["csv"] = output.data.pop("text/csv")
    prepared.cells = cells
    return prepared


def _write_rows_index(tables: Sequence[Table]) -> str:
    listed = "\n".join(f"- [{table.title}](rows_{table.name})" for table in tables)
    names = "\n".join(f"{table.title} <rows_{table.name}>" for table in tables)
    return (
        "# Rows and sources\n\nEvery number in these pages is computed from dated rows. Here is "
        "each row, with the documents that state it, those that state otherwise, and where.\n\n"
        f"{listed}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def _list_navigation(pages: Pages) -> list[tuple[str, list[tuple[str, str]]]]:
    """The pages a reader is led to, in groups: name and words for it."""
    named = [(name, shorten_name(name)) for name, _ in pages]
    findings = [("index", "Summary"), *(one for one in named if is_numbered(one[0]))]
    tools = [one for one in named if not is_numbered(one[0])]
    return [("Findings", findings), ("Check", list(CHECKS)), ("Use", [*tools, *USES])]


def _run_sphinx(
    source: Path, built: Path, doctrees: Path, pages: Pages, as_of: str | None, url: str
) -> None:
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
            "REPORT_NAVIGATION": json.dumps(_list_navigation(pages)),
            "REPORT_DAY": show_date(as_of) if as_of else "",
            "REPORT_URL": f"{url}{days.FOLDER}/{as_of}/" if url and as_of else url,
        },
    )
    if run.returncode:
        raise ReportError(f"the site has problems:\n{run.stderr.strip()}")
