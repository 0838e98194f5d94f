"""What left the roadmap on one device while the other wrote in it: once in the archive, with both sides' words."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study
from test_devices import both_synced, pair

from vaultsync.usecases.check import check
from vaultsync.usecases.merge.archive import meet_in_the_archive
from vaultsync.usecases.restore import restore

WITHOUT_HITCHES = DOCUMENT[: DOCUMENT.index("### 1.2")] + DOCUMENT[DOCUMENT.index("## 2.") :]
ARCHIVED = "Archive/Knots/1.2 Hitches.md"


def everything(study: Study) -> str:
    return "\n".join(data.decode() for path, data in study.files().items() if path.startswith(("Roadmaps", "Archive")))


def studied(folder: Path) -> tuple[Study, Study]:
    """Two devices that have the same words in the note that is to leave."""
    one, two = pair(folder)
    one.edit("Hitches", "## Notes\n", "## Notes\n\nHitches hold.\n\nSome slip.\n")
    one.edit("Hitches", "1.2.1 Clove hitch ^", "1.2.1 Clove hitch (old) ^")
    one.push(), two.pull()
    one.edit("Hitches", "Hitches hold.", "Hitches hold well.")
    two.edit("Hitches", "Some slip.", "Some slip when wet.")
    two.edit("Hitches", "(old)", "(very old)")
    two.mark("Hitches", "Rolling")
    return one, two


def holds_both(study: Study, path: str = ARCHIVED) -> None:
    text = study.read(path)
    for words in ("Hitches hold well.", "Some slip when wet.", "(very old)", "[x] 1.2.2 Rolling hitch"):
        assert text.count(words) == 1, text
    for words in ("hold.", "slip.", "(old)", "[ ] 1.2.2"):
        assert words not in text, text
    assert everything(study).count("Clove hitch") == 1
    assert sorted(path for path in study.files() if path.startswith("Archive/")) == [path]
    assert check(study.context).findings == []


def test_archived_here_and_edited_there(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    two.push(offline=True)
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
    one.pull(yes=True)
    both_synced(one, two)
    holds_both(one)


def test_archived_on_both(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
        study.pull(yes=True, offline=True)
    both_synced(one, two)
    holds_both(one)


def test_archived_on_both_and_renamed_on_one_before(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    path = one.note("Hitches")
    (one.vault / path).rename((one.vault / path).with_name("My hitches.md"))
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
        study.pull(yes=True, offline=True)
    both_synced(one, two)
    holds_both(one, "Archive/Knots/My hitches.md")


def test_archived_here_and_in_a_merge_of_plain_git_there(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    one.edit("Loops", "## Notes\n", "## Notes\nMine.\n")
    one.push()
    two.git("add", "-A"), two.git("commit", "--quiet", "-m", "vault backup")
    two.git("pull", "--quiet", "--no-rebase", "--no-edit", "-X", "theirs", "origin", "main")
    two.git("push", "--quiet", "origin", "HEAD:main")
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
    one.pull(yes=True, offline=True)
    both_synced(one, two)
    holds_both(one)


def test_a_whole_note_and_tasks_of_its_name_are_two_files_of_the_archive(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    two.push(offline=True)
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
    one.pull(yes=True, offline=True)
    again = "### 1.2 Hitches\n- [ ] 1.2.1 Cow hitch\n\n"
    later = DOCUMENT[: DOCUMENT.index("### 1.2")] + again + DOCUMENT[DOCUMENT.index("## 2.") :]
    one.edit("Loops", "## Notes\n", "## Notes\nMine.\n")
    for study in (one, two):
        study.document.write_text(later, "utf-8")
    one.write(ARCHIVED, one.read(ARCHIVED).replace("title: 1.2 Hitches", "title: Kept"))
    one.pull(yes=True, offline=True)
    both_synced(one, two)
    assert "Hitches hold well." in one.read(ARCHIVED)
    assert "What left" not in one.read(ARCHIVED)
    tasks = one.read("Archive/Knots/1.2 Hitches (tasks).md")
    assert tasks.count("(very old)") == 1
    assert "[x] 1.2.2 Rolling hitch" in tasks


def test_a_device_that_lost_its_copy_of_the_document_took_no_roadmap_out(tmp_path: Path) -> None:
    one, two = studied(tmp_path)
    (two.vault / ".vaultsync/roadmaps/knots.md").unlink()
    two.push(offline=True)
    for study in (one, two):
        study.document.write_text(WITHOUT_HITCHES, "utf-8")
    one.pull(yes=True, offline=True)
    one.push(), two.push()
    assert two.status().figures["total"] == 5
    both_synced(one, two)
    holds_both(one)


def test_a_note_that_takes_the_place_of_another_in_the_archive_takes_no_words_away() -> None:
    def note(id_: str, title: str, words: str) -> bytes:
        known = f"vaultsync: knots/{id_}\n" if id_ else ""
        return f"---\ntitle: {title}\ntags:\n  - roadmap/knots\n{known}---\n# {title}\n\n{words}\n".encode()

    old = {
        "Roadmaps/Knots/Intro.md": note("intro", "Loops", ""),
        "Roadmaps/Knots/B/Intro.md": note("other", "Bends", ""),
    }
    ours = {"Archive/Knots/Intro.md": note("", "Loops", "one"), "Archive/Knots/Intro 2.md": note("", "Bends", "two")}
    theirs = {
        "Archive/Knots/Intro.md": note("", "Bends", "three"),
        "Archive/Knots/Intro 2.md": note("", "Loops", "four"),
    }
    sides = [old, ours, theirs]
    meet_in_the_archive(sides, "Archive")
    left = b"".join(sides[2].values())
    assert b"three" in left
    assert b"four" in left


@pytest.mark.parametrize("deleted_first", [False, True])
def test_a_note_deleted_here_while_its_unit_left_there_stays_deleted(tmp_path: Path, deleted_first: bool) -> None:
    one, two = pair(tmp_path)
    path = one.note("1.2")
    (one.vault / path).unlink()
    two.document.write_text(WITHOUT_HITCHES, "utf-8")
    for act in (one.push, two.pull, two.push) if deleted_first else (two.pull, two.push, one.push):
        act()
    one.document.write_text(WITHOUT_HITCHES, "utf-8")
    both_synced(one, two)
    one.document.write_text(DOCUMENT, "utf-8")
    one.pull()
    two.document.write_text(DOCUMENT, "utf-8")
    both_synced(one, two)
    assert not (one.vault / path).exists()
    assert [told.note for told in two.status().deleted] == [path]
    restore(two.context, ["hitches"])
    both_synced(one, two)
    assert (one.vault / path).exists()
