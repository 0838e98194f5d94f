"""A roadmap with identities: every note and every task of the plan, as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.models.outline import Duration
from vaultsync.models.structs import Frozen, Struct, field


class Task(Struct):
    """A tickable line of a note.

    `id` is its block id, unique in its note; `source` its Markdown; `counted` tells whether it is part
    of the completion figure (resources are tallied apart). `same_as` is the item id of an earlier
    line that names the same resource: both are places of that one item. `checked` is the document's
    own tick.
    """

    id: str
    text: str
    source: str
    kind: str
    counted: bool
    checked: bool = False
    same_as: str = ""
    type: str = ""
    url: str = ""
    children: list[Task | Bullet] = field(default_factory=list)

    @property
    def tasks(self) -> list[Task]:
        """The tasks directly below this one."""
        return list(tasks_among(self.children))


class Bullet(Struct):
    """A line of a note that is no task. A `source` with line breaks is an indented block, `prose` a paragraph."""

    source: str
    prose: bool = False
    children: list[Task | Bullet] = field(default_factory=list)


def tasks_among(entries: list[Task | Bullet]) -> Iterator[Task]:
    """The outermost tasks among `entries`, looking through plain bullets."""
    for entry in entries:
        if isinstance(entry, Task):
            yield entry
        else:
            yield from tasks_among(entry.children)


class Group(Struct):
    """A block of a note under a heading. An empty title stands for the note's own first block."""

    title: str
    kind: str
    text: str = ""
    entries: list[Task | Bullet] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def walk(self) -> Iterator[Task]:
        """All tasks of the group and its subgroups, nested ones included, in order."""
        stack: list[Task | Bullet] = list(reversed(self.entries))
        while stack:
            entry = stack.pop()
            if isinstance(entry, Task):
                yield entry
            stack.extend(reversed(entry.children))
        for group in self.groups:
            yield from group.walk()


class Node(Struct):
    """A note of the roadmap.

    `role` is `roadmap` (the roadmap's index), `index` (a section that holds others), `unit` (a study
    note) or `reference` (kept, not studied). `id` is unique in the roadmap and empty for the roadmap
    itself. `title` has its number; `path` is the note's vault path with `.md`; `order` grows in document order.
    `aliases` are the titles it had before.
    """

    id: str
    role: str
    kind: str
    title: str
    path: str
    order: int = 0
    text: str = ""
    duration: Duration | None = None
    groups: list[Group] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def tasks(self) -> Iterator[Task]:
        """The tasks of this note itself, in order."""
        for group in self.groups:
            yield from group.walk()


class Roadmap(Struct):
    """A roadmap ready to become notes. `name` is its short name, `folder` its folder in the vault.

    `moved` has the old and new item id of every task that was recognised in another note than before; `unsure`
    those of tasks that may be a rewording of one which left: too far from it to be taken for the same.
    """

    name: str
    title: str
    folder: str
    root: Node
    moved: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)
    items: object = None  # its items in one list, once they were asked for

    def note_id(self, node: Node) -> str:
        """The value of the note's `vaultsync` property: `name` or `name/node-id`."""
        return f"{self.name}/{node.id}" if node.id else self.name


def item_id(node_id: str, task_id: str = "") -> str:
    """The id of an item within its roadmap: a note's id, or `note#^task` as in an Obsidian link."""
    return f"{node_id}#^{task_id}" if task_id else node_id


class KnownTask(Frozen):
    """A task as it was last written: its block id, Markdown, the block id of the task above it, its only link.

    `headings` are those of its note that it stands under, `above` the items of its list, the nearest first.
    """

    id: str
    text: str
    parent: str
    url: str = ""
    headings: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


class KnownNote(Struct):
    """A note as it was last written: what identity needs to know of it."""

    id: str
    title: str
    parent: str
    path: str
    order: int = 0
    tasks: list[KnownTask] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)


class Gone(Frozen):
    """What left a roadmap: its words; those of what a task stood right under in its note, and right behind there.

    It was `kept` where it had a mark or words of the learner's, and `counted` where it is not tallied apart.
    """

    words: str
    under: str = ""
    behind: str = ""
    kept: bool = True
    counted: bool = True


class KnownRoadmap(Struct):
    """The identities of a roadmap given so far. `folder` is empty for a new one.

    `reserved` are item ids that were given once and stand in no note any more: nothing else may have them. `gone` has
    what left the roadmap with a mark, by item id; `standing` the words of task lines that stand in the notes and in no
    base text: a learner's own, or what an interrupted run wrote; `marks` the known ones but todo.
    """

    folder: str = ""
    notes: dict[str, KnownNote] = field(default_factory=dict)
    reserved: set[str] = field(default_factory=set)
    gone: dict[str, Gone] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
