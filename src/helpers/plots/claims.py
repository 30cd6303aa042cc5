"""Charts of claims: verdicts counted, definitions against the number claimed, days compared."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.dates import show_date
from helpers.figures import ACCENT, GREY, INK, PALE, SECOND, Canvas, Chart, house_style

# Colour and hatch, and the verdict's word in or beside every mark.
_STYLES: dict[str, dict[str, Any]] = {
    "supported": {"fc": ACCENT, "ink": "white"},
    "partly": {"fc": "#9ecae1", "ink": INK},
    "contradicted": {"fc": SECOND, "ink": "black"},
    "undetermined": {"fc": "white", "hatch": "////", "ink": INK},
    "not_scored": {"fc": PALE, "ink": INK},
    "not_in_print": {"fc": "white", "ink": GREY},
}
_WORDS = {verdict: verdict.replace("_", " ") for verdict in _STYLES}
_NO_BOX = {"fc": "white", "ec": "none", "pad": 0.6}


@house_style()
def plot_verdicts(tally: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How many claims of each document have which verdict? One bar a document, counts in it.

    ``tally``: documents x verdicts, counts (``summary.tally_verdicts``).
    """
    labels = [
        f"{textwrap.fill(name, 14)}\n(n = {size})" for name, size in tally.sum(axis=1).items()
    ]
    canvas = Canvas(title, subtitle, height=0.62 * len(tally) + 0.1, left=1.2, bottom=0.95)
    axes = canvas.axes
    rows = np.arange(len(tally))[::-1]
    left = np.zeros(len(tally))
    for verdict in tally.columns:
        look = _STYLES[verdict]
        count = tally[verdict].to_numpy(dtype=float)
        drawn = count > 0
        if not drawn.any():
            continue
        axes.barh(
            rows[drawn], count[drawn], left=left[drawn], height=0.7, color=look["fc"],
            hatch=look.get("hatch", ""), edgecolor=GREY if look.get("hatch") else "white", lw=0.6,
            label=_WORDS[verdict],
        )  # fmt: skip
        for row, begin, width in zip(rows[drawn], left[drawn], count[drawn], strict=True):
            axes.text(
                begin + width / 2, row, f"{width:.0f}", ha="center", va="center", size=8.5,
                color=look["ink"], bbox=_NO_BOX if look.get("hatch") else None,
            )  # fmt: skip
        left += count
    axes.set_yticks(rows, labels, size=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("claims")
    canvas.figure.legend(
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.3,
    )  # fmt: skip
    alt = "Stacked bars of the number of claims by verdict. " + "; ".join(
        f"{name}: "
        + ", ".join(f"{count} {_WORDS[verdict]}" for verdict, count in counts.items() if count)
        for name, counts in tally.iterrows()
    )
    return canvas.finish(tally.reset_index(), alt, "claims and the tables they are put to")


def _lower_top(canvas: Canvas, inches: float) -> None:
    """Room over each panel for two lines, or for labels on top of tiles."""
    share = inches / canvas.figure.get_figheight()
    for axes in canvas.panels:
        box = axes.get_position()
        axes.set_position((box.x0, box.y0, box.width, box.height - share))


def _tile(axes: Axes, column: int, row: int, verdict: str) -> None:
    look = _STYLES[verdict]
    axes.add_patch(
        Rectangle(
            (column - 0.48, row - 0.46), 0.96, 0.92, facecolor=look["fc"], lw=0.6,
            hatch=look.get("hatch"), edgecolor=GREY if look.get("hatch") else "white",
        )
    )  # fmt: skip


def _write_tile(axes: Axes, column: int, row: int, text: str, verdict: str, size: float) -> None:
    look = _STYLES[verdict]
    axes.text(
        column, row, text, ha="center", va="center", size=size, color=look["ink"],
        linespacing=1.15, bbox=_NO_BOX if look.get("hatch") else None,
    )  # fmt: skip


def _frame_tiles(axes: Axes, columns: list[str], labels: list[str], size: float) -> None:
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.5, len(labels) - 0.5)
    axes.set_xticks(range(len(columns)), columns, size=7.5)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(labels)), labels, size=size, linespacing=1.05)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


@house_style()
def plot_verdict_kinds(tally: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Which kinds of claims have which verdicts? A tile a pair, with its count.

    ``tally``: kinds x verdicts, counts (``summary.tally_verdicts`` by kind), drawn in order.
    """
    canvas = Canvas(
        title, subtitle, height=0.27 * len(tally) + 0.35, left=1.1, right=0.1, bottom=0.1
    )
    axes = canvas.axes
    _lower_top(canvas, 0.12)
    labels = [f"{kind} ({size})" for kind, size in tally.sum(axis=1).items()]
    for line, (_, counts) in enumerate(tally[::-1].iterrows()):
        for column, (verdict, count) in enumerate(counts.items()):
            if count:
                _tile(axes, column, line, str(verdict))
                _write_tile(axes, column, line, f"{count}", str(verdict), 8.5)
    _frame_tiles(axes, [_WORDS[str(verdict)] for verdict in tally.columns], labels[::-1], 8.5)
    alt = "Table of tiles, kinds of claims by verdict, with counts. " + "; ".join(
        f"{kind}: "
        + ", ".join(f"{count} {_WORDS[str(verdict)]}" for verdict, count in own.items() if count)
        for kind, own in tally.iterrows()
    )
    return canvas.finish(tally.reset_index(), alt, "claims and the tables they are put to")


def _shade_claimed(axes: Axes, own: pd.DataFrame) -> None:
    """The numbers that would meet the claim: a line, or a side of it."""
    quantity, comparator = float(own["quantity"].iloc[0]), own["comparator"].iloc[0]
    low, high = axes.get_xlim()
    if comparator in ("le", "lt"):
        axes.axvspan(low, quantity + (0.5 if comparator == "le" else 0), color="#fbe3d4", lw=0)
    elif comparator in ("gt", "ge"):
        axes.axvspan(quantity, high, color="#fbe3d4", lw=0)
    axes.axvline(quantity, color=SECOND, lw=1.4, ls="--", zorder=1)
    axes.set_xlim(low, high)


def _stack(own: pd.DataFrame) -> pd.DataFrame:
    """Dots at the same value stand on each other: plain sense first, neighbours on top."""
    order = {"plain": 0, "other": 1, "beside": 2}
    ordered = own.assign(order=own["role"].map(order)).sort_values("order", kind="stable")
    return ordered.assign(height=ordered.groupby("low").cumcount())


@house_style()
def plot_definition_values(values: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What number does each definition give, beside the one claimed? A panel a claim.

    ``values``: of ``summary.list_values``, at most four claims; definitions that give a range
    are not drawn. Diamond: the plain sense; filled: other senses; hollow: neighbouring figures.
    """
    points = values[values["low"] == values["high"]]
    keys = list(dict.fromkeys(points["claim"]))
    canvas = Canvas(
        title, subtitle, height=1.77 * len(keys) - 0.5, left=0.2, bottom=0.72, panels=len(keys),
        gap=0.72,
    )  # fmt: skip
    _lower_top(canvas, 0.15)
    words = []
    marks = {
        "plain": ("D", INK, INK, 7.0),
        "other": ("o", ACCENT, ACCENT, 6.0),
        "beside": ("o", "white", GREY, 6.0),
    }
    for axes, key in zip(canvas.panels, keys, strict=True):
        own = _stack(points[points["claim"] == key])
        quantity = float(own["quantity"].iloc[0])
        ends = [own["low"].min(), own["low"].max(), quantity]
        room = 0.06 * (max(ends) - min(ends)) + 0.6
        axes.set_xlim(min(ends) - room, max(ends) + room)
        _shade_claimed(axes, own)
        for role, (mark, face, edge, size) in marks.items():
            part = own[own["role"] == role]
            axes.plot(
                part["low"], part["height"], mark, ls="none", mfc=face, mec=edge, ms=size, mew=1.3
            )
        axes.set_ylim(-0.7, max(float(own["height"].max()), 2.0) + 0.8)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=True))
        head = textwrap.shorten(own["says"].iloc[0], 68, placeholder="…")
        axes.set_title(f"{head}", loc="left", size=9, color=INK, pad=15)
        axes.text(
            0, 1.02, f"claimed: {own['claimed'].iloc[0]}", transform=axes.transAxes, size=8,
            color=SECOND, va="bottom",
        )  # fmt: skip
        met = int((own["meets"] == "yes").sum())
        lows = ", ".join(f"{value:g}" for value in sorted(own["low"]))
        plain = own.loc[own["role"] == "plain", "low"]
        gives = f"plain sense {plain.iloc[0]:g}, " if len(plain) else ""
        words.append(
            f"{own['says'].iloc[0]}: claimed {own['claimed'].iloc[0]}, {gives}"
            f"{met} of {len(own)} definitions meet it, values {lows}"
        )
    handles = [
        canvas.panels[0].plot([], [], mark, ls="none", mfc=face, mec=edge, mew=1.3, label=name)[0]
        for name, (mark, face, edge, _) in zip(
            ("plain sense", "other sense", "neighbouring figure"), marks.values(), strict=True
        )
    ]
    canvas.figure.legend(
        handles=handles, ncol=3, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), columnspacing=1.0,
    )  # fmt: skip
    alt = (
        "Dots of the value each definition gives, against a line at the number claimed. "
        f"{'; '.join(words)}"
    )
    columns = ["claim", "claimed", "definition", "role", "low", "meets"]
    return canvas.finish(points[columns], alt, "claims and the tables they are put to")


@house_style()
def plot_verdict_days(told: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """The same words put to several days: a tile a claim and day, with value and verdict.

    ``told``: of ``summary.compare_days``; claims in order from the top.
    """
    days = list(dict.fromkeys(told["day"]))
    keys = list(dict.fromkeys(told["claim"]))
    says = told.drop_duplicates("claim").set_index("claim")["says"]
    labels = [textwrap.fill(textwrap.shorten(says[key], 70, placeholder="…"), 24) for key in keys]
    canvas = Canvas(title, subtitle, height=0.52 * len(keys) + 0.4, left=1.75, bottom=0.1)
    axes = canvas.axes
    _lower_top(canvas, 0.12)
    for row in told.itertuples():
        line, column = len(keys) - 1 - keys.index(row.claim), days.index(row.day)
        _tile(axes, column, line, row.verdict)
        shown = "" if row.value == "none" else f"{row.value}\n"
        _write_tile(axes, column, line, f"{shown}{_WORDS[row.verdict]}", row.verdict, 8)
    _frame_tiles(axes, [show_date(day) for day in days], labels[::-1], 8)
    alt = (
        "Table of tiles, claims by day, each with what the data give and the verdict. "
        + "; ".join(
            f"{says[key]}: "
            + ", ".join(
                f"{show_date(row.day)} {'' if row.value == 'none' else row.value + ' '}"
                f"{_WORDS[row.verdict]}"
                for row in told[told["claim"] == key].itertuples()
            )
            for key in keys
        )
    )
    return canvas.finish(told, alt, "claims and the tables they are put to")


_LEFT = ("same verdict", "lower count", "no row", "other verdict")


@house_style()
def plot_stricter(evidence: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What is left of each verdict with cells of two independent sources only?

    ``evidence``: of ``summary.compare_evidence``; a tile a verdict and outcome, with counts.
    """
    order = [verdict for verdict in _STYLES if verdict in set(evidence["verdict"])]
    table = pd.crosstab(evidence["verdict"], evidence["left"])
    table = table.reindex(index=order, columns=list(_LEFT), fill_value=0)
    labels = [f"{_WORDS[verdict]} ({table.loc[verdict].sum()})" for verdict in order]
    canvas = Canvas(title, subtitle, height=0.34 * len(order) + 0.4, left=1.4, bottom=0.1)
    axes = canvas.axes
    _lower_top(canvas, 0.12)
    for line, verdict in enumerate(order[::-1]):
        for column, name in enumerate(_LEFT):
            if count := table.loc[verdict, name]:
                shade = verdict if name == "same verdict" else "undetermined"
                _tile(axes, column, line, shade)
                _write_tile(axes, column, line, f"{count}", shade, 8.5)
    _frame_tiles(axes, list(_LEFT), labels[::-1], 8.5)
    alt = (
        "Table of tiles: what stricter evidence leaves of each verdict, with counts. "
        + "; ".join(
            f"{_WORDS[verdict]}: "
            + ", ".join(f"{count} {name}" for name, count in table.loc[verdict].items() if count)
            for verdict in order
        )
    )
    return canvas.finish(table.reset_index(), alt, "claims, evidence, sources")
