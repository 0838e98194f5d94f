"""Answers remembered between runs: as long as nothing in the vault has changed, a question is not worked out again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from vaultsync.edges.cache import Cache
from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.fingerprint import fingerprint
from vaultsync.edges.repo import Repo, Status
from vaultsync.models.structs import Frozen, Struct
from vaultsync.usecases.opened.opening import Opened

_FOLDER = "vaultsync/answers"
_MOST = 12
_Answer = TypeVar("_Answer")
_Stamp = tuple[int, ...]  # size, time, and where that may not be enough, the time of the inode


class _Known(Struct):
    """An answer, and what the files it came from are known by."""

    answer: object
    stamps: dict[str, _Stamp | None]


class Answers(Frozen):
    """The remembered answer to one `question` about an open vault.

    It is valid as long as everything it was worked out from is unchanged. Without a repository nothing is remembered.
    """

    opened: Opened
    question: tuple[str, ...]
    key: str | None

    @classmethod
    def to(cls, opened: Opened, *question: str) -> Answers:
        """The answer for the vault's present status.

        `question` names everything else that the answer depends on, but the day.
        """
        return cls(opened, question, _key(opened, opened.status, question))

    @classmethod
    def as_of(cls, opened: Opened, status: Status, *question: str) -> Answers:
        """The answer for another status than the vault's present one."""
        return cls(opened, question, _key(opened, status, question))

    def get(self, kind: type[_Answer]) -> _Answer | None:
        """The answer if it is known and still valid, else None.

        The notes it came from are looked at even where git sees no change.
        """
        repo = self.opened.repo
        known = _kept(repo).get_value(self.key, _Known) if repo is not None and self.key else None
        if known is None or not all(_is(self.opened.root, path, stamp) for path, stamp in known.stamps.items()):
            return None
        return known.answer if isinstance(known.answer, kind) else None

    def put(self, answer: object, notes: Iterable[str]) -> None:
        """Remember the answer, which is valid as long as these `notes`, above all, are not touched. Starts no process.

        What somebody edited while it was worked out is told by the next status; where the edit was taken back, by the
        time of the inode.
        """
        self._keep(answer, {path: _stamp_of(self.opened.root, path) for path in (SETTINGS_FILE, *notes)})

    def vouch(self, answer: object, notes: Iterable[str]) -> None:
        """Remember the answer; the caller knows that nothing was edited meanwhile. As `put`; starts no process."""
        stamps = {path: _stamp_of(self.opened.root, path) for path in (SETTINGS_FILE, *notes)}
        self._keep(answer, {path: stamp and stamp[:2] for path, stamp in stamps.items()})

    def _keep(self, answer: object, stamps: dict[str, _Stamp | None]) -> None:
        repo = self.opened.repo
        if repo is not None and self.key:
            _kept(repo).put_value(self.key, _Known(answer, stamps))

    def renew(self, answer: object) -> None:
        """Replace the answer, which depends on the same notes as the one before."""
        repo = self.opened.repo
        known = _kept(repo).get_value(self.key, _Known) if repo is not None and self.key else None
        if repo is not None and known is not None and self.key:
            _kept(repo).put_value(self.key, _Known(answer, known.stamps))


def _stamp_of(root: Path, path: str) -> _Stamp | None:
    try:
        found = os.lstat(f"{root}/{path}")
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _is(root: Path, path: str, stamp: _Stamp | None) -> bool:
    now = _stamp_of(root, path)
    return now is stamp if now is None or stamp is None else now[: len(stamp)] == stamp


def _key(opened: Opened, status: Status | None, question: tuple[str, ...]) -> str | None:
    if status is None:
        return None
    now = opened.context.now()
    return fingerprint(opened.root, status, *question, now.date().isoformat(), str(now.utcoffset()))


def _kept(repo: Repo) -> Cache:
    return Cache(repo.git_path(_FOLDER), _MOST)
