"""Helpers of the collection: sourced, dated data on Viet Nam's international integration.

Start with ``tables()``, ``load("partnerships")`` and ``as_of("partnerships", "2025-04-15")``;
``from helpers import explore`` is the door for exploring.
"""

from helpers.dataset import DatasetError, describe, load, package, tables
from helpers.evidence import (
    alternative_readings,
    count_states,
    evidence_states,
    iterate_readings,
    sources_of,
)
from helpers.official import compare_official_counts
from helpers.timeline import (
    CoverageError,
    CoverageWarning,
    as_of,
    count_over_time,
    rows_until,
    spells,
)

__all__ = [
    "CoverageError",
    "CoverageWarning",
    "DatasetError",
    "alternative_readings",
    "as_of",
    "compare_official_counts",
    "count_over_time",
    "count_states",
    "describe",
    "evidence_states",
    "iterate_readings",
    "load",
    "package",
    "rows_until",
    "sources_of",
    "spells",
    "tables",
]
