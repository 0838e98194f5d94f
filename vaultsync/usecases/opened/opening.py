"""Open a vault: settings, repository, lock, and the recovery of what an interrupted run left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from vaultsync.edges.cache import Cache
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.leftovers import sweep
from vaultsync.edges.files.lock import Lock
from vaultsync.edges.files.unfinished import finish_batch
from vaultsync.edges.repo import Repo, Status
from vaultsync.edges.settings import load
from vaultsync.errors import UnsafeRepositoryError, VaultError
from vaultsync.models.settings import Settings
from vaultsync.models.structs import Struct
from vaultsync.usecases.opened.context import Context

LOOKED = "refs/vaultsync/looked"  # the commit up to which merges of other tools have been looked at
_SETTINGS = 4  # versions of the settings that are remembered


class Opened(Struct):
    """An open vault of which only the settings are read. `status` is the last `git status`, if there was one."""

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
        """Open the vault of a command. One that `writes` is refused in an unsafe repository.

        One that `commits` is also refused where git does not know the committer. `repo` and `status` can be handed over
        if they are known and the repository is safe; otherwise `recover` takes the status, with the lock held.
        """
        root = context.root()
        if repo is not None:
            status = status or repo.status()  # taken first, so that files are never older than their status
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
        return Lock(folder, waits=lambda what: self.context.tell(f"Waiting for {what}", total=-1))

    def recover(self, lock: Lock, meanwhile: Callable[[], object] | None = None) -> None:
        """Finish or clean up what an interrupted run left, then read settings and status. The lock is held.

        They are read here since another vaultsync may have changed them while this one waited. `meanwhile` is called
        while git looks for the status. Raises UnsafeRepositoryError.
        """
        if self.repo is not None:
            self.repo.clear_own_lock()
            if lock.interrupted and lock.alone:
                self.repo.clear_locks(lock.since)
            self.status = self.repo.check_safe(meanwhile)
        finished = finish_batch(self.root, self.unfinished)
        saved = sweep(self.root) if lock.interrupted else []
        if (finished or saved) and self.repo is not None:
            self.status = self.repo.status()
        if lock.alone:
            lock.looked_after()
        self.settings = load(self.root, checked(self.repo))

    def stopped(self) -> UnsafeRepositoryError | None:
        """Why push and pull would be refused here, by the status (a merge under way, no branch), else None."""
        if self.repo is not None and self.status is not None and self.settings.git.commit:
            try:
                self.repo.check_at_rest(self.status)
            except UnsafeRepositoryError as error:
                return error
        return None

    @property
    def unfinished(self) -> Path:
        """The log of a batch of writes that is all or nothing."""
        return self.lock().folder / "unfinished"

    def has_remote(self) -> bool:
        """Whether there may be a remote to talk to."""
        return self.repo is not None and self.settings.git.commit and bool(self.repo.remotes())

    def is_calm(self, lock: Lock) -> bool:
        """Whether no earlier run left anything to be finished. The lock is held and the vault recovered."""
        return not lock.interrupted and not Intent(lock.folder).read()


def checked(repo: Repo | None) -> Cache | None:
    """The cache of settings that were found valid."""
    return Cache(repo.git_path("vaultsync/settings"), _SETTINGS) if repo is not None else None
