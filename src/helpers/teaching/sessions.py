"""Session plans: Markdown files with a head of facts and a closed list of sections.

A plan is read here and rendered in ``pages``. A block quotation is for the teacher alone;
a paragraph that is one link to a cell of a notebook shows what that cell shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "notebooks" / "teaching"
AUDIENCES = ("international relations, without code", "first data course", "statistics")
SECTIONS = (
    "Goals",
    "Prerequisites",
    "Minute plan",
    "Without laptops",
    "Discussion",
    "Common mistakes",
    "Rubric",
    "Slides",
    "Worksheet",
)


class PlanError(ValueError):
    """A session plan is not as it should be; the message names the file and the fault."""


@dataclass(frozen=True)
class Session:
    """One session: its facts, and its sections as Markdown."""

    name: str
    title: str
    audience: str
    minutes: int
    notebook: str
    sections: dict[str, str]

    @property
    def steps(self) -> list[int]:
        """The minutes of each line of the minute plan."""
        rows = re.findall(r"(?m)^\|\s*(\d+)\s*\|", self.sections["Minute plan"])
        return [int(minutes) for minutes in rows]


def list_plans(folder: Path = FOLDER) -> list[Path]:
    """The plans in order: the files named ``session_N_name.md``.

    >>> len(list_plans()) >= 6
    True
    """
    return sorted(folder.glob("session_*.md"))


def read_session(path: Path) -> Session:
    """One plan; a fault raises ``PlanError``."""
    text = path.read_text(encoding="utf-8")
    title = re.match(r"# (.+)\n", text)
    facts = dict(re.findall(r"(?m)^- (Audience|Minutes|Notebook): (.+)$", text))
    parts = re.split(r"(?m)^## (.+)\n", text)[1:]
    sections = dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    faults = []
    if title is None:
        faults.append("the first line must be '# title'")
    if set(facts) != {"Audience", "Minutes", "Notebook"}:
        faults.append("the head must list Audience, Minutes and Notebook")
    elif facts["Audience"] not in AUDIENCES or not facts["Minutes"].isdigit():
        faults.append(f"the audience must be one of {AUDIENCES}, and the minutes a number")
    if tuple(sections) != SECTIONS:
        faults.append(f"the sections must be {', '.join(SECTIONS)}; they are {list(sections)}")
    if faults or title is None:
        raise PlanError(f"{path.name}: {'; '.join(faults)}")
    return Session(
        name=path.stem,
        title=title[1],
        audience=facts["Audience"],
        minutes=int(facts["Minutes"]),
        notebook=facts["Notebook"],
        sections=sections,
    )


def list_sessions(folder: Path = FOLDER) -> list[Session]:
    """Every session, in order."""
    return [read_session(path) for path in list_plans(folder)]
