"""What the documents of the roadmaps say now, and how a pull tells it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vaultsync.domain.progress.figures import count
from vaultsync.domain.pull.returning import archived_blocks
from vaultsync.domain.pull.tasknews import task_news
from vaultsync.domain.questions import of_doubts
from vaultsync.domain.roadmaps.naming import roadmap_folder
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.edges import state as states
from vaultsync.edges.files.vault import shown
from vaultsync.edges.files.writes import Write
from vaultsync.edges.sources import read_source
from vaultsync.errors import EmptyRoadmapError, MissingRoadmapError, RoadmapError
from vaultsync.models.outline import Outline
from vaultsync.models.plan import Action, Deed, Plan
from vaultsync.models.progress import PullNews
from vaultsync.models.question import Question
from vaultsync.models.reports import PullReport, TaskNews
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.settings import RoadmapSettings
from vaultsync.models.structs import Frozen, Struct, field
from vaultsync.usecases.applying import SPLICED, places_of_left
from vaultsync.usecases.opened.outlining import outline_of
from vaultsync.usecases.opened.reading import OWN, node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.older import is_older
from vaultsync.usecases.recording.study import last_pulled

_CHANGES = {Deed.CREATE, Deed.DELETE, Deed.ARCHIVE, *SPLICED}
_STAYS = (Deed.RECORD, Deed.KEEP, *SPLICED)


class News(Struct):
    """What the documents say now, by roadmap name; `before` are the roadmaps as they were last pulled.

    `emptied` are documents that are empty now, by roadmap name; `read` are the texts of all that were read.
    """

    before: dict[str, Roadmap] = field(default_factory=dict)
    after: dict[str, Roadmap] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    emptied: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


class ByHand(Frozen):
    """What a command did to notes before the pull: `restored` and `renamed` are note ids, `writes` put notes back."""

    restored: Collection[str] = ()
    renamed: Collection[str] = ()
    writes: Sequence[Write] = ()


def read_news(workspace: Workspace, chosen: Sequence[RoadmapSettings], yes: bool, again: bool) -> News:
    """Read the documents of the chosen roadmaps; the others stay as they were last pulled."""
    news = News(before=last_pulled(workspace))
    folders: set[str] = set()
    for given in workspace.settings.roadmaps:
        before = news.before.get(given.name)
        if given not in chosen:
            if before is not None:
                news.after[given.name] = before
            continue
        text = _document(workspace, given, news, yes)
        if text is None:
            assert before is not None
            news.after[given.name] = before
            continue
        news.read[given.name] = text
        state = workspace.states[given.name]
        held = not again and states.version_of(text) in state.held
        if before is not None and (held or text == state.document or (not again and _older(workspace, given, text))):
            news.held += [given.name] if held else []
            news.after[given.name] = before
            continue
        folders = folders or _folders(workspace)
        outline = _outline(workspace, given, text)
        known = workspace.known(given.name)
        folder = known.folder or roadmap_folder(outline.title, given.name, folders)
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


def _older(workspace: Workspace, given: RoadmapSettings, text: str) -> bool:
    """Whether a document is no news since it is older than what the vault holds; that is told."""
    if given.is_url or not is_older(workspace.repo, workspace.states[given.name], text):
        return False
    workspace.warn(
        f"{shown(given.location(workspace.root))}: this version of {given.name} was pulled before, and the vault holds "
        'another by now; it comes in when it changes, or with "vaultsync pull --again"'
    )
    return True


def _folders(workspace: Workspace) -> set[str]:
    """The names that folders of roadmaps have already, those of the learner's own among them."""
    start = f"{workspace.settings.folders.roadmaps}/".casefold()
    taken = {known.folder for name in workspace.states if (known := workspace.known(name)).folder}
    return taken | {path[len(start) :].split("/")[0] for path in workspace.foreign() if path.startswith(start)}


def _document(workspace: Workspace, given: RoadmapSettings, news: News, yes: bool) -> str | None:
    """The document's text; None where the stored copy is to be used instead.

    An empty document is taken for one that says nothing but its title, and that only where `yes` is said.
    """
    before = news.before.get(given.name)
    try:
        source = read_source(given.location(workspace.root))
    except RoadmapError as error:
        if before is None:
            raise
        if isinstance(error, EmptyRoadmapError):
            if not (before.root.children or any(before.root.tasks())):
                return None  # it was accepted as an empty document
            if not yes:
                news.emptied[given.name] = str(error.where)
                return None
            if not workspace.context.untouched:  # a watch waits: an editor may be saving the document
                return f"# {before.title}\n"  # so that the roadmap keeps its name
        if isinstance(error, MissingRoadmapError):
            instead = "The copy of the last pull is used, and nothing is lost"
            news_come = "new versions come in where the document is, or everywhere once it lies in the vault"
            workspace.warn(f"{error.where}: the document of {given.name} is not on this device. {instead}: {news_come}")
        else:
            workspace.warn(f"{error}. Until then the copy of the last pull is used")
        return None
    return source.text


def _outline(workspace: Workspace, given: RoadmapSettings, text: str) -> Outline:
    outline = outline_of(workspace, given.name, text)
    workspace.warnings += [f"{given.source}:{warning.line}: {warning.text}" for warning in outline.warnings]
    return outline


def doubts(workspace: Workspace, news: News, plan: Plan) -> dict[str, list[Question]]:
    """The questions whether a removed and a new item are the same in other words, by roadmap."""

    def archived(name: str) -> set[str]:
        return archived_blocks([action for action in plan.actions if split_id(action.id)[0] == name])

    return {
        name: list(of_doubts(news.before[name], news.after[name], workspace.states[name].marks, archived(name)))
        for name in news.documents
        if name in news.before
    }


def tasks_told(workspace: Workspace, plan: Plan, news: News) -> list[TaskNews]:
    """The tasks that were added to existing notes, and those removed from them."""
    places = places_of_left(workspace, plan)
    stays = [action for action in plan.actions if action.deed in _STAYS]
    found: list[TaskNews] = []
    for name in news.documents:
        if name in news.before and name in news.after:
            mine = {node: action for action in stays for owner, node in [split_id(action.id)] if owner == name}
            notes = {node: action.path for node, action in mine.items()}
            back = [one for one in plan.of(Deed.CREATE) if split_id(one.id)[0] == name]
            kept = {split_id(one.id)[1]: (places[one.id], one.left) for one in (*mine.values(), *back) if one.left}
            found += task_news(news.before[name], news.after[name], notes, kept, workspace.states[name].marks)
    return sorted(found, key=lambda one: one.deed)


def taken_in(workspace: Workspace, plan: Plan, news: News, ticked: Collection[str]) -> list[str]:
    """What the pull takes in though it changes no note, a sentence for each roadmap.

    The documents of `ticked` bring ticks, which is told apart.
    """
    found = []
    by_roadmap: dict[str, list[Action]] = {name: [] for name in news.documents}
    for action in plan.actions:
        by_roadmap.setdefault(split_id(action.id)[0], []).append(action)
    for name, actions in by_roadmap.items():
        deeds = {action.deed for action in actions}
        lost = [one for one in actions if one.deed is Deed.RECORD and _is_lost(workspace, one)]
        if name == OWN or deeds & _CHANGES:
            continue
        if name in news.documents and name not in news.before:
            found.append(f"{name}: what was known of it was lost, and is made anew from its notes")
        elif lost:
            found.append(f"{name}: {count(len(lost), 'lost base text')} made anew")
        elif unseen := _of_deleted(workspace, news, name):
            found.append(unseen)
        elif name in news.documents and name not in ticked:
            found.append(f"{name}: the document changed, but nothing of it in the notes")
    return found


def _of_deleted(workspace: Workspace, news: News, name: str) -> str:
    """What came into notes that the learner deleted, or left them: they still count. Empty where nothing did."""
    if name not in news.documents:
        return ""
    there = workspace.notes.keys() | workspace.unread()
    was, now = (
        {
            (node.id, task.id)
            for node in roadmap.root.walk()
            if node_id(name, node.id) not in there
            for task in node.tasks()
        }
        for roadmap in (news.before[name], news.after[name])
    )
    told = [f"{count(len(ids), 'task')} {verb}" for ids, verb in ((now - was, "came into"), (was - now, "left")) if ids]
    return f'{name}: {" and ".join(told)} notes that you deleted and that still count ("vaultsync restore")' * bool(
        told
    )


def _is_lost(workspace: Workspace, action: Action) -> bool:
    name, node = split_id(action.id)
    return node not in workspace.states[name].bases


def pull_news(plan: Plan, news: News, report: PullReport, by_hand: ByHand) -> list[PullNews]:
    """What the commit message says of each roadmap."""

    def listed(ids: Collection[str], name: str) -> tuple[str, ...]:
        return tuple(titles.get(id_, id_) for id_ in sorted(ids) if split_id(id_)[0] == name)

    titles: dict[str, str] = {}
    for roadmaps in (news.before, news.after):
        for roadmap in roadmaps.values():
            titles |= {roadmap.note_id(node): node.title for node in roadmap.root.walk()}
    news_of = []
    for name in dict.fromkeys([*news.after, *(split_id(action.id)[0] for action in plan.actions)]):
        mine = [action for action in plan.actions if split_id(action.id)[0] == name and name != OWN]

        def of(*deeds: Deed, mine: list[Action] = mine) -> tuple[str, ...]:
            these = (action for action in mine if action.deed in deeds and action.id not in by_hand.restored)
            return tuple(titles.get(action.id, action.path) for action in these)

        reopened = tuple(change.text for change in report.reopened if change.roadmap == name)
        news_of.append(
            PullNews(
                name,
                name in news.after and name not in news.before,
                of(Deed.CREATE),
                of(*SPLICED),
                of(Deed.ARCHIVE),
                of(Deed.DELETE),
                reopened,
                listed(by_hand.restored, name),
                listed(by_hand.renamed, name),
            )
        )
    return news_of
