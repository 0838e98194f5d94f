"""What two devices remember beside marks: versions undone, notes moved, questions; and which version holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.study import DOCUMENT, Study
from tests.usecases.test_devices import NEWER, both_synced, pair
from vaultsync.edges import state as states
from vaultsync.usecases.roadmaps import add, remove
from vaultsync.usecases.settling import settle_review
from vaultsync.usecases.undo import undo

DAY = "2026-11-21T10:00:00+0100"


@pytest.fixture(params=["vaultsync", "git"])
def meet(request: pytest.FixtureRequest):
    """Both devices push; the second meets the first by vaultsync's merge, or by one of plain git before it."""

    def met(first: Study, second: Study) -> None:
        first.push()
        second.push(offline=True)
        if request.param == "git":
            second.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
        second.push()

    return met


def known(study: Study, name: str = "knots") -> states.State:
    return states.load(study.vault, name)


def both_read(one: Study, two: Study, text: str) -> None:
    for study in (one, two):
        study.document.write_text(text, "utf-8")


def test_a_version_undone_on_one_device_is_undone(tmp_path: Path, meet) -> None:
    one, two = pair(tmp_path)
    both_read(one, two, NEWER)
    one.pull(), one.push(), two.pull()
    undo(one.context)
    two.mark("Hitches", "Clove")
    meet(two, one)
    report = two.pull()
    assert report.held == ["knots"]
    assert known(two).document == DOCUMENT
    both_synced(one, two)
    assert known(two).held == {states.version_of(NEWER)}
    assert "- [x] 1.2.1 Clove" in one.line("Hitches", "Clove")


def test_a_version_undone_here_that_the_other_pulled_meanwhile(tmp_path: Path, meet) -> None:
    one, two = pair(tmp_path)
    both_read(one, two, NEWER)
    one.pull(offline=True)
    undo(one.context)
    two.mark("Hitches", "Clove")
    two.pull(offline=True)
    meet(two, one)
    both_synced(one, two)
    for study in (one, two):
        assert known(study).document == DOCUMENT
        assert known(study).held == {states.version_of(NEWER)}
        assert "- [x] 1.2.1 Clove" in study.line("Hitches", "Clove")
    two.pull(again=True), two.push()
    both_synced(one, two)
    assert known(one).document == NEWER
    assert known(one).held == set()


def test_a_newer_version_ends_what_was_undone_on_the_other_device(tmp_path: Path, meet) -> None:
    one, two = pair(tmp_path)
    both_read(one, two, NEWER)
    one.pull(), one.push(), two.pull()
    newest = NEWER.replace("Alpine butterfly", "Butterfly")
    two.document.write_text(newest, "utf-8")
    two.pull(offline=True)
    undo(one.context)
    meet(two, one)
    one.document.write_text(newest, "utf-8")
    both_synced(one, two)
    assert known(one).document == newest
    assert known(one).held == set()


def test_notes_moved_on_two_devices_stay_where_they_were_put(tmp_path: Path, meet) -> None:
    one, two = pair(tmp_path)
    for study, stem in ((one, "Loops"), (two, "Hitches")):
        (study.vault / "Mine").mkdir()
        (study.vault / study.note(stem)).rename(study.vault / f"Mine/{stem}.md")
        study.push(offline=True), study.mark("Rope care", "Drying")
    meet(one, two)
    newer = DOCUMENT.replace("1.1 Loops", "1.1 Loopings").replace("1.2 Hitches", "1.2 Hitchings")
    both_read(one, two, newer)
    two.pull(rename=True), two.push()
    both_synced(one, two)
    assert known(one).moved == known(two).moved == {"loops", "hitches"}
    assert {path.name for path in (one.vault / "Mine").iterdir()} == {"Loops.md", "Hitches.md"}


def test_where_notes_are_is_known_after_both_renamed_one(tmp_path: Path) -> None:
    """Neither of two new names is the learner's: a later renaming may change it."""
    one, two = pair(tmp_path)
    for study, title in ((one, "1.2 Zitches"), (two, "1.2 Aitches")):
        study.document.write_text(DOCUMENT.replace("1.2 Hitches", title), "utf-8")
        study.pull(rename=True, offline=True)
    one.push(), two.push()
    both_read(one, two, DOCUMENT)
    both_synced(one, two)
    for study in (one, two):
        study.pull(rename=True)
        assert "/1.2 Hitches.md" in study.note("itches")
        assert known(study).moved == set()
    both_synced(one, two)


def test_questions_of_two_devices(tmp_path: Path, meet) -> None:
    one, two = pair(tmp_path)
    for words, marks in (("Clove", "x-"), ("Rolling", "/-")):
        one.mark("Hitches", words, marks[0])
        two.mark("Hitches", words, marks[1])
    meet(one, two)
    both_synced(one, two)
    assert [one.item for one in settle_review(two.context).review] == ["hitches#^clove-hitch", "hitches#^rolling-hitch"]
    settle_review(one.context, "hitches#^clove-hitch", "skipped")
    settle_review(two.context, "hitches#^rolling-hitch", "doing")
    meet(one, two)
    both_synced(one, two)
    for study in (one, two):
        assert settle_review(study.context).review == []
        assert "[-]" in study.line("Hitches", "Clove")
        assert "[/]" in study.line("Hitches", "Rolling")


def test_one_question_that_two_devices_ask_otherwise(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = states.review_path("knots")
    for study, char, mark in ((one, "/", "doing"), (two, "x", "done")):
        study.mark("Hitches", "Clove", char)
        study.push(offline=True)
        study.write(path, f"marks hitches#^clove-hitch\t{mark}\t{mark} skipped\tmarked {mark} and skipped\n")
    one.push(), two.push()
    both_synced(one, two)
    assert "[x]" in one.line("Hitches", "Clove")
    assert {tuple(one.choices) for one in settle_review(one.context).review} <= {("done", "skipped"), ("done", "doing")}
    assert len(settle_review(one.context).review) == 1


def test_a_roadmap_that_was_removed_leaves_no_lists(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    for study in (one, two):
        (study.document.parent / "sails.md").write_text("# Sails\n\n## 1. Jib\n\n- [ ] 1.1 Hoist\n\n## 2. Main\n")
    add(one.context, one.document.parent / "sails.md")
    one.push(), two.pull()
    (two.vault / "Mine").mkdir()
    (two.vault / two.note("Jib")).rename(two.vault / "Mine/Jib.md")
    two.push(offline=True)
    remove(one.context, "sails", yes=True)
    one.push(), two.push()
    both_synced(one, two)
    lists = [path for path in one.files() if path.startswith((".vaultsync/moved/sails", ".vaultsync/held/sails"))]
    assert lists == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_versions_pulled_in_the_same_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    """Which holds is told by what they say: the same one, in whatever order the devices meet."""
    one, two = pair(tmp_path)
    three = Study(tmp_path / "three" / "vault", tmp_path / "three" / "knots.md")
    three.vault.parent.mkdir()
    one.git("clone", "--quiet", str(tmp_path / "remote.git"), str(three.vault))
    monkeypatch.setenv("GIT_COMMITTER_DATE", DAY)
    versions = [DOCUMENT.replace("2.2 Drying", f"2.2 Drying {how}") for how in ("well", "badly", "in the sun")]
    studies = [one, two, three]
    for study, version in zip(studies, versions, strict=True):
        study.document.write_text(version, "utf-8")
        study.pull(offline=True)
    for n in order:
        studies[n].push()
    assert known(studies[order[-1]]).document == max(versions, key=states.version_of)


def test_words_behind_the_id_of_a_task_that_the_other_put_in_order(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.edit("Hitches", "^clove-hitch", "^clove-hitch on a wet pole")
    one.push(), two.pull()
    assert two.line("Hitches", "Clove") == "- [ ] 1.2.1 Clove hitch on a wet pole ^clove-hitch"
    one.mark("Hitches", "Clove")
    one.push(offline=True)
    both_synced(one, two)
    text = one.read(one.note("Hitches"))
    assert text.count("Clove hitch") == 1, text
    assert one.line("Hitches", "Clove") == "- [x] 1.2.1 Clove hitch on a wet pole ✅ 2026-11-21 ^clove-hitch"


def test_a_task_that_lost_its_id_here_and_got_it_back_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.edit("Hitches", "Clove hitch ^clove-hitch", "Clove hitch, on a pole")
    one.push(), two.pull()
    assert two.line("Hitches", "Clove") == "- [ ] 1.2.1 Clove hitch, on a pole ^clove-hitch"
    one.mark("Hitches", "Clove")
    one.push(offline=True)
    both_synced(one, two)
    assert one.line("Hitches", "Clove") == "- [x] 1.2.1 Clove hitch, on a pole ✅ 2026-11-21 ^clove-hitch"
    assert one.read(one.note("Hitches")).count("Clove hitch") == 1


def test_words_behind_the_id_reworded_here_and_put_in_order_there(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.edit("Hitches", "^clove-hitch", "^clove-hitch on a pole")
    one.push(), two.pull()
    one.edit("Hitches", "on a pole", "on a wet pole")
    two.mark("Hitches", "Clove")
    one.push(offline=True)
    both_synced(one, two)
    assert one.line("Hitches", "Clove") == "- [x] 1.2.1 Clove hitch on a wet pole ✅ 2026-11-21 ^clove-hitch"
    assert one.read(one.note("Hitches")).count("Clove hitch") == 1


@pytest.mark.parametrize("both", [True, False])
def test_what_the_roadmap_brought_to_both_is_nobodys_words(tmp_path: Path, both: bool) -> None:
    one, two = pair(tmp_path)
    newer = DOCUMENT.replace("- [ ] 1.2.1 Clove", "Some *news* of hitches.\n\n- [ ] 1.2.0 Cow hitch\n- [ ] 1.2.1 Clove")
    both_read(one, two, newer)
    two.pull(offline=True)
    two.edit("Hitches", "Cow hitch", "Cow hitch, doubled")
    two.edit("Hitches", "of hitches.", "of hitches and mine.")
    if both:
        one.pull(offline=True)
    one.mark("Hitches", "Clove")
    one.edit("Hitches", "## Notes\n", "## Notes\nOf one.\n")
    two.edit("Hitches", "## Notes\n", "## Notes\nOf two.\n")
    both_synced(one, two)
    text = one.read(one.note("Hitches"))
    assert "[!warning]" not in text
    for words in ("Cow hitch", "news* of hitches", "Of one.", "Of two.", "[x] 1.2.1 Clove hitch"):
        assert text.count(words) == 1, text
    assert "Cow hitch, doubled ^cow-hitch" in text
    assert "of hitches and mine." in text


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_task_reopened_here_stays_open_under_one_that_was_ticked_there(tmp_path: Path, by_hand: bool) -> None:
    """The line counts more than its parent, and nobody who ticked the parent saw that it was open again."""
    one, two = pair(tmp_path)
    one.mark("Loops", "Left-handed")
    one.push(), two.pull()
    if by_hand:
        two.mark("Loops", "1.1.1 Bowline")
    else:
        two.mark("Loops", "Right-handed")
    one.mark("Loops", "Left-handed", " ")
    two.push(), one.push()
    both_synced(one, two)
    for study in (one, two):
        assert "[ ] 1.1.1.1 Left-handed" in study.line("Loops", "Left-handed")
        assert "[x] 1.1.1.2 Right-handed" in study.line("Loops", "Right-handed")
        assert "[ ] 1.1.1 Bowline" in study.line("Loops", "1.1.1 Bowline")
        assert study.status().review == []
