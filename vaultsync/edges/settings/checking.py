"""Checking `vaultsync.toml`: every error names its line, the allowed values and the close match.

This module costs an import of pydantic.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.settings.model import (
    FoldersTable,
    GitTable,
    JournalTable,
    RoadmapTable,
    SettingsFile,
    ValidationError,
    WatchTable,
)
from vaultsync.errors import SettingsError
from vaultsync.models.settings import Folders, Settings

Location = tuple[str | int, ...]

_TABLES: dict[str, Any] = {
    "roadmaps": RoadmapTable,
    "folders": FoldersTable,
    "journal": JournalTable,
    "git": GitTable,
    "watch": WatchTable,
}


def parse(text: str) -> Settings:
    """The settings that `text` says. Raises SettingsError."""
    text = with_plain_ends(text)
    data = _data(text)
    try:
        settings: Settings = SettingsFile.model_validate(data).value()
    except ValidationError as error:
        told = [_told(text, data, one["loc"], one["type"]) for one in error.errors(include_url=False)]
        raise min(told, key=lambda pair: pair[0])[1] from None
    _check_names(text, settings)
    _check_folders(text, settings.folders)
    return settings


def with_plain_ends(text: str) -> str:
    """`text` without byte-order mark and carriage returns."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _data(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
        what = found[1] if found else "too deeply nested"
        line = found[2] if found and found[2] else str(text.rstrip().count("\n") + 1)
        raise SettingsError(
            f"this is not TOML: {what[0].lower()}{what[1:]}".replace("\n", " "),
            where=f"{SETTINGS_FILE}:{line}",
            next_step='Correct the line; texts stand in quotes: name = "value"',
        ) from None


def _told(text: str, data: dict[str, Any], loc: Location, kind: str) -> tuple[int, SettingsError]:
    """What is wrong at `loc`, with its line for sorting."""
    table, field, names = _field(loc)
    key = next(str(step) for step in reversed(loc) if isinstance(step, str))
    place = f" in {table}" if table else ""
    line = line_of(text, loc)
    if kind == "extra_forbidden":
        what = f'unknown key "{key}"{place}'
        next_step = f"{meant(key, names)}Allowed: {', '.join(names)}"
    elif kind == "missing":
        what = f'"{key}" is missing{place}'
        next_step = f'Add {key} = "…": {field.description}'
    else:
        value: Any = data
        for step in loc:
            value = value[step]
        what = f"{key} = {_as_toml(value)} is not allowed{place}"
        choices = [choice for choice in _literals(field.annotation) if choice is not None]
        if choices:
            next_step = f"{meant(str(value), choices)}Allowed: {', '.join(map(_as_toml, choices))}"
        else:
            next_step = f"Wanted: {field.description}"
    return line, error_at(what, line, next_step)


def error_at(what: str, line: int, next_step: str) -> SettingsError:
    """The error for a line of the file (from 1), or for the whole file if it is 0."""
    return SettingsError(what, where=f"{SETTINGS_FILE}:{line}" if line else SETTINGS_FILE, next_step=next_step)


def _field(loc: Location) -> tuple[str, Any, list[str]]:
    """The table `loc` stands in as a user writes it, its field if there is one, all keys of that table."""
    model: Any = SettingsFile
    table = ""
    keys = [step for step in loc if isinstance(step, str)]
    if len(keys) > 1:
        model = _TABLES[keys[0]]
        table = "[[roadmaps]]" if keys[0] == "roadmaps" else f"[{keys[0]}]"
    fields = model.model_fields
    return table, fields.get(keys[-1]), list(fields)


def _literals(annotation: Any) -> list[Any]:
    found: list[Any] = []
    for one in get_args(annotation):
        found += _literals(one) if get_args(one) else [one] if isinstance(one, str) else []
    return found


def _as_toml(value: object) -> str:
    if isinstance(value, str | bool | int | float):
        shown = json.dumps(value, ensure_ascii=False)
    else:
        shown = str(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def meant(word: str, allowed: list[str]) -> str:
    """A “did you mean …?” for `word`, or nothing."""
    near = difflib.get_close_matches(word.lower(), allowed, n=1, cutoff=0.5)
    return f'Did you mean "{near[0]}"? ' if near else ""


def _check_names(text: str, settings: Settings) -> None:
    seen: set[str] = set()
    for index, roadmap in enumerate(settings.roadmaps):
        if roadmap.name in seen:
            line = line_of(text, ("roadmaps", index, "name"))
            raise error_at(f'two roadmaps are named "{roadmap.name}"', line, "Give one of them another name")
        seen.add(roadmap.name)


def _check_folders(text: str, folders: Folders) -> None:
    paths = {key: unicodedata.normalize("NFC", value).casefold() for key, value in folders.by_use().items()}
    for key, path in paths.items():
        for other, above in paths.items():
            within = other in ("roadmaps", "resources", "archive") and path.startswith(above + "/")
            if key != other and (path == above or within):
                line = max(line_of(text, ("folders", one)) for one in (key, other))
                what = f"the folders {key} and {other} are not apart: {_as_toml(getattr(folders, key))}"
                raise error_at(what, line, "Give each a folder of its own")


def beginnings(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every beginning of `text` that is valid TOML: its number of lines and its data."""
    lines = text.splitlines(keepends=True)
    if len(lines) > 2000:
        return
    for count in range(len(lines) + 1):
        try:
            yield count, tomllib.loads("".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue  # within a value of several lines


def line_of(text: str, loc: Location) -> int:
    """The line (from 1) on which `loc`, or the table around it, begins; 0 if that is unknown."""
    found, depth, before = 0, 0, 0
    for count, data in beginnings(with_plain_ends(text)):
        reached = _reached(data, loc)
        if reached > depth:
            found, depth = before + 1, reached
        before = count
    return found


def _reached(data: Any, loc: Location) -> int:
    """How many steps of `loc` lead somewhere."""
    for depth, step in enumerate(loc):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(loc)
