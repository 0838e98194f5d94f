"""Which note of a roadmap a link in an entry means: one in the roadmap, before one in the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from vaultsync.markdown.linking.linktargets import Files, folded


class LinkedNotes:
    """The notes of roadmaps that links can mean, resolved as Obsidian does.

    `paths` are the vault paths of the roadmaps' notes by note id. `archived` gives the paths of the files in the folder
    `archive`, when they are needed. A link to what a roadmap left there, or to a missing note in a roadmap's folder,
    means that roadmap as a whole.
    """

    def __init__(
        self, paths: Mapping[str, str], archive: str = "Archive", archived: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self._paths, self._archive, self._archived = paths, archive, archived
        self._found: dict[tuple[str, str], str] = {}

    def find(self, target: str, source: str) -> str:
        """The id of the note that a link in the file `source` means; empty if none."""
        key = (target.strip().rstrip("/"), source.rpartition("/")[0])
        if key not in self._found:
            self._found[key] = self._find(key[0], source)
        return self._found[key]

    def _find(self, target: str, source: str) -> str:
        if path := self._files.meant(target, source):
            return self._ids[path]
        place = folded(self._left.meant(target, source) or target.lstrip("/"))
        return next((id_ for folder, id_ in self._folders.items() if place.startswith(folder)), "")

    @cached_property
    def _ids(self) -> dict[str, str]:
        return {path: id_ for id_, path in sorted(self._paths.items(), reverse=True)}

    @cached_property
    def _files(self) -> Files:
        return Files(self._ids, last=self._archive)

    @cached_property
    def _left(self) -> Files:
        return Files(self._archived() if self._folders else ())

    @cached_property
    def _folders(self) -> dict[str, str]:
        """The folders of roadmaps, and what they have in the archive → the roadmap's name, which is its note's id."""
        found = {}
        for id_, path in self._paths.items():
            if "/" not in id_ and "/" in path:
                folder = path.rpartition("/")[0]
                found[folded(f"{folder}/")] = id_
                found[folded(f"{self._archive}/{folder.rpartition('/')[2]}/")] = id_
        return found
