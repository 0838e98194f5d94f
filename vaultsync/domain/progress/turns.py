"""The order in which the open tasks of a roadmap are proposed, everywhere the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultsync.domain.progress.items import ItemTree, Role
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.structs import Frozen


class Turn(Frozen):
    """An open leaf, by its index among the entries.

    `doing`: it is begun, or a task that it stands under is. `started`: it stands under something that is marked as
    begun, be it its note or a section. `begun`: in its note something is done or begun.
    """

    at: int
    doing: bool
    started: bool
    begun: bool


def turns(tree: ItemTree, marks: Sequence[KnownMark]) -> list[Turn]:
    """The open leaves by the marks of all entries, in the order in which to study them; without habits.

    First what is begun, then what stands in notes and sections marked as begun, then what stands in notes in which
    something is done, then the others.
    """
    found = list(_open(tree, marks))
    return sorted(found, key=lambda turn: (not turn.doing, not turn.started, not turn.begun))


def _open(tree: ItemTree, marks: Sequence[KnownMark]) -> Iterator[Turn]:
    begun = _begun(tree, marks)
    above: list[tuple[bool, bool]] = []  # of each entry: whether its task, and whether anything, is marked as begun
    for at, entry in enumerate(tree.entries):
        doing, started = above[entry.parent] if entry.parent >= 0 else (False, False)
        mark = marks[at].mark
        doing = (doing and entry.task is not None) or (mark is Mark.DOING and entry.task is not None)
        started = started or mark is Mark.DOING
        above.append((doing, started))
        if entry.role is not Role.LEAF or mark not in (Mark.TODO, Mark.DOING):
            continue
        if entry.task is None or entry.task.kind != "habit":
            yield Turn(at, doing or mark is Mark.DOING, started, entry.owner in begun)


def _begun(tree: ItemTree, marks: Sequence[KnownMark]) -> set[int]:
    """The notes in which something is done or begun, by index: ticks known from before begin nothing."""
    return {
        entry.owner
        for entry, mark in zip(tree.entries, marks, strict=True)
        if entry.role in (Role.LEAF, Role.PARENT)
        and (mark.mark is Mark.DOING or (mark.mark is Mark.DONE and mark.date))
    }
