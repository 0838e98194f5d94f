"""What git says about the vault's folder, and the states in which nothing must be written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from vaultsync.errors import UnsafeRepositoryError
from vaultsync.models.structs import Frozen

_REBASE = 'Finish with "git rebase --continue", or "git rebase --abort"'
_NO_REBASE = 'End it with "git rebase --quit"; what it had put aside comes back with "git stash pop"'
# A file or folder of the git directory, the state it stands for, the way out. The first that exists counts.
_STATES = (
    ("rebase-apply/applying", "patches are being applied", 'Finish with "git am --continue", or "git am --abort"'),
    ("rebase-merge/head-name", "a rebase is under way", _REBASE),
    ("rebase-apply/head-name", "a rebase is under way", _REBASE),
    ("rebase-merge", "a rebase did not come to its beginning", _NO_REBASE),
    ("rebase-apply", "a rebase did not come to its beginning", _NO_REBASE),
    (
        "MERGE_HEAD",
        "a merge is under way",
        'Finish with "git merge --continue"; or "git merge --abort", and "vaultsync pull" merges without conflicts',
    ),
    (
        "CHERRY_PICK_HEAD",
        "a cherry-pick is under way",
        'Finish with "git cherry-pick --continue", or "git cherry-pick --abort"',
    ),
    ("REVERT_HEAD", "a revert is under way", 'Finish with "git revert --continue", or "git revert --abort"'),
    (
        "sequencer",
        "a series of cherry-picks or reverts is under way",
        'Finish with "git cherry-pick --continue" or "git revert --continue", or use --quit',
    ),
    ("BISECT_LOG", "a bisect is under way", 'Finish it with "git bisect reset"'),
)
_TOLD = 3


class Status(Frozen):
    """The vault's folder as git sees it.

    `branch` is empty where HEAD is detached, `head` the commit's id or empty before the first one.
    `ahead` and `behind` are None where the branch tracks none. `changed` are the vault paths of all
    that differs from HEAD and is not ignored, `unmerged` those of conflicts, `dropped` those that were taken out of
    git and are not there or ignored. `hidden` are files and folders (with `/` at the end) whose content git does not
    watch: what is ignored, and other repositories in the vault; an empty path is the vault itself. `asked` is when git
    was asked, in nanoseconds of the epoch.
    """

    branch: str
    head: str
    ahead: int | None
    behind: int | None
    changed: tuple[str, ...]
    unmerged: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    asked: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing in the vault's folder has uncommitted changes."""
        return not self.changed and not self.unmerged


def parse_status(output: bytes, prefix: str, asked: int = 0) -> Status:
    """What `git status --porcelain=v2 --branch -z` says, with paths from the folder `prefix` (as `a/b/`)."""
    branch = head = ""
    ahead: int | None = None
    behind: int | None = None
    changed: dict[str, None] = {}
    unmerged = []
    dropped: set[str] = set()
    new: set[str] = set()
    hidden = []
    fields = iter(output.split(b"\0"))
    for record in fields:
        kind = record[:1]
        if kind == b"#":
            _, key, *values = os.fsdecode(record).split(" ")
            if key == "branch.head":
                branch = "" if values[0] == "(detached)" else values[0]
            elif key == "branch.oid":
                head = "" if values[0] == "(initial)" else values[0]
            elif key == "branch.ab" and "?" not in "".join(values):
                ahead, behind = int(values[0]), -int(values[1])
        elif kind == b"?":
            path = os.fsdecode(record[2:])
            if path.endswith("/"):  # another repository lies there: its files are its own
                hidden.append(path)
            else:
                changed[path] = None
                new.add(path)
        elif kind == b"!":
            hidden.append(os.fsdecode(record[2:]))
        elif kind in (b"1", b"2"):
            if record[2:4] == b"D.":
                dropped.add(os.fsdecode(record.split(b" ", 8)[-1]))
            path = os.fsdecode(record.split(b" ", 9 if kind == b"2" else 8)[-1])
            if record[5:6] == b"S":
                hidden.append(f"{path}/")
                if record[2:4] == b".M" and record[6:7] != b"C":
                    continue  # only what is not committed in it changed: nothing to commit here
            changed[path] = None
            if kind == b"2":
                changed[os.fsdecode(next(fields))] = None
        elif kind == b"u":
            unmerged.append(os.fsdecode(record.split(b" ", 10)[-1]))
    return Status(
        branch=branch,
        head=head,
        ahead=ahead,
        behind=behind,
        changed=tuple(sorted(path.removeprefix(prefix) for path in changed)),
        unmerged=tuple(sorted(path.removeprefix(prefix) for path in unmerged)),
        dropped=tuple(sorted(path.removeprefix(prefix) for path in dropped - new)),
        hidden=tuple(sorted("" if prefix.startswith(path) else path.removeprefix(prefix) for path in hidden)),
        asked=asked,
    )


def check_git_dir(git_dir: Path, where: str, unmerged: Callable[[], Mapping[str, bool]]) -> None:
    """Raise UnsafeRepositoryError where the git directory shows that a merge, rebase or the like is under way.

    `unmerged` is asked then: the files at which git stopped, and whether one side deleted them.
    """
    for name, what, next_step in _STATES:
        if (git_dir / name).exists():
            raise UnsafeRepositoryError(what, where=where, next_step=_settle_first(unmerged()) + next_step)


def unmerged_in(output: bytes) -> dict[str, bool]:
    """What `git ls-files --unmerged -z` says: path → whether one side deleted the file."""
    sides: dict[str, set[bytes]] = {}
    for entry in output.split(b"\0"):
        if entry:
            about, _, path = entry.partition(b"\t")
            sides.setdefault(os.fsdecode(path), set()).add(about.split()[-1])
    return {path: not {b"2", b"3"} <= found for path, found in sides.items()}


def _settle_first(unmerged: Mapping[str, bool]) -> str:
    """What to do with the files at which git stopped, before it goes on; empty where there are none."""
    deleted = [path for path, gone in unmerged.items() if gone]
    edited = [path for path in unmerged if path not in deleted]
    steps = []
    if deleted:
        steps.append(
            f"One side deleted and the other edited {_some(deleted)}: "
            'keep it with "git add FILE", or let it go with "git rm FILE". '
        )
    if edited:
        steps.append(f'Both sides edited {_some(edited)}: settle it there, then "git add FILE". ')
    return "".join(steps)


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:_TOLD]) + (f" and {len(paths) - _TOLD} more" if len(paths) > _TOLD else "")


def check_status(status: Status, unmerged: list[str], where: str) -> None:
    """Raise UnsafeRepositoryError for a detached HEAD, and for paths that a merge left unmerged."""
    paths = sorted({*status.unmerged, *unmerged})
    if paths:
        raise UnsafeRepositoryError(
            f"files are unmerged: {_some(paths)}",
            where=where,
            next_step='Settle them, then "git add" them and commit, or "git checkout HEAD -- FILE"',
        )
    if not status.branch:
        raise UnsafeRepositoryError(
            "HEAD is detached, no branch would hold the commit",
            where=where,
            next_step='Go to a branch with "git switch NAME", or make one here with "git switch -c NAME"',
        )
