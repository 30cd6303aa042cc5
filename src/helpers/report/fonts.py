"""The charts' font, cut to what a page needs, in a format browsers read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl
from fontTools import subset

FACES = {"DejaVuSans": 400, "DejaVuSans-Bold": 700}
"""File names of the faces that charts use, and their weights."""

# Latin with Vietnamese diacritics, general punctuation, arrows and mathematical signs.
CHARACTERS = [*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2000, 0x2300)]


def cut_font(face: str, target: Path, characters: Iterable[int] = CHARACTERS) -> None:
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
