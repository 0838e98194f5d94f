"""One checkbox line: read it, and set its mark and stamp without touching the rest.

A line is what stands between two line feeds; a carriage return at its end is part of it and stays where it is.
The fields at a line's end are those of the Obsidian plugins Tasks (emoji) and Dataview
(`[completion:: 2026-11-21]`).
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

_MARKER = r"(?:[-*+]|[0-9]{1,9}[.)])[ \t]+"
_TASK = re.compile(rf"(\ufeff?[ \t]*(?:>[ \t]*)*(?:{_MARKER})+)\[([^\[\]\\\r\n])\](?=[ \t\r\n]|\Z)")
_BLOCK_ID = re.compile(r"[A-Za-z0-9-]+")
_BLANKS = " \t\r\n"

_STAMP = re.compile(
    r"""(?<![ \t])[ \t]*(?:
        ✅\ufe0f?[ ]*(?P<tasks>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])
      | \[completion::[ ]*(?P<square>[0-9]{4}-[0-9]{2}-[0-9]{2})[ ]*\]
      | \(completion::[ ]*(?P<round>[0-9]{4}-[0-9]{2}-[0-9]{2})[ ]*\)
    )""",
    re.VERBOSE,
)
# What may follow a stamp, in any order: the other fields and tags.
_OTHER_FIELDS = re.compile(
    r"""(?:[ \t]*(?:
        [➕⏳⌛🛫📅📆🗓❌]\ufe0f?[ ]*[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])
      | [🔺⏫🔼🔽⏬]\ufe0f?
      | 🔁\ufe0f?[ ]*[a-zA-Z0-9][a-zA-Z0-9,! ]*
      | 🏁\ufe0f?[ ]*[a-zA-Z]+
      | 🆔\ufe0f?[ ]*[a-zA-Z0-9_-]+
      | ⛔\ufe0f?[ ]*[a-zA-Z0-9_-]+(?:[ ]*,[ ]*[a-zA-Z0-9_-]+)*
      | (?<=[ \t])\#[^\s\#]+
      | \[[\w -]+::[^\[\]\r\n]*\]
      | \([\w -]+::[^()\r\n]*\)
    ))*[ \t]*""",
    re.VERBOSE,
)


class TaskParts(NamedTuple):
    """A checkbox line in parts: `prefix + "[" + char + "]" + body + tail` is the line.

    `prefix` is indent, quote signs and list marker with the blanks after it; `body` what follows the
    box, as written; `tail` the block id with the blanks before it, and what ends the line. `text` is
    the body without stamp, `date` the stamp's ISO date or empty, `block_id` the id without `^`, or empty.
    """

    prefix: str
    char: str
    body: str
    tail: str
    text: str
    date: str
    block_id: str


def parse(line: str) -> TaskParts | None:
    """The parts of a checkbox line, else None. A box is followed by a blank or by the line's end."""
    match = _TASK.match(line)
    if match is None:
        return None
    begin = match.end()
    end, block_id = _body_end(line, begin)
    body = line[begin:end]
    text, date = body.strip(_BLANKS), ""
    stamps = _stamps(body)
    if stamps:
        text, date = _without(body, stamps).strip(_BLANKS), _date(stamps[0])
    return TaskParts(match[1], match[2], body, line[end:], text, date, block_id)


def with_mark(line: str, char: str, date: str | None) -> str:
    """The line with `char` in its box.

    With a date, a done stamp is put before the block id, unless there is one: an existing date is never
    changed. Without, the stamp is taken away, unless the box says done. ValueError where the line has no
    box, or `char` is not one that a box can hold.
    """
    if len(char) != 1 or char in "[]\\\r\n":
        raise ValueError(f"not a character for a box: {char!r}")
    parts = _parts(line)
    body = parts.body
    if date is not None and not parts.date:
        body = f"{body} ✅ {date}"
    elif date is None and parts.date and char not in "xX":
        body = _without(body, _stamps(body))
    return f"{parts.prefix}[{char}]{body}{parts.tail}"


def with_block_id(line: str, block_id: str) -> str:
    """The line with ` ^block_id` at its end. A line that has a block id keeps its own."""
    if not _BLOCK_ID.fullmatch(block_id):
        raise ValueError(f"not a block id: {block_id!r}")
    parts = _parts(line)
    if parts.block_id:
        return line
    return f"{parts.prefix}[{parts.char}]{parts.body} ^{block_id}{parts.tail}"


def blank(line: str) -> str:
    """The line with an empty box and without stamp."""
    return with_mark(line, " ", None)


def _parts(line: str) -> TaskParts:
    parts = parse(line)
    if parts is None:
        raise ValueError(f"not a checkbox line: {line!r}")
    return parts


def _body_end(line: str, begin: int) -> tuple[int, str]:
    """Where the body ends: before the blanks that precede the block id or the line's end; and that id."""
    end = begin + len(line[begin:].rstrip(_BLANKS))
    caret = line.rfind("^", begin, end)
    if caret > begin and line[caret - 1] in " \t" and _BLOCK_ID.fullmatch(line, caret + 1, end):
        return begin + len(line[begin:caret].rstrip(_BLANKS)), line[caret + 1 : end]
    return end, ""


def _stamps(body: str) -> list[re.Match[str]]:
    """The done stamps among the fields at the end of a body, first to last."""
    if "✅" not in body and "completion::" not in body:
        return []
    stamps: list[re.Match[str]] = []
    end = len(body)
    for match in reversed(list(_STAMP.finditer(body))):
        if not _is_day(_date(match)) or not _OTHER_FIELDS.fullmatch(body, match.end(), end):
            break
        stamps.insert(0, match)
        end = match.start()
    return stamps


def _without(body: str, stamps: list[re.Match[str]]) -> str:
    for match in reversed(stamps):
        body = body[: match.start()] + body[match.end() :]
    return body


def _date(stamp: re.Match[str]) -> str:
    return stamp["tasks"] or stamp["square"] or stamp["round"] or ""


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
