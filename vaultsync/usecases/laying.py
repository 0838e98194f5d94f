"""Lay what was joined over a vault that was edited meanwhile, and add what a merge of another tool says itself."""

from __future__ import annotations

import unicodedata

from vaultsync.domain.devices import merge_files
from vaultsync.domain.handmade import with_handmade
from vaultsync.edges import state as states
from vaultsync.edges import vault
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import Merge, files_of
from vaultsync.edges.writes import Write
from vaultsync.errors import VaultError
from vaultsync.markdown.reconcile import reconcile
from vaultsync.usecases.generated import is_generated
from vaultsync.usecases.joined import OLD, OURS, THEIRS, Joined, add_doubts
from vaultsync.usecases.mergedarchive import as_archived, late_for_the_archive
from vaultsync.usecases.mergedlists import state_file
from vaultsync.usecases.workspace import Workspace


def lay(workspace: Workspace, onto: str, joined: Joined) -> list[Write]:
    """The writes that bring what was joined to the disk, over a vault that began as the commit `onto`.

    What was edited there since is merged with it; what both changed differently is added to `joined`.
    """
    assert workspace.repo is not None
    repo = workspace.repo
    known = joined.read.get(onto, {})
    was = {**known, **files_of(repo, onto, [path for path in joined.files if path not in known])}
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
            if here == was.get(path) or not _alike(here, wanted):
                writes.append(Write(path, wanted, here))
        elif not _alike(was.get(path), wanted):
            edited.append(path)
    sides: list[dict[str, bytes]] = [{}, {}, {}]
    for path in edited:
        versions = was.get(path), vault.read(workspace.root, path), joined.files[path]
        if path.startswith(f"{states.FOLDER}/") or is_generated(workspace, path):
            data = state_file(path, *versions)
            if data != versions[OURS]:
                writes.append(Write(path, data, versions[OURS]))
            continue
        kept = late_for_the_archive(workspace, path, versions) if versions[OURS] is None else ""
        if kept and kept not in joined.files:
            there = vault.read(workspace.root, kept) or b""
            versions = (_archived(versions[OLD], there), there, _archived(versions[THEIRS], there))
            path = kept
        for side, version in zip(sides, versions, strict=True):
            if version is not None:
                side[path] = version
    if edited:
        merged = merge_files(sides[OLD], sides[OURS], sides[THEIRS])
        for path, data in merged.files.items():
            here = vault.read(workspace.root, path)
            if data != here:
                writes.append(Write(path, data, here))
        add_doubts(joined, merged)
    return writes


def _archived(data: bytes | None, there: bytes) -> bytes | None:
    """A version of a note as it would stand in the archive."""
    try:
        return None if data is None else as_archived(data.decode("utf-8"), there.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return data


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
