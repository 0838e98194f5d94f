"""Since when each box of a document is ticked, by its history, version by version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaultsync.domain.identity.pairing import pair
from vaultsync.domain.identity.rewording import close_pairs
from vaultsync.domain.identity.wording import same_words
from vaultsync.domain.progress.items import ItemTree, Role
from vaultsync.markdown import note
from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen

_FEW = 60  # so many boxes may have been reworded at a time, elsewhere than under the same heading


class Box(Frozen):
    """A checkbox line of a document: its line (from 0), its words, those of its heading, and of the box above it."""

    line: int
    words: str
    heading: str
    above: str
    ticked: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """What distinguishes it from other boxes."""
        return self.heading, self.above, self.words


class Edition(Frozen):
    """A version of a document: its id, those of the versions it was made from, its day (ISO), its boxes.

    `boxes` is None where the document did not exist for a while.
    """

    id: str
    parents: tuple[str, ...]
    day: str
    boxes: list[Box] | None


def read_boxes(text: str) -> list[Box]:
    """The boxes of a document, in order; without those in code or comments."""
    tasks = note.scan("", text).tasks
    headings = _headings(text.split("\n"), {task.line for task in tasks})
    words = [same_words(task.text) for task in tasks]
    return [
        Box(
            task.line,
            words[n],
            headings[task.line],
            words[task.parent] if task.parent >= 0 else "",
            task.mark is Mark.DONE,
        )
        for n, task in enumerate(tasks)
    ]


def _headings(lines: list[str], wanted: set[int]) -> dict[int, str]:
    """The words of the heading above each of these lines."""
    heading, found = "", {}
    for number, line in enumerate(lines):
        if line.startswith("#") and line.lstrip("#")[:1] in (" ", "\t"):
            heading = same_words(line.lstrip("#"))
        elif number in wanted:
            found[number] = heading
    return found


def ticked_since(editions: Iterable[Edition]) -> dict[int, str]:
    """The line of each box that is ticked in the last edition → the day since which it is.

    `editions` come after those they were made from. A tick that came by several ways gets its earliest day.
    """
    known: dict[str, tuple[list[Box], list[str]]] = {}
    last: tuple[list[Box], list[str]] = ([], [])
    for edition in editions:
        before = [known[parent] for parent in edition.parents if parent in known]
        if edition.boxes is None:
            last = next((state for state in before if state[0]), ([], []))
        else:
            last = (edition.boxes, _days(edition, before))
        known[edition.id] = last
    boxes, days = last
    return {box.line: day for box, day in zip(boxes, days, strict=True) if day}


def _days(edition: Edition, before: Sequence[tuple[list[Box], list[str]]]) -> list[str]:
    boxes = edition.boxes or []
    days = [edition.day if box.ticked else "" for box in boxes]
    for old, old_days in before:
        for n, m in match_boxes(old, boxes):
            if days[m] and old_days[n] and old_days[n] < days[m]:
                days[m] = old_days[n]
    return days


def match_boxes(old: Sequence[Box], new: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Pairs of positions in `old` and `new` of the same box, also if it moved or was slightly reworded."""
    start = 0
    while start < min(len(old), len(new)) and old[start].place == new[start].place:
        yield start, start
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end].place == new[-1 - end].place:
        end += 1
        yield len(old) - end, len(new) - end
    left, right = dict.fromkeys(range(start, len(old) - end)), dict.fromkeys(range(start, len(new) - end))
    for n, m in pair(((old[n].place, n) for n in left), ((new[m].place, m) for m in right)):
        del left[n], right[m]
        yield n, m
    for n, m in pair(((old[n].words, n) for n in left), ((new[m].words, m) for m in right)):
        del left[n], right[m]
        yield n, m
    for n, m in _reworded(old, new, left, right):
        del left[n], right[m]
        yield n, m


def _reworded(
    old: Sequence[Box], new: Sequence[Box], left: Iterable[int], right: Iterable[int]
) -> list[tuple[int, int]]:
    """Close rewordings: under the same heading, else anywhere where there are few."""
    by_heading: dict[str, tuple[list[tuple[int, str]], list[tuple[int, str]]]] = defaultdict(lambda: ([], []))
    for n in left:
        by_heading[old[n].heading][0].append((n, old[n].words))
    for m in right:
        by_heading[new[m].heading][1].append((m, new[m].words))
    found = [match for before, after in by_heading.values() for match in close_pairs(before, after)]
    paired, taken = {n for n, _ in found}, {m for _, m in found}
    before = [(n, old[n].words) for n in left if n not in paired]
    after = [(m, new[m].words) for m in right if m not in taken]
    if len(before) <= _FEW and len(after) <= _FEW:
        found += close_pairs(before, after)
    return found


def dated_items(tree: ItemTree, boxes: Sequence[Box], days: Mapping[int, str]) -> dict[str, str]:
    """Item id → the day of its tick, for the items of a roadmap whose boxes have one.

    Items and boxes are paired by their words, and by note and parent task if several have the same.
    """
    items = [
        (at, _place(tree, at))
        for at, entry in enumerate(tree.entries)
        if entry.task is not None and entry.role is not Role.FRAME
    ]
    left, free = dict(items), dict(enumerate(boxes))
    found: dict[str, str] = {}
    for key in (_whole, _above, _words, _letters):
        for at, n in pair(
            ((key(place), at) for at, place in left.items()), ((key(b.place), n) for n, b in free.items())
        ):
            del left[at], free[n]
            if day := days.get(boxes[n].line, ""):
                item = tree.entries[tree.item(at)].id
                found[item] = min(day, found.get(item, day))
    return found


def _place(tree: ItemTree, at: int) -> tuple[str, str, str]:
    """What a box of this item would be told by."""
    entry = tree.entries[at]
    above = tree.entries[entry.parent] if entry.parent >= 0 else None
    text = entry.task.source if entry.task else entry.text
    upper = same_words(above.task.source) if above is not None and above.task is not None else ""
    return same_words(entry.node.title), upper, same_words(text)


def _whole(place: tuple[str, str, str]) -> tuple[str, ...]:
    return place


def _above(place: tuple[str, str, str]) -> tuple[str, ...]:
    return place[1:]


def _words(place: tuple[str, str, str]) -> tuple[str, ...]:
    return place[2:]


def _letters(place: tuple[str, str, str]) -> tuple[str, ...]:
    """The words without all that cleaning a document may change in them."""
    return ("".join(char for char in place[2] if char.isalnum()),)
