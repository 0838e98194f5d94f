"""Links follow notes that somebody moved: which notes moved, and what to write where they are linked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from vaultsync.domain.roadmaps.renaming import moved_folders
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.edges.state import base_path
from vaultsync.errors import VaultError
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import Renames, relink
from vaultsync.markdown.links import markdown_targets, wikilinks
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.usecases.links.exchanged import Following
from vaultsync.usecases.links.rewriting import linking, relinked_file
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace

_CHILD = regex(r"^- \[ \] (.+) \^(\S+)$", re.MULTILINE)
_PLAIN = regex(r"[A-Za-z0-9]+")
_SIGNS = (b"[[", b"](", b"]:", b"{")  # of a wikilink, a Markdown link, its definition, and of JSON
_MANY = 64  # with more names it is quicker to look for any link


def moved_notes(workspace: Workspace) -> dict[str, str]:
    """The notes that are elsewhere than at the last sync: old path → new path."""
    moved = {}
    for id_, found in workspace.notes.items():
        name, node = split_id(id_)
        known = workspace.states[name].paths.get(node) if name in workspace.states else None
        if known is not None and known != found.path:
            moved[known] = found.path
    return moved


def moves(workspace: Workspace) -> tuple[dict[str, str], dict[str, str]]:
    """The moves that links may still have to follow: since the links were written, and since the last sync."""
    linked = _moved_since_linked(workspace)
    return linked, {old: new for old, new in moved_notes(workspace).items() if old not in linked}


def _moved_since_linked(workspace: Workspace) -> dict[str, str]:
    """Where the notes were when links to them were last written: a push since then has noted down that they moved.

    The index above tells, and of an index what stands in it.
    """
    moved: dict[str, str] = {}
    for name, state in workspace.states.items():
        for node, base in state.bases.items() if state.moved else ():
            for line, child in _CHILD.findall(base):
                targets = [link.target for link in wikilinks(line)]
                linked = {child: targets or markdown_targets(line, state.paths.get(node, ""))}
                if node in state.moved and child in state.bases:
                    up = str(frontmatter.value_of(state.bases[child], "up") or "")
                    linked[node] = [link.target for link in wikilinks(up)]
                for one, targets in linked.items():
                    found = workspace.notes.get(node_id(name, one)) if one in state.moved else None
                    if found is not None:
                        moved |= {f"{target}.md": found.path for target in targets if f"{target}.md" != found.path}
    return moved


def relinked(workspace: Workspace, moved: Mapping[str, str]) -> Iterator[tuple[str, list[Write]]]:
    """The notes with links to moved ones: each path with the writes that let these links follow.

    Those are the note and its base text; after an interrupted run only the base text may be left. Notes that cannot be
    written to, or whose properties cannot be read, are left alone.
    """
    following = _following(workspace, moved)
    if following is None:
        return
    for id_, found in list(workspace.notes.items()):
        was = following.back.get(found.path, found.path)
        text, path = relink(found.text, was, following.plain), base_path(*split_id(id_))
        base = vault.read(workspace.root, path)
        known = relink(base.decode("utf-8", "replace"), was, following.plain) if base is not None else None
        rebased = known is not None and known.encode("utf-8") != base
        if (text != found.text or rebased) and _is_free(workspace, found):
            writes = [Write(found.path, text, found.data)] if text != found.text else []
            yield found.path, writes + ([Write(path, known, base)] if rebased else [])


def relinked_exchanged(workspace: Workspace, moved: Mapping[str, str]) -> Iterator[Write]:
    """The writes to notes whose links lead to a place that another note has taken.

    Ask only once, right when the moves are seen, and carry out each write before asking for the next: once a note is
    written, its base text in the state follows.
    """
    following = _following(workspace, moved, exchanged=True)
    if following is None or following.whole is None:
        return
    for id_, found in list(workspace.notes.items()):
        was, renames = following.back.get(found.path, found.path), following.renames(found.path, found.data)
        text = relink(found.text, was, renames)
        if text == found.text:
            continue
        if not _is_free(workspace, found):
            if workspace.context.is_in_use(workspace.root / found.path):
                workspace.keep_known_paths()
            continue
        yield Write(found.path, text, found.data)
        name, node = split_id(id_)
        bases = workspace.states[name].bases if name in workspace.states else {}
        if node in bases and id_ in workspace.notes and workspace.notes[id_].text == text:
            bases[node] = relink(bases[node], was, renames)


def relinked_elsewhere(workspace: Workspace, moved: Mapping[str, str], *, exchanged: bool = False) -> Iterator[Write]:
    """The writes that let links in other files than notes of roadmaps follow moved notes.

    Those are the learner's own notes, canvases, and what Obsidian remembers. A file that is no text is left alone, with
    a warning. `exchanged` also follows moves to a place that another note has now: ask for that only once, right when
    the moves are seen.
    """
    following = _following(workspace, moved, exchanged=exchanged)
    if following is None:
        return
    copies = {copy.path for found in workspace.copies.values() for copy in found}
    notes = copies | {found.path for found in workspace.notes.values()}
    words = _words((following.whole or following.plain).moved)
    listed = (path for path in linking(list(vault.files(workspace.root))) if path not in notes)
    for path, data in vault.read_all(workspace.root, listed):
        if isinstance(data, VaultError):
            continue
        lower = data.lower()
        if not any(word in lower for word in words):
            continue
        renames = following.renames(path, data)
        made = relinked_file(data, path, renames)
        if made != data:
            yield Write(path, made, data)
        elif (trouble := _no_text(data, path)) is not None:
            text = data.decode("utf-8", "replace").encode("utf-8").replace(b"\0", b"")
            if relinked_file(text, path, renames) != text:
                workspace.warn(f"{trouble}. Links in it to moved notes were left as they are")


def _words(moved: Mapping[str, str]) -> set[bytes]:
    """What stands, in lower case, in each file that links one of these paths, however the link is written."""
    words = set()
    for path in moved:
        stem = unicodedata.normalize("NFC", path.rsplit("/", 1)[-1].removesuffix(".md"))
        words.add(max(_PLAIN.findall(stem), key=len, default="").lower().encode())
    return {*_SIGNS} if b"" in words or len(words) > _MANY else words


def _no_text(data: bytes, path: str) -> VaultError | None:
    try:
        vault.decode(data, path)
    except VaultError as error:
        return error
    return None


def _is_free(workspace: Workspace, found: Found) -> bool:
    """Whether a note can be written to, and has properties that can be read."""
    return _may_write(workspace, found.path) and frontmatter.read(found.text).problem is None


def _may_write(workspace: Workspace, path: str) -> bool:
    """Whether a file is neither read-only nor in use."""
    return writable(workspace.root, path) and not workspace.context.is_in_use(workspace.root / path)


def _following(workspace: Workspace, moved: Mapping[str, str], *, exchanged: bool = False) -> Following | None:
    """What the links to moved notes lead to, with the files before and now; None where none was moved.

    `exchanged`: those in whose old place another file stands now are meant, too.
    """
    put_back = (path for path, write in workspace.staged.items() if write.text is not None)
    files = {*vault.files(workspace.root), *put_back} if moved else set()
    free = {old: new for old, new in moved.items() if old not in files}
    whole = _between(workspace, files, moved) if exchanged and len(free) < len(moved) else None
    return Following(workspace, _between(workspace, files, free), whole) if free or whole else None


def _between(workspace: Workspace, files: Iterable[str], moved: Mapping[str, str]) -> Renames:
    files, back = list(files), {new: old for old, new in moved.items()}
    archive = workspace.settings.folders.archive
    before = Files((back.get(path, path) for path in files), last=archive)
    return Renames(before, Files(files, last=archive), moved, moved_folders(moved))


def follow(workspace: Workspace) -> set[str]:
    """Stage the files whose links still have to follow moved notes. Returns their paths.

    The base texts of these notes are rewritten too, so that the new links are not taken for changes of the learner's.
    """
    followed: set[str] = set()
    for moved in moves(workspace):
        following = _following(workspace, moved)
        if following is None:
            continue
        writes = [write for path, found in relinked(workspace, moved) for write in found if write.path == path]
        for id_, found in workspace.notes.items():
            name, node = split_id(id_)
            bases = workspace.states[name].bases if name in workspace.states else {}
            if node in bases and _is_free(workspace, found):
                bases[node] = relink(bases[node], following.back.get(found.path, found.path), following.plain)
        workspace.stage(writes)
        workspace.read_notes(write.path for write in writes)
        others = [write for write in relinked_elsewhere(workspace, moved) if _may_write(workspace, write.path)]
        workspace.stage(others)
        followed |= {write.path for write in (*writes, *others)}
    return followed
