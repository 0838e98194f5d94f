"""What a pull does, with the vault opened: roadmaps → vault, after committing what the learner changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.domain.marks import arrivals
from vaultsync.domain.moves import carry_words, moved_blocks, moved_marks, remember_all, remember_gone, without_returned
from vaultsync.domain.notes import HOME_ID, RESOURCE_NOTES, NoteStyle, want_notes
from vaultsync.domain.plan import make_plan, only_to_record
from vaultsync.domain.returning import archived_blocks
from vaultsync.edges import state as states
from vaultsync.edges import vault
from vaultsync.edges.templates import Renderer
from vaultsync.edges.writes import ChangedMeanwhileError
from vaultsync.errors import LossError
from vaultsync.models.agreement import Review
from vaultsync.models.marks import KnownMark
from vaultsync.models.plan import Deed, Plan
from vaultsync.models.reports import NoteChange, PullReport
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.models.settings import RoadmapSettings
from vaultsync.usecases.agreeing import settle
from vaultsync.usecases.applying import apply, heal
from vaultsync.usecases.news import ByHand, News, doubts, read_news, tasks_told, told
from vaultsync.usecases.opening import Opened
from vaultsync.usecases.questions import remember, review_of
from vaultsync.usecases.reading import OWN, node_id, split_id
from vaultsync.usecases.recording import last_pulled, record
from vaultsync.usecases.renaming import planned, rename_notes
from vaultsync.usecases.returning import bring_back
from vaultsync.usecases.summing import SUMMARY, count, counts, summarise, write_summary
from vaultsync.usecases.surroundings import add_missing
from vaultsync.usecases.syncing import joined_reports, meet, redo_merges, remote_of
from vaultsync.usecases.unfinished import finish
from vaultsync.usecases.workspace import Workspace

_NOTHING = ByHand()
_SHOWN = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.DELETE, Deed.ARCHIVE, Deed.FOREIGN)
_TRIES = 3
_WRITES = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.RECORD, Deed.DELETE, Deed.ARCHIVE, Deed.FORGET)


def pulled(
    workspace: Workspace, roadmaps: Sequence[str] | None, *, yes: bool, offline: bool, again: bool, rename: bool
) -> PullReport:
    """Do it, with the lock held and the vault recovered, but nothing read. Raises VaultsyncError."""
    _chosen(workspace, roadmaps)  # an unknown name is told before anything is done
    workspace.load()
    finish(workspace)
    if redo_merges(workspace):
        workspace.reload()
    remote = None if offline else remote_of(workspace)
    if remote is None:
        report = bring_in(workspace, _chosen(workspace, roadmaps), study=True, yes=yes, again=again)
    else:
        study = record(workspace, last_pulled(workspace))
        sync, came = meet(workspace, remote, yes=yes)
        workspace.status = workspace.repo.status() if workspace.repo else None
        report = bring_in(workspace, _chosen(workspace, roadmaps), study=False, yes=yes, again=again)
        report.study, report.sync = joined_reports(study, came), sync
    if rename:
        report.renaming = _renamed(workspace, [given.name for given in _chosen(workspace, roadmaps)])
    return report


def foreseen(opened: Opened, roadmaps: Sequence[str] | None, *, yes: bool, again: bool, rename: bool) -> PullReport:
    """What a pull would do."""
    workspace = Workspace.of(opened)
    chosen = _chosen(workspace, roadmaps)
    workspace.load()
    return bring_in(workspace, chosen, study=False, dry_run=True, yes=yes, again=again, rename=rename)


def _chosen(workspace: Workspace, roadmaps: Sequence[str] | None) -> list[RoadmapSettings]:
    """The roadmaps to be pulled; none where they are None. Raises VaultError for an unknown name."""
    return [] if roadmaps is None else list(workspace.chosen(roadmaps))


def _renamed(workspace: Workspace, names: Sequence[str]) -> PullReport | None:
    """Rename the notes of these roadmaps; None where they are called what they should be."""
    renamed = rename_notes(workspace, names)
    if not renamed:
        return None
    workspace.reload()
    ids = {found.path: id_ for id_, found in workspace.notes.items()}
    called = [ids[change.target] for change in renamed if change.target in ids]
    report = bring_in(workspace, [], study=False, by_hand=ByHand(renamed=called))
    report.notes = renamed + report.notes
    return report


def bring_in(
    workspace: Workspace,
    chosen: Sequence[RoadmapSettings],
    *,
    study: bool,
    dry_run: bool = False,
    yes: bool = False,
    removed: str = "",
    again: bool = False,
    rename: bool = False,
    by_hand: ByHand = _NOTHING,
) -> PullReport:
    """What a pull does, with the lock held and everything loaded.

    `study` commits the learner's changes first; `removed` is the roadmap that is to go, `by_hand` what was done
    to notes just now. `rename` tells in a dry run which notes would be renamed. Where notes change meanwhile, all
    is decided again.
    """
    recorded = None
    for _ in range(_TRIES):
        report, stale = _bring_in(
            workspace, chosen, study=study, dry_run=dry_run, yes=yes, removed=removed, again=again, rename=rename,
            by_hand=by_hand,
        )  # fmt: skip
        report.study = recorded = recorded or report.study
        if not stale:
            return report
        workspace.load()
    raise ChangedMeanwhileError(
        "it keeps changing while vaultsync works", where=stale[0], next_step="Run the command again when it is at rest"
    )


def _bring_in(
    workspace: Workspace,
    chosen: Sequence[RoadmapSettings],
    *,
    study: bool,
    dry_run: bool,
    yes: bool,
    removed: str,
    again: bool,
    rename: bool,
    by_hand: ByHand,
) -> tuple[PullReport, list[str]]:
    """As `bring_in`, once; with the paths of notes that changed meanwhile, so that nothing is finished."""
    report = PullReport(warnings=workspace.warnings, dry_run=dry_run)
    news = read_news(workspace, chosen, yes, again)
    report.held = news.held
    if study:
        report.study = record(workspace, news.before)
        workspace.status = workspace.repo.status() if workspace.repo else None
    left = _remember_removed(workspace)
    healed = [] if dry_run else heal(workspace)
    workspace.context.tell("Comparing notes")
    plan = _plan(workspace, news)
    if not yes:
        try:
            _guard(plan, news, [name for name in left if name != removed])
        except LossError as error:
            if not dry_run:
                raise
            workspace.warn(f"a real pull would stop here, and want --yes. {error.where}: {error.what}")
    report.notes = [
        NoteChange(action.deed, action.path, action.target, split_id(action.id)[0] == OWN)
        for action in plan.actions
        if action.deed in _SHOWN
    ]
    report.review = [
        Review(action.path, "", f"you and the roadmap changed the same words: {words}", ())
        for action in plan.actions
        for words in action.asked
    ]
    asked = doubts(workspace, news, plan)
    report.review += [review_of(workspace, name, question) for name, found in asked.items() for question in found]
    report.tasks = tasks_told(workspace, plan, news)
    known = _arrived(workspace, news, report)
    if dry_run:
        moves = planned(workspace, news.after) if rename else {}
        report.notes += [NoteChange("rename", old, new) for old, new in moves.items()]
        progress = count(workspace, news.after, known)
        report.roadmaps = counts(progress)
        return report, []
    if not (
        left
        or healed
        or by_hand.restored
        or by_hand.renamed
        or news.documents
        or any(action.deed in _WRITES for action in plan.actions)
        or (news.after and vault.read(workspace.root, SUMMARY) is None)  # an earlier run was broken off before it
    ):
        report.roadmaps = counts(count(workspace, news.after, known))
        return report, []
    for name in left:
        workspace.states[name].gone = remember_all(workspace.known(name), workspace.states[name].marks)
    apply(workspace, plan)
    for name, text in news.documents.items():
        known_state = workspace.states[name]
        known_state.document, known_state.held = text, set()
        archived = {split_id(a.id)[1] for a in plan.of(Deed.ARCHIVE) if split_id(a.id)[0] == name}
        archived |= archived_blocks([action for action in plan.actions if split_id(action.id)[0] == name])
        known_state.gone = remember_gone(
            known_state.gone, news.before.get(name), news.after[name], known_state.marks, archived
        )
    agreed = settle(workspace, news.after, known, unticks=False, hold=True)
    for agreement in agreed.agreements.values():
        report.review += agreement.review
        report.reopened += [change for change in agreement.followed if change.from_ == "done"]
    for name in left:
        workspace.states[name].document = None
    remember(workspace, news.after, agreed, asked)
    if any(name not in news.before for name in news.after):
        folders = [roadmap.root.path.rsplit("/", 1)[0] for roadmap in news.after.values()]
        report.settings = add_missing(workspace, folders, list(news.before.values()), list(news.after.values()))
    _, stale = workspace.save()
    if stale:
        return report, stale
    workspace.context.tell("Counting")
    summary = summarise(workspace, news.after, agreed.marks())
    progress = summary.progress
    report.roadmaps = counts(progress)
    write_summary(workspace, summary)
    if workspace.repo is not None and workspace.settings.git.commit:
        from vaultsync.domain.commits import pull_message

        message = pull_message(told(plan, news, report, by_hand), progress, arrived=report.arrived)
        workspace.context.tell("Committing")
        made = workspace.repo.commit(message)
        if made:
            report.commit, report.subject = made[:9], message.partition("\n")[0]
    return report, []


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


def _plan(workspace: Workspace, news: News) -> Plan:
    own = workspace.paths(OWN)
    style = NoteStyle(
        link_style=workspace.settings.links,
        home=own.get(HOME_ID) or _home(workspace),
        summary=SUMMARY,
        resources=workspace.settings.folders.resources,
        targets=_targets(workspace),
    )
    resources = {id_.removeprefix(RESOURCE_NOTES): path for id_, path in own.items() if id_.startswith(RESOURCE_NOTES)}
    renderer = Renderer(workspace.root)
    wanted = list(want_notes(list(news.after.values()), renderer.render, style, resources))
    bases = {
        node_id(name, node): text for name, state in workspace.states.items() for node, text in state.bases.items()
    }
    found = {id_: note for name in workspace.states for id_, note in workspace.found(name).items()}
    moved: dict[str, set[str]] = {}
    for roadmap in news.after.values():
        there = {id_ for id_ in (want.id for want in wanted) if id_ in found or id_ not in bases}
        moved |= moved_blocks(roadmap, there)
    plan = make_plan(
        bases,
        found,
        wanted,
        workspace.files,
        lambda id_, path, text: _archive(workspace, id_, path, text),
        moved,
        workspace.unread(),
    )
    carry_words(plan, list(news.after.values()))
    bring_back(workspace, plan, news, wanted)
    only_to_record(plan)
    return plan


def _targets(workspace: Workspace) -> set[str]:
    """What a wikilink of a document may lead to: the learner's own notes, by path and by name."""
    paths = {path.removesuffix(".md") for path in workspace.foreign()}
    return paths | {path.rsplit("/", 1)[-1] for path in paths}


def _home(workspace: Workspace) -> str:
    """Where Home stands: a learner's own Home.md stays theirs."""
    return f"{workspace.settings.folders.roadmaps}/Home.md" if "home.md" in workspace.files else "Home.md"


def _archive(workspace: Workspace, id_: str, path: str, text: str) -> str:
    """The place of a note in the archive: free of other files, or where an interrupted pull put this very text."""
    name, _ = split_id(id_)
    folder = f"{workspace.settings.folders.archive}/{workspace.known(name).folder or name}"
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    target, n = f"{folder}/{stem}.md", 1
    while target.casefold() in workspace.files and vault.read(workspace.root, target) != text.encode("utf-8"):
        n += 1
        target = f"{folder}/{stem} {n}.md"
    workspace.files.add(target.casefold())
    return target


def _guard(plan: Plan, news: News, left: Sequence[str]) -> None:
    """Stop where more than half of a roadmap would go, or all of one that is gone from the settings."""
    for name in left:
        raise LossError(
            "this roadmap is no longer in the settings, and its notes would go",
            where=name,
            next_step=f'Put it back into vaultsync.toml, or take it out with "vaultsync remove {name}" or "pull --yes"',
        )
    going = plan.of(Deed.DELETE, Deed.ARCHIVE)
    for name, before in news.before.items():
        after = news.after.get(name)
        if after is None:
            continue
        notes = sum(1 for _ in before.root.walk())
        gone = sum(split_id(action.id)[0] == name for action in going)
        tasks, kept = _items(before), _items(after) | set(after.moved)
        lost = len(tasks - kept)
        if gone * 2 > notes or lost * 2 > len(tasks):
            what = f"{gone} of the {notes} notes" if gone * 2 > notes else f"{lost} of the {len(tasks)} tasks"
            raise LossError(
                f"{what} of this roadmap would go: its document has lost most of what it had",
                where=name,
                next_step='See what would go with "vaultsync pull --dry-run"; if that is right, "vaultsync pull --yes"',
            )


def _items(roadmap: Roadmap) -> set[str]:
    """The item ids of all tasks of a roadmap."""
    return {item_id(node.id, task.id) for node in roadmap.root.walk() for task in node.tasks()}


def _arrived(workspace: Workspace, news: News, report: PullReport) -> dict[str, Mapping[str, KnownMark]]:
    """The known marks with the ticks that the documents bring."""
    known: dict[str, Mapping[str, KnownMark]] = {}
    keeps = {given.name: given.keeps_ticks for given in workspace.settings.roadmaps}
    for name, roadmap in news.after.items():
        marks: Mapping[str, KnownMark] = workspace.states[name].marks
        if roadmap.moved and name in news.documents:
            marks = moved_marks(marks, roadmap.moved)
        if name in news.documents:
            marks = without_returned(marks, workspace.states[name].gone, roadmap)
        if keeps[name] and name in news.documents:
            brought = arrivals(roadmap, news.before.get(name), marks)
            report.arrived += sum(marks.get(item) != mark for item, mark in brought.items())
            known[name] = brought
        else:
            known[name] = marks
    return known
