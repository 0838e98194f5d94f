"""The parts of a plan: the notes of a roadmap that hold something to study, with their tasks counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from vaultsync.domain.progress.items import ItemTree, Role, is_counted
from vaultsync.domain.schedule.planwords import PlanWords, plan_words
from vaultsync.domain.schedule.spans import Step
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import SectionStatus, Tally
from vaultsync.models.roadmap import Node
from vaultsync.models.schedule import Basis, Planned
from vaultsync.models.structs import Struct, field

PathOf = Callable[[Node], str]


class PlanPart(Struct):
    """A section while it is planned, or (`own`) the tasks in a section's own note; `words` are the note's.

    `full` is its length in days with all its tasks, None while unknown; `share` the part of its tasks that is in the
    plan. `step` is its place in the calendar; `stated`: the document gives that beside the title, so it counts from the
    beginning of the plan. `begin` and `end` are days after that beginning, as if all tasks were still to do.
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
    parts: list[PlanPart] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the section's tasks that is to be planned, from 0 to 1."""
        return self.planned.tasks / self.leaves if self.leaves else 1.0


def parts_of(
    tree: ItemTree,
    marks: Sequence[KnownMark],
    counts: Sequence[Tally],
    path_of: PathOf,
    status_of: Callable[[int], SectionStatus],
) -> PlanPart:
    """The notes of a roadmap that hold something to study, as a tree, each with its tasks counted."""
    made: dict[int, PlanPart] = {}
    above: list[tuple[int, PlanPart]] = []
    for at, words in enumerate(plan_words(tree)):
        if words is None:
            continue
        entry = tree.entries[at]
        while above and at >= tree.entries[above[-1][0]].end:
            above.pop()
        node, tally = entry.node, counts[at]
        timed = node.duration is not None and entry.role is Role.BARE
        if above and not tally.leaves and not timed:
            continue
        planned = Planned(node.id, node.title, path_of(node), len(above), Basis.TASKS, status=status_of(at))
        planned.tasks, planned.done, planned.skipped = tally.total, tally.done, tally.skipped
        part = made[at] = PlanPart(node, planned, words)
        part.leaves = tally.leaves
        if above:
            above[-1][1].parts.append(part)
            above[-1][1].planned.sections.append(planned)
        above.append((at, part))
        if timed and marks[at].mark in (Mark.DONE, Mark.SKIPPED):
            part.leaves = 1  # nothing to tick in it but itself, and that is done
    for at, part in made.items():
        if part.node.children and counts[at].leaves and tree.entries[at].role is not Role.LEAF:
            _set_own_apart(part)
    _give_ticks(tree, marks, made)
    root = next(iter(made.values()))
    for part in reversed(made.values()):
        for inner in part.parts:
            if not inner.own:
                part.planned.before += inner.planned.before
                part.planned.finished = max(part.planned.finished, inner.planned.finished)
                part.ticks += inner.ticks
        for one in (part, *(inner for inner in part.parts if inner.own)):
            one.planned.tasks -= one.planned.before  # what is known from before has no place in the plan
            one.planned.done -= one.planned.before
    return root


def _set_own_apart(part: PlanPart) -> None:
    """Give a section a part for the tasks that stand in its own note, before those of its sections."""
    planned, inner = part.planned, [other.planned for other in part.parts]
    own = Planned(planned.id, planned.title, planned.path, planned.depth + 1, Basis.TASKS)
    own.tasks = planned.tasks - sum(other.tasks for other in inner)
    own.done = planned.done - sum(other.done for other in inner)
    own.skipped = planned.skipped - sum(other.skipped for other in inner)
    if own.tasks or own.skipped:
        made = PlanPart(part.node, own, part.words, own=True)
        made.leaves = own.tasks + own.skipped
        part.parts.insert(0, made)


def _give_ticks(tree: ItemTree, marks: Sequence[KnownMark], made: Mapping[int, PlanPart]) -> None:
    """Tell the parts which of their own leaves were ticked when, or are known from before."""
    for at, mark in enumerate(marks):
        if mark.mark is not Mark.DONE or not is_counted(tree, at, marks):
            continue
        part = made[tree.entries[at].owner]
        for one in (part, *(inner for inner in part.parts[:1] if inner.own)):
            if mark.date:
                one.planned.finished = max(one.planned.finished, mark.date)
                one.ticks.append(mark.date)
            else:
                one.planned.before += 1


def dated(part: PlanPart) -> Iterator[PlanPart]:
    """The innermost parts with dates of their own."""
    stack = [part]
    while stack:
        current = stack.pop()
        inner = [other for other in current.parts if not other.planned.beside]
        if inner:
            stack.extend(reversed(inner))
        elif not current.planned.beside:
            yield current


def holders(root: PlanPart) -> Iterator[PlanPart]:
    """The parts below `root` that have dates of their own and hold others that have, too."""
    stack = [other for other in root.parts if not other.planned.beside]
    while stack:
        part = stack.pop()
        inner = [other for other in part.parts if not other.planned.beside]
        if inner:
            yield part
        stack.extend(inner)
