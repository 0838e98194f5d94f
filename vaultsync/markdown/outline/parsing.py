"""A document's text → its outline: sections, groups, items, tasks, and what was dropped."""

from __future__ import annotations

import re

from vaultsync.markdown.outline import chatwords, classifying, prose, tasks
from vaultsync.markdown.outline.blockreader import read_blocks
from vaultsync.markdown.outline.blocks import Block, Document, ListItem, Paragraph
from vaultsync.markdown.outline.clean import clean
from vaultsync.markdown.outline.filling import CONTENTS, Filler
from vaultsync.markdown.outline.footnotes import place_footnotes
from vaultsync.markdown.outline.items import ItemReader, mostly_anchors, plain, recurring_labels, sources
from vaultsync.markdown.outline.parts import Part
from vaultsync.markdown.outline.quotes import has_tasks
from vaultsync.markdown.outline.structure import build_tree
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties.frontmatter import read as read_properties
from vaultsync.markdown.properties.frontmatter import split as split_properties
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.calendardates import dates_in, stated_span
from vaultsync.models.outline import Dropped, Duration, Outline, Section, Warning

_KEY = regex(r"[\"']?[^\W_][^:#]*:(?:\s|$)|#")
_BOX = regex(r"\s*[-*+]\s+\[[ xX]\]\s")
_CHAT_WORDS = "a chat assistant's words around the document"


def parse_outline(text: str, name: str, *, tasks_from: str = "auto") -> Outline:
    """Parse a roadmap document.

    `name` is the roadmap's short name; `tasks_from` is `auto`, `checkboxes` or `bullets` (docs/outline.md). Any
    text gives an outline: what is odd is told in `warnings`, what stands nowhere in `dropped`.
    """
    outline = _Builder(text, name, link_items=False).build(tasks_from)
    if classifying.mode_of(outline, tasks_from) == "bullets" and _has_link_paragraphs(outline):
        outline = _Builder(text, name, link_items=True).build(tasks_from)
    return outline


def _has_link_paragraphs(outline: Outline) -> bool:
    return any(
        prose.is_link_paragraph(line) for section in tasks.walk(outline.sections) for line in section.text.split("\n")
    )


class _Builder:
    outline: Outline
    document: Document
    filler: Filler
    titles: set[str]

    def __init__(self, source: str, name: str, link_items: bool) -> None:
        self.source = source
        self.name = name
        self.link_items = link_items

    def build(self, tasks_from: str) -> Outline:
        cleaned = clean(self.source)
        self.outline = outline = Outline(self.name, self.name, dropped=list(cleaned.dropped))
        if cleaned.repaired:
            self._warn(1, f"the encoding of {cleaned.repaired} lines was repaired")
        lines = self._take_properties(cleaned.lines)
        self.document = document = read_blocks(lines)
        for number in document.cut[:1]:
            self._warn(number, f"{len(document.cut)} list items nested deeper than 100 levels were brought up")
        self._drop_last_words()
        root = build_tree(document, self._drop, titled=bool(self._stated_title()))
        self.titles = _titles(root)
        self.filler = Filler(
            ItemReader(document.definitions, self._drop),
            document.definitions,
            self._drop,
            recurring_labels(document.blocks),
            self.titles,
            self.link_items,
        )
        outline.title = self._title(root)
        self._root(root)
        classifying.classify(outline, tasks_from, self.filler.tables, self._drop)
        place_footnotes(outline, document.footnotes, self._drop)
        for number, line in document.definition_lines:
            self._drop(number, line, "link definition: its links carry the address")
        if not outline.sections and not outline.text.strip():
            self._warn(1, "the document has only a title" if root.title else "the document has no words")
        elif not outline.sections:
            self._warn(1, "the document has no structure: it becomes one note without tasks")
        outline.dropped.sort(key=lambda dropped: dropped.line)
        root.let_go()
        del self.filler, self.document  # which hold each other by way of this builder
        return outline

    def _warn(self, line: int, text: str) -> None:
        self.outline.warnings.append(Warning(line, text))

    def _drop(self, line: int, text: str, why: str) -> None:
        self.outline.dropped.append(Dropped(line, text, why))

    def _take_properties(self, lines: list[str]) -> list[str]:
        """The document's frontmatter: title and description are used, the rest is listed as dropped."""
        text = "\n".join(lines)
        block = split_properties(text)
        if block is None:
            return lines
        properties = read_properties(text)
        count = text[: block.end].count("\n")
        first = next((line for line in lines[1:count] if line.strip()), "")
        if not properties.values or not _KEY.match(first) or any(_BOX.match(line) for line in lines[1:count]):
            return lines  # a rule, with the document's own words below it
        if properties.problem:
            self._warn(1 + properties.problem_line, f"frontmatter: {properties.problem}")
        self.outline.properties = dict(properties.values)
        for number, line in enumerate(lines[1:count], 2):
            key = line.split(":")[0].strip()
            if line.strip() and line.strip() != "---":
                why = (
                    "frontmatter of the document"
                    if key != "description"
                    else "frontmatter: stands in the roadmap's index note"
                )
                self._drop(number, line, why)
        return [""] * count + lines[count:]

    def _drop_last_words(self) -> None:
        """Drop what a chat assistant said below the document."""
        blocks = self.document.blocks
        for position in chatwords.last_words(blocks):
            for line, text in prose.plain_lines(blocks[position]):
                self._drop(line, text, _CHAT_WORDS)
            del blocks[position]

    def _stated_title(self) -> str:
        stated = self.outline.properties.get("title")
        return stated.strip() if isinstance(stated, str) else ""

    def _title(self, root: Part) -> str:
        if root.title:
            return root.title
        return self._stated_title() or re.sub(r"[-_]+", " ", self.name).strip().capitalize() or "Roadmap"

    def _root(self, root: Part) -> None:
        """What stands above the first section: prose is the document's, items become a section of its title."""
        blocks = self._without_chat(root)
        first = Section(self.outline.title, "", "part", next((b.line for b in blocks if isinstance(b, ListItem)), 1), 1)
        first.duration = root.duration
        self.filler.fill(first, blocks, labels_too=False)
        steps = [child for child in first.sections if child.kind == "part"]
        first.sections = [child for child in first.sections if child.kind != "part"]
        for part in root.parts:
            if part.soft:
                first.sections.extend(self._sections(part, first, inside_group=True))
        description = self.outline.properties.get("description")
        stated = [description.strip()] if isinstance(description, str) and description.strip() else []
        self.outline.text = "\n\n".join([*stated, *(prose.link_line(link) for link in root.links)])
        first.kind = "root"
        self.outline.sections = [first, *steps]
        for part in root.parts:
            if not part.soft:
                self.outline.sections.extend(self._sections(part, None))

    def _without_chat(self, root: Part) -> list[Block]:
        """The root's blocks without what a chat assistant said above the document."""
        blocks: list[Block] = []
        leading = True
        for block in root.blocks:
            if isinstance(block, Paragraph) and leading and block.line < (root.line if root.title else 5):
                if chatwords.opens(block.source):
                    self._drop(block.line, block.source, _CHAT_WORDS)
                    continue
                leading = False
            blocks.append(block)
        return blocks

    def _sections(self, part: Part, parent: Section | None, *, inside_group: bool = False) -> list[Section]:
        """A part as sections: usually one; none for a table of contents; more where labels nest falsely."""
        if labels.is_contents(part.title) and self._is_contents(part):
            self._drop(part.line, part.full, CONTENTS)
            for block in part.blocks:
                for line, text in prose.plain_lines(block):
                    self._drop(line, text, CONTENTS)
            return [section for child in part.parts for section in self._sections(child, parent)]
        dropped = len(self.outline.dropped)
        section = self._section(part, parent, inside_group=inside_group)
        if not (section.text or section.items or section.sections) and any(
            drop.why == CONTENTS for drop in self.outline.dropped[dropped:]
        ):
            self._drop(part.line, part.full, CONTENTS)
            return []
        if section.kind == "group" and part.label:
            # A label under a label (Papers below Activities) is a group of the same unit.
            nested = [child for child in section.sections if _is_label_below(child)]
            section.sections = [child for child in section.sections if not _is_label_below(child)]
            return [section, *nested]
        return [section]

    def _is_contents(self, part: Part) -> bool:
        items = [block for block in part.blocks if isinstance(block, ListItem)]
        if part.parts or any(has_tasks(item) for item in items):
            return False
        if not items or mostly_anchors(items):
            return True
        words = [labels.normal(plain(source)) for item in items for source in sources(item) if source]
        return 2 * sum(word in self.titles for word in words) >= len(words)

    def _section(self, part: Part, parent: Section | None, *, inside_group: bool = False) -> Section:
        section = part.bare_section()
        section.label = part.label
        section.kind = "group" if inside_group or self._is_group(part, parent) else "part"
        if part.links:
            section.text = "\n\n".join(prose.link_line(link) for link in part.links)
        self.filler.fill(section, part.blocks)
        for child in part.parts:
            section.sections.extend(self._sections(child, section))
        self._take_fact(section)
        self._take_block(section)
        if section.kind == "group" and not inside_group and any(child.kind == "part" for child in section.sections):
            section.kind = "part"
        if section.kind == "part" and labels.is_within(section.title):
            section.label = ""
        return section

    def _take_fact(self, section: Section) -> None:
        """`### Timeline: 3-4 weeks` states the span of the unit above; see `classifying`, which lifts it."""
        head, colon, value = section.title.partition(":")
        if colon and labels.is_duration_label(head) and not section.items and not section.sections:
            duration = stated_span(value.strip())
            if duration:
                section.duration = duration
                section.kind = "fact"

    def _take_block(self, section: Section) -> None:
        """The span in a block labelled so: `### Timeline` or `**Timeline**` with `Months 1-3` below it."""
        for child in section.sections:
            head, _, value = child.title.partition(":")
            if section.duration is None and labels.is_duration_label(head):
                section.duration = child.duration or stated_span(value.strip()) or _only_span(child)
        if section.duration is None and any(map(_is_duration_line, section.text.split("\n"))):
            section.duration = _only_span(section)

    def _is_group(self, part: Part, parent: Section | None) -> bool:
        if parent is None or (part.step and part.way == "atx" and not part.recurs):
            return False
        if part.way == "bold":
            return not part.period or labels.is_reference(parent.title)
        real = [child for child in part.parts if child.way == "atx" and not child.label and not child.colon]
        if real or part.number:
            return False
        if part.label in labels.STUDY_LABELS and not part.colon and part.parent and part.parent.plain_parts() > 1:
            return False
        colon = part.colon and part.parent is not None and part.parent.rank >= 1
        leaf_reference = labels.is_reference(part.title) and parent.kind != "reference"
        return bool(colon or part.recurs or part.label or leaf_reference)


def _only_span(section: Section) -> Duration | None:
    """The one span that items or prose of a section say and nothing else; of several dates all from first to last."""
    words = [*(item.text for item in section.items), *section.text.split("\n")]
    found = [span for text in words if (span := stated_span(plain(text)))]
    if len(found) > 1 and all(dates_in(span.text) for span in found):
        return stated_span(f"{found[0].text} – {found[-1].text}")
    return found[0] if len(found) == 1 else None


def _is_duration_line(line: str) -> bool:
    return labels.is_duration_label(plain(line).strip(" :：*_"))


def _is_label_below(child: Section) -> bool:
    return bool(child.kind == "group" and child.label and child.level <= 6)


def _titles(root: Part) -> set[str]:
    """The normalised titles of all parts below the root."""
    found: set[str] = set()
    stack = list(root.parts)
    while stack:
        part = stack.pop()
        found.add(labels.normal(part.title))
        found.add(labels.normal(f"{part.number} {part.title}"))
        stack.extend(part.parts)
    return found
