"""A whole note: its tasks, its text with blank marks, its values for comparison.

Lines are what splitting at line feeds gives: a carriage return belongs to the line before it, and form feeds or Unicode
separators end no line. All line indices count from zero at the first line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.links import plain_relative_link, plain_wikilink
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.properties.flat import flat_matches, flat_value
from vaultsync.markdown.properties.scalars import as_key, is_moment
from vaultsync.markdown.tasklines import TaskParts, read_body
from vaultsync.models.marks import MARK_OF_CHAR, NoteScan, TaskLine
from vaultsync.models.structs import Frozen

_QUOTES = regex(r"(?:[ \t]*>)*")
_LIST_LINE = regex(
    r"""\ufeff?(?:[ \t]*>)*([ \t]*)(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|\r?\Z)
    (?:\[([^\[\]\\\r\n])\](?=[ \t\r]|\Z)|(?=([-*+0-9])))?""",
    re.VERBOSE,
)
_LAST_ID = regex(r"[ \t]\^([A-Za-z0-9-]+)[ \t]*\r?\Z")
_LIST_STARTS = frozenset("-*+0123456789 \t>\ufeff")
ALWAYS_LISTS = frozenset({"tags", "aliases", "cssclasses"})
_MARKS = frozenset({"done", "completed"})
NO_DATE = "the property `completed` is not a date; put in the day on which it was finished"
# What people write for true and false, and what YAML 1.1 took for them.
_YES = frozenset({"true", "yes", "y", "on", "x", "1"})
_NO = frozenset({"false", "no", "n", "off", "0"})
_DONE_LINE = regex(r"""["']?done["']?:[ \t]+["']?([A-Za-z0-9]+)["']?[ \t]*(?:\#.*)?\r?\Z""")
_LINKED_DAY = regex(r"\[\[(?:[^\]|#]*/)?([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.md)?(?:[#|][^\]]*)?\]\]")


class NoteValues(Frozen):
    """What a note says apart from marks: hashable, and equal for two texts that mean the same.

    `properties` are pairs of key and a stand-in of the value, sorted by key. `lines` is the body with empty boxes,
    without stamps, trailing blanks and empty lines at its end.
    """

    properties: tuple[tuple[str, object], ...]
    lines: tuple[str, ...]


# A checkbox line: its index, the place of its parent among those found or -1, the box, and where it ends.
_Found = tuple[int, int, str, int]


def scan(path: str, text: str) -> NoteScan:
    """What a note says about marks. Never raises; what cannot be understood is told in `problems`.

    `path` is the note's vault path: relative Markdown links are resolved against it.
    """
    lines = text.split("\n")
    block = frontmatter.split(text)
    result = _properties(path, text, block)
    start = _body_start(text, block)
    hidden = find_hidden(text, lines, start)
    for line, what in hidden.open:
        result.problems.append(f"line {line + 1}: a {what} is opened and never closed")
    for line, parent, char, after_box in _find_tasks(lines, start, hidden.lines):
        shown, date, block_id = read_body(lines[line], after_box)
        if not block_id:
            block_id = _id_further_down(lines, line + 1, hidden.lines)
        mark = MARK_OF_CHAR.get(char)
        result.tasks.append(TaskLine(line, parent, char, mark, shown, block_id, date, _target(shown, path)))
    return result


def task_line(path: str, line: int, parts: TaskParts) -> TaskLine:
    """What a checkbox line says on its own: as `scan` reads it where nothing surrounds it."""
    mark = MARK_OF_CHAR.get(parts.char)
    return TaskLine(line, -1, parts.char, mark, parts.text, parts.block_id, parts.date, _target(parts.text, path))


def _target(text: str, path: str) -> str:
    """What a task links that is a link and nothing else."""
    return (plain_wikilink(text) or plain_relative_link(text, path)) if text[:1] == "[" else ""


def _properties(path: str, text: str, block: frontmatter.Block | None) -> NoteScan:
    """The scan of a note's property block; its tasks are still to come."""
    result = NoteScan("", path)
    if block is None:
        return result
    values: dict[str, object]
    found = flat_matches(text, block.opened, block.closed)
    if found is not None:
        values = {key: flat_value(found[key]) for key in ("vaultsync", "done", "completed") if key in found}
    else:
        read = frontmatter.read(text)
        values = dict(read.values)
        if read.problem is not None:
            line = read.problem_line + 1
            result.problems.append(f"line {line}: the properties are no proper YAML: {read.problem}")
        result.doubled = tuple(read.doubled)
        if any(value is True for value in read.doubled.get("done", ())):
            values["done"] = True
    identity = values.get("vaultsync")
    if identity is not None:
        result.id = str(identity).strip()
    if "done" in values:
        _read_done(result, values["done"])
    completed = values.get("completed")
    if completed is not None:
        result.completed = day_in(completed) or (completed if isinstance(completed, str) else "")
    if completed is not None and not is_moment(result.completed):
        result.problems.append(NO_DATE)
    return result


def day_in(completed: object) -> str:
    """The ISO day in a value of `completed`: a date, a time or a link to a daily note; empty for anything else."""
    if not isinstance(completed, str):
        return ""
    link = _LINKED_DAY.fullmatch(completed)
    day = link[1] if link else completed
    return day[:10] if is_moment(day) else ""


def _read_done(result: NoteScan, value: object) -> None:
    """What `done` says: true or false; a word that means it to people will do, and is put right later."""
    word = str(value).strip().casefold() if isinstance(value, (str, int)) else "" if value is None else "?"
    if isinstance(value, bool):
        result.done = value
    elif word in _YES or word in _NO:
        result.done, result.literal = word in _YES, False
    elif not word:
        result.literal = False
    else:
        result.problems.append("the property `done` is neither true nor false")


def says_done(line: str) -> bool:
    """Whether a line of a property block says that the note is done."""
    match = _DONE_LINE.match(line)
    return match is not None and match[1].casefold() in _YES


def _body_start(text: str, block: frontmatter.Block | None) -> int:
    """The index of the first line after the property block."""
    if block is None:
        return 0
    return text.count("\n", 0, block.closed) + 1


def _find_tasks(lines: list[str], start: int, hidden: set[int]) -> list[_Found]:
    """All checkbox lines outside of code, comments and formulas, with their nesting by indentation.

    A list item is inside another when it is indented by two columns more. Each depth of quote signs is a
    context of its own.
    """
    found: list[_Found] = []
    stacks: list[list[tuple[int, int]]] = [[]]  # by quote depth: open list items as (column, nearest task)
    stack = stacks[0]
    after_blank = True
    for index in range(start, len(lines)):
        line = lines[index]
        first = line[:1]
        if first == ">" or len(stacks) > 1 or (first in " \t" and ">" in line):
            stack = _enter(stacks, line)
        match = _LIST_LINE.match(line) if first in _LIST_STARTS else None
        if match is None or (hidden and index in hidden):
            rest = line.lstrip(" \t>") if first in " \t>" else line
            if not rest or rest == "\r":
                after_blank = True
                continue
            closes = rest[0] in "#`~" or rest.startswith("---")
            if stack and (after_blank or closes):
                _close(stack, _column(line, rest))
            after_blank = closes
            continue
        indent, char, inner = match.groups()
        column = len(indent) if "\t" not in indent else _column(line, line[match.end(1) :])
        while stack and column < stack[-1][0] + 2:
            stack.pop()
        if not stack and after_blank and column >= (4 if len(stacks) == 1 else 5):
            continue  # indented code
        nearest = stack[-1][1] if stack else -1
        after_box = match.end()
        if inner:  # a list within a list on one line: `- - [ ] text`
            parts = tasklines.parse(line)
            if parts is not None:
                char, after_box = parts.char, len(parts.prefix) + 3
                column = _column(line, line[len(parts.prefix.rstrip()) - 1 :])
        if char is not None:
            found.append((index, nearest, char, after_box))
            nearest = len(found) - 1
        stack.append((column, nearest))
        after_blank = False
    return found


def _id_further_down(lines: list[str], at: int, hidden: set[int]) -> str:
    """The block id at the end of a paragraph that goes on below its first line (some tool has wrapped it)."""
    last = ""
    while at < len(lines) and at not in hidden:
        line = lines[at]
        rest = line.lstrip(" \t")
        if rest == line or not rest.strip() or rest[0] in "#>|`~" or _LIST_LINE.match(line):
            break
        last, at = line, at + 1
    match = _LAST_ID.search(last)
    return match[1] if match else ""


def _enter(stacks: list[list[tuple[int, int]]], line: str) -> list[tuple[int, int]]:
    """The open list items at the quote depth of this line; those of deeper quotes are ended."""
    quotes = _QUOTES.match(line)
    depth = quotes[0].count(">") if quotes else 0
    if depth >= len(stacks):
        if len(stacks) == 1:
            _close(stacks[0], _column(line[: line.index(">")], ""))
        stacks.extend([] for _ in range(depth + 1 - len(stacks)))
    del stacks[depth + 1 :]
    return stacks[depth]


def _close(stack: list[tuple[int, int]], column: int) -> None:
    """Ends the list items that do not hold what begins at `column`."""
    while stack and column < stack[-1][0] + 2:
        stack.pop()


def _column(line: str, rest: str) -> int:
    """The column after the last quote sign at which `rest`, the end of `line`, begins."""
    before = line[: len(line) - len(rest)]
    inner = before[before.rfind(">") + 1 :]
    if "\t" not in before:
        return len(inner)
    outer = before[: len(before) - len(inner)].expandtabs(4)
    return len((outer + inner).expandtabs(4)) - len(outer)


def blank(text: str) -> str:
    """The text with empty boxes, without stamps and `completed`, and with `done: false` where it has `done`."""
    if frontmatter.split(text) is not None:
        values = frontmatter.read(text).values
        changes: dict[str, frontmatter.Value | None] = {}
        if isinstance(values.get("done"), bool):
            changes["done"] = False
        if "completed" in values:
            changes["completed"] = None
        text = frontmatter.splice(text, changes) if changes else text
    lines = text.split("\n")
    _blank_tasks(text, lines, _body_start(text, frontmatter.split(text)))
    return "\n".join(lines)


def _blank_tasks(text: str, lines: list[str], start: int) -> None:
    """Blanks the task lines among `lines`, in place."""
    hidden = find_hidden(text, lines, start).lines
    for index, _, char, _ in _find_tasks(lines, start, hidden):
        line = lines[index]
        if char != " " or "✅" in line or "completion::" in line:
            lines[index] = tasklines.blank(line)


def values(text: str) -> NoteValues:
    """What a note says apart from marks, for comparing two texts by value.

    It is the same however Obsidian writes the properties (quotes, comments, flow lists) and whatever line endings
    editors use. Of a block that is no proper YAML every line counts.
    """
    block = frontmatter.split(text)
    lines = text.split("\n")
    start = _body_start(text, block)
    _blank_tasks(text, lines, start)
    body = [line.rstrip() for line in lines[start:]]
    body[:1] = [line.removeprefix("\ufeff") for line in body[:1]]
    while body and not body[-1]:
        body.pop()
    read = frontmatter.read(text)
    properties = {
        key: as_key([value] if key in ALWAYS_LISTS and isinstance(value, str) else value)
        for key, value in read.values.items()
        if key not in _MARKS
    }
    if read.problem is not None:
        properties[""] = tuple(line.rstrip() for line in lines[:start])
    return NoteValues(tuple(sorted(properties.items(), key=lambda pair: pair[0])), tuple(body))


def with_marks(text: str, marks: Mapping[int, tuple[str, str | None]]) -> str:
    """The text with several boxes set: `marks` maps a line's index to character and date.

    See `tasklines.with_mark` for what the two mean. ValueError where a line has no box.
    """
    lines = text.split("\n")
    for index, (char, date) in marks.items():
        lines[index] = tasklines.with_mark(lines[index], char, date)
    return "\n".join(lines)


def with_ids(text: str, names: Mapping[str, str]) -> str:
    """A note with other block ids at its tasks (old id → new one); the lines of notes below it keep theirs."""
    if not names:
        return text
    lines = text.split("\n")
    for task in scan("", text).tasks:
        if task.block_id in names and not task.target:
            head, _, tail = lines[task.line].rpartition(f"^{task.block_id}")
            lines[task.line] = f"{head}^{names[task.block_id]}{tail}"
    return "\n".join(lines)


def with_done(text: str, done: bool, completed: str | None) -> str:
    """The text with the properties `done` and `completed`.

    As with stamps, what is there already is not changed while the note is done; without `done` there is no date in
    `completed`. What else stands there is the learner's.
    """
    changes: dict[str, frontmatter.Value | None] = {"done": done}
    there = frontmatter.value_of(text, "completed")
    if not done and (there in (None, "") or day_in(there)):
        changes["completed"] = None
    elif done and completed is not None and there in (None, ""):
        changes["completed"] = completed
    return frontmatter.splice(text, changes, frontmatter.ORDER)
