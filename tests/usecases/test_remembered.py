"""What is remembered of a vault tells nothing that a walk through it would not: places where git and the disk differ."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.edges import inmemory
from vaultsync.edges.files import filetimes
from vaultsync.errors import GitError
from vaultsync.models.marks import Mark
from vaultsync.models.structs import replace
from vaultsync.usecases.init import init
from vaultsync.usecases.mark import mark
from vaultsync.usecases.recording import agreeing
from vaultsync.usecases.status import status


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is done here lies within the two seconds in which no time of a file is trusted."""
    monkeypatch.setattr(filetimes, "YOUNG", 0)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = begin(tmp_path)
    remembered(study)
    return study


def remembered(study: Study) -> None:
    for _ in range(3):
        study.push()
        study.status()


def forget(study: Study) -> None:
    for place in Path(study.git("rev-parse", "--absolute-git-dir").strip(), "vaultsync").iterdir():
        if place.is_dir():
            shutil.rmtree(place)


def test_a_folder_of_notes_replaced_by_a_link_to_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.write(study.note("1.2"), study.read(study.note("1.2")) + "\nWords of mine.\n")
    os.rename(study.vault / "Roadmaps", study.vault / "Real")
    os.symlink("Real", study.vault / "Roadmaps")
    before = {path.name: path.read_bytes() for path in (study.vault / "Real").rglob("*.md")}
    with suppress(GitError):  # git may refuse what lies beyond a link; nothing is lost all the same
        study.push()
    after = {path.name: path.read_text("utf-8") for path in (study.vault / "Real").rglob("*.md")}
    assert after.keys() == before.keys()
    assert "Words of mine." in after["1.2 Hitches.md"]
    assert "- [x] 1.2.1 Clove hitch" in after["1.2 Hitches.md"]


@pytest.mark.parametrize(("first", "other"), [("Maße", "Masse"), ("Loops again", "LOOPS again")])
def test_names_alike_that_are_two_files(study: Study, first: str, other: str) -> None:
    note = study.note("1.2")
    os.rename(study.vault / note, study.vault / f"Roadmaps/{first}.md")
    remembered(study)
    study.write(f"Roadmaps/{other}.md", "Mine.\n")
    if len({path.name for path in (study.vault / "Roadmaps").glob("*again.md")}) == 1:
        pytest.skip("the file system takes both for one")
    assert study.status().deleted == []
    study.push()
    study.write(f"Roadmaps/{first}.md", study.read(f"Roadmaps/{first}.md").replace("- [ ] ", "- [x] "))
    assert study.status().figures["done"] == 2


@pytest.mark.parametrize("how", ["true", "input"])
def test_line_ends_that_git_takes_for_the_same(study: Study, how: str) -> None:
    study.git("config", "core.autocrlf", how)
    note = study.vault / study.note("1.2")
    note.write_bytes(note.read_bytes().replace(b"\n", b"\r\n"))
    remembered(study)
    note.write_bytes(note.read_bytes().replace(b"\r\n", b"\n"))
    study.git("add", "--all")
    report = mark(study.context, ["clove hitch"], Mark.DONE)
    assert [change.text for change in report.changes] == ["1.2.1 Clove hitch"]
    assert b"- [x] 1.2.1 Clove hitch" in note.read_bytes()


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_is_told_to_overlook(study: Study, bit: str) -> None:
    study.git("update-index", bit, study.note("1.2"))
    remembered(study)
    study.mark("1.2", "Clove")
    assert study.status().figures["done"] == 1
    assert [change.text for change in study.push().changes] == ["1.2.1 Clove hitch"]


def test_a_vault_that_the_repository_above_ignores(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repo")], check=True)
    (tmp_path / "knots.md").write_text(DOCUMENT, "utf-8")
    study = Study(tmp_path / "repo" / "vault", tmp_path / "knots.md")
    init(study.vault, roadmaps=[study.document], context=study.context)
    (tmp_path / "repo" / ".gitignore").write_text("vault/\n", "utf-8")
    study.git("rm", "-r", "--cached", "--quiet", ".")
    subprocess.run(["git", "-C", str(tmp_path / "repo"), "add", ".gitignore"], check=True)
    subprocess.run(["git", "-C", str(tmp_path / "repo"), "commit", "--quiet", "-m", "ignored"], check=True)
    study.status(), study.status()
    study.mark("1.2", "Clove")
    assert study.status().figures["done"] == 1


def test_a_submodule_with_daily_notes(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "diary"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    (other / "2026-11-20.md").write_text("## Study\n- 30m: one\n", "utf-8")
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "one"]):
        subprocess.run(["git", "-C", str(other), *words], check=True)
    shutil.rmtree(study.vault / "Journal", ignore_errors=True)
    study.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "Journal")
    remembered(study)
    (study.vault / "Journal" / "2026-11-21.md").write_text("## Study\n- 45m: two\n", "utf-8")
    for words in (["add", "--all"], ["commit", "--quiet", "-m", "two"]):
        subprocess.run(["git", "-C", str(study.vault / "Journal"), *words], check=True)
    study.push()
    assert "1 h 15 min" in study.read("PROGRESS.md")
    assert study.push().commit == ""
    forget(study)
    assert study.push().commit == ""


def test_notes_that_stand_in_for_their_lost_base_texts(study: Study) -> None:
    """A roadmap is made of them then: it is another when one of them is emptied for a moment."""
    shutil.rmtree(study.vault / ".vaultsync" / "base")
    study.status()
    study.write(study.note("1 Basics"), "")
    warm = study.status()
    forget(study)
    assert study.status() == warm


def test_a_process_that_goes_on_agrees_on_what_changed_only(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetimes, "YOUNG", 0)
    anew = []
    agree = agreeing.agree
    monkeypatch.setattr(agreeing, "agree", lambda *given, **more: anew.append(given) or agree(*given, **more))
    with inmemory.holding():
        study.push(), study.push()
        study.mark("1.2", "Clove")
        study.push(commit=False)
        anew.clear()
        study.mark("1.1", "Figure")
        report = study.push(commit=False)
        assert [change.text for change in report.changes] == ["1.1.2 Figure eight", "1.2.1 Clove hitch"]
        study.write(study.note("2 Rope"), study.read(study.note("2 Rope")) + "\n- [ ] a task of mine\n")
        assert study.push().commit
        assert not anew
    assert study.status().figures["done"] == 2
    study.mark("2 Rope", "Drying")
    study.push()
    assert anew


def test_what_was_edited_and_taken_back_while_it_was_read_is_not_remembered(tmp_path: Path) -> None:
    study = begin(tmp_path)
    shutil.rmtree(study.vault / ".git" / "vaultsync")
    note = study.vault / study.note("1.1")
    before, times = note.read_text("utf-8"), note.stat()

    def save(text: str) -> None:
        note.write_text(text, "utf-8")
        os.utime(note, ns=(times.st_atime_ns, times.st_mtime_ns))

    def edit(what: str, _done: int, _total: int) -> None:
        if what == "Reading notes":
            save(before.replace("- [ ]", "- [x]", 1))

    assert status(replace(study.context, progress=edit)).changed
    save(before)
    assert not study.status().changed
