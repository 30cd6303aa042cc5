"""The first page: what this is, what it found, how sure it is, and how to check it."""

from __future__ import annotations

import html
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import nbformat

from helpers.claims.decision import Decision
from helpers.claims.summary import DOCUMENTS, WORDS
from helpers.dataset import package
from helpers.dates import show_date
from helpers.evidence import STATES, evidence_states, list_sourced_tables
from helpers.prose import FINDINGS_MIME
from helpers.report.claims_page import count_verdicts
from helpers.report.inline import inline_figure
from helpers.report.notes import render_findings
from helpers.report.outputs import SVG, ReportError, find_first_figure_output, list_outputs
from helpers.report.rows import STATE_WORDS

START = "00_start_here"
"""The notebook whose findings the index gives in full."""
KEY_FIGURES = (
    "02_diplomatic_relations",
    "03_partnerships",
    "04_trade_agreements",
    "05_trade_and_investment",
    "06_multilateral",
    "10_claims_check",
)
"""The notebooks whose first figure the index shows."""
DAYS_MARK = ("<!-- days -->", "<!-- /days -->")
"""Where ``days`` fills in the days that can be read."""

Pages = Sequence[tuple[str, nbformat.NotebookNode]]


def write_index(pages: Pages, verdicts: str, as_of: str | None) -> str:
    """The index as Markdown, from the findings and figures that the notebooks stored.

    ``verdicts``: the table of ``write_verdicts``.
    """
    numbers = itertools.count(1)
    parts = [
        "---\nhtml_theme.sidebar_secondary.remove: true\n---",
        "# Viet Nam's international integration",
        "How Viet Nam came to have relations with nearly every state, who its partners are, what "
        "it signed, joined and trades, and what of all that is *claimed* but does not hold. "
        "Every number is computed from dated rows, every row names its sources, and where "
        "sources disagree both readings are kept. We are independent: neither praise nor attack.",
        f"*{stamp(as_of)}*",
        "## What did we find?",
        "The number after a sentence opens a note: the rows it rests on, how well they are "
        "supported, and by whom.",
        *_write_start(pages, numbers),
        "## The figures to know",
        _write_figures(pages, numbers),
        "## One question a page",
        _write_questions(pages, numbers),
        "## How sure are we?",
        "A date or a count is *well supported* when two publishers that do not copy each other "
        "state it. The states are worked out from the sources, never typed in.",
        _raw(_write_support()),
        "Two press articles were the start of this collection. Each of their claims, and each "
        "headline of ours, is put to the rows, with every sense the words can bear; the verdict "
        "is computed.",
        _raw(verdicts),
        "What cannot be known stands at the end of each page, what we could not find under "
        "[what is missing](gaps).",
        "## How do I check?",
        "1. *A number.* Open the note behind it, follow a row, read the documents listed there.\n"
        "2. *A claim.* [Search for it](search), or filter [all claims](claims) by verdict.\n"
        "3. *A row.* [Rows and sources](rows) lists each, who states it, and who states "
        "otherwise.\n"
        "4. *All of it.* [Download the data](data), or run the notebooks: *Show code* on a page "
        "is the whole of it.",
        "## As of another day",
        _raw("".join(DAYS_MARK)),
        "## Work with it",
        _tell_tools(pages),
        "## Take it with you",
        "[This summary in one file](data), to send by e-mail, each page likewise, the data as CSV, "
        "SQLite and Parquet. Text, data and figures: CC BY 4.0; code: MIT. [How to cite](about).",
        _write_toctree(pages),
    ]
    return "\n\n".join(parts) + "\n"


def _raw(fragment: str) -> str:
    return f"```{{raw}} html\n{fragment}\n```"


def _write_start(pages: Pages, numbers: Iterator[int]) -> list[str]:
    """The findings of the start page, or of every page where it is not among them."""
    chosen = [(name, notebook) for name, notebook in pages if name == START] or list(pages)
    return [
        _raw(render_findings(_number(find_brief(name, notebook), numbers)))
        for name, notebook in chosen
    ]


def _number(brief: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    """Findings whose notes are numbered on in the order of this page."""
    findings = [
        {**finding, "note": {**finding["note"], "number": next(numbers)}}
        for finding in brief["findings"]
    ]
    return {**brief, "findings": findings}


def _write_figures(pages: Pages, numbers: Iterator[int]) -> str:
    """The first figure of the key notebooks, small, in a grid."""
    shown = [(name, notebook) for name, notebook in pages if name in KEY_FIGURES] or pages[:1]
    figures = []
    for place, (name, notebook) in enumerate(shown, start=1):
        output = find_first_figure_output(name, notebook)
        words = {**output.metadata[SVG], "csv": output.data["text/csv"]}
        words["note"] = {**words["note"], "number": next(numbers)}
        figure = inline_figure(output.data[SVG], words, place)
        more = f'<p class="more"><a href="{name}.html">{html.escape(shorten_name(name))}</a></p>'
        figures.append(f'<div class="key-figure">{figure}{more}</div>')
    return _raw(f'<div class="key-figures">{"".join(figures)}</div>')


def _write_questions(pages: Pages, numbers: Iterator[int]) -> str:
    cards = []
    for name, notebook in pages:
        if not is_numbered(name):
            continue
        brief = find_brief(name, notebook)
        leading = {**brief, "findings": brief["findings"][:1], "list": False}
        question = html.escape(read_question(name, notebook))
        cards.append(
            f'<div class="card-plain"><h3><a href="{name}.html">{question}</a></h3>'
            f"{render_findings(_number(leading, numbers))}</div>"
        )
    return _raw(f'<div class="cards">{"".join(cards)}</div>')


def _write_support() -> str:
    """How many sourced cells are in each evidence state, as a table with bars."""
    counts: Counter[str] = Counter()
    for table in list_sourced_tables():
        if len(table.keys) == 1:
            counts.update(evidence_states(table.name)["state"])
    total = sum(counts.values())
    rows = "".join(
        f'<tr><th scope="row">{STATE_WORDS[state]}</th><td>{counts[state]:,}</td>'
        f'<td>{100 * counts[state] / total:.0f} %</td><td class="bar-cell"><span class="bar" '
        f'style="width: {100 * counts[state] / total:.1f}%"></span></td></tr>'
        for state in STATES
        if counts[state]
    )
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Evidence"><table>'
        f"<caption>Dated and counted cells by evidence, {total:,} in all</caption>"
        '<thead><tr><th scope="col">stated by</th><th scope="col">cells</th>'
        '<th scope="col">share</th><td class="bar-cell"></td></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _tell_tools(pages: Pages) -> str:
    """What there is beside the findings; a link to each tool that is there."""
    tools = " ".join(
        f"[{read_question(name, notebook)}]({name})"
        for name, notebook in pages
        if not is_numbered(name)
    )
    return (
        f"{tools} Every function stands in the [reference](reference), with "
        "an example. [Teach with it](teach): sessions with slides, worksheets and exercises that "
        "check themselves."
    )


def write_verdicts(decisions: Sequence[Decision]) -> str:
    """Verdicts by document; each number leads to those claims."""
    shown = count_verdicts(decisions)
    head = "".join(f'<th scope="col">{WORDS[verdict]}</th>' for verdict in shown)
    rows = []
    for document, words in DOCUMENTS.items():
        counts = count_verdicts(one for one in decisions if one.claim.document == document)
        if not counts:
            continue
        cells = "".join(
            f'<td><a href="claims.html?document={document}&amp;verdict={verdict}">'
            f"{counts[verdict]}<span class='visually-hidden'> {WORDS[verdict]}</span></a></td>"
            if verdict in counts
            else "<td>none</td>"
            for verdict in shown
        )
        rows.append(f'<tr><th scope="row">{words}</th>{cells}</tr>')
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Verdicts"><table>'
        "<caption>Claims by verdict</caption>"
        f'<thead><tr><th scope="col">claims of</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _write_toctree(pages: Pages) -> str:
    listed = "\n".join(f"{shorten_name(name)} <{name}>" for name, _ in pages)
    rest = "claims\nrows\ngaps\ndata\ncodebook\nreference\nteach\ndays\nchanges\nabout\nsearch"
    return f"```{{toctree}}\n:hidden:\n\n{listed}\n{rest}\n```"


def read_question(name: str, notebook: nbformat.NotebookNode) -> str:
    """The question a notebook asks: its first heading."""
    question = re.match(r"# (.+)", notebook.cells[0].source)
    if question is None:
        raise ReportError(f"{name}: the first cell must be a question as '# heading'")
    return question[1]


def find_brief(name: str, notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """The findings of a notebook's "In brief", with their notes."""
    for cell, output in list_outputs(notebook):
        if cell == "brief" and FINDINGS_MIME in output.data:
            return dict(output.data[FINDINGS_MIME])
    raise ReportError(f"{name}: no cell with the id 'brief' shows findings")


def shorten_name(name: str) -> str:
    """A page's name in the navigation.

    >>> shorten_name("02_diplomatic_relations")
    'Diplomatic relations'
    """
    return re.sub(r"^\d+_", "", name).replace("_", " ").capitalize()


def is_numbered(name: str) -> bool:
    """Does a page belong to the reading order? The others are tools."""
    return name[:2].isdigit()


def stamp(as_of: str | None) -> str:
    """Version, cut-off and, for another day, the day the pages answer for.

    >>> stamp("2023-06-24").endswith("as of 24 June 2023")
    True
    """
    current = package()
    day = f"; as of {show_date(as_of)}" if as_of else ""
    return f"Data version {current.version}, cut-off {show_date(current.cut_off)}{day}"
