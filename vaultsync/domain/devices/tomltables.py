"""Settings of two devices: TOML merged table by table, with comments and order kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from vaultsync.domain.devices.threeway import merge_maps
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.patterns import regex

_HEADER = regex(r"^[ \t]*(\[\[?[^\[\]\n]+\]\]?)[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_NAME = regex(r"""^[ \t]*name[ \t]*=[ \t]*["']([^"']*)["']""", re.MULTILINE)


def merge_toml(old: str | None, ours: str, theirs: str) -> str | None:
    """Merge two TOML texts that come from `old`; None if one of them is no TOML.

    Tables are known by their header, those of an array by their `name`. Within a table that both changed, lines are
    merged; if the result is no TOML (one key, two values), ours is taken, and theirs stands there as a comment.
    """
    if not (_is_toml(ours) and _is_toml(theirs)):
        return None
    tables = [_tables(text) for text in (old or "", ours, theirs)]
    merged = merge_maps(tables[0], tables[1], tables[2], lambda mine, other: mine + other)
    for key in merged:
        was, mine, other = (known.get(key) for known in tables)
        if mine is not None and other is not None and merged[key] not in (mine, other):
            merged[key] = _table(was, mine, other)
    text = "".join(_ended(table) for table in merged.values())
    return text if _is_toml(text) else None


def beyond(text: str, copy: str) -> list[str]:
    """What a copy of settings says that `text` does not: `key = value` with its table, and comments.

    If one of them is no TOML: the lines that only the copy has.
    """
    lines = {line.strip() for line in text.splitlines()}
    if not (_is_toml(text) and _is_toml(copy)):
        return [line.strip() for line in copy.splitlines() if line.strip() and line.strip() not in lines]
    mine, theirs = (dict(_settings(tomllib.loads(one), "")) for one in (text, copy))
    told = [f"{key} = {value!r}" for key, value in theirs.items() if key not in mine or mine[key] != value]
    comments = (line.strip() for line in copy.splitlines() if line.strip().startswith("#"))
    return told + [comment for comment in comments if comment not in lines and comment.strip("# ")]


def _settings(table: Mapping[str, object], above: str) -> Iterator[tuple[str, object]]:
    """Every value with the names of its tables; those of an array of tables are known by their `name`."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{above}{key}.")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for n, one in enumerate(value):
                yield from _settings(one, f"{above}{key}.{one.get('name', n)}.")
        else:
            yield f"{above}{key}", value


def _tables(text: str) -> dict[str, str]:
    """The text cut before each header; what stands before the first has an empty key."""
    cuts = [0, *(match.start() for match in _HEADER.finditer(text)), len(text)]
    found: dict[str, str] = {}
    for start, end in pairwise(cuts):
        table = text[start:end]
        header = _HEADER.match(table)
        key = header[1] if header else ""
        if key.startswith("[["):
            name = _NAME.search(table)
            key += f" {name[1]}" if name else ""
        while key in found:
            key += "'"
        found[key] = table
    return found


def _table(was: str | None, mine: str, other: str) -> str:
    text = reconcile(was, mine, other).text
    if _is_toml(text):
        return text
    there, old = set(mine.splitlines()), set((was or "").splitlines())
    lines = [line for line in other.splitlines() if line.strip() and line not in there and line not in old]
    return _ended(mine.rstrip("\r\n")) + "".join(f"# on another device: {line.strip()}\n" for line in lines)


def _ended(table: str) -> str:
    return table if not table or table.endswith("\n") else table + "\n"


def _is_toml(text: str) -> bool:
    try:
        return isinstance(tomllib.loads(text), Mapping)
    except tomllib.TOMLDecodeError:
        return False
