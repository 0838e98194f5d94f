"""Which lines of a note are code, comment or formula, so that nothing in them is a task.

What is opened and never closed hides nothing, except a code fence, which extends to the end of its list item, quote or
note (CommonMark 0.31.2, section 4.5): a stray `%%` in prose must not make every tick below it vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from vaultsync.markdown.patterns import regex

_QUOTES = regex(r"(?:[ \t]*>)+ ?")
_MARKER = regex(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)")
_MARKER_STARTS = frozenset("-*+0123456789")
_FENCE = regex(r"[ \t]*(?:(`{3,})[^`]*|(~{3,}).*)$")
_CODE_SPAN = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_CODE_SPANS = regex(r"(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)\1(?!`)")  # over several lines, too
_OPENER = regex(r"%%|<!--")
_CLOSER = {"%%": "%%", "<!--": "-->", "$$": "$$"}
_NAME = {"%%": "comment (%%)", "<!--": "comment (<!--)", "$$": "formula ($$)"}


class Hidden(NamedTuple):
    """`lines` are the indices of the hidden lines, `open` the line and the name of what is never closed."""

    lines: set[int]
    open: list[tuple[int, str]]


class _Fence(NamedTuple):
    sign: str
    line: int
    depth: int
    indent: int


def find_hidden(text: str, lines: Sequence[str], start: int) -> Hidden:
    """The hidden lines of a note from line `start` on; `lines` is its text, split at line feeds.

    The line that opens a comment is not hidden itself, since it may be a task with a comment at its end.
    """
    # One character is found much sooner than several, and most notes have none of these.
    fences = ("`" in text and "```" in text) or ("~" in text and "~~~" in text)
    comments = ("%" in text and "%%" in text) or ("<" in text and "<!--" in text) or ("$" in text and "$$" in text)
    if not fences and not comments:
        return Hidden(set(), [])
    return _Search(lines, fences, comments).run(start)


def find_code(lines: Sequence[str], start: int) -> set[int]:
    """The lines of code fences alone, from line `start` on."""
    return _Search(lines, True, False).run(start).lines


def code_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of the code spans of a text (CommonMark 0.31.2, section 6.1)."""
    return [span.span() for span in _CODE_SPANS.finditer(text)] if "`" in text else []


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text, with `change` applied to everything outside its code spans."""
    found, last = [], 0
    for start, end in code_spans(text):
        found += [change(text[last:start]), text[start:end]]
        last = end
    return "".join(found) + change(text[last:])


def without_code(line: str) -> str:
    """A line with its code spans replaced by blanks, of the same length."""
    return _masked(line)


class _Search:
    """One pass over the lines; `offsets` are the columns at which the open list items' contents begin."""

    def __init__(self, lines: Sequence[str], fences: bool, comments: bool) -> None:
        self._lines, self._fences, self._comments = lines, fences, comments
        self._hidden: set[int] = set()
        self._open: list[tuple[int, str]] = []
        self._offsets: list[int] = []
        self._depth = 0
        self._never: set[str] = set()  # openers that have no closer from here on

    def run(self, start: int) -> Hidden:
        at = start
        fence: _Fence | None = None
        while at < len(self._lines):
            line = self._lines[at].rstrip("\r").removeprefix("\ufeff")
            depth, rest = _unquoted(line) if ">" in line else (0, line)
            if fence is not None:
                ends = self._ends(fence, line, depth)
                if ends is None:
                    fence = None
                    continue  # the line stands outside: look at it as any other
                self._hidden.add(at)
                fence = None if ends else fence
            else:
                fence = self._fence_at(at, depth, rest) if self._fences else None
                if fence is not None:
                    if _FENCE.match(rest):
                        self._hidden.add(at)
                elif self._comments and ("%%" in line or "<!--" in line or "$$" in line):
                    at = self._skip_comments(at, line)
            at += 1
        if fence is not None:
            self._open.append((fence.line, "code fence"))
        return Hidden(self._hidden, self._open)

    def _fence_at(self, at: int, depth: int, rest: str) -> _Fence | None:
        """The fence that this line opens, and by the way the list items that it opens and ends."""
        if depth != self._depth:
            self._depth, self._offsets = depth, []
        stripped = rest.lstrip()
        if not stripped:
            return None
        column = _width(rest[: len(rest) - len(stripped)], 0)
        offsets = self._offsets
        if offsets and offsets[-1] > column and (stripped[0] in "`~#" or not self._lazy(at)):
            self._end_items(column)
        while stripped[0] in _MARKER_STARTS and (marker := _MARKER.match(stripped)):
            self._end_items(column)
            column += _width(marker[0], column)
            offsets.append(column)
            stripped = stripped[marker.end() :]
            if not stripped:
                return None
        match = _FENCE.match(stripped) if stripped[0] in "`~" else None
        if match is None:
            return None
        inner = max((offset for offset in offsets if offset <= column), default=0)
        return _Fence(match[1] or match[2], at, depth, inner) if column - inner <= 3 else None

    def _end_items(self, column: int) -> None:
        while self._offsets and self._offsets[-1] > column:
            self._offsets.pop()

    def _lazy(self, at: int) -> bool:
        """Whether a line may go on with the paragraph above it though it is indented too little."""
        return at > 0 and bool(self._lines[at - 1].strip())

    def _ends(self, fence: _Fence, line: str, depth: int) -> bool | None:
        """Whether this line closes the fence; None where it stands outside of what holds the fence."""
        if depth < fence.depth:
            return None
        rest = _without_quotes(line, fence.depth)
        stripped = rest.lstrip()
        if not stripped:
            return False
        column = _width(rest[: len(rest) - len(stripped)], 0)
        if column < fence.indent:
            return None
        closer = stripped.rstrip()
        closes = len(closer) >= len(fence.sign) and closer == fence.sign[0] * len(closer)
        return closes and column - fence.indent <= 3

    def _skip_comments(self, at: int, line: str) -> int:
        """Hides what a comment or formula that begins in this line covers; the last line it looked at."""
        visible = _masked(line)
        position = 0
        while True:
            opener = self._opener(visible, position)
            if opener is None:
                return at
            sign, position = opener
            close = visible.find(_CLOSER[sign], position)
            if close < 0:
                last = self._closer(sign, at + 1)
                if last is None:
                    self._open.append((at, _NAME[sign]))
                    continue
                self._hidden.update(range(at + 1, last + 1))
                at = last
                line = self._lines[last]
                close = line.index(_CLOSER[sign])
                visible = " " * close + _masked(line[close:])
            position = close + len(_CLOSER[sign])

    def _opener(self, visible: str, position: int) -> tuple[str, int] | None:
        """The next comment or formula that opens in a line, and where its contents begin."""
        if position == 0:
            bare = _without_markers(visible)
            if bare.startswith("$$"):
                return "$$", len(visible) - len(bare) + 2
        match = _OPENER.search(visible, position)
        return (match[0], match.end()) if match else None

    def _closer(self, sign: str, at: int) -> int | None:
        """The first line from `at` on that holds the closing sign."""
        if sign not in self._never:
            closer = _CLOSER[sign]
            for index in range(at, len(self._lines)):
                if closer in self._lines[index]:
                    return index
            self._never.add(sign)
        return None


def _unquoted(line: str) -> tuple[int, str]:
    """How many quote signs stand in front of a line, and what follows them."""
    match = _QUOTES.match(line)
    return (match[0].count(">"), line[match.end() :]) if match else (0, line)


def _without_quotes(line: str, depth: int) -> str:
    """A line without its first `depth` quote signs."""
    if depth == 0:
        return line
    at = -1
    for _ in range(depth):
        at = line.index(">", at + 1)
    return line[at + 1 :].removeprefix(" ")


def _without_markers(line: str) -> str:
    """A line without quote signs, list markers and the blanks around them."""
    rest = _unquoted(line)[1]
    while match := _MARKER.match(rest):
        rest = rest[match.end() :]
    return rest.lstrip()


def _masked(line: str) -> str:
    """A line with its code spans blanked out, of the same length."""
    return _CODE_SPAN.sub(lambda match: " " * len(match[0]), line) if "`" in line else line


def _width(blanks: str, column: int) -> int:
    """How many columns a piece of indentation or a list marker takes; tabs go to the next multiple of four."""
    if "\t" not in blanks:
        return len(blanks)
    width = 0
    for char in blanks:
        width += 4 - (column + width) % 4 if char == "\t" else 1
    return width
