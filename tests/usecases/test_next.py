"""The next command, over a vault that is studied."""

from __future__ import annotations

from study import begin

from vaultsync.models.marks import Mark
from vaultsync.usecases.mark import mark
from vaultsync.usecases.next import propose


def test_next_follows_the_marks_and_the_plan(tmp_path):
    study = begin(tmp_path)
    first = propose(study.context)
    assert [one.text for one in first.proposals] == [
        "1.1.1.1 Left-handed", "1.1.1.2 Right-handed", "1.1.2 Figure eight", "1.2.1 Clove hitch", "1.2.2 Rolling hitch"
    ]  # fmt: skip
    mark(study.context, ["rolling"], Mark.DOING)
    mark(study.context, ["bowline"], Mark.DONE)
    after = propose(study.context, number=3)
    assert [one.text for one in after.proposals] == ["1.2.2 Rolling hitch", "1.1.2 Figure eight", "1.2.1 Clove hitch"]
    assert after.proposals[0].doing


def test_next_knows_the_plans_dates_and_waits_for_a_start(tmp_path):
    study = begin(tmp_path)
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings + 'start = "2026-11-02"\nhours_per_week = 4\n')
    path = study.note("1.1 Loops")
    study.write(path, study.read(path).replace("title:", "duration: 4 hours\ntitle:", 1))
    found = propose(study.context).proposals
    assert found[0].due > "2026-11-02"
    assert found[0].minutes == 80
    study.write("vaultsync.toml", settings + 'start = "2027-01-04"\n')
    waiting = propose(study.context)
    assert waiting.proposals == []
    assert "2027-01-04" in waiting.warnings[0]


def test_next_writes_nothing(tmp_path):
    study = begin(tmp_path)
    before = study.files()
    propose(study.context, minutes=30)
    assert study.files() == before


def test_tasks_that_say_the_same_are_named_with_the_task_they_stand_under(tmp_path):
    text = "# Puzzles\n\n## A\n" + "".join(f"- [ ] {name}\n    - [ ] solve again\n" for name in ("Two Sum", "Max Sum"))
    study = begin(tmp_path, text + "- [ ] Min Sum\n    - [ ] draw it\n", "puzzles")
    found = propose(study.context).proposals
    assert [one.text for one in found] == ["Two Sum › solve again", "Max Sum › solve again", "draw it"]
    assert [words for _, words, _ in study.status().next_up][:2] == ["Two Sum › solve again", "Max Sum › solve again"]
    report = mark(study.context, ["max sum solve again"], Mark.DONE)
    assert [change.item for change in report.changes] == ["a#^solve-again-2"]
    study.push()
    summary = study.read("PROGRESS.md")
    assert "Max Sum › solve again" in summary
    assert "Two Sum › solve again" in summary
