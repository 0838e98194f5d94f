"""All items of a roadmap in one list, in document order, and the one function that counts their marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from vaultsync.models.marks import TODO, KnownMark, Mark
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Bullet, Node, Roadmap, Task, item_id
from vaultsync.models.structs import Struct, replace


class Role(StrEnum):
    """The part of an item in the count.

    A `leaf` is counted. A `parent` (task or note) is done when its leaves are. A `resource` is a task tallied apart. A
    `bare` note has nothing counted below it: its mark is its own. A `twin` is another line of an item that stands
    elsewhere. A `frame` (the roadmap itself, a reference note) has no mark.
    """

    LEAF = "leaf"
    PARENT = "parent"
    RESOURCE = "resource"
    BARE = "bare"
    TWIN = "twin"
    FRAME = "frame"


_NOTHING = Tally()
_OF_LEAF = {
    Mark.TODO: Tally(total=1),
    Mark.DOING: Tally(total=1, doing=1),
    Mark.DONE: Tally(total=1, done=1),
    Mark.SKIPPED: Tally(skipped=1),
}
_ALONE = Tally(done=1, total=1, skipped=-1)
_OF_RESOURCE = {
    Mark.TODO: Tally(resources_total=1),
    Mark.DOING: Tally(resources_total=1),
    Mark.DONE: Tally(resources_total=1, resources_done=1),
    Mark.SKIPPED: _NOTHING,
}


class Entry(Struct):
    """An item in the list.

    `parent` is the index of the entry above it, or -1; `end` the index after the last entry below it; `owner` that of
    its note. `task` is None for a note. `twin_of` is the index of the item that a twin stands for.
    """

    id: str
    parent: int
    owner: int
    node: Node
    task: Task | None
    end: int = 0
    role: Role = Role.FRAME
    leaves: int = 0
    twin_of: int = -1

    @property
    def text(self) -> str:
        """The item's words."""
        return self.task.text if self.task else self.node.title

    @property
    def has_mark(self) -> bool:
        """Whether the item has a mark of its own."""
        return self.role is not Role.FRAME and self.role is not Role.TWIN


class ItemTree(Struct):
    """The items of a roadmap: each note, then its tasks, then the notes below it."""

    entries: list[Entry]
    index: dict[str, int]
    plan_words: object = None  # what its notes say to a plan, once that was asked for
    said: Counter[str] | None = None  # how many tasks have these words, once that was asked for

    def marks(self, known: Mapping[str, KnownMark]) -> list[KnownMark]:
        """The marks by entry index; `known` has those of items that are not todo, by id."""
        if len(self.index) < len(self.entries):
            return [known.get(entry.id, TODO) for entry in self.entries]
        found = [TODO] * len(self.entries)
        for item, mark in known.items():
            at = self.index.get(item)
            if at is not None:
                found[at] = mark
        return found

    def covers(self, above: int, below: int) -> bool:
        """Whether `below` is `above` or stands under it."""
        return above <= below < self.entries[above].end

    def item(self, at: int) -> int:
        """The index of the item for which the entry `at` stands: another entry for a twin."""
        twin_of = self.entries[at].twin_of
        return at if twin_of < 0 else twin_of


def called(tree: ItemTree, at: int) -> str:
    """An item's words, for who does not see where it stands: where several tasks say the same, with the task above."""
    entry = tree.entries[at]
    above = tree.entries[entry.parent].task if entry.task is not None else None
    if above is None:
        return entry.text
    if tree.said is None:
        tree.said = Counter(one.task.text for one in tree.entries if one.task is not None and one.twin_of < 0)
    return f"{above.text} › {entry.text}" if tree.said[entry.text] > 1 else entry.text


def item_tree(roadmap: Roadmap) -> ItemTree:
    """The items of `roadmap`, made once and kept: the roadmap must not change any more."""
    if not isinstance(roadmap.items, ItemTree):
        roadmap.items = _item_tree(roadmap)
    return roadmap.items


def _item_tree(roadmap: Roadmap) -> ItemTree:
    """Flatten `roadmap`. Linear in its size; depth does not matter."""
    entries: list[Entry] = []
    index: dict[str, int] = {}
    stack: list[tuple[Node | Task, int, int]] = [(roadmap.root, -1, -1)]
    while stack:
        what, parent, owner = stack.pop()
        at = len(entries)
        if isinstance(what, Task):
            node = entries[owner].node
            entry = Entry(item_id(node.id, what.id), parent, owner, node, what)
            below: list[Node | Task] = list(_outermost(what.children)) if what.children else []
        else:
            owner = at
            entry = Entry(what.id, parent, at, what, None)
            below = [*_tasks_of(what), *what.children]
        entries.append(entry)
        index.setdefault(entry.id, at)
        stack.extend((child, at, owner) for child in reversed(below))
    _close(entries)
    _find_twins(entries, index)
    if not _assign_roles(entries, units_count=False):
        _assign_roles(entries, units_count=True)
    return ItemTree(entries, index)


def tallies(tree: ItemTree, mark_of: Callable[[int], Mark]) -> list[Tally]:
    """Count the marks under every entry; `mark_of` gives the mark of the entry at an index.

    This is the one counting function: parents follow it, and all figures come from it. Entries with nothing counted
    below them share their tallies. A task that is done though everything below it was skipped (`counts_itself`) counts
    in the place of one of these; its own mark is asked for where everything below it is skipped.
    """
    below: list[Tally | None] = [None] * len(tree.entries)
    counts: list[Tally] = []
    for at in range(len(tree.entries) - 1, -1, -1):
        entry, count = tree.entries[at], below[at]
        if entry.role is Role.LEAF or entry.role is Role.RESOURCE:
            own = (_OF_LEAF if entry.role is Role.LEAF else _OF_RESOURCE)[mark_of(at)]
            if count is None:
                count = own
            else:
                count.add(own)
        elif count is None:
            count = _NOTHING
        elif _may_stand_alone(entry) and not count.total and mark_of(at) is Mark.DONE:
            count.add(_ALONE)
        counts.append(count)
        if entry.parent >= 0 and count is not _NOTHING:
            above = below[entry.parent]
            if above is None:
                above = below[entry.parent] = Tally()
            above.add(count)
    counts.reverse()
    return counts


def counts_itself(tree: ItemTree, at: int, mark_of: Callable[[int], Mark]) -> bool:
    """Whether a task with tasks below it is counted: the learner did it, and skipped all of these."""
    entry = tree.entries[at]
    return (
        _may_stand_alone(entry)
        and mark_of(at) is Mark.DONE
        and all(
            mark_of(below) is Mark.SKIPPED
            for below in range(at + 1, entry.end)
            if tree.entries[below].role in (Role.LEAF, Role.PARENT)
        )
    )


def is_counted(tree: ItemTree, at: int, marks: Sequence[KnownMark]) -> bool:
    """Whether an entry is counted where the entries have these marks."""
    return tree.entries[at].role is Role.LEAF or counts_itself(tree, at, lambda n: marks[n].mark)


def _may_stand_alone(entry: Entry) -> bool:
    return entry.role is Role.PARENT and entry.task is not None


def recounted(tree: ItemTree, counts: Sequence[Tally], marks: Mapping[int, tuple[Mark, Mark]]) -> list[Tally]:
    """The tallies under every entry after some marks changed: entry index → (mark that was counted, new mark).

    Only what these stand under is counted again. None of them is, or stands under, a task that counts itself.
    """
    made = list(counts)
    own: set[int] = set()  # the entries whose tally is no longer shared
    for changed, (before, after) in marks.items():
        role, at = tree.entries[changed].role, changed
        if role not in (Role.LEAF, Role.RESOURCE) or before is after:
            continue
        counted = _OF_LEAF if role is Role.LEAF else _OF_RESOURCE
        while at >= 0:
            if at not in own:
                made[at] = replace(made[at])
                own.add(at)
            made[at].take(counted[before])
            made[at].add(counted[after])
            at = tree.entries[at].parent
    return made


def _outermost(children: list[Task | Bullet]) -> Iterator[Task]:
    """The outermost tasks among `children`, looking through plain bullets."""
    stack = list(reversed(children))
    while stack:
        child = stack.pop()
        if isinstance(child, Task):
            yield child
        else:
            stack.extend(reversed(child.children))


def _tasks_of(node: Node) -> Iterator[Task]:
    """The outermost tasks of a note, in order."""
    stack = list(reversed(node.groups))
    while stack:
        group = stack.pop()
        yield from _outermost(group.entries)
        stack.extend(reversed(group.groups))


def _close(entries: list[Entry]) -> None:
    """Tell every entry where what is below it ends."""
    for at in range(len(entries) - 1, -1, -1):
        entry = entries[at]
        entry.end = max(entry.end, at + 1)
        if entry.parent >= 0:
            above = entries[entry.parent]
            above.end = max(above.end, entry.end)


def _find_twins(entries: list[Entry], index: dict[str, int]) -> None:
    """Resolve `same_as`. A task with counted tasks of its own below it is never a twin."""
    if not any(entry.task is not None and entry.task.same_as for entry in entries):
        return
    counted_below = [False] * len(entries)
    for at in range(len(entries) - 1, -1, -1):
        entry = entries[at]
        if entry.parent >= 0 and (counted_below[at] or (entry.task is not None and entry.task.counted)):
            counted_below[entry.parent] = True

    def onward(at: int) -> int:
        task = entries[at].task
        named = index.get(task.same_as, -1) if task and task.same_as and not counted_below[at] else -1
        return named if named >= 0 and entries[named].task is not None else -1

    for at in [at for at, entry in enumerate(entries) if entry.task is not None and entry.task.same_as]:
        target, seen = onward(at), {at}
        while target >= 0 and target not in seen:
            seen.add(target)
            if onward(target) < 0:
                entries[at].twin_of = target
                break
            target = onward(target)


def _assign_roles(entries: list[Entry], *, units_count: bool) -> int:
    """Say what every entry is to the count, and return the number of leaves.

    With `units_count` a unit without units below it is a leaf: for a roadmap without any counted task.
    """
    has_units = [False] * len(entries)
    for entry in entries:
        entry.leaves = 0
    for at in range(len(entries) - 1, -1, -1):
        entry = entries[at]
        entry.role = _role(entry, units_count and not has_units[at])
        if entry.role is Role.LEAF:
            entry.leaves = 1
        if entry.parent >= 0:
            above = entries[entry.parent]
            above.leaves += entry.leaves
            studied = entry.task is None and entry.node.role in ("index", "unit")
            has_units[entry.parent] = has_units[entry.parent] or has_units[at] or studied
    return entries[0].leaves


def _role(entry: Entry, unit_counts: bool) -> Role:
    if entry.twin_of >= 0:
        return Role.TWIN
    if entry.task is None:
        if entry.node.role not in ("index", "unit"):
            return Role.FRAME
        if entry.leaves:
            return Role.PARENT
        return Role.LEAF if unit_counts and entry.node.role == "unit" else Role.BARE
    if entry.leaves:
        return Role.PARENT
    return Role.LEAF if entry.task.counted else Role.RESOURCE
