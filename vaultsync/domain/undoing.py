"""Take back what one commit did to a note, keeping what the learner did since, or telling what would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.models.marks import NoteScan
from vaultsync.models.structs import Frozen, Struct, field

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Lost(Frozen):
    """Later work that would be lost: its line (from zero) and words."""

    line: int
    words: str


class TakenBack(Struct):
    """The text of a note without what the commit did; None if there shall be no note."""

    text: str | None
    lost: list[Lost] = field(default_factory=list)


def take_back(after: str | None, here: str | None, before: str | None) -> TakenBack:
    """Take back the change from `before` to `after` in a note that is now `here`. None: no note."""
    if here == after:
        return TakenBack(before)
    if here == before or here is None:
        return TakenBack(here)
    if after is None:
        return TakenBack(here, [Lost(0, "a file stands there now")])
    if before is None:
        lost = _changed(after, here)
        return TakenBack(here if lost else None, lost)
    result = reconcile(after, here, before)
    return TakenBack(result.text, _in_the_way(after, here, before, result.text))


def rows_taken_back(
    after: Mapping[_Key, _Value], here: Mapping[_Key, _Value], before: Mapping[_Key, _Value]
) -> dict[_Key, _Value]:
    """Rows by key as they were `before`, except those that have changed since `after`."""
    rows: dict[_Key, _Value] = {}
    for key in [*here, *(key for key in before if key not in here)]:
        source = before if here.get(key) == after.get(key) else here
        if key in source:
            rows[key] = source[key]
    return rows


def _changed(after: str, here: str) -> list[Lost]:
    """The first line that the learner changed in a note since, if there is one: in words or marks."""
    if note.values(after) == note.values(here) and _marks(after) == _marks(here):
        return []
    known = set(after.split("\n"))
    lines = here.split("\n")
    at = next((n for n, line in enumerate(lines) if line.strip() and line not in known), 0)
    return [Lost(at, _words(lines[at]))]


def _marks(text: str) -> tuple[bool | None, list[str]]:
    found = note.scan("", text)
    return found.done, [task.char for task in found.tasks]


def _in_the_way(after: str, here: str, before: str, result: str) -> list[Lost]:
    """What the learner did since to lines that the commit brought: they cannot go without it."""
    scans = {text: note.scan("", text) for text in {after, here, before, result}}
    came = _ids(scans[after]) - _ids(scans[before])
    known = {line.strip() for line in after.split("\n")}
    lines = here.split("\n")
    lost: dict[int, str] = {}
    for task in scans[here].tasks:
        if task.block_id not in came:
            continue
        if task.block_id in _ids(scans[result]):
            lost[task.line] = _words(lines[task.line])
        depth = columns(lines[task.line])
        for n in range(task.line + 1, len(lines)):
            if lines[n].strip() and columns(lines[n]) <= depth:
                break
            if lines[n].strip() and lines[n].strip() not in known:
                lost.setdefault(n, _words(lines[n]))
    if not lost and _callouts(result) > max(_callouts(text) for text in (after, here, before)):
        lost = {0: "both it and you changed the same words"}
    return [Lost(n, words) for n, words in sorted(lost.items())]


def _ids(scan: NoteScan) -> set[str]:
    return {task.block_id for task in scan.tasks if task.block_id}


def _callouts(text: str) -> int:
    return text.count("> [!warning]")


def _words(line: str) -> str:
    """A line's words, without box, stamp and block id."""
    parts = tasklines.parse(line)
    return parts.text if parts is not None else line.strip()
