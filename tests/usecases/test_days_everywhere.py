"""Journal, commits and log around midnight, daylight saving, New Year and ISO week 53: the same bytes in any time zone."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from study import Study, begin
from test_log import entries, told

from vaultsync.cli.printing.log import log_markdown, log_to_json
from vaultsync.usecases.journal import journal
from vaultsync.usecases.log import log

BERLIN = ZoneInfo("Europe/Berlin")
# 2 a.m. comes twice on 25 October and not at all on 29 March; 2026 has a week 53, which ends on 3 January.
MOMENTS = [
    datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN),
    datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN),
    datetime(2026, 12, 27, 23, 59, tzinfo=BERLIN),
    datetime(2026, 12, 31, 23, 59, tzinfo=BERLIN),
    datetime(2027, 1, 1, 0, 0, tzinfo=BERLIN),
    datetime(2027, 1, 4, 0, 1, tzinfo=BERLIN),
]
WORDS = ["Left-handed", "Right-handed", "Figure eight", "Clove hitch", "Rolling hitch", "Whipping", "Drying", ""]


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def zone(request, monkeypatch):
    """The time zone that the machine is set to."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def live(study: Study, monkeypatch) -> None:
    """Study at each of the moments, and push."""
    for moment, words in zip(MOMENTS, WORDS, strict=True):
        study.now = moment
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            monkeypatch.setenv(name, moment.isoformat())
        journal(study.context, f"It was {moment:%H:%M}.", minutes=20)
        for stem in ("1.1 Loops", "1.2 Hitches", "2 Rope care") if words else ():
            if words in study.read(study.note(stem)):
                path = study.mark(stem, words)
                os.utime(study.vault / path, (moment.timestamp(),) * 2)
        study.push()


# What the first zone gave: documents stand in folders of their own, so that ids of commits differ.
EXPECTED: dict[str, str] = {}


def test_the_same_days_and_bytes_in_every_zone(tmp_path, monkeypatch, zone):
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-03-01T12:00:00+01:00")
    study = begin(tmp_path)
    live(study, monkeypatch)
    report = log(study.context, limit=0)
    assert [page.day for page in report.diary.days] == [
        "2027-01-04",
        "2027-01-01",
        "2026-12-31",
        "2026-12-27",
        "2026-10-25",
        "2026-03-29",
        "2026-03-01",
    ]
    assert told(report.diary)["2026-10-25"] == ["+ 1.1.2 Figure eight", "+ 1.2.1 Clove hitch"]
    assert entries(report.diary)["2026-10-25"] == [("It was 02:30.", 20, [])] * 2
    assert "✅ 2026-12-31" in study.line("2 Rope care", "Whipping")
    assert "✅ 2027-01-01" in study.line("2 Rope care", "Drying")
    texts = {
        "log": json.dumps([{**day, "commits": []} for day in log_to_json(report)["days"]], default=str),
        "markdown": log_markdown(report),
        "messages": study.git("log", "--format=%B%aI"),
        "progress": study.read("PROGRESS.md") + study.read("progress.json"),
        "journal": "".join(study.read(f"Journal/{moment:%Y-%m-%d}.md") for moment in MOMENTS),
    }
    for name, text in texts.items():
        assert EXPECTED.setdefault(name, text) == text, name
