"""One vaultsync at a time: an operating system's file lock in the git directory."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.edges.processwide import CHILD_HANDLES
from vaultsync.errors import GitStoppedError, LockedError, VaultsyncError

if TYPE_CHECKING:
    from filelock import BaseFileLock


def _is_free(handle: int) -> bool:
    """Whether no other process holds the lock of this file; if so, it is held now."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Lock:
    """Held while a command writes; use it with `with`.

    `folder` lies in the git directory, where no other tool syncs; it is made if missing. Waits up to `timeout` seconds,
    then raises LockedError with the process id of the holder; `waits` is called before, with what is waited for. The
    system frees the lock of a process that dies.

    Once it is held, `interrupted` tells that an earlier holder died at work and may have left temporary files, and
    `since` when (seconds of the epoch) the first such one had begun; every later holder is told so too until
    `looked_after` is called. `alone` tells whether all processes that the dead holder had started have ended; they are
    given `timeout` seconds, too.
    """

    def __init__(self, folder: Path, timeout: float = 10.0, waits: Callable[[str], object] | None = None) -> None:
        self.folder = folder
        self.timeout = timeout
        self.waits = waits
        self.interrupted = False
        self.since = 0.0
        self.alone = True
        self._lock: BaseFileLock | None = None
        self._children = -1

    @property
    def _holder(self) -> Path:
        return self.folder / "holder"

    def __enter__(self) -> Lock:
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "lock", timeout=self.timeout)
            try:
                lock.acquire(timeout=0.0)
            except Timeout:
                if not self.timeout:
                    raise
                if self.waits is not None:
                    self.waits(f"another vaultsync{self._process()}")
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
            beside = self._holder.with_suffix(".new")
            beside.write_text(f"{os.getpid()}\n", "ascii")
            if self.interrupted:
                os.utime(beside, (self.since, self.since))
            os.replace(beside, self._holder)
            self._hand_down()
        except OSError as error:
            self.__exit__(None, None, None)
            raise trouble(error, self.folder, "written") from error
        return self

    def looked_after(self) -> None:
        """What the dead holder left is cleaned up."""
        self.interrupted = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told = error is None or (isinstance(error, VaultsyncError) and not isinstance(error, GitStoppedError))
        if told and not self.interrupted:
            with suppress(OSError):
                self._holder.unlink()
        # Else the work was broken off somewhere: the next run looks for what lies about.
        self._let_go()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _hand_down(self) -> None:
        """Share a lock on a second file with all processes started from now on: nobody has it when they are dead."""
        if sys.platform == "win32":
            return
        import fcntl

        self._children = os.open(self.folder / "children", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        end = time.monotonic() + (self.timeout if self.interrupted else 0)
        while not (alone := _is_free(self._children)) and time.monotonic() < end:
            time.sleep(0.05)
        self.alone = alone
        fcntl.flock(self._children, fcntl.LOCK_SH | fcntl.LOCK_NB)
        CHILD_HANDLES.now = (*CHILD_HANDLES.now, self._children)

    def _let_go(self) -> None:
        if sys.platform == "win32" or self._children < 0:
            return
        import fcntl

        CHILD_HANDLES.now = tuple(handle for handle in CHILD_HANDLES.now if handle != self._children)
        with suppress(OSError):
            fcntl.flock(
                self._children, fcntl.LOCK_UN
            )  # a process that still runs, such as one left by a hook, is not ours
        os.close(self._children)
        self._children = -1

    def _process(self) -> str:
        holder = holder_of(self.folder)
        return f" (process {holder})" if holder else ""


def holder_of(folder: Path) -> int | None:
    """The id of the process that holds the lock in this folder, or was killed while it did; None if there is none."""
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
