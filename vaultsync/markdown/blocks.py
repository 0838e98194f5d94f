"""A document's blocks with their line numbers, more lenient than CommonMark where authors are sloppy.

mistune's tokens have no positions, and a learner's roadmap is rarely clean: lists are indented by one space too
few, or by four at top level, a page break stands inside a list. So the blocks are found by lines (CommonMark
0.31.2, chapters 4 and 5), with these liberties: a list item nests below the item it is indented by two columns
or more against; an indented line that looks like a list item is one, never code; a raw HTML line does not
swallow the Markdown below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_DEPTH = 100


@dataclass(slots=True)
class Heading:
    """A heading: `level` 1 to 6; `source` its inline Markdown."""

    line: int
    level: int
    source: str


@dataclass(slots=True)
class Paragraph:
    """Consecutive lines of text; each with its indentation removed, trailing spaces kept."""

    line: int
    lines: list[str]

    @property
    def source(self) -> str:
        """The paragraph as one line of Markdown."""
        return " ".join(line.strip().removesuffix("\\") for line in self.lines)


@dataclass(slots=True)
class Fence:
    """A fenced code block, with its fence lines; `info` is the info string."""

    line: int
    info: str
    lines: list[str]


@dataclass(slots=True)
class Table:
    """A pipe table (GFM): cells as inline Markdown. `rows` are (line, cells)."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]]


@dataclass(slots=True)
class Html:
    """Lines of raw HTML; `comment` where they are an HTML comment and so not visible."""

    line: int
    lines: list[str]
    comment: bool = False


@dataclass(slots=True)
class Rule:
    """A thematic break."""

    line: int


@dataclass(slots=True)
class Quote:
    """A block quote with its own blocks."""

    line: int
    blocks: list[Block]
    lines: list[str]


@dataclass(slots=True)
class ListItem:
    """A list item: what stands after its marker and checkbox, then its further blocks.

    `box` is the character in its checkbox or empty; `ordered` its number with delimiter or empty.
    """

    line: int
    indent: int
    content: int
    ordered: str
    box: str
    blocks: list[Block] = field(default_factory=list)


Block = Heading | Paragraph | Fence | Table | Html | Rule | Quote | ListItem


@dataclass(slots=True)
class Document:
    """All blocks of a document, list items in a row where they stand, and its link definitions."""

    blocks: list[Block] = field(default_factory=list)
    definitions: dict[str, tuple[str, str]] = field(default_factory=dict)
    definition_lines: list[tuple[int, str]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)  # lines nested deeper than MAX_DEPTH


MARKER = re.compile(r"(?:([-*+])|(\d{1,9}[.)]))(?:\s+|$)")
BOX = re.compile(r"\[([^\]\[\\])\](?=\s|$)")
_ATX = re.compile(r"(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$")
_FENCE = re.compile(r"(`{3,}|~{3,})\s*(.*)$")
_SETEXT = re.compile(r"(=+|-+)\s*$")
_RULE = re.compile(r"(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_HTML = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|"
    r"form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|p|picture|section|source|style|script|summary|"
    r"table|tbody|td|tfoot|th|thead|title|tr|track|ul|video)(?:\s|/?>|$)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\[([^\]\[]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(](.*)[\"')])?\s*$")


def columns(text: str) -> int:
    """The width of the white space in front of `text`; a tab reaches to the next multiple of four."""
    width = 0
    for char in text:
        if char == " ":
            width += 1
        elif char == "\t":
            width += 4 - width % 4
        else:
            break
    return width


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

    def read(self) -> list[Block]:
        position = 0
        while position < len(self.lines):
            position = self._line(position)
        return self.blocks

    def _put(self, block: Block) -> None:
        (self.stack[-1].blocks if self.stack else self.blocks).append(block)

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
        if self.paragraph is not None and indent < 4 + (self.stack[-1].content if self.stack else 0):
            setext = _SETEXT.match(text)
            if setext and len(self.paragraph.lines) == 1 and self._may_be_title(self.paragraph, text):
                self._to_heading(1 if text[0] == "=" else 2)
                return position + 1
        if _RULE.match(text) and not (text[0] in "-*" and len(text) < 3):
            self._pop_to(indent)
            self._end(Rule(number))
            return position + 1
        marker = MARKER.match(text)
        if marker and self._may_start(marker, text):
            self._item(number, indent, marker, text + ("  " if line.endswith("  ") else ""))
            return position + 1
        return self._other(position, number, line, text, indent)

    def _may_be_title(self, paragraph: Paragraph, underline: str) -> bool:
        title = paragraph.lines[0].strip()
        return underline[0] == "=" or (len(underline) >= 2 and len(title) <= 80 and not title.endswith((".", "|")))

    def _to_heading(self, level: int) -> None:
        assert self.paragraph is not None
        blocks = self.stack[-1].blocks if self.stack else self.blocks
        blocks[-1] = Heading(self.paragraph.line, level, self.paragraph.lines[0].strip())
        self.paragraph, self.blank = None, False

    def _may_start(self, marker: re.Match[str], text: str) -> bool:
        """Whether a marker in the middle of a paragraph starts a list (CommonMark 5.2: only 1 may)."""
        if self.paragraph is None:
            return True
        if not text[marker.end() :]:
            return False
        return not marker.group(2) or marker.group(2)[:-1] == "1" or bool(self.stack and self.stack[-1].ordered)

    def _item(self, number: int, indent: int, marker: re.Match[str], text: str) -> None:
        while self.stack and indent < self.stack[-1].indent + 2 and indent < self.stack[-1].content:
            self.stack.pop()
        if len(self.stack) >= MAX_DEPTH:
            self.document.cut.append(number)
            self.stack.pop()
        rest = text[marker.end() :]
        box = BOX.match(rest)
        item = ListItem(number, indent, indent + marker.end(), marker.group(2) or "", box.group(1) if box else "")
        if marker.end() - len(marker.group().rstrip()) > 4:
            item.content = indent + len(marker.group().rstrip()) + 1
        self._put(item)
        self.stack.append(item)
        rest = rest[box.end() :].lstrip(" \t") if box else rest
        self.paragraph, self.blank = None, False
        if not rest:
            return
        if MARKER.match(rest) and not box and len(self.stack) < MAX_DEPTH and MARKER.match(rest).end() < len(rest):  # type: ignore[union-attr]
            inner = MARKER.match(rest)
            assert inner is not None
            self._item(number, item.content, inner, rest)
            return
        self._first(number, rest)

    def _first(self, number: int, rest: str) -> None:
        """What stands on the line of a list marker."""
        atx = _ATX.match(rest)
        fence = _FENCE.match(rest)
        if atx and atx.group(2):
            self._put(Heading(number, len(atx.group(1)), atx.group(2)))
        elif fence and "`" not in fence.group(2):
            self._put(Fence(number, fence.group(2).strip(), [rest]))
            self.paragraph = None
            self._open_fence = fence.group(1)
        else:
            self.paragraph = Paragraph(number, [rest])
            self._put(self.paragraph)

    _open_fence = ""

    def _other(self, position: int, number: int, line: str, text: str, indent: int) -> int:
        if self._open_fence and self.stack and isinstance(self.stack[-1].blocks[-1], Fence):
            return self._fence(position, self._open_fence, self.stack[-1].blocks[-1], self.stack[-1].content)
        lazy = self.paragraph is not None
        atx = _ATX.match(text)
        if atx and (indent < 4 or self.stack):
            self._pop_to(indent)
            if atx.group(2):
                self._end(Heading(number, len(atx.group(1)), atx.group(2)))
            else:
                self._end(None)
            return position + 1
        fence = _FENCE.match(text)
        if fence and not (fence.group(1)[0] == "`" and "`" in fence.group(2)):
            if not lazy or indent < (self.stack[-1].content if self.stack else 0):
                self._pop_to(indent)
            block = Fence(number, fence.group(2).strip(), [text])
            self._end(block)
            return self._fence(position + 1, fence.group(1), block, indent)
        if text.startswith("<!--"):
            self._pop_to(indent)
            return self._comment(position)
        if text[0] == ">":
            self._pop_to(indent)
            return self._quote(position)
        if _HTML.match(text):
            self._pop_to(indent)
            return self._html(position)
        if "|" in text and position + 1 < len(self.lines) and not lazy:
            below = self.lines[position + 1][1].strip()
            if (
                "|" in below + text
                and "-" in below
                and _DELIMITER.match(below)
                and len(cells(below)) >= min(2, len(cells(text)))
            ):
                self._pop_to(indent)
                return self._table(position)
        definition = _DEFINITION.match(text) if text[0] == "[" and not lazy else None
        if definition and indent < 4 and not definition.group(1).startswith("^"):
            label = " ".join(definition.group(1).split()).lower()
            self.document.definitions.setdefault(label, (definition.group(2), definition.group(3) or ""))
            self.document.definition_lines.append((number, text))
            return position + 1
        if lazy and self.paragraph is not None:
            self.paragraph.lines.append(line.lstrip())
            return position + 1
        if self.blank:
            while self.stack and indent < min(self.stack[-1].content, self.stack[-1].indent + 2):
                self.stack.pop()
        self.paragraph = Paragraph(number, [line.lstrip()])
        self.blank = False
        self._put(self.paragraph)
        return position + 1

    def _end(self, block: Block | None) -> None:
        self.paragraph, self.blank = None, False
        if block is not None:
            self._put(block)

    def _fence(self, position: int, fence: str, block: Fence, indent: int) -> int:
        self._open_fence = ""
        closing = re.compile(rf"\s*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
        while position < len(self.lines):
            line = self.lines[position][1]
            position += 1
            if closing.match(line):
                block.lines.append(line.strip())
                return position
            strip = min(columns(line), indent)
            block.lines.append(line.expandtabs(4)[strip:] if strip else line)
        block.lines.append(fence)
        return position

    def _comment(self, position: int) -> int:
        number = self.lines[position][0]
        taken: list[str] = []
        while position < len(self.lines):
            line = self.lines[position][1]
            taken.append(line)
            position += 1
            if "-->" in line:
                head, _, tail = line.partition("-->")
                taken[-1] = head + "-->"
                self._end(Html(number, taken, comment=True))
                if tail.strip():
                    self.lines.insert(position, (self.lines[position - 1][0], tail))
                return position
        self._end(Html(number, taken, comment=True))
        return position

    def _html(self, position: int) -> int:
        number = self.lines[position][0]
        taken: list[str] = []
        while position < len(self.lines):
            text = self.lines[position][1].strip()
            if not text or (taken and (_ATX.match(text) or MARKER.match(text) or _FENCE.match(text))):
                break
            taken.append(text)
            position += 1
        self._end(Html(number, taken))
        return position

    def _quote(self, position: int) -> int:
        number = self.lines[position][0]
        inner: list[tuple[int, str]] = []
        while position < len(self.lines):
            at, line = self.lines[position]
            text = line.lstrip()
            if not text.startswith(">"):
                break
            text = text[1:] if self.depth < MAX_DEPTH // 4 else text.lstrip("> ")
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
            if not line.strip() or "|" not in line:
                break
            table.rows.append((at, cells(line)))
            position += 1
        self._end(table)
        return position
