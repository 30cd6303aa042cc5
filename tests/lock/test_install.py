"""Every way to install the lock checks hashes, and runs no code of the packages."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.lock.resolve import LOCK, PYTHONS, ROOT, SYSTEMS, check_wheels
from helpers.teaching import pack

BIN = Path(sys.executable).parent
RAN = "RAN_AT_INSTALL"
"""The environment names under it a file that the made source distribution writes when built."""

Way = Callable[[Path], list[str]]


def _read_makefile() -> list[str]:
    """What make would run to set up the environment, a line a command."""
    if shutil.which("make") is None:
        pytest.skip("no make here")
    run = subprocess.run(
        ["make", "-n", "-B", ".venv/.ready"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = run.stdout.replace("\\\n", " ").splitlines()
    return [part.strip() for line in lines for part in line.split("||") if "pip install" in part]


def _list_makefile_ways() -> list[list[str]]:
    """The commands of the Makefile that install a lock, with ``LOCK`` for its name."""
    ways = []
    for line in _read_makefile():
        words = [word for word in shlex.split(line) if not word.startswith("VIRTUAL_ENV=")]
        if "-r" in words:
            words[words.index("-r") + 1] = LOCK
            ways.append([str(BIN / Path(words[0]).name), *words[1:]])
    return ways


def _with_make(place: int) -> Way:
    def way(lock: Path) -> list[str]:
        words = _list_makefile_ways()[place]
        return [str(lock) if word == LOCK else word for word in words]

    return way


def _with_conda(lock: Path) -> list[str]:
    """As conda does it: what stands under ``pip:`` is a requirements file."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^      - (.+)$", text.split("- pip:")[1])
    assert f"--requirement {LOCK}" in lines
    wanted = lock.with_name("conda.txt")
    wanted.write_text("\n".join(lines).replace(LOCK, str(lock)))
    return [sys.executable, "-m", "pip", "install", "--requirement", str(wanted)]


def _with_start(lock: Path) -> list[str]:
    """As the students' ``start.py`` does it."""
    spec = importlib.util.spec_from_file_location("start", pack.START / "start.py")
    assert spec is not None
    assert spec.loader is not None
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    asked: list[tuple[str, ...]] = []
    start.__dict__.update(
        HERE=lock.parent, READY=lock.parent / "ready", run=lambda *words: asked.append(words)
    )
    start.venv.create, create = lambda *_, **__: None, start.venv.create
    try:
        start.set_up()
    finally:
        start.venv.create = create
    (words,) = [words for words in asked if LOCK in words]
    return [sys.executable, *(str(lock) if word == LOCK else word for word in words)]


WAYS: dict[str, Way] = {
    "make, pip for uv": _with_make(0),
    "make, uv": _with_make(1),
    "make, pip without uv": _with_make(2),
    "conda": _with_conda,
    "students": _with_start,
}


def _install(way: Way, folder: Path, lock: str) -> subprocess.CompletedProcess[str]:
    """Install a lock from the files of a folder, into ``folder/site``."""
    path = folder / LOCK
    path.write_text(lock)
    command = [*way(path), "--no-index", "--find-links", str(folder)]
    environment = {**os.environ, RAN: str(folder / "ran")}
    return subprocess.run(
        [*command, "--target", str(folder / "site")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def _make_wheel(folder: Path) -> str:
    """A package of one empty module as a wheel; returns its hash."""
    about = "tiny_made-1.dist-info"
    path = folder / "tiny_made-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny_made.py", "")
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-made\nVersion: 1\n"
        )
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "tiny_made.py,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_source(folder: Path) -> str:
    """The same as a source distribution that builds itself, with a trace; returns its hash."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
        'backend-path = ["."]\n',
        "backend.py": f"import os, pathlib\npathlib.Path(os.environ['{RAN}']).touch()\n",
        "PKG-INFO": "Metadata-Version: 2.1\nName: tiny-made\nVersion: 1\n",
    }
    path = folder / "tiny_made-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"tiny_made-1/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lock(digest: str) -> str:
    return f"tiny-made==1 \\\n    --hash=sha256:{digest}\n"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_wheel_is_installed_only_with_its_hash(way: Way, tmp_path: Path) -> None:
    digest = _make_wheel(tmp_path)
    for wrong in (_lock(digest[::-1]), "tiny-made==1\n"):
        refused = _install(way, tmp_path, wrong)
        assert refused.returncode != 0
        assert "hash" in refused.stderr.lower(), refused.stderr
        assert not (tmp_path / "site" / "tiny_made.py").exists()
    taken = _install(way, tmp_path, _lock(digest))
    assert taken.returncode == 0, taken.stderr
    assert (tmp_path / "site" / "tiny_made.py").exists()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_source_distribution_is_refused_before_its_code_runs(way: Way, tmp_path: Path) -> None:
    refused = _install(way, tmp_path, _lock(_make_source(tmp_path)))
    assert refused.returncode != 0
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "site" / "tiny_made.py").exists()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_without_our_flags_its_code_would_run(way: Way, tmp_path: Path) -> None:
    """What the test above rests on."""

    def bare(lock: Path) -> list[str]:
        words = way(lock)
        for path in lock.parent.glob("conda.txt"):
            path.write_text(path.read_text().replace("--only-binary :all:", ""))
        if "--only-binary" in words:
            del words[words.index("--only-binary") : words.index("--only-binary") + 2]
        return [word for word in words if word != "--no-build"]

    _install(bare, tmp_path, _lock(_make_source(tmp_path)))
    assert (tmp_path / "ran").exists()


def test_wheels_for_a_bundle_are_fetched_only_with_their_hash(tmp_path: Path) -> None:
    digest = _make_wheel(tmp_path)
    fetch = ["download", "--no-index", "--find-links", str(tmp_path), "--requirement"]
    lock = tmp_path / LOCK
    for wrong in (_lock(digest[::-1]), "tiny-made==1\n"):
        lock.write_text(wrong)
        with pytest.raises(pack.PackError, match="(?i)hash"):
            pack._run_pip(*fetch, str(lock), "--dest", str(tmp_path / "wheels"))
    assert not list(tmp_path.glob("wheels/*"))
    lock.write_text(_lock(digest))
    pack._run_pip(*fetch, str(lock), "--dest", str(tmp_path / "wheels"))
    assert [path.suffix for path in (tmp_path / "wheels").iterdir()] == [".whl"]


def test_only_our_own_code_is_built() -> None:
    """The one install without a lock is ours: no dependency, nothing fetched to build it."""
    (ours,) = [line for line in _read_makefile() if " -r " not in line]
    assert {"--no-deps", "--no-build-isolation", "--offline"} <= {*shlex.split(ours)}
    assert ours.endswith("--editable .")


def test_a_system_without_a_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))
    lock = _lock(_make_wheel(tmp_path))
    assert check_wheels(lock) == []
    (wheel,) = tmp_path.glob("*.whl")
    wheel.rename(tmp_path / "tiny_made-1-cp312-cp312-win_amd64.whl")
    missing = [line.split(": error")[0] for line in check_wheels(lock)]
    assert len(missing) == len(SYSTEMS) * len(PYTHONS) - 1
    assert "x86_64-pc-windows-msvc, Python 3.12" not in missing
    assert "aarch64-apple-darwin, Python 3.12" in missing
