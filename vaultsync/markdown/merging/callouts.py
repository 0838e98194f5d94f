"""Callouts about words that two hands changed: found in a note, and settled one way or the other."""

from __future__ import annotations

from vaultsync.markdown import tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.hidden import find_code
from vaultsync.markdown.merging import merge, reconcile
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.structs import Frozen

_SIGNS = (merge.CALLOUT, reconcile.CALLOUT)
_QUOTE = regex(r"[ \t]*>[ ]?")


class Callout(Frozen):
    """A callout in the lines `start` to `end` (from zero, exclusive) of a note, with what the other side says there.

    `words` are its lines without quote signs. `block` is the id of the task it stands under, or empty. `devices`: the
    other side was another device, not the roadmap.
    """

    start: int
    end: int
    words: tuple[str, ...]
    block: str
    devices: bool


def find_callouts(text: str) -> list[Callout]:
    """The callouts of a note that wait for an answer."""
    if not any(sign in text for sign in _SIGNS):
        return []
    lines = text.split("\n")
    block = frontmatter.split(text)
    code = find_code(lines, text.count("\n", 0, block.end) if block else 0)
    found = []
    for start, line in enumerate(lines):
        sign = line.strip()
        if sign not in _SIGNS or start in code:
            continue
        end = start + 1
        while end < len(lines) and lines[end].lstrip().startswith(">") and lines[end].strip() not in _SIGNS:
            end += 1
        words = tuple(_QUOTE.sub("", inner, count=1).rstrip() for inner in lines[start + 1 : end])
        task = _task_above(lines, start)
        under = tasklines.parse(lines[task]) if task is not None else None
        found.append(Callout(start, end, words, under.block_id if under else "", sign == reconcile.CALLOUT))
    return found


def keep_mine(text: str, callout: Callout) -> str:
    """The note without the callout; what stands above it stays."""
    lines = text.split("\n")
    start, end = callout.start, callout.end
    if start and not lines[start - 1].strip() and (end == len(lines) or not lines[end].strip()):
        start -= 1  # the blank line that came with it
    return "\n".join(lines[:start] + lines[end:])


def take_other(text: str, callout: Callout) -> str:
    """The note with the callout's words in place of those above it; marks and stamps stay."""
    lines = text.split("\n")
    newline = "\r" if lines[callout.start].endswith("\r") else ""
    task = _task_above(lines, callout.start)
    if task is not None:
        parts = tasklines.parse(lines[task])
        assert parts is not None
        words = " ".join(word for word in callout.words if word)
        line = tasklines.with_mark(f"{parts.prefix}[ ] {words}", parts.char, parts.date or None)
        lines[task] = (tasklines.with_block_id(line, parts.block_id) if parts.block_id else line) + newline
        return keep_mine("\n".join(lines), callout)
    end = callout.start
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip() and not lines[start - 1].startswith(("#", "---")):
        start -= 1
    if callout.devices and start == end:
        return keep_mine(text, callout)
    made = [word + newline for word in callout.words]
    return "\n".join(lines[:start] + made + lines[callout.end :])


def _task_above(lines: list[str], start: int) -> int | None:
    """The task line that an indented callout stands under."""
    depth = columns(lines[start])
    if not depth:
        return None
    for n in range(start - 1, -1, -1):
        if lines[n].strip() and columns(lines[n]) < depth:
            return n if tasklines.parse(lines[n]) is not None else None
    return None
