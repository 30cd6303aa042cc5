"""The two source articles: their themes, what bears on them, what changed between them.

The first reviews the half-term of the 13th Congress, the second reads resolution 59. A claim
is put to the days its words mean, with what was known by the page's day; themes and subjects
are the coding of one reader, so small differences between them mean little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from helpers import claims, ladder, multilateral
from helpers.claims.decision import Decision
from helpers.claims.model import (
    Definition,
    find_claim,
    list_claims,
)
from helpers.claims.verdicts import VERDICTS
from helpers.dataset import load
from helpers.dates import DayLike, parse_partial, show_date, to_day
from helpers.methods import SEED, MonteCarloTest
from helpers.partners import name_partners
from helpers.timeline import rows_until

REVIEW, LATER = "article_2023", "article_2025"
NAMES = {REVIEW: "the review of June 2023", LATER: "the article of April 2025"}
SHORT = {REVIEW: "2023", LATER: "2025"}

PARTS = ("achievement", "lesson", "solution", "context", "target")
PILLARS = ("politics", "economy", "security", "society", "party", "cross_cutting")
DIRECTIONS = ("receive", "contribute", "protect", "reform", "mixed")

SUBJECTS = {
    "partner relations": (
        "partner_relations", "deepen_partner_relations", "rising_standing",
        "top_level_partnerships",
    ),
    "multilateral bodies": (
        "multilateral_roles", "shape_multilateral_rules", "multilateral_membership",
    ),
    "economy and resources": (
        "resources_for_development", "economic_diplomacy", "from_poverty_to_middle_income",
        "free_trade_agreements", "trade_and_investment_rank", "external_resources",
        "opening_since_renewal",
    ),
    "territory and defence": ("borders_and_seas", "three_legged_defence"),
    "culture and image": ("culture_and_information", "cultural_diplomacy", "cultural_image"),
    "citizens abroad": ("citizens_abroad",),
    "people and firms at the centre": ("people_and_business_centre",),
    "party line and channels": (
        "three_channels", "causes_of_success", "party_leadership", "implementation",
        "grasp_congress_line",
    ),
    "principles and independence": (
        "no_side_taking", "inner_and_outer_strength", "firm_and_flexible",
        "independent_foreign_policy",
    ),
    "research, service, new thinking": (
        "forecasting", "new_thinking", "research_and_forecasting", "modern_diplomatic_service",
    ),
    "world situation": ("world_turbulence",),
    "integration as a programme": (
        "resolution_59_driver", "three_strategic_documents", "from_receiving_to_giving",
    ),
    "the city of Ha Noi": (
        "hanoi_investment", "hanoi_titles", "hanoi_city_diplomacy", "hanoi_2030", "hanoi_2045",
    ),
}  # fmt: skip
"""Topics of both articles put together by what they are about: our coding, by one reader."""

TERM_BEGAN = "2021-01-26"
"""First day of the 13th Congress: from here the review counts."""

STANDARD_SETTERS = (
    "International Law Commission",
    "UNCITRAL",
    "International Seabed Authority",
    "WIPO General Assembly",
    "WIPO Coordination Committee",
    "ITU Council",
    "UPU Council of Administration",
    "UPU Postal Operations Council",
    "Meeting of States Parties to UNCLOS",
)
"""Bodies of the table roles that draft law or technical standards, or steer those who do."""

DOCUMENT_GROUPS = {
    "integration of the economy": ("economic_integration",),
    "integration in every field": ("international_integration",),
    "external work": (
        "foreign_policy", "multilateral_diplomacy", "economic_diplomacy", "external_information",
        "people_to_people", "overseas_vietnamese", "peacekeeping",
    ),
    "Ha Noi": ("hanoi",),
    "state and economy at home": (
        "renewal", "governance", "science_technology", "law_making", "private_economy", "energy",
        "education", "health",
    ),
}  # fmt: skip

_TERM_KINDS = ("elected_seat", "rotating_chair", "officer", "appointed")
_NEARLY = 0.9


def find_publication(article: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The earliest and latest day on which an article can have been published.

    >>> [f"{day:%Y-%m-%d}" for day in find_publication("article_2025")]
    ['2025-04-01', '2025-04-30']
    """
    sources = load("sources")
    stated = parse_partial(str(sources.loc[sources["source_id"] == article, "published"].item()))
    return pd.Timestamp(stated.earliest), pd.Timestamp(stated.latest)


def list_in_print(day: DayLike) -> list[str]:
    """Which of the two articles can have been read on a day?

    >>> list_in_print("2023-06-24"), list_in_print("2025-12-31")
    (['article_2023'], ['article_2023', 'article_2025'])
    """
    moment = pd.Timestamp(to_day(day))
    return [article for article in NAMES if find_publication(article)[0] <= moment]


def list_themes(day: DayLike) -> pd.DataFrame:
    """The coded themes of the articles in print on a day, in the order of the text.

    Rows of ``themes`` with ``label`` (part and position) and ``subject`` (see ``SUBJECTS``).

    >>> list_themes("2023-06-24")["part"].value_counts().to_dict()
    {'achievement': 7, 'solution': 7, 'lesson': 6, 'context': 3}
    """
    subject = {topic: name for name, topics in SUBJECTS.items() for topic in topics}
    rows = load("themes")
    rows = rows[rows["article"].isin(list_in_print(day))]
    rows = rows.assign(
        label=rows["part"] + " " + rows["position"].astype(str),
        subject=rows["topic"].map(subject),
        order=rows["part"].map(PARTS.index),
    )
    return rows.sort_values(["article", "order", "position"]).drop(columns="order")


def list_verdicts_known(article: str, known: DayLike) -> pd.DataFrame:
    """Every claim of an article on its own days, with nothing later than ``known``.

    Returns ``claim`` (index), ``theme`` (missing where it belongs to none), ``kind``,
    ``says``, ``value``, ``verdict``, ``reason`` and ``evidence`` (the weakest state of a cell
    behind the value; ``none`` without one); no row if the article is not in print.

    >>> list_verdicts_known("article_2025", "2023-06-24").empty
    True
    """
    columns = ["claim", "theme", "kind", "says", "value", "verdict", "reason", "evidence"]
    decisions = []
    if article in list_in_print(known):
        decisions = [claims.decide(claim.id, known=known) for claim in list_claims(article)]
    rows = [
        (
            one.claim.id, one.claim.theme, one.claim.kind, one.claim.statement,
            one.value or "none", one.verdict, one.reason, _find_weakest(one),
        )
        for one in decisions
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("claim")


_WEAKEST_FIRST = ("conflict", "tertiary_only", "one_source", "series", "two_independent")


def _find_weakest(decision: Decision) -> str:
    states = decision.evidence.states if decision.tried else {}
    return next((state for state in _WEAKEST_FIRST if state in states), "none")


def count_evidence(article: str, known: DayLike) -> pd.DataFrame:
    """How many claims of each theme get which verdict?

    Returns the themes of the article (see ``list_themes``) with one column a verdict and
    ``checkable``: claims that a fact could make true or false.

    >>> counts = count_evidence("article_2023", "2023-06-24").set_index("theme")
    >>> counts.loc["a2023_achievement_2", ["checkable", "undetermined"]].tolist()
    [6, 5]
    """
    verdicts = list_verdicts_known(article, known)
    table = pd.crosstab(verdicts["theme"], verdicts["verdict"])
    table = table.reindex(columns=list(VERDICTS), fill_value=0)
    themes = list_themes(known)
    themes = themes[themes["article"] == article]
    for verdict in VERDICTS:
        themes = themes.assign(**{verdict: themes["theme"].map(table[verdict]).fillna(0)})
        themes[verdict] = themes[verdict].astype(int)
    checkable = [verdict for verdict in VERDICTS if verdict != "not_scored"]
    return themes.assign(checkable=themes[checkable].sum(axis=1)).reset_index(drop=True)


def show_evidence(counts: pd.DataFrame) -> pd.DataFrame:
    """Themes of ``count_evidence`` as a table to read."""
    words = {"supported": "supported", "partly": "partly", "undetermined": "no evidence"}
    listed = [
        ", ".join(f"{row[verdict]} {word}" for verdict, word in words.items() if row[verdict])
        for _, row in counts.iterrows()
    ]
    table = pd.DataFrame(
        {
            "theme": counts["label"],
            "pillar": counts["pillar"].str.replace("_", " "),
            "direction": counts["direction"],
            "what it says": counts["summary"],
            "claims to check": counts["checkable"],
            "verdicts": [line or "none" for line in listed],
        }
    )
    return table.set_index("theme")


def show_claims(claim_ids: Sequence[str], known: DayLike) -> pd.DataFrame:
    """Claims on their own days as a table to read: ``says``, ``verdict``, ``why``."""
    decisions = [claims.decide(claim_id, known=known) for claim_id in claim_ids]
    return pd.DataFrame(
        {
            "the article says": [one.claim.statement for one in decisions],
            "verdict": [one.verdict.replace("_", " ") for one in decisions],
            "why": [one.reason for one in decisions],
        }
    ).set_index("the article says")


def list_rows(claim_ids: Sequence[str], known: DayLike) -> list[pd.DataFrame]:
    """The rows behind the plain sense of some claims, as known by a day."""
    return [frame for one in claim_ids for frame in claims.decide(one, known=known).rows]


def list_definitions(claim_id: str, known: DayLike) -> list[Definition]:
    """The definitions that a claim's words can mean, the plain sense first.

    Neighbouring figures are left out, and so is a definition that names a release of
    statistics later than ``known``.
    """
    day = pd.Timestamp(to_day(known))
    own = []
    for one in claims.decide(claim_id, known=known).tried:
        release = re.search(r"release of (\w+ \d{4})", one.name)
        if not one.beside and (release is None or pd.Timestamp(release[1]) <= day):
            own.append(one)
    return own


def show_definitions(claim_id: str, known: DayLike, most: int = 12) -> pd.DataFrame:
    """Every definition of one claim that its words can mean, with the value each gives."""
    tried = list_definitions(claim_id, known)
    words = {"yes": "bears it out", "no": "does not", "open": "leaves it open"}
    return pd.DataFrame(
        {
            "definition": [one.name for one in tried[:most]],
            "value": [one.value for one in tried[:most]],
            "claim": [words[one.meets] for one in tried[:most]],
        }
    ).set_index("definition")


def bound_activities(day: DayLike) -> pd.DataFrame:
    """What can the parts of the review's count of activities add up to?

    "More than" is at least one more, with no upper bound; "nearly" at most a tenth less.
    Returns ``activity``, ``part``, ``printed``, ``low``, ``high`` (infinite where open) and
    ``months`` (from the beginning of the term to the day stated).

    >>> bound_activities("2023-06-24")["low"].sum()
    np.float64(171.0)
    """
    rows = _stated_until(day)
    parts = sorted(find_claim("a2023_activities_add_up").items)
    rows = rows[rows["activity"].isin(parts)]
    value = rows["value"].astype(float)
    low = value.mask(rows["comparator"] == "gt", value + 1)
    low = low.mask(rows["comparator"] == "lt", np.ceil(_NEARLY * value))
    high = value.mask(rows["comparator"] == "gt", np.inf)
    high = high.mask(rows["comparator"] == "lt", value - 1)
    name = rows["activity"].str.removeprefix("article_2023_").str.replace("_", " ")
    return pd.DataFrame(
        {"activity": rows["activity"], "part": name, "printed": value, "low": low, "high": high}
    ).reset_index(drop=True)


def show_rates(day: DayLike) -> pd.DataFrame:
    """Counts of visits and activities stated for any period, a month: what, when, how many.

    The review counts from the beginning of the term to its own day; the others count whole
    years. Words differ between statements, so rates are compared with care.
    """
    rows = _stated_until(day)
    rows = rows[rows["unit"].isin(["activities", "visits", "delegations", "calls", "conferences"])]
    stated = rows["as_of_latest"]
    own = rows["activity"].str.startswith("article_2023")
    months = pd.Series(12.0, index=rows.index).mask(
        own, (stated - pd.Timestamp(TERM_BEGAN)).dt.days / 30.4375
    )
    sign = {"gt": "more than ", "lt": "nearly ", "approx": "about ", "eq": ""}
    what = rows["activity"].str.replace("article_2023_", "").str.replace(r"_\d{4}$", "", regex=True)
    table = pd.DataFrame(
        {
            "what": what.str.replace("_", " "),
            "period": np.where(own, "term to " + rows["as_of"].map(show_date), rows["as_of"]),
            "stated": rows["comparator"].map(sign) + rows["value"].map("{:.0f}".format),
            "a month": (rows["value"].astype(float) / months).round(1),
            "order": stated,
        }
    )
    return table.sort_values(["what", "order"]).drop(columns="order").set_index("what")


def _stated_until(day: DayLike) -> pd.DataFrame:
    rows = load("activities")
    return rows[rows["as_of_latest"] <= pd.Timestamp(to_day(day))]


def list_doses(day: DayLike) -> pd.DataFrame:
    """Vaccine doses as stated, by what kind of number it is: kinds must not be added.

    Rows of ``activities`` in millions of doses with ``stream``: ``all sources`` (running
    totals, purchases included), ``donor`` (running totals of one donor), ``COVAX`` (running
    totals through the facility, which carried part of the donors' gifts), ``article``,
    ``shipment`` (one delivery), ``pledge or purchase agreed`` and ``given to people``.

    >>> list_doses("2023-06-24")["stream"].value_counts()["all sources"]
    np.int64(8)
    """
    rows = _stated_until(day)
    rows = rows[rows["unit"] == "million_doses"]
    name = rows["activity"]
    stream = pd.Series("shipment", index=rows.index)
    stream = stream.mask(name.str.contains("_total_"), "donor")
    stream = stream.mask(rows["partner"].eq("COVAX") & name.str.contains("_total_"), "COVAX")
    stream = stream.mask(name.str.startswith("vaccines_total_"), "all sources")
    stream = stream.mask(name.str.contains("pledge"), "pledge or purchase agreed")
    stream = stream.mask(name.str.contains("administered"), "given to people")
    stream = stream.mask(name.eq("vaccines_article_2023"), "article")
    return rows.assign(stream=stream).sort_values(["as_of_latest", "activity"])


def bracket_stated(doses: pd.DataFrame) -> pd.DataFrame:
    """The totals on either side of the article's: the last below it and the first above.

    >>> bracket_stated(list_doses("2023-06-24"))["as_of"].tolist()
    ['2021-10', '2021-12-10']
    """
    stated = float(doses.loc[doses["stream"] == "article", "value"].iloc[0])
    totals = doses[doses["stream"] == "all sources"].sort_values("as_of_latest", kind="stable")
    below = totals[totals["value"] <= stated].tail(1)
    above = totals[totals["value"] > stated].head(1)
    both = pd.concat([below, above])
    both.attrs = doses.attrs
    return both


def list_last_gifts(doses: pd.DataFrame) -> pd.DataFrame:
    """The last running total of each donor: rows of ``list_doses``, largest first.

    Donors gave partly through COVAX, whose own total is therefore not among them.
    """
    gifts = doses[doses["stream"] == "donor"].sort_values("as_of_latest", kind="stable")
    last = gifts.drop_duplicates("partner", keep="last")
    return last.sort_values("value", ascending=False, kind="stable")


def list_term_seats(day: DayLike) -> pd.DataFrame:
    """Which seats and offices were held at some time from the beginning of the term to a day?

    ``multilateral.list_seats`` with ``named``: whether the review names it. Chairs of a month
    and offices are among them, meetings hosted are not. A seat of which only the year is
    stated cannot have begun before its election; one with no known end is listed if it had
    certainly begun.
    """
    seats = _list_seats(day, _TERM_KINDS)
    named = {claim.about[1] for claim in list_claims(REVIEW) if claim.kind == "term"}
    moment = pd.Timestamp(to_day(day))
    open_end = seats["end_known"] == "not known"
    seats = seats[~open_end | (seats["start_latest"] <= moment)]
    end = seats["end_latest"].fillna(seats["start_latest"])
    seats = seats[end >= pd.Timestamp(TERM_BEGAN)]
    return seats.assign(named=seats["role_id"].isin(named)).reset_index(drop=True)


def _list_seats(day: DayLike, kinds: Sequence[str]) -> pd.DataFrame:
    """``multilateral.list_seats``, no seat beginning before its election."""
    seats = multilateral.list_seats(day, kinds)
    elected = seats["role_id"].map(load("roles").set_index("role_id")["elected_on_earliest"])
    for bound in ("start_earliest", "start_latest"):
        seats[bound] = seats[bound].where(elected.isna() | (seats[bound] >= elected), elected)
    return seats[seats["start_earliest"] <= pd.Timestamp(to_day(day))]


def list_seats_on(seats: pd.DataFrame, day: DayLike) -> pd.DataFrame:
    """Those of some seats held on a day, as far as dates allow; with ``certain``.

    A seat with no known end is left out.

    >>> held = list_seats_on(list_term_seats("2025-12-31"), "2023-06-24")
    >>> "world_heritage_committee_member_2023" in set(held["role_id"])  # elected in November
    False
    """
    moment = pd.Timestamp(to_day(day))
    known = seats["end_known"] != "not known"
    on = known & (seats["start_earliest"] <= moment) & (seats["end_latest"] >= moment)
    sure = (seats["start_latest"] <= moment) & (seats["end_earliest"] >= moment)
    return seats[on].assign(certain=sure[on])


def count_elected(day: DayLike, on: DayLike) -> tuple[int, int]:
    """Elected seats held on a day: for certain, and as many as partial dates allow.

    >>> count_elected("2025-12-31", "2023-06-24")
    (7, 9)
    """
    held = list_seats_on(_list_seats(day, ("elected_seat",)), on)
    return int(held["certain"].sum()), len(held)


def compare_days(days: Sequence[DayLike]) -> pd.DataFrame:
    """What stood on each of some days: partners, agreements, bodies, seats, peacekeepers.

    Measures as rows, days as columns; a range where partial dates leave it open.

    >>> compare_days(["2023-06-24"]).loc["comprehensive strategic partners"].item()
    '4'
    """
    table: dict[str, dict[str, str]] = {}
    for day in days:
        told = f"{pd.Timestamp(to_day(day)):%Y-%m-%d}"

        def value(claim_id: str, told: str = told) -> str:
            return claims.decide(claim_id, as_of=told).value or "none"

        bodies = multilateral.count_organisations(told).set_index("definition")
        low, high = count_elected(told, told)
        totals = multilateral.list_peacekeeping_totals(told)
        sent = totals[totals["unit"] == "personnel"].tail(1)
        table[show_date(told)] = {
            "states with diplomatic relations": value("own_relations_195"),
            "comprehensive strategic partners": value("own_top_partners_14"),
            "free trade agreements signed": value("own_agreements_signed_17"),
            "free trade agreements in force": value("own_agreements_in_force_16"),
            "organisations and banks joined": str(bodies.at["with international banks", "certain"]),
            "elected seats held": f"{low}" if low == high else f"{low} to {high}",
            "peacekeepers sent so far, by the last total": (
                f"{sent['value'].iloc[0]:,.0f} ({show_date(sent['held_on'].iloc[0])})"
                if len(sent) else "none stated"
            ),
        }  # fmt: skip
    return pd.DataFrame(table).rename_axis("what stood")


def count_codes(themes: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """How often does each article use each code? Codes x articles, counts.

    >>> codes = count_codes(list_themes("2025-12-31"), "direction", DIRECTIONS)
    >>> codes.loc["protect"].tolist()
    [5, 1]
    """
    table = pd.crosstab(themes[column], themes["article"])
    present = [article for article in NAMES if article in table.columns]
    return table.reindex(index=list(order), columns=present, fill_value=0)


def count_subjects(themes: pd.DataFrame) -> pd.DataFrame:
    """How many themes on each subject? Subjects x articles, with ``fate`` where both exist.

    ``fate``: ``gained`` (the later article alone), ``dropped`` (the review alone), ``kept``.
    """
    table = count_codes(themes, "subject", tuple(SUBJECTS))
    if len(table.columns) < 2:
        return table
    fate = np.select(
        [table[REVIEW].eq(0), table[LATER].eq(0)], ["gained", "dropped"], default="kept"
    )
    return table.assign(fate=fate)


def measure_distance(codes: ArrayLike, later: ArrayLike) -> float:
    """How far apart are two groups in their mix of codes, in percent?

    Total variation distance: the share of one group's items that would have to be coded
    otherwise for the two mixes to be the same.

    >>> measure_distance(["a", "a", "b", "b"], [False, False, True, True])
    100.0
    """
    values, place = np.unique(np.asarray(codes), return_inverse=True)
    flags = np.asarray(later, dtype=bool)[None, :]
    return float(_distances(place, flags, len(values))[0])


def _distances(
    place: NDArray[np.int_], flags: NDArray[np.bool_], kinds: int
) -> NDArray[np.float64]:
    """Distances for each row of ``flags`` (draws x items)."""
    hot = np.eye(kinds)[place]
    second = flags @ hot / flags.sum(axis=1, keepdims=True)
    first = ~flags @ hot / (~flags).sum(axis=1, keepdims=True)
    far: NDArray[np.float64] = 50 * np.abs(second - first).sum(axis=1)
    return far


def assess_shift(
    codes: ArrayLike, later: ArrayLike, draws: int = 4999, seed: int = SEED
) -> MonteCarloTest:
    """Could two mixes of codes differ this much if codes were dealt to the groups at random?

    A randomisation test (Fisher 1935, chapter 3) of ``measure_distance``: the labels of the
    groups are dealt anew, sizes kept. The p-value counts the observation among the draws.

    >>> assess_shift(["a", "b"] * 10, [True, True, False, False] * 5, draws=199).p_value > 0.5
    True
    """
    values, place = np.unique(np.asarray(codes), return_inverse=True)
    labels = np.asarray(later, dtype=bool)
    observed = measure_distance(codes, later)
    dealt = np.random.default_rng(seed).permuted(np.tile(labels, (draws, 1)), axis=1)
    null = np.round(_distances(place, dealt, len(values)), 6)
    reached = np.sum(null >= round(observed, 6))
    return MonteCarloTest(observed, null, float((1 + reached) / (1 + draws)))


def list_shift_tests(themes: pd.DataFrame) -> dict[str, MonteCarloTest]:
    """``assess_shift`` of direction and of pillar, distances in whole percent for a figure."""
    later = themes["article"].eq(LATER)
    tests = {code: assess_shift(themes[code], later) for code in ("direction", "pillar")}
    return {
        f"by {code}": MonteCarloTest(round(test.observed), np.round(test.null), test.p_value)
        for code, test in tests.items()
    }


def estimate_shift_power(
    shares: ArrayLike,
    sizes: tuple[int, int],
    moves: Sequence[float],
    level: float = 0.05,
    draws: int = 2000,
    seed: int = SEED,
) -> pd.DataFrame:
    """How large must a shift be for ``assess_shift`` to notice it?

    ``shares``: the mix of codes that both groups have under chance; ``moves``: percent of the
    second group moved to its rarest code, taken from the others in proportion. Returns
    ``moved`` and ``power`` (share of simulated pairs beyond the ``level`` critical value);
    a move of 0 gives the false-alarm rate.
    """
    rng = np.random.default_rng(seed)
    base = np.asarray(shares, dtype=float) / np.sum(shares)
    target = np.eye(len(base))[int(np.argmin(base))]

    def draw(mix: NDArray[np.float64]) -> NDArray[np.float64]:
        first = rng.multinomial(sizes[0], base, size=draws) / sizes[0]
        second = rng.multinomial(sizes[1], mix, size=draws) / sizes[1]
        far: NDArray[np.float64] = 50 * np.abs(first - second).sum(axis=1)
        return far

    critical = np.quantile(draw(base), 1 - level)
    rows = []
    for move in moves:
        mix = (1 - move / 100) * base + move / 100 * target
        rows.append({"moved": float(move), "power": float(np.mean(draw(mix) > critical))})
    return pd.DataFrame(rows)


def compare_selections(themes: pd.DataFrame, draws: int = 4999) -> pd.DataFrame:
    """Does the difference in direction and pillar depend on which themes are compared?

    Selections: all; without those on Ha Noi; achievements alone; without context and targets.
    Returns ``selection`` (index), ``n`` (review and later), and for direction and pillar the
    distance in percent and the p-value of ``assess_shift``. Empty with one article.
    """
    if themes["article"].nunique() < 2:
        return pd.DataFrame()
    chosen = {
        "all themes": themes,
        "without Ha Noi": themes[themes["subject"] != "the city of Ha Noi"],
        "without context and targets": themes[~themes["part"].isin(["context", "target"])],
        "achievements only": themes[themes["part"] == "achievement"],
    }
    rows = {}
    for name, part in chosen.items():
        later = part["article"].eq(LATER)
        tests = {code: assess_shift(part[code], later, draws) for code in ("direction", "pillar")}
        rows[name] = {"themes": f"{(~later).sum()} and {later.sum()}"} | {
            key: value
            for code, test in tests.items()
            for key, value in (
                (f"{code}: apart by, %", round(test.observed)),
                (f"{code}: p", round(test.p_value, 2)),
            )
        }
    return pd.DataFrame(rows).T.rename_axis("themes compared")


def recode_at_random(themes: pd.DataFrame, recoded: int, draws: int = 200) -> tuple[float, float]:
    """Between what p-values does the test of direction lie if some codes were wrong?

    ``recoded`` themes, drawn at random, get the code of another theme drawn at random: what a
    second reader might do. Returns the 5th and 95th percentile of p over ``draws``.
    """
    rng = np.random.default_rng(SEED)
    codes, later = themes["direction"].to_numpy(), themes["article"].eq(LATER).to_numpy()
    found = []
    for number in range(draws):
        other = codes.copy()
        place = rng.choice(len(codes), size=recoded, replace=False)
        other[place] = rng.choice(codes, size=recoded)
        found.append(assess_shift(other, later, draws=299, seed=SEED + number).p_value)
    low, high = np.quantile(found, [0.05, 0.95])
    return float(low), float(high)


_SERIES = {
    "oda_received_net": "aid received, net",
    "fdi_net_inflows": "foreign investment, net inflows",
    "remittances_received": "remittances received",
}


def list_flows(day: DayLike, since: int = 2000) -> pd.DataFrame:
    """What Viet Nam received a year: aid, investment, remittances (rows of ``indicators``).

    Years complete on the day, of the newest release of the World Bank, which may be later than the
    day, with ``measure`` (words), ``billions`` (US$) and ``percent`` (of GDP of that release).
    """
    rows = load("indicators")
    output = rows[rows["indicator"] == "gdp_usd"].sort_values("vintage", kind="stable")
    output = output.drop_duplicates("year", keep="last").set_index("year")["value"]
    last = to_day(day).year - (0 if (to_day(day).month, to_day(day).day) == (12, 31) else 1)
    rows = rows[rows["indicator"].isin(_SERIES) & rows["year"].between(since, last)]
    rows = rows.sort_values("vintage", kind="stable").drop_duplicates(
        ["indicator", "year"], keep="last"
    )
    rows = rows.assign(
        measure=rows["indicator"].map(_SERIES),
        billions=rows["value"] / 1e9,
        percent=100 * rows["value"] / rows["year"].map(output),
    )
    return rows.sort_values(["indicator", "year"])


def list_given(day: DayLike, since: int = 2000) -> pd.DataFrame:
    """What it put in: elected seats held at year-ends, peacekeepers sent by stated totals.

    Returns ``measure``, ``day``, ``value`` (of seats: those held for certain), ``high`` (as
    many as partial dates allow) and ``shape`` (``step`` or ``point``). The year of the day
    itself is counted on that day. Totals of people sent so far can only rise.
    """
    end = pd.Timestamp(to_day(day))
    ends = [*(pd.Timestamp(year, 12, 31) for year in range(since, end.year)), end]
    held = [count_elected(day, moment) for moment in ends]
    seats = pd.DataFrame(
        {"day": ends, "value": [low for low, _ in held], "high": [high for _, high in held]}
    ).assign(measure="elected seats held", shape="step")
    totals = multilateral.list_peacekeeping_totals(day)
    totals = totals[totals["unit"] == "personnel"]
    value = totals["value"].astype(float)
    sent = pd.DataFrame({"day": totals["day"], "value": value, "high": value})
    sent = sent.assign(measure="peacekeepers sent so far", shape="point")
    return pd.concat([seats, sent], ignore_index=True)


def compare_windows(flows: pd.DataFrame, width: int = 3) -> pd.DataFrame:
    """Mean of the last ``width`` years of each flow against its mean ten years before.

    Returns ``measure`` (index), the years, US$ billions a year in each (nominal), how many
    ``times`` as much, and percent of GDP in each.
    """
    rows = {}
    for measure, part in flows.groupby("measure", sort=False):
        series = part.set_index("year")[["billions", "percent"]].astype(float)
        last = int(series.index.max())
        spans = [(last - width - 9, last - 10), (last - width + 1, last)]
        old, new = (series.loc[first:end].mean() for first, end in spans)
        rows[measure] = {
            "years": " and ".join(f"{first}-{end}" for first, end in spans),
            "US$ bn a year": f"{old['billions']:.1f} and {new['billions']:.1f}",
            "times": round(new["billions"] / old["billions"], 1),
            "% of GDP": f"{old['percent']:.1f} and {new['percent']:.1f}",
        }
    return pd.DataFrame(rows).T.rename_axis("received")


def list_repeat_elections(day: DayLike) -> pd.DataFrame:
    """Bodies for which Viet Nam was elected with votes cast on record more than once.

    Rows of ``multilateral.list_elections`` with a percent, in order of body and day.
    """
    found = multilateral.list_elections(day)
    found = found[found["percent"].notna()]
    again = found[found.groupby("body")["body"].transform("size") > 1]
    return again.sort_values(["body", "elected_on"], kind="stable")


def list_standard_roles(day: DayLike) -> pd.DataFrame:
    """Seats and offices in bodies that make law or standards (``STANDARD_SETTERS``).

    Rows of ``list_seats`` of any kind but hosts, begun by the day; the list of bodies is ours.
    """
    seats = _list_seats(day, _TERM_KINDS)
    return seats[seats["body"].isin(STANDARD_SETTERS)].reset_index(drop=True)


def list_documents(day: DayLike) -> pd.DataFrame:
    """Party and state documents adopted by a day, grouped by what they are about.

    Rows of ``party_documents`` with ``group`` (see ``DOCUMENT_GROUPS``), ``named`` (which
    articles in print on the day name it: ``both``, ``2023``, ``2025`` or ``neither``).
    """
    group = {subject: name for name, subjects in DOCUMENT_GROUPS.items() for subject in subjects}
    rows = rows_until("party_documents", day)
    words = {"both": "both", **SHORT, "neither": "neither"}
    if LATER not in list_in_print(day):
        words = words | {"both": SHORT[REVIEW], LATER: "neither"}
    named = rows["named_in"].map(words)
    rows = rows.assign(group=rows["subject"].map(group), named=named)
    return rows.sort_values(["adopted_on_earliest", "document"])


def show_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """Documents as a table to read: number, day, issuer, title, named in."""
    return pd.DataFrame(
        {
            "document": documents["number"].fillna("no number"),
            "adopted": documents["adopted_on"].map(show_date),
            "issued by": documents["issuer"].str.replace("_", " "),
            "about": documents["title_en"],
            "named in": documents["named"],
        }
    ).set_index("document")


def compare_pillars(day: DayLike) -> pd.DataFrame:
    """Which resolutions do the later article and the saying of May 2025 call pillars?

    Returns ``number``, ``document``, ``adopted_on``, ``in_article``, ``in_saying`` and
    ``after_article`` (adopted after the article's month began). Numbers are read from the
    paraphrases. Empty where the article is not in print.
    """
    if LATER not in list_in_print(day):
        return pd.DataFrame()
    said = load("statements").set_index("statement").loc["tolam_four_pillars_2025"]
    own = set(re.findall(r"\d+", find_claim("a2025_to_lam_three_resolutions").statement))
    known = said["said_on_latest"] <= pd.Timestamp(to_day(day))
    other = set(re.findall(r"\d+", said["gist"])) if known else set()
    documents = rows_until("party_documents", day)
    documents = documents[documents["document"].str.startswith("resolution_")]
    number = documents["number"].str.extract(r"^(\d+)-", expand=False)
    chosen = documents.assign(no=number, in_article=number.isin(own), in_saying=number.isin(other))
    chosen = chosen[chosen["in_article"] | chosen["in_saying"]]
    start = find_publication(LATER)[0]
    return chosen.assign(after_article=chosen["adopted_on_earliest"] >= start).sort_values(
        "adopted_on_earliest", kind="stable"
    )


def list_raises(day: DayLike) -> pd.DataFrame:
    """When did each partner reach the top rung? (rows of ``partnerships``, oldest first)

    With ``name`` and ``window``: whether the later article counts it among those raised in
    2024 and early 2025 (by its own list of names).
    """
    rows = ladder.counted_events(day)
    rows = rows[rows["tier"] == "comprehensive_strategic"]
    named = find_claim("a2025_top_partners_raised_6").items
    told = LATER in list_in_print(day)
    rows = rows.assign(name=name_partners(rows["partner"]))
    rows = rows.assign(window=rows["partner"].isin(named) & told)
    return rows.sort_values("established_on_earliest", kind="stable")
