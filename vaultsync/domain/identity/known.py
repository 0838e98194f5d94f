"""Base texts and known paths → the identities of a roadmap given so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from vaultsync.markdown import note
from vaultsync.markdown.columns import columns
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import KnownMark, NoteScan, TaskLine
from vaultsync.models.roadmap import Gone, KnownNote, KnownRoadmap, KnownTask

_HEADING = regex(r"^(#{2,6})\s+(.+)$")
_ITEM = regex(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)$")
_LINK = regex(r"^\[\[([^\]|#]+)")


def read_known(bases: Mapping[str, str], paths: Mapping[str, str], roadmaps_folder: str = "Roadmaps") -> KnownRoadmap:
    """The notes and tasks that the base texts hold, in the order of the roadmap.

    Both mappings are by node id, empty for the roadmap itself.
    """
    known = KnownRoadmap()
    by_path = {path.removesuffix(".md"): node for node, path in paths.items()}
    properties = {node: frontmatter.read(text).values for node, text in bases.items()}
    above = {node: _note_above(values.get("up"), by_path) for node, values in properties.items()}
    children: dict[str, str] = {}
    for node, text in bases.items():
        values = properties[node]
        order = values.get("order")
        made = KnownNote(node, str(values.get("title") or ""), "", paths.get(node, ""))
        made.order = order if isinstance(order, int) and not isinstance(order, bool) else 0
        aliases = values.get("aliases")
        made.aliases = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
        lines = note.scan(made.path, text).tasks
        places = _places(text, lines)
        for line in lines:
            if _is_of_note(line, node, bases) and above[line.block_id] in (None, node):
                children[line.block_id] = node
            elif line.block_id:
                holder = lines[line.parent].block_id if line.parent >= 0 else ""
                made.tasks.append(KnownTask(line.block_id, line.text, holder, only_link(line.text), *places[line.line]))
        known.notes[node] = made
    known.notes = dict(sorted(known.notes.items(), key=lambda item: item[1].order))
    for node, made in known.notes.items():
        made.parent = children.get(node, above[node] or "")
    known.folder = _folder(paths, f"{roadmaps_folder}/")
    return known


def _note_above(up: object, by_path: Mapping[str, str]) -> str | None:
    """The note that the property `up` names, by the notes at their paths without `.md`; None where it names none."""
    link = _LINK.match(str(up or ""))
    return by_path.get(link.group(1)) if link else None


def _is_of_note(line: TaskLine, node: str, notes: Container[str]) -> bool:
    """Whether a line in the note `node` is that of a note below it: no task of its own that only links a file."""
    return bool(line.target) and line.block_id in notes and line.block_id != node


def _folder(paths: Mapping[str, str], above: str) -> str:
    """The roadmap's own folder below `above`, in which most of its notes are: single ones may have been moved.

    Where it was moved as a whole, the folder of its index note; empty where that has none.
    """
    top = paths.get("", "")
    inside = [path.removeprefix(above) for path in (top, *paths.values()) if path.startswith(above)]
    named = Counter(path.split("/")[0] for path in inside if "/" in path)  # of several alike the first: the index's
    return named.most_common(1)[0][0] if named else top.rsplit("/", 2)[-2] if "/" in top else ""


def only_link(text: str) -> str:
    """The target of the only link in a line; empty if it has none or several."""
    links = read_inline(text)[1] if "](" in text or "://" in text else []
    return links[0].url if len(links) == 1 else ""


def _places(text: str, tasks: Sequence[TaskLine]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By line what a task stands under, the nearest first: headings (of levels 2 to 6), and items of its list."""
    found: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    stack: list[tuple[int, str]] = []
    items: list[tuple[int, str]] = []
    lines, last, fence = text.split("\n"), 0, False
    for task in tasks:
        for line in lines[last : task.line]:
            fence ^= line.lstrip().startswith(("```", "~~~"))
            heading = None if fence else _HEADING.match(line)
            item = None if fence or heading else _ITEM.match(line)
            if heading:
                level = len(heading.group(1))
                stack = [above for above in stack if above[0] < level] + [(level, heading.group(2))]
                items = []
            elif item:
                items = [above for above in items if above[0] < columns(line)] + [(columns(line), item.group(1))]
            elif line.strip() and not columns(line):
                items = []
        last = task.line + 1
        depth = columns(lines[task.line])
        items = [above for above in items if above[0] < depth]
        found[task.line] = tuple(title for _, title in reversed(stack)), tuple(words for _, words in reversed(items))
        items.append((depth, task.text))
    return found


def complete(
    known: KnownRoadmap,
    marks: Mapping[str, KnownMark],
    gone: Mapping[str, Gone],
    notes: Mapping[str, NoteScan],
    bases: Container[str],
) -> None:
    """Add to `known` what marks, the list of what left and the present notes say (all but marks by node id)."""
    known.gone = dict(gone)
    known.marks = {item: str(known_mark.mark) for item, known_mark in marks.items()}
    known.reserved = {*marks, *(node for node in notes if node and node not in bases)}
    written = {f"{made.id}#^{task.id}" for made in known.notes.values() for task in made.tasks}
    known.standing = {
        f"{node}#^{task.block_id}": task.text
        for node, scan in notes.items()
        for task in scan.tasks
        if task.block_id
        and f"{node}#^{task.block_id}" not in written
        and not (_is_of_note(task, node, bases) or _is_of_note(task, node, notes))
    }
