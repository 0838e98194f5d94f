"""Ticks anywhere: all places of every item are compared with the known marks, and made to agree.

The steps, each over the whole roadmap: find the places (`domain.marks.places`); hear what the learner changed there
(`domain.marks.ticks`); hand the marks of parents down to their leaves; let the parents follow their leaves
(`domain.marks.following`). What is to be written follows from the agreed marks (`domain.marks.agreed`).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence

from vaultsync.domain.marks.agreed import Decided, edits_of, report
from vaultsync.domain.marks.following import counted_mark, follow, hand_down
from vaultsync.domain.marks.places import find_places
from vaultsync.domain.marks.ticks import DayOf, Session, hear
from vaultsync.domain.progress.items import ItemTree, Role, item_tree, tallies
from vaultsync.models.agreement import Agreement
from vaultsync.models.marks import TODO, KnownMark, Mark, NoteScan
from vaultsync.models.roadmap import Roadmap


def agree(
    roadmap: Roadmap,
    known: Mapping[str, KnownMark],
    scans: Mapping[str, NoteScan],
    day_of: DayOf,
    *,
    stamp: bool,
    unticks: bool = True,
    ours: Collection[tuple[str, int | None]] = frozenset(),
    unseen: Collection[str] = frozenset(),
) -> tuple[Agreement, Session, Decided]:
    """Decide what all places of every item of `roadmap` agree on (docs/marks.md).

    - `known`: item id → mark at the last sync, for items that are not todo.
    - `scans`: the roadmap's notes as they stand; a missing note says nothing.
    - `day_of(path, line)` gives the ISO date of a new tick without a date (`line` None: of the property `done`).
    - `stamp`: whether new ticks get a done stamp.
    - `unticks`: whether an empty box or `done: false` is a change. Not for notes just written by a pull, whose boxes
      are still blank.
    - `ours`: places (vault path and line, None for `done`) that vaultsync itself marked in this run; they say nothing.
    - `unseen`: items that another device has just brought: the mark of a parent is not handed down to them.

    Returns what was agreed on, and what it was made of (for `domain.marks.resuming`). Linear in the size of roadmap and
    notes.
    """
    tree = item_tree(roadmap)
    places = find_places(tree, roadmap, scans)
    session = Session(
        roadmap, tree, places, known, tree.marks(known), day_of, unticks, ours, problems=list(places.problems)
    )
    everything = range(len(tree.entries))
    hear(session, everything)
    decided = hand_down(session, everything, unseen)
    follow(session, decided, everything, tallies(tree, lambda at: counted_mark(session, decided, at)))
    mine = {entry.id for entry in tree.entries if entry.role is not Role.FRAME}
    marks = {item: mark for item, mark in known.items() if item not in mine}
    return agreed_on(session, decided, marks, stamp=stamp), session, decided


def agreed_on(session: Session, decided: Decided, marks: dict[str, KnownMark], *, stamp: bool) -> Agreement:
    """The agreement that follows from the decided marks; they are added to `marks`, those of all other items."""
    tree, places = session.tree, session.places
    agreement = Agreement(marks, problems=session.problems, lost_ids=places.lost_ids, own=places.own)
    agreement.doubts, agreement.counts = places.doubts, decided.counts
    agreement.missing = [
        tree.entries[at].id
        for at in sorted(places.missing)
        if tree.entries[at].owner in places.notes and not places.lines.get(tree.item(at))
    ]
    agreement.elsewhere = {
        tree.entries[place.at].id
        for placed in (places.lines.values() if places.missing else ())
        for place in placed
        if tree.entries[place.at].task is not None and tree.entries[place.at].owner not in places.notes
    }
    agreement.review = [review for _, review in sorted(session.review, key=lambda pair: pair[0])]
    for at, mark in decided.marks.items():
        if mark.mark is not Mark.TODO:
            marks[tree.entries[at].id] = mark
        else:
            marks.pop(tree.entries[at].id, None)
    agreement.edits = edits_of(tree, places, decided, stamp=stamp)
    agreement.changes, agreement.followed = report(session.roadmap, tree, places.notes, decided)
    return agreement


def arrivals(roadmap: Roadmap, before: Roadmap | None, known: Mapping[str, KnownMark]) -> dict[str, KnownMark]:
    """`known` with the ticks that the document itself brings: done, undated.

    `before` is the roadmap as it was pulled last: a box that was ticked there already is no news, nor is
    one that is open now.
    """
    ticked = set() if before is None else _ticked(item_tree(before))
    marks = dict(known)
    for item in sorted(_ticked(item_tree(roadmap)) - ticked):
        if known.get(item, TODO).mark is not Mark.DONE:
            marks[item] = KnownMark(Mark.DONE)
    return marks


def skipped_along(roadmap: Roadmap, before: Roadmap, known: Mapping[str, KnownMark]) -> dict[str, KnownMark]:
    """`known` with what is new since `before` under something that the learner skipped: that is skipped along with it.

    Where only all that stood below was skipped, one by one, what is new is open.
    """
    if not any(mark.mark is Mark.SKIPPED for mark in known.values()):
        return dict(known)
    tree, was, came = item_tree(roadmap), item_tree(before).index, set(roadmap.moved.values())
    bases = tree.marks(known)
    handed = {mark.by for mark in known.values() if mark.mark is Mark.SKIPPED and mark.by}
    marks = dict(known)
    skips: dict[int, str] = {}
    for at, entry in enumerate(tree.entries):
        if entry.parent >= 0:
            skips[at] = _skipped_by(tree, bases, handed, was, entry.parent) or skips.get(entry.parent, "")
        if entry.role is Role.LEAF and skips.get(at) and not (entry.id in was or entry.id in known or entry.id in came):
            marks[entry.id] = KnownMark(Mark.SKIPPED, by=skips[at])
    return marks


def _skipped_by(
    tree: ItemTree, bases: Sequence[KnownMark], handed: Container[str], was: Container[str], at: int
) -> str:
    """What the entry `at` was skipped with, as a whole: itself, or something above it; empty where it was not.

    `handed` are the items whose skip was handed down, also to tasks that have left; `was` the items there were.
    """
    entry = tree.entries[at]
    if bases[at].mark is not Mark.SKIPPED:
        return ""
    leaves = [n for n in range(at + 1, entry.end) if tree.entries[n].role is Role.LEAF and tree.entries[n].id in was]
    if entry.id in handed or not leaves:
        return entry.id
    sources = (bases[n].by for n in leaves if bases[n].by in tree.index)
    return next((by for by in sources if tree.covers(tree.index[by], at)), "")


def _ticked(tree: ItemTree) -> set[str]:
    found = (at for at, entry in enumerate(tree.entries) if entry.task is not None and entry.task.checked)
    return {tree.entries[tree.item(at)].id for at in found}
