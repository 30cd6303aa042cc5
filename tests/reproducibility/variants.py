"""What is changed around the notebooks, as data: one thing at a time, and everything at once.

A value in braces is filled in by ``run.fill_in`` when the variant runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""Versions that the table must speak of, installed here or not."""

LOCKED, NEWEST, LOWEST = "locked", "newest", "lowest"
SMALL = ("02_diplomatic_relations", "09_hanoi")
"""The notebooks on which one change at a time is tried: quick, and of many kinds of output."""
SMALLEST = ("03_partnerships", "09_hanoi")
"""The notebooks of the fast run."""


@dataclass(frozen=True)
class Change:
    """One thing that may differ between two machines.

    ``environment``: variables to set, or to remove where the value is None; ``folder``: run a
    copy of the repository in a folder of this name; ``umask``: none where negative.
    """

    name: str
    environment: Mapping[str, str | None] = field(default_factory=dict)
    locale: str = ""
    folder: str = ""
    umask: int = -1
    other_user: bool = False
    read_only: bool = False
    order: str = "reading"


@dataclass(frozen=True)
class Variant:
    """One run of the matrix.

    ``python``: a minor version in an environment of its own, or empty for the environment that
    runs the tests; ``notebooks``: some of the collection, or empty for all; ``site``: the report
    is built from the stored outputs, and its files are compared.
    """

    name: str
    changes: tuple[Change, ...] = ()
    python: str = ""
    libraries: str = LOCKED
    notebooks: tuple[str, ...] = ()
    site: bool = False

    @property
    def described(self) -> str:
        """What is changed, in words.

        >>> Variant("as it is").described
        'nothing'
        """
        return "; ".join(change.name for change in self.changes) or "nothing"


def _locale(name: str) -> Change:
    return Change(f"locale {name}", {"LC_ALL": name, "LANG": name}, locale=name)


def _set(name: str, **environment: str | None) -> Change:
    return Change(name, environment)


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

KINDS: dict[str, tuple[Change, ...]] = {
    "locale": (
        _locale("vi_VN.UTF-8"),
        _locale("de_DE.UTF-8"),
        _locale("tr_TR.UTF-8"),
        _locale("C.UTF-8"),
        _locale("C"),
        _locale("de_DE.ISO-8859-1"),
    ),
    "time zone": (
        _set("time zone Pacific/Kiritimati", TZ="Pacific/Kiritimati"),
        _set("time zone America/Los_Angeles", TZ="America/Los_Angeles"),
        _set("local midnight during the run", TZ="{midnight}"),
    ),
    "hash seed": (
        _set("hash seed random", PYTHONHASHSEED="random"),
        _set("hash seed 0", PYTHONHASHSEED="0"),
        _set("hash seed 1", PYTHONHASHSEED="1"),
    ),
    "width": (
        _set("terminal 40 wide", COLUMNS="40", LINES="10"),
        _set("terminal 300 wide", COLUMNS="300", LINES="100"),
    ),
    "threads": (
        Change("1 thread", dict.fromkeys(_THREADS, "1")),
        Change("8 threads", dict.fromkeys(_THREADS, "8")),
        Change("threads not set", dict.fromkeys(_THREADS)),
    ),
    "processor": (
        _set(
            "older processor",
            OPENBLAS_CORETYPE="Prescott",
            NPY_DISABLE_CPU_FEATURES="{cpu_features}",
        ),
    ),
    "folder": (Change("folder “thư mục có dấu cách”", folder="thư mục có dấu cách"),),
    "umask": (Change("umask 077", umask=0o077), Change("umask 000", umask=0o000)),
    "warnings": (
        _set("PYTHONWARNINGS=default", PYTHONWARNINGS="default"),
        _set("PYTHONWARNINGS=ignore", PYTHONWARNINGS="ignore"),
        _set("PYTHONWARNINGS=always", PYTHONWARNINGS="always"),
    ),
    "bytecode": (
        _set("PYTHONDONTWRITEBYTECODE=1", PYTHONDONTWRITEBYTECODE="1"),
        _set("PYTHONDONTWRITEBYTECODE not set", PYTHONDONTWRITEBYTECODE=None),
    ),
    "settings": (_set("a matplotlibrc of one's own", MATPLOTLIBRC="{settings}"),),
    "order": (Change("random order", order="random"), Change("reverse order", order="reverse")),
}
"""Everything that can be changed at once, by kind: the values of a kind exclude each other."""

APART = (
    Change("read-only data folder", read_only=True),
    Change("another user, nothing writable", other_user=True),
)
"""Changes that need a user other than root, or another one than now: tried alone."""

NOT_TRIED = {
    "Windows and macOS": "the matrix runs on Linux",
    "processors other than x86-64": "none was at hand; an older x86-64 is imitated",
    "another year on the clock": (
        "the clock of the machine is not moved; a test lets no notebook read it"
    ),
}
"""What no variant covers, and why."""


def combine(place: int) -> tuple[Change, ...]:
    """One change of each kind; another ``place`` takes other values.

    >>> [change.name for change in combine(0)][:2]
    ['locale vi_VN.UTF-8', 'time zone Pacific/Kiritimati']
    >>> combine(0)[0] == combine(1)[0]
    False
    """
    return tuple(changes[place % len(changes)] for changes in KINDS.values())


FAST = Variant("everything at once", combine(0), notebooks=SMALLEST)


def list_variants() -> list[Variant]:
    """Every run of the matrix, cheap ones first.

    >>> len({variant.name for variant in list_variants()}) == len(list_variants())
    True
    """
    here = [Variant("as it is")]
    alone = [
        Variant(change.name, (change,), notebooks=SMALL)
        for change in [*(one for changes in KINDS.values() for one in changes), *APART]
    ]
    grid = [
        Variant(f"Python {python}, {libraries} libraries", combine(place), python, libraries)
        for place, (python, libraries) in enumerate(product(PYTHONS, (LOCKED, NEWEST)))
    ]
    lowest = Variant("lowest libraries", (), python=PYTHONS[0], libraries=LOWEST)
    site = Variant("the report from the stored outputs", combine(0), site=True)
    return [*here, *alone, *grid, lowest, site]
