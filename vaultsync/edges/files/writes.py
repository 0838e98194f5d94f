"""Write files of the vault: whole or not at all, and only if they are still what was read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from vaultsync.edges.files.batch import MANY, Batch, Write
from vaultsync.edges.processwide import DISK
from vaultsync.errors import VaultError

__all__ = ["ChangedMeanwhileError", "Tell", "Write", "delete", "write", "write_all"]


class ChangedMeanwhileError(VaultError):
    """The file at `where` is no longer what was read; the caller has to decide again."""

    def __init__(self, where: str) -> None:
        super().__init__("it was changed while vaultsync worked on it", where=where, next_step="Run the command again")


def write(root: Path, path: str, text: str | bytes, expected: bytes | None) -> None:
    """Write one whole file. Raises ChangedMeanwhileError if it is not as `expected`, else VaultError."""
    _one(root, Write(path, text, expected))


def delete(root: Path, path: str, expected: bytes) -> None:
    """Delete one file, and folders that become empty. Raises as `write`."""
    _one(root, Write(path, None, expected))


def _one(root: Path, wanted: Write) -> None:
    if write_all(root, [wanted]):
        raise ChangedMeanwhileError(wanted.path)


Tell = Callable[[int, int], None]


def write_all(root: Path, writes: Sequence[Write], log: Path | None = None, tell: Tell | None = None) -> list[str]:
    """Carry out `writes`. Returns the paths of those left alone since the file was not as expected.

    All new content is on the disk before the first file is renamed; new files come first, and deletions last: an
    interruption at any instant leaves every file whole, old or new, and what goes from one into a new one in either.
    With a `log` (where no other tool syncs) the batch can be finished
    after a kill: see `vaultsync.edges.files.unfinished`. `tell` is called with the number of files written and of all
    files.

    Raises VaultError; if the content cannot be written (disk full, read-only), nothing has changed.
    """
    in_turn = sorted(writes, key=lambda wanted: (wanted.last, wanted.expected is not None))
    contents = [wanted for wanted in in_turn if wanted.text is not None]
    deletions = [wanted for wanted in in_turn if wanted.text is None]
    work = Batch(root, DISK.now, shared_sync=len(contents) > MANY and sys.platform == "linux")
    changed: dict[str, None] = {}
    with work.cleaned_up():
        staged = []
        for count, wanted in enumerate(contents, 1):
            staged.append((wanted, work.stage(wanted)))
            if tell is not None:
                tell(count, len(contents))
        work.sync()
        if log is not None and len(writes) > 1:
            work.promise(log, staged, deletions)
        first = sum(not wanted.last for wanted in contents)
        for wanted, temporary in staged[:first]:
            if temporary is None or not work.put(wanted, temporary):
                changed[wanted.path] = None
        if any(wanted.last for wanted in writes):  # those marked `last` depend on all of the others
            changed |= dict.fromkeys([*work.look_again(), *work.overwritten(contents[:first])])
        for wanted, temporary in staged[first:]:
            if temporary is None or changed or not work.put(wanted, temporary):
                changed[wanted.path] = None
        for wanted in deletions:
            if (wanted.last and changed) or not work.remove(wanted):
                changed[wanted.path] = None
        changed |= dict.fromkeys(work.look_again())
        work.sync_folders()
        work.keep_promise()
    return list(changed)
