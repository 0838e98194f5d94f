"""What changed between two sets of marks."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.marks.agreed import Decided, edits_of, report
from vaultsync.domain.marks.places import find_notes, find_places
from vaultsync.domain.progress.items import item_tree
from vaultsync.models.agreement import Change, NoteEdit
from vaultsync.models.marks import TODO, KnownMark, Mark, NoteScan
from vaultsync.models.roadmap import Roadmap


def changes_between(
    roadmap: Roadmap,
    before: Mapping[str, KnownMark],
    after: Mapping[str, KnownMark],
    scans: Mapping[str, NoteScan],
) -> list[Change]:
    """What the learner changed from `before` to `after`, in the form of `agree`, in document order.

    Both are by item id, for what is not todo; `scans` are the roadmap's notes, which tell where they are now.
    """
    tree = item_tree(roadmap)
    decided = Decided(tree.marks(before))
    news = {
        at
        for item in before.keys() | after.keys()
        if before.get(item) != after.get(item)
        if (at := tree.index.get(item, -1)) >= 0 and tree.entries[at].has_mark
    }
    for at in news:
        mark = decided.marks[at] = after.get(tree.entries[at].id, TODO)
        if mark.by in tree.index:
            decided.orders[at] = tree.index[mark.by]
    for at in {*news, *decided.orders.values()}:
        mark = decided.marks[at] = after.get(tree.entries[at].id, TODO)
        if mark.mark is Mark.DOING:  # which is only ever the learner's, of a parent too
            decided.said[at] = mark.mark
    return report(roadmap, tree, find_notes(tree, roadmap, scans).notes, decided)[0]


def edits_between(
    roadmap: Roadmap,
    before: Mapping[str, KnownMark],
    after: Mapping[str, KnownMark],
    scans: Mapping[str, NoteScan],
    *,
    stamp: bool,
) -> dict[str, NoteEdit]:
    """The edits (by vault path) after which all places say `after` where it differs from `before`."""
    tree = item_tree(roadmap)
    decided = Decided(tree.marks(before))
    for at, entry in enumerate(tree.entries):
        mark = after.get(entry.id, TODO)
        if entry.has_mark and mark.mark is not decided.bases[at].mark:
            decided.marks[at] = mark
    return edits_of(tree, find_places(tree, roadmap, scans), decided, stamp=stamp)
