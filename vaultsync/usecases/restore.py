"""Restore: deleted notes and task lines come back, with their old words and what the roadmap says now."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.markdown.merging.merge import merge
from vaultsync.markdown.names import unique_stem
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.reports import DeletedNote, RestoreReport
from vaultsync.models.structs import replace
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.emptied import emptied_warning
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.bringing import Way, bring_in
from vaultsync.usecases.pulling.news import ByHand
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import all_deleted, find_deleted
from vaultsync.usecases.recording.deletedlines import lines_to_put_back, with_lines_below
from vaultsync.usecases.recording.study import last_pulled, record
from vaultsync.usecases.renaming import wanted_now
from vaultsync.usecases.unfinished import begin


def restore(
    context: Context, queries: Sequence[str] = (), *, everything: bool = False, dry_run: bool = False
) -> RestoreReport:
    """Bring back deleted notes and lines by path, title, words or id; without queries, list them.

    Raises VaultsyncError.
    """
    asked = bool(queries) or everything
    workspace = Workspace.open(context, writes=asked and not dry_run)
    if not asked or dry_run:
        workspace.load()
        deleted, chosen = _chosen(workspace, queries, everything)
        return RestoreReport([] if asked else deleted, chosen, dry_run=dry_run)
    with workspace.lock() as lock:
        workspace.recover(lock)
        redone = begin(workspace)
        _, chosen = _chosen(workspace, queries, everything)
        study = record(workspace, last_pulled(workspace), merged=redone)
        notes = _to_put_back(workspace, [found for found in chosen if not found.block])
        lines = [found for found in chosen if found.block]
        report = RestoreReport(restored=[*(found for _, found in notes), *lines])
        writes = [*(write for write, _ in notes), *lines_to_put_back(workspace, lines)]
        told = {emptied_warning(write.path) for write in writes}
        workspace.warnings[:] = [warning for warning in workspace.warnings if warning not in told]
        workspace.status = workspace.repo.status() if workspace.repo else None
        by_hand = ByHand(restored=sorted({found.id for found in report.restored}), writes=writes)
        report.pull = bring_in(workspace, [], Way(by_hand=by_hand))
        report.pull.study = study
        return report


def _chosen(
    workspace: Workspace, queries: Sequence[str], everything: bool
) -> tuple[list[DeletedNote], list[DeletedNote]]:
    """What was deleted, and what of it is to come back."""
    roadmaps = last_pulled(workspace)
    deleted = all_deleted(workspace, roadmaps, decide(workspace, roadmaps))
    return deleted, deleted if everything else with_lines_below(roadmaps, deleted, find_deleted(deleted, queries))


def _to_put_back(workspace: Workspace, chosen: Sequence[DeletedNote]) -> list[tuple[Write, DeletedNote]]:
    """What to write for the notes as they were last, else as the roadmap wanted them then, and where they are then."""
    earlier = {found.id: _stood(workspace, found) for found in chosen}
    wanted = [path for found in chosen for path in earlier[found.id]]
    texts = workspace.repo.last_texts(wanted) if workspace.repo else {}
    places = _places(workspace, chosen)
    writes: list[tuple[Write, DeletedNote]] = []
    for found in chosen:
        name, node = split_id(found.id)
        text = workspace.states[name].bases[node].encode("utf-8")
        for path in earlier[found.id]:
            was: bytes | None = texts.get(path)
            if was is None or not _is(found, was) or _leads_elsewhere(was, text):
                was = _written_last(workspace, found, path)
            if was:
                text = was
                break
        if found.emptied:
            writes.append((Write(found.note, text, vault.read(workspace.root, found.note)), found))
            continue
        folder, _, file = places.get(found.id, found.note).rpartition("/")
        taken = {path.rsplit("/", 1)[-1].removesuffix(".md") for path in workspace.files if _in(path, folder)}
        stem = unique_stem(file.removesuffix(".md"), taken)
        path = f"{folder}/{stem}.md" if folder else f"{stem}.md"
        workspace.files.add(path.casefold())
        writes.append((Write(path, text, None), replace(found, note=path)))
    return writes


def _places(workspace: Workspace, chosen: Sequence[DeletedNote]) -> dict[str, str]:
    """By id the places of notes whose folder is no longer one of the roadmap's: it was given another name since."""
    used = {found.path.rpartition("/")[0] for found in workspace.notes.values()}
    home = f"{workspace.settings.folders.roadmaps}/"
    lost = {found.id for found in chosen if found.note.startswith(home) and found.note.rpartition("/")[0] not in used}
    places: dict[str, str] = {}
    for name in {split_id(id_)[0] for id_ in lost}:
        wanted = wanted_now(workspace, workspace.pulled())[name]
        places |= {node_id(name, node): path for node, path in wanted.items() if node_id(name, node) in lost}
    return places


def _is(found: DeletedNote, data: bytes) -> bool:
    """Whether this is a text of the note: one from which its id was not taken, and not an emptied one."""
    return note.scan(found.note, data.decode("utf-8", "replace")).id == found.id


def _leads_elsewhere(text: bytes, base: bytes) -> bool:
    """Whether the note's neighbours were given other names since it was deleted, as its base knows."""
    was, now = (frontmatter.read(data.decode("utf-8", "replace")).values for data in (text, base))
    return any(was.get(key) != now.get(key) for key in ("up", "prev", "next"))


def _written_last(workspace: Workspace, found: DeletedNote, path: str) -> bytes | None:
    """The note as it was last before it was emptied or deleted, with the links that its base has now.

    None where no commit has it at this path.
    """
    if workspace.repo is None:
        return None
    versions = [version for version in workspace.repo.versions(path) if version.blob]
    texts = {blob: data for some in workspace.repo.texts(versions) for blob, data in some.items()}
    last = next((one for one in reversed(versions) if _is(found, texts.get(one.blob, b""))), None)
    if last is None:
        return None
    name, node = split_id(found.id)
    text, now = texts[last.blob], workspace.states[name].bases[node]
    then = (workspace.repo.show(last.commit, states.base_path(name, node)) or b"").decode("utf-8", "replace")
    try:
        return merge(then, vault.decode(text, path), now).text.encode("utf-8") if then not in ("", now) else text
    except VaultError:
        return text


def _stood(workspace: Workspace, found: DeletedNote) -> list[str]:
    """Where a deleted note may have stood last: its place, and that before its unit left the roadmap and came back."""
    name, node = split_id(found.id)
    before = workspace.states[name].deleted.get(node)
    return [found.note] if before in (None, found.note) else [found.note, before]


def _in(path: str, folder: str) -> bool:
    return path.rpartition("/")[0] == folder.casefold()
