"""What somebody changes in files that vaultsync has no part in is committed without reading the roadmaps' notes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from study import Study, begin

from vaultsync.edges.files import filetimes
from vaultsync.usecases.opened.workspace import Workspace

pytestmark = pytest.mark.xdist_group("resting")  # one vault for all


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is done here lies within the two seconds in which no time of a file is trusted."""
    monkeypatch.setattr(filetimes, "YOUNG", 0)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Study, Path]]:
    """A vault with notes of the learner's own, one of which a push has just committed; and a copy of its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filetimes, "YOUNG", 0)
        folder = tmp_path_factory.mktemp("rested")
        (folder / "there").mkdir()
        study = made(folder / "there")
        shutil.copytree(folder / "there", folder / "copy", symlinks=True)
        yield study, folder / "copy"


@pytest.fixture
def anew(master: tuple[Study, Path]) -> Callable[[], Study]:
    """Puts the vault back to how it was."""

    def put_back() -> Study:
        study, copy = master
        shutil.rmtree(copy.with_name("there"))
        shutil.copytree(copy, copy.with_name("there"), symlinks=True)
        return study

    return put_back


def made(folder: Path) -> Study:
    study = begin(folder)
    study.mark("1.1", "Bowline")
    study.write("Mine/Plain.md", "Words.\n")
    study.write(".obsidian/app.json", "{}")
    study.git("mv", study.note("2 Rope"), "Mine/2 Rope care.md")
    study.push()
    study.write("Mine/Plain.md", "More words.\n")
    study.push()
    return study


def everything(study: Study) -> tuple[str, str, str]:
    tree = study.git("ls-tree", "-r", "HEAD")
    return study.git("log", "--format=%B"), tree, study.git("status", "--porcelain")


def test_notes_of_ones_own_cost_a_commit_only(anew: Callable[[], Study], monkeypatch: pytest.MonkeyPatch) -> None:
    study = anew()
    loaded = []
    load = Workspace.load
    monkeypatch.setattr(Workspace, "load", lambda self, *given: loaded.append(given) or load(self, *given))
    for words in ("one", "two"):
        study.write("Mine/Plain.md", f"{words}\n")
        study.write(f"Pictures/{words}.png", words)
        report = study.push()
        assert report.subject == "Study: notes in Plain"
        assert [(one.done, one.total) for one in report.roadmaps] == [(2, 7)]
        assert not study.git("status", "--porcelain")
        assert study.status().edited == []
        study.write("Mine/Plain.md", "And on.\n")
        assert study.status().edited == ["Mine/Plain.md"]
        assert study.status().figures["done"] == 2
    assert study.push().commit
    assert study.push().is_idle
    assert len(loaded) == 1, "only the first status had to look"
    study.mark("1.2", "Clove")
    study.write("Mine/Plain.md", "three\n")
    assert study.status().figures["done"] == 3
    assert [change.text for change in study.push().changes] == ["1.2.1 Clove hitch"]


def own_words(study: Study) -> None:
    study.write("Mine/Plain.md", "Others.\n")


def a_tick(study: Study) -> None:
    study.mark("1.2", "Clove")


def a_tick_in_a_moved_note(study: Study) -> None:
    study.mark("2 Rope", "Drying")


def an_id_removed_from_a_moved_note(study: Study) -> None:
    lines = study.read("Mine/2 Rope care.md").split("\n")
    study.write("Mine/2 Rope care.md", "\n".join(line for line in lines if not line.startswith("vaultsync:")))


def a_copy_of_a_note(study: Study) -> None:
    shutil.copy(study.vault / study.note("1.2"), study.vault / "Mine" / "copy.md")


def a_day(study: Study) -> None:
    study.write("Journal/2026-11-20.md", "## Study\n- 30m: [[Loops]]\n")


def a_day_elsewhere(study: Study) -> None:
    study.write(".obsidian/daily-notes.json", '{"folder": "Days"}')
    study.write("Days/2026-11-20.md", "## Study\n- 30m: [[Loops]]\n")


def words_in_the_summary(study: Study) -> None:
    study.write("PROGRESS.md", study.read("PROGRESS.md") + "\nMine.\n")


def settings(study: Study) -> None:
    study.write(
        "vaultsync.toml", study.read("vaultsync.toml").replace("[[roadmaps]]", '[[roadmaps]]\ntitle = "Ropes"', 1)
    )


def a_note_deleted(study: Study) -> None:
    (study.vault / study.note("1.2")).unlink()


def an_own_note_deleted(study: Study) -> None:
    (study.vault / "Mine" / "Plain.md").unlink()


def an_own_note_renamed(study: Study) -> None:
    os.replace(study.vault / "Mine" / "Plain.md", study.vault / "Mine" / "Other.md")


def a_known_mark_lost(study: Study) -> None:
    study.write(".vaultsync/marks/knots.tsv", "")


def a_picture_overwritten(study: Study) -> None:
    for picture in (study.vault / "Charts").glob("*.svg"):
        picture.write_text("<svg/>", "utf-8")


def a_tick_committed_by_hand(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.git("commit", "--quiet", "--all", "--message=by hand")


def a_link_where_a_note_was(study: Study) -> None:
    place = study.vault / "Mine" / "Plain.md"
    place.unlink()
    place.symlink_to(study.vault / study.note("1.1"))


def a_tick_that_git_overlooks(study: Study) -> None:
    study.git("update-index", "--assume-unchanged", study.note("1.2"))
    study.mark("1.2", "Clove")


EDITS = [
    own_words, a_tick, a_tick_in_a_moved_note, an_id_removed_from_a_moved_note, a_copy_of_a_note, a_day, a_day_elsewhere,
    words_in_the_summary, settings, a_note_deleted, an_own_note_deleted, an_own_note_renamed, a_known_mark_lost,
    a_picture_overwritten, a_tick_committed_by_hand, a_link_where_a_note_was, a_tick_that_git_overlooks,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_what_a_push_does_is_the_same(edit: Callable[[Study], None], anew: Callable[[], Study]) -> None:
    """With word of the vault at rest, and without."""
    found = []
    for kept in (True, False):
        study = anew()
        for change in (edit, own_words):
            change(study)
            if not kept:
                shutil.rmtree(study.vault / ".git" / "vaultsync")
            study.push()
        found.append(everything(study))
    assert found[0] == found[1]


def test_a_tick_saved_while_a_push_is_under_way(anew: Callable[[], Study], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is committed unseen with what was changed; the next push counts it, whatever else there is."""
    study = anew()
    study.write(study.note("1.2"), study.read(study.note("1.2")) + "\nWords of mine.\n")
    load = Workspace.load

    def loaded(self: Workspace, *given: object) -> None:
        load(self, *given)  # type: ignore[arg-type]
        monkeypatch.setattr(Workspace, "load", load)
        study.mark("1.2", "Clove")

    monkeypatch.setattr(Workspace, "load", loaded)
    study.push()
    study.write("Mine/Plain.md", "Others.\n")
    assert [change.text for change in study.push().changes] == ["1.2.1 Clove hitch"]
