"""What serves as a heading: headings of all ways, label paragraphs, summaries of folds, callout titles."""

from __future__ import annotations

import re
from bisect import bisect_right

from vaultsync.markdown.outline import ledlines
from vaultsync.markdown.outline.blocks import (
    Block,
    Comment,
    Document,
    Fence,
    Heading,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from vaultsync.markdown.outline.items import LABELLED
from vaultsync.markdown.outline.parts import Drop, Part, heading_part
from vaultsync.markdown.outline.quotes import has_tasks, open_quote
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.models.structs import Struct, field

_BOLD = regex(r"^(?P<lead>[^\w*]*)(?P<mark>\*\*|__)(?P<label>[^*]+?)(?P=mark)\s*(?P<colon>[:：]?)$")
_RUN_IN = regex(r"^\*\*(?P<label>[^*]{3,40}?)\*\*\s*[.:–—-]?\s+(?P<rest>\S.*)$")
_FOLD_TALK = regex(
    r"^\W*(?:click|toggle|expand|show|view|see|open|details?|more|read more|solution|answers?|hints?|spoiler|ver|"
    r"mostrar|afficher|voir|anzeigen|点击|展开|詳細|подробнее)\b|^\W*(?:点击|展开|詳細)",
    re.IGNORECASE,
)
_NEAR = 50  # headings above a summary
_SENTENCE_ENDS = (".", "!", "?", "。")


def find_parts(document: Document, drop: Drop) -> list[Part]:
    """The document as a row of parts, the first of them its root; not nested yet."""
    blocks = _hoist(document.blocks, drop)
    return _Splitter(document, blocks, drop).split()


def _hoist(blocks: list[Block], drop: Drop) -> list[Block]:
    """Blocks whose headings and tasks stand in list items or quotes brought to the top, in order."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, ListItem) and not block.box and block.blocks and isinstance(block.blocks[0], Heading):
            result.extend(_hoist(block.blocks, drop))
        elif isinstance(block, Quote) and has_tasks(block):
            result.extend(_hoist(open_quote(block, drop), drop))
        else:
            result.append(block)
    return result


class _Splitter(Struct):
    document: Document
    blocks: list[Block]
    drop: Drop
    parts: list[Part] = field(default_factory=list)
    structured: bool = False
    bare_titles: bool = False
    led: bool = False  # whether lines that only begin with a step in bold are headings
    recurring: frozenset[str] = frozenset()  # labels that recur above lists, in whatever language
    headings: list[Heading] = field(default_factory=list)
    fold: tuple[int, Part] | None = None  # the last line of the fold that labels, and the part it stands in

    def split(self) -> list[Part]:
        self.headings = [
            block for block in self.blocks if isinstance(block, Heading) and block.way not in ("summary", "label")
        ]
        self.structured = len(self.headings) > 1
        self.bare_titles = not self.structured and self._count_bare_titles() > 1
        self.led = ledlines.steps_lead(self.blocks)
        self.recurring = ledlines.recurring(self.blocks)
        self.parts = [Part(1, 0, 0.0, "root")]
        for position, block in enumerate(self.blocks):
            if isinstance(block, Heading) and block.way == "summary":
                self._summary(position, block)
            elif isinstance(block, Heading) and block.way == "label":
                self.parts.append(self._part(block, "bold"))
            elif isinstance(block, Heading):
                self.fold = None
                self.parts.append(self._part(block, "atx"))
            else:
                self._block(position, block)
        return self.parts

    def _block(self, position: int, block: Block) -> None:
        label = self._label_paragraph(position, block) if isinstance(block, Paragraph) else None
        if isinstance(block, Paragraph) and not label and self._labels_beside(block):
            return
        if label:
            if self.fold and block.line > self.fold[0]:
                self.fold = None
            heading, rest = label
            self.parts.append(self._part(heading, "bold"))
            if rest:
                self.parts[-1].blocks.append(rest)
        else:
            self._place(block)

    def _labels_beside(self, block: Paragraph) -> bool:
        """Take `**Project:** a game` below the list of another label: a label beside it, not a part of it."""
        last = self.parts[-1]
        found = [LABELLED.match(line.strip()) for line in block.lines]
        group = last.way == "bold" and (last.label or (self.structured and not last.step))
        if not group or (self.fold and block.line <= self.fold[0]) or not all(found):
            return False
        heads = [
            (match["label"].strip(" :："), match["lead"].strip(), match["value"].strip()) for match in found if match
        ]
        if not all(value and labels.item_kind(label) and not labels.is_fact_label(label) for label, _, value in heads):
            return False
        for line, (label, lead, value) in enumerate(heads, block.line):
            part = self._part(Heading(line, 7, label), "bold")
            part.blocks.append(ListItem(line, 0, 2, "", "", [Paragraph(line, [f"{lead} {value}".lstrip()])]))
            self.parts.append(part)
        return True

    def _place(self, block: Block) -> None:
        """What is no heading stands in the last part, or after a fold in the one around it."""
        outside = self.fold is not None and block.line > self.fold[0]
        (self.fold[1] if self.fold and outside else self.parts[-1]).blocks.append(block)

    def _part(self, heading: Heading, way: str) -> Part:
        return heading_part(heading, way, self.document.definitions, self.drop)

    def _summary(self, position: int, heading: Heading) -> None:
        """The summary of a fold: a heading above those in the fold, or else the label of what the fold holds."""
        folds = self.document.folds
        place = bisect_right(folds, heading.line, key=lambda fold: fold[0]) - 1
        last = folds[place][1] if place >= 0 else 0
        start = bisect_right(self.headings, heading.line, key=lambda other: other.line)
        inner = [other.level for other in self.headings[start : start + 50] if other.line <= last]
        following = self._following(position)
        if _FOLD_TALK.match(heading.source) or following is None or following.line > last:
            self._place(Paragraph(heading.line, [f"**{heading.source}**"]))
        elif inner:
            part = self._part(heading, "atx")
            part.rank = min(inner) - 0.5
            self.parts.append(part)
        else:
            owner = self.fold[1] if self.fold else self.parts[-1]
            part = self._part(heading, "bold")
            above = next((other for other in reversed(self.parts[-_NEAR:]) if other.way == "atx"), None)
            if above is not None and (deeper := _follows(above, part)) is not None:
                part.way, part.soft, part.rank = "atx", False, above.rank + deeper
            self.parts.append(part)
            self.fold = (last, owner) if part.way == "bold" else None

    def _is_bare_title(self, position: int, words: str) -> bool:
        """Whether a short line above a list heads it: `Week 2`, or any of several where there are no headings.

        `Week 2` heads a table as well.
        """
        following = self._following(position)
        if isinstance(following, Table):
            return labels.step(words) is not None and ledlines.is_title(words) and not ledlines.is_led(words)
        if not isinstance(following, ListItem):
            return False
        if labels.step(words) or labels.is_contents(words):
            return True
        return self.bare_titles and _is_short_title(words)

    def _leads(self, words: str) -> bool:
        """Whether a line that begins with a step in bold is a heading: `**Week 2** – Seams`."""
        return self.led and ledlines.is_led_by_step(words) and ledlines.is_title(words)

    def _count_bare_titles(self) -> int:
        """How many short lines stand above lists."""
        return sum(
            isinstance(block, Paragraph)
            and len(block.lines) == 1
            and _is_short_title(block.lines[0].strip())
            and isinstance(self._following(position), ListItem)
            for position, block in enumerate(self.blocks)
        )

    def _following(self, position: int) -> Block | None:
        """The next block that is no rule and no comment."""
        for other in range(position + 1, len(self.blocks)):
            if not isinstance(self.blocks[other], Rule | Comment):
                return self.blocks[other]
        return None

    def _label_paragraph(self, position: int, block: Paragraph) -> tuple[Heading, Paragraph | None] | None:
        """A paragraph that heads what follows: all bold before a list, or a known label with a colon."""
        first = block.lines[0].strip().removesuffix("\\").rstrip()
        bold = _BOLD.match(first)
        words = first.strip("*_")
        label = bold["label"] if bold else (words[:-1] if words.endswith((":", "：")) and len(first) <= 60 else "")
        if not label and len(block.lines) == 1 and len(first) <= 60 and self._is_bare_title(position, first):
            return Heading(block.line, 7, first), None
        if self._leads(first) and not any(ledlines.is_led_by_step(line.strip()) for line in block.lines[1:]):
            return Heading(block.line, 7, first), Paragraph(block.line + 1, rest) if (rest := block.lines[1:]) else None
        run_in = _RUN_IN.match(first)
        below = (ListItem, Table) if self.led else ListItem
        if run_in and labels.step(run_in["label"]) and isinstance(self._following(position), below):
            rest = [run_in["rest"], *block.lines[1:]]
            return Heading(block.line, 7, run_in["label"].strip(" .:")), Paragraph(block.line, rest)
        if not label or (not bold and len(block.lines) > 1):
            return None
        if labels.is_duration_label(re.split(r"[:：]", label)[0]):
            return None
        known = bool(labels.item_kind(label)) or (not self.parts[-1].label and labels.normal(label) in self.recurring)
        if len(block.lines) > 1:
            if not (known and bold):
                return None
            return Heading(block.line, 7, first), Paragraph(block.line + 1, block.lines[1:])
        if not (bold or known):
            return None
        following = self._following(position)
        if isinstance(following, ListItem) or (bold and isinstance(following, Fence)):
            return Heading(block.line, 7, first), None
        heads = bold and following is not None and len(label) <= 80 and not label.endswith(_SENTENCE_ENDS)
        if heads and (not self.structured or labels.step(label)):
            return Heading(block.line, 7, first), None
        return None


def _follows(above: Part, part: Part) -> float | None:
    """How much deeper than the heading above a summary is whose number or step comes next; None for any other.

    `1.3` after `1.2` and `Week 3` after `Week 2` are not deeper, `2.1` after `2.` is.
    """
    head, _, last = part.number.rpartition(".")
    before, _, previous = above.number.rpartition(".")
    if last and previous and head == before and int(last) == int(previous) + 1:
        return 0.0
    if last == "1" and head and head == above.number:
        return 0.5
    step, upper = part.step, above.step
    if step and upper and step[1] == upper[1] and step[2].isdecimal() and upper[2].isdecimal():
        return 0.0 if int(step[2]) == int(upper[2]) + 1 else None
    return None


def _is_short_title(words: str) -> bool:
    return (
        len(words) <= 40 and bool(re.search(r"[^\W_]$|[)）:：]$", words)) and "](" not in words and "http" not in words
    )
