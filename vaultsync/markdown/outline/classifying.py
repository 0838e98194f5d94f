"""Which sections are study and which items are tasks: the rules of docs/outline.md on a raw outline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from vaultsync.markdown.outline.assigning import INHERITED, NO_STUDY, Assigning, labelling_steps, labels_study
from vaultsync.markdown.outline.plantables import PlanTable, Tables, has_boxes
from vaultsync.markdown.outline.tasks import all_items, holds_tasks, own_items, walk
from vaultsync.markdown.outline.timelines import Timelines, calendar_span
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.moments import month_of
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section, Warning

_KIND_OF_LABEL = {
    "habit": "routine",
    "milestone": "milestones",
    "resource": "resources",
    "paper": "resources",
}
_MIN_LABELLED_UNITS = 3
_TIME_HEAD = regex(r"\W*(?P<head>[^\W_][^:：–—]{1,20}?)\s*[:：–—]\s*\S")
_CLOCK = regex(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.|uhr)\b", re.IGNORECASE)


def classify(outline: Outline, tasks_from: str, tables: list[PlanTable], drop: Callable[[int, str, str], None]) -> None:
    """Decide kinds and tasks in place. The first section holds what stands under no heading (kind `root`)."""
    _lift_facts(outline)
    for section in outline.sections:
        _sort(section, "")
    _label_link_groups(outline)
    boxed = [plan for plan in tables if has_boxes(plan.table)]
    mode = mode_of(outline, tasks_from, sum(len(plan.table.rows) for plan in boxed))
    assigning = Assigning(mode, labelling_steps(outline))
    assigning.assign_all(outline.sections)
    _introduction(outline, mode)
    timelines = Timelines(section for section in walk(outline.sections) if section.kind not in ("group", "root"))
    if tables:
        weeks = _in_weeks(outline)
        Tables(
            repeats=lambda table: bool(timelines.rows(table)),
            kept=lambda section: section.kind in (*NO_STUDY, "routine"),
            ticked_alone=lambda section: mode == "groups" and id(section) not in assigning.units,
            in_week=lambda section: id(section) in weeks,
            tasks=any(item.task for item in all_items(outline)),
            boxes=mode == "checkboxes",
            drop=drop,
            warn=lambda line, text: outline.warnings.append(Warning(line, text)),
        ).become_plan(tables)
    for plan in tables:
        timelines.apply(plan.table)
    _dissolve_root(outline)
    if not any(item.task for item in all_items(outline)):
        _study_resources(outline)
    has_tasks = any(item.task for item in all_items(outline))
    if not has_tasks and outline.sections:
        outline.warnings.append(Warning(1, "no tasks were found: each section without parts counts as one"))
    for section in outline.sections:
        _study_after_all(section)
        _name_kind(section, has_tasks, False)
    for section in walk(outline.sections):
        if section.kind not in ("group", *NO_STUDY):
            calendar_span(section)


def mode_of(outline: Outline, tasks_from: str, rows: int = 0) -> str:
    """How tasks are told: `checkboxes`, `groups` (bullets in labelled study groups) or `bullets`.

    `rows` is how many rows of tables, no items yet, have a checkbox.
    """
    boxes = [item for item in all_items(outline) if item.checked is not None]
    if tasks_from == "checkboxes":
        return "checkboxes"
    if tasks_from != "bullets" and (boxes or rows):
        plain = sum(1 for section in outline.sections for _ in _plain_study(section, ""))
        if len(boxes) + rows >= plain or _is_index_of_headings(boxes, outline):
            return "checkboxes"
    labelled = sum(section.kind not in NO_STUDY and labels_study(section) for section in walk(outline.sections))
    return "groups" if labelled >= _MIN_LABELLED_UNITS else "bullets"


def _lift_facts(outline: Outline) -> None:
    for section in [*walk(outline.sections)]:
        facts = [child for child in section.sections if child.kind == "fact"]
        for fact in facts:
            section.duration = section.duration or fact.duration
            head, _, value = fact.title.partition(":")
            section.text = "\n\n".join(filter(None, [section.text, f"**{head.strip()}:** {value.strip()}", fact.text]))
        if facts:
            section.sections = [child for child in section.sections if child.kind != "fact"]
    for fact in [section for section in outline.sections if section.kind == "fact"]:
        fact.kind = "reference"


def _sort(section: Section, above: str) -> None:
    """Give `reference`, `resources`, `checklist`, … to sections whose title says so, and to those below them."""
    if section.kind in ("group", "root"):
        return
    if above == "template" or (labels.is_template(section.title) and not labels.step(section.title)):
        section.kind, above = "reference", "template"
    elif above and not (above == "reference" and _is_ticked(section)):
        section.kind = above
    elif labels.step(section.title):
        above = ""
    elif (labels.is_reference(section.title) or _is_toc(section)) and not _is_study(section):
        section.kind = above = "reference"
    elif labels.is_checklist(section.title):
        section.kind = above = "checklist"
    elif section.label in _KIND_OF_LABEL:
        section.kind = above = _KIND_OF_LABEL[section.label]
    elif _has_clock_times(section):
        section.kind, section.label, above = "routine", "habit", "routine"
    else:
        above = ""
    for child in section.sections:
        _sort(child, above)


def _is_toc(section: Section) -> bool:
    """Whether this is a table of contents; what may be a subject as well is one where most of its items are links."""
    if not labels.is_contents(section.title) or section.label:
        return False
    items = [item for item in own_items(section) if not item.prose]
    whole = bool(section.sections) or 2 * sum(bool(item.links) for item in items) < len(items)
    return not (labels.is_subject_too(section.title) and whole)


def _is_ticked(section: Section) -> bool:
    """Whether the document gave the section's own items checkboxes, not just an example one."""
    items = [item for item in own_items(section) if not item.prose]
    boxes = sum(item.checked is not None for item in items)
    return boxes >= 2 and 2 * boxes >= len(items)


def _is_study(section: Section) -> bool:
    """Whether a section is study although its title names something else."""
    if _is_ticked(section) or any(labels_study(part) for part in section.sections):
        return True
    parts = [part for part in section.sections if part.kind != "group"]
    if labels.is_prerequisites(section.title):
        return any(any(not item.prose for item in own_items(part)) for part in parts)
    return bool(section.number and labels.is_opening(section.title) and section.items)


def _has_clock_times(section: Section) -> bool:
    """Whether most items are times of the day."""
    items = [item for item in section.items if not item.prose]
    times = sum(bool(_CLOCK.search(item.text)) and item.checked is None for item in items)
    return len(items) >= 2 and 2 * times >= len(items)


def _label_link_groups(outline: Outline) -> None:
    """Groups of one unknown title that recur and hold links, where others hold none, are resources."""
    named: dict[str, list[Section]] = defaultdict(list)
    for section in walk(outline.sections):
        if section.kind == "group" and not section.label and section.items:
            named[labels.normal(section.title)].append(section)
    items = [item for item in all_items(outline) if item.checked is None] if named else []
    links = sum(bool(item.links) for item in items)
    for groups in named.values():
        held = [item for group in groups for item in group.items if not item.prose]
        linked = sum(bool(item.links) for item in held)
        others = links - linked
        if len(groups) >= 2 and 5 * linked >= 3 * len(held) > 0 and 10 * others <= len(items) - len(held):
            for group in groups:
                group.label = "resource"


def _is_index_of_headings(boxes: list[Item], outline: Outline) -> bool:
    """Whether the boxes are a checklist of the document's own sections."""
    titles = {labels.normal(section.title) for section in walk(outline.sections)}
    matching = sum(1 for box in boxes if labels.normal(box.text) in titles)
    return len(boxes) >= 3 and 2 * matching >= len(boxes)


def _plain_study(section: Section, label: str) -> Iterator[Item]:
    """Items without a box that could be tasks: not resources, not below a box, not in reference sections."""
    label = section.label or label
    if section.kind in NO_STUDY or (
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
        yield from _plain_study(child, label if label in INHERITED else "")


def _in_weeks(outline: Outline) -> set[int]:
    """The ids of sections that are weeks, or stand in one and are no timetables by their title."""
    found = set[int]()
    for section in walk(outline.sections):
        if id(section) in found:
            continue
        step = labels.step(section.title)
        if step is not None and step[0] == "week":
            found.update(id(part) for part in walk([section]) if not labels.is_reference(part.title))
    return found


def _introduction(outline: Outline, mode: str) -> None:
    """Bullets above the first heading are the plan where it stands nowhere else; above a plan they introduce it."""
    root = outline.sections[0]
    elsewhere = sum(
        any(item.task for item in section.items)
        for section in walk(outline.sections[1:])
        if section.kind not in NO_STUDY
    )
    if mode == "bullets" and (elsewhere < 2 or _names_times(outline)):
        root.kind = "part"
        Assigning(mode).assign(root, "", False, False)


def _names_times(outline: Outline) -> bool:
    """Whether the first items, and no sections, say when each is to be done: `Week 1: dough`, `March: rye`."""
    items = [item for item in outline.sections[0].items if not item.prose]
    heads = [_TIME_HEAD.match(item.text) for item in items]
    named = [head["head"] for head in heads if head and _is_time(head["head"])]
    if not 2 < len(named) == len(set(named)) == len(items):
        return False
    return not any(
        _is_time(section.title.split(" ")[0]) or labels.step(section.title) for section in walk(outline.sections[1:])
    )


def _is_time(words: str) -> bool:
    return labels.step(words) is not None or month_of(words) > 0


def _dissolve_root(outline: Outline) -> None:
    """What stands under no heading is a section like others, or none at all."""
    root = outline.sections[0]
    parts = [section for section in root.sections if section.kind != "group"]
    root.sections = [section for section in root.sections if section.kind == "group"]
    outline.text = "\n\n".join(filter(None, [outline.text, root.text]))
    root.text = ""
    root.line = min((item.line for item in root.items if not item.prose), default=root.line)
    root.kind = "part"
    outline.sections[:1] = [root, *parts] if root.items or root.sections else parts


def _study_resources(outline: Outline) -> None:
    """Where nothing else is a task, and nearly all sections list resources on something, these are what is studied."""
    leaves = [
        section
        for section in walk(outline.sections)
        if section.kind not in ("group", "reference") and all(child.kind == "group" for child in section.sections)
    ]
    items = [[item for item in own_items(part) if item.kind in RESOURCE_KINDS] for part in leaves]
    listed = [held for part, held in zip(leaves, items, strict=True) if part.kind == "resources" and held]
    if 2 < len(listed) > 2 * (len(leaves) - len(listed)):
        for item in (item for held in listed for item in held):
            item.task = True


def _study_after_all(section: Section) -> None:
    """What the document gave checkboxes is study, resources and words about the course included.

    A resource section's other parts are groups of its note.
    """
    if section.kind == "reference" and holds_tasks(section) and not labels.is_template(section.title):
        section.kind = "part"
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
