"""What a pull would do with each note, as values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from vaultsync.models.structs import Frozen, Struct, field


class WantedNote(Frozen):
    """A note as the roadmaps want it: `id` is its `vaultsync` property, `text` has all marks blank."""

    id: str
    path: str
    text: str


class FoundNote(Frozen):
    """A note as it stands in the vault."""

    id: str
    path: str
    text: str


class Deed(StrEnum):
    """What happens to a note, by what the roadmap and the learner did to it."""

    RECORD = "record"  # the vault says what is wanted: only the base text is written
    CREATE = "create"
    UPDATE = "update"  # unedited: what changed is spliced in
    KEEP = "keep"  # edited, and nothing new is wanted
    MERGE = "merge"  # edited, and something new is wanted: both are kept
    GONE = "gone"  # deleted by the learner: stays deleted
    DELETE = "delete"  # left the roadmap, nothing of the learner's in it
    ARCHIVE = "archive"  # left the roadmap, holds the learner's work
    FOREIGN = "foreign"  # a file of the learner's stands where the note should be
    FORGET = "forget"  # left the roadmap and the vault: the base text goes


class Carried(Frozen):
    """What the learner wrote at a task that moved to another note, or that comes back from the archive.

    `words` are the lines under it, indented. `line` are the words of the task's own line if they are not the roadmap's;
    `around` what stands before and behind the roadmap's words in it, if these are still there.
    """

    words: list[str]
    line: str = ""
    around: tuple[str, str] | None = None

    def lines(self) -> list[str]:
        """All of it, as lines that can stand on their own."""
        return [f"- {self.line}", *self.words] if self.line else self.words


class Action(Frozen):
    """What happens to one note.

    `path` is where the note is or shall be, `text` what shall stand there, `base` the new base text. `old` is the text
    that was read (None: no file); `target` is the new path of an archived note. `left`, `carried` and `asked` are those
    of `markdown.merging.merge.Merged`.
    """

    deed: Deed
    id: str
    path: str
    text: str | None = None
    base: str | None = None
    old: str | None = None
    target: str = ""
    left: tuple[str, ...] = ()
    carried: Mapping[str, Carried] = field(default_factory=dict)
    asked: tuple[str, ...] = ()


class Plan(Struct):
    """All actions of a pull, in the order in which they are done.

    `archive` are files of the archive from which words go back into notes: vault path → what stays in them, None if
    nothing does. `waiting` are the paths of notes that cannot be written to, so that changes wait for them.
    """

    actions: list[Action] = field(default_factory=list)
    archive: dict[str, str | None] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    def of(self, *deeds: Deed) -> list[Action]:
        """The actions of these kinds."""
        return [action for action in self.actions if action.deed in deeds]
