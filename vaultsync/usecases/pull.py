"""Pull: roadmaps → vault, after committing what the learner changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from vaultsync.domain.marks import arrivals
from vaultsync.domain.moves import carry_words, moved_blocks, moved_marks, remember_all, remember_gone
from vaultsync.domain.notes import HOME_ID, RESOURCE_NOTES, NoteStyle, want_notes
from vaultsync.domain.plan import make_plan
from vaultsync.domain.roadmap import build_roadmap, roadmap_folder
from vaultsync.edges import state as states
from vaultsync.edges.settings import RoadmapSettings
from vaultsync.edges.sources import read_source
from vaultsync.edges.templates import Renderer
from vaultsync.errors import RoadmapError, VaultError
from vaultsync.markdown.outline import parse_outline
from vaultsync.models.agreement import Review
from vaultsync.models.marks import KnownMark
from vaultsync.models.outline import Outline
from vaultsync.models.plan import Action, Deed, Plan
from vaultsync.models.progress import PullNews
from vaultsync.models.reports import NoteChange, PullReport
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.usecases.agreeing import settle
from vaultsync.usecases.applying import SPLICED, apply, heal, save
from vaultsync.usecases.context import Context
from vaultsync.usecases.recording import last_pulled, record
from vaultsync.usecases.summing import SUMMARY, count, counts, summarise, write_summary
from vaultsync.usecases.surroundings import add_missing
from vaultsync.usecases.syncing import joined_reports, meet, redo_merges, remote_of
from vaultsync.usecases.undoing import finish
from vaultsync.usecases.workspace import OWN, Workspace, split_id

_SHOWN = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.DELETE, Deed.ARCHIVE, Deed.FOREIGN)
_WRITES = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.RECORD, Deed.DELETE, Deed.ARCHIVE, Deed.FORGET)


def pull(
    context: Context,
    *,
    roadmaps: Sequence[str] = (),
    dry_run: bool = False,
    yes: bool = False,
    offline: bool = False,
    again: bool = False,
) -> PullReport:
    """Bring what is new on the remote and in the roadmaps into the vault; `offline` leaves the remote alone.

    `again` brings in a version that was undone, too.

    Raises VaultsyncError.
    """
    workspace = Workspace.open(context, writes=not dry_run)
    chosen = list(workspace.chosen(roadmaps))
    if dry_run:
        workspace.load()
        return bring_in(workspace, chosen, study=False, dry_run=True, yes=yes, again=again)
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        if redo_merges(workspace):
            workspace.reload()
        remote = None if offline else remote_of(workspace)
        if remote is None:
            return bring_in(workspace, chosen, study=True, yes=yes, again=again)
        study = record(workspace, last_pulled(workspace))
        sync, came = meet(workspace, remote, yes=yes)
        workspace.status = workspace.repo.status() if workspace.repo else None
        report = bring_in(workspace, list(workspace.chosen(roadmaps)), study=False, yes=yes, again=again)
        report.study, report.sync = joined_reports(study, came), sync
        return report


@dataclass(slots=True)
class _News:
    """What the documents say now, by roadmap name; `before` as they were last pulled."""

    before: dict[str, Roadmap] = field(default_factory=dict)
    after: dict[str, Roadmap] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)


def bring_in(
    workspace: Workspace,
    chosen: Sequence[RoadmapSettings],
    *,
    study: bool,
    dry_run: bool = False,
    yes: bool = False,
    removed: str = "",
    restored: Collection[str] = (),
    again: bool = False,
) -> PullReport:
    """What a pull does, with the lock held and everything loaded.

    `study` commits the learner's changes first; `removed` is the roadmap that is to go, `restored` the ids of notes
    that were just put back.
    """
    report = PullReport(warnings=workspace.warnings, dry_run=dry_run)
    news = _read(workspace, chosen, yes, again)
    report.held = news.held
    if study:
        report.study = record(workspace, news.before)
        workspace.status = workspace.repo.status() if workspace.repo else None
    left = _remember_removed(workspace)
    healed = [] if dry_run else heal(workspace)
    plan = _plan(workspace, news)
    if not yes:
        _guard(plan, news, [name for name in left if name != removed])
    report.notes = [NoteChange(a.deed, a.path, a.target) for a in plan.actions if a.deed in _SHOWN]
    report.review = [
        Review(action.path, "", f"you and the roadmap changed the same words: {words}", ())
        for action in plan.actions
        for words in action.asked
    ]
    report.review += _doubts(workspace, news)
    for action in plan.actions:
        if action.left:
            count_of = sum(line.startswith("- [") for line in action.left)
            workspace.warn(f"{action.path}: {count_of} of your tasks left the roadmap; they are kept in the archive")
    known = _arrived(workspace, news, report)
    if dry_run:
        progress = count(workspace, news.after, known)
        report.roadmaps = counts(progress)
        return report
    if not (left or healed or restored or news.documents or any(action.deed in _WRITES for action in plan.actions)):
        report.roadmaps = counts(count(workspace, news.after, known))
        return report
    for name in left:
        workspace.states[name].gone = remember_all(workspace.known(name), workspace.states[name].marks)
    apply(workspace, plan)
    for name, text in news.documents.items():
        known_state = workspace.states[name]
        known_state.document, known_state.held = text, set()
        known_state.gone = remember_gone(known_state.gone, news.before.get(name), news.after[name], known_state.marks)
    agreed = settle(workspace, news.after, known, unticks=False)
    for agreement in agreed.agreements.values():
        report.review += agreement.review
        report.reopened += [change for change in agreement.followed if change.from_ == "done"]
    for name in left:
        workspace.states[name].document = None
    if any(name not in news.before for name in news.after):
        folders = [roadmap.root.path.rsplit("/", 1)[0] for roadmap in news.after.values()]
        report.settings = add_missing(workspace, folders)
    save(workspace)
    summary = summarise(workspace, news.after, agreed.marks())
    progress = summary.progress
    report.roadmaps = counts(progress)
    write_summary(workspace, summary)
    if workspace.repo is not None and workspace.settings.git.commit:
        from vaultsync.domain.commits import pull_message

        message = pull_message(_told(plan, news, report, restored), progress, arrived=report.arrived)
        made = workspace.repo.commit(message)
        if made:
            report.commit, report.subject = made[:9], message.partition("\n")[0]
    return report


def _read(workspace: Workspace, chosen: Sequence[RoadmapSettings], yes: bool, again: bool) -> _News:
    """Read the documents of the chosen roadmaps; the others stay as they were last pulled."""
    news = _News(before=last_pulled(workspace))
    folders = {known.folder for name in workspace.states if (known := workspace.known(name)).folder}
    start = f"{workspace.settings.folders.roadmaps}/".casefold()
    folders |= {path[len(start) :].split("/")[0] for path in workspace.foreign() if path.startswith(start)}
    for given in workspace.settings.roadmaps:
        before = news.before.get(given.name)
        if given not in chosen:
            if before is not None:
                news.after[given.name] = before
            continue
        text = _document(workspace, given, before, yes)
        if text is None:
            assert before is not None
            news.after[given.name] = before
            continue
        held = not again and states.fingerprint(text) in workspace.states[given.name].held
        if before is not None and (held or text == workspace.states[given.name].document):
            news.held += [given.name] if held else []
            news.after[given.name] = before
            continue
        outline = _outline(workspace, given, text)
        known = workspace.known(given.name)
        folder = known.folder or roadmap_folder(outline, folders)
        folders.add(folder)
        news.after[given.name] = build_roadmap(
            outline,
            known,
            folder=folder,
            roadmaps_folder=workspace.settings.folders.roadmaps,
            occupied=workspace.foreign(),
        )
        news.documents[given.name] = text
    return news


def _document(workspace: Workspace, given: RoadmapSettings, before: Roadmap | None, yes: bool) -> str | None:
    """The document's text; None where the stored copy is to be used instead."""
    try:
        source = read_source(given.location(workspace.root))
    except RoadmapError as error:
        if before is None:
            raise
        if not yes or "empty" not in error.what:
            workspace.warn(f"{error}. Until then the copy of the last pull is used")
            return None
        raise
    return source.text


def _outline(workspace: Workspace, given: RoadmapSettings, text: str) -> Outline:
    outline = parse_outline(text, given.name, tasks_from=given.tasks)
    if given.title:
        outline.title = given.title
    workspace.warnings += [f"{given.source}:{warning.line}: {warning.text}" for warning in outline.warnings]
    return outline


def _doubts(workspace: Workspace, news: _News) -> list[Review]:
    """Marked tasks that left, where something much like them came: perhaps the same, but a tick moves by no guess."""
    doubts = []
    for name in news.documents:
        before = news.before.get(name)
        roadmap, marks = news.after[name], workspace.states[name].marks
        there = (
            {}
            if before is None
            else {
                item_id(node.id, task.id): (node.path, task.text)
                for node in before.root.walk()
                for task in node.tasks()
            }
        )
        for item, words in roadmap.unsure.items():
            if item in marks and item in there:
                path, old = there[item]
                why = f'"{old}" left the roadmap and "{words}" came: tick it if it is the same'
                doubts.append(Review(path, item, why, (marks[item].mark,)))
    return doubts


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


def _plan(workspace: Workspace, news: _News) -> Plan:
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
    bases = {_id(name, node): text for name, state in workspace.states.items() for node, text in state.bases.items()}
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
        lambda id_, path: _archive(workspace, id_, path),
        moved,
        workspace.unread(),
    )
    carry_words(plan, list(news.after.values()))
    return plan


def _targets(workspace: Workspace) -> set[str]:
    """What a wikilink of a document may lead to: the learner's own notes, by path and by name."""
    paths = {path.removesuffix(".md") for path in workspace.foreign()}
    return paths | {path.rsplit("/", 1)[-1] for path in paths}


def _id(name: str, node: str) -> str:
    from vaultsync.usecases.workspace import node_id

    return node_id(name, node)


def _home(workspace: Workspace) -> str:
    """Where Home stands: a learner's own Home.md stays theirs."""
    return f"{workspace.settings.folders.roadmaps}/Home.md" if "home.md" in workspace.files else "Home.md"


def _archive(workspace: Workspace, id_: str, path: str) -> str:
    """The place of a note in the archive, free of other files."""
    name, _ = split_id(id_)
    folder = f"{workspace.settings.folders.archive}/{workspace.known(name).folder or name}"
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    target, n = f"{folder}/{stem}.md", 1
    while target.casefold() in workspace.files:
        n += 1
        target = f"{folder}/{stem} {n}.md"
    workspace.files.add(target.casefold())
    return target


def _guard(plan: Plan, news: _News, left: Sequence[str]) -> None:
    """Stop where more than half of a roadmap would go, or all of one that is gone from the settings."""
    for name in left:
        raise VaultError(
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
            raise VaultError(
                f"{what} of this roadmap would go: its document has lost most of what it had",
                where=name,
                next_step='Look at it with "vaultsync pull --dry-run"; if that is right, "vaultsync pull --yes"',
            )


def _items(roadmap: Roadmap) -> set[str]:
    """The item ids of all tasks of a roadmap."""
    return {item_id(node.id, task.id) for node in roadmap.root.walk() for task in node.tasks()}


def _arrived(workspace: Workspace, news: _News, report: PullReport) -> dict[str, Mapping[str, KnownMark]]:
    """The known marks with the ticks that the documents bring."""
    known: dict[str, Mapping[str, KnownMark]] = {}
    keeps = {given.name: given.keeps_ticks for given in workspace.settings.roadmaps}
    for name, roadmap in news.after.items():
        marks: Mapping[str, KnownMark] = workspace.states[name].marks
        if roadmap.moved and name in news.documents:
            marks = moved_marks(marks, roadmap.moved)
        if keeps[name] and name in news.documents:
            brought = arrivals(roadmap, news.before.get(name), marks)
            report.arrived += sum(marks.get(item) != mark for item, mark in brought.items())
            known[name] = brought
        else:
            known[name] = marks
    return known


def _told(plan: Plan, news: _News, report: PullReport, restored: Collection[str]) -> list[PullNews]:
    """What the commit's message tells of each roadmap."""
    titles: dict[str, str] = {}
    for roadmaps in (news.before, news.after):
        for roadmap in roadmaps.values():
            titles |= {roadmap.note_id(node): node.title for node in roadmap.root.walk()}
    told = []
    for name in dict.fromkeys([*news.after, *(split_id(action.id)[0] for action in plan.actions)]):
        mine = [action for action in plan.actions if split_id(action.id)[0] == name and name != OWN]

        def of(*deeds: Deed, mine: list[Action] = mine) -> tuple[str, ...]:
            told = (action for action in mine if action.deed in deeds and action.id not in restored)
            return tuple(titles.get(action.id, action.path) for action in told)

        reopened = tuple(change.text for change in report.reopened if change.roadmap == name)
        told.append(
            PullNews(
                name,
                name in news.after and name not in news.before,
                of(Deed.CREATE),
                of(*SPLICED),
                of(Deed.ARCHIVE),
                of(Deed.DELETE),
                reopened,
                tuple(titles.get(id_, id_) for id_ in sorted(restored) if split_id(id_)[0] == name),
            )
        )
    return told
