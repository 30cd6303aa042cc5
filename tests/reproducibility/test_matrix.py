"""The whole matrix, minutes long: ``make test-all``. Writes ``build/reproducibility.md``."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from helpers.dataset import package
from helpers.report.folders import write_text
from reproducibility import machine
from reproducibility.machine import NotTriedError
from reproducibility.probes import PROBES, read_probes, run_probes
from reproducibility.run import SEED, Result, find_culprits, prepare, run_variant
from reproducibility.table import Run, describe_machine, to_row, write_table
from reproducibility.variants import (
    APART,
    KINDS,
    LOCKED,
    LOWEST,
    PYTHONS,
    SMALL,
    Change,
    Variant,
    list_variants,
)

pytestmark = pytest.mark.matrix

VARIANTS = list_variants()
OUTPUT = machine.ROOT / "build" / "reproducibility.md"


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Result]]:
    """What each variant showed; written as a table when all of them have been run."""
    found: dict[str, Result] = {}
    yield found
    if len(found) == len(VARIANTS):
        run = Run(
            date.today().isoformat(),
            package().version,
            describe_machine(),
            f"{SEED}",
            " and ".join(SMALL),
        )
        OUTPUT.parent.mkdir(exist_ok=True)
        write_text(OUTPUT, write_table(run, [to_row(found[one.name]) for one in VARIANTS]))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_the_outputs_are_the_same(variant: Variant, results: dict[str, Result]) -> None:
    result = results[variant.name] = run_variant(variant)
    if result.not_tried:
        pytest.skip(result.not_tried)
    assert result.compared.total() > 0
    if result.faults:
        culprits = "" if variant.site else f", by {', '.join(find_culprits(result))}"
        lines = "\n".join(map(str, result.faults))
        pytest.fail(f"{len(result.faults)} outputs differ{culprits} (seed {SEED}):\n{lines}")


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"order"}))
def test_every_change_takes_effect(kind: str, tmp_path: Path) -> None:
    plain = read_probes(run_probes((), tmp_path / "plain"))

    def look(place: int) -> dict[str, str]:
        changes = (KINDS[kind][place],)
        return read_probes(run_probes(changes, tmp_path / f"{place}"))

    with ThreadPoolExecutor(max_workers=2) as pool:
        shown = list(pool.map(look, range(len(KINDS[kind]))))
    assert len({one[kind] for one in shown}) == len(KINDS[kind])
    assert any(one[kind] != plain[kind] for one in shown)
    for other in PROBES.keys() - {kind}:
        assert {one[other] for one in shown} == {plain[other]}, other


@pytest.mark.parametrize("change", APART, ids=lambda change: change.name)
def test_the_other_user_may_write_nothing(change: Change) -> None:
    variant = Variant(change.name, (change,))
    try:
        with prepare(variant) as place:
            if place.as_user:
                user, _ = machine.find_other_user()
                for right, code in (("-r", 0), ("-w", 1)):
                    asked: list[str | Path] = ["test", right, place.root / "data"]
                    assert machine.run_as(user, asked, {}).returncode == code
            else:
                assert not (place.root / "data").stat().st_mode & 0o222
    except NotTriedError as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("python", PYTHONS)
def test_the_kernel_is_the_python_of_its_environment(python: str, tmp_path: Path) -> None:
    try:
        shown = read_probes(run_probes((), tmp_path, python))
    except NotTriedError as reason:
        pytest.skip(str(reason))
    assert shown["Python"] == f"({python.replace('.', ', ')})"


def test_the_culprit_is_named(tmp_path: Path) -> None:
    stored = run_probes((), tmp_path)
    changes = (KINDS["umask"][0], KINDS["time zone"][0])
    variant = Variant("probes", (*VARIANTS[0].changes, *changes))
    result = run_variant(variant, [stored])
    assert KINDS["time zone"][0].name in find_culprits(result, [stored])


def test_the_lowest_libraries_are_not_the_locked_ones() -> None:
    python = machine.choose_python(PYTHONS[0])
    locked, lowest = (machine.build_environment(python, one) for one in (LOCKED, LOWEST))
    assert "numpy" in machine.compare_installed(lowest, locked)
    assert machine.compare_installed(locked, locked) == "the same versions as the lock"


def test_no_newer_python_is_left_out() -> None:
    found = {python.minor for python in machine.list_pythons()}
    assert found <= set(PYTHONS), "name the newer one in variants.PYTHONS"
