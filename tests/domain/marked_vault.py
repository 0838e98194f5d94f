"""A vault in memory: roadmaps in short notation, their notes as scans, and edits applied to them."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.models.agreement import Agreement, NoteEdit
from vaultsync.models.marks import CHAR_OF_MARK, MARK_OF_CHAR, KnownMark, Mark, NoteScan, TaskLine
from vaultsync.models.roadmap import Group, Node, Roadmap, Task, tasks_among
from vaultsync.models.structs import replace

DAY = "2026-11-21"


def task(
    id: str,
    *children: Task,
    counted: bool = True,
    same_as: str = "",
    checked: bool = False,
    kind: str = "topic",
    text: str = "",
) -> Task:
    words = text or f"Words of {id}"
    return Task(id, words, words, kind, counted, checked, same_as, children=list(children))


def resource(id: str, same_as: str = "", text: str = "") -> Task:
    return task(id, counted=False, same_as=same_as, kind="resource", text=text)


def note(id: str, *below: Task | Node, role: str = "", title: str = "") -> Node:
    """A note with its tasks and the notes below it."""
    tasks = [thing for thing in below if isinstance(thing, Task)]
    nodes = [thing for thing in below if isinstance(thing, Node)]
    role = role or ("index" if nodes else "unit")
    title = title or (id.replace("-", " ").title())
    groups = [Group("", "topic", entries=list(tasks))] if tasks else []
    return Node(id, role, "part", title, f"Roadmaps/Plan/{id}.md", groups=groups, children=nodes)


def plan(*below: Task | Node, name: str = "plan", title: str = "The Plan") -> Roadmap:
    root = note("", *below, role="roadmap", title=title)
    root.path = "Roadmaps/Plan/Plan.md"
    return Roadmap(name, title, "Roadmaps/Plan", root)


def notes_of(roadmap: Roadmap) -> dict[str, NoteScan]:
    """The roadmap's notes as a first pull writes them: all boxes open."""
    return {roadmap.note_id(node): _scan(roadmap, node) for node in roadmap.root.walk()}


def _scan(roadmap: Roadmap, node: Node) -> NoteScan:
    scan = NoteScan(roadmap.note_id(node), node.path)
    if node.role in ("index", "unit"):
        scan.done = False
    stack: list[tuple[Task, int]] = []
    for group in reversed(node.groups):
        stack.extend((top, -1) for top in reversed(list(tasks_among(group.entries))))
    while stack:
        one, parent = stack.pop()
        here = len(scan.tasks)
        scan.tasks.append(TaskLine(here + 10, parent, " ", Mark.TODO, one.source, one.id, ""))
        stack.extend((below, here) for below in reversed(one.tasks))
    for child in node.children:
        if child.role in ("index", "unit"):
            link = f"[[{child.path.removesuffix('.md')}|{child.title}]]"
            target = child.path.removesuffix(".md")
            line = len(scan.tasks) + 10
            scan.tasks.append(TaskLine(line, -1, " ", Mark.TODO, link, child.id, "", target))
    return scan


def set_box(scan: NoteScan, at: int, char: str, date: str | None = None) -> None:
    """Put `char` into the box of the task at position `at` of the scan (and `date` behind it)."""
    line = scan.tasks[at]
    mark = MARK_OF_CHAR.get(char)
    scan.tasks[at] = replace(line, char=char, mark=mark, date=line.date if date is None else date)


def position(scan: NoteScan, block_id: str) -> int:
    return next(n for n, line in enumerate(scan.tasks) if line.block_id == block_id)


def mark(scans: Mapping[str, NoteScan], note_id: str, block_id: str, char: str, date: str | None = None) -> None:
    scan = scans[f"plan/{note_id}" if note_id else "plan"]
    set_box(scan, position(scan, block_id), char, date)


def done(scans: Mapping[str, NoteScan], note_id: str, value: bool = True) -> None:
    scans[f"plan/{note_id}"].done = value


def boxes(scans: Mapping[str, NoteScan]) -> str:
    """All notes at a glance: `note(done): box id, …`."""
    lines = []
    for scan in scans.values():
        marks = " ".join(f"[{line.char}]{line.block_id}" for line in scan.tasks)
        state = {True: "+", False: "", None: ""}[scan.done]
        lines.append(f"{scan.id.partition('/')[2] or '.'}{state}: {marks}".rstrip())
    return "\n".join(lines)


def write(scans: Mapping[str, NoteScan], edits: Mapping[str, NoteEdit]) -> None:
    """Carry out `edits`, as a push does in files."""
    by_path = {scan.path: scan for scan in scans.values()}
    for path, edit in edits.items():
        scan = by_path[path]
        assert edit.lines or edit.done is not None or edit.completed is not None, "an edit that says nothing"
        for number, (char, date) in edit.lines.items():
            at = next(n for n, line in enumerate(scan.tasks) if line.line == number)
            before = scan.tasks[at]
            set_box(scan, at, char, date or "")
            assert scan.tasks[at] != before, "an edit that changes nothing"
        if edit.done is not None:
            assert scan.done is not edit.done
            scan.done = edit.done
        if edit.completed is not None:
            assert scan.completed != edit.completed
            scan.completed = edit.completed


def known(**marks: str) -> dict[str, KnownMark]:
    """Known marks by character; `__` in a name stands for `#^`."""
    return {item.replace("__", "#^"): KnownMark(MARK_OF_CHAR[char]) for item, char in marks.items() if char != " "}


def changes(agreement: Agreement) -> list[str]:
    """The changes as text: `item from→to by`."""
    return [
        f"{c.item} {CHAR_OF_MARK[c.from_]}→{CHAR_OF_MARK[c.to]}{' by ' + c.by if c.by else ''}".strip()
        for c in agreement.changes
    ]
