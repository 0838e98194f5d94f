"""Task lines that the learner deleted and that still count: which there are, and how they come back."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from itertools import pairwise

from vaultsync.domain.progress.items import Role, item_tree
from vaultsync.edges.files.writes import Write
from vaultsync.markdown import note
from vaultsync.markdown.columns import columns
from vaultsync.markdown.merging.alignment import read
from vaultsync.markdown.merging.merge import merge
from vaultsync.models.marks import Mark, TaskLine
from vaultsync.models.reports import DeletedNote
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Agreed


def deleted_lines(workspace: Workspace, roadmaps: Mapping[str, Roadmap], agreed: Agreed) -> list[DeletedNote]:
    """The tasks of these roadmaps whose lines are missing from notes that exist, in the order of the roadmaps.

    Where another line may be the missing one, the learner is asked first; until then it is not taken for deleted.
    """
    found = []
    for name, roadmap in roadmaps.items():
        agreement = agreed.agreements[name]
        asked = {doubt.item for doubt in agreement.doubts}
        tree = item_tree(roadmap)
        written: dict[str, set[str]] = {}
        for item in agreement.missing:
            entry = tree.entries[tree.index[item]]
            node, block = entry.node.id, item.partition("#^")[2]
            if node not in written:
                written[node] = {task.block_id for task in _tasks(workspace.states[name].bases.get(node, ""))}
            here = workspace.notes.get(node_id(name, node))
            if here is None or item in asked or block not in written[node]:
                continue
            counted = entry.role is Role.LEAF
            done = counted and item in agreement.marks and agreement.marks[item].mark is Mark.DONE
            found.append(DeletedNote(node_id(name, node), here.path, entry.text, int(counted), int(done), block=block))
    return found


def deleted_since(workspace: Workspace, roadmaps: Mapping[str, Roadmap], agreed: Agreed) -> list[str]:
    """The words of the tasks whose lines are missing, and which the last commit still has."""
    changed = workspace.status.changed if workspace.status is not None else ()
    lines = [one for one in deleted_lines(workspace, roadmaps, agreed) if one.note in changed]
    if not lines or workspace.repo is None:
        return []
    was = workspace.repo.show_all("HEAD", {one.note for one in lines})
    there = {path: {task.block_id for task in _tasks(data.decode("utf-8", "replace"))} for path, data in was.items()}
    return [one.title for one in lines if one.block in there.get(one.note, ())]


def with_lines_below(
    roadmaps: Mapping[str, Roadmap], deleted: Sequence[DeletedNote], chosen: Sequence[DeletedNote]
) -> list[DeletedNote]:
    """The chosen lines, with the deleted lines of tasks that stand below them."""
    more = []
    for found in deleted:
        name, node = split_id(found.id)
        for above in chosen if found.block and found not in chosen else ():
            if above.block and above.id == found.id:
                tree = item_tree(roadmaps[name])
                at, below = (tree.index[item_id(node, one.block)] for one in (above, found))
                if tree.covers(at, below):
                    more.append(found)
                    break
    return [*chosen, *more]


def lines_to_put_back(workspace: Workspace, chosen: Sequence[DeletedNote]) -> list[Write]:
    """The writes that bring these lines back into their notes, with the learner's words below them.

    They are written without marks: the pull that follows sets the known ones.
    """
    lines: dict[str, list[DeletedNote]] = {}
    for found in chosen:
        lines.setdefault(found.id, []).append(found)
    return [
        Write(workspace.notes[id_].path, _with_lines(workspace, id_, mine), workspace.notes[id_].data)
        for id_, mine in lines.items()
    ]


def _with_lines(workspace: Workspace, id_: str, lines: Sequence[DeletedNote]) -> str:
    """The note with the lines where the roadmap has them, and with the headings that were deleted with them."""
    name, node = split_id(id_)
    base, here = workspace.states[name].bases[node], workspace.notes[id_]
    there = {task.block_id for task in here.scan.tasks}
    gone: dict[str, list[str]] = {task.block_id: [] for task in _tasks(base) if task.block_id not in there}
    back = _as_they_were(workspace, here.path, base, {found.block for found in lines})
    return merge(_with(base, gone, here.text), here.text, _with(base, {**gone, **back}, here.text)).text


def _as_they_were(workspace: Workspace, path: str, base: str, blocks: Collection[str]) -> dict[str, list[str]]:
    """By block id the lines of tasks without marks, with the learner's below them, from the last commit that has them.

    What no commit has comes from the base.
    """
    found = {task.block_id: [base.split("\n")[task.line]] for task in _tasks(base) if task.block_id in blocks}
    left = set(blocks)
    for text in _versions(workspace, path) if workspace.repo is not None else ():
        lines = note.blank(text).replace("\r\n", "\n").split("\n")
        tasks = {task.line: task.block_id for task in _tasks(text)}
        for at, block in tasks.items():
            if block in left:
                found[block] = [lines[at], *_below(lines, at, tasks)]
                left.remove(block)
        if not left:
            break
    return found


def _versions(workspace: Workspace, path: str) -> Iterator[str]:
    """The texts of a note in the history, the newest first."""
    assert workspace.repo is not None
    versions = [version for version in workspace.repo.versions(path) if version.blob]
    texts = {blob: data for some in workspace.repo.texts(versions) for blob, data in some.items()}
    for version in reversed(versions):
        yield texts.get(version.blob, b"").decode("utf-8", "replace")


def _below(lines: Sequence[str], at: int, tasks: Container[int]) -> list[str]:
    """The lines under a task down to the first that is another task of the roadmap's."""
    below: list[str] = []
    for n in range(at + 1, len(lines)):
        if n in tasks or (lines[n].strip() and columns(lines[n]) <= columns(lines[at])):
            break
        below.append(lines[n])
    while below and not below[-1].strip():
        below.pop()
    return below


def _tasks(text: str) -> list[TaskLine]:
    """The task lines of a note that have an id, lines of notes below it among them."""
    return [task for task in note.scan("", text).tasks if task.block_id]


def _with(base: str, lines: Mapping[str, Sequence[str]], here: str) -> str:
    """A base text with other lines in the place of those of tasks, by block id.

    A heading that has nothing below it then, and that the text `here` does not have, is left out.
    """
    instead = {task.line: lines[task.block_id] for task in _tasks(base) if task.block_id in lines}
    was, there = base.split("\n"), {line.rstrip() for line in here.split("\n")}
    heads = [n for n, line in enumerate(read(was)) if line.level]
    for head, end in pairwise([*heads, len(was)]):
        below = [n for n in range(head + 1, end) if was[n].strip()]
        if below and was[head].rstrip() not in there and not any(instead.get(n, [was[n]]) for n in below):
            instead |= dict.fromkeys(range(head, end), ())
    kept = (instead.get(n, [line]) for n, line in enumerate(was))
    return "\n".join(line for some in kept for line in some)
