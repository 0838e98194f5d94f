"""What follows from agreed marks: the edits that bring every place in line, and the report of changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from vaultsync.domain.marks.places import Places
from vaultsync.domain.progress.items import ItemTree, Role, counts_itself, item_tree
from vaultsync.markdown.properties.scalars import is_moment
from vaultsync.models.agreement import Agreement, Change, ChangeKind, NoteEdit
from vaultsync.models.marks import CHAR_OF_MARK, KnownMark, Mark, NoteScan, TaskLine
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Struct, field


class Decided(Struct):
    """The agreed marks by entry index, and how they came about.

    `bases` are the marks known before, by entry index. `said`: what the learner said of an item. `orders`: leaf → the
    parent whose mark was handed down to it. `unset`: entries whose own mark had come from a parent that was unset.
    `counts`: the tally below every entry.
    """

    bases: list[KnownMark]
    marks: dict[int, KnownMark] = field(default_factory=dict)
    said: dict[int, Mark] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    unset: set[int] = field(default_factory=set)
    counts: list[Tally] = field(default_factory=list)


def day(text: str) -> str:
    """The ISO date that `text` is or begins with (as a date and time), else empty."""
    return text.strip()[:10] if is_moment(text.strip()) else ""


def edits_of(tree: ItemTree, places: Places, decided: Decided, *, stamp: bool) -> dict[str, NoteEdit]:
    """The edits that bring all places in line which do not say what was agreed: vault path → edit."""
    edits: dict[str, NoteEdit] = {}
    for at in sorted(decided.marks):
        entry, mark, base = tree.entries[at], decided.marks[at], decided.bases[at]
        newly = mark.mark is Mark.DONE and base.mark is not Mark.DONE
        for place in places.lines.get(at, ()):
            if place.line.mark is mark.mark and mark is base and (mark.mark is Mark.DONE or not place.line.date):
                continue  # as it was
            wanted = _line(place.line, mark, newly, stamp)
            if wanted is not None:
                edit = edits.setdefault(place.note.path, NoteEdit())
                edit.lines[place.line.line] = wanted
                edit.items.add(entry.id)
        if entry.task is None and at in places.notes:
            scan = places.notes[at]
            changed = _properties(scan, mark, base)
            if changed is not None:
                edit = edits.setdefault(scan.path, NoteEdit())
                edit.done, edit.completed = changed
                edit.items.add(entry.id)
    return edits


def _line(line: TaskLine, mark: KnownMark, newly: bool, stamp: bool) -> tuple[str, str | None] | None:
    """How the line shall stand, or None if it stands so. A box with a mark of the learner's own is let be."""
    if line.mark is None:
        return None
    char = line.char if line.mark is mark.mark else CHAR_OF_MARK[mark.mark]
    date = line.date if mark.mark is Mark.DONE else ""
    if mark.mark is Mark.DONE and not date and stamp and (newly or char != line.char):
        date = mark.date
    return None if (char, date) == (line.char, line.date) else (char, date or None)


def _properties(scan: NoteScan, mark: KnownMark, base: KnownMark) -> tuple[bool | None, str | None] | None:
    """What `done` and `completed` shall be, or None if they are. A note without `done` is not given one."""
    if scan.done is None and scan.literal:
        return None
    done, was = mark.mark is Mark.DONE, base.mark is Mark.DONE
    differs = scan.done is not done
    completed: str | None = None
    if done and not scan.completed.strip() and mark.date and (not was or differs):
        completed = mark.date
    elif not done and (was or scan.done) and day(scan.completed):
        completed = ""
    if not scan.literal and (done or not scan.completed):
        differs = True  # a word for it: it is put right
    return (done if differs else None, completed) if differs or completed is not None else None


def remembered(
    roadmap: Roadmap, known: Mapping[str, KnownMark], agreement: Agreement, unwritten: Collection[str]
) -> dict[str, KnownMark]:
    """The marks to remember as known where the notes `unwritten` could not be brought in line.

    The items of those edits, and all above them, stay known as before. So what the learner said is heard again next
    time, and lines that could not be written are not taken for changes of the learner's.
    """
    marks = dict(agreement.marks)
    tree = item_tree(roadmap) if unwritten else None
    for path in unwritten:
        for item in agreement.edits[path].items if path in agreement.edits else ():
            at = tree.index.get(item, -1) if tree is not None else -1
            while tree is not None and at >= 0:
                id_ = tree.entries[at].id
                if id_ in known:
                    marks[id_] = known[id_]
                else:
                    marks.pop(id_, None)
                at = tree.entries[at].parent
    return marks


def report(
    roadmap: Roadmap, tree: ItemTree, notes: Mapping[int, NoteScan], decided: Decided
) -> tuple[list[Change], list[Change]]:
    """The learner's changes, and the parents that only followed; both in document order. `notes` as in `Places`."""
    changes: list[Change] = []
    followed: list[Change] = []
    handed = Counter(decided.orders.values())

    def was(at: int) -> Mark:
        return decided.bases[at].mark

    def is_now(at: int) -> Mark:
        return decided.marks.get(at, decided.bases[at]).mark

    for at in sorted(decided.marks):
        entry, mark, base = tree.entries[at], decided.marks[at], decided.bases[at]
        if mark.mark is base.mark and not handed[at]:
            continue
        said = decided.said.get(at)
        to, kind, count = mark.mark, ChangeKind.TASK, 0
        if entry.role is Role.PARENT and not any(counts_itself(tree, at, mark_of) for mark_of in (was, is_now)):
            kind, count = ChangeKind.WHOLE, handed[at]
            to = said if said and count else to
        elif entry.role not in (Role.LEAF, Role.PARENT):
            kind = ChangeKind.RESOURCE
        if to is base.mark and not count:
            continue
        unit = tree.entries[entry.owner]
        scan = notes.get(entry.owner)
        change = Change(
            roadmap=roadmap.name,
            item=entry.id,
            note=scan.path if scan else unit.node.path,
            unit=unit.node.title,
            text=entry.text,
            from_=base.mark,
            to=to,
            date=mark.date if to is Mark.DONE else "",
            by=tree.entries[decided.orders[at]].id if at in decided.orders else "",
            kind=kind,
            tasks=count,
            of=entry.leaves if kind is ChangeKind.WHOLE else 0,
        )
        # Whoever ticks all tasks and what they stand under did no more than that; begun is only ever said.
        begun = said is mark.mark is Mark.DOING
        only_followed = kind is ChangeKind.WHOLE and not count and not begun
        (followed if only_followed else changes).append(change)
    return changes, followed
