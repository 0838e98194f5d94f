"""What follows when a task moves to another note or leaves the roadmap: its mark, and the words under it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from vaultsync.markdown import tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.links import relative, wikilinks
from vaultsync.markdown.merging.archivedlines import joined
from vaultsync.models.marks import KnownMark
from vaultsync.models.plan import Carried, Plan
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import replace

KEPT = "and holds your work."  # what the head of a file of archived tasks ends with


def moved_marks(marks: Mapping[str, KnownMark], moved: Mapping[str, str]) -> dict[str, KnownMark]:
    """The known marks, under the new ids of tasks that moved (`moved`: old item id → new one)."""
    return {
        moved.get(item, item): replace(mark, by=moved[mark.by]) if mark.by in moved else mark
        for item, mark in marks.items()
    }


def without_returned(marks: Mapping[str, KnownMark], gone: Container[str], after: Roadmap) -> Mapping[str, KnownMark]:
    """The known marks without those of sections that came back: these follow what stands below them now."""
    back = {node.id for node in after.root.walk() if node.id in gone and (node.children or any(node.tasks()))}
    return {item: mark for item, mark in marks.items() if item not in back} if back else marks


def moved_blocks(roadmap: Roadmap, there: Container[str]) -> dict[str, dict[str, str]]:
    """Note id → block ids of its tasks that moved to another note (→ empty), or got another id in it (→ new id).

    A task gets another id in its note if a note of that id moved below it. `there` are the notes that can be written.
    """
    found: dict[str, dict[str, str]] = {}
    for old, new in roadmap.moved.items():
        node, _, block = old.partition("#^")
        to, _, name = new.partition("#^")
        if f"{roadmap.name}/{to}" in there:  # else the learner deleted that note: what left this one is archived
            found.setdefault(f"{roadmap.name}/{node}", {})[block] = name if to == node else ""
    return found


def moved_places(
    roadmap: Roadmap, before: Mapping[str, str], after: Mapping[str, str]
) -> dict[tuple[str, str], tuple[str, str]]:
    """The paths and block ids of a roadmap's tasks that moved → those of now.

    `before` and `after` are the paths of notes by node id. Block ids of before are in lower case.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for old, new in roadmap.moved.items():
        (node, _, block), (to, _, name) = old.partition("#^"), new.partition("#^")
        if node in before and to in after and block and name:
            found[before[node], block.casefold()] = after[to], name
    return found


def carry_words(plan: Plan, roadmaps: Sequence[Roadmap]) -> None:
    """Put the learner's words at moved tasks into the notes they moved to.

    Where there is no such note, the words count as `left`, and go to the archive.
    """
    targets = {
        f"{roadmap.name}/{old}": f"{roadmap.name}/{new}" for roadmap in roadmaps for old, new in roadmap.moved.items()
    }
    at = {action.id: n for n, action in enumerate(plan.actions)}
    for n, action in enumerate(plan.actions):
        for block, carried in action.carried.items():
            note, _, new = targets.get(f"{action.id}#^{block}", "").partition("#^")
            target = plan.actions[at[note]] if note in at else None
            text = with_carried(target.text, new, carried) if target is not None and target.text else None
            if target is not None and text is not None:
                plan.actions[at[note]] = replace(target, text=text)
            else:
                here = plan.actions[n]
                plan.actions[n] = replace(here, left=(*here.left, *carried.lines()))


def with_carried(text: str, block: str, carried: Carried) -> str | None:
    """A note with what the learner wrote at a task: around its words where that is plain, else under it."""
    lines = text.split("\n")
    for n, line in enumerate(lines) if carried.around is not None else ():
        parts = tasklines.parse(line)
        if parts is not None and parts.block_id == block and parts.text and parts.body.count(parts.text) == 1:
            around = carried.around or ("", "")
            if not all(words.strip() in parts.text for words in around):  # else an interrupted run put them there
                said = parts.body.replace(parts.text, parts.text.join(around))
                lines[n] = f"{parts.prefix}[{parts.char}]{said}{parts.tail}"
            return under("\n".join(lines), block, carried.words)
    return under(text, block, carried.lines())


def under(text: str, block: str, words: Sequence[str]) -> str | None:
    """A note with words put under the task with this block id; None if the task is not in it."""
    lines = text.split("\n")
    for n, line in enumerate(lines):
        parts = tasklines.parse(line)
        if parts is not None and parts.block_id == block:
            newline = "\r" if line.endswith("\r") else ""
            pad = " " * (columns(line) + 2)
            filled = [word for word in words if word.strip()]
            least = min((len(word) - len(word.lstrip()) for word in filled), default=0)
            put = [f"{pad}{word[least:]}{newline}" if word.strip() else newline for word in words]
            if lines[n + 1 : n + 1 + len(put)] == put:
                return text  # an interrupted run put them there already
            return "\n".join([*lines[: n + 1], *put, *lines[n + 1 :]])
    return None


def holds_left_of(file: str, text: str, note: str) -> bool:
    """Whether a text of the archive, at the path `file`, holds tasks that left the note at the path `note`.

    An empty path is a note that nobody knows any more: then nothing tells.
    """
    if not note:
        return False
    head, mark, _ = text.partition(KEPT)
    target = note.removesuffix(".md")
    return bool(mark) and (
        any(link.target == target for link in wikilinks(head)) or f"({relative(file, note)})" in head
    )


def place_of_left(folder: str, note: str, is_free: Callable[[str], bool]) -> str:
    """The path in an archive's folder where tasks that left the note at the path `note` are kept.

    It has the note's file name, unless that is taken by another note's (`is_free` tells).
    """
    stem, n = note.rsplit("/", 1)[-1].removesuffix(".md"), 1
    path = f"{folder}/{stem}.md"
    while not is_free(path):
        path = f"{folder}/{stem} (tasks{f' {n}' if n > 1 else ''}).md"
        n += 1
    return path


def archived(existing: str | None, title: str, lines: Sequence[str], link: str) -> str:
    """An archive note of a unit with more tasks in its list, or a new one; `link` leads to the unit."""
    head = existing if existing is not None else f"# {title}\n\nWhat left {link} {KEPT}\n\n"
    if not head.endswith("\n"):
        head += "\n"
    return "\n".join([*joined(head.removesuffix("\n").split("\n"), lines), ""])
