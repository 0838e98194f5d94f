"""The git repository that holds the vault."""

from vaultsync.edges.repo.contents import Contents
from vaultsync.edges.repo.differences import Difference, FileChange
from vaultsync.edges.repo.history import Commit
from vaultsync.edges.repo.repo import Repo
from vaultsync.edges.repo.status import Status
from vaultsync.edges.repo.versions import Version

__all__ = ["Commit", "Contents", "Difference", "FileChange", "Repo", "Status", "Version"]
