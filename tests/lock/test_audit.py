"""An audit asks about every locked version; no answer is never taken for a clean bill."""

from __future__ import annotations

import json
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from helpers.lock import audit
from helpers.lock.resolve import LockError

FAULT = {
    "id": "PYSEC-0000-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "made up",
    "affected": [],
}
LOCK = (
    "tiny-made==1 \\\n    --hash=sha256:0\n"
    "tiny-other==2 ; os_name == 'nt' \\\n    --hash=sha256:0\n"
)


class _Database(BaseHTTPRequestHandler):
    """Speaks as OSV does, and knows one fault, of ``tiny-made``."""

    faulty = "tiny-made"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        known = {"vulns": [{"id": FAULT["id"], "modified": FAULT["modified"]}]}
        self._answer(
            {"results": [known if one["package"]["name"] == self.faulty else {} for one in asked]}
        )

    def do_GET(self) -> None:
        self._answer(FAULT)

    def _answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, its name in the base
        """Say nothing."""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two made wheels in the place of the package index."""
    for name, version in (("tiny_made", 1), ("tiny_other", 2)):
        about = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(tmp_path / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(
                f"{about}/METADATA",
                f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            )
            wheel.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            wheel.writestr(f"{about}/RECORD", "")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))


@pytest.fixture
def database() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_known_vulnerability_is_told(index: None, database: str) -> None:
    found = audit.audit_lock(LOCK, database)
    assert (found.packages, found.clean) == (2, False)
    assert "tiny-made 1 has 1 known vulnerability" in found.text
    assert "PYSEC-0000-1" in found.text


def test_a_clean_answer_is_clean(
    index: None, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Database, "faulty", "")
    assert audit.audit_lock(LOCK, database).clean


@pytest.mark.parametrize("missing", ["index", "database"])
def test_without_an_answer_nothing_is_said_to_be_clean(
    missing: str, index: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    if missing == "index":
        monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "none"))
    with pytest.raises(LockError, match=f"NOT AUDITED.*{missing}"):
        audit.audit_lock(LOCK, "http://127.0.0.1:9/")


def test_an_answer_about_a_part_of_the_lock_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, 0, "", "Found nothing in 1 package\n")

    monkeypatch.setattr(audit, "run_uv", answer)
    with pytest.raises(LockError, match="only 1 of 2 packages"):
        audit.audit_lock(LOCK)
