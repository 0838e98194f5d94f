"""What a roadmap wants to see at the end: its goals with their dates, certificates, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from vaultsync.domain.items import Role
from vaultsync.domain.progress import Counted, status_of
from vaultsync.domain.spans import WEEK, add_months, place_of, step_of
from vaultsync.markdown import labels, vocabulary
from vaultsync.markdown.durations import leading_span, without_spans
from vaultsync.markdown.names import without_number
from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import Mark
from vaultsync.models.roadmap import Node
from vaultsync.models.summary import Goal, Milestone

_GOALS = {"milestone": Goal.MILESTONE, "certification": Goal.CERTIFICATION, "project": Goal.PROJECT}
_GOALS["deliverable"] = Goal.PROJECT
_SECTIONS = frozenset({"milestones", "checklist"})
_BEFORE = regex(r"^(?:\d+(?:\.\d+)*\.?\s+)?(?:(?:after|by|in|within|at|until|end of|by the end of)\s+)?", re.IGNORECASE)
_OPEN = 3
_LONGEST = 10  # words of a title that names a goal


@lru_cache(maxsize=1 << 14)
def goal_of(title: str) -> Goal | None:
    """What a title wants to be reached: `3-Month Goal`, `Career goals`, certificates, a portfolio; mostly nothing."""
    words = without_number(labels.undecorated(title[: labels.LONGEST])).strip(" :：")
    if not words or len(words.split()) > _LONGEST:
        return None
    if vocabulary.GOAL.search(words):
        rest = without_spans(vocabulary.GOAL.sub(" ", words))
        if not vocabulary.GOAL_ASIDE.sub("", rest):
            return Goal.MILESTONE
    if labels.step(words) or vocabulary.NO_GOAL.search(words):
        return None
    if vocabulary.CERTIFICATES.search(words):
        return Goal.CERTIFICATION
    return Goal.PROJECT if vocabulary.PORTFOLIO.search(words) else None


def milestones(counted: Counted, start: str, planned: Mapping[str, str] | None = None) -> Iterator[Milestone]:
    """The milestones of a roadmap that begins on the ISO day `start`, in document order, one for each note.

    A note is one where its title or that of a section around it says so, or where more than half of its own tasks are
    goals, certificates or projects; a few projects among the topics of a unit are no milestone. `planned` tells by
    path the last day of what has a place in the plan.
    """
    tree = counted.tree
    leaves: dict[int, list[int]] = {}
    for at, entry in enumerate(tree.entries):
        if entry.role is Role.LEAF:
            leaves.setdefault(entry.owner, []).append(at)
    for owner, found in leaves.items():
        node = tree.entries[owner].node
        kinds = [_goal_of(at, counted) for at in found]
        goals = [kind for kind in kinds if kind is not None]
        titled = _titled(owner, counted)
        if node.kind in _SECTIONS:
            goal = Goal.MILESTONE
        elif titled is not None:
            goal = titled
        elif 2 * len(goals) > len(kinds):
            goal = max(Goal, key=goals.count)
        else:
            continue
        words = [tree.entries[at].text for at in found if counted.marks[at].mark in (Mark.TODO, Mark.DOING)]
        tally = counted.counts[owner]
        status = status_of(tally, counted.marks[owner].mark)
        path = counted.path_of(node)
        due = due_on(node.title, start) or _placed(node, start) or (planned or {}).get(path, "")
        yield Milestone(goal, node.title, path, tally, status, due, tuple(words[:_OPEN]))


def _titled(at: int, counted: Counted) -> Goal | None:
    """What a note's title wants to be reached, or the nearest above it that wants something; not the roadmap's own."""
    entries = counted.tree.entries
    while entries[at].parent >= 0:
        found = goal_of(entries[at].node.title)
        if found is not None:
            return found
        at = entries[at].parent
    return None


def _placed(node: Node, start: str) -> str:
    """The last day of the place in the calendar that a note's duration says: `Months 4-6`."""
    step = place_of(node.duration)
    return due_on(f"{step.unit} {step.last}", start) if step is not None else ""


def _goal_of(at: int, counted: Counted) -> Goal | None:
    task = counted.tree.entries[at].task
    return _GOALS.get(task.kind) if task is not None else None


def due_on(title: str, start: str) -> str:
    """The day that a title means (`6-Month Goal`, `After 8 weeks`, `Month 3`), counted from `start`; or empty."""
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
