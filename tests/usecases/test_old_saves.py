"""An editor that held a note while a pull rewrote it saves what it held: nothing is lost, and ticks count."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.models.marks import Mark

MOVED = (
    DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "")
    .replace("- [ ] 2.1 Whipping\n", "- [ ] 2.1 Whipping\n- [ ] 2.3 Clove hitch\n")
    .replace("- [ ] 1.2.2 Rolling hitch", "- [ ] 1.2.2 Rolling hitch\n- [ ] 1.2.3 Half hitch")
)
WITHOUT = MOVED.replace("### 1.2 Hitches\n- [ ] 1.2.2 Rolling hitch\n- [ ] 1.2.3 Half hitch\n", "")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = begin(tmp_path)
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - MINE UNDER CLOVE\n")
    study.edit("1.2", "^rolling-hitch\n", "^rolling-hitch\n  - MINE UNDER ROLLING\n")
    study.push()
    return study


def change(study: Study, text: str, **options: object) -> None:
    study.document.write_text(text, "utf-8")
    study.pull(**options)


def saved(study: Study, path: str, text: str, *more: str) -> None:
    """Save an old text in which tasks were ticked and words written."""
    for words in more:
        assert f"[ ] {words}" in text
        text = text.replace(f"[ ] {words}", f"[x] {words}")
    study.write(path, text.replace("UNDER CLOVE\n", "UNDER CLOVE\n  - SINCE\n"))


def settled(study: Study) -> None:
    files = study.files()
    assert not study.pull(yes=True).changed
    assert study.files() == files
    assert study.git("status", "--porcelain") == ""


@pytest.mark.parametrize("pulls", [1, 2])
def test_a_tick_counts_where_its_task_is_now(study: Study, pulls: int) -> None:
    path = study.note("1.2")
    old = study.read(path)
    change(study, MOVED)
    if pulls == 2:
        change(study, MOVED.replace("Half hitch", "Half hitch\n- [ ] 1.2.4 Cow hitch"))
    saved(study, path, old, "1.2.1 Clove", "1.2.2 Rolling")
    report = study.push()
    assert {(one.item, one.to) for one in report.changes} == {
        ("rope-care#^clove-hitch", Mark.DONE),
        ("hitches#^rolling-hitch", Mark.DONE),
    }
    assert report.healed == [
        f"{path}: it was saved from a text older than the last pull; what you did there was carried over"
    ]
    here, there = study.read(path), study.read(study.note("2 Rope"))
    assert "Clove" not in here
    assert "[x] 1.2.2 Rolling hitch ✅ 2026-11-21 ^rolling-hitch\n  - MINE UNDER ROLLING\n- [ ] 1.2.3 Half" in here
    assert "^clove-hitch\n  - MINE UNDER CLOVE\n  - SINCE\n" in there
    assert there.count("MINE UNDER CLOVE") == 1
    settled(study)


def test_so_it_does_where_its_whole_note_left(study: Study) -> None:
    path = study.note("1.2")
    old = study.read(path)
    change(study, WITHOUT, yes=True)
    assert not (study.vault / path).exists()
    saved(study, path, old, "1.2.1 Clove", "1.2.2 Rolling")
    assert [one.item for one in study.push().changes] == ["rope-care#^clove-hitch"]
    assert not (study.vault / path).exists()
    assert "  - MINE UNDER CLOVE\n  - SINCE\n" in study.read(study.note("2 Rope"))
    archive = study.read("Archive/Knots/1.2 Hitches.md")
    assert "- [x] 1.2.2 Rolling hitch ^rolling-hitch\n  - MINE UNDER ROLLING\n" in archive
    settled(study)


def test_a_pull_carries_it_over_before_it_brings_news(study: Study) -> None:
    path = study.note("1.2")
    old = study.read(path)
    change(study, MOVED)
    saved(study, path, old, "1.2.1 Clove")
    change(study, MOVED + "- [ ] 2.4 Coiling\n")
    assert "[x] 2.3 Clove hitch" in study.read(study.note("2 Rope"))
    assert "1.2.3 Half hitch" in study.read(path)
    settled(study)


def test_a_new_task_that_the_learner_deletes_stays_deleted(study: Study) -> None:
    change(study, MOVED)
    path = study.edit("1.2", "- [ ] 1.2.3 Half hitch ^half-hitch\n", "")
    assert study.push().healed == []
    assert "Half hitch" not in study.read(path)


def test_what_left_and_was_taken_back_by_hand_is_the_learners(study: Study) -> None:
    path = study.note("1.2")
    old = study.read(path)
    change(study, DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""))
    saved(study, path, old)
    assert study.push().healed == []
    assert "MINE UNDER CLOVE\n  - SINCE\n" in study.read(path)
    settled(study)
