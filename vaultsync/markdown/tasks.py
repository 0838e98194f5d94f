"""Which sections are study and which items are tasks: the rules of DESIGN, section 4, on a raw outline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultsync.markdown import labels
from vaultsync.markdown.plantables import apply_timelines, plan_from_tables
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section, Warning

_INHERITED = {"habit", "milestone", "certification", "project", "resource", "paper"}
_KIND_OF_LABEL = {
    "habit": "routine",
    "milestone": "milestones",
    "resource": "resources",
    "paper": "resources",
}
_MIN_LABELLED_UNITS = 3


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


def settle(outline: Outline, tasks_from: str) -> None:
    """Decide kinds and tasks in place."""
    _lift_facts(outline)
    for section in outline.sections:
        _sort(section, "")
    mode = mode_of(outline, tasks_from)
    for section in outline.sections:
        _assign(section, mode, "", section.kind in _NO_STUDY)
    if mode == "bullets" and not any(item.task for item in all_items(outline)):
        plan_from_tables(outline)
    apply_timelines(outline)
    has_tasks = any(item.task for item in all_items(outline))
    if not has_tasks and outline.sections:
        outline.warnings.append(Warning(1, "no tasks were found: each section without parts counts as one"))
    for section in outline.sections:
        _study_after_all(section)
        _name_kind(section, has_tasks, False)


_NO_STUDY = ("reference", "resources")


def _lift_facts(outline: Outline) -> None:
    for section in [*walk(outline.sections)]:
        for fact in [child for child in section.sections if child.kind == "fact"]:
            section.duration = section.duration or fact.duration
            head, _, value = fact.title.partition(":")
            section.text = "\n\n".join(filter(None, [section.text, f"**{head.strip()}:** {value.strip()}", fact.text]))
            section.sections.remove(fact)
    for fact in [section for section in outline.sections if section.kind == "fact"]:
        fact.kind = "reference"


def _sort(section: Section, above: str) -> None:
    """Give `reference`, `resources`, `checklist`, … to sections whose title says so, and to those below them."""
    if section.kind == "group":
        return
    if above:
        section.kind = above
    elif labels.step(section.title):
        pass
    elif labels.is_template(section.title) or (labels.is_reference(section.title) and not _labels_study(section)):
        section.kind = "reference"
    elif labels.is_checklist(section.title):
        section.kind = "checklist"
    elif section.label in _KIND_OF_LABEL:
        section.kind = _KIND_OF_LABEL[section.label]
    for child in section.sections:
        _sort(child, section.kind if section.kind != "part" else "")


def _labels_study(section: Section) -> bool:
    """Whether units with labelled study groups stand below (so that `Prerequisites` is study after all)."""
    return any(
        child.kind == "group" and child.label in labels.STUDY_LABELS and child.items
        for part in section.sections
        for child in part.sections
    )


def mode_of(outline: Outline, tasks_from: str) -> str:
    """How tasks are told: `checkboxes`, `groups` (bullets in labelled study groups) or `bullets`."""
    boxes = [item for item in all_items(outline) if item.checked is not None]
    if tasks_from == "checkboxes":
        return "checkboxes"
    labelled = {
        id(section)
        for section in walk(outline.sections)
        if section.kind not in _NO_STUDY
        for child in section.sections
        if child.kind == "group" and child.label in labels.STUDY_LABELS and any(not item.prose for item in child.items)
    }
    if tasks_from != "bullets" and boxes:
        plain = sum(1 for section in outline.sections for _ in _plain_study(section, ""))
        if len(boxes) >= plain or _is_index_of_headings(boxes, outline):
            return "checkboxes"
    return "groups" if len(labelled) >= _MIN_LABELLED_UNITS else "bullets"


def _is_index_of_headings(boxes: list[Item], outline: Outline) -> bool:
    """Whether the boxes are a checklist of the document's own sections."""
    titles = {labels.normal(section.title) for section in walk(outline.sections)}
    matching = sum(1 for box in boxes if labels.normal(box.text) in titles)
    return len(boxes) >= 3 and 2 * matching >= len(boxes)


def _plain_study(section: Section, label: str) -> Iterator[Item]:
    """Items without a box that could be tasks: not resources, not below a box, not in reference sections."""
    label = section.label or label
    if section.kind in _NO_STUDY or (
        section.kind == "group" and (label in RESOURCE_KINDS or labels.is_reference(section.title))
    ):
        return
    if label not in RESOURCE_KINDS:
        stack = [item for item in section.items if not item.prose]
        while stack:
            item = stack.pop()
            if item.checked is None and item.kind != "reference":
                yield item
                stack.extend(child for child in item.items if not child.prose)
    for child in section.sections:
        yield from _plain_study(child, label if label in _INHERITED else "")


def _assign(section: Section, mode: str, label: str, kept: bool) -> None:
    """Give items their kinds and say which are tasks."""
    label = section.label or label
    kept = (
        kept
        or section.kind in _NO_STUDY
        or (section.kind == "group" and not section.label and labels.is_reference(section.title))
    )
    if section.kind == "checklist" and not label:
        label = "milestone"
    kind = label or "topic"
    study = not kept and kind not in RESOURCE_KINDS
    plain = study and (
        mode == "bullets" or (mode == "groups" and section.kind == "group" and kind in labels.STUDY_LABELS)
    )
    if kind == "habit":
        plain = False  # a routine without boxes is a schedule
    default = "reference" if kept and kind not in RESOURCE_KINDS else kind
    for item in section.items:
        _assign_item(item, default, plain)
    for child in section.sections:
        _assign(child, mode, label if label in _INHERITED else "", kept)


def _assign_item(top: Item, default: str, plain: bool) -> None:
    stack: list[tuple[Item, bool, bool]] = [(top, plain, False)]
    while stack:
        item, counted, boxed_above = stack.pop()
        boxed = item.checked is not None
        if item.prose or (item.kind == "reference" and not boxed):
            item.kind = "reference"
            counted = counted and not item.prose
        else:
            heads = (
                default in RESOURCE_KINDS
                and not boxed
                and bool(item.items)
                and item.text.rstrip().endswith((":", "："))
            )
            bare = default in RESOURCE_KINDS and boxed_above and not boxed
            item.kind = "reference" if heads or bare else default
            item.type = labels.resource_type(item.source) if item.kind in RESOURCE_KINDS else ""
            item.task = boxed or counted
        under_box = boxed or boxed_above
        stack.extend((child, counted and not boxed, under_box) for child in reversed(item.items))


def _study_after_all(section: Section) -> None:
    """Resources that the document gave checkboxes are study; a resource section's parts are groups of its note."""
    if section.kind == "resources":
        if any(holds_tasks(child) for child in walk([section])):
            section.kind = "part"
        else:
            for child in section.sections:
                child.kind = "group"
    for child in section.sections:
        _study_after_all(child)


def _name_kind(section: Section, has_tasks: bool, in_plan: bool) -> None:
    """Name what is still `part`: a step of the plan, a unit, or something kept for reference."""
    own = [child for child in section.sections if child.kind != "group"]
    step = labels.step(section.title)
    if section.kind == "part":
        if own:
            section.kind = step[0] if step else "part"
        elif step:
            section.kind = step[0]
        else:
            studied = not has_tasks or holds_tasks(section)
            resources = any(item.kind in RESOURCE_KINDS for item in own_items(section))
            section.kind = "unit" if studied or (in_plan and resources) else "resources" if resources else "reference"
    for child in own:
        _name_kind(child, has_tasks, in_plan or bool(step))
    if section.kind == "part" and has_tasks and not any(holds_tasks(child) for child in walk([section])):
        kept = all(child.kind in ("reference", "group") for child in own)
        if kept:
            section.kind = "reference"


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
    if section.kind in (*_NO_STUDY, "group", "checklist", "milestones", "routine"):
        return False
    own = [child for child in section.sections if child.kind != "group"]
    return not own and (section.kind != "part") and (not has_tasks or holds_tasks(section) or section.kind == "unit")


def is_leaf(item: Item) -> bool:
    """Whether a task has no tasks below it."""
    return item.task and not any(child.task for child in walk_items(item.items))


_TITLE = re.compile(r"[\"“”„«»]([^\"“”„«»]{6,})[\"“”„«»]")


def resource_keys(text: str, kind: str, url: str) -> list[str]:
    """What makes two resources the same: one address, the same words, or a paper's quoted title."""
    keys = [f"text:{labels.normal(text)}"]
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
            url = item.links[0].url if len(item.links) == 1 else ""
            keys = resource_keys(item.text, item.kind, url)
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
    from vaultsync.markdown.inline import read_inline

    yield from (link.url for link in read_inline(outline.text)[1])
    for section in walk(outline.sections):
        yield from (link.url for link in section.links)
        yield from (link.url for link in read_inline(section.text)[1])
        for item in walk_items(section.items):
            yield from (link.url for link in item.links)
