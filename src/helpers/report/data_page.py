"""The page of the data: what can be downloaded, and what each table holds."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterable
from pathlib import Path

from helpers.dataset import load, package
from helpers.dates import show_date
from helpers.downloads import write_downloads
from helpers.report.mail import SUMMARY
from helpers.report.notes import link_table

FOLDER = "downloads"
_PDF_MARK = "<!-- pdf -->"


def write_data_page(titles: Iterable[tuple[str, str]], as_of: str | None) -> str:
    """The data page as Markdown; ``titles``: name and question of each page to take away."""
    current = package()
    tables = "\n".join(
        f'<tr id="table-{table.name}"><th scope="row"><code>{table.name}</code></th>'
        f"<td>{html.escape(table.title)}</td><td>{len(load(table.name)):,}</td>"
        f'<td>{_link_rows(table.name)}<a href="codebook.html#{_slug(table.name)}">columns</a></td>'
        "</tr>"
        for table in current.tables.values()
    )
    parts = [
        "# The data, and files to take away",
        f"{current.title}. Version {current.version}, cut-off {show_date(current.cut_off)}. "
        "One row is one fact; dates have the precision their sources state; every reading of "
        "every source stands in `evidence`, every document in `sources`. The [codebook](codebook) "
        "explains each column, [what is missing](gaps) what we looked for and did not find.",
        "## Downloads",
        _tell_elsewhere() if as_of else _list_downloads(),
        "Text, data and figures may be reused under CC BY 4.0, with the data version; series "
        "taken from publishers keep the terms named in the codebook.",
        "## Tables",
        "```{raw} html\n"
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Tables"><table><thead>'
        '<tr><th scope="col">table</th><th scope="col">what it holds</th>'
        '<th scope="col">rows</th><th scope="col">see</th></tr></thead>'
        f"<tbody>{tables}</tbody></table></div>\n```",
        "## Pages as single files",
        _list_mail(titles),
    ]
    return "\n\n".join(parts) + "\n"


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _link_rows(name: str) -> str:
    link = link_table(name)
    return link.replace(f">{name}<", ">rows<") + ", " if link.startswith("<a") else ""


def _tell_elsewhere() -> str:
    return (
        "```{raw} html\n<p>The data are downloaded with the "
        '<a href="../../data.html">collection of today</a>; these pages use of them what was '
        "known on their day.</p>\n```"
    )


def _list_downloads() -> str:
    stem = f"{package().name}-{package().version}"
    return (
        "```{raw} html\n<ul>"
        f'<li><a href="{FOLDER}/{stem}.zip">Data Package</a> (zip): every table as CSV, the '
        "descriptor, the codebook, the changes</li>"
        f'<li><a href="{FOLDER}/{stem}.sqlite">SQLite</a>: one file with keys and dates as bounds'
        "</li>"
        f"<li>Parquet, a file a table: {_list_files('parquet')}</li>"
        f"<li>CSV, a file a table: {_list_files('csv')}</li></ul>\n```"
    )


def _list_files(kind: str) -> str:
    folder = f"{package().name}-{package().version}-parquet" if kind == "parquet" else "csv"
    return ", ".join(
        f'<a href="{FOLDER}/{folder}/{name}.{kind}">{name}</a>' for name in package().tables
    )


def _list_mail(titles: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<li><a href="mail/{name}.html">{html.escape(title)}</a></li>' for name, title in titles
    )
    return (
        "Each opens from an e-mail or a memory stick, with no network, and carries the rows and "
        "claims it cites.\n\n```{raw} html\n"
        f'<ul><li><a href="mail/{SUMMARY}.html">Summary</a>{_PDF_MARK}</li>'
        f"{listed}</ul>\n```"
    )


def name_pdf(page: Path) -> None:
    """Link the summary as PDF, once it has been printed."""
    link = f', <a href="mail/{SUMMARY}.pdf">the same as PDF</a>'
    text = page.read_text(encoding="utf-8").replace(_PDF_MARK, link)
    page.write_text(text, encoding="utf-8")


def add_downloads(built: Path) -> None:
    """Write the downloads into a built site."""
    write_downloads(built / FOLDER)
    (built / FOLDER / "csv").mkdir()
    for name, table in package().tables.items():
        shutil.copyfile(package().root / table.path, built / FOLDER / "csv" / f"{name}.csv")
