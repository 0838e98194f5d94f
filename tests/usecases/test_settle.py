"""Questions that wait for the learner: told, kept on every device, and settled by a command or in a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin, killed_at

from vaultsync.errors import UsageError, VaultError
from vaultsync.usecases.settling import settle_review
from vaultsync.usecases.undo import undo

BOTH = ((1, "Loops"), (2, "Hitches"), (3, "Bends"))
REWORDED = DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Tying the clove hitch")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def waiting(study: Study) -> list[tuple[str, tuple[str, ...]]]:
    return [(review.item, tuple(map(str, review.choices))) for review in study.status().review]


def doubtful(study: Study) -> None:
    """A ticked task is gone, and one much like it came."""
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(REWORDED, "utf-8")
    assert [review.item for review in study.pull().review] == ["hitches#^tying-the-clove-hitch"]


@pytest.fixture
def shared(tmp_path: Path) -> Study:
    """One book stands in two notes, and they say different things of it."""
    units = [f'## {n}. {name}\n\n### Topics\n\n- topic {n}\n\n### Resources\n\n- Book: "Ashley"\n' for n, name in BOTH]
    study = begin(tmp_path, "# Knots\n\n" + "\n".join(units))
    study.mark("1 Loops", "Ashley", "-")
    study.mark("2 Hitches", "Ashley", "x")
    study.push()
    return study


def settled(study: Study) -> None:
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files


def test_a_doubt_waits_until_it_is_settled(study: Study) -> None:
    doubtful(study)
    assert waiting(study) == [("hitches#^tying-the-clove-hitch", ("other", "same"))]
    settled(study)
    assert ".vaultsync/review/knots.tsv" in study.git("ls-files")
    report = settle_review(study.context, "1", "same")
    assert study.line("1.2", "Tying") == "- [x] 1.2.1 Tying the clove hitch ✅ 2026-11-21 ^tying-the-clove-hitch"
    assert report.push is not None
    assert report.push.commit
    assert report.review == []
    assert waiting(study) == []
    settled(study)


def test_questions_stand_in_the_order_of_the_roadmap(study: Study) -> None:
    for words in ("Clove", "Rolling"):
        study.mark("1.2", words)
    study.mark("1.1", "Figure eight")
    study.push()
    new = REWORDED.replace("Rolling hitch", "A hitch that rolls").replace("Figure eight", "Eight in a figure")
    study.document.write_text(new, "utf-8")
    asked = [review.item for review in study.pull(yes=True).review]
    assert len(asked) > 1
    assert [item for item, _ in waiting(study)] == asked


def test_an_answer_is_taken_back(study: Study) -> None:
    doubtful(study)
    before = study.files()
    settle_review(study.context, "1", "same")
    undo(study.context)
    assert waiting(study) == [("hitches#^tying-the-clove-hitch", ("other", "same"))]
    assert study.files() == before
    settled(study)


@pytest.mark.parametrize("mark", [" ", "x"])
def test_an_answer_is_taken_back_with_the_words_that_it_moved_and_then_the_pull(study: Study, mark: str) -> None:
    study.mark("1.2", "Clove", mark)
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  PRECIOUS\n")
    study.push()
    first = study.files()
    study.document.write_text(REWORDED, "utf-8")
    study.pull()
    before = study.files()
    settle_review(study.context, "1", "same")
    after = study.files()
    assert "PRECIOUS" in study.read(study.note("1.2"))
    assert not (study.vault / "Archive").exists()
    with pytest.raises(VaultError, match="Take back the answer first"):
        undo(study.context, "pull")
    undo(study.context)
    assert study.files() == before
    undo(study.context, redo=True)
    assert study.files() == after
    undo(study.context, "push")
    undo(study.context, "pull")
    assert {path: data for path, data in study.files().items() if "held/" not in path} == first


@pytest.mark.parametrize("answer", ["mine", "roadmap"])
def test_an_answer_about_words_is_taken_back(study: Study, answer: str) -> None:
    study.edit("1.2", "Clove hitch", "Clove knot")
    study.push()
    study.document.write_text(DOCUMENT.replace("Clove hitch", "Clove hitches"), "utf-8")
    study.pull()
    before = study.files()
    settle_review(study.context, "1", answer)
    assert study.files() != before
    undo(study.context)
    assert study.files() == before
    assert len(study.status().review) == 1


def test_a_ticked_line_leaves_the_archive_with_its_tick(study: Study) -> None:
    doubtful(study)
    assert list(study.vault.glob("Archive/*/*.md"))
    settle_review(study.context, "1", "same")
    assert not list(study.vault.glob("Archive/*/*.md"))


def test_a_doubt_is_declined_for_good(study: Study) -> None:
    doubtful(study)
    settle_review(study.context, "tying", "other")
    assert study.line("1.2", "Tying").startswith("- [ ]")
    assert waiting(study) == []
    settled(study)
    study.document.write_text(DOCUMENT, "utf-8")
    study.pull()
    assert study.line("1.2", "Clove").startswith("- [x]")


@pytest.mark.parametrize("way", ["tick", "leave", "return"])
def test_a_doubt_ends_by_itself(study: Study, way: str) -> None:
    doubtful(study)
    if way == "tick":
        study.mark("1.2", "Tying")
        study.push()
    else:
        text = REWORDED.replace("- [ ] 1.2.1 Tying the clove hitch\n", "") if way == "leave" else DOCUMENT
        study.document.write_text(text, "utf-8")
        study.pull()
    assert waiting(study) == []
    assert not (study.vault / ".vaultsync/review/knots.tsv").exists()


@pytest.mark.parametrize("choice", ["done", "skipped"])
def test_marks_that_differed_wait_until_one_is_chosen(shared: Study, choice: str) -> None:
    ((item, choices),) = waiting(shared)
    assert choices == ("done", "skipped")
    shared.push()
    settle_review(shared.context, item, choice)
    for stem in ("1 Loops", "2 Hitches", "3 Bends"):
        assert shared.line(stem, "Ashley").startswith("- [x]" if choice == "done" else "- [-]")
    assert waiting(shared) == []
    settled(shared)


def test_marks_that_differed_are_settled_in_the_note(shared: Study) -> None:
    assert len(waiting(shared)) == 1
    shared.mark("3 Bends", "Ashley", "-")
    shared.push()
    assert shared.line("1 Loops", "Ashley").startswith("- [-]")
    assert waiting(shared) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("choice", ["mine", "roadmap"])
def test_a_callout_waits_as_long_as_it_stands(study: Study, choice: str, newline: str) -> None:
    path = study.edit("1.2", "1.2.1 Clove hitch ^", "1.2.1 My Clove hitch ^")
    study.write(path, study.read(path).replace("\n", newline))
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 The Clove hitch"), "utf-8")
    study.pull()
    assert waiting(study) == [("hitches#^clove-hitch", ("mine", "roadmap"))]
    settled(study)
    settle_review(study.context, "1", choice)
    words = "1.2.1 My Clove hitch" if choice == "mine" else "1.2.1 The Clove hitch"
    assert study.line("1.2", "Clove") == f"- [x] {words} ✅ 2026-11-21 ^clove-hitch"
    assert "[!warning]" not in study.read(path)
    assert study.read(path).count("\n") == study.read(path).count(newline)
    assert waiting(study) == []
    settled(study)


@pytest.mark.parametrize("choice", ["mine", "roadmap"])
def test_a_callout_in_prose(tmp_path: Path, choice: str) -> None:
    text = DOCUMENT.replace("### 1.2 Hitches\n", "### 1.2 Hitches\n\nA hitch holds a rope.\n\n")
    study = begin(tmp_path, text)
    path = study.edit("1.2", "A hitch holds a rope.", "A hitch holds a rope, I think.")
    before = study.read(path)
    study.document.write_text(text.replace("holds a rope.", "ties a rope to a pole."), "utf-8")
    study.pull()
    assert waiting(study) == [("hitches", ("mine", "roadmap"))]
    settle_review(study.context, "1", choice)
    after = before if choice == "mine" else before.replace("holds a rope, I think.", "ties a rope to a pole.")
    assert study.read(path) == after
    settled(study)


def test_what_is_no_question_and_no_answer(study: Study) -> None:
    with pytest.raises(VaultError, match="nothing waits"):
        settle_review(study.context, "1", "done")
    doubtful(study)
    with pytest.raises(VaultError, match="no question"):
        settle_review(study.context, "2", "same")
    with pytest.raises(UsageError, match="no answer"):
        settle_review(study.context, "1", "maybe")
    with pytest.raises(UsageError, match="wants an answer"):
        settle_review(study.context, "1")
    assert len(settle_review(study.context).review) == 1


def test_a_dry_run_writes_nothing(study: Study) -> None:
    doubtful(study)
    before = study.files()
    report = settle_review(study.context, "1", "same", dry_run=True)
    assert report.settled is not None
    assert study.files() == before


def test_a_reworded_task_without_its_id_is_found_by_its_place(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch", "- [x] 1.2.1 My Clove hitch")
    study.push()
    assert waiting(study) == []
    study.document.write_text(DOCUMENT.replace("1.2.2 Rolling hitch", "1.2.2 Rolling hitches"), "utf-8")
    study.pull()
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 My Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert study.read(study.note("1.2")).count("Clove") == 1
    assert "clove-hitch\tdone" in study.read(".vaultsync/marks/knots.tsv")
    settled(study)


def test_a_line_that_may_be_a_task_is_asked_about(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch", "- [x] Clove thing for the boat")
    report = study.push()
    assert [review.item for review in report.review] == ["hitches#^clove-hitch"]
    assert waiting(study) == [("hitches#^clove-hitch", ("other", "same"))]
    assert not study.push().review
    settled(study)
    report = settle_review(study.context, "1", "same")
    assert study.line("1.2", "Clove") == "- [x] Clove thing for the boat ✅ 2026-11-21 ^clove-hitch"
    assert "clove-hitch\tdone" in study.read(".vaultsync/marks/knots.tsv")
    assert waiting(study) == []
    settled(study)


def test_a_line_that_is_another_stays_the_learners_and_is_not_asked_about_again(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch", "- [x] Clove thing for the boat")
    study.push()
    settle_review(study.context, "clove", "other")
    assert study.line("1.2", "Clove") == "- [x] Clove thing for the boat"
    assert waiting(study) == []
    settled(study)
    study.edit("1.2", "Clove thing for the boat", "Clove hitches for the boat")
    study.push()
    assert len(waiting(study)) == 1
    study.edit("1.2", "- [x] Clove hitches for the boat\n", "")
    study.push()
    assert waiting(study) == []
    assert not (study.vault / ".vaultsync/review/knots.tsv").exists()


def test_a_task_in_other_words_elsewhere_is_asked_about(study: Study) -> None:
    """The words are close, but it stands under another parent now."""
    text = DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Tie the clove hitch around a wooden pole")
    study.document.write_text(text, "utf-8")
    study.pull()
    study.mark("1.2", "pole")
    study.push()
    moved = text.replace("- [ ] 1.2.1 Tie the clove hitch around a wooden pole\n", "")
    study.document.write_text(
        moved.replace("- [ ] 2.2 Drying", "- [ ] 2.2 Drying\n- [ ] 2.3 Tying the clove hitch around a wooden pole"),
        "utf-8",
    )
    study.pull()
    assert [choices for _, choices in waiting(study)] == [("other", "same")]
    settle_review(study.context, "1", "same")
    assert study.line("2 Rope care", "Tying").startswith("- [x]")
    settled(study)


def test_the_words_under_a_task_follow_the_answer(study: Study) -> None:
    study.edit("1.2", "Clove hitch ^clove-hitch\n", "Clove hitch ^clove-hitch\n  - slips on wet poles\n")
    study.push()
    study.document.write_text(REWORDED, "utf-8")
    study.pull()
    assert waiting(study) == [("hitches#^tying-the-clove-hitch", ("other", "same"))]
    settled(study)
    settle_review(study.context, "1", "same")
    assert "^tying-the-clove-hitch\n  - slips on wet poles\n" in study.read(study.note("1.2"))
    assert not (study.vault / "Archive/Knots/1.2 Hitches.md").exists()
    assert waiting(study) == []
    settled(study)


@pytest.mark.parametrize("choice", ["same", "other"])
def test_what_a_settling_writes_is_committed_with_it(study: Study, choice: str) -> None:
    doubtful(study)
    settle_review(study.context, "1", choice)
    assert study.git("status", "--porcelain") == ""


def test_an_answer_that_is_broken_off_is_given_wholly_or_not_at_all(study: Study) -> None:
    study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^clove-hitch\n", "- [x] 1.2.1 Clove hitch ^clove-hitch\n  - mine\n")
    study.push()
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Tying the clove hitch"), "utf-8")
    study.pull()
    assert len(settle_review(study.context).review) == 1
    seen = set()
    for step in range(0, 40, 2):
        with killed_at(step):
            settle_review(study.context, "1", "same")
        study.push()
        line = study.line("1.2", "Tying")
        under = f"{line}\n  - mine\n" in study.read(study.note("1.2"))
        assert under is line.startswith("- [x]"), step
        assert under is not bool(settle_review(study.context).review), step
        seen.add(under)
        if under:
            break
    assert seen == {False, True}


WEEK = """\
# Plan

## Week 1 – Cardiovascular I
- [ ] Blood flow through the heart (RA → RV → lungs → LA → LV)
- [ ] Preload vs. afterload
- [ ] 25 UWorld cardio questions
- [ ] Memorize normal vitals

## Week 2: Respiratory
- [ ] Chest tubes
"""
WEEK_REWORDED = """\
# Plan

## The circulation, first part
- [ ] **Blood flow** through the heart: RA → RV → lungs → LA → LV
- [ ] Preload versus the afterload
- [ ] 25 cardio questions of UWorld
- [ ] Memorize vitals that are normal

## Week 2: Respiratory
- [ ] Chest tubes
"""


def test_the_words_of_a_note_that_left_come_back_with_its_tasks(tmp_path: Path) -> None:
    study = begin(tmp_path, WEEK, "plan")
    for words in ("Blood flow", "Preload", "25 UWorld"):
        study.mark("Week 1", words)
    path = study.edit("Week 1", "^25-uworld-cardio\n", "^25-uworld-cardio\n  - my words on them\n")
    study.edit("Week 1", "## Notes\n", "## Notes\n\nProse of mine.\n")
    study.edit("Week 1", "## Journal\n", "## Journal\n- 2026-11-20 40m: a long evening\n")
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    study.write("Journal/2026-11-19.md", f"# Day\n\n## Study\n- 30m [[{name}]]\n")
    study.push()
    before = study.status().figures["done"]
    study.document.write_text(WEEK_REWORDED, "utf-8")
    report = study.pull(yes=True)
    assert {review.note for review in report.review} == {study.note("circulation")}
    study.edit("circulation", "## Notes\n", "## Notes\n\nWords since then.\n")
    while study.status().review:
        settle_review(study.context, "1", "same")
    text = study.read(study.note("circulation"))
    for words in ("Prose of mine.", "Words since then.", "- 2026-11-20 40m: a long evening", "  - my words on them"):
        assert text.count(f"{words}\n") == 1, text
    assert "- [x] 25 cardio questions of UWorld ✅ 2026-11-21" in text
    left = "".join(file.read_text("utf-8") for file in (study.vault / "Archive").rglob("*.md"))
    assert study.status().figures["done"] + left.count("[x]") == before
    assert "Prose" not in left
    assert study.read("Journal/2026-11-19.md").endswith("- 30m [[01 The circulation, first part]]\n")
    settled(study)
    for _ in report.review:
        undo(study.context)
    assert "Prose of mine." in study.read(f"Archive/Plan/{name}.md")


def test_questions_that_ask_the_same_are_answered_together(tmp_path: Path) -> None:
    weeks = [
        f"## Week {n}: Part {n}\n\n- [ ] Knot number {n}\n- [ ] Write the log\n- [ ] Rest {n}\n" for n in range(1, 5)
    ]
    study = begin(tmp_path, "# Knots\n\n" + "\n".join(weeks))
    for n in range(1, 5):
        study.mark(f"Week {n}", "Write the log", " " if n == 3 else "x")
    study.edit("Week 2", "^write-the-log\n", "^write-the-log\n  PRECIOUS\n")
    study.edit("Week 3", "^write-the-log\n", "^write-the-log\n  GOLDEN\n")
    study.push()
    study.document.write_text(study.document.read_text("utf-8").replace("Write the log", "Write a log book"), "utf-8")
    study.pull(yes=True)
    before = study.files()
    assert len(waiting(study)) == 4
    with pytest.raises(VaultError, match="4 questions fit this"):
        settle_review(study.context, "log book", "same")
    assert len(settle_review(study.context, "2", "same", alike=True, dry_run=True).alike) == 3
    report = settle_review(study.context, "log book", "same", alike=True)
    assert (len(report.alike), report.review) == (3, [])
    assert study.line("Week 4", "log book") == "- [x] Write a log book ✅ 2026-11-21 ^write-a-log-book"
    assert "PRECIOUS" in study.read(study.note("Week 2"))
    assert "GOLDEN" in study.read(study.note("Week 3"))
    assert not (study.vault / "Archive").exists()
    settled(study)
    undo(study.context)
    assert study.files() == before
    assert len(waiting(study)) == 4


def test_words_that_ask_the_same_are_answered_together(tmp_path: Path) -> None:
    units = [f"## {name}\n\nSit down.\n\n- [ ] Tie {name}\n- [ ] Rest {name}\n\n" for name in ("Loops", "Bends")]
    study = begin(tmp_path, "# Knots\n\n" + "".join(units))
    for note in ("Loops", "Bends"):
        study.edit(note, "Sit down.", "Stand up.")
    study.push()
    study.document.write_text(study.document.read_text("utf-8").replace("Sit down.", "Sit down first."), "utf-8")
    study.pull()
    assert [choices for _, choices in waiting(study)] == [("mine", "roadmap")] * 2
    settle_review(study.context, "1", "roadmap", alike=True)
    assert all("\nSit down first.\n" in study.read(study.note(note)) for note in ("Loops", "Bends"))
    assert waiting(study) == []
    settled(study)
