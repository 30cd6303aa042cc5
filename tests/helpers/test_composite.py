"""The steps of a composite index: scales, weights, means, and what the message depends on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import composite

FRAME = pd.DataFrame(
    {"a": [1.0, 2.0, 4.0, 3.0], "b": [10.0, 40.0, 20.0, 30.0]}, index=[2000, 2001, 2002, 2003]
)


def test_scales_have_the_units_they_say() -> None:
    scaled = composite.normalise(FRAME, "min-max")
    assert scaled.min().tolist() == [1, 1]
    assert scaled.max().tolist() == [100, 100]
    scores = composite.normalise(FRAME, "z-score")
    assert np.allclose(scores.mean(), 50)
    assert np.allclose(scores.std(ddof=0), 10)
    assert composite.normalise(FRAME, "rank")["b"].tolist() == [1, 4, 2, 3]
    shares = composite.normalise(FRAME, "share of maximum")
    assert np.allclose(shares["a"] / shares["a"].iloc[0], FRAME["a"] / FRAME["a"].iloc[0])


@pytest.mark.parametrize("method", composite.NORMALISATIONS)
def test_scales_keep_order_and_forget_units(method: str) -> None:
    scaled = composite.normalise(FRAME, method)
    assert (scaled.rank() == FRAME.rank()).all().all()
    assert np.allclose(composite.normalise(FRAME * 1000, method), scaled)


def test_scales_refuse_what_they_cannot_carry() -> None:
    with pytest.raises(ValueError, match="every cell"):
        composite.normalise(FRAME.assign(a=np.nan), "rank")
    with pytest.raises(ValueError, match="never changes"):
        composite.normalise(FRAME.assign(a=1.0), "rank")
    with pytest.raises(ValueError, match="not above zero"):
        composite.normalise(FRAME.assign(a=FRAME["a"] - 1), "share of maximum")
    with pytest.raises(ValueError, match="choose one of"):
        composite.normalise(FRAME, "percentile")


def test_weights_are_flat_dirichlet() -> None:
    weights = composite.draw_weights(5, 20_000)
    assert np.allclose(weights.sum(axis=1), 1)
    assert (weights >= 0).all()
    assert weights[0].tolist() == [0.2] * 5
    assert np.allclose(weights[1:].mean(axis=0), 0.2, atol=0.005)
    # Each weight alone is Beta(1, k - 1), with variance (k - 1) / (k^2 (k + 1)).
    assert np.allclose(weights[1:].var(axis=0), 4 / (25 * 6), rtol=0.05)
    assert stats.kstest(weights[1:, 0], stats.beta(1, 4).cdf).pvalue > 0.001
    assert (composite.draw_weights(5, 9) == composite.draw_weights(5, 9)).all()


def test_means_agree_with_scipy_and_with_their_inequality() -> None:
    weights = composite.draw_weights(2, 50)
    flat = composite.aggregate(FRAME, weights, "arithmetic")
    round_ = composite.aggregate(FRAME, weights, "geometric")
    for draw in (0, 7):
        expected = stats.gmean(FRAME, axis=1, weights=np.tile(weights[draw], (4, 1)))
        assert np.allclose(round_[:, draw], expected)
        assert np.allclose(flat[:, draw], np.average(FRAME, axis=1, weights=weights[draw]))
    assert (round_ <= flat + 1e-9).all()
    with pytest.raises(ValueError, match="adding up to one"):
        composite.aggregate(FRAME, [0.5, 0.6], "arithmetic")
    with pytest.raises(ValueError, match="above zero"):
        composite.aggregate(FRAME - 1, [0.5, 0.5], "geometric")


def test_messages_are_read_off_each_variant() -> None:
    variants = composite.build_variants(FRAME, np.array([[1.0, 0.0], [0.0, 1.0]]), ["rank"])
    told = composite.read_messages(variants, 2000, 2003).query("aggregation == 'arithmetic'")
    assert told["ratio"].tolist() == [3, 3]
    assert told["fastest"].tolist() == [2002, 2001]


def test_ranks_range_over_variants() -> None:
    ranks = composite.range_ranks(pd.DataFrame({2000: [1, 1, 1, 5], 2001: [2, 2, 2, 2]}))
    assert ranks.loc[2000].tolist() == [1, 2, 2, 75]


def test_shares_of_variance_match_theory() -> None:
    levels = np.arange(6.0)
    grid = pd.MultiIndex.from_product([levels, levels, levels], names=["a", "b", "c"])
    frame = grid.to_frame(index=False)
    added = frame.assign(y=3 * frame["a"] + frame["b"])
    shares = composite.decompose_variance(added, ["a", "b", "c"], "y")
    assert np.allclose(shares["alone"], [90, 10, 0])
    assert np.allclose(shares["with_others"], [90, 10, 0])
    # Y = A B with independent factors: V = (vA + mA^2)(vB + mB^2) - (mA mB)^2, S_A = vA mB^2 / V.
    product = frame.assign(y=frame["a"] * frame["b"])
    v, m = levels.var(), levels.mean()
    total = (v + m**2) ** 2 - m**4
    shares = composite.decompose_variance(product, ["a", "b", "c"], "y")
    assert np.isclose(shares.at["a", "alone"], 100 * v * m**2 / total)
    assert np.isclose(shares.at["a", "with_others"], 100 * (v * m**2 + v**2) / total)
    assert np.allclose(shares.loc["c"], 0)


def test_shares_need_a_full_grid_that_varies() -> None:
    grid = pd.DataFrame({"a": [0, 0, 1], "b": [0, 1, 0], "y": [1.0, 2.0, 3.0]})
    with pytest.raises(ValueError, match="every combination"):
        composite.decompose_variance(grid, ["a", "b"], "y")
    whole = pd.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [1.0] * 4})
    with pytest.raises(ValueError, match="never varies"):
        composite.decompose_variance(whole, ["a", "b"], "y")
