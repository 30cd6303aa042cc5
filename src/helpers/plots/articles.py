"""Charts of the two articles: what bears on them, what they name, what changed between them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from helpers.claims.model import Definition
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
    name_extremes,
)
from helpers.plots.shared import to_days, years_axis

_VERDICTS = {
    "supported": (ACCENT, ""),
    "partly": ("#9ecae1", ""),
    "contradicted": (SECOND, ""),
    "undetermined": ("white", "/////"),
}
_VERDICT_WORDS = {"undetermined": "no evidence here", "partly": "in some readings"}
_ARTICLE_MARKS = {"article_2023": (ACCENT, "o"), "article_2025": (SECOND, "s")}
_ARTICLE_WORDS = {"article_2023": "June 2023", "article_2025": "April 2025"}


@house_style()
def plot_theme_evidence(counts: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """How many claims of each theme can be checked, and how do they fare? Stacked bars.

    ``counts``: of ``articles.count_evidence``, drawn from the top in the order given; a ring
    marks a theme with no claim to check.
    """
    labels = [f"{row.label}: {str(row.topic).replace('_', ' ')}" for row in counts.itertuples()]
    canvas = Canvas(title, subtitle, height=0.2 * len(counts) + 0.1, left=2.75, bottom=0.72)
    axes = canvas.axes
    rows = np.arange(len(counts))[::-1]
    left = np.zeros(len(counts))
    for verdict, (colour, hatch) in _VERDICTS.items():
        width = counts[verdict].to_numpy(dtype=float)
        drawn = width > 0
        if not drawn.any():
            continue
        axes.barh(
            rows[drawn], width[drawn], left=left[drawn], height=0.7, color=colour, hatch=hatch,
            edgecolor=ACCENT if hatch else "white", lw=0.6,
            label=_VERDICT_WORDS.get(verdict, verdict),
        )  # fmt: skip
        left += width
    none = left == 0
    axes.plot(
        np.full(none.sum(), 0.14), rows[none], "o", color=GREY, mfc="white", ms=4.5,
        label="nothing to check", clip_on=False,
    )  # fmt: skip
    axes.set_yticks(rows, labels, size=8)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, left.max() + 0.4)
    axes.set_xticks(range(int(left.max()) + 1))
    axes.set_ylim(-0.6, len(counts) - 0.4)
    axes.set_xlabel("claims that a fact could bear out")
    canvas.figure.legend(
        ncol=4, frameon=False, fontsize=8, loc="lower left", columnspacing=1.0, handletextpad=0.4,
        bbox_to_anchor=(0.0, 0.22 / canvas.figure.get_figheight()), handlelength=1.2,
    )  # fmt: skip
    told = [
        f"{label}: "
        + (
            ", ".join(
                f"{row[verdict]} {_VERDICT_WORDS.get(verdict, verdict)}"
                for verdict in _VERDICTS
                if row[verdict]
            )
            or "nothing to check"
        )
        for label, (_, row) in zip(labels, counts.iterrows(), strict=True)
    ]
    alt = f"Stacked bars of claims by verdict for {len(counts)} themes. {'; '.join(told)}"
    data = counts[["label", "topic", *_VERDICTS]]
    return canvas.finish(data, alt, "themes, claims")


@house_style()
def plot_doses(doses: pd.DataFrame, until: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """Which totals of vaccine doses were stated when, and where does the article's stand?

    ``doses``: of ``articles.list_doses``. Totals from all sources and donors' running totals
    are marks that are never joined; the article's figure is a line.
    """
    canvas = Canvas(title, subtitle, height=3.0, left=0.6, right=0.3, bottom=0.72)
    axes = canvas.axes
    streams = (
        ("all sources", ACCENT, "o", "all sources"),
        ("donor", THIRD, "^", "one donor"),
        ("COVAX", SECOND, "D", "through COVAX"),
    )
    for stream, colour, mark, words in streams:
        part = doses[doses["stream"] == stream]
        if part.empty:
            continue
        axes.plot(
            part["as_of_latest"], part["value"].astype(float), mark, color=colour, mfc="white",
            ms=6, mew=1.5, label=words,
        )  # fmt: skip
    signs = {"gt": "> ", "lt": "< ", "approx": "about "}
    totals = doses[doses["stream"] == "all sources"]
    for row in totals[totals["value"] > 50].itertuples():
        right = row.as_of_latest < pd.Timestamp("2022-06-01")
        axes.annotate(
            f"{signs.get(row.comparator, '')}{float(row.value):.0f}",
            (row.as_of_latest, float(row.value)), xytext=(7 if right else -7, 0),
            textcoords="offset points", size=8.5, ha="left" if right else "right", va="center",
        )  # fmt: skip
    last_gifts = doses[doses["stream"] == "donor"].sort_values("as_of_latest", kind="stable")
    for row in last_gifts.drop_duplicates("partner", keep="last").itertuples():
        if float(row.value) > 10:
            axes.annotate(
                f"{row.partner} {signs.get(row.comparator, '')}{float(row.value):.0f}",
                (row.as_of_latest, float(row.value)), xytext=(7, 0),
                textcoords="offset points", size=8, color=THIRD, va="center",
            )  # fmt: skip
    stated = doses[doses["stream"] == "article"].iloc[0]
    first = pd.Timestamp(totals["as_of_latest"].min().year, 1, 1)
    end = max(until.replace(month=12, day=31), stated["as_of_latest"])
    end = min(end, pd.Timestamp(stated["as_of_latest"].year, 12, 31))
    axes.axhline(float(stated["value"]), color=INK, lw=1.2, ls="--")
    axes.plot(stated["as_of_latest"], float(stated["value"]), "s", color=INK, ms=7)
    axes.annotate(
        f"the review: > {float(stated['value']):.0f}",
        (stated["as_of_latest"], float(stated["value"])), xytext=(-6, -11),
        textcoords="offset points", size=8.5, ha="right", weight="bold",
    )  # fmt: skip
    years_axis(axes, first.year, end.year, every=1)
    axes.set_ylim(0, 1.12 * float(totals["value"].max()))
    axes.set_ylabel("million doses")
    canvas.figure.legend(
        ncol=3, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()),
    )  # fmt: skip
    listed = "; ".join(
        f"{signs.get(row.comparator, '')}{float(row.value):g} ({row.as_of})"
        for row in totals.itertuples()
    )
    gifts = last_gifts.drop_duplicates("partner", keep="last")
    alt = (
        f"Marks of stated vaccine doses over time, in millions. All sources: {listed}. "
        + "Donors, running totals: "
        + ", ".join(
            f"{row.partner} {float(row.value):g} ({row.as_of})" for row in gifts.itertuples()
        )
        + f". A line marks the {float(stated['value']):g} of the review"
    )
    shown = doses[doses["stream"].isin(["all sources", "donor", "COVAX", "article"])]
    data = shown[["activity", "as_of", "value", "comparator", "stream"]]
    return canvas.finish(data, alt, "activities")


@house_style()
def plot_term_seats(
    seats: pd.DataFrame, published: pd.Timestamp, until: pd.Timestamp, title: str, subtitle: str
) -> Chart:
    """Which seats and offices were held in the term, and which does the review name?

    ``seats``: of ``articles.list_term_seats``. Dark bars: named; pale: not named; hatched
    ends: the year alone is stated. A dashed line marks the day of publication.
    """
    shown = seats[seats["end_known"] != "not known"]
    bodies = list(dict.fromkeys(shown.sort_values("start_earliest", kind="stable")["body"]))
    labels = [textwrap.shorten(name.split(" (")[0], 32, placeholder="") for name in bodies]
    canvas = Canvas(title, subtitle, height=0.24 * len(bodies) + 0.2, left=2.2, bottom=0.72)
    axes = canvas.axes
    first = pd.Timestamp(2020, 1, 1)
    place = {name: len(bodies) - 1 - number for number, name in enumerate(bodies)}
    for row in shown.itertuples():
        begin, end = max(row.start_earliest, first), row.end_latest + pd.Timedelta(days=1)
        sure = (max(row.start_latest, first), row.end_earliest + pd.Timedelta(days=1))
        colour = ACCENT if row.named else "#9ecae1"
        axes.barh(
            place[row.body], end - begin, left=begin, height=0.66, color="white",
            edgecolor=colour, hatch="//////", lw=0.7,
        )  # fmt: skip
        if sure[0] < sure[1]:
            axes.barh(
                place[row.body], sure[1] - sure[0], left=sure[0], height=0.66, color=colour,
                edgecolor=colour, lw=0.7,
            )  # fmt: skip
    axes.axvline(published, color=SECOND, lw=1.3, ls="--")
    years_axis(axes, first.year, until.year, every=1)
    axes.set_yticks(list(place.values()), labels, size=8)
    axes.set_ylim(-0.6, len(bodies) - 0.4)
    axes.tick_params(axis="y", length=0)
    canvas.figure.legend(
        handles=[
            Patch(color=ACCENT, label="named in the review"),
            Patch(color="#9ecae1", label="not named"),
            Patch(facecolor="white", edgecolor=GREY, hatch="//////", label="year only stated"),
            axes.plot([], [], color=SECOND, ls="--", lw=1.3, label="the review")[0],
        ],
        ncol=4, frameon=False, fontsize=8, loc="lower left", columnspacing=0.9,
        handletextpad=0.4, bbox_to_anchor=(0.0, 0.22 / canvas.figure.get_figheight()),
        handlelength=1.2,
    )  # fmt: skip
    named = list(dict.fromkeys(shown.loc[shown["named"], "body"]))
    others = [body for body in bodies if body not in named]
    alt = (
        f"Bars over time, {first.year} to {until.year}, one row for each of {len(bodies)} bodies "
        f"in which {len(shown)} seats or offices were held; named in the review: "
        f"{', '.join(named)}; not named: {', '.join(others)}. A dashed line marks "
        f"{published:%Y-%m-%d}"
    )
    return canvas.finish(shown.drop(columns="role"), alt, "roles, claims")


@house_style()
def plot_rank_definitions(
    tried: Mapping[str, tuple[Sequence[Definition], float]], title: str, subtitle: str
) -> Chart:
    """What rank does each definition give, and which of them bear the claim out?

    ``tried``: by panel name, the definitions of a claim of rank and the limit claimed. Dots
    pile up where definitions agree; the square is the plain sense of the words; ranks that
    are neighbours of the claim (exports alone, as stated elsewhere) are not drawn.
    """
    canvas = Canvas(
        title, subtitle, height=1.05 * len(tried) + 0.7 * (len(tried) - 1), panels=len(tried),
        gap=0.7, left=0.25, right=0.25, bottom=0.72,
    )  # fmt: skip
    data, words = [], []
    known = [one for own, _ in tried.values() for one in own if not one.beside]
    everything = [float(one.low) for one in known if one.low is not None]
    everything += [limit for _, limit in tried.values()]
    left, right = min(everything) - 2, max(everything) + 2
    for axes, (name, (definitions, limit)) in zip(canvas.panels, tried.items(), strict=True):
        own = [one for one in definitions if not one.beside and one.low is not None]
        ranks = [float(one.low or 0) for one in own]
        height = dict.fromkeys(ranks, 0)
        axes.axvspan(left, limit + 0.5, color="#eef4f9", lw=0)
        axes.axvline(limit + 0.5, color=INK, lw=1, ls="--")
        for number, (one, rank) in enumerate(zip(own, ranks, strict=True)):
            colour = ACCENT if one.meets == "yes" else SECOND
            axes.plot(
                rank, height[rank], "s" if number == 0 else "o", color=colour,
                mfc=colour if number == 0 else "white", ms=8 if number == 0 else 6, mew=1.6,
            )  # fmt: skip
            height[rank] += 1
            data.append({"panel": name, "definition": one.name, "rank": rank, "meets": one.meets})
        most = max(height.values())
        crowded = limit > (left + right) / 2  # the words stand on the side with room
        axes.annotate(
            f"claimed: {limit:.0f} or better", (limit + 0.5, most + 0.5),
            xytext=(-5 if crowded else 5, 0), ha="right" if crowded else "left",
            textcoords="offset points", size=8.5, va="center",
        )  # fmt: skip
        axes.set_xlim(left, right)
        axes.set_ylim(-0.8, most + 1.2)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xticks([rank for rank in range(int(left), int(right) + 1) if rank % 5 == 0])
        met = sum(one.meets == "yes" for one in own)
        told = f"{name}: {met} of {len(own)} definitions bear it out"
        axes.set_title(told, loc="left", size=9, color=INK)
        words.append(
            f"{name}: plain sense {ranks[0]:.0f}, claimed {limit:.0f}, {met} of {len(own)} "
            f"definitions within it, ranks from {min(ranks):.0f} to {max(ranks):.0f}"
        )
    canvas.panels[-1].set_xlabel("rank in the world")
    last = canvas.panels[-1]
    canvas.figure.legend(
        handles=[
            last.plot([], [], "s", color=GREY, ms=8, ls="none", label="plain sense")[0],
            last.plot(
                [], [], "o", color=GREY, mfc="white", mew=1.6, ms=6, ls="none",
                label="another definition",
            )[0],
        ],
        ncol=2, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()),
    )  # fmt: skip
    alt = f"Dots of ranks by definition. {'; '.join(words)}"
    return canvas.finish(pd.DataFrame(data), alt, "world_indicators, agreement_parties")


@house_style()
def plot_codes(tables: Mapping[str, pd.DataFrame], title: str, subtitle: str) -> Chart:
    """How do the articles divide their themes? A dot an article, a row a code; counts beside.

    ``tables``: by panel name, codes x articles, counts; dots are percent of the article's
    themes, numbers are themes.
    """
    longest = max(len(str(code)) for table in tables.values() for code in table.index)
    deepest = sum(len(table) for table in tables.values())
    canvas = Canvas(
        title, subtitle, height=0.25 * deepest + 0.55 * (len(tables) - 1), panels=len(tables),
        gap=0.55, left=0.25 + 0.066 * longest, right=0.75, bottom=0.72,
    )  # fmt: skip
    _share_height(canvas, [len(table) for table in tables.values()], 0.55)
    top = max(float((100 * table / table.sum()).max().max()) for table in tables.values())
    data, words = [], []
    for axes, (name, table) in zip(canvas.panels, tables.items(), strict=True):
        rows = np.arange(len(table))[::-1]
        share = 100 * table / table.sum()
        if len(table.columns) > 1:
            axes.hlines(rows, share.min(axis=1), share.max(axis=1), color=PALE, lw=3)
        for article in table.columns:
            colour, mark = _ARTICLE_MARKS[article]
            axes.plot(
                share[article], rows, mark, color=colour, ms=7, mew=1.5,
                mfc="white" if mark == "o" else colour, ls="none",
                label=f"{_ARTICLE_WORDS[article]} (n = {table[article].sum()})",
            )  # fmt: skip
        for row, (_, counts) in zip(rows, table.iterrows(), strict=True):
            text = " and ".join(f"{count}" for count in counts)
            axes.annotate(
                text, (1, row), xycoords=("axes fraction", "data"), xytext=(8, 0),
                textcoords="offset points", va="center", size=8.5,
            )  # fmt: skip
        codes = [str(code).replace("_", " ") for code in table.index]
        axes.set_yticks(rows, codes)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(table) - 0.4)
        axes.set_xlim(-1.5, top * 1.06)
        axes.grid(axis="x", color="#eeeeee", lw=0.8)
        axes.set_axisbelow(True)
        if len(tables) > 1:
            axes.set_title(name, loc="left", size=9, color=INK)
        long = table.reset_index(names="code").melt("code", var_name="article", value_name="count")
        data.append(long.assign(panel=name))
        told = "; ".join(
            f"{code} {' and '.join(str(count) for count in counts)}"
            for code, (_, counts) in zip(codes, table.iterrows(), strict=True)
        )
        words.append(f"{name}: {told}")
    canvas.panels[-1].set_xlabel("% of the article's themes (numbers: themes)")
    handles, labels = canvas.panels[0].get_legend_handles_labels()
    canvas.figure.legend(
        handles, labels, ncol=2, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()),
    )  # fmt: skip
    articles = ", then ".join(_ARTICLE_WORDS[article] for article in next(iter(tables.values())))
    alt = f"Dots of the share of themes by code, {articles}. {'. '.join(words)}"
    return canvas.finish(pd.concat(data), alt, "themes")


def _share_height(canvas: Canvas, sizes: Sequence[int], gap: float) -> None:
    """Give stacked panels heights in proportion to their number of rows."""
    total = canvas.figure.get_figheight()
    boxes = [axes.get_position() for axes in canvas.panels]
    top, bottom = boxes[0].y1, boxes[-1].y0
    free = (top - bottom) - gap / total * (len(sizes) - 1)
    edge = top
    for axes, box, size in zip(canvas.panels, boxes, sizes, strict=True):
        height = free * size / sum(sizes)
        axes.set_position((box.x0, edge - height, box.width, height))
        edge -= height + gap / total


@house_style()
def plot_exchange(received: pd.DataFrame, given: pd.DataFrame, title: str, subtitle: str) -> Chart:
    """What was received a year, what was put in? One panel a measure, one axis of years.

    ``received``: ``measure``, ``year``, ``billions`` (``articles.list_flows``), bars;
    ``given``: ``measure``, ``day``, ``value``, ``high``, ``shape`` (``articles.list_given``),
    steps (hatched: as many as dates allow) or marks.
    """
    flows = list(dict.fromkeys(received["measure"]))
    gifts = list(dict.fromkeys(given["measure"]))
    panels = len(flows) + len(gifts)
    canvas = Canvas(
        title, subtitle, height=0.85 * panels + 0.42 * (panels - 1), panels=panels, gap=0.42,
        left=0.62, right=0.35, bottom=0.3,
    )  # fmt: skip
    first = int(received["year"].min())
    last = int(max(received["year"].max(), given["day"].dt.year.max()))
    words = []
    for axes, measure in zip(canvas.panels, flows + gifts, strict=True):
        if measure in flows:
            part = received[received["measure"] == measure]
            axes.bar(part["year"] + 0.5, part["billions"].astype(float), width=0.8, color=ACCENT)
            name, ends = f"received: {measure}, US$ bn a year", part.iloc[[-1]]
            axes.annotate(
                f"{float(ends['billions'].iloc[0]):.1f}",
                (int(ends["year"].iloc[0]) + 0.5, float(ends["billions"].iloc[0])),
                xytext=(0, 2), textcoords="offset points", size=8, ha="center",
            )  # fmt: skip
            axes.set_ylim(0, 1.2 * float(part["billions"].max()))
            series = part.set_index("year")["billions"].astype(float).round(1)
            words.append(f"{name}: {name_extremes(series, 'bn')}")
        else:
            part = given[given["measure"] == measure]
            years = part["day"].dt.year + part["day"].dt.day_of_year / 366
            value, high = part["value"].to_numpy(dtype=float), part["high"].to_numpy(dtype=float)
            name = f"put in: {measure}"
            if part["shape"].iloc[0] == "step":
                axes.bar(
                    part["day"].dt.year + 0.5, high - value, bottom=value, width=0.8,
                    color="white", edgecolor=SECOND, hatch="//////", lw=0.5,
                )  # fmt: skip
                axes.bar(part["day"].dt.year + 0.5, value, width=0.8, color=SECOND)
            else:
                axes.plot(years, value, "D", color=SECOND, mfc="white", mew=1.4, ms=5)
            shown = (
                f"{value[-1]:,.0f}" if value[-1] == high[-1] else f"{value[-1]:.0f}-{high[-1]:.0f}"
            )
            axes.annotate(
                shown,
                (years.iloc[-1] if part["shape"].iloc[0] == "point" else last + 0.5, high[-1]),
                xytext=(0, 3), textcoords="offset points", size=8, ha="center",
            )  # fmt: skip
            axes.set_ylim(0, 1.28 * float(high.max()))
            series = pd.Series(value, index=part["day"].dt.strftime("%Y-%m-%d"))
            words.append(f"{name}: {name_extremes(series, '')}")
        axes.set_xlim(first, last + 1)
        ticks = [year for year in range(first, last + 1) if year % 5 == 0]
        axes.set_xticks([year + 0.5 for year in ticks], [str(year) for year in ticks])
        if axes is not canvas.panels[-1]:
            axes.set_xticklabels([])
        axes.locator_params(axis="y", nbins=3)
        axes.set_title(name, loc="left", size=8.5, color=INK, pad=3)
    alt = f"Bars and marks by year in {panels} panels, {first} to {last}. {'; '.join(words)}"
    data = pd.concat(
        [
            received[["measure", "year", "billions"]].rename(columns={"billions": "value"}),
            given.assign(year=given["day"].dt.year)[["measure", "year", "value", "high"]],
        ]
    )
    return canvas.finish(data, alt, "indicators, roles, peacekeeping")


@house_style()
def plot_documents(
    documents: pd.DataFrame, groups: Sequence[str], until: pd.Timestamp, title: str, subtitle: str
) -> Chart:
    """Which documents came when, on what, and which does an article name?

    ``documents``: of ``articles.list_documents``. Filled marks are named in an article, with
    their number; rings are not named.
    """
    present = [group for group in groups if (documents["group"] == group).any()]
    canvas = Canvas(title, subtitle, height=0.58 * len(present) + 0.1, left=1.6, bottom=0.88)
    axes = canvas.axes
    years = documents["adopted_on_earliest"]
    first, last = int(years.dt.year.min()), until.year
    styles = {
        "neither": (GREY, "o", "white", "in neither article"),
        "2023": (ACCENT, "o", ACCENT, "named in June 2023"),
        "2025": (SECOND, "s", SECOND, "named in April 2025"),
        "both": (INK, "D", INK, "named in both"),
    }
    row = {group: len(present) - 1 - number for number, group in enumerate(present)}
    for named, (colour, mark, fill, words) in styles.items():
        part = documents[documents["named"] == named]
        if part.empty:
            continue
        axes.plot(
            part["adopted_on_earliest"], part["group"].map(row), mark, color=colour, mfc=fill,
            ms=6.5, mew=1.3, ls="none", label=words,
        )  # fmt: skip
    for group in present:
        of = documents[(documents["group"] == group) & documents["number"].str.contains("-NQ/TW")]
        named = documents[(documents["group"] == group) & (documents["named"] != "neither")]
        shown = pd.concat([of, named]).drop_duplicates("document")
        if group == "state and economy at home":
            shown = named
        shown = shown.sort_values("adopted_on_earliest", kind="stable")
        for number, one in enumerate(shown.itertuples()):
            text = one.number.split("-")[0].split("/")[0]
            axes.annotate(
                text, (one.adopted_on_earliest, row[group]), ha="center", size=8,
                xytext=(0, 7 if number % 2 == 0 else -14), textcoords="offset points",
                weight="bold" if one.named != "neither" else "normal",
            )  # fmt: skip
    axes.set_yticks(list(row.values()), [textwrap.fill(name, 20) for name in row], size=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(present) - 0.4)
    for place in row.values():
        axes.axhline(place, color="#eeeeee", lw=0.8, zorder=0)
    years_axis(axes, first - 1, last + 1, every=10)
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left", columnspacing=0.9,
        handletextpad=0.1, bbox_to_anchor=(0.0, 0.22 / canvas.figure.get_figheight()),
    )  # fmt: skip
    told = "; ".join(
        f"{group}: "
        + ", ".join(
            f"{one.number} ({one.adopted_on[:4]}{'' if one.named == 'neither' else ', named'})"
            for one in documents[documents["group"] == group].itertuples()
        )
        for group in present
    )
    alt = f"Marks of {len(documents)} documents over time in {len(present)} rows. {told}"
    data = documents[["document", "number", "adopted_on", "group", "named"]]
    return canvas.finish(data, alt, "party_documents")


@house_style()
def plot_raises(raises: pd.DataFrame, until: pd.Timestamp, title: str, subtitle: str) -> Chart:
    """When did each partner reach the top rung? One row a partner, in order of time.

    ``raises``: of ``articles.list_raises``; squares: those the later article lists as raised
    in its window.
    """
    canvas = Canvas(title, subtitle, height=0.225 * len(raises) + 0.15, left=1.15, bottom=0.72)
    axes = canvas.axes
    rows = np.arange(len(raises))[::-1]
    inside = raises["window"].to_numpy(dtype=bool)
    days = raises["established_on_earliest"]
    edge = to_days(pd.Series([until]))[0]
    axes.hlines(rows, to_days(days), np.full(len(raises), edge), color=PALE, lw=3)
    for flag, colour, mark, words in (
        (False, ACCENT, "o", "other partners"),
        (True, SECOND, "s", "listed as raised in the later article"),
    ):
        if (inside == flag).any():
            axes.plot(
                days[inside == flag], rows[inside == flag], mark, color=colour, ms=7, ls="none",
                label=words,
            )  # fmt: skip
    for place, one in zip(rows, raises.itertuples(), strict=True):
        axes.annotate(
            one.established_on, (one.established_on_earliest, place), xytext=(-7, 0),
            textcoords="offset points", size=7.5, ha="right", va="center",
        )  # fmt: skip
    axes.xaxis_date()
    years_axis(axes, int(days.dt.year.min()) - 6, until.year + 1, every=5)
    axes.set_yticks(rows, list(raises["name"]), size=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(raises) - 0.4)
    canvas.figure.legend(
        ncol=2, frameon=False, fontsize=8, loc="lower left", handletextpad=0.2,
        bbox_to_anchor=(0.01, 0.22 / canvas.figure.get_figheight()),
    )  # fmt: skip
    told = ", ".join(f"{one.name} {one.established_on}" for one in raises.itertuples())
    alt = f"Marks of {len(raises)} partners by the day they reached the top rung: {told}"
    data = raises[["event", "name", "established_on", "window"]]
    return canvas.finish(data, alt, "partnerships, claims")
