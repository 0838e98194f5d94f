"""Lists of tasks in the archive: each under what it stood under, as tasks that left or as mere words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.markdown import tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.outline.blockreader import MARKER

_STEP = "  "


def nested(lines: Sequence[str], left: Mapping[int, Sequence[str]], known: Mapping[int, str]) -> list[str]:
    """The tasks that left a note, as a list: each under what it stood under there.

    `left` has by line of the note the task's line and the learner's words under it, indented by one step. `known` are
    the lines as the roadmap wanted them: what stays in the note is told in its words, without those of the learner.
    """
    made: list[str] = []
    shown: set[int] = set()
    for at, own in sorted(left.items()):
        above = _above(lines, at)
        for depth, n in enumerate(above):
            if n not in shown:
                shown.add(n)
                made.append(f"{_STEP * depth}- {_words(known.get(n, lines[n]))}")
        shown.add(at)
        made += [f"{_STEP * len(above)}{line}" if line.strip() else line for line in own]
    return made


def joined(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """A list with more items at its end; what stands under an item that is there already goes to the end of that."""
    lines = list(old)
    at = 0
    while at < len(new):
        end = end_of(new, at)
        there = next((n for n, line in enumerate(lines) if line == new[at]), -1)
        if there < 0 or not new[at].strip():
            lines += new[at:end]
        else:
            stop = end_of(lines, there)
            if lines[there:stop] != new[at:end]:  # else an interrupted run put it there
                lines[there + 1 : stop] = joined(lines[there + 1 : stop], new[at + 1 : end])
        at = end
    return lines


def end_of(lines: Sequence[str], at: int) -> int:
    """The line after the last one that stands under the item at `at`."""
    end = at + 1
    for n in range(at + 1, len(lines)):
        if not lines[n].strip():
            continue
        if columns(lines[n]) <= columns(lines[at]):
            break
        end = n + 1
    return end


def without(lines: Sequence[str], at: int) -> tuple[list[str], list[str]]:
    """The list without the task at `at`, and the learner's words that stood under it.

    Tasks of the archive below it stay, under its mere words; what only told where it stood goes.
    """
    end = end_of(lines, at)
    theirs: list[str] = []
    stay: list[str] = []
    n = at + 1
    while n < end:
        stop = min(end_of(lines, n), end) if lines[n].strip() else n + 1
        stop = stop if _holds_tasks(lines[n:stop]) else n + 1
        (stay if stop > n + 1 or _is_task(lines[n]) else theirs).extend(lines[n:stop])
        n = stop
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    head = [f"{indent}- {_words(lines[at])}"] if stay else []
    rest = [*lines[:at], *head, *stay, *lines[end:]]
    above = [] if stay else _above(lines, at)
    while above and not _is_task(rest[above[-1]]) and end_of(rest, above[-1]) == above[-1] + 1:
        del rest[above.pop()]
    return rest, theirs


def _holds_tasks(lines: Sequence[str]) -> bool:
    return any(map(_is_task, lines))


def _is_task(line: str) -> bool:
    parts = tasklines.parse(line)
    return parts is not None and bool(parts.block_id)


def _above(lines: Sequence[str], at: int) -> list[int]:
    """The list items that a line stands under, the outermost first."""
    depth, found = columns(lines[at]), list[int]()
    for n in range(at - 1, -1, -1):
        if depth == 0 or lines[n].startswith("#"):
            break
        if lines[n].strip() and columns(lines[n]) < depth:
            if MARKER.match(lines[n].lstrip()) is None:
                break
            depth = columns(lines[n])
            found.insert(0, n)
    return found


def _words(line: str) -> str:
    """An item's words: of a task without box, stamp and block id."""
    parts = tasklines.parse(line)
    if parts is not None:
        return parts.text.strip()
    text = line.strip()
    found = MARKER.match(text)
    return text[found.end() :] if found else text
