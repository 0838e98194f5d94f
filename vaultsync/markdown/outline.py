"""A document's text → its outline: sections, groups, items, tasks, and what was dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vaultsync.markdown import labels, prose, tasks
from vaultsync.markdown.blockreader import read_blocks
from vaultsync.markdown.blocks import (
    Block,
    Document,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from vaultsync.markdown.clean import clean
from vaultsync.markdown.durations import read_duration
from vaultsync.markdown.frontmatter import read as read_properties
from vaultsync.markdown.frontmatter import split as split_properties
from vaultsync.markdown.headings import Part
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.items import (
    BOLD_LABEL,
    LABELLED,
    PLAIN_LABEL,
    ItemReader,
    child_items,
    first_source,
    mostly_anchors,
    mostly_links,
    plain,
    recurring_labels,
    stated_duration,
)
from vaultsync.markdown.structure import build_tree
from vaultsync.models.outline import Dropped, Item, Outline, Section, Warning

_CHAT = re.compile(
    r"^(?:okay|ok|sure|certainly|of course|absolutely|great|got it|alright|here(?:'s| is| are)|below is|i(?:'ve| have)|"
    r"aqu[ií] (?:tienes|está)|claro|natürlich|gerne|hier ist|voici|bien sûr|certo|ecco)\b.*"
    r"(?:\b(?:i|i've|i'll|me|my|you|your|merged|content|below|file|document|roadmap|plan|version|requested)\b).*$"
    r"|^(?:here(?:'s| is| are)|below is)\b[^.]{0,160}:$"
    r"|^(?:let me know if|would you like me|feel free to ask|i hope this helps)\b.*$",
    re.IGNORECASE | re.DOTALL,
)


def parse_outline(text: str, name: str, *, tasks_from: str = "auto") -> Outline:
    """Parse a roadmap document.

    `name` is the roadmap's short name; `tasks_from` is `auto`, `checkboxes` or `bullets` (DESIGN, section 4). Any
    text gives an outline: what is odd is told in `warnings`, what stands nowhere in `dropped`.
    """
    outline = _Builder(text, name, link_items=False).build(tasks_from)
    if tasks.mode_of(outline, tasks_from) == "bullets" and _has_link_paragraphs(outline):
        outline = _Builder(text, name, link_items=True).build(tasks_from)
    return outline


def _has_link_paragraphs(outline: Outline) -> bool:
    return any(
        prose.is_link_paragraph(line) for section in tasks.walk(outline.sections) for line in section.text.split("\n\n")
    )


@dataclass(slots=True)
class _Builder:
    source: str
    name: str
    link_items: bool
    outline: Outline = field(init=False)
    document: Document = field(init=False)
    reader: ItemReader = field(init=False)
    known_labels: set[str] = field(default_factory=set)

    def build(self, tasks_from: str) -> Outline:
        cleaned = clean(self.source)
        self.outline = outline = Outline(self.name, self.name, dropped=list(cleaned.dropped))
        if cleaned.repaired:
            self._warn(1, f"the encoding of {cleaned.repaired} lines was repaired")
        lines = self._take_properties(cleaned.lines)
        self.document = read_blocks(lines)
        for number in self.document.cut[:1]:
            self._warn(number, f"{len(self.document.cut)} list items nested deeper than 100 levels were brought up")
        self.reader = ItemReader(self.document.definitions, self._drop)
        root = build_tree(self.document, self._drop)
        self.known_labels = recurring_labels(self.document.blocks)
        outline.title = self._title(root, lines)
        self._root(root)
        tasks.settle(outline, tasks_from)
        if self.document.definition_lines:
            for number, line in self.document.definition_lines:
                outline.dropped.append(Dropped(number, line, "link definition: its links carry the address"))
        if not outline.sections and not outline.text.strip():
            self._warn(1, "the document has no words")
        elif not any(True for _ in tasks.walk(outline.sections)):
            self._warn(1, "the document has no structure: it becomes one note without tasks")
        outline.dropped.sort(key=lambda dropped: dropped.line)
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
        if not properties.values:
            return lines
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

    def _title(self, root: Part, lines: list[str]) -> str:
        if root.title:
            return f"{root.number} {root.title}" if root.number else root.title
        stated = self.outline.properties.get("title")
        if isinstance(stated, str) and stated.strip():
            return stated.strip()
        return re.sub(r"[-_]+", " ", self.name).strip().capitalize() or "Roadmap"

    def _root(self, root: Part) -> None:
        """What stands above the first section: prose is the document's, items become a section of its title."""
        blocks = self._without_chat(root)
        first = Section(self.outline.title, "", "part", next((b.line for b in blocks if isinstance(b, ListItem)), 1), 1)
        first.duration = root.duration
        self._fill(first, blocks)
        groups = [part for part in root.parts if part.way == "bold" and part.rank < 2]
        for part in groups:
            first.sections.append(self._section(part, first, inside_group=True))
        self.outline.text = first.text
        description = self.outline.properties.get("description")
        if isinstance(description, str) and description.strip():
            self.outline.text = f"{description.strip()}\n\n{self.outline.text}".strip()
        if root.links:
            heading = "\n\n".join(prose.link_line(link) for link in root.links)
            self.outline.text = f"{heading}\n\n{self.outline.text}".strip()
        first.text = ""
        if first.items or first.sections:
            self.outline.sections.append(first)
        for part in root.parts:
            if part not in groups:
                self.outline.sections.extend(self._sections(part, None))

    def _without_chat(self, root: Part) -> list[Block]:
        """The root's blocks without what a chat assistant said around the document."""
        blocks: list[Block] = []
        leading = True
        for block in root.blocks:
            if isinstance(block, Paragraph) and leading and block.line < (root.line if root.title else 5):
                if _CHAT.match(block.source):
                    self._drop(block.line, block.source, "a chat assistant's words around the document")
                    continue
                leading = False
            blocks.append(block)
        return blocks

    def _sections(self, part: Part, parent: Section | None) -> list[Section]:
        """A part as sections: usually one; none for a table of contents; more where labels nest falsely."""
        if labels.is_contents(part.title) and self._is_contents(part):
            self._drop(part.line, part.title, "table of contents: the index notes take its place")
            for block in part.blocks:
                for line, text in prose.plain_lines(block):
                    self._drop(line, text, "table of contents: the index notes take its place")
            return [section for child in part.parts for section in self._sections(child, parent)]
        section = self._section(part, parent)
        if section.kind == "group" and part.label:
            # A label under a label (Papers below Activities) is a group of the same unit.
            nested = [child for child in section.sections if child.kind == "group" and child.label and child.level <= 6]
            section.sections = [child for child in section.sections if child not in nested]
            return [section, *nested]
        return [section]

    def _is_contents(self, part: Part) -> bool:
        items = [block for block in part.blocks if isinstance(block, ListItem)]
        return not part.parts and (not items or mostly_anchors(items))

    def _section(self, part: Part, parent: Section | None, *, inside_group: bool = False) -> Section:
        section = part.bare_section()
        section.label = part.label
        section.kind = "group" if inside_group or self._is_group(part, parent) else "part"
        if part.links:
            section.text = "\n\n".join(prose.link_line(link) for link in part.links)
        self._fill(section, part.blocks)
        for child in part.parts:
            section.sections.extend(self._sections(child, section))
        self._take_fact(section, part)
        if section.kind == "group" and not inside_group and any(child.kind == "part" for child in section.sections):
            section.kind = "part"
        return section

    def _take_fact(self, section: Section, part: Part) -> None:
        """`### Timeline: 3-4 weeks` states the span of the unit above; see `tasks.settle`, which lifts it."""
        head, colon, value = section.title.partition(":")
        if colon and labels.is_duration_label(head) and not section.items and not section.sections:
            duration = read_duration(value.strip())
            if duration:
                section.duration = duration
                section.kind = "fact"

    def _is_group(self, part: Part, parent: Section | None) -> bool:
        if parent is None or (part.step and part.way == "atx" and not part.recurs):
            return False
        if part.way == "bold":
            return True
        real = [child for child in part.parts if child.way == "atx" and not child.label and not child.colon]
        if real or part.number:
            return False
        colon = part.colon and part.parent is not None and part.parent.rank >= 1
        leaf_reference = labels.is_reference(part.title) and parent.kind != "reference"
        return bool(colon or part.recurs or part.label or leaf_reference)

    def _fill(self, section: Section, blocks: list[Block]) -> None:
        """Put blocks into a section: prose before the first item is its text, later prose stands between items."""
        text: list[str] = [section.text] if section.text else []
        position = 0
        while position < len(blocks):
            block = blocks[position]
            if isinstance(block, ListItem):
                end = position
                while end < len(blocks) and isinstance(blocks[end], ListItem):
                    end += 1
                self._list(section, [item for item in blocks[position:end] if isinstance(item, ListItem)], text)
                position = end
                continue
            position += 1
            self._prose(section, block, text)
        section.text = "\n\n".join(piece for piece in text if piece.strip())

    def _prose(self, section: Section, block: Block, text: list[str]) -> None:
        if isinstance(block, Rule):
            return
        if isinstance(block, Quote) and any(isinstance(inner, ListItem) and inner.box for inner in block.blocks):
            self._list(section, [inner for inner in block.blocks if isinstance(inner, ListItem)], text)
            return
        if isinstance(block, Paragraph):
            if prose.is_badge(block.source):
                self._drop(block.line, block.source, "badge")
                return
            if section.duration is None:
                section.duration = stated_duration(block)
            if self.link_items and prose.is_link_paragraph(block.source) and not labels.is_reference(section.title):
                section.items.append(self.reader.item_from(block.source, block.line))
                return
        words = prose.to_markdown(block)
        if isinstance(block, Table):
            section.links.extend(
                link for _, row in [(0, block.header), *block.rows] for cell in row for link in read_inline(cell)[1]
            )
        if not words.strip():
            for line, comment in prose.plain_lines(block):
                self._drop(line, comment, "comment: not visible")
            return
        if section.items and section.kind != "fact":
            section.items.append(Item(plain(words), words, "reference", block.line, prose=True))
        else:
            text.append(words)

    def _list(self, section: Section, items: list[ListItem], text: list[str]) -> None:
        if len(items) >= 3 and mostly_anchors(items):
            for item in items:
                for line, words in prose.plain_lines(item):
                    self._drop(line, words, "table of contents: the index notes take its place")
            return
        labelled = self._is_label_list(items)
        for item in items:
            group = self._label_item(section, item, text, labelled)
            if group is None:
                section.items.append(self.reader.item(item))
            elif group.kind:
                section.sections.append(group)

    def _is_label_list(self, items: list[ListItem]) -> bool:
        """Whether a list is a row of labels (`**Topics:** …`, `**Resources:**`) rather than of things to do."""
        found = [self._label_of(item) for item in items if not item.box]
        known = [label for label in found if label and (labels.item_kind(label) or labels.is_fact_label(label))]
        steps = [label for label in found if label and labels.step(label)]
        return bool(known) and 2 * len(known) >= len(items) - len(steps)

    def _label_of(self, item: ListItem) -> str:
        source = first_source(item)
        match = LABELLED.match(source) or BOLD_LABEL.match(source)
        if match:
            return match["label"].strip(" :：")
        match = PLAIN_LABEL.match(source)
        return match["label"].strip() if match and child_items(item) else ""

    def _label_item(self, section: Section, item: ListItem, text: list[str], labelled: bool) -> Section | None:
        """A list item that is a label: a group, a week, a remark (an empty kind: already taken), or None."""
        if item.box:
            return None
        label = self._label_of(item)
        if not label:
            return None
        source = first_source(item)
        match = LABELLED.match(source)
        value = match["value"].strip() if match else ""
        children = child_items(item)
        step = labels.step(label)
        if step and children and step[0] in ("phase", "month", "week", "day", "module"):
            return self._step_item(item, label, value, children, section)
        kind = labels.item_kind(label)
        fact = labels.is_fact_label(label) or labels.is_duration_label(label)
        if value and fact and not children and (labelled or labels.is_duration_label(label)):
            section.duration = section.duration or (read_duration(value) if labels.is_duration_label(label) else None)
            if section.items:
                section.items.append(Item(plain(source), source, "reference", item.line, prose=True))
            else:
                text.append(source)
            return Section("", "", "", item.line, 7)
        recurring = labels.normal(label) in self.known_labels
        if children and not value and (kind or recurring) and (labelled or recurring or section.kind != "group"):
            return self._group(item, label, kind, children, section)
        if value and kind and labelled and section.kind != "group":
            group = Section(label, "", "group", item.line, section.level + 1, label=kind)
            lead = match["lead"].strip() if match else ""
            group.items.append(self.reader.item_from(f"{lead} {value}".strip(), item.line))
            for child in children:
                group.items[0].items.append(self.reader.item(child))
            return group
        return None

    def _step_item(self, item: ListItem, label: str, value: str, children: list[ListItem], above: Section) -> Section:
        """`- **Week 1-3**: Core concepts` with labels below it is a week of the month above."""
        title, links = read_inline(f"{label}: {value}" if value else label, self.document.definitions)
        section = Section(title, "", "part", item.line, above.level + 1, links=links)
        if links:
            section.text = "\n\n".join(prose.link_line(link) for link in links)
        section.duration = read_duration(value) if value else None
        self._fill(section, list(item.blocks[1:]))
        return section

    def _group(self, item: ListItem, label: str, kind: str, children: list[ListItem], above: Section) -> Section:
        title, _ = read_inline(first_source(item))
        group = Section(title.rstrip(":： ").strip(), "", "group", item.line, above.level + 1, label=kind)
        self._fill(group, item.blocks[1:])
        if not kind:
            group.label = "resource" if mostly_links(children) else "topic"
        return group
