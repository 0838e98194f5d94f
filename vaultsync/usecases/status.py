"""Status: where everything stands. Writes nothing in the vault; an answer that still holds is given again."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.models.reports import StatusReport
from vaultsync.usecases.answers import Answers
from vaultsync.usecases.context import Context
from vaultsync.usecases.opening import Opened


def status(context: Context, *, roadmaps: Sequence[str] = ()) -> StatusReport:
    """The figures as they would be after a push, what changed since the last sync, and git's state."""
    opened = Opened.open(context, writes=False)
    answers = Answers.to(opened, "status", *roadmaps)
    known = answers.get(StatusReport)
    if known is not None:
        return known
    from vaultsync.usecases.standing import standing
    from vaultsync.usecases.workspace import Workspace

    workspace = Workspace.of(opened)
    report = standing(workspace, roadmaps)
    answers.put(report, workspace.read_from())
    return report
