"""The learner's part of the lock, and the bundle for rooms without a network."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from helpers.lock.text import split_stanzas
from helpers.teaching import kit, lock, pack

FULL = (pack.ROOT / "requirements.lock").read_text(encoding="utf-8")


def _fake_pip(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Write empty wheels instead of fetching: what would be asked for is kept."""
    asked: list[tuple[str, ...]] = []

    def answer(*arguments: str) -> None:
        wanted = Path(arguments[arguments.index("--requirement") + 1])
        folder = Path(arguments[arguments.index("--dest") + 1])
        for name, version in re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", wanted.read_text()):
            (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(b"")
        asked.append(arguments)

    monkeypatch.setattr(pack, "_run_pip", answer)
    return asked


def test_the_learners_lock_is_a_part_of_the_lock() -> None:
    stanzas = split_stanzas(lock.cut_lock())
    assert set(stanzas) <= set(split_stanzas(FULL))
    assert all("--hash=sha256:" in stanza for stanza in stanzas)
    names = {stanza.split("==")[0] for stanza in stanzas}
    assert {"jupyterlab", "ipykernel", "pandas", "matplotlib", "scipy", "setuptools"} <= names
    assert not {"sphinx", "mypy", "duckdb", "playwright", "nbval"} & names


def test_the_learners_lock_holds_what_the_students_code_imports() -> None:
    names = {stanza.split("==")[0] for stanza in split_stanzas(lock.cut_lock())}
    imported = set()
    for name, content in pack.gather_students({}).items():
        used_in_class = name.startswith("src/helpers/") and not re.search(
            r"/report/|/downloads\.py|/validation\.py|/mutation\.py", name
        )
        if not (used_in_class and name.endswith(".py")):
            continue
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).split(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"helpers"}
    assert {"pandas", "numpy"} <= foreign <= names


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(("platform", "system"), [("win_amd64", "nt"), ("", "posix")])
def test_a_bundle_serves_the_rooms_machines(
    platform: str, system: str, python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_pip(monkeypatch)
    path = kit.build_bundle(tmp_path, platform, python)
    with zipfile.ZipFile(path) as archive:
        wheels = {Path(name).name for name in archive.namelist() if "/wheels/" in name}
    assert path.name == "-".join(filter(None, ["offline", platform, python])) + ".zip"
    assert any(wheel.startswith("pywinpty") for wheel in wheels) is (system == "nt")
    of_soup = sorted(wheel for wheel in wheels if wheel.startswith("soupsieve"))
    patches = len(re.findall(r"(?m)^soupsieve==", FULL)) if python == "3.11" else 1
    assert len(of_soup) == patches, "a patch of Python may need another version"


def test_a_bundle_for_an_unknown_platform_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pack.PackError, match="name it as pip does"):
        kit.build_bundle(tmp_path, "windows")
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_message_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(pack.PackError, match="is there a network"):
        pack.download_wheels(tmp_path)


def test_the_start_file_sets_up_from_wheels_or_not_at_all(tmp_path: Path) -> None:
    """Where a wheel is missing it stops with a message, and asks no network for it."""
    room = tmp_path / "students"
    for name, content in pack.gather_students({}).items():
        path = room / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (room / "wheels").mkdir()
    (room / "requirements.lock").write_text("no-such-package==1 --hash=sha256:" + "0" * 64)
    run = subprocess.run(
        [sys.executable, str(room / "start.py"), "--set-up-only"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "This step failed" in run.stderr
    assert "--no-index" in run.stderr, "with wheels at hand no network is asked"
    assert not (room / ".venv" / ".ready").exists()
