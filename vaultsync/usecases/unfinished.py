"""Finish what an interrupted run began, before anything else is done."""

from __future__ import annotations

from vaultsync.edges.intent import Intent
from vaultsync.usecases.workspace import Workspace


def finish(workspace: Workspace) -> None:
    """Finish the merge, undo, renaming or pull that is noted in the git directory. The lock is held."""
    if Intent(workspace.lock().folder).read():
        from vaultsync.usecases import begun, renaming, syncing, undoing

        syncing.finish_merge(workspace)
        undoing.finish_undo(workspace)
        begun.finish_pull(workspace)
        renaming.finish_renaming(workspace)
