"""Marks, plan and journal of all roadmaps, rolled up into the summary."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

from vaultsync.domain.progress.counts import Counted, count, together
from vaultsync.domain.progress.items import is_counted
from vaultsync.domain.schedule.milestones import milestones
from vaultsync.domain.schedule.pace import make_outlook
from vaultsync.domain.schedule.targets import DurationOf, make_schedule, nonsense
from vaultsync.models.journal import Journal, StudyTime
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Gone, Node, Roadmap
from vaultsync.models.schedule import ActiveDay, Outlook, PlanSettings
from vaultsync.models.summary import RoadmapSummary, Summary

_JOURNAL_DAYS = 7
_NOTHING = ActiveDay(0, 0)


def sum_up(
    roadmaps: Sequence[Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    *,
    today: str,
    clock: str = "",
    paths: Mapping[str, Mapping[str, str]] | None = None,
    plans: Mapping[str, PlanSettings] | None = None,
    stated: Mapping[str, Duration | None] | None = None,
    journal: Journal | None = None,
    study: StudyTime | None = None,
    gone: Mapping[str, Mapping[str, Gone]] | None = None,
    counts: Mapping[str, Sequence[Tally]] | None = None,
    absent: Mapping[str, Container[str]] | None = None,
) -> Summary:
    """The summary of `roadmaps`; `today`, `marks` and `paths` as in `roll_up`.

    Plans and pace are as of the newest tick or entry, or of the ISO day `clock` if a command reads the clock; without
    it a roadmap that was never begun has no plan. `plans` are the settings by roadmap name, `stated` the durations that
    learners changed in their notes, by note id. `journal` and `study` hold no day after `today`. `counts` are the
    tallies of a roadmap's entries under these marks, by its name, if they are known.
    `gone` is what left a roadmap, by its name and item id; `absent` are its items that stand in no note: they are not
    proposed as next.
    """
    counted = [
        count(
            roadmap,
            marks.get(roadmap.name, {}),
            today=today,
            paths=(paths or {}).get(roadmap.name, {}),
            gone=(gone or {}).get(roadmap.name, {}),
            counts=(counts or {}).get(roadmap.name),
            absent=(absent or {}).get(roadmap.name, ()),
        )
        for roadmap in roadmaps
    ]
    progress = together(counted)
    journal = (journal or Journal()).until(today)
    study = study or StudyTime()
    written = [day.date for day in journal.days]
    as_of = max([progress.as_of, *written, *(day for day in study.by_day if day <= today)])
    progress.as_of = as_of
    ticks = [ticks_of(one) for one in counted]
    all_days = _days(ticks, study.by_day, today)
    summary = Summary(as_of, progress, days=all_days, minutes=sum(what.minutes for what in all_days.values()))
    for one, ticked in zip(counted, ticks, strict=True):
        mine = study.by_roadmap.get(one.roadmap.name, {})
        days = _days([ticked], mine, today)
        settings = (plans or {}).get(one.roadmap.name, PlanSettings())
        lengths = _durations(one, stated or {})
        outlook = _outlook(one, settings, days, all_days, clock=clock, as_of=as_of, duration_of=lengths)
        start = outlook.schedule.start if outlook.schedule else settings.start or min(days, default="")
        minutes = sum(what.minutes for what in days.values())
        goals = list(milestones(one, start, _last_days(outlook)))
        odd = nonsense(one.tree, one.path_of, lengths)
        summary.roadmaps.append(RoadmapSummary(one.progress, outlook, days, minutes, goals, odd))
    summary.journal = tuple(day for day in reversed(journal.days) if day.entries)[:_JOURNAL_DAYS]
    about = {note for day in summary.journal for entry in day.entries for note in entry.notes}
    summary.notes = dict(_notes(counted, about))
    return summary


def _notes(counted: Iterable[Counted], about: Collection[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Title and vault path of these notes, by note id, in document order."""
    for one in counted:
        name = one.roadmap.name
        ids = [id_.removeprefix(name).removeprefix("/") for id_ in about if id_ == name or id_.startswith(f"{name}/")]
        for at in sorted(one.tree.index[node] for node in ids if node in one.tree.index):
            node = one.tree.entries[at].node
            yield one.roadmap.note_id(node), (node.title, one.path_of(node))


def _last_days(outlook: Outlook) -> dict[str, str]:
    """The last day of every section with a place in the plan, by path."""
    found = {}
    stack = list(outlook.schedule.sections) if outlook.schedule else []
    while stack:
        planned = stack.pop()
        if not planned.beside or planned.placed:
            found[planned.path] = planned.finish
        stack.extend(planned.sections)
    return found


def ticks_of(counted: Counted) -> dict[str, int]:
    """ISO day → number of tasks ticked on it: the counted ones, and those that have left the roadmap since."""
    ticks: dict[str, int] = {}
    for at, mark in enumerate(counted.marks):
        if mark.date and mark.mark is Mark.DONE and is_counted(counted.tree, at, counted.marks):
            ticks[mark.date] = ticks.get(mark.date, 0) + 1
    for left in counted.progress.left:
        ticks[left.date] = ticks.get(left.date, 0) + 1
    return ticks


def _days(ticks: Iterable[Mapping[str, int]], minutes: Mapping[str, int], today: str) -> dict[str, ActiveDay]:
    """ISO day → what was done on it, the oldest first."""
    days = {day: ActiveDay(0, spent) for day, spent in minutes.items() if spent > 0 and day <= today}
    for found in ticks:
        for day, number in found.items():
            before = days.get(day, _NOTHING)
            days[day] = ActiveDay(before.tasks + number, before.minutes)
    return dict(sorted(days.items()))


def _durations(counted: Counted, stated: Mapping[str, Duration | None]) -> DurationOf:
    """The durations of notes: what learners changed there takes the place of the roadmap's."""

    def duration_of(node: Node) -> Duration | None:
        return stated.get(counted.roadmap.note_id(node), node.duration) if stated else node.duration

    return duration_of


def _outlook(
    counted: Counted,
    settings: PlanSettings,
    days: Mapping[str, ActiveDay],
    all_days: Mapping[str, ActiveDay],
    *,
    clock: str,
    as_of: str,
    duration_of: DurationOf,
) -> Outlook:
    day = clock or as_of
    start = settings.start or min(days, default="") or clock
    if not start:
        return Outlook(day)

    schedule = make_schedule(
        counted.tree,
        counted.marks,
        counted.counts,
        settings=settings,
        start=start,
        path_of=counted.path_of,
        status_of=counted.statuses.__getitem__,
        duration_of=duration_of,
    )
    tally = counted.progress.tally
    if not day:  # nothing was studied, and nobody asked what day it is: there are dates, and nothing to compare
        return Outlook("", schedule)
    return make_outlook(schedule, days, day=day, remaining=tally.total - tally.done, all_days=all_days)
