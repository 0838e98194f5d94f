"""Which items are tasks, and of what kind: those of sections, groups and units that are like others."""

from __future__ import annotations

from collections import Counter

from vaultsync.markdown.outline.tasks import walk
from vaultsync.markdown.words import labels
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section
from vaultsync.models.structs import Struct, field

INHERITED = {"habit", "milestone", "certification", "project", "resource", "paper"}
NO_STUDY = ("reference", "resources")
_DOING = ("project", "exercise", "activity", "deliverable")
_TOPIC_LABELS = ("topic", "objective", "activity")


def labels_study(section: Section) -> bool:
    """Whether a labelled study group with items stands directly below."""
    return any(
        child.kind == "group" and child.label in labels.STUDY_LABELS and any(not item.prose for item in child.items)
        for child in section.sections
    )


def labelling_steps(outline: Outline) -> frozenset[str]:
    """The words of steps (`day`) of which at least a third label study groups: the others are like them."""
    times: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for section in walk(outline.sections):
        step = labels.step(section.title) if section.kind == "part" else None
        if step:
            times[step[1]] += 1
            labelled[step[1]] += labels_study(section)
    return frozenset(word for word, count in times.items() if 3 * labelled[word] >= count)


class Assigning(Struct):
    """Gives items their kinds and says which are tasks.

    `steps` are the words of steps that label their study groups; `units` collects the ids of sections that are units
    like those that do, and label no topics themselves.
    """

    mode: str
    steps: frozenset[str] = frozenset()
    units: set[int] = field(default_factory=set)

    def assign_all(self, siblings: list[Section], label: str = "", kept: bool = False, topical: bool = False) -> None:
        """Assign sections that share a parent; `topical` tells that groups without a label hold its topics.

        Where units label groups, the plain bullets of one that labels none are its topics all the same.
        """
        units = [section for section in siblings if section.kind == "part"]
        labelled = [section for section in units if labels_study(section)]
        stepped = any(labels.step(section.title) for section in labelled)
        numbered = any(section.number for section in labelled)
        for section in siblings:
            step = labels.step(section.title)
            like = (not stepped or step is not None) and (not numbered or bool(section.number))
            like = (like and 2 * len(labelled) >= len(units)) or (step is not None and step[1] in self.steps)
            unnamed = topical and section.kind == "group" and not section.label
            self.assign(section, label, kept, (like and section.kind == "part") or unnamed)

    def assign(self, section: Section, label: str, kept: bool, eligible: bool) -> None:
        """Assign a section; `eligible` tells that it is a unit like those that label their study groups."""
        label = section.label or label
        kept = (
            kept
            or section.kind in NO_STUDY
            or (section.kind == "group" and not section.label and labels.is_reference(section.title))
        )
        if section.kind == "checklist" and not label:
            label = "milestone"
        kind = label or "topic"
        study = not kept and kind not in RESOURCE_KINDS and kind != "habit"  # a routine without boxes is a schedule
        named = kind in labels.STUDY_LABELS and bool(label) and (section.kind == "group" or _is_all_label(section))
        topics = any(child.kind == "group" and child.label in _TOPIC_LABELS for child in section.sections)
        bullets = self.mode == "bullets" or (self.mode == "groups" and (named or eligible))
        plain = study and section.kind != "root" and bullets
        default = "reference" if kept and kind not in RESOURCE_KINDS else kind
        if eligible and not topics:
            self.units.add(id(section))
        for item in section.items:
            _assign_item(item, default, plain and (self.mode == "bullets" or named or not topics))
        self.assign_all(section.sections, label if label in INHERITED else "", kept, eligible and not topics)


def _is_all_label(section: Section) -> bool:
    """Whether a section's title says that it is nothing but things to do, as `Portfolio projects` does."""
    return section.kind == "part" and section.label in _DOING


def _assign_item(top: Item, default: str, plain: bool) -> None:
    resource = default in RESOURCE_KINDS
    stack: list[tuple[Item, bool, Item | None]] = [(top, plain, None)]
    while stack:
        item, counted, above = stack.pop()
        boxed = item.checked is not None
        if item.prose or (item.kind == "reference" and not boxed):
            item.kind = "reference"
            counted = counted and not item.prose
        else:
            heads = bool(item.items) and item.text.rstrip().endswith((":", "："))
            remark = above is not None and (above.checked is not None or bool(above.links and not item.links))
            item.kind = "reference" if resource and not boxed and (heads or remark) else default
            item.type = labels.resource_type(item.source) if item.kind in RESOURCE_KINDS else ""
            item.task = boxed or counted
        if not item.prose and (above is None or above.checked is None):
            above = item
        stack.extend((child, counted and not boxed, above) for child in reversed(item.items))
