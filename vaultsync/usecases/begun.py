"""A pull that has begun to write, noted in the git directory: if it is killed, the next run makes its commit."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from vaultsync.edges.files import vault
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.redo import digest
from vaultsync.edges.files.writes import Write
from vaultsync.edges.repo import Repo
from vaultsync.edges.state import FOLDER
from vaultsync.models.structs import Frozen, asdict
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.summing import summarise, write_summary

_KEY = "pull"


class Begun(Frozen):
    """What a pull is about to commit: its message, every file as text (None: deleted), and the digest of every list.

    The lists of `.vaultsync/` are written last: where they are on the disk, everything else is too.
    """

    message: str
    files: dict[str, str | None]
    lists: dict[str, str]


def note_down(workspace: Workspace, message: str, others: Collection[str], writes: Iterable[Write]) -> None:
    """Note down what a pull is about to write. `others` are files that it has written already."""
    kept = (path for path in others if not is_generated(workspace, path) and _is_plain(workspace.root / path))
    files = {path: _text(vault.read(workspace.root, path)) for path in kept}
    lists = {}
    for write in writes:
        data = write.text.encode("utf-8", "surrogateescape") if isinstance(write.text, str) else write.text
        if write.path.startswith(f"{FOLDER}/"):
            lists[write.path] = digest(data)
            files.pop(write.path, None)
        else:
            files[write.path] = _text(data)
    intent = Intent(workspace.lock().folder)
    intent.note(
        {**intent.read(), _KEY: asdict(Begun(message, files, lists))}
    )  # the pull's commit includes an unfinished renaming


def forget(workspace: Workspace) -> None:
    """Delete the note: the pull is committed, or was given up before anything was written."""
    Intent(workspace.lock().folder).clear()


def finish_pull(workspace: Workspace) -> None:
    """Commit what an interrupted pull had written. What was done to its files since waits for the next commit."""
    intent, repo = Intent(workspace.lock().folder), workspace.repo
    others = intent.read()
    noted = others.pop(_KEY, None)
    if not isinstance(noted, dict) or noted.keys() != {"message", "files", "lists"}:
        return
    begun = Begun(**noted)
    if repo is not None and workspace.settings.git.commit and _stands(workspace, begun):
        _commit(workspace, repo, begun)
        workspace.warn(f"a pull was interrupted, and is finished now: “{begun.message.partition(chr(10))[0]}”")
        others = {}
    if others:
        intent.note(others)
    else:
        intent.clear()
    workspace.reload()


def _stands(workspace: Workspace, begun: Begun) -> bool:
    """Whether all of it was written, and none of it committed yet."""
    here = {path: vault.read(workspace.root, path) for path in begun.lists}
    written = all(digest(here[path]) == known for path, known in begun.lists.items())
    changed = set(workspace.status.changed) if workspace.status else set()
    return written and not changed.isdisjoint(begun.lists or begun.files)


def _commit(workspace: Workspace, repo: Repo, begun: Begun) -> None:
    marks = {name: state.marks for name, state in workspace.states.items()}
    roadmaps = workspace.pulled()
    gone = absent(workspace, roadmaps, decide(workspace, roadmaps))
    write_summary(workspace, summarise(workspace, roadmaps, marks, absent=gone))
    texts = {path: None if text is None else _bytes(text) for path, text in begun.files.items()}
    edited = {path: data for path, data in texts.items() if vault.read(workspace.root, path) != data}
    status = repo.status()
    summary = [path for path in status.changed if is_generated(workspace, path)]
    repo.commit(begun.message, [*begun.files, *begun.lists, *summary], status=status, texts=edited)


def _is_plain(place: Path) -> bool:
    """Whether a file stands there or nothing: what else there may be, is not for this commit."""
    return not os.path.lexists(place) or (place.is_file() and not place.is_symlink())


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
