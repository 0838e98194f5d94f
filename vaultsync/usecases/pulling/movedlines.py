"""Lines of tasks that the learner put into other notes get the words that the roadmap has for these tasks now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from vaultsync.domain.marks.places import find_places
from vaultsync.domain.progress.items import item_tree
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.markdown import tasklines
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import TaskLine
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.news import News


def reword_moved(workspace: Workspace, news: News) -> set[str]:
    """Stage the notes with such lines where a new version rewords their tasks; the paths of these notes.

    What stands before and behind a task's words stays; where these are no longer the roadmap's, all does.
    """
    lines: dict[str, list[tuple[TaskLine, str, str]]] = defaultdict(list)
    for name in news.documents:
        if name in news.before:
            for path, line, old, new in _reworded(workspace, news.before[name], news.after[name]):
                lines[path].append((line, old, new))
    found = {note.path: note for note in workspace.notes.values() if note.path in lines}
    writes = []
    for path, note in found.items():
        text = _with(note.text, lines[path])
        if text != note.text and frontmatter.read(text).problem is None and _is_free(workspace, path):
            writes.append(Write(path, text, note.data))
    workspace.stage(writes)
    workspace.read_notes(write.path for write in writes)
    return {write.path for write in writes}


def _is_free(workspace: Workspace, path: str) -> bool:
    return writable(workspace.root, path) and not workspace.context.is_in_use(workspace.root / path)


def _reworded(workspace: Workspace, before: Roadmap, after: Roadmap) -> Iterator[tuple[str, TaskLine, str, str]]:
    """The path of each such line, the line, and the words of its task before and now."""
    tree = item_tree(before)
    places = find_places(tree, before, workspace.scans(before.name))
    now = {item_id(node.id, task.id): task.source for node in after.root.walk() for task in node.tasks()}
    for at in places.missing:
        entry = tree.entries[at]
        new = now.get(entry.id) if entry.id not in after.moved else None
        if entry.task is not None and new is not None and new != entry.task.source:
            for place in places.lines.get(tree.item(at), ()):
                if place.at == at:
                    yield place.note.path, place.line, entry.task.source, new


def _with(text: str, lines: list[tuple[TaskLine, str, str]]) -> str:
    """A note's text with these lines in the words of now."""
    said = text.split("\n")
    for line, old, new in lines:
        parts = tasklines.parse(said[line.line])
        around = tasklines.around(f"- [ ] {old}", parts.text) if parts is not None else None
        if parts is not None and around is not None and parts.body.count(parts.text) == 1:
            body = parts.body.replace(parts.text, new.join(around))
            said[line.line] = f"{parts.prefix}[{parts.char}]{body}{parts.tail}"
    return "\n".join(said)
