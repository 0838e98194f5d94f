"""A note that one device deleted and the other edited: ticks made before the deletion go into the note that stays."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.markdown import note
from vaultsync.models.marks import CHAR_OF_MARK, PRECEDENCE, KnownMark, Mark
from vaultsync.models.roadmap import item_id

_UNKNOWN = KnownMark(Mark.TODO)


def with_marks_of_deleted(
    text: str, node: str, old: Mapping[str, KnownMark], new: Mapping[str, KnownMark], *, stamp: bool
) -> str:
    """The note with the changes from the known marks `old` to `new`, those of the device that deleted it.

    Where the note itself has changed since `old`, too, the mark of higher precedence wins. `stamp`: whether ticks get
    dates.
    """
    boxes = {}
    scan = note.scan("", text)
    for task in scan.tasks:
        item = item_id(node, task.block_id) if task.block_id else ""
        was, now = old.get(item, _UNKNOWN).mark, new.get(item, _UNKNOWN)
        changed = item and now.mark is not was and task.mark not in (None, now.mark)
        if changed and (task.mark is was or PRECEDENCE[now.mark] < PRECEDENCE[task.mark]):
            date = now.date if now.mark is Mark.DONE and stamp else ""
            boxes[task.line] = (CHAR_OF_MARK[now.mark], date or None)
    text = note.with_marks(text, boxes) if boxes else text
    was_done, known = old.get(node, _UNKNOWN).mark is Mark.DONE, new.get(node, _UNKNOWN)
    done = known.mark is Mark.DONE
    if done is not was_done and scan.done is was_done:
        text = note.with_done(text, done, (known.date or None) if done else None)
    return text
