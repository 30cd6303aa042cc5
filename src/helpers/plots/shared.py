"""Charts that several subjects draw: evidence, survival, chance and power."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
)
from helpers.methods import MonteCarloTest

FEWEST_AT_RISK = 3
"""A survival curve is not drawn beyond the last time with this many units at risk."""


def years_axis(axes: Axes, first: int, last: int, every: int) -> None:
    ticks = [year for year in range(first, last + 1) if year % every == 0]
    axes.set_xticks([pd.Timestamp(year, 1, 1) for year in ticks], [str(year) for year in ticks])
    axes.set_xlim(pd.Timestamp(first, 1, 1), pd.Timestamp(last, 12, 31))


def to_days(moments: pd.Series) -> np.ndarray:
    """Days since 1970-01-01: the unit of matplotlib's date axis."""
    days: np.ndarray = (moments - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return days


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
        if not drawn.any():
            continue
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
    axes.set_xlabel("% of sourced cells (numbers: cells)")
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


def spread(heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Move labels up just enough that no two stand closer than ``gap``."""
    placed: dict[str, float] = {}
    for name in sorted(heights, key=lambda name: heights[name]):
        lowest = max(placed.values(), default=-gap) + gap
        placed[name] = max(heights[name], lowest)
    return placed


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
            ha="right", bbox={"fc": "white", "ec": "none", "pad": 0.8},
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
