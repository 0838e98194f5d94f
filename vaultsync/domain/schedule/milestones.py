"""What a roadmap wants to see at the end: its goals with their dates, certificates, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from vaultsync.domain.progress.counts import Counted
from vaultsync.domain.progress.items import Role
from vaultsync.domain.schedule.planwords import plan_words
from vaultsync.domain.schedule.spans import WEEK, add_months, place_of, step_of
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import leading_span
from vaultsync.models.marks import Mark
from vaultsync.models.roadmap import Node
from vaultsync.models.summary import Milestone

_BEFORE = regex(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?"
    r"(?:(?:after|by|in|within|at|until|before|due|nach|bis(?: zum)?|am|en|al?|para|hasta|tras|antes de|après|avant|"
    r"à|d'ici|dans|entro|dopo|após|até|до|после|к|в)\s+)?"
    r"(?:(?:the\s+)?end of\s+(?:the\s+)?|ende\s+(?:von\s+|der\s+|des\s+)?|"
    r"(?:la\s+)?fin(?:al)?\s+(?:de\s+)?(?:la\s+|el\s+|l')?|(?:final|fim)\s+d[aoe]\s+|fine\s+(?:della\s+|del\s+|di\s+)?|кон(?:ец|ца|це|цу)\s+)?",
    re.IGNORECASE,
)
_HEAD = regex(r"^([^:：()\[\]]{2,40}?)(?:\s*[:：]\s+|\s+[–—-]\s+)\S")
_TAIL = regex(r"(?:[(（\[]|\s[–—-]\s+|,\s+)([^()（）\[\],–—]{2,40})[)）\]]?[.!]?$")
_WORDS = 2  # of a place such as `Week 3`, with nothing beside it
_OPEN = 3
_OPEN_MARKS = (Mark.TODO, Mark.DOING)


def milestones(counted: Counted, start: str, planned: Mapping[str, str] | None = None) -> Iterator[Milestone]:
    """The milestones of a roadmap that begins on the ISO day `start`, in document order, one for each note.

    `domain.schedule.planwords` tells which notes are milestones. `planned` gives the last day in the plan by path.
    One without a day of its own has that of its open tasks that comes first: `Score 60% (end of Week 3)`.
    """
    tree = counted.tree
    days = _Days(counted, start, planned or {})
    for owner, words in enumerate(plan_words(tree)):
        if words is None or words.milestone is None:
            continue
        entry, node = tree.entries[owner], tree.entries[owner].node
        mine = (at for at in range(owner, entry.end) if tree.entries[at].owner == owner)
        open_ = [at for at in mine if tree.entries[at].role is Role.LEAF and counted.marks[at].mark in _OPEN_MARKS]
        tally = counted.counts[owner]
        path = counted.path_of(node)
        due = due_on(node.title, start) or _placed(node, start) or days.planned.get(path, "")
        if not due and (dated := {at: day for at in open_ if (day := days.named_in(tree.entries[at].text))}):
            due = min(dated.values())
            open_ = [at for at, day in dated.items() if day == due]
        told = tuple(tree.entries[at].text for at in open_[:_OPEN])
        yield Milestone(words.milestone, node.title, path, tally, counted.statuses[owner], due, told)


class _Days:
    """The last days of the steps of a plan, by the words that name them."""

    def __init__(self, counted: Counted, start: str, planned: Mapping[str, str]) -> None:
        self.counted = counted
        self.start = start
        self.planned = planned
        self._by_step: dict[tuple[str, str], list[str]] | None = None

    def named_in(self, text: str) -> str:
        """The last day of the step that a task names at its beginning or end, or empty: `(end of Week 3)`.

        Of several steps that are called so none is meant.
        """
        text = text[-labels.LONGEST :]
        for match in (_HEAD.match(text), _TAIL.search(text)):
            words = _BEFORE.sub("", match[1], count=1).strip() if match else ""
            step = labels.step(words) if len(words.split()) <= _WORDS else None
            if step is not None:
                days = self._steps().get(step[1:], [])
                return "" if len(days) > 1 else "".join(days) or due_on(words, self.start)
        return ""

    def _steps(self) -> dict[tuple[str, str], list[str]]:
        """The last days of all steps by their word and number, empty where they have none."""
        if self._by_step is None:
            self._by_step = {}
            for entry in self.counted.tree.entries:
                step = labels.step(entry.node.title) if entry.task is None else None
                if step is not None:
                    day = self.planned.get(self.counted.path_of(entry.node), "")
                    self._by_step.setdefault(step[1:], []).append(day)
        return self._by_step


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
