"""The two articles: themes, verdicts on their own days, shifts, and nothing from later."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers import claims, load
from helpers.articles import (
    DIRECTIONS,
    DOCUMENT_GROUPS,
    LATER,
    PILLARS,
    REVIEW,
    SUBJECTS,
    TERM_BEGAN,
    assess_shift,
    bound_activities,
    bracket_stated,
    compare_days,
    compare_pillars,
    compare_selections,
    compare_windows,
    count_codes,
    count_elected,
    count_evidence,
    count_subjects,
    estimate_shift_power,
    find_publication,
    list_definitions,
    list_documents,
    list_doses,
    list_flows,
    list_given,
    list_in_print,
    list_last_gifts,
    list_raises,
    list_repeat_elections,
    list_seats_on,
    list_standard_roles,
    list_term_seats,
    list_themes,
    list_verdicts_known,
    measure_distance,
    recode_at_random,
    show_claims,
    show_evidence,
    show_rates,
)
from helpers.claims.model import UndecidableError
from helpers.plots.articles import (
    plot_codes,
    plot_documents,
    plot_doses,
    plot_exchange,
    plot_raises,
    plot_rank_definitions,
    plot_term_seats,
    plot_theme_evidence,
)

EARLY, LATE = "2023-06-24", "2025-12-31"


def test_every_topic_has_one_subject_and_every_subject_document_one_group() -> None:
    topics = [topic for topics in SUBJECTS.values() for topic in topics]
    assert len(topics) == len(set(topics))
    assert set(topics) == set(load("themes")["topic"])
    subjects = [subject for subjects in DOCUMENT_GROUPS.values() for subject in subjects]
    assert len(subjects) == len(set(subjects))
    assert set(load("party_documents")["subject"].dropna()) <= set(subjects)


def test_an_article_exists_from_the_day_it_can_have_been_printed() -> None:
    first, last = find_publication(LATER)
    assert first < last
    assert list_in_print("2023-06-23") == []
    assert list_in_print(f"{first - pd.Timedelta(days=1):%Y-%m-%d}") == [REVIEW]
    assert set(list_themes(EARLY)["article"]) == {REVIEW}
    assert len(list_themes(LATE)) == len(load("themes"))


def test_the_parts_of_the_review_are_in_the_order_of_the_text() -> None:
    themes = list_themes(EARLY)
    assert themes["label"].tolist()[:2] == ["achievement 1", "achievement 2"]
    eleven = list_themes(LATE).query("article == @LATER and part == 'achievement'")["position"]
    assert eleven.tolist() == sorted(eleven)
    assert themes.attrs["table"] == "themes"


def test_a_claim_keeps_its_own_days() -> None:
    meant = claims.decide("a2023_trade_over_700bn", known=LATE)
    assert (meant.verdict, meant.value) == ("supported", "730.4")
    assert claims.decide("a2023_war_month_16", known=LATE).value == "17"
    assert claims.decide("a2023_war_month_16", as_of=LATE).value != "17"


def test_at_the_cut_off_own_days_agree_with_decide() -> None:
    for article in (REVIEW, LATER):
        meant = list_verdicts_known(article, LATE)["verdict"]
        plain = pd.Series({claim: claims.decide(claim).verdict for claim in meant.index})
        assert meant.tolist() == plain.tolist()


def test_a_claim_of_an_article_not_in_print_is_not_decided() -> None:
    with pytest.raises(UndecidableError, match="not yet in print"):
        claims.decide("a2025_top_partners_12", known=EARLY)
    assert list_verdicts_known(LATER, EARLY).empty
    assert len(list_verdicts_known(REVIEW, EARLY)) == len(
        load("claims").query("document == @REVIEW")
    )


def test_judgements_are_counted_apart_from_facts() -> None:
    counts = count_evidence(REVIEW, EARLY)
    verdicts = list_verdicts_known(REVIEW, EARLY)
    themed = verdicts[verdicts["theme"].notna()]
    assert counts["checkable"].sum() == (themed["verdict"] != "not_scored").sum()
    assert counts["not_scored"].sum() == (themed["verdict"] == "not_scored").sum()
    assert len(show_evidence(counts)) == len(counts)
    assert show_claims(["a2023_activities_add_up"], EARLY)["verdict"].item() == "supported"


def test_activities_more_than_and_nearly_leave_room() -> None:
    parts = bound_activities(EARLY).set_index("part")
    assert parts.loc["calls", ["low", "high"]].tolist() == [81, np.inf]
    assert parts.loc["online conferences", ["low", "high"]].tolist() == [27, 29]
    assert parts["printed"].sum() == 173
    assert bound_activities("2023-06-23").empty
    rates = show_rates(EARLY)
    assert not rates["period"].str.contains("2025").any()
    assert rates.loc["high level activities", "a month"] == pytest.approx(170 / 28.9, abs=0.05)


def test_doses_of_different_kinds_are_not_one_series() -> None:
    doses = list_doses(LATE)
    assert set(doses["unit"]) == {"million_doses"}
    assert doses.query("activity == 'vaccines_all_pledges_2021_07_22'")["stream"].item() == (
        "pledge or purchase agreed"
    )
    gifts = list_last_gifts(doses)
    assert gifts["partner"].is_unique
    assert "COVAX" not in set(gifts["partner"])
    totals = doses[doses["stream"] == "all sources"]["value"]
    assert gifts["value"].sum() < totals.max()
    below, above = bracket_stated(doses)["value"]
    assert below <= 151 < above


def test_no_seat_is_held_before_its_election() -> None:
    seats = list_term_seats(LATE)
    elected = seats["role_id"].map(load("roles").set_index("role_id")["elected_on_earliest"])
    assert (elected.isna() | (seats["start_earliest"] >= elected)).all()
    early = list_term_seats(EARLY)
    assert "world_heritage_committee_member_2023" not in set(early["role_id"])
    assert (early["start_earliest"] <= pd.Timestamp(EARLY)).all()
    then, now = list_seats_on(seats, EARLY), list_seats_on(early, EARLY)
    assert set(then["role_id"]) == set(now["role_id"])
    assert seats["named"].sum() == 5


@pytest.mark.parametrize("day", [TERM_BEGAN, EARLY, LATE])
def test_certain_seats_are_among_the_possible_ones(day: str) -> None:
    low, high = count_elected(LATE, day)
    assert 0 < low <= high


def test_what_stood_on_a_day_does_not_depend_on_the_page() -> None:
    both = compare_days([EARLY, LATE])
    assert both.iloc[:, 0].tolist() == compare_days([EARLY]).iloc[:, 0].tolist()


def test_codes_and_subjects_count_every_theme_once() -> None:
    themes = list_themes(LATE)
    for column, order in (("direction", DIRECTIONS), ("pillar", PILLARS)):
        assert count_codes(themes, column, order).to_numpy().sum() == len(themes)
    subjects = count_subjects(themes)
    assert subjects[[REVIEW, LATER]].to_numpy().sum() == len(themes)
    assert subjects.loc["the city of Ha Noi", "fate"] == "gained"
    assert "fate" not in count_subjects(list_themes(EARLY))


def test_distance_of_known_mixes() -> None:
    later = [False] * 4 + [True] * 4
    assert measure_distance(list("aabb") + list("aabb"), later) == 0
    assert measure_distance(list("aabb") + list("aaab"), later) == pytest.approx(25)
    assert measure_distance(list("aaaa") + list("bbbb"), later) == 100


def test_the_shuffle_agrees_with_the_exact_test() -> None:
    # Fisher's tea: all of 3 and 3 apart has an exact p of 2 in 20.
    found = assess_shift(list("aaabbb"), [False] * 3 + [True] * 3, draws=4999)
    assert found.p_value == pytest.approx(0.1, abs=0.015)


def test_the_shuffle_keeps_its_error_rate() -> None:
    rng = np.random.default_rng(1)
    later = np.array([False] * 23 + [True] * 20)
    small = [
        assess_shift(rng.integers(0, 5, 43), later, draws=199, seed=number).p_value <= 0.05
        for number in range(300)
    ]
    assert np.mean(small) < 0.09


def test_power_grows_with_the_shift_from_the_error_rate() -> None:
    power = estimate_shift_power([9, 9, 6, 6, 13], (23, 20), [0, 20, 40, 60, 80])["power"]
    assert power.is_monotonic_increasing
    assert 0.01 < power.iloc[0] < 0.08
    assert power.iloc[-1] > 0.95


def test_selections_and_recoding() -> None:
    table = compare_selections(list_themes(LATE), draws=199)
    assert table.loc["all themes", "themes"] == "23 and 20"
    assert compare_selections(list_themes(EARLY)).empty
    low, high = recode_at_random(list_themes(LATE), recoded=8, draws=20)
    assert 0 < low < high <= 1
    unchanged = recode_at_random(list_themes(LATE), recoded=0, draws=5)
    assert unchanged[1] - unchanged[0] < 0.15


def test_flows_end_with_the_last_complete_year() -> None:
    assert list_flows(EARLY)["year"].max() == 2022
    assert list_flows(LATE)["year"].max() <= 2025
    flows = list_flows(LATE)
    assert not flows.duplicated(["indicator", "year"]).any()
    row = flows.query("indicator == 'oda_received_net' and year == 2022").iloc[0]
    assert row["billions"] == pytest.approx(0.05, abs=0.005)
    assert compare_windows(flows).loc["aid received, net", "times"] < 0.5
    given = list_given(EARLY)
    assert given["day"].max() <= pd.Timestamp(EARLY)
    assert (given["high"] >= given["value"]).all()


def test_documents_are_named_by_articles_in_print() -> None:
    early = list_documents(EARLY)
    assert early["adopted_on_earliest"].max() <= pd.Timestamp(EARLY)
    assert set(early["named"]) == {"2023", "neither"}
    late = list_documents(LATE).set_index("document")["named"]
    assert late["congress_13_2021"] == "both"
    assert list_documents(LATE)["group"].notna().all()


def test_pillars_are_read_from_both_texts() -> None:
    pillars = compare_pillars(LATE).set_index("no")
    assert set(pillars.index[pillars["in_article"]]) == {"18", "57", "59"}
    assert set(pillars.index[pillars["in_saying"]]) == {"57", "59", "66", "68"}
    assert not compare_pillars("2025-04-29")["in_saying"].any()
    assert compare_pillars(EARLY).empty


def test_the_wave_and_the_repeated_elections() -> None:
    raises = list_raises(LATE)
    assert raises["window"].sum() == 6
    assert not list_raises(EARLY)["window"].any()
    again = list_repeat_elections(LATE)
    assert (again["body"].value_counts() > 1).all()
    assert set(list_standard_roles(EARLY)["role_id"]) < set(list_standard_roles(LATE)["role_id"])


def test_a_later_release_of_statistics_is_no_definition_for_an_earlier_day() -> None:
    early, late = (list_definitions("a2023_growth_top_10", day) for day in (EARLY, LATE))
    assert len(early) < len(late)
    assert not any("release of February 2024" in one.name for one in early)
    assert not any(one.beside for one in late)


@pytest.mark.parametrize("day", [EARLY, LATE])
def test_figures_are_small_told_and_free_of_later_days(day: str) -> None:
    moment = pd.Timestamp(day)
    evidence = count_evidence(REVIEW, day)
    codes = {"direction": count_codes(list_themes(day), "direction", DIRECTIONS)}
    trade = claims.decide("a2023_trade_top_20", known=day)
    words = ("A finding with its number", "Measure, unit, period, n")
    charts = [
        plot_theme_evidence(evidence, *words),
        plot_doses(list_doses(day), moment, *words),
        plot_term_seats(list_term_seats(day), pd.Timestamp(EARLY), moment, *words),
        plot_rank_definitions({"trade": (trade.tried, 20.0)}, *words),
        plot_codes(codes, *words),
        plot_exchange(list_flows(day), list_given(day), *words),
        plot_documents(list_documents(day), list(DOCUMENT_GROUPS), moment, *words),
        plot_raises(list_raises(day), moment, *words),
    ]
    for chart in charts:
        assert len(chart.svg) < 80_000
        assert len(chart.alt) > 60
        assert day == LATE or "2025" not in chart.alt + chart.data.to_csv()
