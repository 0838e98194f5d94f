"""What a process that goes on for long holds in memory of files, for as long as these stay as they are."""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

# What a file is known by: size, times, number. Empty where there is none; None where that may change without telling.
Stamp = tuple[int, ...] | None

_Value = TypeVar("_Value")
_YOUNG = 2_000_000_000  # nanoseconds: file systems count in steps of up to two seconds
_store: dict[Hashable, object] | None = None


@contextmanager
def holding() -> Iterator[None]:
    """Hold what is kept meanwhile; without it nothing is kept, as in a command that is soon over."""
    global _store
    before, _store = _store, {}
    try:
        yield
    finally:
        _store = before


def holds() -> bool:
    """Whether anything is kept."""
    return _store is not None


def keep(key: Hashable, value: object) -> None:
    """Hold a value, which nobody changes any more, under a key in place of the one before."""
    if _store is not None:
        _store[key] = value


def kept(key: Hashable, kind: type[_Value]) -> _Value | None:
    """The value that is held under this key, where it is one of this `kind`."""
    value = _store.get(key) if _store is not None else None
    return value if isinstance(value, kind) else None


def stamp_of(place: str) -> Stamp:
    """What the file at `place` is known by; None for one so young that it could change without its times telling."""
    try:
        found = os.lstat(place)
    except OSError:
        return ()
    if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - _YOUNG:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
