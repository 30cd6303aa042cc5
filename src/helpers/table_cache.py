"""Frames computed once and kept for as long as the tables behind them are the same.

A claim is asked again under dozens of readings of the data, and most helpers below it read tables
that a reading leaves alone. ``cache_by_tables`` notes which tables a function read, itself or
through others, and runs it again only when one of those is another: a file written anew, another
data folder, another reading inside ``dataset.use_tables``. A cached function must be pure: its
answer follows from its arguments and the tables. Answers that came with a warning are not kept.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import ParamSpec

import pandas as pd

from helpers.dataset import Package, add_reads, find_table, note_reads, package

P = ParamSpec("P")

MOST_QUESTIONS = 256
"""Sets of arguments kept a function; the one asked longest ago goes first."""
MOST_WORLDS = 4
"""Answers kept for one set of arguments, each from other tables."""


@dataclass(frozen=True)
class Answer:
    """A frame, and the tables it was computed from."""

    package: Package
    tables: dict[str, pd.DataFrame]
    frame: pd.DataFrame

    def holds(self) -> bool:
        """Are these still the tables that a function called now would read?"""
        return self.package is package() and all(
            find_table(name) is table for name, table in self.tables.items()
        )


def cache_by_tables(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """Keep the frames a pure function answers with; each call gets a copy of its own.

    >>> @cache_by_tables
    ... def count(table):
    ...     print("counting")
    ...     return load(table).count().to_frame()
    >>> from helpers.dataset import load
    >>> bool(count("events").equals(count("events")))
    counting
    True
    """
    kept: OrderedDict[Hashable, list[Answer]] = OrderedDict()

    @functools.wraps(function)
    def recall(*args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        question = (args, tuple(sorted(kwargs.items())))
        try:
            answers = kept.pop(question, [])
        except TypeError:  # a frame among the arguments, say: nothing to find it again by
            return function(*args, **kwargs)
        answer = next((one for one in answers if one.holds()), None)
        if answer is None:
            with note_reads() as reads:
                frame = function(*args, **kwargs)
            if reads.warned:
                return frame
            answer = Answer(package(), {name: find_table(name) for name in reads.tables}, frame)
        add_reads(answer.tables)
        others = [one for one in answers if one is not answer]
        kept[question] = [answer, *others][:MOST_WORLDS]
        if len(kept) > MOST_QUESTIONS:
            kept.popitem(last=False)
        return answer.frame.copy()

    return recall
