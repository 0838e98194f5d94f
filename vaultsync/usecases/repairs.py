"""Repairs: what `check --fix` mends, without losing a word or a tick."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from vaultsync.domain.devices.copies import one_text, original_of
from vaultsync.domain.devices.tomltables import beyond
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.files.writes import Write
from vaultsync.edges.obsidian import IGNORED, git_changes
from vaultsync.errors import VaultError
from vaultsync.markdown import conflicts
from vaultsync.markdown.merging.doubledparts import with_single_tasks
from vaultsync.models.marks import Mark
from vaultsync.models.reports import LINKS_FOLLOW, TASKS_FOLLOW
from vaultsync.models.settings import RoadmapSettings
from vaultsync.usecases.links.moved import moves, relinked
from vaultsync.usecases.mending import Mending, carry_out, followed_elsewhere, healed_files, merged_copies
from vaultsync.usecases.opened.generated import SUMMARY, SUMMARY_DATA, is_generated
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.movedblocks import left_behind

_NOISE = ("workspace.json", "workspace-mobile.json", ".DS_Store")


def repair(workspace: Workspace, *, dry_run: bool = False) -> list[Mending]:
    """Mend what can be mended, one thing after the other. A dry run tells what would be, each thing on its own."""
    finders = (
        healed_files(workspace),
        merged_copies(workspace, thoroughly=True),
        _copied_folders(workspace, dry_run=dry_run),
        _doubled(workspace),
        _other_copies(workspace, dry_run=dry_run),
        _links(workspace),
        _documents(workspace),
        _states(workspace),
        _ignored(workspace),
    )
    return [one for found in finders for one in found if dry_run or carry_out(workspace, one)]


def _copied_folders(workspace: Workspace, *, dry_run: bool) -> Iterator[Mending]:
    """Copies of whole folders go once git has them, and what only they say comes into the notes."""
    for folder in workspace.copied_folders():
        if workspace.repo is None or not workspace.settings.git.commit:
            continue  # nothing would keep what somebody copied on purpose
        if not dry_run:
            _keep(workspace, folder.notes)
        yield from merged_copies(workspace, thoroughly=True, only=folder.notes)


def _keep(workspace: Workspace, copies: Collection[str]) -> None:
    """Commit those of the copies that git does not have as they are."""
    new = set(copies).intersection(workspace.status.changed if workspace.status else ())
    if new and workspace.repo is not None:
        from vaultsync.domain.commits.writing import copies_message

        workspace.repo.commit(copies_message(sorted(new)), new)


def _doubled(workspace: Workspace) -> Iterator[Mending]:
    """Copies of a task's line lose the id: the mark is the first one's, the words stay."""
    for id_, found in list(workspace.notes.items()):
        deeds: list[str] = []
        text = with_single_tasks(found.text, workspace.base_of(id_), deeds, copies=True)
        if deeds:
            yield Mending(f"{found.path}: {'; '.join(deeds)}", (Write(found.path, text, found.data),))


def copies_by_name(workspace: Workspace) -> dict[str, str]:
    """Files in vaultsync's folders that are a sync tool's copies of others there.

    Path of the copy → path of the original.
    """
    own = [f"{folder}/" for folder in workspace.settings.folders.by_use().values()]
    days = (f"{workspace.settings.folders.journal}/", f"{workspace.settings.folders.reviews}/")
    single = (SUMMARY, SUMMARY_DATA, SETTINGS_FILE)
    files = [*vault.files(workspace.root), *vault.files(workspace.root, folder=states.FOLDER)]
    there, taken = set(files), {found.path for found in workspace.notes.values()}
    found = {}
    for path in files:
        original = original_of(path, perhaps=path.startswith(days) or "/" not in path)
        if not original and path.startswith(f"{states.FOLDER}/"):
            perhaps = original_of(path, perhaps=True)
            original = perhaps if perhaps in there and _adds_nothing(workspace, path, perhaps) else ""
        ours = path.startswith((*own, f"{states.FOLDER}/")) or original in single
        if ours and path not in taken and original and (original in there or path.startswith(f"{states.FOLDER}/")):
            found[path] = original
    return found


def copies_of_own_notes(workspace: Workspace) -> dict[str, str]:
    """Notes of the learner's own that a sync tool made of others beside them: path of the copy → of the original."""
    there, taken = workspace.listed, {found.path for found in workspace.notes.values()}
    pairs = ((path, original_of(path)) for path in sorted(there) if path not in taken)
    known = copies_by_name(workspace).keys()
    return {path: original for path, original in pairs if original in there and path not in known}


def _adds_nothing(workspace: Workspace, path: str, original: str) -> bool:
    """Whether every line of a file stands in the original: it is no roadmap's that happens to be named so."""
    lines, there = ((vault.read(workspace.root, one) or b"").split(b"\n") for one in (path, original))
    return set(lines) <= set(there)


def beyond_settings(workspace: Workspace, path: str) -> list[str]:
    """What a copy of the settings says that the settings do not."""
    texts = [(vault.read(workspace.root, one) or b"").decode("utf-8", "replace") for one in (SETTINGS_FILE, path)]
    return beyond(*texts)


def beyond_marks(workspace: Workspace, path: str, original: str) -> list[str]:
    """The items that a copy of the known marks has as done and the known marks do not; empty for any other copy."""
    if original != states.marks_path(states.owner(original)):
        return []
    texts = [(vault.read(workspace.root, one) or b"").decode("utf-8", "replace") for one in (original, path)]
    here, there = (statelists.parse_marks(text, path)[0] for text in texts)
    return sorted(
        item
        for item, known in there.items()
        if known.mark is Mark.DONE and (item not in here or here[item].mark is not Mark.DONE)
    )


def _other_copies(workspace: Workspace, *, dry_run: bool) -> Iterator[Mending]:
    """Copies of daily notes and reviews are merged; those that say nothing of their own go, once git has them."""
    by_id = {copy.path for found in workspace.copies.values() for copy in found}
    copies = {path: original for path, original in copies_by_name(workspace).items() if path not in by_id}
    idle = [path for path, original in copies.items() if _says_nothing(workspace, path, original)]
    new = set(idle).intersection(workspace.status.changed if workspace.status else ())
    repo = workspace.repo if workspace.settings.git.commit else None
    if repo is not None and not dry_run:
        _keep(workspace, idle)
    for path, original in copies.items():
        data, kept = vault.read(workspace.root, path), vault.read(workspace.root, original)
        if data is None:
            continue
        if path in idle:
            has = workspace.repo is not None and workspace.repo.head() and workspace.repo.show("HEAD", path) == data
            if has or (dry_run and repo is not None and path in new):
                told = f"{path}: a copy of {original}, taken away; git has it"
                yield Mending(told, (Write(path, None, data),))
            continue
        if kept is None or not path.lower().endswith(".md"):
            continue
        try:
            one = one_text(vault.decode(kept, original), vault.decode(data, path))
        except VaultError:
            continue  # a finding already
        if not one.lost:
            writes = [Write(original, one.text, kept)] if one.text.encode("utf-8") != kept else []
            yield Mending(f"{original}: merged with its copy {path}", (*writes, Write(path, None, data)))


def _says_nothing(workspace: Workspace, path: str, original: str) -> bool:
    """Whether a copy is one of what vaultsync makes anew, or of settings that say all that it says."""
    if beyond_marks(workspace, path, original):
        return False
    if original == SETTINGS_FILE:
        return not beyond_settings(workspace, path)
    return is_generated(workspace, original) or path.startswith(f"{states.FOLDER}/")


def _links(workspace: Workspace) -> Iterator[Mending]:
    """Links to notes that were moved lead there again, and those in them where they led."""
    for moved in moves(workspace):
        for path, writes in relinked(workspace, moved):
            yield Mending(f"{path}: {LINKS_FOLLOW}", tuple(writes))
        yield from followed_elsewhere(workspace, moved)
    for write in left_behind(workspace):
        yield Mending(f"{write.path}: {TASKS_FOLLOW}", (write,))


def _documents(workspace: Workspace) -> Iterator[Mending]:
    """The copy of a document with conflict markers becomes that of one side; the next pull reads the document anew."""
    for given in workspace.settings.roadmaps:
        path = states.document_path(given.name)
        known = workspace.states[given.name].known.get(path)
        sides = conflicts.sides(known) if isinstance(known, str) else None
        if sides is not None and not _is_document(workspace, given, str(known)):
            told = f"{path}: conflict markers; one side's copy is kept until the next pull"
            yield Mending(told, (Write(path, sides.ours, str(known).encode("utf-8")),))


def _is_document(workspace: Workspace, given: RoadmapSettings, text: str) -> bool:
    """Whether the document itself says so, with markers of its own."""
    place = given.location(workspace.root)
    try:
        return isinstance(place, str) or place.read_text("utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _states(workspace: Workspace) -> Iterator[Mending]:
    """What could not be understood in `.vaultsync` goes: the next push and pull find out what it said."""
    for name, state in workspace.states.items():
        broken = {problem.partition(":")[0] for problem in state.problems}
        marked = {path for path, text in state.known.items() if isinstance(text, str) and conflicts.markers(text)}
        marked.discard(states.document_path(name))
        writes = [write for write in state.changes() if write.path in broken | marked]
        if writes:
            told = ", ".join(write.path for write in writes)
            yield Mending(f"{told}: what could not be understood is taken out", tuple(writes))


def _ignored(workspace: Workspace) -> Iterator[Mending]:
    """What only this device's programs write leaves git, and stays on disk."""
    repo = workspace.repo
    noise = [path for path in repo.tracked_though_ignored(IGNORED) if is_noise(path)] if repo is not None else []
    if noise:
        folders = workspace.settings.folders.by_use()
        writes = [write for write in git_changes(workspace.root, folders=folders)[0] if write.path == ".gitignore"]
        yield Mending(f"{', '.join(noise)}: no longer in git, still on disk", tuple(writes), tuple(noise))


def is_noise(path: str) -> bool:
    """Whether a file is one that nobody wants in git (of an operating system, editor or sync tool)."""
    return path.rsplit("/", 1)[-1] in _NOISE
