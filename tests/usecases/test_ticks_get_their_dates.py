"""A tick's date is the day it was made, as far as can be known: also where other hands committed it."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from study import NOON, Study, begin


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def commit(study: Study, day: str, *arguments: str) -> None:
    """Commit everything as Obsidian Git or a phone does."""
    when = f"{day}T10:00:00+01:00"
    study.git("add", "--all")
    arguments = arguments or ("commit", "--quiet", "--message=vault backup")
    subprocess.run(
        ["git", "-C", str(study.vault), *arguments],
        env={**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
        check=True,
        capture_output=True,
    )


def dates(study: Study) -> dict[str, str]:
    """The dates that a push gives, by the words of the item."""
    return {change.text: change.date for change in study.push().changes}


def test_each_line_has_the_day_of_the_commit_that_first_holds_it(study: Study) -> None:
    path = study.mark("1.1", "Left-handed")
    commit(study, "2026-11-10")
    study.mark("1.1", "Figure eight")
    commit(study, "2026-11-12")
    study.write(path, study.read(path).replace("## Notes\n", "## Notes\n\nmine\n"))
    commit(study, "2026-11-15")
    study.edit("1.1", "1.1.2 Figure eight", "1.1.2 Figure of eight")
    commit(study, "2026-11-16")
    study.mark("1.1", "Right-handed")  # not committed yet
    study.push()
    assert study.line("1.1", "Left") == "- [x] 1.1.1.1 Left-handed ✅ 2026-11-10 ^left-handed"
    assert study.line("1.1", "Figure") == "- [x] 1.1.2 Figure of eight ✅ 2026-11-12 ^figure-eight"
    assert study.line("1.1", "Right") == "- [x] 1.1.1.2 Right-handed ✅ 2026-11-21 ^right-handed"
    assert "completed: 2026-11-21" in study.read(path)


def test_a_tick_that_waits_for_its_commit_has_the_day_the_file_was_changed(study: Study) -> None:
    study.mark("1.2", "Clove")
    commit(study, "2026-11-10")
    path = study.mark("1.2", "Rolling")
    changed = datetime(2026, 11, 14, 8, 0, tzinfo=NOON.tzinfo).timestamp()
    os.utime(study.vault / path, (changed, changed))
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-10", "1.2.2 Rolling hitch": "2026-11-14"}


def test_the_last_of_several_ticks_counts(study: Study) -> None:
    for day, char in (("08", "x"), ("09", " "), ("11", "x"), ("12", "x")):
        study.mark("1.2", "Clove", char)
        study.edit("1.2", "## Notes\n", f"## Notes\n{day}\n")
        commit(study, f"2026-11-{day}")
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-11"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_the_property_done_has_its_day(study: Study, ending: str) -> None:
    path = study.edit("1.2", "done: false", "done: true")
    text = study.read(path).rstrip("\n")
    study.write(path, text.replace("\n", "\r\n") if ending == "\r\n" else text + ending)
    commit(study, "2026-11-10")
    study.write(path, study.read(path) + "\nmore words")
    commit(study, "2026-11-12")
    assert set(dates(study).values()) == {"2026-11-10"}


def test_an_index_line_has_its_day(study: Study) -> None:
    study.mark("Knots", "Rope care")
    commit(study, "2026-11-10")
    study.edit("Knots", "Tie anything", "Tie *anything*")
    commit(study, "2026-11-12")
    assert set(dates(study).values()) == {"2026-11-10"}


def test_a_line_without_id_has_its_day(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch", "- [x] 1.2.1 Clove hitch")
    commit(study, "2026-11-10")
    study.edit("1.2", "## Notes\n", "## Notes\nmore\n")
    commit(study, "2026-11-12")
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-10"}


@pytest.mark.parametrize("moved_in", ["a commit of its own", "two commits", "no commit yet", "a commit with edits"])
def test_a_note_renamed_since_keeps_the_days_of_its_ticks(study: Study, moved_in: str) -> None:
    study.mark("1.2", "Clove")
    commit(study, "2026-11-10")
    target = study.vault / "Mine" / 'Hitches, "mine" é.md'
    target.parent.mkdir()
    (study.vault / study.note("1.2")).rename(target)
    if moved_in == "two commits":
        commit(study, "2026-11-13")
        target = target.rename(target.with_name("Hitches.md"))
    if moved_in == "a commit with edits":
        study.mark("mine", "Rolling")
    if moved_in != "no commit yet":
        commit(study, "2026-11-14")
    assert dates(study)["1.2.1 Clove hitch"] == "2026-11-10"


def test_a_tick_made_on_another_branch_has_its_day(study: Study) -> None:
    study.git("checkout", "--quiet", "-b", "phone")
    study.mark("1.2", "Clove")
    commit(study, "2026-11-10")
    study.git("checkout", "--quiet", "-")
    study.mark("1.1", "Figure")
    commit(study, "2026-11-12")
    commit(study, "2026-11-18", "merge", "--quiet", "--no-edit", "phone")
    assert dates(study) == {"1.1.2 Figure eight": "2026-11-12", "1.2.1 Clove hitch": "2026-11-10"}


def test_a_date_in_the_line_counts_more_than_the_history(study: Study) -> None:
    study.edit("1.2", "[ ] 1.2.1 Clove hitch", "[x] 1.2.1 Clove hitch ✅ 2026-11-03")
    commit(study, "2026-11-10")
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-03"}


def test_no_tick_is_dated_after_today(study: Study) -> None:
    study.mark("1.2", "Clove")
    commit(study, "2027-01-05")
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-21"}


def test_a_vault_inside_a_larger_repository_is_dated_alike(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    study = begin(tmp_path)
    study.mark("1.2", "Clove")
    commit(study, "2026-11-10")
    (study.vault / study.note("1.2")).rename(study.vault / "Hitches.md")
    commit(study, "2026-11-12")
    assert dates(study) == {"1.2.1 Clove hitch": "2026-11-10"}


def test_the_history_is_read_once_however_many_notes_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def processes(units: int, *, ticked: bool) -> list[str]:
        folder = tmp_path / f"{units} {ticked}"
        folder.mkdir()
        text = "# Knots\n" + "".join(f"\n## {n}. Knot {n}\n\n- [ ] {n}.1 Tie {n}\n" for n in range(1, units + 1))
        study = begin(folder, text)
        for n in range(1, units + 1) if ticked else ():
            study.mark(f"Knot {n}" if n > 9 else f"{n:02} Knot {n}" if units > 9 else f"Knot {n}", f"Tie {n}")
        commit(study, "2026-11-10", *(() if ticked else ("status",)))
        trace = folder / "trace"
        monkeypatch.setenv("GIT_TRACE2", str(trace))
        report = study.push()
        monkeypatch.delenv("GIT_TRACE2")
        assert [change.date for change in report.changes] == ["2026-11-10"] * (units if ticked else 0)
        starts = [line for line in trace.read_text("utf-8").splitlines() if " start " in line]
        return [line.partition(" start ")[2] for line in starts]

    few, many = processes(3, ticked=True), processes(30, ticked=True)
    assert len(few) == len(many)
    assert not any("--patch" in call for call in processes(3, ticked=False)), "nothing is dated, nothing is read"
