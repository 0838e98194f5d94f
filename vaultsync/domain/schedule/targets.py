"""Durations and the settings `start` and `hours_per_week` → target dates for every section of a roadmap."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from vaultsync.domain.progress.items import ItemTree
from vaultsync.domain.schedule.planparts import PathOf, PlanPart, dated, holders, parts_of
from vaultsync.domain.schedule.planwords import plan_words
from vaultsync.domain.schedule.shortening import Shortened
from vaultsync.domain.schedule.spans import WEEK, add_months, nonsense_in, place_of
from vaultsync.models.marks import KnownMark
from vaultsync.models.outline import Duration
from vaultsync.models.progress import SectionStatus, Tally
from vaultsync.models.roadmap import Node
from vaultsync.models.schedule import Basis, Nonsense, PlanSettings, Schedule, Stretch
from vaultsync.models.structs import Struct, field
from vaultsync.models.summary import Goal

DurationOf = Callable[[Node], Duration | None]

USUAL_HOURS = 10.0  # hours of study a week where the settings name none
_LONGEST = 40_000  # days: what comes later has no date worth telling
_NEVER_PLANNED = frozenset({"milestones", "routine"})
_BESIDE_SECTIONS = frozenset({"checklist", "resources"})
_NEAR = 1e-6
_SLACK = 7.0  # days by which a place may lie outside of what holds it


def make_schedule(
    tree: ItemTree,
    marks: Sequence[KnownMark],
    counts: Sequence[Tally],
    *,
    settings: PlanSettings,
    start: str,
    path_of: PathOf,
    status_of: Callable[[int], SectionStatus],
    duration_of: DurationOf = lambda node: node.duration,
) -> Schedule | None:
    """The plan of a roadmap that begins on the ISO day `start`; None if no section states a duration.

    `marks` and `counts` are by entry of `tree`. Skipped tasks, and ticks without a date (known from before), take no
    time. `duration_of` gives a note's duration as it stands.
    """
    planner = _Planner(settings.hours_per_week or 0.0, duration_of)
    root = parts_of(tree, marks, counts, path_of, status_of)
    planner.measure(root)
    if root.full is None or not any(part.planned.tasks for part in dated(root)):
        return None
    planner.share_out(root)
    begin = date.fromisoformat(start)
    planner.lay(root, begin, 0.0)
    leaves = list(dated(root))
    shortened = Shortened(
        [(part.begin, part.end, part.share) for part in leaves],
        [(part.begin, part.end, part.share) for part in holders(root)],
    )
    end = shortened.at(root.end)
    _date(root, begin, shortened)
    tasks, done = sum(part.planned.tasks for part in leaves), sum(part.planned.done for part in leaves)
    last = max((part.planned.finished for part in leaves), default="")
    return Schedule(
        start=start,
        given=bool(settings.start),
        finish=_day(begin, max(math.ceil(end - _NEAR) - 1, 0)),
        hours_per_week=settings.hours_per_week,
        tasks=tasks,
        done=done,
        finished=last if done == tasks else "",
        left_out=round(root.end - end, 1),
        sections=root.planned.sections,
        stretches=_stretches(leaves, shortened),
        ticks=dict(sorted(Counter(day for part in leaves for day in part.ticks).items())),
    )


def nonsense(tree: ItemTree, path_of: PathOf, duration_of: DurationOf) -> list[Nonsense]:
    """The durations of a roadmap's notes that cannot be meant; a plan ignores them."""
    found = []
    for entry, words in zip(tree.entries, plan_words(tree), strict=True):
        stated = duration_of(entry.node) if words is not None else None
        if words is not None and stated is not None:
            why = words.nonsense if stated is entry.node.duration else nonsense_in(stated)
            if why:
                found.append(Nonsense(path_of(entry.node), stated.text, why))
    return found


class _Planner(Struct):
    hours_per_week: float
    duration_of: DurationOf
    groups: set[str] = field(default_factory=set)  # units of the places stated so far

    def measure(self, root: PlanPart) -> None:
        """Give every part its length, stated or summed up from its sections; bottom up."""
        order: list[PlanPart] = []
        stack = [root]
        while stack:
            part = stack.pop()
            order.append(part)
            stack.extend(part.parts)
        for part in reversed(order):
            self._measure(part)
        for part in order:  # what is within something that runs beside the rest runs beside it as well
            for inner in part.parts:
                if part.planned.beside:
                    inner.planned.basis, inner.full = Basis.BESIDE, None

    def _measure(self, part: PlanPart) -> None:
        stated = None if part.own else self._stated(part)
        place = part.words.place if stated is part.node.duration else place_of(stated)
        part.step, part.stated = place, place is not None
        if place is None and not part.own:
            part.step = part.words.step
        if self._runs_beside(part, stated):
            part.planned.basis = Basis.BESIDE
            return
        inner = [other for other in part.parts if not other.planned.beside]
        if stated is not None and stated.hours:
            part.hours = sum(stated.hours) / 2
        elif inner and all(other.hours is not None for other in inner):
            part.hours = sum(other.hours or 0 for other in inner)
        found = self._own_length(part, stated)
        if found is None and inner:
            found = _together(inner)
        if found is not None:
            part.planned.basis, part.full = found

    def _stated(self, part: PlanPart) -> Duration | None:
        """What the note says of its length; nonsense counts as nothing."""
        stated = self.duration_of(part.node)
        if stated is None:
            return None
        part.planned.stated = stated.text
        nonsense = part.words.nonsense if stated is part.node.duration else nonsense_in(stated)
        return None if nonsense else stated

    def _runs_beside(self, part: PlanPart, stated: Duration | None) -> bool:
        if part.own:
            return False
        goal = part.words.goal if part.planned.depth else None
        if part.node.kind in _NEVER_PLANNED or goal is Goal.MILESTONE:
            return True
        if stated is not None and (stated.weeks or stated.hours or stated.ongoing):
            return not (stated.weeks or stated.hours)
        if part.node.kind in _BESIDE_SECTIONS or goal is not None:
            return True
        if part.parts:
            return all(inner.planned.beside for inner in part.parts)
        return part.words.beside

    def _own_length(self, part: PlanPart, stated: Duration | None) -> tuple[Basis, float] | None:
        if part.hours is not None and self.hours_per_week and not part.stated:
            return Basis.HOURS, part.hours / self.hours_per_week * WEEK
        weeks = sum(stated.weeks) / 2 if stated is not None and stated.weeks else None
        if part.step is not None and (weeks is None or abs(weeks - part.step.weeks) < 0.5):
            return Basis.CALENDAR, part.step.weeks * WEEK
        part.step = None
        if weeks is not None:
            return Basis.WEEKS, weeks * WEEK
        if stated is not None and stated.hours:
            return Basis.HOURS, sum(stated.hours) / 2 / USUAL_HOURS * WEEK
        return None

    def share_out(self, root: PlanPart) -> None:
        """Fit the parts into the length of what holds them, and give those without a length their share; top down."""
        stack = [root]
        while stack:
            part = stack.pop()
            assert part.full is not None
            inner = [other for other in part.parts if not other.planned.beside]
            for other, length in zip(inner, _lengths(inner, part.full), strict=True):
                other.full = length
            together = sum(other.full or 0.0 for other in inner) + sum(_gaps(inner))
            if together:
                scale = part.full / together
                if any(other.step for other in inner):
                    scale = min(scale, 1.0)
                if abs(scale - 1.0) > _NEAR:
                    for other in inner:
                        other.full = (other.full or 0.0) * scale
                        other.step = other.step if scale == 1.0 else None
            stack.extend(inner)

    def lay(self, part: PlanPart, start: date, at: float) -> None:
        """Place a part and all within it on the calendar, from day `at` after `start`, as if all tasks were to do."""
        inner = [other for other in part.parts if not other.planned.beside]
        length = self._length(part, start, at)
        together = sum(other.full or 0.0 for other in inner) + sum(_gaps(inner))
        if part.planned.basis is Basis.CALENDAR and together > length:  # February is shorter than other months
            _scale(inner, length / together)
        base = self._base(part, inner, start, at)
        end = at
        for other, gap in zip(inner, _gaps(inner), strict=True):
            place = other.step.days(_later(start, base)) if other.step and other.stated and base is not None else None
            begin = base + place[0] if place and base is not None else end + (gap if end > at else 0.0)
            if begin < 0:  # dates before the plan began: what is left of them
                other.full, begin = max((other.full or 0.0) + begin, 1.0), 0.0
            self.lay(other, start, begin)
            end = max(end, other.end)
        part.begin, part.end = at, end
        if not inner:
            part.end = at + length
        elif part.planned.basis is Basis.SECTIONS:
            part.begin = min(other.begin for other in inner)
        else:  # where weeks do not fill their month, the rest of it is free
            part.end = max(end, at + length)

    def _base(self, part: PlanPart, inner: Sequence[PlanPart], start: date, at: float) -> float | None:
        """The day from which the places within a part count; None where they can only be put one after the other.

        That is the plan's beginning, unless they begin anew within their part (`Month 2`: `(Week 1)`, `(Week 2)`) or
        can only lie within it so.
        """
        steps = [other.step for other in inner if other.step is not None and other.stated]
        if not steps or not at:
            self.groups.update(step.unit for step in steps)
            return 0.0
        anew = min(step.first for step in steps) == 1
        lengths = part.planned.basis is not Basis.SECTIONS
        end = at + self._length(part, start, at)

        def fits(base: float) -> bool:
            spans = [step.days(_later(start, base)) for step in steps]
            return all(at - _SLACK <= base + first and base + last <= end + _SLACK for first, last in spans)

        if not lengths:
            known = any(step.unit in self.groups for step in steps)
            self.groups.update(step.unit for step in steps)
            return at if anew and known else 0.0
        return next((base for base in ((at, 0.0) if anew else (0.0, at)) if fits(base)), None)

    def _length(self, part: PlanPart, begin: date, at: float) -> float:
        length = part.full or 0.0
        if part.step is not None and part.step.months and part.planned.basis is Basis.CALENDAR:
            first = begin + timedelta(days=min(math.floor(at + _NEAR), _LONGEST))
            length = float((add_months(first, part.step.months) - first).days)
        return length


def _date(root: PlanPart, start: date, shortened: Shortened) -> None:
    """Fill in the first and last days of all parts."""
    stack = [root]
    while stack:
        part = stack.pop()
        planned = part.planned
        first, last = shortened.at(part.begin), shortened.at(part.end)
        planned.days = last - first
        if planned.days > _NEAR or planned.tasks:
            planned.start, planned.finish = _span(start, first, last)
        if planned.tasks == 0 or planned.done < planned.tasks:
            planned.finished = ""
        for other in part.parts:
            if other.planned.beside:
                _beside(other, start, planned.start, planned.finish)
            else:
                stack.append(other)


def _stretches(leaves: Sequence[PlanPart], shortened: Shortened) -> list[Stretch]:
    """When the tasks are to be done, in order of time."""
    found = []
    for part in leaves:
        first, last = shortened.at(part.begin), shortened.at(part.end)
        if part.planned.tasks:
            found.append(Stretch(first, max(last, first + _NEAR), part.planned.tasks))
    return sorted(found, key=lambda one: (one.begin, one.end))


def _later(start: date, days: float) -> date:
    return start + timedelta(days=min(math.floor(days + _NEAR), _LONGEST))


def _together(inner: Sequence[PlanPart]) -> tuple[Basis, float] | None:
    """What parts take together, those that do not say guessed by those that do."""
    if all(part.full is None for part in inner):
        return None
    return Basis.SECTIONS, sum(_lengths(inner, 0.0)) + sum(_gaps(inner))


def _scale(parts: Sequence[PlanPart], by: float) -> None:
    """Make parts, and all within them, shorter."""
    stack = list(parts)
    while stack:
        part = stack.pop()
        part.full = (part.full or 0.0) * by
        stack.extend(part.parts)


def _lengths(inner: Sequence[PlanPart], room: float) -> list[float]:
    """The lengths of parts; those that do not say take as long for a task as the others, or their share of `room`."""
    known = [part for part in inner if part.full is not None]
    length = sum(part.full or 0.0 for part in known) if known else room
    tasks = sum(part.leaves for part in (known or inner))
    usual = length / max(len(known), 1)
    return [part.full if part.full is not None else length / tasks * part.leaves if tasks else usual for part in inner]


def _gaps(inner: Sequence[PlanPart]) -> list[float]:
    """The days that the calendar leaves free before each part: between `Week 2` and `Week 4` there are seven."""
    gaps = [0.0] * len(inner)
    for number in range(1, len(inner)):
        before, after = inner[number - 1].step, inner[number].step
        if before and after and before.unit == after.unit and 0 < after.first - before.last - 1 <= 12:
            gaps[number] = (after.first - before.last - 1) * after.weeks / after.count * WEEK
    return gaps


def _beside(part: PlanPart, begin: date, start: str, finish: str) -> None:
    """The days of what runs beside the rest: as long as all around it, or its place in the calendar."""
    stack = [part]
    while stack:
        current = stack.pop()
        planned = current.planned
        planned.start, planned.finish = start, finish
        if current.step is not None and current.stated:
            planned.placed = True
            planned.start, planned.finish = _span(begin, *current.step.days(begin))
        if planned.done < planned.tasks or not planned.tasks:
            planned.finished = ""
        stack.extend(current.parts)


def _span(begin: date, at: float, end: float) -> tuple[str, str]:
    """First and last day of what lies between two points in time; a day begun belongs to what came before."""
    last = max(math.ceil(end - _NEAR) - 1, 0)
    first = min(math.ceil(at - _NEAR), last)
    return _day(begin, first), _day(begin, last)


def _day(begin: date, days: int) -> str:
    try:
        return (begin + timedelta(days=min(days, _LONGEST))).isoformat()
    except OverflowError:
        return date.max.isoformat()
