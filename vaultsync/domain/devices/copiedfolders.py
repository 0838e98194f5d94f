"""Whole folders with notes of roadmaps that somebody copied, so that two notes have one id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vaultsync.models.structs import Frozen


class CopiedFolder(Frozen):
    """A folder, the one it is a copy of, and the vault paths of the notes in it that have ids of notes there."""

    path: str
    original: str
    notes: tuple[str, ...]

    @property
    def told(self) -> str:
        """A sentence about it."""
        return f"a copy of {self.original}: its {len(self.notes)} notes have the same ids and are not read"


def copied_folders(copies: Iterable[tuple[str, str]]) -> list[CopiedFolder]:
    """The copied folders among pairs of the path of a copy and the path of the note whose id it has.

    Several notes with the same names and places below two folders are not the work of a sync tool.
    """
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for copy, kept in copies:
        mine, theirs = copy.split("/"), kept.split("/")
        same = _shared([mine[::-1], theirs[::-1]])
        if same:
            groups.setdefault(("/".join(mine[:-same]), "/".join(theirs[:-same])), []).append(mine)
    found = []
    for (root, original), notes in groups.items():
        folder = notes[0][: _shared([note[:-1] for note in notes])]
        if len(notes) > 1 and folder:
            below = folder[len(root.split("/")) if root else 0 :]
            theirs = [*(original.split("/") if original else ()), *below]
            paths = tuple(sorted("/".join(note) for note in notes))
            found.append(CopiedFolder("/".join(folder), "/".join(theirs), paths))
    return sorted(found, key=lambda one: one.path)


def _shared(paths: Sequence[Sequence[str]]) -> int:
    """How many parts all these paths begin with."""
    return next((n for n, parts in enumerate(zip(*paths, strict=False)) if len({*parts}) > 1), min(map(len, paths)))
