"""A tick dated after today is done in every figure, and its date is in none; once its day is there, it is."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from study import NOON, Study, begin

from vaultsync.usecases.check import check
from vaultsync.usecases.log import log
from vaultsync.usecases.plan import plan
from vaultsync.usecases.review import review

DOCUMENT = "# Knots\n\n" + "".join(
    f"## {n}. Week {n}: Knots\n\n- [ ] {n}.1 Bowline\n- [ ] {n}.2 Clove hitch\n- [ ] {n}.3 Sheet bend\n\n"
    for n in (1, 2)
)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, NOON.isoformat())
    return begin(tmp_path, DOCUMENT)


def tick(study: Study, words: str, day: str) -> None:
    path = study.mark("1 Week 1", words)
    line = study.line("1 Week 1", words)
    study.write(path, study.read(path).replace(line, line.replace(" ^", f" ✅ {day} ^")))


def test_done_everywhere_and_dated_nowhere(study: Study) -> None:
    tick(study, "1.1", "2026-11-20")
    tick(study, "1.2", "2026-11-22")  # tomorrow, in this week
    tick(study, "1.3", "2026-12-05")
    assert study.push().roadmaps[0].done == 3
    state, data = study.status(), json.loads(study.read("progress.json"))
    assert (state.figures["done"], state.as_of) == (3, "2026-11-20")
    assert (data["done"], data["as_of"], data["active_days"]) == (3, "2026-11-20", 1)
    assert [day["date"] for day in data["days"]] == ["2026-11-20"]
    assert [item["date"] for item in data["roadmaps"][0]["items"]] == ["2026-11-20", "", ""]
    assert data["roadmaps"][0]["pace"]["tasks_per_week"] == 1
    text = study.read("PROGRESS.md")
    assert "3 of 6" in text
    assert "2026-12-05" not in text
    back = review(study.context, "week", dry_run=True).back
    assert [(one.done, one.ticked, [note.items for note in one.notes]) for one in back.roadmaps] == [
        (3, 1, [("1.1 Bowline",)])
    ]
    assert (back.figures.ticked, back.figures.days) == (1, 1)
    (planned,) = plan(study.context).roadmaps
    assert planned.tally.done == 3
    assert planned.outlook.standing is not None
    assert planned.outlook.standing.done == 1
    assert {page.day for page in log(study.context).diary.days} <= {"2026-11-20", "2026-11-21"}
    assert {one.what for one in check(study.context).findings} == {
        "“1.2 Clove hitch” is done in the future: 2026-11-22",
        "“1.3 Sheet bend” is done in the future: 2026-12-05",
        "“1. Week 1: Knots” is done in the future: 2026-12-05",
        "`completed` is in the future: 2026-12-05",
    }
    assert study.push().commit == ""

    study.now += timedelta(days=3)
    study.push()
    data = json.loads(study.read("progress.json"))
    assert (data["done"], data["as_of"], data["active_days"]) == (3, "2026-11-22", 2)
    back = review(study.context, "week", day=study.now.date() - timedelta(days=3), dry_run=True).back
    assert [one.ticked for one in back.roadmaps] == [2]
