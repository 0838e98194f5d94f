"""Outline and known identities → roadmap: notes with ids and paths, tasks with block ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from vaultsync.domain.identity.known import only_link
from vaultsync.domain.identity.recognising import match_tasks
from vaultsync.domain.identity.sections import NewNote, NoteIds, telling
from vaultsync.domain.identity.wording import address, same_words
from vaultsync.domain.roadmaps.naming import place
from vaultsync.domain.roadmaps.notes import HEADINGS
from vaultsync.markdown import tasklines
from vaultsync.markdown.links import plain_relative_link
from vaultsync.markdown.names import slug, unique_id
from vaultsync.markdown.outline import tasks as outline_tasks
from vaultsync.models.matching import NewTask, OldTask
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section
from vaultsync.models.roadmap import Bullet, Group, KnownNote, KnownRoadmap, Node, Roadmap, Task, item_id

ORDER_STEP = 10
MADE = frozenset(same_words(title) for title in HEADINGS.values())
_FOLDED = ("reference", "resources")


def build_roadmap(
    outline: Outline,
    known: KnownRoadmap,
    *,
    folder: str,
    roadmaps_folder: str = "Roadmaps",
    occupied: Collection[str] = (),
) -> Roadmap:
    """Give everything in an outline its identity.

    `folder` is the roadmap's own folder (`known.folder`, or one from `roadmap_folder`), `roadmaps_folder` the folder of
    all roadmaps, `occupied` the paths (lower case) of files that are not vaultsync's. Known notes keep their id, their
    path and, as long as they still increase, their order numbers.
    """
    base = f"{roadmaps_folder}/{folder}"
    root = Node("", "roadmap", "roadmap", outline.title, f"{base}/{folder}.md", text=outline.text)
    if known.notes.get(""):
        root.path = known.notes[""].path
    builder = _Builder(outline, known, NoteIds(known.notes, known.reserved, known.gone))
    pairs = builder.add_children(root, outline.sections)
    builder.name_notes(pairs)
    for node in root.walk():
        node.aliases = _former_titles(known.notes.get(node.id), node.title)
    place(root, base, {node: noted.path for node, noted in known.notes.items()}, occupied)
    moved, unsure = builder.fill(pairs)
    _number(root, known)
    _find_twins(root)
    return Roadmap(outline.name, outline.title, folder, root, moved, unsure)


def is_known_whole(roadmap: Roadmap, known: KnownRoadmap) -> bool:
    """Whether every note and task of a roadmap built from `known` is known by its id in its present note.

    Then neither marks nor files of the vault had any influence on it.
    """
    items = {item_id(note.id, task.id) for note in known.notes.values() for task in note.tasks}
    return not (roadmap.moved or roadmap.unsure) and all(
        node.id in known.notes and all(item_id(node.id, task.id) in items for task in node.tasks())
        for node in roadmap.root.walk()
    )


def numbered_title(section: Section) -> str:
    """A section's title with its number, as the document writes it: `1. Basics`, `1.1 Numbers`."""
    if not section.number:
        return section.title
    return f"{section.number}{'' if '.' in section.number else '.'} {section.title}"


def _parents(pairs: Iterable[tuple[Node, Node, Section]]) -> list[Node]:
    """The notes that have sections below them, each once."""
    return list({id(parent): parent for parent, _, _ in pairs}.values())


class _Builder:
    def __init__(self, outline: Outline, known: KnownRoadmap, ids: NoteIds) -> None:
        self.outline = outline
        self.known = known
        self.ids = ids
        # By note, the block ids given in it.
        self.blocks = {note.id: {task.id for task in note.tasks} for note in self.known.notes.values()}
        for item in (*self.known.reserved, *self.known.standing, *self.known.gone):
            owner, _, block = item.partition("#^")
            self.blocks.setdefault(owner, set()).add(block)
        self.has_tasks = any(item.task for item in outline_tasks.all_items(self.outline))

    def add_children(self, root: Node, sections: list[Section]) -> list[tuple[Node, Node, Section]]:
        """Make a node for every section that gets a note; (parent, node, section) in document order."""
        pairs: list[tuple[Node, Node, Section]] = []
        stack = [(root, section) for section in reversed(sections)]
        while stack:
            parent, section = stack.pop()
            node = Node("", self._role(section), section.kind, numbered_title(section), "", text=section.text)
            node.duration = section.duration
            parent.children.append(node)
            pairs.append((parent, node, section))
            if node.role != "reference":
                stack.extend((node, child) for child in reversed(section.sections) if child.kind != "group")
        return pairs

    def _role(self, section: Section) -> str:
        own = [child for child in section.sections if child.kind != "group"]
        if section.kind in _FOLDED and not any(
            outline_tasks.holds_tasks(child) for child in outline_tasks.walk([section])
        ):
            return "reference"
        if own:
            return "index"
        return "reference" if self.has_tasks and section.kind in _FOLDED else "unit"

    def name_notes(self, pairs: list[tuple[Node, Node, Section]]) -> None:
        """Give every node its id: recognised below its parent, anywhere, by what is below or beside it, else new."""
        words = [_words_of(section, folded=node.role == "reference") for _, node, section in pairs]
        apart = telling(words)
        inside: dict[int, frozenset[str]] = {}
        for (parent, node, _), own in zip(reversed(pairs), reversed(apart), strict=True):
            inside[id(parent)] = inside.get(id(parent), frozenset()) | own | inside.get(id(node), frozenset())
        new = {
            id(node): NewNote(node.title, mine, own, inside.get(id(node), frozenset()))
            for (_, node, _), mine, own in zip(pairs, words, apart, strict=True)
        }
        by_parent: dict[int, list[Node]] = {}
        for parent, node, _ in pairs:
            by_parent.setdefault(id(parent), []).append(node)
        looked: set[int] = set()
        while True:
            for parent, _, _ in pairs:
                if id(parent) not in looked and (parent.id or parent.role == "roadmap"):
                    looked.add(id(parent))
                    siblings = [node for node in by_parent[id(parent)] if not node.id]
                    self._recognise(siblings, self.ids.match_children(parent.id, [new[id(node)] for node in siblings]))
            unnamed = [node for _, node, _ in pairs if not node.id]
            anywhere = self._recognise(unnamed, self.ids.match_anywhere([new[id(node)] for node in unnamed]))
            unnamed = [node for node in unnamed if not node.id]
            below = [[child.id for child in node.children] for node in unnamed]
            if self._recognise(unnamed, self.ids.match_above(below)) or anywhere:
                continue
            named = [self._recognise_between(parent, by_parent[id(parent)], new) for parent in _parents(pairs)]
            if not any(named):
                break
        for parent, node, _ in pairs:
            node.id = node.id or self.ids.new(node.title, parent.id, self.blocks.get(parent.id, ()))

    def _recognise_between(self, parent: Node, siblings: list[Node], new: Mapping[int, NewNote]) -> bool:
        """Give ids to sections below a known note that stand where one stood; whether there was any."""
        if not parent.id and parent.role != "roadmap":
            return False
        known = [node.id for node in siblings]
        found = self.ids.match_between(parent.id, known, [new[id(node)] for node in siblings])
        for node, id_ in zip(siblings, found, strict=True):
            node.id = node.id or id_
        return any(found)

    @staticmethod
    def _recognise(nodes: list[Node], ids: list[str]) -> bool:
        """Give nodes the ids that were found for them; whether there was any."""
        for node, known in zip(nodes, ids, strict=True):
            node.id = known
        return any(ids)

    def fill(self, pairs: list[tuple[Node, Node, Section]]) -> tuple[dict[str, str], dict[str, str]]:
        """Turn items into tasks and bullets, with block ids.

        Returns old item id → new one for tasks that moved, and old item id → new one for doubtful rewordings.
        """
        tasks: list[tuple[Node, Task]] = []
        new: list[NewTask] = []
        aside: set[tuple[str, str]] = set()
        trails: dict[int, tuple[str, ...]] = {}
        for parent, node, section in pairs:
            node.groups = list(_groups(section, folded=node.role == "reference"))
            trails[id(node)] = (same_words(node.title), *trails.get(id(parent), ()))
            _list_tasks(node, trails[id(node)], tasks, new, aside)
            aside.add((parent.id, trails[id(node)][0]))
        old = [
            OldTask(
                note.id, task.id, same_words(task.text), address(task.url), task.parent,
                tuple(map(same_words, task.above)), tuple(map(same_words, task.headings)), trail,
                self.known.marks.get(item_id(note.id, task.id), ""),
            )
            for note, trail in _known_trails(self.known)
            for task in note.tasks
        ]  # fmt: skip
        gone = []
        for item, one in self.known.gone.items():
            owner, _, block = item.partition("#^")
            if block:
                mark, url = self.known.marks.get(item, ""), address(only_link(one.words))
                under = (one.under,) if one.under else ()
                gone.append(OldTask(owner, block, same_words(one.words), url, "", under, mark=mark, behind=one.behind))
        over = (
            {note.id: note.parent for note in self.known.notes.values()},
            {node.id: parent.id for parent, node, _ in pairs},
        )
        found, doubtful = match_tasks(old, new, gone, MADE, aside, over) if old or gone else ({}, [])
        moved: dict[str, str] = {}
        notes = {node.id: {child.id for child in node.children} for _, node, _ in pairs}  # these have lines, too
        taken = {node: {*below} for node, below in notes.items()}
        for owner, blocks in self.blocks.items():
            taken.setdefault(owner, set()).update(blocks)
        for n, (node, task) in enumerate(tasks):
            known = found.get(n)
            if known is not None and known.node == node.id and known.id not in notes[node.id]:
                task.id = known.id
                continue
            above = tasks[new[n].parent][1].id if new[n].parent >= 0 else node.id
            wished = new[n].own or (known.id if known else "") or slug(new[n].words, parent=above)
            mine = self.known.standing.get(item_id(node.id, wished))
            if mine is not None and same_words(mine) == new[n].words:
                task.id = wished  # an interrupted run put it there already
            else:
                # The line of a task that only links a file is told from that of a note by its id.
                others = self.ids.taken if plain_relative_link(task.source, node.path) else ()
                task.id = unique_id(wished, {*taken[node.id], *others} if others else taken[node.id])
            taken[node.id].add(task.id)
            if known is not None:
                moved[item_id(known.node, known.id)] = item_id(node.id, task.id)
        unsure = {item_id(known.node, known.id): item_id(tasks[n][0].id, tasks[n][1].id) for known, n in doubtful}
        return moved, unsure


def _former_titles(known: KnownNote | None, title: str) -> list[str]:
    """The titles a note had before: those it keeps, and the last one where its words are others now."""
    if known is None:
        return []
    former = [*known.aliases]
    if known.title and same_words(known.title) != same_words(title):
        former.append(known.title)
    return [alias for alias in dict.fromkeys(former) if alias != title]


def _words_of(section: Section, *, folded: bool) -> frozenset[str]:
    """The words of all that can be ticked in a section's own note, in the sections below it where they are folded."""
    items = outline_tasks.own_items(section)
    if folded:
        items = (item for below in outline_tasks.walk([section]) for item in outline_tasks.walk_items(below.items))
    return frozenset(same_words(item.source) for item in items if _is_tickable(item))


def _is_tickable(item: Item) -> bool:
    return item.task or item.kind in RESOURCE_KINDS


def _groups(section: Section, *, folded: bool) -> Iterator[Group]:
    """The blocks of a section's note: its own items, then its groups; all sections below it where folded."""
    if section.items:
        yield Group("", _main_kind(section), entries=[_entry(item) for item in section.items])
    for child in section.sections:
        if child.kind == "group" or folded:
            yield _group(child, folded)


def _group(section: Section, folded: bool) -> Group:
    group = Group(numbered_title(section), section.label, section.text, [_entry(item) for item in section.items])
    if section.duration:
        group.title = f"{group.title} ({section.duration.text})"
    group.groups = [_group(child, folded) for child in section.sections]
    return group


def _main_kind(section: Section) -> str:
    """The kind of most tickable items, empty where there are none."""
    kinds = [item.kind for item in section.items if _is_tickable(item)]
    return max(kinds, key=kinds.count) if kinds else ""


def _entry(item: Item) -> Task | Bullet:
    """An item as a line of its note. Iterative, since lists may nest deeply."""
    made = _line(item)
    stack = [(item, made)]
    while stack:
        current, entry = stack.pop()
        for child in current.items:
            line = _line(child)
            entry.children.append(line)
            stack.append((child, line))
    return made


def _line(item: Item) -> Task | Bullet:
    if not _is_tickable(item):
        return Bullet(item.source, item.prose)
    url = item.links[0].url if len(item.links) == 1 else ""
    source = item.source
    if "✅" in source or "completion::" in source:
        parts = tasklines.parse(f"- [ ] {source}")  # the document's own stamp is a mark, not words
        source = parts.text if parts else source
    source = item.text if source == item.text else source  # one string in memory, not two
    return Task(item.block_id, item.text, source, item.kind, item.task, bool(item.checked), "", item.type, url)


def new_tasks(node: Node) -> list[tuple[Task, NewTask]]:
    """The tasks of a note in order, each with what identity wants to know of it but the sections above."""
    tasks: list[tuple[Node, Task]] = []
    new: list[NewTask] = []
    _list_tasks(node, (), tasks, new, set())
    return [(task, one) for (_, task), one in zip(tasks, new, strict=True)]


def _list_tasks(
    node: Node,
    trail: tuple[str, ...],
    tasks: list[tuple[Node, Task]],
    new: list[NewTask],
    aside: set[tuple[str, str]],
) -> None:
    """Append the tasks of a note in document order, each with what identity wants to know of it.

    `aside` gets the words of its headings and of bullets that are no tasks, each with the id of the note.
    """
    stack: list[tuple[Task | Bullet, int, tuple[str, ...]]] = []
    groups: list[tuple[Group, tuple[str, ...]]] = [(group, ()) for group in reversed(node.groups)]
    while groups:
        group, above_group = groups.pop()
        title = same_words(group.title or HEADINGS.get(group.kind, ""))
        headings = (title, *above_group) if title else above_group
        aside.add((node.id, title))
        groups.extend((inner, headings) for inner in reversed(group.groups))
        stack.extend((entry, -1, ()) for entry in reversed(group.entries))
        while stack:
            entry, parent, above = stack.pop()
            words = same_words(entry.source)
            if isinstance(entry, Task):
                new.append(NewTask(node.id, entry.id, words, address(entry.url), parent, above, headings, trail))
                tasks.append((node, entry))
                parent = len(tasks) - 1
            else:
                aside.add((node.id, words))
            stack.extend((child, parent, (words, *above)) for child in reversed(entry.children))


def _known_trails(known: KnownRoadmap) -> Iterator[tuple[KnownNote, tuple[str, ...]]]:
    """Every known note, and the words of its title and of the sections above it, the nearest first."""
    for note in known.notes.values():
        trail: list[str] = []
        above: KnownNote | None = note
        while above is not None and above.id and len(trail) < len(known.notes):
            trail.append(same_words(above.title))
            above = known.notes.get(above.parent)
        yield note, tuple(trail)


def _number(root: Node, known: KnownRoadmap) -> None:
    """Order numbers that grow in document order; known ones are kept where they still fit."""
    nodes = [node for node in root.walk() if node is not root]
    following = [0] * len(nodes)
    later = 0
    for n in range(len(nodes) - 1, -1, -1):
        following[n] = later
        noted = known.notes.get(nodes[n].id)
        later = noted.order if noted and noted.order else later
    last = 0
    for n, node in enumerate(nodes):
        noted = known.notes.get(node.id)
        if noted and noted.order > last:
            node.order = noted.order
        elif following[n] > last + 1:
            node.order = last + (following[n] - last) // 2
        else:
            node.order = last + ORDER_STEP
        last = node.order


def _find_twins(root: Node) -> None:
    """Resources that stand in several notes are places of one item, the first."""
    tasks = [(node, task) for node in root.walk() for task in node.tasks()]
    resources = [(node, task) for node, task in tasks if not task.counted and task.kind in RESOURCE_KINDS]
    rows = [(node.id, task.text, task.kind, task.url) for node, task in resources]
    studied = [task.text for _, task in tasks if task.counted] if rows else []
    for n, first in enumerate(outline_tasks.same_resources(rows, studied)):
        node, task = resources[first]
        resources[n][1].same_as = item_id(node.id, task.id) if first != n else ""
