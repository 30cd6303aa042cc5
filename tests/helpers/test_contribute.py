"""A row with its sources is checked, shown, and written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import contribute, forms
from helpers.codebook import write_codebook
from helpers.dataset import DatasetError, load, package
from helpers.evidence import evidence_states
from helpers.forms import FormError, read_form, write_form
from helpers.seal import check_seals
from helpers.validation import find_problems

ROW = """
table = "events"
why = "a test event; stated by two publishers"
[row]
event = "test_visit_2024"
held_on = "2024-03-05"
kind = "visit"
title = "A visit that only this test knows"
[[evidence]]
field = "held_on"
reading = "2024-03-05"
source_id = "article_2025"
locator = "first paragraph"
[[evidence]]
field = "held_on"
reading = "2024-03-05"
source_id = "test_paper"
[[sources]]
source_id = "test_paper"
publisher = "Test Paper"
family = "test_paper"
kind = "press"
publisher_country = "JPN"
language = "en"
address = "https://example.org/visit"
accessed = "2026-11-28"
licence = "facts_only"
"""


@pytest.fixture(scope="module")
def sound() -> contribute.Proposal:
    """What the form above would do to the data as they are; made once, for it takes seconds."""
    return contribute.propose(ROW)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_sound_row_is_shown_first_and_written_whole(
    data_copy: Path, sound: contribute.Proposal
) -> None:
    real = Path(forms.__file__).parents[2] / "data"
    before = _bytes(data_copy)
    assert before == _bytes(real)  # proposing wrote nothing
    proposal = sound
    assert proposal.problems == ()
    for line in (
        "+test_visit_2024,2024-03-05,visit,A visit that only this test knows,",
        "+events,test_visit_2024,held_on,2024-03-05,article_2025,first paragraph,supports,,",
        "+test_paper,,Test Paper,test_paper,press,JPN,en,https://example.org/visit,,2026-11-28,",
        "+| events | test_visit_2024 | no row | new row | a test event",
        "datapackage.json: renewed",
    ):
        assert line in proposal.diff
    written = contribute.write_proposal(proposal)
    assert _bytes(real) == before  # only the copy that HELPERS_DATA names
    assert set(written) == {
        *("events.csv", "evidence.csv", "sources.csv"),
        *("CHANGELOG.md", "CODEBOOK.md", "datapackage.json"),
    }
    assert find_problems() == []
    assert list(check_seals()) == []
    assert (data_copy / "CODEBOOK.md").read_text(encoding="utf-8") == write_codebook()
    states = evidence_states("events").set_index("key")["state"]
    assert states["test_visit_2024"] == "two_independent"
    assert any("held_on = 2024-03-05: two independent" in line for line in proposal.advice)


def test_two_rows_share_the_heading_of_what_is_not_released(
    data_copy: Path, sound: contribute.Proposal
) -> None:
    contribute.write_proposal(sound)
    second = ROW.replace("test_visit_2024", "test_visit_2023").replace("2024-03-05", "2023-03-05")
    second = second[: second.index("[[sources]]")]
    contribute.write_proposal(contribute.propose(second))
    log = (data_copy / "CHANGELOG.md").read_text(encoding="utf-8")
    assert log.count(contribute.UNRELEASED) == 1
    assert log.index("test_visit_2024") < log.index("test_visit_2023") < log.index("## 0.3.0")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('reading = "2024-03-05"', 'reading = "2024-03-06"', "mark it rival, or set_aside"),
        ('held_on = "2024-03-05"', 'held_on = "2024-03-05T00"', "no source states this value"),
        ('kind = "visit"', 'kind = "party"', "is not allowed; it must be one of"),
        ('why = "a test', 'why = ""  # "a test', "why is empty"),
        ('source_id = "article_2025"', 'source_id = "nobody"', "add a [[sources]] stanza"),
        ('source_id = "article_2025"', 'source_id = ""', "fill in reading and source_id"),
        ('field = "held_on"', 'field = "day"', "events has no column 'day'"),
        ('publisher = "Test Paper"', 'publisher = "ANTARA"', "belongs to the family"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    data_copy: Path, old: str, new: str, says: str
) -> None:
    assert old in ROW
    before = _bytes(data_copy)
    proposal = contribute.propose(ROW.replace(old, new))
    assert _bytes(data_copy) == before
    assert any(says in problem for problem in proposal.problems), proposal.problems
    with pytest.raises(DatasetError, match="nothing written"):
        contribute.write_proposal(proposal)
    assert _bytes(data_copy) == before


def test_a_source_on_record_needs_no_stanza(data_copy: Path) -> None:
    twice = ROW.replace('source_id = "test_paper"', 'source_id = "article_2025"')
    assert any("drop its stanza" in problem for problem in contribute.propose(twice).problems)


def test_a_correction_keeps_the_other_readings_and_logs_both_values(data_copy: Path) -> None:
    form = write_form("relation_breaks", "KHM")
    held = load("evidence").query("table == 'relation_breaks' and key == 'KHM'")
    assert all(str(source) in form for source in held["source_id"])
    form = form[: form.index("[[evidence]]")].replace("# repeat", "")
    form = form.replace('resumed_on = "1979-01"', 'resumed_on = "1979"')
    form = form.replace('why = ""', 'why = "the month rests on an encyclopaedia"')
    proposal = contribute.propose(form)
    assert proposal.problems == ()
    assert "| relation_breaks | KHM | resumed_on 1979-01 | resumed_on 1979 |" in proposal.diff
    contribute.write_proposal(proposal)
    assert load("relation_breaks").set_index("partner").at["KHM", "resumed_on"] == "1979"
    assert len(load("evidence").query("table == 'relation_breaks' and key == 'KHM'")) == len(held)


def test_a_conflict_is_kept_beside_the_value(data_copy: Path) -> None:
    rival = ROW.replace(
        'source_id = "test_paper"\n[[sources]]',
        """source_id = "test_paper"
[[evidence]]
field = "held_on"
reading = "2024-03-06"
source_id = "vna_1"
standing = "rival"
[[sources]]""",
    )
    rival = rival.replace("vna_1", str(load("sources")["source_id"].iloc[5]))
    proposal = contribute.propose(rival)
    assert proposal.problems == ()
    assert any("conflict; both readings are kept" in line for line in proposal.advice)


def test_a_failure_while_writing_leaves_every_file_as_it_was(
    data_copy: Path, sound: contribute.Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _bytes(data_copy)
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "events.csv":
            raise OSError("disk full")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        contribute.write_proposal(sound)
    assert _bytes(data_copy) == before


def test_a_proposal_made_before_another_change_is_refused(
    data_copy: Path, sound: contribute.Proposal
) -> None:
    log = data_copy / "CHANGELOG.md"
    log.write_text(log.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = _bytes(data_copy)
    with pytest.raises(DatasetError, match=r"CHANGELOG.md changed meanwhile"):
        contribute.write_proposal(sound)
    assert _bytes(data_copy) == before


def test_the_command_checks_and_adds(
    data_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = tmp_path / "row.toml"
    form.write_text(ROW.replace('why = "a test', 'why = ""  # "a test'), encoding="utf-8")
    before = _bytes(data_copy)
    assert contribute.main(["add", str(form)]) == 1
    assert "to mend before it can be written" in capsys.readouterr().out
    assert _bytes(data_copy) == before
    form.write_text(ROW, encoding="utf-8")
    assert contribute.main(["add", str(form)]) == 0
    shown = capsys.readouterr().out
    assert "+test_visit_2024,2024-03-05" in shown
    assert "Sound" in shown
    assert "Written: " in shown
    assert "test_visit_2024" in set(load("events")["event"])
    assert contribute.main(["check", str(tmp_path / "none.toml")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_every_writable_table_has_a_form_that_reads_back() -> None:
    writable = 0
    for table in package().tables.values():
        try:
            form = write_form(table.name)
        except FormError:
            continue
        writable += 1
        key = str(load(table.name)[table.key].iloc[0])
        filled = write_form(table.name, key)
        assert read_form(filled).key == key
        with pytest.raises(FormError, match=f"no {table.key}"):
            read_form(form)
    assert writable > 15


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: write_form("indicators"), "frozen extract"),
        (lambda: write_form("evidence"), "come with the row they support"),
        (lambda: write_form("relation_breaks", "XXX"), "has no row 'XXX'"),
        (lambda: read_form("table = events"), "not readable as TOML"),
        (lambda: read_form('table = "event"'), "must begin with table"),
        (lambda: read_form('table = "events"\nrows = 1\n[row]\nevent = "a"'), "a part 'rows'"),
        (lambda: read_form('table = "events"\n[row]\nday = "a"'), "has no 'day'; it may hold"),
    ],
)
def test_a_form_that_cannot_be_used_says_what_to_do(ask: object, says: str) -> None:
    with pytest.raises(FormError, match=says):
        ask()  # type: ignore[operator]


def test_the_oldest_unverified_facts_come_first(data_copy: Path, tmp_path: Path) -> None:
    found = contribute.list_unverified()
    assert "two_independent" not in set(found["state"])
    assert found["last_read"].dropna().is_monotonic_increasing
    cells = sum(
        (evidence_states(name)["state"] != "two_independent").sum() for name in set(found["table"])
    )
    assert len(found) == cells
    source = str(load("evidence").query("table == 'hanoi'")["source_id"].iloc[-1])
    path = data_copy / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(
            line.replace("2026-11-22", "2020-01-01") if line.startswith(f"{source},") else line
            for line in lines
        ),
        encoding="utf-8",
    )
    moved = contribute.list_unverified()
    if (moved["last_read"] == "2020-01-01").any():
        assert moved["last_read"].iloc[0] == "2020-01-01"
