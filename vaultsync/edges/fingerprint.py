"""A key for the state of a vault: the commit for what is committed, the bytes of all else."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from vaultsync.edges.cache import code, key_of
from vaultsync.edges.files.filetimes import is_young
from vaultsync.edges.repo.status import Status

_MOST_FILES = 2_000
_MOST_BYTES = 16_000_000
_OBSIDIAN = ".obsidian/"


def fingerprint(root: Path, status: Status, *more: str) -> str | None:
    """A key for everything that can be read in the vault at `root`, whose `status` was just taken.

    An equal key means the same answer to the same question; `more` are the question and whatever else it depends on.
    Committed files are covered by the id of the commit; uncommitted ones by their bytes; files that git does not watch
    (ignored files, other repositories) by names, sizes and times. None where that is too much to read, or one of the
    latter is so young that it could change with the same times.
    """
    parts: list[str | bytes] = [code(), str(root), status.head, status.branch, *more]
    parts += [f"{status.ahead} {status.behind}", *status.unmerged, "", *status.dropped, ""]
    if len(status.changed) > _MOST_FILES or "" in status.hidden:
        return None
    read = 0
    for path in status.changed:
        data = _content(root / path)
        read += len(data)
        if read > _MOST_BYTES:
            return None
        parts += [path, data]
    now = time.time_ns()
    for count, (path, found) in enumerate(_unwatched(root, status.hidden)):
        if count > _MOST_FILES or is_young(found.st_ctime_ns, now):
            return None
        parts += [path, f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"]
    return key_of(parts)


def size_and_time(root: Path, path: str) -> tuple[int, int] | None:
    """Size (bytes) and time of the last change (nanoseconds) of a file; None if it does not exist."""
    try:
        found = os.lstat(f"{root}/{path}")
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _content(place: Path) -> bytes:
    """What a file that git sees is: its bytes and times, where a link leads, or that it is not there."""
    try:
        found = os.lstat(place)
        if stat.S_ISLNK(found.st_mode):
            return b"link " + os.fsencode(os.readlink(place))
        if not stat.S_ISREG(found.st_mode):
            return b"no file"
        # Ticks that wait for a commit are dated by the time of their file; what is read-only is not written to.
        return f"file {found.st_mtime_ns} {found.st_mode} ".encode() + place.read_bytes()
    except OSError as error:
        return f"nothing {error.errno}".encode()


def _unwatched(root: Path, hidden: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
    """The files at these paths and in these folders, in a fixed order.

    Of dot folders only Obsidian's settings count, without those of its windows, which change all the time.
    """
    stack = [path for path in reversed(hidden) if not _is_dotted(path)]
    if any(path.startswith(_OBSIDIAN) for path in hidden):
        stack += [f"{_OBSIDIAN}{name}" for name in _names(root / _OBSIDIAN) if not name.startswith("workspace")]
        stack.append(f"{_OBSIDIAN}plugins/periodic-notes/data.json")
    while stack:
        path = stack.pop()
        try:
            if path.endswith("/"):
                with os.scandir(root / path) as entries:
                    names = sorted(
                        f"{path}{entry.name}{'/' if entry.is_dir(follow_symlinks=False) else ''}"
                        for entry in entries
                        if not entry.name.startswith(".")
                    )
                stack.extend(reversed(names))
            else:
                yield path, os.lstat(root / path)
        except OSError:
            continue  # deleted or not accessible: then it is not read either


def _names(folder: Path) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    except OSError:
        return []


def _is_dotted(path: str) -> bool:
    return path.startswith(".") or "/." in path
