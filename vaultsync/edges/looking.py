"""A look at the whole vault: the state of every file that somebody may have changed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.markdown.patterns import regex
from vaultsync.models.watching import FileState, Look

# What editors, browsers and sync tools write beside a file before they give it its name, and their locks: besides
# whatever begins with a dot (also .~vaultsync-…, .syncthing.…, .goutputstream-…, .note.md.swp).
_PASSING = regex(
    r"(\..*|~syncthing~.*|~\$.*|#.*#|.*~|.*\.(tmp|temp|part|partial|crdownload|download|lock|lck|swp|swo|swx|vsctmp)"
    r"|.*\.tmp\.\d.*|\d{4,6}|sed[A-Za-z0-9]{6})",
    re.IGNORECASE | re.DOTALL,
)


def is_passing(name: str) -> bool:
    """Whether a file of this name is a temporary file or lock of another tool."""
    if name[-3:] == ".md" and "." not in name[:-3] and name[0] not in "~#.":
        return False  # quick answer for the usual name of a note
    return _PASSING.fullmatch(name) is not None


def concerns(path: str) -> bool:
    """Whether a change at this vault path may be one of the learner's."""
    *folders, name = path.split("/")
    return not is_passing(name) and not any(folder.startswith(".") for folder in folders)


def is_there(root: Path) -> bool:
    """Whether the vault exists: an empty mount point is none."""
    try:
        return stat.S_ISREG(os.stat(root / SETTINGS_FILE).st_mode)
    except OSError:
        return False


def look(root: Path, sources: Iterable[Path], at: float) -> Look:
    """The state of all files of the vault and of the documents of its roadmaps; unreadable ones count as missing.

    `at` is the time of the look by the wall clock, in seconds of the epoch.
    """
    files: dict[str, FileState] = {}
    tops: set[str] = set()
    stack = [""]
    while stack:
        folder = stack.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(f"{root}{os.sep}{folder}") as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(prefix + name)
                        if not folder:
                            tops.add(name)
                    elif not is_passing(name):
                        files[prefix + name] = _state_of(entry.stat(follow_symlinks=False))
        except OSError:
            continue  # deleted meanwhile, or not accessible: the pass reports that
    return Look(files, _documents(sources), frozenset(tops), at)


def _state_of(status: os.stat_result) -> FileState:
    """What tells one state of a file from another, and when it came to be."""
    changed = status.st_mtime_ns if os.name == "nt" else max(status.st_mtime_ns, status.st_ctime_ns)
    return status.st_mtime_ns, status.st_size, status.st_ino, changed


def _documents(sources: Iterable[Path]) -> dict[str, FileState]:
    found = {}
    for source in sources:
        with suppress(OSError, ValueError):
            found[str(source)] = _state_of(os.stat(source))
    return found
