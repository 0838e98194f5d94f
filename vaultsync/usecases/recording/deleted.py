"""Notes and lines that the learner deleted and that still count: which there are, and which of them is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultsync.domain.progress.items import item_tree
from vaultsync.errors import VaultError
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import Mark
from vaultsync.models.reports import DeletedNote
from vaultsync.models.roadmap import Node, Roadmap, item_id
from vaultsync.usecases.opened.emptied import emptied
from vaultsync.usecases.opened.reading import OWN, node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Agreed
from vaultsync.usecases.recording.deletedlines import deleted_lines

_MOST_NAMED = 5


def deleted_notes(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> list[DeletedNote]:
    """The notes of these roadmaps, and of none, whose file is missing or empty though it was written once."""
    nodes = {
        roadmap.note_id(node): (roadmap.name, node) for roadmap in roadmaps.values() for node in roadmap.root.walk()
    }
    unread, blank = workspace.unread(), emptied(workspace)
    found = []
    for name in [*roadmaps, OWN]:
        state = workspace.states[name]
        for node, base in state.bases.items():
            id_ = node_id(name, node)
            if id_ in workspace.notes or (id_ in unread and id_ not in blank) or (name != OWN and id_ not in nodes):
                continue
            path = state.paths.get(node) or (nodes[id_][1].path if id_ in nodes else f"{id_}.md")
            title = str(frontmatter.value_of(base, "title") or path.rsplit("/", 1)[-1].removesuffix(".md"))
            tasks, done = _count(workspace, *nodes[id_]) if id_ in nodes else (0, 0)
            found.append(DeletedNote(id_, path, title, tasks, done, id_ in blank))
    return sorted(found, key=lambda deleted: deleted.note)


def all_deleted(workspace: Workspace, roadmaps: Mapping[str, Roadmap], agreed: Agreed) -> list[DeletedNote]:
    """The deleted notes, and the lines deleted from notes that still exist."""
    return [*deleted_notes(workspace, roadmaps), *deleted_lines(workspace, roadmaps, agreed)]


def absent(workspace: Workspace, roadmaps: Mapping[str, Roadmap], agreed: Agreed) -> dict[str, set[str]]:
    """By roadmap the items that stand in no note, since somebody deleted these or their lines."""
    return absent_items(roadmaps, all_deleted(workspace, roadmaps, agreed), agreed)


def absent_items(
    roadmaps: Mapping[str, Roadmap], deleted: Iterable[DeletedNote], agreed: Agreed
) -> dict[str, set[str]]:
    """The items that stand in no note because it or their line was deleted, by roadmap."""
    absent: dict[str, set[str]] = {name: set() for name in roadmaps}
    notes = {found.id for found in deleted if not found.block}
    for found in deleted:
        name, node = split_id(found.id)
        if found.block:
            absent[name].add(item_id(node, found.block))
    for name, roadmap in roadmaps.items() if notes else ():
        tree, elsewhere = item_tree(roadmap), agreed.agreements[name].elsewhere
        for entry in tree.entries:
            if entry.task is not None and roadmap.note_id(entry.node) in notes and entry.id not in elsewhere:
                absent[name].add(entry.id)
    return absent


def _count(workspace: Workspace, name: str, node: Node) -> tuple[int, int]:
    """How many counted tasks a note has, and how many of them are done."""
    marks = workspace.states[name].marks
    items = [item_id(node.id, task.id) for task in node.tasks() if task.counted and not task.tasks]
    return len(items), sum(item in marks and marks[item].mark is Mark.DONE for item in items)


def find_deleted(deleted: Sequence[DeletedNote], queries: Iterable[str]) -> list[DeletedNote]:
    """What the queries name: by id, path, title or file name, by a folder, else by a part of these.

    A line is named by its words; the name of its note means all lines that were deleted from it.
    """
    chosen: dict[str, DeletedNote] = {}
    for query in queries:
        words = " ".join(query.split()).casefold().rstrip("/")
        hits = [found for found in deleted if words in _names(found)]
        if not hits:
            hits = [
                found
                for found in deleted
                if found.note.casefold().startswith(f"{words}/")
                or (found.block and words in _names_of_file(found.note))
            ]
        elif len(hits) > 1:
            raise _unsure(query, hits)
        if not hits:
            hits = [found for found in deleted if any(words in name for name in _names(found))]
            if len(hits) > 1:
                raise _unsure(query, hits)
        if not hits:
            raise VaultError(
                "nothing that was deleted is called so" if deleted else "nothing is missing",
                where=query,
                next_step='"vaultsync restore" lists what can be restored' if deleted else "",
            )
        chosen |= {path_of(found): found for found in hits}
    return list(chosen.values())


def _names(found: DeletedNote) -> set[str]:
    """What a note may be called by, in lower case."""
    if found.block:
        return {_folded(found.title), f"{found.note}#^{found.block}".casefold()}
    return {_folded(found.id), _folded(found.title), *_names_of_file(found.note)}


def _names_of_file(path: str) -> set[str]:
    bare = path.removesuffix(".md")
    return {_folded(name) for name in (path, bare, bare.rsplit("/", 1)[-1])}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def path_of(found: DeletedNote) -> str:
    """The name that means just this deleted note or line."""
    return f"{found.note}#^{found.block}" if found.block else found.note


def _unsure(query: str, hits: Sequence[DeletedNote]) -> VaultError:
    some = ", ".join(path_of(found) for found in hits[:_MOST_NAMED])
    what = "deleted lines" if any(found.block for found in hits) else "deleted notes"
    more = f" and {len(hits) - _MOST_NAMED} more" if len(hits) > _MOST_NAMED else ""
    return VaultError(f"{len(hits)} {what} fit this", where=query, next_step=f"Say which by its path: {some}{more}")
