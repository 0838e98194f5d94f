"""The entries of a property block: where each key and its value stand, and what they say.

Here they are found by pattern, where every line is a flat `key: value`, a list of one-line items, a comment or
blank, so that YAML cannot mean anything else. `yamlblock` reads what is not flat.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties.scalars import resolve, unquote


class PropertyEntry(NamedTuple):
    """One top-level key with its value; all positions count characters from the start of the text.

    `start` and `end` are those of its lines (`end` after the last line ending), `colon` is the place just
    after the colon, `value_start` to `value_end` the value as written (both `colon` where it is empty).
    """

    key: str
    value: object
    start: int
    colon: int
    value_start: int
    value_end: int
    end: int


class BlockReading(NamedTuple):
    """What a block says.

    `problem` tells why it is no proper YAML (or None), `problem_line` on which of the block's lines,
    from zero. `flat` and `valid` tell how it was read: by pattern, and as YAML. `lines` is false where
    the block is written as one flow mapping, in which no line belongs to one key.
    """

    entries: list[PropertyEntry]
    problem: str | None = None
    problem_line: int = -1
    flat: bool = False
    valid: bool = True
    lines: bool = True


# What no flat block has in it. It is looked for once: in every part of the pattern it would take long to compile.
_ODD = regex(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BAD = r"\r\n"
_KEY = r"\w[\w./-]{0,60}(?: [\w./-]{1,60}){0,8}"
# A plain scalar of one line: no indicator in front, no `: `, no ` #`, no blank at its end.
_PLAIN = (
    rf"""(?:[^ {_BAD}\-?:,\[\]{{}}#&*!|>'"%@`]|-(?![ \r\n]))"""
    rf"""(?:[^ {_BAD}:#]+|:(?![ \r\n])|(?<! )\#|[ ]+(?![ \#\r\n]))*"""
)
_QUOTED = rf"""\"[^"\\{_BAD}]*\"|'(?:[^'{_BAD}]|'')*'"""
_SCALAR = rf"(?:{_QUOTED}|{_PLAIN})"
_WORD = r"[\w/][\w/.+-]*(?: [\w/.+-]+)*"
_FLOW_LIST = rf"\[ *(?:{_WORD}(?: *, *{_WORD})*)? *\]"
_COMMENT = rf"\#[^{_BAD}]*"
_ITEM = rf"- +{_SCALAR} *\r?\n"
_ENTRY = regex(
    rf"(?P<key>{_KEY}):(?: +(?P<value>{_SCALAR}|{_FLOW_LIST}))?(?: +{_COMMENT}| *)\r?\n"
    rf"(?(value)|(?P<items>(?:  {_ITEM})+|(?:{_ITEM})+)?)"
    rf"(?: *(?:{_COMMENT})?\r?\n)*"
)
_LEADING = regex(rf"(?: *(?:{_COMMENT})?\r?\n)*")
_LIST_ITEM = regex(rf"- +({_SCALAR})")
_FLOW_WORD = regex(_WORD)


def read_flat(text: str, start: int, end: int) -> BlockReading | None:
    """The entries of a block that is flat throughout and has each key once, else None."""
    found = flat_matches(text, start, end)
    if found is None:
        return None
    return BlockReading([_flat_entry(text, match) for match in found.values()], flat=True)


def flat_matches(text: str, start: int, end: int) -> dict[str, re.Match[str]] | None:
    """The match of each entry by key where the block is flat and has each key once, else None.

    A match has the groups `key`, `value` and `items`; `flat_value` tells what it says.
    """
    if _ODD.search(text, start, end):
        return None
    leading = _LEADING.match(text, start, end)
    at = leading.end() if leading else start
    found: dict[str, re.Match[str]] = {}
    entry = _ENTRY.match
    while at < end:
        match = entry(text, at, end)
        if match is None or match["key"] in found:
            return None
        found[match["key"]] = match
        at = match.end()
    return found


def flat_value(match: re.Match[str]) -> object:
    """The value of an entry found by pattern."""
    value = match["value"]
    if value is not None:
        if value[0] == "[":
            return [resolve(word) for word in _FLOW_WORD.findall(value)]
        return unquote(value)
    if match["items"]:
        return [unquote(item) for item in _LIST_ITEM.findall(match["items"])]
    return None


def _flat_entry(text: str, match: re.Match[str]) -> PropertyEntry:
    start, colon = match.start(), match.end("key") + 1
    if match["value"] is not None:
        value_start, value_end = match.span("value")
    elif match["items"]:
        value_start, value_end = match.start("items"), match.end("items")
    else:
        value_start = value_end = colon
    end = value_end if match["items"] else text.index("\n", value_end) + 1
    return PropertyEntry(match["key"], flat_value(match), start, colon, value_start, value_end, end)
