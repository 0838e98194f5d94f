"""Changes of marks counted in tasks, for commits and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vaultsync.domain.progress.figures import count
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark

BEFORE = "known before"


def unheard_of(changes: Sequence[Change]) -> set[tuple[str, str]]:
    """Ticks known from before, by roadmap and item: neither they nor what followed them have a date."""
    dated = {(change.roadmap, change.by) for change in changes if change.by and change.date}
    return {
        (change.roadmap, change.item)
        for change in changes
        if change.to is Mark.DONE and not change.date and (change.roadmap, change.item) not in dated
    }


class Counts(NamedTuple):
    """How many tasks got which mark, how many resources were done, and how many tasks were known from before."""

    marks: Counter[Mark]
    resources: int
    before: int

    def told(self, words: Mapping[Mark, str]) -> str:
        """In words: `3 done, 1 skipped, 2 resources`."""
        told = [f"{self.marks[mark]} {word}" for mark, word in words.items() if self.marks[mark]]
        if self.resources:
            told.append(f"{count(self.resources, 'resource')}{'' if told else ' done'}")
        if self.before:
            told.append(f"{self.before} {BEFORE}")
        return ", ".join(told)


def count_changes(changes: Sequence[Change]) -> Counts:
    """Count changes in tasks. Of a note or parent task, the tasks that followed it are counted, and not it as well."""
    unheard = unheard_of(changes)
    marks: Counter[Mark] = Counter()
    resources = before = 0
    for change in changes:
        if (change.roadmap, change.item) in unheard:
            before += change.kind is not ChangeKind.WHOLE or not change.tasks
        elif change.kind is ChangeKind.RESOURCE and "#^" in change.item and change.to is Mark.DONE:
            resources += 1
        elif change.kind is not ChangeKind.WHOLE or not change.tasks:
            marks[change.to] += 1
    return Counts(marks, resources, before)
