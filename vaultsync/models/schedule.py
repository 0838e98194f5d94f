"""The plan of a roadmap: when its sections are due, the learner's pace, and where both lead."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from vaultsync.models.progress import SectionStatus
from vaultsync.models.structs import Frozen, Struct, field


class Basis(StrEnum):
    """What a section's length in the plan was taken from."""

    HOURS = "hours"  # hours of study, at so many a week
    WEEKS = "weeks"  # a span that the document states
    CALENDAR = "calendar"  # its place in the calendar: Week 3 takes a week
    SECTIONS = "sections"  # what its sections take together
    TASKS = "tasks"  # its share of the tasks, since nothing is stated
    BESIDE = "beside"  # no length of its own: it runs beside the rest


class PlanSettings(Frozen):
    """What the settings say about one roadmap: the ISO day it begins or empty, and hours of study a week or 0."""

    start: str = ""
    hours_per_week: float = 0


class Planned(Struct):
    """A section or unit in the plan.

    `start` and `finish` are the first and last day that the plan gives it, ISO; empty where it has none. `days` is how
    long that is, `stated` the document's own words for it. `tasks` are the leaves with a place in the plan (in scope,
    and not known from before), `done` those of them that are ticked. `finished` is the day of the last tick where all
    are, `expected` the day on which the rest would be done at the learner's pace.
    """

    id: str
    title: str
    path: str
    depth: int
    basis: Basis
    stated: str = ""
    days: float = 0
    start: str = ""
    finish: str = ""
    tasks: int = 0
    done: int = 0
    skipped: int = 0
    before: int = 0
    status: SectionStatus = SectionStatus.NOT_STARTED
    finished: str = ""
    expected: str = ""
    placed: bool = False
    sections: list[Planned] = field(default_factory=list)

    @property
    def beside(self) -> bool:
        """Whether the section runs beside the rest, without a date of its own."""
        return self.basis is Basis.BESIDE

    @property
    def figures(self) -> str:
        """How much of it is done, what was known from before included, as everywhere else: `3/8`."""
        return f"{self.done + self.before}/{self.tasks + self.before}"


class Stretch(Frozen):
    """A piece of the plan: `tasks` spread evenly from day `begin` to day `end` after the start."""

    begin: float
    end: float
    tasks: int


class Nonsense(Frozen):
    """A duration that cannot be meant: the note's vault path, the words, and what is wrong with them."""

    path: str
    stated: str
    why: str


class Schedule(Struct):
    """The plan of one roadmap.

    `start` is the day it begins, `given` tells that the settings say so; `finish` the last day. `hours_per_week` is
    the settings' number or 0. `tasks` are the leaves with a date, `done` those of them that are ticked, `finished` the
    day of the last of these ticks once all are; `left_out` days the plan became shorter by what was skipped or known
    before. `stretches` in order of time, `ticks` tells how many of the tasks were ticked on each ISO day.
    """

    start: str
    given: bool
    finish: str
    hours_per_week: float
    tasks: int
    done: int
    finished: str
    left_out: float
    sections: list[Planned] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    ticks: dict[str, int] = field(default_factory=dict)

    @property
    def planned(self) -> set[str]:
        """The vault paths of the notes that have a place of their own in the plan."""
        found = set()
        stack = list(self.sections)
        while stack:
            section = stack.pop()
            if not section.beside:
                found.add(section.path)
                stack.extend(section.sections)
        return found


class ActiveDay(NamedTuple):
    """What was done on one day: tasks ticked, and minutes studied."""

    tasks: int
    minutes: int


class Week(Frozen):
    """Seven days: the first and last of them, the tasks ticked and the minutes studied."""

    first: str
    last: str
    tasks: int
    minutes: int


class Pace(Frozen):
    """Tasks and hours a week over the last active `weeks` (newest first, at most four).

    `slow` and `fast` are tasks a week: those of the slower weeks with pauses counted in, and those of the faster.
    """

    weeks: tuple[Week, ...]
    tasks: float
    hours: float
    slow: float
    fast: float


class Forecast(Frozen):
    """The day on which all would be done at the learner's pace; `late` is empty where nobody can say."""

    early: str
    likely: str
    late: str

    @property
    def wide(self) -> bool:
        """Whether it is a range: weeks that are all alike give one day."""
        return not self.early == self.likely == self.late


class Standing(Frozen):
    """Where the learner stands against the plan on `day`.

    `wanted` and `done` are tasks; `lead` whole days ahead (negative: behind). `needed` is tasks a week to finish in
    time, 0 where there is no time left.
    """

    day: str
    wanted: int
    done: int
    lead: int
    needed: float


class Pause(Frozen):
    """Days without any study: the first and last of them."""

    first: str
    last: str
    days: int


class Outlook(Struct):
    """A roadmap's plan and pace together, as of `day`. `schedule` is None where there is nothing to plan by.

    `too_early`: something is left to do, and on too few days was anything ticked to say when it will be done.
    """

    day: str
    schedule: Schedule | None = None
    pace: Pace | None = None
    forecast: Forecast | None = None
    standing: Standing | None = None
    pauses: list[Pause] = field(default_factory=list)
    too_early: bool = False
