"""Lines of raw HTML → blocks: headings, lists, tables and paragraphs, as if they had been written in Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from vaultsync.markdown.outline.blocks import Block, Comment, Fence, Heading, ListItem, Paragraph, Rule, Table
from vaultsync.markdown.patterns import regex

_START = regex(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|"
    r"form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|p|picture|pre|section|source|style|script|summary|"
    r"table|tbody|td|tfoot|th|thead|title|tr|track|ul|video)(?:\s|/?>|$)",
    re.IGNORECASE,
)
_TAG = regex(r"</?[a-zA-Z][^<>]*>")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
_BLOCK = regex(
    r"address|article|aside|blockquote|body|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|header|html|"
    r"legend|main|menu|nav|p|section|tbody|thead|tfoot|title"
)
_INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~"}
_HIDDEN = ("script", "style")
_LONG = 100_000  # characters; longer HTML is not worth a tree
_BREAK = "  \n"


def starts_html(text: str) -> bool:
    """Whether a line begins a block of raw HTML (CommonMark 4.6, the block-level tags)."""
    return bool(_START.match(text))


def html_blocks(lines: list[tuple[int, str]]) -> tuple[list[Block], list[int]]:
    """The blocks in (line number, text) lines of HTML, and where `<details>` open (a line) and close (minus a line)."""
    text = "\n".join(line for _, line in lines)
    reader = _HtmlReader([number for number, _ in lines])
    if len(text) < _LONG and not re.search(r"<[^<>]*$", text):
        try:
            reader.feed(text)
            reader.close()
        except AssertionError:  # html.parser on `<![`
            reader = _HtmlReader([number for number, _ in lines])
        else:
            reader.flush()
            return reader.blocks, reader.folds
    words = [(number, _TAG.sub(" ", line).strip()) for number, line in lines]
    left = [(number, line) for number, line in words if line]
    return [Paragraph(left[0][0], [line for _, line in left])] if left else [], []


class _HtmlReader(HTMLParser):
    """Collects blocks. What no tag claims becomes paragraphs."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(convert_charrefs=False)
        self.numbers = numbers
        self.blocks: list[Block] = []
        self.folds: list[int] = []
        self.words: list[str] = []
        self.line = 0
        self.heading = ""
        self.items: list[ListItem] = []
        self.lists: list[str] = []
        self.inline: list[tuple[str, int, str]] = []
        self.rows: list[tuple[int, list[str]]] | None = None
        self.tables = 0
        self.hidden = ""
        self.code = False

    def _at(self) -> int:
        return self.numbers[min(self.getpos()[0], len(self.numbers)) - 1]

    def _put(self, block: Block) -> None:
        (self.items[-1].blocks if self.items else self.blocks).append(block)

    def flush(self) -> None:
        """End the paragraph, heading, code or table cell that is being read."""
        self.inline.clear()
        text = "".join(self.words)
        self.words.clear()
        if self.code:
            if text.strip():
                self._put(Fence(self.line, "", ["```", *text.strip("\n").split("\n"), "```"]))
            return
        lines = [line.strip() + ("  " if line.endswith("  ") else "") for line in text.split("\n") if line.strip()]
        if not lines:
            return
        if self.rows is not None:
            cell = "<br>".join(line.strip() for line in lines)
            if not self.rows:
                self.rows.append((self.line, []))
            row = self.rows[-1][1] or [""]
            row[-1] = f"{row[-1]}<br>{cell}" if row[-1] else cell
            self.rows[-1] = (self.rows[-1][0], row)
        elif self.heading:
            level = 6 if self.heading == "summary" else int(self.heading[1])
            way = "summary" if self.heading == "summary" else "html"
            self._put(Heading(self.line, level, " ".join(line.strip() for line in lines), way))
        else:
            self._put(Paragraph(self.line, lines))

    def handle_data(self, data: str) -> None:
        """Words."""
        if self.hidden:
            self.blocks.append(Comment(self._at(), data.split("\n")))
            return
        if data.strip() and not "".join(self.words).strip():
            before = data[: len(data) - len(data.lstrip())].count("\n")
            self.line = self.numbers[min(self.getpos()[0] + before, len(self.numbers)) - 1]
        self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        """`&amp;` stays as it is written: Markdown knows it too."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """`&#8217;` stays as it is written."""
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Not shown; told apart."""
        self.blocks.append(Comment(self._at(), f"<!--{data}-->".split("\n")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        values = {key: value or "" for key, value in attrs}
        if tag in _INLINE:
            self.inline.append((tag, len(self.words), ""))
        elif tag == "a" and values.get("href"):
            self.inline.append((tag, len(self.words), values["href"]))
        elif tag == "img" and values.get("src"):
            alt, src = " ".join(values.get("alt", "").split()), values["src"].replace(" ", "%20")
            self.handle_data(f"![{alt.replace('[', '(').replace(']', ')')}]({src})")
        elif tag == "br":
            self.words.append(_BREAK)
        elif tag == "input" and values.get("type") == "checkbox" and self.items and not self.items[-1].blocks:
            self.items[-1].box = "x" if "checked" in values else " "
        elif tag in _HEADINGS:
            self.flush()
            self.heading = tag
        elif tag in _HIDDEN:
            self.flush()
            self.hidden = tag
        elif tag == "pre":
            self.flush()
            self.code = self.rows is None
        elif tag == "hr":
            self.flush()
            self._put(Rule(self._at()))
        elif tag in ("ul", "ol"):
            self.flush()
            self.lists.append(tag)
        elif tag == "li":
            self._open_item()
        elif tag in ("table", "tr", "td", "th"):
            self._open_cell(tag)
        elif _BLOCK.fullmatch(tag):
            self.flush()
            if tag == "details":
                self.folds.append(self._at())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "img", "input", "hr"):
            self.handle_endtag(tag)

    def _open_item(self) -> None:
        self.flush()
        depth = max(len(self.lists), 1)
        del self.items[depth - 1 :]
        ordered = "1." if self.lists and self.lists[-1] == "ol" else ""
        item = ListItem(self._at(), 2 * (depth - 1), 2 * depth, ordered, "")
        if self.rows is None:
            self._put(item)
            self.items.append(item)

    def _open_cell(self, tag: str) -> None:
        self.flush()
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self._close_table()
                self.rows = []
            return
        if self.tables > 1:
            return
        self.rows = [] if self.rows is None else self.rows
        if tag == "tr" or not self.rows:
            self.rows.append((self._at(), []))
        if tag != "tr":
            self.rows[-1][1].append("")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in _INLINE or tag == "a":
            self._close_inline(tag)
        elif tag in _HEADINGS:
            self.flush()
            self.heading = ""
        elif tag in _HIDDEN:
            self.hidden = ""
        elif tag == "pre":
            self.flush()
            self.code = False
        elif tag in ("ul", "ol"):
            self.flush()
            if self.lists:
                self.lists.pop()
            del self.items[len(self.lists) :]
        elif tag == "table":
            self.flush()
            self.tables = max(0, self.tables - 1)
            if not self.tables:
                self._close_table()
        elif tag in ("li", "tr", "td", "th") or _BLOCK.fullmatch(tag):
            self.flush()
            if tag == "li" and self.items and self.rows is None:
                self.items.pop()
            elif tag == "details":
                self.folds.append(-self._at())

    def _close_inline(self, tag: str) -> None:
        place = next((n for n in range(len(self.inline) - 1, -1, -1) if self.inline[n][0] == tag), None)
        if place is None:
            return
        _, start, url = self.inline[place]
        del self.inline[place:]
        inner = "".join(self.words[start:]).strip()
        del self.words[start:]
        if tag == "a":
            self.words.append(f"[{' '.join(inner.split())}]({url})" if inner else f"<{url}>")
        elif inner:
            mark = "" if self.heading and tag in ("strong", "b") else _INLINE[tag]
            self.words.append(f"{mark}{inner}{mark}")

    def _close_table(self) -> None:
        rows = [(line, row) for line, row in self.rows or [] if any(row)]
        self.rows = None
        if not rows:
            return
        width = max(len(row) for _, row in rows)
        full = [(line, row + [""] * (width - len(row))) for line, row in rows]
        if width == 1:
            for line, row in full:
                self._put(Paragraph(line, row[0].split("<br>")))
        else:
            self._put(Table(full[0][0], full[0][1], full[1:]))

    def close(self) -> None:
        """The end of the HTML: what is still open ends here."""
        super().close()
        self.flush()
        if self.rows is not None:
            self._close_table()
