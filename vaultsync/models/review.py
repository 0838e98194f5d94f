"""Looking back on a week, a month or a quarter: the note that is made for it, and what was done with it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from vaultsync.models.structs import Frozen, Struct, field


class PeriodKind(StrEnum):
    """How much a review looks back on."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Period(NamedTuple):
    """A week (Monday to Sunday), month or quarter: its name as in `2026-W47`, its first and last ISO day."""

    span: PeriodKind
    name: str
    first: str
    last: str


class ReviewQuestion(NamedTuple):
    """What a review asks. `hint` says more about it, `source` is the title of the roadmap that asks, or empty."""

    text: str
    hint: str = ""
    source: str = ""


class StudiedNote(Frozen):
    """What was finished in one note: its title and vault path, the words of items; `whole`: nothing is left in it."""

    title: str
    path: str
    items: tuple[str, ...]
    whole: bool = False


class StudiedRoadmap(Frozen):
    """What was finished of one roadmap, and where it stands now. `lead` is days ahead of the plan, None without one."""

    title: str
    path: str
    done: int
    total: int
    notes: tuple[StudiedNote, ...] = ()
    minutes: int = 0
    lead: int | None = None

    @property
    def ticked(self) -> int:
        """How many items were finished."""
        return sum(len(note.items) for note in self.notes)


class Figures(Frozen):
    """Items finished, minutes studied and days studied."""

    ticked: int = 0
    minutes: int = 0
    days: int = 0


class LookBack(Frozen):
    """All that a review is filled with. `before` are the figures of the period before, `journal` the days with entries.

    `next_up` is what comes next: words, note's title and vault path.
    """

    period: Period
    figures: Figures
    before: Figures
    roadmaps: tuple[StudiedRoadmap, ...] = ()
    journal: tuple[str, ...] = ()
    next_up: tuple[tuple[str, str, str], ...] = ()
    questions: tuple[ReviewQuestion, ...] = ()


class ReviewDeed(StrEnum):
    """What was done with the note of a review."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # the learner has written in it


class ReviewReport(Struct):
    """The review at the vault path `note`, what was done with it, and what it looks back on; `text` is what it says."""

    note: str
    deed: ReviewDeed
    back: LookBack
    text: str = ""
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False
