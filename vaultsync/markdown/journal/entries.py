"""The journal entries of one note: list items and paragraphs under its journal heading, and items that link notes.

A scan of lines, since every sync reads every note: no tree is built. What is code, comment, quote, callout, table or
HTML is the learner's own and left alone, as are open tasks (what is planned is not studied) and unfilled prompts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.journal.clocktimes import DAY_MINUTES
from vaultsync.markdown.journal.studytime import Reading, read_entry, read_minutes
from vaultsync.markdown.links import markdown_targets, wikilinks
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.tasklines import read_body
from vaultsync.models.journal import RawEntry
from vaultsync.models.structs import Struct, field

NOTE_HEADING = "Journal"  # the heading of entries in a study note
_MORE = -2

_HEADING = regex(r"\ufeff? {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\r?\Z")
_UNDERLINE = regex(r" {0,3}(=+|-+)[ \t]*\r?\Z")
ITEM = regex(r"\ufeff?([ \t]*)(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|\r?\Z)(?:\[([^\[\]\r\n])\](?=[ \t\r]|\Z))?")
_RULE = regex(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\r?\Z")
_DELIMITERS = regex(r"[ \t|:-]*-[ \t|:-]*\r?\Z")
_COMMENT = regex(r"%%.*?(?:%%|\Z)|<!--.*?(?:-->|\Z)")
_EDGES = regex(r"^[\W_]+|[\W_]+\Z")
_EMBED = regex(r"!\[\[[^\[\]]*\]\]|!\[[^\[\]]*\]\([^()]*\)")
_UNFILLED = regex(r"\{\{.*?\}\}|<%.*?%>")
_TIMED = regex(r"^(minutes|hours)[ \t]*:", re.MULTILINE)
_NOTE_TITLES = (NOTE_HEADING, NOTE_HEADING.lower(), NOTE_HEADING.upper())
_DIGIT = regex(r"\d")
_STUDIED = frozenset("xX/")


class HeadingLines(NamedTuple):
    """The lines under a heading: `heading` is its own line, `begin` to `end` (exclusive) what stands under it."""

    heading: int
    begin: int
    end: int


class _Item(Struct):
    """A list item or (not `listed`) a paragraph; `parent` is the index of the item it stands in, or -1.

    `box` is the character of its box, or None; `blank` tells that it says nothing, `emitted` that it is an entry.
    """

    line: int
    parent: int
    listed: bool
    box: str | None
    words: list[str]
    day: str = ""
    reading: Reading = field(default_factory=lambda: Reading("", "", None, ""))
    targets: list[str] = field(default_factory=list)
    blank: bool = False
    emitted: bool = False


class Lines:
    """A note's text as lines: `start` is the first after the properties, `hidden` are those of code and comments.

    `open_fence` is the line of a code fence that is never closed, or -1. `headings` are tuples of a heading's line, the
    line after it, its level and its text.
    """

    def __init__(self, text: str) -> None:
        self.all = text.split("\n")
        block = frontmatter.split(text)
        self.start = 0 if block is None else text.count("\n", 0, block.closed) + 1
        self.hidden, unclosed = find_hidden(text, self.all, self.start)
        self.open_fence = next((line for line, what in unclosed if what == "code fence"), -1)
        self.headings = list(self._headings())

    def _headings(self) -> Iterator[tuple[int, int, int, str]]:
        for at in range(self.start, len(self.all)):
            line = self.all[at]
            if at in self.hidden:
                continue
            if line.lstrip("\ufeff ")[:1] == "#" and (match := _HEADING.match(line)):
                yield at, at + 1, len(match[1]), match[2] or ""
            elif at + 1 < len(self.all) and (under := _UNDERLINE.match(self.all[at + 1])) and self._prose(at):
                yield at, at + 2, 1 if under[1][0] == "=" else 2, line.strip()

    def sections(self, heading: str) -> list[HeadingLines]:
        """What stands under the headings of this text, whatever their level, markup, case and emoji."""
        wanted, found = _name(heading), []
        for n, (at, begin, level, text) in enumerate(self.headings):
            if _name(text) == wanted:
                end = next((other[0] for other in self.headings[n + 1 :] if other[2] <= level), len(self.all))
                found.append(HeadingLines(at, begin, end))
        return [one for n, one in enumerate(found) if not n or one.heading >= found[n - 1].end]

    def _prose(self, at: int) -> bool:
        line = self.all[at]
        return (
            bool(line.strip()) and at + 1 not in self.hidden and line.lstrip()[0] not in ">|#<" and not ITEM.match(line)
        )


def diary_entries(path: str, text: str, heading: str, prompts: Sequence[str] = ()) -> list[RawEntry]:
    """The entries of a daily note: all under `heading`, and (not `under`) items elsewhere that link something.

    `path` is the note's vault path; `prompts` are texts of the daily template, which are no entries while nobody
    has changed them.
    """
    linking = "[[" in text or "](" in text
    if not linking and heading.casefold() not in text.casefold():
        return []
    lines = Lines(text)
    sections = lines.sections(heading)
    unfilled = _Prompts(prompts)
    found = [raw for one in sections for raw in _read(lines, one.begin, one.end, path, unfilled, under=True)]
    if linking:
        at = lines.start
        for begin, end in [*((one.heading, one.end) for one in sections), (len(lines.all), 0)]:
            if any("[[" in line or "](" in line for line in lines.all[at:begin]):
                found += _read(lines, at, begin, path, unfilled, under=False)
            at = end
    return sorted(found)


def note_entries(path: str, text: str) -> list[RawEntry]:
    """The entries of a study note: items under `## Journal` that begin with a day, or stand under one that does."""
    places = [at for name in _NOTE_TITLES if (at := text.find(name)) >= 0]
    if not places or not _DIGIT.search(text, min(places)):
        return []
    lines = Lines(text)
    found = [
        raw
        for one in lines.sections(NOTE_HEADING)
        for raw in _read(lines, one.begin, one.end, path, _Prompts(()), under=True)
    ]
    return [raw for raw in found if raw.day]


def day_minutes(text: str) -> tuple[int | None, str]:
    """The minutes that the properties of a daily note give for its day, and what is wrong with them, or nothing."""
    block = frontmatter.split(text)
    if block is None or not _TIMED.search(text, block.opened, block.closed):
        return None, ""
    values = frontmatter.read(text).values
    for key, factor in (("minutes", 1), ("hours", 60)):
        value = values.get(key)
        if value is None or value == "":
            continue
        minutes = None
        if isinstance(value, int | float) and not isinstance(value, bool):
            minutes = value * factor
        elif isinstance(value, str):
            minutes = read_minutes(value)
        if minutes is None or not 0 <= minutes <= DAY_MINUTES:
            return None, f"the property `{key}` is no time of one day: {value}"
        return int(minutes + 0.5), ""
    return None, ""


def prompts_of(template: str) -> list[str]:
    """The items and paragraphs of a daily template: prompts, until somebody changes them."""
    lines = Lines(template)
    return [text for item in _items(lines, lines.start, len(lines.all)) if (text := " ".join(item.words).strip())]


class _Prompts:
    """The texts of a template; placeholders in them stand for anything."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._plain = {text for text in texts if "{{" not in text}
        self._patterns = [
            re.compile(".*?".join(re.escape(part) for part in _UNFILLED.split(text))) for text in texts if "{{" in text
        ]

    def __contains__(self, text: str) -> bool:
        return text in self._plain or any(pattern.fullmatch(text) for pattern in self._patterns)


def _read(lines: Lines, begin: int, end: int, path: str, prompts: _Prompts, *, under: bool) -> Iterator[RawEntry]:
    """The entries among the items of these lines."""
    items = _items(lines, begin, end)
    for item in items:
        text = _COMMENT.sub("", " ".join(item.words)).strip()
        if item.box is not None:
            text = read_body(text, 0)[0]
        elif "^" in text:
            text = re.sub(r"(?:^|[ \t])\^[A-Za-z0-9-]+\Z", "", text)
        item.reading = read_entry(text)
        if item.day and not item.reading.day:
            item.reading = item.reading._replace(day=item.day)
        item.targets = [link.target.partition("#")[0] for link in wikilinks(text)] if "[[" in text else []
        item.targets += markdown_targets(text, path) if "](" in text else []
        item.blank = item.reading.minutes is None and (
            _says_nothing(item.reading.text) or (item.box is None and text in prompts)
        )
    for item in items:
        _decide_entry(items, item, under)
    for item in items:
        if item.emitted:
            day, time, minutes, text = item.reading
            yield RawEntry(item.line, day, time, minutes, text, tuple(dict.fromkeys(filter(None, item.targets))), under)


def _decide_entry(items: list[_Item], item: _Item, under: bool) -> None:
    """Decide whether an item is an entry of its own, part of the one it stands in, or none."""
    planned = item.box is not None and item.box not in _STUDIED
    if not under:
        item.emitted = item.listed and bool(item.targets) and not planned and not item.blank
        return
    above = items[item.parent] if item.parent >= 0 else None
    if above is not None:
        given = above.reading
        own = item.reading
        item.reading = own._replace(day=own.day or given.day, time=own.time or ("" if above.emitted else given.time))
    if planned or item.blank:
        return
    holder, timed = above, False
    while holder is not None and not holder.emitted:
        holder = items[holder.parent] if holder.parent >= 0 else None
    at = above
    while at is not None:
        timed = timed or (at.emitted and at.reading.minutes is not None)
        at = items[at.parent] if at.parent >= 0 else None
    if holder is None or (not timed and item.reading.minutes is not None):
        item.emitted = True
        if holder is not None and not item.targets:
            item.targets = list(holder.targets)
    else:
        holder.targets += item.targets


def _says_nothing(text: str) -> bool:
    """Whether no words are left, or only a label that nobody has filled in."""
    bare = _UNFILLED.sub("", _EMBED.sub("", text)).rstrip(" *_~")
    return not any(char.isalnum() for char in bare) or bare.endswith((":", "："))


def _items(lines: Lines, begin: int, end: int) -> list[_Item]:
    """The list items and paragraphs of these lines, outermost first; a heading that is a day gives it to them."""
    items: list[_Item] = []
    stack: list[tuple[int, int]] = []  # open list items: column, index
    open_item = -1  # the item whose words go on in the next line, or `_MORE`
    after_blank, skipping, table, day = True, False, False, ""  # a table is skipped, as other things are
    headings = {at: (after, text) for at, after, _, text in lines.headings if begin <= at < end}
    at = begin
    while at < end:
        line = lines.all[at]
        here, at = at, at + 1
        rest = line.strip(" \t\r\ufeff")
        if here in lines.hidden or not rest:
            open_item, after_blank, skipping = -1, True, skipping and bool(rest)
            table = table and skipping
            continue
        if here in headings:
            at, title = headings[here]
            stack, open_item, after_blank, skipping, table = [], -1, True, False, False
            day = read_entry(title).day
            continue
        if table and ITEM.match(line):  # a list ends a table
            skipping = table = False
        if skipping or rest[0] in ">|<" or _RULE.match(line) or rest.startswith(("```", "~~~")):
            table = table or (not skipping and rest[0] == "|")
            skipping = skipping or rest[0] in "|<"
            open_item, after_blank = -1, rest[0] in ">|"
            continue
        match = ITEM.match(line)
        column = _width(line)
        if match is not None:
            while stack and column < stack[-1][0] + 2:
                stack.pop()
            if not stack and after_blank and column >= 4:
                continue  # indented code
            parent = stack[-1][1] if stack else -1
            items.append(_Item(here, parent, True, match[2], [line[match.end() :].strip()], day))
            open_item = len(items) - 1
            stack.append((column, open_item))
        elif open_item >= 0:
            items[open_item].words.append(rest)
        elif open_item == _MORE or (after_blank and stack and column >= stack[-1][0] + 2):
            open_item = _MORE  # a further paragraph of a list item: more about it
        elif here + 1 < end and "|" in line and _DELIMITERS.match(lines.all[here + 1]):
            skipping = table = True
        elif column < 4:
            stack = []
            open_item = len(items)
            items.append(_Item(here, -1, False, None, [rest], day))
        after_blank = False
    return items


def _name(heading: str) -> str:
    """A heading's words, to compare."""
    return _EDGES.sub("", heading).casefold() or heading.strip().casefold()


def _width(line: str) -> int:
    """The column at which the words of a line begin."""
    line = line.lstrip("\ufeff")
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
