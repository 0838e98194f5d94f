"""A copy of notes that somebody made long ago, and then moved or renamed the notes themselves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from study import Study, begin


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


@pytest.mark.parametrize("tick", [True, False])
@pytest.mark.parametrize("committed", [True, False])
def test_the_moved_notes_are_the_notes(study: Study, tick: bool, committed: bool) -> None:
    """Whoever commits the move: what an old copy says is no news."""
    if not tick:
        study.mark("1.2", "Clove")
        study.push()
    shutil.copytree(study.vault / "Roadmaps" / "Knots" / "1 Basics", study.vault / "Backup")
    study.push()
    study.mark("1.2", "Clove", "x" if tick else " ")
    assert len(study.push().changes) == 1
    os.replace(study.vault / "Roadmaps" / "Knots" / "1 Basics", study.vault / "Roadmaps" / "Knots" / "1 Ground")
    if committed:
        study.git("add", "--all")
        study.git("commit", "--quiet", "--message=by another tool")
    assert not study.push().changes
    assert study.status().figures["done"] == (1 if tick else 0)
    assert (study.vault / "Backup" / "1.2 Hitches.md").exists()


def test_a_note_renamed_beside_a_copy_stays_where_it_was_put(study: Study) -> None:
    shutil.copytree(study.vault / "Roadmaps" / "Knots" / "1 Basics", study.vault / "Backup")
    study.push()
    place = study.vault / study.note("1.2")
    os.replace(place, place.with_name("1.2 My hitches.md"))
    study.push()
    assert place.with_name("1.2 My hitches.md").exists()


def test_tasks_and_what_they_stand_under_ticked_together(study: Study) -> None:
    """That is so many tasks, and not one more."""
    study.mark("1.1", "Bowline")
    study.mark("1.1", "Left-handed")
    study.mark("1.1", "Right-handed")
    report = study.push()
    assert report.subject == "Study: 2 done in Loops (Knots 2/7)"
    assert [change.text for change in report.changes] == ["1.1.1.1 Left-handed", "1.1.1.2 Right-handed"]
    for words in ("Bowline", "Left-handed", "Right-handed"):
        study.mark("1.1", words, " ")
    assert study.push().subject == "Study: 2 reopened in Loops (Knots 0/7)"
