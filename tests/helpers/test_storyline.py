"""Milestones: selections by rule, matches that are not coincidences, distances that hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from helpers import alternative_readings, as_of, load, relations, rows_until, storyline
from helpers.dataset import DatasetError
from helpers.plots import storyline as plots

NOW, THEN = "2025-12-31", "2023-06-24"


def test_the_articles_days_are_those_of_the_data() -> None:
    milestones = load("milestones").set_index("milestone")
    article = milestones.at["general_secretary_article_2025", "held_on"]
    assert storyline.ARTICLES["article_2025"] == article
    stated = load("activities")
    days = stated.loc[stated["activity"].str.contains("article_2023"), "as_of"].unique()
    assert list(days) == [storyline.ARTICLES["article_2023"]]


@pytest.mark.parametrize("day", [NOW, THEN, "1990-01-01"])
def test_every_selection_is_a_part_of_what_had_been_held(day: str) -> None:
    everything = set(rows_until("milestones", day)["milestone"])
    for selection in storyline.list_selections(day):
        rows = storyline.select_milestones(selection, day)
        assert set(rows["milestone"]) <= everything
        assert (rows["held_on_earliest"] <= pd.Timestamp(day)).all()
        assert rows["held_on_earliest"].is_monotonic_increasing


def test_an_article_names_nothing_before_it_is_published() -> None:
    assert "article_2025" not in storyline.list_selections(THEN)
    with pytest.raises(DatasetError, match="choose from all"):
        storyline.select_milestones("article_2025", THEN)
    either = storyline.select_milestones("either_article", THEN)
    only = storyline.select_milestones("article_2023", THEN)
    assert either["milestone"].tolist() == only["milestone"].tolist()


def test_either_article_is_the_union_of_the_two() -> None:
    first, second, either = (
        set(storyline.select_milestones(name, NOW)["milestone"])
        for name in ("article_2023", "article_2025", "either_article")
    )
    assert first | second == either


def test_matches_are_events_and_not_days_shared_by_chance() -> None:
    matched = storyline.match_facts(NOW)
    pairs = set(zip(matched["milestone"], matched["key"], strict=True))
    for told, key in (
        ("asean_1995", "ASEAN_member"),
        ("us_normalisation_1995", "USA"),  # 11 July in Washington, 12 July in Ha Noi
        ("soviet_relations_1950", "RUS"),  # by the name of the predecessor
        ("cmea_1978", "CMEA_member"),  # a day in a year
        ("interpol_1991", "INTERPOL_member"),
        ("torture_disability_conventions_2015", "CRPD_party"),
    ):
        assert (told, key) in pairs
    for told, key in (
        ("clinton_visit_2000", "ISO-sugar_member"),  # the same day
        ("embargo_lifted_1994", "ICGEB_member"),  # the same day
        ("unclos_1994", "ARF_member"),  # the same day
        ("resolution_22_2013", "HCCH_member"),  # the same day, both "international"
        ("china_normalisation_1991", "INTERPOL_member"),  # a day later
        ("asean_chair_2010", "ATIGA_in_force"),  # the same year, both ASEAN
    ):
        assert (told, key) not in pairs


def test_treaties_are_accessions_not_visits_or_talks() -> None:
    treaties = set(storyline.select_milestones("treaties", NOW)["milestone"])
    assert {"un_admission_1977", "wto_membership_2007", "unclos_1994"} <= treaties
    assert not treaties & {"clinton_visit_2000", "wto_working_party_1995", "g20_2010"}
    assert not treaties & {"brics_partner_2025", "resolution_22_2013"}


def test_moving_an_accession_takes_its_milestone_out(
    change: Callable[[str, str, str], None],
) -> None:
    change("memberships.csv", "regional,member,1995-07-28", "regional,member,1997-07-23")
    assert "asean_1995" not in set(storyline.select_milestones("treaties", NOW)["milestone"])


def test_an_era_not_over_ends_with_the_page() -> None:
    assert storyline.list_periods(THEN)[-1].startswith("1996-2023")
    shares = storyline.share_by_period(NOW).query("selection == 'article_2023'")
    window = storyline.select_milestones("all", THEN)["held_on_earliest"].dt.year
    assert shares["reference"].iloc[-1] == pytest.approx(100 * (window >= 1996).mean())


def test_any_choice_is_assessed_like_a_selection() -> None:
    compared = storyline.compare_selections(NOW).set_index("selection").loc["article_2025"]
    chosen = storyline.select_milestones("article_2025", NOW)
    found = storyline.assess_rows(chosen, compared["window_end"])
    assert 100 * found.observed == pytest.approx(compared["moved"])
    assert found.p_value == compared["p_value"]


def test_joining_is_found_by_body_and_not_before_it_happened() -> None:
    bodies = ["UN", "ASEAN", "BRICS"]
    assert len(storyline.find_joining(bodies, NOW)) == 3
    before = storyline.find_joining(bodies, "2025-04-03")["milestone"].tolist()
    assert before == ["un_admission_1977", "asean_1995"]
    assert storyline.find_joining([], NOW).empty


def test_a_rival_date_in_another_era_moves_the_story(
    change: Callable[[str, str, str], None],
) -> None:
    calm = storyline.compare_under_readings(NOW).set_index("reading")
    assert len(calm) == len(alternative_readings("milestones")) + 3
    assert (calm.nunique() == 1).all()
    change(
        "evidence.csv",
        "milestones,ec_relations_1990,held_on,1990-10,",
        "milestones,ec_relations_1990,held_on,1988-10,",
    )
    moved = storyline.compare_under_readings(NOW).set_index("reading")
    assert moved.nunique().max() > 1


def test_an_era_shows_what_held_at_its_end() -> None:
    eras = storyline.tabulate_eras(THEN)
    assert eras["milestones"].sum() == len(storyline.select_milestones("all", THEN))
    assert eras["treaties"].sum() == len(storyline.select_milestones("treaties", THEN))
    assert eras["ends"].iloc[-1] == "24 June 2023"
    assert eras["relations"].iloc[-1] == str(len(as_of("diplomatic_relations", THEN)))
    assert eras["relations"].iloc[0] == "outside coverage"


@pytest.mark.parametrize("by", ["era", "decade"])
def test_counts_add_up_to_the_selections(by: storyline.Periods) -> None:
    counts = storyline.count_story(NOW, by)
    for selection, count in counts.groupby("selection")["count"].sum().items():
        assert count == len(storyline.select_milestones(str(selection), NOW))
    shares = storyline.share_by_period(NOW, by)
    for column in ("share", "reference"):
        assert np.allclose(shares.groupby("selection")[column].sum(), 100)


def test_eras_are_those_of_the_reading_aid_and_what_lies_before() -> None:
    counts = storyline.count_story(NOW).query("selection == 'all'")
    totals = counts.groupby("period", sort=False)["count"].sum()
    year = load("milestones")["held_on_earliest"].dt.year
    assert totals.iloc[0] == (year < relations.ERAS["start"].min()).sum()
    for era, total in zip(relations.ERAS.itertuples(), totals.iloc[1:], strict=True):
        assert total == year.between(era.start, era.end).sum()


def test_total_variation_has_the_properties_of_a_distance() -> None:
    measure = storyline.measure_total_variation
    assert measure([3, 0], [0, 5]) == 1
    assert measure([2, 4], [1, 2]) == 0
    one, two, three = [1, 2, 3], [3, 2, 1], [1, 1, 4]
    assert measure(one, two) == measure(two, one)
    assert measure(one, three) <= measure(one, two) + measure(two, three)
    with pytest.raises(ValueError, match="at least one count"):
        measure([0, 0], [1, 2])


def test_a_blind_selection_is_called_unusual_one_time_in_twenty() -> None:
    rng = np.random.default_rng(1)
    whole = np.array([3, 6, 4, 12, 19, 85])
    unusual = [
        storyline.assess_selection(
            rng.multivariate_hypergeometric(whole, 25), whole, draws=199, seed=number
        ).p_value
        <= 0.05
        for number in range(400)
    ]
    assert 0.015 < np.mean(unusual) < 0.08


def test_chance_distance_is_the_exact_one_for_two_periods() -> None:
    # One of two rows drawn from one and one: always half of the story away.
    found = storyline.assess_selection([1, 0], [1, 1], draws=99)
    assert (found.observed, found.expected, found.p_value) == (0.5, 0.5, 1.0)


def test_articles_are_compared_with_what_they_could_have_named() -> None:
    compared = storyline.compare_selections(NOW).set_index("selection")
    assert compared.at["article_2023", "window_end"] == THEN
    assert compared.at["article_2023", "of"] == len(storyline.select_milestones("all", THEN))
    assert pd.isna(compared.at["all", "moved"])
    earlier = storyline.compare_selections(THEN).set_index("selection").loc["article_2023"]
    pd.testing.assert_series_equal(compared.loc["article_2023"], earlier)


def test_omissions_count_every_relation_and_no_later_fact() -> None:
    rates = storyline.count_omissions(NOW).set_index("group")
    assert rates.at["all relations", "facts"] == len(load("diplomatic_relations"))
    assert rates.at["top-tier partnerships", "omitted"] == 0
    assert (rates["named"] + rates["omitted"] == rates["facts"]).all()
    then = storyline.count_omissions(THEN).set_index("group")
    assert (then["facts"] <= rates["facts"].reindex(then.index)).all()
    assert then.at["top-tier partnerships", "facts"] == 4


def test_a_milestone_taken_away_is_an_omission(change: Callable[[str, str, str], None]) -> None:
    before = storyline.count_omissions(NOW).set_index("group")["omitted"]
    change("milestones.csv", "icao_1980,1980-04-12", "icao_1980,1981-04-12")
    after = storyline.count_omissions(NOW).set_index("group")["omitted"]
    assert after["UN system bodies"] == before["UN system bodies"] + 1


@pytest.mark.parametrize("day", [NOW, THEN])
def test_labels_follow_their_rule(day: str) -> None:
    labels = storyline.choose_labels(day)
    blocks = labels["held_on_earliest"].dt.year // 5
    assert blocks.is_unique
    assert 12 <= len(labels) <= 16
    assert (labels["held_on_earliest"] <= pd.Timestamp(day)).all()


@pytest.mark.parametrize("day", [NOW, THEN])
def test_figures_are_light_and_their_alt_text_counts(day: str) -> None:
    everything = storyline.select_milestones("all", day)
    labels = storyline.choose_labels(day)
    charts = [
        plots.plot_timeline(everything, labels, relations.ERAS, "t", "s"),
        plots.plot_retellings(
            {
                storyline.SELECTIONS[name]: storyline.select_milestones(name, day)
                for name in storyline.list_selections(day)
            },
            storyline.PILLARS, "t", "s",
        ),
        plots.plot_era_shares(
            storyline.share_by_period(day),
            storyline.compare_selections(day).set_index("selection")["moved"],
            storyline.SELECTIONS, "t", "s",
        ),
        plots.plot_omissions(storyline.count_omissions(day), "t", "s", "milestones"),
    ]  # fmt: skip
    for chart in charts:
        assert len(chart.svg) < 80_000
    assert f"{len(everything)} milestones" in charts[0].alt
    assert all(title in charts[0].alt for title in labels["title"])
    assert f"all rows: {len(everything)} milestones" in charts[1].alt
