"""Caches in the git directory: one file an answer. Safe to delete at any time."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from vaultsync.edges import inmemory
from vaultsync.edges.files.filetimes import stamp_of

_Value = TypeVar("_Value")
_BUFFER = 1 << 18  # bytes


class _InMemory(NamedTuple):
    """A value in memory, and its file as it was read."""

    place: str
    stamp: tuple[int, ...]
    value: object


class Cache:
    """Answers by key in a folder; only the newest `most` are kept.

    What cannot be read or written counts as missing: nothing depends on it.
    """

    def __init__(self, folder: Path, most: int = 40) -> None:
        self.folder = folder
        self.most = most

    def get(self, key: str) -> bytes | None:
        """The bytes that were put under this key, or None."""
        try:
            return (self.folder / key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, whole or not at all."""
        self._put(key, lambda file: file.write(data))

    def _put(self, key: str, write: Callable[[BinaryIO], object]) -> None:
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / f"{key}.{os.getpid()}.tmp"
            with open(temporary, "wb") as file:
                write(file)
            os.replace(temporary, self.folder / key)
            kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime)
            for old in kept[: -self.most]:
                old.unlink()

    def get_value(self, key: str, kind: type[_Value], *, in_memory: str = "") -> _Value | None:
        """The value that was put under this key if it is one of this `kind`, else None.

        It is a pickle: whoever can write into the git directory could also install hooks there. With `in_memory` a
        long-lived process keeps one value under that name, which nobody may change, and reads the file only if it
        changed.
        """
        place, name = str(self.folder / key), (self.folder, in_memory)
        stamp = stamp_of(place) if in_memory and inmemory.holds() else None
        if stamp:
            known = inmemory.kept(name, _InMemory)
            if known is not None and (known.place, known.stamp) == (place, stamp) and isinstance(known.value, kind):
                return known.value
        try:
            with open(place, "rb", _BUFFER) as file:  # read in pieces: a large value must not be in memory twice
                value = pickle.load(file)
        except Exception:  # a file that is no pickle of ours may raise anything: it counts as missing
            return None
        if not isinstance(value, kind):
            return None
        if stamp:
            inmemory.keep(name, _InMemory(place, stamp, value))
        return value

    def put_value(self, key: str, value: object) -> None:
        """Keep a value of the program's own classes under `key`."""
        self._put(key, lambda file: pickle.dump(value, file, pickle.HIGHEST_PROTOCOL))


def key_of(parts: Iterable[str | bytes]) -> str:
    """A key made of these parts; any other list of parts gives another key."""
    from hashlib import blake2b

    made = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(str(len(data)).encode() + b":" + data)
    return made.hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """A key for this version of the program: names, sizes and times of its source files."""
    rows = []
    stack = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    rows.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}")
                elif not entry.name.startswith("_") and entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
    return key_of(sorted(rows))
