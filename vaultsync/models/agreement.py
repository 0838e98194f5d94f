"""What all places of every item agree on, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from vaultsync.models.marks import KnownMark, Mark, TaskLine
from vaultsync.models.progress import Tally
from vaultsync.models.structs import Frozen, Struct, field


class ChangeKind(StrEnum):
    """What a change is about: a counted task, something tallied apart, or a parent marked as a whole."""

    TASK = "task"
    RESOURCE = "resource"
    WHOLE = "whole"


class Change(Frozen):
    """One mark that is not what it was at the last sync.

    `item` is the item's id within the roadmap named `roadmap`, `text` its words, `note` the vault path of
    its note and `unit` that note's title. `date` is the ISO date of a tick, or empty where it is not known.
    `by` is the id of the parent whose mark was handed down, empty where the learner marked the item
    itself. For a parent (`kind` whole) `tasks` says how many leaves it handed its mark to, out of `of`.
    """

    roadmap: str
    item: str
    note: str
    unit: str
    text: str
    from_: Mark
    to: Mark
    date: str = ""
    by: str = ""
    kind: ChangeKind = ChangeKind.TASK
    tasks: int = 0
    of: int = 0


class Review(Frozen):
    """Something only the learner can settle. `why` is a sentence, `choices` the marks or other answers there are."""

    note: str
    item: str
    why: str
    choices: tuple[str, ...]


class Problem(Frozen):
    """Something in a note that a person should look at. `line` is zero-based, or -1 for the whole note."""

    note: str
    line: int
    text: str


class Doubt(Frozen):
    """A line that may be an item whose own line is gone: `item`, its block id, and the line of `note` (zero-based)."""

    item: str
    block: str
    note: str
    line: int
    text: str


class NoteEdit(Struct):
    """What to write into one note. It names whole values, not differences.

    `lines`: line index → (character of the box, ISO date of the done stamp or None for no stamp), as
    the line shall stand afterwards. `done`: the property's new value, or None to leave it. `completed`:
    the property's new ISO date, empty to remove it, or None to leave it. `items`: the ids of the items whose
    places these are.
    """

    lines: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    done: bool | None = None
    completed: str | None = None
    items: set[str] = field(default_factory=set)


class Agreement(Struct):
    """What all places agree on.

    `marks`: item id → mark, for every item that is not todo (and, untouched, for ids the roadmap does
    not know). `edits`: vault path → what to write there; empty when the vault agrees already. `changes`:
    what the learner changed. `followed`: parents whose mark changed only because of what is below
    them (from done: it reopened; to done: it is finished). `lost_ids`: vault path → line index → block
    id, for lines that were recognised by their text because they had lost their id. `own`: the learner's own
    tasks, by vault path; they are never counted. `doubts`: such of them as may be tasks whose lines are gone.
    `missing`: the tasks that have no line anywhere though their note is there, by item id, in the roadmap's order;
    `elsewhere`: those whose note is not there, but whose lines the learner has put into other notes.
    `counts`: what is counted under every entry of the roadmap's items (`domain.progress.items`).
    """

    marks: dict[str, KnownMark] = field(default_factory=dict)
    edits: dict[str, NoteEdit] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    followed: list[Change] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost_ids: dict[str, dict[int, str]] = field(default_factory=dict)
    own: dict[str, list[TaskLine]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    counts: list[Tally] = field(default_factory=list)


class MergeOutcome(Struct):
    """What merges that are already written leave to the next time that all places agree.

    `files_changed`: the vault has to be read again. `review` are questions for the learner. `unseen` are, by roadmap,
    the items that one side did not have when it marked something as done.
    """

    files_changed: bool = False
    review: list[Review] = field(default_factory=list)
    unseen: dict[str, set[str]] = field(default_factory=dict)

    def add(self, review: Iterable[Review], unseen: Mapping[str, Iterable[str]]) -> None:
        """Add what another merge leaves."""
        self.review += [one for one in review if one not in self.review]
        for name, items in unseen.items():
            self.unseen.setdefault(name, set()).update(items)
