"""Charts of the economy: series and seams, dependence, bounds, ranks, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

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
    label_end,
    name_extremes,
)
from helpers.plots.shared import spread

_LINES = ((ACCENT, "-", "o"), (SECOND, "--", "s"), (THIRD, "-.", "^"))
_FLOWS = {"exports": ("exports", ACCENT, "-", "o"), "imports": ("imports", SECOND, "--", "s")}
_PLACES = {"above": (SECOND, "^"), "inside": (INK, "o"), "below": (ACCENT, "v")}


_APART = 6.0
"""Percentage points that a year without a counterpart counts for in placing a label."""


def _year_ticks(axes: Axes, first: int, last: int, every: int = 5) -> None:
    ticks = [year for year in range(first, last + 1) if year % every == 0]
    axes.set_xticks(ticks or [first])
    axes.set_xlim(first - 0.5, last + 0.6)


def _legend(canvas: Canvas, handles: list[Any], columns: int) -> None:
    canvas.figure.legend(
        handles=handles, ncol=columns, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.6,
        columnspacing=1.0, handletextpad=0.4,
    )  # fmt: skip


@house_style()
def plot_gdp_shares(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    unit: str,
    title: str,
    subtitle: str,
    tables: str,
) -> Chart:
    """How did some series of one release move? Lines from zero, each label at its end.

    ``frame``: ``year`` and one column for each of ``labels`` (at most three); a missing value
    leaves a gap, and a label stands where its line ends.
    """
    canvas = Canvas(title, subtitle, height=2.9, right=1.35)
    axes = canvas.axes
    lines = frame.set_index("year")[list(labels)].astype(float)
    top = float(lines.max().max())
    ends = {name: float(lines[name].dropna().iloc[-1]) for name in labels}
    down = spread({name: top - value for name, value in ends.items()}, gap=0.165 * top)
    heights = {name: max(top - value, 0.02 * top) for name, value in down.items()}
    last = int(lines.index.max())
    words = []
    for (name, label), (colour, dashes, mark) in zip(labels.items(), _LINES, strict=False):
        line = lines[name].dropna()
        axes.plot(line.index, line, color=colour, ls=dashes)
        axes.plot(line.index[-1:], line.iloc[-1:], mark, color=colour, ms=5)
        end = f"{label}\n{line.iloc[-1]:.{0 if top > 20 else 1}f} ({line.index[-1]})"
        label_end(axes, last, heights[name], end, colour)
        words.append(f"{label.replace(chr(10), ' ')} {name_extremes(line.round(1), unit)}")
    axes.set_ylim(0, top * 1.08)
    _year_ticks(axes, int(lines.index.min()), last)
    axes.set_ylabel(unit)
    alt = f"Lines by year, {lines.index.min()} to {last}: {'; '.join(words)}"
    return canvas.finish(lines.reset_index(), alt, tables)


@house_style()
def plot_gdp_growth(
    line: pd.Series, releases: pd.DataFrame, first_figures: pd.Series, title: str, subtitle: str
) -> Chart:
    """How fast did output grow, and how much was revised? A line, other releases as marks.

    ``line``: growth by year, the release used; ``releases``: years x vintages, all releases
    held; ``first_figures``: national first estimates, never joined to the line; may be empty.
    """
    canvas = Canvas(title, subtitle, height=2.9, bottom=0.72)
    axes = canvas.axes
    axes.plot(line.index, line, color=ACCENT)
    handles = [Line2D([], [], color=ACCENT, label="release used")]
    marks = (("s", SECOND), ("x", INK))
    used = releases.columns[-1]
    words = []
    others = [vintage for vintage in releases.columns if vintage != used]
    for vintage, (mark, colour) in zip(others, marks, strict=False):
        part = releases[vintage].dropna()
        axes.plot(part.index, part, mark, color=colour, ms=5, mfc="none", mew=1.3)
        handles.append(
            Line2D([], [], marker=mark, color=colour, ls="", mfc="none", label=f"as of {vintage}")
        )
        words.append(
            f"release of {vintage} differs by up to {(part - line).abs().max():.2f} points"
        )
    if len(first_figures):
        axes.plot(first_figures.index, first_figures, "D", color=THIRD, ms=6)
        handles.append(Line2D([], [], marker="D", color=THIRD, ls="", label="first estimate"))
        stated = ", ".join(f"{value:.1f} % ({year})" for year, value in first_figures.items())
        words.append(f"first estimates apart: {stated}")
    everything = [*line, *first_figures]
    axes.set_ylim(0, 1.12 * max(everything))
    _year_ticks(axes, int(line.index.min()), int(max([*line.index, *first_figures.index])))
    axes.set_ylabel("% per year")
    _legend(canvas, handles, 4)
    alt = (
        f"Line of yearly growth, {name_extremes(line.round(1), '%')}, with other releases as "
        f"marks: {'; '.join(words)}"
    )
    data = releases.reindex(line.index).assign(used=line).rename_axis("year").reset_index()
    data.columns = data.columns.astype(str)
    return canvas.finish(data, alt, "indicators")


@house_style()
def plot_seam(
    first: pd.Series,
    second: pd.Series,
    names: tuple[str, str],
    unit: str,
    title: str,
    subtitle: str,
) -> Chart:
    """Two series that cannot be joined: each by itself, the years between hatched.

    ``first`` and ``second``: values by year in one unit, without common years; the second is
    drawn as separate marks and may be empty.
    """
    canvas = Canvas(title, subtitle, height=2.8)
    axes = canvas.axes
    axes.plot(first.index, first, color=ACCENT)
    axes.plot(second.index, second, "s", color=SECOND, ms=6)
    top = 1.15 * max([*first, *second])
    seam = (int(first.index.max()), int(second.index.min()) if len(second) else None)
    axes.annotate(
        names[0], (first.index[0], first.iloc[0]), xytext=(4, 34), textcoords="offset points",
        color=ACCENT, size=8.5, weight="bold",
    )  # fmt: skip
    words = f"{names[0]} {name_extremes(first.round(1), unit)}"
    if seam[1] is not None:
        axes.axvspan(seam[0] + 0.5, seam[1] - 0.5, fc="white", ec=GREY, hatch="////", lw=0)
        axes.annotate(
            names[1], (second.index[-1], second.iloc[-1]), xytext=(-8, 0), va="center", ha="right",
            textcoords="offset points", color=SECOND, size=8.5, weight="bold",
            bbox={"fc": "white", "ec": "none", "pad": 0.8},
        )  # fmt: skip
        words += f"; after a hatched seam, as separate marks, {names[1]} "
        words += name_extremes(second.round(1), unit)
    axes.set_ylim(0, top)
    _year_ticks(axes, int(first.index.min()), int(max([*first.index, *second.index])))
    axes.set_ylabel(unit)
    data = pd.DataFrame({names[0]: first, names[1]: second}).rename_axis("year").reset_index()
    alt = f"Line by year: {words}"
    return canvas.finish(data, alt, "indicators")


@house_style()
def plot_investment(frame: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Promised, spent, booked: grouped bars from zero, the doubtful hatched, gaps left open.

    ``frame``: of ``list_investment``.
    """
    canvas = Canvas(title, subtitle, height=2.9, bottom=0.72)
    axes = canvas.axes
    kinds = (
        ("registered", "white", GREY),
        ("disbursed", ACCENT, ACCENT),
        ("inflows", THIRD, THIRD),
    )
    words = []
    for place, (name, face, edge) in enumerate(kinds):
        part = frame[frame[name].notna()]
        unsure = part["doubt"] & (name == "registered")
        for chosen, hatch in ((part[~unsure], ""), (part[unsure], "////")):
            axes.bar(
                chosen["year"] + 0.28 * (place - 1), chosen[name], width=0.25, facecolor=face,
                edgecolor=edge, hatch=hatch, lw=1.0,
            )  # fmt: skip
        for row in part.itertuples():
            axes.text(
                row.year + 0.28 * (place - 1), getattr(row, name) + 0.4,
                f"{getattr(row, name):.0f}", ha="center", size=7.5, color=INK,
            )  # fmt: skip
        if len(part):
            words.append(f"{name} {name_extremes(part.set_index('year')[name], 'billion US$')}")
    axes.set_ylim(0, 1.12 * frame[["registered", "disbursed", "inflows"]].max().max())
    axes.set_xticks(frame["year"])
    axes.set_ylabel("billion US$")
    _legend(
        canvas,
        [
            Patch(facecolor="white", edgecolor=GREY, label="registered (hatched: doubtful)"),
            Patch(color=ACCENT, label="disbursed"),
            Patch(color=THIRD, label="balance of payments"),
        ],
        3,
    )
    alt = f"Grouped bars by year: {'; '.join(words)}; absent bars were not stated or not yet"
    return canvas.finish(frame, alt, "indicators")


def _runs(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Runs of consecutive years from one main source: what may be joined by a line."""
    fresh = (frame["year"].diff() != 1) | (frame["source"] != frame["source"].shift())
    for _, run in frame.groupby(fresh.cumsum()):
        yield run


@house_style()
def plot_dependence(
    frame: pd.DataFrame, names: Mapping[str, str], title: str, subtitle: str
) -> Chart:
    """What share had the largest market and the largest supplier, and who was it?

    ``frame``: rows of ``measure_concentration`` with a certain leader; ``names``: partner code
    to label. Lines join consecutive whole tables of one source; an open mark is a year whose
    table is not whole. Names stand where the flows lie apart.
    """
    canvas = Canvas(title, subtitle, height=3.2, bottom=0.72)
    axes = canvas.axes
    words = []
    shares_of = {flow: frame[frame["flow"] == flow].set_index("year") for flow in _FLOWS}
    wide = {
        flow: shares_of[other]["leader_share"].to_dict()
        for flow, other in (("exports", "imports"), ("imports", "exports"))
    }
    for flow, (_, colour, dashes, mark) in _FLOWS.items():
        part = (
            frame[frame["flow"] == flow].sort_values("year", kind="stable").reset_index(drop=True)
        )
        for run in _runs(part[part["whole"]].reset_index(drop=True)):
            alone = len(run) == 1
            axes.plot(
                run["year"], run["leader_share"], color=colour, ms=6,
                marker=mark if alone else "", ls="none" if alone else dashes,
            )  # fmt: skip
        some = part[~part["whole"]]
        axes.plot(some["year"], some["leader_share"], mark, color=colour, mfc="white", ms=5)
        changes = part[part["leader"] != part["leader"].shift()]
        gap = (part["leader_share"] - part["year"].map(wide[flow].get)).abs().fillna(_APART)
        for place in gap.groupby((part["leader"] != part["leader"].shift()).cumsum()).idxmax():
            row = part.loc[place]
            beside = wide[flow].get(row["year"], 0.0 if flow == "imports" else 100.0)
            above = row["leader_share"] > beside
            axes.annotate(
                names.get(row["leader"], row["leader"]), (row["year"], row["leader_share"]),
                xytext=(0, 9 if above else -17), color=colour, size=8.5,
                textcoords="offset points",
                ha="left" if above and row["year"] < part["year"].min() + 5 else "center",
            )  # fmt: skip
        shares = part.set_index("year")["leader_share"].round(1)
        words.append(
            f"{flow}: {name_extremes(shares, '%')}, led by "
            + ", then ".join(f"{names.get(r.leader, r.leader)} from {r.year}"
                             for r in changes.itertuples())
        )  # fmt: skip
    axes.set_ylim(0, 1.12 * frame["leader_share"].max())
    _year_ticks(axes, int(frame["year"].min()), int(frame["year"].max()))
    axes.set_ylabel("% of the flow")
    _legend(
        canvas,
        [
            Line2D([], [], color=ACCENT, ls="-", label="leading export market"),
            Line2D([], [], color=SECOND, ls="--", label="leading supplier"),
            Line2D([], [], color=GREY, ls="", marker="o", mfc="white", label="table not whole"),
        ],
        3,
    )
    alt = f"Lines by year of the share of the leading partner. {'. '.join(words)}"
    columns = ["flow", "year", "leader", "leader_share", "whole", "source"]
    return canvas.finish(frame[columns], alt, "trade_by_partner")


@house_style()
def plot_effective(frame: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How many equal partners would be as concentrated? Points, and bounds where part is known.

    ``frame``: of ``measure_concentration``; a panel a flow. Ranges that are hatched come from
    years whose table is not whole.
    """
    canvas = Canvas(title, subtitle, height=4.1, panels=2, gap=0.55, bottom=0.72)
    top = 1.08 * float(frame["high"].max())
    words = []
    for axes, (flow, (label, colour, _, mark)) in zip(canvas.panels, _FLOWS.items(), strict=True):
        part = (
            frame[frame["flow"] == flow].sort_values("year", kind="stable").reset_index(drop=True)
        )
        for whole, hatch in ((True, ""), (False, "//////")):
            some = part[part["whole"] == whole]
            axes.bar(
                some["year"], some["high"] - some["low"], bottom=some["low"], width=0.7,
                facecolor=PALE if whole else "white", edgecolor=colour, hatch=hatch,
                lw=0 if whole else 0.7,
            )  # fmt: skip
        known = part[part["whole"]].reset_index(drop=True)
        for run in _runs(known):
            alone = len(run) == 1
            axes.plot(
                run["year"], run["effective"], color=colour, marker=mark if alone else "", ms=4
            )
        axes.set_title(label, loc="left", size=9, color=INK)
        axes.set_ylim(0, top)
        _year_ticks(axes, int(frame["year"].min()), int(frame["year"].max()))
        axes.grid(axis="y", color="#eeeeee", lw=0.8)
        axes.set_axisbelow(True)
        values = known.set_index("year")["effective"].round(1)
        bounded = part[~part["whole"]]
        words.append(
            f"{flow}: {name_extremes(values, 'equal partners')}; bounds only in "
            f"{len(bounded)} years"
            + (
                f", such as {bounded['low'].iloc[-1]:.1f} to {bounded['high'].iloc[-1]:.1f} in "
                f"{bounded['year'].iloc[-1]}" if len(bounded) else ""
            )
        )  # fmt: skip
    _legend(
        canvas,
        [
            Line2D([], [], color=GREY, label="whole table"),
            Patch(color=PALE, label="its bounds"),
            Patch(facecolor="white", edgecolor=GREY, hatch="//////", label="part known: bounds"),
        ],
        3,
    )
    alt = f"Effective number of partners by year, a panel a flow. {'. '.join(words)}"
    columns = ["flow", "year", "whole", "effective", "low", "high", "percent"]
    return canvas.finish(frame[columns], alt, "trade_by_partner, indicators")


@house_style()
def plot_mirror(frames: Mapping[str, pd.DataFrame], title: str, subtitle: str) -> Chart:
    """What do partners report of the same trade? Their figure as % of Viet Nam's, log scale.

    ``frames``: by flow, frames of ``compare_mirror``.
    """
    count = sum(len(frame) for frame in frames.values())
    canvas = Canvas(
        title,
        subtitle,
        height=0.2 * count + 0.55,
        panels=len(frames),
        gap=0.55,
        left=1.3,
        bottom=0.45,
    )
    ratios = pd.concat(frames.values())["ratio"] * 100
    ticks = [tick for tick in (3, 10, 30, 100, 300) if ratios.min() * 0.8 <= tick <= 1000]
    words = []
    for axes, (flow, frame) in zip(canvas.panels, frames.items(), strict=True):
        _, colour, _, mark = _FLOWS[flow]
        rows = np.arange(len(frame))[::-1]
        percent = (100 * frame["ratio"]).to_numpy()
        axes.axvline(100, color=GREY, lw=0.9)
        axes.hlines(rows, np.minimum(percent, 100), np.maximum(percent, 100), color=colour, lw=1)
        axes.plot(percent, rows, mark, color=colour, ms=5)
        for row, value in zip(rows, percent, strict=True):
            axes.annotate(
                f"{value:.0f}", (value, row), xytext=(6 if value >= 100 else -6, 0),
                textcoords="offset points", size=8, va="center",
                ha="left" if value >= 100 else "right",
            )  # fmt: skip
        axes.set_xscale("log")
        axes.set_xlim(0.6 * ratios.min(), 1.5 * max(ratios.max(), 150))
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.minorticks_off()
        axes.set_yticks(rows, frame["name"], size=8.5)
        axes.set_ylim(-0.7, len(frame) - 0.3)
        axes.tick_params(axis="y", length=0)
        axes.set_title(flow, loc="left", size=9, color=INK)
        words.append(
            f"{flow}: "
            + ", ".join(f"{row.name_} {100 * row.ratio:.0f} %"
                        for row in frame.rename(columns={"name": "name_"}).itertuples())
        )  # fmt: skip
    canvas.panels[-1].set_xlabel("partner's figure as % of Viet Nam's (log scale)")
    alt = f"Dots by partner, the partner's figure in per cent of Viet Nam's. {'. '.join(words)}"
    data = pd.concat([frame.assign(flow=flow) for flow, frame in frames.items()])
    return canvas.finish(data, alt, "trade_by_partner")


@house_style()
def plot_rank_ranges(ranks: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Which places do the definitions of a claim give? A range a claim, the claimed place marked.

    ``ranks``: of ``tabulate_ranks``, claims that name a place.
    """
    labels = list(dict.fromkeys(ranks["label"]))
    longest = max(len(line) for label in labels for line in label.split("\n"))
    canvas = Canvas(
        title, subtitle, height=0.62 * len(labels) + 0.1, left=0.3 + 0.068 * longest, bottom=0.92
    )
    axes = canvas.axes
    words = []
    for number, label in enumerate(labels):
        part = ranks[ranks["label"] == label]
        row = len(labels) - 1 - number
        meant, near = part[part["kind"] != "beside"], part[part["kind"] == "beside"]
        near = near[~near["definition"].str.startswith("as stated")]
        plain = part[part["kind"] == "plain"]
        low, high, place = meant["low"].min(), meant["high"].max(), part["claimed"].iloc[0]
        axes.plot([low, high], [row, row], color=ACCENT, lw=1.2)
        if len(near):
            axes.plot(near["low"], [row - 0.24] * len(near), "|", color=GREY, ms=6)
        axes.plot(meant["low"], [row] * len(meant), "o", mfc="white", mec=ACCENT, ms=5.5)
        axes.plot(plain["low"], [row] * len(plain), "o", color=ACCENT, ms=6.5)
        exact = part["comparator"].iloc[0] == "eq"
        axes.plot([place, place], [row - 0.32, row + 0.32], color=SECOND, lw=2)
        if not exact:
            axes.annotate(
                "", (place - 1.6, row + 0.28), (place, row + 0.28),
                arrowprops={"arrowstyle": "->", "color": SECOND, "lw": 1.2, "shrinkA": 0},
            )  # fmt: skip
        met = int((meant["meets"] == "yes").sum())
        words.append(
            f"{label.replace(chr(10), ' ')}: places {low:g} to {high:g}, in the plain sense "
            f"{plain['low'].iloc[0]:g}; claimed {'' if exact else 'among the first '}{place:g}; "
            f"{met} of {len(meant)} definitions agree"
        )
    axes.set_yticks(range(len(labels) - 1, -1, -1), labels, size=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_xlim(0, float(ranks["high"].max()) + 1.5)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("place (1 is the top)")
    _legend(
        canvas,
        [
            Line2D([], [], color=ACCENT, ls="", marker="o", label="plain sense"),
            Line2D([], [], color=ACCENT, ls="", marker="o", mfc="white", label="other definition"),
            Line2D([], [], color=GREY, ls="", marker="|", label="neighbouring figure"),
            Line2D([], [], color=SECOND, lw=2, label="claimed (arrow: or better)"),
        ],
        2,
    )
    alt = f"Ranges of places by claim. {'. '.join(words)}"
    columns = ["claim", "definition", "low", "high", "kind", "meets", "claimed"]
    return canvas.finish(ranks[columns], alt, "world_indicators, claims, stated_ranks")


def _times_axis(axes: Axes, low: float, high: float) -> None:
    """A logarithmic axis in natural logs, labelled as multiples."""
    steps = [(0.125, "÷8"), (0.25, "÷4"), (0.5, "÷2"), (1, "same"), (2, "×2"), (4, "×4"), (8, "×8")]
    shown = [(np.log(value), word) for value, word in steps if low <= np.log(value) <= high]
    axes.set_xticks([value for value, _ in shown], [word for _, word in shown])
    axes.set_xlim(low, high)


@house_style()
def plot_placebos(frame: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """After an agreement, beside placebo years: a dot, and the range of other years.

    ``frame``: of ``compare_around``.
    """
    ordered = frame.sort_values("year", kind="stable").reset_index(drop=True)
    labels = [f"{row.partner_}, {row.year}" for row in
              ordered.rename(columns={"name": "partner_"}).itertuples()]  # fmt: skip
    canvas = Canvas(
        title, subtitle, height=0.3 * len(ordered) + 0.2, left=0.3 + 0.068 * max(map(len, labels)),
        bottom=1.08,
    )  # fmt: skip
    axes = canvas.axes
    rows = np.arange(len(ordered))[::-1]
    width = ordered["placebo_high"] - ordered["placebo_low"]
    axes.barh(rows, width, left=ordered["placebo_low"], height=0.55, color=PALE)
    axes.axvline(0, color=GREY, lw=0.9)
    axes.plot(ordered["raw"], rows, "x", color=GREY, ms=5, mew=1.3)
    for place, (colour, mark) in _PLACES.items():
        some = (ordered["place"] == place).to_numpy()
        axes.plot(ordered["relative"][some], rows[some], mark, color=colour, ms=7)
    everything = ordered[["raw", "relative", "placebo_low", "placebo_high"]]
    low, high = everything.min().min() - 0.2, everything.max().max() + 0.2
    _times_axis(axes, low, high)
    axes.set_yticks(rows, labels, size=8.5)
    axes.set_ylim(-0.6, len(ordered) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("later years over earlier years (log scale)")
    _legend(
        canvas,
        [
            Patch(color=PALE, label="placebo years of the partner"),
            *(
                Line2D([], [], color=colour, marker=mark, ls="", label=f"{place} that range")
                for place, (colour, mark) in _PLACES.items()
            ),
            Line2D([], [], color=GREY, marker="x", ls="", label="change with no control"),
        ],
        2,
    )
    words = "; ".join(
        f"{label} times {np.exp(row.relative):.2f}, {row.place} its placebo range of "
        f"{np.exp(row.placebo_low):.2f} to {np.exp(row.placebo_high):.2f}"
        for label, row in zip(labels, ordered.itertuples(), strict=True)
    )
    alt = f"Dots over bars by partner, on a logarithmic axis: {words}"
    return canvas.finish(ordered, alt, "trade_by_partner, agreement_parties")


@house_style()
def plot_estimates(frame: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What do comparisons find in made-up data whose truth is known? Dots with ranges.

    ``frame``: of ``assess_estimates``; grouped by ``rule``.
    """
    rules = list(dict.fromkeys(frame["rule"]))
    canvas = Canvas(title, subtitle, height=0.62 * len(rules) + 0.3, left=1.55, bottom=0.9)
    axes = canvas.axes
    estimates = list(dict.fromkeys(frame["estimate"]))
    for place, (estimate, (colour, _, mark)) in enumerate(zip(estimates, _LINES, strict=True)):
        part = frame[frame["estimate"] == estimate].set_index("rule").loc[rules]
        rows = np.arange(len(rules))[::-1] + 0.24 * (1 - place)
        axes.hlines(rows, part["low"], part["high"], color=colour, lw=1.6)
        axes.plot(part["median"], rows, mark, color=colour, ms=6, label=estimate)
    axes.axvline(float(frame["truth"].iloc[0]), color=INK, lw=1.2, ls=":")
    _times_axis(axes, float(frame["low"].min()) - 0.1, float(frame["high"].max()) + 0.15)
    axes.set_yticks(range(len(rules) - 1, -1, -1), [rule.replace(" ", "\n", 1) for rule in rules])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.55, len(rules) - 0.45)
    axes.set_xlabel("found, as a multiple (dotted: the truth)")
    _legend(canvas, axes.get_legend_handles_labels()[0], 2)
    words = "; ".join(
        f"{row.rule}, {row.estimate}: times {np.exp(row.median):.2f} "
        f"({np.exp(row.low):.2f} to {np.exp(row.high):.2f})"
        for row in frame.itertuples()
    )
    alt = (
        f"Dots with ranges on a logarithmic axis; the truth is times "
        f"{np.exp(frame['truth'].iloc[0]):.2f}. {words}"
    )
    return canvas.finish(frame, alt, "simulated")
