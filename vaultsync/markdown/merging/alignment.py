"""Lines of a note in a form for comparison, and the pairing of equal lines of two texts."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden
from vaultsync.models.structs import Frozen

_ITEM_STARTS = frozenset("-*+0123456789")


class Line(Frozen):
    """A line in a form for comparison: its words without mark and stamp, and its block id if it is a task.

    `hidden`: it stands in code or a comment.
    """

    words: str
    id: str
    hidden: bool = False

    @property
    def key(self) -> str:
        """A key that is equal for lines that count as the same."""
        return f"^{self.id}" if self.id else self.words

    @property
    def blank(self) -> bool:
        """Whether the line is empty."""
        return not self.words

    @property
    def item(self) -> bool:
        """Whether the line may begin a list item."""
        return self.words.lstrip()[:1] in _ITEM_STARTS

    @property
    def goes_on(self) -> bool:
        """Whether the line goes on with the words of the one right above it, as it begins nothing of its own."""
        return not self.blank and not self.item and self.words.lstrip()[0] not in "#>|`~"

    @property
    def level(self) -> int:
        """The level of a heading; 0 if it is none."""
        marks = len(self.words) - len(self.words.lstrip("#"))
        return 0 if self.hidden or self.words[marks : marks + 1] != " " else marks


def read(lines: Sequence[str]) -> list[Line]:
    """The lines of a note's body in a form for comparison."""
    found = []
    hidden = find_hidden("\n".join(lines), lines, 0).lines
    for n, line in enumerate(lines):
        parts = tasklines.parse(line) if "[" in line and n not in hidden else None
        words = (tasklines.blank(line) if parts else line).rstrip()
        found.append(Line(words, parts.block_id if parts else "", n in hidden))
    return found


def retitled(old: Sequence[Line], new: Sequence[Line], pairs: dict[int, int]) -> dict[int, int]:
    """Pairs of headings of the old and the new text that are worded differently but stand right above the same lines.

    `pairs` are the lines known to be the same.
    """
    first_below: dict[int, int] = {}  # what stands first below a heading that came, of what was there → the heading
    came_from = {after: before for before, after in pairs.items()}
    heading = -1
    for n, line in enumerate(new):
        if line.level and n not in came_from:
            heading = n
        elif heading >= 0 and not line.blank and (n in came_from or line.level):
            first_below |= {came_from[n]: heading} if n in came_from else {}
            heading = -1
    found: dict[int, int] = {}
    heading = -1
    for n, line in enumerate(old):
        if line.level and n not in pairs:
            heading = n
        elif heading >= 0 and not line.blank and (n in pairs or line.level):
            come = first_below.get(n)
            if come is not None and new[come].level == old[heading].level:
                found[heading] = come
            heading = -1
    return found


def align(one: Sequence[Line], other: Sequence[Line]) -> dict[int, int]:
    """Index of a line of `one` → index of the same line of `other`: tasks by id anywhere, the rest in order."""
    ids = {line.id: n for n, line in reversed(list(enumerate(other))) if line.id}
    pairs = {n: ids[line.id] for n, line in enumerate(one) if line.id in ids}
    head = 0
    while head < min(len(one), len(other)) and one[head].key == other[head].key:
        head += 1
    tail = 0
    while tail < min(len(one), len(other)) - head and one[-1 - tail].key == other[-1 - tail].key:
        tail += 1
    keys = [line.key for line in one[head : len(one) - tail]], [line.key for line in other[head : len(other) - tail]]
    blocks = [(0, 0, head), (len(one) - tail, len(other) - tail, tail)]
    blocks += [
        (a + head, b + head, size) for a, b, size in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    ]
    for a, b, size in blocks:
        for n in range(size):
            if not one[a + n].id:
                pairs[a + n] = b + n
    return pairs
