"""Record what the learner did: make marks agree, roll up, commit. Push and pull both begin with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from vaultsync.domain.marks.changes import changes_between
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files.writes import ChangedMeanwhileError
from vaultsync.edges.repo import Repo, Status
from vaultsync.errors import VaultsyncError
from vaultsync.models.agreement import MergeOutcome
from vaultsync.models.importing import Dated
from vaultsync.models.marks import KnownMark
from vaultsync.models.progress import Progress
from vaultsync.models.reports import PullReport, PushReport
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import replace
from vaultsync.usecases.mending import asked_of_healed, mend, to_be_mended
from vaultsync.usecases.oldsaves import bring_up, to_be_brought_up
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording import answering
from vaultsync.usecases.recording.agreeing import Agreed, Terms, make_agree
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.deletedlines import deleted_since
from vaultsync.usecases.recording.journaling import new_since_commit
from vaultsync.usecases.recording.questions import keep_questions, still_asked
from vaultsync.usecases.recording.summing import count, counts, summarise, write_summary
from vaultsync.usecases.recording.written import handwork


def last_pulled(workspace: Workspace) -> dict[str, Roadmap]:
    """The roadmaps of the settings as they were last pulled."""
    return workspace.pulled()


def record(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    *,
    dated: Sequence[Dated] = (),
    commit: bool = True,
    alone: bool = False,
    settled: str = "",
    merged: MergeOutcome | None = None,
) -> PushReport:
    """Do what a push does up to its commit; a pull begins with it, too. The lock is held.

    `dated` are ticks that were just dated from the history of documents: the commit message tells of them. Without
    `commit` everything is written but not committed. `alone`: nobody else has written since the status was taken, so
    git need not be asked again. `settled` is the answer that was just given to a question: all or nothing of it is
    written. `merged` is what earlier merges leave. Raises ChangedMeanwhileError.
    """
    hold, settled = bool(settled), settled or answering.interrupted(workspace)
    healed, outcome = bring_up(workspace, merged)
    outcome.add(asked_of_healed(workspace), {})
    healed += mend(workspace)
    agreed = _agreed(workspace, roadmaps, outcome.unseen, hold=hold)
    report = report_of(workspace, agreed)
    report.healed = healed
    workspace.context.tell("Counting")
    summary = summarise(
        workspace, roadmaps, agreed.marks(), counts=agreed.counts(), absent=absent(workspace, roadmaps, agreed)
    )
    progress = summary.progress
    report.roadmaps = counts(progress)
    report.deleted_lines = deleted_since(workspace, roadmaps, agreed)
    report.written += agreed.written
    first = keep_questions(workspace, roadmaps, agreed, reviews=outcome.review)
    report.review += [*still_asked(workspace, outcome.review), *first]
    saved, left = workspace.save(partial(answering.note_down, workspace, settled) if hold else None)
    if left and hold:
        raise ChangedMeanwhileError(left[0])
    report.written += saved
    if roadmaps:
        report.written += write_summary(workspace, summary)
    workspace.remember_notes()
    if workspace.repo is not None and workspace.settings.git.commit and not commit:
        report.uncommitted = bool(report.written or report.healed or (workspace.status and workspace.status.changed))
    elif workspace.repo is not None and workspace.settings.git.commit:
        from vaultsync.domain.commits.writing import dates_message

        if dated:
            message = dates_message([(one.title, len(one.items)) for one in dated if one.items], progress)
        else:
            message = _message(workspace, report, progress, settled=settled, agreed=agreed)
        status = _changed_by_now(workspace, report.written) if alone and not healed else None
        _commit(workspace, workspace.repo, report, message, status)
    return report


def _commit(workspace: Workspace, repo: Repo, report: PushReport, message: str, status: Status | None) -> None:
    """Commit with this message, and report the commit. `status`, if given, tells what has changed."""
    workspace.context.tell("Committing")
    made = repo.commit(message, status=status)
    answering.forget(workspace)
    if made:
        report.commit, report.subject = made[:9], message.partition("\n")[0]
    else:
        report.written = []  # what was written equals what is committed


def foresee(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> PushReport:
    """What `record` would report. The workspace then is as it would be afterwards, with nothing written."""
    agreed = _agreed(workspace, roadmaps, {}, hold=True)
    report = report_of(workspace, agreed)
    report.dry_run = True
    report.healed = [*to_be_brought_up(workspace), *to_be_mended(workspace)]
    report.deleted_lines = deleted_since(workspace, roadmaps, agreed)
    progress = count(workspace, roadmaps, agreed.marks())
    report.roadmaps = counts(progress)
    report.written = sorted({path for agreement in agreed.agreements.values() for path in agreement.edits})
    waits = report.written or report.healed or (workspace.status is not None and workspace.status.changed)
    if waits and workspace.repo is not None and workspace.settings.git.commit:
        report.subject = _message(workspace, report, progress).partition("\n")[0]
    return report


def _agreed(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    unseen: Mapping[str, Collection[str]],
    *,
    hold: bool = False,
) -> Agreed:
    """What all places agree on, with everything told that the last commit does not know.

    What could not be written into its note is not remembered, and counts as done when it can be: until then it waits.
    """
    uncommitted = _uncommitted(workspace, roadmaps)
    agreed = make_agree(workspace, roadmaps, Terms(unseen=unseen), hold=hold)
    for name, marks in uncommitted.items():
        agreement = agreed.agreements[name]
        agreement.changes = changes_between(roadmaps[name], marks, agreement.marks, workspace.scans(name))
    for name, agreement in agreed.agreements.items() if agreed.refused or agreed.busy else ():
        marks = workspace.states[name].marks
        written = [one for one in agreement.changes if marks.get(one.item) == agreement.marks.get(one.item)]
        agreed.waits += [one for one in agreement.changes if one not in written and not one.by]
        agreement.changes = written
    return agreed


def _changed_by_now(workspace: Workspace, written: Iterable[str]) -> Status | None:
    """What waits for a commit: what waited before, and what this run has written."""
    status = workspace.status
    return None if status is None else replace(status, changed=tuple(sorted({*status.changed, *written})))


def _uncommitted(workspace: Workspace, names: Iterable[str]) -> dict[str, dict[str, KnownMark]]:
    """The marks that the last commit knows, of roadmaps of which more is known: a commit was refused or interrupted."""
    if workspace.repo is None or not workspace.settings.git.commit or not workspace.status:
        return {}
    changed = set(workspace.status.changed) if workspace.status.head else set()
    paths = {name: path for name in names if (path := states.marks_path(name)) in changed}
    if not paths:
        return {}
    found = workspace.repo.show_all(workspace.status.head, paths.values())
    return {
        name: statelists.parse_marks(found.get(path, b"").decode("utf-8", "replace"), path)[0]
        for name, path in paths.items()
    }


def _message(
    workspace: Workspace, report: PushReport, progress: Progress, *, settled: str = "", agreed: Agreed | None = None
) -> str:
    """The message of a commit of what the learner did: marks, journal entries, words.

    The report tells of deleted notes afterwards, too.
    """
    from vaultsync.domain.commits.writing import journal_line, study_message

    entries = new_since_commit(workspace)
    own = {found.path for found in workspace.notes.values()}
    diary = {entry.source: entry.day for entry in entries if entry.source not in own}
    told = entries if workspace.settings.journal.in_commits else []
    lines = [journal_line(entry.day, entry.text, entry.minutes) for entry in told]
    hands = replace(handwork(workspace, diary), mended=len(report.healed), settled=settled)
    report.deleted = hands.deleted
    if agreed is not None:
        soon = [one for one in agreed.waits if one.note in agreed.busy or not agreed.refused]
        hands.waits = [one.text for one in agreed.waits if one not in soon]
        hands.waits_soon = [one.text for one in soon]
    return study_message(report.changes, progress, lines, hands, sorted({*diary.values()}))


def report_of(workspace: Workspace, agreed: Agreed) -> PushReport:
    """The report of an agreement."""
    report = PushReport(warnings=workspace.warnings, waiting=sorted(agreed.refused))
    for agreement in agreed.agreements.values():
        report.changes += agreement.changes
        report.review += agreement.review
        report.warnings += [
            f"{problem.note}{f':{problem.line + 1}' if problem.line >= 0 else ''}: {problem.text}"
            for problem in agreement.problems
        ]
    return report


@contextmanager
def telling_what_was_committed(report: PullReport, earlier: PushReport | None = None) -> Iterator[None]:
    """A pull that is refused says that the learner's work was committed, if it was: in this attempt or an earlier."""
    try:
        yield
    except VaultsyncError as error:
        made = earlier or report.study
        if made is not None and made.commit:
            error.done = f"Your work was committed before: {made.commit} “{made.subject}”"
        raise
