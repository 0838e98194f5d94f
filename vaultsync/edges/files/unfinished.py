"""Batches of writes that are all or nothing, even if the process is killed in between."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.files import redo
from vaultsync.edges.files.batch import Batch, Write
from vaultsync.edges.files.leftovers import give_back, held_alone
from vaultsync.edges.files.redo import LoggedWrite, digest
from vaultsync.edges.files.vault import read
from vaultsync.edges.files.writes import Tell, write_all
from vaultsync.edges.processwide import DISK
from vaultsync.errors import VaultError


def write_together(root: Path, wanted: Sequence[Write], log: Path, tell: Tell | None = None) -> list[str]:
    """As `write_all`, but once the first file is renamed, the rest is done as well: now, or by `finish_batch`."""
    try:
        return write_all(root, wanted, log, tell)
    except BaseException:
        finish_batch(root, log)
        raise


def finish_batch(root: Path, log: Path) -> bool:
    """Finish an interrupted batch. Returns whether there was one. The lock is held.

    A file that is neither as before nor as wanted was changed since: it is left alone, and so are steps marked `last`.
    If it was changed after it had been written, its step counts as done. What somebody saved in the moment of the write
    gets its place back.
    """
    try:
        steps = redo.loaded(log.read_bytes())
    except OSError:
        return False
    left = False
    work = Batch(root, DISK.now)
    with work.cleaned_up():
        for step in steps:
            saved = _given_back(work, step)
            left |= saved or (step.last and left) or not _done(work, step)
        work.look_again()
        work.sync_folders()
        with suppress(OSError):
            DISK.now.unlink(str(log))
    return True


def _given_back(work: Batch, step: LoggedWrite) -> bool:
    """Whether the temporary file of a step held what somebody saved there; it has its place back, or a name beside it.

    Any other temporary file is cleaned up with the batch.
    """
    temporary = str(work.root / step.temporary)
    try:
        held = held_alone(temporary)
    except OSError:
        return True  # an unreadable file stays where it is
    if held is None or digest(held) in (step.old, step.new):
        work.temporaries[temporary] = None
        return False
    give_back(work.disk, temporary, work.root / step.path, step.new)
    return True


def _done(work: Batch, step: LoggedWrite) -> bool:
    """Whether one step of an interrupted batch was done, or could be done now."""
    try:
        now = read(work.root, step.path)
        if digest(now) == step.new:
            return True
        if digest(now) != step.old:
            return now is not None and _took_place(work, step)
        if not step.new:
            return work.remove(Write(step.path, None, now))
        held = read(work.root, step.temporary)
        if held is None or digest(held) != step.new:
            return False
        work.folders.add(os.path.dirname(work.root / step.path))
        return work.put(Write(step.path, held, now), str(work.root / step.temporary))
    except VaultError:
        return False


def _took_place(work: Batch, step: LoggedWrite) -> bool:
    """Whether a file was written, and changed afterwards: what it was is aside, or the new one has both names."""
    if not (step.temporary and step.new):
        return False
    if step.old:
        return digest(read(work.root, step.temporary)) == step.old
    try:
        return os.path.samefile(work.root / step.temporary, work.root / step.path)
    except OSError:
        return False
