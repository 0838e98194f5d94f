"""Import: date ticks from the history of the document that they came with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vaultsync.domain.marks.ticked import Box, Edition, dated_items, read_boxes, ticked_since
from vaultsync.domain.progress.items import ItemTree, Role, item_tree
from vaultsync.edges.files.vault import shown, writable
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.repo import Repo
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.importing import Dated, DatedItem, ImportReport
from vaultsync.models.marks import CHAR_OF_MARK, KnownMark, Mark
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.settings import RoadmapSettings
from vaultsync.models.structs import replace
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import make_agree
from vaultsync.usecases.recording.study import last_pulled, record
from vaultsync.usecases.unfinished import begin

_TODO = KnownMark(Mark.TODO)


def date_ticks(
    context: Context, document: Path | None = None, *, roadmaps: Sequence[str] = (), dry_run: bool = False
) -> ImportReport:
    """Give undated ticks the day of the commit that first holds them.

    The history is that of the roadmaps' own documents (all, or those of `roadmaps`), or of `document`: a checklist in
    any git repository. What is ticked in that checklist and was never marked in the vault, is ticked. Existing dates
    are never changed. Raises VaultsyncError.
    """
    workspace = Workspace.open(context, writes=not dry_run)
    chosen = list(workspace.chosen(roadmaps))
    if dry_run:
        workspace.load()
        pulled = last_pulled(workspace)
        return ImportReport(_plan(workspace, pulled, chosen, document), warnings=workspace.warnings, dry_run=True)
    with workspace.lock() as lock:
        workspace.recover(lock)
        redone = begin(workspace)
        pulled = last_pulled(workspace)
        report = ImportReport(_plan(workspace, pulled, chosen, document), warnings=workspace.warnings)
        if not any(dated.items for dated in report.dated):
            return report
        report.study = record(workspace, pulled, merged=redone)
        workspace.status = workspace.repo.status() if workspace.repo else None
        _apply(workspace, pulled, report.dated)
        made = record(workspace, pulled, dated=report.dated)
        report.commit, report.subject = made.commit, made.subject
        return report


def _plan(
    workspace: Workspace, pulled: Mapping[str, Roadmap], chosen: Sequence[RoadmapSettings], document: Path | None
) -> list[Dated]:
    """What would be dated, roadmap by roadmap."""
    if document is not None:
        path = (workspace.context.start / document.expanduser()).resolve()
        editions, boxes = _history(workspace, path)
        name = _roadmap_of(workspace, pulled, chosen, path, boxes)
        return [_dated(workspace, pulled[name], path, editions, boxes, ticks=True)]
    found = []
    for given in chosen:
        place = given.location(workspace.root)
        if isinstance(place, str) or given.name not in pulled:
            continue
        try:
            editions, boxes = _history(workspace, place.resolve())
        except VaultError as error:
            workspace.warn(str(error))
            continue
        found.append(_dated(workspace, pulled[given.name], place.resolve(), editions, boxes, ticks=False))
    if not found:
        raise VaultError(
            "no document of these roadmaps has a history to read",
            where=shown(workspace.root),
            next_step='Name the checklist that was kept in git: "vaultsync log --import FILE"',
        )
    return found


def _history(workspace: Workspace, path: Path) -> tuple[list[Edition], list[Box]]:
    """All versions of a document, and the boxes of the last one."""
    repo = Repo.discover(path.parent) if path.is_file() else None
    if repo is None:
        what = "it is in no git repository, nothing tells when its boxes were ticked"
        what = what if path.is_file() else "there is no such file"
        raise VaultError(what, where=shown(path), next_step="Name a Markdown checklist that was committed to git")
    found = repo.versions(path.name)
    if not found:
        raise VaultError("it was never committed", where=shown(path), next_step="Commit it first")
    boxes: dict[str, list[Box]] = {}
    total = len({version.blob for version in found if version.blob})
    for contents in repo.texts(found):
        for blob, data in contents.items():
            boxes[blob] = read_boxes(data.decode("utf-8-sig", "replace"))
        if workspace.context.progress is not None:
            workspace.context.progress("Reading versions", len(boxes), total)
    editions = [
        Edition(version.commit, version.parents, version.day, boxes[version.blob] if version.blob else None)
        for version in found
    ]
    last = next((edition.boxes for edition in reversed(editions) if edition.boxes is not None), [])
    return editions, last


def _roadmap_of(
    workspace: Workspace,
    pulled: Mapping[str, Roadmap],
    chosen: Sequence[RoadmapSettings],
    path: Path,
    boxes: Sequence[Box],
) -> str:
    """The roadmap that a document is of: the one that is read from it, else the one that has most of its tasks."""
    mine = [given for given in chosen if given.name in pulled]
    for given in mine:
        place = given.location(workspace.root)
        if not isinstance(place, str) and place.resolve() == path:
            return given.name
    days = {box.line: "-" for box in boxes}
    shares = {given.name: len(dated_items(item_tree(pulled[given.name]), boxes, days)) for given in mine}
    best = max(shares, key=shares.__getitem__, default="")
    if not best or shares[best] * 2 < min(len(boxes), sum(1 for _ in _tasks(pulled[best]))) or not shares[best]:
        raise VaultError(
            "no roadmap of this vault has most of its tasks",
            where=shown(path),
            next_step='Add it first with "vaultsync add", or name the roadmap with --roadmap',
        )
    return best


def _tasks(roadmap: Roadmap) -> list[str]:
    return [task.id for node in roadmap.root.walk() for task in node.tasks()]


def _dated(
    workspace: Workspace,
    roadmap: Roadmap,
    path: Path,
    editions: Sequence[Edition],
    boxes: Sequence[Box],
    *,
    ticks: bool,
) -> Dated:
    """What the history of a document tells of the ticks of a roadmap; `ticks`: those of the document come along."""
    tree = item_tree(roadmap)
    days = ticked_since(editions)
    found = dated_items(tree, boxes, days)
    marks = workspace.states[roadmap.name].marks
    dated = Dated(roadmap.name, roadmap.title, shown(path), len({e.id for e in editions if e.boxes is not None}))
    paths = workspace.paths(roadmap.name)
    for entry in tree.entries:
        if entry.role not in (Role.LEAF, Role.RESOURCE):
            continue
        mark, day = marks.get(entry.id, _TODO), found.get(entry.id, "")
        if mark.mark is Mark.DONE and mark.date:
            dated.known += 1
        elif day and (mark.mark is Mark.DONE or (ticks and mark.mark is Mark.TODO)):
            where = paths.get(entry.node.id, entry.node.path)
            dated.items.append(DatedItem(entry.id, entry.text, where, day, mark.mark is Mark.TODO))
        elif mark.mark is Mark.DONE:
            dated.undated += 1
    return dated


def _apply(workspace: Workspace, pulled: Mapping[str, Roadmap], dated: Sequence[Dated]) -> None:
    """Write the ticks and stamps into the notes, then remember the days, those of parents included."""
    days = {one.roadmap: {item.item: item.date for item in one.items} for one in dated}
    _write(workspace, {id_: _stamped(workspace, found, days) for id_, found in workspace.notes.items()})
    make_agree(workspace, pulled)
    finished: dict[str, str] = {}
    for name, found in days.items():
        marks = workspace.states[name].marks
        for item, day in found.items():
            if item in marks and marks[item].mark is Mark.DONE and not marks[item].date:
                marks[item] = replace(marks[item], date=day)
        tree = item_tree(pulled[name])
        for at, day in _parents(tree, marks).items():
            entry = tree.entries[at]
            marks[entry.id] = replace(marks[entry.id], date=day)
            if entry.task is None:
                finished[pulled[name].note_id(entry.node)] = day
    completed = {}
    for id_, newest in finished.items():
        note_found = workspace.notes.get(id_)
        if note_found is not None and note_found.scan.done and not note_found.scan.completed:
            completed[id_] = note.with_done(note_found.text, True, newest)
    _write(workspace, completed)


def _stamped(workspace: Workspace, found: Found, days: Mapping[str, Mapping[str, str]]) -> str:
    """The note with the boxes of dated items ticked, and stamped where stamps are wanted."""
    name, _, node = found.scan.id.partition("/")
    mine = days.get(name)
    if not mine:
        return found.text
    stamps = workspace.settings.stamp != "none"
    lines = {
        task.line: (CHAR_OF_MARK[Mark.DONE], mine[item] if stamps else None)
        for task in found.scan.tasks
        if (item := f"{node}#^{task.block_id}") in mine and task.mark in (Mark.TODO, Mark.DONE) and not task.date
    }
    return note.with_marks(found.text, lines) if lines else found.text


def _parents(tree: ItemTree, marks: Mapping[str, KnownMark]) -> dict[int, str]:
    """The day on which each parent that is done without a date was finished: that of its last tick."""
    found = {}
    for at, entry in enumerate(tree.entries):
        mark = marks.get(entry.id, _TODO)
        if entry.role is Role.PARENT and mark.mark is Mark.DONE and not mark.date:
            below = (marks.get(leaf.id, _TODO) for leaf in tree.entries[at + 1 : entry.end] if leaf.role is Role.LEAF)
            day = max((leaf.date for leaf in below if leaf.mark is Mark.DONE), default="")
            if day:
                found[at] = day
    return found


def _write(workspace: Workspace, texts: Mapping[str, str]) -> None:
    """Write these notes where they change; one that changed meanwhile, or cannot be written, is told."""
    writes = []
    for id_, text in texts.items():
        found = workspace.notes[id_]
        if text == found.text:
            continue
        if frontmatter.read(found.text).problem is not None or not writable(workspace.root, found.path):
            workspace.warn(f"{found.path}: it cannot be written to; its ticks are dated, but not stamped")
            continue
        writes.append(Write(found.path, text, found.data))
    stale = write_all(workspace.root, writes) if writes else []
    for path in stale:
        workspace.warn(f"{path}: it was changed while vaultsync worked; run the command again")
    workspace.read_notes([write.path for write in writes])
