"""The learner's words come back from the archive when their note or task comes back into a roadmap."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from vaultsync.domain.pull.moves import archived, place_of_left, with_carried
from vaultsync.domain.pull.plan import hung_from, out_of_the_roadmap
from vaultsync.domain.pull.returning import (
    Returned,
    archived_note,
    as_it_left,
    back_in_the_roadmap,
    goes_on_in,
    is_only_one,
    is_whole_note,
    kept_for,
    returned,
    take_out,
    with_others_apart,
    without_task,
    without_tasks,
)
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.errors import VaultError
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import Renames, relink
from vaultsync.markdown.links import wikilink
from vaultsync.markdown.merging.merge import merge
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.plan import Action, Carried, Deed, Plan, WantedNote
from vaultsync.models.question import Question
from vaultsync.models.roadmap import Gone, Roadmap
from vaultsync.models.structs import Frozen, Struct, field, replace
from vaultsync.usecases.applying import link_between
from vaultsync.usecases.links.rewriting import linking, relinked_file
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.news import News


def bring_back(workspace: Workspace, plan: Plan, news: News, wanted: Sequence[WantedNote]) -> None:
    """Put what the archive holds of notes and tasks that came back into the plan, and take it out of the archive."""
    for name in news.documents:
        back = returned(news.after[name], workspace.states[name].gone)
        if name not in news.before:
            back.notes[""] = news.after[name].title  # a roadmap that was removed comes back with its index note
        if not back.notes and not back.tasks and not back.others:
            continue
        archive = _Archive.read(workspace, name, news.after[name].folder, plan)
        for n, action in enumerate(plan.actions):
            if split_id(action.id)[0] == name and action.text is not None:
                plan.actions[n] = _with_words(workspace, archive, action, back, wanted, news.after[name])
        plan.archive |= archive.changed


def add_late(workspace: Workspace, plan: Plan, known: Container[str]) -> None:
    """Archive notes that left and stand there again though nothing is known of them.

    They go to what the archive has of them, each to a place of its own. `known` are the ids of the notes that existed
    before.
    """
    taken: set[str] = set()
    for n, action in enumerate(plan.actions):
        if action.deed is not Deed.ARCHIVE or action.id in known:
            continue
        name, node = split_id(action.id)
        archive = _Archive.read(workspace, name, workspace.known(name).folder or name, Plan())
        path = archive.note(str(frontmatter.value_of(action.old or "", "title") or ""))
        base = _last_base(workspace, name, node) if path else None
        if base is not None and action.text is not None and path not in taken:
            taken.add(path)
            was = out_of_the_roadmap(base, base, [str(frontmatter.value_of(action.text, "up") or "")])
            text = reconcile(was, archive.texts[path], action.text).text
            plan.actions[n] = replace(action, target=path, text=text)


def words_back(workspace: Workspace, name: str, question: Question, said: str) -> None:
    """Stage the archived words of a task that left, under the task that it is now (by the answer to `question`).

    `said` are the words of the task that left.
    """
    archive = _Archive.read(workspace, name, workspace.known(name).folder or name, Plan())
    state, left = workspace.states[name], question.other
    node, _, block = question.item.partition("#^")
    found = workspace.notes.get(node_id(name, node))
    if found is None:
        return
    kept = archive.find(left, said, {left.partition("#^")[0]: found.path, **state.paths}, state.gone)
    if kept is None:
        _go_on(workspace, archive, question, said, found)
        return
    text = kept.put(found.text, block)
    if text is None:
        return
    writes = [Write(found.path, text, found.data)] if kept.carried.lines() else []
    writes.append(Write(kept.path, kept.rest, _read(workspace, kept.path)))
    workspace.stage(writes)
    workspace.read_notes([found.path])


def _go_on(workspace: Workspace, archive: _Archive, question: Question, said: str, found: Found) -> None:
    """Stage what a whole note of the archive holds of the task that left.

    Where the note goes on in the one that the task is in now, all that the learner wrote in it goes there, and links
    follow; what else left it with a mark is kept in the archive as what left the other.
    """
    name, left, (node, _, block) = archive.name, question.other, question.item.partition("#^")
    base = _last_base(workspace, name, left.partition("#^")[0])
    path = archive.note(str(frontmatter.value_of(base, "title") or "")) if base is not None else ""
    taken = (
        without_task(base, archive.texts[path], left.partition("#^")[2], said) if base is not None and path else None
    )
    roadmap = workspace.roadmap(name)
    if base is None or taken is None or roadmap is None:
        return
    rest, carried = taken
    text = _Kept(path, rest, carried).put(found.text, block)
    if text is None:
        return
    old = _read(workspace, path)
    writes = [Write(path, rest, old)]
    links: dict[str, Write] = {}
    if goes_on_in(node, base, rest, roadmap):
        top = wikilink(roadmap.root.path, roadmap.root.title)
        whole = back_in_the_roadmap(base, rest, [top])
        was = as_it_left(base, whole)
        bare = without_tasks(was)
        apart = merge(was, whole, bare)
        merged = merge(bare, apart.text, text)
        lines = [*apart.left, *merged.left]
        renames = _gone_on(workspace, path, found.path)
        text = relink(merged.text, found.path, renames)
        links = {write.path: write for write in _relinked(workspace, renames) if write.path not in (path, found.path)}
        stem = found.path.rsplit("/", 1)[-1].removesuffix(".md")
        place = place_of_left(path.rpartition("/")[0], found.path, lambda one: one == path or one not in archive.texts)
        writes = [Write(path, None, old)]
        if lines:
            head = archived(None, stem, lines, link_between(workspace, place, found.path))
            writes = [Write(place, head, old if place == path else None), *(writes if place != path else [])]
    workspace.stage([Write(found.path, text, found.data), *links.values(), *writes])
    workspace.read_notes([found.path, *links])


def _gone_on(workspace: Workspace, old: str, new: str) -> Renames:
    """What becomes of links to a note that goes, and goes on in another."""
    files, archive = set(vault.files(workspace.root)), workspace.settings.folders.archive
    return Renames(Files(files, last=archive), Files(files - {old}, last=archive), {old: new}, {})


def _relinked(workspace: Workspace, renames: Renames) -> Iterator[Write]:
    """The files whose links change by that."""
    for path, data in vault.read_all(workspace.root, linking(list(vault.files(workspace.root)))):
        if isinstance(data, VaultError) or not writable(workspace.root, path):
            continue
        made = relinked_file(data, path, renames)
        if made != data:
            yield Write(path, made, data)


class _Archive(Struct):
    """A roadmap's folder in the archive: `texts` by vault path, and what becomes of those that `changed`."""

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str | None] = field(default_factory=dict)
    bases: dict[str, str | None] = field(default_factory=dict)  # what was last wanted of notes that left, by node id

    @classmethod
    def read(cls, workspace: Workspace, name: str, folder: str, plan: Plan) -> _Archive:
        """Read the archive of a roadmap; `folder` is the name of its folder there."""
        archive = cls(name)
        folder = f"{workspace.settings.folders.archive}/{folder}/"
        new = {action.target for action in plan.of(Deed.ARCHIVE)}
        for path in vault.notes(workspace.root, lambda error: workspace.warn(str(error))):
            if path.startswith(folder) and path not in new:
                data = _read(workspace, path)
                try:
                    if data is not None:
                        archive.texts[path] = vault.decode(data, path)
                except VaultError as error:
                    workspace.warn(str(error))
        return archive

    def note(self, title: str) -> str:
        """The path of the archived note of this title; empty where there is none, or more than one."""
        return archived_note(self.texts, self.name, title)

    def find(self, item: str, said: str, paths: Mapping[str, str], gone: Mapping[str, Gone]) -> _Kept | None:
        """What is kept of a task, among single tasks; `paths` are those of the notes, by node id.

        Of the tasks with its block id that are `gone` from other notes, none is taken for it.
        """
        node, _, block = item.partition("#^")
        note = paths.get(node, "")
        others = [] if is_only_one(item, gone) else [path for path in paths.values() if path != note]
        for path in kept_for(note, self.texts, others):
            taken = take_out(self.texts[path], block, said)
            if taken is not None:
                return _Kept(path, *taken)
        return None

    def in_whole_note(self, item: str, said: str, workspace: Workspace) -> _Kept | None:
        """What is kept of a task in the whole note that it stood in, which did not come back; None without words."""
        node, _, block = item.partition("#^")
        if node not in self.bases:
            whole = any(is_whole_note(text, self.name) for text in self.texts.values())
            self.bases[node] = _last_base(workspace, self.name, node) if whole else None
        base = self.bases[node]
        path = self.note(str(frontmatter.value_of(base, "title") or "")) if base is not None else ""
        taken = without_task(base, self.texts[path], block, said) if base is not None and path else None
        return _Kept(path, *taken) if taken is not None and taken[1].lines() else None

    def take(self, kept: _Kept) -> None:
        """Take out what was found: its words stand elsewhere now."""
        self.texts[kept.path], self.changed[kept.path] = kept.rest or "", kept.rest


class _Kept(Frozen):
    """What the learner wrote at a task in an archive file, and the `rest` of that file; None: nothing is left of it."""

    path: str
    rest: str | None
    carried: Carried

    def put(self, text: str, block: str) -> str | None:
        """A note with that at its task `block`; None where it has no such task: then it has to stay."""
        return with_carried(text, block, self.carried) if self.carried.lines() else text


def _with_words(
    workspace: Workspace,
    archive: _Archive,
    action: Action,
    back: Returned,
    wanted: Sequence[WantedNote],
    roadmap: Roadmap,
) -> Action:
    """An action with what the archive holds for its note."""
    node = split_id(action.id)[1]
    path = archive.note(back.notes[node]) if action.deed is Deed.CREATE and node in back.notes else ""
    base = _last_base(workspace, archive.name, node) if path else None
    if path and base is None:
        workspace.warn(f"{action.path}: it came back into the roadmap; what you wrote in it is in {path}")
    elif base is not None:
        text = back_in_the_roadmap(base, archive.texts.pop(path), hung_from(action.id, wanted))
        base, text = with_others_apart(
            node, as_it_left(base, text), text, action.text or "", roadmap, workspace.states[archive.name].gone
        )
        merged = merge(base, text, action.text or "")
        archive.changed[path] = None
        left = (*merged.left, *(line for carried in merged.carried.values() for line in carried.lines()))
        action = replace(action, text=merged.text, left=left, asked=tuple(merged.asked))
    text = action.text or ""
    to_be = {one.id: one.path for one in roadmap.root.walk()}
    paths = {**to_be, **workspace.states[archive.name].paths, node: action.path}
    for item, (old, said) in (*back.tasks.items(), *back.others.items()):
        owner, _, now = item.partition("#^")
        if owner != node:
            continue
        kept = archive.find(old, said, paths, workspace.states[archive.name].gone) if item in back.tasks else None
        kept = kept or archive.in_whole_note(old, said, workspace)
        put = kept.put(text, now) if kept is not None else None
        if kept is not None and put is not None:
            archive.take(kept)
            text = put
    return replace(action, text=text)


def _read(workspace: Workspace, path: str) -> bytes | None:
    """A file as it is to be: an answer before this one may have taken something out of it."""
    staged = workspace.staged.get(path)
    return vault.read(workspace.root, path) if staged is None else staged.data


def _last_base(workspace: Workspace, name: str, node: str) -> str | None:
    """What the roadmap last wanted of a note that left it, from the history; None where that is not known."""
    path = states.base_path(name, node)
    data = workspace.repo.last_texts([path]).get(path) if workspace.repo else None
    return data.decode("utf-8", "replace") if data is not None else None
