"""What an interrupted run began: finished before anything else is done."""

from __future__ import annotations

from vaultsync.edges.intent import Intent
from vaultsync.usecases.workspace import Workspace


def finish(workspace: Workspace) -> None:
    """Finish a merge, an undo or a renaming of which the git directory tells; for who holds the lock, all loaded."""
    if Intent(workspace.lock().folder).read():
        from vaultsync.usecases import renaming, syncing, undoing

        syncing.finish(workspace)
        undoing.finish(workspace)
        renaming.finish(workspace)
