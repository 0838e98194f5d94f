"""Which file of the vault a link means, as Obsidian finds it."""

from __future__ import annotations

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterable


def folded(path: str) -> str:
    """A path as Obsidian compares it: without case, whatever the Unicode form of the file's name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


class Files:
    """The files of a vault, by all the ways in which links name them. Paths are vault paths.

    Of files named alike those in the folder `last` come last: what left a roadmap for the archive keeps its name, and
    must not catch the links to what stands there still.
    """

    def __init__(self, paths: Iterable[str], *, last: str = "") -> None:
        self._last = f"{folded(last)}/" if last else ""
        self._paths: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            key = folded(path)
            if key not in self._paths:
                self._paths[key] = path
                self._names[key.rsplit("/", 1)[-1]].append(key)

    def at(self, path: str) -> str:
        """The file at this path, which may lack its `.md`; empty where there is none."""
        key = folded(path)
        return self._paths.get(key) or self._paths.get(f"{key}.md") or ""

    def beside(self, target: str, source: str) -> str:
        """The file that a path relative to the folder of `source` names; empty where there is none."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        return "" if path.startswith("../") else self.at(path)

    def named(self, target: str, source: str) -> str:
        """The file whose path ends with `target`: the one beside `source`, else the one with the shortest path."""
        key = folded(target)
        name = key.rsplit("/", 1)[-1]
        for ending in (key, f"{key}.md"):
            name = ending.rsplit("/", 1)[-1]
            fits = [path for path in self._names.get(name, ()) if path == ending or path.endswith(f"/{ending}")]
            if fits:
                folder = folded(posixpath.dirname(source))
                return self._paths[min(fits, key=lambda path: self._rank(path, folder))]
        return ""

    def _rank(self, path: str, folder: str) -> tuple[bool, bool, int, int, str]:
        late = bool(self._last) and path.startswith(self._last)
        return posixpath.dirname(path) != folder, late, path.count("/"), len(path), path

    def meant(self, target: str, source: str) -> str:
        """The file that a wikilink's target means in the note `source`; empty where it means none."""
        if target.startswith(("./", "../")):
            return self.beside(target, source)
        bare = target.lstrip("/")
        if not bare:
            return ""
        return self.at(bare) or (
            "" if target.startswith("/") else self.beside(bare, source) or self.named(bare, source)
        )
