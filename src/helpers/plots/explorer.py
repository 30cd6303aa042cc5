"""The chart of the explorer: one table over time, a day in it, and one partner's steps."""

from __future__ import annotations

import pandas as pd
from matplotlib.ticker import MaxNLocator

from helpers.figures import ACCENT, GREY, INK, SECOND, Canvas, Chart, house_style
from helpers.plots.shared import years_axis


@house_style()
def plot_chosen(
    counts: pd.DataFrame,
    day: pd.Timestamp,
    steps: pd.DataFrame,
    title: str,
    subtitle: str,
    table: str,
) -> Chart:
    """How many rows of a table held over time, where is the day, when did the partner come?

    ``counts``: ``day``, ``certain``, ``count``; ``steps``: the partner's rows, ``on`` (day) and
    ``label``, may be empty; ``table``: the name of the table drawn.
    """
    canvas = Canvas(title, subtitle, height=2.5, left=0.5, right=0.3)
    axes = canvas.axes
    axes.fill_between(
        counts["day"],
        counts["certain"],
        counts["count"],
        step="post",
        color=ACCENT,
        alpha=0.25,
        lw=0,
    )
    axes.step(counts["day"], counts["certain"], where="post", color=ACCENT)
    axes.axvline(day, color=INK, lw=1, ls="--")
    height = max(int(counts["count"].max()), 1)
    axes.plot(steps["on"], [0.03 * height] * len(steps), "D", ms=5, mfc=SECOND, mec="white")
    middle = counts["day"].min() + (counts["day"].max() - counts["day"].min()) / 2
    rise = min(0.1, 0.9 / max(len(steps), 1)) * height
    for place, step in enumerate(steps.itertuples(), start=1):
        top = 0.03 * height + place * rise
        axes.plot([step.on, step.on], [0.03 * height, top], color=SECOND, lw=0.6)
        axes.annotate(
            step.label, (step.on, top), xytext=(-3 if step.on > middle else 3, 0),
            textcoords="offset points", size=7.5, color=SECOND, va="center",
            ha="right" if step.on > middle else "left",
            bbox={"fc": "white", "ec": "none", "pad": 0.4, "alpha": 0.6},
        )  # fmt: skip
    first, last = counts["day"].min().year, counts["day"].max().year
    years_axis(axes, first, last, every=max((last - first) // 6, 1))
    axes.set_ylim(0, 1.08 * height)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel("rows that hold", color=GREY)
    ends = counts.iloc[-1]
    alt = (
        f"Step line of the rows of {table.replace('_', ' ')} that hold, "
        f"{int(counts['certain'].iloc[0])} in {first} and {int(ends['certain'])} in {last}, with a "
        f"dashed line on {day:%Y-%m-%d}; "
        + (
            "diamonds: " + ", ".join(f"{step.label} {step.on:%Y}" for step in steps.itertuples())
            if len(steps)
            else "no step of the partner is on record in it"
        )
    )
    drawn = pd.concat([counts, steps.rename(columns={"on": "day"})], ignore_index=True)
    return canvas.finish(drawn, alt, table)
