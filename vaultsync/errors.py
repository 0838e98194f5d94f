"""The one error base: what went wrong, where, and what to do next, as data."""

from __future__ import annotations


class VaultsyncError(Exception):
    """Something a user can act on.

    `what` is a short sentence without a final full stop, `where` the file (and line) or place it is about,
    `next_step` what to do now, `done` what was done before it and stays. The command line words and prints them.
    `exit_code`: 1 could not do the work, 2 usage, 3 unsafe repository state, 4 watched already.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step
        self.done = ""

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.next_step}" if self.next_step else head


class RoadmapError(VaultsyncError):
    """A roadmap document that cannot be read."""


class MissingRoadmapError(RoadmapError):
    """A roadmap document that is not there."""


class EmptyRoadmapError(RoadmapError):
    """A roadmap document with nothing in it."""


class SettingsError(VaultsyncError):
    """vaultsync.toml is missing, malformed or says something unknown."""


class VaultError(VaultsyncError):
    """The vault's files cannot be read or written as needed."""


class LockedError(VaultError):
    """Another vaultsync holds the vault's lock."""


class WatchedError(LockedError):
    """Another watch has the vault already."""

    exit_code = 4


class LossError(VaultError):
    """A pull would take most of a roadmap away, which it does only when it is told to."""


class GitError(VaultsyncError):
    """git is missing or refused to do something."""


class GitStoppedError(GitError):
    """A git was killed at its work, so that it may have left locks behind."""


class UnsafeRepositoryError(GitError):
    """The repository is in a state in which nothing must be written."""

    exit_code = 3


class UsageError(VaultsyncError):
    """A command was called in a way that has no meaning."""

    exit_code = 2
