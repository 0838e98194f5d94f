"""progress.json read back: words, dates and places of items, whichever version wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.structs import Frozen, Struct, field, replace

SUMMARY_DATA = "progress.json"

_MARKS = frozenset(Mark)
_LIST = b'"items":'
_LINES = regex(rb'"items": \[(?:\]|\s*\n\s*\{"id": )')  # with a line for each item
_ITEM = b'{"id": '
_NAME = b'"name": '
Key = tuple[str, str]  # a roadmap's name and the id of an item or note within it


class KnownItem(Frozen):
    """An item that is not todo, as the summary has it. `order` increases in document order."""

    text: str
    note: str
    mark: Mark
    date: str
    order: int


class KnownSection(Frozen):
    """A note of a roadmap. `above` is the id of the note above it."""

    title: str
    note: str
    above: str
    order: int


class ReadSummary(Struct):
    """What a summary says: items and notes by roadmap and id, titles of roadmaps by name, note ids by vault path."""

    titles: dict[str, str] = field(default_factory=dict)
    items: dict[Key, KnownItem] = field(default_factory=dict)
    sections: dict[Key, KnownSection] = field(default_factory=dict)
    paths: dict[str, Key] = field(default_factory=dict)

    def within(self, roadmap: str, below: str, above: str) -> bool:
        """Whether the note `below` is the note `above` or stands under it."""
        while below and below != above:
            section = self.sections.get((roadmap, below))
            below = section.above if section else ""
        return below == above


def read_summary(data: bytes | str) -> ReadSummary | None:
    """Read a progress.json; None where it is none. What is missing or odd in it is left out."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return None
    summary = ReadSummary()
    for roadmap in _objects(whole, "roadmaps"):
        name = roadmap.get("name")
        if not isinstance(name, str):
            continue
        summary.titles[name] = _text(roadmap, "title") or name
        summary.sections[name, ""] = KnownSection(summary.titles[name], _text(roadmap, "note"), "", 0)
        for order, (section, above) in enumerate(_sections(roadmap), 1):
            key = (name, _text(section, "id"))
            summary.sections[key] = KnownSection(_text(section, "title"), _text(section, "note"), above, order)
        for order, item in enumerate(_objects(roadmap, "items")):
            if found := _item(item, order):
                summary.items[name, _text(item, "id")] = found
    for key, known in summary.sections.items():
        summary.paths.setdefault(known.note, key)
    return summary


def find_item(data: bytes, item: str) -> KnownItem | None:
    """The item with this id in a progress.json that has a line for each item, found without reading all of it."""
    at = data.find(b'{"id": ' + json.dumps(item, ensure_ascii=False).encode() + b", ")
    if at < 0:
        return None
    end = data.find(b"\n", at)
    try:
        value = json.loads(data[at : end if end >= 0 else None].rstrip().rstrip(b","))
    except ValueError:
        return None
    return _item(value, 0) if isinstance(value, dict) else None


def changed_items(before: bytes, after: bytes) -> tuple[ReadSummary, ReadSummary]:
    """Two versions of a progress.json, reduced to the items that differ between them.

    If the files have a line for each item, only lines that differ are parsed.
    """
    if any(data.count(_LIST) != len(_LINES.findall(data)) for data in (before, after)):
        return read_summary(before) or ReadSummary(), read_summary(after) or ReadSummary()
    was, now = ({line.strip().rstrip(b","): None for line in data.split(b"\n")} for data in (before, after))
    gone = [line for line in was if line not in now and line.startswith(_ITEM)]
    new = [line for line in now if line not in was and line.startswith(_ITEM)]
    return _of_lines(before, gone), _of_lines(after, new)


def _of_lines(data: bytes, lines: list[bytes]) -> ReadSummary:
    """The items that these lines of a progress.json say."""
    summary = ReadSummary()
    for order, line in enumerate(lines):
        start = data.rfind(_NAME, 0, data.find(line)) + len(_NAME)
        try:
            value = json.loads(line)
            name = json.loads(data[start : data.index(b"\n", start)].rstrip().rstrip(b",").partition(b'", "')[0])
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(name, str) and (found := _item(value, order)):
            summary.titles[name] = name
            summary.items[name, _text(value, "id")] = found
    return summary


def with_marks(summary: ReadSummary, roadmap: str, marks: Mapping[str, KnownMark]) -> None:
    """The summary with the known marks of a roadmap, which are newer, in the place of its own."""
    for key, item in summary.items.items():
        if key[0] == roadmap:
            known = marks.get(key[1], KnownMark(Mark.TODO))
            summary.items[key] = replace(item, mark=known.mark, date=known.date)


def _item(value: dict[str, Any], order: int) -> KnownItem | None:
    mark = _text(value, "mark")
    if mark not in _MARKS:
        return None
    return KnownItem(_text(value, "text"), _text(value, "note"), Mark(mark), _text(value, "date"), order)


def _sections(roadmap: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """All sections in document order, each with the id of the one above it."""
    stack = [(section, "") for section in reversed(_objects(roadmap, "sections"))]
    while stack:
        section, above = stack.pop()
        yield section, above
        stack += [(child, _text(section, "id")) for child in reversed(_objects(section, "sections"))]


def _objects(value: Any, key: str) -> list[dict[str, Any]]:
    found = value.get(key) if isinstance(value, dict) else None
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
