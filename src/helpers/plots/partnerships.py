"""Charts of the ladder of partnerships: rungs, spells, official counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.figures import GREY, INK, LADDER, SECOND, Canvas, Chart, house_style, label_end
from helpers.plots.shared import spread, to_days, years_axis

TIER_WORDS = {
    "sectoral_strategic": "sectoral strategic",
    "comprehensive": "comprehensive",
    "strategic": "strategic",
    "comprehensive_strategic": "comprehensive strategic",
    "special_relationship": "special relationship",
}


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
    years_axis(axes, wide.index[0].year, wide.index[-1].year, every=4)
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
        begin = to_days(bars["start"])
        finish = to_days(bars["end"].fillna(until))
        axes.barh(
            [place[name] for name in bars["name"]], finish - begin, left=begin, height=height,
            color=LADDER[level], label=TIER_WORDS[level],
        )  # fmt: skip
    axes.xaxis_date()
    years_axis(axes, int(spells["start"].dt.year.min()), until.year, every=4)
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
    heights = spread(ends, gap=0.09 * ours["count"].max())
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
    years_axis(axes, ours["day"].min().year, ours["day"].max().year, every=4)
    axes.set_ylim(0, ours["count"].max() * 1.05)
    axes.set_ylabel("partners")
    alt = (
        f"Steps of our counts for {len(names)} measures with {len(stated)} official totals: "
        f"{len(agree)} equal to ours (circles), {len(differ)} different (crosses)"
    )
    return canvas.finish(stated, alt, "partnerships, official_counts")
