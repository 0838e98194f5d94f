"""Links follow notes that somebody moved: where those were, and what the notes that link them shall say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vaultsync.edges import vault
from vaultsync.edges.state import base_path
from vaultsync.edges.vault import writable
from vaultsync.edges.writes import Write
from vaultsync.markdown import frontmatter
from vaultsync.markdown.links import markdown_targets, wikilinks
from vaultsync.markdown.linktargets import Files
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.relinking import Renames, relink
from vaultsync.usecases.found import Found
from vaultsync.usecases.reading import node_id, split_id
from vaultsync.usecases.workspace import Workspace

_CHILD = regex(r"^- \[ \] (.+) \^(\S+)$", re.MULTILINE)


def moved_notes(workspace: Workspace) -> dict[str, str]:
    """Where the notes were at the last sync that are elsewhere now: old path → new path."""
    moved = {}
    for id_, found in workspace.notes.items():
        name, node = split_id(id_)
        known = workspace.states[name].paths.get(node) if name in workspace.states else None
        if known is not None and known != found.path:
            moved[known] = found.path
    return moved


def moves(workspace: Workspace) -> tuple[dict[str, str], dict[str, str]]:
    """Where notes were that links may still lead to: when the links were written, and at the last sync."""
    linked = _moved_since_linked(workspace)
    return linked, {old: new for old, new in moved_notes(workspace).items() if old not in linked}


def _moved_since_linked(workspace: Workspace) -> dict[str, str]:
    """Where the notes were when the index above was last written: a push since then has noted down that they moved."""
    moved: dict[str, str] = {}
    for name, state in workspace.states.items():
        for node, base in state.bases.items() if state.moved else ():
            for line, child in _CHILD.findall(base):
                found = workspace.notes.get(node_id(name, child)) if child in state.moved else None
                if found is not None:
                    targets = [link.target for link in wikilinks(line)]
                    targets = targets or markdown_targets(line, state.paths.get(node, ""))
                    moved |= {f"{target}.md": found.path for target in targets if f"{target}.md" != found.path}
    return moved


def relinked(workspace: Workspace, moved: Mapping[str, str]) -> Iterator[tuple[str, list[Write]]]:
    """The notes that link moved ones, by path, with what to write so that links in them lead where they led.

    That is the note, then its base text; of a run that was broken off in between only the base text is left to write.
    What cannot be written to, or has properties that cannot be read, is left alone.
    """
    renames = _renames(workspace, moved)
    if renames is None:
        return
    back = {new: old for old, new in renames.moved.items()}
    for id_, found in list(workspace.notes.items()):
        was = back.get(found.path, found.path)
        text, path = relink(found.text, was, renames), base_path(*split_id(id_))
        base = vault.read(workspace.root, path)
        known = relink(base.decode("utf-8", "replace"), was, renames).encode("utf-8") if base is not None else None
        if (text, known) != (found.text, base) and _is_free(workspace, found):
            writes = [Write(found.path, text, found.data)] if text != found.text else []
            yield found.path, writes + ([Write(path, known, base)] if known != base else [])


def _is_free(workspace: Workspace, found: Found) -> bool:
    """Whether a note can be written to, and has properties that can be read."""
    return (
        writable(workspace.root, found.path)
        and not workspace.context.is_in_use(workspace.root / found.path)
        and frontmatter.read(found.text).problem is None
    )


def _renames(workspace: Workspace, moved: Mapping[str, str]) -> Renames | None:
    """What the links to moved notes lead to, with the files before and now; None where none was moved."""
    files = list(vault.files(workspace.root)) if moved else []
    moved = {old: new for old, new in moved.items() if old not in files}
    if not moved:
        return None
    back = {new: old for old, new in moved.items()}
    archive = workspace.settings.folders.archive
    before = Files((back.get(path, path) for path in files), last=archive)
    return Renames(before, Files(files, last=archive), moved, {})


def follow(workspace: Workspace) -> set[str]:
    """Stage notes whose links are to follow notes that were moved, by whatever did not see to that itself.

    The paths of these notes. So do the links of what was last written of every note that can follow: that they lead
    elsewhere now is no work of the learner's.
    """
    followed: set[str] = set()
    for moved in moves(workspace):
        renames = _renames(workspace, moved)
        if renames is None:
            continue
        writes = [write for path, found in relinked(workspace, moved) for write in found if write.path == path]
        back = {new: old for old, new in renames.moved.items()}
        for id_, found in workspace.notes.items():
            name, node = split_id(id_)
            bases = workspace.states[name].bases if name in workspace.states else {}
            if node in bases and _is_free(workspace, found):
                bases[node] = relink(bases[node], back.get(found.path, found.path), renames)
        workspace.stage(writes)
        workspace.read_notes(write.path for write in writes)
        followed |= {write.path for write in writes}
    return followed
