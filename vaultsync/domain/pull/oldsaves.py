"""A note that an editor saved from a text older than the last pull: known by what came back and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vaultsync.domain.identity.wording import bare, same_words
from vaultsync.markdown import note
from vaultsync.models.marks import KnownMark, Mark, TaskLine
from vaultsync.models.roadmap import item_id


def saved_from(saved: str, now: str, before: Sequence[str]) -> int | None:
    """The index of the version in `before` (newest first) from which the text was made; None if that is `now`.

    It must be closer to that version than to `now`, and bring back lines that `now` no longer has: whoever deletes new
    lines brings nothing back.
    """
    mine, here = _lines(saved), _lines(now)
    far = _apart(mine, here)
    found = None
    for number, text in enumerate(before):
        was = _lines(text)
        apart = _apart(mine, was)
        if apart < far and (was - here) & mine:
            found, far = number, apart
    return found


def tasks_by_id(text: str) -> dict[str, str]:
    """The block ids of a note's tasks, each with the bare words of its task."""
    return {task.block_id: bare(same_words(task.text)) for task in note.scan("", text).tasks if task.block_id}


def is_torn(saved: str, now: str, elsewhere: Iterable[str]) -> bool:
    """Whether tasks that the note has `now` are missing, or some are back that are now in other notes (`elsewhere`)."""
    mine, here, others = tasks_by_id(saved), tasks_by_id(now), set(elsewhere)
    return bool(here.keys() - mine.keys()) or any(mine[one] in others for one in mine.keys() - here.keys())


def with_marks_of(
    marks: Mapping[str, KnownMark], node: str, texts: tuple[str, str, str], day: str
) -> dict[str, KnownMark]:
    """The known marks with what was marked since on tasks that have left the note.

    `texts` are the note as it was, as it was saved, and as it is without that; `day` (ISO) is the date of new ticks.
    """
    before, saved, now = texts
    was = {task.block_id: task for task in note.scan("", before).tasks if task.block_id}
    found, stays = dict(marks), tasks_by_id(now)
    for task in note.scan("", saved).tasks:
        if task.block_id in was and task.block_id not in stays and task.mark not in (None, was[task.block_id].mark):
            found.pop(item_id(node, task.block_id), None)
            found |= _mark(task, node, day)
    return found


def _mark(task: TaskLine, node: str, day: str) -> dict[str, KnownMark]:
    if task.mark is None or task.mark is Mark.TODO:
        return {}
    date = (task.date or day) if task.mark is Mark.DONE else ""
    return {item_id(node, task.block_id): KnownMark(task.mark, date)}


def _lines(text: str) -> Counter[str]:
    return Counter(line.rstrip() for line in note.blank(text).split("\n") if line.strip())


def _apart(one: Counter[str], other: Counter[str]) -> int:
    return sum(((one - other) + (other - one)).values())
