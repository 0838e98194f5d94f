"""The items of an outline: walks over them, which are leaves, and the counts."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.markdown import labels
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.patterns import regex
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


def counts(outline: Outline) -> dict[str, int]:
    """Sections, units, tasks, leaves, distinct resources beside the tasks, distinct links."""
    items = list(all_items(outline))
    has_tasks = any(item.task for item in items)
    sections = [section for section in walk(outline.sections) if section.kind != "group"]
    units = sum(is_unit(section, has_tasks) for section in sections)
    leaves = sum(is_leaf(item) for item in items)
    seen: set[str] = set()
    resources = 0
    for item in items:
        if item.kind in RESOURCE_KINDS and not item.task:
            keys = resource_keys(item.text, item.kind, "")
            resources += seen.isdisjoint(keys)
            seen.update(keys)
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
