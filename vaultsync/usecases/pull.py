"""Pull: roadmaps → vault, after committing what the learner changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vaultsync.domain.marks import arrivals
from vaultsync.domain.moves import archived, carry_words, moved_blocks, moved_marks
from vaultsync.domain.notes import HOME_ID, RESOURCE_NOTES, NoteStyle, want_notes
from vaultsync.domain.plan import make_plan
from vaultsync.domain.roadmap import build_roadmap, roadmap_folder
from vaultsync.edges import state as states
from vaultsync.edges import vault
from vaultsync.edges.settings import RoadmapSettings
from vaultsync.edges.sources import read_source
from vaultsync.edges.templates import Renderer
from vaultsync.edges.writes import Write, write_all
from vaultsync.errors import RoadmapError, VaultError
from vaultsync.markdown.outline import parse_outline
from vaultsync.models.agreement import Review
from vaultsync.models.marks import KnownMark
from vaultsync.models.outline import Outline
from vaultsync.models.plan import Action, Deed, Plan
from vaultsync.models.progress import PullNews
from vaultsync.models.reports import NoteChange, PullReport
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.agreeing import settle
from vaultsync.usecases.context import Context
from vaultsync.usecases.push import last_pulled, record
from vaultsync.usecases.summing import SUMMARY, count, counts, write_summary
from vaultsync.usecases.surroundings import add_missing
from vaultsync.usecases.workspace import OWN, Workspace, split_id

_SHOWN = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.DELETE, Deed.ARCHIVE, Deed.FOREIGN)
_SPLICED = (Deed.UPDATE, Deed.MERGE)
_WRITES = (Deed.CREATE, Deed.UPDATE, Deed.MERGE, Deed.RECORD, Deed.DELETE, Deed.ARCHIVE, Deed.FORGET)
_BASED = (Deed.CREATE, *_SPLICED, Deed.RECORD, Deed.GONE)


def pull(context: Context, *, roadmaps: Sequence[str] = (), dry_run: bool = False, yes: bool = False) -> PullReport:
    """Bring what is new in the roadmaps into the vault. Raises VaultsyncError."""
    workspace = Workspace.open(context, writes=not dry_run)
    chosen = list(workspace.chosen(roadmaps))
    if dry_run:
        workspace.load()
        return bring_in(workspace, chosen, study=False, dry_run=True, yes=yes)
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        return bring_in(workspace, chosen, study=True, yes=yes)


@dataclass(slots=True)
class _News:
    """What the documents say now, by roadmap name; `before` as they were last pulled."""

    before: dict[str, Roadmap] = field(default_factory=dict)
    after: dict[str, Roadmap] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)


def bring_in(
    workspace: Workspace, chosen: Sequence[RoadmapSettings], *, study: bool, dry_run: bool = False, yes: bool = False
) -> PullReport:
    """What a pull does, with the lock held and everything loaded. `study` commits the learner's changes first."""
    report = PullReport(warnings=workspace.warnings, dry_run=dry_run)
    news = _read(workspace, chosen, yes)
    if study:
        report.study = record(workspace, news.before)
        workspace.status = workspace.repo.status() if workspace.repo else None
    left = _remember_removed(workspace)
    plan = _plan(workspace, news)
    _guard(plan, news, yes or bool(left))
    report.notes = [NoteChange(a.deed, a.path, a.target) for a in plan.actions if a.deed in _SHOWN]
    report.review = [
        Review(action.path, "", f"you and the roadmap changed the same words: {words}", ())
        for action in plan.actions
        for words in action.asked
    ]
    known = _arrived(workspace, news, report)
    if dry_run:
        progress = count(workspace, news.after, known)
        report.roadmaps = counts(progress)
        return report
    if not (left or news.documents or any(action.deed in _WRITES for action in plan.actions)):
        report.roadmaps = counts(count(workspace, news.after, known))
        return report
    _apply(workspace, plan)
    for name, text in news.documents.items():
        workspace.states[name].document = text
    agreed = settle(workspace, news.after, known, unticks=False)
    for agreement in agreed.agreements.values():
        report.review += agreement.review
        report.reopened += [change for change in agreement.followed if change.from_ == "done"]
    for name in left:
        workspace.states[name].document = None
        workspace.states[name].marks = {}
    if any(name not in news.before for name in news.after):
        folders = [roadmap.root.path.rsplit("/", 1)[0] for roadmap in news.after.values()]
        report.settings = add_missing(workspace, folders)
    _save(workspace)
    progress = count(workspace, news.after, agreed.marks())
    report.roadmaps = counts(progress)
    write_summary(workspace, progress)
    if workspace.repo is not None and workspace.settings.git.commit:
        from vaultsync.domain.commits import pull_message

        message = pull_message(_told(plan, news, report), progress)
        made = workspace.repo.commit(message)
        if made:
            report.commit, report.subject = made[:9], message.partition("\n")[0]
    return report


def _read(workspace: Workspace, chosen: Sequence[RoadmapSettings], yes: bool) -> _News:
    """Read the documents of the chosen roadmaps; the others stay as they were last pulled."""
    news = _News(before=last_pulled(workspace))
    folders = {known.folder for name in workspace.states if (known := workspace.known(name)).folder}
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
        if text == workspace.states[given.name].document and before is not None:
            news.after[given.name] = before
            continue
        outline = _outline(workspace, given, text)
        known = workspace.known(given.name)
        folder = known.folder or roadmap_folder(outline, folders)
        folders.add(folder)
        news.after[given.name] = build_roadmap(
            outline, known, folder=folder, roadmaps_folder=workspace.settings.folders.roadmaps
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
            workspace.warnings.append(f"{error}. Until then the copy of the last pull is used")
            return None
        raise
    return source.text


def _outline(workspace: Workspace, given: RoadmapSettings, text: str) -> Outline:
    outline = parse_outline(text, given.name, tasks_from=given.tasks)
    if given.title:
        outline.title = given.title
    workspace.warnings += [f"{given.source}:{warning.line}: {warning.text}" for warning in outline.warnings]
    return outline


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
    )
    resources = {id_.removeprefix(RESOURCE_NOTES): path for id_, path in own.items() if id_.startswith(RESOURCE_NOTES)}
    renderer = Renderer(workspace.root)
    wanted = list(want_notes(list(news.after.values()), renderer.render, style, resources))
    bases = {_id(name, node): text for name, state in workspace.states.items() for node, text in state.bases.items()}
    found = {id_: note for name in workspace.states for id_, note in workspace.found(name).items()}
    moved = {id_: blocks for roadmap in news.after.values() for id_, blocks in moved_blocks(roadmap).items()}
    plan = make_plan(bases, found, wanted, workspace.files, lambda id_, path: _archive(workspace, id_, path), moved)
    carry_words(plan, list(news.after.values()))
    return plan


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


def _guard(plan: Plan, news: _News, yes: bool) -> None:
    """Stop where more than half of a roadmap with progress would go."""
    going = plan.of(Deed.DELETE, Deed.ARCHIVE)
    for name, before in news.before.items():
        notes = sum(1 for _ in before.root.walk())
        gone = sum(split_id(action.id)[0] == name for action in going)
        if gone * 2 > notes and not yes:
            raise VaultError(
                f"{gone} of the {notes} notes of this roadmap would go: its document has lost most of what it had",
                where=name,
                next_step='Look at it with "vaultsync pull --dry-run"; if that is right, "vaultsync pull --yes"',
            )


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


def _apply(workspace: Workspace, plan: Plan) -> None:
    """Write the notes, then note down the base texts and paths of what was written."""
    data = {found.path: found.data for found in workspace.notes.values()}
    writes: list[Write] = _left_over(workspace, plan)
    for action in plan.actions:
        if action.deed is Deed.CREATE:
            writes.append(Write(action.path, action.text, None))
        elif action.deed in _SPLICED and action.text != action.old:
            writes.append(Write(action.path, action.text, data[action.path]))
        elif action.deed in (Deed.DELETE, Deed.ARCHIVE):
            if action.target:
                writes.append(Write(action.target, action.text, None))
            writes.append(Write(action.path, None, data[action.path]))
    stale = set(write_all(workspace.root, writes)) if writes else set()
    for path in sorted(stale):
        workspace.warnings.append(f"{path}: it was changed while vaultsync worked; pull again to bring it up to date")
    for action in plan.actions:
        if action.path not in stale and action.target not in stale:
            _note_down(workspace, action)
    workspace.read_notes([write.path for write in writes])


def _left_over(workspace: Workspace, plan: Plan) -> list[Write]:
    """What left the roadmap within notes that stay, put into the archive's note of the same name."""
    texts: dict[str, str] = {}
    read: dict[str, bytes | None] = {}
    for action in plan.actions:
        if not action.left:
            continue
        name, _ = split_id(action.id)
        folder = workspace.known(name).folder or name
        path = f"{workspace.settings.folders.archive}/{folder}/{action.path.rsplit('/', 1)[-1]}"
        if path not in texts:
            read[path] = vault.read(workspace.root, path)
            old = read[path]
            if old is not None:
                texts[path] = vault.decode(old, path)
        title = action.path.rsplit("/", 1)[-1].removesuffix(".md")
        texts[path] = archived(texts.get(path), title, action.left)
    return [Write(path, text, read[path]) for path, text in texts.items()]


def _note_down(workspace: Workspace, action: Action) -> None:
    name, node = split_id(action.id)
    known = workspace.states[name]
    if action.deed in _BASED and action.base is not None:
        known.bases[node] = action.base
        known.paths[node] = action.path
    elif action.deed in (Deed.DELETE, Deed.ARCHIVE, Deed.FORGET):
        known.bases.pop(node, None)
        known.paths.pop(node, None)
    elif action.deed is Deed.FOREIGN:
        workspace.warnings.append(
            f"{action.path}: a file of yours stands where a note of the roadmap belongs; it was left alone"
        )


def _told(plan: Plan, news: _News, report: PullReport) -> list[PullNews]:
    """What the commit's message tells of each roadmap."""
    titles: dict[str, str] = {}
    for roadmaps in (news.before, news.after):
        for roadmap in roadmaps.values():
            titles |= {roadmap.note_id(node): node.title for node in roadmap.root.walk()}
    told = []
    for name in dict.fromkeys([*news.after, *(split_id(action.id)[0] for action in plan.actions)]):
        mine = [action for action in plan.actions if split_id(action.id)[0] == name and name != OWN]

        def of(*deeds: Deed, mine: list[Action] = mine) -> tuple[str, ...]:
            return tuple(titles.get(action.id, action.path) for action in mine if action.deed in deeds)

        reopened = tuple(change.text for change in report.reopened if change.roadmap == name)
        told.append(
            PullNews(
                name,
                name not in news.before,
                of(Deed.CREATE),
                of(*_SPLICED),
                of(Deed.ARCHIVE),
                of(Deed.DELETE),
                reopened,
            )
        )
    return told


def _save(workspace: Workspace) -> None:
    workspace.remember_paths()
    for known in workspace.states.values():
        states.save(workspace.root, known)
