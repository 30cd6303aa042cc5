"""How heavy are the pages, and how long until the first figure is there?

``python -m helpers.report.reading_speed`` measures the built report in Chromium, from a file
and over a slow line (a server on this machine, the browser throttled), beside the pages that
stock nbconvert makes of the same notebooks, and writes ``build/reading.md``. Read seconds as
ratios: they depend on the machine.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pandas as pd
from nbconvert import HTMLExporter
from playwright.sync_api import Browser

from helpers.report.browser import find_browser, open_browser
from helpers.report.build import OUTPUT
from helpers.report.execute import list_notebooks
from helpers.report.folders import write_text
from helpers.report.outputs import ReportError

RUNS = 3
SLOW = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""A slow phone line: 1.6 Mbit/s down, 150 ms."""
REPORT = OUTPUT.parent / "reading.md"

_FIRST_FIGURE = """() => new Promise(done => {
    const look = () => {
        const figure = document.querySelector(
            'figure.chart svg, .jp-OutputArea-output svg, .jp-OutputArea-output img');
        if (figure && figure.getBoundingClientRect().height > 0) done(performance.now());
        else requestAnimationFrame(look);
    };
    look();
})"""


class _Host(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, as hosts of web pages do, and says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = _compress(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the reader has left
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@functools.cache
def _compress(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine only, on a free port."""
    handler = functools.partial(_Host, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def convert_stock(target: Path) -> None:
    """The pages that nbconvert makes of the stored notebooks with its own template."""
    exporter = HTMLExporter()  # type: ignore[no-untyped-call]
    for path in list_notebooks():
        page, _ = exporter.from_notebook_node(nbformat.read(path, as_version=4))
        (target / f"{path.stem}.html").write_text(page, encoding="utf-8")


def time_first_figure(browser: Browser, address: str, slow: bool) -> tuple[float, int]:
    """Median seconds until the first figure has a size, and the bytes that were fetched."""
    runs = [_time_once(browser, address, slow) for _ in range(RUNS)]
    return statistics.median(seconds for seconds, _ in runs), runs[-1][1]


def _time_once(browser: Browser, address: str, slow: bool) -> tuple[float, int]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    network = context.new_cdp_session(tab)
    received: list[int] = []
    network.on("Network.loadingFinished", lambda one: received.append(one["encodedDataLength"]))
    network.send("Network.enable")
    if slow:
        network.send("Network.emulateNetworkConditions", {"offline": False, **SLOW})
    tab.goto(address, wait_until="commit")
    seconds = tab.evaluate(_FIRST_FIGURE) / 1000
    tab.wait_for_load_state("networkidle")
    context.close()
    return seconds, int(sum(received))


def measure(report: Path = OUTPUT) -> pd.DataFrame:
    """One row a notebook: kB of the page on disk, kB sent compressed with all that it loads, and
    seconds to its first figure.

    Columns ``ours`` and ``stock`` under each measure; ``stock`` is nbconvert.
    """
    if not (report / "index.html").exists():
        raise ReportError(f"no report in {report}: run 'make report' first")
    rows: dict[str, dict[tuple[str, str], float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        stock = Path(folder)
        convert_stock(stock)
        with open_browser() as browser, serve(report) as ours, serve(stock) as theirs:
            for name in [path.stem for path in list_notebooks()]:
                row: dict[tuple[str, str], float] = {}
                for kind, root, address in (("ours", report, ours), ("stock", stock, theirs)):
                    page = root / f"{name}.html"
                    row["page, kB", kind] = page.stat().st_size / 1000
                    row["from file, s", kind] = time_first_figure(browser, page.as_uri(), False)[0]
                    slow, weight = time_first_figure(browser, f"{address}/{name}.html", True)
                    row["slow line, s", kind] = slow
                    row["sent, kB", kind] = weight / 1000
                rows[name] = row
    return pd.DataFrame(rows).T


def write_report(measured: pd.DataFrame) -> str:
    """The measurement as Markdown: medians over the pages and their ratios, then each page."""
    middle = measured.median().unstack()
    middle["ours / stock"] = middle["ours"] / middle["stock"]
    order = ["page, kB", "sent, kB", "from file, s", "slow line, s"]
    lines = ["| median over pages | ours | stock nbconvert | ours / stock |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {row['ours']:.2f} | {row['stock']:.2f} | {row['ours / stock']:.2f} |"
        for name, row in middle.loc[order].iterrows()
    ]
    each = ["", "| page | slow line, ours | stock |", "|---|---|---|"]
    each += [
        f"| {name} | {row['slow line, s', 'ours']:.2f} | {row['slow line, s', 'stock']:.2f} |"
        for name, row in measured.iterrows()
    ]
    return (
        "# How fast are the pages read?\n\nChromium at 390 pixels, medians of "
        f"{RUNS} runs; slow line: 1.6 Mbit/s, 150 ms, compressed, nothing cached. Read seconds as "
        "ratios.\n\n" + "\n".join([*lines, *each]) + "\n"
    )


def main() -> int:
    """Measure and write ``build/reading.md``."""
    if find_browser() is None:
        print("error: this needs Chromium: 'make browser' installs it", file=sys.stderr)
        return 1
    try:
        text = write_report(measure())
    except ReportError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    write_text(REPORT, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
