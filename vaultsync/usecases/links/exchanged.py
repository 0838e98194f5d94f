"""Which links follow a moved note where another file has taken its old place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from vaultsync.edges.repo.trees import before_last_change, files_of
from vaultsync.markdown import note
from vaultsync.markdown.linking.relinking import Renames
from vaultsync.usecases.links.rewriting import relinked_file
from vaultsync.usecases.opened.workspace import Workspace


class Following:
    """The moves that links follow: `plain` those from places that are free now, `whole` all of them (where asked for).

    A link to a place that another note has taken is ambiguous. It means the note that stood there before if, as the
    history tells, nobody has changed the file's links to such places since. Otherwise it is left as it is.
    """

    def __init__(self, workspace: Workspace, plain: Renames, whole: Renames | None) -> None:
        self.workspace, self.plain, self.whole = workspace, plain, whole
        moved = (whole or plain).moved
        self.back = {new: old for old, new in moved.items()}

    def renames(self, path: str, data: bytes) -> Renames:
        """The moves that links in the file at `path` follow."""
        if self.whole is None:
            return self.plain
        was = self.back.get(path, path)
        now = [*self._telling(data, was, self.whole)]
        then = files_of(self.workspace.repo, self._then, [was]).get(was) if now and self.workspace.repo else None
        return self.whole if then is not None and [*self._telling(then, was, self.whole)] == now else self.plain

    def _telling(self, data: bytes, path: str, whole: Renames) -> Iterator[bytes]:
        """The lines with links to places that have another note now."""
        made = [relinked_file(data, path, renames).split(b"\n") for renames in (self.plain, whole)]
        for line, *both in zip(data.split(b"\n"), *made, strict=True):
            if both[0] != both[1]:
                yield line.rstrip(b"\r")

    @cached_property
    def _then(self) -> str:
        """The newest commit in which the notes stood where the links lead; empty where there is none."""
        repo = self.workspace.repo
        moved = {old: new for old, new in self.whole.moved.items() if old not in self.plain.moved} if self.whole else {}
        if repo is None or not moved or not repo.head():
            return ""
        ids = {found.path: id_ for id_, found in self.workspace.notes.items()}
        for rev in ("HEAD", before_last_change(repo, min(moved))):
            there = files_of(repo, rev, moved)
            if all(old in there and _id_in(there[old], old) == ids.get(new) for old, new in moved.items()):
                return rev
        return ""


def _id_in(data: bytes, path: str) -> str:
    return note.scan(path, data.decode("utf-8", "replace")).id
