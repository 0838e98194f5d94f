"""Done, start, skip, reopen: marks set by command stand where a learner's hand would have put them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from study import Study, begin

from vaultsync.errors import UsageError, VaultError
from vaultsync.models.deeds import MarkReport
from vaultsync.models.marks import Mark
from vaultsync.usecases.mark import mark

LOOPS, HITCHES, BASICS = "1.1 Loops", "1.2 Hitches", "1 Basics"


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path)


def done(study: Study, *queries: str, **more: object) -> MarkReport:
    return mark(study.context, queries, Mark.DONE, **more)  # type: ignore[arg-type]


def marked(study: Study, to: Mark, *queries: str, **more: object) -> MarkReport:
    return mark(study.context, queries, to, **more)  # type: ignore[arg-type]


def figures(study: Study) -> tuple[int, int]:
    found = study.status().figures
    return found["done"], found["total"]


def test_a_task_is_ticked_and_stamped_and_nothing_else_changes(study):
    before = study.read(study.note(LOOPS))
    report = done(study, "figure eight")
    after = study.read(study.note(LOOPS))
    assert after == before.replace("- [ ] 1.1.2 Figure eight", "- [x] 1.1.2 Figure eight ✅ 2026-11-21")
    assert [(change.text, change.to, change.date) for change in report.changes] == [
        ("1.1.2 Figure eight", Mark.DONE, "2026-11-21")
    ]
    assert (report.roadmaps[0].done, report.roadmaps[0].total) == (1, 7)
    assert figures(study) == (1, 7)


def test_all_places_agree_at_once(study):
    done(study, "bowline", "figure eight")
    assert "- [x] 1.1.1.1 Left-handed ✅ 2026-11-21" in study.read(study.note(LOOPS))
    assert "done: true\ncompleted: 2026-11-21\n" in study.read(study.note(LOOPS))
    assert study.line(BASICS, "1.1 Loops").startswith("- [x] ")
    assert study.push().written


def test_nothing_is_committed_until_the_next_push_which_tells_it(study):
    before = study.subjects()
    done(study, "figure eight")
    marked(study, Mark.SKIPPED, "rope care")
    assert study.subjects() == before
    study.push()
    assert study.git("log", "-1", "--format=%B") == (
        "Study: 1 done, 2 skipped in Loops and Rope care (Knots 1/5)\n\nDone in Loops\n- 1.1.2 Figure eight\n\n"
        "Skipped\n- 2. Rope care (2 tasks)\n\nVaultsync-Progress: knots 1/5\n\n"
    )
    assert not study.push().commit


def test_a_whole_note_and_back(study):
    report = done(study, "hitches")
    assert [(change.text, change.tasks, change.of) for change in report.changes if not change.by] == [
        ("1.2 Hitches", 2, 2)
    ]
    text = study.read(study.note(HITCHES))
    assert text.count("[x]") == 2
    assert "completed: 2026-11-21" in text
    marked(study, Mark.TODO, "hitches")
    text = study.read(study.note(HITCHES))
    assert text.count("[ ]") == 2
    assert "completed" not in text
    assert "done: false" in text
    assert figures(study) == (0, 7)


def test_start_and_skip_and_reopen(study):
    marked(study, Mark.DOING, "clove hitch")
    assert study.line(HITCHES, "Clove").startswith("- [/] ")
    marked(study, Mark.SKIPPED, "rolling hitch")
    assert study.line(HITCHES, "Rolling").startswith("- [-] ")
    assert figures(study) == (0, 6)
    marked(study, Mark.TODO, "1.2.1", "1.2.2")
    assert study.read(study.note(HITCHES)).count("- [ ] ") == 2
    begun = marked(study, Mark.DOING, "hitches")
    assert [(change.text, change.to) for change in begun.changes] == [("1.2 Hitches", Mark.DOING)]
    assert study.line(BASICS, "1.2 Hitches").startswith("- [/] ")
    marked(study, Mark.SKIPPED, "hitches")
    assert study.read(study.note(HITCHES)).count("- [-] ") == 2
    marked(study, Mark.TODO, "hitches")
    assert study.read(study.note(HITCHES)).count("- [ ] ") == 2


def test_what_was_ticked_one_by_one_is_not_taken_back_with_its_note(study):
    done(study, "clove", "rolling")
    report = marked(study, Mark.TODO, "1.2")
    assert "one by one" in report.review[0].why
    assert study.read(study.note(HITCHES)).count("- [x] ") == 2
    assert figures(study) == (2, 7)


def test_marks_of_ones_own_that_stop_a_note_from_being_done_are_named(study):
    study.mark(HITCHES, "Clove", "!")
    study.mark(HITCHES, "Rolling", ">")
    study.push()
    study.edit(HITCHES, "done: false", "done: true")
    why = "“1.2 Hitches” was marked done, but [!] and [>] at its tasks are no marks of vaultsync: it is todo"
    assert [review.why for review in study.push().review] == [why]


def test_known_before_has_no_date_and_is_no_activity(study):
    report = done(study, "hitches", "left-handed", already=True)
    text = study.read(study.note(HITCHES))
    assert text.count("- [x] ") == 2
    assert "✅" not in text
    assert "completed" not in text
    assert "done: true" in text
    assert report.undated
    study.push()
    assert figures(study) == (3, 7)
    values = json.loads(study.read("progress.json"))
    assert "2026-11-21" not in json.dumps(values)
    message = study.git("log", "-1", "--format=%B")
    assert message.startswith("Study: 3 known before in Loops and Hitches (Knots 3/7)\n")
    assert "Known before in Loops\n- 1.1.1.1 Left-handed\n" in message
    assert "1.2 Hitches (2 tasks)" in message
    study.now = study.now.replace(day=25)
    assert not study.push().commit


def test_a_note_known_before_opens_again_as_one(study):
    done(study, "hitches", already=True)
    marked(study, Mark.TODO, "hitches")
    assert study.read(study.note(HITCHES)).count("- [ ] ") == 2


def test_another_day(study):
    done(study, "figure eight", day=date(2026, 11, 3))
    assert "Figure eight ✅ 2026-11-03" in study.read(study.note(LOOPS))
    assert "2026-12-24" in done(study, "clove", day=date(2026, 12, 24)).warnings[0]
    with pytest.raises(UsageError):
        done(study, "rolling", day=date(2026, 11, 3), already=True)


def test_another_day_without_stamps(study):
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace('stamp = "tasks"', 'stamp = "none"'))
    assert study.read("vaultsync.toml") != settings
    done(study, "figure eight", day=date(2026, 11, 3))
    assert study.line(LOOPS, "Figure eight") == "- [x] 1.1.2 Figure eight ^figure-eight"
    study.push()
    assert "2026-11-03" in study.read(".vaultsync/marks/knots.tsv")
    assert "2026-11-21" not in study.read(".vaultsync/marks/knots.tsv")


def test_all_or_nothing(study):
    before = study.files()
    report = done(study, "figure eight", "hitch", "quarks")
    assert [(one.query, len(one.candidates)) for one in report.unsure] == [("hitch", 3), ("quarks", 0)]
    assert study.files() == before
    report = done(study, "figure eight", "hitch", choose=lambda unsure: unsure.candidates[1])
    assert len([change for change in report.changes if not change.by]) == 2


def test_what_is_marked_so_already_is_said(study):
    done(study, "figure eight")
    before = study.files()
    report = done(study, "figure eight")
    assert (report.same, report.changes, report.written) == (["1.1.2 Figure eight"], [], [])
    assert study.files() == before


def test_a_dry_run_writes_nothing_and_says_the_same(study):
    before = study.files()
    planned = done(study, "hitches", dry_run=True)
    assert study.files() == before
    real = done(study, "hitches")
    assert (planned.changes, planned.roadmaps) == (real.changes, real.roadmaps)


def test_the_learners_own_ticks_meanwhile_are_kept(study):
    study.mark(HITCHES, "Clove")
    study.mark(LOOPS, "Left-handed", "-")
    done(study, "figure eight")
    assert study.line(HITCHES, "Clove").startswith("- [x] ")
    assert study.line(LOOPS, "Left-handed").startswith("- [-] ")
    study.push()
    message = study.git("log", "-1", "--format=%B")
    assert all(words in message for words in ("Clove hitch", "Left-handed", "Figure eight"))


def test_only_this_roadmap(study):
    document = study.document.parent / "splices.md"
    document.write_text("# Splices\n\n## Eyes\n\n- [ ] Figure eight\n- [ ] Eye\n", "utf-8")
    from vaultsync.usecases.roadmaps import add

    add(study.context, document)
    assert len(done(study, "figure eight").unsure[0].candidates) == 2
    report = done(study, "figure eight", roadmaps=["splices"])
    assert [change.roadmap for change in report.changes if change.text == "Figure eight"] == ["splices"]


def many(folder) -> Study:
    lines = "\n".join(f"- [ ] Step {n}" for n in range(30))
    return begin(folder, f"# Stairs\n\n## Up\n\n{lines}\n\n## Down\n\n- [ ] Step down\n", "stairs")


def test_very_much_at_once_wants_a_second_thought(tmp_path):
    study = many(tmp_path)
    before = study.files()
    with pytest.raises(VaultError) as stopped:
        done(study, "up")
    assert "--yes" in stopped.value.next_step
    with pytest.raises(VaultError):
        done(study, "up", confirm=lambda question: False)
    assert study.files() == before
    asked = []
    done(study, "up", confirm=lambda question: not asked.append(question))
    assert "30 tasks" in asked[0]
    assert figures(study) == (30, 31)


def test_a_note_with_windows_line_ends_and_own_words(study):
    path = study.note(LOOPS)
    text = study.read(path).replace("## Notes\n", "## Notes\nmine  \n").replace("\n", "\r\n")
    study.write(path, text)
    done(study, "figure eight")
    assert study.read(path) == text.replace("- [ ] 1.1.2 Figure eight", "- [x] 1.1.2 Figure eight ✅ 2026-11-21")


def test_a_mark_of_the_learners_own_gives_way_to_their_word(study):
    study.mark(LOOPS, "Figure eight", "?")
    done(study, "figure eight")
    assert study.line(LOOPS, "Figure eight").startswith("- [x] ")


def test_a_note_that_cannot_be_written_is_told_of(study):
    path = study.note(LOOPS)
    study.write(path, study.read(path).replace("title:", "title: : [", 1))
    with pytest.raises(VaultError) as stopped:
        done(study, "figure eight")
    assert stopped.value.where == path


def test_a_task_whose_line_is_gone(study):
    path = study.note(LOOPS)
    study.write(path, "\n".join(line for line in study.read(path).split("\n") if "Figure eight" not in line))
    with pytest.raises(VaultError) as stopped:
        done(study, "figure eight")
    assert "Figure eight" in stopped.value.what


def test_no_words(study):
    with pytest.raises(UsageError):
        done(study, " ")


@pytest.mark.parametrize("already", [False, True])
def test_a_task_is_done_though_the_only_one_below_it_was_skipped(tmp_path, already):
    study = begin(
        tmp_path, "# Puzzles\n\n## Trees\n- [ ] Max Path Sum\n    - [ ] solve again\n- [ ] Depth\n", "puzzles"
    )
    marked(study, Mark.SKIPPED, "solve again")
    study.push()
    report = done(study, "max path", already=already)
    assert report.review == []
    assert (report.roadmaps[0].done, report.roadmaps[0].total) == (1, 2)
    stamp = "" if already else " ✅ 2026-11-21"
    assert study.line("Trees", "Max") == f"- [x] Max Path Sum{stamp} ^max-path-sum"
    assert study.line("Trees", "solve") == "- [-] solve again ^solve-again"
    assert "1/2" in study.push().subject
    assert study.push().commit == ""
    assert figures(study) == (1, 2)
