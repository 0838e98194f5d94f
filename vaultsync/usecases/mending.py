"""Mend what other tools left in the vault: write healed notes, and merge conflict copies into one note."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from vaultsync.domain.questions import marked_twice
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import SETTINGS_FILE, writable
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.settings import mended
from vaultsync.errors import VaultError
from vaultsync.models.agreement import Review
from vaultsync.models.reports import LINKS_FOLLOW
from vaultsync.models.structs import Frozen
from vaultsync.usecases.opened.reading import copy_warning
from vaultsync.usecases.opened.workspace import Workspace


class Mending(Frozen):
    """One thing to mend: the `writes` to carry out in order, and a sentence that tells it (`told`).

    A write is only made if the one before it was. `untracked` are paths that leave git and stay on the disk.
    """

    told: str
    writes: tuple[Write, ...] = ()
    untracked: tuple[str, ...] = ()

    def paths(self) -> list[str]:
        """The vault paths of all files it concerns."""
        return [*(write.path for write in self.writes), *self.untracked]


def asked_of_healed(workspace: Workspace) -> list[Review]:
    """The questions about tasks of notes to be healed that stand there twice, with two marks. Call it before `mend`."""
    ill = [found for found in workspace.notes.values() if found.deeds]
    texts = {found.path: found.data.decode("utf-8", "replace") for found in ill}
    return [review for found in ill for review in marked_twice(found.path, texts[found.path], found.scan)]


def mend(workspace: Workspace) -> list[str]:
    """Write healed notes, merge clean copies, let links follow moved notes; a sentence for each thing mended."""
    todo = [healed_files(workspace), merged_copies(workspace), merged_days(workspace), _followed(workspace)]
    return [one.told for found in todo for one in found if carry_out(workspace, one)]


def to_be_mended(workspace: Workspace) -> list[str]:
    """What `mend` would do, a sentence for each thing."""
    todo = [healed_files(workspace), merged_copies(workspace), merged_days(workspace), _followed(workspace)]
    return [one.told for found in todo for one in found]


def _followed(workspace: Workspace) -> Iterator[Mending]:
    """Links of the learner's own notes to notes that were moved since the last run, as they shall be.

    Where one of these is in use, it is not noted down yet that the others moved: the next run sees to it.
    """
    if any(state.moved for state in workspace.states.values()):
        from vaultsync.usecases.links.moved import moved_notes, relinked_exchanged

        moved = moved_notes(workspace)
        for write in relinked_exchanged(workspace, moved):
            yield Mending(f"{write.path}: {LINKS_FOLLOW}", (write,))
        for one in followed_elsewhere(workspace, moved, exchanged=True):
            if any(workspace.context.is_in_use(workspace.root / path) for path in one.paths()):
                workspace.keep_known_paths()
            yield one


def followed_elsewhere(workspace: Workspace, moved: Mapping[str, str], *, exchanged: bool = False) -> Iterator[Mending]:
    """What makes links in other files than notes of roadmaps lead to moved notes (`moved`: old path → new path).

    `exchanged` also follows moves to a place that another note has now. Then ask only once, right when the moves are
    seen: the history tells what such a link means.
    """
    from vaultsync.usecases.links.moved import relinked_elsewhere

    for write in relinked_elsewhere(workspace, moved, exchanged=exchanged):
        yield Mending(f"{write.path}: {LINKS_FOLLOW}", (write,))


def carry_out(workspace: Workspace, mending: Mending) -> bool:
    """Write it and read the changed notes again. Returns whether all of it could be done."""
    if any(workspace.context.is_in_use(workspace.root / write.path) for write in mending.writes):
        return False
    locked = [write.path for write in mending.writes if not writable(workspace.root, write.path)]
    for path in locked:
        workspace.warn(f"{path}: it has to be mended, and is read-only; make it writable")
    if locked:
        return False
    done = []
    for write in mending.writes:
        if write_all(workspace.root, [write]):
            break
        done.append(write)
    workspace.read_notes([write.path for write in done if write.path.endswith(".md") and write.path[0] != "."])
    workspace.files.difference_update(write.path.casefold() for write in done if write.text is None)
    if len(done) == len(mending.writes) and mending.untracked and workspace.repo is not None:
        workspace.repo.untrack(mending.untracked)
    return len(done) == len(mending.writes)


def healed_files(workspace: Workspace) -> Iterator[Mending]:
    """What had to be healed when it was read, with the healed text to write."""
    for found in [*workspace.notes.values(), *(copy for copies in workspace.copies.values() for copy in copies)]:
        if found.deeds:
            yield _mending(found.path, found.data, found.text, found.deeds)
    for path, data in list(workspace.marked.items()):
        from vaultsync.markdown.merging.healing import heal

        try:
            healed = heal(vault.decode(data, path))
        except VaultError:
            continue  # told when it was read
        if healed.deeds:
            yield _mending(path, data, healed.text, healed.deeds)
    data = vault.read(workspace.root, SETTINGS_FILE) or b""
    text = vault.decode(data, SETTINGS_FILE)
    if (whole := mended(text)) != text:
        told = "conflict markers: what could not stand beside the other is a comment now"
        yield _mending(SETTINGS_FILE, data, whole, [told])


def _mending(path: str, data: bytes, text: str, deeds: Iterable[str]) -> Mending:
    return Mending(f"{path}: {'; '.join(deeds)}", (Write(path, text, data),))


def merged_copies(
    workspace: Workspace, *, thoroughly: bool = False, only: Collection[str] | None = None
) -> Iterator[Mending]:
    """The mendings that merge conflict copies into their notes and delete the copies.

    Only where both can be merged cleanly; `thoroughly` also where they contradict each other: then both texts stand in
    the note, one in a callout. A copy is deleted only if everything it says stands in the note, after the note was
    written. `only` limits it to copies at these paths; without it all are meant, except those in a folder that was
    copied as a whole.
    """
    archive = f"{workspace.settings.folders.archive}/"
    apart = {path for folder in workspace.copied_folders() for path in folder.notes} if only is None else set()
    for id_, copies in list(workspace.copies.items()):
        for copy in copies:
            from vaultsync.domain.devices.copies import one_text

            if copy.path in apart or (only is not None and copy.path not in only):
                continue
            kept = workspace.notes[id_]
            if vault.same_file(workspace.root, kept.path, copy.path):
                continue  # one file by two names is no copy
            made = one_text(kept.text, copy.text)
            archived = kept.path.startswith(archive) or copy.path.startswith(archive)
            if made.lost or archived or (made.doubts and not thoroughly):
                continue
            warning = copy_warning(copy.path, kept.path, id_)
            if warning in workspace.warnings:
                workspace.warnings.remove(warning)
            writes = [Write(copy.path, None, copy.data)]
            if made.text != kept.text:
                writes.insert(0, Write(kept.path, made.text, kept.data))
            yield Mending(f"{kept.path}: merged with its copy {copy.path}", tuple(writes))


def merged_days(workspace: Workspace) -> Iterator[Mending]:
    """The mendings that merge a sync tool's copies of daily notes and reviews into them, where that is clean."""
    folders = workspace.settings.folders
    days = (f"{folders.journal}/", f"{folders.reviews}/")
    # every name of such a copy has this in it, in any language
    for path in sorted(path for path in workspace.listed if path.startswith(days) and "onfli" in path.casefold()):
        from vaultsync.domain.devices.copies import one_text, original_of

        original = original_of(path)
        if not original or original not in workspace.listed:
            continue
        kept, data = vault.read(workspace.root, original), vault.read(workspace.root, path)
        if kept is None or data is None:
            continue
        try:
            made = one_text(vault.decode(kept, original), vault.decode(data, path))
        except VaultError:
            continue  # check tells it
        if made.clean:
            writes = [Write(original, made.text, kept)] if made.text.encode("utf-8") != kept else []
            yield Mending(f"{original}: merged with its copy {path}", (*writes, Write(path, None, data)))
