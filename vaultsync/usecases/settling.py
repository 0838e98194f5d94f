"""Settle: the learner answers what vaultsync could not decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from vaultsync.domain.marks.changes import edits_between
from vaultsync.domain.progress.items import Role, item_tree
from vaultsync.domain.questions import MINE, SAME, asked
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write
from vaultsync.errors import UsageError, VaultError
from vaultsync.markdown.merging.callouts import keep_mine, take_other
from vaultsync.models.agreement import Agreement
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.question import About, Question
from vaultsync.models.reports import SettleReport
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import replace
from vaultsync.usecases.applying import stage_healed
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.returning import words_back
from vaultsync.usecases.recording.agreeing import Agreed, decide, stage_edits
from vaultsync.usecases.recording.questions import Waiting, waiting
from vaultsync.usecases.recording.study import record
from vaultsync.usecases.unfinished import begin


def settle_review(
    context: Context, query: str = "", choice: str = "", *, alike: bool = False, dry_run: bool = False
) -> SettleReport:
    """Answer the question that `query` means (its number, or words of it) with `choice`; without, list all questions.

    If `alike`, all questions that ask the same in the same words are answered with it. Raises VaultsyncError;
    UsageError where `choice` is none of the answers.
    """
    writes = bool(query) and not dry_run
    workspace = Workspace.open(context, writes=writes)
    if not writes:
        workspace.load()
        open_ = _waiting(workspace)
        report = SettleReport([one.review for one in open_], dry_run=dry_run)
        if query:
            report.settled, *report.alike = (one.review for one in _chosen(open_, query, choice, alike=alike))
            report.choice = choice
        return report
    with workspace.lock() as lock:
        workspace.recover(lock)
        redone = begin(workspace)
        chosen = _chosen(_waiting(workspace), query, choice, alike=alike)
        before = record(workspace, workspace.pulled(), merged=redone)
        workspace.reload()
        wanted: dict[str, dict[str, KnownMark]] = defaultdict(dict)
        open_ = _waiting(workspace)
        for one in chosen:
            now = _again(open_, one)
            if now.callout is not None:
                _settle_words(workspace, now, choice)
                open_ = _waiting(workspace)  # other callouts may stand below it
            else:
                wanted[now.roadmap] |= _settle_marks(workspace, now, choice)
        for name, marks in wanted.items():
            _write_marks(workspace, workspace.pulled()[name], marks)
        report = SettleReport(settled=chosen[0].review, choice=choice, study=before)
        report.alike = [one.review for one in chosen[1:]]
        report.push = record(workspace, workspace.pulled(), settled=choice)
        workspace.reload()
        report.review = [one.review for one in _waiting(workspace)]
        return report


def _waiting(workspace: Workspace) -> list[Waiting]:
    roadmaps = workspace.pulled()
    return waiting(workspace, roadmaps, decide(workspace, roadmaps))


def _chosen(open_: Sequence[Waiting], query: str, choice: str, *, alike: bool) -> list[Waiting]:
    """The question that is meant, where `choice` answers it, and those `alike`, if they are meant as well."""
    if query.isdecimal():
        hits = [one for number, one in enumerate(open_, 1) if str(number) == query]
    else:
        words = " ".join(query.split()).casefold()
        hits = [one for one in open_ if words in (one.review.item.casefold(), one.review.note.casefold())]
        hits = hits or [
            one for one in open_ if words in f"{one.review.note} {one.review.item} {one.review.why}".casefold()
        ]
    if alike and hits and len({asked(one.review) for one in hits}) == 1:
        same = [one for one in open_ if asked(one.review) == asked(hits[0].review)]
        hits = [hits[0], *(one for one in same if one is not hits[0])]
    elif len(hits) != 1:
        what = f"{len(hits)} questions fit this" if hits else "no question is called so" if open_ else "nothing waits"
        lists = '"vaultsync settle" lists them, with their numbers' if open_ else ""
        raise VaultError(what, where=query, next_step=lists)
    if choice not in hits[0].review.choices:
        named = " or ".join(f'"{known}"' for known in hits[0].review.choices)
        what = f'"{choice}" is no answer to that' if choice else "it wants an answer"
        raise UsageError(what, where=query, next_step=f"Say {named}")
    return hits


def _again(open_: Sequence[Waiting], chosen: Waiting) -> Waiting:
    """The same question after everything was read anew."""
    for one in open_:
        if one.roadmap == chosen.roadmap and one.review == chosen.review:
            return one
    raise VaultError("it was settled meanwhile", where=chosen.review.note)


def _settle_words(workspace: Workspace, chosen: Waiting, choice: str) -> None:
    """Take the callout out of the note, with the words it goes with where the other side's are chosen."""
    callout, path = chosen.callout, chosen.review.note
    found = next(found for found in workspace.notes.values() if found.path == path)
    assert callout is not None
    text = keep_mine(found.text, callout) if choice == MINE else take_other(found.text, callout)
    workspace.stage([Write(path, text, found.data)])
    workspace.read_notes([path])


def _settle_marks(workspace: Workspace, chosen: Waiting, choice: str) -> dict[str, KnownMark]:
    """The marks that are to be set, as the learner would set them; the push behind it does the rest."""
    question, name = chosen.question, chosen.roadmap
    assert question is not None
    state, roadmap = workspace.states[name], workspace.pulled()[name]
    wanted: dict[str, KnownMark] = {}
    if question.about is About.LINE:
        _settle_line(workspace, chosen, question, choice)
        return {}
    if question.about is About.SAME:
        if choice == SAME:
            mark, said = state.marks.pop(question.other, None), state.gone.pop(question.other, None)
            if mark is not None:
                wanted[question.item] = mark
            if said is not None and said.kept:
                words_back(workspace, name, question, said.words)
    elif choice != question.other:
        date = workspace.context.today() if choice == Mark.DONE else ""
        wanted = dict.fromkeys(_leaves(roadmap, question.item), KnownMark(Mark(choice), date))
    del state.questions[question.key]
    return wanted


def _settle_line(workspace: Workspace, chosen: Waiting, question: Question, choice: str) -> None:
    """Give the line the id of the task; where it is another, it is not asked about again."""
    state, name = workspace.states[chosen.roadmap], chosen.roadmap
    if choice != SAME:
        state.questions[question.key] = replace(question, choices=())
        return
    doubts = decide(workspace, workspace.pulled()).agreements[name].doubts
    doubt = next(one for one in doubts if (one.item, one.text) == (question.item, question.other))
    del state.questions[question.key]
    if not stage_healed(workspace, {doubt.note: {doubt.line: doubt.block}}):
        raise _stale(doubt.note)


def _leaves(roadmap: Roadmap, item: str) -> list[str]:
    """An item, and all that is counted below it."""
    tree = item_tree(roadmap)
    at = tree.index[item]
    below = range(at, tree.entries[at].end)
    return [item, *(tree.entries[n].id for n in below if n != at and tree.entries[n].role is Role.LEAF)]


def _write_marks(workspace: Workspace, roadmap: Roadmap, wanted: Mapping[str, KnownMark]) -> None:
    """Stage the notes with these marks."""
    marks = decide(workspace, {roadmap.name: roadmap}).agreements[roadmap.name].marks
    after = {**marks, **wanted}
    stamp = workspace.settings.stamp != "none"
    edits = edits_between(roadmap, marks, after, workspace.scans(roadmap.name), stamp=stamp)
    stale = stage_edits(workspace, Agreed({roadmap.name: Agreement(edits=edits)}))
    if stale:
        raise _stale(stale[0])


def _stale(path: str) -> VaultError:
    return ChangedMeanwhileError(path)
