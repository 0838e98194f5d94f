"""Durations and the settings `start` and `hours_per_week` → target dates for every section of a roadmap."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from vaultsync.domain.items import ItemTree, Role
from vaultsync.domain.spans import WEEK, Step, add_months, nonsense_in, step_of
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.progress import Status, Tally
from vaultsync.models.roadmap import Node
from vaultsync.models.schedule import Basis, Nonsense, Planned, PlanSettings, Schedule, Stretch

PathOf = Callable[[Node], str]
DurationOf = Callable[[Node], Duration | None]

USUAL_HOURS = 10.0  # hours of study a week where the settings name none
_LONGEST = 40_000  # days: what comes later has no date worth telling
_BESIDE_SECTIONS = frozenset({"milestones", "routine", "checklist", "resources"})
_BESIDE_TASKS = frozenset({"milestone", "habit", "certification", "resource", "paper", "reference"})
_NEAR = 1e-6


@dataclass(slots=True)
class _Part:
    """A section while it is planned, or (`own`) the tasks that stand in a section's own note.

    `full` is its length in days with all its tasks, None while it is not known; `share` the part of its tasks that is
    in the plan.
    """

    node: Node
    planned: Planned
    own: bool = False
    hours: float | None = None
    full: float | None = None
    step: Step | None = None
    leaves: int = 0
    ticks: list[str] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of the section is left to plan."""
        return self.planned.tasks / self.leaves if self.leaves else 1.0


def make_schedule(
    tree: ItemTree,
    marks: Sequence[KnownMark],
    counts: Sequence[Tally],
    *,
    settings: PlanSettings,
    start: str,
    today: str,
    path_of: PathOf,
    status_of: Callable[[int], Status],
    duration_of: DurationOf = lambda node: node.duration,
) -> Schedule | None:
    """The plan of a roadmap that begins on the ISO day `start`; None where no section says how long it takes.

    `marks` and `counts` belong to the entries of `tree`; a tick without a date, or with one after `today`, is known
    from before: such tasks, and skipped ones, take no time. `duration_of` gives a note's duration as it stands.
    """
    planner = _Planner(settings.hours_per_week or 0.0, path_of, duration_of)
    root = _parts(tree, marks, counts, today, path_of, status_of)
    planner.measure(root)
    if root.full is None or not any(part.planned.tasks for part in _dated(root)):
        return None
    planner.share_out(root)
    begin = date.fromisoformat(start)
    end = planner.lay(root, begin, 0.0)
    dated = list(_dated(root))
    tasks, done = sum(part.planned.tasks for part in dated), sum(part.planned.done for part in dated)
    last = max((part.planned.finished for part in dated), default="")
    return Schedule(
        start=start,
        given=bool(settings.start),
        finish=_day(begin, max(math.ceil(end - _NEAR) - 1, 0)),
        hours_per_week=settings.hours_per_week,
        tasks=tasks,
        done=done,
        finished=last if done == tasks else "",
        left_out=round(planner.left_out, 1),
        sections=root.planned.sections,
        stretches=planner.stretches,
        ticks=dict(sorted(Counter(day for part in dated for day in part.ticks).items())),
        nonsense=planner.nonsense,
    )


def _parts(
    tree: ItemTree,
    marks: Sequence[KnownMark],
    counts: Sequence[Tally],
    today: str,
    path_of: PathOf,
    status_of: Callable[[int], Status],
) -> _Part:
    """The notes of a roadmap that hold something to study, as a tree, each with its tasks counted."""
    made: dict[int, _Part] = {}
    above: list[tuple[int, _Part]] = []
    for at, entry in enumerate(tree.entries):
        if entry.task is None:
            while above and at >= tree.entries[above[-1][0]].end:
                above.pop()
            node = entry.node
            timed = node.duration is not None and entry.role is Role.BARE
            if above and not counts[at].leaves and not timed:
                continue
            planned = Planned(node.id, node.title, path_of(node), len(above), Basis.TASKS, status=status_of(at))
            part = made[at] = _Part(node, planned)
            part.leaves = counts[at].leaves
            if above:
                above[-1][1].parts.append(part)
                above[-1][1].planned.sections.append(planned)
            above.append((at, part))
            if timed and marks[at].mark in (Mark.DONE, Mark.SKIPPED):
                part.leaves = 1  # nothing to tick in it but itself, and that is done
        if entry.role is not Role.LEAF or not above:
            continue
        owner = made.get(entry.owner)
        mark = marks[at]
        lines = [part for _, part in above]
        if owner is not None and entry.task is not None and counts[entry.owner].leaves and owner.node.children:
            lines.append(_own_part(owner))
            lines[-1].leaves += 1
        for part in lines:
            _count(part, mark, today)
    return next(iter(made.values()))


def _own_part(owner: _Part) -> _Part:
    """The part for the tasks of a section's own note, before those of its sections."""
    if not owner.parts or not owner.parts[0].own:
        planned = Planned(owner.node.id, owner.node.title, owner.planned.path, owner.planned.depth + 1, Basis.TASKS)
        owner.parts.insert(0, _Part(owner.node, planned, own=True))
    return owner.parts[0]


def _count(part: _Part, mark: KnownMark, today: str) -> None:
    planned = part.planned
    if mark.mark is Mark.SKIPPED:
        planned.skipped += 1
    elif mark.mark is Mark.DONE and not (mark.date and mark.date <= today):
        planned.before += 1
    else:
        planned.tasks += 1
        if mark.mark is Mark.DONE:
            planned.done += 1
            planned.finished = max(planned.finished, mark.date)
            part.ticks.append(mark.date)


def _dated(part: _Part) -> Iterator[_Part]:
    """The innermost parts that have dates of their own."""
    stack = [part]
    while stack:
        current = stack.pop()
        inner = [other for other in current.parts if not other.planned.beside]
        if inner:
            stack.extend(reversed(inner))
        elif not current.planned.beside:
            yield current


@dataclass(slots=True)
class _Planner:
    hours_per_week: float
    path_of: PathOf
    duration_of: DurationOf
    stretches: list[Stretch] = field(default_factory=list)
    nonsense: list[Nonsense] = field(default_factory=list)
    left_out: float = 0.0

    def measure(self, root: _Part) -> None:
        """Give every part the length it states or that its sections have; bottom up."""
        order: list[_Part] = []
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

    def _measure(self, part: _Part) -> None:
        stated = None if part.own else self._stated(part)
        part.step = None if part.own else step_of(part.node.title)
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

    def _stated(self, part: _Part) -> Duration | None:
        """What the note says of its length; nonsense is noted down and counts as nothing."""
        stated = self.duration_of(part.node)
        if stated is None:
            return None
        part.planned.stated = stated.text
        why = nonsense_in(stated)
        if why:
            self.nonsense.append(Nonsense(part.planned.path, stated.text, why))
            return None
        return stated

    def _runs_beside(self, part: _Part, stated: Duration | None) -> bool:
        if part.own:
            return False
        if stated is not None and (stated.weeks or stated.hours):
            return part.node.kind == "routine"
        if stated is not None and stated.ongoing:
            return True
        if part.node.kind in _BESIDE_SECTIONS:
            return True
        if part.parts:
            return all(inner.planned.beside for inner in part.parts)
        kinds = [task.kind for task in part.node.tasks() if task.counted and not task.tasks]
        return bool(kinds) and 2 * sum(kind in _BESIDE_TASKS for kind in kinds) > len(kinds)

    def _own_length(self, part: _Part, stated: Duration | None) -> tuple[Basis, float] | None:
        if part.hours is not None and self.hours_per_week:
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

    def share_out(self, root: _Part) -> None:
        """Fit the parts into what holds them, and give those without a length their share; top down."""
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

    def lay(self, part: _Part, begin: date, at: float) -> float:
        """Put a part and all within it on the calendar from day `at` on; the day after it."""
        planned = part.planned
        inner = [other for other in part.parts if not other.planned.beside]
        end = at
        gaps = _gaps(inner)
        for number, other in enumerate(inner):
            end += gaps[number] if end > at else 0.0
            end = self.lay(other, begin, end)
        length = self._length(part, begin, at)
        if not inner:
            end = at + length * part.share
            self.left_out += length * (1 - part.share)
            if planned.tasks:
                self.stretches.append(Stretch(at, max(end, at + _NEAR), planned.tasks))
        elif planned.basis is not Basis.SECTIONS:  # where weeks do not fill their month, the rest of it is free
            together = sum(other.full or 0.0 for other in inner) + sum(gaps)
            end = max(end, at + length * (end - at) / together) if together else end
        planned.days = end - at
        if planned.days > _NEAR or planned.tasks:
            planned.start, planned.finish = _span(begin, at, end)
        for other in part.parts:
            if other.planned.beside:
                _beside(other, planned.start, planned.finish)
        if planned.tasks == 0 or planned.done < planned.tasks:
            planned.finished = ""
        return end

    def _length(self, part: _Part, begin: date, at: float) -> float:
        length = part.full or 0.0
        if part.step is not None and part.step.months and part.planned.basis is Basis.CALENDAR:
            first = begin + timedelta(days=min(math.floor(at + _NEAR), _LONGEST))
            length = float((add_months(first, part.step.months) - first).days)
        return length


def _together(inner: Sequence[_Part]) -> tuple[Basis, float] | None:
    """What parts take together, those that do not say guessed by those that do."""
    if all(part.full is None for part in inner):
        return None
    return Basis.SECTIONS, sum(_lengths(inner, 0.0)) + sum(_gaps(inner))


def _lengths(inner: Sequence[_Part], room: float) -> list[float]:
    """The lengths of parts; those that do not say take as long for a task as the others, or their share of `room`."""
    known = [part for part in inner if part.full is not None]
    length = sum(part.full or 0.0 for part in known) if known else room
    tasks = sum(part.leaves for part in (known or inner))
    usual = length / max(len(known), 1)
    return [part.full if part.full is not None else length / tasks * part.leaves if tasks else usual for part in inner]


def _gaps(inner: Sequence[_Part]) -> list[float]:
    """The days that the calendar leaves free before each part: between `Week 2` and `Week 4` there are seven."""
    gaps = [0.0] * len(inner)
    for number in range(1, len(inner)):
        before, after = inner[number - 1].step, inner[number].step
        if before and after and before.unit == after.unit and 0 < after.first - before.last - 1 <= 12:
            gaps[number] = (after.first - before.last - 1) * after.weeks / after.count * WEEK
    return gaps


def _beside(part: _Part, start: str, finish: str) -> None:
    stack = [part]
    while stack:
        current = stack.pop()
        current.planned.start, current.planned.finish = start, finish
        if current.planned.done < current.planned.tasks or not current.planned.tasks:
            current.planned.finished = ""
        stack.extend(current.parts)


def _span(begin: date, at: float, end: float) -> tuple[str, str]:
    """First and last day of what lies between two points in time; never less than a day."""
    first = math.floor(at + _NEAR)
    last = max(math.ceil(end - _NEAR) - 1, first)
    return _day(begin, first), _day(begin, last)


def _day(begin: date, days: int) -> str:
    try:
        return (begin + timedelta(days=min(days, _LONGEST))).isoformat()
    except OverflowError:
        return date.max.isoformat()
