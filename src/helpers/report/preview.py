"""The picture that messengers show beside a link to the report."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from helpers.figures import ACCENT, house_style

_SIZE = (12.0, 6.3)


def draw_preview(title: str, finding: str, stamp: str, target: Path) -> None:
    """Write a PNG of 1200 by 630 pixels: title, one finding, version and cut-off."""
    with house_style():
        figure = Figure(figsize=_SIZE, facecolor=ACCENT)
        white: dict[str, Any] = {"color": "white", "va": "top"}
        heading = "\n".join(textwrap.wrap(title, 30))
        figure.text(0.06, 0.9, heading, size=46, weight="bold", linespacing=1.15, **white)
        figure.text(0.06, 0.5, "\n".join(textwrap.wrap(finding, 54)[:4]), size=25, **white)
        figure.text(0.06, 0.1, stamp, size=18, **white)
        figure.savefig(target, dpi=100, metadata={"Software": None})
