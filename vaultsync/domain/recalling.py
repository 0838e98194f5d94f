"""What left a roadmap earlier and is in it again: which of the tasks that are gone a new one is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence

from vaultsync.domain.identity import bare
from vaultsync.models.matching import NewTask, OldTask

_Key = Callable[[OldTask | NewTask], Hashable]


def recalled(
    old: Sequence[OldTask], gone: Sequence[OldTask], new: Sequence[NewTask], waiting: Sequence[int]
) -> dict[int, int]:
    """New position → position in `gone`, for the new tasks that are `waiting` to be recognised.

    Told by the same words and link, the same words in the same note, or anywhere, unique on both sides; then by the
    same words in the note that most of what left a note with them is in now. Several that left count as one where they
    have one mark.
    """
    found: dict[int, int] = {}

    def recall(came: _Key, left: _Key, there: Sequence[OldTask]) -> None:
        counts = Counter(key for task in new if (key := came(task)))
        stays = {left(task) for task in there}
        marks: dict[Hashable, set[str]] = defaultdict(set)
        by_key: dict[Hashable, int] = {}
        for k, task in enumerate(gone):
            if (key := left(task)) and key not in stays:
                marks[key].add(task.mark)
                by_key[key] = k
        taken = set(found.values())
        for n in waiting:
            key = came(new[n])
            if n not in found and counts[key] == 1 and len(marks[key]) == 1 and by_key[key] not in taken:
                found[n] = by_key[key]

    for key in (_linked, _in_note, _said):
        recall(key, key, old)
    notes = _homes([(gone[k].node, new[n].node) for n, k in found.items()])
    recall(_in_note, lambda task: (notes[task.node], bare(task.words)) if task.node in notes else None, ())
    return found


def _linked(task: OldTask | NewTask) -> Hashable:
    return (bare(task.words), task.url) if task.url else None


def _in_note(task: OldTask | NewTask) -> Hashable:
    return task.node, bare(task.words)


def _said(task: OldTask | NewTask) -> Hashable:
    return bare(task.words)


def _homes(went: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The note that a note's tasks went to, where most of them and more than one went to it."""
    votes, all_ = Counter(went), Counter(before for before, _ in went)
    return {before: after for (before, after), count in votes.items() if count > 1 and 2 * count > all_[before]}
