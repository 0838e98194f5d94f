"""Small questions about list items and paragraphs: labels, children, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline import prose
from vaultsync.markdown.outline.blocks import Block, Comment, Heading, ListItem, Paragraph, Quote
from vaultsync.markdown.outline.clean import COMMENT
from vaultsync.markdown.outline.quotes import has_tasks, open_quote
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.calendardates import stated_span
from vaultsync.markdown.words.durations import read_duration, split_duration
from vaultsync.models.outline import Duration, Item
from vaultsync.models.structs import Frozen

LABELLED = regex(
    r"^(?P<lead>[^\w*]*)(?:\*\*|__)(?P<label>[^*]+?)(?:(?P<in>[:：])\s*(?:\*\*|__)|(?:\*\*|__)\s*(?P<out>[:：]))\s*(?P<value>.*)$"
)
PLAIN_LABEL = regex(r"^(?P<label>[^:：]{1,40})[:：]\s*$")
_BLOCK_ID = regex(r"\s\^([A-Za-z0-9-]+)\s*$")
_FORM = regex(r"_{4,}|(?:\[[ xX]?\][^\[]+){2,}|\.{6,}")
_IN_PAGE = regex(r"^(?:\d+[.)]\s*)?[^\w\[]*\[.*\]\(#[^)]*\)\W*$")
_LINE_OF_ANCHOR = regex(r"^[^\w\[]*\[(?P<words>[^\[\]]*)\]\(#(?P<anchor>[^()\s]*)\)\W*$")
_TOPS = ("", "top", "readme", "readme-top", "table-of-contents", "contents", "toc")
_UPWARDS = regex(
    r"[⬆↑🔝☝👆⤴⇧↥]|:arrow_(?:up|double_up):|\b(?:top|back|up|contents|inicio|arriba|volver|zurück|oben|haut|retour|sommaire|topo|"
    r"voltar|início|inizio|torna|наверх|вверх|к началу)\b|顶部|返回|回到|目录|トップ|戻る|목차|위로",
    re.IGNORECASE,
)
BOLD_LABEL = regex(r"^[^\w*]*(?:\*\*|__)(?P<label>[^*]+?)(?:\*\*|__)\s*$")


def plain(markdown: str) -> str:
    """The visible words of a piece of Markdown."""
    return read_inline(" ".join(markdown.split()))[0]


def stated_duration(block: Paragraph) -> Duration | None:
    """The span in a paragraph such as `*Duration: 6-8 weeks*`, one of whose lines says it, or `⏱ 6-8 weeks`."""
    for line in block.lines[:6]:
        if len(line) > 120 or not any(char.isalnum() for char in line):
            continue
        text = read_inline(line)[0]
        head, colon, value = text.partition(":")
        if not colon:
            head, colon, value = text.partition("：")
        found = stated_span(value.strip()) if colon and labels.is_duration_label(head) else None
        if found is None and len(block.lines) == 1 and len(text) <= 30:
            found = read_duration(labels.undecorated(text))
        if found:
            return found
    return None


def child_items(item: ListItem) -> list[ListItem]:
    """The list items directly below one."""
    return [block for block in item.blocks if isinstance(block, ListItem)]


def hard_split(lines: list[str]) -> tuple[str, list[str]]:
    """A paragraph's text up to the first hard line break, and the lines after each (CommonMark 6.7)."""
    pieces: list[list[str]] = [[]]
    for line in lines:
        hard = line.endswith(("  ", "\\"))
        pieces[-1].append(line.strip().removesuffix("\\").rstrip())
        if hard:
            pieces.append([])
    texts = [" ".join(piece) for piece in pieces if any(piece)]
    return (texts[0], texts[1:]) if texts else ("", [])


def mostly_anchors(items: list[ListItem]) -> bool:
    """Whether list items are mostly links into their own document."""
    found = [source for item in items for source in sources(item)]
    anchors = sum(1 for source in found if _IN_PAGE.match(source))
    return bool(found) and anchors >= 0.75 * len(found)


def leads_back(source: str) -> bool:
    """Whether a line is nothing but a link to the top of its document: `[⬆ back to top](#contents)`."""
    match = _LINE_OF_ANCHOR.match(source) if "](#" in source else None
    return match is not None and (match["anchor"].lower() in _TOPS or bool(_UPWARDS.search(match["words"])))


def sources(item: ListItem) -> list[str]:
    """The first paragraphs of an item and of all below it."""
    found, stack = [], [item]
    while stack:
        current = stack.pop()
        found.append(current.source)
        stack.extend(child_items(current))
    return found


def mostly_links(items: list[ListItem]) -> bool:
    """Whether at least half of the items hold a link."""
    return 2 * sum("](" in item.source or "http" in item.source for item in items) >= len(items)


def recurring_labels(blocks: list[Block]) -> set[str]:
    """Label-only list items that recur three times or more: labels in whatever language."""
    counts: dict[str, int] = {}
    stack: list[Block] = list(blocks)
    while stack:
        block = stack.pop()
        if isinstance(block, ListItem):
            source = block.source
            match = BOLD_LABEL.match(source) or PLAIN_LABEL.match(source)
            if match and child_items(block) and not block.box:
                label = labels.normal(match["label"])
                counts[label] = counts.get(label, 0) + 1
            stack.extend(block.blocks)
    return {label for label, count in counts.items() if count >= 3 and label}


class ItemReader(Frozen):
    """Makes items of list items. `definitions` are those of links; `drop` takes what is not visible."""

    definitions: Mapping[str, tuple[str, str]]
    drop: Callable[[int, str, str], None]

    def item(self, item: ListItem) -> Item:
        """A list item with all that stands in it."""
        first = item.blocks[0] if item.blocks else None
        lines = first.lines if isinstance(first, Paragraph) else []
        source, later = hard_split(lines)
        if isinstance(first, Heading):
            source = first.source
        result = self.item_from(source, item.line, box=item.box)
        for line in later:
            result.items.append(self.item_from(line, item.line, kind="reference"))
        rest = item.blocks[1:] if isinstance(first, Paragraph | Heading) else item.blocks
        for block in rest:
            self.within(result, block)
        return result

    def within(self, item: Item, block: Block) -> None:
        """A block that stands in a list item."""
        if isinstance(block, ListItem):
            if block.blocks or block.box:
                item.items.append(self.item(block))
        elif isinstance(block, Quote) and has_tasks(block):
            for inner in open_quote(block, self.drop):
                self.within(item, inner)
        elif isinstance(block, Comment):
            for at, comment in prose.plain_lines(block):
                self.drop(at, comment, COMMENT)
        elif words := prose.to_markdown(block, self.definitions).strip():
            child = self.item_from(words, block.line, kind="reference")
            child.prose = True
            item.items.append(child)

    def item_from(self, source: str, line: int, *, box: str = "", kind: str = "") -> Item:
        """An item of one line (or block) of Markdown; `box` is the character in its checkbox."""
        source = source.strip()
        block_id = _BLOCK_ID.search(source) if "^" in source else None
        if block_id:
            source = source[: block_id.start()]
        text, links = read_inline(source, self.definitions)
        if self.definitions and links:
            source = prose.resolve_references(source, self.definitions)
        if not kind and not box and ("[" in source or "__" in source or ".." in source) and _FORM.search(source):
            kind = "reference"
        if not kind and not box and source.startswith(("![", "[![")) and prose.only_images(source):
            kind = "reference"
        source = text if source == text else source  # one string in memory, not two
        item = Item(text, source, kind, line, links=links, block_id=block_id.group(1) if block_id else "")
        item.checked = (box in "xXvV✓✔✅☑") if box else None
        item.duration = split_duration(text)[1]
        return item
