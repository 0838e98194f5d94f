"""The property block: read it, and splice single keys without touching the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties.flat import BlockReading, PropertyEntry, flat_matches, flat_value, read_flat
from vaultsync.markdown.properties.scalars import Scalar, as_key, is_plain, render, same
from vaultsync.markdown.properties.yamlblock import read_block
from vaultsync.models.structs import Frozen, field

Value = Scalar | Sequence[Scalar]

# The order in which a fresh block of a study note is written; what is not named here comes after it.
ORDER = (
    "title",
    "aliases",
    "tags",
    "cssclasses",
    "up",
    "prev",
    "next",
    "order",
    "duration",
    "hours",
    "done",
    "completed",
    "vaultsync",
)

_OPENING = regex(r"\ufeff?---[ \t]*(\r?\n)")
# A line that may begin a mapping; or nothing but blanks and comments.
_KEY_LINE = regex(r"^(?![ \t]*(?:-[ \t]|#))[^\n]*:(?=\s)", re.MULTILINE)
_EMPTY = regex(r"(?:[ \t]*(?:#[^\n]*|\{[ \t]*\}[ \t]*)?\r?\n)*")
_CLOSING = regex(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


class Block(NamedTuple):
    """Where a property block stands, in characters of the text.

    `start` is that of the opening `---` (1 after a byte-order mark), `opened` that of the first line
    within, `closed` that of the closing line, `end` that of the first line after it.
    """

    start: int
    opened: int
    closed: int
    end: int
    newline: str


class Properties(Frozen):
    """What a property block says.

    `values` has the top-level keys in their order; dates and times are text. `problem` is why the
    block is no proper YAML, or None; `problem_line` the line of the note it is about, from zero, or -1.
    Where there is a problem, `values` is what could be read off the lines none the less. `doubled` has
    all values of each key that stands there more than once; `values` has the last of them.
    """

    values: dict[str, object]
    problem: str | None = None
    problem_line: int = -1
    doubled: dict[str, list[object]] = field(default_factory=dict)


def split(text: str) -> Block | None:
    """Where the property block stands: `---` in the first line, up to `---` or `...` on a line of its own.

    Prose or a list between two rules, without anything like a key, is no property block.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return None
    if not _KEY_LINE.search(text, opening.end(), closing.start()) and not _EMPTY.fullmatch(
        text, opening.end(), closing.start()
    ):
        return None
    start = 1 if text[0] == "\ufeff" else 0
    return Block(start, opening.end(), closing.start(), closing.end(), opening[1])


def read(text: str) -> Properties:
    """The properties of a note. Never raises; a note without a block has none.

    Read with python-frontmatter and YAML 1.2's core schema: `12:30`, `yes` and dates are text.
    """
    block = split(text)
    if block is None:
        return Properties({})
    reading = read_flat(text, block.opened, block.closed)
    if reading is None:
        reading = _reading(text[block.start : block.end])
    values = {entry.key: entry.value for entry in reading.entries}
    line = -1 if reading.problem is None else reading.problem_line + 1
    doubled: dict[str, list[object]] = {}
    if len(values) < len(reading.entries):
        for entry in reading.entries:
            doubled.setdefault(entry.key, []).append(entry.value)
        doubled = {key: found for key, found in doubled.items() if len(found) > 1}
    return Properties(values, reading.problem, line, doubled)


def _reading(note: str) -> BlockReading:
    """The block of a note that begins with `---`, read by python-frontmatter with our own loader."""
    import frontmatter
    from frontmatter.default_handlers import BaseHandler

    readings: list[BlockReading] = []

    class Handler(BaseHandler):
        FM_BOUNDARY = _OPENING

        def split(self, text: str) -> tuple[str, str]:
            block = split(text)
            if block is None:
                raise ValueError("no property block")
            return text[block.opened : block.closed], text[block.end :]

        def load(self, fm: str) -> dict[str, object]:
            readings.append(read_block(fm, 0, len(fm)))
            return {entry.key: entry.value for entry in readings[0].entries}

    frontmatter.parse(note, handler=Handler())
    return readings[0]


def value_of(text: str, key: str) -> object:
    """The value of one property, or None. The same as `read(text).values.get(key)`, sooner."""
    block = split(text)
    if block is None:
        return None
    found = flat_matches(text, block.opened, block.closed)
    if found is None:
        return read(text).values.get(key)
    return flat_value(found[key]) if key in found else None


def dump(values: Mapping[str, Value | None], order: Sequence[str] = ORDER) -> str:
    """A fresh property block, as Obsidian would write it: known keys in `order`, then the others."""
    known = [key for key in order if key in values]
    others = [key for key in values if key not in known]
    return "---\n" + "".join(_lines(key, values[key], "\n") for key in [*known, *others]) + "---\n"


def splice(text: str, changes: Mapping[str, Value | None], order: Sequence[str] = ()) -> str:
    """The text with top-level properties set, added, or (None) removed; all other bytes are kept.

    An added key goes after its nearest predecessor of `order` in the block, else before its nearest
    successor, else to the end of the block. Without a block, one is made in front. A value that the
    block has already is not written again. A key that stands there twice stands there once when it is set.
    """
    block = split(text)
    reading = read_block(text, block.opened, block.closed) if block else BlockReading([])
    if block is None or not (reading.entries or reading.valid):
        return _in_front(text, changes, order)
    flow = not reading.valid  # among lines that are no YAML, a list is safe only on one line
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    for key, value in changes.items():
        entries = [entry for entry in reading.entries if entry.key == key]
        if value is None:
            edits += [(entry.start, entry.end, "") for entry in entries]
        elif entries:
            edits += _set(text, entries[0], value, block.newline, flow)
            edits += [(entry.start, entry.end, "") for entry in entries[1:]]
        else:
            added.append(key)
    kept = {entry.key: entry for entry in reversed(reading.entries)}
    for at, key in _places(kept, added, order, block.closed):
        edits.append((at, at, _lines(key, changes[key], block.newline, flow)))
    if not edits:
        return text
    spliced = _apply(text, edits)
    if reading.flat or not reading.valid or (reading.lines and _says(spliced, reading, changes)):
        return spliced
    # YAML too contorted to splice (flow mappings, `? key`): written anew, as Obsidian would.
    wanted: dict[str, Value | None] = {entry.key: entry.value for entry in reading.entries}  # type: ignore[misc]
    wanted.update(changes)
    body = "".join(_lines(key, value, block.newline) for key, value in wanted.items() if value is not None)
    return text[: block.opened] + body + text[block.closed :]


def _in_front(text: str, changes: Mapping[str, Value | None], order: Sequence[str]) -> str:
    values = {key: value for key, value in changes.items() if value is not None}
    if not values:
        return text
    first_line = text[: text.find("\n") + 1]
    fresh = dump(values, order)
    if first_line.endswith("\r\n"):
        fresh = fresh.replace("\n", "\r\n")
    mark = 1 if text.startswith("\ufeff") else 0
    return text[:mark] + fresh + text[mark:]


def _lines(key: str, value: Value | None, newline: str, flow: bool = False) -> str:
    """A whole entry: one line, or one more for each item of a list."""
    name = f'"{key}"' if is_plain(key) and key.startswith(("---", "...")) else render(key)
    if value is None:
        return f"{name}:{newline}"
    if _is_list(value) and value and not flow:
        return f"{name}:{newline}" + _items(value, newline)
    return f"{name}: {render(value)}{newline}"


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _items(value: Value, newline: str) -> str:
    assert isinstance(value, Sequence)
    return "".join(f"  - {render(item)}{newline}" for item in value)


def _set(text: str, entry: PropertyEntry, value: Value, newline: str, flow: bool) -> list[tuple[int, int, str]]:
    """The edits that give an entry another value; a comment after the value stays."""
    if same(entry.value, value):
        return []
    key_line_end = text.index("\n", entry.colon) + 1
    below = entry.value_start >= key_line_end
    if _is_list(value) and value and not flow:
        if below:
            return _set_items(text, entry, key_line_end, value, newline)
        if isinstance(entry.value, list) and entry.value:  # the learner writes lists as `[a, b]`
            return [(entry.value_start, entry.value_end, render(value))]
        rest = text[entry.value_end : entry.end].rstrip("\r\n")
        return [(entry.colon, entry.end, rest + newline + _items(value, newline))]
    if below:
        return [(entry.colon, entry.colon, f" {render(value)}"), (key_line_end, entry.end, "")]
    lead = "" if entry.value_start > entry.colon else " "
    return [(entry.value_start, entry.value_end, lead + render(value))]


def _set_items(text: str, entry: PropertyEntry, start: int, value: Value, newline: str) -> list[tuple[int, int, str]]:
    """The edits that turn one list into another; the lines of items that stay are not touched."""
    from difflib import SequenceMatcher

    assert isinstance(value, Sequence)
    lines = [line + "\n" for line in text[start : entry.end].split("\n")[:-1]]
    old = entry.value
    if not isinstance(old, list) or len(lines) != len(old):
        return [(start, entry.end, _items(value, newline))]
    bounds = [start]
    for line in lines:
        bounds.append(bounds[-1] + len(line))
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    matcher = SequenceMatcher(None, [as_key(item) for item in old], [as_key(item) for item in value], False)
    return [
        (bounds[low], bounds[high], "".join(f"{indent}- {render(item)}{newline}" for item in value[first:last]))
        for tag, low, high, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _places(
    kept: Mapping[str, PropertyEntry], added: Iterable[str], order: Sequence[str], end: int
) -> list[tuple[int, str]]:
    """Where each added key goes, in the order in which those at one place follow each other."""
    rank = {key: index for index, key in enumerate(order)}
    after = {key: entry.end for key, entry in kept.items()}
    placed: list[tuple[int, str]] = []
    for key in sorted(added, key=lambda name: rank.get(name, len(rank))):
        at = end
        if key in rank:
            near = [name for name in after if name in rank]
            before = [name for name in near if rank[name] < rank[key]]
            later = [name for name in near if rank[name] > rank[key]]
            if before:
                at = after[max(before, key=rank.__getitem__)]
            elif later:
                at = kept[min(later, key=rank.__getitem__)].start
            after[key] = at
        placed.append((at, key))
    return placed


def _apply(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = max(at, end)
    return "".join(parts) + text[at:]


def _says(spliced: str, reading: BlockReading, changes: Mapping[str, Value | None]) -> bool:
    """Whether the spliced text reads as the old one with the changes."""
    wanted: dict[str, object] = {entry.key: entry.value for entry in reading.entries}
    wanted.update(changes)
    wanted = {key: value for key, value in wanted.items() if key not in changes or value is not None}
    found = read(spliced)
    return found.values.keys() == wanted.keys() and same(found.values, wanted)
