"""Blocks that are no items as Markdown again, and small questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vaultsync.markdown.blocks import Block, Fence, Heading, Html, ListItem, Paragraph, Quote, Rule, Table
from vaultsync.models.outline import Link

_LINK_PARAGRAPH = re.compile(r"^\**\[[^\[\]]+\]\([^()\s]+(?:\([^()\s]*\)[^()\s]*)?\)\**\.?$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_REFERENCE = re.compile(r"(?<!\])\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![\[(:])")


def link_line(link: Link) -> str:
    """A link on a line of its own."""
    return f"[{link.title}]({link.url})" if link.title != link.url else f"<{link.url}>"


def is_link_paragraph(source: str) -> bool:
    """Whether a paragraph is exactly one link."""
    return bool(_LINK_PARAGRAPH.match(source.strip())) and "](#" not in source


def only_images(source: str) -> bool:
    """Whether nothing but images (perhaps linked) stands in a paragraph."""
    rest = _IMAGE.sub("", source)
    return rest != source and not re.sub(r"\[\s*\]\([^)]*\)|[\s|]", "", rest)


def resolve_references(source: str, definitions: Mapping[str, tuple[str, str]]) -> str:
    """Reference links written out (`[a][b]` → `[a](url)`), so that a line can stand in another file."""

    def written_out(match: re.Match[str]) -> str:
        label = " ".join((match.group(2) or match.group(1)).split()).lower()
        return f"[{match.group(1)}]({definitions[label][0]})" if label in definitions else match.group()

    return _REFERENCE.sub(written_out, source)


def to_markdown(block: Block) -> str:
    """A block as Markdown lines; empty for a comment or a rule."""
    match block:
        case Heading():
            return f"**{block.source.strip('*')}**"
        case Paragraph():
            return "\n".join(line.rstrip() + ("  " if _is_hard(block, n) else "") for n, line in enumerate(block.lines))
        case Fence():
            return "\n".join(block.lines)
        case Table():
            return _table(block)
        case Html():
            return "" if block.comment else html_to_markdown("\n".join(block.lines))
        case Quote():
            return "\n".join(f"> {line}".rstrip() for line in block.lines)
        case ListItem():
            return "\n".join(f"- {text}" for _, text in plain_lines(block))
        case _:
            return ""


def _is_hard(block: Paragraph, n: int) -> bool:
    return n < len(block.lines) - 1 and block.lines[n].endswith("  ")


def _table(table: Table) -> str:
    width = max([len(table.header), *(len(row) for _, row in table.rows)])

    def line(cells: list[str]) -> str:
        padded = [cell.replace("|", "\\|") for cell in cells] + [""] * (width - len(cells))
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join(["---"] * width) + " |"
    return "\n".join([line(table.header), rule, *(line(cells) for _, cells in table.rows)])


def html_to_markdown(text: str) -> str:
    """Raw HTML as Markdown: links, images and headings survive, wrappers that split over notes do not."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", "", text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"<(\w+)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))*)\s*/?>", _opening, text)
    text = re.sub(r"</a>", "\x03", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:h[1-6]|summary)\s*>", "**", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:strong|b)\s*>", "**", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:em|i)\s*>", "*", text, flags=re.IGNORECASE)
    text = _TAG.sub("", text)
    text = re.sub(r"\x01([^\x02]*)\x02([^\x03]*)\x03", _anchor, text)
    text = re.sub(r"[\x01\x02\x03]", "", text)
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and line not in ("**", "****"))


def _opening(match: re.Match[str]) -> str:
    tag, attributes = match.group(1).lower(), match.group(2)
    values = {
        key.lower(): first or second or third
        for key, first, second, third in re.findall(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", attributes)
    }
    if tag == "a" and values.get("href"):
        return f"\x01{values['href']}\x02"
    if tag == "img" and values.get("src"):
        return f"![{values.get('alt', '')}]({values['src'].replace(' ', '%20')})"
    return "**" if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "strong", "b") else match.group()


def _anchor(match: re.Match[str]) -> str:
    words = " ".join(match.group(2).split())
    return f"[{words}]({match.group(1)})" if words else f"<{match.group(1)}>"


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
