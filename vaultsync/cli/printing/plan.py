"""How a plan is told."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.cli.cells import columns_of, printable
from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import print_warnings, quoted
from vaultsync.domain.schedule.pace import ENOUGH_DAYS
from vaultsync.markdown.names import unnumbered, without_number
from vaultsync.models.reports import PlanReport, RoadmapPlan
from vaultsync.models.schedule import Outlook, Planned, Schedule

_DEEPEST = 2
_TABLE = 72  # columns that the table of sections needs


def print_plan(page: Page, report: PlanReport, *, why: bool) -> None:
    """Each roadmap: where the learner stands, and the dates of its sections; with `why` how they come about."""
    if not report.roadmaps:
        page.said("There is nothing to plan yet. Add a roadmap: vaultsync add FILE")
    for plan in report.roadmaps:
        _print_roadmap(page, plan, report.day, why=why)
    print_warnings(page, report.warnings)
    page.gap()
    if report.calendar:
        verb = "Would write" if report.dry_run else "Wrote"
        page.said(f"{verb} {count(report.events, 'event')} to {quoted(report.calendar)}")
    if report.roadmaps:
        page.line(page.dim(f"As of today, {report.day}"))


def standing_words(outlook: Outlook) -> str:
    """Where the learner stands, in one sentence; empty where there is no plan."""
    schedule, standing = outlook.schedule, outlook.standing
    if schedule is None or standing is None:
        return ""
    if schedule.done == schedule.tasks:
        when = f" on {schedule.finished}" if schedule.finished else ""
        return f"finished{when}, {_lead(standing.lead)}"
    if standing.day < schedule.start:
        return f"begins on {schedule.start}"
    return f"{_lead(standing.lead)} ({count(standing.done, 'task')} done, {standing.wanted} due by now)"


def _lead(days: int) -> str:
    if days == 0:
        return "on time"
    return f"{count(abs(days), 'day')} {'ahead' if days > 0 else 'behind'}"


def forecast_words(outlook: Outlook) -> str:
    """When all would be done at the learner's pace; empty where there is none."""
    forecast = outlook.forecast
    if forecast is None:
        return ""
    late = f"between {forecast.early} and {forecast.late}" if forecast.late else f"{forecast.early} at the earliest"
    return f"{forecast.likely}, {late}" if forecast.wide else forecast.likely


def _print_roadmap(page: Page, plan: RoadmapPlan, day: str, *, why: bool) -> None:
    outlook = plan.outlook
    schedule = outlook.schedule
    page.heading(plan.title)
    rows = []
    if schedule is not None:
        rows.append(("Plan", f"{schedule.start} to {schedule.finish}"))
        rows.append(("Today", standing_words(outlook)))
    else:
        rows.append(("Plan", "none: no section of the roadmap says how long it takes"))
    if outlook.pace is not None:
        hours = f", {outlook.pace.hours:.1f} hours" if outlook.pace.hours else ""
        number = len(outlook.pace.weeks)
        weeks = f"your last {number} active weeks" if number > 1 else "your first active week"
        rows.append(("Pace", f"{outlook.pace.tasks:.1f} tasks a week{hours} ({weeks})"))
    if outlook.forecast is not None:
        rows.append(("Forecast", forecast_words(outlook)))
    elif outlook.too_early:
        rows.append(("Forecast", f"too early to say: it takes ticks on {ENOUGH_DAYS} days"))
    for label, words in rows:
        page.wrapped(words, lead=f"  {label:<9} ")
    if schedule is not None:
        _print_sections(page, schedule, day)
    planned = schedule.planned if schedule is not None else set()
    milestones = [milestone for milestone in plan.milestones if milestone.due and milestone.path not in planned]
    if milestones:
        page.gap()
        for milestone in sorted(milestones, key=lambda one: one.due):
            page.entry(
                f"{milestone.due}  {without_number(milestone.title)}", f"{milestone.tally.done}/{milestone.tally.total}"
            )
    if why:
        page.gap()
        for words in why_words(outlook):
            page.wrapped(words, lead="  - ")


def _print_sections(page: Page, schedule: Schedule, day: str) -> None:
    """A line for each section down to the second level: dates, what is done, and what is expected."""
    rows = list(_rows(schedule))
    if not rows:
        return
    lines = []
    for depth, planned in rows:
        dates = "beside the rest" if planned.beside and not planned.placed else f"{planned.start} to {planned.finish}"
        lines.append(("  " * depth, unnumbered(planned.title), dates, planned.figures, _fate(planned, day)))
    dates_width, done_width, fate_width = (max(len(line[at]) for line in lines) for at in (2, 3, 4))
    room = max(page.width - dates_width - done_width - fate_width - 8, 16)
    widest = max(columns_of(lead + printable(title)) for lead, title, *_ in lines)
    titles = min(widest, room) if page.cuts else widest
    page.gap()
    if page.width < _TABLE:
        for lead, title, dates, done, fate in lines:
            page.entry(title, done, lead=f"  {lead}")
            page.wrapped(", ".join(filter(None, (dates, fate))), lead=f"    {lead}", dim=True)
        return
    for lead, title, dates, done, fate in lines:
        left = f"{lead}{page.padded(title, titles - len(lead))}"
        page.line(f"  {left}  {dates:<{dates_width}}  {done:>{done_width}}  {fate}")


def _rows(schedule: Schedule) -> Iterator[tuple[int, Planned]]:
    stack = [(0, planned) for planned in reversed(schedule.sections)]
    while stack:
        depth, planned = stack.pop()
        if not planned.tasks and not planned.days:
            continue
        yield depth, planned
        if depth + 1 < _DEEPEST and not planned.beside and any(inner.sections for inner in planned.sections):
            stack.extend((depth + 1, inner) for inner in reversed(planned.sections))


def _fate(planned: Planned, day: str) -> str:
    """What became of a section, or is to be expected: `done 2026-11-02`, `late`, `by 2027-01-10`."""
    if planned.finished:
        return f"done {planned.finished}"
    if planned.beside or not planned.tasks or planned.done == planned.tasks:
        return ""
    late = "late" if planned.finish and planned.finish < day else ""
    expected = f"by {planned.expected}" if planned.expected else ""
    return ", ".join(filter(None, (late, expected)))


def why_words(outlook: Outlook) -> Iterator[str]:
    """How dates and figures come about, a sentence each."""
    schedule, standing, pace = outlook.schedule, outlook.standing, outlook.pace
    if schedule is None:
        yield 'Give sections a "duration" in their properties (such as: 2 weeks), and they get dates.'
    else:
        yield _start_words(schedule)
        if schedule.hours_per_week:
            week = f"{schedule.hours_per_week:g} a week, as vaultsync.toml says"
            yield f"What states its hours takes as long as they do at {week}; weeks that state none stay weeks."
        if schedule.left_out:
            yield f"What you skipped or knew before shortened the plan by {count(round(schedule.left_out), 'day')}."
        beside = [unnumbered(planned.title) for planned in schedule.sections if planned.beside]
        if beside:
            yield f"Beside the rest, without dates, and never late: {'; '.join(beside)}."
    if schedule is not None and standing is not None and schedule.done < schedule.tasks:
        yield from _standing_reasons(outlook, schedule)
    for pause in outlook.pauses:
        yield f"No study from {pause.first} to {pause.last} ({pause.days} days)."
    if pace is not None:
        weeks = ", ".join(f"{week.tasks} by {week.last}" for week in reversed(pace.weeks))
        yield f"Tasks in your last active weeks: {weeks}. Weeks in which you did not study are not among them."
        if outlook.forecast is not None and outlook.forecast.late:
            yield (
                f"The forecast runs from {pace.fast:.1f} tasks a week (your faster weeks) to {pace.slow:.1f}"
                " (your slower ones, or with pauses counted in)."
            )
        elif outlook.forecast is not None:
            yield (
                f"The earliest day is that at {pace.fast:.1f} tasks a week (your faster weeks); your slower ones have"
                " too few ticks for a latest day."
            )


def _start_words(schedule: Schedule) -> str:
    if schedule.given:
        return f"The plan begins on {schedule.start}, as vaultsync.toml says."
    return f'The plan begins on {schedule.start}, your first day of study ("start" in vaultsync.toml sets another).'


def _standing_reasons(outlook: Outlook, schedule: Schedule) -> Iterator[str]:
    standing = outlook.standing
    assert standing is not None
    leaves = list(_leaves(schedule))
    late = [planned for planned in leaves if planned.finish < standing.day and planned.done < planned.tasks]
    early = [planned for planned in leaves if planned.start > standing.day and planned.done]
    if late:
        open_tasks = sum(planned.tasks - planned.done for planned in late)
        names = _names(late)
        yield f"Due and still open: {count(open_tasks, 'task')} in {names}."
    if early:
        done = sum(planned.done for planned in early)
        names = _names(early)
        yield f"Done before its time: {count(done, 'task')} in {names}."
    if standing.needed:
        mine = f"; your pace is {outlook.pace.tasks:.1f}" if outlook.pace else ""
        yield f"To finish by {schedule.finish}: {standing.needed:.1f} tasks a week from now on{mine}."


def _names(sections: list[Planned]) -> str:
    """The first of these sections by name, and how many more there are."""
    more = f" and {len(sections) - 3} more" if len(sections) > 3 else ""
    return "; ".join(unnumbered(planned.title) for planned in sections[:3]) + more


def _leaves(schedule: Schedule) -> Iterator[Planned]:
    stack = list(reversed(schedule.sections))
    while stack:
        planned = stack.pop()
        if planned.beside or not planned.start:
            continue
        if planned.sections:
            stack.extend(reversed(planned.sections))
        else:
            yield planned
