"""Pick a day, a partner and a table; see what held. With widgets where a kernel runs.

``look`` makes the view without widgets: a figure, what the table held, and the partner's record.
``open_widgets`` shows the same view under three pickers and makes it anew at each change. The
notebook stores the view of ``look`` alone, which needs no kernel to be read and no random id.
"""

from __future__ import annotations

import html
import warnings
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers import explore, timeline
from helpers.agreements import name_economies
from helpers.answers import Answer
from helpers.changes import name_subject
from helpers.dataset import DatasetError, get_table, load, package
from helpers.dates import DayLike, show_date, to_day
from helpers.figures import Chart
from helpers.guards import find_code
from helpers.lineage import trace_frame
from helpers.partners import PARTNER_COLUMNS
from helpers.plots.explorer import plot_chosen
from helpers.provenance import Provenance
from helpers.timeline import CoverageError, CoverageWarning

TABLES = (
    "diplomatic_relations",
    "partnerships",
    "agreement_parties",
    "agreement_steps",
    "memberships",
    "roles",
    "milestones",
    "party_documents",
)
"""The tables of the picker: those that record states or events in time."""

_PARTNER = {"diplomatic_relations": "partner", **dict(PARTNER_COLUMNS)}


@dataclass(frozen=True)
class View:
    """What one choice shows: a figure, the table's rows on the day, the partner's record."""

    chart: Chart
    held: Answer
    record: Answer
    rows: pd.DataFrame
    code: str


def look(day: DayLike, partner: str, table: str, until: DayLike | None = None) -> View:
    """What held on a day, in one table and with one partner?

    ``table``: one of ``TABLES``; ``until``: the last day drawn (default: the cut-off). ``held``
    lists the rows that hold, the partner's first, with the evidence for their date; before the
    table begins it is empty and says so. ``code`` holds the lines of ``explore`` that give the
    same answers.

    >>> view = look("2023-06-24", "USA", "partnerships")
    >>> view.held.table["row"].iloc[0]
    'USA_comprehensive_2013'
    >>> print(view.code.splitlines()[0])
    explore.as_of("partnerships", "2023-06-24", evidence=True)
    """
    if table not in TABLES:
        raise DatasetError(f"no table {table!r} to pick here: choose {', '.join(TABLES)}")
    moment = to_day(day).isoformat()
    code = find_code(partner)
    last = to_day(until or package().cut_off)
    rows = timeline.rows_until(table, last)
    held = _hold(table, moment, code)
    counts = timeline.count_over_time(table, until=last)
    level = get_table(table).timeline.get("level")
    if level:
        counts = counts.groupby("day", as_index=False)[["certain", "count"]].sum()
    chart = plot_chosen(
        counts,
        pd.Timestamp(moment),
        _list_steps(rows, code),
        title=held.title,
        subtitle=f"Rows of {table.replace('_', ' ')} that hold, by day; shaded: possible by the "
        f"width of a date; diamonds: {_name(code)}",
        table=table,
    )
    lines = [
        f'explore.as_of("{table}", "{moment}", evidence=True)',
        f'explore.who("{code}", until="{moment}")',
    ]
    return View(chart, held, explore.who(code, until=moment), rows, "\n".join(lines))


def _name(code: str) -> str:
    return str(name_economies(pd.Series([code])).item())


def _hold(table: str, day: str, code: str) -> Answer:
    declared = get_table(table)
    words = f"On {show_date(day)}"
    start = declared.timeline["start"]
    columns = ["row", "what", "since", "certainty", "evidence"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CoverageWarning)  # the note says it instead
            rows = explore.as_of(table, day, evidence=True)
    except CoverageError:
        begins = show_date(declared.coverage["from"])
        return Answer(
            f"{words}: outside what {table.replace('_', ' ')} covers",
            pd.DataFrame(columns=columns),
            Provenance(),
            (f"The table begins on {begins}. What held before is missing, which is not none.",),
        )
    partner = _PARTNER.get(table)
    mine = rows[partner].eq(code) if partner else pd.Series(False, index=rows.index)
    level = declared.timeline.get("level")
    what = [name_subject(declared, row) for _, row in rows.iterrows()]
    shown = pd.DataFrame(
        {
            "row": rows[declared.key],
            "what": what if level is None else _join(what, rows[level]),
            "since": rows[start],
            "certainty": rows["certainty"],
            "evidence": rows["evidence"].str.replace("_", " "),
        }
    )
    order = pd.DataFrame({"mine": ~mine, "start": rows[f"{start}_latest"], "row": shown["row"]})
    shown = shown.loc[order.sort_values(["mine", "start", "row"]).index]
    sure = int((rows["certainty"] == "certain").sum())
    count = f"{sure}" if sure == len(rows) else f"{sure} to {len(rows)}"
    notes = []
    if partner:
        yes = f"{_name(code)} stands first." if mine.any() else f"{_name(code)} is not among them."
        notes.append(yes)
    if day > package().cut_off:
        notes.append(f"The data end on {show_date(package().cut_off)}: this is what held then.")
    return Answer(
        f"{words}: {count} rows of {table.replace('_', ' ')} hold",
        shown.reset_index(drop=True),
        trace_frame(rows.drop(columns=["evidence", "publishers"])),
        tuple(notes),
    )


def _join(what: list[str], levels: pd.Series) -> list[str]:
    return [
        f"{name}: {str(level).replace('_', ' ')}" for name, level in zip(what, levels, strict=True)
    ]


def _list_steps(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """The partner's rows in a table: the day each begins (the last it can mean), and a label."""
    declared = get_table(str(rows.attrs["table"]))
    column = _PARTNER.get(declared.name)
    empty = pd.DataFrame({"on": pd.Series(dtype="datetime64[us]"), "label": pd.Series(dtype="str")})
    if column is None:
        return empty
    start = declared.timeline["start"]
    rows = rows[(rows[column] == code) & rows[f"{start}_latest"].notna()]
    label = declared.timeline.get("level") or ("agreement" if "agreement" in rows else None)
    return pd.DataFrame(
        {
            "on": rows[f"{start}_latest"],
            "label": rows[label].str.replace("_", " ") if label else "relations",
        }
    ).sort_values(["on", "label"], ignore_index=True)


@dataclass
class Explorer:
    """Three pickers and the view under them; ``box`` is what the notebook shows.

    ``day``, ``partner`` and ``table`` are the pickers, ``view`` the HTML that follows them.
    """

    day: Any
    partner: Any
    table: Any
    view: Any
    box: Any = field(repr=False)

    def update(self, change: object = None) -> None:
        """Make the view anew for what is picked; a choice that cannot be answered says why."""
        try:
            if self.day.value is None:
                raise DatasetError("pick a day: year, month and day")
            made = look(self.day.value, self.partner.value, self.table.value)
            self.view.value = show_view(made)
        except DatasetError as error:
            self.view.value = f'<p role="alert">{html.escape(str(error))}</p>'


def show_view(view: View) -> str:
    """A view as HTML: the figure with its text alternative, the answers, and the code for them."""
    alt = html.escape(view.chart.alt, quote=True)
    parts = [
        f'<div role="img" aria-label="{alt}">{view.chart.svg}</div>',
        view.held.to_html(str(view.held.rests_on)),
        view.record.to_html(str(view.record.rests_on)),
        "<p>The same answers in code:</p>",
        f"<pre>{html.escape(view.code)}</pre>",
    ]
    return "\n".join(parts)


def open_widgets(day: DayLike, partner: str, table: str) -> Explorer:
    """The pickers, set to a first choice. Needs a running kernel and ipywidgets.

    In a notebook the last line ``open_widgets(...).box`` shows them.
    """
    import ipywidgets as widgets  # only here: reading and testing a page needs none

    known = [*load("diplomatic_relations")["partner"], "EU"]
    if find_code(partner) not in known:
        raise DatasetError(f"{partner} is not among the partners to pick; explore.who answers")
    names = sorted((_name(code), code) for code in dict.fromkeys(known))
    style = {"description_width": "4.5em"}
    chosen = Explorer(
        widgets.DatePicker(value=to_day(day), description="Day", style=style),
        widgets.Dropdown(
            options=names, value=find_code(partner), description="Partner", style=style
        ),
        widgets.Dropdown(
            options=[(name.replace("_", " "), name) for name in TABLES],
            value=table,
            description="Table",
            style=style,
        ),
        widgets.HTML(),
        None,
    )
    chosen.box = widgets.VBox(
        [widgets.HBox([chosen.day, chosen.partner, chosen.table]), chosen.view]
    )
    for picker in (chosen.day, chosen.partner, chosen.table):
        picker.observe(chosen.update, names="value")
    chosen.update()
    return chosen
