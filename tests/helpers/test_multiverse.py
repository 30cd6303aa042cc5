"""The evidence as the subject, and headlines under other choices, also on an earlier day."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import claims, evidence, multiverse, overview
from helpers.dataset import load

EARLIER = "2023-06-24"
RELATIONS = multiverse.Headline("own_relations_195", "relations")
LADDER = multiverse.Headline(
    "own_partners_42", "partners", ("strategic partners", "comprehensive partners")
)


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return multiverse.run_multiverse("2025-12-31", [RELATIONS, LADDER])


def test_every_headline_names_a_claim_and_its_definitions() -> None:
    for headline in multiverse.HEADLINES:
        tried = {one.name for one in claims.decide(headline.claim).tried}
        assert set(headline.apart) < tried, headline.claim


def test_printed_values_are_those_of_the_claims(told: pd.DataFrame) -> None:
    shown = told[told["plain"] & (told["kind"] == multiverse.PRINTED)].set_index("claim")
    for claim, row in shown.iterrows():
        decision = claims.decide(str(claim), "2025-12-31")
        assert (row["low"], row["high"]) == (decision.tried[0].low, decision.tried[0].high)
        assert row["relative"] == 100


def test_worlds_agree_with_the_robustness_of_the_claims(told: pd.DataFrame) -> None:
    varied = claims.decide("own_partners_42").robustness
    strict = varied.loc[varied["kind"] == "stricter evidence", "value"].item()
    own = told[(told["label"] == "partners") & told["plain"]]
    assert own.loc[own["kind"] == multiverse.STRICT, "low"].item() == float(strict)
    tried = varied[varied["kind"] == "rival reading"]
    assert (own["kind"] == multiverse.RIVAL).sum() == len(tried)


def test_fewer_rows_never_raise_a_count(told: pd.DataFrame) -> None:
    strict = told[told["kind"] == multiverse.STRICT]
    printed = told[told["kind"] == multiverse.PRINTED].set_index("definition")["low"]
    assert (strict["low"].to_numpy() <= strict["definition"].map(printed).to_numpy()).all()


def test_a_rival_moves_the_count_on_a_day_between_the_readings() -> None:
    told = multiverse.run_multiverse("1995-07-11", [RELATIONS])
    plain = told[told["plain"]]
    shown = plain.loc[plain["kind"] == multiverse.PRINTED, "low"].item()
    usa = plain.loc[plain["variant"] == "USA 1995-07-11", "low"].item()
    assert usa == shown + 1
    assert multiverse.summarise_multiverse(told).at["relations", "rivals_moving"] == 1


def test_nothing_after_the_day_is_tried() -> None:
    told = multiverse.run_multiverse(EARLIER, [LADDER])
    assert not told["variant"].str.contains("2024|2025").any()
    dated = multiverse.measure_conflicts(EARLIER).dropna(subset="days")
    assert dated["value"].max() <= EARLIER
    begun = multiverse.begun_keys("partnerships", EARLIER)
    rows = load("partnerships").set_index("event")
    assert (rows.loc[sorted(begun), "established_on_earliest"].dropna() <= EARLIER).all()


def test_the_block_leaves_the_tables_as_they_were() -> None:
    before = load("partnerships")
    for _, _, world in multiverse.iterate_worlds(["partnerships"], "2025-12-31"):
        with world:
            pass
    pd.testing.assert_frame_equal(load("partnerships"), before)


@pytest.mark.parametrize("day", [EARLIER, "2025-12-31"])
def test_states_add_up_to_the_overview(day: str) -> None:
    states = multiverse.gather_states(day)
    assert len(states) == overview.count_evidence(day).to_numpy().sum()
    support = multiverse.count_support(day)
    assert len(support) == len(states)
    both = states.merge(support, on=["table", "key", "field"], suffixes=("", "_counted"))
    assert (both["families"] == both["families_counted"]).all()
    assert (support["firm"] <= support["families"]).all()
    assert (support["families"] <= support["documents"]).all()
    assert (multiverse.tally_support(support).sum() == len(support)).all()


def test_periods_hold_each_dated_cell_once() -> None:
    states = multiverse.gather_states(EARLIER)
    counts = multiverse.count_by_period(states, EARLIER, [1900, 2000, 2030])
    assert counts.index.tolist() == ["1900 to 1999", "2000 to 2023"]
    whole = multiverse.count_by_period(states, EARLIER, [1900])
    assert counts.to_numpy().sum() == whole.to_numpy().sum()


def test_conflicts_are_cells_and_measured_at_their_nearest_ends() -> None:
    conflicts = multiverse.measure_conflicts("2025-12-31")
    assert evidence.REMARKS not in set(conflicts["field"])
    assert (conflicts["days"].dropna() >= 1).all()
    china = conflicts[conflicts["key"] == "CHN_comprehensive_strategic_2008"]
    assert china["days"].item() == 1  # May 2008 against 1 June 2008
    slovakia = conflicts[conflicts["key"] == "SVK"]
    assert slovakia["days"].item() == (pd.Timestamp("1993-01-01") - pd.Timestamp("1950-02-02")).days


def test_days_in_dispute_are_counted_once() -> None:
    frame = pd.DataFrame(
        {
            "table": "diplomatic_relations",
            "value": ["1950-01-28", "1950-01-23"],
            "reading": ["1950-01-18", "1950-01-20"],
            "days": [10, 3],
        }
    )
    share = multiverse.share_unsettled(frame, "diplomatic_relations", "1950-02-06")
    assert share == pytest.approx(10 / 20)


def test_specifications_keep_every_reading(told: pd.DataFrame) -> None:
    specs = multiverse.list_specifications(told, "own_partners_42")
    own = told[(told["claim"] == "own_partners_42") & told["low"].notna()]
    assert specs["worlds"].sum() == len(own)
    assert specs["low"].is_monotonic_increasing


@pytest.mark.parametrize("day", [EARLIER, "2025-12-31", "2015-12-31"])
def test_indicators_are_whole_and_end_with_the_day(day: str) -> None:
    values = multiverse.gather_indicators(day)
    assert values.columns.tolist() == list(multiverse.INDICATORS.values())
    assert (values > 0).all().all()
    assert values.index.max() <= int(day[:4])
    assert (values.index.to_series().diff().dropna() == 1).all()
