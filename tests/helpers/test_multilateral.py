"""Bodies, seats, elections, peacekeeping: definitions, earlier days, what is not known."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from helpers import load
from helpers.dataset import DatasetError
from helpers.multilateral import (
    DEFINITIONS,
    compare_statuses,
    compare_with_stated,
    count_bodies,
    count_organisations,
    count_seats,
    explain_totals,
    find_passing,
    find_status,
    hold_memberships,
    list_accessions,
    list_added,
    list_bodies,
    list_deployments,
    list_elections,
    list_peacekeeping_totals,
    list_seats,
    show_bodies,
    show_elections,
    show_rises,
    tabulate_fields,
    word_totals,
)
from helpers.plots.multilateral import (
    plot_bodies,
    plot_definitions,
    plot_peacekeeping,
    plot_seats,
)

DAYS = ("1975-01-01", "1976-12-31", "1995-12-31", "2023-06-24", "2025-12-31")
CHAIN = [definition.name for definition in DEFINITIONS[3:]]


@pytest.mark.parametrize("day", DAYS)
def test_each_with_line_contains_the_line_above(day: str) -> None:
    counts = count_organisations(day).set_index("definition")
    for narrow, wide in itertools.pairwise(CHAIN):
        narrow_keys, wide_keys = (set(counts["memberships"].loc[name]) for name in (narrow, wide))
        assert narrow_keys <= wide_keys
        assert counts["count"].loc[narrow] <= counts["count"].loc[wide]
    assert (counts["certain"] <= counts["count"]).all()


@pytest.mark.parametrize("day", DAYS)
def test_a_body_is_counted_once_and_every_key_is_of_the_table(day: str) -> None:
    bodies = list_bodies(day)
    assert bodies["body"].is_unique
    keys = [key for keys in bodies["memberships"] for key in keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(load("memberships")["membership"])
    widest = count_organisations(day).iloc[-1]
    assert widest["count"] == len(bodies)
    assert sorted(keys) == sorted(widest["memberships"])


def test_nothing_after_the_day_is_counted() -> None:
    table = load("memberships")
    for day in DAYS:
        later = table.loc[table["joined_on_earliest"] > pd.Timestamp(day), "membership"]
        assert not set(later) & set(hold_memberships(day)["membership"])
        assert (list_accessions(day)["joined_on_earliest"].dropna() <= pd.Timestamp(day)).all()


def test_a_predecessors_seat_gives_way_to_the_unified_states_own() -> None:
    # UNESCO: seat of the State of Vietnam from 1951; the unified state counts from 1976.
    before = hold_memberships("1975-01-01").set_index("membership")
    assert before.at["UNESCO_member_southern_predecessor", "certainty"] == "certain"
    during = hold_memberships("1976-09-01").set_index("membership")
    assert during.at["UNESCO_member_southern_predecessor", "certainty"] == "possible"
    after = hold_memberships("1977-01-01").set_index("membership")
    assert "UNESCO_member_southern_predecessor" not in after.index
    assert after.at["UNESCO_member_srv", "certainty"] == "certain"
    assert after.at["WHO_member", "seat"] == "predecessor"  # no row of its own: continued


def test_a_gap_between_spells_is_not_filled_by_a_predecessors_open_row() -> None:
    words = compare_statuses(["ILO"], ["1982-01-01", "1988-01-01", "1993-01-01"])
    assert words.loc["ILO"].tolist() == ["member", "none recorded", "member"]


def test_guest_and_partner_are_not_members() -> None:
    assert find_status("BRICS", "2025-06-12")["status"].item() == "none recorded"
    assert find_status("BRICS", "2025-06-13")["status"].item() == "partner"
    assert find_status("G20", "2012-01-01")["status"].item() == "guest"
    counts = count_organisations("2025-12-31").set_index("definition")["memberships"]
    assert "BRICS_partner" not in counts["with forums"]
    assert "BRICS_partner" in counts["with partner, guest, observer, associate"]


def test_an_on_or_before_date_is_possible_until_then() -> None:
    assert find_status("G77", "2020-01-01")["certainty"].item() == "possible"
    assert find_status("G77", "2025-01-01")["certainty"].item() == "certain"


def test_an_unknown_body_is_answered_with_near_ones() -> None:
    with pytest.raises(DatasetError, match="did you mean.*ASEAN"):
        find_status("ASEAAN", "2020-01-01")


def test_the_verdict_depends_on_which_side_of_the_stated_number() -> None:
    counts = count_organisations("2025-12-31")
    for stated in (0, 70, 500):
        judged = compare_with_stated(counts, stated)
        yes, no = judged["more_than_stated"].eq("yes"), judged["more_than_stated"].eq("no")
        assert (judged.loc[yes, "certain"] > stated).all()
        assert (judged.loc[no, "count"] <= stated).all()
    assert compare_with_stated(counts, 500)["more_than_stated"].eq("no").all()


def test_added_lines_add_up() -> None:
    counts = count_organisations("2025-12-31")
    added = list_added(counts[counts["definition"].isin(CHAIN)])
    assert added["added"].sum() == len(counts["memberships"].iloc[-1])


def test_year_end_counts_agree_with_the_list_of_that_day() -> None:
    counts = count_bodies("2023-06-24", since=1990)
    assert counts["day"].max() == pd.Timestamp("2023-06-24")
    assert (counts["certain"] <= counts["count"]).all()
    for day in ("1995-12-31", "2023-06-24"):
        bodies = list_bodies(day)
        of_day = counts[counts["day"] == day]
        assert of_day["count"].sum() == len(bodies)
        assert of_day["certain"].sum() == bodies["certainty"].eq("certain").sum()


def test_fields_add_to_the_total() -> None:
    table = tabulate_fields("2025-12-31", [1995, 2025])
    assert (table.drop("all fields").sum() == table.loc["all fields"]).all()
    assert list(table.columns) == [1995, 2025]


def test_shares_of_votes_are_missing_where_votes_cast_are() -> None:
    won = list_elections("2025-12-31").set_index("role_id")
    assert pd.isna(won.at["uncitral_member_2019", "percent"])
    assert won.at["world_heritage_committee_member_2013", "percent"] == pytest.approx(
        55.03, abs=0.01
    )
    assert won["percent"].dropna().between(0, 100).all()
    assert won.at["un_human_rights_council_member_2023", "ballot"] == "contested"
    assert won.at["un_women_executive_board_member_2025", "ballot"] == "no vote"
    shown = show_elections(list_elections("2025-12-31"))
    assert (shown["%"] == "not known").sum() == (shown["of"] == "not stated").sum() > 0


def test_elections_stop_at_the_day() -> None:
    held = list_elections("2023-06-24")
    assert "world_heritage_committee_member_2023" not in set(held["role_id"])
    assert "un_human_rights_council_member_2023" in set(held["role_id"])


def test_seats_are_cut_at_the_day_and_ordered() -> None:
    day = pd.Timestamp("2023-06-24")
    seats = list_seats("2023-06-24")
    known = seats[seats["end_known"] != "not known"]
    assert (known["end_latest"] <= day).all()
    assert (known["start_earliest"] <= known["end_latest"]).all()
    by_id = seats.set_index("role_id")["end_known"]
    assert by_id["un_human_rights_council_member_2023"] == "running"
    assert by_id["un_security_council_member_2020"] == "ended"
    assert "un_human_rights_council_member_2026" not in by_id.index


def test_a_term_holds_on_its_last_day() -> None:
    counts = count_seats("2022-06-30").set_index("day")["certain"]
    ends = load("roles").set_index("role_id").at["un_security_council_member_2020", "term_end"]
    assert ends == "2021-12-31"
    seats = list_seats("2021-12-31").set_index("role_id")
    assert seats.at["un_security_council_member_2020", "end_known"] == "ended"
    # The term on the WHO board ends in May 2019: only from 1 June is it over for certain.
    assert pd.Timestamp("2019-06-01") in counts.index
    assert counts[pd.Timestamp("2022-01-01")] < counts[: pd.Timestamp("2021-12-31")].iloc[-1]


def test_units_of_peacekeeping_are_kept_apart() -> None:
    totals = list_peacekeeping_totals("2025-12-31")
    assert set(totals["unit"]) == {"turns", "personnel", "personnel_in_field"}
    sent = totals[totals["unit"] == "personnel"]
    assert sent["value"].is_monotonic_increasing
    assert totals.set_index("entry").at["total_2025_01", "meaning"] == "nearly"
    assert len(list_peacekeeping_totals("2023-06-24")) < len(totals)


def test_the_sum_of_units_says_what_it_misses() -> None:
    sent = list_deployments("2025-12-31")
    assert sent["missing_so_far"].iloc[-1] == sent["value"].isna().sum() > 0
    assert sent["running_sum"].iloc[-1] == sent["value"].sum()


@pytest.mark.parametrize("day", ["2010-06-30", "2023-06-24", "2025-12-31"])
def test_figures_say_the_numbers_they_draw(day: str) -> None:
    counts = count_organisations(day)
    chart = plot_definitions(counts, 70, "Title", "Subtitle")
    assert f"with treaties {counts['certain'].iloc[-1]}" in chart.alt
    bodies = plot_bodies(count_bodies(day, since=1970), "Title", "Subtitle")
    seats = plot_seats(list_seats(day), pd.Timestamp(day), "Title", "Subtitle")
    assert f"{len(list_seats(day))} terms" in seats.alt
    charts = [chart, bodies, seats]
    if day > "2018":
        charts.append(plot_peacekeeping(list_peacekeeping_totals(day), "Title", "Subtitle"))
    assert all(len(drawn.svg) < 80_000 for drawn in charts)


def test_a_passed_number_stays_passed() -> None:
    passed = find_passing(70, "2025-12-31")
    assert passed["year"] is not None
    name = "with international banks"
    for year, above in ((passed["year"] - 1, False), (passed["year"], True), (2024, True)):
        counts = count_organisations(f"{year}-12-31").set_index("definition")["certain"]
        assert bool(counts[name] > 70) is above
    assert find_passing(1000, "2025-12-31")["year"] is None


def test_bodies_are_shown_as_what_they_were_that_day() -> None:
    table = show_bodies(list_bodies("2023-06-24"), ["BRICS", "G20", "UN", "G77", "WHO"])
    assert list(table.index[:2]) == ["World Health Organization", "United Nations"]
    assert "BRICS" not in table.index
    assert table.at["Group of Twenty", "as what"] == "guest"
    assert table.at["Group of 77", "as what"] == "possibly member"
    assert table.at["World Health Organization", "seat taken by"] == "an earlier Vietnamese state"


def test_rises_add_up_and_units_are_between_the_totals() -> None:
    rises = explain_totals("2025-12-31")
    assert rises["rise"].sum() == rises["value"].iloc[-1] - rises["value"].iloc[0]
    assert rises["unstated"].sum() == 2  # the sendings of June 2023
    assert not rises["exact"].iloc[0]  # there is no total before it
    shown = show_rises(rises)
    assert len(shown) == len(rises) - 1
    assert shown["people in those units"].tolist()[1:3] == ["not stated", "none"]
    assert shown["rise since the total before"].iloc[-1] == "about 200"


def test_totals_in_words_keep_the_field_apart() -> None:
    units = {"personnel": "sent", "personnel_in_field": "in the field"}
    words = word_totals(list_peacekeeping_totals("2025-12-31"), units)
    assert words == ["more than 1,300 sent (September 2025)", "274 in the field (December 2023)"]
    assert len(word_totals(list_peacekeeping_totals("2022-12-31"), units)) == 1


def test_definitions_are_drawn_without_a_stated_number() -> None:
    chart = plot_definitions(count_organisations("2023-06-24"), None, "Title", "Subtitle")
    assert "stated" not in chart.alt
    assert "stated" not in chart.data.columns
