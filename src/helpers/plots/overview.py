"""Charts of the whole collection: what each table covers, and the time machine."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.figures import ACCENT, GREY, SECOND, THIRD, Canvas, Chart, house_style
from helpers.plots.shared import to_days, years_axis

KIND_STYLES = {
    "compiled": (ACCENT, ""),
    "transcribed": (THIRD, "\\\\"),
    "frozen extract": ("white", "////"),
}
"""Fill and hatch of each kind of table."""

_KIND_WORDS = {
    "compiled": "compiled here",
    "transcribed": "transcribed from a list",
    "frozen extract": "frozen extract of a series",
}


@house_style()
def plot_tables(summary: pd.DataFrame, title: str, subtitle: str, since: int = 1945) -> Chart:
    """Which years does each table cover, and with how many rows? One bar a table.

    ``summary``: ``table``, ``rows``, ``covers_from``, ``covers_to``, ``kind``
    (``summarise_tables``); tables without coverage in time are left out. Earliest first.
    The axis begins with the year ``since``; a bar that begins earlier says when.
    """
    shown = summary.dropna(subset=["covers_from", "covers_to"])
    shown = shown.sort_values(["covers_from", "covers_to", "table"], ignore_index=True)
    names = shown["table"].str.replace("_", " ")
    canvas = Canvas(
        title, subtitle, height=0.215 * len(shown) + 0.1, left=0.25 + 0.066 * names.str.len().max(),
        right=0.55, bottom=0.78,
    )  # fmt: skip
    axes = canvas.axes
    place = np.arange(len(shown))[::-1]
    begin, end = to_days(shown["covers_from"]), to_days(shown["covers_to"])
    for kind, (colour, hatch) in KIND_STYLES.items():
        of = (shown["kind"] == kind).to_numpy()
        if not of.any():
            continue
        axes.barh(
            place[of], end[of] - begin[of], left=begin[of], height=0.66, color=colour, hatch=hatch,
            edgecolor="white" if kind == "transcribed" else (GREY if hatch else ACCENT), lw=0.5,
            label=_KIND_WORDS[kind],
        )  # fmt: skip
    axes.xaxis_date()
    first, last = since, shown["covers_to"].max().year
    years_axis(axes, first, last, every=20)
    for at, rows in zip(place, shown["rows"], strict=True):
        axes.annotate(
            f"{rows:,}", (1, at), xycoords=("axes fraction", "data"), xytext=(38, 0),
            textcoords="offset points", va="center", ha="right", size=8,
        )  # fmt: skip
    axes.annotate(
        "rows", (1, len(shown) - 0.35), xycoords=("axes fraction", "data"), xytext=(38, 0),
        textcoords="offset points", va="bottom", ha="right", size=8, color=GREY,
    )  # fmt: skip
    for at, start in zip(place, shown["covers_from"], strict=True):
        if start.year < since:
            axes.annotate(
                f"from {start.year}", (0, at), xycoords=("axes fraction", "data"),
                xytext=(4, 0), textcoords="offset points", va="center", size=7.5,
                bbox={"fc": "white", "ec": "none", "pad": 0.8},
            )  # fmt: skip
    axes.set_yticks(place, list(names))
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.4,
    )  # fmt: skip
    alt = (
        f"Bars of the years that each of {len(shown)} tables covers, to {last} at the latest: "
        + "; ".join(
            f"{name} {row.covers_from.year} to {row.covers_to.year}, {row.rows:,} rows"
            for name, row in zip(names, shown.itertuples(), strict=True)
        )
    )
    columns = ["table", "kind", "rows", "covers_from", "covers_to"]
    return canvas.finish(shown[columns], alt, f"all {len(summary)} tables")


def _find_turns(*lines: np.ndarray) -> np.ndarray:
    """Places at which a step line must be drawn: where any value changes, and both ends."""
    changes = np.zeros(len(lines[0]), dtype=bool)
    changes[[0, -1]] = True
    for line in lines:
        same = (line[1:] == line[:-1]) | (np.isnan(line[1:]) & np.isnan(line[:-1]))
        changes[1:] |= ~same
    return np.flatnonzero(changes)


@house_style()
def plot_day(measured: pd.DataFrame, day: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """What held on one day, and how did it come about? One small step line a measure.

    ``measured``: ``day``, ``measure``, ``label``, ``value`` (certain), ``possible``; missing
    where nothing is recorded (``measure_years``). The chosen ``day`` is marked and its values
    are written on the lines' names; what lies between certain and possible is shaded.
    """
    measures = list(dict.fromkeys(measured["measure"]))
    canvas = Canvas(
        title, subtitle, height=0.62 * len(measures), panels=len(measures), gap=0.27, left=0.45,
        right=0.2, bottom=0.28,
    )  # fmt: skip
    first, last = measured["day"].min().year, measured["day"].max().year
    words = []
    for axes, measure in zip(canvas.panels, measures, strict=True):
        line = measured[measured["measure"] == measure].sort_values("day", kind="stable")
        value = line["value"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        most = line["possible"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        turns = _find_turns(value, most)
        axes.fill_between(
            line["day"].iloc[turns], value[turns], most[turns], step="post", color=ACCENT,
            alpha=0.3, lw=0,
        )  # fmt: skip
        axes.step(line["day"].iloc[turns], value[turns], where="post", color=ACCENT, lw=1.5)
        axes.axvline(day, color=SECOND, lw=1, ls="--")
        at = np.flatnonzero((line["day"] <= day).to_numpy())
        here, upper = (value[at[-1]], most[at[-1]]) if len(at) else (np.nan, np.nan)
        told = "outside coverage" if np.isnan(here) else f"{here:g}"
        if not np.isnan(here) and upper > here:
            told += f" to {upper:g}"
        if not np.isnan(here):
            axes.plot([day], [here], "o", ms=4.5, color=SECOND, clip_on=False)
        name = line["label"].iloc[0]
        axes.set_title(f"{name}: {told}", loc="left", size=8.5, pad=2.5)
        top = np.nanmax(most) if np.isfinite(most).any() else 1
        axes.set_ylim(0, max(1, top) * 1.08)
        axes.set_yticks([0, max(1, int(top))])
        axes.tick_params(axis="y", labelsize=7.5)
        years_axis(axes, first, last, every=10)
        if axes is not canvas.panels[-1]:
            axes.set_xticks([])
        covered = line.loc[np.isfinite(value), "day"]
        since = "" if covered.empty else f" (recorded from {covered.min().year})"
        words.append(f"{name} {told}{since}")
    alt = (
        f"{len(measures)} small step lines, {first} to {last}, with {day:%Y-%m-%d} marked. On "
        "that day: " + "; ".join(words)
    )
    return canvas.finish(measured, alt, "relations, agreements, memberships and others")
