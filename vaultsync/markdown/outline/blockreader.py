"""Reads a document's blocks, more lenient than CommonMark where authors are sloppy.

mistune's tokens have no positions, and a learner's roadmap is rarely clean: lists are indented by one space too
few, or by four at top level, a page break stands inside a list. So the blocks are found by lines (CommonMark
0.31.2, chapters 4 and 5), with these liberties: a list item nests below the item it is indented by two columns
or more against; an indented line that looks like a list item is one, never code; `##Title` is a heading; raw
HTML does not swallow the Markdown below it.
"""

from __future__ import annotations

import re

from vaultsync.markdown.columns import columns
from vaultsync.markdown.inline import reference_key
from vaultsync.markdown.outline.blocks import Block, Document, Fence, Heading, ListItem, Paragraph, Quote, Rule, Table
from vaultsync.markdown.outline.rawhtml import html_blocks, starts_html
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels

MAX_DEPTH = 100  # of lists
MAX_QUOTES = 25

MARKER = regex(r"(?:([-*+])|(\d{1,9}[.)]))(?:\s+|$)")
_BOX = regex(r"\[([xXvV_]|[^\w\]\[\\])\](?=\s|$)")
_ATX = regex(r"(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_TIGHT_ATX = regex(r"(#{2,6})([^\s#].*?)\s*#*\s*$")
_FENCE = regex(r"(`{3,}|~{3,})\s*(.*)$")
_SETEXT = regex(r"(=+|-+)\s*$")
_RULE = regex(r"(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_DELIMITER = regex(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BOLD_LINE = regex(r"[^\w*]*(\*\*|__)[^*]+\1\s*[:：]?$")
_LABELLED = regex(r"[^\w*]*(\*\*|__)(?P<label>[^*]{2,40}?)(?:[:：]\s*\1|\1\s*[:：])(?=\s)")
_NEAR = 12  # lines
_STEP_LINE = regex(r"[^\W\d_]{3,12} \d{1,3}(?:\s*[-–]\s*\d{1,3})?(?:\s*[:：–—-].*)?$")
_NUMBERED_LINE = regex(r"\d{1,2}(?:\.\d{1,2})+\.? [^\W\d_].*[\w)）]$")
_FOOTNOTE = regex(r"\[\^([^\]\s]+)\]:\s*(.*)$")
_DEFINITION = regex(r"\[([^\]\[]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(](.*)[\"')])?\s*$")


def cells(row: str) -> list[str]:
    """The cells of a table row (GFM 4.10): split at pipes that are not escaped, trimmed."""
    row = row.strip()
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]


def read_blocks(lines: list[str]) -> Document:
    """Read a document's blocks. `lines` carry no line ends; line numbers start at 1."""
    document = Document()
    document.blocks = _Reader(document, list(enumerate(lines, 1)), 0).read()
    document.folds.sort()
    return document


class _Reader:
    """Reads the lines of one container (the document or a quote)."""

    def __init__(self, document: Document, lines: list[tuple[int, str]], depth: int) -> None:
        self.document = document
        self.lines = lines
        self.depth = depth
        self.blocks: list[Block] = []
        self.stack: list[ListItem] = []
        self.paragraph: Paragraph | None = None
        self.blank = True
        self.folds: list[int] = []

    def read(self) -> list[Block]:
        position = 0
        while position < len(self.lines):
            position = self._line(position)
        self.document.folds.extend((line, self.lines[-1][0]) for line in self.folds)
        return self.blocks

    def _content(self) -> int:
        return self.stack[-1].content if self.stack else 0

    def _put(self, block: Block) -> None:
        (self.stack[-1].blocks if self.stack else self.blocks).append(block)

    def _end(self, block: Block | None) -> None:
        """Put a block that closes the paragraph before it."""
        self.paragraph, self.blank = None, False
        if block is not None:
            self._put(block)

    def _pop_to(self, indent: int) -> None:
        """Close the list items that a line of this indentation does not belong to."""
        while self.stack and indent < self.stack[-1].content:
            self.stack.pop()

    def _line(self, position: int) -> int:
        number, line = self.lines[position]
        text = line.strip()
        if not text:
            self.paragraph, self.blank = None, True
            return position + 1
        indent = columns(line)
        if self.paragraph is not None and self._is_underline(indent, text):
            self._to_heading(1 if text[0] == "=" else 2)
            return position + 1
        if text[0] in "*-_" and text[-1] in "*-_" and _RULE.match(text):
            self._pop_to(indent)
            self._end(Rule(number))
            return position + 1
        marker = MARKER.match(text)
        if marker and self._may_start(marker, indent, text):
            return self._item(position, indent, marker, text)
        return self._other(position, indent, text)

    def _is_underline(self, indent: int, text: str) -> bool:
        """Whether this line makes a heading of the paragraph's one line (CommonMark 4.3)."""
        if text[0] not in "=-" or not self._content() <= indent < self._content() + 4 or not _SETEXT.match(text):
            return False
        assert self.paragraph is not None
        title = self.paragraph.lines[0].strip()
        if len(self.paragraph.lines) > 1:
            return False
        return text[0] == "=" or (len(text) >= 2 and len(title) <= 80 and not title.endswith((".", "|")))

    def _to_heading(self, level: int) -> None:
        assert self.paragraph is not None
        blocks = self.stack[-1].blocks if self.stack else self.blocks
        blocks[-1] = Heading(self.paragraph.line, level, self.paragraph.lines[0].strip())
        self.paragraph, self.blank = None, False

    def _may_start(self, marker: re.Match[str], indent: int, text: str) -> bool:
        """Whether a marker in the middle of a paragraph starts a list (CommonMark 5.2: only 1 may)."""
        if self.paragraph is None or indent < self._content():
            return True
        if not text[marker.end() :]:
            return False
        return not marker.group(2) or marker.group(2)[:-1] == "1" or bool(self.stack and self.stack[-1].ordered)

    def _item(self, position: int, indent: int, marker: re.Match[str], text: str) -> int:
        number = self.lines[position][0]
        while self.stack and indent < self.stack[-1].indent + 2 and indent < self.stack[-1].content:
            self.stack.pop()
        if len(self.stack) >= MAX_DEPTH:
            self.document.cut.append(number)
            self.stack.pop()
        rest = text[marker.end() :]
        box = _BOX.match(rest)
        sign = marker.group().rstrip()
        # More than four columns of white space belong to the content (CommonMark 5.2, rule 2).
        width = len(sign) + 1 if marker.end() - len(sign) > 4 else marker.end()
        item = ListItem(number, indent, indent + width, marker.group(2) or "", box.group(1) if box else "")
        self._put(item)
        self.stack.append(item)
        if box:
            rest = rest[box.end() :].strip()
        self.paragraph, self.blank = None, False
        if not rest:
            return position + 1
        inner = None if box else MARKER.match(rest)
        if inner and len(self.stack) < MAX_DEPTH and inner.end() < len(rest):
            return self._item(position, item.content, inner, rest)
        atx = _ATX.match(rest)
        fence = _FENCE.match(rest)
        if atx and atx.group(2):
            self._put(Heading(number, len(atx.group(1)), atx.group(2)))
        elif fence and "`" not in fence.group(2):
            return self._fence(position, fence, rest, item.content)
        else:
            hard = "  " if self.lines[position][1].endswith("  ") else ""
            self.paragraph = Paragraph(number, [rest + hard])
            self._put(self.paragraph)
        return position + 1

    def _other(self, position: int, indent: int, text: str) -> int:
        number, line = self.lines[position]
        lazy = self.paragraph is not None
        first = text[0]
        if first == "#" and (indent < 4 or self.stack):
            atx = _ATX.match(text) or _TIGHT_ATX.match(text)
            if atx:
                self._pop_to(indent)
                self._end(Heading(number, len(atx.group(1)), atx.group(2)) if atx.group(2) else None)
                return position + 1
        fence = _FENCE.match(text) if first in "`~" else None
        if fence and not (first == "`" and "`" in fence.group(2)):
            if not lazy or indent < self._content():
                self._pop_to(indent)
            return self._fence(position, fence, text, indent)
        if first == "<" and starts_html(text):
            self._pop_to(indent)
            return self._html(position)
        if first == ">":
            self._pop_to(indent)
            return self._quote(position)
        if "|" in text and self._is_table(position, text, lazy):
            self._pop_to(indent)
            return self._table(position)
        if first == "[" and not lazy and indent < 4:
            if self._is_definition(number, text):
                return position + 1
            if text.startswith("[^") and (footnote := _FOOTNOTE.match(text)):
                return self._footnote(position, footnote)
        if self.paragraph is not None and self._is_label(position, indent, text):
            self.paragraph, self.blank = None, True
        elif self.paragraph is not None:
            self.paragraph.lines.append(line.lstrip())
            return position + 1
        if self.blank:
            while self.stack and indent < min(self.stack[-1].content, self.stack[-1].indent + 2):
                self.stack.pop()
        self.paragraph = Paragraph(number, [line.lstrip()])
        self.blank = False
        self._put(self.paragraph)
        return position + 1

    def _is_label(self, position: int, indent: int, text: str) -> bool:
        """Whether a line that would go on a paragraph labels the list below it: `**Exercises**`, `WEEK 2`, `Books:`.

        CommonMark takes it into the item above (5.2, laziness), which nobody who writes so wants.
        """
        if self.stack and indent < self._content() and self._ends_list(position, text):
            return True
        if len(text) > 60 or position + 1 >= len(self.lines) or indent >= max(self._content(), 1):
            return False
        below = self.lines[position + 1][1]
        if not MARKER.match(below.lstrip()) or columns(below) > indent + 1:
            return False
        if _BOLD_LINE.match(text):
            return True
        assert self.paragraph is not None
        ended = bool(self.stack) or self.paragraph.lines[-1].rstrip().endswith((".", "!", "?", "。", "  ", "\\"))
        title = text[-1] in ":：" and not text[0].islower()
        named = bool(_STEP_LINE.match(text) or _NUMBERED_LINE.match(text)) or (text.isupper() and len(text) > 2)
        return ended and (title or named)

    def _ends_list(self, position: int, text: str) -> bool:
        """Whether a line right below a list speaks of what the list stands in: `**Project:** a game`, said once."""
        match = _LABELLED.match(text)
        if match is None or not (labels.item_kind(match["label"]) or labels.is_duration_label(match["label"])):
            return False
        before = self.lines[max(position - _NEAR, 0) : position]
        after = self.lines[position + 1][1].lstrip() if position + 1 < len(self.lines) else ""
        return not MARKER.match(after) and not any(line.lstrip().startswith(match.group()) for _, line in before)

    def _is_definition(self, number: int, text: str) -> bool:
        definition = _DEFINITION.match(text)
        if not definition or definition.group(1).startswith("^"):
            return False
        key = reference_key(definition.group(1))
        self.document.definitions.setdefault(key, (definition.group(2), definition.group(3) or ""))
        self.document.definition_lines.append((number, text))
        return True

    def _footnote(self, position: int, footnote: re.Match[str]) -> int:
        """A footnote with the indented lines below it; a second one of its name is text."""
        number, label = self.lines[position][0], footnote.group(1)
        words = [footnote.group(2).strip()]
        position += 1
        while position < len(self.lines):
            line = self.lines[position][1]
            if not line.strip() or columns(line) < 2 or MARKER.match(line.strip()):
                break
            words.append(line.strip())
            position += 1
        if label in self.document.footnotes or not any(words):
            self.paragraph = Paragraph(number, [footnote.group(), *words[1:]])
            self._put(self.paragraph)
        else:
            self.document.footnotes[label] = (number, " ".join(words))
        self.blank = False
        return position

    def _is_table(self, position: int, text: str, lazy: bool) -> bool:
        if position + 1 >= len(self.lines):
            return False
        below = self.lines[position + 1][1].strip()
        if "-" not in below or not _DELIMITER.match(below):
            return False
        if lazy and "|" not in below:
            return False
        width = len(cells(below))
        return width == len(cells(text)) if lazy else width >= min(2, len(cells(text)))

    def _fence(self, position: int, fence: re.Match[str], text: str, indent: int) -> int:
        """A fence from its opening line to its closing one, or to the end of what it stands in."""
        sign = fence.group(1)
        block = Fence(self.lines[position][0], fence.group(2).strip(), [text])
        self._end(block)
        content = self._content()
        position += 1
        while position < len(self.lines):
            line = self.lines[position][1]
            stripped = line.strip()
            if stripped.startswith(sign) and not stripped.strip(sign[0]):
                block.lines.append(stripped)
                return position + 1
            width = columns(line)
            if stripped and width < content:
                break
            position += 1
            strip = min(width, indent)
            block.lines.append(line.expandtabs(4)[strip:] if strip else line)
        block.lines.append(sign)
        return position

    def _html(self, position: int) -> int:
        taken: list[tuple[int, str]] = []
        while position < len(self.lines):
            number, line = self.lines[position]
            text = line.strip()
            if not text or (taken and (_ATX.match(text) or MARKER.match(text) or _FENCE.match(text))):
                break
            taken.append((number, text))
            position += 1
        blocks, folds = html_blocks(taken)
        self.paragraph, self.blank = None, False
        for block in blocks:
            self._put(block)
        for fold in folds:
            if fold > 0:
                self.folds.append(fold)
            elif self.folds:
                self.document.folds.append((self.folds.pop(), -fold))
        return position

    def _quote(self, position: int) -> int:
        number = self.lines[position][0]
        inner: list[tuple[int, str]] = []
        while position < len(self.lines):
            at, line = self.lines[position]
            text = line.lstrip()
            if not text.startswith(">"):
                break
            text = text[1:] if self.depth < MAX_QUOTES else text.lstrip("> ")
            inner.append((at, text.removeprefix(" ")))
            position += 1
        blocks = _Reader(self.document, inner, self.depth + 1).read()
        self._end(Quote(number, blocks, [text for _, text in inner]))
        return position

    def _table(self, position: int) -> int:
        number, header = self.lines[position]
        table = Table(number, cells(header), [])
        position += 2
        while position < len(self.lines):
            at, line = self.lines[position]
            if not line.strip() or "|" not in line or self._is_table(position, line.strip(), True):
                break
            table.rows.append((at, cells(line)))
            position += 1
        self._end(table)
        return position
