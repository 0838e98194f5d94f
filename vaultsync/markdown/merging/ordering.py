"""The lines of a merged note in the roadmap's present order, the learner's lines with what they stand under.

Only where that is unambiguous: where the learner has not put the roadmap's lines into an order of their own, and no
line of theirs may belong to one thing as well as to another. Otherwise the note keeps its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from vaultsync.markdown.columns import columns
from vaultsync.markdown.merging.alignment import Line
from vaultsync.models.structs import Struct, field

_TOP = -1


class Work(Protocol):
    """What the merge has found out so far; indices are of lines of the text that they are named after."""

    vault: list[str]
    here: list[Line]
    old: list[Line]
    new: list[Line]
    new_lines: list[str]
    to_here: dict[int, int]
    to_new: dict[int, int]
    removed: set[int]
    replaced: dict[int, str]
    callouts: dict[int, list[str]]
    withheld: set[int]
    newline: str


class _Unit(Struct):
    """A line of the roadmap that stands in the vault, with the learner's lines that go where it goes.

    `at` is its index in the vault, `new` in the wanted text; `firm` are indices of the learner's lines right under it,
    `chunks` those behind it that are no deeper, each a run of lines that belongs together.
    """

    at: int
    new: int
    firm: list[int] = field(default_factory=list)
    chunks: list[list[int]] = field(default_factory=list)


class _UnclearError(Exception):
    """There is no plain answer."""


def in_new_order(work: Work) -> list[str] | None:
    """The merged lines in the order of the new text; None where that is ambiguous."""
    try:
        return _Order(work).lines()
    except _UnclearError:
        return None


class _Order:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._head: list[int] = []
        self._units: list[_Unit] = []
        self._check_hands_off()
        self._gather()
        self._of_new = {unit.new: unit for unit in self._units}
        self._behind: dict[int, list[tuple[list[int], int]]] = {}  # vault line → chunks that come behind it, with shift
        self._place_chunks()

    # What there is

    def _check_hands_off(self) -> None:
        """See that the learner left the roadmap's lines where they were."""
        work = self._work
        ids = [line.id for line in work.here if line.id]
        pairs = sorted((here, old) for old, here in work.to_here.items())
        moved = any(one[1] > other[1] for one, other in pairwise(pairs))
        indented = any(
            columns(work.vault[here]) != columns(work.old[old].words) for here, old in pairs if work.old[old].id
        )
        if len(ids) != len(set(ids)) or moved or indented:
            raise _UnclearError

    def _gather(self) -> None:
        """Sort the vault's lines into units and what belongs to them."""
        work = self._work
        of_here = {here: old for old, here in work.to_here.items()}
        behind: list[int] = self._head
        for n in range(len(work.vault)):
            if n in work.removed:
                continue
            old = of_here.get(n)
            if old is None:
                behind.append(n)
                continue
            new = work.to_new.get(old)
            if new is None:
                raise _UnclearError  # a heading that left the roadmap stays for the words under it
            self._units.append(_Unit(n, new))
            behind = self._units[-1].firm
        for unit in self._units:
            if work.here[unit.at].id:
                self._part(unit)
            elif work.here[unit.at].blank:
                first = next((n for n in unit.firm if not work.here[n].blank), None)
                if first is not None and columns(work.vault[first]):
                    raise _UnclearError  # it is under something above the blank line

    def _part(self, unit: _Unit) -> None:
        """Part the learner's lines behind a task: those under it, and those that are no deeper."""
        work = self._work
        lines, unit.firm = unit.firm, []
        into, depth = unit.firm, columns(work.vault[unit.at]) + 1
        blanks: list[int] = []
        for n in lines:
            if work.here[n].blank:
                blanks.append(n)
                continue
            if work.here[n].hidden:
                raise _UnclearError
            if columns(work.vault[n]) < depth and not (work.here[n].goes_on and not blanks):
                depth = columns(work.vault[n])
                into = []
                unit.chunks.append(into)
            into += [*blanks, n]
            blanks = []
        into += blanks

    # Where what is no deeper belongs

    def _place_chunks(self) -> None:
        for at, unit in enumerate(self._units):
            for chunk in unit.chunks:
                first = next(n for n in chunk if not self._work.here[n].blank)
                self._place(at, unit, chunk, columns(self._work.vault[first]))

    def _place(self, at: int, unit: _Unit, chunk: list[int], depth: int) -> None:
        """Say behind which line a chunk comes that stands behind `unit`."""
        owner, last = self._owner(at, depth)
        if last:
            end, shift = self._end_of(owner, at)
        elif self._is_item(chunk) and self._same_parent(at):
            end, shift = unit, self._shift(unit)
        else:
            raise _UnclearError
        self._behind.setdefault(end.at, []).append((chunk, shift))

    def _owner(self, at: int, depth: int) -> tuple[int, bool]:
        """The task that something this deep behind the unit `at` is under, and whether nothing of it follows."""
        owner = at
        while owner >= 0 and self._is_task(owner) and self._depth(owner) >= depth:
            owner -= 1
        under = self._depth(owner) if owner >= 0 and self._is_task(owner) else _TOP
        follows = at + 1 < len(self._units) and self._is_task(at + 1) and self._depth(at + 1) > under
        return (owner if under != _TOP else _TOP), not follows

    def _end_of(self, owner: int, at: int) -> tuple[_Unit, int]:
        """The last unit, in the new order, of what is under `owner` (of the whole list), and by how much it shifts."""
        if owner == _TOP:
            first = at
            while first > 0 and self._is_task(first - 1):
                first -= 1
            mine = {self._units[n].new for n in range(first, at + 1)}
            begin, stop = self._list_around(self._units[at].new)
            if not mine <= set(range(begin, stop)):
                raise _UnclearError
            shift = 0
        else:
            begin = self._units[owner].new
            depth, stop = columns(self._work.new_lines[begin]), begin + 1
            while stop < len(self._work.new) and self._is_below(stop, depth):
                stop += 1
            shift = self._shift(self._units[owner])
        there = [new for new in range(begin, stop) if new in self._of_new]
        return self._of_new[there[-1]], shift

    def _list_around(self, new: int) -> tuple[int, int]:
        """The run of tasks in the wanted text that this line is in: its first line, and the one behind it."""
        begin, stop = new, new + 1
        while begin > 0 and self._work.new[begin - 1].id:
            begin -= 1
        while stop < len(self._work.new) and self._work.new[stop].id:
            stop += 1
        return begin, stop

    def _is_below(self, new: int, depth: int) -> bool:
        return bool(self._work.new[new].id) and columns(self._work.new_lines[new]) > depth

    def _is_task(self, at: int) -> bool:
        return bool(self._work.here[self._units[at].at].id)

    def _depth(self, at: int) -> int:
        return columns(self._work.vault[self._units[at].at])

    def _is_item(self, chunk: list[int]) -> bool:
        """Whether a chunk is an item of the list, no paragraph behind it."""
        return not self._work.here[chunk[0]].blank and self._work.here[chunk[0]].item

    def _same_parent(self, at: int) -> bool:
        """Whether the unit stands under the same line as before."""
        return self._parent_in(self._work.old, self._old(at)) == self._parent_in(self._work.new, self._units[at].new)

    def _old(self, at: int) -> int:
        return next(old for old, here in self._work.to_here.items() if here == self._units[at].at)

    @staticmethod
    def _parent_in(lines: Sequence[Line], at: int) -> str:
        depth = columns(lines[at].words)
        for line in reversed(lines[:at]):
            if not line.blank and (columns(line.words) < depth or not line.id):
                return line.key
        return ""

    def _shift(self, unit: _Unit) -> int:
        return columns(self._work.new_lines[unit.new]) - columns(self._work.vault[unit.at])

    # The result

    def lines(self) -> list[str]:
        """All that stays, in the new order."""
        work = self._work
        present = {line.id for line in work.here if line.id}
        known = set(work.to_new.values())
        made: list[str] = list(work.callouts.get(-1, ()))
        told: list[int] = []

        def put(n: int, shift: int = 0) -> None:
            told.append(n)
            made.append(work.replaced.get(n) or shifted(work.vault[n], shift))
            made.extend(work.callouts.get(n, ()))

        for n in self._head:
            put(n)
        for new, line in enumerate(work.new_lines):
            unit = self._of_new.get(new)
            if unit is None:
                if new not in known and new not in work.withheld and work.new[new].id not in present - {""}:
                    made.append(line + work.newline)
                continue
            put(unit.at)
            for n in unit.firm:
                put(n, self._shift(unit) if work.new[new].id else 0)
            for chunk, shift in self._behind.get(unit.at, ()):
                for n in chunk:
                    put(n, shift)
        if sorted(told) != [n for n in range(len(work.vault)) if n not in work.removed]:
            raise _UnclearError
        return made


def shifted(line: str, by: int) -> str:
    """A line indented by so many columns more (or fewer)."""
    bare = line.lstrip(" \t")
    if not by or not bare.strip():
        return line
    width = max(columns(line) + by, 0)
    indent = "\t" * (width // 4) + " " * (width % 4) if "\t" in line[: len(line) - len(bare)] else " " * width
    return indent + bare
