"""What a commit changed, as steps, read from known marks, from the summary, or from the notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from vaultsync.domain.commits.reading import Told
from vaultsync.domain.summary.readback import Key, KnownItem, ReadSummary
from vaultsync.markdown import note
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.links import plain_wikilink, with_names
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.tasklines import TaskParts, parse
from vaultsync.models.diary import Step
from vaultsync.models.marks import KnownMark, Mark, NoteScan, TaskLine
from vaultsync.models.question import About, Question
from vaultsync.models.structs import replace

_BOX = regex(r"\[[^\]]\]")
# What begins or ends code, comments and formulas: it may hide the lines after it.
_HIDING = (b"```", b"~~~", b"%%", b"<!--", b"-->", b"$$")
_parse = lru_cache(maxsize=4096)(parse)  # a line that is new in one commit is often gone in the next


def steps_of_marks(roadmap: str, before: Mapping[str, KnownMark], after: Mapping[str, KnownMark]) -> list[Step]:
    """The steps from the known marks `before` a commit to those `after` it. Unchanged marks may be left out of both."""
    steps = []
    for item, now in after.items():
        was = before.get(item)
        late = was is not None and was.mark is now.mark
        if not late or (now.mark is Mark.DONE and was is not None and was.date != now.date):
            steps.append(Step(roadmap, item, now.mark, now.date, now.by, late=late, sure=True))
    steps += [Step(roadmap, item, Mark.TODO, sure=True) for item in before if item not in after]
    return steps


def steps_of_summary(before: ReadSummary, after: ReadSummary) -> list[Step]:
    """The steps from one progress.json to the next."""
    steps = []
    for name in after.titles:
        marks = [
            {item: KnownMark(known.mark, known.date) for (owner, item), known in summary.items.items() if owner == name}
            for summary in (before, after)
        ]
        steps += steps_of_marks(name, *marks)
    return steps


def settled_as_same(
    steps: Iterable[Step], roadmap: str, before: Mapping[str, Question], after: Mapping[str, Question]
) -> dict[Key, Key]:
    """Items that took the mark of one that had left, by the answer in a commit: item → old item.

    `before` and `after` are the questions by key.
    """
    marked = {step.item: step.mark for step in steps if step.roadmap == roadmap}
    return {
        (roadmap, question.item): (roadmap, question.other)
        for key, question in before.items()
        if key not in after
        and question.about is About.SAME
        and marked.get(question.other) is Mark.TODO
        and marked.get(question.item, Mark.TODO) is not Mark.TODO
    }


class FoundItem(NamedTuple):
    """A task as a note has it; `leaf`: no task stands below it."""

    item: KnownItem
    leaf: bool


class NoteReader:
    """Reads what commits changed in notes. `paths` tells which note an index line leads to."""

    def __init__(self, paths: Mapping[str, Key]) -> None:
        self._paths = paths
        self._heads: dict[tuple[str, bytes], NoteScan] = {}

    def steps(self, path: str, before: bytes | None, after: bytes | None) -> tuple[list[Step], bool]:
        """The steps from one content of a note to the next (None: no file), and whether its words changed.

        Only for notes with vaultsync's id. What is ticked when a note is created counts as ticked then.
        """
        if after is None or b"vaultsync" not in after:
            return [], False
        change = _change(before, after)
        if not (change.marked or change.wrote):
            return [], False
        if change.lines is not None:
            was, now = (self._scan(path, _properties(after), side) for side in change.lines)
        else:
            now = note.scan(path, _text(after))
            was = note.scan(path, _text(before)) if before is not None else NoteScan(now.id, path)
        if not now.id or was.id not in ("", now.id):
            return [], False
        steps = self._steps(now, was, new=before is None) if change.marked else []
        return steps, change.wrote and not now.id.startswith("_")

    def _scan(self, path: str, head: bytes, lines: Iterable[TaskParts]) -> NoteScan:
        """What a note of these properties says whose tasks are these lines."""
        if (path, head) not in self._heads:
            self._heads[path, head] = note.scan(path, f"{_text(head)}---\n" if head else "")
        tasks = [note.task_line(path, at, parts) for at, parts in enumerate(lines)]
        return replace(self._heads[path, head], tasks=tasks)

    def _steps(self, now: NoteScan, was: NoteScan, *, new: bool) -> list[Step]:
        name, _, node = now.id.partition("/")
        steps = []
        if bool(now.done) is not bool(was.done):
            steps.append(Step(name, node, Mark.DONE if now.done else Mark.TODO, now.completed, note=now.path))
        old = {_key(task): task for task in was.tasks}
        for task in now.tasks:
            mark = Mark.TODO if new else (old.get(_key(task)) or task).mark
            if task.mark is None or task.mark is mark:
                continue
            there = self._paths.get(f"{task.target.removesuffix('.md')}.md") if task.target else None
            if there is not None:
                steps.append(Step(*there, task.mark, task.date))
            elif not plain_wikilink(task.text):  # that may be a note which is there no more; else it links a file
                item = f"{node}#^{task.block_id}" if task.block_id else ""
                steps.append(Step(name, item, task.mark, task.date, note=now.path, text=_words(task)))
        return steps

    def item(self, path: str, text: str, item: str) -> FoundItem | None:
        """The task of this id in a note; None if it has none."""
        tasks = note.scan(path, text).tasks
        block = item.partition("#^")[2]
        for at, task in enumerate(tasks):
            if task.block_id == block:
                known = KnownItem(_words(task), path, task.mark or Mark.TODO, task.date, task.line)
                return FoundItem(known, all(other.parent != at for other in tasks))
        return None


class _Change(NamedTuple):
    """Whether marks may have changed from one text of a note to the next, and whether words did.

    `lines` are the tasks that are gone and those that are new, where each says by itself what it is, and the properties
    stayed as they were; None where both texts are to be read as notes.
    """

    marked: bool
    wrote: bool
    lines: tuple[list[TaskParts], list[TaskParts]] | None = None


def _change(before: bytes | None, after: bytes) -> _Change:
    """What to look at. Most changes are a few lines of the body: reading both as notes takes much longer."""
    if before is None:
        return _Change(True, False)
    there = [dict.fromkeys(data.split(b"\n")) for data in (before, after)]
    sides = [[line for line in one if line not in other] for one, other in (there, reversed(there))]
    both = b"\n".join(line for side in sides for line in side)
    if (
        not both
        or _properties(before) != _properties(after)
        or _hides(both)
        or both.startswith(b"---")
        or b"\n---" in both
    ):
        return _Change(True, note.values(_text(before)) != note.values(_text(after)))
    gone, new = ([_text(line) for line in side] for side in sides)
    lines = [*gone, *new]
    parts = {line: _parse(line) for line in lines if "[" in line}
    was, now = ({_said(line, parts.get(line)) for line in side} for side in (gone, new))
    marked = any(parts.values()) or any(line.lstrip()[:1] == "^" for line in lines)
    whole = any(_hides(data) for data in (before, after)) or any(
        (part is None and _BOX.search(line)) or (part is not None and not part.block_id) for line, part in parts.items()
    )
    if whole or (marked and not all(parts.get(line) for line in lines if "^" in line)):
        return _Change(marked, was != now)
    tasks = [[part for line in side if (part := parts.get(line))] for side in (gone, new)]
    return _Change(marked, was != now, (tasks[0], tasks[1]))


def _hides(data: bytes) -> bool:
    return any(sign in data for sign in _HIDING)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _said(line: str, part: TaskParts | None) -> object:
    """What a line says apart from its mark and stamp, to compare."""
    return line.rstrip() if part is None else (part.prefix, part.text, part.block_id)


def _properties(data: bytes) -> bytes:
    return data[: data.find(b"\n---", 3) + 1] if data.startswith((b"---", b"\xef\xbb\xbf---")) else b""


def _words(task: TaskLine) -> str:
    return " ".join(read_inline(with_names(task.text))[0].split()) or task.text


def _key(task: TaskLine) -> str:
    return f"^{task.block_id}" if task.block_id else task.text


def steps_of_message(told: Told) -> list[Step]:
    """The steps that a message tells: their words, and the roadmap if there is only one."""
    roadmap = next(iter(told.figures)) if len(told.figures) == 1 else ""
    return [
        Step(roadmap, "", item.mark, title=item.unit or told.unit, text=item.title, tasks=item.tasks)
        for item in told.items
    ]
