"""Charts of trade agreements: two clocks, economies, overlaps, waits, trade covered."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from helpers.figures import (
    ACCENT,
    GREY,
    INK,
    PALE,
    SECOND,
    Canvas,
    Chart,
    house_style,
    label_end,
)
from helpers.plots.shared import FEWEST_AT_RISK, spread, to_days, years_axis


@house_style()
def plot_clocks(agreements: pd.DataFrame, until: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """When was each agreement signed, and when did it enter into force? One row each.

    ``agreements``: ``name``, ``signed``, ``own_signature``, ``in_force`` (missing while it
    is not), in the order of signature (``list_agreements``). Rows are numbered, so that the
    staircase of open circles is the count of agreements signed.
    """
    shown = agreements.reset_index(drop=True)
    canvas = Canvas(
        title, subtitle, height=0.205 * len(shown) + 0.1,
        left=0.42 + 0.066 * shown["name"].str.len().max(), right=0.25, bottom=0.72,
    )  # fmt: skip
    axes = canvas.axes
    place = np.arange(len(shown))[::-1]
    end = shown["in_force"].fillna(until)
    held = shown["in_force"].notna().to_numpy()
    own = shown["own_signature"].to_numpy()
    start_days, end_days = to_days(shown["signed"]), to_days(end)
    axes.hlines(place[held], end_days[held], to_days(pd.Series([until])), color=PALE, lw=3.5)
    axes.hlines(place[held], start_days[held], end_days[held], color=SECOND, lw=1.6)
    if (~held).any():
        axes.hlines(place[~held], start_days[~held], end_days[~held], color=SECOND, lw=1.6, ls=":")
    axes.plot(
        start_days[own], place[own], "o", ms=6, mfc="white", mec=SECOND, mew=1.4, label="signed"
    )
    axes.plot(end_days[held], place[held], "o", ms=6, color=ACCENT, label="in force for Viet Nam")
    if (~held).any():
        axes.plot([], [], color=SECOND, lw=1.6, ls=":", label="signed, not in force")
    axes.xaxis_date()
    first = int(shown["signed"].min().year)
    years_axis(axes, first - 1, until.year, every=5)
    numbered = [f"{name}  {number}" for number, name in enumerate(shown["name"], start=1)]
    axes.set_yticks(place, numbered, size=8)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    canvas.figure.legend(
        ncol=3, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()), handlelength=1.4,
        columnspacing=1.2,
    )  # fmt: skip
    waits = shown.loc[own & held, ["name", "months"]].set_index("name")["months"]
    spread_words = (
        ""
        if waits.empty
        else f"; waits from {waits.min():.0f} months ({waits.idxmin()}) to {waits.max():.0f} "
        f"({waits.idxmax()})"
    )
    waiting = ", ".join(shown.loc[~held, "name"]) or "none"
    alt = (
        f"One row for each of {len(shown)} agreements, {first} to {until.year}: open circle at "
        f"signature, filled circle at entry into force. {int(held.sum())} are in force; "
        f"not in force: {waiting}{spread_words}"
    )
    return canvas.finish(shown, alt, "agreements, agreement_steps")


@house_style()
def plot_economies(counts: pd.DataFrame, stated: float | None, title: str, subtitle: str) -> Chart:
    """How many economies do agreements reach? Steps by clock, twice: the Union apart, as one.

    ``counts``: ``day``, ``clock``, ``union``, ``certain``, ``count`` (``count_economies``);
    ``stated``: a number in print to set beside them, drawn as a dotted line, or None.
    """
    canvas = Canvas(title, subtitle, height=3.2, right=1.45)
    axes = canvas.axes
    styles = {
        ("members apart", "signed"): (ACCENT, "--", "signed, members\napart"),
        ("members apart", "in force"): (ACCENT, "-", "in force, members\napart"),
        ("as one", "signed"): (SECOND, "--", "signed, Union\nas one"),
        ("as one", "in force"): (SECOND, "-", "in force, Union\nas one"),
    }
    ends, words = {}, []
    for (union, clock), (colour, dashes, label) in styles.items():
        line = counts[(counts["union"] == union) & (counts["clock"] == clock)]
        axes.fill_between(
            line["day"], line["certain"], line["count"], step="post", color=colour, alpha=0.25, lw=0
        )
        axes.step(line["day"], line["certain"], where="post", color=colour, ls=dashes, lw=1.6)
        value = int(line["certain"].iloc[-1])
        ends[f"{label}: {value}"] = (value, colour)
        words.append(f"{label} {value}".replace("\n", " "))
    top = max(counts["count"].max(), stated or 0)
    heights = spread({name: value for name, (value, _) in ends.items()}, gap=0.115 * top)
    last = counts["day"].max()
    for name, height in heights.items():
        label_end(axes, last, height, name, ends[name][1])
    if stated is not None:
        axes.axhline(stated, color=INK, lw=0.9, ls=":")
        axes.text(
            counts["day"].min(), stated + 0.012 * top, f" stated: more than {stated:g}", size=8,
            va="bottom",
        )  # fmt: skip
    years_axis(axes, counts["day"].min().year, last.year, every=5)
    axes.set_ylim(0, top * 1.1)
    axes.set_ylabel("economies")
    alt = (
        f"Steps of the number of partner economies, {counts['day'].min().year} to {last.year}. "
        f"At the end: {', '.join(words)}"
    )
    if stated is not None:
        alt += f"; a dotted line at the stated {stated:g}"
    return canvas.finish(counts, alt, "agreement_parties, agreement_steps")


@house_style()
def plot_overlaps(marks: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """Which economies do several agreements reach at once? A grid of marks.

    ``marks``: ``row``, ``column``, ``name``, ``label``, ``certainty`` (``map_overlaps``).
    A filled circle is a day on record, an open one a party whose own day is missing; the
    number of agreements is written at the right.
    """
    rows, columns = int(marks["row"].max()) + 1, sorted(marks["column"].unique())
    place = {column: number for number, column in enumerate(columns)}
    names = marks.drop_duplicates("row").set_index("row")["name"]
    labels = marks.drop_duplicates("column").set_index("column")["label"]
    longest = labels.str.len().max()
    canvas = Canvas(
        title, subtitle, height=0.215 * rows + 0.1, left=0.3 + 0.066 * names.str.len().max(),
        right=0.5, bottom=0.5 + 0.06 * longest,
    )  # fmt: skip
    axes = canvas.axes
    x, y = marks["column"].map(place), rows - 1 - marks["row"]
    sure = marks["certainty"] == "certain"
    axes.plot(x[sure], y[sure], "o", ms=6.5, color=ACCENT, ls="", label="in force, own day known")
    axes.plot(
        x[~sure], y[~sure], "o", ms=6, mfc="white", mec=SECOND, mew=1.3, ls="",
        label="in force, own day missing",
    )  # fmt: skip
    totals = marks.groupby("row").size()
    for row, total in totals.items():
        axes.annotate(
            f"{total}", (1, rows - 1 - row), xycoords=("axes fraction", "data"), xytext=(14, 0),
            textcoords="offset points", va="center", ha="right", size=8.5, weight="bold",
        )  # fmt: skip
    axes.set_xticks(range(len(columns)), [labels[column] for column in columns], size=8)
    for label in axes.get_xticklabels():
        label.set(rotation=90, ha="center", va="top")
    axes.set_yticks(range(rows), list(names.sort_index(ascending=False)), size=8)
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(-0.7, rows - 0.3)
    axes.tick_params(length=0)
    axes.grid(color="#eeeeee", lw=0.8)
    axes.set_axisbelow(True)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left",
        bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handletextpad=0.1,
    )  # fmt: skip
    alt = (
        f"Grid of {rows} economies and {len(columns)} agreements in force, a mark where the "
        "agreement reaches the economy. Agreements by economy: "
        + ", ".join(f"{names[row]} {total}" for row, total in totals.items())
        + f"; {int((~sure).sum())} marks without a day of the party's own"
    )
    return canvas.finish(marks, alt, "agreement_parties")


@house_style()
def plot_waits(curve: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What share of agreements is not yet in force? Kaplan-Meier steps with the interval.

    ``curve``: ``estimate_wait`` (months); drawn while at least three are at risk.
    """
    canvas = Canvas(title, subtitle, height=2.6, right=0.35)
    axes = canvas.axes
    drawn = curve[curve["at_risk"] >= FEWEST_AT_RISK]
    end = 1.06 * drawn["time"].max()
    shown = pd.concat([drawn, drawn.tail(1).assign(time=end)], ignore_index=True)
    percent = 100 * shown[["survival", "lower", "upper"]]
    axes.fill_between(
        shown["time"], percent["lower"], percent["upper"], step="post", color=ACCENT, alpha=0.15,
        lw=0,
    )  # fmt: skip
    axes.step(shown["time"], percent["survival"], where="post", color=ACCENT)
    axes.axhline(50, color=GREY, lw=0.8, ls=":")
    axes.text(end, 51, "half", size=8, color=GREY, ha="right", va="bottom")
    axes.set_ylim(0, 104)
    axes.set_xlim(0, end)
    axes.set_xlabel("months since signature")
    axes.set_ylabel("% not yet in force")
    final = drawn.iloc[-1]
    alt = (
        f"Kaplan-Meier steps of the share of agreements not yet in force: "
        f"{100 * final['survival']:.0f} % after {final['time']:.0f} months, "
        f"{int(curve['events'].sum())} entries into force among {int(curve['at_risk'].iloc[0])} "
        "agreements, with 95 % intervals"
    )
    return canvas.finish(curve, alt, "agreement_steps")


_RULE_STYLES = {
    "in force all year": (ACCENT, "-", "partners\nthen"),
    "today's partners": (SECOND, "--", "today's\npartners"),
}


@house_style()
def plot_trade_shares(shares: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What share of trade goes to agreement partners: those of the year, and today's?

    ``shares``: ``flow`` (one panel each), ``year``, ``rule``, ``share``, ``low``, ``high``
    (``share_trade``). Lines where the year has a full table, with the band of the bounds;
    other years as hatched bars from the lowest to the highest that the actual rule allows.
    """
    flows = list(dict.fromkeys(shares["flow"]))
    canvas = Canvas(
        title, subtitle, height=2.0 * len(flows) + 0.55 * (len(flows) - 1), panels=len(flows),
        gap=0.55, right=0.95, bottom=0.72,
    )  # fmt: skip
    shown = shares[shares["rule"].isin(list(_RULE_STYLES)) & shares["low"].notna()]
    first, last = int(shown["year"].min()), int(shown["year"].max())
    words = []
    for axes, flow in zip(canvas.panels, flows, strict=True):
        of_flow = shown[shown["flow"] == flow]
        ends = {}
        for rule, (colour, dashes, label) in _RULE_STYLES.items():
            line = of_flow[(of_flow["rule"] == rule)].set_index("year").reindex(
                range(first, last + 1)
            )  # fmt: skip
            full = line["share"].notna()
            low, high = line["low"].where(full), line["high"].where(full)
            axes.fill_between(line.index, low, high, color=colour, alpha=0.2, lw=0)
            axes.plot(line.index, line["share"], color=colour, ls=dashes, marker=".", ms=4)
            known = line["share"].dropna()
            if known.empty:
                continue
            ends[label] = (float(known.iloc[-1]), colour)
            words.append(
                f"{flow}, {label}: {known.iloc[0]:.0f} % in {known.index[0]}, "
                f"{known.iloc[-1]:.0f} % in {known.index[-1]}".replace("\n", " ")
            )
        open_years = of_flow[of_flow["rule"].eq("in force all year") & of_flow["share"].isna()]
        axes.bar(
            open_years["year"], open_years["high"] - open_years["low"], bottom=open_years["low"],
            width=0.8, color="white", edgecolor=GREY, hatch="////", lw=0.5,
        )  # fmt: skip
        heights = spread({name: value for name, (value, _) in ends.items()}, gap=17)
        for name, height in heights.items():
            label_end(axes, last + 0.6, height, name, ends[name][1])
        axes.set_title(flow, loc="left", size=9, color=INK, pad=3)
        axes.set_ylim(0, 100)
        axes.set_xlim(first - 0.6, last + 0.6)
        ticks = [year for year in range(first, last + 1) if year % 4 == 0]
        axes.set_xticks(ticks, [str(year) for year in ticks])
        axes.set_ylabel("% of goods trade")
    if shown["share"].isna().any():
        key = Patch(
            facecolor="white", edgecolor=GREY, hatch="////", lw=0.5,
            label="no full table by partner: what is possible for partners then",
        )  # fmt: skip
        canvas.figure.legend(
            handles=[key], frameon=False, fontsize=8, loc="lower left",
            bbox_to_anchor=(0.01, 0.2 / canvas.figure.get_figheight()), handlelength=1.6,
        )  # fmt: skip
    alt = "Lines of the share of goods trade with agreement partners. " + "; ".join(words)
    bounded = sorted(set(shown.loc[shown["share"].isna(), "year"]))
    if bounded:
        alt += f"; hatched bounds in {', '.join(str(year) for year in bounded)}"
    columns = ["flow", "year", "rule", "share", "low", "high"]
    return canvas.finish(shown[columns], alt, "trade_by_partner, agreement_parties, indicators")
