"""Durations, the day it begins and hours a week → dates; skipped and known work shortens the plan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_vault import note, plan, task

from vaultsync.domain.progress.counts import status_of
from vaultsync.domain.progress.items import item_tree, tallies
from vaultsync.domain.schedule.milestones import due_on
from vaultsync.domain.schedule.pace import moment_of, planned_by
from vaultsync.domain.schedule.planwords import goal_of
from vaultsync.domain.schedule.spans import Step, add_months, step_of
from vaultsync.domain.schedule.targets import make_schedule, nonsense
from vaultsync.markdown.words.calendardates import stated_span
from vaultsync.markdown.words.durations import read_duration
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.roadmap import Node, Roadmap
from vaultsync.models.schedule import Basis, Planned, PlanSettings, Schedule
from vaultsync.models.summary import Goal

START = "2026-09-01"
TODAY = "2026-11-21"


def unit(id: str, tasks: int, says: str = "", title: str = "", kind: str = "unit", leaf: str = "topic") -> Node:
    """A study note with so many tasks, and what it says about its length."""
    made = note(id, *(task(f"{id}{n}", kind=leaf) for n in range(tasks)), title=title)
    made.kind, made.duration = kind, stated_span(says)
    assert made.duration or not says
    return made


def section(id: str, *inner: Node, says: str = "", title: str = "") -> Node:
    made = note(id, *inner, title=title)
    made.kind, made.duration = "phase", read_duration(says)
    return made


def schedule(
    roadmap: Roadmap, marks: dict[str, KnownMark] | None = None, *, start: str = START, hours: float = 0
) -> Schedule | None:
    tree = item_tree(roadmap)
    known = [(marks or {}).get(entry.id, KnownMark(Mark.TODO)).until(TODAY) for entry in tree.entries]
    counts = tallies(tree, lambda at: known[at].mark)
    return make_schedule(
        tree,
        known,
        counts,
        settings=PlanSettings(start, hours),
        start=start,
        path_of=lambda node: node.path,
        status_of=lambda at: status_of(counts[at], known[at].mark),
    )


def dates(found: Schedule | None) -> dict[str, tuple[str, str]]:
    """Every section with its first and last day."""
    assert found is not None
    rows = {}
    stack = list(found.sections)
    while stack:
        planned = stack.pop()
        rows[planned.id] = (planned.start[5:], planned.finish[5:])
        stack.extend(planned.sections)
    return rows


def by_id(found: Schedule | None, id: str) -> Planned:
    assert found is not None
    stack = list(found.sections)
    while stack:
        planned = stack.pop()
        if planned.id == id:
            return planned
        stack.extend(planned.sections)
    raise AssertionError(id)


def test_weeks_follow_each_other_and_ranges_count_in_the_middle() -> None:
    found = schedule(plan(unit("a", 3, "1-3 weeks"), unit("b", 3, "1 week")))
    assert dates(found) == {"a": ("09-01", "09-14"), "b": ("09-15", "09-21")}
    assert found is not None
    assert (found.finish, found.tasks, found.given) == ("2026-09-21", 6, True)


def test_sections_are_fitted_into_what_the_phase_says() -> None:
    phase = section("p", unit("a", 3, "4 weeks"), unit("b", 3, "4 weeks"), says="4 weeks")
    assert dates(schedule(plan(phase))) == {"p": ("09-01", "09-28"), "a": ("09-01", "09-14"), "b": ("09-15", "09-28")}


def test_what_holds_sections_without_saying_more_is_fitted_too() -> None:
    part = section("part", unit("a", 2, "4 weeks"), unit("b", 2, "4 weeks"))
    found = schedule(plan(section("p", part, says="2 weeks"), unit("after", 1, "1 week")))
    assert dates(found)["b"] == ("09-08", "09-14")
    assert dates(found)["after"] == ("09-15", "09-21")


def test_without_a_duration_a_section_gets_its_share_of_the_tasks() -> None:
    found = schedule(plan(unit("a", 7, "1 week"), unit("b", 14), unit("c", 7, "1 week")))
    assert dates(found) == {"a": ("09-01", "09-07"), "b": ("09-08", "09-21"), "c": ("09-22", "09-28")}
    assert by_id(found, "b").basis is Basis.TASKS


def test_no_durations_no_plan() -> None:
    assert schedule(plan(unit("a", 3), unit("b", 2))) is None
    assert schedule(plan(unit("a", 3), unit("b", 2)), hours=5) is None
    assert schedule(plan(unit("a", 3, "Ongoing"))) is None


def test_hours_at_so_many_a_week() -> None:
    made = plan(unit("a", 3, "10 hours"), unit("b", 3, "5 hours"))
    assert dates(schedule(made, hours=5)) == {"a": ("09-01", "09-14"), "b": ("09-15", "09-21")}
    assert dates(schedule(made)) == {
        "a": ("09-01", "09-07"),
        "b": ("09-08", "09-11"),
    }  # ten a week where nothing is said


def test_a_week_is_a_week_unless_its_hours_are_reckoned() -> None:
    week = section("w", unit("a", 3, "10-14 hours"), says="10-14 hours", title="Week 1: Lenses")
    assert dates(schedule(plan(week)))["w"] == ("09-01", "09-07")
    assert dates(schedule(plan(week), hours=6))["w"] == ("09-01", "09-14")


def test_months_and_weeks_of_the_calendar() -> None:
    def month(n: int) -> Node:
        weeks = (unit(f"m{n}w{w}", 2, "1 week", title=f"Week {w}: Things") for w in range(1, 5))
        return section(f"m{n}", *weeks, says="1 month", title=f"Month {n}: Things")

    found = dates(schedule(plan(month(1), month(2))))
    assert found["m1"] == ("09-01", "09-30")
    assert found["m1w4"] == ("09-22", "09-28")  # the last two days are free
    assert found["m2"] == ("10-01", "10-31")
    assert found["m2w1"] == ("10-01", "10-07")


def test_a_month_from_the_end_of_january() -> None:
    made = plan(*(unit(f"m{n}", 2, "1 month", title=f"Month {n}") for n in (1, 2)))
    assert dates(schedule(made, start="2027-01-31")) == {"m1": ("01-31", "02-27"), "m2": ("02-28", "03-27")}


def test_the_calendar_leaves_weeks_free() -> None:
    made = plan(unit("a", 2, "1 week", title="Week 2"), unit("b", 2, "1 week", title="Week 4: More"))
    assert dates(schedule(made)) == {"a": ("09-01", "09-07"), "b": ("09-15", "09-21")}


def test_a_place_in_the_calendar_that_the_document_says_is_kept() -> None:
    made = plan(unit("a", 3, "Month 1"), unit("b", 3, "Months 5-6"), unit("c", 3, "Month 12"), unit("d", 3, "1 week"))
    assert dates(schedule(made)) == {
        "a": ("09-01", "09-30"),
        "b": ("01-01", "02-28"),
        "c": ("08-01", "08-31"),
        "d": ("09-01", "09-07"),  # the next year: what has no place follows
    }


def test_places_may_lie_side_by_side_and_before_what_stands_above() -> None:
    found = schedule(plan(unit("a", 8, "8 weeks"), unit("b", 4, "Weeks 2-3"), unit("c", 2, "Week 12")))
    assert dates(found) == {"a": ("09-01", "10-26"), "b": ("09-08", "09-21"), "c": ("11-17", "11-23")}
    assert found is not None
    assert [planned_by(found.stretches, 7 * weeks) for weeks in (1, 2, 3, 8, 11, 12)] == [1, 4, 7, 12, 12, 14]
    assert moment_of(found.stretches, 4) == pytest.approx(14)
    assert moment_of(found.stretches, 12) == pytest.approx(56)
    assert moment_of(found.stretches, 13) == pytest.approx(80.5)


def test_places_within_a_place() -> None:
    anew = section("m2", unit("w1", 1, "Week 1"), unit("w3", 1, "Week 3"), says="1 month", title="Month 2: Bends")
    going_on = section("p2", unit("w5", 1, "Week 5"), unit("w7", 1, "Weeks 7-8"), says="Month 2")
    for inner in (anew, going_on):
        found = dates(schedule(plan(section("m1", unit("x", 1), says="Month 1"), inner)))
        assert found["m1"] == ("09-01", "09-30")
    assert (found["w5"], found["w7"]) == (("09-29", "10-05"), ("10-13", "10-26"))
    anew_found = dates(schedule(plan(section("m1", unit("x", 1), says="Month 1"), anew)))
    assert (anew_found["w1"], anew_found["w3"]) == (("10-01", "10-07"), ("10-15", "10-21"))


def test_weeks_that_begin_anew_in_every_part_follow_each_other() -> None:
    parts = (section(f"p{n}", *(unit(f"p{n}w{w}", 1, f"Week {w}") for w in (1, 2))) for n in (1, 2))
    found = dates(schedule(plan(*parts)))
    assert (found["p1w2"], found["p2w1"], found["p2w2"]) == (
        ("09-08", "09-14"),
        ("09-15", "09-21"),
        ("09-22", "09-28"),
    )


def test_skipped_work_brings_the_places_after_it_nearer() -> None:
    made = plan(unit("a", 2, "Week 1"), unit("b", 2, "Week 2"), unit("c", 2, "Week 5"))
    found = schedule(made, {f"a#^a{n}": KnownMark(Mark.SKIPPED) for n in range(2)})
    assert dates(found) == {"a": ("", ""), "b": ("09-01", "09-07"), "c": ("09-22", "09-28")}
    assert found is not None
    assert found.left_out == 7


def test_a_place_is_kept_even_beside_the_rest() -> None:
    portfolio = section("p", unit("first", 2, "Months 1-3"), unit("then", 2, "Month 5"), says="Ongoing")
    found = schedule(plan(unit("a", 3, "30 weeks"), portfolio))
    assert (dates(found)["first"], dates(found)["then"]) == (("09-01", "11-30"), ("01-01", "01-31"))
    assert by_id(found, "first").placed
    assert not by_id(found, "p").placed
    assert found is not None
    assert found.tasks == 3


def test_ongoing_runs_beside_the_rest() -> None:
    inner = section("s", unit("deep", 2, "3 weeks"), says="Ongoing")
    found = schedule(plan(unit("a", 3, "1 week"), inner, unit("b", 3, "1 week")))
    assert dates(found)["b"] == ("09-08", "09-14")
    assert by_id(found, "s").beside
    assert by_id(found, "deep").beside
    assert dates(found)["deep"] == dates(found)["s"] == ("09-01", "09-14")
    assert found is not None
    assert found.tasks == 6


def test_weeks_first_then_ongoing_is_weeks() -> None:
    found = schedule(plan(unit("a", 3, "2-3 weeks (then continue ongoing)"), unit("b", 2, "1 week")))
    assert not by_id(found, "a").beside


@pytest.mark.parametrize(
    "beside",
    [
        unit("x", 4, kind="milestones"),
        unit("x", 4, "1 hour", kind="routine"),
        unit("x", 4, kind="checklist"),
        unit("x", 4, leaf="habit"),
        unit("x", 4, leaf="certification"),
        unit("x", 4, title="3-Month Goal"),
        unit("x", 4, "3 months", title="Career Goals"),
        unit("x", 4, "10 minutes", kind="routine"),
        unit("x", 4, title="Cloud Certificates"),
        unit("x", 4, title="Portfolio"),
        section("x", unit("y", 4), title="6 Month Milestone"),
    ],
)
def test_goals_habits_and_certificates_have_no_place_in_the_row(beside: Node) -> None:
    found = schedule(plan(unit("a", 3, "1 week"), beside))
    assert by_id(found, "x").beside
    assert found is not None
    assert found.finish == "2026-09-07"


@pytest.mark.parametrize("title", ["Portfolio", "AWS certification"])
def test_certificates_and_portfolio_are_planned_where_the_document_says_how_long(title: str) -> None:
    found = schedule(plan(unit("a", 3, "1 week"), unit("x", 4, "4-6 weeks", title=title)))
    assert dates(found)["x"] == ("09-08", "10-12")


@pytest.mark.parametrize(
    ("title", "goal"),
    [
        ("3-Month Goal", Goal.MILESTONE),
        ("12.4 12-Month Goals", Goal.MILESTONE),
        ("🎯 6 Month Milestone", Goal.MILESTONE),
        ("Career goals", Goal.MILESTONE),
        ("Goals after 6 months", Goal.MILESTONE),
        ("Long-term goals", Goal.MILESTONE),
        ("Month 3 Checkpoint", Goal.MILESTONE),
        ("6-Monats-Ziel", None),
        ("Ziele nach 6 Monaten", Goal.MILESTONE),
        ("Metas a 6 meses", Goal.MILESTONE),
        ("Objectif à 3 mois", Goal.MILESTONE),
        ("3个月目标", Goal.MILESTONE),
        ("Certification Path (Optional)", Goal.CERTIFICATION),
        ("Zertifikate", Goal.CERTIFICATION),
        ("Portfolio Development", Goal.PROJECT),
        ("Phase 3: A portfolio website", None),
        ("Goal-oriented agents", None),
        ("TLS certificates", None),
        ("Portfolio optimization and risk", None),
        ("Moving targets in SQL", None),
        ("Linear Algebra", None),
    ],
)
def test_what_a_title_wants_reached(title: str, goal: Goal | None) -> None:
    assert goal_of(title) is goal


def test_skipped_and_known_work_shortens_the_plan() -> None:
    made = plan(unit("a", 7, "1 week"), unit("b", 4, "2 weeks"))
    marks = {
        "a#^a0": KnownMark(Mark.SKIPPED),
        "a#^a1": KnownMark(Mark.DONE),  # known from before
        "a#^a2": KnownMark(Mark.DONE, "2027-01-01"),  # a date that counts nowhere
        "b#^b0": KnownMark(Mark.DONE, "2026-09-03"),  # done in the course of the plan
    }
    found = schedule(made, marks)
    assert found is not None
    assert dates(found) == {"a": ("09-01", "09-04"), "b": ("09-05", "09-18")}
    assert (found.tasks, found.done, found.left_out) == (8, 1, 3.0)
    a = by_id(found, "a")
    assert (a.tasks, a.skipped, a.before) == (4, 1, 2)


def test_what_takes_no_time_does_not_lie_behind_the_end() -> None:
    made = plan(unit("a", 1, "1 week"), section("p", unit("b", 1, "Ongoing"), unit("c", 1)))
    found = schedule(made, {"c#^c0": KnownMark(Mark.SKIPPED)})
    assert dates(found)["p"] == ("09-07", "09-07")


def test_a_section_skipped_whole_takes_no_time() -> None:
    made = plan(unit("a", 2, "1 week"), unit("b", 2, "1 week"))
    found = schedule(made, {f"a#^a{n}": KnownMark(Mark.SKIPPED) for n in range(2)})
    assert dates(found) == {"a": ("", ""), "b": ("09-01", "09-07")}


def test_a_section_is_finished_with_its_last_tick() -> None:
    made = plan(unit("a", 2, "1 week"), unit("b", 2, "1 week"))
    marks = {"a#^a0": KnownMark(Mark.DONE, "2026-09-03"), "a#^a1": KnownMark(Mark.DONE, "2026-09-09")}
    found = schedule(made, {**marks, "b#^b0": KnownMark(Mark.DONE, "2026-09-10")})
    assert by_id(found, "a").finished == "2026-09-09"
    assert by_id(found, "b").finished == ""
    assert found is not None
    assert found.finished == ""
    all_done = schedule(made, {**marks, **{f"b#^b{n}": KnownMark(Mark.DONE, "2026-09-10") for n in range(2)}})
    assert all_done is not None
    assert all_done.finished == "2026-09-10"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (Duration("0 weeks", weeks=(0, 0)), "it is no time at all"),
        (Duration("900 years", weeks=(46800, 46800)), "it is more than ten years"),
        (Duration("99999 hours", hours=(99999, 99999)), "it is more than 20,000 hours"),
        (Duration("a while"), "it says no length of time"),
        (Duration("Month 900", weeks=(4.33, 4.33)), "it is more than ten years after the beginning"),
    ],
)
def test_nonsense_is_told_and_not_used(says: Duration, why: str) -> None:
    bad = unit("a", 7)
    bad.duration = says
    made = plan(bad, unit("b", 7, "1 week"))
    found = schedule(made)
    told = nonsense(item_tree(made), lambda node: node.path, lambda node: node.duration)
    assert [(one.path, one.stated, one.why) for one in told] == [("Roadmaps/Plan/a.md", says.text, why)]
    assert dates(found) == {"a": ("09-01", "09-07"), "b": ("09-08", "09-14")}


def test_tasks_of_a_sections_own_note_have_their_time_before_its_sections() -> None:
    phase = note("p", task("own1"), task("own2"), unit("a", 2))
    phase.duration = read_duration("4 weeks")
    found = schedule(plan(phase))
    assert dates(found) == {"p": ("09-01", "09-28"), "a": ("09-15", "09-28")}
    assert found is not None
    assert sum(stretch.tasks for stretch in found.stretches) == found.tasks == 4


@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("Month 2: Deep Sky", Step("month", 2, 2)),
        ("2. Week 3-4: Lenses", Step("week", 3, 4)),
        ("Day 1", Step("day", 1, 1)),
        ("Phase 1: Months of work", None),
        ("Sprint 3", None),
        ("Week two", None),
        ("Weekly schedule", None),
    ],
)
def test_places_in_the_calendar(title: str, step: Step | None) -> None:
    assert step_of(title) == step


@pytest.mark.parametrize(
    ("title", "due"),
    [
        ("3-Month Goal", "2026-12-01"),
        ("12.4 12-Month Goal", "2027-09-01"),
        ("After 8 weeks", "2026-10-27"),
        ("By month 3", "2026-11-30"),
        ("Week 2 checkpoint", "2026-09-14"),
        ("1-Year Goal", "2027-09-01"),
        ("Milestones", ""),
        ("500-Month Goal", ""),
        ("2 hours of practice", ""),
    ],
)
def test_when_a_goal_is_due(title: str, due: str) -> None:
    assert due_on(title, START) == due
    assert due_on(title, "") == ""


def test_months_later() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(9999, 8, 31), 6) == date.max


LENGTHS = st.sampled_from(
    ["", "1 week", "2-5 weeks", "3 hours", "2 months", "Ongoing", "10 years", "Week 1", "Weeks 3-4", "Month 2"]
)
UNITS = st.lists(st.tuples(st.integers(0, 6), LENGTHS), min_size=1, max_size=5)


@given(st.lists(st.tuples(LENGTHS, UNITS), min_size=1, max_size=4), st.sampled_from([0, 3.5, 40]), st.randoms())
def test_any_plan_adds_up(phases: list[tuple[str, list[tuple[int, str]]]], hours: float, random) -> None:
    made = plan(
        *(
            section(f"p{n}", *(unit(f"u{n}-{m}", tasks, says) for m, (tasks, says) in enumerate(units)), says=length)
            for n, (length, units) in enumerate(phases)
        )
    )
    choices = [KnownMark(Mark.TODO), KnownMark(Mark.SKIPPED), KnownMark(Mark.DONE), KnownMark(Mark.DONE, "2026-09-09")]
    marks = {entry.id: random.choice(choices) for entry in item_tree(made).entries if entry.task}
    found = schedule(made, marks, hours=hours)
    if found is None:
        return
    assert sum(stretch.tasks for stretch in found.stretches) == found.tasks > 0
    assert all(one.begin < one.end for one in found.stretches)
    begins = [one.begin for one in found.stretches]
    assert begins == sorted(begins)
    assert found.start <= found.finish
    stack = list(found.sections)
    while stack:
        planned = stack.pop()
        assert planned.done <= planned.tasks
        assert planned.start <= planned.finish
        if planned.start:
            assert found.start <= planned.start
            assert planned.placed or planned.finish <= found.finish
        stack.extend(planned.sections)
    whole = (date.fromisoformat(found.finish) - date.fromisoformat(found.start)).days + 1
    assert round(planned_by(found.stretches, whole)) == found.tasks
    for tasks in range(found.tasks + 1):
        moment = moment_of(found.stretches, tasks)
        assert planned_by(found.stretches, moment) == pytest.approx(tasks, abs=1e-3)


@pytest.mark.parametrize(
    ("start", "a", "b"),
    [
        ("2026-11-28", ("2027-01-01", "2027-03-31"), ("2027-05-01", "2027-05-31")),
        ("2027-02-10", ("2027-02-10", "2027-03-31"), ("2027-05-01", "2027-05-31")),  # what is left of it
        ("2027-04-10", ("2027-04-10", "2027-04-10"), ("2027-05-01", "2027-05-31")),
    ],
)
def test_dates_are_those_of_the_calendar(start: str, a: tuple[str, str], b: tuple[str, str]) -> None:
    made = plan(unit("a", 3, "January–March 2027"), unit("b", 2, "May 2027"))
    found = schedule(made, start=start)
    assert found is not None
    assert [(one.start, one.finish) for one in found.sections] == [a, b]
