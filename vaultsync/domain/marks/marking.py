"""What to write into the notes to set an item's mark, as the learner's hand would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultsync.domain.marks.places import Places, find_places
from vaultsync.domain.progress.items import ItemTree, Role, counts_itself, item_tree
from vaultsync.models.agreement import NoteEdit
from vaultsync.models.marks import CHAR_OF_MARK, TODO, KnownMark, Mark, NoteScan
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Struct, field

_OPEN = (Mark.TODO, Mark.DOING)


class Marking(Struct):
    """The edits by vault path. `known` are marks that no line can show, by item id, to be remembered instead.

    `missing` are the words of items that stand in no note.
    """

    edits: dict[str, NoteEdit] = field(default_factory=dict)
    known: dict[str, KnownMark] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def set_marks(roadmap: Roadmap, scans: Mapping[str, NoteScan], items: Iterable[str], mark: Mark, date: str) -> Marking:
    """Set `mark` at every place of these items (by id); `date` is the done stamp, empty for none.

    What a note or parent task hands down follows when all places are made to agree.
    """
    tree = item_tree(roadmap)
    places = find_places(tree, roadmap, scans)
    result = Marking()
    for item in items:
        at = tree.index[item]
        if not _set(result, tree, places, at, mark, date):
            result.missing.append(tree.entries[at].text)
    return result


def tick_unstamped(
    roadmap: Roadmap,
    scans: Mapping[str, NoteScan],
    items: Iterable[str],
    marks: Mapping[str, KnownMark],
    date: str,
) -> Marking:
    """Tick everything open at and below these items without a stamp; `date` is remembered (empty: known from before).

    `marks` are the present marks, by item id.
    """
    tree = item_tree(roadmap)
    places = find_places(tree, roadmap, scans)
    result = Marking()
    for item in items:
        top = tree.index[item]
        ticked = [mark.mark for mark in tree.marks({**marks, item: KnownMark(Mark.DONE)})]
        alone = counts_itself(tree, top, ticked.__getitem__)
        for at in range(top, tree.entries[top].end):
            entry = tree.entries[at]
            leaf = entry.role is Role.LEAF or (at == top and (entry.role is not Role.PARENT or alone))
            open_ = (alone and at == top) or marks.get(entry.id, TODO).mark in _OPEN
            if not leaf or not open_:
                continue
            if _set(result, tree, places, at, Mark.DONE, ""):
                begun = at != top and entry.id in marks and marks[entry.id].mark is Mark.DOING
                result.known[entry.id] = KnownMark(Mark.DONE, date, item if at != top else "", begun)
            else:
                result.missing.append(entry.text)
    return result


def _set(result: Marking, tree: ItemTree, places: Places, at: int, mark: Mark, date: str) -> bool:
    """Set the lines and the property of one item; whether there was any."""
    stamp = date if mark is Mark.DONE and date else None
    lines = places.lines.get(at, ())
    for place in lines:
        edit = result.edits.setdefault(place.note.path, NoteEdit())
        char = place.line.char if place.line.mark is mark else CHAR_OF_MARK[mark]
        edit.lines[place.line.line] = (char, stamp or (place.line.date or None if mark is Mark.DONE else None))
    scan = places.notes.get(at) if tree.entries[at].task is None else None
    if scan is None or scan.done is None or (not lines and mark in (Mark.DOING, Mark.SKIPPED)):
        return bool(lines)
    edit = result.edits.setdefault(scan.path, NoteEdit())
    edit.done = mark is Mark.DONE
    edit.completed = stamp
    return True
