"""Links to tasks follow them where a new version of a roadmap has them in other notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vaultsync.domain.identity.wording import bare
from vaultsync.domain.pull.moves import moved_places
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write
from vaultsync.edges.repo.trees import before_words_left, files_of
from vaultsync.edges.state import base_path
from vaultsync.errors import VaultError
from vaultsync.markdown.linking.blocklinks import MovedBlocks, Place, follow_blocks, follow_blocks_json, linked_blocks
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.names import without_number
from vaultsync.markdown.note import scan
from vaultsync.markdown.properties import frontmatter
from vaultsync.usecases.links.rewriting import linking
from vaultsync.usecases.merge.links import only_new
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.news import News


def follow_tasks(workspace: Workspace, news: News) -> set[str]:
    """Stage files whose links are to follow tasks that move with these news; their paths.

    What stands in a note as the roadmap has it stays, and so do links to what moves to a note that the learner deleted.
    """
    moved: dict[Place, Place] = {}
    for name, roadmap in news.after.items():
        if roadmap.moved:
            bases, notes = workspace.states[name].bases, workspace.notes
            there = {node.id: node.path for node in roadmap.root.walk()}
            there = {node: path for node, path in there.items() if node not in bases or node_id(name, node) in notes}
            moved |= moved_places(roadmap, workspace.paths(name), there)
    if not moved:
        return set()
    files, archive = list(vault.files(workspace.root)), workspace.settings.folders.archive
    to = {path for path, _ in moved.values()}
    blocks = MovedBlocks(moved, Files(files, last=archive), Files({*files, *to}, last=archive))
    writes = [*_notes(workspace, blocks), *_others(workspace, blocks, files)]
    workspace.stage(writes)
    workspace.read_notes(write.path for write in writes)
    return {write.path for write in writes}


def _notes(workspace: Workspace, blocks: MovedBlocks) -> Iterable[Write]:
    for id_, found in workspace.notes.items():
        if blocks.may_link(found.data) and frontmatter.read(found.text).problem is None:
            name, node = split_id(id_)
            base = workspace.states[name].bases.get(node, "") if name in workspace.states else ""
            text = only_new(follow_blocks(found.text, found.path, blocks), found.text, base)
            if text != found.text and _is_free(workspace, found.path):
                yield Write(found.path, text, found.data)


def _others(workspace: Workspace, blocks: MovedBlocks, files: list[str]) -> Iterable[Write]:
    """The learner's own notes, canvases and bookmarks."""
    notes = {found.path for found in workspace.notes.values()}
    notes |= {copy.path for found in workspace.copies.values() for copy in found}
    for path, data in vault.read_all(workspace.root, (path for path in linking(files) if path not in notes)):
        if isinstance(data, VaultError) or not blocks.may_link(data):
            continue
        said = (workspace.staged[path].data if path in workspace.staged else data) or b""
        made = followed_file(said, path, blocks)
        if made != said and _is_free(workspace, path):
            yield Write(path, made, data)


def followed_file(data: bytes, path: str, blocks: MovedBlocks) -> bytes:
    """A file's content with links that lead to where the blocks are now; what is no text stays as it is."""
    try:
        text = vault.decode(data, path)
    except VaultError:
        return data
    follows = follow_blocks if path.lower().endswith(".md") else follow_blocks_json
    return follows(text, path, blocks).encode("utf-8")


def _is_free(workspace: Workspace, path: str) -> bool:
    return vault.writable(workspace.root, path) and not workspace.context.is_in_use(workspace.root / path)


def single_blocks(workspace: Workspace) -> dict[str, str]:
    """The block ids of tasks that stand in one note alone, with its path."""
    found: dict[str, set[str]] = {}
    for one in workspace.notes.values():
        for task in one.scan.tasks:
            if task.block_id:
                found.setdefault(task.block_id.casefold(), set()).add(one.path)
    return {block: path for block, (path, *others) in found.items() if not others}


def left_behind(workspace: Workspace) -> list[Write]:
    """What to write so that links to tasks lead to them that still name the note in which these stood before.

    A task is the same where git has its words in the old note's base text, under the same id.
    """
    files, archive = list(vault.files(workspace.root)), workspace.settings.folders.archive
    there, ids = Files(files, last=archive), {found.path: id_ for id_, found in workspace.notes.items()}
    standing = {found.path: found for found in workspace.notes.values()}
    now, moved = single_blocks(workspace), dict[Place, Place]()
    for path, text in _texts(workspace, files):
        for old, block in linked_blocks(text, path, there) if "^" in text else ():
            new = now.get(block, "")
            if old not in ids or (old, block) in moved or new in ("", old):
                continue
            task = next(task for task in standing[new].scan.tasks if task.block_id.casefold() == block)
            if _said(task.text) == _said(_words_before(workspace, ids[old], task.block_id)):
                moved[old, block] = new, task.block_id
    blocks = MovedBlocks(moved, there, there)
    return [*_notes(workspace, blocks), *_others(workspace, blocks, files)] if moved else []


def _texts(workspace: Workspace, files: list[str]) -> Iterator[tuple[str, str]]:
    """The texts of notes that may hold links to blocks."""
    notes = {found.path for found in workspace.notes.values()}
    for found in workspace.notes.values():
        yield found.path, found.text
    for path, data in vault.read_all(workspace.root, (path for path in linking(files) if path not in notes)):
        if isinstance(data, bytes) and b"^" in data:
            yield path, data.decode("utf-8", "replace")


def _said(words: str) -> str:
    """The words of a task without its number, which changes with its place."""
    return bare(without_number(words)).casefold()


def _words_before(workspace: Workspace, id_: str, block: str) -> str:
    """What the task of this block id said when it left the base text of a note; empty where it never stood there."""
    path, repo = base_path(*split_id(id_)), workspace.repo
    data = files_of(repo, before_words_left(repo, path, f"^{block}"), [path]).get(path) if repo is not None else None
    tasks = scan("", data.decode("utf-8", "replace")).tasks if data is not None else ()
    return next((task.text for task in tasks if task.block_id == block), "")
