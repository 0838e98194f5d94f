"""A note as it was found: read now, or remembered from an earlier run and unchanged since."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import ChangedMeanwhileError
from vaultsync.markdown import note
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.journal import Said
from vaultsync.models.marks import MARK_OF_CHAR, NoteScan, TaskLine
from vaultsync.models.structs import Struct

_CALLOUT = "[!"

# What is remembered of a note: its path and what its bytes are known by; id, `done`, whether that is literal,
# `completed` and tasks of its scan; the rest as in `Found`.
_Task = tuple[int, int, str, str, str, str, str]
Row = tuple[str, bytes, str, bool | None, bool, str, list[_Task], str, bool, Said | None]


class Found(Struct):
    """A note as it stands. `deeds` are sentences about what was healed in it.

    `duration` is the property of that name. `may_ask`: it may hold callouts. `said` are its journal entries, if these
    were looked for. Bytes and text are read when they are first used.
    """

    path: str
    scan: NoteScan
    duration: str
    may_ask: bool
    deeds: tuple[str, ...] = ()
    said: Said | None = None
    _root: Path | None = None
    _key: bytes = b""
    _data: bytes | None = None
    _text: str | None = None

    @classmethod
    def read(cls, path: str, data: bytes, text: str, scan: NoteScan, deeds: tuple[str, ...] = ()) -> Found:
        """A note that was just read: its bytes, and its text, healed where it had to be."""
        duration = ""
        if "\nduration:" in text:
            duration = " ".join(str(frontmatter.value_of(text, "duration") or "").split())
        told = data if deeds or text.encode("utf-8") != data else None  # else the text says it all
        return cls(path, scan, duration, _CALLOUT in text, deeds, _data=told, _text=text)

    @classmethod
    def remembered(cls, root: Path, row: Row) -> Found:
        """A note that was read by an earlier run and has not changed since."""
        path, key, id_, done, literal, completed, tasks, duration, may_ask, said = row
        lines = [
            TaskLine(line, parent, char, MARK_OF_CHAR.get(char), text, block_id, date, target)
            for line, parent, char, text, block_id, date, target in tasks
        ]
        scan = NoteScan(id_, path, done, literal, completed, lines)
        return cls(path, scan, duration, may_ask, said=said, _root=root, _key=key)

    def saying(self, text: str) -> Found:
        """The note as it would be with this text; its bytes are those that stand there."""
        scan = note.scan(self.path, text)
        scan.id = self.scan.id
        return Found.read(self.path, self.data, text, scan, self.deeds)

    def row(self) -> Row | None:
        """The row to remember of it; None for a note that should be read anew by the next run."""
        scan = self.scan
        if self.deeds or scan.problems or scan.doubled or scan.path != self.path:
            return None
        tasks = [
            (task.line, task.parent, task.char, task.text, task.block_id, task.date, task.target) for task in scan.tasks
        ]
        key = self._key or _key_of(self.data)
        marks = (scan.done, scan.literal, scan.completed, tasks)
        return (self.path, key, scan.id, *marks, self.duration, self.may_ask, self.said)

    @property
    def data(self) -> bytes:
        """The bytes as they were read. Raises ChangedMeanwhileError if the file has changed since."""
        if self._data is None:
            if self._root is None and self._text is not None:
                return self._text.encode("utf-8")
            assert self._root is not None
            data = vault.read(self._root, self.path)
            if data is None or _key_of(data) != self._key:
                raise ChangedMeanwhileError(self.path)
            self._data = data
        return self._data

    @property
    def text(self) -> str:
        """The text, healed where it had to be. Raises ChangedMeanwhileError if the file has changed since."""
        if self._text is None:
            self._text = vault.decode(self.data, self.path)
        return self._text

    def let_go(self) -> None:
        """Free the memory of bytes and text, if they can be read again."""
        if self._root is not None:
            self._data = self._text = None

    @property
    def is_current(self) -> bool:
        """Whether the bytes are known, or the file still holds the remembered ones."""
        try:
            return self.data is not None
        except ChangedMeanwhileError:
            return False


def _key_of(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
