"""Deleted notes: told, and brought back with the learner's work and the roadmap's news."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.errors import VaultError
from vaultsync.models.marks import Mark
from vaultsync.usecases.check import check
from vaultsync.usecases.mark import mark
from vaultsync.usecases.next import propose
from vaultsync.usecases.restore import restore
from vaultsync.usecases.roadmaps import add, remove

WITH_HALF = DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def delete(study: Study, stem: str) -> str:
    path = study.note(stem)
    (study.vault / path).unlink()
    return path


def test_a_deleted_note_is_told(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    assert study.status().deleted == []
    path = delete(study, "1.2")
    (told,) = study.status().deleted
    assert (told.note, told.title, told.tasks, told.done) == (path, "1.2 Hitches", 2, 1)
    assert study.status().figures["done"] == 1
    assert restore(study.context).deleted == [told]


@pytest.mark.parametrize("pushed", [False, True])
def test_it_comes_back_as_it_was_with_what_the_roadmap_says_now(study: Study, pushed: bool) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    path = delete(study, "1.2")
    if pushed:
        study.push()
    study.document.write_text(WITH_HALF, "utf-8")
    study.pull()
    study.pull()
    assert not (study.vault / path).exists()
    report = restore(study.context, ["hitches"])
    assert [found.note for found in report.restored] == [path]
    text = study.read(path)
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n- [ ] 1.2.9 Half hitch ^half-hitch\n" in text
    assert "PRECIOUS" in text
    assert study.subjects()[0] == "Pull: Knots: 1 restored"
    assert study.status().deleted == []
    assert not study.pull().changed
    assert study.push().commit == ""


def test_a_note_that_was_never_committed_comes_from_its_base(study: Study) -> None:
    study.git("checkout", "-q", "--orphan", "new")
    path = delete(study, "1.2")
    study.git("commit", "-q", "-am", "all but one")
    study.mark("1 Basics", "1.2 Hitches")
    study.push()
    restore(study.context, [path])
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert study.status().figures["done"] == 2
    assert not study.pull().changed


def test_ticks_made_in_the_index_meanwhile_stand_in_the_restored_note(study: Study) -> None:
    delete(study, "1.2")
    study.push()
    study.mark("1 Basics", "1.2 Hitches")
    study.push()
    restore(study.context, [], everything=True)
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert not study.pull().changed


def test_a_file_that_took_the_place_stays(study: Study) -> None:
    path = delete(study, "1.2")
    loops = study.note("1.1")
    (study.vault / loops).rename(study.vault / path)
    study.push()
    restore(study.context, ["1.2 Hitches"])
    assert "Bowline" in study.read(path)
    assert "Clove hitch" in study.read(path.replace(".md", " 2.md"))
    assert not study.pull().changed


def test_a_folder_names_all_that_stood_in_it(study: Study) -> None:
    paths = [delete(study, "1.1"), delete(study, "1.2")]
    study.push()
    report = restore(study.context, [paths[0].rpartition("/")[0]])
    assert [found.note for found in report.restored] == paths


def test_what_is_unsure_or_unknown_is_said(study: Study) -> None:
    delete(study, "1.1")
    delete(study, "1.2")
    with pytest.raises(VaultError, match="2 deleted notes fit"):
        restore(study.context, ["1."])
    with pytest.raises(VaultError, match="called so"):
        restore(study.context, ["Rope care"])
    assert len(study.subjects()) == 1


def test_a_dry_run_writes_nothing(study: Study) -> None:
    path = delete(study, "1.2")
    before = study.files()
    assert [found.note for found in restore(study.context, ["1.2"], dry_run=True).restored] == [path]
    assert study.files() == before


def test_the_vaults_own_notes_come_back(study: Study) -> None:
    (study.vault / "Home.md").unlink()
    study.push()
    restore(study.context, ["home"])
    assert "[[Roadmaps/Knots/Knots|Knots]]" in study.read("Home.md")
    assert study.status().deleted == []


WITHOUT_HITCHES = DOCUMENT.replace("### 1.2 Hitches\n- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n\n", "")


@pytest.mark.parametrize("ticked", [False, True])
def test_a_deleted_note_stays_deleted_when_its_unit_leaves_and_comes_back(study: Study, ticked: bool) -> None:
    if ticked:
        study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    path = delete(study, "1.2")
    study.push()
    study.document.write_text(WITHOUT_HITCHES, "utf-8")
    study.pull()
    assert study.status().deleted == []
    assert not study.pull().changed
    study.document.write_text(DOCUMENT, "utf-8")
    report = study.pull()
    assert not (study.vault / path).exists()
    assert any(path in warning and "restore" in warning for warning in report.warnings)
    assert not study.pull().changed
    assert [found.note for found in study.status().deleted] == [path]
    assert study.status().figures["done"] == int(ticked)
    restore(study.context, ["hitches"])
    assert "PRECIOUS" in study.read(path)
    assert study.line("1.2", "Clove").startswith("- [x] " if ticked else "- [ ] ")
    assert not study.pull().changed
    assert not (study.vault / ".vaultsync/deleted").exists()


def test_it_comes_back_with_its_words_where_its_section_is_another_now(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    delete(study, "1.2")
    study.document.write_text(WITHOUT_HITCHES, "utf-8")
    study.pull()
    study.document.write_text(
        WITHOUT_HITCHES + "\n## 3. More\n\n### 3.1 Hitches\n- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n",
        "utf-8",
    )
    study.pull()
    assert not list(study.vault.rglob("*Hitches.md"))
    (told,) = study.status().deleted
    restore(study.context, ["hitches"])
    assert "PRECIOUS" in study.read(told.note)
    assert not study.pull().changed


def test_a_roadmap_that_is_added_again_has_all_its_notes(study: Study) -> None:
    path = delete(study, "1.2")
    study.push()
    remove(study.context, "knots")
    add(study.context, study.document)
    assert (study.vault / path).exists()


def empty(study: Study, stem: str) -> str:
    path = study.note(stem)
    study.write(path, "")
    return path


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("pushed", [False, True])
def test_an_emptied_note_is_told_and_comes_back_with_its_words(study: Study, pushed: bool, deleted: bool) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    path = empty(study, "1.2")
    told = f'{path}: it is empty. Bring back what it said: vaultsync restore "{path}"'
    assert told in study.status().warnings
    assert [(found.note, found.emptied) for found in study.status().deleted] == [(path, True)]
    assert [(one.path, one.what) for one in check(study.context).findings] == [
        (path, "“1.2 Hitches” was emptied, and its tasks still count")
    ]
    if pushed:
        report = study.push()
        assert told in report.warnings
        assert report.subject == "Study: deleted Hitches"
        assert told in study.push().warnings
    if deleted:
        (study.vault / path).unlink()
        study.push()
    back = restore(study.context, ["hitches"])
    assert [found.note for found in back.restored] == [path]
    assert back.pull is not None
    assert not back.pull.warnings
    text = study.read(path)
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in text
    assert "PRECIOUS" in text
    assert study.status().deleted == []
    assert not study.pull().changed
    assert study.push().commit == ""


def without_line(study: Study, stem: str, words: str, more: int = 0) -> str:
    """Delete the line that holds these words, and so many below it; the note's path."""
    path = study.note(stem)
    lines = study.read(path).split("\n")
    at = next(n for n, line in enumerate(lines) if words in line)
    study.write(path, "\n".join([*lines[:at], *lines[at + 1 + more :]]))
    return path


@pytest.mark.parametrize("char", [" ", "x", "/"])
@pytest.mark.parametrize("pushed", [False, True])
def test_a_deleted_line_counts_and_comes_back_with_its_mark_and_words(study: Study, pushed: bool, char: str) -> None:
    study.mark("1.2", "Clove", char)
    study.edit("1.2", " Clove hitch", " Clove hitch, the easy one")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  PRECIOUS\n\n  more\n")
    study.push()
    before = study.read(study.note("1.2"))
    path = without_line(study, "1.2", "Clove", more=3)
    if pushed:
        study.push()
        study.pull()
    (told,) = study.status().deleted
    assert (told.note, told.title, told.tasks, told.done) == (path, "1.2.1 Clove hitch", 1, int(char == "x"))
    assert study.status().figures["done"] == int(char == "x")
    (finding,) = check(study.context).findings
    assert finding.what == "the line of “1.2.1 Clove hitch” was deleted, and it still counts"
    assert finding.remedy == 'Bring it back: vaultsync restore "1.2.1 Clove hitch"'
    with pytest.raises(VaultError, match="vaultsync restore"):
        mark(study.context, ["clove hitch"], Mark.SKIPPED)
    report = restore(study.context, ["clove"])
    assert [found.block for found in report.restored] == ["clove-hitch"]
    assert study.read(path) == before
    assert study.status().deleted == []
    assert not study.pull().changed
    assert study.push().commit == ""


def test_a_deleted_line_is_not_proposed_and_those_below_it_come_back_with_it(study: Study) -> None:
    path = without_line(study, "1.1", "Bowline", more=2)
    proposed = [one.text for one in propose(study.context, number=20).proposals]
    assert proposed[:2] == ["1.1.2 Figure eight", "1.2.1 Clove hitch"]
    assert study.status().next_up[0][1] == "1.1.2 Figure eight"
    restore(study.context, ["bowline"])
    lines = [line for line in study.read(path).split("\n") if line.lstrip().startswith("- [")]
    assert [line.partition(" ^")[0] for line in lines] == [
        "- [ ] 1.1.1 Bowline",
        "  - [ ] 1.1.1.1 Left-handed",
        "  - [ ] 1.1.1.2 Right-handed",
        "- [ ] 1.1.2 Figure eight",
    ]
    assert study.status().deleted == []


def test_a_note_names_all_lines_that_were_deleted_from_it(study: Study) -> None:
    without_line(study, "1.2", "Clove", more=1)
    assert [one.unit for one in propose(study.context, number=20).proposals if "hitch" in one.text] == []
    assert [found.title for found in restore(study.context, ["1.2 Hitches"]).restored] == [
        "1.2.1 Clove hitch",
        "1.2.2 Rolling hitch",
    ]
    assert study.line("1.2", "Rolling") == "- [ ] 1.2.2 Rolling hitch ^rolling-hitch"


def test_where_all_that_is_open_was_deleted_next_says_so(study: Study) -> None:
    for stem in ("1.1", "2 Rope care"):
        study.edit(stem, "done: false", "done: true")
    delete(study, "1.2")
    report = propose(study.context)
    assert report.proposals == []
    assert report.warnings == [
        'what is open stands in notes and lines that you deleted; "vaultsync restore" lists them'
    ]


def test_the_summary_does_not_propose_what_was_deleted(study: Study) -> None:
    def proposed() -> list[str]:
        section = study.read("PROGRESS.md").partition("### Next up\n")[2].partition("\n#")[0]
        return [line for line in section.splitlines() if line.startswith("- ")]

    assert "Left-handed" in proposed()[0]
    line = study.line("1.1", "Left-handed")
    study.edit("1.1", f"  {line}\n", "")
    (study.vault / study.note("1.2")).unlink()
    for act in (study.push, study.pull):
        act()
        assert not [line for line in proposed() if "Left-handed" in line or "hitch" in line]
        assert "Right-handed" in proposed()[0]
    study.document.write_text(study.document.read_text("utf-8") + "- [ ] 2.3 Storing\n", "utf-8")
    study.pull()
    assert "Right-handed" in proposed()[0]
    assert study.push().commit == ""
    restore(study.context, ["1.2 Hitches"])
    assert any("Clove hitch" in line for line in proposed())


def test_a_heading_that_was_deleted_with_all_its_lines_comes_back_with_the_first(tmp_path: Path) -> None:
    groups = {"Topics": ("Bowline", "Noose"), "Exercises": ("Tie both", "Untie both"), "Projects": ("A net",)}
    parts = [f"**{name}**\n\n" + "".join(f"- [ ] {one}\n" for one in items) for name, items in groups.items()]
    study = begin(tmp_path, "# Knots\n\n## Loops\n\n" + "\n".join(parts) + "\n## Bends\n\n- [ ] Reef\n")
    path = study.note("Loops")
    whole = study.read(path)
    text = whole.partition("## Exercises\n")[2].partition("## Projects")[0]
    study.edit("Loops", f"## Exercises\n{text}", "")
    study.push()
    restore(study.context, ["Untie both"])
    assert study.read(path) == whole.replace("- [ ] Tie both ^tie-both\n", "")
    restore(study.context, ["Tie both"])
    assert study.read(path) == whole


def test_what_is_new_under_a_heading_that_was_deleted_stands_apart_from_the_next(tmp_path: Path) -> None:
    study = begin(
        tmp_path,
        "# Knots\n\n## Loops\n\n**Topics**\n\n- [ ] Bowline\n\n**Exercises**\n\n- [ ] Tie it\n\n**Projects**\n\n- [ ] Net\n",
    )
    study.edit("Loops", "## Exercises\n\n- [ ] Tie it ^tie-it\n\n", "")
    study.push()
    study.document.write_text(
        study.document.read_text("utf-8").replace("Tie it\n", "Tie it\n- [ ] Dress it\n"), "utf-8"
    )
    study.pull()
    assert "- [ ] Dress it ^dress-it\n\n## Projects\n" in study.read(study.note("Loops"))


def test_a_push_tells_once_which_lines_were_deleted(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch\n", "")
    moved = "- [ ] 1.2.2 Rolling hitch ^rolling-hitch\n"
    study.edit("1.2", moved, "")
    study.edit("1.1", "## Notes\n", f"{moved}\n## Notes\n")
    assert study.push(dry_run=True).deleted_lines == ["1.2.1 Clove hitch"]
    assert study.push().deleted_lines == ["1.2.1 Clove hitch"]
    study.edit("1.2", "## Notes\n", "## Notes\n\nMine.\n")
    assert study.push().deleted_lines == []


def test_what_the_learner_put_into_another_note_before_deleting_its_own_is_proposed(study: Study) -> None:
    study.edit(
        "1.1",
        "## Notes\n",
        "- [x] 1.2.1 Clove hitch ^clove-hitch\n- [ ] 1.2.2 Rolling hitch ^rolling-hitch\n\n## Notes\n",
    )
    delete(study, "1.2")
    study.push()
    assert study.status().figures["done"] == 1
    proposed = [one.item for one in propose(study.context, number=9).proposals]
    assert "hitches#^rolling-hitch" in proposed
    assert "hitches#^clove-hitch" not in proposed
    assert "Rolling hitch" in study.read("PROGRESS.md").partition("### Next up")[2].partition("###")[0]
