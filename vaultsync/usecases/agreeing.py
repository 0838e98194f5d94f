"""Make the marks of all places agree: scan, decide, splice into the notes, remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from vaultsync.domain.agreed import remembered
from vaultsync.domain.marks import agree
from vaultsync.domain.resuming import LastAgreed, last_agreed, resume
from vaultsync.edges import inmemory
from vaultsync.edges.vault import writable
from vaultsync.edges.writes import Write
from vaultsync.markdown import frontmatter, note
from vaultsync.models.agreement import Agreement, Change, NoteEdit
from vaultsync.models.marks import MARK_OF_CHAR, KnownMark
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Struct, field
from vaultsync.usecases.dating import Dating
from vaultsync.usecases.found import Found
from vaultsync.usecases.workspace import Workspace

_TRIES = 3


class Agreed(Struct):
    """What the roadmaps agree on: by roadmap name. `written` are the vault paths of spliced notes.

    `refused` are those of notes that cannot be written to, other than for the moment in which somebody types; `waits`
    is what changed and could not be written there.
    """

    agreements: dict[str, Agreement] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    waits: list[Change] = field(default_factory=list)

    def marks(self) -> dict[str, dict[str, KnownMark]]:
        """Roadmap → item → mark, for all that is not todo."""
        return {name: agreement.marks for name, agreement in self.agreements.items()}

    def counts(self) -> dict[str, list[Tally]]:
        """Roadmap → what is counted under every entry of its items."""
        return {name: agreement.counts for name, agreement in self.agreements.items()}


def apply_edit(text: str, edit: NoteEdit, done: bool | None) -> str:
    """The note with an edit spliced in; `done` is what its property says now."""
    result = note.with_marks(text, edit.lines) if edit.lines else text
    if edit.done is not None or edit.completed is not None:
        result = note.with_done(result, bool(done) if edit.done is None else edit.done, edit.completed or None)
    return result


def decide(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    known: Mapping[str, Mapping[str, KnownMark]] | None = None,
    *,
    unticks: bool = True,
    ours: Collection[tuple[str, int | None]] = frozenset(),
) -> Agreed:
    """What all places agree on, nothing written. `known` replaces the known marks of roadmaps it names.

    `ours` are places that were marked in this run already.
    """
    result = Agreed()
    dating = Dating(workspace)
    last: dict[str, LastAgreed | None] = {}
    while True:
        for name, roadmap in roadmaps.items():
            marks = (known or {}).get(name, workspace.states[name].marks)
            scans = workspace.scans(name)
            came: Collection[str] = workspace.news.get(name, ())
            stamp = workspace.settings.stamp != "none"
            usual = inmemory.holds() and unticks and not ours and not came
            before = inmemory.kept(_held_as(workspace, name), LastAgreed) if usual else None
            resumed = before and resume(before, roadmap, marks, scans, dating.day_of, stamp=stamp)
            if resumed:
                result.agreements[name], last[name] = resumed
                continue
            found = agree(roadmap, marks, scans, dating.day_of, stamp=stamp, unticks=unticks, ours=ours, came=came)
            result.agreements[name] = found[0]
            if usual:
                last[name] = last_agreed(found[1], found[2], found[0], scans, stamp=stamp)
        if not dating.look_up():
            break
    for name, agreed in last.items():
        inmemory.keep(_held_as(workspace, name), agreed)
    return result


def _held_as(workspace: Workspace, name: str) -> tuple[str, Path, str]:
    """By what it is held in memory what a roadmap's places agreed on last."""
    return "agreed", workspace.root, name


def settle(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    known: Mapping[str, Mapping[str, KnownMark]] | None = None,
    *,
    unticks: bool = True,
    hold: bool = False,
) -> Agreed:
    """Decide, and write notes and known marks, all or nothing. A note that changed meanwhile is decided on again.

    `hold` leaves the writing to a later `Workspace.save`.
    """
    before = {name: (known or {}).get(name, workspace.states[name].marks) for name in roadmaps}
    ours: set[tuple[str, int | None]] = set()
    written: list[str] = []
    stood: dict[str, list[int]] = {}
    for _ in range(_TRIES):
        result = decide(workspace, roadmaps, before, unticks=unticks, ours=ours)
        changed = _changed_meanwhile(workspace, result)
        if changed:
            workspace.read_notes(changed)
            continue
        marked = _marked(workspace, result)
        writes, refused = _spliced(workspace, result)
        result.refused = {path for path in refused if not workspace.context.is_in_use(workspace.root / path)}
        _remember(workspace, roadmaps, before, result, refused)
        stood = _task_lines(workspace, result)
        workspace.stage(writes)
        stale: list[str] = []
        if not hold:
            saved, stale = workspace.save()
            written += saved
        workspace.read_notes(write.path for write in writes)
        if not stale:
            break
        ours = {place for place in ours | marked if place[0] not in refused.union(stale)}
    else:
        workspace.warn("some notes kept changing while vaultsync worked; run the command again")
        unwritten = {path for agreement in result.agreements.values() for path in agreement.edits}
        _remember(workspace, roadmaps, before, result, unwritten)
    result.written = list(dict.fromkeys(written))
    stand = _task_lines(workspace, result)
    for agreement in result.agreements.values():
        for path, ids in agreement.lost_ids.items():
            was, now = stood.get(path, []), stand[path]
            to = dict(zip(was, now, strict=True)) if len(was) == len(now) else {}
            workspace.lost_ids[path] = {to[line]: block for line, block in ids.items() if line in to}
    return result


def _task_lines(workspace: Workspace, agreed: Agreed) -> dict[str, list[int]]:
    """Where the tasks stand in notes that lost ids: a property written above them moves them all."""
    paths = {path for agreement in agreed.agreements.values() for path in agreement.lost_ids}
    lines: dict[str, list[int]] = {path: [] for path in paths}
    for found in workspace.notes.values():
        if found.path in paths:
            lines[found.path] = [task.line for task in found.scan.tasks]
    return lines


def _changed_meanwhile(workspace: Workspace, agreed: Agreed) -> list[str]:
    """The notes that are to be edited, and are no longer what they are remembered to be."""
    edited = {path for agreement in agreed.agreements.values() for path in agreement.edits}
    return [found.path for found in workspace.notes.values() if found.path in edited and not found.is_current]


def _marked(workspace: Workspace, agreed: Agreed) -> set[tuple[str, int | None]]:
    """The places whose mark the edits change: path and line, None for the property `done`."""
    edits = {path: edit for agreement in agreed.agreements.values() for path, edit in agreement.edits.items()}
    places: set[tuple[str, int | None]] = set()
    for found in workspace.notes.values():
        edit = edits.get(found.path)
        if edit is not None:
            marks = {task.line: task.mark for task in found.scan.tasks}
            places |= {(found.path, n) for n, (char, _) in edit.lines.items() if marks[n] is not MARK_OF_CHAR.get(char)}
            if edit.done is not None and edit.done is not found.scan.done:
                places.add((found.path, None))
    return places


def _remember(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    before: Mapping[str, Mapping[str, KnownMark]],
    agreed: Agreed,
    unwritten: set[str],
) -> None:
    for name, agreement in agreed.agreements.items():
        workspace.states[name].marks = remembered(roadmaps[name], before[name], agreement, unwritten)


def write_edits(workspace: Workspace, agreed: Agreed) -> tuple[list[str], set[str]]:
    """Splice the edits into the notes, and remember what there is to remember, all or nothing.

    The paths of notes that are no longer what was read, and of those refused.
    """
    changed = _changed_meanwhile(workspace, agreed)
    if changed:
        return changed, set()
    writes, refused = _spliced(workspace, agreed)
    workspace.stage(writes)
    written, stale = workspace.save()
    if not stale:
        agreed.written += written
        workspace.read_notes(write.path for write in writes)
    return stale, refused


def stage_edits(workspace: Workspace, agreed: Agreed) -> list[str]:
    """Stage the notes with the edits spliced in; the paths of notes that are no longer what was read."""
    changed = _changed_meanwhile(workspace, agreed)
    if not changed:
        writes, _ = _spliced(workspace, agreed)
        workspace.stage(writes)
        workspace.read_notes(write.path for write in writes)
    return changed


def _spliced(workspace: Workspace, agreed: Agreed) -> tuple[list[Write], set[str]]:
    """The notes with the edits, where these change them; and the paths of notes that are not written to."""
    refused: set[str] = set()
    by_path: dict[str, Found] = {found.path: found for found in workspace.notes.values()}
    writes: list[Write] = []
    for agreement in agreed.agreements.values():
        for path, edit in agreement.edits.items():
            found = by_path[path]
            if frontmatter.read(found.text).problem is not None:
                workspace.warn(
                    f"{path}: marks are read from it, but it is not written to until its properties are mended"
                )
                refused.add(path)
                continue
            if workspace.context.is_in_use(workspace.root / path):
                refused.add(path)
                continue
            if not writable(workspace.root, path):
                workspace.warn(f"{path}: it is read-only; its marks are counted, but not brought in line")
                refused.add(path)
                continue
            text = apply_edit(found.text, edit, found.scan.done)
            if text != found.text:
                writes.append(Write(path, text, found.data))
    return writes, refused
