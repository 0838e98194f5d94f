"""Push: vault → summary, commit, remote."""

from __future__ import annotations

from vaultsync.models.reports import PushReport
from vaultsync.usecases.opened.answers import Answers
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.opening import Opened


def push(
    context: Context, *, dry_run: bool = False, offline: bool = False, yes: bool = False, commit: bool = True
) -> PushReport:
    """Make marks agree, roll up, write the summary, commit all changes in the vault, push the branch.

    `offline` leaves the remote alone. Without `commit` nothing is committed or pushed. Raises VaultsyncError.
    """
    offline = offline or not commit
    opened = Opened.open(context, writes=not dry_run, commits=commit)
    if dry_run:
        from vaultsync.usecases.pushing import foreseen

        return foreseen(opened)
    with opened.lock() as lock:
        opened.recover(lock, meanwhile=_load)
        answers = Answers.to(opened, "push", "committed" if commit else "written")
        # Who leaves notes alone that somebody may be typing in has not done all there is to do.
        known = opened.is_calm(lock) and not context.untouched
        report = answers.get(PushReport) if known else None
        if report is not None and (offline or not opened.has_remote()):
            return report
        from vaultsync.usecases.resting import pushed_at_rest, rests

        alone = known and report is None and commit and (offline or not opened.has_remote())
        if alone and (made := pushed_at_rest(opened)) is not None:
            return made
        from vaultsync.usecases.opened.workspace import Workspace
        from vaultsync.usecases.pushing import pushed

        workspace = Workspace.of(opened)
        made = pushed(workspace, offline=offline, yes=yes, commit=commit)
        if known and report is None and made.sync is None and made.is_idle:
            answers.put(made, workspace.read_from())
        if alone:
            rests(workspace, made)
        return made


def _load() -> None:
    """Load what a push of something needs, which takes as long as git's look at a large vault."""
    import vaultsync.usecases.pushing  # noqa: F401
