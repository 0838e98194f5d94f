"""The learning journal as git knows it: what was studied, day by day."""

from __future__ import annotations

from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, Struct, field


class Step(Frozen):
    """One mark that a commit changed.

    `item` is the item's id within `roadmap`, both may be empty where only a message tells of it. `date` is the ISO day
    that a tick carries, empty where it carries none. `by` is the id of the parent whose mark was handed down.
    `note` is the vault path of the item's note and `title` that note's title; they, `text` (the item's words) and
    `tasks` (how many followed a section marked as a whole) are empty until known. A `late` date is one that was
    found out afterwards: the tick itself is older than its commit. `sure` steps come from the known marks.
    """

    roadmap: str
    item: str
    mark: Mark
    date: str = ""
    by: str = ""
    note: str = ""
    title: str = ""
    text: str = ""
    tasks: int = 0
    late: bool = False
    sure: bool = False


class DiaryEntry(Struct):
    """A journal entry: its words, the minutes studied (0: not told), and the titles of the notes it is on.

    `roadmaps` are the names of those that have these notes, `day` is the ISO day.
    """

    text: str
    minutes: int = 0
    notes: list[str] = field(default_factory=list)
    roadmaps: list[str] = field(default_factory=list)
    day: str = ""


class DiaryItem(Frozen):
    """An item that was marked on a day. `tasks`: how many followed it; `known`: it was known from before, undated."""

    item: str
    text: str
    mark: Mark
    day: str
    tasks: int = 0
    known: bool = False


class DiaryNote(Struct):
    """What was marked in one note, in its order. `finished` is the day on which nothing was left to do in it."""

    title: str
    note: str
    items: list[DiaryItem] = field(default_factory=list)
    finished: str = ""


class DiaryRoadmap(Struct):
    """What was studied of one roadmap. `done` of `total` is the count after it, 0 of 0 where it is not told."""

    name: str
    title: str
    done: int = 0
    total: int = 0
    notes: list[DiaryNote] = field(default_factory=list)

    @property
    def ticked(self) -> int:
        """How many items were ticked, those that followed a section counted one by one."""
        return sum(
            max(item.tasks, 1)
            for note in self.notes
            for item in note.items
            if item.mark is Mark.DONE and not item.known
        )


class RoadmapDiary(DiaryRoadmap):
    """What was studied of one roadmap on several days, with the entries about it.

    Entries that name no roadmap are of the only one, else of one without a name.
    """

    entries: list[DiaryEntry] = field(default_factory=list)


class DiaryDay(Struct):
    """One day (ISO). `wrote`: titles of notes written in; `news`: what pulls brought; `commits`: short ids.

    `stated` are the minutes that the properties of the daily note give: they stand for the sum of the entries.
    """

    day: str
    roadmaps: list[DiaryRoadmap] = field(default_factory=list)
    entries: list[DiaryEntry] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    stated: int | None = None

    @property
    def ticked(self) -> int:
        """How many items were ticked on this day."""
        return sum(roadmap.ticked for roadmap in self.roadmaps)

    @property
    def minutes(self) -> int:
        """The minutes studied, as far as entries tell."""
        return sum(entry.minutes for entry in self.entries) if self.stated is None else self.stated


class Diary(Struct):
    """Days, the newest first. `older` is the last day of what may follow, empty where nothing does.

    `figures` are (done, total) at the end of it, by roadmap.
    """

    days: list[DiaryDay] = field(default_factory=list)
    older: str = ""
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)


class LogReport(Struct):
    """The learning journal of the vault at `vault`, and where it was asked for `by` roadmap the same by roadmap."""

    vault: str
    by: str
    diary: Diary
    roadmaps: list[RoadmapDiary] = field(default_factory=list)
