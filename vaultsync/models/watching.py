"""What `watch` sees and tells, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vaultsync.models.reports import PullReport, PushReport
from vaultsync.models.structs import Frozen, Struct, field

# Time of the last write and size in bytes, number of the file, time of the last change of any kind; times in
# nanoseconds of the epoch. The last one changes with the name too, and no tool can set it.
FileState = tuple[int, int, int, int]

WatchKind = Literal[
    "watching", "stirred", "calm", "pass", "commit", "pull", "trouble", "waiting", "over", "gone", "stopped",
]  # fmt: skip


class Look(Frozen):
    """The vault at one moment: the state of every file by vault path, and of the roadmaps' documents by location.

    `at` is the time by the wall clock, in seconds of the epoch; `folders` are the top folders that are watched.
    """

    files: Mapping[str, FileState]
    sources: Mapping[str, FileState]
    folders: frozenset[str]
    at: float


class WatchEvent(Frozen):
    """Something that `watch` did or met, at a local time (ISO 8601).

    `report` is what a pass did, `error` what went wrong, `text` what else there is to say.
    """

    kind: WatchKind
    at: str
    report: PushReport | PullReport | None = None
    error: Exception | None = None
    text: str = ""


class WatchReport(Struct):
    """What a whole watch did: how many passes, commits and pulls of roadmaps it made.

    Of `once`, `pull` and `push` are what the one pass did; `warnings` tell of pulls that were refused.
    """

    vault: str
    passes: int = 0
    commits: int = 0
    pulls: int = 0
    pull: list[PullReport] = field(default_factory=list)
    push: list[PushReport] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class ServiceReport(Struct):
    """The service that watches a vault, after the deed (`install`, `remove` or `status`).

    `path` is its file, `text` what that should say; `installed`: it is there; `current`: it calls what it should;
    `removed`: it was there, and was taken away. `look` is the call that tells how the system sees it.
    `process` watches the vault now, 0 where none does. `by_hand` are the calls that are left to do, since the system
    refused them.
    """

    deed: str
    vault: str
    name: str
    kind: str
    path: str
    text: str = ""
    installed: bool = False
    current: bool = False
    removed: bool = False
    look: str = ""
    process: int = 0
    by_hand: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False
