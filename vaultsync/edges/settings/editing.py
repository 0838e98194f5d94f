"""Editing `vaultsync.toml` as text: comments, order and line endings stay."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.settings.checking import beginnings, meant, parse, with_plain_ends
from vaultsync.errors import SettingsError

_INITIAL = """\
# The settings of this vault. A wrong key or value is named with its line on the next run.

links = {links}  # how notes link to each other: "wiki", or "markdown" for editors other than Obsidian
stamp = {stamp}  # "tasks" puts the date behind a new tick, "none" does not

[folders]
roadmaps = {roadmaps}
resources = {resources}
journal = {journal}
reviews = {reviews}
archive = {archive}
templates = {templates}
charts = {charts}  # the pictures of PROGRESS.md

[journal]
heading = "Study"  # what stands under this heading of a daily note is about studying
in_commits = true  # tell journal entries in commit messages

[git]
commit = true  # pull and push commit what they find and write

# A table for each roadmap, made by "vaultsync add". Beside name and source it may hold
#   title = "…"           instead of the document's own
#   start = 2026-11-21    the day you begin
#   hours_per_week = 10
#   tasks = "auto"        "checkboxes": only those are tasks; "bullets": every bullet of study is one
#   ticks = "mine"        ticks in the document are yours; "ignore" them
"""


def initial(*, links: str = "wiki", stamp: str = "tasks", folders: Mapping[str, str] | None = None) -> str:
    """The text of a new vault's settings, commented; `folders` overrides the usual ones by key."""
    from tomlkit import item

    values = {
        "links": links,
        "stamp": stamp,
        **{key: key.capitalize() for key in ("roadmaps", "resources", "journal", "reviews", "archive")},
        "templates": "Templates",
        "charts": "Charts",
        **(folders or {}),
    }
    text = _INITIAL.format(**{key: item(value).as_string() for key, value in values.items()})
    parse(text)
    return text


def add_roadmap(
    text: str,
    name: str,
    source: str,
    *,
    title: str = "",
    start: datetime.date | None = None,
    hours_per_week: float | None = None,
    tasks: str = "auto",
    ticks: str | None = None,
) -> str:
    """`text` with one more roadmap, after those that are there. Raises SettingsError where it cannot be."""
    import tomlkit

    if any(roadmap.name == name for roadmap in parse(text).roadmaps):
        raise SettingsError(
            f'a roadmap named "{name}" is there already',
            where=SETTINGS_FILE,
            next_step="Choose another name with --name, or remove that one first",
        )
    if hours_per_week is not None and hours_per_week == int(hours_per_week):
        hours_per_week = int(hours_per_week)
    entry: dict[str, Any] = {"name": name, "source": source}
    entry |= {"title": title} if title else {}
    entry |= {"start": start} if start else {}
    entry |= {"hours_per_week": hours_per_week} if hours_per_week is not None else {}
    entry |= {"tasks": tasks} if tasks != "auto" else {}
    entry |= {"ticks": ticks} if ticks is not None else {}

    inner = with_plain_ends(text)
    data = tomllib.loads(inner)
    if _is_array(inner):
        document = tomlkit.parse(inner)
        table = tomlkit.inline_table()
        table.update(entry)
        document["roadmaps"].append(table)
        new = tomlkit.dumps(document)
    else:
        block = "[[roadmaps]]\n" + "".join(
            f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in entry.items()
        )
        lines = inner.splitlines(keepends=True)
        known = data.get("roadmaps", [])
        at = _extent(inner, len(known) - 1)[1] if known else len(lines)
        before, after = "".join(lines[:at]), "".join(lines[at:])
        if before and not before.endswith("\n"):
            before += "\n"
        gap = "\n" if before and not before.endswith("\n\n") else ""
        new = before + gap + block + after
    return _checked(text, new, {**data, "roadmaps": [*data.get("roadmaps", []), entry]})


def remove_roadmap(text: str, name: str) -> str:
    """`text` without the roadmap `name`. Raises SettingsError where there is none."""
    names = [roadmap.name for roadmap in parse(text).roadmaps]
    if name not in names:
        allowed = ", ".join(names) or "none"
        raise SettingsError(
            f'there is no roadmap named "{name}"',
            where=SETTINGS_FILE,
            next_step=f"{meant(name, names)}There are: {allowed}",
        )
    inner = with_plain_ends(text)
    data = tomllib.loads(inner)
    index = names.index(name)
    if _is_array(inner):
        import tomlkit

        document = tomlkit.parse(inner)
        del document["roadmaps"][index]
        new = tomlkit.dumps(document)
    else:
        lines = inner.splitlines(keepends=True)
        start, end = _extent(inner, index)
        before, after = lines[: start - 1], lines[end:]
        while before and not before[-1].strip() and (not after or not after[0].strip()):
            before.pop()
        new = "".join(before + after)
    rest = [entry for entry in data["roadmaps"] if entry["name"] != name]
    return _checked(text, new, {**data, "roadmaps": rest})


def source_for(document: Path, vault: Path) -> str:
    """How the settings of `vault` name a document: from the vault's root if it lies inside, else absolute."""
    place, root = document.expanduser().absolute(), vault.absolute()
    if place.is_relative_to(root):
        return place.relative_to(root).as_posix()
    return str(place)


def _is_array(text: str) -> bool:
    """Whether the roadmaps are written as `roadmaps = [{…}]` instead of tables."""
    import tomlkit
    from tomlkit.items import Array

    return isinstance(tomlkit.parse(text).get("roadmaps"), Array)


def _extent(text: str, index: int) -> tuple[int, int]:
    """The first and last line, from 1, of the `index`-th `[[roadmaps]]` table.

    Comments right behind its last key belong to it, unless a table follows them at once.
    """
    first, last = 0, 0
    known: Any = None
    before = 0
    for count, data in beginnings(text):
        entries = data.get("roadmaps", [])
        entry = entries[index] if len(entries) > index else None
        if entry != known:
            first = first or before + 1
            last = count
            known = entry
        before = count
    lines = text.splitlines()
    end = last
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1
    if end < len(lines) and lines[end].strip():
        end = last
    return first, end


def _checked(old: str, new: str, wanted: dict[str, Any]) -> str:
    """`new` in the manner of `old`, once it is sure to say what is wanted and nothing else."""
    parse(new)
    found = tomllib.loads(new)
    if {"roadmaps": [], **found} != wanted:
        raise SettingsError(
            "the roadmaps are written in a way that cannot be edited safely",
            where=SETTINGS_FILE,
            next_step="Add or remove the [[roadmaps]] table by hand",
        )
    if old.count("\r\n") * 2 > old.count("\n"):
        new = new.replace("\n", "\r\n")
    return "\ufeff" + new if old.startswith("\ufeff") else new
