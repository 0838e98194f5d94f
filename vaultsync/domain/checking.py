"""What is not in order in a vault's notes, found in their texts: each with its file, its line and a remedy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from vaultsync.markdown import conflicts, tasklines
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.links import with_names
from vaultsync.markdown.note import NO_DATE
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.check import Finding, Kind
from vaultsync.models.marks import NoteScan

MENDED = 'The next "vaultsync push" mends it'
FIXED = 'Run "vaultsync check --fix"'
_PLACED = regex(r"(?:line (?P<line>[0-9]+): )?(?P<what>.*)", re.DOTALL)
# A stamp of a finished task, as the Obsidian plugins Tasks and Dataview write it, whether or not there is such a day.
_DAY = regex(r"(?:✅\ufe0f?\s*|[\[(](?:completion|completed)::\s*)([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})")
_PATH_AND_LINE = regex(r"(?P<path>[^\n]+?)(?::(?P<line>[0-9]+))?: (?P<what>.*)", re.DOTALL)


def in_note(path: str, text: str, scan: NoteScan, *, today: str) -> Iterator[Finding]:
    """What is not in order in one note of a roadmap; `scan` is the scan of its text."""
    yield from in_text(path, text)
    for key in scan.doubled:
        yield Finding(path, _line_of(text, key), Kind.DOUBLED, f"the property `{key}` stands there twice", MENDED)
    for problem in scan.problems:
        match = _PLACED.match(problem)
        if match and "stands there twice" not in problem and problem != NO_DATE:
            remedy = "Correct it; until then the note is read as far as it can be, and not written to"
            yield Finding(path, int(match["line"] or 0), Kind.UNREADABLE, match["what"], remedy)
    yield from _doubled_ids(path, scan)
    yield from _marks_and_dates(path, scan, today)
    if scan.completed or NO_DATE in scan.problems:
        line = _line_of(text, "completed")
        if NO_DATE in scan.problems:
            said = " ".join(scan.completed.split())
            what = f"`completed` is no date of the calendar{f': {said}' if said else ''}"
            yield Finding(path, line, Kind.DATE, what, "Put in the day on which it was finished, or take it out")
        elif scan.completed[:10] > today:
            what = f"`completed` is in the future: {scan.completed}"
            yield Finding(path, line, Kind.DATE, what, "Put in the day on which it was finished")
        elif scan.done is not True:
            remedy = "Tick `done`, or take `completed` out"
            yield Finding(path, line, Kind.DATE, "`completed` has a date, and the note is not done", remedy)


def in_text(path: str, text: str, *, fences: bool = True) -> Iterator[Finding]:
    """The conflict markers in any file of the vault."""
    for line in conflicts.markers(text, fences=fences):
        yield Finding(path, line + 1, Kind.CONFLICT, "conflict markers of git", MENDED)


def _doubled_ids(path: str, scan: NoteScan) -> Iterator[Finding]:
    lines = defaultdict(list)
    for task in scan.tasks:
        if task.block_id:
            lines[task.block_id].append(task)
    for id_, found in lines.items():
        if len(found) > 1 and not any(tasklines.recurs(task.text) for task in found):
            for task in found[1:]:
                what = f"^{id_} stands in line {found[0].line + 1} as well"
                yield Finding(path, task.line + 1, Kind.DOUBLED, what, FIXED)


def _marks_and_dates(path: str, scan: NoteScan, today: str) -> Iterator[Finding]:
    for task in scan.tasks:
        if task.mark is None and task.block_id:
            what = f"[{task.char}] is no mark of vaultsync: “{short(task.text)}” counts as open"
            remedy = "Put a space, x, / or - between the brackets"
            yield Finding(path, task.line + 1, Kind.MARK, what, remedy)
        odd = next((day[1] for day in _DAY.finditer(task.text) if not tasklines.is_day(day[1])), "")
        if odd:
            what = f"“{short(task.text)}” has a date that no calendar has: {odd}"
            remedy = "Put in the day on which it was done; until then it is read as words"
            yield Finding(path, task.line + 1, Kind.DATE, what, remedy)
        if task.date > today:
            what = f"“{short(task.text)}” is done in the future: {task.date}"
            remedy = "Put in the day on which it was done; until then the date counts nowhere"
            yield Finding(path, task.line + 1, Kind.DATE, what, remedy)


def placed(problem: str, kind: Kind, remedy: str) -> Finding:
    """A finding made of a problem in the form `path:line: what`."""
    match = _PATH_AND_LINE.fullmatch(problem)
    if match is None:
        return Finding("", 0, kind, problem, remedy)
    return Finding(match["path"], int(match["line"] or 0), kind, match["what"], remedy)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repeats, by file and line."""
    return sorted(set(findings))


def _line_of(text: str, key: str) -> int:
    """The line of a property, counted from 1; 0 where it is not found."""
    block = frontmatter.split(text)
    match = re.compile(rf"^{re.escape(key)}\s*:", re.MULTILINE).search(text, 0, block.end if block else 0)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def short(text: str) -> str:
    """A task's words without links, cut where they are many."""
    text = " ".join(read_inline(with_names(text))[0].split()) or text
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
