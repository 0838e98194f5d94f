"""Journal entries for the log, as the last commit has them, in the notes that the history tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from vaultsync.domain.journal.diaryentries import StandingEntries
from vaultsync.domain.journal.entries import hear, new_entries, read_journal, together
from vaultsync.domain.journal.linkednotes import LinkedNotes
from vaultsync.domain.summary.readback import ReadSummary
from vaultsync.edges.daily import FORMAT, daily_notes
from vaultsync.edges.files import vault
from vaultsync.edges.glance import glance
from vaultsync.edges.repo import Contents, FileChange
from vaultsync.errors import VaultError
from vaultsync.markdown.journal.entries import prompts_of
from vaultsync.markdown.words.moments import reader
from vaultsync.models.journal import Day, JournalNote


class EntryReader:
    """Reads the entries of daily notes and study notes for the log.

    An entry that was reworded or deleted later is told as it stands now: only the last version of a note counts. That
    is read once a commit that changed the note has been read.
    """

    def __init__(self, root: Path, contents: Contents, known: ReadSummary) -> None:
        seen = glance(root)
        daily = daily_notes(root, folder=seen.journal, template=f"{seen.templates}/Journal")
        forms = {seen.journal: FORMAT, daily.folder: daily.form}
        self._contents = contents
        self._heading = seen.heading
        self._readers = {folder: reader(form) for folder, form in forms.items()}
        self._prompts = prompts_of(_template(root, daily.template))
        self._ids = {path: f"{name}/{node}" if node else name for path, (name, node) in known.paths.items()}
        paths = {id_: path for path, id_ in self._ids.items()}
        self._linked = LinkedNotes(paths, seen.archive, lambda: vault.files(root, folder=seen.archive))
        self._looked_up: set[str] = set()
        self.days: list[Day] = []

    def with_entries(self, files: Iterable[FileChange]) -> list[FileChange]:
        """The files among these that may hold entries."""
        return [file for file in files if file.path in self._ids or self._day(file.path)]

    def look_up(self, paths: Iterable[str]) -> None:
        """Read the entries of these notes from the last commit."""
        wanted = sorted({*paths} - self._looked_up)
        if not wanted:
            return
        self._looked_up |= {*wanted}
        self.days = together([*self.days, *self.read(self._contents.show_all("HEAD", wanted))])

    def read(self, texts: Mapping[str, bytes]) -> list[Day]:
        """The entries of notes with these texts, by vault path."""
        notes = [self._note(path, data.decode("utf-8", "replace")) for path, data in texts.items()]
        return list(read_journal(notes, heading=self._heading, prompts=self._prompts, linked=self._linked).days)

    def standing(self) -> StandingEntries:
        """The entries that were read from the last commit, for comparison."""
        return StandingEntries(self.days)

    def standing_in(self, texts: Mapping[str, bytes]) -> StandingEntries:
        """The entries of notes with these texts, for comparison."""
        return StandingEntries(self.read(texts))

    def gains(self, path: str, before: bytes, after: bytes) -> bool:
        """Whether a commit added an entry to a note whose content was `before` and is `after`."""
        if not hear(self._note(path, after.decode("utf-8", "replace")), self._heading, self._prompts).entries:
            return False
        was, now = ([entry for day in self.read({path: data}) for entry in day.entries] for data in (before, after))
        return bool(new_entries(was, now))

    def _note(self, path: str, text: str) -> JournalNote:
        return JournalNote(path, text, id=self._ids.get(path, ""), day="" if path in self._ids else self._day(path))

    def _day(self, path: str) -> str:
        """The ISO day of a daily note by its path, or nothing where it is none."""
        for folder, read in self._readers.items():
            start = f"{folder}/" if folder else ""
            if path.startswith(start) and path.endswith(".md") and (day := read(path[len(start) : -len(".md")])):
                return day
        return ""


def _template(root: Path, path: str) -> str:
    """The template of daily notes: what it asks is no entry."""
    try:
        data = vault.read(root, path if path.endswith(".md") else f"{path}.md") if path else None
        return "" if data is None else vault.decode(data, path)
    except VaultError:
        return ""
