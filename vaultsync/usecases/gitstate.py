"""What git says of a vault, as a report tells it."""

from __future__ import annotations

from vaultsync.edges.repo import Status
from vaultsync.models.reports import GitState


def git_state(status: Status) -> GitState:
    """The branch and its remote, for a report."""
    return GitState(status.branch, status.ahead, status.behind, status.clean)


def edited_notes(status: Status) -> list[str]:
    """The Markdown files with uncommitted changes."""
    return [path for path in status.changed if path.lower().endswith(".md")]
