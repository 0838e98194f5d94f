"""Two commits of one vault become one set of files; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultsync.domain.devices.catchup import CaughtUp, Older, catch_up, moved_to, with_known
from vaultsync.domain.devices.files import ids_of, merge_files
from vaultsync.domain.devices.unseen import reopened, unseen
from vaultsync.domain.identity.known import complete, read_known
from vaultsync.domain.pull.moves import moved_marks, moved_places
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files import vault
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import TreeEntry, below, commit_time, contents, files_of, tree_diff
from vaultsync.edges.state import State
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.models.marks import KnownMark, NoteScan
from vaultsync.models.plan import FoundNote, WantedNote
from vaultsync.models.roadmap import KnownRoadmap, Roadmap, item_id
from vaultsync.usecases.applying import link_between
from vaultsync.usecases.merge.archive import meet_in_the_archive
from vaultsync.usecases.merge.deleted import ticked
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS, Joined, add_doubts
from vaultsync.usecases.merge.links import moves_of, with_links, with_links_to_tasks
from vaultsync.usecases.merge.lists import held_list, marks_list, path_list, review_list, state_file, text_of
from vaultsync.usecases.merge.nameless import put_ids_back
from vaultsync.usecases.merge.news import with_news
from vaultsync.usecases.merge.versions import both_have, newer, went_back
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.outlining import outline_of
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace


def join(workspace: Workspace, old: str, one: str, other: str) -> Joined:
    """Merge two commits whose common ancestor is `old` (empty: none). Raises GitError.

    The older commit comes first wherever an order matters, so that every device gets the same result.
    """
    assert workspace.repo is not None
    ours, theirs = sorted((one, other), key=lambda commit: (commit_time(workspace.repo, commit), commit))  # type: ignore[arg-type]
    return _Joining(workspace, workspace.repo, (old, ours, theirs)).run()


class _Joining:
    """One merge, in the order of its steps.

    `sides` are the files of all three commits (vault path → content) that differ anywhere. `moved_old` are, by roadmap,
    the marks of the common ancestor, where its items are in the newer version of the roadmap; `reopened` the items
    that one side opened again where the other has marked something as done.
    """

    def __init__(self, workspace: Workspace, repo: Repo, commits: tuple[str, str, str]) -> None:
        self.workspace, self.repo, self.commits = workspace, repo, commits
        self.joined = Joined()
        self.sides: list[dict[str, bytes]] = [{}, {}, {}]
        self.moved_old: dict[str, dict[str, KnownMark]] = {}
        self.reopened: dict[str, set[str]] = {}

    def run(self) -> Joined:
        """Carry out all steps."""
        self._read()
        self._make_comparable()
        holding = self._bring_to_one_version()
        self._merge(holding)
        return self.joined

    def _make_comparable(self) -> None:
        """Put back what one side merely lost, and see what each did not know of the other, before all is compared."""
        put_ids_back(self.repo, self.commits, self.sides)
        self.joined.unseen = unseen(self.sides[OLD], self.sides[OURS], self.sides[THEIRS])
        self.reopened = reopened(self.sides[OLD], self.sides[OURS], self.sides[THEIRS])
        self._put_documents_back()
        self._read_lists()
        self._follow_moves()

    def _bring_to_one_version(self) -> dict[str, int | None]:
        """Let the side with the older version of a roadmap catch up with the other.

        Answers, by roadmap, the side whose version holds; None where both have the same.
        """
        holding = {name: newer(self.repo, self.commits, self.sides, name) for name in self._names()}
        for name, side in holding.items():
            if side is not None and both_have(self.sides, name):
                self._catch_up(name, side)
        return holding

    def _merge(self, holding: Mapping[str, int | None]) -> None:
        """Merge file by file: what is vaultsync's own, then the notes, then the lists that follow from both."""
        self._merge_state(holding)
        self._merge_notes(holding)
        for name in holding:
            self._fit_lists(name, holding[name])

    def _read(self) -> None:
        changes = [tree_diff(self.repo, self.commits[OLD], commit) for commit in self.commits[1:]]
        wanted: list[tuple[int, str, TreeEntry]] = []
        for path in sorted({*changes[0], *changes[1]}):
            old = (changes[0].get(path) or changes[1][path])[0]
            entries = [old, *(found[path][1] if path in found else old for found in changes)]
            inside = path.startswith(self.repo.prefix)
            if not inside or not all(entry is None or entry.is_file for entry in entries):
                self._outside(path, *entries)
                continue
            short = path.removeprefix(self.repo.prefix)
            self.joined.files[short] = None
            wanted += [(side, short, entry) for side, entry in enumerate(entries) if entry is not None]
        found = contents(self.repo, [(entry.blob, self.repo.prefix + short) for _, short, entry in wanted])
        for (side, short, _), data in zip(wanted, found, strict=True):
            if data is not None:
                self.sides[side][short] = data
        for commit, files in zip(self.commits[OURS:], self.sides[OURS:], strict=True):
            self.joined.read[commit] = {path: files.get(path) for path in self.joined.files}

    def _put_documents_back(self) -> None:
        """A side that has base texts of a roadmap, but no copy of its document, has lost that: it has what it had."""
        for path, old in list(self.sides[OLD].items()):
            name = states.owner(path)
            for side in (OURS, THEIRS) if name and path == states.document_path(name) else ():
                if path not in self.sides[side] and files_of(self.repo, self.commits[side], [states.base_path(name)]):
                    self.sides[side][path] = old

    def _read_lists(self) -> None:
        """Read what the lists of a roadmap are compared with, where it did not differ."""
        for name in self._names():
            document, held, marks = states.document_path(name), states.held_path(name), states.marks_path(name)
            if not {document, held, states.review_path(name)}.isdisjoint(self.joined.files):
                self._look_at([document, held, marks])

    def _follow_moves(self) -> None:
        """Let what one side wrote link to where the other has put things meanwhile."""
        moves = moves_of(self.sides)
        for side in (OURS, THEIRS):
            if moves[side]:
                there = below(self.repo, self.commits[side])
                self.sides[side].update(with_links(self.sides[side], self.sides[OLD], moves[side], there))

    def _outside(self, path: str, old: TreeEntry | None, ours: TreeEntry | None, theirs: TreeEntry | None) -> None:
        if ours == theirs or theirs == old:
            self.joined.outside[path] = ours
        elif ours == old:
            self.joined.outside[path] = theirs
        elif path.startswith(self.repo.prefix):
            self.joined.outside[path] = ours or theirs
            self.joined.told.append(f"{path.removeprefix(self.repo.prefix)}: changed on two devices; one was taken")
        else:
            self.joined.apart.append(path)

    def _names(self) -> list[str]:
        return sorted({states.owner(path) for path in self.joined.files} - {""})

    def _catch_up(self, name: str, holds: int) -> None:
        """Bring the side with the older version to the newer one, as a pull would."""
        older = OURS + THEIRS - holds
        old_state, new_state = self._state(older, name), self._state(holds, name)
        notes = self._notes(older, old_state)
        old_scans, new_scans = _scans_of(notes), _scans_of(self._notes(holds, new_state))
        known = self._known(old_state, old_scans)
        pulled = self._roadmap(name, new_state.document or "", known)  # as the older side would have made it
        after = self._roadmap(name, new_state.document or "", self._known(new_state, new_scans))
        items = {item_id(made.id, task.id) for made in known.notes.values() for task in made.tasks}
        after.moved = moved_to(pulled, after, {*items, *old_state.marks, *old_state.gone})
        before = self._roadmap(name, old_state.document or "", self._known(old_state, old_scans))
        wanted = [
            WantedNote(node_id(name, node), new_state.paths.get(node) or old_state.paths.get(node, ""), text)
            for node, text in new_state.bases.items()
        ]
        folder = known.folder or name
        caught = catch_up(
            Older(
                {node_id(name, node): text for node, text in old_state.bases.items()},
                notes,
                old_state.marks,
                old_state.gone,
                old_state.deleted,
                old_state.paths,
                lambda path: self._text(older, path),
                lambda path: self._text(holds, path),
                lambda path, to: link_between(self.workspace, path, to),
            ),
            [want for want in wanted if want.path],
            before,
            after,
            f"{self.workspace.settings.folders.archive}/{folder}",
        )
        self._take(name, older, caught)
        if moved := moved_places(after, old_state.paths, new_state.paths):
            there = below(self.repo, self.commits[older])
            self.sides[older].update(with_links_to_tasks(self.sides[older], self.sides[OLD], moved, there))
        if states.marks_path(name) in self.joined.files:
            self.moved_old[name] = moved_marks(self._state(OLD, name).marks, after.moved)

    def _take(self, name: str, older: int, caught: CaughtUp) -> None:
        """Put what the catching up would write in the place of the older side's files."""
        lists = [states.marks_path(name), states.gone_path(name), states.deleted_path(name)]
        self._look_at([*caught.files, *lists])
        side = self.sides[older]
        for path, text in caught.files.items():
            if text is None:
                side.pop(path, None)
            else:
                side[path] = text.encode("utf-8")
        side[states.marks_path(name)] = statelists.format_marks(caught.marks).encode("utf-8")
        side[states.gone_path(name)] = statelists.format_gone(caught.gone).encode("utf-8")
        if caught.deleted:
            side[states.deleted_path(name)] = statelists.format_paths(caught.deleted).encode("utf-8")

    def _look_at(self, paths: Iterable[str]) -> None:
        """Read files that did not differ before into all sides."""
        new = [path for path in paths if path not in self.joined.files]
        for side, commit in enumerate(self.commits):
            self.sides[side].update(files_of(self.repo, commit, new))
        self.joined.files.update(dict.fromkeys(new))

    def _state(self, side: int, name: str) -> State:
        """All that a side knows of a roadmap."""
        own = f"{states.FOLDER}/base/{name}"
        lists = (states.marks_path, states.paths_path, states.gone_path, states.deleted_path)
        single = [states.base_path(name), *(path_of(name) for path_of in lists)]
        commit, document = self.commits[side], states.document_path(name)
        paths = [*below(self.repo, commit, own), *single, document]
        found = states.from_files(name, files_of(self.repo, commit, paths))
        if found.document is None and document in self.sides[side]:
            found.document = text_of(self.sides[side][document])
        return found

    def _notes(self, side: int, state: State) -> dict[str, FoundNote]:
        """The notes of a roadmap as a side has them, by note id: where it knew them, and among what changed."""
        files = files_of(self.repo, self.commits[side], state.paths.values())
        files |= {path: data for path, data in self.sides[side].items() if path.endswith(".md")}
        found: dict[str, FoundNote] = {}
        known = set(state.paths.values())
        for path, data in sorted(files.items(), key=lambda one: (one[0] not in known, len(one[0]), one[0])):
            if b"vaultsync:" not in data or path.startswith("."):
                continue
            try:
                text = vault.decode(data, path)
            except VaultError:
                continue
            id_ = note.scan(path, text).id
            if split_id(id_)[0] == state.name and id_:
                found.setdefault(id_, FoundNote(id_, path, text))  # a copy has a longer name
        return found

    def _text(self, side: int, path: str) -> str | None:
        data = self.sides[side].get(path) or files_of(self.repo, self.commits[side], [path]).get(path)
        return data.decode("utf-8", "replace") if data is not None else None

    def _known(self, state: State, scans: Mapping[str, NoteScan]) -> KnownRoadmap:
        known = read_known(state.bases, state.paths, self.workspace.settings.folders.roadmaps)
        complete(known, state.marks, state.gone, scans, state.bases)
        return known

    def _roadmap(self, name: str, document: str, known: KnownRoadmap) -> Roadmap:
        outline = outline_of(self.workspace, name, document)
        return build_roadmap(
            outline,
            known,
            folder=known.folder or name,
            roadmaps_folder=self.workspace.settings.folders.roadmaps,
            occupied=(),
        )

    def _merge_state(self, holding: Mapping[str, int | None]) -> None:
        """The files below `.vaultsync` and the summary."""
        for path in self.joined.files:
            versions = [side.get(path) for side in self.sides]
            name = states.owner(path)
            holds = holding.get(name)
            if is_generated(self.workspace, path):
                self.joined.files[path] = versions[THEIRS] if versions[OURS] == versions[OLD] else versions[OURS]
            elif not path.startswith(f"{states.FOLDER}/"):
                continue
            elif holds is not None and (not both_have(self.sides, name) or path.split("/")[1] in ("base", "roadmaps")):
                self.joined.files[path] = versions[holds]
            elif path == states.marks_path(name) and name in self.moved_old:
                old = statelists.format_marks(self.moved_old[name]).encode("utf-8")
                self.joined.files[path] = state_file(path, old, versions[OURS], versions[THEIRS])
            else:
                self.joined.files[path] = state_file(path, *versions)

    def _merge_notes(self, holding: Mapping[str, int | None]) -> None:
        meet_in_the_archive(self.sides, self.workspace.settings.folders.archive)
        mine = [path for path in self.joined.files if not path.startswith(f"{states.FOLDER}/")]
        mine = [path for path in mine if not is_generated(self.workspace, path)]
        sides = [{path: side[path] for path in mine if path in side} for side in self.sides]
        ids = [dict(ids_of(side)) for side in self.sides]
        bases = self._bases(ids)
        caught_up = {name for name, holds in holding.items() if holds is not None and both_have(self.sides, name)}
        sides[OLD] |= with_news(self.sides, sides, bases, caught_up)
        folders = self.workspace.settings.folders
        merged = merge_files(sides[OLD], sides[OURS], sides[THEIRS], bases, (folders.journal, folders.reviews))
        self.joined.files.update(merged.files)
        stamp = self.workspace.settings.stamp != "none"
        self.joined.files.update(ticked(self.joined.files, self.sides, ids, self.moved_old, stamp=stamp))
        add_doubts(self.joined, merged)

    def _fit_lists(self, name: str, holds: int | None) -> None:
        """Bring the lists of a roadmap in line with what was merged beside them: its document, marks and notes."""
        files = self.joined.files
        document, held = states.document_path(name), states.held_path(name)
        if files.get(held):
            pulled = holds is not None and self.sides[holds].get(document) != self.sides[OLD].get(document)
            if holds is not None and pulled and not went_back(self.sides, name)[holds]:
                files[held] = self.sides[holds].get(
                    held
                )  # a new version was pulled: earlier undone versions no longer matter
            files[held] = held_list(files[held], files.get(document))
        review, paths = states.review_path(name), states.paths_path(name)
        known = states.marks_path(name)
        if known in files and self.sides[OURS].get(known) != self.sides[THEIRS].get(known):
            before = self.moved_old.get(name) or self._state(OLD, name).marks
            again = {item: before[item] for item in self.reopened.get(name, ()) if item in before}
            files[known] = marks_list(name, self.sides[OURS], self.sides[THEIRS], files, again)
        marks = statelists.parse_marks(text_of(files.get(known)), "")[0]
        if files.get(review):
            files[review] = review_list([side.get(review) for side in self.sides], marks)
        listed = files.get(paths)
        if listed:
            files[paths] = path_list(listed, paths, name, files)

    def _bases(self, ids: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """The base texts that hold now, of the notes that differ, by note id."""
        found = {}
        for path, data in self.joined.files.items():
            name = states.owner(path)
            if name and data is not None and path.startswith(f"{states.FOLDER}/base/"):
                for node, text in states.from_files(name, {path: data}).bases.items():
                    found[node_id(name, node)] = text
        return found | self._restored(found, ids) | self._deleted(found, ids)

    def _deleted(self, known: Mapping[str, str], ids: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """The base texts of notes that only one side has still, and that no pull has touched since."""
        left = (ids[OURS].keys() ^ ids[THEIRS].keys()) & ids[OLD].keys()
        paths = {states.base_path(*split_id(id_)): id_ for id_ in left if id_ not in known}
        found = files_of(self.repo, self.commits[OLD], (path for path in paths if path not in self.joined.files))
        return {paths[path]: text for path, data in found.items() if (text := text_of(data)) is not None}

    def _restored(self, known: Mapping[str, str], ids: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """The base texts of notes that both sides have anew: with the marks that were known when both began."""
        found = {}
        for id_ in (ids[OURS].keys() & ids[THEIRS].keys()) - ids[OLD].keys():
            name, node = split_id(id_)
            path = states.base_path(name, node)
            data = files_of(self.repo, self.commits[OURS], [path])
            text = known.get(id_) or states.from_files(name, data).bases.get(node)
            if text is not None:
                marks = statelists.parse_marks(text_of(self.sides[OLD].get(states.marks_path(name))), "")[0]
                found[id_] = with_known(text, node, self.moved_old.get(name) or marks)
        return found


def _scans_of(notes: Mapping[str, FoundNote]) -> dict[str, NoteScan]:
    """Node id → what the note says, of notes by note id."""
    return {split_id(id_)[1]: note.scan(found.path, found.text) for id_, found in notes.items()}
