"""An answer that is being given: noted down, so that the next run knows it for one where this is killed."""

from __future__ import annotations

from collections.abc import Iterable

from vaultsync.edges.files import vault
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.redo import digest
from vaultsync.edges.files.writes import Write
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.workspace import Workspace

_KEY = "settled"


def note_down(workspace: Workspace, answer: str, writes: Iterable[Write]) -> None:
    """Note down what an answer is about to write."""
    intent = Intent(workspace.lock().folder)
    files = {write.path: digest(write.data) for write in writes}
    intent.note({**intent.read(), _KEY: {"answer": answer, "files": files}})


def interrupted(workspace: Workspace) -> str:
    """The answer that a killed run had written, where nothing else waits for a commit; else empty."""
    noted = Intent(workspace.lock().folder).read().get(_KEY)
    if not isinstance(noted, dict) or noted.keys() != {"answer", "files"} or workspace.status is None:
        return ""
    files = noted["files"]
    waits = [path for path in workspace.status.changed if not is_generated(workspace, path)]
    written = all(path in files and digest(vault.read(workspace.root, path)) == files[path] for path in waits)
    return str(noted["answer"]) if waits and written else ""


def forget(workspace: Workspace) -> None:
    """It is committed, or other work is with it."""
    intent = Intent(workspace.lock().folder)
    others = intent.read()
    if others.pop(_KEY, None) is None:
        return
    if others:
        intent.note(others)
    else:
        intent.clear()
