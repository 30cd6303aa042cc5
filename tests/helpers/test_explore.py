"""The door for exploring: answers are right, say what they rest on, and never mislead."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers import claims, explore, prose
from helpers.answers import Answer
from helpers.counting import RULES, WhichRuleError
from helpers.dataset import DatasetError, load, package
from helpers.evidence import evidence_states
from helpers.guards import JoinWarning, MixWarning, check_mix, compare_dates, find_code
from helpers.lineage import LineageError, trace_frame
from helpers.ranking import MEASURES
from helpers.timeline import CoverageError, CoverageWarning, as_of

# -- a newcomer's three tasks, two lines each ----------------------------------------------

TASKS = {
    "who stood on the top rung the day before the upgrade of 2023": """
explore.timeline("United States", since="2023-01-01")
explore.as_of("partnerships", "2023-09-09", tier="comprehensive_strategic")
""",
    "what share of exports went to agreement partners": """
explore.share("exports")
""",
    "which facts about Ha Noi rest on one source": """
explore.facts("hanoi", state="one_source")
""",
}


def _run(task: str) -> Any:
    lines = TASKS[task].strip().splitlines()
    assert len(lines) <= 2
    values = [eval(line, {"explore": explore}) for line in lines]
    return values[-1] if len(values) == 1 else values


def test_the_top_rung_before_the_upgrade_takes_two_lines() -> None:
    events, held = _run("who stood on the top rung the day before the upgrade of 2023")
    assert events.table.loc[events.table["event"].str.contains("strategic"), "on"].tolist() == [
        "2023-09-10"
    ]
    rows = load("partnerships")
    top = rows[rows["tier"] == "comprehensive_strategic"]
    before = top[top["established_on_latest"] < pd.Timestamp("2023-09-10")]
    assert set(held["partner"]) == set(before["partner"]) == {"CHN", "RUS", "IND", "KOR"}


def test_the_share_of_exports_takes_one_line() -> None:
    answer = _run("what share of exports went to agreement partners")
    assert isinstance(answer, Answer)
    trade, parties = load("trade_by_partner"), load("agreement_parties")
    own = trade.query("reporter == 'VNM' and year == 2020").set_index("partner")["exports_usd"]
    starts = load("agreement_steps").set_index("step_id")["held_on"]
    assert starts["EVFTA_in_force"] == "2020-08-01"  # so the Union counts only at year-end
    union = set(parties.query("via == 'EU'")["party"])
    rules = answer.table.set_index("rule")["share"]
    gained = 100 * own[own.index.isin(union)].sum() / own.sum()
    assert rules["in force at year-end"] - rules["in force all year"] == pytest.approx(
        gained, abs=0.1
    )
    assert answer.value == pytest.approx(rules["in force all year"])


def test_the_single_sources_on_ha_noi_take_one_line() -> None:
    found = _run("which facts about Ha Noi rest on one source")
    assert isinstance(found, pd.DataFrame)
    states = evidence_states("hanoi").set_index(["key", "field"])["state"]
    expected = set(states[states == "one_source"].index)
    assert set(zip(found["key"], found["field"], strict=True)) == expected
    assert found["publishers"].notna().all()


# -- what held, on days and over ranges ------------------------------------------------------


@pytest.mark.parametrize("table", ["diplomatic_relations", "partnerships", "memberships", "roles"])
def test_several_days_at_once_are_the_days_one_by_one(table: str) -> None:
    days = ["1978-01-15", "1995-07-28", "2008-01-01", "2025-12-31"]
    stacked = explore.as_of(table, days)
    for day in days:
        own = (
            stacked[stacked["day"] == pd.Timestamp(day)].drop(columns="day").reset_index(drop=True)
        )
        pd.testing.assert_frame_equal(own, as_of(table, day))


@pytest.mark.parametrize(
    ("table", "first", "last"),
    [
        ("diplomatic_relations", "1977-11-01", "1979-03-01"),  # with a break and its end
        ("partnerships", "2023-08-01", "2023-12-31"),  # with partners that climb
        ("memberships", "1985-01-01", "1986-01-31"),  # with a body left
        ("roles", "2019-12-01", "2020-03-01"),  # with terms that end
    ],
)
def test_a_range_holds_exactly_what_its_days_hold(table: str, first: str, last: str) -> None:
    key = package().tables[table].key
    held = explore.as_of(table, first, until=last)
    days = pd.date_range(first, last)
    daily = explore.as_of(table, list(days))
    assert set(held[key]) == set(daily[key])
    spans = daily.groupby(key)["day"].agg(["min", "max"])
    assert (held.set_index(key)["first_day"].astype("datetime64[s]") == spans["min"]).all()
    assert (held.set_index(key)["last_day"].astype("datetime64[s]") == spans["max"]).all()


def test_a_range_must_not_end_before_it_begins() -> None:
    with pytest.raises(DatasetError, match="swap the days"):
        explore.as_of("partnerships", "2020-01-01", until="2019-01-01")
    with pytest.raises(DatasetError, match="one first day"):
        explore.as_of("partnerships", ["2020-01-01"], until="2021-01-01")
    with pytest.raises(DatasetError, match="no day given"):
        explore.as_of("partnerships", [])


def test_a_filter_that_cannot_match_is_refused_with_what_can() -> None:
    with pytest.raises(DatasetError, match="it has .*comprehensive_strategic"):
        explore.as_of("partnerships", "2023-09-09", tier="comprehensive strategic")
    with pytest.raises(DatasetError, match="no column 'level'; it has event, partner, tier"):
        explore.as_of("partnerships", "2023-09-09", level="strategic")
    with pytest.raises(DatasetError, match="has no partner 'XXX'"):
        explore.as_of("partnerships", "2023-09-09", partner=["USA", "XXX"])


def test_evidence_stands_beside_the_values_on_request() -> None:
    plain = explore.as_of("partnerships", "2023-09-10", partner="USA")
    asked = explore.as_of("partnerships", "2023-09-10", partner="USA", evidence=True)
    assert "evidence" not in plain
    assert asked["evidence"].tolist() == ["two_independent"]
    assert "; " in asked["publishers"].item()


# -- what changed ----------------------------------------------------------------------------


def test_an_upgrade_shows_both_rungs_and_its_day() -> None:
    (row,) = explore.compare("2023-09-09", "2023-09-10").table.to_dict("records")
    assert (row["before"], row["after"]) == ("comprehensive", "comprehensive strategic")
    assert (row["on"], row["certainty"]) == ("2023-09-10", "certain")


def test_a_break_ends_relations_and_their_return_resumes_them() -> None:
    def ask(first: str, last: str) -> dict[str, tuple[str, str, str]]:
        table = explore.compare(first, last, ["diplomatic_relations"]).table
        return {
            row.what: (row.change, row.on, row.table)
            for row in table.itertuples()
            if row.what in ("Cambodia", "Chile")
        }

    assert ask("1977-01-01", "1978-01-01")["Cambodia"] == ("ended", "1977-12-31", "relation_breaks")
    assert ask("1978-06-01", "1979-06-01")["Cambodia"] == ("resumed", "1979-01", "relation_breaks")


def test_a_change_that_the_date_only_allows_is_possible() -> None:
    rows = load("diplomatic_relations")
    only_year = rows[rows["established_on"].str.fullmatch(r"\d{4}")].iloc[0]
    year = only_year["established_on"]
    within = explore.compare(f"{year}-01-15", f"{year}-12-31", ["diplomatic_relations"])
    whole = explore.compare(f"{int(year) - 1}-12-31", f"{year}-12-31", ["diplomatic_relations"])
    name = load("countries").set_index("country").at[only_year["partner"], "name_en"]
    certainty = {
        label: answer.table.set_index("what").at[name, "certainty"]
        for label, answer in (("within", within), ("whole", whole))
    }
    assert certainty == {"within": "possible", "whole": "certain"}


def test_what_a_comparison_cannot_know_is_said_and_not_called_nothing() -> None:
    with pytest.warns(CoverageWarning, match="partnerships begins 18 July 1977 and is left out"):
        answer = explore.compare(
            "1960-01-01", "1990-01-01", ["diplomatic_relations", "partnerships"]
        )
    assert set(answer.table["table"]) <= {"diplomatic_relations", "relation_breaks"}
    assert "not known, not none" in answer.notes[0]
    with pytest.raises(DatasetError, match="earlier day first"):
        explore.compare("2020-01-02", "2020-01-01")
    with pytest.raises(DatasetError, match="records no states in time"):
        explore.compare("2020-01-01", "2020-01-02", ["countries"])


def test_a_day_compared_with_itself_shows_no_change() -> None:
    assert len(explore.compare("2020-01-01", "2020-01-01")) == 0


# -- events and records ----------------------------------------------------------------------


def test_events_outside_the_range_are_left_out_and_coarse_ones_marked() -> None:
    found = explore.timeline("diplomatic_relations", since="1975-06-01", until="1976-06-30").table
    rows = load("diplomatic_relations").set_index("partner")
    for row in found.itertuples():
        inside = rows.at[row.key, "established_on_earliest"] >= pd.Timestamp(
            "1975-06-01"
        ) and rows.at[row.key, "established_on_latest"] <= pd.Timestamp("1976-06-30")
        assert row.certainty == ("certain" if inside else "possible")
    assert "possible" in set(found["certainty"])


def test_what_no_row_names_is_not_called_nothing() -> None:
    assert "not to say that nothing was" in str(explore.timeline("Holy See"))
    assert "neither member nor observer" in str(explore.who("Kosovo"))
    assert "observer, since not recorded" in str(explore.who("Palestine"))


def test_every_event_names_a_row_and_has_words() -> None:
    found = explore.timeline()
    assert found.table["event"].notna().all()
    assert found.rests_on.count == len(found.table.drop_duplicates(["table", "key"]))


def test_a_table_without_events_is_refused() -> None:
    with pytest.raises(DatasetError, match="holds no events; tables that do: .*partnerships"):
        explore.timeline("countries")


def test_a_record_has_every_part_with_its_sources() -> None:
    record = explore.who("Japan")
    assert {"strategic", "comprehensive_strategic"} <= set(record["rungs"]["tier"])
    assert set(record["agreements"]["agreement"]) >= {"VJEPA", "AJCEP", "CPTPP", "RCEP"}
    assert set(record["trade"]["reporter"]) == {"VNM", "mirror"}
    assert len(record["votes"]) > 20
    readings = record["readings"]
    assert set(readings["table"]) >= {"diplomatic_relations", "partnerships", "agreement_parties"}
    assert set(record.sources.index) >= set(readings["source_id"])


def test_a_record_of_an_earlier_day_holds_nothing_later() -> None:
    record = explore.who("USA", until="2010-12-31")
    assert record["rungs"].empty
    assert record["trade"]["year"].max() == 2010
    running = explore.who("USA", until="2023-06-24")
    assert running["trade"]["year"].max() == 2022  # a year that is not over says nothing
    assert running["votes"]["year"].max() <= 2022
    assert "2023" not in str(record)


def test_names_in_three_languages_lead_to_one_partner() -> None:
    countries = load("countries").dropna(subset=["name_vi", "name_id"])
    for row in countries.itertuples():
        if row.country in ("ESH",):
            continue
        assert find_code(row.name_en) == row.country
    assert find_code("Jepang") == find_code("Nhật Bản") == find_code("392") == "JPN"
    with pytest.raises(DatasetError, match="did you mean 'France'"):
        explore.who("Frence")
    with pytest.raises(DatasetError, match="subject of every table"):
        explore.who("Viet Nam")
    with pytest.raises(KeyError, match="no part 'tiers'; parts: relations, breaks, rungs"):
        explore.who("USA")["tiers"]


# -- counts ask for their rule -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "rule", "claim"),
    [
        ("relations", "all", "own_relations_195"),
        ("relations", "un_members", "own_relations_un_192"),
        ("partners", "official", "own_partners_42"),
        ("partners", "comprehensive_strategic", "own_top_partners_14"),
        ("agreements", "signed", "own_agreements_signed_17"),
        ("agreements", "in_force", "own_agreements_in_force_16"),
        ("economies", "signed", "own_partner_economies_55"),
        ("organisations", "with international banks", "own_organisations_86"),
    ],
)
def test_a_count_by_its_rule_is_the_claim_of_the_collection(
    what: str, rule: str, claim: str
) -> None:
    assert explore.count(what, "2025-12-31", rule).value == float(str(claims.decide(claim).value))


@pytest.mark.parametrize("what", list(RULES))
def test_a_count_without_a_rule_asks_which_and_says_what_each_gives(what: str) -> None:
    with pytest.raises(WhichRuleError, match="say which") as asked:
        explore.count(what, "2025-12-31")
    for rule in RULES[what]:
        value = explore.count(what, "2025-12-31", rule.name).table["certain"].item()
        assert f"rule={rule.name!r}: {value}" in str(asked.value)
    with pytest.raises(WhichRuleError, match="'mine' is none of them"):
        explore.count(what, "2025-12-31", "mine")


def test_outside_coverage_is_missing_and_never_nought() -> None:
    with pytest.raises(CoverageError, match="before partnerships begins"):
        explore.count("partners", "1960-01-01", "official")
    counts = explore.count("partners", ["1960-01-01", "1980-01-01", "2020-01-01"], "official")
    assert counts.table["count"].isna().tolist() == [True, False, False]
    assert counts.table["certain"].iloc[1] == 0  # covered, and none: that is a real nought
    assert "missing" in str(counts)
    assert "missing, not 0" in counts.notes[0]
    with pytest.raises(DatasetError, match="choose relations, partners"):
        explore.count("friends", "2020-01-01", "all")


# -- ranks and shares say their definition ------------------------------------------------------


@pytest.mark.parametrize("measure", list(MEASURES))
def test_every_rank_has_its_definition_and_its_rows(measure: str) -> None:
    answer = explore.rank(measure)
    assert answer.notes[0].startswith("Definition: ")
    assert answer.rests_on.count > 0
    values = answer.table["value"].astype(float)
    assert values.is_monotonic_decreasing
    assert answer.table["place"].iloc[0] == 1
    assert answer.table["name"].notna().all()
    tied = answer.table.groupby("value")["place"].nunique()
    assert (tied == 1).all()


def test_a_rank_in_a_table_that_is_not_full_says_so() -> None:
    assert "may stand among these" in " ".join(explore.rank("exports", 2022).notes)
    assert "may stand among these" not in " ".join(explore.rank("exports", 2020).notes)
    assert "provisional or doubtful" in " ".join(explore.rank("exports", 2025).notes)


def test_a_rank_that_cannot_be_made_says_what_can() -> None:
    with pytest.raises(DatasetError, match="choose exports, imports"):
        explore.rank("happiness")
    with pytest.raises(DatasetError, match="full tables|whole tables"):
        explore.rank("exports", 1900)
    with pytest.raises(DatasetError, match="choose a year from 1977"):
        explore.rank("votes", 1900)
    with pytest.raises(DatasetError, match="choose a year from 2021"):
        explore.rank("world_goods_exports", 1900)


# -- frames remember their sources ------------------------------------------------------------


def test_filters_keep_the_way_back() -> None:
    held = explore.as_of("partnerships", "2025-12-31", tier="strategic")
    short = held.sort_values("partner").assign(mine=1).query("counted").head(3)
    assert trace_frame(short).rows == {"partnerships": tuple(short["event"])}
    assert len(explore.sources(short)) > 2
    assert trace_frame(short.set_index("event")).count == 3
    for table in package().tables:
        rows = load(table).sample(frac=0.2, random_state=1)
        assert trace_frame(rows).count == len(rows)
        assert trace_frame(rows.astype("object")).count == len(rows)
        numbers = {name: "float64" for name in rows if str(rows[name].dtype) == "Int64"}
        assert trace_frame(rows.astype(numbers)).count == len(rows)


@pytest.mark.parametrize(
    ("lose", "says"),
    [
        (lambda rows: rows.drop(columns="event"), "key of partnerships .event. is no longer"),
        (lambda rows: rows.groupby("partner").size().reset_index(), "pandas drops it"),
        (
            lambda rows: rows.merge(load("countries"), left_on="partner", right_on="country"),
            "joined",
        ),
        (lambda rows: pd.concat([rows, load("countries")]), "pandas drops it"),
        (lambda rows: rows.assign(tier="strategic"), "no longer what the table holds"),
        (lambda rows: rows.assign(event="mine"), "has no row 'mine'"),
        (lambda rows: rows.groupby("partner").max().reset_index(), "groupby that takes values"),
        (lambda rows: pd.DataFrame({"mine": [1]}), "pandas drops it"),
        (lambda rows: load("trade_by_partner").fillna({"exports_usd": 0}), "a filled-in 0"),
        (lambda rows: load("trade_by_partner").assign(exports_usd=pd.NA), "no longer what the"),
    ],
)
def test_a_frame_that_forgot_its_rows_says_so(lose: object, says: str) -> None:
    frame = lose(load("partnerships"))  # type: ignore[operator]
    with pytest.raises(LineageError, match=says):
        explore.sources(frame)


def test_sums_remember_their_rows_and_missing_is_not_nought() -> None:
    trade = load("trade_by_partner").query("reporter == 'VNM' and partner in ['CUB', 'USA']")
    summed = explore.summarise(trade, "exports_usd", by=["partner", "year"])
    assert trace_frame(summed).count == len(trade)
    empty = trade[trade["exports_usd"].isna()]
    assert len(empty)
    lost = explore.summarise(empty, "exports_usd", by="partner")
    assert lost["exports_usd"].isna().all()
    assert (lost["missing"] == lost["rows"]).all()
    assert explore.summarise(trade, "exports_usd", "count")["exports_usd"].item() == (
        trade["exports_usd"].count()
    )


def test_joins_keep_both_sides() -> None:
    held = explore.as_of("partnerships", "2025-12-31")
    with pytest.warns(JoinWarning, match="1 values of 'partner' find no row .*: EU"):
        joined = explore.join(held, "countries", on="partner")
    assert set(trace_frame(joined).rows) == {"partnerships", "countries"}
    assert len(joined) == len(held)
    mine = pd.DataFrame({"iso3": ["USA"], "x": [1.0]})
    assert trace_frame(explore.join(mine, "countries", on="iso3")).rows == {"countries": ("USA",)}
    with pytest.raises(LineageError):
        trace_frame(explore.join(mine, mine.rename(columns={"x": "y"}), on="iso3"))


# -- pitfalls ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "column", "mixes"),
    [
        (lambda: load("indicators").query("indicator == 'gdp_growth'"), "value", "releases"),
        (lambda: load("indicators"), "value", "indicators"),
        (lambda: load("trade_by_partner"), "exports_usd", "reporters"),
        (lambda: load("hanoi").query("category == 'visitors'"), "value", "units"),
        (lambda: load("unga_votes"), "yes", "sets of votes"),
    ],
)
def test_mixing_kinds_of_rows_warns(rows: object, column: str, mixes: str) -> None:
    with pytest.warns(MixWarning, match=f"{mixes}: .*Filter to one"):
        explore.summarise(rows(), column)  # type: ignore[operator]


def test_rows_of_one_kind_or_kept_apart_do_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = load("trade_by_partner").query("year == 2020")
        explore.summarise(rows, "exports_usd", by="reporter")
        explore.summarise(load("trade_by_partner"), "exports_usd", "count")
    growth = load("indicators").query("indicator == 'gdp_growth'")
    assert check_mix(growth, by=["vintage"]) == []


def test_a_join_that_repeats_or_loses_rows_warns() -> None:
    mine = pd.DataFrame({"iso3": ["USA", "ATL"], "x": [1, 2]})
    with pytest.warns(JoinWarning) as told:
        joined = explore.join(mine, "partnerships", on="iso3", right_on="partner")
    messages = " ".join(str(one.message) for one in told)
    assert "find no row and stay missing: ATL" in messages
    assert "several rows, so rows of the left table repeat: USA" in messages
    assert joined.loc[joined["iso3"] == "ATL", "tier"].isna().all()
    with pytest.raises(DatasetError, match="no column 'iso' to join on; there are iso3, x"):
        explore.join(mine, "countries", on="iso")


def test_a_file_of_ones_own_is_read_so_that_it_joins(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("iso3,score,word\nNAM,1.5,NA\nUSA,,b\n", encoding="utf-8")
    own = explore.read_own(path)
    assert own["iso3"].tolist() == ["NAM", "USA"]
    assert own["word"].tolist() == ["NA", "b"]
    assert own["score"].isna().tolist() == [False, True]
    assert own["score"].sum() == 1.5
    path.write_text("iso3,score\nUK,1\nNA,2\n,3\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="'UK' is not .*'GBR' is; 'NA' is not.*an empty code"):
        explore.read_own(path)
    with pytest.raises(DatasetError, match="no column 'code'; it has iso3, score"):
        explore.read_own(path, code="code")
    with pytest.raises(DatasetError, match="no file none.csv"):
        explore.read_own(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("stated", "relation", "day", "answer"),
    [
        ("1976", "before", "1976-05-28", "possible"),
        ("1976", "before", "1977-01-01", "certain"),
        ("1976", "by", "1976-12-31", "certain"),
        ("1976", "after", "1976-12-31", "no"),
        ("1976-05", "on", "1976-05-28", "possible"),
        ("1976-05-28", "on", "1976-05-28", "certain"),
        ("[..2014-04]", "before", "2000-01-01", "possible"),
        ("[..2014-04]", "after", "2014-05-01", "no"),
    ],
)
def test_a_partial_date_against_a_day(stated: str, relation: str, day: str, answer: str) -> None:
    assert compare_dates(stated, relation, day) == answer  # type: ignore[arg-type]


def test_a_column_of_dates_is_judged_cell_by_cell() -> None:
    dates = pd.Series(["1976", None, "1975-01-02"])
    judged = compare_dates(dates, "before", "1976-05-28")
    assert isinstance(judged, pd.Series)
    assert judged.fillna("missing").tolist() == ["possible", "missing", "certain"]
    with pytest.raises(DatasetError, match="use before, by, on or after"):
        compare_dates("1976", "since", "1976-05-28")  # type: ignore[arg-type]


# -- what is there -----------------------------------------------------------------------------


def test_every_declared_key_is_listed_and_every_listed_join_works() -> None:
    found = explore.joins()
    declared = sum(len(table.foreign_keys) for table in package().tables.values())
    assert (found["kind"] == "key").sum() == declared
    for row in found[found["kind"] != "evidence"].itertuples():
        assert load(row.table)[row.column].isin(load(row.to_table)[row.to_column]).any()
    with pytest.raises(DatasetError, match="did you mean 'partnerships'"):
        explore.joins("partnership")


def test_every_column_can_be_described() -> None:
    for table in package().tables.values():
        assert len(explore.describe(table.name)) == len(table.fields)
        for field in table.fields:
            answer = explore.describe(table.name, field.name)
            assert isinstance(answer, Answer)
            assert "which never means 0" in answer.notes[0]
    date = explore.describe("diplomatic_relations", "established_on")
    assert "compare_dates" in str(date)
    with pytest.raises(DatasetError, match="has no column 'rung'"):
        explore.describe("partnerships", "rung")


def test_facts_refuse_what_they_cannot_tell() -> None:
    with pytest.raises(DatasetError, match="states are two_independent, one_source"):
        explore.facts("hanoi", state="weak")
    with pytest.raises(DatasetError, match="its rows carry source_id"):
        explore.facts("indicators")


def test_answers_show_the_same_text_each_time_and_no_address() -> None:
    questions: tuple[Callable[[], Any], ...] = (
        lambda: explore.who("USA"),
        lambda: explore.compare("2023-06-24", "2025-12-31"),
        lambda: explore.rank("exports", 2020),
        lambda: explore.timeline("Cuba"),
        lambda: explore.describe("partnerships", "tier"),
    )
    for ask in questions:
        one, two = ask(), ask()
        assert isinstance(one, Answer)
        assert one._repr_mimebundle_() == two._repr_mimebundle_()
        assert not re.search(r"0x[0-9a-f]{6,}", str(one))
        assert str(one).splitlines()[-1].startswith("[")


def test_a_long_answer_is_cut_when_shown_and_says_so() -> None:
    answer = explore.timeline()
    assert f"... and {len(answer) - 15} more rows in .table" in str(answer)


def test_exploring_costs_little_more_than_pandas_to_import() -> None:
    slow = {"scipy", "matplotlib", "seaborn", "duckdb", "ipywidgets"}
    code = f"import sys, helpers.explore; print(sorted({slow} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_completion_offers_the_page_and_nothing_else() -> None:
    assert dir(explore) == sorted(explore.__all__)
    assert all(getattr(explore, name).__doc__ for name in explore.__all__)


def test_a_page_numbers_answers_and_frames_that_still_name_their_rows() -> None:
    page = prose.Page("2025-12-31")
    answer = explore.count("relations", "1950-12-31", "all")
    assert str(page.show(answer)).endswith(
        "[1: 9 rows of diplomatic_relations; 8 of 9 cells with two sources]"
    )
    assert str(page.show(answer)).splitlines()[-1].startswith("[1: ")  # shown again: the same note
    frame = explore.as_of("diplomatic_relations", "1950-12-31")[["partner", "established_on"]]
    shown = page.show(frame)
    assert shown.note.number == 2
    assert shown.note.provenance.rows == {"diplomatic_relations": tuple(frame["partner"])}
    bundle, metadata = page.show(answer)._repr_mimebundle_()
    assert bundle["text/html"].endswith("</p>")
    assert metadata["text/html"]["note"]["number"] == 1
    assert set(answer.sources.index) <= set(page.cite_sources().sources)
