"""Concentration: published examples, identities, and bounds that hold and are reached."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers.concentration import (
    Measure,
    bound,
    count_effective,
    count_effective_entropy,
    find_shares,
    measure_hhi,
    measure_theil,
    split_theil,
    spread_rest,
    stack_rest,
)
from helpers.methods import SEED

MEASURES = (measure_hhi, measure_theil, count_effective, count_effective_entropy)


def draw_sizes(count: int = 200) -> list[np.ndarray]:
    rng = np.random.default_rng(SEED)
    return [rng.pareto(1.2, size=rng.integers(2, 60)) + 0.01 for _ in range(count)]


def test_the_example_of_the_merger_guidelines() -> None:
    # United States Department of Justice and FTC, Horizontal Merger Guidelines: four firms
    # with 30, 30, 20 and 20 per cent have an HHI of 2,600; a single seller has 10,000.
    assert 10_000 * measure_hhi([30, 30, 20, 20]) == pytest.approx(2600)
    assert 10_000 * measure_hhi([7]) == pytest.approx(10_000)


def test_a_merger_adds_twice_the_product_of_the_shares() -> None:
    # The same guidelines: shares of 5 and 10 per cent that merge add 100 points.
    apart, merged = measure_hhi([5, 10, 85]), measure_hhi([15, 85])
    assert 10_000 * (merged - apart) == pytest.approx(100)


def test_the_eighty_twenty_rule_in_the_theil_index() -> None:
    # A fifth of the parts with four fifths of the whole: 0.6 ln 4, by hand.
    assert measure_theil([80 / 20] * 20 + [20 / 80] * 80) == pytest.approx(0.6 * np.log(4))


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_equal_parts_and_a_single_part(count: int) -> None:
    equal, single = np.ones(count), np.eye(count)[0]
    assert count_effective(equal) == pytest.approx(count)
    assert count_effective_entropy(equal) == pytest.approx(count)
    assert measure_theil(equal) == pytest.approx(0, abs=1e-12)
    assert measure_theil(single) == pytest.approx(np.log(count))
    assert count_effective(single) == pytest.approx(1)


def test_order_scale_and_the_chain_of_effective_numbers() -> None:
    rng = np.random.default_rng(SEED)
    for sizes in draw_sizes():
        for measure in MEASURES:
            assert measure(3.7 * rng.permutation(sizes)) == pytest.approx(measure(sizes))
        # Hill numbers fall with their order: count, exp(entropy), inverse HHI.
        assert sizes.size >= count_effective_entropy(sizes) >= count_effective(sizes) >= 1
        entropy = stats.entropy(find_shares(sizes))
        assert measure_theil(sizes) == pytest.approx(np.log(sizes.size) - entropy)


def test_a_transfer_from_small_to_large_raises_concentration() -> None:
    for sizes in draw_sizes():
        moved = np.sort(sizes)
        gift = moved[0] / 2
        moved[0] -= gift
        moved[-1] += gift
        assert measure_hhi(moved) > measure_hhi(sizes)
        assert measure_theil(moved) > measure_theil(sizes)


def test_between_and_within_add_up() -> None:
    rng = np.random.default_rng(SEED)
    for sizes in draw_sizes():
        groups = rng.integers(0, 4, size=sizes.size)
        between, within = split_theil(sizes, groups)
        assert between + within == pytest.approx(measure_theil(sizes))
        assert between >= -1e-12
        assert within >= -1e-12
    # Replacing each part by its group's mean leaves between and takes away within.
    between, within = split_theil([4, 4, 1, 1], [0, 0, 1, 1])
    assert within == pytest.approx(0)
    assert between == pytest.approx(measure_theil([4, 4, 1, 1]))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("listed_too", [False, True])
def test_every_allocation_of_the_rest_lies_within_the_bounds(
    measure: Measure, listed_too: bool
) -> None:
    rng = np.random.default_rng(SEED)
    for sizes in draw_sizes(60):
        parts = sizes.size + int(rng.integers(1, 12))
        total = sizes.sum() * (1 + rng.random())
        rest = total - sizes.sum()
        cap = max(sizes.max(), rest) * 1.01
        found = bound(measure, sizes, total, parts, cap=cap, listed_too=listed_too)
        spare = parts - sizes.size
        for _ in range(20):
            # A lopsided random split of the rest over the parts outside the list.
            given = rng.dirichlet(np.full(spare, 0.3)) * rest
            value = measure(np.concatenate([sizes, given]))
            assert found.low - 1e-9 <= value <= found.high + 1e-9


def test_the_upper_bound_covers_a_rest_that_belongs_to_listed_parts() -> None:
    rng = np.random.default_rng(SEED)
    reached = 0.0
    known, total, parts, cap = np.array([50.0, 20.0, 10.0]), 100.0, 6, 60.0
    found = bound(measure_hhi, known, total, parts, cap=cap, listed_too=True)
    for _ in range(3000):
        given = rng.dirichlet(np.full(parts, 0.2)) * 20.0
        whole = np.concatenate([known, np.zeros(3)]) + given
        if whole.max() <= cap:
            reached = max(reached, measure_hhi(whole))
    assert reached <= found.high + 1e-12
    assert found.high == pytest.approx(measure_hhi([60, 30, 10]))
    assert reached > 0.97 * found.high


def test_bounds_meet_when_everything_is_known_and_narrow_with_knowledge() -> None:
    sizes = [50.0, 25.0, 15.0, 10.0]
    exact = bound(measure_hhi, sizes, 100.0, 4)
    assert exact.low == pytest.approx(exact.high) == pytest.approx(measure_hhi(sizes))
    widths = []
    for known in range(1, 5):
        found = bound(measure_hhi, sizes[:known], 100.0, 30)
        assert found.low - 1e-12 <= measure_hhi(sizes) <= found.high + 1e-12
        widths.append(found.high - found.low)
    assert widths == sorted(widths, reverse=True)


def test_by_hand() -> None:
    assert spread_rest([60, 20], 100, 4).tolist() == [60, 20, 10, 10]
    assert stack_rest([60, 20], 100, 5, cap=60).tolist() == [60, 20, 20, 0, 0]
    assert stack_rest([30, 10], 100, 9, cap=30).tolist() == [30, 10, 30, 30, 0, 0, 0, 0, 0]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="exceed the total"):
        bound(measure_hhi, [60, 50], 100, 4)
    with pytest.raises(ValueError, match="larger than the cap"):
        bound(measure_hhi, [60, 20], 100, 4, cap=50)
    with pytest.raises(ValueError, match="does not fit"):
        stack_rest([10], 100, 3, cap=20)
    with pytest.raises(ValueError, match="all parts are listed"):
        spread_rest([60, 20], 100, 2)
    for bad in ([], [-1, 2], [0, 0], [np.nan, 1]):
        with pytest.raises(ValueError, match=r"sizes|shares"):
            measure_hhi(bad)
