"""The items of an outline: walks over them, which are leaves, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section

_NO_UNIT = ("reference", "resources", "group", "checklist", "milestones", "routine")


def walk(sections: list[Section]) -> Iterator[Section]:
    """All sections, groups included, in document order."""
    stack = list(reversed(sections))
    while stack:
        section = stack.pop()
        yield section
        stack.extend(reversed(section.sections))


def walk_items(items: list[Item]) -> Iterator[Item]:
    """All items, nested ones included, in document order."""
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        yield item
        stack.extend(reversed(item.items))


def all_items(outline: Outline) -> Iterator[Item]:
    """All items of a document that are no prose."""
    for section in walk(outline.sections):
        yield from (item for item in walk_items(section.items) if not item.prose)


def _items_by_note(outline: Outline) -> Iterator[tuple[int, Item]]:
    """All items that are no prose, each with a number for the section or, for a group, the section above it."""
    stack = [(-1, section) for section in reversed(outline.sections)]
    notes = 0
    while stack:
        note, section = stack.pop()
        if section.kind != "group":
            notes += 1
            note = notes
        yield from ((note, item) for item in walk_items(section.items) if not item.prose)
        stack.extend((note, child) for child in reversed(section.sections))


def own_items(section: Section) -> Iterator[Item]:
    """The items of a section's own note: its own and those of its groups, nested ones included."""
    yield from walk_items(section.items)
    for child in section.sections:
        if child.kind == "group":
            yield from own_items(child)


def holds_tasks(section: Section) -> bool:
    """Whether the section's own note has a task."""
    return any(item.task for item in own_items(section))


def is_unit(section: Section, has_tasks: bool) -> bool:
    """Whether a section is one thing to study: childless, not for reference, with tasks where there are any."""
    if section.kind in _NO_UNIT:
        return False
    own = [child for child in section.sections if child.kind != "group"]
    return not own and (section.kind != "part") and (not has_tasks or holds_tasks(section) or section.kind == "unit")


def is_leaf(item: Item) -> bool:
    """Whether a task has no tasks below it."""
    return item.task and not any(child.task for child in walk_items(item.items))


_TITLE = regex(r"[\"“”„«»]([^\"“”„«»]{6,})[\"“”„«»]")
# A remark in brackets with a figure in it, which is no year: chapters, pages, lectures.
_PART = regex(r"[(（\[](?!\s*\d{4}\s*[)）\]])([^()（）\[\]]*\d[^()（）\[\]]*)[)）\]](?!\()")


def resource_keys(text: str, kind: str, url: str) -> list[str]:
    """What makes two resources the same: one address, the same words, or a paper's quoted title."""
    words = labels.normal(text)
    # Two links that both read `Watch here` are not the same.
    keys = [f"text:{words}"] if not url or words.count(" ") > 2 else []
    if url:
        keys.append(f"url:{url.rstrip('/')}")
    quoted = _TITLE.search(text)
    if kind == "paper" and quoted:
        keys.append(f"title:{labels.normal(quoted.group(1))}")
    return keys


def same_resources(resources: Sequence[tuple[Hashable, str, str, str]], studied: Iterable[str] = ()) -> list[int]:
    """For each resource (its note, text, kind and address or empty) the position of the first that is the same.

    These are one: papers of one quoted title, and what says the same in several notes. But links that lead elsewhere
    tell two things apart, and so do parts of a book (`(Chapters 1-3)`); few words name nothing where just one of two
    has a link (`Watch here`), and what a note has twice, what is `studied` elsewhere (the texts of other items) or a
    mere label (`Exercises`) names nothing at all.
    """
    said = [(note, words) for note, text, _, _ in resources if (words := _words(text))]
    twice = {words for (_, words), count in Counter(said).items() if count > 1}
    twice |= {words for text in studied if (words := _words(text))}
    firsts: list[int] = []
    seen: dict[str, list[int]] = {}  # key → the first of each resource that has it
    addresses: dict[int, str] = {}  # the first of a resource → where it leads
    for n, (_, text, kind, url) in enumerate(resources):
        address = url.rstrip("/")
        words, titles = _words(text), resource_keys(text, kind, "")[1:]
        first = next((seen[key][0] for key in titles if key in seen), n)
        if first == n and (address or words not in twice) and not _is_label(text):
            first = next((m for m in seen.get(words, ()) if _may_be_one(text, addresses[m], address)), n)
        firsts.append(first)
        addresses[first] = addresses.get(first) or address
        for key in (words, *titles):
            if first not in (known := seen.setdefault(key, [])):
                known.append(first)
    return firsts


def _words(text: str) -> str:
    """What a resource says; empty where that is nothing. Of remarks in brackets those that tell a part of it."""
    words = labels.normal(text)
    return " ".join([words, *(part.casefold() for part in _PART.findall(text))]) if words else ""


def _may_be_one(text: str, one: str, other: str) -> bool:
    return one == other or (not (one and other) and labels.normal(text).count(" ") > 2)


def _is_label(text: str) -> bool:
    if text.partition(":")[2].strip():
        return False  # `Book: "Ashley"` has a label in front of a title
    short = labels.normal(text).count(" ") < 2
    return short and bool(labels.item_kind(text)) and not labels.names_resources(text)


def counts(outline: Outline) -> dict[str, int]:
    """Sections, units, tasks, leaves, distinct resources beside the tasks, distinct links."""
    items = list(all_items(outline))
    has_tasks = any(item.task for item in items)
    sections = [section for section in walk(outline.sections) if section.kind != "group"]
    units = sum(is_unit(section, has_tasks) for section in sections)
    leaves = sum(is_leaf(item) for item in items)
    rows = [
        (note, item.text, item.kind, item.links[0].url if len(item.links) == 1 else "")
        for note, item in _items_by_note(outline)
        if item.kind in RESOURCE_KINDS and not item.task
    ]
    studied = (item.text for item in items if item.task)
    resources = sum(first == n for n, first in enumerate(same_resources(rows, studied)))
    return {
        "sections": len(sections),
        "units": units,
        "tasks": sum(item.task for item in items),
        "leaves": leaves if has_tasks else units,
        "resources": resources,
        "links": len({url for url in _urls(outline) if not url.startswith("#")}),
    }


def _urls(outline: Outline) -> Iterator[str]:
    yield from (link.url for link in read_inline(outline.text)[1])
    for section in walk(outline.sections):
        yield from (link.url for link in section.links)
        yield from (link.url for link in read_inline(section.text)[1])
        for item in walk_items(section.items):
            yield from (link.url for link in (item.links or (read_inline(item.source)[1] if item.prose else [])))
