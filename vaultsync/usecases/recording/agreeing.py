"""Make the marks of all places of an item agree: scan the notes, decide, write the notes, remember the marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from vaultsync.domain.marks.agreed import remembered
from vaultsync.domain.marks.agreement import agree
from vaultsync.domain.marks.resuming import LastAgreed, last_agreed, resume
from vaultsync.edges import inmemory
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.markdown import note
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.agreement import Agreement, Change, NoteEdit
from vaultsync.models.marks import MARK_OF_CHAR, KnownMark
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen, Struct, field, replace
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.dating import HEAD, Dating, Past

_TRIES = 3

Marks = Mapping[str, Mapping[str, KnownMark]]  # roadmap → item → mark
Places = frozenset[tuple[str, int | None]]  # vault path and line, None for the property `done`
TaskLines = dict[str, list[int]]  # vault path → the lines of its tasks, in order


class Agreed(Struct):
    """What all places of each roadmap's items agree on, by roadmap name.

    `written` are the vault paths of the notes that were changed. `refused` are those of notes that cannot be written
    to, `busy` those of notes in which somebody may be typing just now. `waits` is what changed and could not be written
    there.
    """

    agreements: dict[str, Agreement] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    waits: list[Change] = field(default_factory=list)

    def marks(self) -> dict[str, dict[str, KnownMark]]:
        """Roadmap → item → mark, for all that is not todo."""
        return {name: agreement.marks for name, agreement in self.agreements.items()}

    def counts(self) -> dict[str, list[Tally]]:
        """Roadmap → what is counted under every entry of its items."""
        return {name: agreement.counts for name, agreement in self.agreements.items()}


def apply_edit(text: str, edit: NoteEdit, done: bool | None) -> str:
    """The note with an edit spliced in; `done` is the present value of its property."""
    result = note.with_marks(text, edit.lines) if edit.lines else text
    if edit.done is not None or edit.completed is not None:
        result = note.with_done(result, bool(done) if edit.done is None else edit.done, edit.completed or None)
    return result


class Terms(Frozen):
    """How to make all places agree where something is out of the usual.

    `known` replaces, by roadmap, the marks remembered from the last sync. Without `unticks` an empty box says nothing:
    the notes were just written by a pull, which leaves boxes blank. `unseen` are, by roadmap, items that a device did
    not have when it marked a parent of theirs: that mark is not handed down to them. `past` is the history in which
    committed ticks are dated.
    """

    known: Marks = field(default_factory=dict)
    unticks: bool = True
    unseen: Mapping[str, Collection[str]] = field(default_factory=dict)
    past: Past = HEAD

    def marks_of(self, name: str, workspace: Workspace) -> Mapping[str, KnownMark]:
        """The known marks of this roadmap."""
        return self.known.get(name, workspace.states[name].marks)


USUAL = Terms()


class _Decision(NamedTuple):
    """What the places of one roadmap agree on, and what the next decision may resume from; None: from nothing."""

    agreement: Agreement
    last: LastAgreed | None


def decide(
    workspace: Workspace, roadmaps: Mapping[str, Roadmap], terms: Terms = USUAL, *, ours: Places = frozenset()
) -> Agreed:
    """Decide what all places agree on; nothing is written.

    `ours` are places that this run has marked itself: what they say is not taken for the learner's word.
    """
    dating = Dating(workspace, terms.past)
    decisions: dict[str, _Decision] = {}
    while True:
        for name, roadmap in roadmaps.items():
            decisions[name] = _decide_one(workspace, roadmap, terms, ours, dating)
        if not dating.look_up():  # what was asked of the history is answered at once, then all is decided again
            break
    for name, decision in decisions.items():
        if _is_resumable(terms, ours, name):
            inmemory.keep(_kept_as(workspace, name), decision.last)
    return Agreed({name: decision.agreement for name, decision in decisions.items()})


def _decide_one(workspace: Workspace, roadmap: Roadmap, terms: Terms, ours: Places, dating: Dating) -> _Decision:
    """What all places of one roadmap agree on, resumed from what they agreed on last where that is in memory."""
    name, stamp = roadmap.name, workspace.settings.stamp != "none"
    known, scans = terms.marks_of(name, workspace), workspace.scans(name)
    resumable = inmemory.holds() and _is_resumable(terms, ours, name)
    before = inmemory.kept(_kept_as(workspace, name), LastAgreed) if resumable else None
    resumed = before and resume(before, roadmap, known, scans, dating.day_of, stamp=stamp)
    if resumed:
        return _Decision(*resumed)
    unseen = terms.unseen.get(name, ())
    agreement, session, decided = agree(
        roadmap, known, scans, dating.day_of, stamp=stamp, unticks=terms.unticks, ours=ours, unseen=unseen
    )
    return _Decision(agreement, last_agreed(session, decided, agreement, scans, stamp=stamp) if resumable else None)


def _is_resumable(terms: Terms, ours: Places, name: str) -> bool:
    """Whether a decision may begin with the one before, and be begun with itself: nothing in it is out of the usual."""
    return terms.unticks and not ours and not terms.unseen.get(name)


def _kept_as(workspace: Workspace, name: str) -> tuple[str, Path, str]:
    """The key under which it is kept in memory what a roadmap's places agreed on last."""
    return "agreed", workspace.root, name


def make_agree(
    workspace: Workspace, roadmaps: Mapping[str, Roadmap], terms: Terms = USUAL, *, hold: bool = False
) -> Agreed:
    """Decide, and write notes and known marks, all or nothing. A note that changed meanwhile is decided on again.

    `hold` leaves the writing to a later `Workspace.save`.
    """
    known = {name: terms.marks_of(name, workspace) for name in roadmaps}
    terms = replace(terms, known=known)
    ours: Places = frozenset()
    written: list[str] = []
    lines: TaskLines = {}
    for _ in range(_TRIES):
        agreed = decide(workspace, roadmaps, terms, ours=ours)
        changed = _changed_meanwhile(workspace, agreed)
        if changed:
            workspace.read_notes(changed)
            continue
        marked, lines = _marked(workspace, agreed), _task_lines(workspace, agreed)
        writes, refused = _spliced(workspace, agreed)
        agreed.busy = {path for path in refused if workspace.context.is_in_use(workspace.root / path)}
        agreed.refused = refused - agreed.busy
        _remember(workspace, roadmaps, known, agreed, refused)
        saved, stale = _write(workspace, writes, hold=hold)
        written += saved
        if not stale:
            break
        ours = frozenset(place for place in ours | marked if place[0] not in refused.union(stale))
    else:
        workspace.warn("some notes kept changing while vaultsync worked; run the command again")
        unwritten = {path for agreement in agreed.agreements.values() for path in agreement.edits}
        _remember(workspace, roadmaps, known, agreed, unwritten)
    agreed.written = list(dict.fromkeys(written))
    workspace.lost_ids |= _lost_ids(agreed, lines, _task_lines(workspace, agreed))
    return agreed


def _write(workspace: Workspace, writes: list[Write], *, hold: bool) -> tuple[list[str], list[str]]:
    """Stage the notes, and save them unless `hold`; the paths written, and those of notes that changed meanwhile."""
    workspace.stage(writes)
    saved, stale = ([], []) if hold else workspace.save()
    workspace.read_notes(write.path for write in writes)
    return saved, stale


def _lost_ids(agreed: Agreed, before: TaskLines, now: TaskLines) -> dict[str, dict[int, str]]:
    """Path → line → the block id that it lost: where the line stands `now`, after the note was spliced.

    `before` is where the tasks stood when it was decided. Where there are more or fewer now, nothing is known.
    """
    lost: dict[str, dict[int, str]] = {}
    for agreement in agreed.agreements.values():
        for path, ids in agreement.lost_ids.items():
            old, new = before.get(path, []), now[path]
            to = dict(zip(old, new, strict=True)) if len(old) == len(new) else {}
            lost[path] = {to[line]: block for line, block in ids.items() if line in to}
    return lost


def _task_lines(workspace: Workspace, agreed: Agreed) -> TaskLines:
    """Where the tasks stand in notes that lost ids: a property written above them moves them all."""
    paths = {path for agreement in agreed.agreements.values() for path in agreement.lost_ids}
    lines: TaskLines = {path: [] for path in paths}
    for found in workspace.notes.values():
        if found.path in paths:
            lines[found.path] = [task.line for task in found.scan.tasks]
    return lines


def _changed_meanwhile(workspace: Workspace, agreed: Agreed) -> list[str]:
    """The notes that are to be edited, and are no longer what they are remembered to be."""
    edited = {path for agreement in agreed.agreements.values() for path in agreement.edits}
    return [found.path for found in workspace.notes.values() if found.path in edited and not found.is_current]


def _marked(workspace: Workspace, agreed: Agreed) -> Places:
    """The places whose mark the edits change."""
    edits = {path: edit for agreement in agreed.agreements.values() for path, edit in agreement.edits.items()}
    places: set[tuple[str, int | None]] = set()
    for found in workspace.notes.values():
        edit = edits.get(found.path)
        if edit is not None:
            marks = {task.line: task.mark for task in found.scan.tasks}
            places |= {(found.path, n) for n, (char, _) in edit.lines.items() if marks[n] is not MARK_OF_CHAR.get(char)}
            if edit.done is not None and edit.done is not found.scan.done:
                places.add((found.path, None))
    return frozenset(places)


def _remember(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    known: Marks,
    agreed: Agreed,
    unwritten: set[str],
) -> None:
    """Take what was agreed on for the known marks, without the items of notes that are not brought in line."""
    for name, agreement in agreed.agreements.items():
        workspace.states[name].marks = remembered(roadmaps[name], known[name], agreement, unwritten)


def write_edits(workspace: Workspace, agreed: Agreed) -> tuple[list[str], set[str]]:
    """Splice the edits into the notes and save them with the states, all or nothing.

    Returns the paths of notes that changed since they were read (then nothing is written), and of those that cannot be
    written to.
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
