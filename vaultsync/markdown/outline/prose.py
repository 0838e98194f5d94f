"""Blocks that are no items as Markdown again, and small questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vaultsync.markdown.inline import BADGE, reference_key
from vaultsync.markdown.outline.blocks import Block, Comment, Fence, Heading, ListItem, Paragraph, Quote, Rule, Table
from vaultsync.markdown.patterns import regex
from vaultsync.models.links import Link

_LINK = r"\[[^\[\]]+\]\([^()\s]+(?:\([^()\s]*\)[^()\s]*)?\)"
_WITH_REMARK = rf"\**{_LINK}\**(?:\s*\((?:[^()\[\]]|{_LINK})+\))?"
_LINK_PARAGRAPH = regex(rf"^{_WITH_REMARK}(?:\s+(?:or|and|oder|und|ou|et|o|y|e|или|и|&|/|\+)\s+{_WITH_REMARK})*\.?$")
_ADDRESS = regex(r"^<?https?://[^\s<>]+>?$")
_IMAGE = regex(r"!\[\[[^\[\]]*\]\]|!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]")
_LINKED_IMAGE = regex(rf"\[\s*(?:{_IMAGE.pattern})\s*\]\([^()\s]*\)|{_IMAGE.pattern}")
_REFERENCE = regex(r"(?<!\])\[((?:[^\[\]]|\[[^\[\]]*\])+(?=\]\[[^\[\]]+\])|[^\[\]]+)\](?:\[([^\[\]]*)\])?(?![\[(:])")


def link_line(link: Link) -> str:
    """A link on a line of its own."""
    return f"[{link.title}]({link.url})" if link.title != link.url else f"<{link.url}>"


def is_link_paragraph(source: str) -> bool:
    """Whether a paragraph is one link, or some to choose from, with no more than remarks in brackets."""
    source = source.strip()
    return bool(_LINK_PARAGRAPH.match(source) or _ADDRESS.match(source)) and "](#" not in source


def only_images(source: str) -> bool:
    """Whether nothing but images (perhaps linked) stands in a paragraph."""
    rest = _IMAGE.sub("", source)
    return rest != source and not re.sub(r"\[\s*\]\([^)]*\)|[\s|]", "", rest)


def is_badge(source: str) -> bool:
    """Whether a paragraph or image is a row of badges."""
    return bool(BADGE.search(source)) and only_images(source)


def take_images(source: str) -> tuple[str, list[str]]:
    """Inline Markdown without its images (linked ones with their links), and these."""
    if "![" not in source:
        return source, []
    images = _LINKED_IMAGE.findall(source)
    return " ".join(_LINKED_IMAGE.sub(" ", source).split()), images


def resolve_references(source: str, definitions: Mapping[str, tuple[str, str]]) -> str:
    """Reference links written out (`[a][b]` → `[a](url)`), so that a line can stand in another file."""

    def written_out(match: re.Match[str]) -> str:
        label = reference_key(match.group(2) or match.group(1))
        return f"[{match.group(1)}]({definitions[label][0]})" if label in definitions else match.group()

    return _REFERENCE.sub(written_out, source)


def to_markdown(block: Block, definitions: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A block as Markdown lines, reference links written out; empty for a comment or a rule."""
    if isinstance(block, Fence):
        return "\n".join(block.lines)
    if isinstance(block, Comment | Rule):
        return ""
    text = _to_markdown(block)
    return resolve_references(text, definitions) if definitions and "]" in text else text


def _to_markdown(block: Heading | Paragraph | Table | Quote | ListItem) -> str:
    match block:
        case Heading():
            return f"**{block.source.strip('*')}**"
        case Paragraph():
            return "\n".join(line.rstrip() + ("  " if _is_hard(block, n) else "") for n, line in enumerate(block.lines))
        case Table():
            return _table(block)
        case Quote():
            return "\n".join(f"> {line}".rstrip() for line in block.lines)
        case ListItem():
            return "\n".join(f"- {text}" for _, text in plain_lines(block))


def _is_hard(block: Paragraph, n: int) -> bool:
    return n < len(block.lines) - 1 and block.lines[n].endswith("  ")


def _table(table: Table) -> str:
    width = max([len(table.header), *(len(row) for _, row in table.rows)])

    def line(cells: list[str]) -> str:
        padded = [cell.replace("|", "\\|") for cell in cells] + [""] * (width - len(cells))
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join(["---"] * width) + " |"
    return "\n".join([line(table.header), rule, *(line(cells) for _, cells in table.rows)])


def plain_lines(block: Block) -> Iterator[tuple[int, str]]:
    """The lines of a block with their numbers, markers left out: what a list of dropped words shows."""
    if isinstance(block, ListItem | Quote):
        for inner in block.blocks:
            yield from plain_lines(inner)
    elif isinstance(block, Heading):
        yield block.line, block.source
    elif isinstance(block, Table):
        yield block.line, " | ".join(block.header)
        for line, row in block.rows:
            yield line, " | ".join(row)
    elif not isinstance(block, Rule):
        for offset, text in enumerate(block.lines):
            if text.strip():
                yield block.line + offset, text.strip()
