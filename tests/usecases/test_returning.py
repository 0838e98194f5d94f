"""What leaves a roadmap and comes back, what is called otherwise, and what stands in the archive."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from study import DOCUMENT, NOON, Study, begin

from vaultsync.errors import GitError
from vaultsync.usecases.check import check
from vaultsync.usecases.review import review
from vaultsync.usecases.roadmaps import add, remove

WITHOUT_HITCHES = DOCUMENT[: DOCUMENT.index("### 1.2")] + DOCUMENT[DOCUMENT.index("## 2.") :]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def change(study: Study, text: str) -> None:
    study.document.write_text(text, "utf-8")
    study.pull()


def test_a_retitled_unit_keeps_its_file_and_its_old_title_as_an_alias(study: Study) -> None:
    path = study.note("1.2")
    change(study, DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Hitch knots"))
    assert study.note("1.2") == path
    text = study.read(path)
    assert "title: 1.2 Hitch knots\naliases:\n  - 1.2 Hitches\ntags:" in text
    assert "\n# 1.2 Hitch knots\n" in text
    assert "|1.2 Hitch knots]]" in study.read(study.note("1 Basics"))
    change(study, DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Knots of hitch"))
    assert "aliases:\n  - 1.2 Hitches\n  - 1.2 Hitch knots\n" in study.read(path)
    change(study, DOCUMENT)
    assert "aliases:\n  - 1.2 Hitch knots\n  - 1.2 Knots of hitch\n" in study.read(path)
    assert not study.pull().changed


def test_a_task_that_comes_back_is_told_with_its_mark(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    change(study, DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""))
    study.document.write_text(DOCUMENT.replace("1.2.2", "- [ ] 1.2.9 New one\n- [ ] 1.2.2"), "utf-8")
    came = [(task.text, task.mark) for task in study.pull().tasks if task.deed == "came"]
    assert ("1.2.1 Clove hitch", "done") in came
    assert [mark for _, mark in came].count("") == len(came) - 1


def test_a_new_number_is_no_new_title(study: Study) -> None:
    path = study.note("1.2")
    change(study, DOCUMENT.replace("### 1.2 Hitches", "### 1.3 Hitches"))
    assert "title: 1.3 Hitches\ntags:" in study.read(path)


def test_aliases_of_the_learner_stay_and_one_taken_out_stays_out(study: Study) -> None:
    path = study.edit("1.2", "title: 1.2 Hitches\n", "title: 1.2 Hitches\naliases: [mine]\n")
    change(study, DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Hitch knots"))
    assert "aliases: [mine, 1.2 Hitches]\n" in study.read(path)
    study.edit("1.2", "aliases: [mine, 1.2 Hitches]", "aliases: [mine]")
    change(study, DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Knots of hitch"))
    assert "aliases: [mine, 1.2 Hitch knots]\n" in study.read(path)
    assert not study.pull().changed


def test_an_archived_note_leads_back_to_its_roadmap_and_nowhere_else(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    change(study, WITHOUT_HITCHES)
    text = study.read("Archive/Knots/1.2 Hitches.md")
    assert 'up: "[[Roadmaps/Knots/Knots|Knots]]"\n' in text
    assert not re.search(r"^(?:prev|next|vaultsync):", text, re.MULTILINE)


def test_neighbours_that_the_learner_chose_stay_in_the_archive(study: Study) -> None:
    study.edit("1.2", 'prev: "[[', 'prev: "[[Mine|')
    change(study, WITHOUT_HITCHES)
    assert 'prev: "[[Mine|' in study.read("Archive/Knots/1.2 Hitches.md")


def test_archived_tasks_tell_where_they_come_from(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    change(study, DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""))
    assert f"[[{study.note('1.2')[:-3]}|1.2 Hitches]]" in study.read("Archive/Knots/1.2 Hitches.md")


def test_a_roadmap_removed_and_added_again_has_its_ticks(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("2 Rope", "Drying", "-")
    study.push()
    before = study.status().figures
    remove(study.context, "knots")
    assert study.status().figures["total"] == 0
    assert not study.pull().changed
    add(study.context, study.document)
    assert study.status().figures == before
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert not study.pull().changed
    remove(study.context, "knots")
    add(study.context, study.document)
    assert study.status().figures == before


def test_a_roadmap_removed_and_added_again_has_its_words(study: Study) -> None:
    study.edit("1.1", "Figure eight ^figure-eight\n", "Figure eight ^figure-eight\n  - for a stopper\n")
    study.mark("1.1", "Figure eight")
    study.edit("2 Rope", "## Notes\n", "## Notes\n\nWords without a tick.\n")
    study.edit("1 Basics", "## Contents\n", "My words on basics.\n\n## Contents\n")
    study.edit("Knots", "## Contents\n", "My words on it all.\n\n## Contents\n")
    study.push()
    before = {path: data for path, data in study.files().items() if path.startswith("Roadmaps/")}
    remove(study.context, "knots")
    add(study.context, study.document)
    for words in ("for a stopper", "Words without a tick.", "My words on basics.", "My words on it all.", "[x] 1.1.2"):
        assert everything(study).count(words) == 1, words
    assert {path: data for path, data in study.files().items() if path.startswith("Roadmaps/")} == before
    assert not any(path.startswith("Archive/") for path in study.files())
    settled(study)


def test_what_a_roadmap_added_again_has_no_more_stays_in_the_archive(study: Study) -> None:
    study.edit("1.2", "Clove hitch ^clove-hitch\n", "Clove hitch ^clove-hitch\n  - slips on wet poles\n")
    study.push()
    remove(study.context, "knots")
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""), "utf-8")
    add(study.context, study.document)
    assert "  - slips on wet poles\n" in study.read("Archive/Knots/1.2 Hitches.md")
    assert everything(study).count("slips on wet poles") == 1
    settled(study)


def test_a_refused_commit_is_told_by_the_next_one(study: Study) -> None:
    hook = study.vault / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    with pytest.raises(GitError):
        study.push()
    hook.unlink()
    study.mark("1.2", "Rolling", " ")
    study.mark("2 Rope", "Drying")
    report = study.push()
    assert [change.item for change in report.changes] == ["hitches#^clove-hitch", "rope-care#^drying"]
    assert "- 1.2.1 Clove hitch" in study.git("log", "-1", "--format=%B")
    assert "Rolling" not in study.git("log", "-1", "--format=%B")


def everything(study: Study) -> str:
    return "\n".join(data.decode() for path, data in study.files().items() if path.startswith(("Roadmaps", "Archive")))


def settled(study: Study) -> None:
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files


def test_the_words_in_an_archived_note_come_back_with_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nThe clove hitch slips on wet poles.\n")
    study.push()
    change(study, WITHOUT_HITCHES)
    study.write(
        "Archive/Knots/1.2 Hitches.md", study.read("Archive/Knots/1.2 Hitches.md") + "\nWritten in the archive.\n"
    )
    study.push()
    change(study, DOCUMENT.replace("- [ ] 1.2.2 Rolling hitch", "- [ ] 1.2.2 Rolling hitch\n- [ ] 1.2.3 Cow hitch"))
    text = study.read(study.note("1.2"))
    for line in (
        "The clove hitch slips on wet poles.",
        "Written in the archive.",
        "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch",
        "- [ ] 1.2.2 Rolling hitch ^rolling-hitch",
        "- [ ] 1.2.3 Cow hitch ^cow-hitch",
        "vaultsync: knots/hitches",
        "done: false",
    ):
        assert text.count(f"{line}\n") == 1, text
    assert not (study.vault / "Archive/Knots/1.2 Hitches.md").exists()
    assert re.search(r"^prev: .*1.1 Loops", text, re.MULTILINE)
    settled(study)


def test_words_in_the_place_of_a_date_come_back_with_their_note(study: Study) -> None:
    study.edit("1.2", "done: false\n", "done: true\ncompleted: last summer\n")
    study.push()
    change(study, WITHOUT_HITCHES)
    change(study, DOCUMENT)
    assert "done: true\ncompleted: last summer\n" in study.read(study.note("1.2"))


def test_words_without_a_tick_come_back_with_their_note(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\n\nPrecious.\n")
    study.push()
    change(study, WITHOUT_HITCHES)
    change(study, DOCUMENT)
    assert "Precious.\n" in study.read(study.note("1.2"))
    assert everything(study).count("Precious.") == 1
    settled(study)


def test_a_note_comes_back_into_a_roadmap_that_is_called_otherwise_now(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    change(study, WITHOUT_HITCHES)
    study.document.write_text(DOCUMENT.replace("# Knots\n", "# Knots and ropes\n"), "utf-8")
    assert study.pull().review == []
    assert re.search(r"^up: .*\|1. Basics", study.read(study.note("1.2")), re.MULTILINE)
    settled(study)


def test_what_left_the_note_meanwhile_stays_in_the_archive(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    study.push()
    change(study, WITHOUT_HITCHES)
    change(study, DOCUMENT.replace("- [ ] 1.2.2 Rolling hitch\n", ""))
    assert "Rolling" not in study.read(study.note("1.2"))
    assert "- [x] 1.2.2 Rolling hitch" in study.read("Archive/Knots/1.2 Hitches.md")
    settled(study)


def test_a_new_task_in_a_note_that_came_back_is_none_that_moved_elsewhere(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPrecious.\n")
    study.push()
    moved = WITHOUT_HITCHES.replace("## 2.", "- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n\n## 2.")
    change(study, moved)
    assert "[x] 1.2.1 Clove hitch" in study.line("1.1", "Clove")
    change(study, moved.replace("## 2.", "### 1.2 Hitches\n- [ ] Clove hitch\n- [ ] Cow hitch\n\n## 2."))
    text = study.read(study.note("1.2"))
    assert "Precious.\n" in text
    assert "- [ ] Clove hitch ^" in text
    assert "[x] 1.2.1 Clove hitch" in study.line("1.1", "Clove")
    assert study.status().figures["done"] == 1
    settled(study)


def test_a_task_ticked_in_the_archive_is_ticked_when_its_note_is_back(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\n\nPrecious.\n")
    study.push()
    change(study, WITHOUT_HITCHES)
    archived = "Archive/Knots/1.2 Hitches.md"
    study.write(archived, study.read(archived).replace("[ ] 1.2.1 Clove", "[x] 1.2.1 Clove"))
    study.push()
    change(study, DOCUMENT)
    assert "[x] 1.2.1 Clove hitch" in study.line("1.2", "Clove")
    settled(study)


def test_a_new_task_of_a_finished_unit_is_open_when_its_section_is_back(study: Study) -> None:
    for words in ("Clove", "Rolling"):
        study.mark("1.2", words)
    study.push()
    assert "- [x] [[" in study.line("1 Basics", "1.2 Hitches")
    study.document.write_text(DOCUMENT[: DOCUMENT.index("## 1.")] + DOCUMENT[DOCUMENT.index("## 2.") :], "utf-8")
    study.pull(yes=True)
    assert (study.vault / "Archive/Knots/1 Basics.md").exists()
    change(study, DOCUMENT.replace("## 2.", "- [ ] 1.2.3 Cow hitch\n\n## 2."))
    assert "[ ] 1.2.3 Cow hitch" in study.line("1.2", "Cow")
    assert "- [ ] [[" in study.line("1 Basics", "1.2 Hitches")
    assert study.status().figures["done"] == 2
    settled(study)


def test_the_words_under_a_task_come_back_with_it(study: Study) -> None:
    study.edit("1.2", "Clove hitch ^clove-hitch\n", "Clove hitch ^clove-hitch\n  - slips on wet poles\n    - often\n")
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    study.push()
    left = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n", "- [ ] Cow hitch\n")
    change(study, left)
    assert "slips on wet poles" in study.read("Archive/Knots/1.2 Hitches.md")
    change(study, left.replace("- [ ] Cow hitch\n", "- [ ] 1.2.1 Clove hitch\n- [ ] Cow hitch\n"))
    text = study.read(study.note("1.2"))
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n  - slips on wet poles\n    - often\n" in text
    kept = study.read("Archive/Knots/1.2 Hitches.md")
    assert "Clove" not in kept
    assert "slips" not in kept
    assert "Rolling hitch" in kept
    settled(study)
    change(study, left.replace("- [ ] Cow hitch\n", "- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n"))
    assert not (study.vault / "Archive/Knots/1.2 Hitches.md").exists()
    settled(study)


def test_of_twins_in_two_notes_each_has_its_own_words_back(study: Study) -> None:
    quizzes = DOCUMENT.replace("### 1.2", "- [ ] Quiz\n\n### 1.2").replace("## 2.", "- [ ] Quiz\n\n## 2.")
    change(study, quizzes)
    for stem, words in (("1.1", "of loops"), ("1.2", "of hitches")):
        study.mark(stem, "Quiz")
        study.edit(stem, " ^quiz\n", f" ^quiz\n  - {words}\n")
    study.push()
    change(study, DOCUMENT)
    change(study, DOCUMENT.replace("## 2.", "- [ ] Quiz\n\n## 2."))
    assert "  - of hitches\n" in study.read(study.note("1.2"))
    assert "of loops" in study.read("Archive/Knots/1.1 Loops.md")
    change(study, quizzes)
    assert "  - of loops\n" in study.read(study.note("1.1"))
    settled(study)


def test_a_task_of_a_note_that_is_gone_has_its_words_back_in_another(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", " ^clove-hitch\n", " ^clove-hitch\n  - slips\n")
    study.push()
    change(study, DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""))
    change(study, WITHOUT_HITCHES)
    change(study, WITHOUT_HITCHES.replace("## 2.", "- [ ] Clove hitch\n\n## 2."))
    text = study.read(study.note("1.1"))
    assert "- [x] Clove hitch ✅ 2026-11-21 ^clove-hitch\n  - slips\n" in text
    settled(study)


@pytest.mark.parametrize(
    ("mine", "back"),
    [
        ("[ ] 1.2.1 Clove hitch (in the shed)", "- [ ] 1.2.1 Clove hitch (in the shed) ^clove-hitch\n- "),
        (
            "[x] 1.2.1 Clove hitch ⏫ 📅 2026-12-01",
            "- [x] 1.2.1 Clove hitch ⏫ 📅 2026-12-01 ✅ 2026-11-21 ^clove-hitch\n- ",
        ),
        ("[ ] 1.2.1 Hitch in the shed", "- [ ] 1.2.1 Clove hitch ^clove-hitch\n  - 1.2.1 Hitch in the shed\n- "),
    ],
)
def test_words_beside_a_task_come_back_with_it(study: Study, mine: str, back: str) -> None:
    study.edit("1.2", "[ ] 1.2.1 Clove hitch", mine)
    study.push()
    change(study, DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""))
    change(study, DOCUMENT)
    assert back in study.read(study.note("1.2"))
    assert everything(study).count(mine[-8:]) == 1
    settled(study)


def test_a_note_that_left_and_stands_there_again_goes_to_the_archive(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\n\nPrecious.\n")
    study.push()
    old = study.read(path)
    change(study, WITHOUT_HITCHES)
    study.write(path, old.replace("Precious.\n", "Precious.\nLate.\n"))  # as a device does that was away for long
    study.push()
    study.pull()
    assert not (study.vault / path).exists()
    kept = study.read("Archive/Knots/1.2 Hitches.md")
    assert "Precious.\nLate.\n" in kept
    assert everything(study).count("Precious.\n") == 1
    assert "vaultsync:" not in kept
    assert check(study.context).findings == []
    settled(study)


def test_the_same_text_there_again_is_in_the_archive_once(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\n\nPrecious.\n")
    study.push()
    old = study.read(path)
    change(study, WITHOUT_HITCHES)
    study.write(path, old)
    study.pull()
    assert not (study.vault / path).exists()
    assert everything(study).count("Precious.\n") == 1
    settled(study)


def test_twins_come_back_as_they_were_after_the_document_was_cut_off(study: Study) -> None:
    whole = DOCUMENT
    for line in ("- [ ] 1.1.2 Figure eight\n", "- [ ] 1.2.1 Clove hitch\n", "- [ ] 2.1 Whipping\n"):
        whole = whole.replace(line, f"{line}- [ ] Quiz\n")
    whole = whole.replace("- [ ] 2.2 Drying\n", "- [ ] 2.2 Drying\n- [ ] Quiz\n")
    change(study, whole)
    study.mark("1.1", "Quiz")
    care = study.edit("2 Rope", "- [ ] Quiz ^quiz-2", "- [x] Quiz ^quiz-2")
    before = {
        path: re.findall(r"- \[.\] [^^\n]*", study.read(path)) for path in (study.note("1.1"), study.note("1.2"), care)
    }
    study.document.write_text(whole[: whole.index("### 1.1")], "utf-8")
    study.pull(yes=True)
    change(study, whole)
    for path, lines in before.items():
        stamped = re.sub(r"(?m)( ✅ .*)?$", "", "\n".join(re.findall(r"- \[.\] [^^\n]*", study.read(path))))
        assert [line.strip() for line in stamped.split("\n")] == [line.strip() for line in lines]


def test_a_twin_that_was_never_ticked_is_back_open_when_one_that_was_is_gone(study: Study) -> None:
    whole = DOCUMENT.replace("- [ ] 1.1.2 Figure eight\n", "- [ ] Quiz\n").replace(
        "- [ ] 2.1 Whipping\n", "- [ ] Quiz\n"
    )
    change(study, whole)
    study.mark("1.1", "Quiz")
    change(study, whole[: whole.index("## 2.")] + "## 2. Rope care\n\n- [ ] 2.2 Drying\n")
    change(study, whole.replace("- [ ] Quiz\n", ""))
    change(study, whole[: whole.index("## 2.")].replace("- [ ] Quiz\n", "") + whole[whole.index("## 2.") :])
    assert "- [ ] Quiz" in study.read(study.note("2 Rope"))
    change(study, whole)
    assert "- [x] Quiz" in study.read(study.note("1.1"))
    assert not study.pull().changed


def test_the_line_that_only_linked_an_archived_note_is_not_kept_beside_it(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.edit("1.2", "done: false", "done: true")
    study.edit("1 Basics", "^loops\n", "^loops\n  - MINE UNDER LOOPS\n")
    study.push()
    without = DOCUMENT.replace("### 1.2 Hitches\n- [ ] 1.2.1 Clove hitch\n- [ ] 1.2.2 Rolling hitch\n", "")
    study.document.write_text(without, "utf-8")
    study.pull(yes=True)
    archived = {path.name for path in (study.vault / "Archive").rglob("*.md")}
    assert archived == {"1.2 Hitches.md"}
    study.document.write_text(DOCUMENT, "utf-8")
    study.pull()
    assert not (study.vault / "Archive").exists()
    assert "- [x] [[Roadmaps/Knots/1 Basics/1.2 Hitches|1.2 Hitches]]" in study.read(study.note("1 Basics"))
    study.document.write_text(without.replace("### 1.1 Loops", "### 1.3 Other"), "utf-8")
    study.mark("1.1", "Figure")
    study.pull(yes=True)
    assert "MINE UNDER LOOPS" in "".join(path.read_text("utf-8") for path in study.vault.rglob("[!.]*.md"))


MONTHS = """\
# Fit

## Month 1

### Week 1
- [ ] Run a mile
- [ ] Swim
- [ ] Jump

### Week 2
- [ ] Sprint
- [ ] Jog

## Month 2

### Week 1
- [ ] Ride a bike
- [ ] Walk
- [ ] Climb

### Week 2
- [ ] Buy one
- [ ] Oil it
"""


def test_two_notes_of_one_name_have_each_their_file_in_the_archive(tmp_path: Path) -> None:
    study = begin(tmp_path, MONTHS)
    notes = {"Run a mile": "01 Month 1", "Ride a bike": "02 Month 2"}
    for task, folder in notes.items():
        path = f"Roadmaps/Fit/{folder}/01 Week 1.md"
        block = task.lower().replace(" ", "-")
        study.write(path, study.read(path).replace(f"^{block}\n", f"^{block}\n  - MINE: {task}\n"))
    study.push()
    study.document.write_text(MONTHS.replace("- [ ] Run a mile\n", "").replace("- [ ] Ride a bike\n", ""), "utf-8")
    study.pull()
    archive = {path: text.decode() for path, text in study.files().items() if path.startswith("Archive/")}
    assert [path.rsplit("/", 1)[-1] for path in archive] == ["01 Week 1 (tasks).md", "01 Week 1.md"]
    for text, (task, folder) in zip(archive.values(), reversed(notes.items()), strict=True):
        assert f"What left [[Roadmaps/Fit/{folder}/01 Week 1|01 Week 1]]" in text
        assert text.count("MINE") == 1
        assert f"MINE: {task}" in text
    study.document.write_text(MONTHS, "utf-8")
    study.pull()
    assert not (study.vault / "Archive").exists()
    for task, folder in notes.items():
        assert f"MINE: {task}" in study.read(f"Roadmaps/Fit/{folder}/01 Week 1.md")


ALIKE = """\
# R

## A
- [ ] Two Sum
    - [ ] explain the complexity
- [ ] Group Words
    - [ ] explain the complexity

## B
- [ ] Palindrome
- [ ] Edit Distance
    - [ ] explain the complexity
- [ ] Water

## C
- [ ] Clone Graph
    - [ ] explain the complexity
"""


def test_a_note_that_comes_back_takes_no_task_of_another_note_out_of_the_archive(tmp_path: Path) -> None:
    study = begin(tmp_path, ALIKE, "r")
    for stem, words in (("B", "Edit Distance"), ("B", "Palindrome"), ("A", "Two Sum")):
        study.mark(stem, words)
    study.push()
    change(study, ALIKE.replace("- [ ] Edit Distance\n    - [ ] explain the complexity\n", ""))
    kept = study.read("Archive/R/02 B.md")
    assert "[x] Edit Distance" in kept
    assert "[x] explain the complexity" in kept
    remove(study.context, "r")
    add(study.context, study.document)
    assert study.read("Archive/R/02 B.md") == kept
    settled(study)


def test_what_a_unit_came_back_without_is_told(study: Study) -> None:
    study.mark("1.2", "Clove")
    line = study.line("1.2", "Clove")
    study.edit("1.2", line, f"{line}\n  - PRECIOUS")
    study.push()
    change(study, WITHOUT_HITCHES)
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""), "utf-8")
    told = study.pull(dry_run=True).tasks
    assert told == study.pull().tasks
    kept = [(task.deed, task.text, task.archive) for task in told]
    assert kept == [("left", "1.2.1 Clove hitch", "Archive/Knots/1.2 Hitches.md")]
    assert "  - PRECIOUS\n" in study.read("Archive/Knots/1.2 Hitches.md")
    change(study, DOCUMENT)
    assert "  - PRECIOUS\n" in study.read(study.note("1.2"))
    assert not (study.vault / "Archive").exists()


def test_what_was_studied_stays_studied_when_it_leaves(study: Study) -> None:
    study.edit("1.2", "## Journal\n", "## Journal\n- 2026-11-18 30m: hitching\n")
    study.edit("1.1", "## Journal\n", "## Journal\n- 2026-11-19 45m: eyes\n")
    study.edit("1.2", "Clove hitch ^", "Clove hitch ✅ 2026-11-18 ^")
    study.mark("1.2", "Clove")
    study.edit("1.1", "Left-handed ^", "Left-handed ✅ 2026-11-19 ^")
    study.mark("1.1", "Left")
    study.edit("1.1", "Right-handed ^", "Right-handed ✅ 2026-11-20 ^")
    study.mark("1.1", "Right")
    study.push()
    before = json.loads(study.read("progress.json"))
    text = WITHOUT_HITCHES.replace(
        "- [ ] 1.1.1 Bowline\n  - [ ] 1.1.1.1 Left-handed\n  - [ ] 1.1.1.2 Right-handed\n", ""
    )
    assert "Bowline" not in text
    study.document.write_text(text, "utf-8")
    study.pull(yes=True)
    after = json.loads(study.read("progress.json"))
    for key in ("days", "active_days", "minutes", "as_of"):
        assert after[key] == before[key], key
    assert [(day["date"], day["tasks"], day["minutes"]) for day in after["days"]] == [
        ("2026-11-18", 1, 30),
        ("2026-11-19", 1, 45),
        ("2026-11-20", 1, 0),
    ]
    assert after["roadmaps"][0]["last"] == "2026-11-20"
    assert study.status().as_of == "2026-11-20"
    assert (study.status().figures["done"], study.status().figures["total"]) == (0, 3)
    report = review(study.context, "month", day=NOON.date())
    assert (report.back.figures.ticked, report.back.figures.minutes) == (3, 75)
    settled(study)
    change(study, DOCUMENT)
    back = json.loads(study.read("progress.json"))
    assert back["days"] == before["days"]
    assert study.status().figures["done"] == 3


def test_a_task_comes_back_whose_note_nobody_knows_any_more(tmp_path: Path) -> None:
    """Of two tasks that left with one block id."""
    wet, load = "- [ ] Explain how a knot holds in wet rope\n", "- [ ] Explain how a knot holds under load\n"
    a, b = "## A\n- [ ] Bowline\n", "## B\n- [ ] Reef\n"
    rest = "## C\n- [ ] Noose\n- [ ] Honda\n- [ ] Splice\n- [ ] Whipping\n- [ ] Lashing\n"
    study = begin(tmp_path, f"# R\n\n{a}{wet}\n{b}{load}\n{rest}", "r")
    for stem in ("01 A", "02 B"):
        study.mark(stem, "Explain how")
    line = study.line("01 A", "Explain")
    study.edit("01 A", line, f"{line}\n  - MY WORDS")
    study.push()
    change(study, f"# R\n\n{a}\n{b}\n{rest}")
    change(study, f"# R\n\n{rest}")
    change(study, f"# R\n\n{rest}{wet}")
    assert "[x] Explain how a knot holds in wet rope" in study.read(study.note("C"))
    assert "MY WORDS" in study.read(study.note("C"))
    settled(study)


def test_a_task_that_comes_back_elsewhere_takes_its_words_out_of_the_whole_note_that_left(tmp_path: Path) -> None:
    rest = "# Knots\n\n## Care\n- [ ] Wash\n- [ ] Dry\n- [ ] Coil\n- [ ] Hang\n"
    study = begin(tmp_path, f"{rest}\n## Loops\n- [ ] Tie a bowline\n- [ ] Tie a honda knot\n- [ ] Tie a noose\n")
    study.mark("Loops", "bowline")
    study.edit("Loops", "^tie-a-bowline\n", "^tie-a-bowline\n  - MINE, ticked\n")
    study.edit("Loops", "^tie-a-honda-knot\n", "^tie-a-honda-knot\n  - MINE, open\n")
    study.edit("Loops", "## Notes\n", "## Notes\n\nMINE, of the whole\n")
    study.document.write_text(rest, "utf-8")
    study.pull()
    study.document.write_text(f"{rest}- [ ] Tie a bowline (free)\n- [ ] Tie a honda knot (free)\n", "utf-8")
    study.pull()
    text = study.read(study.note("Care"))
    assert "bowline (free)" in text.split("MINE, ticked")[0].split("\n")[-2]
    assert "honda knot (free)" in text.split("MINE, open")[0].split("\n")[-2]
    (kept,) = (text for path, text in study.files().items() if str(path).startswith("Archive/"))
    assert str(kept).count("MINE") == 1
    assert "MINE, of the whole" in str(kept)
    assert not study.pull().changed
