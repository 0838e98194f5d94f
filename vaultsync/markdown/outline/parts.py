"""A heading, or what serves as one, with what stands below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline import ledlines, prose
from vaultsync.markdown.outline.blocks import Block, Heading, ListItem, Paragraph
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.models.links import Link
from vaultsync.models.outline import Duration, Section
from vaultsync.models.structs import Struct, field

Drop = Callable[[int, str, str], None]

_ANCHOR = regex(r"\s*\{#[\w-]+\}\s*$")
_PREFIX = regex(r"^[^:：—–-]{1,24}[:：—–-]\s*")


class Part(Struct, eq=False):
    """A heading (or what serves as one) with the blocks and parts below it.

    `rank` is the repaired level; `way` how the heading is written: `atx` (setext and HTML as well), `bold` (a bold or
    label paragraph) or `root`; a `soft` one ends where the next real heading begins; `colon` tells that it ends in one,
    `period` that it is bold and yet one of the weeks (or what is longer) that the plan is made of.
    """

    line: int
    level: int
    rank: float
    way: str
    title: str = ""
    full: str = ""  # the title with its span
    number: str = ""
    colon: bool = False
    html: bool = False
    soft: bool = False
    duration: Duration | None = None
    links: list[Link] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    recurs: bool = False
    period: bool = False
    parent: Part | None = None
    _plain_parts: int | None = None

    @property
    def step(self) -> tuple[str, str, str] | None:
        """Kind, word and number where the title says which step of a plan this is."""
        return labels.step(self.title)

    @property
    def label(self) -> str:
        """The kind of item the title announces, else empty."""
        found = labels.item_kind(self.title)
        if not found and self.step:
            found = labels.item_kind(_PREFIX.sub("", self.title))
        return found

    def let_go(self) -> None:
        """Let go of what is above every part, so that all of them leave memory when nobody needs this one any more."""
        stack = [self]
        while stack:
            part = stack.pop()
            part.parent = None
            stack.extend(part.parts)

    def holds_items(self) -> bool:
        """Whether list items stand directly below this heading."""
        return any(isinstance(block, ListItem) for block in self.blocks)

    def plain_parts(self) -> int:
        """How many headings below this one are no labels and hold items. Asked for when the tree is complete."""
        if self._plain_parts is None:
            plain = [part for part in self.parts if not (part.label or part.recurs or part.way == "bold" or part.colon)]
            self._plain_parts = sum(part.holds_items() and not labels.is_reference(part.title) for part in plain)
        return self._plain_parts

    def bare_section(self) -> Section:
        """This heading as a section without content; its kind is decided later."""
        return Section(
            self.title,
            self.number,
            "part",
            self.line,
            self.level,
            duration=self.duration,
            links=list(self.links),
        )


def heading_part(heading: Heading, way: str, definitions: Mapping[str, tuple[str, str]], drop: Drop) -> Part:
    """Read a heading: its visible words, number, span and links. Badges are dropped, other images stand below it."""
    source, images = prose.take_images(_ANCHOR.sub("", heading.source))
    if not source:
        source, images = " ".join(images), []
    text, links = read_inline(source, definitions)
    stated = labels.is_duration_label(re.split("[:：]", text)[0])
    title, duration = (text, None) if stated else ledlines.split_span(source, text, definitions)
    colon = title.rstrip().endswith((":", "："))
    number = None if labels.is_ordinal_step(title) else labels.NUMBER.match(title)
    if number:
        title = title[number.end() :]
    title = title.strip().rstrip(":：").strip() or text
    part = Part(
        heading.line, heading.level, float(heading.level), way, title, text.strip().rstrip(":：").strip() or text,
        number.group(1).rstrip(".)") if number else "", colon, heading.way == "html", way == "bold", duration, links,
    )  # fmt: skip
    for image in images:
        if prose.is_badge(image):
            drop(heading.line, image, "badge")
        else:
            part.blocks.append(Paragraph(heading.line, [image]))
    return part
