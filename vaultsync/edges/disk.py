"""The system calls that change the disk, one method each: tests replace it to let single calls fail."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from functools import cache

# The errors of systems and file systems that cannot exchange two names.
CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})

_WAITS = (0.02, 0.05, 0.1, 0.2)  # seconds to wait for a file that another program holds
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Disk:
    """Every system call that changes the disk."""

    def create(self, path: str, mode: int | None = None) -> int:
        """Create a file that must not exist, with these mode bits if they are given; its file descriptor."""
        handle = os.open(path, _NEW_FILE, 0o666)
        try:
            if mode is not None:
                os.chmod(handle if os.chmod in os.supports_fd else path, mode)
        except OSError:
            os.close(handle)
            raise
        return handle

    def write(self, handle: int, data: bytes) -> None:
        """Write all of `data`."""
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]

    def sync(self, handle: int) -> None:
        """Bring the file's content to the disk."""
        os.fsync(handle)

    def sync_everything(self) -> None:
        """Bring all that was written to the disk; waits for it on Linux."""
        os.sync()

    def link(self, source: str, target: str) -> None:
        """Give the file a second name, which must not exist."""
        os.link(source, target)

    def rename(self, source: str, target: str) -> None:
        """Give the file a name, replacing any other file of that name."""
        os.replace(source, target)

    def exchange(self, source: str, target: str) -> None:
        """Let two files exchange their names in one step. Raises OSError (CANNOT_EXCHANGE) where that is impossible."""
        swap = _exchanger()
        if swap is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        code = swap(os.fsencode(source), os.fsencode(target))
        if code:
            raise OSError(code, os.strerror(code), source, None, target)

    def unlink(self, path: str) -> None:
        """Remove a file."""
        os.unlink(path)

    def mkdir(self, path: str) -> None:
        """Make one folder."""
        os.mkdir(path)

    def rmdir(self, path: str) -> None:
        """Remove an empty folder."""
        os.rmdir(path)


@cache
def _exchanger() -> Callable[[bytes, bytes], int] | None:
    """The C library's way to exchange two names, which answers 0 or an error number; None where it has none."""
    if sys.platform not in ("linux", "darwin"):
        return None
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    here, swap = -100, 2  # AT_FDCWD; RENAME_EXCHANGE of renameat2(2), and RENAME_SWAP of renamex_np(2)
    renameat2 = getattr(library, "renameat2", None)
    renamex_np = getattr(library, "renamex_np", None)

    def exchange(source: bytes, target: bytes) -> int:
        if renameat2 is not None:
            failed = renameat2(here, source, here, target, swap)
        else:
            assert renamex_np is not None
            failed = renamex_np(source, target, swap)
        return ctypes.get_errno() if failed else 0

    return exchange if renameat2 is not None or renamex_np is not None else None


def patiently(call: Callable[[str, str], None], source: str, target: str) -> None:
    """Call, and try again a few times where the system says that the file is in use (as Windows does)."""
    for wait in _WAITS:
        try:
            return call(source, target)
        except PermissionError as error:
            if error.errno == errno.EPERM:  # waiting does not help
                raise
            time.sleep(wait)
    return call(source, target)
