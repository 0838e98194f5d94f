"""What was asked of a repository already, and cannot have become another: held in memory by a process that goes on."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from vaultsync.edges import inmemory
from vaultsync.markdown.patterns import regex

_ID = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_FEW = 100  # files of a commit that are kept for the next question about it


def is_id(text: str) -> bool:
    """Whether this is the whole id of a commit, which always means the same."""
    return _ID.fullmatch(text) is not None


def tip_of(git_dir: Path) -> str:
    """The id of the last commit as git's files have it right after it was made; empty where that is not plain."""
    try:
        if (git_dir / "commondir").exists():
            return ""
        ref = (git_dir / "HEAD").read_text("utf-8").removeprefix("ref: ").strip()
        found = (git_dir / ref).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return found if is_id(found) else ""


class Place(NamedTuple):
    """Where the repository of a vault is, and the system's number of the vault's own `.git`."""

    number: tuple[int, int] | None
    top: Path
    git_dir: Path


def place_of(vault: Path) -> Place | None:
    """Where the repository of a vault was found, while its own `.git` is the folder it was."""
    known = inmemory.kept(("repository", vault), Place)
    return known if known is not None and known.number == _number_of(vault / ".git") else None


def keep_place(vault: Path, top: Path, git_dir: Path) -> None:
    """Remember where the repository of a vault is, if that is the vault's own `.git`."""
    number = _number_of(vault / ".git")
    if number is not None and git_dir == top / ".git":
        inmemory.keep(("repository", vault), Place(number, top, git_dir))


def _number_of(folder: Path) -> tuple[int, int] | None:
    """The system's number of a git directory; None where there is none, as git sees it: then it looks further up."""
    try:
        found = os.lstat(folder)
        whole = stat.S_ISREG(os.stat(folder / "HEAD").st_mode) and (folder / "objects").is_dir()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if whole and (folder / "refs").is_dir() else None


class Between(NamedTuple):
    """The vault paths in which two commits differ."""

    commits: tuple[str, str]
    paths: frozenset[str]


class Shown(NamedTuple):
    """What files are in a commit; None for those it does not have."""

    commit: str
    files: Mapping[str, bytes | None]

    def missing(self, paths: Iterable[str]) -> list[str]:
        """Those of these paths that it was not asked for yet."""
        return [path for path in paths if path not in self.files]

    def of(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The files at these paths, without those it does not have."""
        return {path: data for path in paths if (data := self.files.get(path)) is not None}

    def joined(self, paths: Iterable[str], found: Mapping[str, bytes]) -> Shown:
        """With these paths, of which only the `found` are in the commit."""
        return Shown(self.commit, {**self.files, **{path: found.get(path) for path in paths}})

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the commit is named by its id, and was not asked for too much."""
        return is_id(self.commit) and len(self.files) <= _FEW
