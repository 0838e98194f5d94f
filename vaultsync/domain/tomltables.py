"""Settings of two devices: TOML merged table by table, its comments and order kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise

from vaultsync.domain.threeway import merge_maps
from vaultsync.markdown.reconcile import reconcile

_HEADER = re.compile(r"^[ \t]*(\[\[?[^\[\]\n]+\]\]?)[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_NAME = re.compile(r"""^[ \t]*name[ \t]*=[ \t]*["']([^"']*)["']""", re.MULTILINE)


def merge_toml(old: str | None, ours: str, theirs: str) -> str | None:
    """One text of TOML from two and the one both began with; None where one of them is no TOML.

    Tables are known by their header, those of an array by their `name`. Within a table that both changed, lines are
    merged; where that gives no TOML (one key, two values) ours holds, and theirs stands there as a comment.
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
