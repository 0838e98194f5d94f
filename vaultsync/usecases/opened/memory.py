"""What is remembered of a vault's notes between runs, so that only those are read that git calls changed.

The memory belongs to one commit. It covers every file that did not differ from that commit, and was not touched, when
it was read. What git calls changed since, compared with that commit or with the last one, is read anew.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from vaultsync.edges.cache import Cache, code, key_of
from vaultsync.edges.files import vault
from vaultsync.edges.files.filetimes import is_young
from vaultsync.edges.files.vault import spelling_key
from vaultsync.edges.fingerprint import size_and_time
from vaultsync.edges.repo import Repo, Status
from vaultsync.errors import GitError
from vaultsync.models.journal import Said
from vaultsync.models.structs import Struct, field
from vaultsync.usecases.opened.found import Row

_VAULTS = 8  # vaults of one repository that are remembered
_MANY = 40  # changed files that are read each time before all is remembered anew


class Memory(Struct):
    """What was read at the commit `head`.

    `rows` (notes) and `days` (the entries of daily notes) are by path. `listed` are the paths of all Markdown files,
    `stale` those of files that may differ from the commit. `days_key` stands for what the entries of daily notes depend
    on beside their text. `stamps` are size and time of notes and daily notes, by path: a file may have other bytes
    though git finds nothing to commit, as after a change of line endings.
    """

    head: str
    code: str
    listed: list[str] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    days: dict[str, Said] = field(default_factory=dict)
    days_key: str = ""
    stamps: dict[str, tuple[int, int] | None] = field(default_factory=dict)


class Recollection(Struct):
    """A memory that can be used, and the vault paths of what has changed since.

    `there` are changed files that exist, `gone` those that do not.
    """

    memory: Memory
    there: list[str]
    gone: list[str]
    changed: set[str]  # as `spelling_key` has them

    def holds(self, path: str) -> bool:
        """Whether a file is unchanged since it was remembered."""
        return spelling_key(path) not in self.changed

    def rows(self) -> list[Row]:
        """The rows of notes that are unchanged since they were remembered."""
        rows = self.memory.rows
        return [
            row
            for row, common in zip(rows, _folded([row[0] for row in rows]), strict=True)
            if common not in self.changed
        ]

    def listed(self, root: Path) -> Iterator[str]:
        """The Markdown files that existed when it was remembered and still do."""
        names: dict[str, dict[str, str]] = {}
        for path, common in zip(self.memory.listed, _folded(self.memory.listed), strict=True):
            if common not in self.changed or _spelled(root, path, names) == path:
                yield path

    @property
    def is_worn(self) -> bool:
        """Whether so much has changed that it is better remembered anew."""
        return len(self.changed) > _MANY


def recollect(root: Path, repo: Repo | None, status: Status | None) -> Recollection | None:
    """The memory as far as it is valid; None if there is none, or git cannot tell what has changed since."""
    if repo is None or status is None or not status.head or _hides_notes(root, status):
        return None
    memory = _kept(repo).get_value(_key(repo), Memory, in_memory="notes")
    if memory is None or memory.code != code():
        return None
    paths = {*memory.stale, *status.changed}
    if memory.head != status.head:
        try:
            paths |= repo.changed_between(memory.head, status.head)
        except GitError:
            return None  # a commit that is no longer there
    paths |= {path for path, stamp in memory.stamps.items() if size_and_time(root, path) != stamp}
    if any(_is_folder(root, path) for path in paths):
        return None  # another repository in the vault was changed: git does not say what in it
    folded = {spelling_key(path) for path in paths}
    paths |= {path for path in memory.stamps if spelling_key(path) in folded}  # names alike that may be two files
    there: dict[str, None] = {}
    gone: list[str] = []
    names: dict[str, dict[str, str]] = {}
    for path in sorted(paths):
        spelled = _spelled(root, path, names)
        if spelled is not None and _is_there(root, spelled):
            there[spelled] = None
        if spelled != path:
            gone.append(path)
    return Recollection(memory, list(there), gone, folded)


def keep(
    root: Path,
    repo: Repo | None,
    status: Status | None,
    *,
    listed: Iterable[str],
    rows: Iterable[Row],
    days: Mapping[str, Said],
    days_key: str,
    read: Iterable[str],
    unsure: Iterable[str],
) -> None:
    """Remember what was read by this `status`: rows of notes, entries of daily notes, the list of Markdown files.

    Of the paths just `read`, those touched since git looked are left out, and so are those that are `unsure`.
    """
    if repo is None or status is None or not status.head or _hides_notes(root, status):
        return
    stale = {*status.changed, *unsure, *(path for path in read if may_have_changed(root, path, status))}
    kept = [row for row in rows if row[0] not in stale]
    said = {path: one for path, one in days.items() if path not in stale}
    stamps = {path: size_and_time(root, path) for path in [*(row[0] for row in kept), *said]}
    _kept(repo).put_value(_key(repo), Memory(status.head, code(), list(listed), stale, kept, said, days_key, stamps))


def _folded(paths: list[str]) -> list[str]:
    """Paths as `spelling_key` has them, all at once: far sooner than one by one."""
    folded = spelling_key("\n".join(paths)).split("\n") if paths else []
    return folded if len(folded) == len(paths) else [spelling_key(path) for path in paths]


def _kept(repo: Repo) -> Cache:
    return Cache(repo.git_path("vaultsync/notes"), _VAULTS)


def _key(repo: Repo) -> str:
    """One repository may hold several vaults, each in a folder of its own."""
    return f"notes-{key_of([repo.prefix])}"


def _hides_notes(root: Path, status: Status) -> bool:
    """Whether there are notes that git does not watch."""
    return "" in status.hidden or any(_holds_notes(root, path) for path in status.hidden)


def _holds_notes(root: Path, path: str) -> bool:
    if path.startswith(".") or "/." in path:
        return False
    if path.endswith("/"):
        return next(_notes_in(root, path.rstrip("/")), None) is not None
    return path.lower().endswith(".md")


def _notes_in(root: Path, folder: str) -> Iterator[str]:
    return vault.notes(root, folder=folder)


def _spelled(root: Path, path: str, names: dict[str, dict[str, str]]) -> str | None:
    """A vault path as its folders spell it, or None where nothing is there; `names` are listings made before.

    git may spell it otherwise where the file system takes both for one, and then both would be one file.
    """
    made = ""
    for part in path.split("/"):
        known = names.get(made)
        if known is None:
            listed = _listed(root, made)
            known = names[made] = {spelling_key(name): name for name in listed} | {name: name for name in listed}
        name = known.get(part) or known.get(spelling_key(part))
        if name is None:
            return None
        made = f"{made}/{name}" if made else name
    return made


def _listed(root: Path, folder: str) -> list[str]:
    """The names in a folder; none where it is a link, whose target is found at its own path, or a vault of its own."""
    try:
        names = [] if folder and os.path.islink(root / folder) else os.listdir(root / folder)
    except OSError:
        return []
    if folder and vault.SETTINGS_FILE in names:
        return []
    return [vault.spelled(root, f"{folder}/" if folder else "", name) for name in names]


def _is_there(root: Path, path: str) -> bool:
    """Whether this is a Markdown file of the vault, as a walk through it would find."""
    if not path.lower().endswith(".md") or path.startswith(".") or "/." in path:
        return False
    try:
        return stat.S_ISREG(os.lstat(f"{root}/{path}").st_mode)
    except OSError:
        return False


def _is_folder(root: Path, path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(f"{root}/{path}").st_mode)
    except OSError:
        return False


def may_have_changed(root: Path, path: str, status: Status) -> bool:
    """Whether a file may have changed since git looked at it."""
    try:
        return is_young(os.lstat(f"{root}/{path}").st_ctime_ns, status.asked)
    except OSError:
        return True
