"""Push: vault → summary, commit, remote."""

from __future__ import annotations

from vaultsync.models.reports import PushReport
from vaultsync.usecases.agreeing import decide
from vaultsync.usecases.context import Context
from vaultsync.usecases.mending import to_be_mended
from vaultsync.usecases.recording import last_pulled, record, report_of
from vaultsync.usecases.summing import count, counts
from vaultsync.usecases.syncing import hand_over, joined_reports, redo_merges, remote_of
from vaultsync.usecases.unfinished import finish
from vaultsync.usecases.workspace import Workspace


def push(
    context: Context, *, dry_run: bool = False, offline: bool = False, yes: bool = False, commit: bool = True
) -> PushReport:
    """Make marks agree, roll up, write the summary, commit everything that changed in the vault, push the branch.

    `offline` leaves the remote alone; without `commit` so does this, and all waits for the next commit.
    Raises VaultsyncError.
    """
    workspace = Workspace.open(context, writes=not dry_run)
    if dry_run:
        workspace.load()
        return _report_only(workspace)
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        if redo_merges(workspace):
            workspace.reload()
        report = record(workspace, last_pulled(workspace), commit=commit)
        remote = None if offline or not commit else remote_of(workspace)
        if remote is not None:
            report.sync, came = hand_over(workspace, remote, yes=yes)
            for study in came:
                report = joined_reports(report, study)
        return report


def _report_only(workspace: Workspace) -> PushReport:
    roadmaps = last_pulled(workspace)
    agreed = decide(workspace, roadmaps)
    report = report_of(workspace, agreed)
    report.roadmaps = counts(count(workspace, roadmaps, agreed.marks()))
    report.written = sorted({path for agreement in agreed.agreements.values() for path in agreement.edits})
    report.healed = to_be_mended(workspace)
    report.dry_run = True
    return report
