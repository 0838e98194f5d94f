"""Carry out a plan: write the notes, then note down what was written."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.pull.moves import archived, holds_left_of, place_of_left
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write
from vaultsync.markdown import links, tasklines
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.plan import Action, Deed, Plan
from vaultsync.usecases.opened.reading import split_id
from vaultsync.usecases.opened.workspace import Workspace

SPLICED = (Deed.UPDATE, Deed.MERGE)
_BASED = (Deed.CREATE, *SPLICED, Deed.RECORD)


def apply(workspace: Workspace, plan: Plan) -> None:
    """Stage the notes of a plan and update base texts and paths in the states; `Workspace.save` writes all of it.

    Words are written to their new place before they leave the old one, so that an interruption loses nothing: first the
    archive, then new notes and those that receive the words of a moved task, then all others. The others are left alone
    if one of the first was changed meanwhile, since what they give away would be lost.
    """
    data = {found.path: found.data for found in workspace.notes.values()}
    first = _to_archive(workspace, plan)
    then: list[Write] = []
    for action in plan.actions:
        if not writable(workspace.root, action.path) and action.deed in (*SPLICED, Deed.DELETE, Deed.ARCHIVE):
            workspace.warn(f"{action.path}: it is read-only; make it writable and pull again")
            continue
        if action.deed is Deed.CREATE:
            first.append(Write(action.path, action.text, None))
        elif action.deed in SPLICED and action.text != action.old:
            gives = bool(action.carried or action.left)
            (then if gives else first).append(Write(action.path, action.text, data[action.path], last=gives))
        elif action.deed in (Deed.DELETE, Deed.ARCHIVE):
            then.append(Write(action.path, None, data[action.path], last=True))
        _note_down(workspace, action)
    for path in plan.archive.keys() - {write.path for write in first}:
        then.append(Write(path, plan.archive[path], vault.read(workspace.root, path), last=True))
    workspace.stage([*first, *then])
    workspace.read_notes(write.path for write in (*first, *then))


def _to_archive(workspace: Workspace, plan: Plan) -> list[Write]:
    """What goes to the archive: whole notes, and lines that left notes which stay."""
    texts: dict[str, str] = {}
    read: dict[str, bytes | None] = {}
    for action in plan.of(Deed.ARCHIVE):
        texts[action.target], read[action.target] = action.text or "", vault.read(workspace.root, action.target)
    places = places_of_left(workspace, plan)
    for action in plan.actions:
        if not action.left:
            continue
        path = places[action.id]
        stem = action.path.rsplit("/", 1)[-1].removesuffix(".md")
        if path not in texts:
            read[path] = old = vault.read(workspace.root, path)
            if old is not None and path not in plan.archive:
                texts[path] = vault.decode(old, path)
            elif (rest := plan.archive.get(path)) is not None:
                texts[path] = rest
        texts[path] = archived(texts.get(path), stem, action.left, link_between(workspace, path, action.path))
    return [Write(path, text, read[path]) for path, text in texts.items() if read[path] != text.encode()]


def places_of_left(workspace: Workspace, plan: Plan) -> dict[str, str]:
    """The archive notes that keep the lines which left notes that stay: note id → vault path."""
    given = {
        action.target.casefold(): "" for action in plan.of(Deed.ARCHIVE)
    }  # path → the note whose lines it holds; empty for a whole note
    places = {}
    for action in plan.actions:
        if action.left:
            name, _ = split_id(action.id)
            folder = f"{workspace.settings.folders.archive}/{workspace.known(name).folder or _folder_to_be(plan, name)}"

            def is_free(path: str, note: str = action.path) -> bool:
                if path.casefold() in given:
                    return given[path.casefold()] == note
                text = plan.archive[path] if path in plan.archive else _text_at(workspace, path)
                return text is None or holds_left_of(path, text, note)

            places[action.id] = path = place_of_left(folder, action.path, is_free)
            given[path.casefold()] = action.path
    return places


def _text_at(workspace: Workspace, path: str) -> str | None:
    """The text of a file; none for no file, an empty one for what is no text."""
    data = vault.read(workspace.root, path)
    return None if data is None else data.decode("utf-8", "ignore")


def _folder_to_be(plan: Plan, name: str) -> str:
    """The folder that a new roadmap gets."""
    top = next((action.path for action in plan.actions if action.id == name), "")
    return top.rsplit("/", 2)[-2] if "/" in top else name


def link_between(workspace: Workspace, from_path: str, to_path: str) -> str:
    """A link from one note to another, in the form that the settings ask for."""
    stem = to_path.rsplit("/", 1)[-1].removesuffix(".md")
    if workspace.settings.links == "markdown":
        return links.markdown_link(stem, links.relative(from_path, to_path))
    return links.wikilink(to_path, stem)


def _note_down(workspace: Workspace, action: Action) -> None:
    name, node = split_id(action.id)
    known = workspace.states[name]
    if action.deed in _BASED and action.base is not None:
        known.bases[node] = action.base
        known.paths[node] = action.path
        known.deleted.pop(node, None)
    elif action.deed is Deed.GONE and action.base is not None:
        known.bases[node], known.paths[node] = action.base, action.path
        workspace.warn(
            f'{action.path}: it is back in its roadmap, and stays deleted as you left it; "vaultsync restore" makes it'
        )
    elif action.deed in (Deed.DELETE, Deed.ARCHIVE, Deed.FORGET):
        known.deleted.pop(node, None)
        if action.deed is Deed.FORGET and node in known.paths:
            known.deleted[node] = known.paths[node]
        known.bases.pop(node, None)
        known.paths.pop(node, None)
    elif action.deed is Deed.FOREIGN:
        workspace.warn(f"{action.path}: a file of yours stands where a note of the roadmap belongs; it was left alone")


LostIds = Mapping[str, Mapping[int, str]]  # vault path → line → block id


def stage_healed(workspace: Workspace, lost_ids: LostIds | None = None) -> list[str]:
    """Stage the notes with these lost ids put back, else with those that the workspace knows of.

    Returns a sentence for each note.
    """
    found = healed(workspace, workspace.lost_ids if lost_ids is None else lost_ids)
    workspace.lost_ids.clear()
    workspace.stage(write for write, _ in found)
    workspace.read_notes(write.path for write, _ in found)
    return [told for _, told in found]


def healed(workspace: Workspace, lost_ids: LostIds) -> list[tuple[Write, str]]:
    """The notes with lost ids put back, each with a sentence that tells it.

    A task line that lost its block id was recognised by its words, a note that lost its id by its path.
    """
    archive = f"{workspace.settings.folders.archive}/"
    found_ones = []
    for id_, found in workspace.notes.items():
        lost = lost_ids.get(found.path, {})
        nameless = str(frontmatter.value_of(found.text, "vaultsync") or "").strip() != id_
        if not (lost or nameless) or found.path.startswith(archive) or frontmatter.read(found.text).problem is not None:
            continue
        lines = found.text.split("\n")
        for line, block in lost.items():
            lines[line] = tasklines.with_block_id(lines[line], block)
        text = "\n".join(lines)
        if nameless:
            text = frontmatter.splice(text, {"vaultsync": id_}, frontmatter.ORDER)
        if text != found.text and writable(workspace.root, found.path):
            back = ["its id"] if nameless else []
            back += [f"the {'id of a task' if len(lost) == 1 else f'ids of {len(lost)} tasks'}"] if lost else []
            told = f"{found.path}: {' and '.join(back)} put back"
            found_ones.append((Write(found.path, text, found.data), told))
    return found_ones
