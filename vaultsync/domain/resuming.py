"""Agree again after some notes changed: only what stands in these, and what follows from it, is looked at.

What comes out is what `marks.agree` makes of all notes. In a note with nothing new every place says what was agreed on
last, so that nothing is heard of its items, and nothing is to be written there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultsync.domain.agreed import Settled
from vaultsync.domain.following import follow, hand_down
from vaultsync.domain.items import ItemTree, Role, counts_itself, item_tree, recounted
from vaultsync.domain.marks import agreed_on
from vaultsync.domain.places import Places, with_note
from vaultsync.domain.ticks import DayOf, Session, hear
from vaultsync.models.agreement import Agreement
from vaultsync.models.marks import KnownMark, Mark, NoteScan
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen

_MANY = 40  # changed notes; with more of them, looking at all is as good


class LastAgreed(Frozen):
    """What all places of a roadmap agreed on last. Nobody changes it.

    `scans` are the notes by id as they stood, `known` the marks by item id that were agreed on; `marks` and `counts`
    are the same by entry of the tree. `unsettled` are the entries whose mark was another before, or in whose places
    something was still to be written.
    """

    roadmap: Roadmap
    stamp: bool
    scans: Mapping[str, NoteScan]
    known: Mapping[str, KnownMark]
    places: Places
    marks: list[KnownMark]
    counts: list[Tally]
    unsettled: frozenset[int]


def last_agreed(
    session: Session, settled: Settled, agreement: Agreement, scans: Mapping[str, NoteScan], *, stamp: bool
) -> LastAgreed | None:
    """What is to be known of an agreement to take it up again; None where the next one has to look at all notes."""
    tree, places = session.tree, session.places
    if len(tree.index) < len(tree.entries) or session.saved_over or session.problems:
        return None
    if places.lost_ids or places.doubts:
        return None
    unsettled = {at for at, mark in settled.marks.items() if mark != session.bases[at]}
    unsettled |= {tree.index[item] for edit in agreement.edits.values() for item in edit.items}
    known = dict(agreement.marks)
    return LastAgreed(
        session.roadmap, stamp, scans, known, places, tree.marks(known), settled.counts, frozenset(unsettled)
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
    """As `marks.agree`, with what is to be known for the next time; None where all notes have to be looked at."""
    if roadmap is not last.roadmap or stamp is not last.stamp or known != last.known:
        return None
    changed = _changed(last.scans, scans)
    if changed is None or len(changed) > _MANY:
        return None
    tree, places = item_tree(roadmap), last.places
    owners = {id(scan): at for at, scan in places.notes.items()} if changed else {}
    news = set(last.unsettled)
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
        news |= {owner, *items}
    session = Session(roadmap, tree, places, known, last.marks, day_of, unticks=True)
    among = _with_all_above(tree, news)
    hear(session, among)
    if session.saved_over or session.problems:
        return None
    told = [at for at in session.sayings if tree.entries[at].role is Role.PARENT]
    among = sorted({*among, *(below for at in told for below in range(at, tree.entries[at].end))})
    settled = hand_down(session, among)
    if any(_counts_itself(session, settled, at) for at in among):
        return None
    marks = {at: (last.marks[at].mark, mark.mark) for at, mark in settled.marks.items()}
    follow(session, settled, among, recounted(tree, last.counts, marks))
    agreement = agreed_on(session, settled, dict(known), stamp=stamp)
    stand = {**last.scans, **{key: scans[key] for key in changed}}
    return agreement, last_agreed(session, settled, agreement, stand, stamp=stamp)


def _counts_itself(session: Session, settled: Settled, at: int) -> bool:
    """Whether a task with tasks below it counted itself, or may do so now."""
    saying = session.sayings.get(at)
    if saying is None or saying.mark is not Mark.DONE:
        return counts_itself(session.tree, at, lambda n: session.bases[n].mark)
    entry = session.tree.entries[at]
    leaves = (below for below in range(at, entry.end) if session.tree.entries[below].role is Role.LEAF)
    skipped = all(settled.marks.get(leaf, session.bases[leaf]).mark is Mark.SKIPPED for leaf in leaves)
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
