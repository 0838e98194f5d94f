"""Notes that were moved by a file manager, which rewrites no links; notes that nothing can be merged into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.models.marks import Mark
from vaultsync.usecases.check import check


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def moved(study: Study, stem: str, to: str) -> None:
    target = study.vault / to
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(study.vault / study.note(stem), target)


def test_links_in_the_learners_words_follow_a_note_with_the_next_pull(study: Study) -> None:
    words = "As in [[Roadmaps/Knots/1 Basics/1.2 Hitches|hitches]] and [[1.2 Hitches#Notes]]."
    study.edit("1.1", "## Notes\n", f"## Notes\n\n{words}\n")
    study.push()
    moved(study, "1.2 Hitches", "Mine/Hitching.md")
    study.push()  # notes down where it is now
    links = [one.remedy for one in check(study.context).findings if one.kind == "link" and "1.1" in one.path]
    assert links
    assert all("vaultsync check --fix" in remedy for remedy in links)
    dry = study.pull(dry_run=True)
    report = study.pull()
    assert (dry.notes, dry.review) == (report.notes, report.review)
    assert {change.note.rsplit("/", 1)[-1] for change in report.notes} == {
        "1 Basics.md",
        "1.1 Loops.md",
        "2 Rope care.md",
    }
    assert report.subject == "Pull: Knots: 3 changed"
    assert "As in [[Mine/Hitching|hitches]] and [[Hitching#Notes]]." in study.read(study.note("1.1"))
    assert not [one for one in check(study.context).findings if one.kind == "link"]
    assert not study.pull().notes


def test_links_in_a_note_that_cannot_be_written_to_follow_once_it_can(study: Study) -> None:
    index = study.note("1 Basics")
    moved(study, "1.2 Hitches", "Mine/Hitching.md")
    (study.vault / index).chmod(0o444)
    study.pull()
    assert "[[Roadmaps/Knots/1 Basics/1.2 Hitches|" in study.read(index)
    (study.vault / index).chmod(0o644)
    study.pull()
    assert study.line("1 Basics", "Hitches") == "- [ ] [[Mine/Hitching|1.2 Hitches]] ^hitches"
    assert not study.pull().changed


def test_a_note_moved_twice_is_no_question(study: Study) -> None:
    moved(study, "1.2 Hitches", "Mine/Hitching.md")
    check(study.context, fix=True)
    study.push()
    moved(study, "Hitching", "Mine/Tied to posts.md")
    study.push()
    assert not study.pull().review
    assert "[!warning]" not in study.read("Roadmaps/Knots/1 Basics/1 Basics.md")
    assert "- [ ] [[Mine/Tied to posts|1.2 Hitches]] ^hitches" in study.read("Roadmaps/Knots/1 Basics/1 Basics.md")


def test_what_is_new_for_a_note_waits_until_its_properties_are_mended(study: Study) -> None:
    path = study.edit("1.2", "order: 30", "order: [30")
    before = study.read(path)
    study.document.write_text(
        DOCUMENT.replace("### 1.2 Hitches", "### 1.2 All hitches").replace(
            "- [ ] 1.2.1", "- [ ] 1.2.0 Cow hitch\n- [ ] 1.2.1"
        ),
        "utf-8",
    )
    report = study.pull()
    assert study.read(path) == before
    assert path not in [change.note for change in report.notes]
    assert any(f"{path}: what is new for it waits" in warning for warning in report.warnings)
    study.edit("1.2", "order: [30", "order: 30")
    study.pull()
    assert "title: 1.2 All hitches" in study.read(path)
    assert study.line("1.2", "Cow") == "- [ ] 1.2.0 Cow hitch ^cow-hitch"


def test_what_is_new_for_a_note_waits_until_it_can_be_written_to(study: Study) -> None:
    path = study.mark("1.2", "Clove")
    study.push()
    os.chmod(study.vault / path, 0o444)
    before = study.read(path)
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Cow hitch"), "utf-8")
    for _ in range(3):
        report = study.pull()
        assert (report.waiting, study.read(path)) == ([path], before)
    os.chmod(study.vault / path, 0o644)
    report = study.pull()
    assert [change.note for change in report.notes] == [path]
    assert study.line("1.2", "Cow") == "- [ ] 1.2.1 Cow hitch ^cow-hitch"
    assert "- [x] 1.2.1 Clove hitch" in study.read("Archive/Knots/1.2 Hitches.md")


def test_a_tick_that_cannot_be_written_is_told_once_when_it_can_be(study: Study) -> None:
    path = study.note("1.2")
    os.chmod(study.vault / path, 0o444)
    study.mark("1 Basics", "1.2 Hitches")
    first, second = study.push(), study.push()
    assert not first.changes
    assert not second.changes
    assert (first.roadmaps[0].done, second.commit) == (2, "")
    assert "\nWaits for its note, which is read-only\n- Hitches\n" in study.git("show", "-s", "--format=%B")
    assert all("counted, but not brought in line" in " ".join(report.warnings) for report in (first, second))
    os.chmod(study.vault / path, 0o644)
    assert [change.to for change in study.push().changes] == [Mark.DONE] * 3
    assert sum("2 done" in subject for subject in study.subjects()) == 1
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"


def test_numbered_copies_of_what_is_remembered_are_no_roadmaps(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    for path in (".vaultsync/marks/knots.tsv", ".vaultsync/roadmaps/knots.md", ".vaultsync/base/knots/hitches.md"):
        stem, _, end = path.rpartition(".")
        study.write(f"{stem} 2.{end}", study.read(path))
    study.write(
        ".vaultsync/marks/knots 3.tsv", "hitches#^half-hitch\tdone\t2026-11-20\n"
    )  # of a roadmap that was removed
    found = [one for one in check(study.context).findings if one.kind == "copy"]
    assert len(found) == 3
    check(study.context, fix=True)
    assert not check(study.context).findings
    assert [path for path in study.files() if " 2." in path or " 3." in path] == [".vaultsync/marks/knots 3.tsv"]


def test_what_to_do_about_a_note_that_cannot_be_read_is_about_what_it_is(study: Study) -> None:
    path, binary = study.note("1.2"), study.note("1.1")
    (study.vault / path).unlink()
    (study.vault / path).mkdir()
    (study.vault / binary).write_bytes(b"\xff\xfe\x00")
    found = {one.path: one for one in check(study.context).findings if one.kind == "unreadable"}
    assert (found[path].what, found[path].remedy.split(";")[0]) == (
        "cannot be read: it is a folder",
        "Rename the folder",
    )
    assert "UTF-8" in found[binary].remedy


@pytest.mark.parametrize("stuck", ["broken properties", "read-only"])
def test_a_task_that_moves_to_a_note_that_waits_keeps_its_tick_and_its_words(study: Study, stuck: str) -> None:
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - PRECIOUS\n")
    study.mark("1.2", "Clove")
    study.push()
    note = study.note("2 Rope")
    if stuck == "read-only":
        (study.vault / note).chmod(0o444)
    else:
        study.write(note, study.read(note).replace("---\n", "---\nbad: [\n", 1))
    text = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "") + "- [ ] 2.3 Clove hitch\n"
    study.document.write_text(text, "utf-8")
    report = study.pull()
    assert report.waiting == [note]
    assert study.status().figures["done"] == 1
    assert "PRECIOUS" in study.read("Archive/Knots/1.2 Hitches.md")
    if stuck == "read-only":
        (study.vault / note).chmod(0o644)
    else:
        study.write(note, study.read(note).replace("bad: [\n", "", 1))
    study.pull()
    assert study.line("2 Rope", "Clove") == "- [x] 2.3 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert "PRECIOUS" in study.read("Archive/Knots/1.2 Hitches.md")
    assert not study.pull().changed
    assert study.status().figures["done"] == 1
