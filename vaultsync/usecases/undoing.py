"""Take back a commit of vaultsync: decided as a whole, then carried out. If interrupted, the next run finishes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from vaultsync.domain.commits.reading import SETTLED_TRAILER
from vaultsync.domain.marks.changes import changes_between, edits_between
from vaultsync.domain.undoing import Lost, rows_taken_back, take_back
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files import vault
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write, write_all
from vaultsync.edges.repo import Commit
from vaultsync.markdown import note
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.agreement import Agreement, Change
from vaultsync.models.marks import KnownMark
from vaultsync.models.reports import NoteChange, UndoReport
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.models.structs import Struct, field
from vaultsync.usecases.opened.generated import SUMMARY, is_generated
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Agreed, Terms, decide, make_agree, write_edits
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.summing import counts, summarise, write_summary

PULL, STUDY, UNDO, REDO = "Pull:", "Study:", "Undo:", "Redo:"
_ROWS = tuple(
    f"{states.FOLDER}/{folder}/" for folder in ("marks", "paths", "gone", "deleted", "held", "moved", "review")
)

Marks = dict[str, dict[str, KnownMark]]


class Undoing(Struct):
    """What taking back `target` does.

    Of a pull or an answer: `writes` of whole files. Of a push: `marks` by roadmap as they shall be, and `edits` of
    notes. `lost` is, by path, the learner's later work that would be lost.
    """

    target: Commit
    writes: list[Write] = field(default_factory=list)
    lost: list[tuple[str, Lost]] = field(default_factory=list)
    notes: list[NoteChange] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)  # roadmap → fingerprint of the document's version that is undone
    marks: Marks = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # words of items that it marked and that no roadmap has any more
    marked: bool = False  # whether it is a push that changed marks
    again: bool = False  # whether the documents have come to where this would bring them, by another way


def settled_by(target: Commit) -> str:
    """The answer to a question, if the commit holds nothing but what followed from it; else empty."""
    return next(iter(target.trailers.get(SETTLED_TRAILER, ())), "")


def of_a_push(target: Commit) -> bool:
    """Whether only the marks of a commit are taken back, not its files.

    So it is with the learner's own work, and with undoing that; an answer to a question is taken back as a whole.
    """
    if settled_by(target):
        return False
    subject = target.subject.removeprefix(UNDO).removeprefix(REDO).strip()
    return subject.startswith(STUDY)


def decide_undo(workspace: Workspace, target: Commit) -> Undoing:
    """Decide what taking back a commit does; nothing is written."""
    return _push_undone(workspace, target) if of_a_push(target) else _Whole(workspace, target).run()


def carry_out(workspace: Workspace, undoing: Undoing) -> UndoReport:
    """Write what was decided, make marks agree, commit."""
    intent = Intent(workspace.lock().folder)
    target, whole = undoing.target, not of_a_push(undoing.target)
    earlier = _noted(intent, target)  # of a run that was interrupted: what came upon its files since is not the undo's
    files = dict(_texts(undoing.writes))

    def note_down(writes: Iterable[Write] = ()) -> None:
        files.update(_texts(writes))
        intent.note({"undo": target.id, "files": {**files, **earlier} if whole else {}})

    note_down()
    report = report_of(undoing)
    if undoing.writes:
        changed = write_all(workspace.root, undoing.writes)
        if changed:
            raise ChangedMeanwhileError(changed[0])
        workspace.reload()
    if undoing.marks:
        _write_marks(workspace, undoing)
    for name, version in undoing.held.items():
        if name in workspace.states:
            workspace.states[name].held.add(version)
    roadmaps = workspace.pulled()
    agreed = make_agree(workspace, roadmaps, Terms(unticks=False), hold=whole)
    _, left = workspace.save(note_down)
    if left:
        raise ChangedMeanwhileError(left[0])
    summary = summarise(workspace, roadmaps, agreed.marks(), absent=absent(workspace, roadmaps, agreed))
    progress = summary.progress
    report.roadmaps = counts(progress)
    write_summary(workspace, summary)
    report.warnings += workspace.warnings
    if workspace.repo is not None and workspace.settings.git.commit:
        from vaultsync.domain.commits.writing import undo_message

        message = undo_message(target.subject, target.id, progress, redo=report.redo, settled=settled_by(target))
        made = _commit(workspace, message, {**files, **earlier} if whole else None)
        if made:
            report.commit, report.subject = made[:9], workspace.repo.first_parents(limit=1)[0].subject
    intent.clear()
    return report


def _texts(writes: Iterable[Write]) -> Iterator[tuple[str, str | None]]:
    """The files that are no lists of vaultsync's, as text (None: deleted)."""
    for write in writes:
        if not write.path.startswith(f"{states.FOLDER}/"):
            yield write.path, write.text if write.text is None or isinstance(write.text, str) else _text(write.text)


def _noted(intent: Intent, target: Commit) -> dict[str, str | None]:
    """What an interrupted run meant to write to take this commit back."""
    noted = intent.read()
    files = noted.get("files") if noted.get("undo") == target.id else None
    return dict(files) if isinstance(files, dict) else {}


def _commit(workspace: Workspace, message: str, files: Mapping[str, str | None] | None) -> str | None:
    """Commit an undo: `files` as they were written for it, with what is vaultsync's own; None: all that changed.

    What the learner has done to these files and to others meanwhile waits for the next commit.
    """
    assert workspace.repo is not None
    if files is None:
        return workspace.repo.commit(message)
    status = workspace.repo.status()
    own = [path for path in status.changed if path.startswith(f"{states.FOLDER}/") or is_generated(workspace, path)]
    texts = {path: None if text is None else _bytes(text) for path, text in files.items()}
    edited = {path: data for path, data in texts.items() if vault.read(workspace.root, path) != data}
    return workspace.repo.commit(message, [*files, *own], status=status, texts=edited)


def report_of(undoing: Undoing) -> UndoReport:
    """The report of what is taken back."""
    target = undoing.target
    return UndoReport(
        target.id[:9],
        target.subject,
        redo=target.subject.startswith(UNDO),
        notes=undoing.notes,
        changes=undoing.changes,
        kept=undoing.kept,
        held=sorted(undoing.held),
        warnings=[f"“{words}” is no longer where it was marked in its roadmap" for words in undoing.left],
    )


def finish_undo(workspace: Workspace) -> None:
    """Finish an interrupted undo."""
    intent = Intent(workspace.lock().folder)
    name = intent.read().get("undo")
    if not isinstance(name, str) or workspace.repo is None:
        return
    target = next((commit for commit in workspace.repo.first_parents() if commit.id == name), None)
    undoing = decide_undo(workspace, target) if target is not None else None
    if undoing is None or undoing.lost:
        workspace.warn("an undo was interrupted, and cannot be finished since its notes have changed")
        intent.clear()
        return
    carry_out(workspace, undoing)
    workspace.reload()


def _push_undone(workspace: Workspace, target: Commit) -> Undoing:
    """The marks that a commit changed, as they were before it; the words of the notes stay."""
    assert workspace.repo is not None
    undoing = Undoing(target)
    roadmaps = workspace.pulled()
    here = decide(workspace, roadmaps).marks()
    paths = {states.marks_path(name): name for name in roadmaps}
    files = [path for path in workspace.repo.changed_in(target) if path in paths]
    after = workspace.repo.show_all(target.id, files)
    before = workspace.repo.show_all(target.parents[0], files) if files else {}
    undoing.writes = _lists_taken_back(workspace, target)
    for path in files:
        name = paths[path]
        is_, was = _marks(after.get(path), path), _marks(before.get(path), path)
        now = here[name]
        undoing.marked |= is_ != was
        wanted, others = dict(now), dict(now)
        for item in is_.keys() | was.keys():
            if is_.get(item) == was.get(item):
                continue
            same = item in now and item in is_ and now[item].mark is is_[item].mark
            if same or (item not in now and item not in is_):
                wanted.pop(item, None)
                wanted |= {item: was[item]} if item in was else {}
            elif now.get(item) != was.get(item):
                others.pop(item, None)
                others |= {item: is_[item]} if item in is_ else {}
        undoing.left += _left(
            workspace, target, roadmaps[name], {item for item in is_ | was if is_.get(item) != was.get(item)}
        )
        scans = workspace.scans(name)
        undoing.changes += changes_between(roadmaps[name], now, wanted, scans)
        undoing.kept += changes_between(roadmaps[name], others, now, scans)
        if wanted != now:
            undoing.marks[name] = wanted
    return undoing


def _left(workspace: Workspace, target: Commit, roadmap: Roadmap, items: set[str]) -> list[str]:
    """The words, as a commit had them, of those of these items that are not in their places in the roadmap now."""
    assert workspace.repo is not None
    there = {node.id for node in roadmap.root.walk()}
    there |= {item_id(node.id, task.id) for node in roadmap.root.walk() for task in node.tasks()}
    found = []
    gone = [item.partition("#^")[::2] for item in sorted(items - there)]
    texts = workspace.repo.show_all(target.id, {states.base_path(roadmap.name, node) for node, _ in gone})
    for node, block in gone:
        text = _text(texts.get(states.base_path(roadmap.name, node), b""))
        if block:
            found += [task.text for task in note.scan("", text).tasks if task.block_id == block]
        else:
            found.append(str(frontmatter.value_of(text, "title") or node))
    return found


def _lists_taken_back(workspace: Workspace, target: Commit) -> list[Write]:
    """What a settled question changed beside marks: the question waits again, and what left is known as before."""
    assert workspace.repo is not None
    listed = tuple(f"{states.FOLDER}/{folder}/" for folder in ("gone", "review"))
    files = [path for path in workspace.repo.changed_in(target) if path.startswith(listed)]
    after = workspace.repo.show_all(target.id, files)
    before = workspace.repo.show_all(target.parents[0], files) if files else {}
    writes = (_list_taken_back(path, vault.read(workspace.root, path), after, before) for path in files)
    return [write for write in writes if write is not None]


def _list_taken_back(
    path: str, here: bytes | None, after: Mapping[str, bytes], before: Mapping[str, bytes]
) -> Write | None:
    """The rows of a list as they were before, but for those changed since; None where that is what stands there."""
    rows = rows_taken_back(_rows(after.get(path)), _rows(here), _rows(before.get(path)))
    data = _bytes("".join(f"{row}\n" for _, row in sorted(rows.items())))
    return Write(path, data if rows else None, here) if data != (here or b"") else None


def _marks(data: bytes | None, path: str) -> dict[str, KnownMark]:
    return statelists.parse_marks((data or b"").decode("utf-8", "replace"), path)[0]


def _write_marks(workspace: Workspace, undoing: Undoing) -> None:
    """Set the marks in all their places, and what is known of them."""
    roadmaps, agreed = workspace.pulled(), Agreed()
    here = decide(workspace, roadmaps).marks()
    stamp = workspace.settings.stamp != "none"
    for name, marks in undoing.marks.items():
        edits = edits_between(roadmaps[name], here[name], marks, workspace.scans(name), stamp=stamp)
        agreed.agreements[name] = Agreement(edits=edits)
    stale, _ = write_edits(workspace, agreed)
    if stale:
        raise ChangedMeanwhileError(stale[0])
    for name, marks in undoing.marks.items():
        workspace.states[name].marks = dict(marks)


class _Side(Struct):
    """A note on one side of a commit."""

    path: str
    text: str


class _Whole:
    """Taking back a pull, or an answer: each of its files as it was before, with what was done to it since."""

    def __init__(self, workspace: Workspace, target: Commit) -> None:
        assert workspace.repo is not None
        self.workspace, self.root = workspace, workspace.root
        self.undoing = Undoing(target)
        self.files = workspace.repo.changed_in(target)
        self.after = workspace.repo.show_all(target.id, self.files)
        self.before = workspace.repo.show_all(target.parents[0], self.files)

    def run(self) -> Undoing:
        """Decide about every file."""
        notes = [path for path in self.files if path.lower().endswith(".md") and not path.startswith(".")]
        notes = [path for path in notes if path != SUMMARY]
        self._notes(notes)
        for path in self.files:
            if path in notes or is_generated(self.workspace, path):
                continue
            if path.startswith(_ROWS):
                write = _list_taken_back(path, vault.read(self.root, path), self.after, self.before)
                self.undoing.writes += [write] if write is not None else []
            else:
                self._whole(path)
        documents = [path for path in self.files if path.startswith(f"{states.FOLDER}/roadmaps/")]
        there = (vault.read(self.root, path) == self.before.get(path) for path in documents)
        self.undoing.again = bool(documents) and all(there)
        pulled = self.undoing.target.subject.startswith(PULL)
        for name in [] if not pulled else [given.name for given in self.workspace.settings.roadmaps]:
            path = states.document_path(name)
            if path in self.after and path in self.before:
                self.undoing.held[name] = states.version_of(self.after[path].decode("utf-8", "replace"))
        return self.undoing

    def _whole(self, path: str) -> None:
        here, after, before = vault.read(self.root, path), self.after.get(path), self.before.get(path)
        if here == before:
            return
        if here == after:
            self.undoing.writes.append(Write(path, before, here))
        elif path.startswith(f"{states.FOLDER}/"):
            self.undoing.lost.append((path, Lost(-1, "the roadmap was pulled again since")))
        elif path == vault.SETTINGS_FILE and None not in (here, after, before):
            self._note(_Side(path, _text(after)), _Side(path, _text(before)), path, here)
        # other files have gained something since, and what the pull added to them does no harm

    def _notes(self, paths: list[str]) -> None:
        """Notes are known by their ids wherever they are, others by their paths."""
        after = {path: _Side(path, _text(self.after[path])) for path in paths if path in self.after}
        before = {path: _Side(path, _text(self.before[path])) for path in paths if path in self.before}
        ids: dict[str, list[_Side | None]] = {}
        for place, sides in enumerate((after, before)):
            for path, side in list(sides.items()):
                id_ = note.scan(path, side.text).id
                if id_:
                    ids.setdefault(id_, [None, None])[place] = sides.pop(path)
        for id_, (one, other) in ids.items():
            # a note that lost its id and got it back is one note
            one = one or (after.pop(other.path, None) if other else None)
            other = other or (before.pop(one.path, None) if one else None)
            found = self.workspace.notes.get(id_)
            self._note(one, other, found.path if found else "", found.data if found else None)
        for path in sorted(after.keys() | before.keys()):
            self._note(after.get(path), before.get(path), path, vault.read(self.root, path))

    def _note(self, after: _Side | None, before: _Side | None, path: str, data: bytes | None) -> None:
        """Decide on a note that stands at `path` now (`data` None: it is gone)."""
        here = _text(data)
        taken = take_back(
            after.text if after else None, here if data is not None else None, before.text if before else None
        )
        self.undoing.lost += [(path, lost) for lost in taken.lost]
        if taken.lost or (taken.text is None and data is None):
            return
        if taken.text is None:
            self._write("delete", path, None, data)
            return
        back = before is not None and after is not None and before.path != after.path and path == after.path
        if data is None or back:
            assert before is not None
            if vault.read(self.root, before.path) is not None:
                self.undoing.lost.append((before.path, Lost(0, "a file stands there now")))
                return
            self._write("create", before.path, taken.text, None)
            if data is not None:
                self._write("delete", path, None, data)
        elif taken.text != here:
            self._write("update", path, taken.text, data)

    def _write(self, deed: str, path: str, text: str | None, data: bytes | None) -> None:
        self.undoing.writes.append(Write(path, None if text is None else _bytes(text), data))
        self.undoing.notes.append(NoteChange(deed, path))


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _rows(data: bytes | None) -> Mapping[str, str]:
    """The lines of a file of rows, by their first field."""
    return {line.partition("\t")[0]: line for line in _text(data).split("\n") if line.strip()}
