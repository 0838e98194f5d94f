"""Quotes and callouts that hold tasks: their blocks, as if they stood outside."""

from __future__ import annotations

from collections.abc import Callable

from vaultsync.markdown.outline.blocks import Block, Heading, ListItem, Paragraph, Quote
from vaultsync.markdown.patterns import regex

_CALLOUT = regex(r"^\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<title>.*)$")


def has_tasks(block: Block) -> bool:
    """Whether a list item in this block has a checkbox."""
    stack: list[Block] = [block]
    while stack:
        current = stack.pop()
        if isinstance(current, ListItem) and current.box:
            return True
        if isinstance(current, ListItem | Quote):
            stack.extend(current.blocks)
    return False


def open_quote(quote: Quote, drop: Callable[[int, str, str], None]) -> list[Block]:
    """What stands in a quote, the title of a callout as the label of what follows."""
    first = quote.blocks[0] if quote.blocks else None
    callout = _CALLOUT.match(first.lines[0].strip()) if isinstance(first, Paragraph) else None
    if callout is None or not isinstance(first, Paragraph):
        return quote.blocks
    opened: list[Block] = []
    title = callout["title"].strip() or callout["kind"].capitalize()
    if callout["title"].strip():
        drop(first.line, f"[!{callout['kind']}]", "callout mark")
    opened.append(Heading(first.line, 7, title, "label"))
    if len(first.lines) > 1:
        opened.append(Paragraph(first.line + 1, first.lines[1:]))
    return [*opened, *quote.blocks[1:]]
