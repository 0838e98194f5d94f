"""Agree again after some notes changed, by looking only at these and at what follows from them.

The result is that of `marks.agree` for all notes: in an unchanged note every place says what was agreed on last, so
there is nothing to hear and nothing to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultsync.domain.marks.agreed import Decided
from vaultsync.domain.marks.agreement import agreed_on
from vaultsync.domain.marks.following import follow, hand_down
from vaultsync.domain.marks.places import Places, with_note
from vaultsync.domain.marks.ticks import DayOf, Session, hear
from vaultsync.domain.progress.items import ItemTree, Role, counts_itself, item_tree, recounted
from vaultsync.models.agreement import Agreement
from vaultsync.models.marks import KnownMark, Mark, NoteScan
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen

_MANY = 40  # changed notes; with more of them, looking at all is as good


class LastAgreed(Frozen):
    """What all places of a roadmap agreed on last. It must not be changed.

    `scans` are the notes by id as they stood, `known` the marks by item id that were agreed on; `marks` and `counts`
    are the same by entry. `pending` are the entries whose mark changed then, or whose places still had to be written.
    """

    roadmap: Roadmap
    stamp: bool
    scans: Mapping[str, NoteScan]
    known: Mapping[str, KnownMark]
    places: Places
    marks: list[KnownMark]
    counts: list[Tally]
    pending: frozenset[int]


def last_agreed(
    session: Session, decided: Decided, agreement: Agreement, scans: Mapping[str, NoteScan], *, stamp: bool
) -> LastAgreed | None:
    """What the next decision can resume from; None if it has to look at all notes."""
    tree, places = session.tree, session.places
    if len(tree.index) < len(tree.entries) or session.saved_over or session.problems:
        return None
    if places.lost_ids or places.doubts:
        return None
    pending = {at for at, mark in decided.marks.items() if mark != session.bases[at]}
    pending |= {tree.index[item] for edit in agreement.edits.values() for item in edit.items}
    known = dict(agreement.marks)
    return LastAgreed(
        session.roadmap, stamp, scans, known, places, tree.marks(known), decided.counts, frozenset(pending)
    )


def resume(
    last: LastAgreed,
    roadmap: Roadmap,
    known: Mapping[str, KnownMark],
    scans: Mapping[str, NoteScan],
    day_of: DayOf,
    *,
    stamp: bool,
) -> tuple[Agreement, LastAgreed | None] | None:
    """As `marks.agree`, and what the next decision can resume from; None if all notes have to be looked at."""
    if roadmap is not last.roadmap or stamp is not last.stamp or known != last.known:
        return None
    changed = _changed(last.scans, scans)
    if changed is None or len(changed) > _MANY:
        return None
    tree, places = item_tree(roadmap), last.places
    owners = {id(scan): at for at, scan in places.notes.items()} if changed else {}
    to_hear = set(last.pending)
    for key in changed:
        before, now = last.scans[key], scans[key]
        if (now.id, now.path) != (before.id, before.path):
            return None
        owner = owners.get(id(before), -1)
        if owner < 0:
            continue  # it is none of the roadmap's
        found = with_note(tree, places, owner, now)
        if found is None:
            return None
        places, items = found
        to_hear |= {owner, *items}
    session = Session(roadmap, tree, places, known, last.marks, day_of, unticks=True)
    among = _with_all_above(tree, to_hear)
    hear(session, among)
    if session.saved_over or session.problems:
        return None
    told = [at for at in session.sayings if tree.entries[at].role is Role.PARENT]
    among = sorted({*among, *(below for at in told for below in range(at, tree.entries[at].end))})
    decided = hand_down(session, among)
    if any(_counts_itself(session, decided, at) for at in among):
        return None
    marks = {at: (last.marks[at].mark, mark.mark) for at, mark in decided.marks.items()}
    follow(session, decided, among, recounted(tree, last.counts, marks))
    agreement = agreed_on(session, decided, dict(known), stamp=stamp)
    stand = {**last.scans, **{key: scans[key] for key in changed}}
    return agreement, last_agreed(session, decided, agreement, stand, stamp=stamp)


def _counts_itself(session: Session, decided: Decided, at: int) -> bool:
    """Whether a task with tasks below it counted itself, or may do so now."""
    saying = session.sayings.get(at)
    if saying is None or saying.mark is not Mark.DONE:
        return counts_itself(session.tree, at, lambda n: session.bases[n].mark)
    entry = session.tree.entries[at]
    leaves = (below for below in range(at, entry.end) if session.tree.entries[below].role is Role.LEAF)
    skipped = all(decided.marks.get(leaf, session.bases[leaf]).mark is Mark.SKIPPED for leaf in leaves)
    return entry.role is Role.PARENT and skipped


def _changed(before: Mapping[str, NoteScan], now: Mapping[str, NoteScan]) -> list[str] | None:
    """The ids of notes that are not what they were; None where there are others."""
    if before.keys() != now.keys():
        return None
    return [key for key, scan in now.items() if scan is not before[key] and scan != before[key]]


def _with_all_above(tree: ItemTree, entries: Iterable[int]) -> list[int]:
    """These entries, those of their notes, and all that they stand under, in document order."""
    found: set[int] = set()
    for entry in entries:
        for start in (entry, tree.entries[entry].owner):
            at = start
            while at >= 0 and at not in found:
                found.add(at)
                at = tree.entries[at].parent
    return sorted(found)
