"""Charts of how sure one can be: independence, conflicts, multiverses, a composite index."""

from __future__ import annotations

import textwrap

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
from helpers.plots.shared import spread

_SUPPORT = {
    "documents": ("documents", GREY, "o", ":"),
    "families": ("independent families", ACCENT, "s", "-"),
    "firm": ("families without weak hosts", SECOND, "^", "--"),
}


@house_style()
def plot_support(tally: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What share of cells do at least so many documents, or families, state?

    ``tally``: cells by number (0, 1, ...), columns ``documents``, ``families``, ``firm``.
    """
    canvas = Canvas(title, subtitle, height=2.5)
    axes = canvas.axes
    least = 100 * tally[::-1].cumsum()[::-1] / tally.sum()
    least = least[least.index >= 1]
    pair = 2
    words = []
    axes.text(pair + 0.3, 96, f"{pair} or more", size=8.5, color=INK)
    for line, (name, (label, colour, mark, style)) in enumerate(_SUPPORT.items()):
        axes.plot(least.index, least[name], ls=style, marker=mark, color=colour, ms=5.5)
        axes.plot([pair + 0.36], [89 - 10 * line], mark, color=colour, ms=5.5)
        axes.text(
            pair + 0.5, 89 - 10 * line, f"{least.at[pair, name]:.0f} % by {label}", size=8.5,
            color=colour, weight="bold", va="center",
        )  # fmt: skip
        told = ", ".join(f"{number} or more {share:.0f} %" for number, share in least[name].items())
        words.append(f"{label}: {told}")
    axes.set_xticks(least.index, [f"{number}+" for number in least.index])
    axes.set_xlim(0.7, least.index[-1] + 0.1)
    axes.set_ylim(0, 112)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xlabel("state the value of the cell")
    axes.set_ylabel("% of cells")
    alt = f"Lines of the share of cells stated by so many or more. {'; '.join(words)}"
    return canvas.finish(least.reset_index(), alt, "evidence, sources")


_DISTANCES = {1: "1 day", 30: "1 month", 365: "1 year", 3653: "10 years"}


@house_style()
def plot_conflicts(conflicts: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How far apart are rival dates? A dot a rival, by table, on a logarithmic axis of days.

    ``conflicts``: ``table``, ``days``; rows without days are not drawn.
    """
    dated = conflicts[conflicts["days"].notna()].assign(days=lambda rows: rows["days"].clip(1))
    order = dated["table"].value_counts().sort_index().sort_values(kind="stable").index.tolist()
    canvas = Canvas(title, subtitle, height=0.32 * len(order) + 0.3, left=1.75)
    axes = canvas.axes
    bins = np.round(8 * np.log10(dated["days"].astype(float)))
    stacked = dated.groupby([dated["table"], bins]).cumcount()
    size = dated.groupby([dated["table"], bins])["days"].transform("size")
    row = dated["table"].map(order.index).astype(float)
    step = np.minimum(0.17, 0.7 / size.astype(float))
    height = row + step * (stacked - (size.astype(float) - 1) / 2)
    axes.hlines(range(len(order)), 0.8, 2e4, color=PALE, lw=0.6)
    axes.plot(dated["days"].astype(float), height, "o", ms=4.6, mfc="white", mec=ACCENT, mew=1.2)
    middle = float(dated["days"].median())
    axes.axvline(middle, color=SECOND, lw=1, ls="--", zorder=0)
    axes.set_xscale("log")
    axes.set_xlim(0.8, 2e4)
    axes.set_xticks(list(_DISTANCES), list(_DISTANCES.values()))
    axes.minorticks_off()
    counts = dated["table"].value_counts()
    axes.set_yticks(
        range(len(order)),
        [f"{name.replace('_', ' ')} ({counts[name]})" for name in order],
        size=8.5,
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlabel(f"days apart (dashed: median, {middle:.0f})")
    alt = "Dots of the days between a printed date and a rival, by table. " + "; ".join(
        f"{name.replace('_', ' ')}: {len(own)} from {own['days'].min():,} to "
        f"{own['days'].max():,} days"
        for name, own in dated.groupby("table")
    )
    shown = dated[["table", "key", "field", "days"]]
    return canvas.finish(shown, f"{alt}; median {middle:.0f} days", "evidence")


_LANES = {
    "definition": ("another definition", "s", ACCENT, ACCENT, 0.26),
    "reading": ("rival reading or bound of a date", "o", "white", THIRD, 0.0),
    "strict": ("well-sourced rows only", "<", "white", SECOND, -0.26),
}


@house_style()
def plot_multiverse(told: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How far from the printed number does each choice lead? A row a headline, three lanes.

    ``told``: of ``run_multiverse``; one choice is changed at a time. Equal values are one mark.
    Headlines with the widest range of definitions stand on top.
    """
    reach = told[told["kind"] == "as printed"].groupby("label")["relative"].agg(np.ptp)
    order = reach.sort_values(kind="stable").index.tolist()
    canvas = Canvas(title, subtitle, height=0.43 * len(order) + 0.1, left=1.62, bottom=0.98)
    axes = canvas.axes
    axes.axvline(100, color=INK, lw=1.1, zorder=0)
    lanes = {
        "definition": told[(told["kind"] == "as printed") & ~told["plain"]],
        "reading": told[
            told["plain"]
            & told["kind"].isin(["rival reading", "all rivals at once", "bound of dates"])
        ],
        "strict": told[told["plain"] & (told["kind"] == "stricter evidence")],
    }
    top = max(100.0, float(pd.concat(list(lanes.values()))["relative"].max()))
    axes.hlines(np.arange(len(order)) + 0.5, 0, top * 1.08, color=PALE, lw=0.5)
    for name, (label, mark, face, edge, lift) in _LANES.items():
        own = lanes[name].dropna(subset="relative").drop_duplicates(["label", "low", "high"])
        axes.plot(
            own["relative"], own["label"].map(order.index) + lift, mark, ls="none", ms=5.2,
            mfc=face, mec=edge, mew=1.2, label=label,
        )  # fmt: skip
        if name != "reading":
            _write_ends(axes, own, order, lift, edge)
    first = told.drop_duplicates("label").set_index("label")
    labels = [f"{name}\n{_show(first.at[name, 'low'], first.at[name, 'high'])}" for name in order]
    axes.set_yticks(range(len(order)), labels, size=8, linespacing=1.0)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.5, len(order) - 0.5)
    axes.set_xlim(0, top * 1.08)
    axes.set_xlabel("% of the printed value")
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left", columnspacing=1.0, handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()),
    )  # fmt: skip
    words = [_word_row(label, lanes, first) for label in reversed(order)]
    alt = f"Marks by headline, in percent of the printed value. {'; '.join(words)}"
    data = pd.concat([own.assign(lane=name) for name, own in lanes.items()])
    columns = ["label", "lane", "definition", "variant", "low", "high", "relative"]
    return canvas.finish(data[columns], alt, "claims and the tables they rest on")


def _write_ends(axes: Axes, own: pd.DataFrame, order: list[str], lift: float, ink: str) -> None:
    """The value itself beside the outer marks of a lane."""
    for label, part in own.groupby("label"):
        ends = {"right": part.loc[part["relative"].idxmin()]}
        if len(part) > 1:
            ends["left"] = part.loc[part["relative"].idxmax()]
        for side, row in ends.items():
            if side == "right" and row["relative"] < 8:
                side = "left"
            if side == "right" and len(part) == 1 and row["relative"] > 100:
                side = "left"
            axes.annotate(
                _show(row["low"], row["high"]), (row["relative"], order.index(str(label)) + lift),
                xytext=(-5 if side == "right" else 5, 0), textcoords="offset points", size=7.5,
                ha=side, va="center", color=ink, bbox={"fc": "white", "ec": "none", "pad": 0.4},
            )  # fmt: skip


def _word_row(label: str, lanes: dict[str, pd.DataFrame], first: pd.DataFrame) -> str:
    parts = [f"printed {_show(first.at[label, 'low'], first.at[label, 'high'])}"]
    for name, (words, *_) in _LANES.items():
        own = lanes[name]
        own = own[own["label"] == label].dropna(subset="relative")
        if own.empty:
            continue
        ends = _show(float(own["low"].min()), float(own["high"].max()))
        parts.append(f"{words} {ends}")
    return f"{label}: {', '.join(parts)}"


def _show(low: float, high: float) -> str:
    ends = [f"{end:,.0f}" if float(end).is_integer() else f"{end:.1f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


@house_style()
def plot_specifications(specs: pd.DataFrame, title: str, subtitle: str, tables: str) -> Chart:
    """A specification curve: values in order above, the choices behind each below.

    ``specs``: of ``list_specifications``. The printed one is filled; floors from stricter evidence
    are triangles.
    """
    definitions = list(dict.fromkeys(specs["definition"]))
    kinds = [kind for kind in _KINDS if kind in set(specs["kind"])]
    rows = [*definitions, *kinds]
    tall = 0.2 * (len(rows) + 1)
    canvas = Canvas(title, subtitle, height=1.75 + tall, left=2.3, bottom=0.2)
    upper = canvas.axes
    box = upper.get_position()
    share = 1.7 / (1.75 + tall)
    lower = canvas.figure.add_axes((box.x0, box.y0, box.width, box.height * (1 - share)))
    upper.set_position((box.x0, box.y0 + box.height * (1 - share), box.width, box.height * share))
    place = np.arange(len(specs))
    printed = (specs["plain"] & (specs["kind"] == "as printed")).to_numpy()
    strict = (specs["kind"] == "stricter evidence").to_numpy()
    upper.vlines(place, specs["low"], specs["high"], color=ACCENT, lw=1.2)
    upper.axhline(float(specs["high"].to_numpy()[printed][0]), color=INK, lw=0.8, ls=":", zorder=0)
    for mask, mark, face, edge in (
        (~strict & ~printed, "o", "white", ACCENT),
        (strict, "v", "white", SECOND),
        (printed, "D", INK, INK),
    ):
        upper.plot(
            place[mask], specs["high"].to_numpy()[mask], mark, ls="none", ms=4.4, mfc=face, mec=edge
        )
    at = int(place[printed][0])
    value = _show(float(specs["low"].iloc[at]), float(specs["high"].iloc[at]))
    upper.annotate(
        f"printed: {value}", (at, float(specs["high"].iloc[at])), xytext=(-4, 7),
        textcoords="offset points", ha="right", size=8.5, weight="bold",
    )  # fmt: skip
    upper.set_ylim(0, float(specs["high"].max()) * 1.22)
    upper.set_xticks([])
    upper.set_ylabel("count")
    for line, name in enumerate(rows):
        column = "definition" if name in definitions else "kind"
        used = (specs[column] == name).to_numpy()
        colour = SECOND if name == "stricter evidence" else INK
        lower.plot(place[used], np.full(used.sum(), line), "s", ms=2.9, color=colour)
    lower.axhline(len(definitions) - 0.5, color=PALE, lw=0.8)
    lower.set_yticks(
        range(len(rows)), [textwrap.shorten(name, 44, placeholder="…") for name in rows], size=7
    )
    lower.set_ylim(len(rows) - 0.4, -0.8)
    lower.set_xticks([])
    lower.tick_params(length=0)
    for axes in (upper, lower):
        axes.set_xlim(-0.8, len(specs) - 0.2)
    lower.spines["left"].set_visible(False)
    alt = (
        f"Specification curve of {len(specs)} specifications in order, from "
        f"{specs['low'].min():g} to {specs['high'].max():g}, printed {value}; as printed, "
    )
    alt += ", ".join(
        f"{row.definition} {_show(row.low, row.high)}"
        for row in specs[specs["kind"] == "as printed"].itertuples()
    )
    return canvas.finish(specs, alt, tables)


_KINDS = (
    "as printed", "rival reading", "all rivals at once", "bound of dates", "stricter evidence",
)  # fmt: skip
_PATHS = {"arithmetic": (ACCENT, "-", 0.16), "geometric": (SECOND, "--", 0.13)}


@house_style()
def plot_index(variants: pd.DataFrame, base: int, title: str, subtitle: str, tables: str) -> Chart:
    """The same indicators under each normalisation: a panel each, one logarithmic scale.

    ``variants``: of ``composite.build_variants``. Every path is divided by its own value of
    ``base``; the bands hold all weights, the lines are equal weights (draw 0).
    """
    relative = variants.div(variants[base], axis=0)
    names = list(dict.fromkeys(relative.index.get_level_values("normalisation")))
    canvas = Canvas(
        title, subtitle, height=1.3 * len(names) + 0.3 * (len(names) - 1), panels=len(names),
        gap=0.36, left=0.6, right=0.95, bottom=0.3,
    )  # fmt: skip
    years = relative.columns.to_numpy(dtype=float)
    low, high = float(relative.min().min()), float(relative.max().max())
    ticks = [
        tick for tick in (0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100) if low * 0.7 < tick < high * 1.4
    ]
    words, rows = [], []
    for axes, name in zip(canvas.panels, names, strict=True):
        told, ends = [], {}
        for how, (colour, style, alpha) in _PATHS.items():
            own = relative.xs((name, how), level=("normalisation", "aggregation"))
            axes.fill_between(years, own.min(), own.max(), color=colour, alpha=alpha, lw=0)
            axes.plot(years, own.loc[0], color=colour, ls=style, lw=1.6)
            ends[how] = float(own.loc[0].iloc[-1])
            told.append(
                f"{how} {ends[how]:.1f} in {years[-1]:.0f} with equal weights, "
                f"{own.iloc[:, -1].min():.1f} to {own.iloc[:, -1].max():.1f} with others"
            )
            rows.append(own.loc[[0]].T.rename(columns={0: f"{name}, {how}"}))
        apart = {how: np.log10(end) for how, end in ends.items()}
        placed = spread(apart, 0.16 * (np.log10(high) - np.log10(low)))
        for how, at in placed.items():
            label_end(axes, years[-1], 10**at, how, _PATHS[how][0])
        axes.set_yscale("log")
        axes.set_ylim(max(low * 0.85, 0.07), high * 1.15)
        axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.axhline(1, color=GREY, lw=0.6, ls=":")
        axes.set_xlim(years[0], years[-1])
        axes.set_xticks([year for year in years if year % 5 == 0])
        if axes is not canvas.panels[-1]:
            axes.set_xticklabels([])
        axes.set_title(name, loc="left", size=9, pad=3)
        words.append(f"{name}: {', '.join(told)}")
    alt = (
        f"Lines of one index under {len(names)} normalisations, {base} as one, with bands for "
        f"other weights. {'; '.join(words)}"
    )
    data = pd.concat(rows, axis=1).reset_index()
    return canvas.finish(data, alt, tables)


@house_style()
def plot_fastest(told: pd.DataFrame, title: str, subtitle: str, tables: str) -> Chart:
    """Which year rose fastest? Percent of variants by year, a column a normalisation.

    ``told``: of ``composite.read_messages``.
    """
    names = list(dict.fromkeys(told["normalisation"]))
    table = 100 * pd.crosstab(told["fastest"], told["normalisation"], normalize="columns")[names]
    canvas = Canvas(title, subtitle, height=0.3 * len(table), left=0.6, bottom=0.3)
    axes = canvas.axes
    image = axes.imshow(table.to_numpy(), cmap="Blues", vmin=0, vmax=110, aspect="auto")
    image.set_gid("shares")
    for line, (_, shares) in enumerate(table.iterrows()):
        for column, share in enumerate(shares):
            if share > 0:
                shown = f"{share:.0f}" if share >= 1 else "<1"
                axes.text(
                    column, line, shown, ha="center", va="center", size=8.5,
                    color="white" if share > 55 else INK,
                )  # fmt: skip
    axes.set_xticks(range(len(names)), names, size=8.5)
    axes.set_yticks(range(len(table)), [str(year) for year in table.index])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    alt = "Table of shades, year that rose more than any other, percent of variants. " + (
        "; ".join(
            f"{name}: "
            + ", ".join(f"{year} {share:.0f}" for year, share in table[name].items() if share > 0)
            for name in names
        )
    )
    return canvas.finish(table.reset_index(), alt, tables)
