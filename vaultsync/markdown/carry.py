"""What changed between two texts of vaultsync's, spliced into the learner's copy of the first."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from vaultsync.markdown import frontmatter, tasklines

_MARKS = ("done", "completed")


def carry(base: str, vault: str, wanted: str) -> str:
    """The learner's note with what changed from `base` to `wanted`.

    `vault` says the same as `base` but for marks, stamps and how it is written down. Lines and properties that did
    not change stay as they are in `vault`, byte for byte; a changed task line keeps its mark and stamp.
    """
    changes = property_changes(base, wanted)
    result = frontmatter.splice(vault, changes, frontmatter.ORDER) if changes else vault
    head, lines = _split(result)
    old, new = _split(base)[1], _split(wanted)[1]
    if old == new:
        return result
    newline = "\r" if sum(line.endswith("\r") for line in lines) * 2 > len(lines) else ""
    marks = {parts.block_id: line for line in lines if (parts := tasklines.parse(line)) and parts.block_id}
    body = list(lines)
    kept = _content(old)
    if len(_content(lines)) != len(kept):
        # The learner's copy has other line breaks than the text it was compared with: take the new text's.
        return head + "\n".join(_marked(line, marks) + newline for line in new)
    for start, end, first, last in reversed(_changed(kept, _content(new))):
        body[start:end] = [_marked(line, marks) + newline for line in new[first:last]]
    return head + "\n".join(body)


def property_changes(base: str, wanted: str) -> dict[str, frontmatter.Value | None]:
    """The properties that differ, marks left out: key → new value, None where it goes."""
    before, after = frontmatter.read(base).values, frontmatter.read(wanted).values
    changes: dict[str, frontmatter.Value | None] = {}
    for key in [*after, *(key for key in before if key not in after)]:
        if key not in _MARKS and before.get(key) != after.get(key):
            changes[key] = after.get(key)  # type: ignore[assignment]
    return changes


def _split(text: str) -> tuple[str, list[str]]:
    """A note's property block and the lines after it."""
    block = frontmatter.split(text)
    end = block.end if block else 0
    return text[:end], text[end:].split("\n")


def _content(lines: Sequence[str]) -> list[str]:
    """The lines without the empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return list(lines[:end])


def _changed(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """The ranges of lines that differ: (start, end) of the old, (first, last) of the new."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    return [
        (start + head, end + head, first + head, last + head)
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _marked(line: str, marks: dict[str, str]) -> str:
    """A new line with the mark and stamp that the learner's line of the same id has."""
    parts = tasklines.parse(line)
    theirs = tasklines.parse(marks[parts.block_id]) if parts and parts.block_id in marks else None
    if theirs is None:
        return line
    return tasklines.with_mark(line, theirs.char, theirs.date or None)
