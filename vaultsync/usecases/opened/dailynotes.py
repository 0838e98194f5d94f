"""Which files of a vault are daily notes, and of which day."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.edges.daily import FORMAT, DailyNotes, daily_notes
from vaultsync.markdown.words.moments import reader
from vaultsync.usecases.opened.opening import Opened


def daily_notes_of(opened: Opened) -> DailyNotes:
    """Where this vault keeps its daily notes, and how they are named."""
    folders = opened.settings.folders
    return daily_notes(opened.root, folder=folders.journal, template=f"{folders.templates}/Journal")


def day_of_path(path: str, daily: DailyNotes, opened: Opened) -> str:
    """The ISO day of a daily note by its path; empty if it is none."""
    for folder, form in folders_of(opened, daily).items():
        start = f"{folder}/" if folder else ""
        if path.startswith(start) and (day := reader(form)(path[len(start) : -len(".md")])):
            return day
    return ""


def folders_of(opened: Opened, daily: DailyNotes) -> Mapping[str, str]:
    """The folders of daily notes with the format of their names: Obsidian's folder, and the one of the settings."""
    own = opened.settings.folders.journal
    return {own: FORMAT, daily.folder: daily.form}
