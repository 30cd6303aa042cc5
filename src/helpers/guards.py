"""Guards against the ways in which a right table gives a wrong answer.

Values of different units, releases or reporters that are added up; a date known only to the
year, compared with a day; a code that is no code; a row that is joined twice. Each guard says
what it saw and what to do instead.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Hashable, Iterable
from typing import Literal

import pandas as pd

from helpers.dataset import DatasetError, load
from helpers.dates import DayLike, PartialDate, parse_partial, to_day
from helpers.partners import SPECIAL_NAMES

Relation = Literal["before", "by", "on", "after"]

MIXABLE = {
    "unit": "units",
    "indicator": "indicators",
    "vintage": "releases",
    "reporter": "reporters",
    "vote_set": "sets of votes",
    "basis": "bases of count",
    "index": "indices",
    "edition": "editions",
    "component": "components",
    "measure": "measures",
    "comparator": "kinds of statement (exact, about, more than)",
}
"""Columns of which a sum may hold one value only, with the words for them."""

_RECORDED_AS = {"VN": "VNM", "US": "USA", "UK": "GBR", "EUU": "EU"}


class MixWarning(UserWarning):
    """Rows that are not of one kind were put together."""


class JoinWarning(UserWarning):
    """A join left rows without a partner, or took some twice."""


def check_mix(rows: pd.DataFrame, by: Iterable[str] = ()) -> list[str]:
    """May the values of these rows be put together? Every reason why not; empty if they may.

    ``by``: columns that will be kept apart. A frame without a column ``unit`` takes the unit
    of its ``indicator``.

    >>> series = load("indicators").query("indicator == 'gdp_usd' and year == 2024")
    >>> check_mix(series)
    []
    >>> check_mix(load("peacekeeping").query("kind == 'total'"))[0]
    "3 units: 'personnel', 'personnel_in_field', 'turns'"
    """
    apart = [name for name in by if name in rows]
    told = rows
    if "indicator" in rows and "unit" not in rows:
        units = load("indicator_definitions").set_index("indicator")["unit"]
        told = rows.assign(unit=rows["indicator"].map(units))
    groups = [told] if not apart else [group for _, group in told.groupby(apart, dropna=False)]
    reasons = []
    for name, words in MIXABLE.items():
        if name not in told or name in apart:
            continue
        values = [list(group[name].dropna().unique()) for group in groups]
        worst: list[object] = max(values, key=len, default=[])
        if len(worst) > 1:
            listed = ", ".join(repr(value) for value in sorted(map(str, worst))[:4])
            reasons.append(f"{len(worst)} {words}: {listed}")
    return reasons


def warn_mix(rows: pd.DataFrame, by: Iterable[str] = ()) -> None:
    """Warn with ``MixWarning`` when ``check_mix`` finds a reason."""
    reasons = check_mix(rows, by)
    if reasons:
        warnings.warn(
            f"these rows mix {'; '.join(reasons)}. Filter to one, or name the column in by=[...]",
            MixWarning,
            stacklevel=3,
        )


def compare_dates(stated: str | pd.Series, relation: Relation, day: DayLike) -> str | pd.Series:
    """Was a stated date before, by (on or before), on or after a day?

    ``stated``: one date as the dataset writes it, or a column of them. Answers ``certain``,
    ``possible`` (the date is too coarse to say) or ``no``; missing stays missing.

    >>> compare_dates("1976", "before", "1976-05-28")
    'possible'
    >>> compare_dates(load("diplomatic_relations")["established_on"], "by", "1950-12-31").eq(
    ...     "certain").sum()
    np.int64(9)
    """
    if relation not in ("before", "by", "on", "after"):
        raise DatasetError(f"no relation {relation!r}: use before, by, on or after")
    moment = to_day(day)

    def judge(text: object) -> object:
        if pd.isna(text):
            return pd.NA
        date = parse_partial(str(text))
        return _judge(date, relation, PartialDate(moment, moment, "day", str(moment)))

    return stated.map(judge) if isinstance(stated, pd.Series) else str(judge(stated))


def _judge(date: PartialDate, relation: Relation, day: PartialDate) -> str:
    sure, maybe = {
        "before": (date.latest < day.earliest, date.earliest < day.earliest),
        "by": (date.latest <= day.earliest, date.earliest <= day.earliest),
        "after": (date.earliest > day.earliest, date.latest > day.earliest),
        "on": (date.earliest == date.latest == day.earliest, date.contains(day)),
    }[relation]
    return "certain" if sure else "possible" if maybe else "no"


def list_codes() -> dict[str, str]:
    """Every name by which a partner can be asked for, in lower case, with its code.

    English, Vietnamese and Indonesian short names and ISO 3166-1 alpha-3 and numeric codes.
    """
    countries = load("countries")
    names = {code.lower(): code for code in countries["country"]}
    for column in ("name_en", "name_vi", "name_id", "iso_numeric"):
        known = countries.dropna(subset=column)
        names |= dict(zip(known[column].str.lower(), known["country"], strict=True))
    for code, name in SPECIAL_NAMES.items():
        names |= {code.lower(): code, name.lower(): code}
    return names | {short.lower(): code for short, code in _RECORDED_AS.items()}


def find_code(name: str) -> str:
    """The code of a partner from its code or its name in English, Vietnamese or Indonesian.

    >>> find_code("Hàn Quốc"), find_code("usa"), find_code("European Union")
    ('KOR', 'USA', 'EU')
    >>> find_code("Frence")
    Traceback (most recent call last):
    ...
    helpers.dataset.DatasetError: no partner 'Frence'; did you mean 'France'? ...
    """
    names = list_codes()
    asked = name.strip().lower()
    if asked in names:
        return names[asked]
    near = difflib.get_close_matches(asked, names, n=1, cutoff=0.6)
    shown = [text.title() if len(text) > 3 else text.upper() for text in near]
    hint = f"did you mean {shown[0]!r}? " if shown else ""
    raise DatasetError(
        f"no partner {name!r}; {hint}Ask by ISO 3166-1 alpha-3 code or short name: "
        "load('countries') lists them"
    )


def check_codes(codes: pd.Series) -> list[str]:
    """Which entries of a column of codes are no code of ``countries``? One message each.

    An empty cell is one too: read a file of your own with ``keep_default_na=False``, or the
    text NA is taken for missing.

    >>> check_codes(pd.Series(["USA", "UK"]))
    ["'UK' is not an ISO 3166-1 alpha-3 code of countries; 'GBR' is"]
    """
    known = set(load("countries")["country"]) | set(SPECIAL_NAMES)
    names = list_codes()
    messages = []
    for value in dict.fromkeys(codes):
        if value in known:
            continue
        if pd.isna(value) or value == "":
            messages.append(
                "an empty code: was it read without keep_default_na=False, which takes NA for "
                "missing?"
            )
            continue
        near = names.get(str(value).strip().lower())
        hint = f"; {near!r} is" if near else ""
        messages.append(f"{value!r} is not an ISO 3166-1 alpha-3 code of countries{hint}")
    return messages


def warn_join(left: pd.DataFrame, right: pd.DataFrame, on: tuple[Hashable, Hashable]) -> None:
    """Warn with ``JoinWarning`` of rows of ``left`` that find no partner, or several."""
    mine, theirs = left[on[0]], right[on[1]]
    lost = sorted({str(value) for value in mine[~mine.isin(set(theirs))]})
    if lost:
        warnings.warn(
            f"{len(lost)} values of {on[0]!r} find no row and stay missing: "
            f"{', '.join(lost[:5])}{' ...' if len(lost) > 5 else ''}. Missing is not zero: do not "
            "fill it with 0",
            JoinWarning,
            stacklevel=3,
        )
    double = theirs[theirs.duplicated()].unique()
    used = sorted({str(value) for value in double if value in set(mine)})
    if used:
        warnings.warn(
            f"{len(used)} values of {on[0]!r} find several rows, so rows of the left table repeat: "
            f"{', '.join(used[:5])}. Filter the right table to one row each before adding up",
            JoinWarning,
            stacklevel=3,
        )
