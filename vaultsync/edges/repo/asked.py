"""Answers about a repository that cannot change any more, kept in memory by a long-lived process."""

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
    """Whether this is a full commit id, which always means the same commit."""
    return _ID.fullmatch(text) is not None


def tip_of(git_dir: Path) -> str:
    """The id of the last commit, read from git's files right after it was made; empty where these are not simple."""
    try:
        if (git_dir / "commondir").exists():
            return ""
        ref = (git_dir / "HEAD").read_text("utf-8").removeprefix("ref: ").strip()
        found = (git_dir / ref).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return found if is_id(found) else ""


class Location(NamedTuple):
    """Where the repository of a vault is, with device and inode of the vault's own `.git`."""

    number: tuple[int, int] | None
    top: Path
    git_dir: Path


def location_of(vault: Path) -> Location | None:
    """The known location of a vault's repository, if its `.git` is still the same folder; else None."""
    known = inmemory.kept(("repository", vault), Location)
    return known if known is not None and known.number == _number_of(vault / ".git") else None


def keep_location(vault: Path, top: Path, git_dir: Path) -> None:
    """Keep the location of a vault's repository in memory, if that is the vault's own `.git`."""
    number = _number_of(vault / ".git")
    if number is not None and git_dir == top / ".git":
        inmemory.keep(("repository", vault), Location(number, top, git_dir))


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
    """The files of a commit that were asked for; None for those it does not have."""

    commit: str
    files: Mapping[str, bytes | None]

    def missing(self, paths: Iterable[str]) -> list[str]:
        """Those of these paths that were not asked for yet."""
        return [path for path in paths if path not in self.files]

    def of(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The files at these paths, without those that the commit does not have."""
        return {path: data for path in paths if (data := self.files.get(path)) is not None}

    def joined(self, paths: Iterable[str], found: Mapping[str, bytes]) -> Shown:
        """The same with these paths added, of which only the `found` are in the commit."""
        return Shown(self.commit, {**self.files, **{path: found.get(path) for path in paths}})

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the commit is named by its id, and few enough files were asked for."""
        return is_id(self.commit) and len(self.files) <= _FEW
