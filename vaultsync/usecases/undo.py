"""Undo: the last pull or push is taken back by a new commit; nothing of the history goes."""

from __future__ import annotations

from vaultsync.edges import vault
from vaultsync.edges.repo import Commit, Repo
from vaultsync.edges.state import FOLDER
from vaultsync.errors import VaultError
from vaultsync.models.reports import UndoReport
from vaultsync.usecases.context import Context
from vaultsync.usecases.recording import record
from vaultsync.usecases.undoing import PULL, STUDY, UNDO, carry_out, check, decide_undo, of_a_push, report_of
from vaultsync.usecases.unfinished import finish
from vaultsync.usecases.workspace import Workspace

_FIRST_LOOK = 50


def undo(context: Context, what: str = "", *, redo: bool = False, dry_run: bool = False) -> UndoReport:
    """Take back the last pull or push that was not taken back yet; `what` (`pull`, `push`) looks for one of them only.

    With `redo` the last undo is taken back. Raises VaultsyncError; where later work would be lost nothing is written.
    """
    workspace = Workspace.open(context, writes=not dry_run)
    if dry_run:
        workspace.load()
        undoing = decide_undo(workspace, _target(workspace, what, redo))
        check(undoing)
        _check_something(undoing.target, bool(undoing.writes or undoing.marks))
        report = report_of(undoing)
        report.dry_run = True
        return report
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        target = _target(workspace, what, redo)
        undoing = decide_undo(workspace, target)
        check(undoing)
        _check_something(target, bool(undoing.writes or undoing.marks))
        study = record(workspace, workspace.pulled())
        workspace.reload()
        undoing = decide_undo(workspace, target)
        check(undoing)
        report = carry_out(workspace, undoing)
        report.study = study
        return report


def _check_something(target: Commit, something: bool) -> None:
    if something:
        return
    name = target.id[:9]
    if of_a_push(target):
        raise VaultError(
            f"that push holds only words, and these stay: {target.subject}",
            where=name,
            next_step=f'Take the words back with "git revert {name}", the last ticks with "vaultsync undo push", '
            'or the last pull with "vaultsync undo pull"',
        )
    raise VaultError(f"nothing is left of it to take back: {target.subject}", where=name)


def _target(workspace: Workspace, what: str, redo: bool) -> Commit:
    """The commit to take back."""
    repo = workspace.repo
    if repo is None:
        raise VaultError("the vault is in no git repository, so that nothing can be undone", where=str(workspace.root))
    kinds = (UNDO,) if redo else {"pull": (PULL,), "push": (STUDY,)}.get(what, (PULL, STUDY))
    ticked = what == "push" and not redo
    found = _last(repo, kinds, _FIRST_LOOK, ticked=ticked) or _last(repo, kinds, None, ticked=ticked)
    found = found or _last(repo, kinds, None)
    if found is None:
        named = "undo" if redo else what or "pull or push"
        raise VaultError(f"there is no {named} to take back", where=str(workspace.root))
    if not found.parents or repo.show(found.parents[0], vault.SETTINGS_FILE) is None:
        raise VaultError(
            f"this commit made the vault: {found.subject}",
            where=found.id[:9],
            next_step="Delete the folder if you do not want the vault any more",
        )
    return found


def _last(repo: Repo, kinds: tuple[str, ...], limit: int | None, *, ticked: bool = False) -> Commit | None:
    """The last commit of these kinds whose effect was not taken back already; `ticked`: one that changed marks."""
    from vaultsync.domain.messages import UNDO_TRAILER

    undone: set[str] = set()
    for commit in repo.first_parents(limit=limit):
        if commit.id in undone:
            continue
        undone.update(commit.trailers.get(UNDO_TRAILER, ()))
        if commit.subject.startswith(kinds) and (not ticked or _ticks(repo, commit)):
            return commit
    return None


def _ticks(repo: Repo, commit: Commit) -> bool:
    """Whether a commit changed known marks."""
    return any(path.startswith(f"{FOLDER}/marks/") for path in repo.changed_in(commit))
