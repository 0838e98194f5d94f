"""What an independent reader (markdown-it) sees in a document: words, headings, links, checkboxes."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_BOX = re.compile(r"^\s*(?:>\s*)*(?:(?:[-*+]|\d{1,9}[.)])\s+)+\[([ xX])\](?:\s|$)")
_FENCE = re.compile(r"^\s*(?:>\s*)*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})([^`]*)$")


def without_frontmatter(text: str) -> str:
    """A document with the lines of its property block empty."""
    return re.sub(r"\A---\n.*?\n---\n", lambda block: "\n" * block.group().count("\n"), text, flags=re.DOTALL)


def words(text: str) -> list[str]:
    """Letters and digits in a row, without case."""
    return _WORD.findall(html.unescape(text).casefold())


def visible_words(text: str) -> Counter[str]:
    """The words a reader of the rendered document sees, code and alternative texts included.

    The `x` of a ticked box is no word.
    """
    seen: list[str] = []
    for token in _READER.parse(text):
        if token.type == "inline":
            content = "".join(_inline(token.children or []))
            seen.append(re.sub(r"^\[[xX]\]", "", content))
        elif token.type in ("fence", "code_block"):
            seen.append(f"{token.info} {token.content}")
        elif token.type == "html_block":
            seen.append(_TAG.sub(" ", token.content))
            seen += re.findall(r"alt=[\"']([^\"']*)[\"']", token.content)
    return Counter(word for piece in seen for word in words(piece))


def _inline(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak", "html_inline"):
            yield " " if token.type != "html_inline" or token.content.startswith("<br") else ""
        elif token.type == "image":
            yield f" {token.content} "
        else:
            yield from _inline(token.children or [])


def headings(text: str) -> list[tuple[int, str]]:
    """(line, visible words) of every heading."""
    tokens = _READER.parse(without_frontmatter(text))
    return [
        ((token.map or [0])[0] + 1, "".join(_inline(tokens[n + 1].children or [])))
        for n, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def addresses(text: str) -> set[str]:
    """The addresses of links and images."""
    found: set[str] = set()
    for token in _READER.parse(text):
        stack = list(token.children or [])
        while stack:
            child = stack.pop()
            found.update(str(child.attrs[name]) for name in ("href", "src") if child.attrs.get(name))
            stack.extend(child.children or [])
    return found


def checkbox_lines(text: str) -> list[int]:
    """The numbers of the lines that are list items with a checkbox, outside code fences."""
    found = []
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            bare = line.strip().lstrip("> ")
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark.group(1)
        elif _BOX.match(line):
            found.append(number)
    return found
