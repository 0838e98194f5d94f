"""The journal command: entries where a learner would have written them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from study import begin

from vaultsync.errors import UsageError, VaultError
from vaultsync.usecases.journal import journal
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.journaling import journal_of

TODAY = "Journal/2026-11-21.md"


def entries(study):
    workspace = Workspace.open(study.context, writes=False)
    workspace.load()
    return [entry for day in journal_of(workspace).days for entry in day.entries]


@pytest.fixture
def study(tmp_path):
    return begin(tmp_path)


def test_the_first_entry_makes_the_daily_note_from_its_template(study):
    report = journal(study.context, "Bowline at last.", minutes=45)
    assert study.read(TODAY) == "# 2026-11-21\n\n## Study\n\n- 12:00 45m: Bowline at last.\n"
    assert (report.note, report.line, report.created, report.minutes) == (TODAY, 4, True, 45)
    again = journal(study.context, "And again.")
    assert study.read(TODAY).endswith("- 12:00 45m: Bowline at last.\n- 12:00 And again.\n")
    assert not again.created
    assert [(entry.text, entry.minutes, entry.time) for entry in entries(study)] == [
        ("Bowline at last.", 45, "12:00"),
        ("And again.", None, "12:00"),
    ]


def test_nothing_is_committed_until_the_next_push(study):
    before = study.subjects()
    journal(study.context, "Bowline at last.")
    assert study.subjects() == before
    study.push()
    assert len(study.subjects()) == len(before) + 1
    assert study.git("status", "--porcelain") == ""


def test_another_day_has_no_time_of_its_own(study):
    journal(study.context, "Forgotten.", day=date(2026, 11, 19), minutes=30)
    assert study.read("Journal/2026-11-19.md") == "# 2026-11-19\n\n## Study\n\n- 30m: Forgotten.\n"


def test_a_day_to_come_is_warned_about(study):
    assert "2026-12-24" in journal(study.context, "x", day=date(2026, 12, 24)).warnings[0]


def test_daily_notes_stand_where_obsidian_keeps_them(study):
    settings = {"folder": "Tagebuch", "format": "YYYY/MM-MMMM/dddd, D.M.YYYY", "template": "Templates/Tag"}
    study.write(".obsidian/daily-notes.json", json.dumps(settings))
    study.write(
        "Templates/Tag.md", "{{title}} {{date}} {{Date:dddd}} {{time}} {{time:H}} {{weather}}\n## Study\n- How?\n"
    )
    report = journal(study.context, "Knots.")
    assert report.note == "Tagebuch/2026/11-November/Saturday, 21.11.2026.md"
    assert study.read(report.note) == (
        "Saturday, 21.11.2026 2026-11-21 Saturday 12:00 12 {{weather}}\n## Study\n- How?\n- 12:00 Knots.\n"
    )
    assert [entry.text for entry in entries(study)] == ["Knots."]


def test_a_note_of_that_day_in_another_language_is_found(study):
    study.write(".obsidian/daily-notes.json", json.dumps({"folder": "T", "format": "YYYY-MM-DD dddd"}))
    study.write("T/2026-11-21 Samstag.md", "- mine\n")
    assert journal(study.context, "Knots.").note == "T/2026-11-21 Samstag.md"
    assert study.read("T/2026-11-21 Samstag.md") == "- mine\n\n## Study\n\n- 12:00 Knots.\n"


def test_notes_in_the_root_and_of_the_periodic_plugin(study):
    study.write(".obsidian/daily-notes.json", "{}")
    assert journal(study.context, "Knots.").note == "2026-11-21.md"
    study.write(".obsidian/community-plugins.json", '["periodic-notes"]')
    daily = {"daily": {"enabled": True, "folder": "Days", "format": "", "template": ""}}
    study.write(".obsidian/plugins/periodic-notes/data.json", json.dumps(daily))
    assert journal(study.context, "Knots.").note == "Days/2026-11-21.md"


def test_a_broken_or_hostile_setting_of_obsidian_leads_nowhere(study):
    study.write(".obsidian/daily-notes.json", "{not json")
    assert journal(study.context, "a").note == TODAY
    study.write(".obsidian/daily-notes.json", json.dumps({"folder": "../outside"}))
    assert journal(study.context, "b").note == TODAY
    study.write(".obsidian/daily-notes.json", json.dumps({"format": "[../../]YYYY-MM-DD"}))
    with pytest.raises(VaultError):
        journal(study.context, "c")
    assert not (study.vault.parent / "2026-11-21.md").exists()


def test_an_entry_on_a_note_stands_in_it(study):
    path = study.edit("1.1 Loops", "## Notes\n", "## Notes\nmy own words\n")
    before = study.read(path)
    report = journal(study.context, "Slippery.", on="loops", minutes=20)
    assert study.read(path) == before + "\n- 2026-11-21 20m: Slippery.\n"
    assert (report.on, report.note) == ("1.1 Loops", path)
    assert entries(study)[0].notes == ("knots/loops",)


def test_an_entry_on_a_task_links_to_it(study):
    journal(study.context, "Slippery.", on="figure eight")
    text = study.read(study.note("1.1 Loops"))
    assert text.endswith("\n- 2026-11-21: [[#^figure-eight|1.1.2 Figure eight]]: Slippery.\n")


def test_words_that_may_mean_several_things_write_nothing(study):
    before = study.files()
    report = journal(study.context, "Slippery.", on="hitch")
    there = ["1.2 Hitches", "1.2.1 Clove hitch", "1.2.2 Rolling hitch"]
    assert [candidate.text for candidate in report.unsure[0].candidates] == there
    assert journal(study.context, "x", on="quarks").unsure[0].candidates == ()
    assert study.files() == before
    chosen = journal(study.context, "Slippery.", on="hitch", choose=lambda unsure: unsure.candidates[2])
    assert chosen.on == "1.2.2 Rolling hitch"


def test_a_dry_run_writes_nothing_and_says_the_same(study):
    before = study.files()
    planned = journal(study.context, "Knots.", minutes=45, dry_run=True)
    assert study.files() == before
    done = journal(study.context, "Knots.", minutes=45)
    assert (planned.note, planned.line, planned.entry) == (done.note, done.line, done.entry)


def test_an_entry_without_words_needs_a_time(study):
    with pytest.raises(UsageError):
        journal(study.context, "  \n")
    journal(study.context, "", minutes=30)
    assert [(entry.text, entry.minutes) for entry in entries(study)] == [("", 30)]


def test_the_learner_is_told_where_an_entry_cannot_count(study):
    study.write(TODAY, "---\nminutes: 10\n---\n## Study\n")
    assert "10 minutes" in journal(study.context, "x", minutes=45).warnings[0]
    study.write(TODAY, "```\nnever closed\n")
    assert "does not count" in journal(study.context, "x").warnings[0]


def test_a_time_that_was_not_read_is_told(study):
    assert journal(study.context, "Got it!! 45 min").minutes == 45
    report = journal(study.context, "Clase de 45 minutos con Ana")
    assert report.minutes is None
    assert report.warnings == [
        f'{TODAY}:6: no study time was read from it; begin it with "45m: " if it took so long (--time 45m writes that)'
    ]
    assert journal(study.context, "Page 45 of 90").warnings == []


def test_an_entry_of_several_lines(study):
    journal(study.context, "Knots.\nThey hold.\n\n- and slip")
    assert study.read(TODAY).endswith("- 12:00 Knots.\n  They hold.\n\n  - and slip\n")
    assert [entry.text for entry in entries(study)] == ["Knots. They hold."]


def test_a_note_of_windows_keeps_its_line_ends(study):
    study.write(TODAY, "\ufeff## Study\r\n- a\r\n\r\n## Mine\r\nno end")
    journal(study.context, "b")
    assert study.read(TODAY) == "\ufeff## Study\r\n- a\r\n- 12:00 b\r\n\r\n## Mine\r\nno end"


ZONES = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "moment",
    ["2026-12-31T23:30:00", "2027-01-01T00:10:00", "2026-10-25T02:30:00", "2026-03-29T03:30:00", "2026-12-28T12:00:00"],
)
def test_the_day_is_the_learners_own(zone: str, moment: str, tmp_path: Path, monkeypatch) -> None:
    """Whatever the machine's zone: summer time, New Year, week 53."""
    study = begin(tmp_path)
    study.now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    form = {"folder": "Journal", "format": "GGGG-[W]WW-E", "template": "Templates/Journal"}
    study.write(".obsidian/daily-notes.json", json.dumps(form))
    year, week, weekday = study.now.isocalendar()
    report = journal(study.context, "Knots.")
    assert report.note == f"Journal/{year}-W{week:02}-{weekday}.md"
    assert study.read(report.note) == f"# {moment[:10]}\n\n## Study\n\n- {moment[11:16]} Knots.\n"
    assert [entry.day for entry in entries(study)] == [moment[:10]]


def test_the_clock_of_a_fixed_zone(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.now = datetime(2026, 11, 22, 0, 5, tzinfo=timezone(timedelta(hours=14)))
    assert journal(study.context, "Knots.").note == "Journal/2026-11-22.md"
