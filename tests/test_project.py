"""The project's own files agree with each other."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from helpers import claims
from helpers.codebook import write_codebook
from helpers.report.__main__ import PICTURE, PICTURED
from helpers.report.execute import list_notebooks
from helpers.report.outputs import find_first_figure

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NAMED = ["jupyterlab", "pandas", "matplotlib", "seaborn", "nbval"]


def _locked() -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)", LOCK):
        versions.setdefault(name, set()).add(version)
    return versions


def _direct() -> list[Requirement]:
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(line) for lines in lists for line in lines]


@pytest.mark.parametrize("requirement", _direct(), ids=lambda requirement: requirement.name)
def test_the_lock_satisfies_every_requirement(requirement: Requirement) -> None:
    versions = _locked().get(requirement.name, set())
    assert versions, f"{requirement.name} is not in requirements.lock: run 'make lock'"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_conda_environment_installs_the_same_lock() -> None:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    (python,) = re.findall(r"python=(\d+\.\d+)", text)
    lowest = PROJECT["requires-python"].removeprefix(">=")
    assert tuple(map(int, python.split("."))) >= tuple(map(int, lowest.split(".")))
    assert "--requirement requirements.lock" in text
    for name in NAMED:
        (version,) = re.findall(rf"#.*\b{name} (\S+)", text)
        assert version in _locked()[name], f"environment.yml says {name} {version}"


def test_ci_runs_what_the_readme_says() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make report", "make test", "make lab"):
        assert command in readme


def test_the_numbers_on_the_first_page_are_claims_that_hold() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    decision = claims.decide("own_relations_195")
    assert decision.verdict == "supported"
    assert f"to {decision.claim.quantity:g} in 2025" in readme


def test_versions_agree() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {PROJECT['version']}" in citation
    assert PROJECT["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_links_in_the_documents_resolve() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "data").glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_picture_of_the_readme_is_the_stored_figure() -> None:
    path = next(path for path in list_notebooks() if path.stem == PICTURED)
    stored = find_first_figure(PICTURED, nbformat.read(path, as_version=4))
    assert PICTURE.read_text(encoding="utf-8") == stored, "run 'make notebooks'"


def test_the_codebook_is_current() -> None:
    stored = (ROOT / "data" / "CODEBOOK.md").read_text(encoding="utf-8")
    assert stored == write_codebook(), "run 'python -m helpers.codebook'"


def _read_tracked() -> dict[str, str]:
    """Every text file under version control, but the locks, which tests/lock reads."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in filter(None, listed.stdout.split("\0"))]
    assert ROOT / "pyproject.toml" in paths
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="ignore")
        for path in paths
        if path.suffix not in (".lock", ".png") and path.exists()
    }


def test_no_file_names_a_machine() -> None:
    for name, text in _read_tracked().items():
        assert re.findall(r"(?<![\w.])/(?:work|root|tmp)/", text) == [], name


INDEX = re.compile(r"pypi[.](?:org|python)|pythonhosted[.]|https?://[^\s'\"]*/simple\b")
OPTION = re.compile(r"(?m)^[^#\n]*(?<!emit-)(?:extra-)?index-url[ =:]+\S")


def test_no_file_names_a_package_index() -> None:
    """Where packages come from is the machine's setting; the hashes say which they are."""
    for name, text in _read_tracked().items():
        if name == "data/sources.csv":  # cites the pages of two packages; nothing is installed
            continue
        assert INDEX.findall(text) == [], name
        if not name.startswith("tests/"):
            assert OPTION.findall(text) == [], name


@pytest.mark.parametrize("host", ["pypi" + ".org", "files." + "pythonhosted" + ".org"])
def test_a_package_index_in_a_file_is_seen(host: str) -> None:
    assert INDEX.search(f"install from https://{host}/x")
    assert INDEX.search("http://mirror.example/pypi/" + "simple")
    assert OPTION.search("pip install --index-url " + "http://mirror.example")
    assert not OPTION.search("uv pip compile --no-emit-index-url --no-header")
