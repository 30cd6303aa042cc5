"""Trade agreements: two clocks, economies by definition, waits, waves and trade covered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers import DatasetError, agreements, claims, load
from helpers.dataset import use_tables
from helpers.dates import show_date
from helpers.plots import plot_clocks, plot_overlaps, plot_trade_shares

CUT_OFF = "2025-12-31"
EARLY = "2023-06-24"


@pytest.mark.parametrize(
    ("day", "signed", "in_force"),
    [
        ("1995-12-31", 0, 0),
        ("1996-01-01", 1, 1),
        ("2005-12-31", 2, 1),
        ("2023-07-24", 15, 15),
        ("2023-07-25", 16, 15),
        ("2024-10-28", 17, 15),
        ("2024-11-17", 17, 16),
        (CUT_OFF, 17, 16),
    ],
)
def test_two_clocks(day: str, signed: int, in_force: int) -> None:
    counted = [
        len(agreements.keep_free_trade(agreements.take_steps(day, steps)))
        for steps in agreements.CLOCKS.values()
    ]
    assert counted == [signed, in_force]


def test_a_signature_before_viet_nam_joined_is_not_its_own() -> None:
    steps = load("agreement_steps").set_index("step_id")
    assert steps.at["AFTA_signed", "held_on"] < "1995"
    assert agreements.take_steps("1995-12-31", agreements.SIGNED).empty
    listed = agreements.list_agreements(CUT_OFF).set_index("agreement")
    assert not listed.at["AFTA", "own_signature"]
    assert pd.isna(listed.at["AFTA", "months"])


def test_a_signature_of_viet_nam_on_record_is_used() -> None:
    rows = load("agreement_steps")
    added = rows[rows["step_id"] == "AFTA_signed"].assign(
        step_id="AFTA_signed_by_viet_nam",
        step="signed_by_viet_nam",
        held_on="1995-12-15",
        held_on_earliest=pd.Timestamp("1995-12-15"),
        held_on_latest=pd.Timestamp("1995-12-15"),
    )
    both = pd.concat([rows, added], ignore_index=True)
    both.attrs = rows.attrs
    with use_tables({"agreement_steps": both}):
        assert len(agreements.take_steps("1995-12-31", agreements.SIGNED)) == 1
        listed = agreements.list_agreements(CUT_OFF).set_index("agreement")
        assert listed.at["AFTA", "own_signature"]
        assert listed.at["AFTA", "months"] == pytest.approx(0.56, abs=0.01)


def test_waits_are_in_months_and_stop_on_the_day_asked() -> None:
    listed = agreements.list_agreements(EARLY).set_index("agreement")
    assert "VIFTA" not in listed.index
    assert listed.at["EVFTA", "months"] == pytest.approx(13.08, abs=0.01)
    censored = agreements.list_agreements(CUT_OFF).set_index("agreement").loc["VN_UAE_CEPA"]
    assert not censored["ended"]
    assert censored["months"] == pytest.approx(14.09, abs=0.01)


def test_the_page_and_the_claims_count_the_same() -> None:
    economies = claims.decide("own_partner_economies_55").definitions.set_index("definition")
    counts = agreements.count_agreements([CUT_OFF])[show_date(CUT_OFF)]
    assert str(counts["economies, agreements signed"]) == economies["value"].iloc[0]
    assert str(counts["the same, European Union as one, signed"]) == economies["value"].iloc[1]
    assert str(counts["economies, agreements in force"]) == economies["value"].iloc[2]


def test_economies_never_leave_and_certain_is_within_possible() -> None:
    counts = agreements.count_economies(CUT_OFF)
    for _, line in counts.groupby(["clock", "union"]):
        assert line["certain"].is_monotonic_increasing
        assert line["count"].is_monotonic_increasing
        assert (line["certain"] <= line["count"]).all()
    wide = counts[counts["union"] == "members apart"].pivot(
        index="day", columns="clock", values="certain"
    )
    wide = wide.ffill().fillna(0)
    assert (wide["signed"] >= wide["in force"]).all()


@pytest.mark.parametrize("day", ["1998-06-01", "2009-06-01", "2016-12-31", EARLY])
def test_a_day_asked_alone_gives_the_line_drawn(day: str) -> None:
    line = agreements.count_economies(CUT_OFF).query("clock == 'in force' and union == 'as one'")
    drawn = line[line["day"] <= day].iloc[-1]
    links = agreements.list_links(day).query("via.isna()")
    assert links["party"].nunique() == drawn["count"]
    assert links.query("certainty == 'certain'")["party"].nunique() == drawn["certain"]


def test_one_who_joined_later_counts_from_its_own_day() -> None:
    signed = agreements.list_links("2020-01-01", "signed")
    assert "CPTPP_GBR" not in set(signed["party_id"])
    assert "CPTPP_MEX" in set(signed["party_id"])
    assert "AFTA_LAO" not in set(agreements.list_links("1997-06-01", "signed")["party_id"])


def test_an_economy_counts_from_the_later_of_both_days() -> None:
    parties = load("agreement_parties")
    earlier = parties.copy()
    own = earlier["party_id"] == "CPTPP_MEX"
    for column in ("in_force_on_earliest", "in_force_on_latest"):
        earlier.loc[own, column] = pd.Timestamp("2018-12-30")
    with use_tables({"agreement_parties": earlier}):
        assert "MEX" not in set(agreements.list_links("2019-01-13")["party"])
        assert "MEX" in set(agreements.list_links("2019-01-14")["party"])
    assert "PER" not in set(agreements.list_links("2021-09-18")["party"])
    assert "PER" in set(agreements.list_links("2021-09-19")["party"])


def test_a_missing_day_is_possible_never_certain() -> None:
    links = agreements.list_links(CUT_OFF).set_index("party_id")
    assert links.at["RCEP_MMR", "certainty"] == "possible"
    assert links.at["RCEP_JPN", "certainty"] == "certain"
    assert "VN_UAE_CEPA_ARE" not in links.index


def test_overlaps() -> None:
    found = agreements.list_overlaps(CUT_OFF).set_index("party")
    assert found.at["JPN", "ids"] == ("AJCEP", "CPTPP", "RCEP", "VJEPA")
    assert found.at["SGP", "agreements"] == 9
    assert found.at["SGP", "facing"] == 3  # AFTA, CPTPP, RCEP
    assert found["name"].notna().all()
    assert len(agreements.map_overlaps(CUT_OFF, 2)) == found.query("agreements >= 2")[
        "agreements"
    ].sum()  # fmt: skip


def test_the_median_wait() -> None:
    curve = agreements.estimate_wait(agreements.list_agreements(CUT_OFF))
    assert curve["at_risk"].iloc[0] == 16
    assert curve["events"].sum() == 15
    assert agreements.word_median(curve) == {"median": "10", "low": "9", "high": "15"}
    with pytest.raises(DatasetError, match="choose a day"):
        agreements.estimate_wait(agreements.list_agreements("2000-12-31"))


def test_rival_readings_before_the_signature_are_left_out() -> None:
    variants = agreements.compare_waits(CUT_OFF)
    assert variants.index[0] == "as in the table"
    assert any("2010-01-01" in label for label in variants.index)
    assert not any(label.endswith(" 2003") for label in variants.index)


def test_waves_are_noticed_where_there_is_one() -> None:
    rows = load("agreement_steps")
    moved = rows.copy()
    signature = moved["step"].isin(["signed", "signed_by_viet_nam"])
    for column in ("held_on_earliest", "held_on_latest"):
        moved.loc[signature, column] = pd.Timestamp("2010-06-01")
    with use_tables({"agreement_steps": moved}):
        found = agreements.assess_waves(CUT_OFF, "1995-07-28", 3)
    assert found["signed"].p_value < 0.001
    real = agreements.assess_waves(CUT_OFF, "1995-07-28", 3)
    assert real["signed"].observed == 5
    assert real["signed"].p_value > 0.05
    power = agreements.estimate_wave_power(CUT_OFF, "1995-07-28", 3, [1, 20])["power"]
    assert power.iloc[0] <= 0.05 < 0.9 < power.iloc[1]


def _trade(amounts: dict[str, int], total: int) -> dict[str, pd.DataFrame]:
    """A world with one year of exports."""
    trade, totals = load("trade_by_partner"), load("indicators")
    rows = pd.DataFrame(
        {
            "partner": list(amounts),
            "year": 2015,
            "reporter": "VNM",
            "exports_usd": list(amounts.values()),
            "imports_usd": 1,
            "source_id": "made_up",
            "status": "published",
            "note": None,
        }
    ).astype(trade.dtypes.to_dict())
    rows.attrs = trade.attrs
    own = totals[totals["indicator"].isin(["goods_exports", "goods_imports"])]
    own = own[own["year"] == 2015].assign(value=float(total))
    own.attrs = totals.attrs
    return {"trade_by_partner": rows, "indicators": own}


def test_shares_and_bounds_by_hand() -> None:
    # In 2015: Japan a partner since 2008, Germany only since 2020, the United States never.
    with use_tables(_trade({"JPN": 30, "DEU": 20, "USA": 48}, total=100)):
        found = agreements.share_trade(CUT_OFF, "exports").set_index("rule")
    assert found.at["in force all year", "share"] == pytest.approx(100 * 30 / 98)
    assert found.at["in force all year", "low"] == pytest.approx(30)
    assert found.at["in force all year", "high"] == pytest.approx(32)
    assert found.at["today's partners", "share"] == pytest.approx(100 * 50 / 98)
    assert found.at["in force all year", "cover"] == pytest.approx(98)


def test_a_year_without_a_full_table_has_bounds_and_no_share() -> None:
    with use_tables(_trade({"JPN": 30, "USA": 40}, total=100)):
        found = agreements.share_trade(CUT_OFF, "exports").set_index("rule")
    assert np.isnan(found.at["in force all year", "share"])
    assert found.loc["in force all year", ["low", "high"]].tolist() == pytest.approx([30, 60])
    with use_tables(_trade({"JPN": 60, "USA": 60}, total=100)):
        found = agreements.share_trade(CUT_OFF, "exports").set_index("rule")
    assert np.isnan(found.at["in force all year", "share"])  # more than the total: not a table


def test_rules_are_nested_and_shares_lie_within_their_bounds() -> None:
    for flow in ("exports", "imports"):
        found = agreements.share_trade(CUT_OFF, flow)
        full = found.dropna(subset="share")
        assert set(range(1998, 2021)) <= set(full["year"])
        assert (full["low"] <= full["share"] + 1e-9).all()
        assert (full["share"] <= full["high"] + 1e-9).all()
        wide = full.pivot(index="year", columns="rule", values="share")[list(agreements.RULES[:3])]
        assert (wide.diff(axis=1).iloc[:, 1:] >= -1e-9).all().all()
        assert (found["low"].dropna() >= 0).all()
        assert (found["high"].dropna() <= 100).all()


def test_in_force_all_year_is_stricter_than_at_its_end() -> None:
    found = agreements.share_trade(CUT_OFF, "exports").set_index(["rule", "year"])["share"]
    # The agreement with the European Union took effect in August 2020.
    assert found["in force all year", 2020] < found["in force at year-end", 2020] - 10
    assert found["in force at year-end", 2019] < found["signed at year-end", 2019] - 10


def test_the_clocks_differ_on_days_between_signature_and_force() -> None:
    listed = agreements.list_agreements("2006-12-31")  # ACFTA 398 days, AKFTA 130 days so far
    days = (pd.Timestamp("2006-12-31") - pd.Timestamp("1996-01-01")).days + 1
    assert agreements.measure_gap(listed, "2006-12-31") == pytest.approx((398 + 130) / days)


def test_nothing_after_the_day_is_used() -> None:
    assert agreements.read_trade("2020-12-31")["year"].max() == 2020
    assert agreements.read_trade("2020-12-30")["year"].max() == 2019
    assert agreements.read_trade(EARLY)["year"].max() == 2022
    assert agreements.list_links(EARLY)["in_force_on_earliest"].max() <= pd.Timestamp(EARLY)
    assert agreements.count_economies(EARLY)["day"].max() == pd.Timestamp(EARLY)
    listed = agreements.list_agreements(EARLY)
    assert listed[["signed", "in_force"]].max().max() <= pd.Timestamp(EARLY)


def test_weights_add_up_to_the_table() -> None:
    found = agreements.weigh_partners(CUT_OFF, most=300)
    assert found[["exports", "imports", "both"]].sum().tolist() == pytest.approx([100] * 3)
    assert found.at["United States", "agreements"] == 0
    assert found.at["European Union", "agreements"] == 1


def test_charts_say_what_they_draw() -> None:
    listed = agreements.list_agreements(CUT_OFF)
    chart = plot_clocks(listed, pd.Timestamp(CUT_OFF), "a title", "a subtitle")
    assert "17 agreements" in chart.alt
    assert "not in force: United Arab Emirates" in chart.alt
    grid = plot_overlaps(agreements.map_overlaps(CUT_OFF, 2), "a title", "a subtitle")
    assert "Japan 4" in grid.alt
    shares = agreements.share_trade(CUT_OFF, "exports").assign(flow="exports")
    drawn = plot_trade_shares(shares, "a title", "a subtitle")
    assert "hatched bounds in" in drawn.alt
    assert len(drawn.svg) < 80_000
