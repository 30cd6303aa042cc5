"""The charts the notebooks draw: a frame in, a finished ``Chart`` out.

Each function says which columns it needs. Titles are given by the caller, who computed the
finding; the alt text is written here, from the same numbers that are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from helpers.figures import (
    ACCENT,
    GREY,
    INK,
    LADDER,
    PALE,
    SECOND,
    THIRD,
    Canvas,
    Chart,
    house_style,
    label_end,
    name_extremes,
)
from helpers.methods import MonteCarloTest

TIER_WORDS = {
    "sectoral_strategic": "sectoral strategic",
    "comprehensive": "comprehensive",
    "strategic": "strategic",
    "comprehensive_strategic": "comprehensive strategic",
    "special_relationship": "special relationship",
}
FEWEST_AT_RISK = 3
"""A survival curve is not drawn beyond the last time with this many units at risk."""
# Early to late, dark to light: the order is readable without seeing any hue.
ERA_COLOURS = ("#08306b", "#2f79b5", "#7fb8da", "#c3dced", "#f2f6fa")


def _years_axis(axes: Axes, first: int, last: int, every: int) -> None:
    ticks = [year for year in range(first, last + 1) if year % every == 0]
    axes.set_xticks([pd.Timestamp(year, 1, 1) for year in ticks], [str(year) for year in ticks])
    axes.set_xlim(pd.Timestamp(first, 1, 1), pd.Timestamp(last, 12, 31))


def _to_days(moments: pd.Series) -> np.ndarray:
    """Days since 1970-01-01: the unit of matplotlib's date axis."""
    days: np.ndarray = (moments - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return days


@house_style()
def plot_cumulative(
    counts: pd.DataFrame,
    stated: pd.DataFrame,
    eras: pd.DataFrame,
    title: str,
    subtitle: str,
) -> Chart:
    """How did a total grow? A step line with eras behind it and official totals on it.

    ``counts``: ``day``, ``certain``, ``count`` (``count_over_time``); ``stated``:
    ``stated_on_latest`` and ``count`` of official totals; ``eras``: ``label``, ``start``,
    ``end`` (years).
    """
    canvas = Canvas(title, subtitle, height=3.3, right=0.55)
    axes = canvas.axes
    top = float(counts["count"].max())
    for number, era in enumerate(eras.itertuples()):
        begin, finish = pd.Timestamp(era.start, 1, 1), pd.Timestamp(era.end, 12, 31)
        if number % 2 == 0:
            axes.axvspan(begin, finish, color="#f3f3f3", lw=0)
        axes.text(
            begin + (finish - begin) / 2, top * 1.13, era.label.replace(" ", "\n", 1),
            ha="center", va="center", size=7.5, color="#555555",
        )  # fmt: skip
    axes.step(counts["day"], counts["count"], where="post", color=ACCENT)
    axes.plot(
        stated["stated_on_latest"],
        stated["count"],
        "o",
        ms=4.5,
        mfc="white",
        mec=SECOND,
        mew=1.4,
    )
    if len(stated):
        first = stated.iloc[0]
        axes.annotate(
            "circles: official totals",
            (first["stated_on_latest"], first["count"]),
            xytext=(-8, 14),
            textcoords="offset points",
            ha="right",
            color=SECOND,
            size=8,
        )
    last = counts.iloc[-1]
    label_end(axes, last["day"], last["count"], f"{last['count']}", ACCENT)
    years = counts["day"].dt.year
    _years_axis(axes, int(years.min()), int(years.max()), every=10)
    axes.set_ylim(0, top * 1.22)
    axes.set_ylabel("states")
    by_year = counts.groupby(years)["count"].last()
    alt = (
        f"Step line of the number of states over time, {years.min()} to {years.max()}: "
        f"{name_extremes(by_year, 'states')}; {len(stated)} official totals as circles"
    )
    return canvas.finish(counts, alt, "diplomatic_relations, official_counts")


def _find_peaks(values: pd.Series, count: int, apart: int) -> list[tuple[int, int]]:
    """The highest values at least ``apart`` steps of the index from each other."""
    peaks: list[tuple[int, int]] = []
    for place, value in values.sort_values(ascending=False, kind="stable").items():
        if all(abs(place - other) >= apart for other, _ in peaks):
            peaks.append((place, value))
        if len(peaks) == count:
            break
    return peaks


@house_style()
def plot_openings(openings: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How many openings each year, and how many of them were newly born states?

    ``openings``: ``year``, ``older_states``, ``new_states`` (counts per calendar year).
    """
    canvas = Canvas(title, subtitle, height=2.9)
    axes = canvas.axes
    older, new = openings["older_states"], openings["new_states"]
    axes.bar(openings["year"], older, width=0.85, color=ACCENT)
    axes.bar(
        openings["year"], new, width=0.85, bottom=older, color="white", edgecolor=SECOND,
        hatch="/////", lw=0.8,
    )  # fmt: skip
    total = older + new
    for year, height in _find_peaks(total.set_axis(openings["year"]), count=3, apart=5):
        axes.text(year, height + 0.4, f"{year}: {height}", ha="left", size=8, color=INK)
    axes.set_ylim(0, total.max() * 1.15)
    axes.set_xlim(openings["year"].min() - 1, openings["year"].max() + 1)
    axes.set_ylabel("states")
    axes.legend(
        handles=[
            Patch(facecolor="white", edgecolor=SECOND, hatch="/////", label="new state"),
            Patch(color=ACCENT, label="state that existed before 1989"),
        ],
        frameon=False,
        loc="upper right",
        fontsize=8,
    )
    extremes = name_extremes(total.set_axis(openings["year"]), "openings")
    alt = (
        f"Stacked bars of openings per year: {extremes}; "
        f"{int(new.sum())} of {int(total.sum())} with states born since 1989 (hatched)"
    )
    return canvas.finish(openings, alt, "diplomatic_relations, state_origins")


@house_style()
def plot_null(
    tests: Mapping[str, MonteCarloTest],
    title: str,
    subtitle: str,
    unit: str,
    tables: str,
) -> Chart:
    """Is an observed statistic unusual? Null distributions with the observation marked.

    ``tests``: one panel per null, by its name.
    """
    canvas = Canvas(
        title, subtitle, height=1.45 * len(tests) + 0.75 * (len(tests) - 1),
        panels=len(tests), left=0.2,
    )  # fmt: skip
    everything = [value for test in tests.values() for value in (*test.null, test.observed)]
    limits = (min(everything) - 1.5, max(everything) * 1.12)
    rows, words = [], []
    for axes, (name, test) in zip(canvas.panels, tests.items(), strict=True):
        values, counts = np.unique(test.null, return_counts=True)
        share = 100 * counts / counts.sum()
        axes.bar(values, share, width=0.85, color=PALE)
        axes.axvline(test.observed, color=SECOND, lw=2)
        axes.set_xlim(*limits)
        axes.annotate(
            f"observed {test.observed:g}\np = {test.p_value:.4f}",
            (test.observed, share.max()),
            xytext=(-6, 0), textcoords="offset points", color=SECOND, size=8.5, va="top",
            ha="right",
        )  # fmt: skip
        axes.set_title(name, loc="left", size=9, color=INK)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        rows += [
            {"null": name, "value": value, "percent": percent}
            for value, percent in zip(values, share, strict=True)
        ]
        lowest, highest = test.null_range
        words.append(
            f"{name}: chance gives {lowest:g} to {highest:g} in 95 % of draws, "
            f"observed {test.observed:g}, p = {test.p_value:.4f}"
        )
    canvas.panels[-1].set_xlabel(unit)
    return canvas.finish(
        pd.DataFrame(rows), f"Bars of simulated values. {'. '.join(words)}", tables
    )


@house_style()
def plot_power(power: pd.DataFrame, level: float, title: str, subtitle: str, tables: str) -> Chart:
    """How strong must an effect be to be noticed? ``power``: ``burst``, ``power``."""
    canvas = Canvas(title, subtitle, height=2.2)
    axes = canvas.axes
    axes.axhline(100 * level, color=GREY, lw=0.8, ls=":")
    axes.axhline(80, color=GREY, lw=0.8, ls=":")
    axes.plot(power["burst"], 100 * power["power"], "o-", color=ACCENT, ms=5)
    for row in power.itertuples():
        axes.annotate(
            f"{100 * row.power:.0f} %", (row.burst, 100 * row.power), xytext=(0, 7),
            textcoords="offset points", size=8, ha="center",
        )  # fmt: skip
    axes.text(power["burst"].min(), 81.5, "customary aim: 80 %", size=8, color=GREY)
    axes.set_ylim(0, 108)
    axes.set_xlabel("how many times as likely openings are during the burst")
    axes.set_ylabel("% of histories")
    alt = "Line of statistical power by strength of a three-year burst: " + ", ".join(
        f"{row.burst:g} times {100 * row.power:.0f} %" for row in power.itertuples()
    )
    return canvas.finish(power, alt, tables)


@house_style()
def plot_coverage(shares: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What share of each group held a state on each day? ``shares``: groups x years, %."""
    canvas = Canvas(title, subtitle, height=2.5, left=0.98, right=0.1, bottom=0.3)
    axes = canvas.axes
    sns.heatmap(
        shares, ax=axes, annot=True, fmt=".0f", cbar=False, cmap="Blues", vmin=0, vmax=115,
        linewidths=1.2, linecolor="white", annot_kws={"size": 7.5},
    )  # fmt: skip
    axes.set_xlabel("")
    axes.set_ylabel("")
    axes.tick_params(length=0, rotation=0)
    axes.set_xticklabels([str(year) for year in shares.columns], size=7.5)
    long = shares.reset_index().melt(id_vars=shares.index.name or "index", var_name="year")
    first, last = shares.columns[0], shares.columns[-1]
    alt = "Table of shares by region and year, in percent. " + "; ".join(
        f"{group}: {shares.at[group, first]:.0f} in {first}, {shares.at[group, last]:.0f} in {last}"
        for group in shares.index
    )
    return canvas.finish(long, alt, "diplomatic_relations, countries")


def _outline_tiles(tiles: pd.DataFrame, side: float = 0.86) -> Path:
    """All squares of one class as a single path: one mark instead of hundreds."""
    square = Path.unit_rectangle()
    corners = (np.asarray(square.vertices) - 0.5) * side
    return Path.make_compound_path(
        *(
            Path(corners + np.array([tile.tile_column, -tile.tile_row]), square.codes)
            for tile in tiles.itertuples()
        )
    )


@house_style()
def plot_tiles(tiles: pd.DataFrame, classes: Sequence[str], title: str, subtitle: str) -> Chart:
    """A world of equal squares: one tile a state, coloured by class, no borders drawn.

    ``tiles``: ``country``, ``tile_column``, ``tile_row``, ``group`` (one of ``classes`` in
    order, ``home`` or ``none``).
    """
    canvas = Canvas(title, subtitle, height=3.5, left=0.05, right=0.05, bottom=0.62)
    axes = canvas.axes
    fills = {
        **dict(zip(classes, ERA_COLOURS, strict=False)),
        "home": SECOND,
        "none": "white",
    }
    for group, fill in fills.items():
        members = tiles[tiles["group"] == group]
        if members.empty:
            continue
        outline = PathPatch(
            _outline_tiles(members),
            facecolor=fill,
            edgecolor=GREY if group == "none" else fill,
            lw=0.6,
            ls=":" if group == "none" else "-",
        )
        axes.add_patch(outline)
        dark = group in classes[:2] or group == "home"
        for tile in members.itertuples():
            axes.text(
                tile.tile_column, -tile.tile_row - 0.04, tile.country, ha="center", va="center",
                size=4.6, color="white" if dark else INK,
            )  # fmt: skip
    axes.set_xlim(-0.8, tiles["tile_column"].max() + 0.8)
    axes.set_ylim(-tiles["tile_row"].max() - 0.8, 0.8)
    axes.axis("off")
    handles = [Patch(facecolor=fills[name], edgecolor=GREY, lw=0.5, label=name) for name in classes]
    handles.append(Patch(facecolor="white", edgecolor=GREY, ls=":", lw=0.8, label="no relations"))
    canvas.figure.legend(
        handles=handles, ncol=2, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.045), columnspacing=1.2, handlelength=1.2,
    )  # fmt: skip
    sizes = tiles["group"].value_counts()
    alt = (
        "Map of the world as one square a state, placed roughly by its capital, coloured by when "
        "relations were established: "
        + ", ".join(f"{name}: {sizes.get(name, 0)}" for name in classes)
        + f"; without relations: {sizes.get('none', 0)}"
    )
    return canvas.finish(tiles, alt, "diplomatic_relations, countries")


@house_style()
def plot_evidence(states: pd.DataFrame, title: str, subtitle: str, tables: str) -> Chart:
    """How well supported are the cells of each group? ``states``: groups x states, counts."""
    longest = max(len(line) for label in states.index for line in str(label).split("\n"))
    canvas = Canvas(
        title, subtitle, height=0.36 * len(states) + 0.2, left=0.3 + 0.066 * longest, bottom=0.95
    )
    axes = canvas.axes
    styles = {
        "two_independent": (ACCENT, ""),
        "one_source": ("#9ecae1", ""),
        "tertiary_only": (PALE, "\\\\"),
        "conflict": ("white", "///"),
    }
    rows = np.arange(len(states))[::-1]
    left = np.zeros(len(states))
    words = {
        "two_independent": "two independent sources",
        "one_source": "one source",
        "tertiary_only": "encyclopaedia only",
        "conflict": "conflict",
    }
    for state, (colour, hatch) in styles.items():
        share = (100 * states[state] / states.sum(axis=1)).to_numpy(dtype=float)
        edge = SECOND if state == "conflict" else GREY
        drawn = share > 0
        axes.barh(
            rows[drawn], share[drawn], left=left[drawn], height=0.72, color=colour, hatch=hatch,
            edgecolor=edge if hatch else "white", lw=0.5, label=words[state],
        )  # fmt: skip
        for row, begin, width, count in zip(rows, left, share, states[state], strict=True):
            if width >= 7:
                axes.text(
                    begin + width / 2, row, f"{count}", ha="center", va="center", size=8,
                    color="white" if state == "two_independent" else INK,
                    bbox=None if not hatch else {"fc": "white", "ec": "none", "pad": 0.8},
                )  # fmt: skip
        left += share
    axes.set_yticks(rows, list(states.index))
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of dated cells (numbers: cells)")
    axes.tick_params(axis="y", length=0)
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.2,
    )  # fmt: skip
    alt = "Stacked bars of evidence states. " + "; ".join(
        f"{group}: " + ", ".join(f"{counts[state]} {words[state]}" for state in styles)
        for group, counts in states.iterrows()
    )
    return canvas.finish(states.reset_index(), alt, tables)


@house_style()
def plot_ladder(counts: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How many partners stood on each rung? Stacked steps, a dotted line for what is possible.

    ``counts``: ``day``, ``tier``, ``certain``, ``count`` (``count_over_time``).
    """
    canvas = Canvas(title, subtitle, height=3.1, right=1.2)
    axes = canvas.axes
    wide = counts.pivot(index="day", columns="tier", values="certain")
    possible = counts.groupby("day")["count"].sum()
    base = np.zeros(len(wide))
    order = [name for name in LADDER if name in wide and wide[name].max() > 0]
    for tier in order:
        top = base + wide[tier].to_numpy()
        axes.fill_between(wide.index, base, top, step="post", color=LADDER[tier], lw=0)
        last = int(wide[tier].iloc[-1])
        ink = "#2171b5" if tier == "comprehensive" else LADDER[tier]
        label_end(
            axes, wide.index[-1], base[-1] + last / 2,
            f"{TIER_WORDS[tier]}: {last}".replace(" ", "\n"), ink,
        )  # fmt: skip
        base = top
    axes.step(possible.index, possible, where="post", color=GREY, lw=0.9, ls=":")
    _years_axis(axes, wide.index[0].year, wide.index[-1].year, every=4)
    axes.set_ylim(0, base.max() * 1.05)
    axes.set_ylabel("partners")
    final = ", ".join(f"{int(wide[tier].iloc[-1])} {TIER_WORDS[tier]}" for tier in reversed(order))
    alt = (
        f"Stacked steps of the number of partners by tier, {wide.index[0].year} to "
        f"{wide.index[-1].year}; at the end {final}"
    )
    return canvas.finish(counts, alt, "partnerships")


@house_style()
def plot_spells(spells: pd.DataFrame, until: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """When did each partner climb? One row a partner, one bar a tier held.

    ``spells``: ``name``, ``level``, ``start``, ``end`` (missing while it lasts); rows are
    drawn in the order of ``name``'s first appearance.
    """
    names = list(dict.fromkeys(spells["name"]))
    longest = max(len(name) for name in names)
    canvas = Canvas(
        title, subtitle, height=0.172 * len(names) + 0.1, left=0.25 + 0.062 * longest, bottom=0.72
    )
    axes = canvas.axes
    place = {name: len(names) - 1 - number for number, name in enumerate(names)}
    heights = {
        "comprehensive": 0.34,
        "strategic": 0.58,
        "comprehensive_strategic": 0.82,
    }
    for level, height in heights.items():
        bars = spells[spells["level"] == level]
        begin = _to_days(bars["start"])
        finish = _to_days(bars["end"].fillna(until))
        axes.barh(
            [place[name] for name in bars["name"]], finish - begin, left=begin, height=height,
            color=LADDER[level], label=TIER_WORDS[level],
        )  # fmt: skip
    axes.xaxis_date()
    _years_axis(axes, int(spells["start"].dt.year.min()), until.year, every=4)
    axes.set_yticks(list(place.values()), list(place), size=8)
    axes.set_ylim(-0.8, len(names) - 0.2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    canvas.figure.legend(
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), handlelength=1.4,
    )  # fmt: skip
    climbs = int(spells["end"].notna().sum())
    alt = (
        f"Bars over time, one row for each of {len(names)} partners, thicker and darker for a "
        f"higher tier; {climbs} changes to a higher tier by {until.year}"
    )
    return canvas.finish(spells, alt, "partnerships")


@house_style()
def plot_survival(curves: Mapping[str, pd.DataFrame], title: str, subtitle: str) -> Chart:
    """What share is still waiting? Kaplan-Meier steps with 95 % log-log intervals.

    ``curves``: by name, frames of ``estimate_survival``; at most three.
    """
    canvas = Canvas(title, subtitle, height=3.0, right=1.2)
    axes = canvas.axes
    curves = {name: curve[curve["at_risk"] >= FEWEST_AT_RISK] for name, curve in curves.items()}
    end = 1.06 * max(curve["time"].max() for curve in curves.values())
    for (name, curve), colour, style in zip(
        curves.items(), (ACCENT, SECOND, THIRD), ("-", "--", ":"), strict=False
    ):
        shown = pd.concat([curve, curve.tail(1).assign(time=end)], ignore_index=True)
        percent = 100 * shown[["survival", "lower", "upper"]]
        axes.fill_between(
            shown["time"], percent["lower"], percent["upper"], step="post", color=colour,
            alpha=0.13, lw=0,
        )  # fmt: skip
        axes.step(shown["time"], percent["survival"], where="post", color=colour, ls=style)
        label_end(axes, end, percent["survival"].iloc[-1], name, colour)
    axes.set_ylim(0, 104)
    axes.set_xlim(0, end)
    axes.set_xticks(range(0, int(end) + 1, 5))
    axes.set_xlabel("years since the tier was reached")
    axes.set_ylabel("% still on that tier")
    alt = "Kaplan-Meier steps. " + "; ".join(
        f"{name}: {100 * curve['survival'].iloc[-1]:.0f} % still waiting after "
        f"{curve['time'].iloc[-1]:.1f} years, {int(curve['events'].sum())} events among "
        f"{int(curve['at_risk'].iloc[0])} spells"
        for name, curve in curves.items()
    )
    data = pd.concat([curve.assign(curve=name) for name, curve in curves.items()])
    return canvas.finish(data, alt, "partnerships")


def _spread(heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Move labels up just enough that no two stand closer than ``gap``."""
    placed: dict[str, float] = {}
    for name in sorted(heights, key=lambda name: heights[name]):
        lowest = max(placed.values(), default=-gap) + gap
        placed[name] = max(heights[name], lowest)
    return placed


@house_style()
def plot_official(
    ours: pd.DataFrame,
    stated: pd.DataFrame,
    names: Mapping[str, str],
    title: str,
    subtitle: str,
) -> Chart:
    """Do official totals agree with the rows? Our count as steps, statements as marks.

    ``ours``: ``measure``, ``day``, ``certain``, ``count``; ``stated``: ``measure``, ``day``,
    ``count``, ``difference``; ``names``: the label of each measure, in drawing order.
    """
    canvas = Canvas(title, subtitle, height=3.6, right=1.2)
    axes = canvas.axes
    styles = (
        (INK, "-"),
        ("#2171b5", "-"),
        ("#6baed6", "--"),
        (LADDER["comprehensive_strategic"], "-."),
    )
    ends = {name: ours.loc[ours["measure"] == name, "count"].iloc[-1] for name in names}
    heights = _spread(ends, gap=0.09 * ours["count"].max())
    for (measure, label), (colour, dashes) in zip(names.items(), styles, strict=False):
        line = ours[ours["measure"] == measure]
        axes.fill_between(
            line["day"], line["certain"], line["count"], step="post", color=colour, alpha=0.25, lw=0
        )
        axes.step(line["day"], line["certain"], where="post", color=colour, lw=1.5, ls=dashes)
        label_end(axes, line["day"].iloc[-1], heights[measure], label, colour)
    agree, differ = stated[stated["difference"] == 0], stated[stated["difference"] != 0]
    axes.plot(
        agree["day"], agree["count"], "o", ms=6, mfc="white", mec=INK,
        label="official total equal to ours",
    )  # fmt: skip
    axes.plot(
        differ["day"], differ["count"], "X", ms=7, mfc=SECOND, mec="white",
        label="official total that differs",
    )  # fmt: skip
    axes.legend(frameon=False, fontsize=8, loc="upper left", handletextpad=0.2, borderpad=0)
    _years_axis(axes, ours["day"].min().year, ours["day"].max().year, every=4)
    axes.set_ylim(0, ours["count"].max() * 1.05)
    axes.set_ylabel("partners")
    alt = (
        f"Steps of our counts for {len(names)} measures with {len(stated)} official totals: "
        f"{len(agree)} equal to ours (circles), {len(differ)} different (crosses)"
    )
    return canvas.finish(stated, alt, "partnerships, official_counts")
