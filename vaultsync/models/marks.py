"""Marks, known marks and what a scan of the vault found."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from vaultsync.models.structs import Frozen, Struct, field, replace


class Mark(StrEnum):
    """A task's state."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"


MARK_OF_CHAR = {
    " ": Mark.TODO,
    "x": Mark.DONE,
    "X": Mark.DONE,
    "/": Mark.DOING,
    "-": Mark.SKIPPED,
}
CHAR_OF_MARK = {Mark.TODO: " ", Mark.DONE: "x", Mark.DOING: "/", Mark.SKIPPED: "-"}


class KnownMark(Frozen):
    """The mark all places of an item agreed on at the last sync.

    `date` is ISO text or empty (not known); `by` is empty when the learner marked the item itself,
    else the id of the item (note or parent task) whose mark was handed down. `begun` tells of a mark that was handed
    down, or followed what is below, that the learner's own was doing before.
    """

    mark: Mark
    date: str = ""
    by: str = ""
    begun: bool = False

    def until(self, day: str) -> KnownMark:
        """The mark as it counts on the ISO `day`: done is done, but a date after that day counts nowhere."""
        return replace(self, date="") if self.date > day else self


TODO = KnownMark(Mark.TODO)

# Of several marks of one item the one with the least number holds. None is a character of the learner's own: it says
# more than an open box.
PRECEDENCE: Mapping[Mark | None, int] = {Mark.DONE: 0, Mark.DOING: 1, Mark.SKIPPED: 2, None: 3, Mark.TODO: 4}


def united(one: KnownMark, other: KnownMark) -> KnownMark:
    """What two records of one item come to: the mark that wins by `PRECEDENCE`, with the earliest date known.

    The learner's own mark wins over one handed down.
    """
    if one.mark != other.mark:
        return min(one, other, key=lambda known: PRECEDENCE[known.mark])
    dates = sorted(date for date in (one.date, other.date) if date)
    return KnownMark(one.mark, dates[0] if dates else "", min(one.by, other.by), one.begun or other.begun)


class TaskLine(Frozen):
    """One checkbox line of a note, as it stands.

    `line` is its zero-based index among the note's lines; `parent` the index of the enclosing task in
    the note's task list, or -1; `char` the character in the box, `mark` its meaning or None when it
    is the learner's own; `text` what follows the box without stamp and block id; `date` the ISO date of
    its done stamp or empty; `target` the link target where the text is exactly one wikilink (an index
    line), else empty.
    """

    line: int
    parent: int
    char: str
    mark: Mark | None
    text: str
    block_id: str
    date: str
    target: str = ""


class NoteScan(Struct):
    """What a note says about marks. `path` is relative to the vault, with `/`.

    `done` is None where the property is missing or says nothing; `literal` is false where it is there, but
    not as true or false. `completed` is an ISO date, or what else stands there. `doubled` are the properties that
    stand there more than once.
    """

    id: str
    path: str
    done: bool | None = None
    literal: bool = True
    completed: str = ""
    tasks: list[TaskLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubled: tuple[str, ...] = ()
