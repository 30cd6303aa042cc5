"""The charts' font, cut to what a page needs, in a format browsers read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl
from fontTools import subset

FACES = {"DejaVuSans": 400, "DejaVuSans-Bold": 700}
"""File names of the faces that charts use, and their weights."""

_DRAWN = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)


def list_drawn(texts: Iterable[str]) -> list[int]:
    """The characters that the drawings in some pages write.

    >>> list_drawn(["<p>z</p><svg><text>ab</text></svg>", "<text x='1'>b&amp;</text>"])
    [38, 97, 98]
    """
    words = {html.unescape(word) for text in texts for word in _DRAWN.findall(text)}
    return sorted({ord(character) for word in words for character in word})


def cut_font(face: str, target: Path, characters: Iterable[int]) -> None:
    """Write one face as WOFF with only these characters; the same ones give the same file."""
    font_file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf"
    options = subset.Options(flavor="woff", layout_features=["kern"])
    options.drop_tables += ["FFTM"]  # the font editor's time stamp
    with subset.load_font(str(font_file), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters)
        cutter.subset(font)
        font["head"].modified = font["head"].created  # no clock in what we ship
        subset.save_font(font, str(target), options)
