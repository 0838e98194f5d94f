"""The plan of a vault: settings, properties that the learner changed, the calendar file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from study import NOON, Study, begin

from vaultsync.errors import UsageError, VaultError
from vaultsync.models.reports import PlanReport
from vaultsync.models.schedule import Schedule
from vaultsync.models.structs import replace
from vaultsync.usecases.plan import plan

DOCUMENT = """\
# Knots, and: "Rope" \\ #1; too

## 1. Basics (2 weeks)

### 1.1 Loops
- [ ] 1.1.1 Bowline
- [ ] 1.1.2 Figure eight

### 1.2 Hitches
- [ ] 1.2.1 Clove hitch
- [ ] 1.2.2 Rolling hitch

## 2. Rope care (1 week)

- [ ] 2.1 Whipping
- [ ] 2.2 Drying

## Milestones & Goals

### 1-Month Goal
- [ ] Tie all of them behind your back, in the dark, with one hand, and tell a friend why each of them holds and when it does not
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = begin(tmp_path, DOCUMENT)
    settings = made.read("vaultsync.toml")
    made.write("vaultsync.toml", settings.replace('name = "knots"', 'name = "knots"\nstart = 2026-11-16'))
    return made


def plan_of(study: Study, **options: object) -> tuple[PlanReport, Schedule]:
    report = plan(study.context, **options)  # type: ignore[arg-type]
    found = report.roadmaps[0].outlook.schedule
    assert found is not None
    return report, found


def test_dates_from_settings_and_document(study: Study) -> None:
    _, found = plan_of(study)
    assert [(one.start, one.finish) for one in found.sections[:2]] == [
        ("2026-11-16", "2026-11-29"),
        ("2026-11-30", "2026-12-06"),
    ]
    assert found.sections[2].beside


def test_status_tells_the_days(study: Study) -> None:
    standing = study.status().outlooks["knots"].standing
    assert standing is not None
    assert (standing.wanted, standing.done, standing.lead) == (1, 0, -5)
    study.mark("1.1 Loops", "Bowline")
    study.mark("1.1 Loops", "Figure eight")
    standing = study.status().outlooks["knots"].standing
    assert standing is not None
    assert (standing.wanted, standing.done, standing.lead) == (1, 2, 1)


def test_a_plan_writes_nothing(study: Study) -> None:
    study.mark("1.1 Loops", "Bowline")
    before = study.files()
    plan_of(study)
    assert study.files() == before


def test_without_a_start_the_first_tick_is_the_start(tmp_path: Path) -> None:
    study = begin(tmp_path, DOCUMENT)
    _, found = plan_of(study)
    assert (found.start, found.given) == ("2026-11-21", False)
    study.mark("1.1 Loops", "Bowline")
    study.push()
    study.now += timedelta(days=5)
    _, found = plan_of(study)
    assert found.start == "2026-11-21"


def test_a_duration_of_the_learners_counts(study: Study) -> None:
    study.edit("2 Rope care", "duration: 1 week", "duration: 3 weeks")
    _, found = plan_of(study)
    assert found.finish == "2026-12-20"


def test_nonsense_of_the_learners_is_told(study: Study) -> None:
    path = study.edit("2 Rope care", "duration: 1 week", "duration: when it rains")
    report, found = plan_of(study)
    line = study.read(path).split("\n").index("duration: when it rains") + 1
    why = "it says no length of time; write one such as 2 weeks, or none"
    assert report.warnings == [f"{path}:{line}: the duration “when it rains” is not used: {why}"]
    assert found.finish == "2026-12-06"  # two tasks, as long as two tasks before
    assert report.warnings[0] in study.status().warnings
    assert report.warnings[0] in study.push().warnings


def test_nonsense_is_told_even_where_there_is_no_plan(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops (0 weeks)\n- [ ] Bowline\n")
    report = plan(study.context)
    assert report.roadmaps[0].outlook.schedule is None
    assert [words.partition(": the ")[2] for words in report.warnings] == [
        "duration “0 weeks” is not used: it is no time at all; write one such as 2 weeks, or none"
    ]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/St_Johns", "Europe/Berlin"])
def test_days_are_the_learners_days(study: Study, zone: str) -> None:
    study.now = datetime(
        2027, 3, 28, 0, 30, tzinfo=ZoneInfo(zone)
    )  # in Berlin, half an hour later it is two hours later
    report, _ = plan_of(study)
    assert report.day == "2027-03-28"


def test_the_calendar(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "plan.ics"
    report, _ = plan_of(study, calendar=target)
    assert (report.calendar, report.events) == (str(target), 5)
    data = target.read_bytes()
    assert max(map(len, data.split(b"\r\n"))) <= 75
    events = {str(event["summary"]): event for event in Calendar.from_ical(data).walk("VEVENT")}
    assert list(events) == ["1. Basics", "1.1 Loops", "1.2 Hitches", "2. Rope care", "1-Month Goal"]
    basics = events["1. Basics"]
    assert (basics["dtstart"].dt, basics["dtend"].dt) == (date(2026, 11, 16), date(2026, 11, 30))
    assert str(basics["description"]) == 'Knots, and: "Rope" \\ #1; too: 4 of 4 tasks open'
    assert events["1-Month Goal"]["dtstart"].dt == date(2026, 12, 16)
    uids = {str(event["uid"]) for event in events.values()}
    assert len(uids) == 5
    plan_of(study, calendar=target)
    assert target.read_bytes() == data


def test_only_what_is_open_is_in_the_calendar(study: Study, tmp_path: Path) -> None:
    study.mark("1.1 Loops", "Bowline")
    study.mark("1.1 Loops", "Figure eight")
    plan_of(study, calendar=tmp_path / "plan.ics")
    text = (tmp_path / "plan.ics").read_text("utf-8")
    assert "1.1 Loops" not in text
    assert "SUMMARY:1. Basics" in text


def test_where_all_is_done_there_is_no_calendar(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops (1 week)\n- [ ] Bowline\n")
    study.mark("Loops", "Bowline")
    report, _ = plan_of(study, calendar=tmp_path / "plan.ics")
    assert report.warnings == ["all that has a date is done, so no calendar was written"]
    assert not (tmp_path / "plan.ics").exists()


def test_no_other_file_is_replaced(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("mine", "utf-8")
    with pytest.raises(VaultError, match="no calendar"):
        plan_of(study, calendar=target)
    assert target.read_text("utf-8") == "mine"
    plan_of(study, calendar=target, yes=True, dry_run=True)
    assert target.read_text("utf-8") == "mine"
    plan_of(study, calendar=target, yes=True)
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR")
    with pytest.raises(UsageError):
        plan_of(study, calendar=tmp_path)
    with pytest.raises(VaultError, match="folder"):
        plan_of(study, calendar=tmp_path / "nowhere" / "plan.ics")


def test_a_calendar_file_named_from_where_the_command_is_called(study: Study, tmp_path: Path) -> None:
    context = replace(study.context, start=tmp_path)
    plan(context, calendar=Path("here.ics"))
    assert (tmp_path / "here.ics").exists()


def test_what_next_names_the_title_of_its_note(study: Study) -> None:
    assert study.status().next_up[0] == ("knots", "1.1.1 Bowline", "1.1 Loops")


def test_nothing_says_how_long(tmp_path: Path) -> None:
    study = begin(tmp_path)
    report = plan(study.context, calendar=tmp_path / "plan.ics")
    assert report.roadmaps[0].outlook.schedule is None
    assert report.calendar == ""
    (warning,) = report.warnings
    assert warning.startswith("no section has a date, so no calendar was written; give notes a ")
    assert warning.endswith('such as "duration: 2 weeks"')
    assert NOON.date().isoformat() == report.day
