"""Charts of bodies, seats, peacekeeping and votes in the General Assembly."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from helpers.figures import (
    ACCENT,
    FOURTH,
    GREY,
    INK,
    PALE,
    SECOND,
    THIRD,
    Canvas,
    Chart,
    house_style,
    label_end,
    name_extremes,
)
from helpers.plots.shared import spread, to_days, years_axis

# Distinct without colour too: each has its own dashes and mark.
_LINES = ((ACCENT, "-", "o"), (SECOND, "--", "s"), (THIRD, "-.", "^"), (FOURTH, ":", "D"))

_OF_STATES = {"Viet Nam": 0, "China": 1, "Russia": 2, "United States": 3}
"""Which of the lines these states have in every figure; others take what is left."""

UNIT_WORDS = {
    "turns": "turns served",
    "personnel": "people sent so far",
    "personnel_in_field": "people in the field",
}


@house_style()
def plot_definitions(counts: pd.DataFrame, stated: int | None, title: str, subtitle: str) -> Chart:
    """How many organisations by each definition, beside a stated number if there is one?

    ``counts``: ``definition``, ``certain``, ``count`` (``count_organisations``), drawn in
    order from the top; hatched: possible only. Bars above ``stated`` are darker.
    """
    labels = [textwrap.fill(name, 24) for name in counts["definition"]]
    canvas = Canvas(title, subtitle, height=0.36 * len(counts) + 0.1, left=1.75, right=0.4)
    axes = canvas.axes
    rows = np.arange(len(counts))[::-1]
    certain, count = counts["certain"].to_numpy(), counts["count"].to_numpy()
    above = certain > (certain.max() if stated is None else stated)
    axes.barh(rows, certain, height=0.66, color=np.where(above, ACCENT, "#9ecae1"))
    possible = count > certain
    axes.barh(
        rows[possible], (count - certain)[possible], left=certain[possible], height=0.66,
        color="white", edgecolor=ACCENT, hatch="/////", lw=0.6,
    )  # fmt: skip
    if stated is not None:
        axes.axvline(stated, color=SECOND, lw=1.4, ls="--")
        axes.annotate(
            f"stated: {stated}", (stated, len(counts) - 1), xytext=(5, 0), size=8,
            textcoords="offset points", color=SECOND, va="center",
            bbox={"fc": "white", "ec": "none", "pad": 0.6},
        )  # fmt: skip
    for row, low, high in zip(rows, certain, count, strict=True):
        text = f"{low}" if low == high else f"{low}-{high}"
        axes.annotate(
            text, (high, row), xytext=(3, 0), textcoords="offset points", va="center",
            bbox={"fc": "white", "ec": "none", "pad": 0.4},
        )  # fmt: skip
    axes.set_yticks(rows, labels, size=8, linespacing=1.1)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(counts) - 0.1)
    axes.set_xlim(0, count.max() * 1.1)
    axes.set_xlabel("bodies (hatched: only if undated ones are counted)")
    lines = "; ".join(
        f"{row.definition} {row.certain}"
        + (f" to {row.count_}" if row.count_ > row.certain else "")
        for row in counts.rename(columns={"count": "count_"}).itertuples()
    )
    alt = f"Bars of the number of bodies by definition: {lines}"
    plotted = counts[["definition", "certain", "count"]]
    if stated is not None:
        alt += (
            f"; a line marks the stated {stated}, which {int(above.sum())} of {len(counts)} "
            "definitions certainly exceed"
        )
        plotted = plotted.assign(stated=stated)
    return canvas.finish(plotted, alt, "memberships")


@house_style()
def plot_bodies(
    counts: pd.DataFrame,
    title: str,
    subtitle: str,
    kinds: tuple[str, ...] = ("treaties", "organisations", "forums"),
) -> Chart:
    """To how many bodies and treaties at the end of each year? Steps; hatched: possible.

    ``counts``: ``day``, ``kind``, ``certain``, ``count`` (``count_bodies``).
    """
    canvas = Canvas(title, subtitle, height=3.0, right=1.2)
    axes = canvas.axes
    shown = counts[counts["kind"].isin(kinds)]
    first, last = shown["day"].min(), shown["day"].max()
    ends = shown[shown["day"] == last].set_index("kind")["certain"]
    top = int(shown["count"].max())
    heights = spread(ends.to_dict(), gap=0.13 * top)
    for kind, (colour, dashes, _) in zip(kinds, _LINES, strict=False):
        line = shown[shown["kind"] == kind]
        axes.fill_between(
            line["day"], line["certain"], line["count"], step="post", facecolor="none",
            edgecolor=colour, hatch="////", lw=0, alpha=0.55,
        )  # fmt: skip
        axes.step(line["day"], line["certain"], where="post", color=colour, ls=dashes)
        label_end(axes, last, heights[kind], f"{kind}:\n{ends[kind]}", colour)
    years_axis(axes, first.year, last.year, every=10)
    axes.set_ylim(0, top * 1.08)
    axes.set_ylabel("bodies or treaties")
    words = []
    for kind in kinds:
        of_kind = shown[shown["kind"] == kind]
        by_year = of_kind.set_index(of_kind["day"].dt.year)["certain"]
        widest = int((of_kind["count"] - of_kind["certain"]).max())
        words.append(f"{kind} {name_extremes(by_year, 'certain')}, at most {widest} more possible")
    alt = f"Step lines of memberships at year-ends, {first.year} to {last.year}: {'; '.join(words)}"
    return canvas.finish(shown, alt, "memberships")


def _outline_bars(starts: np.ndarray, ends: np.ndarray, rows: np.ndarray, height: float) -> Path:
    """All bars of one class as a single path: one mark instead of dozens."""
    unit = Path.unit_rectangle()
    square = np.asarray(unit.vertices) - [0, 0.5]
    return Path.make_compound_path(
        *(
            Path(square * [end - start, height] + [start, row], unit.codes)
            for start, end, row in zip(starts, ends, rows, strict=True)
        )
    )


@house_style()
def plot_seats(seats: pd.DataFrame, until: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """Which seats were held when? One row a body, one bar a term; hatched ends: year only.

    ``seats``: of ``list_seats``. A term whose end is not known is a triangle at its start.
    """
    bodies = list(dict.fromkeys(seats["body"]))
    labels = [name.split(" (")[0] for name in bodies]
    canvas = Canvas(title, subtitle, height=0.22 * len(bodies) + 0.1, left=2.08, bottom=0.72)
    axes = canvas.axes
    place = {name: len(bodies) - 1 - number for number, name in enumerate(bodies)}
    rows = seats["body"].map(place)
    known = seats["end_known"] != "not known"
    begin, end = to_days(seats["start_earliest"]), to_days(seats["end_latest"]) + 1
    sure_from, sure_to = to_days(seats["start_latest"]), to_days(seats["end_earliest"]) + 1
    whole = _outline_bars(begin[known], end[known], rows[known], 0.62)
    axes.add_patch(PathPatch(whole, facecolor="white", edgecolor=ACCENT, hatch="//////", lw=0.7))
    firm = known & (sure_from < sure_to)
    solid = _outline_bars(sure_from[firm], sure_to[firm], rows[firm], 0.62)
    axes.add_patch(PathPatch(solid, facecolor=ACCENT, edgecolor=ACCENT, lw=0.7))
    axes.plot(begin[~known], rows[~known], ">", color=SECOND, ms=6, ls="none")
    axes.xaxis_date()
    years_axis(axes, int(seats["start_earliest"].dt.year.min()), until.year, every=10)
    axes.set_yticks(list(place.values()), labels, size=8)
    axes.set_ylim(-0.6, len(bodies) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    canvas.figure.legend(
        handles=[
            Patch(color=ACCENT, label="held"),
            Patch(facecolor="white", edgecolor=ACCENT, hatch="//////", label="year only stated"),
            axes.plot([], [], ">", color=SECOND, ms=6, label="end not known")[0],
        ],
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), handlelength=1.4,
    )  # fmt: skip
    terms = seats["body"].value_counts()
    running = int((seats["end_known"] == "running").sum())
    alt = (
        f"Bars over time, one row for each of {len(bodies)} bodies: {len(seats)} terms from "
        f"{seats['start_earliest'].dt.year.min()} to {until.year}, most often {terms.index[0]} "
        f"({terms.iloc[0]}); {running} beyond the last day shown, {int((~known).sum())} with no "
        "known end"
    )
    return canvas.finish(seats.drop(columns="role"), alt, "roles")


def _group_close(totals: pd.DataFrame) -> list[tuple[Any, Any]]:
    """First and last row of each run of like totals too close together to label apart."""
    runs: list[list[Any]] = []
    for row in totals.sort_values(["unit", "day"]).itertuples():
        before = runs[-1][-1] if runs else None
        close = (
            before is not None
            and before.unit == row.unit
            and (row.day - before.day).days < 200
            and abs(row.value - before.value) < 0.05 * totals["value"].max()
        )
        if close:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [(run[0], run[-1]) for run in runs]


@house_style()
def plot_peacekeeping(totals: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What totals of peacekeepers were stated? A mark each, a shape a unit, never joined.

    ``totals``: of ``list_peacekeeping_totals``.
    """
    canvas = Canvas(title, subtitle, height=2.9, left=0.7, right=0.35, bottom=0.72)
    axes = canvas.axes
    signs = {"stated": "", "more than": "> ", "nearly": "< "}
    units = [unit for unit in UNIT_WORDS if unit in set(totals["unit"])]
    for unit, (colour, _, mark) in zip(units, _LINES, strict=False):
        part = totals[totals["unit"] == unit]
        axes.plot(
            part["day"], part["value"].astype(float), mark, color=colour, ms=7, mfc="white",
            mew=1.6, label=UNIT_WORDS[unit],
        )  # fmt: skip
    for first_of, last_of in _group_close(totals):
        ends = [first_of, last_of] if first_of.entry != last_of.entry else [last_of]
        axes.annotate(
            " to ".join(f"{signs[row.meaning]}{float(row.value):,.0f}" for row in ends),
            (first_of.day, float(first_of.value)), xytext=(-8, 0), textcoords="offset points",
            size=8.5, ha="right", va="center", color=INK,
        )  # fmt: skip
    first, last = totals["day"].min(), totals["day"].max()
    axes.set_ylim(0, float(totals["value"].max()) * 1.12)
    years_axis(axes, first.year - 1, last.year, every=1)
    axes.set_ylabel("number, by its unit")
    canvas.figure.legend(
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), handletextpad=0.2,
        columnspacing=1.0,
    )  # fmt: skip
    words = "; ".join(
        f"{UNIT_WORDS[unit]}: "
        + ", ".join(
            f"{'' if row.meaning == 'stated' else row.meaning + ' '}{float(row.value):,.0f} "
            f"({row.held_on})"
            for row in totals[totals["unit"] == unit].itertuples()
        )
        for unit in units
    )
    alt = f"Separate marks of stated totals over time, a shape for each unit. {words}"
    return canvas.finish(totals, alt, "peacekeeping")


def _assign_lines(names: list[str]) -> dict[str, tuple[str, str, str]]:
    """A line for each of at most four states: the same one in every figure where it is known."""
    known = {name: _LINES[_OF_STATES[name]] for name in names if name in _OF_STATES}
    left = iter([line for line in _LINES if line not in known.values()])
    return {name: known[name] if name in known else next(left) for name in names}


@house_style()
def plot_agreement(agreement: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How often did partners vote as Viet Nam did? Lines with bands; circles: score only.

    ``agreement``: of ``estimate_agreement``, at most four partners. Bands are 95 %
    intervals; years with a published score alone have none and are not joined to the line.
    """
    names = list(
        dict.fromkeys(agreement.sort_values("agree_scored", ascending=False, kind="stable")["name"])
    )
    canvas = Canvas(title, subtitle, height=3.3, right=1.05)
    axes = canvas.axes
    first, last = int(agreement["year"].min()), int(agreement["year"].max())
    ends = agreement.sort_values("year", kind="stable").groupby("name")["agree_scored"].last() * 100
    heights = spread(ends.to_dict(), gap=7.0)
    words = []
    for name, (colour, dashes, mark) in _assign_lines(names).items():
        part = agreement[agreement["name"] == name]
        every = pd.RangeIndex(first, last + 1)
        line = part[part["common_votes"].notna()].set_index("year").reindex(every)
        percent = 100 * line[["agree_scored", "low", "high"]].astype(float)
        axes.fill_between(every, percent["low"], percent["high"], color=colour, alpha=0.18, lw=0)
        axes.plot(every, percent["agree_scored"], color=colour, ls=dashes, lw=1.5)
        score = part[part["common_votes"].isna()]
        axes.plot(
            score["year"], 100 * score["agree_scored"], mark, color=colour, mfc="white", ms=4,
            mew=1.2, clip_on=False,
        )  # fmt: skip
        label_end(axes, last + 1, heights[name], name.replace(" ", "\n"), colour)
        counted = percent["agree_scored"].dropna().round()
        words.append(f"{name} {name_extremes(counted, '%')}")
    axes.set_ylim(0, 102)
    axes.set_xlim(first, last + 1)
    axes.set_xticks([year for year in range(first, last + 1) if year % 10 == 0])
    axes.set_ylabel("% agreement")
    scores = int(agreement["common_votes"].isna().sum())
    alt = (
        f"Lines of agreement with Viet Nam by year, {first} to {last}, with shaded 95 % intervals: "
        f"{'; '.join(words)}; {scores} published session scores as open marks without interval"
    )
    columns = ["name", "year", "basis", "common_votes", "agree_scored", "low", "high"]
    return canvas.finish(agreement[columns], alt, "unga_agreement")


@house_style()
def plot_beyond_chance(summary: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How much of the agreement is beyond chance? A dot and the range kappa must lie in.

    ``summary``: rows of ``summarise_periods`` of one period; drawn by agreement.
    """
    ordered = summary.sort_values("agreement", kind="stable").reset_index(drop=True)
    longest = max(len(name) for name in ordered["name"])
    canvas = Canvas(
        title, subtitle, height=0.22 * len(ordered) + 0.2, left=0.3 + 0.066 * longest, bottom=0.78
    )
    axes = canvas.axes
    rows = np.arange(len(ordered))
    bars = _outline_bars(
        ordered["kappa_low"].to_numpy(), ordered["kappa_high"].to_numpy(), rows, 0.55
    )
    axes.add_patch(PathPatch(bars, facecolor="white", edgecolor=ACCENT, hatch="/////", lw=0.8))
    axes.plot(ordered["brennan_prediger"], rows, "D", color=THIRD, ms=4.5)
    axes.plot(ordered["agreement"], rows, "o", color=INK, ms=5)
    axes.axvline(0, color=GREY, lw=0.9)
    axes.set_yticks(rows, ordered["name"], size=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(ordered) - 0.4)
    low = min(ordered["kappa_low"].min(), ordered["brennan_prediger"].min())
    axes.set_xlim(low - 0.08, 1.03)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("0: what chance gives; 1: always alike")
    canvas.figure.legend(
        handles=[
            axes.plot([], [], "o", color=INK, ms=5, label="agreement")[0],
            axes.plot([], [], "D", color=THIRD, ms=4.5, label="beyond equal odds")[0],
            Patch(facecolor="white", edgecolor=ACCENT, hatch="/////", label="kappa, bounds"),
        ],
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.2,
        columnspacing=0.9, handletextpad=0.4,
    )  # fmt: skip
    words = "; ".join(
        f"{row.name_}: agreement {row.agreement:.2f}, kappa between {row.kappa_low:.2f} and "
        f"{row.kappa_high:.2f}"
        for row in ordered[::-1].rename(columns={"name": "name_"}).itertuples()
    )
    alt = f"Dots and ranges by partner, {ordered['period'].iloc[0]}. {words}"
    return canvas.finish(ordered, alt, "unga_agreement, unga_votes")


@house_style()
def plot_ideal_points(points: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Where did states stand in the Assembly? Lines with their published 90 % bands.

    ``points``: of ``list_ideal_points``, at most four states; Viet Nam is the accent.
    """
    canvas = Canvas(title, subtitle, height=3.4, right=1.0)
    axes = canvas.axes
    last = points["year"].max()
    ends = points[points["year"] == last].set_index("name")["point"]
    size = float(points["high"].max() - points["low"].min())
    floor = float(points["low"].min())
    heights = spread({name: value - floor for name, value in ends.items()}, gap=0.06 * size)
    names = sorted(ends.index, key=lambda name: (name != "Viet Nam", -ends[name]))
    words = []
    for name, (colour, dashes, _) in _assign_lines(names).items():
        part = points[points["name"] == name]
        axes.fill_between(part["year"], part["low"], part["high"], color=colour, alpha=0.16, lw=0)
        axes.plot(
            part["year"], part["point"], color=colour, ls=dashes,
            lw=2.2 if name == "Viet Nam" else 1.4,
        )  # fmt: skip
        label_end(
            axes,
            last,
            heights[name] + floor,
            name.replace("United States", "United\nStates"),
            colour,
        )
        words.append(f"{name} {name_extremes(part.set_index('year')['point'].round(2), 'points')}")
    first = int(points["year"].min())
    axes.axhline(0, color=PALE, lw=0.8, zorder=0)
    axes.set_xlim(first, last)
    axes.set_xticks([year for year in range(first, last + 1) if year % 10 == 0])
    axes.set_ylabel("ideal point (no unit)")
    alt = (
        f"Lines of ideal points by year, {first} to {last}, with shaded 90 % intervals; higher is "
        f"nearer to the United States: {'; '.join(words)}"
    )
    return canvas.finish(points, alt, "unga_ideal_points")
