"""Telling vaultsync's own writes from those of others: each is noted down as it reaches the disk."""

from __future__ import annotations

import os
from pathlib import Path

from vaultsync.edges.batch import TEMP_PREFIX
from vaultsync.edges.disk import Disk


class OwnWrites(Disk):
    """A disk that remembers what was written to it.

    `written` has time, size and number of every file that was filled since the last `forget`, whatever name it got
    afterwards; `deleted` the vault paths of those that were put aside to be deleted.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: set[tuple[int, int, int]] = set()
        self.deleted: set[str] = set()

    def write(self, handle: int, data: bytes) -> None:
        """Write all of `data`."""
        super().write(handle, data)
        status = os.fstat(handle)
        self.written.add((status.st_mtime_ns, status.st_size, status.st_ino))

    def rename(self, source: str, target: str) -> None:
        """Give the file a name, taking it from any other file."""
        super().rename(source, target)
        if os.path.basename(target).startswith(TEMP_PREFIX):
            self.deleted.add(os.path.relpath(source, self.root).replace(os.sep, "/"))

    def forget(self) -> None:
        """A new pass begins."""
        self.written.clear()
        self.deleted.clear()

    def made(self, path: str) -> bool:
        """Whether the file at this vault path is as it was written here, or was deleted here and is not there."""
        try:
            status = os.lstat(self.root / path)
        except OSError:
            return path in self.deleted
        return (status.st_mtime_ns, status.st_size, status.st_ino) in self.written
