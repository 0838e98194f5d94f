"""What git says of a vault, as a report tells it."""

from __future__ import annotations

from vaultsync.edges.repo import Status
from vaultsync.models.reports import GitState
from vaultsync.usecases.opened.generated import may_be_note


def git_state(status: Status) -> GitState:
    """The branch and its remote, for a report."""
    return GitState(status.branch, status.ahead, status.behind, status.clean)


def edited_notes(status: Status) -> list[str]:
    """The notes with uncommitted changes, without what vaultsync makes itself."""
    return [path for path in status.changed if may_be_note(path)]
