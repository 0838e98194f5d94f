"""How an outline is told: a tree that a person can check against the document."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.cli.cells import columns_of, printable
from vaultsync.cli.printing.page import Page, count
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline import tasks
from vaultsync.markdown.patterns import regex
from vaultsync.models.outline import RESOURCE_KINDS, Dropped, Item, Outline, Section
from vaultsync.models.structs import Struct

DEEPEST = 20  # levels that are still told apart by their indentation

_MARKUP = regex(r"[^\w\s]+|[`~]{3,}\w*")  # of tables, rules, drawings and fences


def print_outline(page: Page, outline: Outline, *, brief: bool) -> None:
    """The tree, then what was dropped and why, warnings, and the counts."""
    page.line(page.bold(page.cut(outline.title, page.width)))
    page.line(page.dim(page.cut(f"name: {outline.name}", page.width)))
    if outline.text:
        _print_prose(page, outline.text, "")
    tallies = _tallies(outline)
    for section, depth in _walk(outline.sections):
        if depth == 0 and not brief:
            page.gap()
        _print_section(page, section, "  " * min(depth, DEEPEST), tallies[id(section)], brief)
    _print_dropped(page, outline.dropped, brief)
    if outline.warnings:
        page.heading(count(len(outline.warnings), "warning"))
        for warning in outline.warnings:
            page.wrapped(f"line {warning.line}: {warning.text}", lead="  ! ", style="yellow")
    page.gap()
    _print_counts(page, outline, brief)


def _walk(sections: list[Section]) -> Iterator[tuple[Section, int]]:
    stack = [(section, 0) for section in reversed(sections)]
    while stack:
        section, depth = stack.pop()
        yield section, depth
        stack.extend((child, depth + 1) for child in reversed(section.sections))


class _Tally(Struct):
    """Items of a section and all below it: leaf tasks, resources beside them, and the rest."""

    leaves: int = 0
    resources: int = 0
    others: int = 0

    def add(self, other: _Tally) -> None:
        self.leaves += other.leaves
        self.resources += other.resources
        self.others += other.others

    def words(self) -> list[str]:
        return [
            count(number, word)
            for number, word in ((self.leaves, "task"), (self.resources, "resource"), (self.others, "other"))
            if number and word != "other"
        ]


def _tallies(outline: Outline) -> dict[int, _Tally]:
    """By id of the section."""
    found: dict[int, _Tally] = {}
    for section in reversed([*tasks.walk(outline.sections)]):
        tally = _own(section.items)
        for child in section.sections:
            tally.add(found[id(child)])
        found[id(section)] = tally
    return found


def _own(items: list[Item]) -> _Tally:
    tally = _Tally()
    holds: set[int] = set()  # items that are tasks or have some below them
    for item in reversed([*tasks.walk_items(items)]):
        below = any(id(child) in holds for child in item.items)
        if below or item.task:
            holds.add(id(item))
        tally.leaves += item.task and not below
        if not item.task and not item.prose:
            tally.resources += item.kind in RESOURCE_KINDS
            tally.others += item.kind not in RESOURCE_KINDS
    return tally


def _print_section(page: Page, section: Section, lead: str, tally: _Tally, brief: bool) -> None:
    title = section.title
    if section.number and section.number not in title:
        title = f"{section.number} {title}"
    group = section.kind == "group"
    facts = [section.label if group else section.kind] if section.label or not group else []
    facts += [section.duration.text] if section.duration else []
    page.sides(title, " · ".join([*map(printable, facts), *tally.words()]), lead=lead, bold=not group)
    if section.text and not brief:
        _print_prose(page, section.text, lead + "  ")
    if not brief:
        _print_items(page, section, lead)


def _print_items(page: Page, section: Section, lead: str) -> None:
    stack = [(item, 1, section.label) for item in reversed(section.items)]
    base = len(lead) // 2
    while stack:
        item, depth, kind = stack.pop()
        indent = "  " * min(base + depth, DEEPEST)
        if item.prose:
            _print_prose(page, item.source, indent)
        else:
            page.entry(f"{_box(item)} {item.text or item.source}", _facts(item, kind), lead=indent)
        stack.extend((child, depth + 2, item.kind) for child in reversed(item.items))


def _box(item: Item) -> str:
    if item.task or item.checked is not None:
        return "[x]" if item.checked else "[ ]"
    return "( )" if item.kind in RESOURCE_KINDS else "-"


def _facts(item: Item, expected: str) -> str:
    """What the words of an item don't say."""
    facts = [item.kind] if item.kind not in (expected or "topic", "reference") else []
    facts += [item.type] if item.type else []
    if item.duration and item.duration.text not in item.text:
        facts.append(item.duration.text)
    facts += [count(len(item.links), "link")] if item.links else []
    return " · ".join(facts)


def _print_prose(page: Page, text: str, lead: str) -> None:
    """The first words of some prose, and how many there are."""
    number = sum(any(map(str.isalnum, word)) for word in text.split())
    start = " ".join(word for word in text[:400].split() if not _MARKUP.fullmatch(word))
    words = printable(read_inline(start)[0])
    facts = f"({count(number, 'word')})"
    room = page.width - len(lead) - 2 - len(facts) - 1
    if columns_of(words[: room + 1]) > room:
        words = Page(room).cut(words, room)
    page.line(f"{lead}{page.dim(f'¶ {words} {facts}')}")


def _print_dropped(page: Page, dropped: list[Dropped], brief: bool) -> None:
    if not dropped:
        return
    page.heading(f"Dropped: {count(len(dropped), 'piece')}", "what of the document stands in no note")
    reasons: dict[str, list[Dropped]] = {}
    for drop in dropped:
        reasons.setdefault(drop.why, []).append(drop)
    for why, drops in reasons.items():
        if brief:
            page.wrapped(f"{why} (lines {_ranges([drop.line for drop in drops])})")
            continue
        page.wrapped(why)
        widest = max(len(str(drop.line)) for drop in drops)
        for drop in drops:
            page.entry(drop.text, lead=f"    line {drop.line:>{widest}}  ")


def _ranges(lines: list[int]) -> str:
    """`3, 7-9`."""
    found: list[list[int]] = []
    for line in sorted(set(lines)):
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _print_counts(page: Page, outline: Outline, brief: bool) -> None:
    counts = tasks.counts(outline)
    parents = counts["tasks"] - counts["leaves"]
    words = [
        f"{count(counts['sections'], 'section')}, {count(counts['units'], 'unit')}",
        count(counts["leaves"], "task") + (f" ({parents:,} more have tasks below them)" if parents > 0 else ""),
        *([count(counts["resources"], "different resource")] if counts["resources"] else []),
        *([count(counts["links"], "different link")] if counts["links"] else []),
    ]
    page.said("; ".join(words))
    if not brief:
        page.said("[ ] task, ( ) resource tallied apart, - kept and not counted, ¶ prose", dim=True)
