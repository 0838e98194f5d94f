"""Two devices and a remote: everything both did is there, and both come to the same."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.usecases.study import DOCUMENT, Study, begin
from vaultsync.edges.files.writes import Write
from vaultsync.errors import GitError, UnsafeRepositoryError
from vaultsync.models.agreement import Change
from vaultsync.models.check import Kind
from vaultsync.models.marks import Mark
from vaultsync.models.reports import PushReport
from vaultsync.models.structs import replace
from vaultsync.usecases import syncing
from vaultsync.usecases.check import check
from vaultsync.usecases.restore import restore
from vaultsync.usecases.roadmaps import add, remove
from vaultsync.usecases.settling import settle_review
from vaultsync.usecases.syncing import joined_reports
from vaultsync.usecases.undo import undo


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True).stdout


def beside(study: Study) -> None:
    """Let the settings name the document from the vault's folder, so that each device reads its own."""
    text = study.read("vaultsync.toml")
    assert str(study.document) in text
    study.write("vaultsync.toml", text.replace(str(study.document), f"../{study.document.name}"))


def pair(folder: Path, text: str | None = None) -> tuple[Study, Study]:
    """Two clones of one vault, with a bare repository between them."""
    (folder / "one").mkdir()
    one = begin(folder / "one") if text is None else begin(folder / "one", text)
    beside(one)
    bare = folder / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    one.git("remote", "add", "origin", str(bare))
    assert one.push().sync is not None
    (folder / "two").mkdir()
    subprocess.run(["git", "clone", "--quiet", str(bare), str(folder / "two" / "vault")], check=True)
    document = folder / "two" / one.document.name
    document.write_text(one.document.read_text("utf-8"), "utf-8")
    two = Study(folder / "two" / "vault", document)
    return one, two


def both_synced(one: Study, two: Study) -> None:
    """Both devices have met: their files are the same, and nothing is left to do."""
    one.push(), two.push(), one.pull()
    for act in (two.pull, one.push, two.push, one.pull, two.pull):
        if one.git("rev-parse", "HEAD") == two.git("rev-parse", "HEAD"):
            break
        act()
    first, second = one.files(), two.files()
    assert sorted(first) == sorted(second)
    for path in first:
        assert first[path] == second[path], path
    head = one.git("rev-parse", "HEAD")
    assert head == two.git("rev-parse", "HEAD")
    assert not one.git("status", "--porcelain").strip()
    one.pull(), one.push(), two.pull(), two.push()
    assert head == one.git("rev-parse", "HEAD") == two.git("rev-parse", "HEAD"), "nothing to do"
    for text in first.values():
        assert b"<<<<<<<" not in text
        assert b">>>>>>>" not in text
    for study in (one, two):
        assert not (study.vault / ".git" / "MERGE_HEAD").exists()


def test_the_other_device_gets_what_was_pushed(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Bowline")
    assert one.push().sync.pushed
    report = two.pull()
    assert report.sync is not None
    assert any("Loops" in path for path in report.sync.received)
    assert "[x] 1.1.1 Bowline" in two.line("Loops", "Bowline")
    assert one.git("rev-parse", "HEAD") == two.git("rev-parse", "HEAD")
    both_synced(one, two)


def test_what_the_other_device_deleted_is_not_told_as_received(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    hitches = one.note("Hitches")
    (one.vault / hitches).unlink()
    one.mark("Loops", "Bowline")
    one.push()
    two.mark("Loops", "Figure")
    report = two.pull()
    assert not (two.vault / hitches).exists()
    assert hitches not in report.sync.received
    assert any("Loops" in path for path in report.sync.received)


def test_both_studied_and_push_merges(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Left-handed")
    one.edit("Loops", "## Notes\n", "## Notes\nFrom the desk.\n")
    two.mark("Loops", "Right-handed")
    two.edit("Loops", "## Notes\n", "## Notes\nFrom the phone.\n")
    two.mark("Hitches", "Rolling", "/")
    one.push()
    report = two.push()
    assert report.sync.merged
    assert report.sync.pushed
    both_synced(one, two)
    note = one.read(one.note("Loops"))
    assert "From the desk." in note
    assert "From the phone." in note
    assert "- [x] 1.1.1 Bowline" in note, "both children are done"
    assert "[/] 1.2.2 Rolling" in one.read(one.note("Hitches"))
    assert one.status().figures["done"] == 2
    assert "Vaultsync-Merge" in one.git("log", "-3", "--format=%B")


def test_the_figures_that_are_told_are_those_after_the_merge(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Hitches", "Clove")
    two.mark("Loops", "Figure")
    one.push()
    assert [(count.done, count.total) for count in two.push().roadmaps] == [(2, 7)]
    assert two.status().figures["done"] == 2
    one.mark("Hitches", "Rolling")
    two.mark("Rope care", "Whipping")
    two.push()
    report = one.pull()
    assert [(count.done, count.total) for count in report.roadmaps] == [(4, 7)]


def test_one_task_marked_differently(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Hitches", "Clove")
    two.mark("Hitches", "Clove", "-")
    one.push()
    report = two.push()
    assert [review.item for review in report.review] == ["hitches#^clove-hitch"]
    both_synced(one, two)
    assert "- [x] 1.2.1 Clove" in two.line("Hitches", "Clove")


def test_an_untick_travels(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Hitches", "Clove")
    one.push(), two.pull()
    one.mark("Hitches", "Clove", " ")
    two.mark("Loops", "Left-handed")
    two.push(), one.push()
    both_synced(one, two)
    assert "- [ ] 1.2.1 Clove" in two.line("Hitches", "Clove")
    assert "[x] 1.1.1.1 Left" in one.line("Loops", "Left-handed")


def test_deleted_here_edited_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    (one.vault / one.note("Hitches")).unlink()
    two.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    two.push(), one.push()
    both_synced(one, two)
    assert "Words." in one.read(one.note("Hitches"))


@pytest.mark.parametrize(("news", "first"), [(False, 0), (True, 1)])
def test_ticked_and_deleted_here_and_edited_there(tmp_path: Path, news: bool, first: int) -> None:
    """The note stays for the sake of what was written, and what was ticked before it was deleted is ticked."""
    one, two = devices = pair(tmp_path)
    one.mark("Hitches", "Rolling")
    one.push(), two.pull()
    newer = DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2") if news else DOCUMENT
    one.document.write_text(newer, "utf-8")
    one.pull(offline=True)
    one.mark("Hitches", "Half hitch" if news else "Clove", "/")
    one.mark("Hitches", "Clove"), one.mark("Hitches", "Rolling", " ")
    one.push(offline=True)
    (one.vault / one.note("Hitches")).unlink()
    one.push(offline=True)
    two.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    two.push(offline=True)
    two.document.write_text(newer, "utf-8")
    devices[first].push(), devices[1 - first].push()
    both_synced(one, two)
    assert "Words." in one.read(one.note("Hitches"))
    assert one.line("Hitches", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert one.line("Hitches", "Rolling").startswith("- [ ]")
    assert not news or one.line("Hitches", "Half hitch").startswith("- [/]")
    assert one.status().figures["done"] == 1


def test_done_as_a_whole_and_deleted_here_and_edited_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.edit("Hitches", "done: false", "done: true")
    one.push(offline=True)
    (one.vault / one.note("Hitches")).unlink()
    one.push(offline=True)
    two.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    two.push(), one.push()
    both_synced(one, two)
    text = one.read(one.note("Hitches"))
    assert "done: true\ncompleted: 2026-11-21\n" in text
    assert text.count("- [x]") == 2
    assert one.status().figures["done"] == 2


@pytest.mark.parametrize(("place", "first"), [("Loops", 0), ("Mine/own.md", 1)])
def test_deleted_here_with_its_words_put_elsewhere_and_edited_there(tmp_path: Path, place: str, first: int) -> None:
    one, two = devices = pair(tmp_path)
    words = "Wax the ends.\nBurn them slowly.\n- 2026-11-20 45m: as it should be.\n"
    one.edit("Hitches", "## Notes\n", f"## Notes\n{words}")
    one.write("Mine/own.md", "# Own\n## Notes\n")
    one.push(), two.pull()
    (one.vault / one.note("Hitches")).unlink()
    path = one.note("Loops") if place == "Loops" else place
    one.write(path, one.read(path).replace("## Notes\n", f"## Notes\n{words}"))
    two.edit("Hitches", "Burn them slowly.", "Burn them fast.")
    two.mark("Hitches", "Clove")
    one.push(offline=True), two.push(offline=True)
    devices[first].push(), devices[1 - first].push()
    both_synced(one, two)
    assert words in one.read(path)
    kept = one.read(one.note("Hitches"))
    assert "Burn them fast." in kept
    assert "Wax" not in kept
    assert "45m" not in kept
    assert one.line("Hitches", "Clove").startswith("- [x]")
    assert "Rolling hitch" in kept


def test_an_own_note_renamed_here_and_edited_there_is_one_note(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    for path in ("Mine/own.md", "Journal/2026-11-19.md"):
        one.write(path, "# Own\n\nFirst.\n\nSecond.\n\nThird.\n")
    one.push(), two.pull()
    (one.vault / "Mine/own.md").rename(one.vault / "Mine/better.md")
    (one.vault / "Journal/2026-11-19.md").rename(one.vault / "Journal/2026-11-20.md")
    for path in ("Mine/own.md", "Journal/2026-11-19.md"):
        two.write(path, two.read(path).replace("Second", "Edited"))
    one.push(), two.push()
    both_synced(one, two)
    assert not (one.vault / "Mine/own.md").exists()
    assert one.read("Mine/better.md") == "# Own\n\nFirst.\n\nEdited.\n\nThird.\n"
    assert "Edited" in one.read("Journal/2026-11-19.md"), "a day keeps its words"
    assert "Second" in one.read("Journal/2026-11-20.md")


def test_deleted_here_untouched_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = one.note("Hitches")
    one.mark("Hitches", "Clove")
    one.push(offline=True)
    (one.vault / path).unlink()
    two.mark("Loops", "Left-handed")
    two.push(), one.push()
    both_synced(one, two)
    assert not (two.vault / path).exists()
    assert one.status().figures["done"] == 2


def test_moved_here_edited_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = one.note("Hitches")
    (one.vault / "Mine").mkdir()
    (one.vault / path).rename(one.vault / "Mine" / "My Hitches.md")
    two.mark("Hitches", "Clove")
    two.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    two.push(), one.push()
    both_synced(one, two)
    note = two.read("Mine/My Hitches.md")
    assert "Words." in note
    assert "- [x] 1.2.1 Clove" in note
    assert not (two.vault / path).exists()


def test_both_moved_one_note(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    for study, name in ((one, "Desk"), (two, "Phone")):
        path = study.note("Hitches")
        (study.vault / "Mine").mkdir()
        (study.vault / path).rename(study.vault / "Mine" / f"{name} Hitches.md")
        study.edit(f"{name} Hitches", "## Notes\n", f"## Notes\nWords of the {name}.\n")
    two.push(), one.push()
    both_synced(one, two)
    note = one.read(one.note("Hitches"))
    assert "Words of the Desk." in note
    assert "Words of the Phone." in note


def test_a_journal_of_one_day_on_two_devices(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.write("Journal/2026-11-21.md", "# Saturday\n\n## Study\n- 08:00 loops 20m\n\nSlept well.\n")
    two.write("Journal/2026-11-21.md", "# Saturday\n\n## Study\n- 19:00 hitches 45m\n")
    two.push(), one.push()
    both_synced(one, two)
    day = two.read("Journal/2026-11-21.md")
    assert day.count("# Saturday") == 1
    assert day.count("## Study") == 1
    for words in ("08:00 loops 20m", "19:00 hitches 45m", "Slept well."):
        assert day.count(words) == 1


def test_other_files_of_the_learner(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.write("Board.canvas", '{\n\t"nodes":[],\n\t"edges":[]\n}')
    one.push(), two.pull()
    one.write("Board.canvas", '{\n\t"nodes":[{"id":"a","text":"desk"}],\n\t"edges":[]\n}')
    two.write("Board.canvas", '{\n\t"nodes":[{"id":"b","text":"phone"}],\n\t"edges":[]\n}')
    (one.vault / "p.png").write_bytes(b"\x89PNG\0one")
    (two.vault / "p.png").write_bytes(b"\x89PNG\0two")
    two.push(), one.push()
    both_synced(one, two)
    board = one.read("Board.canvas")
    assert '"desk"' in board
    assert '"phone"' in board
    assert {(one.vault / name).read_bytes() for name in ("p.png", "p (other device).png")} == {
        b"\x89PNG\0one",
        b"\x89PNG\0two",
    }


NEWER = """\
# Knots

Tie anything to anything.

## 1. Basics

### 1.1 Loops
- [ ] 1.1.1 Bowline
  - [ ] 1.1.1.1 Left-handed
  - [ ] 1.1.1.2 Right-handed
- [ ] 1.1.3 Alpine butterfly

### 1.2 Hitches
- [ ] 1.2.1 Clove hitch
- [ ] 1.2.2 Rolling hitch
- [ ] 1.2.3 Figure eight

## 2. Rope care

- [ ] 2.1 Whipping
"""


def test_one_pulled_a_newer_roadmap_the_other_studied(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.document.write_text(NEWER, "utf-8")
    two.pull(), two.push()
    one.mark("Loops", "Figure eight")
    one.mark("2 Rope care", "Drying")
    one.edit("Loops", "Figure eight ^figure-eight\n", "Figure eight ^figure-eight\n  - like an 8\n")
    one.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    one.push()
    one.document.write_text(NEWER, "utf-8")
    both_synced(one, two)
    hitches = two.read(two.note("Hitches"))
    assert "- [x] 1.2.3 Figure eight" in hitches, "its tick moved with it"
    assert "like an 8" in hitches
    assert "Words." in hitches
    assert "Figure eight" not in two.read(two.note("Loops"))
    archive = "".join(data.decode() for path, data in two.files().items() if path.startswith("Archive/"))
    assert "[x] 2.2 Drying" in archive
    assert "Alpine butterfly" in one.read(one.note("Loops"))


def test_both_pulled_different_versions(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.document.write_text(NEWER, "utf-8")
    one.document.write_text(
        NEWER.replace("Alpine butterfly", "Butterfly").replace(
            "- [ ] 2.1 Whipping\n", "- [ ] 2.1 Whipping\n- [ ] 2.2 Drying\n- [ ] 2.3 Coiling\n"
        ),
        "utf-8",
    )
    two.mark("Loops", "Left-handed")
    two.pull()
    one.mark("2 Rope care", "Drying")
    one.pull()
    one.mark("2 Rope care", "Coiling")
    two.push(), one.push()
    one.document.write_text(NEWER, "utf-8")
    both_synced(one, two)
    everything = "".join(
        data.decode() for path, data in one.files().items() if path.endswith(".md") and not path.startswith(".")
    )
    for words in ("[x] 1.1.1.1 Left-handed", "[x] 2.2 Drying", "[x] 2.3 Coiling"):
        assert words in everything


def test_an_older_document_on_one_device_is_no_news(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    older = one.document.read_text("utf-8")
    one.document.write_text(NEWER, "utf-8")
    two.mark("2 Rope care", "Drying")
    two.pull(), one.pull(), one.push()
    heads = set()
    for _ in range(2):
        assert any("pulled before" in warning for warning in two.pull().warnings)
        two.push(), one.pull(), one.push()
        heads.add(one.git("rev-parse", "HEAD"))
        assert not [path for path in one.files() if path.startswith("Archive/") and "Rope" not in path]
    assert heads == {two.git("rev-parse", "HEAD")}
    assert "Alpine butterfly" in two.read(two.note("Loops"))
    assert not two.pull(dry_run=True).notes
    # what somebody does to the document counts, also where it is to go back
    two.document.write_text(older.replace("2.2 Drying", "2.2 Drying\n- [ ] 2.3 Coiling"), "utf-8")
    assert "Coiling" in "".join(task.text for task in two.pull().tasks)
    two.document.write_text(older, "utf-8")
    assert "Coiling" in "".join(task.text for task in two.pull().tasks)
    one.document.write_text(older, "utf-8")
    both_synced(one, two)


def test_a_document_comes_in_again_where_the_pull_of_it_is_no_longer_in_the_history(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    one.document.write_text(NEWER, "utf-8")
    one.pull(offline=True)
    one.git("reset", "--quiet", "--hard", "HEAD~1")
    one.pull(offline=True)
    assert "Alpine butterfly" in one.read(one.note("Loops"))


def test_offline_the_commit_stays(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    one.mark("Loops", "Bowline")
    report = one.push()
    assert report.commit
    assert report.sync.trouble == (
        f"origin could not be reached: there is no repository at {tmp_path / 'remote.git'}. Everything is kept here; "
        "make it available again, or correct the address: git remote set-url origin URL"
    )
    assert not report.sync.pushed
    assert one.pull().sync.trouble
    (tmp_path / "away.git").rename(tmp_path / "remote.git")
    assert one.push().sync.pushed
    both_synced(one, two)


def test_a_remote_that_would_give_an_empty_clone_is_told_once(tmp_path: Path) -> None:
    study = begin(tmp_path)
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "other", tmp_path / "bare.git"], check=True)
    study.git("remote", "add", "origin", str(tmp_path / "bare.git"))
    (told,) = study.push().warnings
    branch = study.git("branch", "--show-current").strip()
    assert f'"git symbolic-ref HEAD refs/heads/{branch}"' in told
    study.mark("Loops", "Bowline")
    report = study.push()
    assert (report.sync.pushed, report.warnings) == (True, [])


def test_a_rewritten_remote_is_refused(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Bowline")
    one.push()
    two.git("commit", "--quiet", "--amend", "-m", "rewritten")
    two.git("push", "--quiet", "--force", "origin", "main")
    files = one.files()
    with pytest.raises(GitError, match="rewritten"):
        one.pull()
    assert one.files() == files
    one.mark("Hitches", "Clove")
    with pytest.raises(GitError, match="rewritten"):
        one.push()
    assert one.subjects()[0].startswith("Study: 1 done in Hitches"), "the commit is kept"
    one.pull(yes=True)
    both_synced(one, two)
    assert "[x]" in two.line("Loops", "Bowline")


@pytest.mark.parametrize("more_here", [False, True])
def test_who_rewrote_the_remote_by_hand_takes_in_what_came_upon_it(tmp_path: Path, more_here: bool) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Bowline"), one.push(), two.pull()
    one.mark("Loops", "Figure eight"), one.push()
    one.git("reset", "--quiet", "--soft", "HEAD~2")
    one.git("commit", "--quiet", "-m", "Both in one")
    one.git("push", "--quiet", "--force", "origin", "main")
    with pytest.raises(GitError, match="rewritten"):
        two.pull()
    two.pull(yes=True)
    two.mark("Hitches", "Clove")
    two.push()
    if more_here:
        one.mark("Rope care", "Drying")
    report = one.pull()
    assert report.sync is not None
    assert report.sync.merged is more_here
    assert "[x]" in one.line("Hitches", "Clove")
    both_synced(one, two)


@pytest.mark.parametrize("news", [False, True])
def test_a_branch_that_was_deleted_on_the_remote_is_pushed_anew(tmp_path: Path, news: bool) -> None:
    one, _ = pair(tmp_path)
    bare = tmp_path / "remote.git"
    git(bare, "update-ref", "-d", "refs/heads/main")
    if news:
        one.mark("Loops", "Bowline")
    report = one.push()
    assert report.sync is not None
    assert report.sync.pushed
    assert git(bare, "rev-parse", "main") == one.git("rev-parse", "HEAD")
    again = one.push()
    assert again.sync is not None
    assert not again.sync.pushed


def test_nothing_to_push_is_no_trouble_where_the_remote_cannot_be_reached(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    report = one.push()
    assert report.sync is not None
    assert (report.sync.trouble, report.sync.pushed) == ("", False)


def test_a_foreign_remote_is_refused(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(other)], check=True)
    (other / "README.md").write_text("# Something else\n")
    git(other, "add", "-A"), git(other, "commit", "--quiet", "-m", "other")
    one.git("remote", "set-url", "origin", str(other))
    one.git("update-ref", "-d", "refs/vaultsync/origin/main")
    with pytest.raises(GitError, match="no history in common"):
        one.pull()


def test_a_shallow_clone(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    for words in ("Left-handed", "Right-handed"):
        one.mark("Loops", words)
        one.push()
    (tmp_path / "three").mkdir()
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", f"file://{tmp_path}/remote.git", str(tmp_path / "three" / "vault")],
        check=True,
    )
    document = tmp_path / "three" / "knots.md"
    document.write_text(one.document.read_text("utf-8"), "utf-8")
    three = Study(tmp_path / "three" / "vault", document)
    three.mark("Hitches", "Clove")
    one.mark("Loops", "Figure eight")
    one.push()
    assert three.push().sync.merged
    both_synced(one, three)
    assert "[x]" in one.line("Hitches", "Clove")


def test_pushes_that_race(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    hook = tmp_path / "remote.git" / "hooks" / "update"
    # The first push of the one finds, at the last moment, that the other was sooner.
    two.mark("Hitches", "Clove")
    two.push(offline=True)
    done = tmp_path / "raced"
    pre = one.vault / ".git" / "hooks" / "pre-push"
    pre.parent.mkdir(exist_ok=True)
    pre.write_text(
        f"#!/bin/sh\n[ -e {done} ] || {{ touch {done}; env -u GIT_DIR git -C {two.vault} push --quiet origin main; }}\n"
    )
    pre.chmod(0o755)
    one.mark("Loops", "Bowline")
    report = one.push()
    assert done.exists()
    assert not hook.exists()
    assert report.sync.pushed
    assert report.sync.merged
    both_synced(one, two)
    assert "[x]" in one.line("Hitches", "Clove")


def test_a_phone_commits_without_vaultsync(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.mark("Hitches", "Clove")
    two.git("-c", "user.name=phone", "commit", "--quiet", "-am", "vault backup", "--date=2026-11-18T08:00:00+0100")
    two.git("push", "--quiet")
    one.mark("Loops", "Left-handed")
    report = one.push()
    assert report.sync.merged
    assert "✅ 2026-11-18" in one.line("Hitches", "Clove")
    both_synced(one, two)


@pytest.mark.parametrize("strategy", [(), ("-X", "ours"), ("-X", "theirs"), ("-s", "ours")])
def test_a_merge_by_plain_git_is_redone(tmp_path: Path, strategy: tuple[str, ...]) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Left-handed")
    one.mark("Hitches", "Clove")
    one.edit("Loops", "## Notes\n", "## Notes\nFrom the desk.\n")
    one.push()
    two.mark("Loops", "Right-handed")
    two.edit("Loops", "## Notes\n", "## Notes\nFrom the phone.\n")
    two.push(offline=True)
    two.git("fetch", "--quiet")
    two.git("merge", "--quiet", "--no-edit", *strategy, "origin/main")
    two.edit("2 Rope care", "## Notes\n", "## Notes\nAfter the merge.\n")
    assert two.push().warnings == []  # nobody wrote into the summary
    assert not any(subject.startswith("Study: words in the summary") for subject in two.subjects())
    both_synced(one, two)
    note = one.read(one.note("Loops"))
    for words in (
        "From the desk.",
        "From the phone.",
        "1.1.1.1 Left-handed",
        "1.1.1.2 Right-handed",
        "- [x] 1.1.1 Bowline",
    ):
        assert note.count(words) == 1, note
    assert "[x]" in one.line("Hitches", "Clove")
    assert "After the merge." in one.read(one.note("2 Rope care"))


def test_a_vault_in_a_larger_repository(tmp_path: Path) -> None:
    top = tmp_path / "one"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(top)], check=True)
    one = begin(top)
    (top / "code.py").write_text("x = 1\n")
    git(top, "add", "-A"), git(top, "commit", "--quiet", "-m", "code")
    bare = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    git(top, "remote", "add", "origin", str(bare))
    one.push()
    subprocess.run(["git", "clone", "--quiet", str(bare), str(tmp_path / "two")], check=True)
    two = Study(tmp_path / "two" / "vault", tmp_path / "two" / "knots.md")
    (tmp_path / "two" / "code.py").write_text("x = 2\n")
    (tmp_path / "two" / "run.sh").write_text("#!/bin/sh\n")
    os.chmod(tmp_path / "two" / "run.sh", 0o755)
    git(tmp_path / "two", "add", "-A"), git(tmp_path / "two", "commit", "--quiet", "-m", "more code")
    two.mark("Loops", "Left-handed")
    two.push()
    one.mark("Loops", "Right-handed")
    one.push()
    assert (top / "code.py").read_text() == "x = 2\n"
    assert os.access(top / "run.sh", os.X_OK)
    both_synced(one, two)
    assert not git(top, "status", "--porcelain")
    (top / "code.py").write_text("unsaved work\n")
    (top / "mine.py").write_text("mine\n"), git(top, "add", "mine.py"), git(top, "commit", "--quiet", "-m", "mine")
    (top / "mine.py").write_text("unsaved, too\n")
    git(tmp_path / "two", "rm", "--quiet", "run.sh")
    (tmp_path / "two" / "code.py").write_text("x = 2.5\n"), git(tmp_path / "two", "commit", "--quiet", "-am", "2.5")
    two.push()
    with pytest.raises(GitError, match="not committed yet"):
        one.pull()
    assert (top / "code.py").read_text() == "unsaved work\n"
    git(top, "checkout", "--quiet", "code.py")
    one.pull()
    assert (top / "code.py").read_text() == "x = 2.5\n"
    assert (top / "mine.py").read_text() == "unsaved, too\n", "what the remote did not touch is left alone"
    assert not (top / "run.sh").exists()
    git(top, "commit", "--quiet", "-am", "mine"), one.push(), two.pull()
    (top / "code.py").write_text("x = 3\n"), git(top, "commit", "--quiet", "-am", "3")
    (tmp_path / "two" / "code.py").write_text("x = 4\n"), git(tmp_path / "two", "commit", "--quiet", "-am", "4")
    one.push()
    two.mark("Loops", "Figure eight")
    with pytest.raises(GitError, match="outside the vault"):
        two.push()
    one.edit("Loops", "## Notes\n", "## Notes\nFrom the desk.\n"), one.push()
    subprocess.run(["git", "-C", str(two.vault), "pull", "--quiet", "--no-rebase"], check=False)
    (tmp_path / "two" / "code.py").write_text("x = 34\n"), git(tmp_path / "two", "commit", "--quiet", "-am", "by hand")
    two.push()
    both_synced(one, two)
    assert (top / "code.py").read_text() == "x = 34\n"
    assert "From the desk." in one.read(one.note("Loops"))
    assert one.line("Loops", "Figure eight").startswith("- [x]")


def test_git_stops_and_vaultsync_says_how_to_go_on(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    (one.vault / one.note("Hitches")).unlink()
    one.push()
    two.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    two.push(offline=True)
    assert two.status().warnings == []
    stopped = subprocess.run(
        ["git", "-C", str(two.vault), "pull", "--no-rebase", "--no-edit"], capture_output=True, check=False
    )
    assert stopped.returncode
    with pytest.raises(UnsafeRepositoryError, match=r"a merge is under way.*git merge --abort.*vaultsync pull"):
        two.push()
    for _ in range(2):  # a remembered answer says so, too
        assert re.match(r"a merge is under way; .*git merge --abort.*vaultsync pull", two.status().warnings[0])
        assert (git_state := two.status().git) is not None
        assert git_state.stopped == "a merge is under way"
    found = next(one for one in check(two.context).findings if one.kind is Kind.STOPPED)
    assert found.what == "a merge is under way: push and pull are refused"
    path = two.note("Hitches")
    assert found.remedy.startswith(f"One side deleted and the other edited {path}: ")
    assert found.remedy in str(two.status().warnings)
    keep, finish = 'keep it with "git add FILE", or let it go with "git rm FILE"', 'Finish with "git merge --continue"'
    assert found.remedy.index(keep) < found.remedy.index(finish)
    two.git("add", path)
    assert two.status().warnings[0].partition("is so. ")[2].startswith(finish)
    two.git("merge", "--abort")
    two.git("switch", "--quiet", "--detach")
    assert re.match(r"HEAD is detached.*git switch", two.status().warnings[0])
    two.git("switch", "--quiet", "main")
    assert two.status().warnings == []
    two.pull()
    both_synced(one, two)
    assert "Words." in one.read(one.note("Hitches"))


def test_what_one_device_decided_and_the_other_overruled_is_told(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    line = one.line("Hitches", "Clove")
    one.edit("Hitches", f"{line}\n", "")
    one.edit("Hitches", f"{one.line('Hitches', 'Rolling')}\n", "")
    (one.vault / one.note("Loops")).rename(one.vault / "Roadmaps/Loops of one.md")
    one.push()
    two.mark("Hitches", "Clove")
    (two.vault / two.note("Loops")).rename(two.vault / "Roadmaps/Loops of two.md")
    warned = two.push().warnings
    path = two.note("Hitches")
    assert "Clove" in two.read(path)
    assert "Rolling" not in two.read(path)
    kept = "was deleted on one device and marked or edited on the other; it is kept"
    assert [warning for warning in warned if "Hitches" in warning] == [
        f"{path}: the line of “1.2.1 Clove hitch” {kept}"
    ]
    name, other = (
        two.note("Loops of"),
        {"Roadmaps/Loops of one.md", "Roadmaps/Loops of two.md"} - {two.note("Loops of")},
    )
    assert f"{name}: it got another name on either device; the other name was {other.pop()}" in warned
    one.pull()
    both_synced(one, two)


def test_roadmaps_added_on_both_devices(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    for study, name in ((one, "Sails"), (two, "Oars")):
        document = study.document.parent / f"{name.lower()}.md"
        document.write_text(f"# {name}\n\n## 1. First\n\n- [ ] 1.1 A task of {name}\n", "utf-8")
        add(study.context, document)
    two.push(), one.push()
    for study, other in ((one, two), (two, one)):
        for document in study.document.parent.glob("*.md"):
            (other.document.parent / document.name).write_text(document.read_text("utf-8"), "utf-8")
    both_synced(one, two)
    names = [roadmap["name"] for roadmap in one.status().figures["roadmaps"]]
    assert sorted(names) == ["knots", "oars", "sails"]
    home = one.read("Home.md")
    assert "Sails" in home
    assert "Oars" in home


def test_one_setting_changed_on_both_devices(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    for study, hours in ((one, 5), (two, 6)):
        study.write("vaultsync.toml", study.read("vaultsync.toml") + f"hours_per_week = {hours}\n# {hours} it is\n")
    two.push(), one.push()
    both_synced(one, two)
    text = one.read("vaultsync.toml")
    for words in (
        "# 5 it is",
        "# 6 it is",
        "hours_per_week = 5\n",
        "hours_per_week = 6\n",
        "# on another device: hours",
    ):
        assert text.count(words) == 1, text


def test_a_roadmap_removed_on_one_device_and_studied_on_the_other(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    document = one.document.parent / "sails.md"
    document.write_text("# Sails\n\n## 1. Jib\n\n- [ ] 1.1 Hoist\n\n## 2. Main\n\n- [ ] 2.1 Reef\n", "utf-8")
    add(one.context, document)
    one.push()
    (two.document.parent / "sails.md").write_text(document.read_text("utf-8"), "utf-8")
    two.pull()
    two.mark("Jib", "Hoist")
    two.edit("Jib", "## Notes\n", "## Notes\nWords.\n")
    two.push(offline=True)
    remove(one.context, "sails", yes=True)
    one.push()
    two.push()
    both_synced(one, two)
    everything = "".join(data.decode() for path, data in one.files().items() if path.endswith(".md"))
    assert "Words." in everything
    assert "[x] 1.1 Hoist" in everything


def test_an_edit_while_the_merge_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pair(tmp_path)
    two.mark("Hitches", "Clove")
    two.edit("Loops", "## Notes\n", "## Notes\nTheirs.\n")
    two.push()
    one.mark("Loops", "Left-handed")
    one.push(offline=True)
    write_all, done = syncing.write_all, []

    def late(root: Path, writes: list[Write]) -> list[str]:
        if not done:
            done.append(True)
            one.edit("Loops", "## Notes\n", "## Notes\nTyped at the last moment.\n")
        return write_all(root, writes)

    monkeypatch.setattr(syncing, "write_all", late)
    one.push()
    assert done
    both_synced(one, two)
    note = two.read(two.note("Loops"))
    assert "Typed at the last moment." in note
    assert "Theirs." in note


def test_line_ends_that_git_converts(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.git("config", "core.autocrlf", "true")
    one.write("Mine.md", "# Mine\n\nFirst.\n\nLast.\n")
    one.push()
    two.pull()
    assert two.read("Mine.md") == "# Mine\r\n\r\nFirst.\r\n\r\nLast.\r\n"
    two.write("Mine.md", two.read("Mine.md").replace("First.\r\n", "First.\r\nFrom two.\r\n"))
    one.write("Mine.md", one.read("Mine.md").replace("Last.\n", "Last.\nFrom one.\n"))
    two.push(), one.push(), two.pull()
    assert one.read("Mine.md") == "# Mine\n\nFirst.\nFrom two.\n\nLast.\nFrom one.\n"
    assert two.read("Mine.md") == one.read("Mine.md").replace("\n", "\r\n")


def test_a_name_spelled_anew_where_case_does_not_matter(tmp_path: Path) -> None:
    """The two spellings are one file, as a hard link makes it here."""
    one, two = pair(tmp_path)
    one.write("mine.md", "# Mine\n")
    one.push(), two.pull()
    (one.vault / "mine.md").rename(one.vault / "Mine.md")
    one.push()
    os.link(two.vault / "mine.md", two.vault / "Mine.md")
    two.git("config", "core.ignorecase", "true")
    two.pull()
    assert two.read("Mine.md") == "# Mine\n"


def test_a_rebase_by_plain_git_is_healed(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Left-handed")
    one.edit("Loops", "## Notes\n", "## Notes\nFrom the desk.\n")
    one.write("Journal/2026-11-21.md", "## Study\n- 08:00 loops\n")
    one.push()
    two.mark("Loops", "Right-handed")
    two.edit("Loops", "## Notes\n", "## Notes\nFrom the phone.\n")
    two.write("Journal/2026-11-21.md", "## Study\n- 19:00 hitches\n")
    two.push(offline=True)
    two.git("pull", "--quiet", "--rebase")
    two.push()
    both_synced(one, two)
    note = one.read(one.note("Loops"))
    for words in ("From the desk.", "From the phone.", "1.1.1.1 Left-handed", "1.1.1.2 Right-handed", "# 1.1 Loops\n"):
        assert note.count(words) == 1, note
    assert "[x] 1.1.1.1" in note
    assert "[x] 1.1.1.2" in note
    day = one.read("Journal/2026-11-21.md")
    assert "08:00 loops" in day
    assert "19:00 hitches" in day


def test_what_was_done_within_a_merge_by_plain_git_stays(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.mark("Loops", "Left-handed")
    one.edit("Hitches", "## Notes\n", "## Notes\nFrom the desk.\n")
    one.push()
    two.edit("Loops", "## Notes\n", "## Notes\nFrom the phone.\n")
    two.edit("Hitches", "## Notes\n", "## Notes\nFrom the phone, too.\n")
    two.push(offline=True)
    two.git("fetch", "--quiet")
    two.git("merge", "--quiet", "--no-commit", "origin/main")
    two.mark("Hitches", "Clove")
    two.edit("Hitches", "## Notes\n", "## Notes\nWhile merging.\n")
    two.edit("Rope care", "## Notes\n", "## Notes\nElsewhere.\n")
    two.git("commit", "--quiet", "-am", "merged by hand")
    two.push()
    both_synced(one, two)
    note = one.read(one.note("Hitches"))
    for words in ("From the desk.", "From the phone, too.", "While merging.", "- [x] 1.2.1 Clove"):
        assert note.count(words) == 1, note
    assert "Elsewhere." in one.read(one.note("Rope care"))


@pytest.mark.parametrize(
    "act",
    [
        lambda study: restore(study.context, everything=True),
        lambda study: undo(study.context),
        lambda study: settle_review(study.context, "1", "mine"),
        lambda study: remove(study.context, "other", yes=True),
    ],
    ids=["restore", "undo", "settle", "remove"],
)
def test_whatever_commits_first_redoes_a_merge_by_plain_git(tmp_path: Path, act: Callable[[Study], object]) -> None:
    one, two = pair(tmp_path)
    (tmp_path / "two" / "other.md").write_text("# Other\n\n## Part\n\n- [ ] Anything\n", "utf-8")
    add(two.context, tmp_path / "two" / "other.md")
    two.edit("Knots", "Tie anything to anything.", "Tie it all.")
    for study in (one, two):
        study.document.write_text(study.document.read_text("utf-8").replace("to anything.", "to everything."), "utf-8")
    two.pull(), two.push(), one.pull()
    one.mark("Hitches", "Clove")
    one.edit("Loops", "## Notes\n", "## Notes\nFrom the desk.\n")
    one.push()
    two.edit("Hitches", "## Notes\n", "## Notes\nFrom the phone.\n")
    two.git("commit", "--quiet", "-am", "vault backup")
    two.git("fetch", "--quiet")
    two.git("merge", "--quiet", "--no-edit", "-s", "ours", "origin/main")
    two.mark("Rope care", "Whipping")
    act(two)
    two.push()
    both_synced(one, two)
    assert "From the desk." in one.read(one.note("Loops"))
    assert "- [x] 1.2.1 Clove" in one.read(one.note("Hitches"))
    assert "From the phone." in one.read(one.note("Hitches"))


@pytest.mark.parametrize("handmade", ["", "While merging."])
def test_notes_that_changed_places_here_and_one_renamed_there_merged_by_plain_git(
    tmp_path: Path, handmade: str
) -> None:
    """Git takes what changed places for what was written in each, and puts it where the other device renamed one."""
    one, two = pair(tmp_path)
    loops, hitches = one.vault / one.note("Loops"), one.vault / one.note("Hitches")
    one.edit("Loops", "## Notes\n", "## Notes\nOf loops.\n")
    loops.rename(one.vault / "aside"), hitches.rename(loops), (one.vault / "aside").rename(hitches)
    for study in (two, one):
        if study is two:
            (two.vault / two.note("Loops")).rename((two.vault / two.note("Loops")).with_name("Slings.md"))
        study.git("add", "-A")
        study.git("commit", "--quiet", "-m", "vault backup")
    one.git("push", "--quiet", "origin", "main")
    two.git("pull", "--quiet", "--no-rebase", "--no-edit")
    if handmade:
        two.edit("Slings", "## Notes\n", f"## Notes\n{handmade}\n")  # Hitches, as git has it
        two.git("commit", "--quiet", "--amend", "--no-edit", "-a")
    two.push()
    both_synced(one, two)
    tasks = {"loops": ("Bowline", "Figure eight"), "hitches": ("Clove", "Rolling")}
    notes = [text for path in two.files() if path.startswith("Roadmaps") and (text := two.read(path))]
    for id_, words in tasks.items():
        text = next(text for text in notes if f"vaultsync: knots/{id_}\n" in text)
        others = [word for other, more in tasks.items() if other != id_ for word in more]
        assert all(word in text for word in words)
        assert not any(f"] 1.{n}.{m} {word}" in text for word in others for n in (1, 2) for m in (1, 2))
        assert ("Of loops." in text) is (id_ == "loops")
        assert (handmade in text) is (id_ == "hitches" or not handmade)


def test_different_versions_and_a_section_only_one_knows_again(tmp_path: Path) -> None:
    """One device's version drops a ticked task; the other's, pulled later, keeps it under a new title."""
    one, two = pair(tmp_path)
    one.mark("Hitches", "Clove")
    one.document.write_text(DOCUMENT.replace("Clove hitch", "Half hitch"), "utf-8")
    one.pull(), one.push()
    newer = DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Hitching").replace(
        "Clove hitch\n", "Clove hitch\n- [ ] Prusik\n"
    )
    two.document.write_text(newer, "utf-8")
    time.sleep(1.1)  # git tells which was pulled later by the second
    two.pull(offline=True)
    two.push()
    one.document.write_text(newer, "utf-8")
    both_synced(one, two)
    for study in (one, two):
        assert study.line("Hitch", "Clove").startswith("- [x] "), study.read(study.note("Hitch"))
        assert study.status().figures["done"] == 1


def test_a_merge_of_three_by_plain_git_is_redone(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    for branch, words in (("b1", "Left-handed"), ("b2", "Right-handed"), ("b3", "Figure eight")):
        one.git("checkout", "--quiet", "-b", branch, "main")
        one.mark("Loops", words)
        one.edit("Loops", "## Notes\n", f"## Notes\nFrom {branch}.\n")
        one.git("commit", "--quiet", "-am", branch)
    one.git("checkout", "--quiet", "main")
    one.git("merge", "--quiet", "-s", "ours", "--no-edit", "b1", "b2", "b3")
    one.push()
    note = one.read(one.note("Loops"))
    for words in ("From b1.", "From b2.", "From b3.", "[x] 1.1.1.1", "[x] 1.1.1.2", "[x] 1.1.2"):
        assert note.count(words) == 1, note
    assert one.push().commit == ""


def test_a_note_deleted_here_and_only_pulled_into_there_stays_deleted(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.mark("Hitches", "Clove")
    two.push(), one.pull()
    path = two.note("Hitches")
    (two.vault / path).unlink()
    for study in (one, two):
        study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    one.pull(), one.push(), two.push()
    both_synced(one, two)
    assert not (one.vault / path).exists()
    assert not (two.vault / path).exists()
    assert one.status().figures["done"] == 1, "it still counts"


@pytest.mark.parametrize("line", ["# why I study this", "completed: some day"])
def test_a_note_deleted_here_and_given_a_line_among_its_properties_there_stays(tmp_path: Path, line: str) -> None:
    one, two = pair(tmp_path)
    (one.vault / one.note("Hitches")).unlink()
    two.edit("Hitches", "done: false\n", f"done: false\n{line}\n")
    one.push(offline=True)
    for study in (one, two):
        study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    two.pull(), two.push(), one.push()
    both_synced(one, two)
    assert f"{line}\n" in one.read(one.note("Hitches"))


@pytest.mark.parametrize("by_git", [False, True])
def test_a_note_done_on_a_phone_says_nothing_of_what_it_did_not_have(tmp_path: Path, by_git: bool) -> None:
    """The phone ticks the property of a note and commits; the other device has pulled a task into that note."""
    one, two = pair(tmp_path)
    newer = DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2")
    for study in (one, two):
        study.document.write_text(newer, "utf-8")
    two.pull(), two.push()
    one.edit("Hitches", "done: false", "done: true")
    one.git("commit", "--quiet", "-am", "phone")
    if by_git:
        one.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    else:
        two.mark("Loops", "Left-handed")
        two.push()
        one.git("push", "--quiet", "--force", "origin", "HEAD:phone")
        two.git("fetch", "--quiet", "origin", "phone")
        two.git("merge", "--quiet", "--no-edit", "FETCH_HEAD")
        two.push()
    one.push()
    both_synced(one, two)
    note = one.read(one.note("Hitches"))
    assert "- [ ] 1.2.9 Half hitch ^half-hitch" in note
    assert note.count("- [x] ") == 2
    assert "done: false" in note
    assert one.status().figures["done"] == (2 if by_git else 3)


def test_a_note_done_on_a_phone_with_what_it_had_just_got(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.mark("Hitches", "Clove")
    two.push()
    one.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    one.pull(offline=True)
    one.edit("Hitches", "done: false", "done: true")
    one.git("commit", "--quiet", "-am", "phone")
    one.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    one.push()
    two.document.write_text(one.document.read_text("utf-8"), "utf-8")
    both_synced(one, two)
    assert one.read(one.note("Hitches")).count("- [x] ") == 3


def test_a_note_restored_on_both_devices_and_unticked_on_one(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.edit("Hitches", "## Notes\n", "## Notes\nWords.\n")
    one.mark("Hitches", "Clove")
    one.push()
    (one.vault / one.note("Hitches")).unlink()
    one.push(), two.pull()
    for study in (one, two):
        restore(study.context, everything=True)
    two.edit("Hitches", "Words.\n", "Words.\nMore.\n")
    two.mark("Hitches", "Clove", " ")
    one.mark("Hitches", "Rolling")
    one.push(offline=True), two.push(), one.push()
    both_synced(one, two)
    note = one.read(one.note("Hitches"))
    for words in ("Words.", "More.", "- [ ] 1.2.1 Clove", "- [x] 1.2.2 Rolling"):
        assert note.count(words) == 1, note


def test_a_note_saved_with_other_line_ends_is_so_on_both(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = two.note("Hitches")
    two.write(path, two.read(path).replace("\n", "\r\n"))
    two.push()
    one.pull()
    assert not one.git("status", "--porcelain")
    both_synced(one, two)
    assert one.read(path).count("\r\n") == one.read(path).count("\n")


@pytest.mark.parametrize("lost", ["", "vaultsync: mine\n", "mine: 1\nmine: 2\n", 'mine: "\n'])
def test_a_note_that_lost_its_id_here_and_was_edited_there_is_one_note(tmp_path: Path, lost: str) -> None:
    one, two = pair(tmp_path)
    one.edit("Loops", "## Notes\n", "## Notes\n\nwords of one\n")
    one.push()
    id_ = next(line for line in two.read(two.note("Loops")).split("\n") if line.startswith("vaultsync: "))
    two.edit("Loops", f"{id_}\n", lost)
    two.mark("Loops", "Figure eight")
    two.push()
    both_synced(one, two)
    text = two.read(two.note("Loops"))
    assert "words of one" in text
    assert "[x] 1.1.2 Figure eight" in text
    assert text.count(id_) == 1
    assert one.status().figures["done"] == two.status().figures["done"] == 1


def test_histories_apart_with_two_versions_of_the_document(tmp_path: Path) -> None:
    """The history was begun anew on one device, and each has pulled another version since."""
    one, two = pair(tmp_path)
    one.git("checkout", "--quiet", "--orphan", "anew")
    one.git("commit", "--quiet", "-m", "rewritten from the start")
    one.git("branch", "--quiet", "-M", "main")
    one.document.write_text(DOCUMENT.replace("Drying", "Drying and coiling"), "utf-8")
    one.mark("Loops", "Figure eight")
    one.pull(offline=True)
    two.document.write_text(NEWER, "utf-8")
    two.mark("Hitches", "Clove hitch")
    two.pull()
    two.push()
    one.pull(yes=True)
    one.push(), two.pull(), two.push(), one.pull()
    for study in (one, two):  # whichever version holds
        notes = "\n".join(study.read(study.note(stem)) for stem in ("Loops", "Hitches"))
        assert "Figure eight ✅" in notes
        assert "Clove hitch ✅" in notes


@pytest.mark.parametrize("news", [False, True])
def test_a_copy_of_a_note_here_is_not_what_was_edited_there(tmp_path: Path, news: bool) -> None:
    one, two = pair(tmp_path)
    path = one.edit("Loops", "## Notes\n", "## Notes\n\nBoth know.\n")
    one.push(), two.pull()
    copy = path.replace(".md", " (conflicted copy 2026-11-20).md")
    one.edit("Loops", "Both know.", "Both know it.")
    one.write(copy, one.read(path).replace("1.1.1 Bowline", "1.1.1 A bowline"))
    (
        one.git("add", "-A"),
        one.git("commit", "--quiet", "-m", "backup"),
        one.git("push", "--quiet", "origin", "HEAD:main"),
    )
    (two.vault / path).write_text(two.read(path).replace("Both know.\n", "Both know.\n\nOf two.\n"), "utf-8")
    if news:
        two.write("Mine.md", f"[[{path[:-3]}]]\n")
        one.document.write_text(NEWER, "utf-8"), two.document.write_text(NEWER, "utf-8")
        two.pull(offline=True)
    two.push()
    assert not news or "Alpine butterfly" in two.read(path)
    assert not news or two.read("Mine.md") == f"[[{path[:-3]}]]\n"
    assert "Alpine butterfly" not in two.read(copy), "it is left alone"
    assert "Of two." in two.read(path)
    assert sum(two.read(note).count("Of two.") for note in two.files() if note.endswith(".md")) == 1
    assert not [note for note in two.files() if "other device" in note]
    both_synced(one, two)


@pytest.mark.parametrize("left", ["", "\ufeff \r\n\r\n"])
@pytest.mark.parametrize("first", [0, 1])
def test_one_empties_a_note_that_the_other_writes_in(tmp_path: Path, left: str, first: int) -> None:
    one, two = pair(tmp_path)
    path = one.edit("Loops", "## Notes\n", "## Notes\nFrom before.\n")
    both_synced(one, two)
    (one, two)[first].push()
    one.write(path, left)
    two.edit("Loops", "## Notes\n", "## Notes\nPRECIOUS.\n")
    two.mark("Loops", "Figure")
    for study in ((one, two), (two, one))[first]:
        study.push()
    both_synced(one, two)
    assert "PRECIOUS." in one.read(path)
    assert "[x] 1.1.2 Figure" in one.read(path)
    assert not [other for other in one.files() if "other device" in other]
    assert one.status().figures["done"] == 1


def test_a_note_that_one_empties_and_the_other_leaves_alone_stays_empty(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = one.note("Loops")
    one.write(path, "")
    two.mark("Hitches", "Clove")
    both_synced(one, two)
    assert two.read(path) == ""


@pytest.mark.parametrize("commits", [True, False])
def test_what_somebody_chose_after_a_merge_by_git_is_not_asked(tmp_path: Path, commits: bool) -> None:
    one, two = pair(tmp_path)
    one.mark("Hitches", "Clove", "-")
    one.push()
    two.mark("Hitches", "Clove")
    two.git("commit", "--quiet", "--all", "-m", "phone")
    two.git("-c", "pull.rebase=false", "pull", "--quiet", "--no-edit")
    path = two.note("Hitches")
    two.write(path, re.sub(r"(?m)^- \[x\] 1\.2\.1.*\n", "", two.read(path)))
    if commits:
        two.git("commit", "--quiet", "--all", "-m", "chosen")
    assert not two.push().review
    assert not two.status().review
    assert two.line("Hitches", "Clove") == "- [-] 1.2.1 Clove hitch ^clove-hitch"
    both_synced(one, two)
    assert not one.status().review


def test_a_task_that_two_devices_marked_is_told_once() -> None:
    done = Change("knots", "loops#^bowline", "n.md", "Loops", "Bowline", Mark.TODO, Mark.SKIPPED)
    other = replace(done, item="loops#^noose", to=Mark.DONE)
    came = [replace(done, from_=Mark.SKIPPED, to=Mark.DONE), replace(other, from_=Mark.DONE, to=Mark.TODO)]
    told = joined_reports(PushReport(changes=[done, other]), PushReport(changes=came))
    assert [(change.item, change.from_, change.to) for change in told.changes] == [
        ("loops#^bowline", Mark.TODO, Mark.DONE)
    ]
