"""The fast part of the matrix: everything changed at once, and proof that it would be seen.

The whole matrix is ``make test-all``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from helpers.report.compare import Difference, compare, compare_folders
from helpers.report.execute import NOTEBOOKS, list_notebooks
from reproducibility import machine, run
from reproducibility.machine import NotTriedError
from reproducibility.probes import run_probes
from reproducibility.variants import FAST, KINDS, LOCKED, NEWEST, Change, Variant, combine

SEEN_ALONE = ("locale", "time zone", "hash seed", "width", "folder")
Damage = Callable[[nbformat.NotebookNode], None]


def _output(notebook: nbformat.NotebookNode, kind: str) -> nbformat.NotebookNode:
    return next(
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if kind in output.get("data", {})
    )


def _change(kind: str) -> Damage:
    def change(notebook: nbformat.NotebookNode) -> None:
        output = _output(notebook, kind)
        if isinstance(output.data[kind], str):
            output.data[kind] += " "
        else:
            output.data[kind]["more"] = 1

    return change


def _drop_alt(notebook: nbformat.NotebookNode) -> None:
    _output(notebook, "text/csv").metadata["image/svg+xml"]["alt"] = ""


def _warn(notebook: nbformat.NotebookNode) -> None:
    warning = nbformat.v4.new_output("stream", name="stderr", text="a warning")
    next(cell for cell in notebook.cells if cell.get("outputs")).outputs.append(warning)


def _lose_output(notebook: nbformat.NotebookNode) -> None:
    next(cell for cell in notebook.cells if cell.get("outputs")).outputs = []


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        *((_change(kind), kind) for kind in ("text/plain", "text/html", "text/csv")),
        *((_change(kind), kind) for kind in ("text/markdown", "image/svg+xml")),
        (_drop_alt, "metadata"),
        (_warn, "stream stderr"),
        (_lose_output, "text/plain"),
        (_change("application/vnd.integration.findings+json"), "application/vnd"),
    ],
)
def test_one_changed_output_is_named_by_its_kind(damage: Damage, kind: str) -> None:
    stored = nbformat.read(NOTEBOOKS / "09_hanoi.ipynb", as_version=4)
    found = copy.deepcopy(stored)
    assert compare("09_hanoi", stored, found)[0] == []
    damage(found)
    differences, _ = compare("09_hanoi", stored, found)
    assert any(one.kind.startswith(kind) and one.notebook == "09_hanoi" for one in differences)
    assert len({one.cell for one in differences}) == 1


def test_a_lost_cell_and_a_lost_file_are_differences(tmp_path: Path) -> None:
    stored = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    assert compare("one", stored, nbformat.v4.new_notebook())[0][0].kind == "cells"
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(name, encoding="utf-8")
    (tmp_path / "before" / "state").write_text("", encoding="utf-8")
    differences, compared = compare_folders(tmp_path / "before", tmp_path / "after")
    assert [one.cell for one in differences] == ["page.html", "state"]
    assert compared["file"] == 2
    assert len(compare_folders(tmp_path / "before", tmp_path / "after", ["state"])[0]) == 1


def test_only_pictures_may_differ_and_only_under_other_libraries() -> None:
    picture, words = (Difference("one", "cell", kind, "") for kind in ("image/svg+xml", "text/csv"))
    for libraries, faults in ((LOCKED, [picture, words]), (NEWEST, [words])):
        variant = Variant("one", libraries=libraries)
        assert run.Result(variant, differences=(picture, words)).faults == faults


def test_the_order_of_notebooks_is_changed_and_can_be_repeated() -> None:
    paths = list_notebooks()
    shuffled = run.order_paths(paths, [Change("random", order="random")])
    assert shuffled != paths
    assert sorted(shuffled) == paths
    assert shuffled == run.order_paths(paths, [Change("random", order="random")])
    assert run.order_paths(paths, [Change("reverse", order="reverse")]) == paths[::-1]


def test_the_newest_patch_of_a_python_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [machine.Python((3, 12, patch), Path(f"python-{patch}")) for patch in (9, 10)]
    monkeypatch.setattr(machine, "list_pythons", lambda: found)
    assert machine.choose_python("3.12").full == "3.12.10"
    with pytest.raises(NotTriedError, match="no Python 3.11 is installed here"):
        machine.choose_python("3.11")


def test_what_cannot_be_tried_says_why() -> None:
    missing = Change("locale xx_XX.UTF-8", locale="xx_XX.UTF-8")
    result = run.run_variant(Variant("nowhere", (missing,)))
    assert "locale" in result.not_tried
    assert result.compared.total() == 0


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The probes that see a change, by kind of change; and those that see all changes at once."""
    stored = run_probes((), tmp_path_factory.mktemp("plain"))
    changes = {kind: KINDS[kind][:1] for kind in SEEN_ALONE} | {"all": combine(0)}
    probed = {
        name: (made, tmp_path_factory.mktemp(name.replace(" ", "-")))
        for name, made in changes.items()
    }

    def look(one: tuple[tuple[Change, ...], Path]) -> set[str]:
        found = nbformat.read(run_probes(*one), as_version=4)
        differences, _ = compare("probes", nbformat.read(stored, as_version=4), found)
        return {difference.cell.replace("-", " ") for difference in differences}

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(probed, pool.map(look, probed.values()), strict=True))


@pytest.mark.parametrize("kind", SEEN_ALONE)
def test_a_cell_that_shows_the_machine_is_found_by_the_variant_for_it(
    kind: str, seen: dict[str, set[str]]
) -> None:
    assert seen[kind] == {kind}


def test_everything_at_once_changes_everything(seen: dict[str, set[str]]) -> None:
    assert seen["all"] == KINDS.keys() - {"order"}


def test_the_outputs_stay_the_same_when_everything_changes() -> None:
    result = run.run_variant(FAST)
    assert result.not_tried == ""
    assert result.compared["image/svg+xml"] >= 10
    if result.differences:
        culprits = ", ".join(run.find_culprits(result)) or "several changes together"
        lines = "\n".join(map(str, result.differences))
        pytest.fail(f"{len(result.differences)} outputs differ, by {culprits}:\n{lines}")
