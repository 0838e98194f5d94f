"""Done, start, skip, reopen: set the mark of what a learner names, and make all places agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from vaultsync.domain.marks.changes import changes_between
from vaultsync.domain.marks.marking import Marking, set_marks, tick_unstamped
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.errors import UsageError, VaultError
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.deeds import MarkReport
from vaultsync.models.finding import Candidate
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.finding import Choose, candidates, find_all
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Terms, apply_edit, decide, make_agree
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import count, counts
from vaultsync.usecases.unfinished import finish

MANY = 20  # from more tasks marked at once, the learner is asked
_TRIES = 3

Marks = Mapping[str, Mapping[str, KnownMark]]
Confirm = Callable[[str], bool]


def mark(
    context: Context,
    queries: Sequence[str],
    to: Mark,
    *,
    roadmaps: Sequence[str] = (),
    day: date | None = None,
    already: bool = False,
    dry_run: bool = False,
    yes: bool = False,
    choose: Choose | None = None,
    confirm: Confirm | None = None,
) -> MarkReport:
    """Mark the notes and tasks that the queries mean: all of them, or none if one is not sure.

    A tick gets the date `day` (default: today), or none with `already`, for what was known before. Afterwards all
    places agree; the next push commits that like ticks made by hand. Where a mark is handed down to more than `MANY`
    tasks, `confirm` is asked, unless `yes`. Raises VaultsyncError.
    """
    if not any(query.strip() for query in queries):
        raise UsageError("name what is meant", next_step='Some words of a task or note: vaultsync done "eigenvalues"')
    if already and day is not None:
        raise UsageError("what was known before has no date", next_step='Give "--already" or "--date", not both')
    workspace = Workspace.open(context, writes=not dry_run)
    list(workspace.chosen(roadmaps))
    report = MarkReport(to, warnings=workspace.warnings, undated=already, dry_run=dry_run)
    if dry_run:
        workspace.load()
        _carry_out(workspace, report, queries, roadmaps, day, yes, choose, confirm)
        return report
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        _carry_out(workspace, report, queries, roadmaps, day, yes, choose, confirm)
    return report


def _carry_out(
    workspace: Workspace,
    report: MarkReport,
    queries: Sequence[str],
    names: Sequence[str],
    day: date | None,
    yes: bool,
    choose: Choose | None,
    confirm: Confirm | None,
) -> None:
    roadmaps = last_pulled(workspace)
    chosen = {name: roadmap for name, roadmap in roadmaps.items() if not names or name in names}
    before = decide(workspace, roadmaps).marks()
    among = candidates(workspace, chosen, before, only_marked=True)
    found, report.unsure = find_all(queries, among, chosen, choose, lambda one: one.mark is not report.mark)
    if report.unsure:
        return
    report.same = [one.text for one in found if one.mark is report.mark]
    wanted = [one for one in found if one.mark is not report.mark]
    iso = day.isoformat() if day else workspace.context.today()
    if iso > workspace.context.today():
        workspace.warn(f"{iso} is yet to come: the tick counts as done, and its date nowhere until then")
    for attempt in range(_TRIES):
        markings = _markings(workspace, roadmaps, wanted, report, before, iso)
        texts = _texts(workspace, markings)
        known = {name: {**workspace.states[name].marks, **one.known} for name, one in markings.items()}
        if attempt == 0:
            named = {(one.roadmap, one.item) for one in wanted}
            _foresee(workspace, roadmaps, report, texts, known, before, named)
            _sure(report, yes, confirm)
        if report.dry_run or not wanted:
            return
        written = _write(workspace, roadmaps, texts, known)
        if written is not None:
            report.written = sorted({*texts, *written})
            return
    raise VaultError("notes kept changing while vaultsync wrote", next_step="Run the command again")


def _markings(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    wanted: Sequence[Candidate],
    report: MarkReport,
    before: Marks,
    iso: str,
) -> dict[str, Marking]:
    """What to write, by roadmap. A tick whose date no stamp tells is remembered instead."""
    found = {}
    unstamped = report.mark is Mark.DONE and (report.undated or workspace.settings.stamp == "none")
    for name in dict.fromkeys(one.roadmap for one in wanted):
        items = [one.item for one in wanted if one.roadmap == name]
        scans = workspace.scans(name)
        if unstamped:
            date_ = "" if report.undated else iso
            found[name] = tick_unstamped(roadmaps[name], scans, items, before.get(name, {}), date_)
        else:
            found[name] = set_marks(roadmaps[name], scans, items, report.mark, iso)
        for words in found[name].missing:
            raise VaultError(
                f"“{words}” stands in no note of the vault, so that there is nothing to mark",
                next_step='"vaultsync restore" lists what you deleted, and brings it back',
            )
    return found


def _texts(workspace: Workspace, markings: Mapping[str, Marking]) -> dict[str, str]:
    """Vault path → the note with its edits spliced in."""
    by_path = {found.path: found for found in workspace.notes.values()}
    texts: dict[str, str] = {}
    for marking in markings.values():
        for path, edit in marking.edits.items():
            found = by_path[path]
            if frontmatter.read(found.text).problem is not None:
                raise VaultError(
                    "its properties are no proper YAML, so that nothing is written to it",
                    where=path,
                    next_step="Mend them, then try again",
                )
            if not writable(workspace.root, path):
                raise VaultError("it is read-only", where=path, next_step="Make it writable, then try again")
            texts[path] = apply_edit(texts.get(path, found.text), edit, found.scan.done)
    return {path: text for path, text in texts.items() if text != by_path[path].text}


def _foresee(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    report: MarkReport,
    texts: Mapping[str, str],
    known: Marks,
    before: Marks,
    wanted: Collection[tuple[str, str]],
) -> None:
    """What will be agreed on once the texts are written: the changes, questions and figures of the report."""
    with workspace.as_if_written(texts):
        agreed = decide(workspace, roadmaps, Terms(known=known))
        for name, agreement in agreed.agreements.items():
            was, scans = before.get(name, {}), workspace.scans(name)
            report.changes += changes_between(roadmaps[name], was, agreement.marks, scans)
            report.review += [one for one in agreement.review if (name, one.item) in wanted]
        named = {name: roadmap for name, roadmap in roadmaps.items() if name in known}
        report.roadmaps = counts(count(workspace, named, agreed.marks()))


def _sure(report: MarkReport, yes: bool, confirm: Confirm | None) -> None:
    """Stop, or ask, before very many tasks are marked at once."""
    wholes = [change for change in report.changes if change.kind is ChangeKind.WHOLE and change.tasks > MANY]
    if not wholes or yes or report.dry_run:
        return
    told = ", ".join(_told(change) for change in wholes)
    word = {Mark.DONE: "done", Mark.DOING: "begun", Mark.SKIPPED: "skipped", Mark.TODO: "open"}[report.mark]
    if confirm is None:
        raise VaultError(f"this marks very much as {word}: {told}", next_step='If that is meant, add "--yes"')
    if not confirm(f"Mark {told} as {word}?"):
        raise VaultError("nothing was written, as you said", next_step="Name single tasks by some of their words")


def _told(change: Change) -> str:
    return f"“{change.text}” with {change.tasks} tasks"


def _write(
    workspace: Workspace, roadmaps: Mapping[str, Roadmap], texts: Mapping[str, str], known: Marks
) -> list[str] | None:
    """Write the notes with all that agrees with them, all or nothing; None where a note was not what was read."""
    data = {found.path: found.data for found in workspace.notes.values()}
    workspace.stage(Write(path, text, data[path]) for path, text in texts.items())
    workspace.read_notes(texts)
    make_agree(workspace, roadmaps, Terms(known=known), hold=True)
    written, left = workspace.save()
    if left:
        workspace.load()
        return None
    return written
