"""Charts of the capital: single years and part of a year apart, goals beside what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers.capital import PART, SIGNS, WHOLE
from helpers.figures import (
    ACCENT,
    GREY,
    INK,
    PALE,
    SECOND,
    THIRD,
    Canvas,
    Chart,
    house_style,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RESULTS = {"reached": (THIRD, "o"), "short": (SECOND, "s")}
_KINDS = {"investment": (ACCENT, "o"), "visitors": (SECOND, "s")}
_SHORT_SIGNS = {"gt": "> ", "ge": "≥ ", "lt": "< ", "approx": "~ "}


@house_style()
def plot_flow(
    flow: pd.DataFrame,
    goals: pd.DataFrame,
    gaps: Sequence[int],
    title: str,
    subtitle: str,
    unit: str,
    rivals: pd.Series | None = None,
) -> Chart:
    """What came in by year? Solid bars of whole years; part of a year hatched; gaps named.

    ``flow``: of ``capital.list_flow``; ``goals``: ``first``, ``last`` (years), ``low``, ``high``
    a year and ``words``; ``gaps``: years without a whole-year figure; ``rivals``: other values
    of whole years. In years with a whole-year figure part of a year are not drawn; of several
    statements on one year the longest is.
    """
    canvas = Canvas(title, subtitle, height=3.0, left=0.5, right=0.25, bottom=0.84)
    axes = canvas.axes
    whole = flow[flow["span"] == WHOLE]
    guests = flow[flow["measure"] == "overnight guests"]
    part = flow[(flow["span"] == PART) & (flow["measure"] != "overnight guests")]
    part = part[~part["year"].isin(whole["year"])]
    part = part[part["comparator"] != "lt"].drop_duplicates("year", keep="last")
    axes.bar(whole["year"], whole["value"], width=0.62, color=ACCENT)
    axes.bar(
        part["year"], part["value"], width=0.62, facecolor="white", edgecolor=ACCENT,
        hatch="/////", lw=1.0,
    )  # fmt: skip
    last = int(flow["year"].max())
    goals = goals[goals["first"] <= last].copy()
    goals["last"] = goals["last"].clip(upper=last)
    top = 1.2 * max(float(flow["value"].max()), float(goals["high"].max() if len(goals) else 0))
    for row in whole.itertuples():
        _write(axes, row.year, row.value, f"{_SHORT_SIGNS.get(row.comparator, '')}{row.value:g}")
    for row in part.itertuples():
        words = f"{_SHORT_SIGNS.get(row.comparator, '')}{row.value:.3g}\nJan–"
        _write(axes, row.year, row.value, words + _MONTHS[row.months - 1])
    for year in gaps:
        if year not in set(part["year"]):
            axes.text(
                year, 0.015 * top, "not on\nrecord", ha="center", va="bottom", size=8, color=GREY,
            )  # fmt: skip
    for row in goals.itertuples():
        left, right = row.first - 0.42, row.last + 0.42
        if row.high > row.low:
            axes.fill_between([left, right], row.low, row.high, color=SECOND, alpha=0.16, lw=0)
        axes.plot([left, right], [row.low, row.low], color=SECOND, lw=1.5, ls="--")
    legend: list[Patch | Line2D] = [
        Patch(color=ACCENT, label="whole year"),
        Patch(facecolor="white", edgecolor=ACCENT, hatch="/////", label="part of a year"),
    ]
    if len(goals):
        legend.append(Line2D([], [], color=SECOND, ls="--", label=" / ".join(goals["words"])))
    if len(guests):
        axes.plot(guests["year"] + 0.18, guests["value"], "D", color=INK, mfc="white", ms=6)
        words = "overnight guests, Jan–" + _MONTHS[int(guests["months"].iloc[0]) - 1]
        legend.append(Line2D([], [], color=INK, marker="D", mfc="white", ls="", label=words))
    if rivals is not None and len(rivals):
        axes.plot(rivals.index, rivals, "_", color=INK, ms=25, mew=1.8)
        legend.append(Line2D([], [], color=INK, lw=1.8, label="another statement"))
    years = range(int(flow["year"].min()), last + 1)
    axes.set_xticks(list(years))
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(min(years) - 0.6, max(years) + 0.6)
    axes.set_ylim(0, top)
    axes.set_ylabel(unit)
    canvas.figure.legend(
        handles=legend, ncol=2, frameon=False, fontsize=8, loc="lower left", handlelength=1.6,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), columnspacing=1.2,
    )  # fmt: skip
    told = [f"whole {row.year} {SIGNS.get(row.comparator, '')}{row.value:g}"
            for row in whole.itertuples()]  # fmt: skip
    told += [f"January to {_MONTHS[row.months - 1]} {row.year} {row.value:g}"
             for row in part.itertuples()]  # fmt: skip
    told += [f"overnight guests to {_MONTHS[row.months - 1]} {row.year} {row.value:g}"
             for row in guests.itertuples()]  # fmt: skip
    named = ", ".join(str(year) for year in gaps) or "none"
    lines = "; ".join(f"{row.words}: {row.low:g}" for row in goals.itertuples()) or "none"
    alt = (
        f"Bars by year from zero, in {unit}: {'; '.join(told)}. Years without a whole-year "
        f"figure: {named}. Dashed lines of goals: {lines}"
    )
    return canvas.finish(flow.drop(columns="item"), alt, "hanoi")


def _write(axes, x: float, y: float, words: str) -> None:  # type: ignore[no-untyped-def]
    axes.annotate(
        words, (x, y), xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
        size=8, linespacing=1.3,
    )  # fmt: skip


@house_style()
def plot_goals(goals: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How far is each outturn from its goal? Dots in per cent of the goal's lower end.

    ``goals``: of ``capital.list_goals``, drawn from the top in the order given. The line at a
    hundred is the goal, the band its range; a row without an outturn says so. Hollow: the
    outturn covers other years than the goal.
    """
    canvas = Canvas(
        title, subtitle, height=0.46 * len(goals) + 0.2, left=2.3, right=0.2, bottom=0.66
    )
    axes = canvas.axes
    rows = np.arange(len(goals))[::-1]
    axes.axvline(100, color=INK, lw=1.1)
    width = (100 * goals["high"] / goals["low"] - 100).to_numpy(dtype=float)
    axes.barh(rows[width > 0], width[width > 0], left=100, height=0.5, color=PALE)
    for place, row in zip(rows, goals.itertuples(), strict=True):
        if pd.isna(row.outturn):
            axes.text(6, place, row.result, va="center", size=8, color=GREY, style="italic")
            continue
        colour, mark = _RESULTS[row.result]
        axes.plot([min(row.percent, 100), max(row.percent, 100)], [place] * 2, color=colour, lw=1.5)
        face = colour if row.same_period else "white"
        axes.plot(row.percent, place, mark, color=colour, mfc=face, mew=1.6, ms=8)
        sign = _SHORT_SIGNS.get(row.comparator, "")
        far = row.percent < 70
        axes.annotate(
            f"{sign}{row.outturn:,g} ({row.outturn_period})",
            (98 if far else min(row.percent, 100), place), xytext=(0, 6) if far else (-9, 0),
            textcoords="offset points", va="bottom" if far else "center",
            ha="right", size=8, color=colour, weight="bold",
        )  # fmt: skip
    labels = [
        f"{row.measure}, {row.target_year}\n{_number(row)}; set {row.set_on}"
        for row in goals.itertuples()
    ]
    axes.set_yticks(rows, labels, size=7.8)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(goals) - 0.4)
    axes.set_xlim(0, max(145.0, float(np.nanmax([*goals["percent"], *(100 + width)])) + 6))
    axes.set_xlabel("outturn in % of the goal (band: range;\nhollow: outturn of other years)")
    told = "; ".join(
        f"{row.measure} {row.target_year}: "
        + (
            row.result
            if pd.isna(row.outturn)
            else f"{row.outturn:,g} against {_number(row)}, {row.percent:.0f} %, {row.result}"
            + ("" if row.same_period else " (other years)")
        )
        for row in goals.itertuples()
    )
    alt = f"Dots by goal, in per cent of its lower end: {told}"
    return canvas.finish(goals, alt, "hanoi")


def _number(row) -> str:  # type: ignore[no-untyped-def]
    words = f"{row.low:,g}" if row.low == row.high else f"{row.low:,g}–{row.high:,g}"
    return f"{words} {row.unit}".replace("billion US$", "bn US$").replace(" of farm output", "")


@house_style()
def plot_scaled(scaled: pd.DataFrame, names: Mapping[str, str], title: str, subtitle: str) -> Chart:
    """How wrong would scaling the part of a year to a year have been? Dots around nought.

    ``scaled``: of ``capital.scale_parts``, with ``kind``; ``names``: kind to words.
    """
    canvas = Canvas(title, subtitle, height=0.34 * len(scaled) + 0.25, left=1.95, right=0.3,
                    bottom=0.72)  # fmt: skip
    axes = canvas.axes
    rows = np.arange(len(scaled))[::-1]
    axes.axvline(0, color=INK, lw=1.1)
    for place, row in zip(rows, scaled.itertuples(), strict=True):
        colour, mark = _KINDS[row.kind]
        rival = row.reading == "rival"
        axes.plot([0, row.percent], [place] * 2, color=colour, lw=1.5, ls=":" if rival else "-")
        axes.plot(row.percent, place, mark, color=colour, mfc="white" if rival else colour, ms=7)
        axes.annotate(
            f"{row.percent:+.0f} %", (row.percent, place),
            xytext=(9 if row.percent > 0 else -9, 0), textcoords="offset points", va="center",
            ha="left" if row.percent > 0 else "right", size=8.5,
        )  # fmt: skip
    labels = [
        f"{names[row.kind]}, Jan–{_MONTHS[row.months - 1]} {row.year}"
        for row in scaled.itertuples()
    ]
    axes.set_yticks(rows, labels, size=8)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(scaled) - 0.4)
    low, high = float(scaled["percent"].min()), float(scaled["percent"].max())
    axes.set_xlim(min(low, 0) - 17, max(high, 0) + 14)
    axes.set_xlabel("scaled to twelve months, % above the year")
    handles = [
        Line2D([], [], color=colour, marker=mark, ls="", label=names[kind])
        for kind, (colour, mark) in _KINDS.items()
        if (scaled["kind"] == kind).any()
    ]
    if (scaled["reading"] == "rival").any():
        words = "hollow: against the other statement"
        handles.append(Line2D([], [], color=GREY, marker="s", mfc="white", ls="", label=words))
    canvas.figure.legend(
        handles=handles, ncol=3, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), columnspacing=1.0,
    )  # fmt: skip
    told = "; ".join(
        f"{label}: {row.percent:+.0f} %" + (" (rival)" if row.reading == "rival" else "")
        for label, row in zip(labels, scaled.itertuples(), strict=True)
    )
    alt = f"Dots of parts of a year scaled to a year, in per cent above the whole: {told}"
    return canvas.finish(scaled.drop(columns="item"), alt, "hanoi")


@house_style()
def plot_shares(shares: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What is the city's figure beside the country's? Marks by year that are not joined.

    ``shares``: of ``capital.compare_with_nation``. Hollow: the country's figure is another
    publisher's.
    """
    canvas = Canvas(title, subtitle, height=2.5, left=0.5, right=0.25, bottom=0.72)
    axes = canvas.axes
    words = {"investment": "registered investment", "visitors": "international visitors"}
    for row in shares.itertuples():
        colour, mark = _KINDS[row.kind]
        other = not row.series.startswith("vn_")
        axes.vlines(row.year, 0, row.percent, color=PALE, lw=1.2, zorder=0)
        axes.plot(row.year, row.percent, mark, color=colour, mfc="white" if other else colour, ms=8)
        axes.annotate(
            f"{_SHORT_SIGNS.get(row.comparator, '')}{row.percent:.0f} %",
            (row.year, row.percent), xytext=(8, 3), textcoords="offset points", size=8.5,
            color=colour, weight="bold",
        )  # fmt: skip
    years = range(int(shares["year"].min()), int(shares["year"].max()) + 1)
    axes.set_xticks(list(years))
    axes.set_xlim(min(years) - 0.5, max(years) + 0.75)
    axes.set_ylim(0, 1.25 * float(shares["percent"].max()))
    axes.set_ylabel("% of the country's figure")
    handles = [
        Line2D([], [], color=colour, marker=mark, ls="", label=words[kind])
        for kind, (colour, mark) in _KINDS.items()
    ]
    if (~shares["series"].str.startswith("vn_")).any():
        handles.append(
            Line2D([], [], color=SECOND, marker="s", mfc="white", ls="", label="other series")
        )
    canvas.figure.legend(
        handles=handles, ncol=3, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), columnspacing=1.0,
    )  # fmt: skip
    told = "; ".join(
        f"{words[row.kind]} {row.year}: {SIGNS.get(row.comparator, '')}{row.percent:.0f} %"
        for row in shares.itertuples()
    )
    alt = f"Marks by year, not joined, in per cent of the country's figure: {told}"
    return canvas.finish(shares, alt, "hanoi, indicators")
