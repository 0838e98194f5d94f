"""The learning journal from git: told once, on the day it was done, whoever committed it."""

from __future__ import annotations

import os
import subprocess
from datetime import date, datetime, timedelta, timezone

import pytest
from study import DOCUMENT, NOON, Study, begin

from vaultsync.models.diary import Diary, DiaryItem
from vaultsync.models.marks import Mark
from vaultsync.usecases.log import log
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.settling import settle_review


@pytest.fixture
def study(tmp_path, monkeypatch) -> Study:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):  # the first commit, too, is of a day of its own
        monkeypatch.setenv(name, NOON.isoformat())
    study = begin(tmp_path)
    study.monkeypatch = monkeypatch  # type: ignore[attr-defined]
    return study


def at(study: Study, day: str, clock: str = "12:00", zone: int = 1) -> None:
    """Let it be this day, for vaultsync, for git and for the files that are written now."""
    study.now = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=timezone(timedelta(hours=zone)))
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        study.monkeypatch.setenv(name, study.now.isoformat())  # type: ignore[attr-defined]


def mark(study: Study, stem: str, words: str, char: str = "x") -> str:
    path = study.mark(stem, words, char)
    os.utime(study.vault / path, (study.now.timestamp(),) * 2)
    return path


def commit(study: Study, subject: str) -> str:
    study.git("add", "-A")
    study.git("commit", "-q", "-m", subject)
    return study.git("rev-parse", "HEAD").strip()


def told(diary: Diary) -> dict[str, list[str]]:
    """Day → what is told of marks, as `+ words`."""
    signs = {Mark.DONE: "+", Mark.DOING: "/", Mark.SKIPPED: "-", Mark.TODO: "o"}

    def line(item: DiaryItem) -> str:
        return f"{signs[item.mark]} {item.text}{f' ({item.tasks})' if item.tasks else ''}{' ?' if item.known else ''}"

    return {
        page.day: [line(item) for roadmap in page.roadmaps for note in roadmap.notes for item in note.items]
        for page in diary.days
        if page.roadmaps
    }


def test_what_was_pushed_is_told(study):
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Left-handed")
    mark(study, "1.2 Hitches", "Clove hitch", "-")
    study.push()
    at(study, "2026-11-24")
    mark(study, "1.1 Loops", "Right-handed")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    diary = log(study.context).diary
    assert told(diary) == {
        "2026-11-24": ["+ 1.1.1.2 Right-handed", "+ 1.1.2 Figure eight"],
        "2026-11-22": ["+ 1.1.1.1 Left-handed", "- 1.2.1 Clove hitch"],
    }
    last = diary.days[0].roadmaps[0]
    assert (last.name, last.title, last.done, last.total) == ("knots", "Knots", 3, 6)
    assert [(note.title, note.finished) for note in last.notes] == [("1.1 Loops", "2026-11-24")]
    assert [page.news for page in diary.days if page.news] == [["Knots (5 notes)"]]


def test_a_push_of_several_days_is_told_on_each(study):
    at(study, "2026-11-29")
    for words, day in (("Left-handed", "2026-11-23"), ("Figure eight", "2026-11-27")):
        path = mark(study, "1.1 Loops", words)
        lines = study.read(path).split("\n")
        line = next(n for n, text in enumerate(lines) if words in text)
        lines[line] = lines[line].replace(" ^", f" ✅ {day} ^")
        study.write(path, "\n".join(lines))
    mark(study, "1.2 Hitches", "Rolling hitch")
    study.push()
    assert told(log(study.context).diary) == {
        "2026-11-29": ["+ 1.2.2 Rolling hitch"],
        "2026-11-27": ["+ 1.1.2 Figure eight"],
        "2026-11-23": ["+ 1.1.1.1 Left-handed"],
    }


def test_a_section_ticked_whole_is_one_line(study):
    at(study, "2026-11-22")
    path = study.note("1 Basics")
    study.write(path, study.read(path).replace("done: false", "done: true"))
    os.utime(study.vault / path, (study.now.timestamp(),) * 2)
    study.push()
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1. Basics (5)"]}


def test_a_parent_task_ticked_whole_is_one_line(study):
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "1.1.1 Bowline")
    study.push()
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.1 Bowline (2)"]}


def test_unticked_on_the_same_day_is_not_told_and_later_it_is(study):
    at(study, "2026-11-22", "09:00")
    mark(study, "1.1 Loops", "Figure eight")
    mark(study, "1.2 Hitches", "Clove hitch")
    study.push()
    at(study, "2026-11-22", "10:00")
    mark(study, "1.1 Loops", "Figure eight", " ")
    study.push()
    at(study, "2026-11-23")
    mark(study, "1.2 Hitches", "Clove hitch", " ")
    study.push()
    at(study, "2026-11-25")
    mark(study, "1.2 Hitches", "Clove hitch")
    study.push()
    assert told(log(study.context).diary) == {
        "2026-11-25": ["+ 1.2.1 Clove hitch"],
        "2026-11-23": ["o 1.2.1 Clove hitch"],
        "2026-11-22": ["+ 1.2.1 Clove hitch"],
    }


def test_ticks_that_another_tool_committed(study):
    """A backup plugin commits the notes; vaultsync comes to see them later, or never."""
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.edit("1.2 Hitches", "## Notes", "## Notes\n\nThree turns hold better.")
    commit(study, "vault backup: 2026-11-22 12:00:00")
    at(study, "2026-11-23")
    mark(study, "1.2 Hitches", "Clove hitch", "/")
    commit(study, "vault backup: 2026-11-23 12:00:00")
    expected = {"2026-11-23": ["/ 1.2.1 Clove hitch"], "2026-11-22": ["+ 1.1.2 Figure eight"]}
    diary = log(study.context).diary
    assert told(diary) == expected
    assert [page.wrote for page in diary.days if page.wrote] == [["1.2 Hitches"]]
    at(study, "2026-11-25")
    study.push()
    assert told(log(study.context).diary) == expected  # told once


def test_a_summary_without_known_marks(study):
    """Where the state is not tracked, progress.json tells."""
    study.write(".gitignore", ".vaultsync/\n")
    study.git("rm", "-r", "-q", "--cached", ".vaultsync")
    commit(study, "Untrack")
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    at(study, "2026-11-23")
    mark(study, "1.1 Loops", "Figure eight", " ")
    study.push()
    assert told(log(study.context).diary) == {
        "2026-11-23": ["o 1.1.2 Figure eight"],
        "2026-11-22": ["+ 1.1.2 Figure eight"],
    }


def test_messages_alone_tell_too(study):
    """Commits without the files that vaultsync writes, as a filtered history has them."""
    at(study, "2026-11-22")
    message = (
        "Study: 2 done in Loops (Knots 2/7)\n\nDone\n- Figure eight\n- Bowline (2 tasks)\n\n"
        "Journal\n- 2026-11-21: It holds. (45m)\n\nVaultsync-Progress: knots 2/7\n"
    )
    study.git("commit", "-q", "--allow-empty", "-m", message)
    diary = log(study.context).diary
    assert told(diary) == {"2026-11-22": ["+ Bowline (2)", "+ Figure eight"]}
    assert diary.days[0].roadmaps[0].notes[0].title == "Loops"
    assert [(page.day, entry.text, entry.minutes) for page in diary.days for entry in page.entries] == [
        ("2026-11-21", "It holds.", 45)
    ]


def test_a_revert_takes_the_telling_back_and_a_revert_of_it_brings_it_again(study):
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    at(study, "2026-11-23")
    study.git("revert", "--no-edit", "HEAD")
    assert told(log(study.context).diary) == {}
    study.git("revert", "--no-edit", "HEAD")
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.2 Figure eight"]}


def test_the_same_tick_by_two_ways_is_told_once(study, tmp_path):
    """Two devices tick the same item, and one of them another; another tool merges."""
    study.git("branch", "phone")
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    phone = Study(tmp_path / "phone", study.document)
    phone.monkeypatch = study.monkeypatch  # type: ignore[attr-defined]
    study.git("worktree", "add", "-q", str(phone.vault), "phone")
    at(phone, "2026-11-24")
    mark(phone, "1.1 Loops", "Figure eight")
    mark(phone, "1.2 Hitches", "Clove hitch")
    phone.push()
    at(study, "2026-11-25")
    subprocess.run(
        ["git", "-C", str(study.vault), "merge", "-q", "-X", "ours", "-m", "Merge phone", "phone"], check=True
    )
    study.push()
    assert told(log(study.context).diary) == {
        "2026-11-24": ["+ 1.2.1 Clove hitch"],
        "2026-11-22": ["+ 1.1.2 Figure eight"],
    }


def test_a_fresh_and_a_shallow_clone(study, tmp_path):
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    at(study, "2026-11-23")
    mark(study, "1.2 Hitches", "Clove hitch")
    study.push()
    expected = told(log(study.context).diary)
    assert list(expected) == ["2026-11-23", "2026-11-22"]
    for name, options in (("clone", []), ("shallow", ["--depth", "1"])):
        there = tmp_path / name
        subprocess.run(["git", "clone", "-q", *options, study.vault.as_uri(), str(there)], check=True)
        clone = Study(there, study.document)
        assert told(log(clone.context).diary) == expected


def test_a_vault_in_a_folder_of_a_larger_repository(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    study = begin(tmp_path)
    study.monkeypatch = monkeypatch  # type: ignore[attr-defined]
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    (tmp_path / "other.txt").write_text("x")
    subprocess.run(["git", "-C", str(tmp_path), "add", "other.txt"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "commit", "-q", "-m", "Study: 5 done in Elsewhere"], check=True)
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.2 Figure eight"]}


def test_since_until_words_and_pages(study):
    for day, words in ((22, "Left-handed"), (23, "Right-handed"), (24, "Figure eight")):
        at(study, f"2026-11-{day}")
        mark(study, "1.1 Loops", words)
        study.push()
    days = ["2026-11-24", "2026-11-23", "2026-11-22"]
    assert list(told(log(study.context, since=date(2026, 11, 23)).diary)) == days[:2]
    assert list(told(log(study.context, until=date(2026, 11, 23)).diary)) == days[1:]
    assert told(log(study.context, grep="HANDED right").diary) == {"2026-11-23": ["+ 1.1.1.2 Right-handed"]}
    first = log(study.context, limit=1).diary
    assert (list(told(first)), first.older) == (days[:1], "2026-11-23")
    second = log(study.context, limit=1, until=date.fromisoformat(first.older)).diary
    assert list(told(second)) == days[1:2]
    everything = log(study.context, limit=0).diary
    assert (list(told(everything)), everything.older) == (days, "")


def test_by_roadmap(study):
    at(study, "2026-11-22")
    mark(study, "1.2 Hitches", "Clove hitch")
    study.push()
    at(study, "2026-11-23")
    mark(study, "1.1 Loops", "Figure eight")
    mark(study, "1.2 Hitches", "Rolling hitch")
    study.write("Journal/2026-11-23.md", "## Study\n\n- 25m: It rolls, see [[1.2 Hitches]].\n- 5m: Rope oiled.\n")
    study.push()
    (knots,) = log(study.context, by="roadmap").roadmaps
    assert [(entry.day, entry.text, entry.minutes) for entry in knots.entries] == [
        ("2026-11-23", "It rolls, see 1.2 Hitches.", 25),
        ("2026-11-23", "Rope oiled.", 5),
    ]
    assert (knots.title, knots.done, knots.total) == ("Knots", 3, 7)
    assert [(note.title, note.finished, [(item.day, item.text) for item in note.items]) for note in knots.notes] == [
        ("1.1 Loops", "", [("2026-11-23", "1.1.2 Figure eight")]),
        ("1.2 Hitches", "2026-11-23", [("2026-11-22", "1.2.1 Clove hitch"), ("2026-11-23", "1.2.2 Rolling hitch")]),
    ]


def test_the_figure_of_a_roadmap_is_that_of_the_end(study):
    at(study, "2026-11-22")
    mark(study, "1.2 Hitches", "Clove hitch")
    study.push()
    at(study, "2026-11-23")
    study.document.write_text(study.document.read_text("utf-8") + "- [ ] 2.3 Splicing\n", "utf-8")
    study.pull()
    for until, total in ((None, 8), (date(2026, 11, 22), 7)):
        (knots,) = log(study.context, by="roadmap", until=until).roadmaps
        assert (knots.done, knots.total) == (1, total)


@pytest.mark.parametrize("zone", [-11, 0, 14])
@pytest.mark.parametrize("tz", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"])
def test_a_day_is_the_learners_own_wherever_it_is_read(study, zone, tz, monkeypatch):
    """Around New Year and midnight: the day of the commit's own zone, not of the reader's."""
    at(study, "2026-12-31", "23:59", zone)
    mark(study, "1.1 Loops", "Left-handed")
    commit(study, "backup")
    at(study, "2027-01-01", "00:01", zone)
    mark(study, "1.1 Loops", "Right-handed")
    commit(study, "backup")
    monkeypatch.setenv("TZ", tz)
    assert told(log(study.context).diary) == {
        "2027-01-01": ["+ 1.1.1.2 Right-handed"],
        "2026-12-31": ["+ 1.1.1.1 Left-handed"],
    }


def test_nothing_is_written_and_nothing_to_tell_is_no_error(study):
    before = study.files()
    assert told(log(study.context).diary) == {}
    assert study.files() == before
    assert study.git("status", "--porcelain") == ""


def test_what_was_known_before_is_told_apart(study):
    text = study.document.read_text("utf-8").replace("- [ ] 1.1.2 Figure", "- [x] 1.1.2 Figure")
    study.document.write_text(text, "utf-8")
    at(study, "2026-11-22")
    report = study.pull()
    assert report.arrived == 1
    assert told(log(study.context).diary) == {}


def test_a_broken_summary_is_no_reason_to_fail(study):
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    study.write("progress.json", "{")
    commit(study, "Oops")
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.2 Figure eight"]}


def test_no_repository_and_no_commit(tmp_path):
    from vaultsync.errors import VaultError

    (tmp_path / "vaultsync.toml").write_text("[git]\ncommit = false\n")
    context = Context(tmp_path, tmp_path, {}, lambda: NOON)
    with pytest.raises(VaultError, match="no git repository"):
        log(context)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert log(context).diary.days == []


def entries(diary: Diary) -> dict[str, list[tuple[str, int, list[str]]]]:
    return {
        page.day: [(entry.text, entry.minutes, entry.notes) for entry in page.entries]
        for page in diary.days
        if page.entries
    }


def test_entries_are_read_from_the_notes_whoever_committed_them(study):
    """Words of daily notes and study notes; reworded later, they are told once, as they read now."""
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "# 22\n\n## Study\n\n- 45m: It *holds* now.\n- \n\n## Else\n\n- Milk.\n")
    study.edit("1.1 Loops", "## Journal", "## Journal\n- 2026-11-21 1h: The rabbit.")
    commit(study, "vault backup")
    expected = {"2026-11-22": [("It holds now.", 45, [])], "2026-11-21": [("The rabbit.", 60, ["1.1 Loops"])]}
    diary = log(study.context).diary
    assert entries(diary) == expected
    assert [page.wrote for page in diary.days if page.wrote] == []
    at(study, "2026-11-24")
    study.edit("1.1 Loops", "The rabbit.", "The rabbit and the hole.")
    study.push()
    expected["2026-11-21"] = [("The rabbit and the hole.", 60, ["1.1 Loops"])]
    diary = log(study.context).diary
    assert entries(diary) == expected
    assert [(page.day, page.minutes) for page in diary.days if page.minutes] == [("2026-11-22", 45), ("2026-11-21", 60)]


def test_minutes_of_a_days_properties_stand_for_the_day(study):
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "---\nminutes: 120\n---\n## Study\n\n- 45m: It holds.\n")
    study.push()
    assert [(page.day, page.minutes) for page in log(study.context).diary.days if page.minutes] == [("2026-11-22", 120)]


def test_the_entries_of_a_message_that_its_notes_have_too_are_told_once(study):
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "## Study\n\n- 45m: It **holds**, see [[1.1 Loops]].\n")
    commit(study, "Study: notes in 2026-11-22\n\nJournal\n- 2026-11-22: It holds, see 1.1 Loops. (45m)\n")
    assert list(entries(log(study.context).diary).values()) == [[("It holds, see 1.1 Loops.", 45, ["1.1 Loops"])]]


def test_entries_that_are_kept_out_of_commit_messages_are_told(study):
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace("in_commits = true", "in_commits = false"))
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "## Study\n\n- It holds.\n")
    study.push()
    assert "It holds" not in study.git("log", "-1", "--format=%B")
    assert entries(log(study.context).diary) == {"2026-11-22": [("It holds.", 0, [])]}


def test_what_undo_took_back_is_not_told(study):
    from vaultsync.usecases.undo import undo

    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    at(study, "2026-11-23")
    undo(study.context, "push")
    assert told(log(study.context).diary) == {}
    undo(study.context, redo=True)
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.2 Figure eight"]}


def test_settings_of_the_journal_and_settings_that_are_broken(study):
    settings = study.read("vaultsync.toml")
    study.write(
        "vaultsync.toml",
        settings.replace('journal = "Journal"', 'journal = "Tagebuch"').replace(
            'heading = "Study"', 'heading = "Lernen"'
        ),
    )
    (study.vault / ".obsidian/daily-notes.json").unlink(missing_ok=True)
    at(study, "2026-11-22")
    study.write("Tagebuch/2026-11-22.md", "## Lernen\n\n- It holds.\n\n## Study\n\n- Not this.\n")
    commit(study, "backup")
    assert entries(log(study.context).diary) == {"2026-11-22": [("It holds.", 0, [])]}
    study.write("vaultsync.toml", "[[")
    assert entries(log(study.context).diary) == {}


@pytest.mark.parametrize("answer", ["same", "other"])
def test_a_task_that_was_settled_to_be_the_same_is_told_once_in_its_new_words(study: Study, answer: str) -> None:
    at(study, "2026-11-21")
    mark(study, "1.2", "Clove")
    study.push()
    at(study, "2026-11-24")
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 A hitch on a spar, the clove one"), "utf-8")
    study.pull()
    at(study, "2026-11-25")
    mark(study, "1.1", "Figure")
    study.push()
    at(study, "2026-11-26")
    settle_review(study.context, "1", answer)
    words = "1.2.1 A hitch on a spar, the clove one" if answer == "same" else "1.2.1 Clove hitch"
    assert told(log(study.context).diary) == {"2026-11-25": ["+ 1.1.2 Figure eight"], "2026-11-21": [f"+ {words}"]}
    mark(study, "1.2", "spar", " " if answer == "same" else "x")
    at(study, "2026-11-27")
    study.push()
    page = next(iter(told(log(study.context).diary).values()))
    assert page == [f"{'o' if answer == 'same' else '+'} 1.2.1 A hitch on a spar, the clove one"]


def test_a_note_that_two_tools_committed_is_told_once(study):
    at(study, "2026-11-22")
    study.edit("1.2 Hitches", "## Notes", "## Notes\n\nThree turns hold better.")
    commit(study, "vault backup: 2026-11-22 12:00:00")
    study.edit("1.2 Hitches", "Three turns", "Three turns or four")
    assert study.push().subject == "Study: notes in Hitches"
    assert [page.wrote for page in log(study.context).diary.days if page.wrote] == [["1.2 Hitches"]]


def test_a_note_that_was_moved_since_has_one_name_on_a_page(tmp_path, monkeypatch) -> None:
    text = "# Knots\n\n## Loops 🫁\n- [ ] Bowline\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n"
    study = begin(tmp_path, text)
    study.monkeypatch = monkeypatch  # type: ignore[attr-defined]
    at(study, "2026-11-22")
    study.edit("Loops", "## Notes\n", "## Notes\n\nA word of mine.\n")
    study.push()
    study.edit("Loops", "- [ ] Noose ^noose\n", "")
    study.push()
    path = study.note("Loops")
    study.write("Mine/Loops.md", study.read(path))
    (study.vault / path).unlink()
    study.push()
    at(study, "2026-11-23")
    study.push()
    assert [page.wrote for page in log(study.context).diary.days if page.wrote] == [["Loops 🫁"]]
