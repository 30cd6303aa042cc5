"""Viet Nam's votes in the UN General Assembly: agreement with others, beyond chance or not.

The tables hold yearly counts and shares, not roll calls. What that allows:

- how many common votes of a pair of states were cast alike, one step apart (an abstention
  by one of the two) and opposed: exactly, because two shares and the number fix them;
- the bootstrap over roll calls of one pair's agreement: exactly, for the same reason;
- Brennan and Prediger's coefficient, and the S of Signorino and Ritter (1999, "Tau-b or
  Not Tau-b", International Studies Quarterly 43), which here is 2 x agreement - 1;
- Scott's pi and Cohen's kappa: only bounds, because the partner's own yes, no and
  abstentions are not in the table.

What needs the roll calls themselves: pi and kappa as one number; agreement by issue or on
important votes; resampling by resolution, so that paragraphs of one text stay together;
agreement of two partners with each other; and the same votes for all partners.

Limits to say beside any result. The agenda changes: agreement can move because other
questions are put to the vote, with no state changing its mind (Bailey, Strezhnev and
Voeten 2017, "Estimating Dynamic State Preferences from United Nations Voting Data",
Journal of Conflict Resolution 61; ideal points are their answer). Where nearly all votes
are yes, high agreement is what chance gives (Häge 2011, "Choice or Circumstance? Adjusting
Measures of Foreign Policy Similarity for Chance Agreement", Political Analysis 19).
Resolutions adopted without a vote, the majority, are not recorded (Häge and Hug 2016,
"Consensus Decisions and Similarity Measures in International Organizations",
International Interactions 42). An absence is not an abstention and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers import methods
from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, to_day
from helpers.partners import name_partners

MEDIANS = {"MEDIAN_DYAD": "median member", "MEDIAN_VOTE": "median vote"}
ROLL_CALLS = "all_roll_calls"
RESOLUTIONS = "adopted_resolutions"
_SESSION_END = (9, 30)
"""A session opens in September and is over by the end of the next one."""


def list_complete(rows: pd.DataFrame, until: DayLike) -> pd.DataFrame:
    """Rows whose year, or session, was over by a day.

    A calendar year is over on 31 December; a session (``basis`` is ``session``) that
    opened in a year is over by 30 September of the next. The last row of a running year
    would look like a full one.

    >>> len(list_complete(pd.DataFrame({"year": [2021, 2022, 2023]}), "2023-06-24"))
    2
    """
    day = to_day(until)
    session_year = day.year - 1 if (day.month, day.day) >= _SESSION_END else day.year - 2
    calendar_year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    basis = rows["basis"] if "basis" in rows else pd.Series("calendar_year", index=rows.index)
    last = np.where(basis == "session", session_year, calendar_year)
    return rows[rows["year"] <= last]


def name_voters(codes: pd.Series) -> pd.Series:
    """Partner codes as names, the two medians included.

    >>> name_voters(pd.Series(["CHN", "MEDIAN_VOTE"])).tolist()
    ['China', 'median vote']
    """
    return codes.map(MEDIANS).fillna(name_partners(codes))


def list_own_votes(until: DayLike, vote_set: str = RESOLUTIONS) -> pd.DataFrame:
    """How did Viet Nam vote each year: yes, no, abstain, and not at all?

    ``vote_set``: ``adopted_resolutions`` (to 2025, absences not known) or
    ``all_roll_calls`` (to 2020; from 2018 about half of the votes). The two must not be
    joined. Returns ``year``, ``votes_cast``, ``yes``, ``abstain``, ``no`` (votes),
    ``absent`` (roll calls without a vote of Viet Nam; missing where not known),
    ``yes_percent``, ``abstain_percent``, ``no_percent`` (of votes cast: absences are not
    in it), ``absent_percent`` (of roll calls) and ``status``.

    >>> votes = list_own_votes("2025-12-31", "all_roll_calls").set_index("year")
    >>> int(votes.at[2005, "absent"]), round(votes.at[2005, "absent_percent"])
    (24, 24)
    """
    rows = load("unga_votes")
    if vote_set not in set(rows["vote_set"]):
        raise DatasetError(f"no vote set {vote_set!r}; use {ROLL_CALLS!r} or {RESOLUTIONS!r}")
    rows = list_complete(rows[rows["vote_set"] == vote_set], until)
    shares = {f"{name}_percent": 100 * rows[name] / rows["votes_cast"] for name in _ANSWERS}
    shares["absent_percent"] = 100 * rows["absent"] / rows["roll_calls"]
    columns = ["year", "roll_calls", "votes_cast", *_ANSWERS, "absent"]
    return rows[columns].assign(**shares, status=rows["status"]).reset_index(drop=True)


_ANSWERS = ("yes", "abstain", "no")


def estimate_agreement(
    partners: Sequence[str], until: DayLike, level: float = 0.95
) -> pd.DataFrame:
    """How often did partners vote as Viet Nam did, year by year, and how sure is it?

    One row a partner and year. ``agree_scored`` gives half for an abstention against a
    yes or no, ``agree_exact`` nothing. ``low`` and ``high``: Bayesian bootstrap over
    roll calls of ``agree_scored`` (``methods.bootstrap_agreement``); ``exact_low`` and
    ``exact_high``: Wilson's interval. Both treat the year's roll calls as a sample of like
    votes and as independent. ``same``, ``half``, ``opposite``: common votes;
    ``own_absences``, ``partner_absences`` (votes that only the partner missed) and
    ``if_absent_low``, ``if_absent_high``: what ``agree_scored`` would be had every missed
    vote been opposed, or alike. ``gap_to_median``: less the median member's
    agreement in that year, which takes out part of a changed agenda.

    From 2021 only published scores by session are there (``basis``): no counts, so no
    interval, and not one series with the calendar years. The medians have no counts split
    by answer either (MEDIAN_DYAD is a median over pairs). Missing is unknown, never 0.

    >>> row = estimate_agreement(["CHN"], "2016-01-01").set_index("year").loc[2015]
    >>> [int(row[name]) for name in ("same", "half", "opposite")]
    [60, 12, 2]
    """
    rows = _select(partners, until)
    everyone = load("unga_agreement")
    median = everyone[everyone["partner"] == "MEDIAN_DYAD"].set_index("year")["agree_scored"]
    own = list_own_votes(until, ROLL_CALLS).set_index("year")
    found = [_estimate_row(row, own, level) for row in rows.itertuples()]
    details = pd.DataFrame(found, index=rows.index)
    for name in ("same", "half", "opposite", "own_absences", "partner_absences"):
        details[name] = details[name].astype("Int64")
    columns = ["partner", "year", "basis", "status", "common_votes", "roll_calls", "absences"]
    shares = rows[["agree_exact", "agree_scored"]].astype(float)
    gap = shares["agree_scored"] - rows["year"].map(median).astype(float)
    listed = rows[columns].assign(name=name_voters(rows["partner"]), gap_to_median=gap)
    return listed.join(shares).join(details).reset_index(drop=True)


def _select(partners: Sequence[str], until: DayLike) -> pd.DataFrame:
    rows = load("unga_agreement")
    unknown = sorted(set(partners) - set(rows["partner"]))
    if unknown:
        known = ", ".join(sorted(rows["partner"].unique()))
        raise DatasetError(f"no agreement with {', '.join(unknown)}; there are {known}")
    return list_complete(rows[rows["partner"].isin(list(partners))], until)


def _estimate_row(row: Any, own: pd.DataFrame, level: float) -> dict[str, object]:
    """Counts and intervals of one partner and year; all missing where counts are."""
    values: dict[str, object] = dict.fromkeys(_DETAILS, pd.NA)
    values.update(dict.fromkeys(_INTERVALS, float("nan")))
    split = _split(row)
    if split is None:
        return values
    band = methods.bootstrap_agreement(split, level)
    from scipy import stats  # slower to import than pandas: only when asked

    exact = stats.binomtest(split.same, split.total).proportion_ci(level, method="wilson")
    roll_calls, points = split.total + int(row.absences), split.scored * split.total
    own_absences = int(own.at[row.year, "absent"])
    return {
        "same": split.same,
        "half": split.half,
        "opposite": split.opposite,
        "own_absences": own_absences,
        "partner_absences": roll_calls - split.total - own_absences,
        "low": band.low,
        "high": band.high,
        "exact_low": float(exact.low),
        "exact_high": float(exact.high),
        "if_absent_low": points / roll_calls,
        "if_absent_high": (points + roll_calls - split.total) / roll_calls,
    }


_DETAILS = ("same", "half", "opposite", "own_absences", "partner_absences")
_INTERVALS = ("low", "high", "exact_low", "exact_high", "if_absent_low", "if_absent_high")


def _split(row: Any) -> methods.VoteSplit | None:
    """The three counts of a row, or None: a published score, or a median over pairs."""
    counted = row.common_votes
    if pd.isna(counted) or row.partner == "MEDIAN_DYAD":
        return None
    return methods.recover_votes(int(counted), row.agree_exact, row.agree_scored)


def bound_beyond_chance(partners: Sequence[str], until: DayLike) -> pd.DataFrame:
    """How much of the agreement is beyond chance, as far as yearly counts can say?

    One row a partner and year with counts: ``agree_scored``, ``brennan_prediger`` (every
    answer equally likely), and the bounds ``kappa_low``, ``kappa_high``, ``pi_low``,
    ``pi_high`` of Cohen's kappa and Scott's pi over every cross-table that fits the counts
    and Viet Nam's own yes, no and abstentions (``methods.bound_chance_corrected``). The
    bounds are what is not known, not sampling error. 0 is what chance gives, 1 full
    agreement. Rows are of ``all_roll_calls``, to 2020.

    >>> row = bound_beyond_chance(["CHN"], "2016-01-01").set_index("year").loc[2015]
    >>> f"{row['kappa_low']:.2f} to {row['kappa_high']:.2f}"
    '0.03 to 0.48'
    """
    own = list_own_votes(until, ROLL_CALLS).set_index("year")
    chance = float(methods.VOTE_WEIGHTS.mean())
    found = []
    for row in _select(partners, until).itertuples():
        split = _split(row)
        if split is None:
            continue
        answers = [int(own.at[row.year, name]) for name in _ANSWERS]
        bounds = methods.bound_chance_corrected(split, *answers)
        found.append(
            {
                "partner": row.partner,
                "year": row.year,
                "common_votes": split.total,
                "agree_scored": split.scored,
                "brennan_prediger": (split.scored - chance) / (1 - chance),
                "kappa_low": bounds["cohen_kappa"][0],
                "kappa_high": bounds["cohen_kappa"][1],
                "pi_low": bounds["scott_pi"][0],
                "pi_high": bounds["scott_pi"][1],
            }
        )
    rows = pd.DataFrame(found)
    return rows.assign(name=name_voters(rows["partner"]))


def summarise_periods(
    partners: Sequence[str],
    periods: Mapping[str, tuple[int, int]],
    until: DayLike,
    block: int = 3,
) -> pd.DataFrame:
    """What was the mean yearly agreement in each period, and how far from chance?

    ``periods``: first and last year by name. Only years with counts enter (to 2020).
    Returns ``partner``, ``name``, ``period``, ``years`` (with counts), ``common_votes``,
    ``agreement`` (mean of yearly ``agree_scored``) with ``low`` and ``high`` (circular
    block bootstrap over runs of ``block`` years, because neighbouring years share agenda
    and texts; missing below ``2 * block`` years), ``brennan_prediger`` and the means of the
    yearly bounds of kappa and pi: the true mean lies between them.

    >>> periods = {"2010s": (2010, 2019)}
    >>> summarise_periods(["CHN"], periods, "2025-12-31")["years"].tolist()
    [10]
    """
    yearly = bound_beyond_chance(partners, until)
    rows = []
    for partner in partners:
        for label, (first, last) in periods.items():
            part = yearly[(yearly["partner"] == partner) & yearly["year"].between(first, last)]
            if part.empty:
                continue
            enough = len(part) >= 2 * block
            mean = methods.bootstrap_mean(part["agree_scored"], block if enough else 1)
            rows.append(
                {
                    "partner": partner,
                    "name": part["name"].iloc[0],
                    "period": label,
                    "years": len(part),
                    "common_votes": int(part["common_votes"].sum()),
                    "agreement": mean.estimate,
                    "low": mean.low if enough else float("nan"),
                    "high": mean.high if enough else float("nan"),
                    **{name: float(part[name].mean()) for name in _CORRECTED},
                }
            )
    return pd.DataFrame(rows)


_CORRECTED = ("brennan_prediger", "kappa_low", "kappa_high", "pi_low", "pi_high")


def show_periods(summary: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``summarise_periods`` as a table to read: partners by agreement, percent."""

    def show(row: Any) -> str:
        if pd.isna(row.low):
            return f"{100 * row.agreement:.0f}"
        return f"{100 * row.agreement:.0f} ({100 * row.low:.0f} to {100 * row.high:.0f})"

    rows = summary.assign(shown=[show(row) for row in summary.itertuples()])
    order = list(dict.fromkeys(rows["period"]))
    last = rows[rows["period"] == order[-1]].sort_values(
        "agreement", ascending=False, kind="stable"
    )
    wide = rows.pivot(index="name", columns="period", values="shown")
    wide = wide.reindex(index=last["name"], columns=order).fillna("no seat or no counts")
    return wide.rename_axis(index="partner", columns=None)


def expect_by_chance(years: tuple[int, int], until: DayLike) -> pd.DataFrame:
    """How often would partners who vote without looking have agreed with Viet Nam?

    If two states vote independently, each with its own shares of yes, abstain and no, the
    agreement to expect is the sum over the pairs of answers of share x share x
    ``methods.VOTE_WEIGHTS``. Returns, for made-up ``partner`` (index), ``yes``,
    ``abstain``, ``no`` (shares in percent) and ``expected`` (percent, the mean of the
    yearly values): Viet Nam's own shares are those of ``all_roll_calls`` in ``years``.

    >>> by_chance = expect_by_chance((2011, 2020), "2025-12-31")["expected"]
    >>> float(by_chance["answers at random"]), bool(by_chance["always yes"] > 90)
    (51.1, True)
    """
    own = list_own_votes(until, ROLL_CALLS)
    own = own[own["year"].between(*years)]
    if own.empty:
        raise DatasetError(f"no votes with counts in {years}: they run from 1977 to 2020")
    shares = own[[f"{answer}_percent" for answer in _ANSWERS]].to_numpy(dtype=float) / 100
    same = shares.mean(axis=0)
    voters = {
        "always yes": (1.0, 0.0, 0.0),
        "yes as often as Viet Nam": tuple(same),
        "yes to half": (0.5, 0.25, 0.25),
        "answers at random": (1 / 3, 1 / 3, 1 / 3),
        "always abstains": (0.0, 1.0, 0.0),
        "always no": (0.0, 0.0, 1.0),
    }
    rows = {
        name: [*other, float((shares @ methods.VOTE_WEIGHTS @ np.array(other)).mean())]
        for name, other in voters.items()
    }
    table = pd.DataFrame(rows, index=[*_ANSWERS, "expected"]).T.rename_axis("partner")
    return (100 * table).round(1)


def compare_scorings(
    partners: Sequence[str], years: tuple[int, int], until: DayLike
) -> pd.DataFrame:
    """What is the agreement of a run of years under other rules for the same votes?

    Rules as rows, partners as columns, percent, mean of the years with counts: an
    abstention against a yes or no as half (``agree_scored``) or as disagreement; every
    vote that one of the two missed taken as opposed, or as alike; and the common votes of
    all years pooled, so that a year with many votes weighs more.
    """
    rows = estimate_agreement(partners, until)
    rows = rows[rows["year"].between(*years) & rows["common_votes"].notna()]
    points = rows["agree_scored"] * rows["common_votes"].astype(float)
    rows = rows.assign(points=points, common=rows["common_votes"].astype(float))
    grouped = rows.groupby("name", sort=False)
    columns = {
        "half for an abstention (as above)": grouped["agree_scored"].mean(),
        "an abstention is disagreement": grouped["agree_exact"].mean(),
        "missed votes taken as opposed": grouped["if_absent_low"].mean(),
        "missed votes taken as alike": grouped["if_absent_high"].mean(),
        "all years pooled": grouped["points"].sum() / grouped["common"].sum(),
    }
    table = (100 * pd.DataFrame(columns).T.astype(float)).round(1).rename_axis("rule")
    return table[list(name_voters(pd.Series(partners)))].rename_axis(columns=None)


def compare_partners(
    first: str, second: str, years: tuple[int, int], until: DayLike, block: int = 3
) -> methods.Interval:
    """By how much did Viet Nam agree more with one partner than with another?

    Mean yearly difference of ``agree_scored`` over the years in which both have counts,
    with a circular block bootstrap over years, which keeps the two partners of a year
    together. Roll calls of one year cannot be paired: they are not in the tables.

    >>> compare_partners("CHN", "USA", (2010, 2019), "2025-12-31").estimate > 0.4
    True
    """
    rows = _select([first, second], until)
    rows = rows[rows["year"].between(*years) & rows["common_votes"].notna()]
    wide = rows.pivot(index="year", columns="partner", values="agree_scored").dropna()
    if len(wide) < block:
        raise DatasetError(f"only {len(wide)} common years with counts: widen {years}")
    return methods.bootstrap_mean((wide[first] - wide[second]).to_numpy(dtype=float), block)


def list_ideal_points(
    countries: Iterable[str], until: DayLike, variant: str = "final"
) -> pd.DataFrame:
    """Where did states stand on the Assembly's main line of division, with 90 % intervals?

    ``variant``: ``final`` (votes on final passage, 1977-2024) or ``all`` (all recorded
    votes, to 2023). Returns ``country``, ``name``, ``year``, ``point``, ``low`` (5 %),
    ``high`` (95 %) and ``votes``. Higher is nearer to the United States; the scale has no
    unit. The model links years through resolutions that recur, so that a change of agenda
    is told from a change of position (Bailey, Strezhnev and Voeten 2017), but it smooths
    over time: a value for an early year was estimated with the votes of later ones, and
    so is not what could have been known then.

    >>> points = list_ideal_points(["VNM", "USA"], "2025-12-31")
    >>> bool((points["low"] <= points["point"]).all())
    True
    """
    if variant not in ("final", "all"):
        raise DatasetError(f"no variant {variant!r}; use 'final' or 'all'")
    column = f"ideal_point_{variant}"
    rows = load("unga_ideal_points")
    wanted = list(countries)
    unknown = sorted(set(wanted) - set(rows["country"]))
    if unknown:
        known = ", ".join(sorted(rows["country"].unique()))
        raise DatasetError(f"no ideal points of {', '.join(unknown)}; there are {known}")
    rows = list_complete(rows[rows["country"].isin(wanted) & rows[column].notna()], until)
    return pd.DataFrame(
        {
            "country": rows["country"],
            "name": name_partners(rows["country"]),
            "year": rows["year"].astype(int),
            "point": rows[column].astype(float),
            "low": rows[f"{column}_q5"].astype(float),
            "high": rows[f"{column}_q95"].astype(float),
            "votes": rows[f"votes_{variant}"].astype(int),
        }
    ).reset_index(drop=True)


def compare_ideal_points(points: pd.DataFrame, home: str = "VNM") -> pd.DataFrame:
    """How far was each state from Viet Nam each year, and do the intervals overlap?

    ``points``: of ``list_ideal_points``. Returns ``country``, ``name``, ``year``,
    ``distance`` (state less home) and ``overlap`` (True when the 90 % intervals meet; they
    can overlap and still differ).

    >>> points = list_ideal_points(["VNM", "USA"], "2025-12-31")
    >>> bool(compare_ideal_points(points)["overlap"].any())
    False
    """
    base = points[points["country"] == home].set_index("year")
    other = points[(points["country"] != home) & points["year"].isin(base.index)]
    own = base.loc[other["year"]].set_index(other.index)
    return pd.DataFrame(
        {
            "country": other["country"],
            "name": other["name"],
            "year": other["year"],
            "distance": other["point"] - own["point"],
            "overlap": (other["low"] <= own["high"]) & (own["low"] <= other["high"]),
        }
    ).reset_index(drop=True)


def describe_coverage(until: DayLike) -> pd.DataFrame:
    """For which years is each partner's agreement known, and in what form?

    Returns ``name``, ``counted_from``, ``counted_to`` (calendar years with counts),
    ``score_only_to`` (last session with a published score alone; missing if none),
    ``doubtful_years`` and ``median_absence_percent`` (share of the roll calls of a year
    left out because one of the two did not vote, median over years).

    >>> covered = describe_coverage("2025-12-31").set_index("name")
    >>> int(covered.at["China", "counted_to"]), int(covered.at["China", "score_only_to"])
    (2020, 2023)
    """
    rows = list_complete(load("unga_agreement"), until)
    rows = rows[~rows["partner"].isin(list(MEDIANS))]
    found = []
    for partner, part in rows.groupby("partner"):
        counted = part[part["common_votes"].notna()]
        scored = part.loc[part["basis"] == "session", "year"]
        missed = 100 * counted["absences"] / counted["roll_calls"]
        found.append(
            {
                "partner": partner,
                "counted_from": counted["year"].min(),
                "counted_to": counted["year"].max(),
                "score_only_to": scored.max() if len(scored) else pd.NA,
                "doubtful_years": int((part["status"] == "doubtful").sum()),
                "median_absence_percent": round(float(missed.median()), 1),
            }
        )
    table = pd.DataFrame(found)
    table["score_only_to"] = table["score_only_to"].astype("Int64")
    table.insert(0, "name", name_voters(table.pop("partner")))
    return table.sort_values("name", kind="stable").reset_index(drop=True)
