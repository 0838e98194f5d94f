"""Progress: marks counted and rolled up."""

from __future__ import annotations

from enum import StrEnum

from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, Struct, field


class SectionStatus(StrEnum):
    """How far a section is. `SKIPPED`: it has tasks, and none of them is in scope."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    SKIPPED = "skipped"


class Tally(Struct):
    """Leaves counted. `total` holds the leaves in scope, that is all but the `skipped` ones."""

    done: int = 0
    total: int = 0
    doing: int = 0
    skipped: int = 0
    resources_done: int = 0
    resources_total: int = 0

    def add(self, other: Tally) -> None:
        """Count `other` in."""
        self.done += other.done
        self.total += other.total
        self.doing += other.doing
        self.skipped += other.skipped
        self.resources_done += other.resources_done
        self.resources_total += other.resources_total

    def take(self, other: Tally) -> None:
        """Count `other` out again."""
        self.done -= other.done
        self.total -= other.total
        self.doing -= other.doing
        self.skipped -= other.skipped
        self.resources_done -= other.resources_done
        self.resources_total -= other.resources_total

    @property
    def leaves(self) -> int:
        """All leaves, skipped ones included."""
        return self.total + self.skipped

    @property
    def complete(self) -> bool:
        """Whether something is in scope and all of it is done."""
        return self.total > 0 and self.done == self.total

    @property
    def percent(self) -> int | float:
        """Done of what is in scope, in percent."""
        return percentage(self.done, self.total)

    @property
    def coverage(self) -> int | float:
        """Done of all leaves, skipped ones included, in percent."""
        return percentage(self.done, self.leaves)


def percentage(done: int, total: int) -> int | float:
    """`done` of `total` in percent, to a tenth: 100 only when all, 0 only when nothing is done."""
    if total <= 0 or done <= 0:
        return 0
    if done >= total:
        return 100
    tenths = min(max((2000 * done + total) // (2 * total), 1), 999)
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


class ItemProgress(Frozen):
    """An item that is not todo. `note` is the vault path of its note; `date` may be empty.

    `called` are its words for who does not see where it stands, where that may be asked.
    """

    id: str
    text: str
    note: str
    mark: Mark
    date: str
    counted: bool
    called: str = ""


class Finished(Frozen):
    """What was finished in one note on one day. `items` in document order; `completed`: nothing is left."""

    id: str
    title: str
    path: str
    date: str
    items: tuple[str, ...]
    completed: bool


class NextUp(Frozen):
    """An open leaf to study next: its words, and title and vault path of its note."""

    id: str
    text: str
    unit: str
    path: str
    doing: bool


class SectionProgress(Struct):
    """A note of the roadmap with its count. `depth` is 0 for the roadmap itself."""

    id: str
    title: str
    role: str
    path: str
    depth: int
    tally: Tally
    status: SectionStatus = SectionStatus.NOT_STARTED
    sections: list[SectionProgress] = field(default_factory=list)


class RoadmapProgress(Struct):
    """One roadmap counted. `first` and `last` are the dates of the first and last dated tick, or empty.

    `left` are tasks that left it after they had been done: they are in no tally, and what was done stays done.
    """

    name: str
    title: str
    folder: str
    top: SectionProgress
    items: list[ItemProgress] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)
    next_up: list[NextUp] = field(default_factory=list)
    first: str = ""
    last: str = ""
    left: list[ItemProgress] = field(default_factory=list)

    @property
    def begun_notes(self) -> int:
        """How many notes are marked as begun though nothing in them is done or begun."""
        found, left = 0, [self.top]
        for section in left:
            left += section.sections
            found += section.status is SectionStatus.IN_PROGRESS and not (section.tally.done or section.tally.doing)
        return found

    @property
    def tally(self) -> Tally:
        """The count of the whole roadmap."""
        return self.top.tally


class Progress(Struct):
    """All roadmaps counted. `as_of` is the newest date of a tick that counts, or empty."""

    as_of: str
    tally: Tally
    roadmaps: list[RoadmapProgress] = field(default_factory=list)


class Handwork(Struct):
    """What the learner's hand did to notes since the last commit, as titles; for its commit message.

    `foreign` is how many of those written in are notes of no roadmap. `reviews` are names of reviews that were made,
    and in which nobody has written yet; `others` those of files that are no notes, `own` those of files that vaultsync
    keeps for itself. `mended` is how many files vaultsync mended, `settled` the answer to a question: told where
    a hand did nothing else. `waits` are the words of what is marked in one place, and cannot be in its note: that is
    read-only. `waits_soon` are those of what is told as soon as its note is left alone.
    """

    written: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    waits_soon: list[str] = field(default_factory=list)
    foreign: int = 0
    mended: int = 0
    settled: str = ""


class PullNews(Frozen):
    """What a pull did to the notes of one roadmap, as titles; for its commit message."""

    roadmap: str
    first: bool = False
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
