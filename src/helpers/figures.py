"""House style: a figure that carries its own alt text and a digest of what it plots.

A ``Chart`` is finished when it is made: drawn with no global state, rendered once to
deterministic SVG (same data, same bytes), with alt text written from the plotted numbers.
In a notebook it shows as SVG, with the plotted data as CSV beside it; its plain text holds
the title, the alt text and a digest of the data, so a changed picture is caught even where
images are not compared.
"""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.dataset import package
from helpers.dates import show_date

# Okabe and Ito's colours (jfly.uni-koeln.de/color), safe for colour-blind readers.
INK = "#222222"
GREY = "#767676"
PALE = "#d9d9d9"
ACCENT = "#0072b2"
SECOND = "#d55e00"
THIRD = "#009e73"
FOURTH = "#cc79a7"
LADDER = {
    "sectoral_strategic": "#bdbdbd",
    "comprehensive": "#9ecae1",
    "strategic": "#3f8fc5",
    "comprehensive_strategic": "#08306b",
    "special_relationship": "#d55e00",
}

WIDTH = 5.0
"""Inches; narrow enough that nine-point text is still legible at 390 CSS pixels."""

_MARGIN = 0.12
_TITLE_LINE = 0.225
_PANEL_TITLE = 0.15
_SUBTITLE_LINE = 0.18
_TITLE_WIDTH = 49
_SUBTITLE_WIDTH = 70
SOURCE_LINE_ID = "source-line"
SOURCE_LINE_HEIGHT = 0.25

_STYLE: dict[Any, Any] = {
    "axes.edgecolor": GREY,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "vietnam-integration-notebooks",
    "text.color": INK,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 9,
}


@dataclass(frozen=True)
class Chart:
    """One finished figure: its SVG, and in words and numbers what it shows.

    ``data`` is the frame that was plotted, ``alt`` the text alternative, ``caption`` the
    line on data and cut-off drawn under the figure.
    """

    title: str
    alt: str
    caption: str
    data: pd.DataFrame
    svg: str = field(repr=False)

    @property
    def digest(self) -> str:
        return digest_of(self.data)

    @property
    def csv(self) -> str:
        """The plotted data as CSV, numbers at 6 significant digits."""
        return write_csv(self.data)

    @property
    def text(self) -> str:
        rows, columns = self.data.shape
        return (
            f"Figure: {self.title}\n{self.alt}\n{self.caption}\n"
            f"Plotted: {rows} rows x {columns} columns, digest {self.digest}"
        )

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        bundle = {"image/svg+xml": self.svg, "text/csv": self.csv, "text/plain": self.text}
        return bundle, {"image/svg+xml": {"alt": self.alt, "caption": self.caption}}


def digest_of(data: pd.DataFrame) -> str:
    """Eight hex digits that change when any plotted value does (at 6 significant digits).

    >>> digest_of(pd.DataFrame({"year": [1950], "count": [9]}))
    'db5692a2'
    """
    return hashlib.sha256(write_csv(data).encode()).hexdigest()[:8]


def write_csv(data: pd.DataFrame) -> str:
    """A frame as CSV without its index, numbers at 6 significant digits.

    >>> write_csv(pd.DataFrame({"year": [1950], "share": [1 / 3]}))
    'year,share\\n1950,0.333333\\n'
    """
    return str(data.to_csv(index=False, float_format="%.6g", lineterminator="\n"))


class Canvas:
    """A blank figure in house style: ``axes`` to draw on, ``finish`` to get the Chart.

    The title states the finding with its number; the subtitle states measure, unit,
    period and n. ``left`` and ``right`` are margins in inches; ``panels`` stacks axes, and
    leaves room for a title over each.
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        height: float,
        left: float = 0.55,
        right: float = 0.2,
        bottom: float = 0.42,
        panels: int = 1,
        gap: float = 0.75,
    ) -> None:
        self.title = title
        title_lines = textwrap.wrap(title, _TITLE_WIDTH)
        subtitle_lines = textwrap.wrap(subtitle, _SUBTITLE_WIDTH)
        head = _TITLE_LINE * len(title_lines) + _SUBTITLE_LINE * len(subtitle_lines) + 0.30
        head += _PANEL_TITLE if panels > 1 else 0
        foot = bottom + SOURCE_LINE_HEIGHT
        total = height + head + foot
        self.figure = Figure(figsize=(WIDTH, total))
        self._write_head(title_lines, subtitle_lines, total)
        width = (WIDTH - left - right) / WIDTH
        each = (height - gap * (panels - 1)) / panels
        self.panels: list[Axes] = [
            self.figure.add_axes(
                (
                    left / WIDTH,
                    (foot + (each + gap) * place) / total,
                    width,
                    each / total,
                )
            )
            for place in reversed(range(panels))
        ]
        self._total = total

    @property
    def axes(self) -> Axes:
        return self.panels[0]

    def _write_head(self, title: list[str], subtitle: list[str], total: float) -> None:
        down = _MARGIN
        for line in title:
            self._write(down, total, line, size=11.5, weight="bold")
            down += _TITLE_LINE
        down += 0.02
        for line in subtitle:
            self._write(down, total, line, size=9, color="#555555")
            down += _SUBTITLE_LINE

    def _write(self, down: float, total: float, text: str, **style: Any) -> None:
        self.figure.text(_MARGIN / WIDTH, 1 - down / total, text, va="top", **style)

    def finish(self, data: pd.DataFrame, alt: str, tables: str) -> Chart:
        """Render to SVG. ``tables`` names the tables the figure was drawn from."""
        caption = describe_data(tables)
        line = self.figure.text(
            _MARGIN / WIDTH,
            0.07 / self._total,
            caption,
            va="bottom",
            size=7,
            color=GREY,
        )
        line.set_gid(SOURCE_LINE_ID)
        alt = f"{alt.rstrip('.')}."
        return Chart(self.title, alt, caption, data.reset_index(drop=True), _to_svg(self.figure))


def describe_data(tables: str) -> str:
    """The line under a figure: tables, data version, cut-off.

    >>> describe_data("partnerships").startswith("Data: partnerships, version")
    True
    """
    current = package()
    return f"Data: {tables}, version {current.version}, cut-off {show_date(current.cut_off)}"


@contextmanager
def house_style() -> Iterator[None]:
    """matplotlib settings of the house, in force only inside the ``with`` block.

    They start from matplotlib's own defaults: a reader's ``matplotlibrc`` changes no figure.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def _to_svg(figure: Figure) -> str:
    """Render without date, tool or repeated font names: same data, same and fewer bytes."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r" *<metadata>.*?</metadata>\n", "", text, flags=re.DOTALL)
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    text = text.replace("font-family: 'DejaVu Sans'; ", "")
    return text.replace("<svg ", """<svg font-family="'DejaVu Sans', sans-serif" """, 1)


def label_end(axes: Axes, x: Any, y: float, text: str, color: str, dy: float = 0) -> None:
    """Label a line directly at its right end instead of in a legend."""
    axes.annotate(
        text,
        (x, y),
        xytext=(4, dy),
        textcoords="offset points",
        va="center",
        color=color,
        weight="bold",
        size=8.5,
        linespacing=0.95,
    )


def name_extremes(values: pd.Series, what: str) -> str:
    """Words for alt text: the smallest and largest value and where they stand.

    >>> name_extremes(pd.Series([3, 12], index=[2001, 2025]), "partners")
    'lowest 3 partners (2001), highest 12 partners (2025)'
    """
    low, high = values.idxmin(), values.idxmax()
    return f"lowest {values[low]:g} {what} ({low}), highest {values[high]:g} {what} ({high})"
