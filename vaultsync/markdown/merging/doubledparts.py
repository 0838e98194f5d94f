"""Parts of a note that another tool left there twice, since two devices had changed them: each becomes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.merging.symptoms import repeats_headings
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import PRECEDENCE, TaskLine

_ALIKE = 0.6  # from here on two task lines say the same in other words
_HEADING = regex(r"#{1,6}(?:[ \t]|\r?\Z)")
_ENTRY = regex(r"[-*+][ \t]+(?:\[\[)?[0-9]{4}-[0-9]{2}-[0-9]{2}\b")  # of a study note's journal


def with_single_tasks(text: str, base: str, deeds: list[str], *, copies: bool = False) -> str:
    """The text with every block id once.

    Lines with one id become one: done before doing before skipped, with the earliest date. A line whose words differ
    (from those of `base`, else from the first) keeps its words and loses the id. A copy of a line under another heading
    or in a quote is the learner's own and keeps the id, unless `copies` is given. Earlier occurrences of a recurring
    task always keep it.
    """
    said = {task.block_id: _words(task) for task in note.scan("", base).tasks if task.block_id}
    left: set[str] = set()
    healed: set[str] = set()
    while twins := _twins(lines := text.split("\n"), tasks := note.scan("", text).tasks, left):
        first, second = twins[0]
        region = _region(lines, tasks, twins)
        if region is not None:
            lines = _united(lines, region, said)
        elif copies or not _fuller(first, second):
            other = _other(first, second, said)
            if _fuller(first, second):  # a copy's mark is that of the task
                lines[first.line] = _marked_as_both(lines[first.line], first, second)
            lines[other.line] = tasklines.without_block_id(lines[other.line])
        made = "\n".join(lines)
        if made == text:
            left.add(first.block_id)
        else:
            healed.update(task.block_id for task, _ in region.pairs) if region else healed.add(first.block_id)
        text = made
    if healed:
        deeds.append(f"doubled tasks: {', '.join(f'^{id_}' for id_ in sorted(healed))}")
    return text


def _twins(lines: Sequence[str], tasks: Sequence[TaskLine], left: set[str]) -> list[tuple[TaskLine, TaskLine]]:
    """The tasks whose id a later one has as well, each with the first of these: rather one that is quoted alike."""
    places: dict[str, list[TaskLine]] = {}
    for task in tasks:
        if task.block_id and task.block_id not in left:
            places.setdefault(task.block_id, []).append(task)
    doubled = (found for found in places.values() if len(found) > 1)
    once = [found for found in doubled if not any(tasklines.recurs(task.text) for task in found)]
    return [(found[0], min(found[1:], key=lambda task: not _alike(lines, found[0], task))) for found in once]


def _alike(lines: Sequence[str], first: TaskLine, second: TaskLine) -> bool:
    """Whether two tasks are quoted equally deep: no tool makes a quote of a line that it doubles."""
    one, other = (lines[task.line].partition("[")[0].count(">") for task in (first, second))
    return one == other


class _Region(NamedTuple):
    """Two versions of one part of a note, the one behind the other: indices of lines, and the tasks both hold."""

    start: int
    middle: int
    end: int
    pairs: list[tuple[TaskLine, TaskLine]]


def _region(
    lines: Sequence[str], tasks: Sequence[TaskLine], twins: Sequence[tuple[TaskLine, TaskLine]]
) -> _Region | None:
    """The doubled part that begins with the first of these; None where a heading stands between what is no double.

    The second version begins with whatever of it comes first: its order may be another.
    """
    first, second = twins[0]
    if not _alike(lines, first, second):
        return None
    headings = _headings(lines)
    top = second.line
    while top - 1 > first.line and lines[top - 1].strip() and top - 1 not in headings:
        top -= 1
    middle = min(twin.line for _, twin in twins if top <= twin.line <= second.line)
    border = _border(lines, headings, first.line, middle)
    behind = [task for task in tasks if middle <= task.line < border and _alike(lines, first, task)]
    later = {task.block_id: task for task in reversed(behind) if task.block_id}
    upper = [task for task in tasks if first.line <= task.line < middle and task.block_id in later]
    pairs = [(task, later[task.block_id]) for task in upper if _alike(lines, first, task)]
    start, end = first.line, _end_of(lines, max(twin.line for _, twin in pairs))
    above = max((n for n in headings if n < start), default=None)
    again = max((n for n in headings if start < n < middle), default=None)
    if above is not None and again is not None and lines[above].rstrip() == lines[again].rstrip():
        start, middle = above, again
    there = {lines[n].rstrip() for n in headings if middle <= n < end}
    for heading in (n for n in headings if start <= n < middle):
        if lines[heading].rstrip() not in there:
            after = next((n for n in headings if n >= end), None)
            if after is None or lines[after].rstrip() != lines[heading].rstrip():
                return None
            end = after + 1
    return _Region(start, middle, end, pairs)


def _border(lines: Sequence[str], headings: Sequence[int], start: int, middle: int) -> int:
    """Where the second version of a part ends at the latest: at a heading of which the first version has no like."""
    above = [n for n in headings if n < start][-1:]
    there = {lines[n].rstrip() for n in headings if start <= n < middle} | {lines[n].rstrip() for n in above}
    return next((n for n in headings if n >= middle and lines[n].rstrip() not in there), len(lines))


def _headings(lines: Sequence[str]) -> list[int]:
    """The indices of the headings under the properties and outside of code."""
    text = "\n".join(lines)
    block = frontmatter.split(text)
    body = text.count("\n", 0, block.end) if block else 0
    hidden = find_hidden(text, lines, body).lines
    return [n for n in range(body, len(lines)) if n not in hidden and _HEADING.match(lines[n])]


def _end_of(lines: Sequence[str], at: int) -> int:
    """The index behind a list item and what stands below it without a blank line between."""
    depth, end = columns(lines[at]), at + 1
    while end < len(lines) and lines[end].strip() and columns(lines[end]) > depth:
        end += 1
    return end


def _united(lines: list[str], region: _Region, said: Mapping[str, str]) -> list[str]:
    """The lines with both versions of a part made one."""
    lines = list(lines)
    for first, second in region.pairs:
        fuller = _fuller(first, second)
        if fuller is not None:
            line = lines[fuller.line] if fuller is second else lines[first.line]
            lines[first.line] = _marked_as_both(line, first, second)
            lines[second.line] = lines[first.line]
            continue
        other = _other(first, second, said)
        kept = second if other is first else first
        if SequenceMatcher(None, _words(first), _words(second), autojunk=False).ratio() >= _ALIKE:
            lines[kept.line] = _marked_as_both(lines[kept.line], first, second)
        lines[other.line] = tasklines.without_block_id(lines[other.line])
    start, middle, end, _ = region
    ending = "\r" if lines[end - 1].endswith("\r") else ""
    made = reconcile(None, "\n".join(lines[start:middle]), "\n".join(lines[middle:end])).text.split("\n")
    made[-1] = made[-1].removesuffix("\r") + ending
    return [*lines[:start], *made, *lines[end:]]


def _fuller(first: TaskLine, second: TaskLine) -> TaskLine | None:
    """The line that says all the other does, with the fields of plugins; None where each says something of its own.

    That is also the line which goes on where the other ends: somebody wrote beside a task's words.
    """
    if _says_all(first, second):
        return first
    return second if _says_all(second, first) else None


def _says_all(task: TaskLine, other: TaskLine) -> bool:
    words, fewer = _words(task), _words(other)
    rest = words.removeprefix(fewer)
    goes_on = words == fewer or (rest != words and not rest[0].isalnum())
    return goes_on and _fields(task) >= _fields(other)


def _fields(task: TaskLine) -> set[str]:
    return set(task.text.split()) - set(_words(task).split())


def _other(first: TaskLine, second: TaskLine, said: Mapping[str, str]) -> TaskLine:
    """Which of two lines does not say what the task of their id does."""
    ours = said.get(first.block_id)
    return first if ours is not None and _words(second) == ours != _words(first) else second


def _marked_as_both(line: str, first: TaskLine, second: TaskLine) -> str:
    """The line with the mark that holds what both say."""
    said = min((first, second), key=lambda task: PRECEDENCE[task.mark])
    dates = [task.date for task in (first, second) if task.date and task.mark is said.mark]
    if first.mark is second.mark and first.date == second.date:
        return line
    return tasklines.with_mark(tasklines.blank(line), said.char, min(dates, default=None))


def _words(task: TaskLine) -> str:
    return " ".join(tasklines.words(task.text).split())


def with_single_headings(text: str, base: str, deeds: list[str]) -> str:
    """The text with each heading of `base` once; what stands under its double goes to the end of its part."""
    ours = Counter(_heading_lines(base))
    while (twins := _twin_headings(text, ours)) is not None:
        deeds.append(f"a doubled heading: {text.split(chr(10))[twins[1]].strip()}")
        text = _with_part_moved(text, *twins)
    return text


def doubles_headings(text: str, base: str) -> bool:
    """Whether a heading that `base` has once stands in the text more than once."""
    return repeats_headings(text) and _twin_headings(text, Counter(_heading_lines(base))) is not None


def _twin_headings(text: str, ours: Mapping[str, int]) -> tuple[int, int] | None:
    """The lines of a heading that is there once too often, and of its double."""
    lines = text.split("\n")
    seen: dict[str, int] = {}
    for n in _headings(lines):
        heading = lines[n].rstrip()
        if heading in seen and ours.get(heading) == 1:
            return seen[heading], n
        seen.setdefault(heading, n)
    return None


def _heading_lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [lines[n].rstrip() for n in _headings(lines)]


def _with_part_moved(text: str, first: int, second: int) -> str:
    """The text without the heading in line `second`, its part at the end of that of line `first`.

    What stands between the last entry of a journal and its double was under the heading before: it goes there.
    """
    eol = "\r\n" if text.split("\n")[first].endswith("\r") else "\n"
    ended = text.endswith("\n")
    lines = (text if ended else text + eol).split("\n")
    level = _level(lines[first])
    borders = [n for n in _headings(lines) if _level(lines[n]) <= level] + [len(lines) - 1]
    last = next(n for n in borders if n > first)
    end = next(n for n in borders if n > second)
    words = _without_blank_ends(lines[second + 1 : end])
    if end == len(lines) - 1:
        while not lines[second - 1].strip():
            second -= 1  # no blank lines at the end of the note
    del lines[second:end]
    before = _behind_entries(lines, first, min(last, second)) if last >= second else None
    stray: list[str] = []
    if before is not None:
        stray = _without_blank_ends(lines[before:second])
        del lines[before:second]
        last = second = before
    _put_at_end(lines, first, min(last, second), words, eol)
    _put_at_end(lines, 0, first, stray, eol)
    made = "\n".join(lines)
    return made if ended else made.removesuffix(eol)


def _behind_entries(lines: Sequence[str], first: int, end: int) -> int | None:
    """Where, under a heading, the entries of a journal end and other words follow; None where nothing does."""
    entries = [n for n in range(first + 1, end) if _ENTRY.match(lines[n])]
    if not entries:
        return None
    behind = _end_of(lines, entries[-1])
    return behind if any(line.strip() for line in lines[behind:end]) else None


def _without_blank_ends(lines: Sequence[str]) -> list[str]:
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def _put_at_end(lines: list[str], start: int, end: int, words: Sequence[str], eol: str) -> None:
    """Put words behind the last that stands between two lines."""
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    lines[end:end] = [word.rstrip("\r") + eol[:-1] for word in words]


def _level(heading: str) -> int:
    return len(heading) - len(heading.lstrip("#"))
