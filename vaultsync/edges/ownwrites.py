"""Tell vaultsync's own writes from those of others: each is noted as it reaches the disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from vaultsync.edges.disk import Disk
from vaultsync.edges.files.batch import TEMP_PREFIX


class OwnWrites(Disk):
    """A disk that remembers what was written to it.

    `written` has modification time (nanoseconds), size and inode of every file written since the last `forget`, under
    whatever name it is now; `deleted` the vault paths of files that were moved aside to be deleted, and of folders
    that were removed; `folders` those of folders that were made.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: set[tuple[int, int, int]] = set()
        self.deleted: set[str] = set()
        self.folders: set[str] = set()

    def write(self, handle: int, data: bytes) -> None:
        """Write all of `data`."""
        super().write(handle, data)
        status = os.fstat(handle)
        self.written.add((status.st_mtime_ns, status.st_size, status.st_ino))

    def rename(self, source: str, target: str) -> None:
        """Give the file a name, taking it from any other file."""
        super().rename(source, target)
        if os.path.basename(target).startswith(TEMP_PREFIX):
            self.deleted.add(self._vault_path(source))

    def mkdir(self, path: str) -> None:
        """Make one folder."""
        made = self._vault_path(path)
        self.folders.add(made)  # first: the system may tell of it before this goes on
        try:
            super().mkdir(path)
        except OSError:
            self.folders.discard(made)
            raise

    def rmdir(self, path: str) -> None:
        """Remove an empty folder."""
        super().rmdir(path)
        self.deleted.add(self._vault_path(path))

    def forget(self) -> None:
        """Forget everything: a new pass begins."""
        self.written.clear()
        self.deleted.clear()
        self.folders.clear()

    def made(self, path: str) -> bool:
        """Whether the file at this vault path is as it was written here, or was deleted here and does not exist.

        A folder is, if it was made here.
        """
        try:
            status = os.lstat(self.root / path)
        except OSError:
            return path in self.deleted
        if stat.S_ISDIR(status.st_mode):
            return path in self.folders
        return (status.st_mtime_ns, status.st_size, status.st_ino) in self.written

    def _vault_path(self, place: str) -> str:
        return os.path.relpath(place, self.root).replace(os.sep, "/")
