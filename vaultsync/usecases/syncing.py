"""The remote: fetch, merge aside, push; and redo the merges that other tools made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultsync.domain.commits.reading import TRAILERS
from vaultsync.domain.commits.writing import merge_message
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.vault import shown
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.ownsummary import remember_summary
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.remote import (
    Remote,
    check_history,
    deepen,
    fetch,
    find_remote,
    is_gone,
    names_nothing,
    note_merged,
    push,
    tips_of,
)
from vaultsync.edges.repo.trees import (
    Merge,
    TreeEntry,
    as_in,
    check_out,
    commit_id,
    commit_ids,
    commit_merge,
    foreign_merges,
    merge_base,
    move_to,
    tree_diff,
    uncommitted,
)
from vaultsync.edges.repo.unreachable import OfflineError
from vaultsync.edges.state import FOLDER
from vaultsync.errors import GitError, VaultError
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.agreement import Change, MergeOutcome
from vaultsync.models.progress import Progress
from vaultsync.models.reports import PushReport, SyncReport
from vaultsync.models.structs import replace
from vaultsync.usecases.mending import asked_of_healed, mend
from vaultsync.usecases.merge.commits import join
from vaultsync.usecases.merge.joined import Joined
from vaultsync.usecases.merge.laying import add_handmade, keep_all, lay
from vaultsync.usecases.opened.generated import is_generated, may_be_note
from vaultsync.usecases.opened.opening import LOOKED
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Terms, make_agree
from vaultsync.usecases.recording.dating import Past
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.questions import keep_questions, still_asked
from vaultsync.usecases.recording.study import last_pulled, record
from vaultsync.usecases.recording.summing import counts, summarise, write_summary

_Changes = Mapping[str, tuple[TreeEntry | None, TreeEntry | None]]  # path → entry in either commit

_TRIES = 5
_EMPTY_CLONE = (
    "{name}: its HEAD names a branch that it does not have, so a plain clone would be empty; "
    'there, "git symbolic-ref HEAD refs/heads/{branch}" mends that, or clone with "git clone -b {branch}"'
)


def remote_of(workspace: Workspace) -> Remote | None:
    """The remote of this vault; None where there is none or vaultsync does not commit."""
    given, repo, status = workspace.settings.git, workspace.repo, workspace.status
    if repo is None or status is None or not given.commit:
        return None
    return find_remote(repo, status.branch, given.remote, given.branch, asks=workspace.context.asks)


def redo_merges(workspace: Workspace, tip: str = "HEAD") -> MergeOutcome:
    """Redo, from their parents, the merges in the history of `tip` that other tools made.

    Edits made since are kept. Call it before anything is committed on top of them.
    """
    outcome, repo = MergeOutcome(), workspace.repo
    if repo is None:
        return outcome
    top, looked = commit_ids(repo, tip, LOOKED)
    if not top or top == looked:
        return outcome
    for merge in foreign_merges(repo, tip, TRAILERS, known=[looked] if looked else []):
        _redo(workspace, repo, merge, outcome)
    if tip == "HEAD":
        repo.set_ref(LOOKED, top)
    return outcome


def _redo(workspace: Workspace, repo: Repo, merge: Merge, outcome: MergeOutcome) -> None:
    """Redo one merge; of more than two parents, each with the first, so that nothing of any is lost."""
    first, *others = merge.parents
    for other in others:
        joined = join(workspace, merge_base(repo, first, other), first, other)
        if len(others) > 1:
            keep_all(repo, merge, joined)
        else:
            workspace.warnings += [told for told in joined.told if told not in workspace.warnings]
            add_handmade(repo, merge, joined)
        written = _write(workspace, merge.id, joined)
        outcome.files_changed |= bool(written)
        # It is one of the parents', so that nobody wrote what is not in git.
        summary = [write for write in written if is_generated(workspace, write.path)]
        remember_summary(workspace.lock().folder, summary)
        outcome.add(joined.review, joined.unseen)


def meet(workspace: Workspace, remote: Remote, *, yes: bool = False) -> tuple[SyncReport, PushReport | None]:
    """Fetch, and merge what is new. All of the learner's changes are committed already.

    Returns the report, and one about marks that came along and were not counted before. Raises GitError where the
    remote's history was rewritten or is unrelated, unless `yes`.
    """
    assert workspace.repo is not None
    repo, report = workspace.repo, SyncReport(str(remote))
    workspace.context.tell(f"Fetching from {remote}")
    try:
        tips = fetch(repo, remote)
        there, head, _ = tips
        if not there:
            return report, None
        if there != head and not yes:
            check_history(repo, remote, tips)
        base = head if there == head else merge_base(repo, head, there)
        if base == there:
            if there != tips.seen:
                note_merged(repo, remote, there)
            return report, None
        if not base and deepen(repo, remote):
            base = merge_base(repo, head, there)
    except OfflineError as error:
        report.trouble = str(error)
        return report, None
    if not base and not yes:
        raise GitError(
            f"{remote} has no history in common with this vault",
            where=shown(repo.top),
            next_step='Name the right remote, or merge the two all the same: "vaultsync pull --yes"',
        )
    study = _take_in(workspace, repo, report, (base, head, there))
    note_merged(repo, remote, there)
    return report, study


def finish_merge(workspace: Workspace) -> None:
    """Finish a merge that an interrupted run began: make its commit, or check out the files outside the vault."""
    intent, repo = Intent(workspace.lock().folder), workspace.repo
    noted = intent.read()
    there, onto = str(noted.get("merge") or ""), str(noted.get("onto") or "")
    if not there or repo is None:
        return
    if commit_id(repo, there) and repo.head() == onto:
        report, base = SyncReport(str(noted.get("from"))), merge_base(repo, onto, there)
        _take_in(workspace, repo, report, (base, onto, there), resumed=True)
        workspace.reload()
    elif commit_id(repo, there) and commit_id(repo, onto):
        _lay_out(repo, onto)
    intent.clear()


def _lay_out(repo: Repo, onto: str) -> None:
    """Bring to the disk what a merge changed outside the vault, where the files still are as in the commit `onto`."""
    changes = tree_diff(repo, onto, repo.head() or "")
    outside = {path: old for path, (old, _) in changes.items() if not path.startswith(repo.prefix)}
    check_out(repo, {path: changes[path][1] for path in as_in(repo, outside)})


def _take_in(
    workspace: Workspace, repo: Repo, report: SyncReport, commits: tuple[str, str, str], *, resumed: bool = False
) -> PushReport:
    """Merge `there` into the vault and the branch; `base` is what both come from. `resumed`: a part may be done."""
    base, head, there = commits
    joined = join(workspace, base, head, there)
    workspace.warnings += joined.told
    if joined.apart:
        raise GitError(
            "both sides changed this file, which lies outside the vault",
            where=joined.apart[0],
            next_step='Merge with git yourself ("git pull"), then run the command again',
        )
    changes = tree_diff(repo, head, there)
    outside = {path: entry for path, entry in joined.outside.items() if path in changes and entry != changes[path][0]}
    _check_outside(repo, report, changes, outside, resumed=resumed)
    intent = Intent(workspace.lock().folder)
    intent.note({"merge": there, "onto": head, "from": report.remote})
    arrived = _arrived(joined, head, _write(workspace, head, joined), resumed=resumed)
    report.received = sorted(path for path, data in arrived.items() if data is not None)
    if base == head:
        move_to(repo, there, head, {path: new for path, (_, new) in changes.items()})
        check_out(repo, outside)
        intent.clear()
        redone = redo_merges(workspace, there)
        workspace.reload()
        return record(workspace, last_pulled(workspace), merged=redone)
    made, progress = _record_merge(workspace, joined, (head, there), frozenset(arrived))
    message = merge_message(report.remote, _titles(workspace, report.received), made.changes, progress)
    commit = commit_merge(repo, message, (head, there), outside)
    check_out(repo, outside)
    intent.clear()
    report.merged, report.commit, report.subject = True, commit[:9], message.partition("\n")[0]
    workspace.status = repo.status()
    return made


def _check_outside(
    repo: Repo, report: SyncReport, changes: _Changes, outside: Mapping[str, TreeEntry | None], *, resumed: bool
) -> None:
    """Raise GitError where a file outside the vault that the merge would overwrite holds uncommitted work.

    `outside` has what the merge makes of these files, `changes` what both sides have. Of a merge that is `resumed`, the
    files may be as either of these.
    """
    waiting = uncommitted(repo, outside)
    if resumed:
        kept = {*as_in(repo, outside), *as_in(repo, {path: changes[path][0] for path in outside})}
        waiting = [path for path in waiting if path not in kept]
    if waiting:
        raise GitError(
            f"{report.remote} changed this file, outside the vault; it holds work of yours not committed yet",
            where=waiting[0],
            next_step="Commit it or put it aside, then run the command again. Nothing was merged",
        )


def _arrived(joined: Joined, head: str, written: Iterable[Write], *, resumed: bool) -> dict[str, str | bytes | None]:
    """The notes that the merge brings: vault path → content, None for those it deletes."""
    arrived: dict[str, str | bytes | None] = {one.path: one.text for one in written if may_be_note(one.path)}
    if resumed:  # most of it was written before
        was = joined.read.get(head, {})
        arrived |= {path: data for path, data in joined.files.items() if may_be_note(path) and data != was.get(path)}
    return arrived


def _record_merge(
    workspace: Workspace, joined: Joined, tips: tuple[str, str], arrived: frozenset[str]
) -> tuple[PushReport, Progress]:
    """Make marks agree after a merge that is written and not yet committed, and write the summary anew.

    `tips` are the commits of both sides, `arrived` the notes that came from the other. Returns a report of the marks
    that were counted on neither side, and the progress.
    """
    outcome = MergeOutcome()
    outcome.add(joined.review, joined.unseen)
    redone = redo_merges(workspace, tips[1])
    outcome.add(redone.review, redone.unseen)
    workspace.reload()
    outcome.add(asked_of_healed(workspace), {})
    mend(workspace)
    roadmaps = last_pulled(workspace)
    terms = Terms(unseen=outcome.unseen, past=Past(tips, arrived))
    agreed = make_agree(workspace, roadmaps, terms)
    keep_questions(workspace, roadmaps, agreed, reviews=outcome.review)
    workspace.save()
    summary = summarise(workspace, roadmaps, agreed.marks(), absent=absent(workspace, roadmaps, agreed))
    write_summary(workspace, summary, keep=False)
    review = still_asked(workspace, outcome.review)
    made = PushReport(warnings=workspace.warnings, review=review, roadmaps=counts(summary.progress))
    for agreement in agreed.agreements.values():
        made.changes += agreement.changes
        made.review += agreement.review
    return made, summary.progress


def _write(workspace: Workspace, onto: str, joined: Joined) -> list[Write]:
    """Write what was joined: notes first, then what is remembered of them, so that nothing looks unticked meanwhile."""
    done: list[Write] = []
    for _ in range(_TRIES):
        writes = lay(workspace, onto, joined)
        notes = [write for write in writes if not write.path.startswith(f"{FOLDER}/")]
        stale = write_all(workspace.root, notes)
        if not stale:
            own = [write for write in writes if write.path.startswith(f"{FOLDER}/")]
            stale = write_all(workspace.root, own)
        done += [write for write in writes if write.path not in stale]
        if not stale:
            return done
    raise VaultError(
        "files kept changing while they were merged", where=stale[0], next_step="Close them, then run the command again"
    )


def _titles(workspace: Workspace, paths: Iterable[str]) -> list[str]:
    titles = {found.path: str(frontmatter.value_of(found.text, "title") or "") for found in workspace.notes.values()}
    return [titles.get(path) or path.rsplit("/", 1)[-1].removesuffix(".md") for path in paths]


def joined_reports(first: PushReport, came: PushReport | None) -> PushReport:
    """The report of what was recorded before a merge, extended by what came with the merge."""
    if came is not None:
        first.changes = _both(first.changes, came.changes)
        first.review += came.review
        first.roadmaps = came.roadmaps or first.roadmaps
        first.commit, first.subject = came.commit or first.commit, came.subject or first.subject
    return first


def _both(first: Sequence[Change], then: Sequence[Change]) -> list[Change]:
    """What became of every item: of one that changed in both, from what it was first to what it is now."""
    was = {(change.roadmap, change.item): change for change in first}
    news = {(change.roadmap, change.item): change for change in then}
    made = [change for key, change in was.items() if key not in news]
    for key, change in news.items():
        whole = replace(change, from_=was[key].from_) if key in was else change
        if whole.from_ is not whole.to or whole.tasks:
            made.append(whole)
    return made


def hand_over(workspace: Workspace, remote: Remote, *, yes: bool = False) -> tuple[SyncReport, list[PushReport]]:
    """Push the commits; where the remote has something new, merge that and try again, several times.

    Returns the report, and those about marks that came along. Being offline is no error: the report says so.
    """
    assert workspace.repo is not None
    report = SyncReport(str(remote))
    came: list[PushReport] = []
    for _ in range(_TRIES):
        _, head, seen = tips_of(workspace.repo, remote)
        if not head:
            return report, came
        if head == seen and remote.tracked and not is_gone(workspace.repo, remote):
            return report, came
        workspace.context.tell(f"Pushing to {remote}")
        try:
            if push(workspace.repo, remote, head):
                report.pushed = True
                if not seen and names_nothing(workspace.repo, remote):
                    workspace.warn(_EMPTY_CLONE.format(name=remote.name, branch=remote.branch))
                return report, came
        except OfflineError as error:
            report.trouble = str(error)
            return report, came
        met, study = meet(workspace, remote, yes=yes)
        report.received = sorted({*report.received, *met.received})
        report.merged |= met.merged
        report.commit, report.subject = met.commit or report.commit, met.subject or report.subject
        if study is not None:
            came.append(study)
        if met.trouble:
            report.trouble = met.trouble
            return report, came
    report.trouble = f"{remote} kept changing; everything is committed here. Push again later"
    return report, came
