"""Charts of the milestones: one timeline, its retellings, their shares, its omissions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
)

PILLAR_MARKS = {
    "politics": (ACCENT, "o"),
    "economy": (SECOND, "s"),
    "security": (INK, "^"),
    "society": (THIRD, "D"),
    "party": (FOURTH, "v"),
}
"""Colour and shape of each pillar."""

_LANES = {"politics": 0.0, "economy": 1.25, "security": 2.2, "society": 3.05, "party": 3.8}
_LABELS_AT = 4.75
_RIGHT_EDGE = 9.9
_WRAP = 34
_LINE = 0.125
_TALL = 6.6


def _to_years(moments: pd.Series) -> np.ndarray:
    years: np.ndarray = (moments.dt.year + (moments.dt.day_of_year - 1) / 366).to_numpy()
    return years


def _dodge(years: np.ndarray, near: float, step: float) -> np.ndarray:
    """Sideways places at which marks closer than ``near`` years do not touch."""
    places: list[tuple[float, float]] = []
    order = [0.0, *(sign * step * number for number in range(1, 20) for sign in (1, -1))]
    for year in years:
        free = next(
            (
                place
                for place in order
                if all(place != other or abs(year - before) >= near for before, other in places)
            ),
            0.0,
        )
        places.append((year, free))
    return np.array([place for _, place in places])


@house_style()
def plot_timeline(
    milestones: pd.DataFrame,
    labels: pd.DataFrame,
    eras: pd.DataFrame,
    title: str,
    subtitle: str,
) -> Chart:
    """Which milestones stand where? Time runs down, pillars are lanes, bands are eras.

    ``milestones``: ``milestone``, ``held_on``, ``held_on_earliest``, ``held_on_latest``,
    ``pillar``, ``title``; ``labels``: those of its rows to name (``choose_labels``);
    ``eras``: ``label``, ``start``, ``end`` (years). A date known to the month or year is
    drawn as the span it can mean.
    """
    canvas = Canvas(title, subtitle, height=_TALL, left=0.45, right=0.02, bottom=0.05)
    axes = canvas.axes
    rows = milestones.sort_values(["held_on_earliest", "milestone"]).reset_index(drop=True)
    middle = rows["held_on_earliest"] + (rows["held_on_latest"] - rows["held_on_earliest"]) / 2
    rows = rows.assign(year=_to_years(middle), lane=rows["pillar"].map(_LANES))
    first, last = int(rows["year"].min()) - 1, int(np.ceil(rows["year"].max())) + 1
    per_inch = (last - first + 3.6) / _TALL
    for number, era in enumerate(eras[eras["start"] <= last].itertuples()):
        if number % 2 == 0:
            axes.axhspan(era.start, min(era.end + 1, last), color="#f4f4f4", lw=0, zorder=0)
        axes.text(
            _RIGHT_EDGE - 0.12, (era.start + min(era.end + 1, last)) / 2, era.label, size=7,
            color=GREY, rotation=90, ha="center", va="center",
        )  # fmt: skip
    for pillar, (colour, mark) in PILLAR_MARKS.items():
        of = rows["pillar"] == pillar
        if not of.any():
            continue
        side = _dodge(rows.loc[of, "year"].to_numpy(), near=0.062 * per_inch, step=0.165)
        rows.loc[of, "lane"] += side
        size = np.where(rows.loc[of, "milestone"].isin(labels["milestone"]), 30, 13)
        axes.scatter(
            rows.loc[of, "lane"], rows.loc[of, "year"], s=size, marker=mark, color=colour, lw=0
        )
        lower = list(PILLAR_MARKS).index(pillar) % 2
        axes.text(
            _LANES[pillar], first - 2.6 + 1.9 * lower, pillar, ha="center", va="center", size=8,
            color=colour, weight="bold",
        )  # fmt: skip
    vague = rows[rows["held_on_latest"] > rows["held_on_earliest"]]
    axes.vlines(
        vague["lane"], _to_years(vague["held_on_earliest"]), _to_years(vague["held_on_latest"]),
        color=GREY, lw=1.2,
    )  # fmt: skip
    shown = rows[rows["milestone"].isin(labels["milestone"])]
    _write_labels(axes, shown, per_inch, first, last)
    axes.set_xlim(-0.75, _RIGHT_EDGE)
    axes.set_ylim(last, first - 3.6)
    ticks = [year for year in range(first, last + 1) if year % 10 == 0]
    axes.set_yticks(ticks, [str(year) for year in ticks])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    sizes = rows["pillar"].value_counts()
    ends = rows["held_on"].iloc[[0, -1]].tolist()
    alt = (
        f"Timeline of {len(rows)} milestones running down from {ends[0]} to {ends[1]} in lanes: "
        + ", ".join(f"{name} {sizes.get(name, 0)}" for name in PILLAR_MARKS)
        + f"; {len(vague)} known only to the month or year, as spans; {len(shown)} labelled: "
        + "; ".join(f"{row.held_on[:4]} {row.title}" for row in shown.itertuples())
    )
    columns = ["milestone", "held_on", "pillar", "year"]
    data = rows[columns].assign(labelled=rows["milestone"].isin(shown["milestone"]))
    return canvas.finish(data, alt, "milestones")


def _write_labels(axes: Axes, shown: pd.DataFrame, per_inch: float, first: int, last: int) -> None:
    texts = {
        row.Index: textwrap.wrap(f"{row.held_on[:4]}  {row.title}", _WRAP)
        for row in shown.itertuples()
    }
    tall = {at: (_LINE * len(lines) + 0.07) * per_inch for at, lines in texts.items()}
    middle = _place_labels(shown["year"].to_dict(), tall, first, last)
    for row in shown.itertuples():
        colour, _ = PILLAR_MARKS[row.pillar]
        at = middle[row.Index]
        axes.plot(
            [row.lane + 0.12, _LABELS_AT - 0.45, _LABELS_AT - 0.1], [row.year, row.year, at],
            color=colour, lw=0.5, zorder=0.9,
        )  # fmt: skip
        axes.text(
            _LABELS_AT, at, "\n".join(texts[row.Index]), va="center", size=8, color=INK,
            linespacing=1.1,
        )  # fmt: skip


def _place_labels(
    years: Mapping[int, float], tall: Mapping[int, float], first: int, last: int
) -> dict[int, float]:
    """Middles of the labels: as near their years as they can stand without overlap."""
    order = sorted(years, key=lambda at: years[at])
    middle: dict[int, float] = {}
    edge = float(last)
    for at in reversed(order):
        middle[at] = min(years[at], edge - tall[at] / 2)
        edge = middle[at] - tall[at] / 2
    edge = float(first) - 1
    for at in order:
        middle[at] = max(middle[at], edge + tall[at] / 2)
        edge = middle[at] + tall[at] / 2
    return middle


@house_style()
def plot_retellings(
    selected: Mapping[str, pd.DataFrame], pillars: Sequence[str], title: str, subtitle: str
) -> Chart:
    """How does the same timeline look under other selections? One panel a selection.

    ``selected``: by name, rows of ``milestones``; in each panel one row of strokes a pillar.
    All panels share the years of the first.
    """
    canvas = Canvas(
        title, subtitle, height=0.83 * len(selected), panels=len(selected), gap=0.27, left=0.72,
        right=0.15, bottom=0.28,
    )  # fmt: skip
    everything = next(iter(selected.values()))
    years = everything["held_on_earliest"].dt.year
    first, last = int(years.min()) - 1, int(years.max()) + 1
    parts, words = [], []
    for axes, (name, rows) in zip(canvas.panels, selected.items(), strict=True):
        rows = rows.assign(year=_to_years(rows["held_on_earliest"]), selection=name)
        for place, pillar in enumerate(reversed(pillars)):
            at = rows.loc[rows["pillar"] == pillar, "year"].to_numpy()
            x = np.column_stack([at, at, np.full(len(at), np.nan)]).ravel()
            y = np.tile([place - 0.4, place + 0.4, np.nan], len(at))
            axes.plot(x, y, color=PILLAR_MARKS[pillar][0], lw=1.3, solid_capstyle="butt")
        axes.set_xlim(first, last)
        axes.set_ylim(-0.6, len(pillars) - 0.4)
        axes.set_yticks(range(len(pillars)), list(reversed(pillars)), size=6.5)
        axes.tick_params(axis="y", length=0, pad=2)
        axes.set_xticks([year for year in range(first, last + 1) if year % 10 == 0])
        if axes is not canvas.panels[-1]:
            axes.set_xticklabels([])
        middle_year = rows["held_on_earliest"].dt.year.median()
        middle = "no row" if rows.empty else f"median year {middle_year:g}"
        axes.set_title(f"{name}: {len(rows)}, {middle}", loc="left", size=8.5, pad=3)
        axes.grid(axis="x", color="#eeeeee", lw=0.7)
        axes.set_axisbelow(True)
        span = "" if rows.empty else f", {rows['held_on'].min()[:4]} to {rows['held_on'].max()[:4]}"
        words.append(f"{name}: {len(rows)} milestones, {middle}{span}")
        parts.append(rows[["selection", "milestone", "held_on", "pillar"]])
    alt = (
        f"Strokes on {len(selected)} timelines by pillar ({', '.join(pillars)}), years "
        f"{first + 1} to {last - 1}. " + "; ".join(words)
    )
    return canvas.finish(pd.concat(parts), alt, "milestones, evidence")


@house_style()
def plot_era_shares(
    shares: pd.DataFrame, moved: pd.Series, names: Mapping[str, str], title: str, subtitle: str
) -> Chart:
    """What share of each selection falls in each period? Bars, dotted what it is a part of.

    ``shares``: ``selection``, ``period`` (in order), ``n``, ``share`` and ``reference``
    (percent: all milestones that could have been in the selection); ``moved``: percent of
    the story that changes period, by selection; ``names``: what to call each selection.
    """
    selections = [name for name in names if name in set(shares["selection"])]
    periods = list(dict.fromkeys(shares["period"]))
    canvas = Canvas(
        title, subtitle, height=0.95 * len(selections), panels=len(selections), gap=0.33,
        left=0.45, right=0.1, bottom=0.5,
    )  # fmt: skip
    wide = shares.pivot(index="selection", columns="period", values="share")[periods]
    size = shares.groupby("selection")["n"].first()
    behind = shares.pivot(index="selection", columns="period", values="reference")[periods]
    places = np.arange(len(periods))
    edges = np.append(places - 0.5, places[-1] + 0.5)
    top = 1.2 * float(np.nanmax(wide.to_numpy(dtype=float)))
    words = []
    for axes, name in zip(canvas.panels, selections, strict=True):
        own, reference = wide.loc[name], behind.loc[name].fillna(0)
        far = moved.get(name)
        part = far is not None and not pd.isna(far)
        axes.bar(places, own.fillna(0), width=0.72, color=ACCENT if part else GREY)
        if part:
            axes.stairs(reference.to_numpy(dtype=float), edges, color=INK, lw=0.9, ls=":")
        for place, value in enumerate(own):
            height = max(0 if pd.isna(value) else value, reference.iloc[place])
            axes.text(
                place, height + 0.03 * top, "-" if pd.isna(value) else f"{value:.0f}", size=7.5,
                ha="center",
            )  # fmt: skip
        told = f", {far:.0f} % moved" if part else ""
        axes.set_title(f"{names[name]} (n = {size[name]}){told}", loc="left", size=8.5, pad=2)
        axes.set_ylim(0, top)
        axes.set_yticks([0, 50])
        axes.set_xlim(-0.6, len(periods) - 0.4)
        axes.set_xticks(places, [])
        axes.tick_params(axis="x", length=0)
        words.append(
            f"{names[name]} (n = {size[name]}{told}): "
            + ", ".join(f"{own[period]:.0f} in {period}" for period in periods if own[period] > 0)
        )
    short = [textwrap.fill(period, 11) for period in periods]
    canvas.panels[-1].set_xticks(places, short, size=6.8, linespacing=0.95)
    canvas.panels[0].set_ylabel("%", rotation=0, labelpad=6)
    alt = "Bars of the share of milestones per period, in percent, all milestones of the window "
    return canvas.finish(
        shares.assign(moved=shares["selection"].map(moved)),
        alt + "dotted. " + ". ".join(words),
        "milestones, evidence",
    )


@house_style()
def plot_omissions(rates: pd.DataFrame, title: str, subtitle: str, tables: str) -> Chart:
    """How much of each kind of dated fact does no milestone name? Bars to 100 %.

    ``rates``: ``group``, ``facts``, ``named``, ``omitted``, ``omitted_share`` (percent), drawn
    from the top in the order given.
    """
    longest = max(len(name) for name in rates["group"])
    canvas = Canvas(
        title, subtitle, height=0.27 * len(rates) + 0.1, left=0.25 + 0.066 * longest, right=0.85
    )
    axes = canvas.axes
    rows = np.arange(len(rates))[::-1]
    omitted = rates["omitted_share"].to_numpy(dtype=float)
    axes.barh(rows, 100 - omitted, height=0.68, color=ACCENT)
    axes.barh(
        rows, omitted, left=100 - omitted, height=0.68, color="white", edgecolor=PALE,
        hatch="////", lw=0.6,
    )  # fmt: skip
    for row, rate in zip(rows, rates.itertuples(), strict=True):
        axes.annotate(
            f"{rate.named} of {rate.facts}", (100, row), xytext=(5, 0),
            textcoords="offset points", va="center", size=8,
        )  # fmt: skip
    axes.set_yticks(rows, list(rates["group"]))
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% named by a milestone (hatched: not named)")
    alt = "Bars of the share of dated facts that a milestone names: " + "; ".join(
        f"{rate.group}: {rate.named} of {rate.facts}, {rate.omitted_share:.0f} % left out"
        for rate in rates.itertuples()
    )
    return canvas.finish(rates, alt, tables)
