"""The journal of a vault: its daily notes and study notes, read together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from vaultsync.domain.journal.entries import hear, new_entries, read_journal
from vaultsync.domain.journal.linkednotes import LinkedNotes
from vaultsync.edges.cache import key_of
from vaultsync.edges.daily import DailyNotes
from vaultsync.edges.files import vault
from vaultsync.errors import VaultError
from vaultsync.markdown.journal.entries import prompts_of
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.journal import Entry, Journal, JournalNote, Said
from vaultsync.usecases.opened.dailynotes import daily_notes_of, day_of_path, folders_of
from vaultsync.usecases.opened.workspace import Workspace


def journal_of(workspace: Workspace) -> Journal:
    """All journal entries of the vault. The workspace is loaded; daily notes are read here.

    A daily note that cannot be read becomes a warning of the workspace.
    """
    daily = daily_notes_of(workspace)
    heading, template = workspace.settings.journal.heading, template_text(workspace, daily)
    key = key_of([heading, template, "", *(word for pair in folders_of(workspace, daily).items() for word in pair)])
    notes = [*_days(workspace, daily, heading, template, key), *_studied(workspace), *_archived(workspace, key)]
    found = read_journal(notes, linked=linked_notes(workspace))
    for path, problem in found.problems.items():
        workspace.warn(f"{path}: {problem}")
    return found


def _days(workspace: Workspace, daily: DailyNotes, heading: str, template: str, key: str) -> Iterator[JournalNote]:
    """The daily notes with what they say; `key` tells all that this depends on beside their text."""
    workspace.days, workspace.days_key = {}, key
    paths = daily_paths(workspace, daily, key)
    anew = []
    for path in paths:
        said = workspace.unchanged_day(path, key) if path not in workspace.staged else None
        if said is None:
            anew.append(path)
        else:
            workspace.days[path] = said
    asked = prompts_of(template) if anew else []
    for note in diary(workspace, daily, anew):
        workspace.days[note.path] = hear(note, heading, asked)
    for path in paths:
        if path in workspace.days:
            said = workspace.days[path]
            yield JournalNote(path, "", day=said.day, said=said)


def _studied(workspace: Workspace) -> Iterator[JournalNote]:
    """The roadmaps' notes that say something, with that."""
    for id_, found in workspace.notes.items():
        if not id_.startswith("_"):
            if found.said is None:
                found.said = hear(JournalNote(found.path, found.text, id=id_))
            if found.said.entries:
                yield JournalNote(found.path, "", id=id_, said=found.said)


def _archived(workspace: Workspace, key: str) -> Iterator[JournalNote]:
    """The notes that left the roadmaps of the vault and say something: what was studied there is of the roadmap.

    What they say is remembered with that of the daily notes.
    """
    archive = workspace.settings.folders.archive
    tops = {id_: found.path for id_, found in workspace.notes.items() if "/" not in id_ and "/" in found.path}
    folders = {f"{archive}/{path.split('/')[-2]}/": name for name, path in tops.items()}
    starts = tuple(folders)
    said = {path: workspace.unchanged_day(path, key) for path in workspace.listed if path.startswith(starts)}
    for path, data in vault.read_all(workspace.root, [path for path, known in said.items() if known is None]):
        if not isinstance(data, VaultError):
            said[path] = _said_in_archive(path, data.decode("utf-8", "replace"), _owner(path, folders))
    for path, write in workspace.staged.items():
        if path.startswith(starts) and path.endswith(".md"):
            text = write.text.decode("utf-8", "replace") if isinstance(write.text, bytes) else write.text or ""
            said[path] = _said_in_archive(path, text, _owner(path, folders))
    for path, known in sorted(said.items()):
        if known is not None and path not in workspace.staged:
            workspace.days[path] = known
        if known is not None and known.entries:
            yield JournalNote(path, "", id=_owner(path, folders), said=known)


def _owner(path: str, folders: Mapping[str, str]) -> str:
    """The roadmap in whose folder an archived note is."""
    return next(name for folder, name in folders.items() if path.startswith(folder))


def _said_in_archive(path: str, text: str, name: str) -> Said:
    """What an archived note of the roadmap `name` says; single tasks that left say nothing."""
    from vaultsync.domain.pull.returning import is_whole_note

    return hear(JournalNote(path, text, id=name)) if is_whole_note(text, name) else Said()


def new_since_commit(workspace: Workspace) -> list[Entry]:
    """The entries that the last commit does not have, by day and time. Only changed notes are read."""
    if workspace.repo is None or workspace.status is None:
        return []
    daily = daily_notes_of(workspace)
    ids = {found.path: id_ for id_, found in workspace.notes.items() if not id_.startswith("_")}
    changed = [
        path
        for path in workspace.status.changed
        if path.lower().endswith(".md") and (path in ids or day_of_path(path, daily, workspace))
    ]
    gone = [path for path in workspace.status.changed if path.lower().endswith(".md") and path not in changed]
    old = workspace.repo.show_all(head, [*changed, *gone]) if (head := workspace.status.head) else {}
    committed = (_as_committed(path, data, day_of_path(path, daily, workspace)) for path, data in old.items())
    before = [one for one in committed if one is not None]
    after = [*diary(workspace, daily, changed), *study_notes(workspace, set(changed))]
    heading, linked = workspace.settings.journal.heading, linked_notes(workspace)
    asked = prompts_of(template_text(workspace, daily)) if any(note.day for note in (*before, *after)) else []

    def entries(notes: Iterable[JournalNote]) -> list[Entry]:
        found = read_journal(notes, heading=heading, prompts=asked, linked=linked)
        return [entry for day in found.days for entry in day.entries]

    return new_entries(entries(before), entries(after))


def _as_committed(path: str, data: bytes, day: str) -> JournalNote | None:
    """A note as a commit has it; None where it may hold no entries, or is no text."""
    text = data.decode("utf-8", "replace")
    identity = str(frontmatter.value_of(text, "vaultsync") or "") if b"vaultsync:" in data else ""
    if not identity and not day:
        return None
    return JournalNote(path, text, id=identity, day="" if identity else day)


def linked_notes(workspace: Workspace) -> LinkedNotes:
    """The notes that a link in an entry may mean."""
    paths = {id_: found.path for id_, found in workspace.notes.items() if not id_.startswith("_")}
    archive = workspace.settings.folders.archive
    return LinkedNotes(paths, archive, lambda: [path for path in workspace.listed if path.startswith(f"{archive}/")])


def study_notes(workspace: Workspace, only: Collection[str] | None = None) -> Iterator[JournalNote]:
    """The notes of the roadmaps as they stand (all, or `only` those at these paths), for reading entries."""
    for id_, found in workspace.notes.items():
        if not id_.startswith("_") and (only is None or found.path in only):
            yield JournalNote(found.path, found.text, id=id_)


def diary(workspace: Workspace, daily: DailyNotes, only: Iterable[str] | None = None) -> Iterator[JournalNote]:
    """The daily notes as they stand (all, or `only` those at these paths), for reading entries."""
    taken = {found.path for found in workspace.notes.values()}
    paths = daily_paths(workspace, daily) if only is None else [path for path in only if path not in taken]
    for path, data in vault.read_all(workspace.root, paths):
        if isinstance(data, VaultError):
            workspace.warn(str(data))
            continue
        staged = workspace.staged.get(path)
        try:
            data = (staged.data or b"") if staged is not None else data  # as it is to be written
            yield JournalNote(path, vault.decode(data, path), day=day_of_path(path, daily, workspace))
        except VaultError as error:
            workspace.warn(str(error))


def daily_paths(workspace: Workspace, daily: DailyNotes, key: str = "") -> list[str]:
    """The vault paths of all daily notes.

    Where `key` is unchanged, those remembered as daily notes are not checked again.
    """
    taken = {found.path for found in workspace.notes.values()}
    folders = folders_of(workspace, daily)
    starts = tuple(f"{folder}/" if folder else "" for folder in folders)
    return sorted(
        path
        for path in workspace.listed
        if path.startswith(starts)
        and path not in taken
        and (known.day if (known := workspace.unchanged_day(path, key)) else day_of_path(path, daily, workspace))
    )


def template_text(workspace: Workspace, daily: DailyNotes) -> str:
    """The template of daily notes; empty where there is none or it cannot be read."""
    if not daily.template:
        return ""
    path = daily.template if daily.template.endswith(".md") else f"{daily.template}.md"
    try:
        data = vault.read(workspace.root, path)
        return "" if data is None else vault.decode(data, path)
    except VaultError as error:
        workspace.warn(str(error))
        return ""
