"""The parts of a plan: the notes of a roadmap that hold something to study, with their tasks counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vaultsync.domain.items import ItemTree, Role
from vaultsync.domain.planwords import PlanWords, plan_words
from vaultsync.domain.spans import Step
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import Status, Tally
from vaultsync.models.roadmap import Node
from vaultsync.models.schedule import Basis, Planned
from vaultsync.models.structs import Struct, field

PathOf = Callable[[Node], str]


class Part(Struct):
    """A section while it is planned, or (`own`) the tasks that stand in a section's own note; `words` are the note's.

    `full` is its length in days with all its tasks, None while it is not known; `share` the part of its tasks that is
    in the plan. `step` is its place in the calendar, `stated` where the document says it beside the title, so that it
    counts from the beginning. `begin` and `end` are days after that beginning, all tasks still to do.
    """

    node: Node
    planned: Planned
    words: PlanWords
    own: bool = False
    hours: float | None = None
    full: float | None = None
    step: Step | None = None
    stated: bool = False
    begin: float = 0.0
    end: float = 0.0
    leaves: int = 0
    ticks: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of the section is left to plan."""
        return self.planned.tasks / self.leaves if self.leaves else 1.0


def parts_of(
    tree: ItemTree,
    marks: Sequence[KnownMark],
    counts: Sequence[Tally],
    path_of: PathOf,
    status_of: Callable[[int], Status],
) -> Part:
    """The notes of a roadmap that hold something to study, as a tree, each with its tasks counted."""
    made: dict[int, Part] = {}
    above: list[tuple[int, Part]] = []
    for at, (entry, words) in enumerate(zip(tree.entries, plan_words(tree), strict=True)):
        if words is not None:
            while above and at >= tree.entries[above[-1][0]].end:
                above.pop()
            node = entry.node
            timed = node.duration is not None and entry.role is Role.BARE
            if above and not counts[at].leaves and not timed:
                continue
            planned = Planned(node.id, node.title, path_of(node), len(above), Basis.TASKS, status=status_of(at))
            part = made[at] = Part(node, planned, words)
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
        _count(above[-1][1], marks[at])
        if owner is not None and entry.task is not None and counts[entry.owner].leaves and owner.node.children:
            own = _own_part(owner)
            own.leaves += 1
            _count(own, marks[at])
    root = next(iter(made.values()))
    for part in reversed(made.values()):
        for inner in part.parts:
            if not inner.own:
                _add(part, inner)
    return root


def _own_part(owner: Part) -> Part:
    """The part for the tasks of a section's own note, before those of its sections."""
    if not owner.parts or not owner.parts[0].own:
        planned = Planned(owner.node.id, owner.node.title, owner.planned.path, owner.planned.depth + 1, Basis.TASKS)
        owner.parts.insert(0, Part(owner.node, planned, owner.words, own=True))
    return owner.parts[0]


def _count(part: Part, mark: KnownMark) -> None:
    planned = part.planned
    if mark.mark is Mark.SKIPPED:
        planned.skipped += 1
    elif mark.mark is Mark.DONE and not mark.date:
        planned.before += 1
    else:
        planned.tasks += 1
        if mark.mark is Mark.DONE:
            planned.done += 1
            planned.finished = max(planned.finished, mark.date)
            part.ticks.append(mark.date)


def _add(part: Part, inner: Part) -> None:
    """Count in what is counted in a section below."""
    planned, below = part.planned, inner.planned
    planned.skipped += below.skipped
    planned.before += below.before
    planned.tasks += below.tasks
    planned.done += below.done
    planned.finished = max(planned.finished, below.finished)
    part.ticks += inner.ticks


def dated(part: Part) -> Iterator[Part]:
    """The innermost parts that have dates of their own."""
    stack = [part]
    while stack:
        current = stack.pop()
        inner = [other for other in current.parts if not other.planned.beside]
        if inner:
            stack.extend(reversed(inner))
        elif not current.planned.beside:
            yield current


def holders(root: Part) -> Iterator[Part]:
    """The parts below `root` that have a place of their own and hold others that have one."""
    stack = [other for other in root.parts if not other.planned.beside]
    while stack:
        part = stack.pop()
        inner = [other for other in part.parts if not other.planned.beside]
        if inner:
            yield part
        stack.extend(inner)
