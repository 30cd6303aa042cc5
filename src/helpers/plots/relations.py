"""Charts of diplomatic relations: growth, openings, coverage, a world of tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from helpers.figures import (
    ACCENT,
    GREY,
    INK,
    SECOND,
    Canvas,
    Chart,
    house_style,
    label_end,
    name_extremes,
)
from helpers.plots.shared import years_axis

# Early to late, dark to light: the order is readable without seeing any hue.
ERA_COLOURS = ("#08306b", "#2f79b5", "#7fb8da", "#c3dced", "#f2f6fa")


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
    years_axis(axes, int(years.min()), int(years.max()), every=10)
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
def plot_coverage(shares: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What share of each group held a state on each day? ``shares``: groups x years, %."""
    import seaborn as sns  # brings scipy.stats, slower to import than pandas: only when drawn

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
