"""The few settings needed to read a history and to complete words, read quickly from a file that need not be valid."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from vaultsync.edges.files.vault import SETTINGS_FILE, read_text
from vaultsync.errors import VaultError
from vaultsync.models.settings import Folders, JournalSettings
from vaultsync.models.structs import Frozen

_FOLDERS = Folders()


class Glance(Frozen):
    """Folders of daily notes, templates, roadmaps and archive; the heading of entries; names of roadmaps."""

    journal: str = _FOLDERS.journal
    templates: str = _FOLDERS.templates
    heading: str = JournalSettings().heading
    roadmaps: str = _FOLDERS.roadmaps
    archive: str = _FOLDERS.archive
    names: tuple[str, ...] = ()


def glance(root: Path) -> Glance:
    """Read these settings. What is missing or wrong gets its default; `load` is what checks the file."""
    try:
        values: dict[str, Any] = tomllib.loads(read_text(root, SETTINGS_FILE))
    except (VaultError, tomllib.TOMLDecodeError, RecursionError):
        return Glance()
    folders, journal, given = values.get("folders"), values.get("journal"), values.get("roadmaps")
    usual = Glance()
    return Glance(
        _text(folders, "journal", usual.journal),
        _text(folders, "templates", usual.templates),
        _text(journal, "heading", usual.heading),
        _text(folders, "roadmaps", usual.roadmaps),
        _text(folders, "archive", usual.archive),
        tuple(filter(None, (_text(one, "name", "") for one in (given if isinstance(given, list) else ())))),
    )


def _text(table: Any, key: str, usual: str) -> str:
    found = table.get(key) if isinstance(table, dict) else None
    return found if isinstance(found, str) and found.strip() else usual
