"""Task lines as Obsidian's plugins, other editors and the learner's own hands leave them."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.usecases.init import init

LINE = "- [ ] 1.2.1 Clove hitch ^clove-hitch\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def replaced(study: Study, new: str) -> str:
    """The note after a push, in which `new` stood in place of the line; nothing is left to do for a second one."""
    path = study.edit("1.2", LINE, new)
    study.push()
    after = study.read(path)
    files = study.files()
    assert study.push().commit == ""
    assert study.files() == files
    return after


def finished(study: Study) -> int:
    done = study.status().figures["done"]
    assert isinstance(done, int)
    return done


def date_known(study: Study) -> str:
    rows = [row.split("\t") for row in study.read(".vaultsync/marks/knots.tsv").splitlines()]
    return next(row[2] for row in rows if row[0] == "hitches#^clove-hitch")


@pytest.mark.parametrize(
    "fields",
    [
        "⏫ 🔁 every week ➕ 2026-11-01 🛫 2026-11-02 ⏳ 2026-11-03 📅 2026-11-04 ✅ 2026-11-05",
        "🆔 a1b2 ⛔ c3d4,e5f6 🔺 🔁 every week when done 🏁 keep ➕ 2026-11-01 ❌ 2026-11-02 ✅ 2026-11-05",
        "✅ 2026-11-05 📅 2026-11-04",
        "🔽 ✅ 2026-11-05 #revise 🛫 2026-11-02",
        "⏬ ✅\ufe0f2026-11-05",
        "✅ 2026-11-05 ⏰ 2026-11-22 10:00",
        "🔼 📅 2026-11-04 ✅ 2026-11-05 ⏰ 2026-11-22",
        " [due:: 2026-11-04]  [completion:: 2026-11-05]",
        " [due:: 2026-11-04],  [completion:: 2026-11-05],",
        "(due:: 2026-11-04) (completion:: 2026-11-05)",
        "[ completion:: 2026-11-05 ] [project:: [[Ropes and me]]]",
        "[completion:: 2026-11-05T18:30:00] [priority:: high]",
    ],
)
def test_a_stamp_among_the_fields_of_plugins_is_the_date(study: Study, fields: str) -> None:
    line = f"- [x] 1.2.1 Clove hitch {fields} ^clove-hitch\n"
    assert line in replaced(study, line), "nothing of the line is touched"
    assert finished(study) == 1
    assert date_known(study) == "2026-11-05"


@pytest.mark.parametrize(
    ("fields", "stamp"),
    [
        ("⏫ 📅 2026-12-04", " ✅ 2026-11-21"),
        (" [due:: 2026-12-04]", "  [completion:: 2026-11-21]"),
        ("(due:: 2026-12-04)", "  [completion:: 2026-11-21]"),
        ("[mood:: good]", " ✅ 2026-11-21"),
        ("📅 2026-12-04 [created:: 2026-11-01]", " ✅ 2026-11-21"),
    ],
)
def test_a_new_stamp_takes_the_form_of_the_lines_other_fields(study: Study, fields: str, stamp: str) -> None:
    after = replaced(study, f"- [x] 1.2.1 Clove hitch {fields} ^clove-hitch\n")
    assert f"- [x] 1.2.1 Clove hitch {fields}{stamp} ^clove-hitch\n" in after
    study.mark("1.2", "Clove", " ")
    study.push()
    assert f"- [ ] 1.2.1 Clove hitch {fields} ^clove-hitch\n" in study.read(study.note("1.2"))


def test_a_cancelled_task_is_skipped_and_keeps_its_date(study: Study) -> None:
    line = "- [-] 1.2.1 Clove hitch ❌ 2026-11-05 ^clove-hitch\n"
    assert line in replaced(study, line)
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (0, 6)


@pytest.mark.parametrize(
    "mark", ["* [x]", "+ [x]", "1. [x]", "12) [x]", "> - [x]", "> > 1. [X]", "> [!todo] Mine\n> - [x]"]
)
def test_any_list_marker_and_any_quote_will_do(study: Study, mark: str) -> None:
    after = replaced(study, f"{mark} 1.2.1 Clove hitch ^clove-hitch\n")
    assert f"{mark} 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in after
    assert finished(study) == 1


@pytest.mark.parametrize(
    "line",
    [
        "- [x] 1.2.1 Clove hitch",
        "- [x] 1.2.1 Clove hitch 📅 2026-11-30",
        "- [x] #task 1.2.1 Clove hitch #study",
        "- [x] 1.2.1 Clove hitch [due:: 2026-11-30]",
        "- [x] ==1.2.1 Clove hitch==",
        "- [x] [[1.2.1 Clove hitch]]",
    ],
)
def test_a_line_that_lost_its_id_gets_it_back(study: Study, line: str) -> None:
    replaced(study, line + "\n")
    assert finished(study) == 1
    study.pull()
    assert study.line("1.2", "love hitch").startswith("- [x]")
    assert study.line("1.2", "love hitch").endswith("^clove-hitch")
    study.mark("1.2", "love hitch", " ")
    study.push()
    assert finished(study) == 0


@pytest.mark.parametrize("above", ["- [ ] my own task\n", "\n"])
def test_a_lost_id_goes_to_its_line_though_the_note_was_just_finished(study: Study, above: str) -> None:
    """`completed` comes into the properties above, so that the line stands elsewhere when its id is put back."""
    path = study.edit("1.2", LINE, above + LINE.replace(" ^clove-hitch", ""))
    study.edit("1.2", "done: false", "done: true")
    study.pull()
    assert "completed: " in study.read(path)
    assert study.line("1.2", "Clove hitch").endswith("^clove-hitch")
    assert study.read(path).count("^clove-hitch") == 1


def test_words_behind_the_id_do_not_cost_the_tick(study: Study) -> None:
    after = replaced(study, "- [x] 1.2.1 Clove hitch ^clove-hitch on a round post %% again %%\n")
    assert "- [x] 1.2.1 Clove hitch ^clove-hitch on a round post %% again %% ✅ 2026-11-21\n" in after
    assert finished(study) == 1
    study.pull()
    after = study.read(study.note("1.2"))
    assert "- [x] 1.2.1 Clove hitch on a round post %% again %% ✅ 2026-11-21 ^clove-hitch\n" in after
    assert finished(study) == 1


def test_a_wrapped_line_keeps_its_id_at_its_end(study: Study) -> None:
    after = replaced(study, "- [x] 1.2.1 Clove\n  hitch ^clove-hitch\n")
    assert "- [x] 1.2.1 Clove ✅ 2026-11-21\n  hitch ^clove-hitch\n" in after
    assert finished(study) == 1
    files = study.files()
    assert not study.pull().changed
    assert study.files() == files


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize(("old_id", "next_id"), [(" ^clove-hitch", ""), (" ^clove-hitch",) * 2, ("", "")])
def test_a_recurring_task_is_done_and_its_next_round_is_the_learners(
    study: Study, above: bool, old_id: str, next_id: str
) -> None:
    done = f"- [x] 1.2.1 Clove hitch 🔁 every week 📅 2026-11-21 ✅ 2026-11-20{old_id}\n"
    next_round = f"- [ ] 1.2.1 Clove hitch 🔁 every week 📅 2026-11-28{next_id}\n"
    both = next_round + done if above else done + next_round
    assert both in replaced(study, both), "the next round stays open"
    assert finished(study) == 1
    assert date_known(study) == "2026-11-20"
    assert study.status().figures["total"] == 7
    study.pull()
    after = study.read(study.note("1.2"))
    assert next_round in after
    assert done.replace("\n", " ^clove-hitch\n") in after or (old_id and done in after)
    # The old round is cleared away: what is left is not taken for an untick.
    if not next_id:
        study.write(study.note("1.2"), "".join(row for row in after.splitlines(True) if "✅ 2026-11-20" not in row))
        study.push()
        assert finished(study) == 1


def test_a_doubled_line_becomes_one(study: Study) -> None:
    after = replaced(study, LINE.replace("[ ]", "[x]") + LINE)
    assert after.count("1.2.1 Clove hitch") == 1
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in after
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (1, 7)


def test_a_copy_of_a_line_under_another_heading_agrees_with_it(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\n\nToday:\n" + LINE.replace("[ ]", "[x]"))
    study.push()
    assert study.read(path).count("- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n") == 2
    assert finished(study) == 1
    assert study.push().commit == ""


def test_a_doubled_line_with_other_words_is_the_learners(study: Study) -> None:
    mine = "- [x] the same, blindfolded ^clove-hitch\n"
    for both in (mine + LINE, LINE + mine):
        after = replaced(study, both)
        assert both.replace("blindfolded ^clove-hitch", "blindfolded") in after
        assert finished(study) == 0
        study.write(study.note("1.2"), after.replace("- [x] the same, blindfolded\n", ""))
        study.push()


def test_reordered_indented_and_reworded_lines_keep_their_marks(study: Study) -> None:
    path = study.edit("1.1", "  - [ ] 1.1.1.1 Left-handed ^left-handed\n", "")
    text = study.read(path)
    study.write(path, text.replace("- [ ] 1.1.2 Figure eight", "  - [x] Figure of 8, my way"))
    study.edit("1.1", "- [ ] 1.1.1 Bowline", "- [x] 1.1.1.1 Left-handed ^left-handed\n- [ ] 1.1.1 Bowline")
    study.push()
    assert finished(study) == 2
    assert study.line("1.1", "my way") == "- [x] Figure of 8, my way ✅ 2026-11-21 ^figure-eight"
    assert study.line("1.1", "Bowline").startswith("- [ ]"), "indenting makes no children"


def test_a_line_moved_to_another_note_of_the_roadmap_is_found_there(study: Study) -> None:
    study.edit("1.2", LINE, "")
    path = study.edit("1.1", "## Notes\n", LINE.replace("[ ]", "[x]") + "\n## Notes\n")
    report = study.push()
    assert [change.text for change in report.changes] == ["1.2.1 Clove hitch"]
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in study.read(path)
    study.document.write_text(study.document.read_text("utf-8") + "- [ ] 2.3 Coiling\n", "utf-8")
    study.pull()
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n" in study.read(path)
    assert "Clove" not in study.read(study.note("1.2"))
    hitches = study.status().figures["roadmaps"][0]["sections"][0]["sections"][1]
    assert (hitches["done"], hitches["total"]) == (1, 2)


def test_another_line_with_the_id_of_a_missing_one_is_not_taken_for_it(study: Study) -> None:
    study.edit("1.2", LINE, "")
    path = study.edit("1.1", "## Notes\n", "## Notes\n\n- [x] buy rope ^clove-hitch\n")
    before = study.read(path)
    study.push()
    assert study.read(path) == before
    assert finished(study) == 0


def test_the_learners_own_tasks_are_told_apart_and_never_counted(study: Study) -> None:
    mine = "\n- [x] my own\n- [ ] another\n  - [/] deeper ✅ 2026-11-01\n"
    path = study.edit("1.2", "## Notes\n", f"## Notes\n{mine}")
    study.edit("1.2", "^rolling-hitch\n", "^rolling-hitch\n  - [ ] mine below\n")
    study.edit("1.2", "done: false", "done: true")
    study.push()
    assert mine in study.read(path)
    assert "  - [ ] mine below\n" in study.read(path)
    figures = study.status().figures
    assert (figures["done"], figures["total"]) == (2, 7)
    assert figures["roadmaps"][0]["own"] == {"done": 1, "total": 4}


@pytest.mark.parametrize("where", ["## Notes\n", "## Journal\n"])
def test_a_task_of_the_roadmap_may_stand_anywhere_in_its_note(study: Study, where: str) -> None:
    study.edit("1.2", LINE, "")
    study.edit("1.2", where, f"{where}\n> [!todo] This week\n> - [x] 1.2.1 Clove hitch ^clove-hitch\n")
    study.push()
    assert finished(study) == 1
    assert study.status().figures["roadmaps"][0]["own"]["total"] == 0


@pytest.mark.parametrize(
    ("before", "after"), [("%%\n", "%%\n"), ("<!--\n", "-->\n"), ("```\n", "```\n"), ("~~~ md\n", "~~~\n")]
)
def test_what_is_hidden_is_no_task(study: Study, before: str, after: str) -> None:
    hidden = before + LINE.replace("[ ]", "[x]") + after
    assert hidden in replaced(study, hidden)
    assert finished(study) == 0


@pytest.mark.parametrize("second", ["Tying the anchor bends", "Tying the anchor bend twice"])
def test_a_copy_of_one_task_is_not_taken_for_another_that_was_deleted(tmp_path: Path, second: str) -> None:
    text = f"# Knots\n\n## Bends\n\n- [ ] Tying the anchor bend\n- [ ] {second}\n- [ ] Drying\n"
    study = Study(tmp_path / "vault", tmp_path / "knots.md")
    study.document.write_text(text, "utf-8")
    init(study.vault, roadmaps=[study.document], context=study.context)
    path = study.note("Bends")
    lines = study.read(path).split("\n")
    at = next(n for n, line in enumerate(lines) if second in line)
    lines[at] = "- [x] Tying the anchor bend"
    study.write(path, "\n".join(lines))
    report = study.push()
    assert not report.changes
    assert not report.review
    assert report.roadmaps[0].done == 0


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("words", ["1.2.1 Clove hitch", "[Clove hitch](https://knots.example/clove)"])
def test_a_line_in_another_note_stays_its_task_when_the_roadmap_rewords_that(
    tmp_path: Path, words: str, gone: bool
) -> None:
    study = begin(tmp_path, DOCUMENT.replace("1.2.1 Clove hitch", words))
    line = f"- [ ] {words} ^clove-hitch\n"
    study.edit("1.2", line, "")
    if gone:
        (study.vault / study.note("1.2")).unlink()
    study.edit("1.1", "## Notes", f"> {line.replace('[ ]', '[x]')}\n## Notes")
    study.push()
    new = words.replace("hitch", "hitches")
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", new), "utf-8")
    told = study.pull(dry_run=True).notes
    assert [(note.deed, note.note) for note in study.pull().notes] == [(note.deed, note.note) for note in told]
    assert f"> - [x] {new} ✅ 2026-11-21 ^clove-hitch\n" in study.read(study.note("1.1"))
    assert finished(study) == 1
    study.edit("1.1", "[x]", "[ ]")
    study.push()
    assert finished(study) == 0
    assert study.status().figures["roadmaps"][0]["own"]["total"] == 0  # type: ignore[index]
    settled = study.files()
    assert not study.pull().changed
    assert study.files() == settled
