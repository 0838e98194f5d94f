"""The notes of an open vault as they stand, found by their ids, and healed where other tools damaged them."""

from __future__ import annotations

import posixpath
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from vaultsync.edges import inmemory
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import spelling_key
from vaultsync.edges.files.writes import Write
from vaultsync.edges.repo import Status
from vaultsync.edges.searching import notes_with
from vaultsync.edges.state import State
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.markdown.merging.symptoms import may_be_ill
from vaultsync.models.journal import Said
from vaultsync.models.marks import TODO
from vaultsync.models.roadmap import item_id
from vaultsync.models.structs import field
from vaultsync.usecases.opened.ahead import Ahead
from vaultsync.usecases.opened.found import Found, Row
from vaultsync.usecases.opened.memory import Recollection, recollect
from vaultsync.usecases.opened.opening import Opened

if TYPE_CHECKING:
    from vaultsync.domain.devices.copiedfolders import CopiedFolder

OWN = "_vault"  # the state of notes that belong to no roadmap: Home and shared resources
MARKER = b"vaultsync:"
_SAME_ID = "it has the same id as"
MANY_FILES = 1_000  # from which on another process is worth while
_MANY = 500  # notes read anew, from which on all are put in order together


class _HeldNote(NamedTuple):
    """A note in memory, and what it was made of."""

    row: Row
    found: Found


class VaultNotes(Opened):
    """An open vault and its notes.

    `notes` is by note id (`name` or `name/node`); `copies` are further notes with the id of one in `notes`; `marked`
    are Markdown files of the vault's folders that are no notes of a roadmap and hold conflict markers, with their
    bytes. `days` is what daily notes say by path, where it was asked, and `days_key` what that depends on.
    """

    states: dict[str, State] = field(default_factory=dict)
    notes: dict[str, Found] = field(default_factory=dict)
    copies: dict[str, list[Found]] = field(default_factory=dict)
    marked: dict[str, bytes] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    staged: dict[str, Write] = field(default_factory=dict)  # by path: notes that are to be written with the states
    days: dict[str, Said] = field(default_factory=dict)
    days_key: str = ""
    _recalled: Recollection | None = None
    _rows: dict[str, Row] = field(default_factory=dict)
    _as_of: Status | None = None  # the status that the notes were read by
    _listed: set[str] | None = None
    _folded: set[str] | None = None
    _looked_at: set[str] = field(default_factory=set)  # paths read by this run
    _unread: set[str] = field(default_factory=set)  # those that could not be read
    _odd: set[str] = field(default_factory=set)  # notes that are no files any more, in lower case
    _walked_well: bool = True
    _ahead: Ahead = field(default_factory=Ahead)
    _held: dict[str, _HeldNote] = field(default_factory=dict)  # notes in memory from the reading before, by path
    _hold: dict[str, _HeldNote] = field(default_factory=dict)  # those that this reading leaves there

    def read_notes(self, only: Iterable[str] | None = None) -> None:
        """Read the notes, which are found by their id wherever they are. `only` reads just these paths again."""
        if only is None:
            self.notes.clear()
            self.copies.clear()
            self.marked.clear()
            if self._as_of is not None and self.repo is not None:
                self.status = self.repo.status()  # what was said held for one reading: much may have been written since
            self._as_of = self.status
            self._held, self._hold = inmemory.kept(("notes", self.root), dict) or {}, {}
            recollected = recollect(self.root, self.repo, self.status) if not self.staged else None
            paths = self._walk() if recollected is None else self._recall(recollected)
        else:
            paths = list(only)
            stale = set(paths)
            self.notes = {key: found for key, found in self.notes.items() if found.path not in stale}
            self.copies = {key: [one for one in found if one.path not in stale] for key, found in self.copies.items()}
            self.marked = {path: data for path, data in self.marked.items() if path not in stale}
            if self._listed is not None:
                self._listed.update(paths)
            self._folded = None
        self._looked_at.update(path for path in paths if path not in self._rows)
        by_path = {
            path: node_id(name, node) for name, known in self.states.items() for node, path in known.paths.items()
        }
        listed = set(paths)
        for path in by_path if only is None else ():
            if path not in listed and (odd := vault.oddity(self.root, path)) is not None:
                self._odd.add(path.casefold())  # so the note is unreadable, not deleted
                self.warn(str(odd))
        nameless: list[tuple[str, bytes]] = []
        for path, data in self._read(paths if self._recalled is not None else self._may_be_notes(paths, by_path)):
            if isinstance(data, Found):
                self._place(data, by_path)
                continue
            if isinstance(data, VaultError):
                self._unread.add(path)
                self.warn(str(data))
                continue
            if (b"<<<<<<<" in data or b">>>>>>>" in data) and self._is_ours(path):
                self.marked[path] = data
            if MARKER in data:
                self._take(path, data, by_path)
            elif path in by_path and data.strip():
                nameless.append((path, data))
        for path, data in nameless:
            if by_path[path] not in self.notes:
                self._take(path, data, by_path)
        self._ahead.scans.clear()
        self._rename_strays(by_path)
        if only is None:
            inmemory.keep(("notes", self.root), self._hold)  # notes that no longer exist are dropped
        self._tell_of_copied_folders()

    def copied_folders(self) -> list[CopiedFolder]:
        """The folders that somebody copied as a whole, so that their notes are copies."""
        if sum(map(len, self.copies.values())) < 2:
            return []
        from vaultsync.domain.devices.copiedfolders import copied_folders

        pairs = [(copy.path, self.notes[id_].path) for id_, copies in self.copies.items() for copy in copies]
        return copied_folders(pairs)

    def _tell_of_copied_folders(self) -> None:
        """One warning for a folder instead of one for each of its notes."""
        for folder in self.copied_folders():
            told = tuple(f"{path}: {_SAME_ID}" for path in folder.notes)
            self.warnings[:] = [one for one in self.warnings if not one.startswith(told)]
            self.warn(f"{folder.path}: {folder.told}")

    def _rename_strays(self, by_path: Mapping[str, str]) -> None:
        """A note whose id was changed into one that nothing has, or that is another's, is known by its path."""
        for id_, found in list(self.notes.items()):
            known = by_path.get(found.path, id_)
            if known != id_ and known not in self.notes and not self.base_of(id_):
                del self.notes[id_]
                self._know(found, known)
        for id_, copies in self.copies.items():
            for found in list(copies):
                known = by_path.get(found.path, id_)
                if known != id_ and known not in self.notes and self._is_rather(found, known, id_):
                    copies.remove(found)
                    self.warnings.remove(copy_warning(found.path, self.notes[id_].path, id_))
                    self._know(found, known)

    def _is_rather(self, found: Found, one: str, other: str) -> bool:
        """Whether a note has more of the tasks of one base text than of another."""
        tasks = {task.block_id for task in found.scan.tasks if task.block_id}
        ours, theirs = (note.scan("", self.base_of(id_)).tasks for id_ in (one, other))
        return len(tasks & {task.block_id for task in ours}) > len(tasks & {task.block_id for task in theirs})

    def _know(self, found: Found, id_: str) -> None:
        found.scan.id = id_
        self._unread.add(found.path)  # its id is known by its path, not written in it
        self.notes[id_] = found

    def _walk(self) -> list[str]:
        """The paths of all Markdown files, found by a walk through the vault."""
        problems: list[VaultError] = []
        paths = list(vault.notes(self.root, problems.append))
        for problem in problems:
            self.warn(str(problem))
        self._recalled, self._rows, self._walked_well = None, {}, not problems
        self._listed, self._folded = set(paths), None
        self._looked_at, self._unread = set(), set()
        return paths

    def _may_be_notes(self, paths: list[str], by_path: Mapping[str, str]) -> list[str]:
        """Those of these files that have to be read: among many, git finds sooner which of them are none of ours."""
        if len(paths) <= MANY_FILES:
            return paths
        folders = self._folders()
        ours = dict.fromkeys(path for path in paths if path in by_path or path.startswith(folders))
        found = notes_with(self.root, MARKER.decode("ascii"), lambda: self._ahead.look(self.root, ours, MARKER))
        if found is None:
            return paths
        named = {spelling_key(path) for path in found}
        return [path for path in paths if path in ours or spelling_key(path) in named]

    def _recall(self, recollected: Recollection) -> list[str]:
        """The paths of what has changed since the last walk, and of the notes that are remembered."""
        self._recalled, self._walked_well = recollected, True
        rebased = {states.note_of(path) for path in recollected.gone}
        rows = recollected.rows()
        self._rows = {row[0]: row for row in rows if row[2] not in rebased}
        anew = [row[0] for row in rows if row[2] in rebased]
        if not inmemory.holds():
            recollected.memory.rows.clear()  # frees the bytes of each as soon as its note is made
        self._listed = self._folded = None
        self._looked_at, self._unread = set(), set()
        paths = list(self._rows)  # in the order of a walk already
        more = [*anew, *recollected.there]
        if len(more) > _MANY:
            return sorted([*paths, *more], key=as_walked)
        for path in more:
            insort(paths, path, key=as_walked)
        return paths

    def _read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | VaultError | Found]]:
        """Each path with its bytes, or as it is remembered; those that are staged included."""
        checked: set[str] = set()
        wanted = list(paths)
        for count, path in enumerate(wanted, 1):
            self.context.tell("Reading notes", count, len(wanted))
            row = self._rows.pop(path, None)
            if row is not None:
                yield path, self._remembered(path, row)
            elif path not in self.staged:
                try:
                    data = vault.read(self.root, path, checked)
                except VaultError as error:
                    yield path, error
                else:
                    if data is not None:
                        yield path, data
        for path in (path for path in wanted if path in self.staged):
            text = self.staged[path].text
            if text is not None:
                yield path, text.encode("utf-8") if isinstance(text, str) else text

    def _remembered(self, path: str, row: Row) -> Found:
        """A note that has not changed, as it is held in memory, or made of what is remembered of it."""
        if not inmemory.holds():
            return Found.remembered(self.root, row)
        known = self._held.get(path)
        if known is None or known.row != row or known.found.scan.id != row[2]:
            known = _HeldNote(row, Found.remembered(self.root, row))
        known.found.let_go()
        self._hold[path] = known
        return known.found

    def warn(self, text: str) -> None:
        """Add a warning, unless it was given already."""
        if text not in self.warnings:
            self.warnings.append(text)

    def unread(self) -> set[str]:
        """The ids of notes whose file is empty or unreadable at the moment."""
        unknown = self.foreign()
        return {
            node_id(name, node)
            for name, state in self.states.items()
            for node, path in state.paths.items()
            if path.casefold() in unknown and node_id(name, node) not in self.notes
        }

    def notes_of(self, name: str) -> Iterator[tuple[str, Found]]:
        """The notes of one roadmap (or of `_vault`): id and note."""
        start = "_" if name == OWN else f"{name}/"
        return ((id_, found) for id_, found in self.notes.items() if id_.startswith(start) or id_ == name)

    def foreign(self) -> set[str]:
        """The paths (lower case) of Markdown files that are no notes of vaultsync."""
        return self.files - {found.path.casefold() for found in self.notes.values()}

    @property
    def listed(self) -> set[str]:
        """The vault paths of all Markdown files."""
        if self._listed is None:
            recalled = self._recalled
            if recalled is None:
                self._listed = set(vault.notes(self.root))
            else:
                self._listed = {*recalled.listed(self.root), *recalled.there, *self._looked_at}
        return self._listed

    @property
    def files(self) -> set[str]:
        """The vault paths of all Markdown files, in lower case."""
        if self._folded is None:
            self._folded = {path.casefold() for path in self.listed} | self._odd
        return self._folded

    def _take(self, path: str, data: bytes, by_path: Mapping[str, str]) -> None:
        try:
            text = vault.decode(data, path)
        except VaultError as error:
            self._unread.add(path)
            self.warn(str(error))
            return
        scan = self._ahead.scan(path, text)
        base = self.base_of(scan.id or by_path.get(path, ""))
        deeds: tuple[str, ...] = ()
        if may_be_ill(text, scan):
            from vaultsync.markdown.merging.healing import heal

            healed = heal(text, base)
            text, deeds = healed.text, healed.deeds
            scan = note.scan(path, text)
            for doubt in healed.doubts:
                self.warn(f"{path}: {doubt}")
        if not scan.id and path in by_path and text.strip():
            scan.id = by_path[path]
        if not scan.id:
            return
        self.marked.pop(path, None)
        for problem in scan.problems:
            self.warn(f"{path}: {problem}")
        self._place(Found.read(path, data, text, scan, deeds), by_path)

    def _place(self, found: Found, by_path: Mapping[str, str]) -> None:
        """Put a note among the others; of two with one id, the one that stands where it was known to stand.

        Where neither does, what was there at the last commit was a copy then: the other one is the note, moved since.
        Where that tells nothing, it is the one that is nearer to where it stood, then the one with the known marks: an
        old copy must not take back a tick.
        """
        path, scan = found.path, found.scan
        other = self.notes.get(scan.id)
        if other is not None and other.path != path:

            def far(one: Found) -> tuple[bool, bool, int, int]:
                near = len(posixpath.commonpath([one.path, stood]))
                return by_path.get(one.path) != scan.id, one.path not in news, -near, self._marked_otherwise(one)

            name, node = split_id(scan.id)
            stood = self.states[name].paths.get(node, "") if name in self.states else ""
            news = self.status.changed if self.status is not None else ()
            kept, left = (found, other) if far(found) < far(other) else (other, found)
            copies = self.copies.setdefault(scan.id, [])
            if kept is found:  # the warnings about the other copies name the one that is read now
                named = {copy_warning(one.path, other.path, scan.id): one.path for one in copies}
                told = ((warning, named.get(warning)) for warning in self.warnings)
                self.warnings[:] = [copy_warning(one, kept.path, scan.id) if one else was for was, one in told]
            copies.append(left)
            self.warn(copy_warning(left.path, kept.path, scan.id))
            found = kept
        self.notes[scan.id] = found

    def _marked_otherwise(self, found: Found) -> int:
        """How many tasks of a note have another mark than the known one."""
        name, node = split_id(found.scan.id)
        known = self.states[name].marks if name in self.states else {}
        lines = (task for task in found.scan.tasks if task.block_id and task.mark is not None)
        return sum(known.get(item_id(node, task.block_id), TODO).mark is not task.mark for task in lines)

    def base_of(self, id_: str) -> str:
        """What vaultsync last wrote for a note; empty if nothing."""
        name, node = split_id(id_)
        return self.states[name].bases.get(node, "") if id_ and name in self.states else ""

    def _is_ours(self, path: str) -> bool:
        """Whether a path lies in one of the folders that vaultsync writes to."""
        return path.startswith(self._folders())

    def _folders(self) -> tuple[str, ...]:
        return tuple(f"{folder}/" for folder in self.settings.folders.by_use().values())

    def unchanged_day(self, path: str, key: str) -> Said | None:
        """What is remembered of a daily note, if neither it nor anything its entries depend on has changed."""
        recalled = self._recalled
        if recalled is None or recalled.memory.days_key != key or not recalled.holds(path):
            return None
        return recalled.memory.days.get(path)


def as_walked(path: str) -> list[tuple[bool, str]]:
    """A sort key that gives paths the order of a walk: in each folder first its files, then its folders."""
    *folders, name = path.split("/")
    return [*((True, folder) for folder in folders), (False, name)]


def copy_warning(left: str, kept: str, id_: str) -> str:
    """The warning about a note that has the id of another."""
    return f"{left}: {_SAME_ID} {kept} ({id_}); only that one is read"


def node_id(name: str, node: str) -> str:
    """The note id of a node; nodes of `_vault` are their own ids."""
    if name == OWN:
        return node
    return f"{name}/{node}" if node else name


def split_id(id_: str) -> tuple[str, str]:
    """The roadmap and the node of a note id; notes of no roadmap belong to `_vault`."""
    if id_.startswith("_"):
        return OWN, id_
    name, _, node = id_.partition("/")
    return name, node
