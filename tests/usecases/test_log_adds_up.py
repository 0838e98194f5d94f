"""The study time of the log is that of the journal as it stands, whoever committed it and however often it was changed."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from study import Study
from test_log import at, commit, study  # noqa: F401

from vaultsync.usecases.log import log
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.journaling import journal_of

LINES = ["25m: Knots.", "25m: Knots.", "1h: [[1.1 Loops]]", "words alone", "14:00-15:30 reading", "2x20m: cards"]


@pytest.mark.parametrize("seed", range(2))
def test_study_time_by_day(study: Study, seed: int) -> None:  # noqa: F811
    chance = random.Random(seed)
    diary: dict[str, list[str]] = {}
    begin = date(2026, 11, 22)
    for n in range(14):
        today = (begin + timedelta(n // 2)).isoformat()
        at(study, today, f"{9 + n % 2:02}:00")
        for _ in range(chance.randint(1, 3)):
            day = (begin + timedelta(chance.randint(0, n // 2 + 2))).isoformat()
            lines = diary.setdefault(day, [])
            if lines and chance.random() < 0.3:
                lines.pop(chance.randrange(len(lines)))
            elif lines and chance.random() < 0.1:
                diary[day] = []
            else:
                lines.append(chance.choice(LINES))
            own = "---\nminutes: 100\n---\n" if chance.random() < 0.1 else ""
            study.write(f"Journal/{day}.md", f"{own}## Study\n\n" + "".join(f"- {line}\n" for line in diary[day]))
        if chance.random() < 0.3:
            study.edit("1.1 Loops", "## Journal\n", f"## Journal\n- {today} {chance.randint(1, 50)}m: tied\n")
        if n % 5 == 4:
            study.push()
        elif study.git("status", "--porcelain"):
            commit(study, "vault backup")
    workspace = Workspace.open(study.context, writes=False)
    workspace.load()
    expected = {day.date: day.minutes for day in journal_of(workspace).until(today).days if day.minutes}
    found = {page.day: page.minutes for page in log(study.context, limit=0).diary.days if page.minutes}
    assert found == expected
    several = log(study.context, limit=2).diary
    assert {page.day: page.minutes for page in several.days if page.minutes}.items() <= expected.items()
