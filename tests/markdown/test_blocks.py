"""Blocks and their lines: as an independent reader finds them, and with our liberties."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultsync.markdown.outline.blockreader import cells, columns, read_blocks
from vaultsync.markdown.outline.blocks import Block, Fence, Heading, ListItem, Paragraph, Quote, Rule, Table

READER = MarkdownIt("commonmark").enable("table")


def outline(blocks: list[Block], depth: int = 0) -> list[tuple[Any, ...]]:
    """(depth, kind, line, words) of blocks and those below them."""
    rows: list[tuple[Any, ...]] = []
    for block in blocks:
        match block:
            case Heading():
                rows.append((depth, f"h{block.level}", block.line, block.source))
            case Paragraph():
                rows.append((depth, "p", block.line, block.source))
            case Fence():
                rows.append((depth, "fence", block.line, block.info))
            case Table():
                rows.append((depth, "table", block.line, len(block.rows)))
            case Rule():
                rows.append((depth, "rule", block.line))
            case Quote():
                rows.append((depth, "quote", block.line))
                rows += outline(block.blocks, depth + 1)
            case ListItem():
                rows.append((depth, "item", block.line))
                rows += outline(block.blocks, depth + 1)
    return rows


def outside(text: str) -> list[tuple[Any, ...]]:
    """The same from markdown-it."""
    rows: list[tuple[Any, ...]] = []
    depth = 0
    tokens = READER.parse(text)
    for position, token in enumerate(tokens):
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            rows.append((depth, token.tag, line, tokens[position + 1].content))
        elif token.type == "paragraph_open":
            rows.append((depth, "p", line, " ".join(tokens[position + 1].content.split("\n"))))
        elif token.type == "fence":
            rows.append((depth, "fence", line, token.info))
        elif token.type == "hr":
            rows.append((depth, "rule", line))
        elif token.type in ("list_item_open", "blockquote_open"):
            rows.append((depth, "item" if token.type == "list_item_open" else "quote", line))
            depth += 1
        elif token.type in ("list_item_close", "blockquote_close"):
            depth -= 1
    return rows


WORDS = st.lists(st.sampled_from(("flour", "water", "salt", "yeast", "heat")), min_size=1, max_size=4).map(" ".join)


@st.composite
def block_lines(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """Lines of one well-formed block, a blank line after it."""
    kind = draw(
        st.sampled_from(["heading", "setext", "text", "rule", "fence", "list", "quote"] if depth < 3 else ["text"])
    )
    if kind == "heading":
        return [f"{'#' * draw(st.integers(1, 6))} {draw(WORDS)}", ""]
    if kind == "setext":
        return [draw(WORDS), draw(st.sampled_from(["===", "---"])), ""]
    if kind == "text":
        return [*draw(st.lists(WORDS, min_size=1, max_size=3)), ""]
    if kind == "rule":
        return ["", draw(st.sampled_from(["---", "***", "* * *", "___"])), ""]
    if kind == "fence":
        return [
            "```",
            *draw(st.lists(st.sampled_from(["- [ ] flour", "# water", "", "> salt"]), max_size=4)),
            "```",
            "",
        ]
    inner = [line for lines in draw(st.lists(block_lines(depth + 1), min_size=1, max_size=2)) for line in lines]
    if kind == "quote":
        return [*(f"> {line}".rstrip() for line in inner[:-1]), ""]
    while inner and not inner[0]:
        inner.pop(0)
    marker = draw(st.sampled_from(["- ", "* ", "1. "]))
    body = [f"{' ' * len(marker)}{line}" if line else "" for line in inner]
    lines = [marker + draw(WORDS), ""]
    if draw(st.booleans()):
        lines += body
    return [*lines, "<!-- -->", ""]


@given(st.lists(block_lines(), max_size=6))
def test_well_formed_documents_are_read_as_others_read_them(blocks: list[list[str]]) -> None:
    lines = [line.replace("<!-- -->", "***") for block in blocks for line in block]
    assert outline(read_blocks(lines).blocks) == outside("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("- a\n- b\n---\nc", [(0, "item", 1), (1, "p", 1, "a"), (0, "item", 2), (1, "p", 2, "b"), (0, "rule", 3), (0, "p", 4, "c")]),
        ("1. a\n   - b\n2. c", [(0, "item", 1), (1, "p", 1, "a"), (1, "item", 2), (2, "p", 2, "b"), (0, "item", 3), (1, "p", 3, "c")]),
        ("a\n2. b", [(0, "p", 1, "a 2. b")]),
        ("a\n1. b", [(0, "p", 1, "a"), (0, "item", 2), (1, "p", 2, "b")]),
        ("- a\n lazy", [(0, "item", 1), (1, "p", 1, "a lazy")]),
        ("- a\n\n\n- b", [(0, "item", 1), (1, "p", 1, "a"), (0, "item", 4), (1, "p", 4, "b")]),
        ("    - a", [(0, "item", 1), (1, "p", 1, "a")]),
        ("- a\n\t- b", [(0, "item", 1), (1, "p", 1, "a"), (1, "item", 2), (2, "p", 2, "b")]),
        ("##a", [(0, "h2", 1, "a")]),
        ("#a", [(0, "p", 1, "#a")]),
        ("# a #", [(0, "h1", 1, "a")]),
        ("text\n**B**\n- a", [(0, "p", 1, "text"), (0, "p", 2, "**B**"), (0, "item", 3), (1, "p", 3, "a")]),
        ("a | b\n- | -\n1 | 2", [(0, "table", 1, 1)]),
        ("text\n| a | b |\n|---|---|", [(0, "p", 1, "text"), (0, "table", 2, 0)]),
        ("- - a", [(0, "item", 1), (1, "item", 1), (2, "p", 1, "a")]),
        ("- ```\n  - x\n- b", [(0, "item", 1), (1, "fence", 1, ""), (0, "item", 3), (1, "p", 3, "b")]),
        ("> a\n> - b\nc", [(0, "quote", 1), (1, "p", 1, "a"), (1, "item", 2), (2, "p", 2, "b"), (0, "p", 3, "c")]),
    ],
)  # fmt: skip
def test_blocks(text: str, rows: list[tuple[Any, ...]]) -> None:
    assert outline(read_blocks(text.split("\n")).blocks) == rows


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("- [ ] a", " "), ("* [x] a", "x"), ("1. [X] a", "X"), ("- [/] a", "/"), ("- [-]", "-"), ("- [ ]a", ""),
        ("- [1] a", ""), ("- [a] b", ""), ("- [x](b)", ""), ("- a [ ]", ""), ("- [✓] a", "✓"),
    ],
)  # fmt: skip
def test_boxes(line: str, box: str) -> None:
    (item,) = read_blocks([line]).blocks
    assert isinstance(item, ListItem)
    assert item.box == box


def test_definitions_and_footnotes() -> None:
    document = read_blocks(["[A b]: <c> 'd'", "[^1]: e", "    f", "", "[a  B]: other", "[^1]: again"])
    assert document.definitions == {"a b": ("c", "d")}
    assert document.footnotes == {"1": (2, "e f")}
    assert [block.source for block in document.blocks if isinstance(block, Paragraph)] == ["[^1]: again"]


def test_columns_and_cells() -> None:
    assert [columns(text) for text in ("a", "  a", "\ta", " \ta", "   \t a")] == [0, 2, 4, 4, 5]
    assert cells(r"| a \| b | | c") == ["a | b", "", "c"]
