"""Puts the blocks under a heading into its section: prose, items, labelled groups, weeks written as bullets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline import prose
from vaultsync.markdown.outline.blocks import Block, Comment, ListItem, Paragraph, Rule, Table
from vaultsync.markdown.outline.clean import COMMENT
from vaultsync.markdown.outline.items import (
    BOLD_LABEL,
    LABELLED,
    PLAIN_LABEL,
    ItemReader,
    child_items,
    leads_back,
    mostly_anchors,
    mostly_links,
    plain,
    stated_duration,
)
from vaultsync.markdown.outline.plantables import PlanTable
from vaultsync.markdown.outline.quotes import has_tasks
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.calendardates import stated_span
from vaultsync.markdown.words.durations import read_duration, split_duration
from vaultsync.models.outline import Item, Section
from vaultsync.models.structs import Struct, field

CONTENTS = "table of contents: the index notes take its place"
WAY_BACK = "way back to the top of the document: a note has its own"
_PLAN_LINE = regex(
    r"^(?P<step>[^\w*_]*(?:\*\*|__)?[^:：*]{3,30}?)(?:[:：](?:\*\*|__)|(?:\*\*|__)\s*[:：–—-]|[:：])\s+(?=\S)"
)
_PLAIN_FACT = regex(r"^(?P<label>[^:：*]{2,40})[:：]\s*(?P<value>\S.*)$")


def _is_plan_line(line: str) -> bool:
    match = _PLAN_LINE.match(line.strip())
    return match is not None and labels.step(plain(match["step"])) is not None


class Filler(Struct):
    """Fills sections.

    `known_labels` are those that recur in the document, `titles` those of its sections; with `link_items` paragraphs
    that are links are items; `tables` collects what may be the plan.
    """

    reader: ItemReader
    definitions: Mapping[str, tuple[str, str]]
    drop: Callable[[int, str, str], None]
    known_labels: set[str]
    titles: set[str]
    link_items: bool
    tables: list[PlanTable] = field(default_factory=list)

    def fill(self, section: Section, blocks: list[Block], *, labels_too: bool = True) -> None:
        """Put blocks into a section: prose before the first item is its text, later prose stands between items.

        `labels_too` tells whether a paragraph such as `**Project:** a game` makes a group. Several lines such as
        `**Week 5:** three sets` are items.
        """
        text: list[str] = [section.text] if section.text else []
        planned = (
            sum(_is_plan_line(line) for block in blocks if isinstance(block, Paragraph) for line in block.lines) > 1
        )
        position = 0
        while position < len(blocks):
            block = blocks[position]
            if isinstance(block, ListItem):
                row: list[ListItem] = []
                while position < len(blocks) and isinstance(block := blocks[position], ListItem):
                    row.append(block)
                    position += 1
                self._list(section, row, text)
                continue
            position += 1
            if planned and isinstance(block, Paragraph) and all(map(_is_plan_line, block.lines)):
                section.items.extend(self.reader.item_from(line, n) for n, line in enumerate(block.lines, block.line))
                continue
            if isinstance(block, Paragraph) and labels_too and self._labelled_paragraph(section, block, text):
                continue
            self._prose(section, block, text)
        section.text = "\n\n".join(piece for piece in text if piece.strip())

    def _prose(self, section: Section, block: Block, text: list[str]) -> None:
        if isinstance(block, Rule):
            return
        if isinstance(block, Comment):
            for line, comment in prose.plain_lines(block):
                self.drop(line, comment, COMMENT)
            return
        if isinstance(block, Paragraph):
            if prose.is_badge(block.source):
                self.drop(block.line, block.source, "badge")
                return
            if leads_back(block.source):
                self.drop(block.line, block.source, WAY_BACK)
                return
            if section.duration is None:
                section.duration = stated_duration(block)
            links = self.link_items and not labels.is_reference(section.title)
            if links and all(prose.is_link_paragraph(line) for line in block.lines):
                section.items.extend(
                    self.reader.item_from(line, block.line + offset) for offset, line in enumerate(block.lines)
                )
                return
        words = prose.to_markdown(block, self.definitions)
        if not words.strip():
            return
        if isinstance(block, Table):
            self.tables.append(PlanTable(section, block, words))
            section.links.extend(
                link for _, row in [(0, block.header), *block.rows] for cell in row for link in read_inline(cell)[1]
            )
        self._say(section, words, block.line, text)

    def _say(self, section: Section, words: str, line: int, text: list[str]) -> None:
        if section.items:
            section.items.append(Item(plain(words), words, "reference", line, prose=True))
        else:
            text.append(words)

    def _labelled_paragraph(self, section: Section, block: Paragraph, text: list[str]) -> bool:
        """`**Project:** a game` (each line one of these) makes groups; what only states a fact stays prose."""
        found = [LABELLED.match(line.strip()) for line in block.lines]
        if not found or not all(found):
            return False
        kinds = [labels.item_kind(match["label"]) for match in found if match]
        facts = [labels.is_fact_label(match["label"]) for match in found if match]
        if not any(kind and not fact for kind, fact in zip(kinds, facts, strict=True)):
            return False
        for offset, match in enumerate(found):
            assert match is not None
            line = block.line + offset
            value = match["value"].strip()
            if not kinds[offset] or facts[offset] or not value:
                self._prose(section, Paragraph(line, [block.lines[offset]]), text)
                continue
            group = self._new_group(section, match["label"], kinds[offset], line)
            group.items.append(self.reader.item_from(f"{match['lead'].strip()} {value}".strip(), line))
        return True

    def _new_group(self, section: Section, label: str, kind: str, line: int) -> Section:
        group = Section(label.strip(" :："), "", "group", line, section.level + 1, label=kind)
        section.sections.append(group)
        return group

    def _list(self, section: Section, items: list[ListItem], text: list[str]) -> None:
        contents = len(items) >= 2 and (mostly_anchors(items) or self._repeats_titles(items))
        if contents and not any(has_tasks(item) for item in items):
            for item in items:
                for line, words in prose.plain_lines(item):
                    self.drop(line, words, CONTENTS)
            return
        labelled = self._is_label_list(items)
        steps = {id(item) for item in items if not item.box and child_items(item) and labels.step(plain(item.source))}
        for item in items:
            if id(item) in steps and (len(steps) > 1 or section.kind == "step" or self._label_of(item)):
                section.sections.append(self._step_item(item, section))
            elif not item.box and len(item.blocks) == 1 and leads_back(item.source):
                self.drop(item.line, item.source, WAY_BACK)
            elif not self._label_item(section, item, text, labelled) and (item.blocks or item.box):
                section.items.append(self.reader.item(item))

    def _repeats_titles(self, items: list[ListItem]) -> bool:
        """Whether a list says nothing but the titles of the document's sections."""
        others = len(items) // 5 if len(items) > 2 else -1
        for item in items:
            if others < 0:
                return False
            others -= len(item.source) > labels.LONGEST or labels.normal(plain(item.source)) not in self.titles
        return others >= 0

    def _is_label_list(self, items: list[ListItem]) -> bool:
        """Whether a list is a row of labels (`**Topics:** …`, `**Resources:**`) rather than of things to do."""
        found = [self._label_of(item) for item in items if not item.box]
        known = [label for label in found if label and (labels.item_kind(label) or labels.is_fact_label(label))]
        steps = [label for label in found if label and labels.step(label)]
        several = len(known) > 1 or len(known) == len(items)
        return several and 2 * len(known) >= len(items) - len(steps) and bool(known)

    def _label_of(self, item: ListItem) -> str:
        source = item.source
        match = LABELLED.match(source) or BOLD_LABEL.match(source)
        if match:
            return match["label"].strip(" :：")
        match = PLAIN_LABEL.match(source)
        return match["label"].strip() if match and child_items(item) else ""

    def _label_item(self, section: Section, item: ListItem, text: list[str], labelled: bool) -> bool:
        """Take a list item that is a label: it becomes a group or a remark."""
        if item.box:
            return False
        source = item.source
        children = child_items(item)
        match = LABELLED.match(source)
        if match is None and len(item.blocks) == 1 and self._plain_span(section, item, source, text):
            return True
        label = self._label_of(item)
        if not label:
            return False
        value = match["value"].strip() if match else ""
        kind = labels.item_kind(label)
        span = labels.is_duration_label(label)
        alone = len(item.blocks) == 1
        if value and alone and (span or (labelled and labels.is_fact_label(label))):
            section.duration = section.duration or (stated_span(plain(value)) if span else None)
            self._say(section, source, item.line, text)
            return True
        recurring = labels.normal(label) in self.known_labels
        if children and not value and (kind or recurring) and (labelled or recurring or section.kind != "group"):
            self._group(item, kind, children, section)
            return True
        if value and kind and (labelled or labels.names_resources(label)) and section.kind != "group":
            group = self._new_group(section, label, kind, item.line)
            lead = match["lead"].strip() if match else ""
            group.items.append(self.reader.item_from(f"{lead} {value}".strip(), item.line))
            for block in item.blocks[1:]:
                self.reader.within(group.items[0], block)
            return True
        return False

    def _plain_span(self, section: Section, item: ListItem, source: str, text: list[str]) -> bool:
        """`Duration: 2 weeks` without bold."""
        fact = _PLAIN_FACT.match(source)
        if not fact or not labels.is_duration_label(fact["label"]):
            return False
        duration = stated_span(plain(fact["value"]))
        if duration is None:
            return False
        section.duration = section.duration or duration
        self._say(section, source, item.line, text)
        return True

    def _step_item(self, item: ListItem, above: Section) -> Section:
        """`- **Week 1-3**: Core concepts` with items below it is a week of the month above."""
        text, links = read_inline(item.source, self.definitions)
        title, duration = split_duration(text)
        head, colon, value = title.partition(":")
        if duration is None and colon and (duration := read_duration(value.strip())):
            title = head
        section = Section(
            title.strip().rstrip(":：").strip(), "", "step", item.line, above.level + 1, links=links, duration=duration
        )
        if links:
            section.text = "\n\n".join(prose.link_line(link) for link in links)
        self.fill(section, list(item.blocks[1:]))
        section.kind = "part"
        return section

    def _group(self, item: ListItem, kind: str, children: list[ListItem], above: Section) -> None:
        title, _ = read_inline(item.source)
        group = self._new_group(above, title, kind, item.line)
        self.fill(group, item.blocks[1:], labels_too=False)
        if not kind:
            group.label = "resource" if mostly_links(children) else "topic"
