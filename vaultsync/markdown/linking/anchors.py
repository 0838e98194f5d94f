"""The places in a note that a link can lead to: headings as Obsidian compares them, and block ids.

Obsidian reads `[[Note#A#B]]` as heading B somewhere below heading A. It ignores case, blanks and most punctuation of
headings (its API calls this `stripHeading`), and the case of block ids.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vaultsync.markdown.hidden import find_code
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter

_HEADING = regex(r"[ \t>]*(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\r?")
_UNDERLINE = regex(r"[ ]{0,3}(=+|-+)[ \t]*\r?")
_BLOCK_ID = regex(r"(?:^|[ \t])\^([A-Za-z0-9-]+)[ \t]*\r?$")
_NO_LETTERS = regex(r"""[\s!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\]+""")
_SLUG_DROPS = regex(r"[^\w\- ]")


class Anchors(NamedTuple):
    """`headings` are (level, words) in the order of the note, `blocks` the block ids in lower case."""

    headings: list[tuple[int, str]]
    blocks: frozenset[str]

    def has(self, fragment: str) -> bool:
        """Whether the fragment behind a wikilink's `#` exists; an empty one means the note itself."""
        parts = [part.strip() for part in fragment.split("#") if part.strip()]
        if parts and parts[-1].startswith("^"):
            return parts[-1][1:].casefold() in self.blocks
        level, found = 0, 0
        for depth, words in self.headings:
            if found < len(parts) and depth > level and folded_heading(words) == folded_heading(parts[found]):
                level, found = depth, found + 1
        return found == len(parts)

    def has_slug(self, fragment: str) -> bool:
        """Whether a heading has this anchor on the pages of git hosts: `#linear-algebra`."""
        slug = re.sub(r"-[0-9]+$", "", fragment.casefold())
        return any(_slug(words) in (slug, fragment.casefold()) for _, words in self.headings)


def anchors(text: str) -> Anchors:
    """The headings and block ids of a note, except those in code."""
    lines = text.split("\n")
    block = frontmatter.split(text)
    start = text.count("\n", 0, block.end) if block else 0
    code = find_code(lines, start)
    headings: list[tuple[int, str]] = []
    blocks = set()
    for n in range(start, len(lines)):
        line = lines[n]
        if n in code:
            continue
        if "^" in line and (id_ := _BLOCK_ID.search(line)):
            blocks.add(id_[1].casefold())
        if "#" in line and (match := _HEADING.fullmatch(line)):
            headings.append((len(match[1]), match[2] or ""))
        elif n > start and (under := _UNDERLINE.fullmatch(line)) and lines[n - 1].strip() and n - 1 not in code:
            headings.append((1 if under[1][0] == "=" else 2, lines[n - 1].strip()))
    return Anchors(headings, frozenset(blocks))


def folded_heading(words: str) -> str:
    """A heading in the form in which Obsidian compares it, without a block id at its end."""
    return _NO_LETTERS.sub(" ", _BLOCK_ID.sub("", words)).strip().casefold()


def _slug(words: str) -> str:
    return _SLUG_DROPS.sub("", _BLOCK_ID.sub("", words).strip().casefold()).replace(" ", "-")
