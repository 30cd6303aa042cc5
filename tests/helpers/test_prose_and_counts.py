"""Sentences, official counts, and summaries by subject."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import (
    DatasetError,
    as_of,
    compare_official_counts,
    ladder,
    load,
    official,
    prose,
    provenance,
    relations,
)


def test_a_number_cannot_be_typed_into_a_sentence() -> None:
    rows = load("partnerships")
    with pytest.raises(DatasetError, match="typed number"):
        prose.state_finding("There are 42 partners.", rows)
    assert prose.state_finding("There are {n} partners.", rows, n=42).text.startswith(
        "There are 42"
    )


def test_rows_that_lost_their_table_are_refused() -> None:
    with pytest.raises(DatasetError, match="no longer say which table"):
        provenance.trace(pd.DataFrame({"partner": ["FRA"]}))


def test_findings_show_as_markdown_and_plain_text_and_carry_their_rows() -> None:
    page = prose.Page("2025-12-31")
    rows = as_of("diplomatic_relations", "2025-12-31").query("partner in ['FRA', 'TUV']")
    bundle = page.brief(page.find("{n} states.", rows, n=2))._repr_mimebundle_()
    assert bundle["text/markdown"].startswith("- 2 states. *[1: 2 rows of diplomatic_relations;")
    assert bundle["text/plain"].startswith("- 2 states. [1: 2 rows")
    note = bundle[prose.FINDINGS_MIME]["findings"][0]["note"]
    assert note["rows"] == {"diplomatic_relations": "FRA TUV"}
    assert note["source_count"] == len(note["sources"].split())
    assert sum(note["states"].values()) == 2


def test_a_page_numbers_its_notes_once_and_cites_what_it_used() -> None:
    page = prose.Page("2025-12-31")
    breaks, roles = load("relation_breaks"), load("roles").head(2)
    first, second = page.find("{n} breaks.", breaks, n=2), page.find("{n} seats.", roles, n=2)
    assert [item.note.number for item in page.say(first, second).findings] == [1, 2]
    assert page.say(first).findings[0].note.number == 1
    used = set(page.cite_sources().sources)
    assert used == set(provenance.trace(breaks, roles).sources)
    assert page.show(load("themes").head(3), load("themes")).note.number == 3


def test_a_claim_is_stated_with_its_verdict_and_leads_to_its_rows() -> None:
    finding = prose.state_claim("a2025_top_partners_12")
    assert "supported" in finding.text
    assert finding.note.provenance.claim == "a2025_top_partners_12"
    assert finding.note.provenance.count == 12


def test_a_table_must_say_which_rows_it_rests_on() -> None:
    with pytest.raises(DatasetError, match="say which rows"):
        prose.Page("2025-12-31").show(pd.DataFrame({"n": [1]}))


def test_ours_equal_the_ministry_at_the_end_of_2025() -> None:
    compared = compare_official_counts().set_index("statement")
    assert compared.at["all_partnerships_2025_12_29", "ours_high"] == 42
    assert compared.at["all_partnerships_2025_08_22", "difference"] == 0
    assert compared.at["diplomatic_relations_2025_12_29", "difference"] == -1


def test_counts_can_be_asked_up_to_a_day_and_by_measure() -> None:
    early = compare_official_counts(["comprehensive"], until="2016-06-30")
    assert set(early["measure"]) == {"comprehensive"}
    assert early["stated_on"].max() <= "2016-06-30"
    assert compare_official_counts(["comprehensive"], until="1996-01-01").empty


def test_agreements_are_counted_by_viet_nams_own_steps() -> None:
    compared = compare_official_counts(["agreements_signed"]).set_index("statement")
    assert (compared["difference"] == 0).all()
    in_force = compare_official_counts(["agreements_in_force"])
    assert in_force.loc[in_force["difference"] != 0, "explanation"].notna().all()
    assert official.count_measure("agreements_signed", "1996-01-01") == (1, 1)
    assert official.count_measure("agreements_in_force", "1996-01-01") == (1, 1)
    assert official.count_measure("agreements_in_force", "1995-12-31") == (0, 0)


def test_an_agreement_that_others_signed_does_not_count_before_viet_nam_joined() -> None:
    assert official.count_measure("agreements_signed", "1992-12-31") == (0, 0)


def test_openings_add_up_to_the_partners() -> None:
    openings = relations.count_openings("2025-12-31")
    assert int(openings[["older_states", "new_states"]].to_numpy().sum()) == 195
    assert relations.sum_by_era(openings)["openings"].sum() == 195


def test_only_tuvalu_was_missing_in_march_2025() -> None:
    assert relations.list_missing("2025-03-31")["country"].tolist() == ["TUV"]
    assert relations.list_missing("2025-12-31").empty


def test_every_state_has_a_tile_of_its_own() -> None:
    tiles = relations.group_tiles("2025-12-31")
    assert not tiles[["tile_column", "tile_row"]].duplicated().any()
    sizes = tiles["group"].value_counts()
    assert sizes["home"] == 1
    assert sizes.drop(["home", "none"]).sum() == 195


def test_definitions_bracket_the_official_count() -> None:
    table = ladder.count_by_definition(["2025-12-31"]).set_index("definition").iloc[:, 0]
    assert table["comprehensive and above (official)"] == 42
    assert table.is_monotonic_increasing or table.min() == table.iloc[0]


def test_no_ladder_before_the_first_partnership() -> None:
    with pytest.raises(DatasetError, match="choose a day from 2001-03-01"):
        ladder.counted_events("1999-12-31")


def test_names_in_a_sentence() -> None:
    assert prose.join_words([]) == ""
    assert prose.join_words(["Laos"]) == "Laos"
