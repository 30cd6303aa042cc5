"""Figures: the same bytes from the same data, legible without colour, alt text that counts."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from helpers import count_over_time, figures, ladder, plots

_DRAW = """
import hashlib
from helpers import ladder, plots
counts = ladder.count_rungs("2025-12-31")
chart = plots.plot_ladder(counts, "A title", "A subtitle")
print(hashlib.sha256(chart.svg.encode()).hexdigest())
"""


def test_svg_is_the_same_in_every_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _DRAW],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] != ""


def test_a_changed_value_changes_digest_and_picture() -> None:
    counts = ladder.count_rungs("2025-12-31")
    changed = counts.assign(certain=counts["certain"] + (counts.index == 3))
    first, second = (plots.plot_ladder(data, "t", "s") for data in (counts, changed))
    assert first.digest != second.digest
    assert first.svg != second.svg


def test_plain_text_holds_title_alt_caption_and_digest() -> None:
    chart = plots.plot_ladder(ladder.count_rungs("2025-12-31"), "A finding", "s")
    bundle, metadata = chart._repr_mimebundle_()
    text = bundle["text/plain"]
    assert "A finding" in text
    assert "14 comprehensive strategic" in chart.alt
    assert chart.alt in text
    assert chart.digest in text
    assert metadata["image/svg+xml"]["alt"] == chart.alt


def test_drawing_leaves_no_trace_in_matplotlib() -> None:
    import matplotlib as mpl
    from matplotlib import pyplot

    before = dict(mpl.rcParams)
    plots.plot_ladder(ladder.count_rungs("2025-12-31"), "t", "s")
    assert dict(mpl.rcParams) == before
    assert pyplot.get_fignums() == []


def _simulate(colour: str, matrix: list[list[float]]) -> np.ndarray:
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen: np.ndarray = np.clip(np.array(matrix) @ linear, 0, 1)
    return seen


def _to_lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    scaled = (to_xyz @ linear) / np.array([0.9505, 1.0, 1.089])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira and Fernandes 2009, full severity, in linear RGB.
_VISIONS = {
    "full colour": [[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no colour": [[0.2126, 0.7152, 0.0722]] * 3,
}


@pytest.mark.parametrize("vision", _VISIONS)
def test_the_rungs_can_be_told_apart_by_everyone(vision: str) -> None:
    rungs = [figures.LADDER[rung] for rung in ladder.RUNGS]
    for first, second in itertools.combinations(rungs, 2):
        labs = [_to_lab(_simulate(colour, _VISIONS[vision])) for colour in (first, second)]
        assert np.linalg.norm(labs[0] - labs[1]) > 18, (first, second)


def test_extremes_are_named_in_words() -> None:
    by_year = count_over_time("diplomatic_relations", ["1950-12-31", "2025-12-31"])
    words = figures.name_extremes(by_year["count"].set_axis([1950, 2025]), "states")
    assert words == "lowest 9 states (1950), highest 195 states (2025)"


def test_long_titles_wrap_inside_the_figure() -> None:
    chart = plots.plot_ladder(ladder.count_rungs("2025-12-31"), "word " * 30, "sub " * 40)
    assert "word word" in chart.svg
    assert isinstance(chart.data, pd.DataFrame)
