"""The classroom kit and the offline bundle, each written whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from helpers.report.folders import make_folder, replace_folder
from helpers.teaching import pack, pages, slides, worksheets
from helpers.teaching.copies import read_all
from helpers.teaching.sessions import FOLDER, list_sessions

OUTPUT = pack.ROOT / "build" / "teaching"
STUDENTS, INSTRUCTORS = "students", "instructors"


def build_kit(output: Path = OUTPUT) -> Path:
    """Write the whole kit and return its index; an earlier one is replaced only by a whole one."""
    notebooks, sessions = read_all(), list_sessions()
    with make_folder(output) as folder:
        fresh = folder / "teaching"
        site = fresh / "classroom"
        pages.copy_static(site / "static")
        for session in sessions:
            written = {
                "plan": worksheets.write_plan(session, notebooks),
                "slides": slides.write_slides(session, notebooks),
                "worksheet": worksheets.write_worksheet(session, notebooks),
                "key": worksheets.write_worksheet(session, notebooks, with_key=True),
            }
            for kind, text in written.items():
                (site / f"{session.name}_{kind}.html").write_text(text, encoding="utf-8")
        running = (FOLDER / "RUNNING.md").read_text(encoding="utf-8")
        (site / "running.html").write_text(
            worksheets.write_text_page(running, notebooks), encoding="utf-8"
        )
        (site / "index.html").write_text(worksheets.write_index(sessions), encoding="utf-8")
        students = pack.gather_students(notebooks)
        pack.write_zip(fresh / f"{STUDENTS}.zip", students, STUDENTS)
        instructors = pack.gather_instructors(notebooks, site)
        pack.write_zip(fresh / f"{INSTRUCTORS}.zip", instructors, INSTRUCTORS)
        replace_folder(fresh, output)
    return output / "classroom" / "index.html"


def build_bundle(output: Path, platform: str = "", python: str = "") -> Path:
    """The students' files with every wheel they need, in one zip."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as folder:
        wheels = pack.download_wheels(Path(folder) / "wheels", platform, python)
        files = pack.gather_students(read_all())
        files |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
        made = pack.write_zip(Path(folder) / "offline.zip", files, STUDENTS)
        name = "-".join(part for part in ("offline", platform, python) if part)
        return made.replace(output / f"{name}.zip")
