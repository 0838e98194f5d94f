"""One vaultsync at a time: an operating system's file lock in the git directory."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from vaultsync.edges.vault import shown, trouble
from vaultsync.errors import LockedError, VaultsyncError

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Lock:
    """Held while a command writes; use it with `with`.

    `folder` lies in the git directory, never where other tools sync; it is made when missing.
    Waits up to `timeout` seconds, then raises LockedError with the holder's process id. Once held,
    `interrupted` tells that the last holder died at work, so that temporary files may lie about, and
    `since` when (seconds of the epoch) it had begun.
    The system frees the lock of a process that dies.
    """

    def __init__(self, folder: Path, timeout: float = 10.0) -> None:
        self.folder = folder
        self.timeout = timeout
        self.interrupted = False
        self.since = 0.0
        self._lock: BaseFileLock | None = None

    @property
    def _holder(self) -> Path:
        return self.folder / "holder"

    def __enter__(self) -> Lock:
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "lock", timeout=self.timeout)
            lock.acquire(poll_interval=0.05)
        except Timeout as error:
            raise LockedError(
                f"another vaultsync is at work here{self._process()}",
                where=shown(self.folder),
                next_step="Wait until it has finished, then try again",
            ) from error
        except OSError as error:
            raise trouble(error, self.folder, "written") from error
        self._lock = lock
        try:
            self.interrupted = self._holder.exists()
            self.since = self._holder.stat().st_mtime if self.interrupted else 0.0
            self._holder.write_text(f"{os.getpid()}\n", "ascii")
        except OSError as error:
            self.__exit__(None, None, None)
            raise trouble(error, self.folder, "written") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, VaultsyncError):
            with suppress(OSError):
                self._holder.unlink()
        # Else the work was broken off somewhere: the next run looks for what lies about.
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _process(self) -> str:
        holder = holder_of(self.folder)
        return f" (process {holder})" if holder else ""


def holder_of(folder: Path) -> int | None:
    """The process that holds the lock in this folder or was killed with it, None where there is none."""
    with suppress(OSError, ValueError):
        return int((folder / "holder").read_text("ascii"))
    return None


def is_held(folder: Path) -> bool:
    """Whether a process holds the lock in this folder now."""
    from filelock import FileLock, Timeout

    if not (folder / "lock").exists():
        return False
    try:
        with FileLock(folder / "lock", timeout=0.0):
            return False
    except Timeout:
        return True
    except OSError:
        return False
