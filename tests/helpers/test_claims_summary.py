"""The claims taken together: nothing is counted twice or left out, and made-up cases come out."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from helpers import DatasetError
from helpers.claims import summary
from helpers.claims.decision import Decision
from helpers.claims.verdicts import VERDICTS

DAY = "2025-12-31"


@pytest.fixture(scope="module")
def decisions() -> dict[str, Decision]:
    return summary.list_as_known(DAY)


def test_verdicts_are_counted_once_by_document_and_by_kind(decisions: dict[str, Decision]) -> None:
    verdicts = Counter(one.verdict for one in decisions.values())
    for by in ("document", "kind"):
        table = summary.tally_verdicts(decisions, by)
        assert table.columns.tolist() == list(VERDICTS)
        assert table.sum().to_dict() == {verdict: verdicts[verdict] for verdict in VERDICTS}


def test_every_claim_of_an_article_stands_in_one_part(decisions: dict[str, Decision]) -> None:
    listed = Counter(
        key for part in summary.PARTS for key in summary.list_part(decisions, part)[0]["id"]
    )
    wanted = {k for k, one in decisions.items() if one.claim.document in summary.ARTICLES}
    assert set(listed) == wanted
    assert set(listed.values()) == {1}
    with pytest.raises(DatasetError, match="choose one of"):
        summary.list_part(decisions, "epilogue")


def test_what_fails_and_what_is_open_is_listed_whole(decisions: dict[str, Decision]) -> None:
    failed = summary.list_failed(decisions)
    assert set(failed["id"]) == set(summary.pick_verdicts(decisions, "partly", "contradicted"))
    assert failed["verdict"].is_monotonic_decreasing == (failed["verdict"].iloc[0] == "partly")
    opened = summary.list_undetermined(decisions)
    assert set(opened["id"]) == set(summary.pick_verdicts(decisions, "undetermined"))
    assert opened["what would decide it"].str.len().gt(0).all()


def test_nothing_of_a_later_article_is_known_before_it() -> None:
    early = summary.list_as_known("2023-06-24")
    assert "article_2025" not in {one.claim.document for one in early.values()}
    shown, rows = summary.list_part(early, "capital")
    assert shown.index.tolist() == ["not in print on this day"]
    assert rows.empty


def test_freedom_counts_distinct_points_and_neighbours_apart() -> None:
    values = pd.DataFrame(
        [
            ("x", "plain", 5.0, 5.0),
            ("x", "other", 5.0, 5.0),
            ("x", "other", 7.0, 7.0),
            ("x", "other", 1.0, 9.0),
            ("x", "beside", 12.0, 12.0),
        ],
        columns=["claim", "role", "low", "high"],
    )
    freedom = summary.measure_freedom(values)
    assert freedom.loc[("x", False)].tolist() == [3, 2, 5, 7]
    assert freedom.loc[("x", True)].tolist() == [4, 3, 5, 12]


def test_changes_between_days_are_told_from_print_to_the_last_day() -> None:
    told = pd.DataFrame(
        [
            ("down", "says down", "2020", "12", "supported"),
            ("down", "says down", "2021", "14", "contradicted"),
            ("up", "says up", "2020", "none", "not_in_print"),
            ("up", "says up", "2021", "3", "partly"),
            ("up", "says up", "2022", "4", "supported"),
            ("same", "says same", "2020", "1", "supported"),
            ("same", "says same", "2022", "1", "supported"),
        ],
        columns=["claim", "says", "day", "value", "verdict"],
    )
    assert summary.split_changes(told) == (1, 1)
    assert summary.tell_change(told, "up") == {"says": "says up", "early": "3", "late": "4"}
    assert set(summary.tell_change(told, "absent").values()) == {"none"}


def test_the_largest_step_is_a_share_of_what_the_plain_sense_gives() -> None:
    choices = pd.DataFrame(
        {"plain sense gives": ["100 bn", "4 seats", "20"], "gives": ["130 bn", "1 seat", "22"]},
        index=["flow", "definition", "year"],
    )
    assert summary.find_largest_step(choices).name == "definition"


def test_stricter_evidence_lowers_counts_and_is_named(decisions: dict[str, Decision]) -> None:
    keys = ("a2025_top_partners_12", "a2025_trade_rank_17")
    evidence = summary.compare_evidence(summary.pick_claims(decisions, *keys))
    for row in evidence.itertuples():
        assert (row.left == "same verdict") == (row.strict_verdict == row.verdict)
        assert 0 <= row.moved <= row.tried
    falls = summary.list_falls(evidence)
    fallen = evidence.loc[evidence["left"].isin(["lower count", "other verdict"]), "claim"]
    assert falls.get("id", pd.Series(dtype=object)).tolist() == fallen.tolist()
