"""The tree of a document's headings, with levels that lie repaired."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from vaultsync.markdown import labels
from vaultsync.markdown.blocks import Block, Fence, Heading, Html, ListItem, Paragraph, Rule
from vaultsync.markdown.durations import split_duration
from vaultsync.markdown.inline import read_inline
from vaultsync.models.outline import Duration, Link, Section

_BOLD = re.compile(r"^(?P<lead>[^\w*]*)(?P<mark>\*\*|__)(?P<label>[^*]+?)(?P=mark)\s*(?P<colon>[:：]?)$")
_ANCHOR = re.compile(r"\s*\{#[\w-]+\}\s*$")
_PREFIX = re.compile(r"^[^:：—–-]{1,24}[:：—–-]\s*")


@dataclass(slots=True)
class Part:
    """A heading (or what serves as one) with the blocks and parts below it.

    `rank` is the repaired level; `way` how the heading is written: `atx` (setext as well), `bold` (a bold or
    label paragraph) or `root`; `colon` tells that it ends in one.
    """

    line: int
    level: int
    rank: float
    way: str
    title: str = ""
    number: str = ""
    colon: bool = False
    duration: Duration | None = None
    links: list[Link] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    recurs: bool = False
    parent: Part | None = None

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

    def holds_items(self) -> bool:
        """Whether list items stand directly below this heading."""
        return any(isinstance(block, ListItem) for block in self.blocks)

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


def heading_part(heading: Heading, way: str, definitions: dict[str, tuple[str, str]]) -> Part:
    """Read a heading: its visible words, number, span and links."""
    text, links = read_inline(_ANCHOR.sub("", heading.source), definitions)
    stated = labels.is_duration_label(re.split("[:：]", text)[0])
    title, duration = (text, None) if stated else split_duration(text)
    colon = title.rstrip().endswith((":", "："))
    number = labels.NUMBER.match(title)
    if number:
        title = title[number.end() :]
    title = title.strip().rstrip(":：").strip() or text
    return Part(
        heading.line, heading.level, float(heading.level), way, title, number.group(1).rstrip(".)") if number else "",
        colon, duration, links,
    )  # fmt: skip


def build_tree(blocks: list[Block], definitions: dict[str, tuple[str, str]]) -> Part:
    """The document as a tree of parts. The title heading, where there is one, is the root."""
    parts = _split(_hoist(blocks), definitions)
    root, parts = parts[0], parts[1:]
    _take_title(root, parts)
    atx = [part for part in parts if part.way == "atx"]
    _repair_lone_heading(atx)
    _repair_series(atx)
    _repair_numbers(atx)
    _rank_bold(parts, bool(atx))
    _nest(root, parts)
    _mark_recurring(root)
    return root


def _hoist(blocks: list[Block]) -> list[Block]:
    """Blocks with headings that stand in list items brought to the top, in order."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, ListItem) and block.blocks and isinstance(block.blocks[0], Heading):
            result.extend(_hoist(block.blocks))
        else:
            result.append(block)
    return result


def _split(blocks: list[Block], definitions: dict[str, tuple[str, str]]) -> list[Part]:
    parts = [Part(1, 0, 0.0, "root")]
    for position, block in enumerate(blocks):
        if isinstance(block, Heading):
            parts.append(heading_part(block, "atx", definitions))
            continue
        following = next((other for other in blocks[position + 1 :] if not isinstance(other, Rule)), None)
        label = _label_paragraph(block, following)
        if label:
            heading, rest = label
            parts.append(heading_part(heading, "bold", definitions))
            if rest:
                parts[-1].blocks.append(rest)
        else:
            parts[-1].blocks.append(block)
    return parts


def _label_paragraph(block: Block, following: Block | None) -> tuple[Heading, Paragraph | None] | None:
    """A paragraph that heads what follows: all bold before a list, or a known label with a colon."""
    if not isinstance(block, Paragraph):
        return None
    first = block.lines[0].strip().removesuffix("\\").rstrip()
    bold = _BOLD.match(first)
    label = bold["label"] if bold else (first[:-1] if first.endswith((":", "：")) and len(first) <= 60 else "")
    if not label or (not bold and len(block.lines) > 1):
        return None
    if labels.is_duration_label(re.split(r"[:：]", label)[0]):
        return None
    known = bool(labels.item_kind(label))
    if len(block.lines) > 1:
        if not (known and bold):
            return None
        return Heading(block.line, 7, first), Paragraph(block.line + 1, block.lines[1:])
    if not (bold or known) or not isinstance(following, ListItem | Fence):
        return None
    if isinstance(following, Fence) and not bold:
        return None
    return Heading(block.line, 7, first), None


def _take_title(root: Part, parts: list[Part]) -> None:
    """Make the title heading the root; a second one straight below it is a subtitle."""
    atx = [part for part in parts if part.way == "atx"]
    if not atx:
        return
    first = atx[0]
    if first.level > 1 and any(part.level <= first.level for part in atx[1:]):
        return
    if first.level == 1 and first.step and any(part.level == 1 and part.step for part in atx[1:]):
        return
    root.title, root.number, root.line, root.level = first.title, first.number, first.line, first.level
    root.duration, root.links = first.duration, first.links
    before = parts[: parts.index(first)]
    for part in before:
        root.blocks.extend([Heading(part.line, part.level, f"**{part.title}**"), *part.blocks])
    root.blocks.extend(first.blocks)
    del parts[: len(before) + 1]
    tops = [part for part in atx[1:] if part.level == 1]
    if len(tops) == 1 and parts and parts[0] is tops[0] and not tops[0].step and len(atx) > 3:
        root.blocks.append(Paragraph(tops[0].line, [f"**{tops[0].title}**"]))
        root.links = [*root.links, *tops[0].links]
        root.blocks.extend(tops[0].blocks)
        del parts[0]


def _repair_lone_heading(atx: list[Part]) -> None:
    """A single level-1 heading in mid-document, among level-2 siblings, is one of them."""
    tops = [part for part in atx if part.level == 1]
    if len(tops) != 1 or atx[0] is tops[0]:
        return
    position = atx.index(tops[0])
    if any(part.level == 2 for part in atx[:position]) and any(part.level == 2 for part in atx[position:]):
        tops[0].rank = 2.0


def _repair_series(atx: list[Part]) -> None:
    """Headings that stand between `Phase 2` and `Phase 3` at their level are parts of Phase 2."""
    for level in sorted({part.level for part in atx}):
        run: list[Part] = []
        for part in [*atx, None]:
            if part is None or part.rank < level:
                _repair_run(run, level)
                run = []
            elif part.rank == level:
                run.append(part)


def _repair_run(run: list[Part], level: int) -> None:
    words = [part.step[1] if part.step else "" for part in run]
    counted = {word: words.count(word) for word in words if word}
    if not counted:
        return
    word = max(counted, key=lambda name: (counted[name], -words.index(name)))
    members = [n for n, name in enumerate(words) if name == word]
    if len(members) < 2 or len(members) == members[-1] - members[0] + 1:
        return
    numbered = any(run[n].number for n in members)
    for n in range(members[0] + 1, len(run)):
        part = run[n]
        if words[n] == word:
            continue
        if n > members[-1] and (part.label == "resource" or labels.is_reference(part.title)):
            return
        if not (numbered and part.number and "." not in part.number):
            part.rank = level + 0.5


def _repair_numbers(atx: list[Part]) -> None:
    """`1.1 …` on the level of `1. …` is a part of it."""
    last: dict[float, Part] = {}
    for part in atx:
        before = last.get(float(part.level))
        if before and part.rank == part.level and before.number and part.number.startswith(before.number + "."):
            part.rank = part.level + 0.5
        else:
            last[float(part.level)] = part


def _rank_bold(parts: list[Part], structured: bool) -> None:
    """Bold paragraphs rank just below the heading they stand under; without headings they are the structure."""
    current = 1.0
    for part in parts:
        if part.way == "atx":
            current = part.rank
        elif structured:
            part.rank = current + 0.25
        else:
            step = part.step
            order = {"phase": 2.0, "module": 2.0, "month": 3.0, "week": 4.0, "day": 5.0}
            part.rank = order[step[0]] if step else (5.5 if part.label else 5.0)
            part.way = "bold" if part.label else "atx"


def _nest(root: Part, parts: list[Part]) -> None:
    stack = [root]
    colons = sum(1 for part in parts if part.way == "atx" and part.colon)
    lying = colons <= 0.8 * sum(1 for part in parts if part.way == "atx")
    for position, part in enumerate(parts):
        while part.rank <= stack[-1].rank and stack[-1] is not root:
            stack.pop()
        if part.way == "atx" and part.colon and lying and not _has_deeper(parts, position):
            above = next(
                (other for other in reversed(parts[:position]) if other.way == "atx" and not other.colon),
                None,
            )
            if above is not None and _heads(above, part):
                part.parent = above
                above.parts.append(part)
                # What follows nests below the heading above, so keep it open.
                while stack[-1] is not root and stack[-1] is not above and stack[-1].rank >= above.rank:
                    stack.pop()
                if stack[-1] is not above:
                    chain = []
                    node: Part | None = above
                    while node is not None and node is not root:
                        chain.append(node)
                        node = node.parent
                    stack[:] = [root, *reversed(chain)]
                part.rank = above.rank + 0.125
                stack.append(part)
                continue
        part.parent = stack[-1]
        stack[-1].parts.append(part)
        stack.append(part)


def _has_deeper(parts: list[Part], position: int) -> bool:
    """Whether a heading without colon stands below this one."""
    part = parts[position]
    for other in parts[position + 1 :]:
        if other.way != "atx":
            continue
        if other.level <= part.level:
            return False
        if not other.colon:
            return True
    return False


def _heads(above: Part, part: Part) -> bool:
    """Whether the heading above is the unit whose group a heading with a colon is."""
    return part.level > above.level or not above.holds_items()


def _mark_recurring(root: Part) -> None:
    """Mark headings whose words recur under three siblings or more: they are labels, not topics."""
    seen: dict[tuple[float, str], set[int]] = defaultdict(set)
    places: dict[tuple[float, str], list[Part]] = defaultdict(list)
    stack = [root]
    while stack:
        parent = stack.pop()
        for part in parent.parts:
            echo = part.step is not None and parent.step is not None and part.step[1:] == parent.step[1:]
            part.recurs = part.recurs or echo  # `Stage 1 complete when:` below `Stage 1`
            if part.way == "atx" and (echo or not part.step) and parent is not root:
                key = (parent.rank, re.sub(r"\d+", "#", labels.normal(part.title)))
                seen[key].add(id(parent))
                places[key].append(part)
            stack.append(part)
    for key, parents in seen.items():
        if len(parents) >= 3:
            for part in places[key]:
                part.recurs = True


def is_html_title(block: Block) -> str:
    """The words of an HTML heading in a block of raw HTML, else empty."""
    if not isinstance(block, Html) or block.comment:
        return ""
    match = re.search(r"<h[1-3][^>]*>(.*?)</h[1-3]>", " ".join(block.lines), re.IGNORECASE)
    return re.sub(r"<[^>]+>", "", match.group(1)).strip() if match else ""
