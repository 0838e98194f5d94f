"""Write the result of a merge over a vault that was edited meanwhile, and keep what a merge commit itself added."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.devices.files import ids_of, merge_files, says_same
from vaultsync.domain.devices.handmade import with_handmade
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import Merge, files_of
from vaultsync.errors import VaultError
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.usecases.merge.archive import as_archived, late_for_the_archive
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS, Joined, add_doubts
from vaultsync.usecases.merge.lists import state_file
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.workspace import Workspace

_Versions = tuple[bytes | None, bytes | None, bytes | None]


def lay(workspace: Workspace, onto: str, joined: Joined) -> list[Write]:
    """The writes that bring the result of a merge to the disk, where the vault was last as in the commit `onto`.

    What was edited there since is merged with it; the doubts of that are added to `joined`.
    """
    assert workspace.repo is not None
    known = joined.read.get(onto, {})
    was = {**known, **files_of(workspace.repo, onto, [path for path in joined.files if path not in known])}
    writes, edited = _onto_unedited(workspace, joined, was)
    versions = {path: (was.get(path), vault.read(workspace.root, path), joined.files[path]) for path in edited}
    own = [path for path in edited if path.startswith(f"{states.FOLDER}/") or is_generated(workspace, path)]
    for path in own:
        data = state_file(path, *versions[path])
        if data != versions[path][OURS]:
            writes.append(Write(path, data, versions[path][OURS]))
    return writes + _onto_edited(workspace, joined, {path: versions[path] for path in edited if path not in own})


def _onto_unedited(
    workspace: Workspace, joined: Joined, was: Mapping[str, bytes | None]
) -> tuple[list[Write], list[str]]:
    """The writes to files that still are as they `was`; and the paths of those that were edited since."""
    writes: list[Write] = []
    edited: list[str] = []
    standing = {vault.spelling_key(path): path for path, wanted in joined.files.items() if wanted is not None}
    for path, wanted in joined.files.items():
        here = vault.read(workspace.root, path)
        if wanted is None and vault.same_file(workspace.root, path, standing.get(vault.spelling_key(path), path)):
            continue  # one file under two spellings: it is only spelled anew
        if here == wanted:
            continue
        if says_same(here, was.get(path)):
            if here == was.get(path) or not says_same(here, wanted):
                writes.append(Write(path, wanted, here))
        elif not says_same(was.get(path), wanted):
            edited.append(path)
    return writes, edited


def _onto_edited(workspace: Workspace, joined: Joined, edited: Mapping[str, _Versions]) -> list[Write]:
    """The writes to files that were `edited` since: by path, as they were, as they are, and as they were joined.

    A note that the merge archived is merged there.
    """
    if not edited:
        return []
    sides: list[dict[str, bytes]] = [{}, {}, {}]
    for path, versions in edited.items():
        kept = late_for_the_archive(workspace, path, versions) if versions[OURS] is None else ""
        if kept and kept not in joined.files:
            there = vault.read(workspace.root, kept) or b""
            versions = (_archived(versions[OLD], there), there, _archived(versions[THEIRS], there))
            path = kept
        for side, version in zip(sides, versions, strict=True):
            if version is not None:
                side[path] = version
    merged = merge_files(sides[OLD], sides[OURS], sides[THEIRS])
    add_doubts(joined, merged)
    now = ((path, data, vault.read(workspace.root, path)) for path, data in merged.files.items())
    return [Write(path, data, here) for path, data, here in now if data != here]


def _archived(data: bytes | None, there: bytes) -> bytes | None:
    """A version of a note as it would stand in the archive."""
    try:
        return None if data is None else as_archived(data.decode("utf-8"), there.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return data


class _Notes:
    """The notes of one version of a vault, known by their ids, and by their paths where they have none."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        pairs = list(ids_of(files))
        self.paths = dict(pairs)
        self.ids = {path: id_ for id_, path in pairs}

    def place(self, id_: str, path: str) -> str:
        """The path of a note; empty where it does not exist."""
        place = self.paths.get(id_, "") if id_ else path
        return place if place in self.files else ""


def add_handmade(repo: Repo, merge: Merge, joined: Joined) -> None:
    """Add to a merge that is redone what somebody wrote into the merge commit itself.

    Where notes were moved or changed places, git may have put lines of one note into another: these are not taken for
    new.
    """
    listed = [path for path in joined.files if path.lower().endswith(".md")]
    listed = [path for path in listed if not path.startswith(f"{states.FOLDER}/")]
    made, *parents = (_Notes(files_of(repo, commit, listed)) for commit in (merge.id, *merge.parents))
    anew = _Notes({path: data for path in listed if (data := joined.files[path]) is not None})
    for path, data in made.files.items():
        id_ = made.ids.get(path, "")
        place = anew.place(id_, path)
        if not place or says_same(data, joined.files[place]):
            continue
        here = {notes.ids[path] for notes in (made, *parents, anew) if path in notes.ids}
        known = [
            (notes, found)
            for notes in parents
            for one in (id_, *sorted(here - {id_}))
            if (found := notes.place(one, path))
        ]
        try:
            texts = [vault.decode(notes.files[found], found) for notes, found in known]
            text = with_handmade(vault.decode(data, path), texts, vault.decode(joined.files[place] or b"", place))
        except VaultError:
            continue  # no text: what the merge made anew says holds
        joined.files[place] = text.encode("utf-8")


def keep_all(repo: Repo, merge: Merge, joined: Joined) -> None:
    """Of a merge with more than two parents: only add to what the merge commit says.

    It holds work of the other parents, too.
    """
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
