"""The claims taken together: verdicts counted, the doubtful ones in full, and what moves them.

Here a claim is judged on the days it speaks of, with what was known by a day. That is what
one owes a document: ``decide(claim, as_of)`` asks something else, whether the same words
would hold on another day (``compare_days``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.claims.decision import Decision, answer, decide
from helpers.claims.model import UndecidableError, list_claims
from helpers.claims.robustness import iterate_variants
from helpers.claims.verdicts import ARITHMETIC, EVALUATIVE, VERDICTS, describe
from helpers.dataset import DatasetError, load
from helpers.dates import DayLike

DOCUMENTS = {
    "article_2023": "review of June 2023",
    "article_2025": "article of April 2025",
    "collection": "our own headlines",
}
"""What the documents are called, in the order they are shown in."""

ARTICLES = ("article_2023", "article_2025")
FAILED = ("contradicted", "partly")
WORDS = {verdict: verdict.replace("_", " ") for verdict in VERDICTS}

PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "introduction": ("article_2023", ("intro", "caption")),
    "first achievements": (
        "article_2023",
        ("achievements para 1", "achievements, first", "achievements, second"),
    ),
    "multilateral": ("article_2023", ("achievements, third",)),
    "other achievements": (
        "article_2023",
        tuple(f"achievements, {one}" for one in ("fourth", "fifth", "sixth", "seventh", "clos")),
    ),
    "lessons": ("article_2023", ("lessons", "efforts")),
    "solutions": ("article_2023", ("solutions",)),
    "partners": ("article_2025", tuple(f"part 1 para {at}" for at in range(1, 7))),
    "integration": ("article_2025", tuple(f"part 1 para {at}" for at in range(7, 10))),
    "capital": ("article_2025", ("part 2",)),
    "resolutions": ("article_2025", ("part 3",)),
}
"""The parts of the articles whose claims are listed together, by how their places begin."""

OF_ANY_DAY = {
    "agreements",
    "arms_treaties",
    "diplomatic_relations",
    "forums",
    "organisations",
    "partner_economies",
    "sanctions",
    "top_partners",
    "top_partners_named",
}
"""What decides claims on a state of affairs, which can be put to any day. A claim on a named
year or term cannot: of another year it would be another claim."""

CHOICES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "definition",
        "which flow is trade?",
        "exports alone",
        "a2023_trade_top_20",
        "exports of goods",
    ),
    (
        "universe",
        "who is a trader?",
        "the European Union as one",
        "a2023_trade_top_20",
        "Union as one",
    ),
    (
        "universe",
        "who is a trader?",
        "states, without customs territories",
        "a2023_trade_top_20",
        "without Hong Kong",
    ),
    (
        "universe",
        "who is compared?",
        "without very small states",
        "a2023_growth_top_10",
        "without states below",
    ),
    ("date", "which year?", "the year before", "a2023_trade_top_20", "{year}, "),
    ("vintage", "which release?", "an older release", "a2023_growth_top_10", "release of"),
)
"""Choices made to check a number: kind, question, what is tried instead, claim, and what the
name of the definition that tries it holds."""

SOURCE_SET = ("source set", "which sources?", "two independent sources only", "a2023_unesco_titles")


def list_as_known(
    known: DayLike, documents: Iterable[str] = tuple(DOCUMENTS)
) -> dict[str, Decision]:
    """What is to be said of every claim in print by a day, from what was known then?

    Each is judged on the days it speaks of, clipped to the day. The collection's headlines
    speak of the cut-off: before it they are left out. Statistical series are those of the
    release held. Returns the decisions by id, in the order of the documents.

    >>> list_as_known("2023-06-24", ["article_2023"])["a2023_trade_over_700bn"].verdict
    'supported'
    """
    found = {}
    for document in documents:
        for claim in list_claims(document):
            with contextlib.suppress(UndecidableError):  # not yet in print, or of a later day
                found[claim.id] = decide(claim.id, known=known)
    return found


def pick_rows(decisions: Mapping[str, Decision]) -> pd.DataFrame:
    """The rows of ``claims`` that these decisions are about."""
    rows = load("claims")
    return rows[rows["claim"].isin(list(decisions))]


def collect_rows(decisions: Mapping[str, Decision]) -> list[pd.DataFrame]:
    """The rows of ``claims``, and the rows that the plain sense of each was computed from."""
    return [pick_rows(decisions), *(frame for one in decisions.values() for frame in one.rows)]


def tally_verdicts(decisions: Mapping[str, Decision], by: str = "document") -> pd.DataFrame:
    """How many claims of each document or ``kind`` have which verdict?

    Returns a row a group, a column a verdict (all five, zeros included). Kinds are sorted
    by size.

    >>> tally_verdicts(list_as_known("2023-06-24", ["article_2023"]))["not_scored"].tolist()
    [28]
    """
    pairs = [
        (DOCUMENTS[one.claim.document] if by == "document" else one.claim.kind, one.verdict)
        for one in decisions.values()
    ]
    frame = pd.DataFrame(pairs, columns=[by, "verdict"])
    table = pd.crosstab(frame[by], frame["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    if by == "document":
        table = table.reindex([name for name in DOCUMENTS.values() if name in table.index])
    else:
        table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    return table.rename_axis(columns=None)


def pick_claims(decisions: Mapping[str, Decision], *claim_ids: str) -> dict[str, Decision]:
    """Those of the decisions that are on these claims; a claim not in print is left out."""
    return {key: decisions[key] for key in claim_ids if key in decisions}


def pick_verdicts(decisions: Mapping[str, Decision], *verdicts: str) -> dict[str, Decision]:
    """Those of the decisions with one of these verdicts, in the order of the verdicts."""
    return {
        key: one for wanted in verdicts for key, one in decisions.items() if one.verdict == wanted
    }


def list_part(decisions: Mapping[str, Decision], part: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The claims of one of ``PARTS`` in the order of the document, and their rows.

    Returns a table to show (``claim`` as index, ``verdict``, ``the data give``, ``id``) and
    the rows of ``claims`` behind it. Before the article was in print one line says so.
    """
    if part not in PARTS:
        raise DatasetError(f"no part {part!r}; choose one of {', '.join(PARTS)}")
    document, beginnings = PARTS[part]
    own = {
        key: one
        for key, one in decisions.items()
        if one.claim.document == document and one.claim.locator.startswith(beginnings)
    }
    rows = [
        (one.claim.statement, WORDS[one.verdict], _short(one.value), key)
        for key, one in own.items()
    ]
    rows = rows or [("not in print on this day", "none", "none", "none")]
    columns = ["claim", "verdict", "the data give", "id"]
    return pd.DataFrame(rows, columns=columns).set_index("claim"), pick_rows(own)


def _short(value: str | None, most: int = 60) -> str:
    if value is None:
        return "none"
    return value if len(value) <= most else f"{value[: most - 1].rstrip(' ,')}…"


def list_failed(decisions: Mapping[str, Decision]) -> pd.DataFrame:
    """The claims whose plain sense does not hold: a table to show, contradicted ones first.

    ``claim`` (index), ``verdict``, ``claimed``, ``plain sense gives``, ``other senses that
    hold`` (their number of those tried), ``id``.
    """
    rows = []
    for key, one in pick_verdicts(decisions, *FAILED).items():
        others = [tried for tried in one.tried[1:] if not tried.beside]
        met = sum(tried.meets == "yes" for tried in others)
        rows.append(
            {
                "claim": one.claim.statement,
                "verdict": WORDS[one.verdict],
                "claimed": describe(one.claim),
                "plain sense gives": _short(one.value),
                "other senses that hold": f"{met} of {len(others)}",
                "id": key,
            }
        )
    return pd.DataFrame(rows).set_index("claim")


def list_undetermined(decisions: Mapping[str, Decision]) -> pd.DataFrame:
    """The claims that the data do not decide, and the data that would: a table to show."""
    rows = [
        (one.claim.statement, one.claim.needs or one.reason, key)
        for key, one in pick_verdicts(decisions, "undetermined").items()
    ]
    return pd.DataFrame(rows, columns=["claim", "what would decide it", "id"]).set_index("claim")


_MEANT = {"yes": "holds", "no": "does not hold", "open": "open"}


def list_definitions(decisions: Mapping[str, Decision], most: int) -> pd.DataFrame:
    """Every definition of the claims that have at most ``most`` of them: a table to show.

    ``claim`` (index), ``definition``, ``value``, ``the claim``.
    """
    rows = []
    for one in decisions.values():
        if len(one.tried) > most:
            continue
        for place, tried in enumerate(one.tried):
            meant = f"{'neighbouring figure: ' if tried.beside else ''}{_MEANT[tried.meets]}"
            says = "" if place else one.claim.statement
            rows.append((says, tried.name, _short(tried.value), meant))
    if not rows:
        rows = [("not in print on this day", "none", "none", "none")]
    columns = ["claim", "definition", "value", "the claim"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")


def arrange_definitions(decision: Decision | None, parts: int) -> pd.DataFrame:
    """Many definitions of one number as a grid: ``definition`` by how it is narrowed down.

    Names are cut at commas: the first ``parts`` pieces name the row, the rest the column. A
    star marks values that meet the claim; neighbouring figures are in brackets. None (a claim
    not in print) gives one line that says so.
    """
    if decision is None:
        return pd.DataFrame({"definition": ["not in print on this day"]}).set_index("definition")
    cells: dict[str, dict[str, str]] = {}
    columns: dict[str, None] = {}
    for tried in decision.tried:
        pieces = tried.name.split(", ")
        row, column = ", ".join(pieces[:parts]), ", ".join(pieces[parts:]) or "as it stands"
        shown = f"{tried.value}{'*' if tried.meets == 'yes' else ''}"
        shown = f"({shown})" if tried.beside else shown
        own = cells.setdefault(row, {})
        own[column] = f"{own[column]}; {shown}" if column in own else shown
        columns[column] = None
    table = pd.DataFrame.from_dict(cells, orient="index").reindex(columns=list(columns))
    return table.fillna("not tried").rename_axis("definition")


def list_values(decisions: Mapping[str, Decision], fewest: int = 5) -> pd.DataFrame:
    """The numbers each definition gives, for claims with a number and many definitions.

    One row a definition: ``claim``, ``says``, ``claimed``, ``quantity``, ``comparator``,
    ``definition``, ``role`` (``plain``, ``other``, ``beside``), ``low``, ``high``, ``meets``.
    Definitions without a number are left out, and so are claims with under ``fewest``.
    """
    rows = []
    for key, one in decisions.items():
        numbers = [(place, tried) for place, tried in enumerate(one.tried) if tried.low is not None]
        if one.claim.quantity is None or len(numbers) < fewest:
            continue
        for place, tried in numbers:
            rows.append(
                {
                    "claim": key,
                    "says": one.claim.statement,
                    "claimed": describe(one.claim),
                    "quantity": one.claim.quantity,
                    "comparator": one.claim.comparator,
                    "definition": tried.name,
                    "role": "beside" if tried.beside else "other" if place else "plain",
                    "low": tried.low,
                    "high": tried.high,
                    "meets": tried.meets,
                }
            )
    columns = ["claim", "says", "claimed", "quantity", "comparator", "definition", "role"]
    return pd.DataFrame(rows, columns=[*columns, "low", "high", "meets"])


def measure_freedom(values: pd.DataFrame) -> pd.DataFrame:
    """How many different numbers could the definitions of a claim have borne out?

    ``values``: of ``list_values``. Returns, by ``claim`` and by whether neighbouring figures
    are let in (``with_beside``): ``definitions``, ``distinct`` values, ``lowest``,
    ``highest``. Definitions that give a range are left out. Where ``distinct`` nears the
    number of whole numbers from lowest to highest, some definition fits almost any claim:
    the "garden of forking paths" (Gelman and Loken 2014).

    >>> values = list_values(list_as_known("2025-12-31", ["article_2025"]))
    >>> measure_freedom(values).loc[("a2025_trade_rank_17", True), "distinct"].item()
    12
    """
    points = values[values["low"] == values["high"]]
    rows = []
    for key, own in points.groupby("claim", sort=False):
        for beside in (False, True):
            used = own if beside else own[own["role"] != "beside"]
            rows.append(
                {
                    "claim": key,
                    "with_beside": beside,
                    "definitions": len(used),
                    "distinct": used["low"].nunique(),
                    "lowest": used["low"].min(),
                    "highest": used["low"].max(),
                }
            )
    return pd.DataFrame(rows).set_index(["claim", "with_beside"])


def find_freest(freedom: pd.DataFrame, decisions: Mapping[str, Decision]) -> str:
    """The claim whose definitions give most different values; exact numbers go before bounds.

    ``freedom``: of ``measure_freedom``.
    """
    wide = freedom.xs(True, level="with_beside")["distinct"]
    exact = [key for key in wide.index if decisions[key].claim.comparator == "eq"]
    return str((wide[exact] if exact else wide).idxmax())


def pick_more_than(decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """The claims that say "more than" a number and hold: any larger number would do."""
    held = pick_verdicts(decisions, "supported")
    return {key: one for key, one in held.items() if one.claim.comparator == "gt"}


def compare_days(days: Iterable[str], claim_ids: Iterable[str]) -> pd.DataFrame:
    """The same words put to several days: which still hold, which hold no longer?

    Claims on a state of affairs (``OF_ANY_DAY``) alone; others are left out. One row a claim
    and day: ``claim``, ``says``, ``day``, ``value``, ``verdict`` (``not_in_print`` before it
    was), ``changes`` (whether the claim's verdict differs between days).

    >>> told = compare_days(["2025-04-15", "2025-12-31"], ["a2025_top_partners_12"])
    >>> told["verdict"].tolist()
    ['supported', 'contradicted']
    """
    wanted = set(claim_ids)
    chosen = [one for one in list_claims() if one.id in wanted and one.decided_by in OF_ANY_DAY]
    rows = []
    for claim in chosen:
        for day in days:
            row = {"claim": claim.id, "says": claim.statement, "day": day}
            try:
                put = decide(claim.id, day)
                value = (put.value or "none").split(":")[0]
                rows.append(row | {"value": value, "verdict": put.verdict})
            except UndecidableError:
                rows.append(row | {"value": "none", "verdict": "not_in_print"})
    frame = pd.DataFrame(rows, columns=["claim", "says", "day", "value", "verdict"])
    printed = frame[frame["verdict"] != "not_in_print"]
    different = printed.groupby("claim")["verdict"].nunique()
    return frame.assign(changes=frame["claim"].map(different).gt(1))


def compare_evidence(decisions: Mapping[str, Decision]) -> pd.DataFrame:
    """What do other readings of the data, and stricter evidence, do to each verdict?

    One row a claim that rows with readings decide (sums of an article's own numbers need no
    second source and are left out): ``claim``, ``document``, ``says``,
    ``verdict``, ``value``, ``tried`` (rival readings and bounds of dates), ``moved`` (those
    that change the verdict), ``strict_value`` and ``strict_verdict`` (with cells of two
    independent sources only: a floor for counts), ``left`` (what stricter evidence leaves:
    ``same verdict``, ``no row``, ``lower count``, ``other verdict``).
    """
    rows = []
    for key, one in decisions.items():
        if not one.tried or one.claim.kind == ARITHMETIC:
            continue
        tried = moved = 0
        strict: Decision | None = None
        meant = [definition for definition in one.tried if not definition.beside]
        for kind, _, context in iterate_variants(meant):
            with context:
                other = answer(one.question)
            if kind == "stricter evidence":
                strict = other
            else:
                tried, moved = tried + 1, moved + (other.verdict != one.verdict)
        if strict is not None:
            rows.append(
                {
                    "claim": key,
                    "document": one.claim.document,
                    "says": one.claim.statement,
                    "verdict": one.verdict,
                    "value": one.value,
                    "tried": tried,
                    "moved": moved,
                    "strict_value": strict.value or "none",
                    "strict_verdict": strict.verdict,
                    "left": _name_rest(one, strict),
                }
            )
    return pd.DataFrame(rows)


def list_headlines(decisions: Mapping[str, Decision], evidence: pd.DataFrame) -> pd.DataFrame:
    """The collection's own headlines by page: a table to show.

    ``evidence``: of ``compare_evidence`` of the same decisions. Returns ``stands in``
    (index), ``headlines``, ``supported``, ``moved by another reading``, ``weaker with strict
    evidence``. Before the cut-off there are none: one line says so.
    """
    own = {key: one for key, one in decisions.items() if one.claim.document not in ARTICLES}
    if not own:
        return pd.DataFrame({"stands in": ["none on this day"]}).set_index("stands in")
    known = evidence.set_index("claim")
    frame = pd.DataFrame(
        {
            "stands in": [one.claim.locator for one in own.values()],
            "headlines": 1,
            "supported": [int(one.verdict == "supported") for one in own.values()],
            "moved by another reading": (known["moved"] > 0).reindex(list(own), fill_value=False),
            "weaker with strict evidence": (known["left"] != "same verdict").reindex(
                list(own), fill_value=False
            ),
        }
    )
    return frame.groupby("stands in").sum().astype(int)


def list_falls(evidence: pd.DataFrame) -> pd.DataFrame:
    """The counts that fall below the number claimed under stricter evidence: a table to show.

    ``evidence``: of ``compare_evidence``. Returns ``claim`` (index), ``verdict``, ``value``,
    ``doubly sourced``, ``id``.
    """
    falls = evidence[evidence["left"].isin(["lower count", "other verdict"])]
    if falls.empty:
        return pd.DataFrame({"claim": ["none of them"]}).set_index("claim")
    shown = pd.DataFrame(
        {
            "verdict": falls["verdict"].map(WORDS),
            "value": falls["value"].map(_short),
            "doubly sourced": falls["strict_value"].map(_short),
            "id": falls["claim"],
        }
    )
    return shown.set_axis(pd.Index(falls["says"], name="claim"))


def _name_rest(one: Decision, strict: Decision) -> str:
    if strict.verdict == one.verdict:
        return "same verdict"
    if strict.verdict == "undetermined":
        return "no row"
    before, after = (each.tried[0].low if each.tried else None for each in (one, strict))
    fell = before is not None and after is not None and after < before
    return "lower count" if fell else "other verdict"


def compare_choices(decisions: Mapping[str, Decision], evidence: pd.DataFrame) -> pd.DataFrame:
    """One choice changed at a time: how far does the number move? See ``CHOICES``.

    ``evidence``: of ``compare_evidence``, for the choice of sources. Returns ``choice``
    (index), ``question``, ``claim``, ``plain sense gives``, ``instead``, ``gives``, ``id``. Of
    several definitions that change the choice the one tried first is taken. Claims not among
    the decisions are left out.
    """
    rows = []
    for choice, question, instead, key, words in CHOICES:
        if key not in decisions:
            continue
        one = decisions[key]
        assert one.claim.since is not None
        named = words.format(year=one.claim.since.year - 1)
        found = next((tried for tried in one.tried[1:] if named in tried.name), None)
        if found is not None:
            said = one.claim.statement
            rows.append((choice, question, said, one.value, instead, found.value, key))
    choice, question, instead, key = SOURCE_SET
    for row in evidence[evidence["claim"] == key].itertuples():
        rows.append((choice, question, row.says, row.value, instead, row.strict_value, key))
    columns = ["choice", "question", "claim", "plain sense gives", "instead", "gives", "id"]
    return pd.DataFrame(rows, columns=columns).set_index("choice")


def find_largest_step(choices: pd.DataFrame) -> pd.Series:
    """Which changed choice moves a number furthest, as a share of what the plain sense gives?

    ``choices``: of ``compare_choices``; values are read up to the end of their number.
    """
    before, after = (
        choices[column].str.extract(r"^([\d.]+)")[0].astype(float)
        for column in ("plain sense gives", "gives")
    )
    furthest: pd.Series = choices.iloc[int(((after - before).abs() / before).argmax())]
    return furthest


def tell_change(told: pd.DataFrame, claim_id: str) -> dict[str, str]:
    """``says``, ``early`` and ``late`` values of one claim on its first and last day in print.

    ``told``: of ``compare_days``. A claim that is not there gives "none" throughout.
    """
    own = told[(told["claim"] == claim_id) & (told["verdict"] != "not_in_print")]
    if own.empty:
        return dict.fromkeys(("says", "early", "late"), "none")
    first, last = own.iloc[0], own.iloc[-1]
    return {"says": first["says"], "early": first["value"], "late": last["value"]}


def split_changes(told: pd.DataFrame) -> tuple[int, int]:
    """How many claims went down, and how many up, from their first day in print to the last?

    ``told``: of ``compare_days``. Up is towards *supported*, down towards *contradicted*.
    """
    rank = {"contradicted": 0, "undetermined": 1, "partly": 2, "supported": 3}
    printed = told[told["verdict"] != "not_in_print"]
    ends = printed.groupby("claim", sort=False)["verdict"].agg(["first", "last"])
    step = ends["last"].map(rank) - ends["first"].map(rank)
    return int((step < 0).sum()), int((step > 0).sum())


def put_in_words(decision: Decision) -> dict[str, str]:
    """``says``, ``verdict`` and ``reason`` of a decision, for a sentence."""
    return {
        "says": decision.claim.statement.rstrip("."),
        "verdict": WORDS[decision.verdict],
        "reason": decision.reason.rstrip("."),
    }


def list_evaluative(decisions: Mapping[str, Decision]) -> pd.DataFrame:
    """How many claims of each document are judgements of value: a table to show.

    ``document`` (index), ``claims``, ``judgements of value``, ``share in %``, ``an example``
    (the one that comes last in the document).
    """
    rows = []
    for document, name in DOCUMENTS.items():
        own = [one.claim for one in decisions.values() if one.claim.document == document]
        valued = [claim for claim in own if claim.kind == EVALUATIVE]
        if own:
            example = valued[-1].statement if valued else "none"
            rows.append((name, len(own), len(valued), round(100 * len(valued) / len(own)), example))
    columns = ["document", "claims", "judgements of value", "share in %", "an example"]
    return pd.DataFrame(rows, columns=columns).set_index("document")


def count_needs(decisions: Mapping[str, Decision]) -> int:
    """How many different lists or documents would decide the undetermined claims?"""
    open_ones = pick_verdicts(decisions, "undetermined").values()
    return len({one.claim.needs or one.reason for one in open_ones})
