"""A note's properties as Obsidian, other tools and the learner's own hands leave them."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

BLOCK = """\
---
title: 1.2 Hitches
tags:
  - roadmap/knots
up: "[[Roadmaps/Knots/1 Basics/1 Basics|1. Basics]]"
prev: "[[Roadmaps/Knots/1 Basics/1.1 Loops|1.1 Loops]]"
next: "[[Roadmaps/Knots/2 Rope care|2. Rope care]]"
order: 30
done: false
vaultsync: knots/hitches
---
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = begin(tmp_path)
    assert study.read(study.note("1.2")).startswith(BLOCK)
    return study


def pushed(study: Study, text: str) -> str:
    """The note after it was written so and pushed; a second push finds nothing to do."""
    path = study.note("1.2")
    study.write(path, text)
    study.push()
    after, files = study.read(path), study.files()
    assert study.push().commit == ""
    assert study.files() == files
    return after


def with_line(study: Study, old: str, new: str) -> str:
    text = study.read(study.note("1.2"))
    assert old in text
    return text.replace(old, new)


def finished(study: Study) -> int:
    done = study.status().figures["done"]
    assert isinstance(done, int)
    return done


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "true # hurrah", "\ttrue"])
def test_done_as_it_should_be_stays_as_it_is_written(study: Study, word: str) -> None:
    after = pushed(study, with_line(study, "done: false\n", f"done:{'' if word[0] == chr(9) else ' '}{word}\n"))
    assert f"{word}\ncompleted: 2026-11-21\n" in after
    assert finished(study) == 2


@pytest.mark.parametrize("word", ["yes", '"true"', "'True'", "on", "x", "1", "Y"])
def test_a_word_for_done_counts_and_is_put_right(study: Study, word: str) -> None:
    after = pushed(study, with_line(study, "done: false\n", f"done: {word}\n"))
    assert "order: 30\ndone: true\ncompleted: 2026-11-21\nvaultsync:" in after
    assert finished(study) == 2


@pytest.mark.parametrize("word", [" no", ' "false"', " 0", ""])
def test_a_word_for_not_done_is_put_right(study: Study, word: str) -> None:
    after = pushed(study, with_line(study, "done: false\n", f"done:{word}\n"))
    assert after.startswith(BLOCK)
    assert finished(study) == 0


def test_done_that_means_nothing_is_left_and_told(study: Study) -> None:
    text = with_line(study, "done: false\n", "done: half\n")
    assert pushed(study, text) == text
    assert any("`done` is neither true nor false" in warning for warning in study.status().warnings)


def test_a_note_whose_done_was_deleted_is_not_given_one(study: Study) -> None:
    pushed(study, with_line(study, "done: false\n", ""))
    study.mark("1 Basics", "Hitches")
    study.push()
    assert "done:" not in study.read(study.note("1.2"))
    assert finished(study) == 2, "its index line still says it"
    study.pull()
    assert "done:" not in study.read(study.note("1.2"))


@pytest.mark.parametrize(
    "completed",
    ["2026-10-01", "2026-10-01T10:30:00", '"2026-10-01"', '"[[2026-10-01]]"', '"[[Journal/2026-10-01|then]]"'],
)
def test_a_completed_of_the_learners_is_the_date(study: Study, completed: str) -> None:
    after = pushed(study, with_line(study, "done: false\n", f"completed: {completed}\ndone: true\n"))
    assert f"order: 30\ncompleted: {completed}\ndone: true\n" in after
    assert after.count("✅ 2026-10-01") == 2
    assert study.line("1 Basics", "Hitches").count("✅ 2026-10-01") == 1


def test_a_completed_that_is_edited_is_known_anew_and_nothing_else_changes(study: Study) -> None:
    pushed(study, with_line(study, "done: false\n", "done: true\n"))
    edited = with_line(study, "completed: 2026-11-21\n", "completed: 2026-09-30\n")
    assert pushed(study, edited) == edited
    assert "hitches\tdone\t2026-09-30" in study.read(".vaultsync/marks/knots.tsv")
    removed = with_line(study, "completed: 2026-09-30\n", "")
    assert pushed(study, removed) == removed
    assert finished(study) == 2


def test_words_in_completed_are_the_learners(study: Study) -> None:
    after = pushed(study, with_line(study, "done: false\n", "done: true\ncompleted: last summer\n"))
    assert "completed: last summer\n" in after
    assert finished(study) == 2
    assert any("`completed` is not a date" in warning for warning in study.status().warnings)


@pytest.mark.parametrize("words", ["last summer", "2026-13-45", "[a, b]", "2026-11-20 in the rain"])
def test_words_in_completed_outlive_an_untick(study: Study, words: str) -> None:
    pushed(study, with_line(study, "done: false\n", f"done: true\ncompleted: {words}\n"))
    study.mark("1.2", "Clove", " ")
    after = pushed(study, study.read(study.note("1.2")))
    assert f"done: false\ncompleted: {words}\n" in after
    after = pushed(study, with_line(study, "done: false\n", "done: true\n"))
    assert f"done: true\ncompleted: {words}\n" in after
    study.document.write_text(DOCUMENT.replace("### 1.2 Hitches", "### 1.3 Hitching"), "utf-8")
    study.pull()
    assert f"completed: {words}\n" in study.read(study.note("1.2"))


def test_completed_without_done_is_no_tick_and_is_told(study: Study) -> None:
    text = with_line(study, "done: false\n", "done: false\ncompleted: 2026-10-01\n")
    assert pushed(study, text) == text
    assert finished(study) == 0
    assert any("it has `completed`" in warning for warning in study.status().warnings)


REWRITTEN = {
    "unquoted by Obsidian": (
        'title: 1.2 Hitches\ntags:\n  - roadmap/knots\nup: "[[Roadmaps/Knots/1 Basics/1 Basics|1. Basics]]"\n'
        "prev: '[[Roadmaps/Knots/1 Basics/1.1 Loops|1.1 Loops]]'\n"
        'next: "[[Roadmaps/Knots/2 Rope care|2. Rope care]]"\norder: 30\ndone: true\nvaultsync: knots/hitches\n'
    ),
    "flow list, keys in another order": (
        "vaultsync: 'knots/hitches'\ndone: true\ntags: [roadmap/knots, mine]\norder: 30\ntitle: \"1.2 Hitches\"\n"
    ),
    "tags as text": "tags: roadmap/knots\ndone: true\nvaultsync: knots/hitches\n",
    "tags without indent": "tags:\n- roadmap/knots\n- mine\ndone: true\nvaultsync: knots/hitches\n",
    "comments": "# of mine\ndone: true # at last\n\n# below\nmood:   'fine'\nvaultsync: knots/hitches\n",
    "nested": "review:\n  next: 2026-12-01\n  again:\n    - a\ndone: true\nvaultsync: knots/hitches\n",
    "long text": "about: >-\n  a long\n  story\ndone: true\nvaultsync: knots/hitches\n",
    "no id": "done: true\n",
    "empty id": "done: true\nvaultsync:\n",
    "another id": "done: true\nvaultsync: knots/my-hitches\n",
    "an id of no roadmap": "done: true\nvaultsync: Knots/Hitches\n",
    "a list as an id": "done: true\nvaultsync:\n  - knots/hitches\n",
    "the id of another note": "done: true\nvaultsync: knots/loops\n",
    "the id of the roadmap": "done: true\nvaultsync: knots\n",
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("block", REWRITTEN.values(), ids=REWRITTEN)
def test_a_rewritten_block_is_understood_and_only_completed_is_added(study: Study, block: str, ending: str) -> None:
    text = study.read(study.note("1.2")).replace(BLOCK, f"---\n{block}---\n").replace("\n", ending)
    after = pushed(study, text)
    assert finished(study) == 2
    stamped = text.replace("[ ] 1.2.1 Clove hitch", "[x] 1.2.1 Clove hitch ✅ 2026-11-21")
    stamped = stamped.replace("[ ] 1.2.2 Rolling hitch", "[x] 1.2.2 Rolling hitch ✅ 2026-11-21")
    assert after.replace(f"completed: 2026-11-21{ending}", "") == stamped
    assert after.count("completed: 2026-11-21") == 1
    files = study.files()
    study.pull()
    again = study.read(study.note("1.2"))
    if "vaultsync: knots/hitches" in block or "vaultsync: 'knots/hitches'" in block:
        assert study.files() == files
    assert "knots/hitches" in again
    assert not study.pull().changed


@pytest.mark.parametrize("first", ["\ufeff---\n", "---\n"])
@pytest.mark.parametrize("last", ["\n", "", "\n\n\n"])
def test_a_byte_order_mark_and_the_last_line_stay(study: Study, first: str, last: str) -> None:
    text = first + study.read(study.note("1.2"))[4:].rstrip("\n") + last
    after = pushed(study, text.replace("done: false", "done: true"))
    assert after[0] == first[0]
    assert after.endswith("## Journal" + last)
    assert finished(study) == 2


def test_a_note_without_its_block_keeps_its_marks_and_gets_its_id_back(study: Study) -> None:
    body = study.read(study.note("1.2"))[len(BLOCK) :].replace("[ ] 1.2.1", "[x] 1.2.1")
    pushed(study, body)
    assert finished(study) == 1
    study.pull()
    assert study.read(study.note("1.2")).startswith("---\nvaultsync: knots/hitches\n---\n# 1.2 Hitches\n")
    assert finished(study) == 1
    assert not study.pull().changed


BROKEN = ("t: a: b\n", "tags: [a\n")


@pytest.mark.parametrize("bad", BROKEN)
def test_a_tick_in_a_note_that_cannot_be_written_stays(study: Study, bad: str) -> None:
    text = with_line(study, "done: false\n", f"done: true\n{bad}").replace("[ ] 1.2.1", "[x] 1.2.1")
    assert pushed(study, text) == text
    assert finished(study) >= 1
    before = finished(study)
    for _ in range(3):
        study.mark("2 Rope", "Drying", "x" if study.line("2 Rope", "Drying").startswith("- [ ]") else " ")
        study.push()
        assert finished(study) - study.line("2 Rope", "Drying").startswith("- [x]") == before
    assert study.read(study.note("1.2")) == text
    mended = pushed(study, text.replace(bad, "", 1))
    assert mended.count("- [x] ") == 2
    assert "completed: 2026-11-21" in mended
    study.edit("1.2", "done: true", "done: false")
    study.push()
    assert study.read(study.note("1.2")).count("- [x] ") == 1, (
        "what the learner ticked stays, what was handed down goes"
    )


def test_a_read_only_note_is_not_heard_to_untick(study: Study) -> None:
    path = study.vault / study.note("1.2")
    path.chmod(0o444)
    study.mark("1 Basics", "Hitches")
    for _ in range(3):
        study.push()
        assert finished(study) == 2
    path.chmod(0o644)
    study.push()
    assert study.read(study.note("1.2")).count("- [x] ") == 2
    assert finished(study) == 2
