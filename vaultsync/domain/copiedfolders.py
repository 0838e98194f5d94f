"""Whole folders that somebody copied, notes of roadmaps with their ids and all."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import commonprefix

from vaultsync.models.structs import Frozen


class CopiedFolder(Frozen):
    """A folder, the one it is a copy of, and the vault paths of the notes in it that have the ids of others there."""

    path: str
    original: str
    notes: tuple[str, ...]

    def told(self) -> str:
        """What a command says of it."""
        return f"{self.path}: a copy of {self.original}, where its {len(self.notes)} notes have their ids from; only those are read"


def copied_folders(copies: Iterable[tuple[str, str]]) -> list[CopiedFolder]:
    """The copied folders among copies, given as pairs of a copy's path and that of the note whose id it has.

    Several notes of the same names, in the same places below two folders: no sync tool does that note by note.
    """
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for copy, kept in copies:
        mine, theirs = copy.split("/"), kept.split("/")
        same = len(commonprefix([mine[::-1], theirs[::-1]]))
        if same:
            roots = "/".join(mine[:-same]), "/".join(theirs[:-same])
            groups.setdefault(roots, []).append(mine)
    found = []
    for (root, original), notes in groups.items():
        shared = commonprefix([note[:-1] for note in notes])
        below = shared[len(root.split("/")) if root else 0 :]
        if len(notes) > 1 and shared:
            theirs = "/".join([*([original] if original else []), *below])
            found.append(CopiedFolder("/".join(shared), theirs, tuple(sorted("/".join(note) for note in notes))))
    return sorted(found, key=lambda folder: folder.path)
