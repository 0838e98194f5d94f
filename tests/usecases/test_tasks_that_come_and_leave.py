"""A pull names the tasks that came into notes and left them, and the file of the archive that keeps the learner's work."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.models.reports import PullReport

LOOPS, HITCHES = "Roadmaps/Knots/1 Basics/1.1 Loops.md", "Roadmaps/Knots/1 Basics/1.2 Hitches.md"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def told(report: PullReport) -> list[tuple[str, ...]]:
    return [(task.deed, task.note, task.text, task.archive) for task in report.tasks]


def test_a_dry_run_tells_the_same(study: Study) -> None:
    study.mark("1.1", "Figure")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  my own words\n")
    study.push()
    text = DOCUMENT.replace("- [ ] 1.1.2 Figure eight\n", "- [ ] 1.1.2 [**Sheet** bend](https://a.invalid)\n")
    text = text.replace("- [ ] 1.2.1 Clove hitch\n", "").replace("- [ ] 2.2 Drying\n", "")
    study.document.write_text(text, "utf-8")
    planned = study.pull(dry_run=True)
    expected = [
        ("came", LOOPS, "1.1.2 Sheet bend", ""),
        ("left", LOOPS, "1.1.2 Figure eight", "Archive/Knots/1.1 Loops.md"),
        ("left", HITCHES, "1.2.1 Clove hitch", "Archive/Knots/1.2 Hitches.md"),
        ("left", "Roadmaps/Knots/2 Rope care.md", "2.2 Drying", ""),
    ]
    assert told(planned) == expected
    done = study.pull()
    assert told(done) == expected
    assert done.warnings == []
    for _, _, _, archive in expected[1:3]:
        assert (study.vault / archive).is_file()
    assert told(study.pull()) == []


def test_what_moves_or_comes_with_its_note_is_not_told(study: Study) -> None:
    text = DOCUMENT.replace("- [ ] 1.1.2 Figure eight\n", "").replace(
        "- [ ] 1.2.2 Rolling hitch\n", "- [ ] 1.2.2 Rolling hitch\n- [ ] 1.2.3 Figure eight\n"
    )
    study.document.write_text(text + "\n## 3. Splices\n\n- [ ] 3.1 Eye splice\n", "utf-8")
    report = study.pull()
    assert told(report) == []
    assert report.count("create") == 1
    study.document.write_text(text, "utf-8")
    assert told(study.pull()) == []


MOVED = (
    DOCUMENT[: DOCUMENT.index("### 1.2")]
    + DOCUMENT[DOCUMENT.index("## 2.") :]
    + "- [ ] Clove hitch\n- [ ] Rolling hitch\n"
)


def test_what_stands_under_a_task_goes_along_when_its_whole_note_leaves(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  my own words\n")
    study.edit("1.2", "Rolling hitch ^", "Rolling hitch (mine) ^")
    study.document.write_text(MOVED, "utf-8")
    study.pull()
    care = study.read(study.note("2 Rope"))
    assert (
        "- [x] Clove hitch ✅ 2026-11-21 ^clove-hitch\n  my own words\n- [ ] Rolling hitch (mine) ^rolling-hitch\n"
        in care
    )
    assert not (study.vault / HITCHES).exists()
    assert not (study.vault / "Archive").exists(), "all that was in it is elsewhere"
    assert not study.pull().changed


def test_a_note_that_left_is_archived_without_the_tasks_that_moved(study: Study) -> None:
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  my own words\n")
    study.edit("1.2", "## Notes\n", "## Notes\n\nOf hitches.\n")
    study.document.write_text(MOVED.replace("- [ ] Rolling hitch\n", ""), "utf-8")
    study.pull()
    kept = study.read("Archive/Knots/1.2 Hitches.md")
    assert "Of hitches." in kept
    assert "Rolling" in kept
    assert "Clove" not in kept
    assert "my own words" not in kept
    assert "^clove-hitch\n  my own words\n" in study.read(study.note("2 Rope"))
    assert not study.pull().changed


def test_a_tick_of_a_task_that_moves_into_a_note_that_is_just_being_saved(study: Study) -> None:
    """The note is empty while the roadmap brings the task; its tick waits for it, as the words do in the archive."""
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  my own words\n")
    study.push()
    path = study.note("2 Rope")
    text = study.read(path)
    study.write(path, "")
    study.document.write_text(MOVED, "utf-8")
    study.pull()
    assert "my own words" in study.read("Archive/Knots/1.2 Hitches.md")
    study.write(path, text)
    study.pull()
    assert "- [x] Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in study.read(path)
    assert study.status().figures["done"] == 1
    assert not study.pull().changed


def test_a_tick_that_is_kept_in_other_words_is_told(study: Study) -> None:
    study.mark("1.1", "Figure")
    study.push()
    study.document.write_text(
        DOCUMENT.replace("Figure eight", "Figure eights").replace("Rolling hitch", "Roling hitch")
    )
    for dry_run in (True, False):
        (task,) = study.pull(dry_run=dry_run).tasks
        assert (task.deed, task.note) == ("reworded", LOOPS)
        assert (task.before, task.text) == ("1.1.2 Figure eight", "1.1.2 Figure eights")
    assert "[x] 1.1.2 Figure eights" in study.line("1.1", "Figure")


def test_the_archive_names_what_a_task_stood_under_and_gives_each_back(tmp_path: Path) -> None:
    text = "# Puzzles\n\n## A\n" + "".join(
        f"- [ ] {name}\n    - [ ] solve again\n" for name in ("Two Sum", "Max", "Min")
    )
    study = begin(tmp_path, text, "puzzles")
    study.mark("A", "Two Sum")
    study.write(study.note("A"), study.read(study.note("A")).replace("[ ] solve", "[x] solve"))
    study.edit("A", "^solve-again-2\n", "^solve-again-2\n    - slowly\n")
    study.push()
    before = study.read(study.note("A"))
    shorter = text.replace("- [ ] Two Sum\n    - [ ] solve again\n", "").replace(
        "- [ ] Max\n    - [ ] solve again\n", "- [ ] Max\n"
    )
    study.document.write_text(shorter, "utf-8")
    study.pull(yes=True)
    left = study.read("Archive/Puzzles/01 A.md").partition("\n\n- ")[2]
    assert "- " + left == (
        "- [x] Two Sum ✅ 2026-11-21 ^two-sum\n"
        "  - [x] solve again ✅ 2026-11-21 ^solve-again\n"
        "- Max\n"
        "  - [x] solve again ✅ 2026-11-21 ^solve-again-2\n"
        "    - slowly\n"
    )
    study.document.write_text(text, "utf-8")
    study.pull()
    assert study.read(study.note("A")) == before
    assert not list((study.vault / "Archive").rglob("*.md"))


def test_a_marked_task_that_becomes_a_resource_is_told_since_it_is_no_more_counted(study: Study) -> None:
    text = f"{DOCUMENT}\n## 3. Splices\n\n- [ ] 3.1 Eye splice\n\n### Resources\n\n- [ ] A book\n- [ ] A film\n"
    study.document.write_text(text, "utf-8")
    study.pull()
    study.mark("3 Splices", "A book")
    study.push()
    without = text.replace("- [ ] A book\n- [ ] A film", "- A book\n- A film")
    for document, deed in ((without, "apart"), (text, "counted")):
        study.document.write_text(document, "utf-8")
        assert told(study.pull()) == [(deed, "Roadmaps/Knots/3 Splices.md", "A book", "")]
