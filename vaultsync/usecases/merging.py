"""Two commits of one vault become one set of files: off to the side, nothing written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vaultsync.domain.catchup import CaughtUp, Older, catch_up, moved_to
from vaultsync.domain.devices import MergedFiles, merge_files
from vaultsync.domain.handmade import with_handmade
from vaultsync.domain.known import complete, read_known
from vaultsync.domain.moves import moved_marks
from vaultsync.domain.roadmap import build_roadmap
from vaultsync.domain.threeway import merge_marks, merge_rows
from vaultsync.edges import state as states
from vaultsync.edges import vault
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import Entry, Merge, below, commit_time, contents, differences, files_of
from vaultsync.edges.state import State
from vaultsync.edges.writes import Write
from vaultsync.errors import GitError, VaultError
from vaultsync.markdown import note
from vaultsync.markdown.reconcile import reconcile
from vaultsync.models.agreement import Review
from vaultsync.models.marks import KnownMark, NoteScan
from vaultsync.models.plan import FoundNote, WantedNote
from vaultsync.models.roadmap import KnownRoadmap, Roadmap, item_id
from vaultsync.usecases.applying import link_between
from vaultsync.usecases.outlining import outline_of
from vaultsync.usecases.reading import node_id, split_id
from vaultsync.usecases.summing import is_generated
from vaultsync.usecases.workspace import Workspace

OLD, OURS, THEIRS = 0, 1, 2


@dataclass(slots=True)
class Joined:
    """What two commits come to: vault path → content (None: no file), for all that differs anywhere.

    `outside` are entries that git is to check out itself: files beside the vault's folder, symbolic links.
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    outside: dict[str, Entry | None] = field(default_factory=dict)
    review: list[Review] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def join(workspace: Workspace, old: str, one: str, other: str) -> Joined:
    """Merge two commits that both come from `old` (empty: from nothing). Raises GitError.

    The older of the two comes first wherever an order is needed, so that every device comes to the same.
    """
    assert workspace.repo is not None
    ours, theirs = sorted((one, other), key=lambda commit: (commit_time(workspace.repo, commit), commit))  # type: ignore[arg-type]
    return _Joining(workspace, workspace.repo, (old, ours, theirs)).run()


def lay(workspace: Workspace, onto: str, joined: Joined) -> list[Write]:
    """The writes that bring what was joined to the disk, over a vault that began as the commit `onto`.

    What was edited there since is merged with it; what both changed differently is added to `joined`.
    """
    assert workspace.repo is not None
    repo = workspace.repo
    was = files_of(repo, onto, joined.files)
    writes: list[Write] = []
    edited: list[str] = []
    standing = {_spelled(path): path for path, wanted in joined.files.items() if wanted is not None}
    for path, wanted in joined.files.items():
        here = vault.read(workspace.root, path)
        if wanted is None and vault.same_file(workspace.root, path, standing.get(_spelled(path), path)):
            continue  # one file under two spellings: it is only spelled anew
        if here == wanted:
            continue
        if _alike(here, was.get(path)):
            if not _alike(here, wanted):
                writes.append(Write(path, wanted, here))
        elif not _alike(was.get(path), wanted):
            edited.append(path)
    sides: list[dict[str, bytes]] = [{}, {}, {}]
    for path in edited:
        versions = (was.get(path), vault.read(workspace.root, path), joined.files[path])
        if path.startswith(f"{states.FOLDER}/") or is_generated(workspace, path):
            data = _state_file(path, *versions)
            if data != versions[OURS]:
                writes.append(Write(path, data, versions[OURS]))
            continue
        for side, version in zip(sides, versions, strict=True):
            if version is not None:
                side[path] = version
    if edited:
        merged = merge_files(sides[OLD], sides[OURS], sides[THEIRS])
        for path, data in merged.files.items():
            here = vault.read(workspace.root, path)
            if data != here:
                writes.append(Write(path, data, here))
        _add_doubts(joined, merged)
    return writes


def _add_doubts(joined: Joined, merged: MergedFiles) -> None:
    """What the learner may want to look at, with the item it is about."""
    joined.told += merged.told
    for path, doubts in merged.doubts.items():
        id_ = note.scan(path, (merged.files.get(path) or b"").decode("utf-8", "replace")).id
        node = split_id(id_)[1] if id_ else ""
        for doubt in doubts:
            item = f"{node}#^{doubt.block}" if doubt.block else node
            joined.review.append(Review(path, item, doubt.why, doubt.marks))


def add_handmade(repo: Repo, merge: Merge, joined: Joined) -> None:
    """Add to a merge made anew what somebody put into the merge commit itself."""
    notes = [path for path in joined.files if path.lower().endswith(".md") and not path.startswith(f"{states.FOLDER}/")]
    versions = [files_of(repo, commit, notes) for commit in (merge.id, *merge.parents)]
    for path, made in versions[0].items():
        anew = joined.files[path]
        if anew is None or _alike(made, anew):
            continue
        try:
            merged, *parents = (vault.decode(found[path], path) for found in versions if path in found)
            text = with_handmade(merged, parents, vault.decode(anew, path))
        except VaultError:
            continue  # no text: what the merge made anew says holds
        joined.files[path] = text.encode("utf-8")


def keep_all(repo: Repo, merge: Merge, joined: Joined) -> None:
    """Let two of the many parents of a merge only add to what the merge commit says: the others did something, too."""
    texts = files_of(repo, merge.id, [path for path in joined.files if path.lower().endswith(".md")])
    anew, joined.files, joined.outside = joined.files, {}, {}
    for path, data in anew.items():
        if data is None or path.startswith(f"{states.FOLDER}/") or not path.lower().endswith(".md"):
            continue
        try:
            made = vault.decode(texts[path], path) if path in texts else None
            text = vault.decode(data, path)
        except VaultError:
            continue  # no text: what the merge commit says holds
        joined.files[path] = (text if made is None else reconcile(None, made, text).text).encode("utf-8")


def _spelled(path: str) -> str:
    """The path without regard to case and to how accents are encoded: one file on many file systems."""
    return unicodedata.normalize("NFC", path).casefold()


def _alike(one: bytes | None, other: bytes | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


class _Joining:
    """One merge: the files of all three commits that differ anywhere."""

    def __init__(self, workspace: Workspace, repo: Repo, commits: tuple[str, str, str]) -> None:
        self.workspace, self.repo, self.commits = workspace, repo, commits
        self.joined = Joined()
        self.sides: list[dict[str, bytes]] = [{}, {}, {}]
        self.moved_old: dict[str, dict[str, KnownMark]] = {}

    def run(self) -> Joined:
        """Read, catch up, merge."""
        self._read()
        newer = {name: self._newer(name) for name in self._names()}
        for name, side in newer.items():
            if side is not None and self._both_have(name):
                self._catch_up(name, newer=side)
        self._merge_state(newer)
        self._merge_notes()
        return self.joined

    def _read(self) -> None:
        changes = [differences(self.repo, self.commits[OLD], commit) for commit in self.commits[1:]]
        wanted: list[tuple[int, str, Entry]] = []
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

    def _outside(self, path: str, old: Entry | None, ours: Entry | None, theirs: Entry | None) -> None:
        if ours == theirs or theirs == old:
            self.joined.outside[path] = ours
        elif ours == old:
            self.joined.outside[path] = theirs
        elif path.startswith(self.repo.prefix):
            self.joined.outside[path] = ours or theirs
            self.joined.told.append(f"{path.removeprefix(self.repo.prefix)}: changed on two devices; one was taken")
        else:
            raise GitError(
                "both sides changed this file, which lies outside the vault",
                where=path,
                next_step='Merge with git yourself ("git pull"), then run the command again',
            )

    def _names(self) -> list[str]:
        return sorted({states.owner(path) for path in self.joined.files} - {""})

    def _newer(self, name: str) -> int | None:
        """The side whose version of the document holds; None where both have the same."""
        path = states.document_path(name)
        if path not in self.joined.files:
            return None
        old, ours, theirs = (side.get(path) for side in self.sides)
        if ours == theirs:
            return None
        if old is not None and ours is None:
            return OURS  # taken out there: so it is
        if old is not None and theirs is None:
            return THEIRS
        if ours == old:
            return THEIRS
        if theirs == old:
            return OURS
        times = [commit_time(self.repo, commit, [path]) for commit in self.commits[1:]]
        return OURS if times[0] > times[1] else THEIRS

    def _both_have(self, name: str) -> bool:
        path = states.document_path(name)
        return all(path in self.sides[side] for side in (OURS, THEIRS))

    def _catch_up(self, name: str, newer: int) -> None:
        """Bring the side with the older version to the newer one, as a pull would."""
        older = OURS + THEIRS - newer
        old_state, new_state = self._state(older, name), self._state(newer, name)
        notes = self._notes(older, old_state)
        known = read_known(old_state.bases, old_state.paths)
        scans = {split_id(id_)[1]: note.scan(found.path, found.text) for id_, found in notes.items()}
        complete(known, old_state.marks, old_state.gone, scans, old_state.bases)
        theirs = self._roadmap(name, new_state.document or "", known)
        newest = {split_id(id_)[1]: note.scan(n.path, n.text) for id_, n in self._notes(newer, new_state).items()}
        after = self._roadmap(name, new_state.document or "", self._known(new_state, newest))
        items = {item_id(made.id, task.id) for made in known.notes.values() for task in made.tasks}
        after.moved = moved_to(theirs, after, {*items, *old_state.marks, *old_state.gone})
        before = self._roadmap(name, old_state.document or "", self._known(old_state, scans))
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
                lambda path: self._text(older, path),
                lambda path, to: link_between(self.workspace, path, to),
            ),
            [want for want in wanted if want.path],
            before,
            after,
            f"{self.workspace.settings.folders.archive}/{folder}",
        )
        self._take(name, older, newer, caught)
        if states.marks_path(name) in self.joined.files:
            self.moved_old[name] = moved_marks(self._state(OLD, name).marks, after.moved)

    def _take(self, name: str, older: int, newer: int, caught: CaughtUp) -> None:
        """Put what the catching up would write in the place of the older side's files."""
        self._look_at([*caught.files, states.marks_path(name), states.gone_path(name)])
        side = self.sides[older]
        for path, text in caught.files.items():
            if text is None:
                side.pop(path, None)
            else:
                side[path] = text.encode("utf-8")
        side[states.marks_path(name)] = states.format_marks(caught.marks).encode("utf-8")
        side[states.gone_path(name)] = states.format_gone(caught.gone).encode("utf-8")

    def _look_at(self, paths: Iterable[str]) -> None:
        """Read files that did not differ before into all sides."""
        new = [path for path in paths if path not in self.joined.files]
        for side, commit in enumerate(self.commits):
            self.sides[side].update(files_of(self.repo, commit, new))
        self.joined.files.update(dict.fromkeys(new))

    def _state(self, side: int, name: str) -> State:
        """All that a side knows of a roadmap."""
        own = f"{states.FOLDER}/base/{name}"
        single = [states.base_path(name), states.marks_path(name), states.paths_path(name), states.gone_path(name)]
        commit = self.commits[side]
        paths = [*below(self.repo, commit, own), *single, states.document_path(name)]
        return states.from_files(name, files_of(self.repo, commit, paths))

    def _notes(self, side: int, state: State) -> dict[str, FoundNote]:
        """The notes of a roadmap as a side has them, by note id: where it knew them, and among what changed."""
        files = files_of(self.repo, self.commits[side], state.paths.values())
        files |= {path: data for path, data in self.sides[side].items() if path.endswith(".md")}
        found: dict[str, FoundNote] = {}
        for path, data in files.items():
            if b"vaultsync:" not in data or path.startswith("."):
                continue
            try:
                text = vault.decode(data, path)
            except VaultError:
                continue
            id_ = note.scan(path, text).id
            if split_id(id_)[0] == state.name and id_:
                found[id_] = FoundNote(id_, path, text)
        return found

    def _text(self, side: int, path: str) -> str | None:
        data = self.sides[side].get(path) or files_of(self.repo, self.commits[side], [path]).get(path)
        return data.decode("utf-8", "replace") if data is not None else None

    def _known(self, state: State, scans: Mapping[str, NoteScan]) -> KnownRoadmap:
        known = read_known(state.bases, state.paths)
        complete(known, state.marks, state.gone, scans, state.bases)
        return known

    def _roadmap(self, name: str, document: str, known: KnownRoadmap) -> Roadmap:
        outline = outline_of(self.repo, self.workspace.settings, name, document)
        return build_roadmap(
            outline,
            known,
            folder=known.folder or name,
            roadmaps_folder=self.workspace.settings.folders.roadmaps,
            occupied=(),
        )

    def _merge_state(self, newer: Mapping[str, int | None]) -> None:
        """The files below `.vaultsync` and the summary."""
        for path in self.joined.files:
            versions = [side.get(path) for side in self.sides]
            name = states.owner(path)
            holds = newer.get(name)
            if is_generated(self.workspace, path):
                self.joined.files[path] = versions[THEIRS] if versions[OURS] == versions[OLD] else versions[OURS]
            elif not path.startswith(f"{states.FOLDER}/"):
                continue
            elif holds is not None and (not self._both_have(name) or path.split("/")[1] in ("base", "roadmaps")):
                self.joined.files[path] = versions[holds]
            elif path == states.marks_path(name) and name in self.moved_old:
                old = states.format_marks(self.moved_old[name]).encode("utf-8")
                self.joined.files[path] = _state_file(path, old, versions[OURS], versions[THEIRS])
            else:
                self.joined.files[path] = _state_file(path, *versions)

    def _merge_notes(self) -> None:
        mine = [path for path in self.joined.files if not path.startswith(f"{states.FOLDER}/")]
        mine = [path for path in mine if not is_generated(self.workspace, path)]
        sides = [{path: side[path] for path in mine if path in side} for side in self.sides]
        merged = merge_files(sides[OLD], sides[OURS], sides[THEIRS], self._bases())
        self.joined.files.update(merged.files)
        _add_doubts(self.joined, merged)

    def _bases(self) -> dict[str, str]:
        """The base texts that hold now, of the notes that differ, by note id."""
        found = {}
        for path, data in self.joined.files.items():
            name = states.owner(path)
            if name and data is not None and path.startswith(f"{states.FOLDER}/base/"):
                for node, text in states.from_files(name, {path: data}).bases.items():
                    found[node_id(name, node)] = text
        return found


def _state_file(path: str, old: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
    """One file of `.vaultsync`: marks by item, lists by row, of anything else what changed."""
    if ours == theirs or theirs == old:
        return ours
    if ours == old:
        return theirs
    if path.endswith(".tsv"):
        texts = [(data or b"").decode("utf-8", "replace") for data in (old, ours, theirs)]
        if path == states.marks_path(states.owner(path)):
            marks = [states.parse_marks(text, path)[0] for text in texts]
            merged = states.format_marks(merge_marks(*marks))
        else:
            merged = merge_rows(*texts)
        return merged.encode("utf-8") or None
    return ours if ours is not None else theirs
