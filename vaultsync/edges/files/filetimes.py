"""File stamps (size, times, inode), and for how long they cannot be trusted to show a change."""

from __future__ import annotations

import os
import time

# Nanoseconds in which a file may change without its times telling: file systems count in steps of up to two seconds.
YOUNG = 2_000_000_000

# What a file is known by: size, times, number. Empty where there is none; None where that may change without telling.
Stamp = tuple[int, ...] | None


def is_young(changed: int, seen: int) -> bool:
    """Whether a file that changed at `changed` and was seen at `seen` (nanoseconds) may change with the same times."""
    return changed > seen - YOUNG


def stamp_of(place: str) -> Stamp:
    """The stamp of the file at `place`; None for a file so young that it could change without its stamp changing."""
    try:
        found = os.lstat(place)
    except OSError:
        return ()
    if is_young(max(found.st_mtime_ns, found.st_ctime_ns), time.time_ns()):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
