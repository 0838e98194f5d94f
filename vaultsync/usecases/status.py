"""Status: report where everything stands. Writes nothing in the vault; an answer that is still valid is given again."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.models.reports import StatusReport
from vaultsync.models.structs import replace
from vaultsync.usecases.gitstate import edited_notes, git_state
from vaultsync.usecases.opened.answers import Answers
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.opening import Opened


def status(context: Context, *, roadmaps: Sequence[str] = ()) -> StatusReport:
    """The figures as they would be after a push, the changes since the last sync, and the state of git."""
    opened = Opened.open(context, writes=False)
    answers = Answers.to(opened, "status", *roadmaps)
    known = answers.get(StatusReport) or _at_rest(opened, roadmaps)
    if known is not None:
        return _with_what_stops(opened, known)
    from vaultsync.usecases.opened.workspace import Workspace
    from vaultsync.usecases.standing import standing

    workspace = Workspace.of(opened)
    report = standing(workspace, roadmaps)
    answers.put(report, workspace.read_from())
    if workspace.status is not None and not (report.changed or report.warnings):
        from vaultsync.usecases.resting import keep_at_rest

        keep_at_rest(workspace, workspace.status.head, report, "status", *roadmaps)
    return _with_what_stops(opened, report)


def _at_rest(opened: Opened, roadmaps: Sequence[str]) -> StatusReport | None:
    """What a status said before, with what git says now, where only files changed that vaultsync has no part in."""
    from vaultsync.usecases.resting import at_rest

    known = at_rest(opened, StatusReport, "status", *roadmaps)
    if known is None or opened.status is None:
        return None
    return replace(known, git=git_state(opened.status), edited=edited_notes(opened.status))


def _with_what_stops(opened: Opened, report: StatusReport) -> StatusReport:
    """The report with a warning first, where push and pull would be refused: a merge under way, no branch."""
    error = opened.stopped()
    if error is not None:
        if report.git is not None:
            report.git.stopped = error.what
        report.warnings.insert(0, f"{error.what}; push and pull are refused as long as that is so. {error.next_step}")
    return report
