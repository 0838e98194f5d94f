"""Finish what an interrupted run or another tool left, before anything else is done."""

from __future__ import annotations

from vaultsync.edges.files.intent import Intent
from vaultsync.models.agreement import MergeOutcome
from vaultsync.usecases.opened.opening import LOOKED
from vaultsync.usecases.opened.workspace import Workspace


def begin(workspace: Workspace) -> MergeOutcome | None:
    """Load the vault, finish what was begun, and redo the merges that other tools made; returns what those leave.

    The lock is held and the vault recovered. Whatever commits as a push does begins so: merges below such a commit are
    not looked at again.
    """
    workspace.load()
    finish(workspace)
    head = workspace.status.head if workspace.status else ""
    if workspace.repo is None or not workspace.repo.merged_since(LOOKED, head):
        return None
    from vaultsync.usecases.syncing import redo_merges

    redone = redo_merges(workspace)
    if redone.files_changed:
        workspace.reload()
    return redone


def finish(workspace: Workspace) -> None:
    """Finish the merge, undo, renaming or pull that is noted in the git directory. The lock is held."""
    if Intent(workspace.lock().folder).read():
        from vaultsync.usecases import begun, renaming, syncing, undoing

        syncing.finish_merge(workspace)
        undoing.finish_undo(workspace)
        begun.finish_pull(workspace)
        renaming.finish_renaming(workspace)
