"""An open vault: settings, repository, what is known of each roadmap, and the notes as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vaultsync.domain.known import complete, read_known
from vaultsync.domain.roadmap import build_roadmap
from vaultsync.edges import state as states
from vaultsync.edges import vault
from vaultsync.edges.lock import Lock
from vaultsync.edges.repo import Repo, Status
from vaultsync.edges.settings import RoadmapSettings, Settings, load
from vaultsync.edges.state import State
from vaultsync.edges.unfinished import finish, write_together
from vaultsync.edges.writes import ChangedMeanwhileError, Write, sweep
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.markdown.healing import heal, is_ill
from vaultsync.models.agreement import Review
from vaultsync.models.marks import NoteScan
from vaultsync.models.plan import FoundNote
from vaultsync.models.roadmap import KnownRoadmap, Roadmap
from vaultsync.usecases.context import Context
from vaultsync.usecases.outlining import outline_of

OWN = "_vault"  # the state of notes that belong to no roadmap: Home and shared resources
_MARKER = b"vaultsync:"


@dataclass(slots=True)
class Found:
    """A note of vaultsync's as it stands: its bytes as read, its text (healed, where it had to be) and scan.

    `deeds` tells what was healed.
    """

    path: str
    data: bytes
    text: str
    scan: NoteScan
    deeds: tuple[str, ...] = ()


@dataclass(slots=True)
class Workspace:
    """An open vault. `notes` is by note id (`name` or `name/node`), `files` has all Markdown paths, lower case.

    `copies` are further notes with the id of one in `notes`; `marked` are Markdown files of the vault's folders that
    are no notes of a roadmap and hold conflict markers, with their bytes.
    """

    context: Context
    root: Path
    settings: Settings
    repo: Repo | None
    status: Status | None = None
    states: dict[str, State] = field(default_factory=dict)
    notes: dict[str, Found] = field(default_factory=dict)
    copies: dict[str, list[Found]] = field(default_factory=dict)
    marked: dict[str, bytes] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    staged: dict[str, Write] = field(default_factory=dict)  # by path: notes that are to be written with the states
    lost_ids: dict[str, dict[int, str]] = field(default_factory=dict)  # path → line → block id, to be put back
    tips: tuple[str, ...] = ("HEAD",)  # the commits that hold what is known: two while a merge is made
    asked: list[Review] = field(default_factory=list)  # what merges made anew leave to the learner
    news: dict[str, set[str]] = field(
        default_factory=dict
    )  # roadmap → items that the hand of a merged mark did not see
    came: set[str] = field(default_factory=set)  # paths that a merge brings from the other of the two

    @classmethod
    def open(cls, context: Context, *, writes: bool, repo: Repo | None = None) -> Workspace:
        """Open the vault of a command; where it `writes`, an unsafe repository is refused first.

        Its status is read by `recover`, with the lock held. `repo` is the vault's repository where it is known, and
        known to be safe.
        """
        root = context.root()
        settings = load(root)
        if repo is not None:
            return cls(context, root, settings, repo, repo.status())
        repo = Repo.discover(root)
        if repo is None and settings.git.commit:
            raise VaultError(
                "the vault is in no git repository", where=str(root), next_step='Run "git init" in it, then try again'
            )
        status = None
        if repo is not None:
            if not writes:
                status = repo.status()
            else:
                repo.check_at_rest()
                if settings.git.commit:
                    repo.check_identity()
        return cls(context, root, settings, repo, status)

    def lock(self) -> Lock:
        """The vault's lock; without a repository it lies in `.vaultsync`."""
        folder = self.repo.git_path("vaultsync") if self.repo else self.root / ".vaultsync" / "cache"
        return Lock(folder)

    def recover(self, lock: Lock) -> None:
        """See to it, with the lock held, that work begins on firm ground.

        Finishes what an interrupted run had begun to write, takes away what it left lying about, and reads settings
        and status as they are now, since another vaultsync may just have changed them. Raises UnsafeRepositoryError.
        """
        if self.repo is not None:
            if lock.interrupted:
                self.repo.clear_locks(lock.since)
            self.status = self.repo.check_safe()
        if finish(self.root, self._unfinished) and self.repo is not None:
            self.status = self.repo.status()
        if lock.interrupted:
            sweep(self.root)
        self.settings = load(self.root)

    @property
    def _unfinished(self) -> Path:
        """Where a batch of writes is noted down that is all or nothing."""
        return self.lock().folder / "unfinished"

    def stage(self, writes: Iterable[Write]) -> None:
        """Put these notes beside those that `save` is to write; from now on they are read as if they were written."""
        for write in writes:
            before = self.staged.get(write.path, write)
            self.staged[write.path] = Write(write.path, write.text, before.expected)

    def save(self) -> tuple[list[str], list[str]]:
        """Write the staged notes with what is remembered of every roadmap, all or nothing.

        Answers the paths written, and those of notes left alone since they were changed meanwhile; where there are
        such, nothing is remembered. Raises VaultError.
        """
        self.remember_paths()
        notes, self.staged = self.staged, {}
        changes = [
            Write(change.path, change.text, change.expected, last=True)
            for state in self.states.values()
            for change in state.changes()
        ]
        wanted = [*notes.values(), *changes]
        stale = set(write_together(self.root, wanted, self._unfinished)) if wanted else set()
        left = sorted(stale & notes.keys())
        if stale and not left:
            raise ChangedMeanwhileError(
                "it was changed while vaultsync worked on it", where=min(stale), next_step="Run the command again"
            )
        if not left:
            for state in self.states.values():
                state.saved()
        return [write.path for write in wanted if write.path not in stale], left

    def load(self, names: Iterable[str] | None = None) -> None:
        """Read what is known of the roadmaps (all that are in the settings, or `names`) and the notes."""
        for name in names if names is not None else [*(r.name for r in self.settings.roadmaps), OWN]:
            self.states[name] = states.load(self.root, name)
            self.warnings += self.states[name].problems
        self.read_notes()
        for name, state in self.states.items():
            for node, path in state.paths.items():
                found = self.notes.get(node_id(name, node))
                if found is not None and found.path != path:
                    state.moved.add(node)

    def reload(self) -> None:
        """Read everything anew, the settings too: the files were changed as a whole."""
        self.settings = load(self.root)
        self.status = self.repo.status() if self.repo else None
        self.states.clear()
        self.lost_ids.clear()
        self._known.clear()
        self.load()

    def read_notes(self, only: Iterable[str] | None = None) -> None:
        """Read the notes of vaultsync's, found by their id wherever they are; `only` reads these paths anew."""
        if only is None:
            self.notes.clear()
            self.copies.clear()
            self.marked.clear()
            self.files.clear()
            paths = list(vault.notes(self.root, lambda error: self.warn(str(error))))
            self.files.update(path.casefold() for path in paths)
        else:
            paths = list(only)
            stale = set(paths)
            self.notes = {key: found for key, found in self.notes.items() if found.path not in stale}
            self.copies = {key: [one for one in found if one.path not in stale] for key, found in self.copies.items()}
            self.marked = {path: data for path, data in self.marked.items() if path not in stale}
            self.files.update(path.casefold() for path in paths)
        by_path = {
            path: node_id(name, node) for name, known in self.states.items() for node, path in known.paths.items()
        }
        nameless: list[tuple[str, bytes]] = []
        for path, data in self._read(paths):
            if isinstance(data, VaultError):
                self.warn(str(data))
                continue
            if (b"<<<<<<<" in data or b">>>>>>>" in data) and self._is_ours(path):
                self.marked[path] = data
            if _MARKER in data:
                self._take(path, data, by_path)
            elif path in by_path and data.strip():
                nameless.append((path, data))
        for path, data in nameless:
            if by_path[path] not in self.notes:
                self._take(path, data, by_path)
        self._rename_strays(by_path)

    def _rename_strays(self, by_path: Mapping[str, str]) -> None:
        """A note whose id was changed into one that nothing has is known by its path."""
        for id_, found in list(self.notes.items()):
            known = by_path.get(found.path, id_)
            name, node = split_id(id_)
            stray = known != id_ and known not in self.notes and split_id(known)[0] == name
            if stray and node not in self.states[name].bases:
                del self.notes[id_]
                found.scan.id = known
                self.notes[known] = found

    def _read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | VaultError]]:
        """Each path with its bytes, those that are staged included."""
        yield from vault.read_all(self.root, (path for path in paths if path not in self.staged))
        for path in (path for path in paths if path in self.staged):
            text = self.staged[path].text
            if text is not None:
                yield path, text.encode("utf-8") if isinstance(text, str) else text

    def warn(self, text: str) -> None:
        """Add a warning, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def unread(self) -> set[str]:
        """The ids of notes whose file is where it was but empty or unreadable at the moment."""
        unknown = self.foreign()
        return {
            node_id(name, node)
            for name, state in self.states.items()
            for node, path in state.paths.items()
            if path.casefold() in unknown and node_id(name, node) not in self.notes
        }

    def foreign(self) -> set[str]:
        """The paths (lower case) of Markdown files that are no notes of vaultsync's."""
        return self.files - {found.path.casefold() for found in self.notes.values()}

    def _take(self, path: str, data: bytes, by_path: Mapping[str, str]) -> None:
        try:
            text = vault.decode(data, path)
        except VaultError as error:
            self.warn(str(error))
            return
        scan = note.scan(path, text)
        base = self.base_of(scan.id or by_path.get(path, ""))
        deeds: tuple[str, ...] = ()
        if is_ill(text, scan, base):
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
        found = Found(path, data, text, scan, deeds)
        other = self.notes.get(scan.id)
        if other is not None and other.path != path:
            kept, left = (found, other) if by_path.get(path) == scan.id else (other, found)
            self.copies.setdefault(scan.id, []).append(left)
            self.warn(copy_warning(left.path, kept.path, scan.id))
            found = kept
        self.notes[scan.id] = found

    def base_of(self, id_: str) -> str:
        """What vaultsync last wrote for a note, or nothing."""
        name, node = split_id(id_)
        return self.states[name].bases.get(node, "") if id_ and name in self.states else ""

    def _is_ours(self, path: str) -> bool:
        """Whether a path lies in one of the folders that vaultsync writes to."""
        return any(path.startswith(f"{folder}/") for folder in self.settings.folders.model_dump().values())

    def found(self, name: str) -> dict[str, FoundNote]:
        """The notes of one roadmap (or of `_vault`) as they stand, by note id."""
        return {
            id_: FoundNote(id_, found.path, found.text) for id_, found in self.notes.items() if split_id(id_)[0] == name
        }

    def scans(self, name: str) -> dict[str, NoteScan]:
        """The scans of one roadmap's notes, by note id."""
        return {id_: found.scan for id_, found in self.notes.items() if split_id(id_)[0] == name}

    def known(self, name: str) -> KnownRoadmap:
        """The identities of a roadmap given so far, with the notes where they stand now."""
        state, paths = self.states[name], self.paths(name)
        archive = f"{self.settings.folders.archive}/"
        mine = {split_id(id_)[1]: found for id_, found in self.notes.items() if split_id(id_)[0] == name}
        lost = {
            node: found.text
            for node, found in mine.items()
            if node not in state.bases and not found.path.startswith(archive)
        }
        bases = {**state.bases, **lost}  # a note whose base text is lost is known by what it says itself
        made = self._known.get(name)
        if made is not None and made[0] == bases and made[1] == paths:
            known = made[2]
        else:
            known = read_known(bases, paths)
            self._known[name] = (bases, paths, known)
        complete(known, state.marks, state.gone, {node: found.scan for node, found in mine.items()}, bases)
        return known

    def paths(self, name: str) -> dict[str, str]:
        """Node id → vault path: where the note is now, else where it was last."""
        paths = dict(self.states[name].paths)
        for id_, found in self.notes.items():
            owner, node = split_id(id_)
            if owner == name:
                paths[node] = found.path
        return paths

    def remember_paths(self) -> None:
        """Note down where the notes of every roadmap are now."""
        for name, state in self.states.items():
            state.paths = {node: path for node, path in self.paths(name).items() if node in state.bases}

    def roadmap(self, name: str) -> Roadmap | None:
        """The roadmap as it was last pulled; None before the first pull."""
        document = self.states[name].document
        if document is None:
            return None
        outline = outline_of(self.repo, self.settings, name, document)
        known = self.known(name)
        return build_roadmap(
            outline,
            known,
            folder=known.folder or name,
            roadmaps_folder=self.settings.folders.roadmaps,
            occupied=self.foreign(),
        )

    def pulled(self) -> dict[str, Roadmap]:
        """The roadmaps of the settings as they were last pulled."""
        found = {given.name: self.roadmap(given.name) for given in self.settings.roadmaps}
        return {name: roadmap for name, roadmap in found.items() if roadmap is not None}

    def chosen(self, names: Iterable[str]) -> Iterator[RoadmapSettings]:
        """The roadmaps of these names, all where there are none. Raises VaultError for an unknown one."""
        wanted = list(names)
        for name in wanted:
            if not any(roadmap.name == name for roadmap in self.settings.roadmaps):
                there = ", ".join(roadmap.name for roadmap in self.settings.roadmaps) or "none"
                raise VaultError(
                    f'there is no roadmap named "{name}"',
                    where=vault.SETTINGS_FILE,
                    next_step=f"The roadmaps of this vault: {there}",
                )
        for roadmap in self.settings.roadmaps:
            if not wanted or roadmap.name in wanted:
                yield roadmap

    _known: dict[str, tuple[dict[str, str], dict[str, str], KnownRoadmap]] = field(default_factory=dict)


def copy_warning(left: str, kept: str, id_: str) -> str:
    """What is told of a note that has the id of another."""
    return f"{left}: it has the same id as {kept} ({id_}); only that one is read"


def node_id(name: str, node: str) -> str:
    """The note id of a node; nodes of `_vault` are their own ids."""
    if name == OWN:
        return node
    return f"{name}/{node}" if node else name


def split_id(id_: str) -> tuple[str, str]:
    """A note id's roadmap and node; what belongs to no roadmap belongs to `_vault`."""
    if id_.startswith("_"):
        return OWN, id_
    name, _, node = id_.partition("/")
    return name, node
