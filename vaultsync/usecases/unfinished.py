"""What an interrupted run began: finished before anything else is done."""

from __future__ import annotations

from vaultsync.edges.intent import Intent
from vaultsync.usecases.workspace import Workspace


def finish(workspace: Workspace) -> None:
    """Finish a merge, an undo, a renaming or a pull of which the git directory tells; for who holds the lock."""
    if Intent(workspace.lock().folder).read():
        from vaultsync.usecases import begun, renaming, syncing, undoing

        syncing.finish(workspace)
        undoing.finish(workspace)
        begun.finish(workspace)
        renaming.finish(workspace)
