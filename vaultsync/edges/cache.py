"""What may be forgotten: answers kept in the git directory, each in a file of its own. Safe to delete at any time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_FEW = 40  # files kept; the oldest go first


class Cache:
    """Answers by key in a folder. What cannot be read or written counts as not there: nothing depends on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""
        try:
            return (self.folder / key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, whole or not at all."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / f"{key}.{os.getpid()}.tmp"
            temporary.write_bytes(data)
            os.replace(temporary, self.folder / key)
            kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime)
            for old in kept[:-_FEW]:
                old.unlink()


def digest(parts: Iterable[str | bytes]) -> str:
    """A key made of these parts: another for every other list of parts."""
    made = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(str(len(data)).encode() + b":" + data)
    return made.hexdigest()


def code_of(package: str) -> str:
    """What tells one state of a package's source files from another: their names, sizes and times."""
    import importlib.util

    found = importlib.util.find_spec(package)
    places = list(found.submodule_search_locations or ()) if found else []
    rows = []
    for place in places:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    rows.append(f"{entry.name} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(sorted(rows))
