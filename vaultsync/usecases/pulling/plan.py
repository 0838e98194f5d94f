"""The plan of a pull: what it does to which note, and when that is too much."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from vaultsync.domain.pull.moves import carry_words, moved_blocks
from vaultsync.domain.pull.plan import make_plan, only_to_record
from vaultsync.domain.roadmaps.notes import HOME_ID, RESOURCE_NOTES, NoteStyle, want_notes
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import writable
from vaultsync.edges.templates import Renderer
from vaultsync.errors import LossError
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.plan import Deed, Plan
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.usecases.opened.generated import SUMMARY
from vaultsync.usecases.opened.reading import OWN, node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.news import News
from vaultsync.usecases.pulling.returning import add_late, bring_back


def plan_of(workspace: Workspace, news: News) -> Plan:
    """Everything to be done to the notes so that they hold what the roadmaps say now."""
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
    moved: dict[str, dict[str, str]] = {}
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
        {node_id(name, node) for name, state in workspace.states.items() for node in state.deleted},
    )
    add_late(workspace, plan, bases)
    _leave_alone(workspace, plan)  # before words are moved into notes: a note that waits takes none
    carry_words(plan, list(news.after.values()))
    bring_back(workspace, plan, news, wanted)
    only_to_record(plan)
    return plan


def _leave_alone(workspace: Workspace, plan: Plan) -> None:
    """Nothing is merged into a note that cannot be written to, or whose properties cannot be read: it waits for it."""
    stuck: dict[str, str] = {}
    for action in plan.actions:
        if action.deed in (Deed.UPDATE, Deed.MERGE) and action.old is not None:
            if not writable(workspace.root, action.path):
                stuck[action.id] = f"{action.path}: it is read-only; make it writable and pull again"
            elif frontmatter.read(action.old).problem is not None:
                stuck[action.id] = f"{action.path}: what is new for it waits until its properties are mended"
    there = Plan([action for action in plan.actions if action.id in stuck])
    only_to_record(there)
    known = {action.id: action for action in there.actions if action.deed is Deed.RECORD}  # nothing is to be written
    for action in there.actions:
        if action.id not in known:
            workspace.warn(stuck[action.id])
            plan.waiting.append(action.path)
    plan.actions = [
        known.get(action.id, action) for action in plan.actions if action.id not in stuck or action.id in known
    ]


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


def guard(plan: Plan, news: News, left: Sequence[str]) -> None:
    """Raise LossError where too much would go.

    That is more than half of a roadmap, or all of one that is empty or no longer in the settings. A note whose tasks
    all stand elsewhere now is none that goes.
    """
    for name, where in news.emptied.items():
        raise LossError(
            f"it is empty, and all notes of {name} would go",
            where=where,
            next_step='Put the roadmap back into it; if all of it shall go, "vaultsync pull --yes"'
            + _meanwhile(news, name),
        )
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
        tasks, kept = _items(before), _items(after) | set(after.moved)
        lost = len(tasks - kept)
        moved = {item.partition("#^")[0] for item in tasks} - {item.partition("#^")[0] for item in tasks - kept}
        gone = sum(split_id(action.id)[0] == name and split_id(action.id)[1] not in moved for action in going)
        if gone * 2 > notes or lost * 2 > len(tasks):
            what = f"{gone} of the {notes} notes" if gone * 2 > notes else f"{lost} of the {len(tasks)} tasks"
            raise LossError(
                f"{what} of this roadmap would go: its document no longer has them, or not in these words",
                where=name,
                next_step='See what would go with "vaultsync pull --dry-run"; if that is right, "vaultsync pull --yes"'
                + _meanwhile(news, name),
            )


def guard_reopening(news: News, name: str, reopened: int) -> None:
    """Raise LossError where more than half of the notes of a roadmap, as it was, were done and would be open again."""
    notes = sum(1 for _ in news.before[name].root.walk())
    if reopened * 2 > notes:
        raise LossError(
            f"{reopened} of the {notes} notes of this roadmap would be open again: its document has new tasks for them",
            where=name,
            next_step='See what comes with "vaultsync pull --dry-run"; if that is right, "vaultsync pull --yes"'
            + _meanwhile(news, name),
        )


def _meanwhile(news: News, name: str) -> str:
    """How to bring in what is new of the other roadmaps while this one is refused; empty where nothing is."""
    others = "".join(f" --roadmap {quote(other)}" for other in sorted(news.documents) if other != name)
    return f'. Meanwhile "vaultsync pull{others}" brings in what else is new' if others else ""


def _items(roadmap: Roadmap) -> set[str]:
    """The item ids of all tasks of a roadmap."""
    return {item_id(node.id, task.id) for node in roadmap.root.walk() for task in node.tasks()}
