"""What the commands did that write in the learner's place: as values, printed by the command line."""

from __future__ import annotations

from vaultsync.models.agreement import Change, Review
from vaultsync.models.finding import Unsure
from vaultsync.models.marks import Mark
from vaultsync.models.proposals import Proposal
from vaultsync.models.reports import RoadmapCount
from vaultsync.models.structs import Struct, field


class JournalReport(Struct):
    """An entry written, or (`unsure`) not written since nobody knows what it is on.

    `note` and zero-based `line` are where it stands, `entry` is its line, `on` the words of what it is on, `created`
    whether the note was made for it. `time` and `minutes` as they will be read.
    """

    day: str
    note: str = ""
    line: int = 0
    entry: str = ""
    time: str = ""
    minutes: int | None = None
    on: str = ""
    created: bool = False
    unsure: list[Unsure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False


class MarkReport(Struct):
    """What `done`, `start`, `skip` or `reopen` set; nothing where something asked for is `unsure`.

    `same` are the words of what was marked so already, `written` the notes changed, `undated` whether it was known
    from before.
    """

    mark: Mark
    changes: list[Change] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    roadmaps: list[RoadmapCount] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    undated: bool = False
    dry_run: bool = False


class NextReport(Struct):
    """What to study on the ISO `day`, the first first; `minutes` at hand, where the learner said so."""

    proposals: list[Proposal] = field(default_factory=list)
    day: str = ""
    minutes: int | None = None
    roadmaps: list[RoadmapCount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
