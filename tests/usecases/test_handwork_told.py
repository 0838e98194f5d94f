"""What became of notes is told by commits as what it was: written in, moved, deleted, made."""

from __future__ import annotations

import shutil

import pytest
from study import Study, begin

from vaultsync.usecases.review import review


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path)


def test_a_note_that_was_deleted(study: Study) -> None:
    (study.vault / study.note("1.1 Loops")).unlink()
    assert study.push().subject == "Study: deleted Loops"


def test_a_deleted_note_is_told_by_the_push_and_named_by_its_commit_whatever_else_changed(study: Study) -> None:
    (study.vault / study.note("1.1 Loops")).unlink()
    study.edit("1.2 Hitches", "## Notes\n", "## Notes\n\nOver, under.\n")
    dry, report = study.push(dry_run=True), study.push()
    assert dry.deleted == report.deleted == ["1.1 Loops"]
    assert report.subject == "Study: notes in Hitches"
    assert "\n\nDeleted\n- Loops\n" in study.git("log", "-1", "--format=%B")
    assert study.push().deleted == []


def test_a_note_of_ones_own_is_written_and_deleted(study: Study) -> None:
    study.write("Mine.md", "Of knots.\n")
    assert study.push().subject == "Study: notes in Mine"
    (study.vault / "Mine.md").unlink()
    assert study.push().subject == "Study: deleted Mine"


def test_a_note_that_was_moved(study: Study) -> None:
    path = study.note("1.1 Loops")
    study.write("Mine/Loops.md", study.read(path))
    (study.vault / path).unlink()
    assert study.push().subject == "Study: moved Loops"
    study.write("Elsewhere.md", study.read("Mine/Loops.md").replace("## Notes\n", "## Notes\n\nOver, under.\n"))
    (study.vault / "Mine/Loops.md").unlink()
    assert study.push().subject == "Study: notes in Loops"


def test_what_vaultsync_makes_is_no_note_that_waits_for_a_commit(study: Study) -> None:
    study.mark("1.1 Loops", "Figure eight")
    study.push(commit=False)
    assert "PROGRESS.md" in study.git("status", "--porcelain")
    assert study.status().edited == [study.note("1.1 Loops")]
    shutil.rmtree(study.vault / ".vaultsync")
    assert study.status().edited == [study.note("1.1 Loops")]


def test_what_is_deleted_beside_ticks(study: Study) -> None:
    (study.vault / study.note("1.2 Hitches")).unlink()
    study.mark("1.1 Loops", "Figure eight")
    study.push()
    assert "\n\nDeleted\n- Hitches\n" in study.git("log", "-1", "--format=%B")


def test_a_review_is_the_learners_once_they_write_in_it(study: Study) -> None:
    path = review(study.context, "week").note
    assert study.push().subject == "Study: made the review 2026-W47"
    study.write(path, study.read(path) + "\nMy own words.\n")
    assert study.push().subject == "Study: notes in Week 47 of 2026"
    (study.vault / path).unlink()
    assert study.push().subject == "Study: deleted Week 47 of 2026"


def test_what_a_pull_took_away_and_nobody_committed_is_not_the_learners(study: Study) -> None:
    study.document.write_text(study.document.read_text().partition("### 1.2")[0] + "## 2. Rope care\n\n- [ ] Drying\n")
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace("commit = true", "commit = false"))
    study.pull(yes=True)
    study.write("vaultsync.toml", settings)
    study.push()
    assert "Deleted" not in study.git("log", "-1", "--format=%B")


def test_a_pull_that_a_hook_refused_is_a_pull_later(study: Study) -> None:
    hook = study.vault / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    study.document.write_text(study.document.read_text().partition("### 1.2")[0] + "## 2. Rope care\n\n- [ ] Drying\n")
    with pytest.raises(Exception, match="hook"):
        study.pull(yes=True)
    hook.unlink()
    study.push()
    assert study.subjects()[0].startswith("Pull: Knots: 3 changed, 1 deleted")


def test_settings_and_pictures_are_told_by_their_names(study: Study) -> None:
    study.write("vaultsync.toml", study.read("vaultsync.toml") + "\n")
    study.write("Pictures/knot.png", "x")
    assert study.push().subject == "Study: changed knot.png and vaultsync.toml"


def test_notes_of_ones_own_are_no_units(study: Study) -> None:
    for name in "ABC":
        study.write(f"{name}.md", "Of knots.\n")
    assert study.push().subject == "Study: wrote in 3 notes"


def test_a_pull_tells_what_it_mended(study: Study) -> None:
    path = study.edit("1.2", " ^clove-hitch\n", "\n")
    foreseen = study.pull(dry_run=True)
    report = study.pull()
    assert report.subject == "Pull: mended 1 note"
    assert report.healed == foreseen.healed == [f"{path}: the id of a task put back"]
    assert f"\n\nMended\n- {path}: the id of a task put back" in study.git("log", "-1", "--format=%B")
    study.edit("1.2", "vaultsync: knots/hitches\n", "")
    assert study.pull().healed == [f"{path}: its id put back"]
    assert not study.pull().changed


def test_a_pull_tells_what_it_took_in_without_a_change_of_notes(study: Study) -> None:
    (study.vault / ".vaultsync/base/knots/hitches.md").unlink()
    report = study.pull()
    assert report.anew == ["knots: 1 lost base text made anew"]
    assert report.subject == "Pull: knots: 1 lost base text made anew"
    assert report.study is not None
    assert report.study.subject == "Study: changed 1 file in .vaultsync"
    study.document.write_text(study.document.read_text("utf-8").replace("# Knots\n", "# Knots\n\n\n"), "utf-8")
    report = study.pull()
    assert report.anew == ["knots: the document changed, but nothing of it in the notes"]
    assert report.subject == f"Pull: {report.anew[0]}"


def test_news_of_a_note_that_was_deleted_is_told_as_such(study: Study) -> None:
    (study.vault / study.note("1.2")).unlink()
    study.push()
    text = study.document.read_text("utf-8")
    study.document.write_text(
        text.replace("- [ ] 1.2.2 Rolling hitch\n", "- [ ] 1.2.3 Half\n- [ ] 1.2.4 Two\n"), "utf-8"
    )
    told = 'knots: 2 tasks came into and 1 task left notes that you deleted and that still count ("vaultsync restore")'
    assert study.pull().anew == [told]


def test_ticks_of_a_document_are_news_of_it(study: Study) -> None:
    text = study.document.read_text("utf-8")
    study.document.write_text(text.replace("- [ ] 1.2.2", "- [x] 1.2.2"), "utf-8")
    report = study.pull()
    assert report.arrived == 1
    assert report.anew == []
