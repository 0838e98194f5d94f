"""One text of a merge, split into the property block and the lines after it in a form for comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter

_ID_WITHIN = regex(r"[ \t]\^([A-Za-z0-9-]+)(?=[ \t])")
# Text at the margin that begins no block of another kind (CommonMark 0.31.2, section 4.8).
_PARAGRAPH = regex(r"(?![\s#>|`~<]|[-*+]\s|\d{1,9}[.)]\s|\[\^|%%|\$\$|[-*_=\s]+$).")


class Side:
    """One text of a merge, split into parts. What it shares with the side that it is `like` is read only once."""

    def __init__(self, text: str, like: Side | None = None) -> None:
        block = frontmatter.split(text)
        end = block.end if block else 0
        self.text, self.head = text, text[:end]
        body = text[end:]
        self.lines = body.split("\n")
        self.read: frontmatter.Properties = (
            like.read if like is not None and like.head == self.head else frontmatter.read(text)
        )
        self._known: dict[str, tuple[tasklines.TaskParts | None, str]] = like._known if like is not None else {}
        self.hidden = find_hidden(body, self.lines, 0).lines
        self.parts: list[tasklines.TaskParts | None] = []
        self.words: list[str] = []
        for n, line in enumerate(self.lines):
            parts, words = self._parsed(line) if "[" in line and n not in self.hidden else (None, line.rstrip())
            self.parts.append(parts)
            self.words.append(words)
        seen: set[str] = set()
        self.keys: list[str] = []
        for words, parts in zip(self.words, self.parts, strict=True):
            own = parts is not None and parts.block_id and parts.block_id not in seen
            self.keys.append(f"^{parts.block_id}" if own and parts else words)
            if own and parts:
                seen.add(parts.block_id)
        self.ids = {key[1:]: n for n, key in enumerate(self.keys) if key != self.words[n]}

    def _parsed(self, line: str) -> tuple[tasklines.TaskParts | None, str]:
        """A line that may be a task in parts, and its words: with an empty box and without stamp."""
        found = self._known.get(line)
        if found is None:
            parts = tasklines.parse(line)
            found = self._known[line] = parts, (tasklines.blank(line) if parts else line).rstrip()
        return found

    @property
    def newline(self) -> str:
        """The carriage return at the ends of this side's lines, or nothing."""
        return "\r" if 2 * sum(line.endswith("\r") for line in self.lines) > len(self.lines) - 1 else ""

    def is_paragraph(self, n: int) -> bool:
        """Whether line `n` is plain text, which a line of plain text under it would continue."""
        return n not in self.hidden and bool(_PARAGRAPH.match(self.lines[n]))

    def begins_paragraph(self, n: int) -> bool:
        """Whether line `n` is the first of a paragraph."""
        return self.is_paragraph(n) and not (n and self.is_paragraph(n - 1))

    def id_at(self, n: int) -> str:
        """The block id by which line `n` is known, or nothing."""
        return self.keys[n][1:] if self.keys[n] != self.words[n] else ""


def with_ids_at_end(sides: Sequence[Side]) -> list[Side]:
    """The sides, with the ids of tasks moved to the ends of their lines where another side has them there.

    Words that the learner put behind an id stand before it once a device has pulled.
    """
    made = []
    for side in sides:
        there = {id_ for other in sides for id_ in other.ids} - side.ids.keys()
        lines = list(side.lines)
        for n, parts in enumerate(side.parts):
            found = _ID_WITHIN.search(lines[n]) if parts is not None and not parts.block_id and there else None
            if found and found[1] in there:
                lines[n] = tasklines.with_block_id(lines[n], found[1])
        made.append(Side(side.head + "\n".join(lines)) if lines != side.lines else side)
    return made


def pairs(one: Side, other: Side) -> dict[int, int]:
    """Index of a line of `one` → index of the same line of `other`: tasks by id anywhere, the rest in order."""
    pairs = {n: other.ids[id_] for id_, n in one.ids.items() if id_ in other.ids}
    a, b = one.keys, other.keys
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    blocks = [(0, 0, head), (len(a) - tail, len(b) - tail, tail)]
    middle = SequenceMatcher(None, a[head : len(a) - tail], b[head : len(b) - tail], autojunk=False)
    blocks += [(x + head, y + head, size) for x, y, size in middle.get_matching_blocks()]
    for x, y, size in blocks:
        for n in range(size):
            if not one.id_at(x + n):
                pairs[x + n] = y + n
    return pairs | _with_id_put_back(one, other, pairs)


def _with_id_put_back(one: Side, other: Side, known: dict[int, int]) -> dict[int, int]:
    """The pairs of tasks that have no id in `one`, and have one in `other` with the same words."""
    taken = set(known.values())
    new = {n for id_, n in other.ids.items() if id_ not in one.ids and n not in taken}
    plain: dict[str, list[int]] = {}
    for n in sorted(new):
        plain.setdefault(tasklines.without_block_id(other.words[n]).rstrip(), []).append(n)
    found = {}
    for n, parts in enumerate(one.parts) if plain else ():
        if parts is not None and not parts.block_id and n not in known and plain.get(one.words[n]):
            found[n] = plain[one.words[n]].pop(0)
    return found


def in_order(origin: Side, side: Side) -> bool:
    """Whether the tasks that both know stand in the same order."""
    places = [side.ids[id_] for id_ in origin.ids if id_ in side.ids]
    return places == sorted(places)


def touched(origin: Side, was: int, side: Side, n: int) -> bool:
    """Whether a line known as the same was changed: its words, its mark or its stamp."""
    return origin.lines[was].rstrip() != side.lines[n].rstrip()


def under_headings(side: Side) -> Iterator[tuple[int, str]]:
    """Every line with the heading that it stands under."""
    heading = ""
    for n, words in enumerate(side.words):
        if words.startswith("#"):
            heading = words
        yield n, heading
