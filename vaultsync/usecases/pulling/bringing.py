"""What a pull does in an open vault: it commits the learner's changes, then brings the roadmaps into the vault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import ParamSpec

from vaultsync.domain.pull.leaving import remember_all, remember_gone, remember_waiting
from vaultsync.domain.pull.plan import same_values
from vaultsync.domain.pull.returning import archived_blocks
from vaultsync.domain.questions import MINE, ROADMAP
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write
from vaultsync.errors import LossError, VaultError
from vaultsync.models.agreement import MergeOutcome, Review
from vaultsync.models.marks import KnownMark
from vaultsync.models.plan import Action, Deed, Plan
from vaultsync.models.question import Question
from vaultsync.models.reports import NoteChange, PullReport
from vaultsync.models.settings import RoadmapSettings
from vaultsync.models.structs import Frozen, replace
from vaultsync.usecases import begun
from vaultsync.usecases.applying import apply, stage_healed
from vaultsync.usecases.links.moved import follow
from vaultsync.usecases.opened.generated import SUMMARY
from vaultsync.usecases.opened.opening import Opened
from vaultsync.usecases.opened.reading import OWN, node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.arriving import arrived
from vaultsync.usecases.pulling.movedblocks import follow_tasks
from vaultsync.usecases.pulling.movedlines import reword_moved
from vaultsync.usecases.pulling.news import ByHand, News, doubts, pull_news, read_news, taken_in, tasks_told
from vaultsync.usecases.pulling.older import remember
from vaultsync.usecases.pulling.plan import guard, guard_reopening, plan_of
from vaultsync.usecases.recording.agreeing import Agreed, Terms, make_agree
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.questions import keep_questions, review_of
from vaultsync.usecases.recording.study import foresee, last_pulled, record, telling_what_was_committed
from vaultsync.usecases.recording.summing import count, counts, summarise, write_summary
from vaultsync.usecases.renaming import planned, rename_notes
from vaultsync.usecases.surroundings import add_missing
from vaultsync.usecases.syncing import joined_reports, meet, remote_of
from vaultsync.usecases.unfinished import begin

_P = ParamSpec("_P")

_NOTHING = ByHand()
_SHOWN = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.DELETE, Deed.ARCHIVE, Deed.FOREIGN)
_BOTH = "you and the roadmap changed the same words"
_TRIES = 3
_WRITES = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.RECORD, Deed.DELETE, Deed.ARCHIVE, Deed.FORGET)


def pulled(
    workspace: Workspace, roadmaps: Sequence[str] | None, *, yes: bool, offline: bool, again: bool, rename: bool
) -> PullReport:
    """Pull. The lock is held and the vault recovered, but nothing read yet. Raises VaultsyncError."""
    _chosen(workspace, roadmaps)  # an unknown name is told before anything is done
    redone = begin(workspace)
    remote = None if offline else remote_of(workspace)
    if remote is None:
        way = Way(study=True, yes=yes, again=again, merged=redone)
        report = bring_in(workspace, _chosen(workspace, roadmaps), way)
    else:
        study = record(workspace, last_pulled(workspace), merged=redone)
        with telling_what_was_committed(PullReport(study=study)):
            sync, came = meet(workspace, remote, yes=yes)
            if workspace.repo is not None and not sync.merged:
                workspace.status = workspace.repo.status()
            report = bring_in(workspace, _chosen(workspace, roadmaps), Way(yes=yes, again=again))
        report.study, report.sync = joined_reports(study, came), sync
    if rename:
        report.renaming = _renamed(workspace, [given.name for given in _chosen(workspace, roadmaps)])
    return report


def foreseen(opened: Opened, roadmaps: Sequence[str] | None, *, yes: bool, again: bool, rename: bool) -> PullReport:
    """What a pull would do."""
    workspace = Workspace.of(opened)
    chosen = _chosen(workspace, roadmaps)
    workspace.load()
    if (stopped := opened.stopped()) is not None:
        workspace.warn(f"a real pull would stop here: {stopped.what}. {stopped.next_step}")
    return bring_in(workspace, chosen, Way(study=True, dry_run=True, yes=yes, again=again, rename=rename))


def _chosen(workspace: Workspace, roadmaps: Sequence[str] | None) -> list[RoadmapSettings]:
    """The roadmaps to be pulled; none where they are None. Raises VaultError for an unknown name."""
    return [] if roadmaps is None else list(workspace.chosen(roadmaps))


def _renamed(workspace: Workspace, names: Sequence[str]) -> PullReport | None:
    """Rename the notes of these roadmaps; None where they are called what they should be."""
    renamed = rename_notes(workspace, names)
    if not renamed:
        begun.forget(workspace)
        return None
    workspace.reload()
    ids = {found.path: id_ for id_, found in workspace.notes.items()}
    called = [ids[change.target] for change in renamed if change.target in ids]
    report = bring_in(workspace, [], Way(by_hand=ByHand(renamed=called)))
    begun.forget(workspace)
    report.notes = renamed + report.notes
    return report


class Way(Frozen):
    """How to bring roadmaps in.

    `study` commits the learner's changes first. `removed` is the roadmap that is to leave the vault, `by_hand` what the
    command did to notes before. `yes` overrules the guard, `again` takes in a version that was undone. `rename` lets a
    dry run tell which notes would be renamed. `merged` is what earlier merges leave. `settings` is written with the
    notes: what it says of the roadmaps is known already.
    """

    study: bool = False
    dry_run: bool = False
    yes: bool = False
    removed: str = ""
    again: bool = False
    rename: bool = False
    by_hand: ByHand = _NOTHING
    merged: MergeOutcome | None = None
    settings: Write | None = None


def bring_in(workspace: Workspace, chosen: Sequence[RoadmapSettings], way: Way) -> PullReport:
    """Bring roadmaps into the vault. The lock is held and everything is loaded.

    Where notes change meanwhile, all is decided again. Raises VaultsyncError.
    """
    recorded = None
    for _ in range(_TRIES):
        pull = _Pull(workspace, way)
        with telling_what_was_committed(pull.report, recorded):
            stale = pull.run(chosen)
        pull.report.study = recorded = recorded or pull.report.study
        if not stale:
            if not way.dry_run:
                remember(workspace.repo, pull.read)
            return pull.report
        workspace.load()
        way = replace(way, merged=None)  # the first attempt has recorded it
    raise VaultError(
        "it keeps changing while vaultsync works", where=stale[0], next_step="Run the command again when it is at rest"
    )


class _Pull:
    """One attempt to bring roadmaps in."""

    def __init__(self, workspace: Workspace, way: Way) -> None:
        self.workspace, self.way = workspace, way
        self.report = PullReport(warnings=workspace.warnings, dry_run=way.dry_run)
        self.read: dict[str, str] = {}  # the documents that were read, by roadmap

    def run(self, chosen: Sequence[RoadmapSettings]) -> list[str]:
        """Make the attempt; the paths of notes that changed meanwhile, in which case nothing was written."""
        self.workspace.stage([self.way.settings] if self.way.settings is not None else [])
        self.workspace.stage(self.way.by_hand.writes)
        self.workspace.read_notes(write.path for write in self.way.by_hand.writes)
        news = self._read(chosen)
        left = _remember_removed(self.workspace)
        self.report.healed = stage_healed(self.workspace)
        followed = follow(self.workspace) | follow_tasks(self.workspace, news) | reword_moved(self.workspace, news)
        plan = self._plan(news, left)
        _tell_of(self.workspace, plan, followed)
        known, ticked = arrived(self.workspace, news, self.report)
        asked = self._tell(news, plan, ticked)
        if self.way.dry_run and self.way.rename:
            moves = planned(self.workspace, news.after)
            self.report.notes += [NoteChange("rename", old, new) for old, new in moves.items()]
            self._tell_of_folders(news, moves)
        if not (left or self.report.healed or followed or self._has_work(news, plan)):
            self.report.roadmaps = counts(count(self.workspace, news.after, known))
            return []
        self._apply(news, plan, left)
        agreed = self._agree(news, known, left, asked)
        if self.way.dry_run:
            self.report.roadmaps = counts(count(self.workspace, news.after, agreed.marks()))
            return []
        return self._write(news, plan, agreed)

    def _read(self, chosen: Sequence[RoadmapSettings]) -> News:
        """The roadmaps as they are and as they were, with what the learner did recorded."""
        news = read_news(self.workspace, chosen, self.way.yes, self.way.again)
        self.report.held, self.read = news.held, news.read
        if self.way.study:
            if self.way.dry_run:
                self.report.study = foresee(self.workspace, news.before)
                return news
            self.report.study = record(self.workspace, news.before, merged=self.way.merged)
            self.workspace.status = self.workspace.repo.status() if self.workspace.repo else None
        return news

    def _plan(self, news: News, left: Sequence[str]) -> Plan:
        """What is to be done to which note. Raises LossError where the guard stops it."""
        self.workspace.context.tell("Comparing notes")
        plan = plan_of(self.workspace, news)
        self._guarded(guard, plan, news, [name for name in left if name != self.way.removed])
        return plan

    def _guarded(self, check: Callable[_P, None], *given: _P.args, **named: _P.kwargs) -> None:
        """Raise LossError where too much would go or be open again; a dry run tells it, `--yes` asks nobody."""
        if self.way.yes:
            return
        try:
            check(*given, **named)
        except LossError as error:
            if not self.way.dry_run:
                raise
            self.workspace.warn(f"a real pull would stop here, and want --yes. {error.where}: {error.what}")

    def _tell(self, news: News, plan: Plan, ticked: Collection[str]) -> dict[str, list[Question]]:
        """Report what the plan does; the questions that it leaves, by roadmap. Documents of `ticked` bring ticks."""
        report = self.report
        report.waiting = plan.waiting
        report.notes = [
            NoteChange(action.deed, action.path, action.target, split_id(action.id)[0] == OWN)
            for action in plan.actions
            if action.deed in _SHOWN
        ]
        report.review = [
            Review(action.path, split_id(action.id)[1], f"{_BOTH}: {words}", (MINE, ROADMAP))
            for action in plan.actions
            for words in action.asked
        ]
        asked = doubts(self.workspace, news, plan)
        report.review += [
            review_of(self.workspace, name, question, news.after[name])
            for name, found in asked.items()
            for question in found
        ]
        report.tasks = tasks_told(self.workspace, plan, news)
        report.anew = taken_in(self.workspace, plan, news, ticked)
        return asked

    def _tell_of_folders(self, news: News, moves: Mapping[str, str]) -> None:
        """Tell that the index note of a roadmap in a renamed folder gets another link to the summary."""
        told = {change.note for change in self.report.notes if change.deed != "rename"}
        for name in news.after:
            found = self.workspace.notes.get(node_id(name, ""))
            new = moves.get(found.path, "") if found is not None else ""
            if found is not None and new and new.split("/")[-2] != found.path.split("/")[-2] and found.path not in told:
                base = self.workspace.states[name].bases.get("", "")
                deed = Deed.UPDATE if same_values(found.text, base) else Deed.MERGE
                self.report.notes.insert(0, NoteChange(deed, new))

    def _has_work(self, news: News, plan: Plan) -> bool:
        by_hand = self.way.by_hand
        return bool(
            self.way.settings
            or by_hand.restored
            or by_hand.renamed
            or news.documents
            or any(action.deed in _WRITES for action in plan.actions)
            # an earlier run was broken off before the summary
            or (news.after and vault.read(self.workspace.root, SUMMARY) is None)
        )

    def _apply(self, news: News, plan: Plan, left: Sequence[str]) -> None:
        """Stage the notes, and what is to be remembered of their roadmaps."""
        known = self.workspace.states
        for name in left:
            known[name].gone = remember_all(self.workspace.known(name), known[name].marks, _archived(plan, name))
        apply(self.workspace, plan)
        for name in left:
            known[name].deleted.clear()  # whoever adds the roadmap again wants its notes
        for name, state in known.items():
            back = [node for node in state.deleted if node_id(name, node) in self.workspace.notes]
            state.deleted = {node: path for node, path in state.deleted.items() if node not in back}
        for name, text in news.documents.items():
            state = known[name]
            state.document, state.held = text, set()
            archived = _archived(plan, name) | state.deleted.keys()
            archived |= archived_blocks([action for action in plan.actions if split_id(action.id)[0] == name])
            before, after = news.before.get(name), news.after[name]
            state.gone = remember_gone(state.gone, before, after, state.marks, archived)
            unread = self.workspace.unread()  # what is new for them waits, too
            waiting = {
                node
                for node, path in self.workspace.paths(name).items()
                if path in plan.waiting or node_id(name, node) in unread
            }
            state.gone = remember_waiting(state.gone, before, after, state.marks, waiting)

    def _agree(
        self,
        news: News,
        known: Mapping[str, Mapping[str, KnownMark]],
        left: Sequence[str],
        asked: dict[str, list[Question]],
    ) -> Agreed:
        """Make marks agree with what came, and remember questions and surroundings. Raises LossError."""
        agreed = make_agree(self.workspace, news.after, Terms(known=known, unticks=False), hold=True)
        for name, agreement in agreed.agreements.items():
            self.report.review += agreement.review
            reopened = [change for change in agreement.followed if change.from_ == "done"]
            self.report.reopened += reopened
            if name in news.documents and name in news.before:
                self._guarded(guard_reopening, news, name, len(reopened))
        for name in left:
            self.workspace.states[name].document = None
        keep_questions(self.workspace, news.after, agreed, asked)
        if not self.way.dry_run and any(name not in news.before for name in news.after):
            folders = [roadmap.root.path.rsplit("/", 1)[0] for roadmap in news.after.values()]
            before, after = list(news.before.values()), list(news.after.values())
            self.report.settings = add_missing(self.workspace, folders, before, after)
        return agreed

    def _write(self, news: News, plan: Plan, agreed: Agreed) -> list[str]:
        """Sum up, write all of it and commit that; the paths of notes that changed meanwhile: then nothing is."""
        workspace, report = self.workspace, self.report
        workspace.context.tell("Counting")
        summary = summarise(workspace, news.after, agreed.marks(), absent=absent(workspace, news.after, agreed))
        report.roadmaps = counts(summary.progress)
        message = ""
        if workspace.repo is not None and workspace.settings.git.commit:
            from vaultsync.domain.commits.writing import pull_message

            told_of = pull_news(plan, news, report, self.way.by_hand)
            message = pull_message(
                told_of,
                summary.progress,
                arrived=report.arrived,
                mended=report.healed,
                anew=report.anew,
                settings="settings of Obsidian and git" if report.settings else "settings" if self.way.settings else "",
            )
        others = {*(workspace.status.changed if workspace.status else ()), *report.settings}
        _, stale = workspace.save(partial(begun.note_down, workspace, message, others) if message else None)
        if not stale:
            write_summary(workspace, summary)
            if workspace.repo is not None and message:
                workspace.context.tell("Committing")
                made = workspace.repo.commit(message)
                if made:
                    report.commit, report.subject = made[:9], message.partition("\n")[0]
        if message:
            begun.forget(workspace)
        return stale


def _remember_removed(workspace: Workspace) -> list[str]:
    """Load what is known of roadmaps that are no longer in the settings; their names."""
    left = [name for name in states.names(workspace.root) if name not in workspace.states]
    removed = []
    for name in left:
        known = states.load(workspace.root, name)
        if known.bases or known.document is not None:
            workspace.states[name] = known
            removed.append(name)
    return removed


def _tell_of(workspace: Workspace, plan: Plan, followed: Collection[str]) -> None:
    """Make it an update where links of a note were rewritten, and there is nothing else to do to it."""
    for n, action in enumerate(plan.actions):
        if action.path in followed and action.deed in (Deed.KEEP, Deed.RECORD):
            plan.actions[n] = replace(action, deed=Deed.UPDATE, text=action.old)
    others = {*followed} - {action.path for action in plan.actions}
    for id_, found in workspace.notes.items() if others else ():
        if found.path in others:
            name, node = split_id(id_)
            base = workspace.states[name].bases.get(node) if name in workspace.states else None
            plan.actions.append(Action(Deed.UPDATE, id_, found.path, found.text, base, found.text))


def _archived(plan: Plan, name: str) -> set[str]:
    """The node ids of a roadmap's notes that go to the archive."""
    return {node for owner, node in (split_id(action.id) for action in plan.of(Deed.ARCHIVE)) if owner == name}
