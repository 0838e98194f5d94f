"""An open vault: settings, repository, what is known of each roadmap, and the notes as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from vaultsync.edges import inmemory
from vaultsync.edges import state as states
from vaultsync.edges.cache import Cache, code, key_of
from vaultsync.edges.files import vault
from vaultsync.edges.files.unfinished import write_together
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write
from vaultsync.edges.settings import load
from vaultsync.errors import VaultError
from vaultsync.models.marks import NoteScan
from vaultsync.models.plan import FoundNote
from vaultsync.models.roadmap import Gone, KnownRoadmap, Roadmap
from vaultsync.models.settings import RoadmapSettings
from vaultsync.models.structs import field
from vaultsync.usecases.opened.emptied import emptied, emptied_warning
from vaultsync.usecases.opened.memory import keep
from vaultsync.usecases.opened.opening import Opened, checked
from vaultsync.usecases.opened.reading import OWN, VaultNotes, as_walked, node_id, split_id


class _MadeOf(NamedTuple):
    """All that goes into a roadmap that has got its ids."""

    document: str
    settings: list[str]
    folder: str
    bases: dict[str, str]
    paths: dict[str, str]
    gone: dict[str, Gone]

    def copy(self) -> _MadeOf:
        return self._replace(bases=self.bases.copy(), gone=self.gone.copy())


class _Key(NamedTuple):
    """By what a roadmap is remembered that is made of this."""

    made_of: _MadeOf
    key: str


class Workspace(VaultNotes):
    """An open vault: what is known of its roadmaps, and its notes as they stand.

    `lost_ids` are block ids that task lines have lost and a pull puts back: path → line → id.
    """

    lost_ids: dict[str, dict[int, str]] = field(default_factory=dict)  # path → line → block id, to be put back
    _links_wait: bool = False

    _known: dict[str, tuple[dict[str, str], dict[str, str], KnownRoadmap]] = field(default_factory=dict)

    @classmethod
    def of(cls, opened: Opened) -> Workspace:
        """The workspace of a vault that is open already (and recovered, if it is to be written)."""
        return cls(opened.context, opened.root, opened.settings, opened.repo, opened.status)

    def stage(self, writes: Iterable[Write]) -> None:
        """Add notes to those that `save` will write. From now on they are read as if they were written."""
        for write in writes:
            before = self.staged.get(write.path, write)
            self.staged[write.path] = Write(write.path, write.text, before.expected, write.last)

    @contextmanager
    def as_if_written(self, texts: Mapping[str, str]) -> Iterator[None]:
        """Within the block, the notes at these vault paths have these texts. Nothing is staged or written."""
        real = self.notes
        foreseen = {id_: found.saying(texts[found.path]) for id_, found in real.items() if found.path in texts}
        self.notes = real | foreseen
        try:
            yield
        finally:
            self.notes = real

    def save(self, begin: Callable[[list[Write]], None] | None = None) -> tuple[list[str], list[str]]:
        """Write the staged notes and the states of all roadmaps, all or nothing.

        `begin` is called with all writes before the first is made. Returns the paths written, and those of notes left
        alone since they have changed; if there are such, the states are not written. Raises VaultError.
        """
        self._note_down_paths()
        notes, self.staged = self.staged, {}
        changes = [
            Write(change.path, change.text, change.expected, last=True)
            for state in self.states.values()
            for change in state.changes()
        ]
        wanted = [*notes.values(), *changes]
        if begin is not None:
            begin(wanted)
        told = partial(self.context.tell, "Writing notes")
        stale = set(write_together(self.root, wanted, self.unfinished, told)) if wanted else set()
        left = sorted(stale & notes.keys())
        if stale and not left:
            raise ChangedMeanwhileError(min(stale))
        if not left:
            for state in self.states.values():
                state.saved()
        return [write.path for write in wanted if write.path not in stale], left

    def load(self, names: Iterable[str] | None = None) -> None:
        """Read the states of the roadmaps (default: all in the settings) and all notes."""
        for name in names if names is not None else [*(r.name for r in self.settings.roadmaps), OWN]:
            self.states[name] = states.load(self.root, name)
            self.warnings += self.states[name].problems
        self._begin_outlines()
        self.read_notes()
        for path in emptied(self).values():
            self.warn(emptied_warning(path))
        for name, state in self.states.items():
            for node, path in state.paths.items():
                found = self.notes.get(node_id(name, node))
                if found is not None and found.path != path:
                    state.moved.add(node)

    def _begin_outlines(self) -> None:
        """Have long documents understood while the notes are read, where no roadmap made of them is remembered."""
        folder = self.repo.git_path("vaultsync/roadmaps") if self.repo else None
        for name, state in self.states.items():
            if folder is not None and state.document and next(folder.glob(f"{name}-*"), None) is None:
                from vaultsync.usecases.opened.outlining import begin

                begin(self, name, state.document)

    def reload(self) -> None:
        """Read everything again, the settings too, after files were changed behind the workspace's back."""
        self.settings = load(self.root, checked(self.repo))
        if self._as_of is None:
            self.status = self.repo.status() if self.repo else None
        self.states.clear()
        self.lost_ids.clear()
        self._known.clear()
        self.load()

    def read_from(self) -> list[str]:
        """The vault paths of all notes and daily notes that were read."""
        return [*(found.path for found in self.notes.values()), *self.days]

    def remember_notes(self) -> None:
        """Remember the notes for the next run, if too much has changed since they were remembered last."""
        if (
            self._recalled is not None
            and not self._recalled.is_worn
            and self._recalled.memory.days_key == self.days_key
        ):
            return
        if not self._walked_well or self.staged:
            return
        standing = [*self.notes.values(), *(one for copies in self.copies.values() for one in copies)]
        rows = sorted(
            [row for found in standing if (row := found.row()) is not None], key=lambda row: as_walked(row[0])
        )
        sure = {row[0] for row in rows}
        known = {path for state in self.states.values() for path in state.paths.values()}
        unsure = {*self.marked, *self._unread, *(found.path for found in standing), *known} - sure
        keep(
            self.root,
            self.repo,
            self._as_of,
            listed=self.listed,
            rows=rows,
            days=self.days,
            days_key=self.days_key,
            read=self._looked_at,
            unsure=unsure,
        )

    def found(self, name: str) -> dict[str, FoundNote]:
        """The notes of one roadmap (or of `_vault`) as they stand, by note id."""
        return {id_: FoundNote(id_, found.path, found.text) for id_, found in self.notes_of(name)}

    def scans(self, name: str) -> dict[str, NoteScan]:
        """The scans of one roadmap's notes, by note id."""
        return {id_: found.scan for id_, found in self.notes_of(name)}

    def known(self, name: str) -> KnownRoadmap:
        """The identities given so far to a roadmap's notes and tasks, with the places where the notes are now."""
        from vaultsync.domain.identity.known import complete, read_known

        state, paths = self.states[name], self.paths(name)
        mine = {split_id(id_)[1]: found for id_, found in self.notes_of(name)}
        bases = {**state.bases, **self._lost(name)}
        made = self._known.get(name)
        if made is not None and made[0] == bases and made[1] == paths:
            known = made[2]
        else:
            known = read_known(bases, paths, self.settings.folders.roadmaps)
            self._known[name] = (bases, paths, known)
        complete(known, state.marks, state.gone, {node: found.scan for node, found in mine.items()}, bases)
        return known

    def _lost(self, name: str) -> dict[str, str]:
        """The texts of notes whose base texts are lost, by node id: they are known by what they say themselves."""
        bases, archive = self.states[name].bases, f"{self.settings.folders.archive}/"
        return {
            node: found.text
            for id_, found in self.notes_of(name)
            if (node := split_id(id_)[1]) not in bases and not found.path.startswith(archive)
        }

    def paths(self, name: str) -> dict[str, str]:
        """Node id → vault path of a roadmap's notes: where they are now, else where they were last."""
        paths = dict(self.states[name].paths)
        start = 0 if name == OWN else len(name) + 1  # as in `split_id`
        paths.update({id_[start:]: found.path for id_, found in self.notes_of(name)})
        return paths

    def keep_known_paths(self) -> None:
        """Keep the old paths of moved notes in the states: a file in use still links them.

        The next run rewrites that file.
        """
        self._links_wait = True

    def _note_down_paths(self) -> None:
        """Note down where the notes of every roadmap are now."""
        for name, state in self.states.items():
            here = {**self.paths(name), **state.paths} if self._links_wait else self.paths(name)
            state.paths = {node: path for node, path in here.items() if node in state.bases}

    def roadmap(self, name: str) -> Roadmap | None:
        """The roadmap as it was last pulled; None before the first pull."""
        document = self.states[name].document
        if document is None:
            return None
        kept, key = self._kept_roadmap(name, document)
        roadmap = kept.get_value(key, Roadmap, in_memory=name) if kept else None
        if roadmap is None:
            from vaultsync.domain.progress.items import item_tree
            from vaultsync.domain.roadmaps.roadmap import build_roadmap, is_known_whole
            from vaultsync.domain.schedule.planwords import plan_words
            from vaultsync.usecases.opened.outlining import outline_of

            outline = outline_of(self, name, document)
            known = self.known(name)
            roadmap = build_roadmap(
                outline,
                known,
                folder=known.folder or name,
                roadmaps_folder=self.settings.folders.roadmaps,
                occupied=self.foreign(),
            )
            if kept and is_known_whole(roadmap, known):
                del outline, known  # free them first: a large roadmap must not be in memory three times
                plan_words(item_tree(roadmap))  # computed now, since they are cached with the roadmap
                kept.put_value(key, roadmap)
        return roadmap

    def _kept_roadmap(self, name: str, document: str) -> tuple[Cache | None, str]:
        """Where a roadmap is remembered that has got all its ids, and by what: all that goes into it then."""
        if self.repo is None:
            return None, ""
        state = self.states[name]
        given = next((one for one in self.settings.roadmaps if one.name == name), None)
        settings = [given.title, given.tasks] if given else []
        here = self.paths(name)
        if not here.keys() <= state.bases.keys() and self._lost(name):
            return None, ""  # identities then come from notes, which may change
        made_of = _MadeOf(document, settings, self.settings.folders.roadmaps, state.bases, here, state.gone)
        cache, place = Cache(self.repo.git_path("vaultsync/roadmaps")), ("made of", self.root, name)
        known = inmemory.kept(place, _Key)
        if known is not None and known.made_of == made_of:
            return cache, known.key
        texts = (word for pair in sorted(state.bases.items()) for word in pair)
        paths = (word for pair in sorted(made_of.paths.items()) for word in pair)
        gone = (word for item, one in sorted(state.gone.items()) for word in (item, one.words, one.under, one.behind))
        key = key_of([code(), name, document, made_of.folder, *settings, "", *paths, "", *gone, "", *texts])
        inmemory.keep(place, _Key(made_of.copy(), f"{name}-{key}"))
        return cache, f"{name}-{key}"

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
