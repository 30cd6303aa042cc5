"""Claims: the rules of verdicts, what each famous number means, and how firmly it stands."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import DatasetError, claims, load
from helpers.claims.compare import meets_number, number
from helpers.claims.model import Claim, find_claim
from helpers.claims.ranks import bound_rank
from helpers.claims.registry import DECIDERS
from helpers.claims.verdicts import judge
from helpers.dataset import use_tables
from helpers.evidence import replace_reading
from helpers.provenance import Provenance, trace


def make_claim(quantity: float = 60, comparator: str = "gt", kind: str = "count") -> Claim:
    return Claim(
        id="own_test",
        document="article_2025",
        locator="nowhere",
        kind=kind,
        statement="a test",
        quantity=quantity,
        comparator=comparator,
        unit="things",
        stated_on="2025-04",
        stated_until=None,
        items=frozenset(),
        decided_by=None,
        sense=None,
        about=(),
        theme=None,
        needs="more data",
    )


@pytest.mark.parametrize(
    ("quantity", "comparator", "low", "high", "meets"),
    [
        (17, "eq", 17, 17, "yes"),
        (17, "eq", 16, 17, "open"),
        (17, "eq", 20, 23, "no"),
        (60, "gt", 60, 60, "no"),
        (60, "gt", 61, 61, "yes"),
        (60, "gt", 59, 62, "open"),
        (60, "ge", 60, 60, "yes"),
        (20, "le", 20, 20, "yes"),
        (20, "le", 19, 22, "open"),
        (20, "le", 21, 22, "no"),
        (170, "approx", 173, 173, "yes"),
        (170, "approx", 176, 176, "no"),
        (30, "lt", 28, 28, "yes"),
        (30, "lt", 30, 30, "no"),
        (30, "lt", 20, 20, "no"),
    ],
)
def test_a_number_meets_a_claim(
    quantity: float, comparator: str, low: float, high: float, meets: str
) -> None:
    assert meets_number(make_claim(quantity, comparator), low, high) == meets


def _judge(claim: Claim, values: list[tuple[float, float]], states: dict[str, int]) -> str:
    rows = load("diplomatic_relations").query("partner == 'FRA'")
    tried = [number(claim, f"sense {i}", low, high, [rows]) for i, (low, high) in enumerate(values)]
    evidence = Provenance(trace(rows).rows, states, ("somewhere",))
    return judge(claim, tried, evidence)[0]


@pytest.mark.parametrize(
    ("values", "states", "verdict"),
    [
        ([(61, 61)], {"two_independent": 1}, "supported"),
        ([(61, 61)], {"conflict": 1}, "partly"),
        ([(61, 61)], {"tertiary_only": 1}, "partly"),
        ([(55, 55), (61, 61)], {"two_independent": 1}, "partly"),
        ([(55, 55), (59, 59)], {"two_independent": 1}, "contradicted"),
        ([(55, 65)], {"two_independent": 1}, "undetermined"),
        ([(55, 65), (70, 70)], {"two_independent": 1}, "partly"),
        ([], {}, "undetermined"),
    ],
)
def test_rules_of_verdicts(
    values: list[tuple[float, float]], states: dict[str, int], verdict: str
) -> None:
    assert _judge(make_claim(), values, states) == verdict


def test_a_judgement_of_value_is_not_scored() -> None:
    assert judge(make_claim(kind="evaluative"), (), Provenance())[0] == "not_scored"


def test_an_assertion_is_no_evidence_for_itself() -> None:
    decision = claims.decide("a2023_visits_abroad_32")
    assert decision.value == "32"
    assert decision.verdict == "undetermined"
    assert "Only the article itself" in decision.reason


VERDICTS = {
    "a2023_growth_top_10": "partly",
    "a2023_sanctions_11": "supported",
    "a2023_trade_over_700bn": "supported",
    "a2023_trade_top_20": "partly",
    "a2023_vaccine_doses_151m": "supported",
    "a2023_war_month_16": "partly",
    "a2025_agreements_17": "supported",
    "a2025_forums_8": "partly",
    "a2025_investment_top_20": "supported",
    "a2025_organisations_70": "supported",
    "a2025_partner_economies_60": "contradicted",
    "a2025_relations_194": "supported",
    "a2025_resolution_59_shift": "partly",
    "a2025_top_partners_12": "supported",
    "a2025_top_partners_raised_6": "supported",
    "a2025_trade_rank_17": "contradicted",
}


@pytest.mark.parametrize(("claim", "verdict"), VERDICTS.items())
def test_the_verdict_on_each_famous_number(claim: str, verdict: str) -> None:
    assert claims.decide(claim).verdict == verdict


def _values(claim: str) -> dict[str, str]:
    table = claims.decide(claim).definitions
    return dict(zip(table["definition"], table["value"], strict=True))


def test_which_definition_makes_each_printed_number_true() -> None:
    agreements = _values("a2025_agreements_17")
    assert agreements["signed by Viet Nam"] == "17"
    assert agreements["in force for Viet Nam"] == "16"
    economies = claims.decide("a2025_partner_economies_60").tried
    assert [(one.name, one.beside) for one in economies if one.meets == "yes"] == [
        ("agreements signed, other trade agreements, the states of EFTA", True)
    ]
    trade = claims.decide("a2025_trade_rank_17").tried
    assert [(one.name, one.beside) for one in trade if one.meets == "yes"] == [
        ("exports of goods, 2023, the European Union as one", True)
    ]
    assert trade[0].value == "20"
    growth = _values("a2023_growth_top_10")
    assert growth["geometric mean"] == "12"
    assert growth["average of yearly rates"] == "13"
    assert growth["geometric mean, without states below 1.5 million people"] == "9"


def test_early_2025_is_a_window() -> None:
    values = _values("a2025_top_partners_raised_6")
    assert values["to the end of January"].startswith("3:")
    assert values["to the end of the first quarter"].startswith("6:")
    assert values["to the middle of the year"].startswith("7:")


def test_the_same_claim_on_another_day() -> None:
    assert claims.decide("a2025_relations_194", "2025-12-31").verdict == "contradicted"
    assert claims.decide("a2025_relations_194", "2025-04-15").verdict == "supported"
    assert claims.decide("a2023_vaccine_doses_151m", "2023-06-24").verdict == "supported"
    with pytest.raises(DatasetError, match="not yet in print"):
        claims.decide("a2025_relations_194", "2023-06-24")


def test_every_claim_has_an_answer() -> None:
    table = claims.list_verdicts()
    assert len(table) == len(load("claims"))
    assert set(table["verdict"]) == set(claims.VERDICTS)
    assert table["reason"].str.len().gt(10).all()
    assert (table.query("document == 'collection'")["verdict"] == "supported").all()


def test_nothing_after_the_day_enters_an_answer() -> None:
    table = claims.list_verdicts(as_of="2023-06-24")
    assert set(table["document"]) == {"article_2023", "collection"}
    for claim in table.index:
        decision = claims.decide(claim, "2023-06-24")
        for frame in decision.rows:
            starts = [name for name in frame.columns if name.endswith("_earliest")]
            if frame.attrs["table"] in ("diplomatic_relations", "partnerships", "events"):
                assert (frame[starts[0]].dropna() <= pd.Timestamp("2023-06-24")).all(), claim


def test_every_decider_is_used_and_known() -> None:
    used = set(load("claims")["decided_by"].dropna())
    assert used == set(DECIDERS)


def test_an_unknown_claim_is_answered_with_the_nearest() -> None:
    with pytest.raises(DatasetError, match="a2025_agreements_17"):
        find_claim("a2025_agreement_17")


def test_robustness_reports_what_moves() -> None:
    decision = claims.decide("a2025_relations_194")
    table = decision.robustness.set_index("variant")
    well = table.loc["rows with two independent sources only"]
    assert well["value_moves"]
    assert well["verdict_moves"]
    rivals = table[table.index.str.startswith("diplomatic_relations:")]
    assert len(rivals) >= 10
    assert not rivals["verdict_moves"].any()
    assert claims.decide("a2025_resolution_59").moves in ("verdict", "value", "nothing")
    assert claims.decide("a2023_us_china_tension").robustness.empty


def test_one_changed_date_changes_the_verdict() -> None:
    printed = load("partnerships")
    key = printed.query("partner == 'SGP' and tier == 'comprehensive_strategic'")["event"].item()
    later = replace_reading(printed, key, "established_on", "2025-06-12")
    with use_tables({"partnerships": later}):
        assert claims.decide("a2025_top_partners_12").verdict == "contradicted"
        assert claims.decide("a2025_top_partners_raised_6").verdict == "contradicted"
    assert claims.decide("a2025_top_partners_12").verdict == "supported"


def test_ranks_are_bounds_where_the_world_is_incomplete() -> None:
    values = pd.Series({"A": 9.0, "VNM": 4.0, "B": 2.0})
    assert bound_rank(values, 15.0, 3) == (2, 2)
    assert bound_rank(values, 24.0, 10) == (2, 4)
    assert bound_rank(values, None, 5) == (2, 4)


def test_tables_given_to_a_block_must_come_from_load() -> None:
    frame = pd.DataFrame({"partner": []})
    with (
        pytest.raises(DatasetError, match="does not come from load"),
        use_tables({"partnerships": frame}),
    ):
        pass
