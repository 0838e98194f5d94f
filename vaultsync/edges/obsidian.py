"""`.obsidian/`, `.gitignore` and `.gitattributes`: add what is missing, change nothing that exists.

Used when a vault is made or a roadmap is added, not by every pull: what the learner removes stays away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vaultsync.edges.files.batch import TEMP_PREFIX, Write
from vaultsync.edges.files.vault import decode, read
from vaultsync.errors import VaultError

_TYPES = {
    "aliases": "aliases",
    "tags": "tags",
    "title": "text",
    "up": "text",
    "prev": "text",
    "next": "text",
    "order": "number",
    "duration": "text",
    "hours": "number",
    "minutes": "number",
    "done": "checkbox",
    "completed": "date",
    "vaultsync": "text",
}
# What Obsidian turns on in a new vault, with the property view.
_ON = (
    "file-explorer global-search switcher graph backlink canvas outgoing-link tag-pane properties page-preview "
    "daily-notes templates note-composer command-palette editor-status bookmarks outline word-count file-recovery "
    "sync bases"
)
_OFF = "slash-command markdown-importer zk-prefixer random-note slides audio-recorder workspaces publish webviewer"
_COLOURS = (0x5B8FF9, 0x5AD8A6, 0xF6BD16, 0xE8684A, 0x6DC8EC, 0x9270CA, 0xFF9D4D, 0x269A99)
_BOOKMARKED_AT = 1_577_836_800_000  # any fixed moment, so that the same input gives the same bytes

# In these files a key that is absent has a meaning of its own, so that they are only made, never added to.
_WHOLE = frozenset({"app.json", "core-plugins.json", "daily-notes.json", "templates.json"})

# What only one device's programs write, or what nobody wants in git.
IGNORED = (
    ".obsidian/workspace*.json",
    ".trash/",
    ".DS_Store",
    f"{TEMP_PREFIX}*",
)
_UNION = "# No tool leaves conflict markers here: a merge keeps both sides, vaultsync settles the rest."


def obsidian_changes(
    root: Path, *, folders: Mapping[str, str], links: str = "wiki", roadmaps: Sequence[str] = (), home: str = "Home.md"
) -> tuple[list[Write], list[str]]:
    """The writes that add what is missing in `.obsidian/`, and warnings about files that could not be understood.

    `folders` are those of the settings by key, `roadmaps` the vault paths of the roadmaps' folders that get a colour in
    the graph, `home` is the note to begin with.
    """
    wanted = wanted_files(folders, links, roadmaps, home)
    return _changes(root, {f".obsidian/{name}": _merger(name, values) for name, values in wanted.items()})


def git_changes(root: Path, *, folders: Mapping[str, str]) -> tuple[list[Write], list[str]]:
    """The writes that add what is missing in `.gitignore` and `.gitattributes`, and warnings."""
    return _changes(
        root,
        {
            ".gitignore": lambda text: with_lines(text, IGNORED),
            ".gitattributes": lambda text: with_lines(text, attributes(folders), comment=_UNION),
        },
    )


def daily_notes_folder(root: Path) -> str:
    """The folder in which Obsidian already keeps the learner's daily notes; empty if there is none."""
    try:
        known = _loaded(decode(read(root, ".obsidian/daily-notes.json") or b"", "") or "{}")
    except (VaultError, ValueError):
        return ""
    folder = known.get("folder") if isinstance(known, dict) else None
    return folder.strip("/") if isinstance(folder, str) else ""


def wanted_files(
    folders: Mapping[str, str], links: str, roadmaps: Sequence[str], home: str
) -> dict[str, dict[str, Any]]:
    """The settings of Obsidian that fit this vault, by file name."""
    bookmarks = [(home, "Home"), ("PROGRESS.md", "Progress")]
    return {
        "types.json": {"types": dict(_TYPES)},
        "app.json": {
            "alwaysUpdateLinks": True,
            "newLinkFormat": "relative" if links == "markdown" else "absolute",
            "useMarkdownLinks": links == "markdown",
        },
        "core-plugins.json": {**dict.fromkeys(_ON.split(), True), **dict.fromkeys(_OFF.split(), False)},
        "daily-notes.json": {
            "folder": folders["journal"],
            "format": "YYYY-MM-DD",
            "template": f"{folders['templates']}/Journal",
        },
        "templates.json": {"folder": folders["templates"]},
        "bookmarks.json": {
            "items": [
                {"type": "file", "ctime": _BOOKMARKED_AT + number, "path": path, "title": title}
                for number, (path, title) in enumerate(bookmarks)
            ]
        },
        "graph.json": {"colorGroups": [{"query": f'path:"{folder}"'} for folder in roadmaps]},
    }


def with_settings(text: str | None, name: str, wanted: Mapping[str, Any]) -> str | None:
    """The text of the JSON file `name` with the missing parts of `wanted` added; None if nothing is to be changed.

    Raises ValueError where `text` is no JSON object that could be written again without loss.
    """
    known = _loaded(text) if text and text.strip() else {}
    if not isinstance(known, dict):
        raise ValueError("not a JSON object")
    if name in _WHOLE and known:
        return None
    if not _add(known, wanted):
        return None
    return _dumped(known, text or "")


def _add(known: dict[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Add to `known` what it lacks; whether there was anything."""
    added = False
    for key, value in wanted.items():
        here = known.get(key)
        if key == "colorGroups" and (here is None or isinstance(here, list)):
            groups = list(here or [])
            queries = {group.get("query") for group in groups if isinstance(group, dict)}
            for group in value:
                if group["query"] not in queries:
                    colour = {"a": 1, "rgb": _COLOURS[len(groups) % len(_COLOURS)]}
                    groups.append({**group, "color": colour})
                    added = True
            if groups:
                known[key] = groups
        elif key not in known or here == []:
            known[key] = value
            added = True
        elif isinstance(here, dict) and isinstance(value, Mapping):
            added |= _add(here, value)
    return added


def _loaded(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key stands there twice")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError as error:
        raise ValueError("too deeply nested") from error


def _dumped(values: dict[str, Any], like: str) -> str:
    """JSON in the manner of the text `like`: its indentation, line ends and final newline."""
    found = re.search(r"\n([ \t]+)\S", like)
    indent = found[1] if found else "  "
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    text += "\n" if like.endswith("\n") or not like.strip() else ""
    return text.replace("\n", "\r\n") if "\r\n" in like else text


def attributes(folders: Mapping[str, str]) -> list[str]:
    """The lines of `.gitattributes`: merges keep both sides, and line endings of vaultsync's own files stay."""
    notes = sorted({*folders.values()})
    lines = [_pattern(f"/{folder}/**") + " merge=union" for folder in notes]
    return [*lines, *(f"{own} -text merge=union" for own in ("/PROGRESS.md", "/progress.json", "/.vaultsync/**"))]


def _pattern(path: str) -> str:
    return f'"{path}"' if " " in path else path


def with_lines(text: str | None, lines: Iterable[str], *, comment: str = "") -> str | None:
    """`text` with the missing ones among `lines` added at its end; None if none is missing.

    Any line of the learner's on the same pattern counts, whatever it says.
    """
    text = text or ""
    known = {_first(line.lstrip("!")) for line in text.splitlines()}
    missing = [line for line in lines if _first(line) not in known]
    if not missing:
        return None
    if comment and comment not in text:
        missing.insert(0, comment)
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    return text + "".join(line + end for line in missing)


def _first(line: str) -> str:
    """The pattern of a line."""
    found = re.match(r'\s*("(?:[^"\\]|\\.)*"|\S*)', line)
    return found[1].lstrip("/") if found else ""


Merger = Callable[[str | None], str | None]


def _merger(name: str, values: Mapping[str, Any]) -> Merger:
    return lambda text: with_settings(text, name, values)


def _changes(root: Path, mergers: Mapping[str, Merger]) -> tuple[list[Write], list[str]]:
    writes, warnings = [], []
    for path, merge in mergers.items():
        try:
            data = read(root, path)
            text = merge(None if data is None else decode(data, path))
        except ValueError as error:
            warnings.append(f"{path} is left alone, it cannot be understood: {error}")
        except VaultError as error:
            warnings.append(f"{path} is left alone: {error.what}")
        else:
            if text is not None:
                writes.append(Write(path, text, data))
    return writes, warnings
