"""Taking back the last pull or push: all of it, or nothing and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin, killed_at

from vaultsync.errors import VaultError
from vaultsync.usecases.init import init
from vaultsync.usecases.roadmaps import add, remove
from vaultsync.usecases.settling import settle_review
from vaultsync.usecases.undo import undo

CHANGED = (
    DOCUMENT.replace("- [ ] 1.2.2 Rolling", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2 Rolling")
    .replace("### 1.1 Loops", "### 1.1 Loops and eyes")
    .replace("- [ ] 2.1 Whipping\n", "")
    + "\n## 3. Bends\n\n- [ ] 3.1 Sheet bend\n"
)
NEWER = CHANGED + "- [ ] 3.2 Carrick bend\n"
APART = ("PROGRESS.md", "progress.json", ".vaultsync/held/knots.tsv")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def change(study: Study, text: str, **options: object):
    study.document.write_text(text, "utf-8")
    return study.pull(**options)


def settled(study: Study) -> None:
    """A second run changes nothing."""
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files
    assert study.git("status", "--porcelain") == ""


def without(files: dict[str, bytes], *names: str) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path not in names and not path.endswith(".tmp")}


def test_a_pull_is_taken_back_whole_and_its_version_is_held(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("2 Rope", "Whipping")
    study.push()
    before = study.files()
    change(study, CHANGED)
    assert study.status().figures["total"] == 8
    report = undo(study.context)
    assert report.held == ["knots"]
    assert without(study.files(), *APART) == without(before, *APART)
    assert study.read("PROGRESS.md").encode() == before["PROGRESS.md"]
    assert study.subjects()[0].startswith("Undo: Pull: Knots: ")
    assert study.pull().held == ["knots"]
    settled(study)
    change(study, NEWER)
    assert "Carrick" in study.read(study.note("3 Bends"))
    assert not (study.vault / ".vaultsync/held/knots.tsv").exists()
    settled(study)


def test_a_held_version_comes_when_asked_for(study: Study) -> None:
    change(study, CHANGED)
    pulled = study.files()
    undo(study.context)
    assert not study.pull().changed
    assert study.pull(again=True).held == []
    assert study.files() == pulled
    settled(study)


def test_an_undo_is_taken_back_and_done_again(study: Study) -> None:
    before = study.files()
    change(study, CHANGED)
    pulled = study.files()
    undo(study.context)
    report = undo(study.context, redo=True)
    assert report.redo
    assert study.files() == pulled
    assert study.subjects()[0].startswith("Redo: Pull: Knots: ")
    settled(study)
    undo(study.context)
    assert without(study.files(), *APART) == without(before, *APART)
    with pytest.raises(VaultError, match="made the vault"):
        undo(study.context)


def test_what_the_learner_did_elsewhere_since_stays(study: Study) -> None:
    change(study, CHANGED)
    study.mark("1.2", "Clove")
    study.push()
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.mark("2 Rope", "Drying")
    report = undo(study.context, "pull")
    assert report.study is not None
    assert report.study.commit
    text = study.read(study.note("1.2"))
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n- [ ] 1.2.2 Rolling hitch" in text
    assert "PRECIOUS" in text
    assert study.line("2 Rope", "Drying").startswith("- [x]")
    assert "2.1 Whipping" in study.read(study.note("2 Rope"))
    assert study.status().figures["done"] == 2
    settled(study)


@pytest.mark.parametrize("pushed", [False, True])
@pytest.mark.parametrize(
    ("stem", "old", "new", "words"),
    [
        ("1.2", "- [ ] 1.2.9", "- [x] 1.2.9", "1.2.9 Half hitch"),
        ("1.2", " ^half-hitch\n", " ^half-hitch\n  - PRECIOUS\n", "PRECIOUS"),
        ("3 Bends", "## Notes\n", "## Notes\n\nPRECIOUS\n", "PRECIOUS"),
        ("3 Bends", "done: false", "done: true", "done: true"),
    ],
)
def test_where_later_work_would_be_lost_nothing_is_done(
    study: Study, stem: str, old: str, new: str, words: str, pushed: bool
) -> None:
    change(study, CHANGED)
    study.edit(stem, old, new)
    if pushed:
        study.push()
    before = study.files()
    commits = study.subjects()
    with pytest.raises(VaultError) as refused:
        undo(study.context, "pull")
    assert words.split()[-1] in refused.value.what or "Sheet bend" in refused.value.what
    assert stem in refused.value.where
    assert study.files() == before
    assert study.subjects() == commits


def test_an_archived_note_that_was_written_in_stays(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    before = study.files()
    hitches = DOCUMENT[DOCUMENT.index("### 1.2") : DOCUMENT.index("## 2.")]
    change(study, DOCUMENT.replace(hitches, ""))
    archived = study.read("Archive/Knots/1.2 Hitches.md")
    study.write("Archive/Knots/1.2 Hitches.md", archived + "\nPRECIOUS\n")
    with pytest.raises(VaultError, match="PRECIOUS"):
        undo(study.context)
    study.write("Archive/Knots/1.2 Hitches.md", archived)
    undo(study.context)
    assert without(study.files(), *APART) == without(before, *APART)
    settled(study)


def test_a_note_moved_since_is_taken_back_where_it_is(study: Study) -> None:
    change(study, CHANGED)
    path = study.note("1.2")
    (study.vault / "Mine").mkdir()
    (study.vault / path).rename(study.vault / "Mine/Hitches.md")
    undo(study.context)
    assert "Half" not in study.read("Mine/Hitches.md")
    assert not (study.vault / path).exists()
    study.pull()  # links lead to its new place
    settled(study)


def test_a_note_deleted_since_stays_deleted(study: Study) -> None:
    change(study, CHANGED)
    path = study.note("1.2")
    (study.vault / path).unlink()
    undo(study.context)
    assert not (study.vault / path).exists()
    settled(study)


def test_of_a_push_the_marks_are_taken_back_and_the_words_stay(study: Study) -> None:
    before = study.files()
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    study.mark("1.2", "Rolling", "-")
    report = undo(study.context, "push")
    assert report.study is not None
    text = study.read(study.note("1.2"))
    assert "- [ ] 1.2.1 Clove hitch ^clove-hitch\n- [-] 1.2.2 Rolling hitch ^rolling-hitch\n" in text
    assert "PRECIOUS" in text
    assert [change.item for change in report.changes if "#^" in change.item] == ["hitches#^clove-hitch"]
    assert [change.item for change in report.kept if "#^" in change.item] == ["hitches#^rolling-hitch"]
    settled(study)
    undo(study.context, redo=True)
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    settled(study)
    new = {path for path in study.files() if path not in before and not path.startswith("Charts/")}
    assert new == {".vaultsync/marks/knots.tsv"}


def test_a_section_ticked_by_mistake_is_open_again(study: Study) -> None:
    before = study.files()
    study.mark("Knots", "1. Basics")
    study.push()
    assert study.status().figures["done"] == 5
    undo(study.context)
    assert study.files() == before
    settled(study)


def test_a_push_of_words_alone_is_told_as_such(study: Study) -> None:
    change(study, CHANGED)
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    with pytest.raises(VaultError, match="only words"):
        undo(study.context)
    undo(study.context, "pull")
    assert "PRECIOUS" in study.read(study.note("1.2"))
    settled(study)


def test_adding_and_removing_a_roadmap_is_taken_back(study: Study, tmp_path: Path) -> None:
    before = study.files()
    sky = tmp_path / "sky.md"
    sky.write_text("# Sky\n\n## 1. Stars\n- [ ] Vega\n- [ ] Deneb\n", "utf-8")
    add(study.context, sky)
    undo(study.context)
    assert without(study.files(), ".obsidian/graph.json") == without(before, ".obsidian/graph.json")
    settled(study)
    study.mark("1.2", "Clove")
    study.push()
    before = study.files()
    remove(study.context, "knots")
    undo(study.context)
    assert study.files() == before
    settled(study)


def test_a_dry_run_tells_what_is_committed_first(study: Study) -> None:
    change(study, CHANGED)
    study.mark("1.2", "Clove")
    told, done = undo(study.context, dry_run=True).study, undo(study.context).study
    assert told is not None
    assert done is not None
    assert told.subject == done.subject != ""


def test_a_dry_run_writes_nothing(study: Study) -> None:
    change(study, CHANGED)
    study.mark("1.2", "Clove")
    before = study.files()
    report = undo(study.context, dry_run=True)
    assert {note.deed for note in report.notes} == {"update", "delete"}
    assert study.files() == before


@pytest.mark.parametrize("what", ["pull", "push"])
@pytest.mark.parametrize("step", range(0, 60, 4))
def test_a_kill_at_any_write_is_finished_by_the_next_run(study: Study, what: str, step: int) -> None:
    before = study.files()
    change(study, CHANGED)
    if what == "push":
        before = study.files()
        study.mark("Knots", "1. Basics")
        study.push()
    with killed_at(step):
        undo(study.context)
    study.pull()
    if not study.subjects()[0].startswith("Undo: "):
        undo(study.context)
    assert without(study.files(), *APART) == without(before, *APART)
    settled(study)


@pytest.mark.parametrize("step", range(0, 60, 4))
def test_words_written_after_a_killed_undo_are_no_part_of_it(study: Study, step: int) -> None:
    change(study, CHANGED)
    with killed_at(step):
        undo(study.context)
    for stem in ("1.1", "1.2"):
        study.edit(stem, "## Notes\n", f"## Notes\nMine in {stem}.\n")
    study.pull()
    if "Undo: " in study.subjects()[0] + study.subjects()[1]:
        undo(study.context, redo=True)
    for stem in ("1.1", "1.2"):
        assert f"Mine in {stem}." in study.read(study.note(stem))
    settled(study)


def test_pictures_made_anew_since_stop_nothing(study: Study) -> None:
    study.mark("1.1", "Figure")
    study.push()
    change(study, CHANGED)
    assert any(
        path.startswith("Charts/") for path in study.git("show", "--name-only", "--format=", "HEAD").splitlines()
    )
    study.mark("1.2", "Rolling")
    study.push()
    undo(study.context, "pull")
    settled(study)
    assert study.line("1.2", "Rolling").startswith("- [x]")


def test_a_push_of_words_is_not_in_the_way_of_the_ticks_before_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.write("Journal/2026-11-21.md", "## Study\n- 30m: knots\n")
    study.push()
    with pytest.raises(VaultError, match="holds only words") as told:
        undo(study.context)
    assert '"vaultsync undo push" takes back “Study: 1 done in Hitches (Knots 1/7)”' in told.value.next_step
    assert "undo pull" not in told.value.next_step  # that one made the vault
    assert [change.text for change in undo(study.context, "push").changes] == ["1.2.1 Clove hitch"]
    assert study.status().figures["done"] == 0
    assert "30m: knots" in study.read("Journal/2026-11-21.md")


def test_marks_pushed_since_a_pull_are_taken_back_first(study: Study) -> None:
    change(study, CHANGED)
    study.mark("1.2", "Half")
    with pytest.raises(VaultError, match="taking back “Pull: Knots: ") as told:
        undo(study.context, "pull")
    assert told.value.next_step == "Take that back yourself first, or leave that commit as it is"
    study.push()
    with pytest.raises(VaultError) as told:
        undo(study.context, "pull")
    assert '"vaultsync undo push" (“Study: 1 done in Hitches (Knots 1/8)”)' in told.value.next_step
    undo(study.context, "push")
    undo(study.context, "pull")
    assert "Half" not in study.read(study.note("1.2"))


def test_where_every_push_is_of_words_no_push_is_named(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    with pytest.raises(VaultError, match="only words") as told:
        undo(study.context, "push")
    assert told.value.next_step.startswith('Take the words back with "git revert ')
    assert "vaultsync undo" not in told.value.next_step


def test_a_push_of_a_tick_whose_task_went_elsewhere_names_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    moved = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "")
    study.document.write_text(moved.replace("- [ ] 2.1", "- [ ] 1.2.1 Clove hitch\n- [ ] 2.1"), "utf-8")
    study.pull()
    with pytest.raises(VaultError, match=r"no longer there in its roadmap: “1\.2\.1 Clove hitch”") as told:
        undo(study.context, "push")
    assert "vaultsync undo pull" in str(told.value)


def test_a_push_of_a_tick_whose_task_left_says_so(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""), "utf-8")
    study.pull()
    report = undo(study.context, "push")
    assert any("“1.2.1 Clove hitch”" in warning for warning in report.warnings)


def test_a_pull_that_was_brought_in_again_is_not_done_again_on_top(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    change(study, DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Tying the clove hitch"))
    undo(study.context)
    study.pull(again=True)
    settle_review(study.context, "1", "same")
    files = study.files()
    with pytest.raises(VaultError, match="nothing is left of “Undo: Pull"):
        undo(study.context, redo=True)
    assert study.files() == files
    assert study.line("1.2", "Tying").startswith("- [x]")


def test_a_push_whose_ticks_were_taken_back_by_hand_is_told_as_such(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.mark("1.2", "Clove", " ")
    with pytest.raises(VaultError, match="what it marked was marked anew since"):
        undo(study.context)


@pytest.mark.parametrize("own", ["folder", "repository", "later", "new"])
def test_who_undoes_the_making_of_a_vault_is_told_to_delete_what_it_made_and_nothing_else(
    tmp_path: Path, own: str
) -> None:
    document = tmp_path / "knots.md"
    document.write_text(DOCUMENT, "utf-8")
    study = Study(tmp_path / "vault", document)
    if own in ("folder", "repository"):
        study.write("My diary.md", "years\n")
        study.write("Templates/Mine.md", "years\n")
    if own == "repository":
        study.git("init", "-q")
        study.git("add", "-A")
        study.git("commit", "-q", "-m", "mine")
    init(study.vault, roadmaps=[document], context=study.context)
    if own == "later":
        study.write("My diary.md", "years\n")
    with pytest.raises(VaultError, match="this commit made the vault") as told:
        undo(study.context)
    advice = told.value.next_step
    if own == "new":
        assert advice == "Delete the folder if you do not want the vault any more"
        return
    assert "do not delete it as a whole" in advice
    named = advice.rpartition(": ")[2].split(", ")
    assert {"Roadmaps/", ".vaultsync/", "vaultsync.toml", "PROGRESS.md", "Home.md"} <= set(named)
    for one in named:
        study.git("rm", "-r", "-q", "-f", "--ignore-unmatch", one)
        assert not (study.vault / one).exists()
    kept = {"My diary.md": b"years\n"}
    assert study.files() == kept if own == "later" else kept | {"Templates/Mine.md": b"years\n"}


def test_a_shallow_clone_is_no_vault_that_its_only_commit_made(study: Study, tmp_path: Path) -> None:
    study.write("My diary.md", "years\n")
    study.push()
    change(study, CHANGED)
    study.git("clone", "-q", "--depth", "1", study.vault.as_uri(), str(tmp_path / "shallow"))
    there = Study(tmp_path / "shallow", study.document)
    with pytest.raises(VaultError, match="the history of this clone begins with it") as told:
        undo(there.context)
    assert told.value.next_step == 'Fetch what was before it with "git fetch --unshallow", then call this again'
