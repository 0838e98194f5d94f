"""Notes that the learner deleted, and that still count: which there are, and which of them is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultsync.errors import VaultError
from vaultsync.markdown import frontmatter
from vaultsync.models.marks import Mark
from vaultsync.models.reports import DeletedNote
from vaultsync.models.roadmap import Node, Roadmap, item_id
from vaultsync.usecases.emptied import emptied
from vaultsync.usecases.reading import OWN, node_id
from vaultsync.usecases.workspace import Workspace

_MOST_NAMED = 5


def deleted_notes(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> list[DeletedNote]:
    """The notes of these roadmaps, and of none, whose file is gone or emptied though they were written once."""
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


def _count(workspace: Workspace, name: str, node: Node) -> tuple[int, int]:
    """How many counted tasks a note has, and how many of them are done."""
    marks = workspace.states[name].marks
    items = [item_id(node.id, task.id) for task in node.tasks() if task.counted and not task.tasks]
    return len(items), sum(item in marks and marks[item].mark is Mark.DONE for item in items)


def find_deleted(deleted: Sequence[DeletedNote], queries: Iterable[str]) -> list[DeletedNote]:
    """The notes that the queries name: by id, path, title or file name, by a folder, else by a part of these."""
    chosen: dict[str, DeletedNote] = {}
    for query in queries:
        words = " ".join(query.split()).casefold().rstrip("/")
        hits = [found for found in deleted if words in _names(found)]
        if not hits:
            hits = [found for found in deleted if found.note.casefold().startswith(f"{words}/")]
        elif len(hits) > 1:
            raise _unsure(query, hits)
        if not hits:
            hits = [found for found in deleted if any(words in name for name in _names(found))]
            if len(hits) > 1:
                raise _unsure(query, hits)
        if not hits:
            raise VaultError(
                "no deleted note is called so" if deleted else "no note is missing",
                where=query,
                next_step='"vaultsync restore" lists the notes that can be restored' if deleted else "",
            )
        chosen |= {found.id: found for found in hits}
    return list(chosen.values())


def _names(found: DeletedNote) -> set[str]:
    """What a note may be called by, in lower case."""
    path = found.note.removesuffix(".md")
    names = {found.id, found.note, path, path.rsplit("/", 1)[-1], found.title}
    return {" ".join(name.split()).casefold() for name in names}


def _unsure(query: str, hits: Sequence[DeletedNote]) -> VaultError:
    some = ", ".join(found.note for found in hits[:_MOST_NAMED])
    more = f" and {len(hits) - _MOST_NAMED} more" if len(hits) > _MOST_NAMED else ""
    return VaultError(
        f"{len(hits)} deleted notes fit this", where=query, next_step=f"Say which by its path: {some}{more}"
    )
