"""Where daily notes are, how they are named, and their template: as Obsidian is configured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vaultsync.edges.files.vault import decode, read
from vaultsync.errors import VaultError
from vaultsync.models.structs import Frozen

FORMAT = "YYYY-MM-DD"
_CORE = ".obsidian/daily-notes.json"
_PLUGINS = ".obsidian/community-plugins.json"
_PERIODIC = ".obsidian/plugins/periodic-notes/data.json"
_TEMPLATES = ".obsidian/templates.json"


class DailyNotes(Frozen):
    """How daily notes are made. `folder` is a vault path, empty for the vault's root; `form` a moment.js format.

    `template` is the vault path of the template, without `.md` or with it, or empty. `date_form` and `time_form` are
    what `{{date}}` and `{{time}}` stand for in it.
    """

    folder: str
    form: str = FORMAT
    template: str = ""
    date_form: str = FORMAT
    time_form: str = "HH:mm"


def daily_notes(root: Path, *, folder: str, template: str) -> DailyNotes:
    """How Obsidian's Daily notes are set up, else its plugin Periodic Notes if that makes them, else these values.

    A setting that Obsidian leaves out has Obsidian's default: the vault's root, `YYYY-MM-DD`, no template. A file that
    cannot be read counts as missing.
    """
    found = _periodic(root)
    if found is None:
        found = _values(root, _CORE)
    inserted = _values(root, _TEMPLATES) or {}
    forms = {
        "date_form": _text(inserted, "dateFormat") or FORMAT,
        "time_form": _text(inserted, "timeFormat") or "HH:mm",
    }
    if found is None:
        return DailyNotes(folder, template=template, **forms)
    given = _text(found, "folder").strip("/")
    return DailyNotes(
        folder if ".." in given.split("/") else given,
        _text(found, "format") or FORMAT,
        _text(found, "template").strip("/"),
        **forms,
    )


def _periodic(root: Path) -> Mapping[str, Any] | None:
    """The daily notes of the plugin Periodic Notes, where it is on and makes them."""
    plugins = _loaded(root, _PLUGINS)
    if not isinstance(plugins, list) or "periodic-notes" not in plugins:
        return None
    daily = (_values(root, _PERIODIC) or {}).get("daily")
    return daily if isinstance(daily, dict) and daily.get("enabled") is True else None


def _values(root: Path, path: str) -> Mapping[str, Any] | None:
    found = _loaded(root, path)
    return found if isinstance(found, dict) else None


def _loaded(root: Path, path: str) -> Any:
    try:
        data = read(root, path)
        return None if data is None else json.loads(decode(data, path))
    except (VaultError, ValueError, RecursionError):
        return None


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""
