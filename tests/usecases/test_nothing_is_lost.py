"""Ways in which a learner's work was lost once, or nearly."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin, killed_at

from vaultsync.errors import VaultsyncError
from vaultsync.usecases.init import init
from vaultsync.usecases.roadmaps import remove

WITHOUT_HITCHES = DOCUMENT[: DOCUMENT.index("### 1.2")] + DOCUMENT[DOCUMENT.index("## 2.") :]
WITH_HALF = DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2")
MOVED = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "") + "- [ ] 2.3 Clove hitch\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def everything(study: Study) -> str:
    return "\n".join(
        path.read_text("utf-8") for path in sorted(study.vault.rglob("*.md")) if ".vaultsync" not in path.parts
    )


def change(study: Study, text: str, **options: object) -> None:
    study.document.write_text(text, "utf-8")
    study.pull(**options)


def test_two_notes_of_one_name_find_room_in_the_archive(tmp_path: Path) -> None:
    parts = [
        f"## {name}\n\n### 1.1 Intro\n- [ ] {name} one\n- [ ] {name} two\n\n### 1.2 Rest\n- [ ] {name} r\n\n"
        for name in "ABC"
    ]
    text = "# K\n\n" + "".join(parts)
    study = begin(tmp_path, text)
    a, b = "Roadmaps/K/01 A/1.1 Intro.md", "Roadmaps/K/02 B/1.1 Intro.md"
    study.write(a, study.read(a) + "\nPRECIOUS\n")
    study.write(b, study.read(b).replace("- [ ] B one", "- [x] B one"))
    change(study, text.replace("### 1.1 Intro\n- [ ] A one\n- [ ] A two\n\n", "").replace("- [ ] B one\n", ""))
    assert "PRECIOUS" in everything(study)
    assert "- [x] B one" in everything(study)


def test_words_on_the_line_of_a_task_that_moves_go_along(study: Study) -> None:
    study.edit("1.2", "Clove hitch ^", "Clove hitch, PRECIOUS 📅 2026-12-01 ^")
    change(study, MOVED)
    line = study.line("2 Rope", "Clove")
    assert line.endswith("Clove hitch, PRECIOUS 📅 2026-12-01 ^clove-hitch")
    assert everything(study).count("PRECIOUS") == 1
    assert not study.pull().changed


def test_other_words_on_the_line_of_a_task_that_moves_stand_under_it(study: Study) -> None:
    study.edit("1.2", "Clove hitch ^", "PRECIOUS hitch ^")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - under\n")
    change(study, MOVED)
    assert "^clove-hitch\n  - 1.2.1 PRECIOUS hitch\n    - under\n" in study.read(study.note("2 Rope"))


@pytest.mark.parametrize("step", range(0, 40, 3))
def test_a_kill_at_any_write_of_a_move_loses_nothing(study: Study, step: int) -> None:
    study.mark("1.2", "Clove")
    if step % 2:
        study.edit("1.2", "Clove hitch", "Clove hitch (PRECIOUS)")
    else:
        study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - PRECIOUS\n")
    study.push()
    study.document.write_text(MOVED, "utf-8")
    with killed_at(step):
        study.pull()
    study.pull()
    text = everything(study)
    assert text.count("PRECIOUS") == 1
    assert study.line("2 Rope", "Clove").startswith("- [x] ")
    assert not study.pull().changed


def test_stamps_in_the_document_are_marks_not_words(tmp_path: Path) -> None:
    text = DOCUMENT.replace("- [ ] 2.1 Whipping", "- [x] 2.1 Whipping ✅ 2020-01-01")
    study = begin(tmp_path, text)
    assert study.status().figures["done"] == 1
    change(study, text + "- [ ] 2.3 Coiling\n")
    assert study.status().figures["done"] == 1
    assert not (study.vault / "Archive").exists()
    assert not study.pull().changed


@pytest.mark.parametrize("sign", ["%%", "<!--"])
def test_signs_of_comments_in_items_hide_nothing(tmp_path: Path, sign: str) -> None:
    text = DOCUMENT.replace("1.2.1 Clove hitch", f"1.2.1 Clove {sign} hitch").replace(
        "2.1 Whipping", f"2.1 {sign} Whipping"
    )
    study = begin(tmp_path, text)
    study.mark("1.2", "Rolling")
    study.push()
    assert study.status().figures["done"] == 1
    change(study, text + "- [ ] 2.3 Coiling\n")
    assert study.status().figures["total"] == 8


def test_a_comment_in_the_properties_saves_a_note(study: Study) -> None:
    study.edit("1.2", "done: false", "done: false  # PRECIOUS")
    change(study, WITHOUT_HITCHES)
    assert "PRECIOUS" in everything(study)


def test_a_lost_base_text_is_no_loss(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    (study.vault / ".vaultsync/base/knots/hitches.md").unlink()
    study.pull()
    assert study.status().figures["done"] == 1
    study.mark("1.2", "Rolling")
    assert study.push().changes


@pytest.mark.parametrize("broken", [b"", b"\xff\xfe broken"])
def test_a_note_that_cannot_be_read_for_a_moment_gets_the_news_later(study: Study, broken: bytes) -> None:
    path = study.vault / study.note("1.2")
    whole = path.read_bytes()
    path.write_bytes(broken)
    change(study, WITH_HALF)
    path.write_bytes(whole)
    study.pull()
    assert "Half hitch" in path.read_text("utf-8")


def test_a_learners_own_block_id_swallows_no_task(study: Study) -> None:
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n- [x] my own ^half-hitch\n")
    change(study, WITH_HALF)
    assert study.line("1.2", "1.2.9 Half hitch").startswith("- [ ] ")
    assert study.status().figures["done"] == 0


def test_what_returns_is_known_again(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.mark("2 Rope", "Drying")
    study.push()
    change(study, WITHOUT_HITCHES.replace("- [ ] 2.2 Drying\n", ""))
    assert study.status().figures["done"] == 0
    change(study, DOCUMENT)
    assert study.status().figures["done"] == 2
    assert not study.pull().changed


def test_words_under_a_child_stay_with_it(study: Study) -> None:
    study.edit("1.1", "^right-handed\n", "^right-handed\n    - MY WORDS\n")
    change(study, DOCUMENT.replace("- [ ] 1.1.1 Bowline\n", "").replace("  - [ ] 1.1.1", "- [ ] 1.1.1"))
    assert "MY WORDS" in study.read(study.note("1.1"))


def test_a_new_task_comes_behind_the_learners_words(study: Study) -> None:
    study.edit("1.1", "^right-handed\n", "^right-handed\n  - MY WORDS about bowline\n")
    change(study, DOCUMENT.replace("- [ ] 1.1.2", "- [ ] 1.1.9 Noose\n- [ ] 1.1.2"))
    lines = study.read(study.note("1.1")).split("\n")
    assert lines.index("  - MY WORDS about bowline") + 1 == next(n for n, line in enumerate(lines) if "Noose" in line)


def test_the_order_of_the_roadmap_is_kept(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    text = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "").replace(
        "hitch\n\n## 2.", "hitch\n- [ ] 1.2.3 Clove hitch\n\n## 2."
    )
    change(study, text)
    tasks = [line for line in study.read(study.note("1.2")).split("\n") if line.startswith("- [")]
    assert tasks == ["- [ ] 1.2.2 Rolling hitch ^rolling-hitch", "- [x] 1.2.3 Clove hitch ✅ 2026-11-21 ^clove-hitch"]


def test_the_order_of_the_roadmap_is_kept_in_a_note_with_the_learners_words(study: Study) -> None:
    study.edit("1.1", "^right-handed\n", "^right-handed\n    - with the left hand, that is\n")
    study.edit("1.1", "^figure-eight\n", "^figure-eight\n  holds well\n- [ ] mine, at the end\n")
    study.mark("1.1", "Figure")
    text = DOCUMENT.replace(
        "- [ ] 1.1.1 Bowline\n  - [ ] 1.1.1.1 Left-handed\n  - [ ] 1.1.1.2 Right-handed\n- [ ] 1.1.2 Figure eight\n",
        "- [ ] 1.1.1 Figure eight\n- [ ] 1.1.2 Noose\n"
        "- [ ] 1.1.3 Bowline\n  - [ ] 1.1.3.1 Right-handed\n  - [ ] 1.1.3.2 Left-handed\n",
    )
    change(study, text)
    assert study.read(study.note("1.1")).split("## Topics\n\n")[1].split("\n## Notes")[0] == (
        "- [x] 1.1.1 Figure eight ✅ 2026-11-21 ^figure-eight\n  holds well\n- [ ] 1.1.2 Noose ^noose\n"
        "- [ ] 1.1.3 Bowline ^bowline\n  - [ ] 1.1.3.1 Right-handed ^right-handed\n"
        "    - with the left hand, that is\n  - [ ] 1.1.3.2 Left-handed ^left-handed\n- [ ] mine, at the end\n"
    )


@pytest.mark.parametrize(
    "mine",
    [
        "#task {} ⏫ 📅 2026-12-01",
        "{} [due:: 2026-12-01]",
        "**{}** (ask Sam)",
        "{}: [a video](https://example.org/1.2.1)",
    ],
)
def test_what_the_learner_put_beside_the_words_of_a_task_stays_when_they_change(study: Study, mine: str) -> None:
    study.edit("1.2", "[ ] 1.2.1 Clove hitch ^", f"[x] {mine.format('1.2.1 Clove hitch')} ^")
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.7 Clove hitches"), "utf-8")
    report = study.pull()
    assert report.review == []
    line = study.line("1.2", "Clove")
    assert line.startswith(f"- [x] {mine.format('1.2.7 Clove hitches')} ")
    assert line.endswith(" ^clove-hitch")
    assert "2026-11-21" in line
    assert "warning" not in study.read(study.note("1.2"))


def test_settings_that_lost_a_roadmap_take_nothing_along(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", "# all of it gone\n")
    before = study.files()
    with pytest.raises(VaultsyncError, match="no longer in the settings"):
        study.pull()
    assert {
        path: data for path, data in study.files().items() if "PROGRESS" not in path and "progress" not in path
    } == {path: data for path, data in before.items() if "PROGRESS" not in path and "progress" not in path}
    study.write("vaultsync.toml", settings)
    study.pull()
    assert study.status().figures["done"] == 1


def test_losing_most_tasks_wants_a_yes_too(study: Study) -> None:
    thin = "\n".join(
        line for line in DOCUMENT.split("\n") if "hitch" not in line and "handed" not in line and "Dry" not in line
    )
    study.document.write_text(thin.replace("### 1.2 Hitches", "### 1.2 Hitches\n- [ ] 1.2.7 Other"), "utf-8")
    with pytest.raises(VaultsyncError, match="tasks"):
        study.pull()


def test_a_file_in_the_place_of_a_moved_note_is_not_that_note(study: Study) -> None:
    old = study.note("1.2")
    (study.vault / "Mine").mkdir()
    (study.vault / old).rename(study.vault / "Mine/Hitches.md")
    study.write(old, "# my own file\n")
    study.write("Mine/Hitches.md", study.read("Mine/Hitches.md").replace("- [ ] 1.2.1", "- [x] 1.2.1"))
    assert study.push().changes
    change(study, WITH_HALF)
    assert study.read(old) == "# my own file\n"
    assert "Half hitch" in study.read("Mine/Hitches.md")


def test_a_task_that_moves_into_a_deleted_note_is_archived(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    (study.vault / study.note("2 Rope")).unlink()
    change(study, MOVED)
    assert "- [x] 1.2.1 Clove hitch" in everything(study)


def test_lost_ids_are_put_back(study: Study) -> None:
    study.edit("1.2", " ^clove-hitch", "")
    study.edit("1.1", "vaultsync: knots/loops\n", "")
    study.pull()
    assert study.line("1.2", "Clove").endswith("^clove-hitch")
    assert "vaultsync: knots/loops\n" in study.read(study.note("1.1"))
    assert not study.pull().changed


def test_a_note_with_broken_properties_counts_but_is_not_written_to(study: Study) -> None:
    study.edit("1.2", "title: 1.2 Hitches", 'title: "x: [')
    path = study.mark("1.2", "Clove")
    before = study.read(path)
    report = study.push()
    assert study.read(path) == before
    assert study.status().figures["done"] == 1
    assert len(report.warnings) == len(set(report.warnings))


def test_words_in_the_summary_are_in_git_before_it_is_made_anew(study: Study) -> None:
    study.write("PROGRESS.md", study.read("PROGRESS.md") + "\nmine\n")
    study.push()
    assert "\nmine\n" not in study.read("PROGRESS.md")
    assert "\n+mine\n" in study.git("log", "-p", "--", "PROGRESS.md")


def test_a_summary_of_the_learners_own_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "PROGRESS.md").write_text("my diary\n", "utf-8")
    with pytest.raises(VaultsyncError, match="name of vaultsync's summary"):
        begin(tmp_path)
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["PROGRESS.md"]


@pytest.mark.parametrize("text", ["only prose\n", "# T\n", "![a](b.png)\n", "***\n", "---\ntitle: x\n---\n"])
def test_a_document_without_structure_gives_one_note(tmp_path: Path, text: str) -> None:
    study = begin(tmp_path, text)
    assert len(list((study.vault / "Roadmaps").rglob("*.md"))) == 1
    assert not study.pull().changed


def test_a_failed_init_leaves_nothing_and_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "knots.md"
    document.write_text(DOCUMENT, "utf-8")
    study = Study(tmp_path / "vault", document)
    with monkeypatch.context() as patch:
        patch.setattr("vaultsync.usecases.pulling.bringing.apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            init(study.vault, roadmaps=[document], context=study.context)
    assert not study.vault.exists()
    study.vault.mkdir()
    subprocess.run(["git", "init", "-q", str(study.vault)], check=True)
    subprocess.run(["git", "-C", str(study.vault), "commit", "-q", "--allow-empty", "-m", "first"], check=True)
    with monkeypatch.context() as patch:
        patch.setattr("vaultsync.usecases.pulling.bringing.apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            init(study.vault, roadmaps=[document], context=study.context)
    assert study.subjects() == ["first"]
    init(study.vault, roadmaps=[document], context=study.context)
    assert study.status().figures["total"] == 7


def test_a_removed_roadmap_leaves_the_others_alone(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    remove(study.context, "knots")
    assert "- [x] 1.2.1 Clove hitch" in everything(study)
    assert not study.pull().changed


def test_a_wikilink_of_the_document_is_words_until_its_note_is_there(tmp_path: Path) -> None:
    study = begin(tmp_path, DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Clove a|b[[Ropes]] hitch"))
    study.mark("1.2", "Clove")
    study.push()
    assert r"a|b\[\[Ropes]] hitch" in study.read(study.note("1.2"))
    assert not study.pull().changed
    study.write("Ropes.md", "mine\n")
    study.pull()
    assert "- [x] 1.2.1 Clove a|b[[Ropes]] hitch ✅ 2026-11-21" in study.read(study.note("1.2"))
    assert study.status().figures["done"] == 1


def test_a_doubtful_rewording_is_asked_about(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Tying the clove hitch"), "utf-8")
    report = study.pull()
    assert study.line("1.2", "Tying").startswith("- [ ] ")
    assert [review.item for review in report.review] == ["hitches#^tying-the-clove-hitch"]
    assert [(task.text, task.archive) for task in report.tasks if task.archive] == [
        ("1.2.1 Clove hitch", "Archive/Knots/1.2 Hitches.md")
    ]
    assert not study.pull().changed


def test_words_of_any_kind_are_remembered_of_what_left(study: Study, tmp_path: Path) -> None:
    text = DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 [Clove/hitch](https://example.invalid/a//b)\t..")
    study.document.write_text(text, "utf-8")
    study.pull()
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text("\n".join(line for line in text.split("\n") if "Clove" not in line), "utf-8")
    study.pull()
    again = study.pull()
    assert not again.changed
    assert again.warnings == []
    assert again.study is None or not again.study.commit
    change(study, text)
    assert study.line("1.2", "Clove").startswith("- [x] ")


def test_a_step_that_gets_another_number_is_the_same_section(tmp_path: Path) -> None:
    text = "# G\n\n## Month 1: Open chords\n\n### Week 1: A\n- [ ] a\n- [ ] b\n\n## Month 2: Barre chords\n\n### Week 1: F\n- [ ] c\n- [ ] d\n"
    study = begin(tmp_path, text)
    study.mark("01 Week 1 - F", "c")
    study.push()
    new = text.replace("## Month 2: Barre", "## Month 2: Theory\n\n### Week 1: T\n- [ ] t\n\n## Month 3: Barre")
    change(study, new)
    assert study.status().figures["done"] == 1
    assert not (study.vault / "Archive").exists()
