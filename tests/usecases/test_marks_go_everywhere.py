"""Ticks made in any place reach the others with the next push, and are counted once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import Study, begin


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def test_a_fresh_vault_has_nothing_to_do(study: Study) -> None:
    before, commits = study.files(), study.subjects()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == before
    assert study.subjects() == commits


def test_a_task_line_finishes_its_parents(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    report = study.push()
    assert [change.text for change in report.changes if not change.by] == ["1.2.1 Clove hitch", "1.2.2 Rolling hitch"]
    assert "done: true" in study.read(study.note("1.2"))
    assert "completed: 2026-11-21" in study.read(study.note("1.2"))
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert study.line("1 Basics", "Hitches").startswith("- [x] ")
    assert study.line("1 Basics", "Loops").startswith("- [ ] ")
    assert "done: false" in study.read(study.note("1 Basics"))


def test_the_property_done_ticks_all_below_and_unticks_them_again(study: Study) -> None:
    study.edit("1.1", "done: false", "done: true")
    study.push()
    text = study.read(study.note("1.1"))
    assert text.count("- [x] ") == 4
    study.edit("1.1", "done: true", "done: false")
    study.push()
    text = study.read(study.note("1.1"))
    assert text.count("- [x] ") == 0
    assert "✅" not in text
    assert "completed" not in text


def test_an_index_line_ticks_its_note(study: Study) -> None:
    study.mark("Knots", "Rope care")
    study.push()
    assert study.read(study.note("2 Rope care")).count("- [x] ") == 2
    assert study.status().figures["done"] == 2


def test_unsetting_a_parent_leaves_what_was_ticked_by_hand(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.edit("1.2", "done: false", "done: true")
    study.push()
    study.edit("1.2", "done: true", "done: false")
    study.push()
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert study.line("1.2", "Rolling").startswith("- [ ] ")


def test_a_parent_task_stands_for_its_children(study: Study) -> None:
    study.mark("1.1", "1.1.1 Bowline")
    report = study.push()
    assert study.line("1.1", "Left-handed").startswith("- [x] ")
    assert study.status().figures["done"] == 2
    assert study.status().figures["total"] == 7
    assert report.subject.startswith("Study: 2 done in")


def test_skipped_leaves_leave_the_scope(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling", "-")
    study.push()
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (1, 6)
    assert "done: true" in study.read(study.note("1.2"))
    hitches = figures["roadmaps"][0]["sections"][0]["sections"][1]
    assert (hitches["done"], hitches["total"], hitches["skipped"], hitches["percent"]) == (1, 1, 1, 100)
    assert (hitches["coverage"], figures["coverage"]) == (50, 14.3)
    data = json.loads(study.read("progress.json"))
    assert (data["percent"], data["coverage"], data["roadmaps"][0]["coverage"]) == (16.7, 14.3, 14.3)


def test_figures_add_up_from_children_to_parents(study: Study) -> None:
    study.mark("1.1", "Left-handed")
    study.mark("2 Rope", "Drying", "/")
    study.push()

    def check(section: dict[str, object]) -> None:
        children = section["sections"]
        assert isinstance(children, list)
        for child in children:
            check(child)
        if children:
            for key in ("done", "total", "doing", "skipped"):
                assert section[key] == sum(child[key] for child in children)

    for roadmap in study.status().figures["roadmaps"]:
        check(roadmap)


def test_an_unknown_mark_is_the_learners_own(study: Study) -> None:
    path = study.mark("1.2", "Clove", "?")
    before = study.read(path)
    report = study.push()
    assert study.read(path) == before
    assert study.status().figures["done"] == 0
    assert any("?" in warning for warning in report.warnings)


def test_what_the_learner_wrote_stays_byte_for_byte(study: Study) -> None:
    path = study.note("1.2")
    theirs = study.read(path).replace("\n", "\r\n").replace("## Notes\r\n", "## Notes\r\n\r\nMy own *words*\t \r\n")
    theirs = theirs.replace("order:", "# a comment\r\nmood:   'fine'\r\norder:").rstrip() + "\r\n- [ ] mine"
    study.write(path, theirs)
    study.mark("1.2", "Clove")
    marked = study.read(path)
    study.push()
    assert study.read(path) == marked.replace(
        "- [x] 1.2.1 Clove hitch ^clove-hitch", "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    )


def test_the_summary_is_committed_and_says_the_same(study: Study) -> None:
    study.mark("2 Rope", "Whipping")
    report = study.push()
    assert report.commit
    assert study.git("status", "--porcelain") == ""
    data = json.loads(study.read("progress.json"))
    assert data["version"] == 2
    assert "1/7" in study.read("PROGRESS.md").replace(" ", "").replace("of", "/")
    body = study.git("log", "-1", "--format=%B")
    assert "- 2.1 Whipping" in body
    assert "Vaultsync-Progress: knots 1/7" in body


def test_a_dry_run_writes_nothing_and_tells_the_same(study: Study) -> None:
    study.mark("2 Rope", "Whipping")
    before, commits = study.files(), study.subjects()
    dry = study.push(dry_run=True)
    assert study.files() == before
    assert study.subjects() == commits
    assert [change.text for change in dry.changes] == [change.text for change in study.push().changes]


def test_a_note_without_its_id_is_found_by_its_path(study: Study) -> None:
    study.edit("1.2", "vaultsync: knots/hitches\n", "")
    study.mark("1.2", "Clove")
    study.push()
    assert study.status().figures["done"] == 1


def test_a_moved_note_is_found_by_its_id(study: Study) -> None:
    old = study.note("1.2")
    (study.vault / "Mine").mkdir()
    (study.vault / old).rename(study.vault / "Mine" / "Hitches of mine.md")
    study.mark("Hitches of mine", "Clove")
    study.push()
    assert study.status().figures["done"] == 1
    report = study.pull()
    assert not [note for note in report.notes if note.deed == "create"]
    assert not (study.vault / old).exists()
    assert "[[Mine/Hitches of mine|1.2 Hitches]]" in study.read(study.note("1 Basics"))


def test_a_child_that_was_changed_since_stays_when_its_parent_is_unset(study: Study) -> None:
    study.mark("1.1", "1.1.1 Bowline")
    study.push()
    study.edit("1.1", "Left-handed ✅ 2026-11-21", "Left-handed ✅ 2026-11-02")
    study.push()
    study.mark("1.1", "1.1.1 Bowline", " ")
    study.push()
    assert study.line("1.1", "Left-handed") == "- [x] 1.1.1.1 Left-handed ✅ 2026-11-02 ^left-handed"
    assert study.line("1.1", "Right-handed") == "- [ ] 1.1.1.2 Right-handed ^right-handed"


def test_a_child_ticked_anew_is_the_learners_own(study: Study) -> None:
    study.mark("1.1", "1.1.1 Bowline")
    study.push()
    study.mark("1.1", "Left-handed", " ")
    study.push()
    assert study.line("1.1", "1.1.1 Bowline").startswith("- [ ]")
    study.mark("1.1", "Left-handed", "x")
    study.push()
    assert study.line("1.1", "1.1.1 Bowline").startswith("- [x]")
    study.mark("1.1", "1.1.1 Bowline", " ")
    study.push()
    assert study.line("1.1", "Left-handed").startswith("- [x]")
    assert study.line("1.1", "Right-handed").startswith("- [ ]")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_tick_in_a_note_stands_though_its_index_line_says_skipped(study: Study, at_once: bool) -> None:
    study.mark("1 Basics", "Hitches", "-")
    if not at_once:
        study.push()
    study.mark("1.2", "Clove")
    study.push()
    assert study.line("1.2", "Clove").startswith("- [x]")
    assert study.line("1.2", "Rolling").startswith("- [-]")
    assert study.line("1 Basics", "Hitches").startswith("- [x]")
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (1, 6)
    study.mark("1 Basics", "Hitches", " ")
    study.push()
    assert study.line("1.2", "Clove").startswith("- [x]"), "only what was handed down is unset"
    assert study.line("1.2", "Rolling").startswith("- [ ]")


def test_all_skipped_is_not_done_and_not_in_scope(study: Study) -> None:
    study.mark("1.2", "Clove", "-")
    study.mark("1.2", "Rolling", "-")
    study.push()
    assert "done: false" in study.read(study.note("1.2"))
    assert study.line("1 Basics", "Hitches").startswith("- [-]")
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (0, 5)
    study.mark("1.2", "Clove", " ")
    study.push()
    assert study.line("1 Basics", "Hitches").startswith("- [ ]")
    assert study.status().figures["total"] == 6


def test_a_parent_begun_is_done_when_its_children_are(study: Study) -> None:
    study.mark("1.1", "1.1.1 Bowline", "/")
    study.mark("1 Basics", "Loops", "/")
    study.push()
    assert study.line("1.1", "Left-handed").startswith("- [ ]"), "begun is not handed down"
    study.mark("1.1", "Left-handed")
    study.push()
    assert study.line("1.1", "1.1.1 Bowline").startswith("- [/]")
    study.mark("1.1", "Right-handed")
    study.push()
    assert study.line("1.1", "1.1.1 Bowline").startswith("- [x]")
    assert study.line("1 Basics", "Loops").startswith("- [/]")
    study.mark("1.1", "Figure")
    study.push()
    assert study.line("1 Basics", "Loops").startswith("- [x]")


def test_an_editor_that_saves_what_it_had_open_takes_no_ticks_back(study: Study) -> None:
    note = study.edit("1.1", "done: false", "done: true")
    opened = study.read(note)
    study.push()
    ticked = study.read(note)
    study.write(note, f"{opened}\nA sentence of mine.\n")
    assert study.status().figures["done"] == 3
    assert not study.push().changes
    assert study.read(note) == ticked.replace("completed: 2026-11-21\n", "") + "\nA sentence of mine.\n"
    # Tasks that are opened by hand leave the rest of the note as it is.
    study.write(note, study.read(note).replace("- [x] ", "- [ ] "))
    study.push()
    assert study.status().figures["done"] == 0
    assert "done: false" in study.read(note)


@pytest.mark.parametrize("index", ["1 Basics", "Knots/Knots"])
def test_an_editor_that_saves_what_it_had_open_takes_no_tick_of_an_index_back(study: Study, index: str) -> None:
    study.edit("1.1", "## Notes\n", "## Notes\nMine.\n")
    study.mark("1.1", "Left-handed")
    study.push()
    path = study.note("1.1")
    opened = study.read(path)
    if index == "1 Basics":
        study.mark("1 Basics", "Loops")
    else:
        study.write("Roadmaps/Knots/Knots.md", study.read("Roadmaps/Knots/Knots.md").replace("- [ ] [[", "- [x] [[", 1))
    study.push()
    ticked = study.read(path)
    assert ticked.count("[x]") == 4
    study.write(path, opened.replace("Mine.\n", "Mine.\nLate.\n"))
    assert study.push().changes == []
    assert study.read(path) == ticked.replace("Mine.\n", "Mine.\nLate.\n")
    study.write(path, opened.replace("Mine.\n", "Mine.\nLate.\n").replace("[ ] 1.1.2", "[x] 1.1.2"))
    assert study.push().changes == []
    assert study.line("1.1", "Figure") == "- [x] 1.1.2 Figure eight ^figure-eight"
    assert study.read(path).count("[x]") == 4


def test_an_index_that_an_editor_had_open_takes_no_tick_of_the_one_above_back(study: Study) -> None:
    opened = study.read(study.note("1 Basics"))
    study.write("Roadmaps/Knots/Knots.md", study.read("Roadmaps/Knots/Knots.md").replace("- [ ] [[", "- [x] [[", 1))
    study.push()
    before = study.files()
    study.write(study.note("1 Basics"), opened)
    assert study.push().changes == []
    assert study.files() == before


def test_what_is_unticked_in_the_note_and_its_index_is_unticked(study: Study) -> None:
    study.mark("1 Basics", "Loops")
    study.push()
    opened = study.git("show", f"HEAD~1:{study.note('1.1')}")
    study.write(study.note("1.1"), opened)
    study.mark("1 Basics", "Loops", " ")
    assert len(study.push().changes) == 3, "the tasks"
    assert "[x]" not in study.read(study.note("1.1"))
