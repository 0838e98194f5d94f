"""One checkbox line: read it, and set its mark and stamp without touching the rest.

A line is what stands between two line feeds; a carriage return at its end is part of it and stays where it is.
The fields at a line's end are those of the Obsidian plugins Tasks (emoji) and Dataview
(`[completion:: 2026-11-21]`).
"""

from __future__ import annotations

import datetime
import re
from sys import intern
from typing import NamedTuple

from vaultsync.markdown.patterns import regex

_MARKER = r"(?:[-*+]|[0-9]{1,9}[.)])[ \t]+"
_TASK = regex(rf"(\ufeff?[ \t]*(?:>[ \t]*)*(?:{_MARKER})+)\[([^\[\]\\\r\n])\](?=[ \t\r\n]|\Z)")
_BLOCK_ID = regex(r"[A-Za-z0-9-]+")
_DAY = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLANKS = " \t\r\n"

_STAMP = regex(
    r"""(?<![ \t])[ \t]*(?:
        ✅\ufe0f?[ ]*(?P<tasks>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])
      | \[[ ]*completion::[ ]*(?P<square>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?[ ]*\](?:[ ]*,(?=[ \t]|\Z))?
      | \([ ]*completion::[ ]*(?P<round>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?[ ]*\)(?:[ ]*,(?=[ \t]|\Z))?
    )""",
    re.VERBOSE,
)
# What may stand beside a stamp, in any order: the other fields and tags.
_FIELD = r"""
        [➕⏳⌛🛫📅📆🗓❌]\ufe0f?[ ]*[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])
      | ⏰\ufe0f?[ ]*[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ ][0-9]{2}:[0-9]{2})?(?![0-9])
      | [🔺⏫🔼🔽⏬]\ufe0f?
      | 🔁\ufe0f?[ ]*[a-zA-Z0-9][a-zA-Z0-9,! ]*
      | 🏁\ufe0f?[ ]*[a-zA-Z]+
      | 🆔\ufe0f?[ ]*[a-zA-Z0-9_-]+
      | ⛔\ufe0f?[ ]*[a-zA-Z0-9_-]+(?:[ ]*,[ ]*[a-zA-Z0-9_-]+)*
      | (?<=[ \t])\#[^\s\#]+
      | \[[\w -]+::(?:[^\[\]\r\n]|\[\[[^\[\]\r\n]*\]\])*\](?:[ ]*,(?=[ \t]|\Z))?
      | \([\w -]+::[^()\r\n]*\)(?:[ ]*,(?=[ \t]|\Z))?
"""
_OTHER_FIELDS = regex(rf"(?:[ \t]*(?:{_FIELD}))*[ \t]*", re.VERBOSE)
_LAST_FIELD = regex(rf"(?:\A|[ \t]+)(?:✅\ufe0f?[ ]*[0-9-]{{10}}|{_FIELD})[ \t]*\Z", re.VERBOSE)
_TAG = regex(r"(?:(?<=[ \t])|\A)#[^\s#]+[ \t]*")
_RECURS = regex(r"🔁|[\[(][ ]*repeat::")
# The fields by which Tasks tells a line in Dataview's form from one with emoji.
_DATAVIEW = regex(r"[\[(][ ]*(?:due|scheduled|start|created|priority|repeat|id|dependsOn|onCompletion)::")
_EMOJI = regex("[➕⏳⌛🛫📅📆🗓❌🔺⏫🔼🔽⏬🔁🏁🆔⛔⏰]")


class TaskParts(NamedTuple):
    """A checkbox line in parts: `prefix + "[" + char + "]" + body + tail` is the line.

    `prefix` is indent, quote signs and list marker with the blanks after it; `body` what follows the
    box, as written; `tail` the block id with the blanks before it, and what ends the line (a stamp too,
    where some tool has put it after the id). `text` is the body without stamp, `date` the stamp's ISO
    date or empty, `block_id` the id without `^`, or empty.
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
    text, date, block_id = read_body(line, begin)
    end = begin + len(line[begin:].rstrip(_BLANKS))
    if block_id:
        caret = line.rindex(f"^{block_id}", begin)
        end = begin + len(line[begin:caret].rstrip(_BLANKS))
    return TaskParts(match[1], match[2], line[begin:end], line[end:], text, date, block_id)


def read_body(line: str, begin: int) -> tuple[str, str, str]:
    """Text, date and block id of a checkbox line, of which `begin` is the place just after the box."""
    text, block_id = _without_id(line[begin:].strip(_BLANKS))
    if "✅" not in text and "completion::" not in text:
        return text, "", block_id
    text, date, at_end = _without_stamps(text)
    if at_end and not block_id:  # some tool has put its stamp after the block id
        text, block_id = _without_id(text)
        if block_id:
            text, earlier, _ = _without_stamps(text)
            date = earlier or date
    return text, date, block_id


def _without_id(body: str) -> tuple[str, str]:
    """A body without the block id at its end, and that id or nothing."""
    caret = body.rfind("^")
    if caret < 0 or (caret and body[caret - 1] not in " \t") or not _BLOCK_ID.fullmatch(body, caret + 1):
        return body, ""
    # A task stands in its note and in the base text of that: one string in memory, not two.
    return intern(body[:caret].rstrip(_BLANKS)), intern(body[caret + 1 :])


def _without_stamps(body: str) -> tuple[str, str, bool]:
    """A body without its stamps, the date of the first, and whether the last stood at the end."""
    if body[-12:-10] == "✅ " and is_day(body[-10:]) and body.count("✅") == 1 and "completion::" not in body:
        return body[:-12].rstrip(_BLANKS), body[-10:], True
    stamps = _stamps(body)
    if not stamps:
        return body, "", False
    return _cut(body, stamps).strip(_BLANKS), _date(stamps[0]), stamps[-1].end() == len(body)


def words(text: str) -> str:
    """A task's text without tags, and without the fields that Tasks and Dataview keep at its end."""
    while match := _LAST_FIELD.search(text):
        text = text[: match.start()]
    return _TAG.sub("", text).strip(_BLANKS)


def around(old: str, text: str) -> tuple[str, str] | None:
    """What the learner wrote before and behind the words of the roadmap's task line `old`.

    None if these words are no longer there, or not just once.
    """
    was = parse(old)
    pieces = re.split(rf"(?<!\w){re.escape(was.text)}(?!\w)", text) if was is not None and was.text else []
    return (pieces[0], pieces[1]) if len(pieces) == 2 else None


def recurs(text: str) -> bool:
    """Whether a task's text has a rule by which Tasks makes its next occurrence."""
    return _RECURS.search(text) is not None


def with_mark(line: str, char: str, date: str | None) -> str:
    """The line with `char` in its box.

    With a date, a done stamp is put before the block id, unless there is one: an existing date is never
    changed. It takes the form of the line's other fields: that of Dataview where they are all in it. Without,
    the stamp is taken away, unless the box says done. ValueError where the line has no box, or `char` is
    not one that a box can hold.
    """
    if len(char) != 1 or char in "[]\\\r\n":
        raise ValueError(f"not a character for a box: {char!r}")
    parts = _parts(line)
    body, tail = parts.body, parts.tail
    if date is not None and not parts.date:
        dataview = _DATAVIEW.search(parts.text) and not _EMOJI.search(parts.text)
        body += f"  [completion:: {date}]" if dataview else f" ✅ {date}"
    elif date is None and parts.date and char not in "xX":
        body = _cut(body, _stamps(body))
        tail = _cut(tail, list(_STAMP.finditer(tail)))
    return f"{parts.prefix}[{char}]{body}{tail}"


def with_block_id(line: str, block_id: str) -> str:
    """The line with ` ^block_id` at its end. A line that has a block id keeps its own.

    An id that is no longer at the end, since words were put behind it, moves there.
    """
    if not _BLOCK_ID.fullmatch(block_id):
        raise ValueError(f"not a block id: {block_id!r}")
    parts = _parts(line)
    if parts.block_id:
        return line
    body = re.sub(rf"[ \t]\^{re.escape(block_id)}(?=[ \t])", "", parts.body, count=1, flags=re.IGNORECASE)
    return f"{parts.prefix}[{parts.char}]{body} ^{block_id}{parts.tail}"


def without_block_id(line: str) -> str:
    """The line without its block id, if it has one."""
    parts = _parts(line)
    if not parts.block_id:
        return line
    before, _, after = parts.tail.partition(f"^{parts.block_id}")
    return f"{parts.prefix}[{parts.char}]{parts.body}{before.rstrip(_BLANKS)}{after}"


def blank(line: str) -> str:
    """The line with an empty box and without stamp."""
    return with_mark(line, " ", None)


def _parts(line: str) -> TaskParts:
    parts = parse(line)
    if parts is None:
        raise ValueError(f"not a checkbox line: {line!r}")
    return parts


def _stamps(body: str) -> list[re.Match[str]]:
    """The done stamps among the fields at the end of a body, first to last."""
    if "✅" not in body and "completion::" not in body:
        return []
    stamps: list[re.Match[str]] = []
    end = len(body)
    for match in reversed(list(_STAMP.finditer(body))):
        if not is_day(_date(match)) or not _OTHER_FIELDS.fullmatch(body, match.end(), end):
            break
        stamps.insert(0, match)
        end = match.start()
    return stamps


def _cut(body: str, stamps: list[re.Match[str]]) -> str:
    for match in reversed(stamps):
        body = body[: match.start()] + body[match.end() :]
    return body


def _date(stamp: re.Match[str]) -> str:
    return stamp["tasks"] or stamp["square"] or stamp["round"] or ""


def is_day(text: str) -> bool:
    """Whether text is a date of the calendar as `2026-11-21`."""
    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
