"""The journal entries that commits brought, for the log: read from the notes that they changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from vaultsync.domain.journal import new_entries, read_journal
from vaultsync.domain.readback import Summary
from vaultsync.edges import vault
from vaultsync.edges.daily import FORMAT, daily_notes
from vaultsync.edges.glance import glance
from vaultsync.edges.repo import FileChange
from vaultsync.errors import VaultError
from vaultsync.markdown.entries import prompts_of
from vaultsync.markdown.moments import reader
from vaultsync.models.journal import Day, Entry, JournalNote


class EntryChange(NamedTuple):
    """The entries that a note gained and lost, and by day the minutes that its properties give now, if that changed."""

    written: list[Entry]
    unwritten: list[Entry]
    stated: dict[str, int | None]


class EntryReader:
    """Reads the entries of daily notes and study notes in old versions of the vault at `root`."""

    def __init__(self, root: Path, known: Summary) -> None:
        seen = glance(root)
        daily = daily_notes(root, folder=seen.journal, template=f"{seen.templates}/Journal")
        forms = {seen.journal: FORMAT, daily.folder: daily.form}
        self._heading = seen.heading
        self._readers = {folder: reader(form) for folder, form in forms.items()}
        self._prompts = prompts_of(_template(root, daily.template))
        self._ids = {path: f"{name}/{node}" if node else name for path, (name, node) in known.paths.items()}
        self._paths = {id_: path for path, id_ in self._ids.items()}

    def telling(self, files: Iterable[FileChange]) -> list[FileChange]:
        """Those of the files that may hold entries."""
        return [file for file in files if file.path in self._ids or self._day(file.path)]

    def read(self, path: str, before: Iterable[str], after: str) -> EntryChange:
        """What changed in the entries of a note. `before`: its texts in the commits before, empty where it was not."""
        old = [day for text in before for day in self._days(path, text)]
        new = self._days(path, after)
        was = [entry for day in old for entry in day.entries]
        now = [entry for day in new for entry in day.entries]
        stated: dict[str, int | None] = {}
        if own := self._day(path):
            first, last = (next((day.minutes_override for day in days if day.date == own), None) for days in (old, new))
            if first != last:
                stated[own] = last
        return EntryChange(new_entries(was, now), new_entries(now, was), stated)

    def _days(self, path: str, text: str) -> tuple[Day, ...]:
        note = JournalNote(path, text, id=self._ids.get(path, ""), day="" if path in self._ids else self._day(path))
        return read_journal([note], heading=self._heading, prompts=self._prompts, known=self._paths).days

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
