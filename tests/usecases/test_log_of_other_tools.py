"""The log where other tools commit: many times a day, between two pushes, in a summary of another form."""

from __future__ import annotations

import json

import pytest
from study import Study
from test_log import at, commit, entries, mark, study, told  # noqa: F401

from vaultsync.models.marks import Mark
from vaultsync.usecases.log import log
from vaultsync.usecases.mark import mark as mark_by_command


@pytest.fixture
def backup(study: Study):  # noqa: F811
    """A plugin that commits whatever there is, at this time of 22 November."""

    def make(clock: str) -> str:
        at(study, "2026-11-22", clock)
        return commit(study, f"vault backup: 2026-11-22 {clock}:00")

    return make


def test_backups_of_a_day_are_told_as_the_day(study, backup):  # noqa: F811
    mark(study, "1.1 Loops", "Figure eight")
    mark(study, "1.2 Hitches", "Clove hitch")
    backup("09:00")
    mark(study, "1.1 Loops", "Figure eight", " ")
    backup("09:10")
    study.edit("1.2 Hitches", "## Notes", "## Notes\n\nThree turns hold better.")
    backup("09:20")
    mark(study, "1.2 Hitches", "Rolling hitch", "/")
    backup("09:30")
    diary = log(study.context).diary
    assert told(diary) == {"2026-11-22": ["+ 1.2.1 Clove hitch", "/ 1.2.2 Rolling hitch"]}
    assert (diary.days[0].wrote, len(diary.days[0].commits)) == (["1.2 Hitches"], 4)


def test_a_backup_among_others_that_was_reverted_is_not_told(study, backup):  # noqa: F811
    mark(study, "1.1 Loops", "Figure eight")
    backup("09:00")
    mark(study, "1.2 Hitches", "Clove hitch")
    wrong = backup("09:10")
    mark(study, "1.1 Loops", "Left-handed")
    backup("09:20")
    study.git("revert", "--no-edit", wrong)
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.1.1 Left-handed", "+ 1.1.2 Figure eight"]}


def test_backups_side_by_side_are_not_put_together(study, tmp_path):  # noqa: F811
    """Two devices on one day, each with backups of its own that touch the same note."""
    at(study, "2026-11-22", "09:00")
    study.git("branch", "phone")
    mark(study, "1.1 Loops", "Figure eight")
    commit(study, "vault backup: desk")
    phone = Study(tmp_path / "phone", study.document)
    phone.monkeypatch = study.monkeypatch  # type: ignore[attr-defined]
    study.git("worktree", "add", "-q", str(phone.vault), "phone")
    at(phone, "2026-11-22", "09:05")
    mark(phone, "1.1 Loops", "Left-handed")
    commit(phone, "vault backup: phone")
    at(study, "2026-11-22", "09:10")
    study.git("merge", "-q", "-m", "Merge phone", "phone")
    assert told(log(study.context).diary) == {"2026-11-22": ["+ 1.1.1.1 Left-handed", "+ 1.1.2 Figure eight"]}


def test_what_a_command_marked_and_another_tool_committed(study, backup):  # noqa: F811
    """The known marks are newer than the summary: the words are those of the notes, and parents only follow."""
    at(study, "2026-11-22")
    mark_by_command(study.context, ["figure eight", "clove hitch", "left-handed", "right-handed"], Mark.DONE)
    backup("12:10")
    expected = [
        "+ 1.1.1.1 Left-handed",
        "+ 1.1.1.2 Right-handed",
        "+ 1.1.2 Figure eight",
        "+ 1.2.1 Clove hitch",
    ]
    diary = log(study.context).diary
    assert told(diary) == {"2026-11-22": expected}
    assert [(note.title, note.finished) for note in diary.days[0].roadmaps[0].notes] == [
        ("1.1 Loops", "2026-11-22"),
        ("1.2 Hitches", ""),
    ]
    at(study, "2026-11-24")
    study.push()
    assert told(log(study.context).diary) == {"2026-11-22": expected}


def test_what_was_ticked_again_after_the_last_push(study):  # noqa: F811
    """The summary still has the first date: the known marks are newer."""
    at(study, "2026-11-22")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    for day, to in (("2026-11-24", Mark.TODO), ("2026-11-26", Mark.DONE)):
        at(study, day)
        mark_by_command(study.context, ["figure eight"], to)
        commit(study, "vault backup")
    assert told(log(study.context).diary) == {
        "2026-11-26": ["+ 1.1.2 Figure eight"],
        "2026-11-24": ["o 1.1.2 Figure eight"],
        "2026-11-22": ["+ 1.1.2 Figure eight"],
    }


@pytest.mark.parametrize("indent", [None, 1])
def test_a_summary_that_another_program_wrote_again(study, indent):  # noqa: F811
    """Where the state is not tracked and the summary has no line for each item, it is read as a whole."""
    study.write(".gitignore", ".vaultsync/\n")
    study.git("rm", "-r", "-q", "--cached", ".vaultsync")
    commit(study, "Untrack")
    for day, words in (("2026-11-22", "Figure eight"), ("2026-11-23", "Clove hitch")):
        at(study, day)
        mark(study, "1.1 Loops" if "eight" in words else "1.2 Hitches", words)
        study.push()
        study.write("progress.json", json.dumps(json.loads(study.read("progress.json")), indent=indent))
        commit(study, "Format")
    assert told(log(study.context).diary) == {
        "2026-11-23": ["+ 1.2.1 Clove hitch"],
        "2026-11-22": ["+ 1.1.2 Figure eight"],
    }


def test_entries_alike_are_entries_each(study):  # noqa: F811
    """Two rounds of 25 minutes are 50, whether one commit brought them or two."""
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "## Study\n\n- 25m: Knots.\n- 25m: Knots.\n")
    study.push()
    study.write("Journal/2026-11-22.md", "## Study\n\n- 25m: Knots.\n- 25m: Knots.\n- 25m: Knots.\n")
    study.push()
    diary = log(study.context).diary
    assert entries(diary) == {"2026-11-22": [("Knots.", 25, [])] * 3}
    assert diary.days[0].minutes == 75


def test_a_day_that_is_yet_to_come_is_told_when_it_is_there(study):  # noqa: F811
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "## Study\n\n- 25m: Knots.\n")
    study.write("Journal/2026-11-30.md", "## Study\n\n- 25m: Planned.\n")
    study.edit("1.1 Loops", "## Journal", "## Journal\n- 2206-11-21 1h: The rabbit.")
    study.push()
    assert entries(log(study.context).diary) == {"2026-11-22": [("Knots.", 25, [])]}
    at(study, "2026-11-30")
    mark(study, "1.1 Loops", "Figure eight")
    study.push()
    assert list(entries(log(study.context).diary)) == ["2026-11-30", "2026-11-22"]


def test_the_time_of_a_day_without_entries(study):  # noqa: F811
    at(study, "2026-11-22")
    study.write("Journal/2026-11-22.md", "---\nminutes: 120\n---\nA quiet day.\n")
    study.push()
    assert [(page.day, page.minutes) for page in log(study.context, limit=0).diary.days if page.minutes] == [
        ("2026-11-22", 120)
    ]


def test_entries_of_a_note_that_is_no_longer_there_stand_in_messages(study):  # noqa: F811
    """What left with its roadmap was told by its commit; what the learner took out of a note is told no more."""
    at(study, "2026-11-22")
    study.edit("1.2 Hitches", "## Journal", f"## Journal\n- 2026-11-22 1h: Three turns.\n- 2026-11-21: {'Long. ' * 60}")
    study.write("Journal/2026-11-22.md", "## Study\n\n- 25m: Knots.\n- 25m: Private.\n")
    study.push()
    assert [len(found) for found in entries(log(study.context).diary).values()] == [3, 1]
    study.write("Journal/2026-11-22.md", "## Study\n\n- 25m: Knots.\n")
    study.push()
    text = study.document.read_text("utf-8")
    study.document.write_text(text.replace("### 1.2 Hitches\n- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n", ""))
    study.pull(yes=True)
    found = entries(log(study.context).diary)["2026-11-22"]
    assert sorted((text, minutes) for text, minutes, _ in found) == [("Knots.", 25), ("Three turns.", 60)]


def test_a_link_without_an_alias_is_the_name_of_its_note(study):  # noqa: F811
    at(study, "2026-11-22")
    path = study.note("1.1 Loops").removesuffix(".md")
    study.write("Journal/2026-11-22.md", f"## Study\n\n- 25m: [[{path}]] and [[{path}#Topics]].\n")
    study.push()
    assert "- 2026-11-22: 1.1 Loops and 1.1 Loops > Topics. (25m)\n" in study.git("log", "-1", "--format=%B")
    assert entries(log(study.context).diary)["2026-11-22"][0][0] == "1.1 Loops and 1.1 Loops > Topics."


def test_a_linked_note_is_named_by_its_title_of_today(study):  # noqa: F811
    at(study, "2026-11-22")
    path = study.note("1.1 Loops").removesuffix(".md")
    gone = f"{path.rpartition('/')[0]}/02 Splices"
    study.write("Journal/2026-11-22.md", f"## Study\n\n- 25m: [[{path}#Topics]] [[1.1 Loops]]\n- 5m [[{gone}]]\n")
    study.push()
    study.document.write_text(study.document.read_text("utf-8").replace("1.1 Loops", "1.1 Loops and bights"), "utf-8")
    study.pull()
    assert study.note("1.1 Loops").endswith("1.1 Loops.md")
    told = [text for text, *_ in entries(log(study.context).diary)["2026-11-22"]]
    assert told == ["1.1 Loops and bights > Topics 1.1 Loops and bights", "Splices"]


def test_entries_of_another_roadmap_are_left_out(study):  # noqa: F811
    """Where roadmaps are chosen; an entry that names none may be of any."""
    from vaultsync.usecases.roadmaps import add

    other = study.document.with_name("ropes.md")
    other.write_text("# Ropes\n\n## 1. Hemp\n- [ ] Twist\n", "utf-8")
    at(study, "2026-11-22")
    add(study.context, other)
    knots, ropes = (study.note(stem).removesuffix(".md") for stem in ("1.1 Loops", "Hemp"))
    study.write(
        "Journal/2026-11-22.md", f"---\nhours: 2\n---\n## Study\n- 5m [[{knots}]]\n- 10m [[{ropes}]]\n- 20m any\n"
    )
    study.push()
    page = log(study.context, roadmaps=["ropes"]).diary.days[0]
    assert [(entry.minutes, entry.roadmaps) for entry in page.entries] == [(10, ["ropes"]), (20, [])]
    assert page.minutes == 30
    assert log(study.context).diary.days[0].minutes == 120
