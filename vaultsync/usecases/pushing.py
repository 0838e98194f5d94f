"""What a push does in an open vault: marks agree, are rolled up, committed, and pushed to the remote."""

from __future__ import annotations

from vaultsync.models.reports import PushReport
from vaultsync.usecases.opened.opening import Opened
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.study import foresee, last_pulled, record
from vaultsync.usecases.unfinished import begin


def pushed(workspace: Workspace, *, offline: bool, yes: bool, commit: bool = True) -> PushReport:
    """Push. The lock is held and the vault recovered, but nothing read yet. Raises VaultsyncError."""
    redone = begin(workspace)
    report = record(workspace, last_pulled(workspace), commit=commit, alone=True, merged=redone)
    if offline or not workspace.has_remote():
        return report
    from vaultsync.usecases.syncing import hand_over, joined_reports, remote_of

    remote = remote_of(workspace)
    if remote is not None:
        report.sync, came = hand_over(workspace, remote, yes=yes)
        for study in came:
            report = joined_reports(report, study)
    return report


def foreseen(opened: Opened) -> PushReport:
    """What a push would do."""
    workspace = Workspace.of(opened)
    workspace.load()
    if (stopped := opened.stopped()) is not None:
        workspace.warn(f"a real push would stop here: {stopped.what}. {stopped.next_step}")
    return foresee(workspace, last_pulled(workspace))
