"""Undo: take back the last pull or push by a new commit; the history is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

from vaultsync.edges.files import vault
from vaultsync.edges.repo import Commit, Repo
from vaultsync.edges.repo.trees import below, is_cut_off
from vaultsync.edges.state import FOLDER
from vaultsync.errors import VaultError
from vaultsync.models.reports import UndoReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.study import foresee, record
from vaultsync.usecases.undoing import (
    PULL,
    STUDY,
    UNDO,
    Undoing,
    carry_out,
    decide_undo,
    of_a_push,
    report_of,
    settled_by,
)
from vaultsync.usecases.unfinished import begin

_FIRST_LOOK = 50
_TOLD = 3


def undo(context: Context, what: str = "", *, redo: bool = False, dry_run: bool = False) -> UndoReport:
    """Take back the last pull or push that was not taken back yet; `what` (`pull`, `push`) limits it to one kind.

    With `redo` the last undo is taken back. Raises VaultsyncError; nothing is written where later work would be lost.
    """
    workspace = Workspace.open(context, writes=not dry_run)
    if dry_run:
        workspace.load()
        undoing = decide_undo(workspace, _target(workspace, what, redo))
        _check(workspace, undoing)
        report = report_of(undoing)
        report.dry_run = True
        report.study = foresee(workspace, workspace.pulled())
        return report
    with workspace.lock() as lock:
        workspace.recover(lock)
        redone = begin(workspace)
        target = _target(workspace, what, redo)
        undoing = decide_undo(workspace, target)
        _check(workspace, undoing)
        study = record(workspace, workspace.pulled(), merged=redone)
        workspace.reload()
        undoing = decide_undo(workspace, target)
        _check(workspace, undoing)
        report = carry_out(workspace, undoing)
        report.study = study
        return report


def _check(workspace: Workspace, undoing: Undoing) -> None:
    """Raise VaultError, with the way on, where later work would be lost or there is nothing to take back."""
    target, repo = undoing.target, workspace.repo
    assert repo is not None
    name = target.id[:9]
    if undoing.again:
        raise VaultError(
            f"nothing is left of “{target.subject}” to take back: the roadmap was pulled again since",
            where=name,
            next_step=_other_ways(repo, target),
        )
    if undoing.lost:
        path, first = undoing.lost[0]
        words = _named([lost.words for _, lost in undoing.lost])
        raise VaultError(
            f"taking back “{target.subject}” would lose what you did since: {words}",
            where=f"{path}:{first.line + 1}" if first.line >= 0 else path,
            next_step=_way_there(repo, target, {path for path, _ in undoing.lost}),
        )
    if undoing.writes or undoing.marks:
        return
    if not of_a_push(target):
        raise VaultError(
            f"nothing is left of “{target.subject}” to take back", where=name, next_step=_other_ways(repo, target)
        )
    if undoing.left:
        words = _named(undoing.left)
        raise VaultError(
            f"what it marked is no longer there in its roadmap: {words}",
            where=name,
            next_step=f"Set the mark where it is now, if it is. {_other_ways(repo, target)}".rstrip(),
        )
    if undoing.marked:
        raise VaultError(
            f"nothing is left of “{target.subject}” to take back: what it marked was marked anew since",
            where=name,
            next_step=_other_ways(repo, target),
        )
    raise VaultError(
        f"that push holds only words, and these stay: “{target.subject}”",
        where=name,
        next_step=f'Take the words back with "git revert {name}". {_other_ways(repo, target)}'.rstrip(),
    )


def _named(words: Sequence[str]) -> str:
    """The first few of these words, in quotes, and how many more there are."""
    more = f" and {len(words) - _TOLD} more" if len(words) > _TOLD else ""
    return ", ".join(f"“{one}”" for one in words[:_TOLD]) + more


def _way_there(repo: Repo, target: Commit, paths: set[str]) -> str:
    """What to do first, so that a commit can be taken back: a later push of ticks may be in the way of it."""
    later = _last(repo, (STUDY,), _FIRST_LOOK, ticked=True)
    since = (commit.id for commit in takewhile(lambda commit: commit.id != target.id, repo.first_parents()))
    if later is not None and later.id in since and not paths.isdisjoint(repo.changed_in(later)):
        what = "answer" if settled_by(later) else "marks"
        return f'Take back the {what} first, with "vaultsync undo push" (“{later.subject}”), then call this again'
    return "Take that back yourself first, or leave that commit as it is"


def _other_ways(repo: Repo, target: Commit) -> str:
    """The commits that can be taken back in place of one of which nothing can."""
    ways = []
    for kind, prefix in (("push", STUDY), ("pull", PULL)):
        found = _last(repo, (prefix,), None, ticked=prefix == STUDY)
        if found is not None and found.id != target.id and not _made_the_vault(repo, found):
            ways.append(f'"vaultsync undo {kind}" takes back “{found.subject}”')
    return ", ".join(ways)


def _made_the_vault(repo: Repo, commit: Commit) -> bool:
    return not commit.parents or repo.show(commit.parents[0], vault.SETTINGS_FILE) is None


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
        raise VaultError(
            f"there is no {named} to take back",
            where=str(workspace.root),
            next_step='"vaultsync log" and "git log" tell what was done',
        )
    if is_cut_off(repo, found.id):
        raise VaultError(
            f"the history of this clone begins with it, and does not tell what was before: {found.subject}",
            where=found.id[:9],
            next_step='Fetch what was before it with "git fetch --unshallow", then call this again',
        )
    if _made_the_vault(repo, found):
        raise VaultError(
            f"this commit made the vault: {found.subject}",
            where=found.id[:9],
            next_step=_end_of(workspace, found),
        )
    return found


def _end_of(workspace: Workspace, first: Commit) -> str:
    """How to be rid of a vault that this commit made: never by deleting what is not vaultsync's, or a history."""
    repo, root = workspace.repo, workspace.root
    assert repo is not None
    its = set(below(repo, first.id)).difference(*[below(repo, parent) for parent in first.parents])
    places = (place for place in root.rglob("*") if place.is_symlink() or not place.is_dir())
    there = sorted(path for place in places if not (path := place.relative_to(root).as_posix()).startswith(".git/"))
    others = [
        path for path in there if not (path in its or is_generated(workspace, path) or path.startswith(f"{FOLDER}/"))
    ]
    if not others and not first.parents:
        return "Delete the folder if you do not want the vault any more"
    parts = {path.rpartition("/")[0] for path in others}
    kept = {folder for part in parts for folder in _and_above(part)}
    made = dict.fromkeys(_highest(path, kept) for path in there if path not in set(others))
    return (
        "The folder holds more than the vault, so do not delete it as a whole. If you do not want the vault any more, "
        f"delete what vaultsync made in it: {', '.join(made)}"
    )


def _and_above(folder: str) -> list[str]:
    """A folder, and those it is in."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _highest(path: str, kept: Collection[str]) -> str:
    """The highest folder of a file that is none of these, as `Folder/`; the file itself where there is none."""
    above = _and_above(path.rpartition("/")[0])
    return next((f"{folder}/" for folder in above if folder not in kept), path)


def _last(repo: Repo, kinds: tuple[str, ...], limit: int | None, *, ticked: bool = False) -> Commit | None:
    """The last commit of these kinds whose effect was not taken back already; `ticked`: one that changed marks."""
    from vaultsync.domain.commits.reading import UNDO_TRAILER

    undone: set[str] = set()
    for commit in repo.first_parents(limit=limit):
        if commit.id in undone:
            continue
        undone.update(commit.trailers.get(UNDO_TRAILER, ()))
        if commit.subject.startswith(kinds) and (not ticked or _ticks(repo, commit)):
            return commit
    return None


def _ticks(repo: Repo, commit: Commit) -> bool:
    """Whether a commit changed known marks, or holds an answer: what can be taken back of a push."""
    return bool(settled_by(commit)) or any(path.startswith(f"{FOLDER}/marks/") for path in repo.changed_in(commit))
