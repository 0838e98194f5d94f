"""Merge what two devices did to one note, both sides being the learner's.

`merge` brings a roadmap's changes into a note; here both sides are the learner's. `ancestor` is the common text (None:
there was none), `ours` and `theirs` what became of it. Properties are merged by key, tasks by block id, everything else
by lines: a change of one side is taken; what both changed differently stands there twice, ours first. A line goes only
if one side deleted it and the other did not touch it. There are never conflict markers. The result is spliced into one
of the two texts: lines that nobody else changed keep their bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.markdown import tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.merging.comments import with_comments
from vaultsync.markdown.merging.sides import Side, in_order, pairs, touched, under_headings, with_ids_at_end
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.properties.scalars import is_moment
from vaultsync.models.marks import MARK_OF_CHAR, PRECEDENCE, Mark
from vaultsync.models.structs import Frozen, Struct, field

CALLOUT = "> [!warning] Written on two devices"


class MergeDoubt(Frozen):
    """Something that both sides changed differently. `block` is the task's id or empty, `marks` what the two said."""

    block: str
    why: str
    marks: tuple[Mark, ...] = ()


class Reconciled(Struct):
    """The merged text, and the doubts for the learner."""

    text: str
    doubts: list[MergeDoubt] = field(default_factory=list)


def reconcile(ancestor: str | None, ours: str, theirs: str) -> Reconciled:
    """The text with the changes of both sides. Where both are equally good, the first one given is preferred."""
    if ours == theirs or theirs == ancestor:
        return Reconciled(ours)
    if ours == ancestor:
        return Reconciled(theirs)
    first = Side(ours)
    sides = [first, Side(theirs, first), *([Side(ancestor, first)] if ancestor is not None else ())]
    sides = with_ids_at_end(sides)
    origin = sides.pop() if ancestor is not None else None
    result = Reconciled(ours)
    frame, other = sides
    if origin is not None and not in_order(origin, other) and in_order(origin, frame):
        frame, other = other, frame  # only one side moved lines about: its order holds
    head, said_twice = _properties(origin, sides[0], sides[1], result)
    if frame is not sides[0]:
        head = _head_of(frame, head, origin, sides)
    body = _Body(origin, frame, other, ours_first=frame is sides[0], result=result)
    lines = body.run()
    if said_twice:
        lines = after_title(lines, [CALLOUT, *(f"> {line}" for line in said_twice), ""])
    result.text = head + "\n".join(lines)
    return result


def _properties(origin: Side | None, ours: Side, theirs: Side, result: Reconciled) -> tuple[str, list[str]]:
    """Our property block with what they changed; and lines for what both changed to different values."""
    if ours.read.problem is not None or theirs.read.problem is not None:
        return _unreadable(origin, ours, theirs, result)
    changes, twice = _changed(origin, ours, theirs, result)
    spliced = frontmatter.splice(ours.text, changes, frontmatter.ORDER) if changes else ours.text
    spliced = with_comments(spliced, origin.text if origin is not None else "", theirs.text)
    return spliced[: len(spliced) - len(ours.text) + len(ours.head)], twice


def _changed(
    origin: Side | None, ours: Side, theirs: Side, result: Reconciled
) -> tuple[dict[str, frontmatter.Value | None], list[str]]:
    old = origin.read.values if origin is not None else {}
    mine, other = ours.read.values, theirs.read.values
    changes: dict[str, frontmatter.Value | None] = {}
    twice: list[str] = []
    for key in dict.fromkeys([*mine, *other]):
        was, a, b = old.get(key), mine.get(key), other.get(key)
        if a == b or (b == was and (key in other or key in old)):
            continue
        if a == was and (key in mine or key in old):
            changes[key] = b  # type: ignore[assignment]
        elif isinstance(a, list) and isinstance(b, list):
            gone = [item for item in (was if isinstance(was, list) else []) if item not in a or item not in b]
            changes[key] = [item for item in a if item not in gone] + [
                item for item in b if item not in a and item not in gone
            ]
        elif key == "done":
            changes[key] = a is True or b is True
        elif key == "completed" and all(is_moment(str(value)) for value in (a, b)):
            changes[key] = min(str(a), str(b))
        elif a in (None, ""):
            changes[key] = b  # type: ignore[assignment]  # deleted here, changed there
        elif b not in (None, ""):
            twice.append(f"{key}: {b}")
            result.doubts.append(MergeDoubt("", f"the property `{key}` was set to {a!r} and to {b!r}; {a!r} was taken"))
    return changes, twice


def _unreadable(origin: Side | None, ours: Side, theirs: Side, result: Reconciled) -> tuple[str, list[str]]:
    """Property blocks that are no YAML: one of them whole, and the other's lines where they would be lost."""
    was = origin.head if origin is not None else None
    if theirs.head in (ours.head, was):
        return ours.head, []
    if ours.head == was:
        return theirs.head, []
    result.doubts.append(MergeDoubt("", "the properties were changed on two devices and are no proper YAML on one"))
    there = set(ours.head.splitlines())
    return ours.head, [line for line in theirs.head.splitlines() if line.strip() and line not in there]


def _head_of(frame: Side, head: str, origin: Side | None, sides: Sequence[Side]) -> str:
    """The merged property block, written into the one of `frame`, so that its bytes stay."""
    if frame.read.problem is not None or sides[0].read.problem is not None:
        return head
    wanted = frontmatter.read(head).values
    changes = {key: value for key, value in wanted.items() if frame.read.values.get(key) != value}
    changes |= {key: None for key in frame.read.values if key not in wanted}
    spliced = frontmatter.splice(frame.text, changes, frontmatter.ORDER)  # type: ignore[arg-type]
    spliced = with_comments(spliced, origin.text if origin is not None else "", sides[0].text)
    return spliced[: len(spliced) - len(frame.text) + len(frame.head)]


class _Body:
    """The lines under the property blocks: those of `frame`, and what `other` did put in its place among them."""

    def __init__(self, origin: Side | None, frame: Side, other: Side, *, ours_first: bool, result: Reconciled) -> None:
        self.frame, self.other, self.result = frame, other, result
        self.ours_first = ours_first
        self.origin = origin
        if origin is None:
            same = pairs(other, frame)
            self.of_frame = dict.fromkeys(same.values(), -1)
            self.of_other: dict[int, int] = {}
            self.twin = same
        else:
            to_frame, to_other = pairs(origin, frame), pairs(origin, other)
            self.of_frame = {here: was for was, here in to_frame.items()}
            self.of_other = {there: was for was, there in to_other.items()}
            self.twin = {there: to_frame[was] for was, there in to_other.items() if was in to_frame}
            self._pair_additions()
        self.partner = {here: there for there, here in self.twin.items()}
        self.behind: dict[int, list[str]] = {}  # lines that come behind a line of the frame; -1: at the top

    def _pair_additions(self) -> None:
        """What both sides added alike, under the same heading, is one addition."""
        added: dict[tuple[str, str], list[int]] = {}
        for n, heading in under_headings(self.frame):
            if n not in self.of_frame and self.frame.words[n]:
                key = self.frame.keys[n]
                added.setdefault(("" if self.frame.id_at(n) else heading, key), []).append(n)
        for n, heading in under_headings(self.other):
            if n not in self.of_other and self.other.words[n]:
                same = added.get(("" if self.other.id_at(n) else heading, self.other.keys[n]))
                if same:
                    self.twin[n] = same.pop(0)

    def run(self) -> list[str]:
        """The merged lines."""
        kept = [self._kept(n) for n in range(len(self.frame.lines))]
        self._place_others(kept)
        lines = list(self.behind.get(-1, ()))
        for n, line in enumerate(kept):
            if line is not None:
                lines += line
            lines += self.behind.get(n, ())
        return lines

    def _kept(self, n: int) -> list[str] | None:
        """What becomes of a line of the frame: None where the other side took it away."""
        line, was = self.frame.lines[n], self.of_frame.get(n)
        there = self.partner.get(n)
        if there is not None:
            return self._both(n, there, was if was is not None and was >= 0 else None)
        if was is None or was < 0 or self.origin is None:
            return [line]
        return [line] if touched(self.origin, was, self.frame, n) else None

    def _both(self, here: int, there: int, was: int | None) -> list[str]:
        """A line that both sides have: what each changed in it."""
        mine, theirs = self.frame.lines[here], self.other.lines[there]
        a, b = self.frame.parts[here], self.other.parts[there]
        old = self.origin.lines[was] if self.origin is not None and was is not None else None
        if mine.rstrip() == theirs.rstrip() or a is None or b is None:
            return [mine]
        o = self.origin.parts[was] if self.origin is not None and was is not None else None
        words_old = tasklines.blank(old).rstrip() if old is not None and o is not None else None
        words_a, words_b = self.frame.words[here], self.other.words[there]
        if words_a in (words_b, words_old):
            line, twice = theirs.removesuffix("\r"), ""
        else:
            line = mine.removesuffix("\r")
            twice = words_b if words_b != words_old and words_b.strip() != words_a.strip() else ""
        if twice and not self.ours_first:
            line, twice = theirs.removesuffix("\r"), words_a
        char, date = self._mark(a, b, o)
        made = [tasklines.with_mark(tasklines.blank(line), char, date) + self._end(mine)]
        if twice:
            parts = tasklines.parse(twice)
            said = parts.text if parts is not None else twice.strip()
            pad = " " * (columns(line) + 2)
            made += [f"{pad}{CALLOUT}{self.frame.newline}", f"{pad}> {said}{self._end(mine)}"]
            made[0] = made[0].removesuffix("\r") + self.frame.newline
            self.result.doubts.append(MergeDoubt(a.block_id, f"a task was reworded on two devices: {said}"))
        return made

    def _end(self, line: str) -> str:
        return "\r" if line.endswith("\r") else ""

    def _mark(
        self, a: tasklines.TaskParts, b: tasklines.TaskParts, o: tasklines.TaskParts | None
    ) -> tuple[str, str | None]:
        """Box and date that hold what both sides said."""
        if o is not None and (b.char, b.date) == (o.char, o.date):
            return a.char, a.date or None
        if o is not None and (a.char, a.date) == (o.char, o.date):
            return b.char, b.date or None
        if MARK_OF_CHAR.get(a.char) is MARK_OF_CHAR.get(b.char) and (a.char in "xX" or a.char == b.char):
            return a.char, min((date for date in (a.date, b.date) if date), default=None)
        if o is not None and MARK_OF_CHAR.get(b.char) is MARK_OF_CHAR.get(o.char) and b.char not in "xX":
            return a.char, a.date or None
        if o is not None and MARK_OF_CHAR.get(a.char) is MARK_OF_CHAR.get(o.char) and a.char not in "xX":
            return b.char, b.date or None
        first, second = sorted((a, b), key=lambda parts: PRECEDENCE[MARK_OF_CHAR.get(parts.char)])
        marks = tuple(mark for parts in (first, second) if (mark := MARK_OF_CHAR.get(parts.char)) is not None)
        if o is not None:
            said = " and ".join(f"[{parts.char}]" for parts in (first, second))
            why = f"“{a.text}” was marked {said} on two devices; [{first.char}] was taken"
            self.result.doubts.append(MergeDoubt(a.block_id, why, marks))
        return first.char, first.date or None

    def _place_others(self, kept: list[list[str] | None]) -> None:
        """Put the other side's lines where they stand there, relative to what both sides have."""
        anchor, run = -1, list[int]()
        for n in range(len(self.other.lines) + 1):
            here = self.twin.get(n) if n < len(self.other.lines) else None
            if n < len(self.other.lines) and here is None:
                if self._wanted(n):
                    run.append(n)
                continue
            self._put(run, anchor, kept)
            run = []
            if here is not None:
                anchor = here

    def _wanted(self, n: int) -> bool:
        """Whether a line that only the other side has is to be kept: what it added, or what it changed."""
        was = self.of_other.get(n)
        return was is None or self.origin is None or touched(self.origin, was, self.other, n)

    def _put(self, run: list[int], anchor: int, kept: list[list[str] | None]) -> None:
        if not any(self.other.words[n] for n in run):
            return
        depth = min(columns(self.other.lines[n]) for n in run if self.other.words[n])
        at = self._past(anchor, depth, kept) if self.ours_first else self._before(anchor, depth)
        newline = self.frame.newline
        lines = self._apart(run, at, [self.other.lines[n].rstrip("\r") + newline for n in run])
        last = len(self.frame.lines) - 1
        if newline and at == last:  # the last line of a file has no line end
            lines[-1] = lines[-1].removesuffix("\r")
            if kept[last]:
                kept[last] = [line.removesuffix("\r") + newline for line in kept[last] or ()]
        self.behind.setdefault(at, []).extend(lines)

    def _apart(self, run: list[int], at: int, lines: list[str]) -> list[str]:
        """The lines of `run`, to go behind line `at` of the frame, apart from paragraphs that the frame's side added.

        One blank line stands between, and not two behind.
        """
        below = at + 1
        if self._is_addition(at) and self.frame.is_paragraph(at) and self.other.begins_paragraph(run[0]):
            lines = [self.frame.newline, *lines]
        if self._is_addition(below) and self.frame.begins_paragraph(below) and self.other.is_paragraph(run[-1]):
            lines = [*lines, self.frame.newline]
        elif below < len(self.frame.lines) and not self.frame.words[below] and not self.other.words[run[-1]]:
            lines = lines[:-1]
        return lines

    def _is_addition(self, n: int) -> bool:
        """Whether only the frame's side has line `n`."""
        return 0 <= n < len(self.frame.lines) and n not in self.partner and n not in self.of_frame

    def _past(self, anchor: int, depth: int, kept: Sequence[list[str] | None]) -> int:
        """The last line of what the frame's side added right behind `anchor` and not less deep than `depth`."""
        last = anchor
        for n in range(anchor + 1, len(self.frame.lines)):
            if kept[n] is None:
                continue
            if n in self.partner or n in self.of_frame:
                break
            if self.frame.words[n]:
                if columns(self.frame.lines[n]) < depth or self.frame.words[n].startswith("#"):
                    break
                last = n
        return last

    def _before(self, anchor: int, depth: int) -> int:
        """The line behind which ours come before the frame's additions; deeper ones belong to what is above them."""
        last = anchor
        for n in range(anchor + 1, len(self.frame.lines)):
            if n in self.partner or n in self.of_frame or not self.frame.words[n]:
                break
            if columns(self.frame.lines[n]) <= depth:
                break
            last = n
        return last


def after_title(lines: list[str], put: list[str]) -> list[str]:
    """The lines, with `put` inserted behind the first heading, or at the top."""
    at = next((n + 1 for n, line in enumerate(lines) if line.startswith("# ")), 0)
    end = "\r" if lines[0].endswith("\r") else ""
    return [*lines[:at], *([end] if at else []), *(line + end for line in put), *lines[at:]]
