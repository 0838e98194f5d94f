"""Restore: notes and task lines that the learner deleted come back, with what stood in them and the roadmap's news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.edges import vault
from vaultsync.edges.writes import Write, write_all
from vaultsync.markdown import note
from vaultsync.markdown.names import unique_stem
from vaultsync.models.reports import DeletedNote, RestoreReport
from vaultsync.usecases.agreeing import decide
from vaultsync.usecases.context import Context
from vaultsync.usecases.deleted import all_deleted, find_deleted
from vaultsync.usecases.deletedlines import lines_put_back, with_lines_below
from vaultsync.usecases.emptied import emptied_warning
from vaultsync.usecases.news import ByHand
from vaultsync.usecases.pulling import Way, bring_in
from vaultsync.usecases.reading import split_id
from vaultsync.usecases.recording import last_pulled, record
from vaultsync.usecases.unfinished import finish
from vaultsync.usecases.workspace import Workspace


def restore(
    context: Context, queries: Sequence[str] = (), *, everything: bool = False, dry_run: bool = False
) -> RestoreReport:
    """Bring back deleted notes and lines by path, title, words or id; without any, tell which there are.

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
        workspace.load()
        finish(workspace)
        _, chosen = _chosen(workspace, queries, everything)
        study = record(workspace, last_pulled(workspace))
        report = RestoreReport(restored=_put_back(workspace, [found for found in chosen if not found.block]))
        report.restored += lines_put_back(workspace, [found for found in chosen if found.block])
        workspace.status = workspace.repo.status() if workspace.repo else None
        by_hand = ByHand(restored=sorted({found.id for found in report.restored}))
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


def _put_back(workspace: Workspace, chosen: Sequence[DeletedNote]) -> list[DeletedNote]:
    """Write the notes as they were last, else as the roadmap wanted them then; those that were written."""
    earlier = {found.id: _stood(workspace, found) for found in chosen}
    wanted = [path for found in chosen for path in earlier[found.id]]
    texts = workspace.repo.last_texts(wanted) if workspace.repo else {}
    writes: dict[str, tuple[Write, DeletedNote]] = {}
    for found in chosen:
        name, node = split_id(found.id)
        texts_of = (texts.get(path, b"") for path in earlier[found.id])
        text = next((was for was in texts_of if _is(found, was)), None) or _written_last(workspace, found, earlier)
        text = text or workspace.states[name].bases[node].encode("utf-8")
        if found.emptied:
            writes[found.note] = Write(found.note, text, vault.read(workspace.root, found.note)), found
            continue
        folder, _, file = found.note.rpartition("/")
        taken = {path.rsplit("/", 1)[-1].removesuffix(".md") for path in workspace.files if _in(path, folder)}
        stem = unique_stem(file.removesuffix(".md"), taken)
        path = f"{folder}/{stem}.md" if folder else f"{stem}.md"
        workspace.files.add(path.casefold())
        writes[path] = Write(path, text, None), found
    stale = set(write_all(workspace.root, [write for write, _ in writes.values()]))
    for path in stale:
        workspace.warn(f"{path}: a file stands there now; the note was not restored")
    told = {emptied_warning(path) for path in writes.keys() - stale}
    workspace.warnings[:] = [warning for warning in workspace.warnings if warning not in told]
    workspace.read_notes(path for path in writes if path not in stale)
    return [found for path, (_, found) in writes.items() if path not in stale]


def _is(found: DeletedNote, data: bytes) -> bool:
    """Whether this is a text of the note: one from which its id was not taken, and not an emptied one."""
    return note.scan(found.note, data.decode("utf-8", "replace")).id == found.id


def _written_last(workspace: Workspace, found: DeletedNote, earlier: Mapping[str, Sequence[str]]) -> bytes | None:
    """The note as it was last before it was emptied; None where no commit has it."""
    if workspace.repo is None:
        return None
    for path in earlier[found.id]:
        versions = [version for version in workspace.repo.versions(path) if version.blob]
        texts = {blob: data for some in workspace.repo.texts(versions) for blob, data in some.items()}
        for version in reversed(versions):
            if _is(found, texts.get(version.blob, b"")):
                return texts[version.blob]
    return None


def _stood(workspace: Workspace, found: DeletedNote) -> list[str]:
    """Where a deleted note may have stood last: its place, and that before its unit left the roadmap and came back."""
    name, node = split_id(found.id)
    before = workspace.states[name].deleted.get(node)
    return [found.note] if before in (None, found.note) else [found.note, before]


def _in(path: str, folder: str) -> bool:
    return path.rpartition("/")[0] == folder.casefold()
