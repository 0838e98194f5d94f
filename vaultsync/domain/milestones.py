"""What a roadmap wants to see at the end: its goals with their dates, certificates, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from vaultsync.domain.items import Role
from vaultsync.domain.planwords import plan_words
from vaultsync.domain.progress import Counted
from vaultsync.domain.spans import WEEK, add_months, place_of, step_of
from vaultsync.markdown.durations import leading_span
from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import Mark
from vaultsync.models.roadmap import Node
from vaultsync.models.summary import Milestone

_BEFORE = regex(r"^(?:\d+(?:\.\d+)*\.?\s+)?(?:(?:after|by|in|within|at|until|end of|by the end of)\s+)?", re.IGNORECASE)
_OPEN = 3
_OPEN_MARKS = (Mark.TODO, Mark.DOING)


def milestones(counted: Counted, start: str, planned: Mapping[str, str] | None = None) -> Iterator[Milestone]:
    """The milestones of a roadmap that begins on the ISO day `start`, in document order, one for each note.

    `domain.planwords` tells which notes are milestones. `planned` gives the last day in the plan by path.
    """
    tree = counted.tree
    for owner, words in enumerate(plan_words(tree)):
        if words is None or words.milestone is None:
            continue
        entry, node = tree.entries[owner], tree.entries[owner].node
        mine = (at for at in range(owner, entry.end) if tree.entries[at].owner == owner)
        open_ = [at for at in mine if tree.entries[at].role is Role.LEAF and counted.marks[at].mark in _OPEN_MARKS]
        tally = counted.counts[owner]
        path = counted.path_of(node)
        due = due_on(node.title, start) or _placed(node, start) or (planned or {}).get(path, "")
        told = tuple(tree.entries[at].text for at in open_[:_OPEN])
        yield Milestone(words.milestone, node.title, path, tally, counted.statuses[owner], due, told)


def _placed(node: Node, start: str) -> str:
    """The last day of the place in the calendar that a note's duration says: `Months 4-6`."""
    step = place_of(node.duration)
    return due_on(f"{step.unit} {step.last}", start) if step is not None else ""


def due_on(title: str, start: str) -> str:
    """The ISO day that a title means (`6-Month Goal`, `After 8 weeks`, `Month 3`), counted from `start`; or empty."""
    if not start:
        return ""
    begin = date.fromisoformat(start)
    words = _BEFORE.sub("", title, count=1)
    step = step_of(words)
    if step is not None and step.last <= 120:
        if step.unit == "month":
            return (add_months(begin, step.last) - timedelta(days=1)).isoformat()
        days = step.last * (WEEK if step.unit == "week" else 1)
        return (begin + timedelta(days=int(days) - 1)).isoformat()
    span = leading_span(words)
    if span is None or not 0 < span[0] <= 120:
        return ""
    number, unit = span
    if unit == "month":
        return add_months(begin, round(number)).isoformat()
    return (begin + timedelta(days=round(number * {"day": 1, "week": 7, "year": 365}[unit]))).isoformat()
