"""Pace, forecast, and where the learner stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_vault import plan
from test_schedule import START, schedule, section, unit

from vaultsync.domain.schedule.pace import make_outlook, pace_of, pauses
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.schedule import ActiveDay, Outlook


def days(**found: int) -> dict[str, ActiveDay]:
    """`d1103=2` is two tasks on the third of November."""
    return {f"2026-{day[1:3]}-{day[3:]}": ActiveDay(tasks, 0) for day, tasks in found.items()}


def outlook(made: Roadmap, done: dict[str, int], day: str) -> Outlook:
    """`done`: unit → how many of its tasks are ticked, all a day before `day`; the pace is that of three days."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    marks = {f"{unit}#^{unit}{n}": KnownMark(Mark.DONE, before) for unit, number in done.items() for n in range(number)}
    total = sum(done.values())
    active = {before: ActiveDay(total, 0)} if total else {}
    for earlier in (2, 3) if total > 2 else ():
        active[(date.fromisoformat(day) - timedelta(days=earlier)).isoformat()] = ActiveDay(1, 0)
        active[before] = ActiveDay(active[before].tasks - 1, 0)
    return make_outlook(schedule(made, marks), active, day=day, remaining=99, all_days=active)


MADE = plan(unit("a", 7, "1 week"), unit("b", 7, "1 week"), unit("c", 7, "1 week"))


@pytest.mark.parametrize(
    ("done", "day", "wanted", "lead"),
    [
        ({}, "2026-09-01", 0, 0),  # the day is not over
        ({}, "2026-09-02", 1, -1),
        ({"a": 1}, "2026-09-01", 0, 0),
        ({"a": 3}, "2026-09-07", 6, -3),
        ({"a": 7, "b": 3}, "2026-09-07", 6, 3),
        ({"c": 3}, "2026-09-07", 6, -3),  # out of order counts as well
        ({"a": 7, "b": 7, "c": 6}, "2026-10-01", 21, -10),
        ({"a": 2}, "2026-08-20", 0, 2),
        ({"a": 7, "b": 7, "c": 7}, "2026-09-15", 21, 7),
    ],
)
def test_days_ahead_and_behind(done: dict[str, int], day: str, wanted: int, lead: int) -> None:
    found = outlook(MADE, done, day).standing
    assert found is not None
    assert (found.wanted, found.done, found.lead) == (wanted, sum(done.values()), lead)


def test_what_is_needed_to_finish_in_time() -> None:
    found = outlook(MADE, {"a": 7}, "2026-09-07").standing
    assert found is not None
    assert found.needed == pytest.approx(7)
    late = outlook(MADE, {"a": 7}, "2026-09-30").standing
    assert late is not None
    assert late.needed == 0


def test_pace_of_the_last_four_active_weeks() -> None:
    # Weeks counted back from 21 November; that of 25 to 31 October is empty, that of 4 October too old.
    found = pace_of(days(d1121=3, d1117=1, d1114=8, d1108=2, d1101=2, d1024=4, d1004=90))
    assert found is not None
    assert [week.tasks for week in found.weeks] == [4, 10, 2, 4]
    assert [week.last for week in found.weeks] == ["2026-11-21", "2026-11-14", "2026-11-07", "2026-10-24"]
    assert (found.tasks, found.fast) == (5.0, 7.0)
    assert found.slow == 3.0  # the slower half; 20 tasks in five weeks would be 4


def test_weeks_without_a_tick_leave_the_forecast_an_end() -> None:
    studied = {**days(d1121=8, d1107=4), "2026-11-14": ActiveDay(0, 60), "2026-10-31": ActiveDay(0, 60)}
    found = pace_of(studied)
    assert found is not None
    assert [week.tasks for week in found.weeks] == [8, 0, 4, 0]
    assert (found.tasks, found.fast, found.slow) == (3.0, 6.0, pytest.approx(4 / 3))
    one = pace_of({**days(d1121=8), "2026-11-14": ActiveDay(0, 60)})
    assert one is not None
    assert one.slow == 2.0


def test_pauses_make_the_slow_end_slower() -> None:
    found = pace_of(days(d1121=4, d0912=4))
    assert found is not None
    assert (found.tasks, found.fast) == (4.0, 4.0)
    assert found.slow == pytest.approx(8 / 11)


def test_one_week_is_no_certainty() -> None:
    found = pace_of(days(d1121=6))
    assert found is not None
    assert (found.slow, found.tasks, found.fast) == (4.0, 6.0, 8.0)


def test_no_pace_without_ticks() -> None:
    assert pace_of({}) is None
    assert pace_of({"2026-11-21": ActiveDay(0, 90)}) is None


def test_hours_a_week() -> None:
    found = pace_of({"2026-11-21": ActiveDay(1, 90), "2026-11-01": ActiveDay(1, 30)})
    assert found is not None
    assert found.hours == 1.0


def test_a_forecast_has_a_range() -> None:
    found = outlook(MADE, {"a": 7}, "2026-09-07")
    assert found.forecast is not None
    assert (found.forecast.early, found.forecast.likely, found.forecast.late) == (
        "2026-09-18",
        "2026-09-21",
        "2026-09-28",
    )
    assert found.schedule is not None
    assert [section.expected for section in found.schedule.sections] == ["", "2026-09-14", "2026-09-21"]


def test_expected_days_of_nested_sections_and_none_for_what_runs_beside() -> None:
    made = plan(section("p", unit("a", 7, "1 week"), unit("b", 7, "1 week")), unit("c", 7, "Ongoing"))
    found = outlook(made, {"a": 3, "c": 4}, "2026-09-07")
    assert found.schedule is not None
    (p, c) = found.schedule.sections
    assert [inner.expected for inner in p.sections] == ["2026-09-11", "2026-09-18"]
    assert p.expected == "2026-09-18"
    assert c.expected == ""


def test_nothing_is_forecast_where_all_is_done() -> None:
    assert outlook(MADE, {"a": 7, "b": 7, "c": 7}, "2026-09-15").forecast is None


@pytest.mark.parametrize(("ticked", "early"), [(1, True), (2, True), (3, False), (8, False)])
def test_it_takes_ticks_on_three_days_for_a_forecast(ticked: int, early: bool) -> None:
    studied = {f"2026-11-{20 - n}": ActiveDay(1, 0) for n in range(ticked)} | {"2026-11-21": ActiveDay(0, 60)}
    found = make_outlook(None, studied, day="2026-11-21", remaining=40, all_days=studied)
    assert (found.forecast is None, found.too_early) == (early, early)
    assert found.pace is not None
    done = make_outlook(None, studied, day="2026-11-21", remaining=0, all_days=studied)
    assert (done.forecast, done.too_early) == (None, False)
    nothing = make_outlook(None, {}, day="2026-11-21", remaining=40, all_days={})
    assert (nothing.forecast, nothing.too_early) == (None, False)


def test_no_date_is_beyond_all_time() -> None:
    slow = {"2020-01-01": ActiveDay(1, 0), "2024-01-01": ActiveDay(1, 0), "2026-11-20": ActiveDay(1, 0)}
    found = make_outlook(None, slow, day="9999-12-01", remaining=900, all_days=slow)
    assert found.forecast is None


def test_long_pauses_are_told() -> None:
    active = days(d0901=1, d0915=1, d1010=1)
    assert [(pause.first[5:], pause.last[5:], pause.days) for pause in pauses(active, START, "2026-10-25")] == [
        ("09-16", "10-09", 24),
        ("10-11", "10-25", 15),
        ("09-02", "09-14", 13),
    ]


@given(st.dictionaries(st.integers(0, 400), st.tuples(st.integers(0, 50), st.integers(0, 600)), min_size=1))
def test_slow_is_never_faster_than_fast(found: dict[int, tuple[int, int]]) -> None:
    active = {(date(2025, 12, 20) + timedelta(days=day)).isoformat(): ActiveDay(*what) for day, what in found.items()}
    pace = pace_of(active)
    if pace is None:
        return
    assert 0 <= pace.slow <= pace.tasks <= pace.fast > 0
    assert 1 <= len(pace.weeks) <= 4
    assert all(week.tasks or week.minutes for week in pace.weeks)
    firsts = [week.first for week in pace.weeks]
    assert firsts == sorted(firsts, reverse=True)
