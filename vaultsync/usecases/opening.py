"""A vault is opened: its settings and repository, the lock, and firm ground where a run before was broken off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from vaultsync.edges.cache import Cache
from vaultsync.edges.intent import Intent
from vaultsync.edges.leftovers import sweep
from vaultsync.edges.lock import Lock
from vaultsync.edges.repo import Repo, Status
from vaultsync.edges.settings import load
from vaultsync.edges.unfinished import finish
from vaultsync.errors import UnsafeRepositoryError, VaultError
from vaultsync.models.settings import Settings
from vaultsync.models.structs import Struct
from vaultsync.usecases.context import Context

LOOKED = "refs/vaultsync/looked"  # the commit up to which merges of other tools have been looked at
_SETTINGS = 4  # versions of the settings that are remembered


class Opened(Struct):
    """An open vault, of which nothing but the settings is read. `status` is git's word on it, where it was asked."""

    context: Context
    root: Path
    settings: Settings
    repo: Repo | None
    status: Status | None = None

    @classmethod
    def open(
        cls,
        context: Context,
        *,
        writes: bool,
        commits: bool = True,
        repo: Repo | None = None,
        status: Status | None = None,
    ) -> Self:
        """Open the vault of a command; where it `writes`, an unsafe repository is refused first.

        Where it `commits` what it writes, so is one of which git does not know who commits. Its status is read by
        `recover`, with the lock held. `repo` is the vault's repository where it is known, and known to be safe;
        `status` what it just said of itself.
        """
        root = context.root()
        if repo is not None:
            status = status or repo.status()  # first, so that what is read is never older than what it tells
            return cls(context, root, load(root, checked(repo)), repo, status)
        repo = Repo.discover(root)
        if repo is not None and not writes:
            status = repo.status()
        settings = load(root, checked(repo))
        if repo is None and settings.git.commit:
            raise VaultError(
                "the vault is in no git repository", where=str(root), next_step='Run "git init" in it, then try again'
            )
        if repo is not None and writes:
            repo.check_at_rest()
            if settings.git.commit and commits:
                repo.check_identity()
        return cls(context, root, settings, repo, status)

    def lock(self) -> Lock:
        """The vault's lock; without a repository it lies in `.vaultsync`."""
        folder = self.repo.git_path("vaultsync") if self.repo else self.root / ".vaultsync" / "cache"
        return Lock(folder)

    def recover(self, lock: Lock, meanwhile: Callable[[], object] | None = None) -> None:
        """See to it, with the lock held, that work begins on firm ground.

        Finishes what an interrupted run had begun to write, takes away what it left lying about, and reads settings
        and status as they are now, since another vaultsync may just have changed them. `meanwhile` is called while git
        looks for the status. Raises UnsafeRepositoryError.
        """
        if self.repo is not None:
            self.repo.clear_own_lock()
            if lock.interrupted and lock.alone:
                self.repo.clear_locks(lock.since)
            self.status = self.repo.check_safe(meanwhile)
        finished = finish(self.root, self.unfinished)
        saved = sweep(self.root) if lock.interrupted else []
        if (finished or saved) and self.repo is not None:
            self.status = self.repo.status()
        if lock.alone:
            lock.looked_after()
        self.settings = load(self.root, checked(self.repo))

    def stopped(self) -> UnsafeRepositoryError | None:
        """Why push and pull would be refused here, as far as the status tells: a merge under way, no branch."""
        if self.repo is not None and self.status is not None and self.settings.git.commit:
            try:
                self.repo.check_at_rest(self.status)
            except UnsafeRepositoryError as error:
                return error
        return None

    @property
    def unfinished(self) -> Path:
        """Where a batch of writes is noted down that is all or nothing."""
        return self.lock().folder / "unfinished"

    def has_remote(self) -> bool:
        """Whether there may be a remote to talk to."""
        return self.repo is not None and self.settings.git.commit and bool(self.repo.remotes())

    def is_calm(self, lock: Lock) -> bool:
        """Whether, with the lock held and all recovered, no earlier run left anything to be finished."""
        return not lock.interrupted and not Intent(lock.folder).read()


def checked(repo: Repo | None) -> Cache | None:
    """Where settings that were found good are remembered."""
    return Cache(repo.git_path("vaultsync/settings"), _SETTINGS) if repo is not None else None
