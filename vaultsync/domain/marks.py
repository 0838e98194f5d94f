"""Ticks anywhere: all places of every item, compared with the known marks, and what they agree on.

The steps, each over the whole roadmap: find the places (`domain.places`); hear what the learner changed
there (`domain.ticks`); hand the marks of parents down to their leaves; let the parents follow their
leaves. What is to be written then follows from the agreed marks (`domain.agreed`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vaultsync.domain.agreed import Settled, day, edits_of, report
from vaultsync.domain.items import ItemTree, Role, item_tree, tallies
from vaultsync.domain.places import find_places
from vaultsync.domain.ticks import DayOf, Saying, Session, date_of, hear
from vaultsync.models.agreement import Agreement, Review
from vaultsync.models.marks import TODO, KnownMark, Mark, NoteScan
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen


class _Order(Frozen):
    """What a parent tells the leaves below it. `mark` None tells them nothing, and shields them."""

    mark: Mark | None
    item: int
    date: str = ""


def agree(
    roadmap: Roadmap,
    known: Mapping[str, KnownMark],
    scans: Mapping[str, NoteScan],
    day_of: DayOf,
    *,
    stamp: bool,
    unticks: bool = True,
    ours: Collection[tuple[str, int | None]] = frozenset(),
    came: Collection[str] = frozenset(),
) -> Agreement:
    """Make all places of every item of `roadmap` agree (DESIGN section 5).

    `known`: item id → mark at the last sync, for items that are not todo. `scans`: the roadmap's notes
    as they stand; a note that is missing says nothing. `day_of(path, line)` is asked for the ISO date of
    a new tick (`line` None: of the property `done`) that carries none. `stamp`: whether new ticks get a
    done stamp. With `unticks` false an empty box or `done: false` is no news: for notes just written by a
    pull, with boxes still blank. `ours`: places (vault path and line, None for `done`) that vaultsync itself marked
    in this run, which therefore say nothing. `came`: items that the hand which marked a parent did not see below it,
    since another device has just brought them: what it says is not handed down to these.
    Linear in the size of roadmap and notes.
    """
    tree = item_tree(roadmap)
    places = find_places(tree, roadmap, scans)
    session = Session(
        roadmap, tree, places, known, tree.marks(known), day_of, unticks, ours, problems=list(places.problems)
    )
    hear(session)
    settled = _hand_down(session, came)
    _follow(session, settled)
    agreement = Agreement(problems=session.problems, lost_ids=places.lost_ids, own=places.own, doubts=places.doubts)
    agreement.review = [review for _, review in sorted(session.review, key=lambda pair: pair[0])]
    mine = {entry.id for entry in tree.entries if entry.role is not Role.FRAME}
    agreement.marks = {item: mark for item, mark in known.items() if item not in mine}
    for at, mark in settled.marks.items():
        if mark.mark is not Mark.TODO:
            agreement.marks[tree.entries[at].id] = mark
    agreement.edits = edits_of(tree, places, settled, stamp=stamp)
    agreement.changes, agreement.followed = report(roadmap, tree, places.notes, settled)
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


def _ticked(tree: ItemTree) -> set[str]:
    found = (at for at, entry in enumerate(tree.entries) if entry.task is not None and entry.task.checked)
    return {tree.entries[tree.item(at)].id for at in found}


def _hand_down(session: Session, came: Collection[str]) -> Settled:
    """Settle all but the parents: by what the learner says of them, else by what the nearest parent says."""
    tree = session.tree
    settled = Settled(session.bases)
    orders: list[_Order | None] = []
    for at, entry in enumerate(tree.entries):
        order = orders[entry.parent] if entry.parent >= 0 else None
        saying, base = session.sayings.get(at), session.bases[at]
        if entry.role is Role.PARENT and saying is not None:
            order = _order(session, at, saying, base.mark)
        orders.append(order)
        if not entry.has_mark or entry.role is Role.PARENT:
            continue
        mark = base
        if at in session.held:
            mark = TODO
        elif saying is not None:
            mark = KnownMark(saying.mark, date_of(session, at, saying) if saying.mark is Mark.DONE else "")
        elif entry.role is Role.LEAF and order is not None and entry.id not in came:
            mark = _obey(session, order, base)
            if mark is not base:
                settled.orders[at] = order.item
        settled.marks[at] = mark
    settled.said = {at: saying.mark for at, saying in session.sayings.items()}
    for at, order in enumerate(orders):
        if order is not None and order.mark is Mark.TODO and _handed_by(session, order, session.bases[at]):
            settled.unset.add(at)
    return settled


def _order(session: Session, at: int, saying: Saying, base: Mark) -> _Order:
    if saying.mark is Mark.DONE:
        return _Order(Mark.DONE, at, date_of(session, at, saying))
    if saying.mark is Mark.SKIPPED:
        return _Order(Mark.SKIPPED, at)
    return _Order(Mark.TODO if base in (Mark.DONE, Mark.SKIPPED) else None, at)


def _obey(session: Session, order: _Order, base: KnownMark) -> KnownMark:
    """What a leaf without a saying of its own becomes: it follows while open, or while it was handed down."""
    if order.mark is None or order.mark is base.mark:
        return base
    handed = _handed_by(session, order, base)
    if order.mark is Mark.TODO:
        return TODO if handed else base
    if handed or base.mark in (Mark.TODO, Mark.DOING):
        return KnownMark(order.mark, order.date, session.tree.entries[order.item].id)
    return base


def _handed_by(session: Session, order: _Order, mark: KnownMark) -> bool:
    """Whether `mark` was handed down by the item that now orders, or through it from further up."""
    source = session.tree.index.get(mark.by, -1) if mark.by else -1
    return source >= 0 and session.tree.covers(source, order.item)


def _follow(session: Session, settled: Settled) -> None:
    """Let every parent follow its leaves."""
    tree = session.tree
    settled.counts = tallies(tree, lambda at: settled.marks[at].mark)
    newest = [""] * len(tree.entries)
    touched = [False] * len(tree.entries)
    for at in range(len(tree.entries) - 1, -1, -1):
        entry = tree.entries[at]
        if entry.role is Role.LEAF:
            mark, base = settled.marks[at], session.bases[at]
            newest[at] = mark.date if mark.mark is Mark.DONE else ""
            touched[at] = mark is not base and mark.mark is not base.mark
        elif entry.role is Role.PARENT:
            settled.marks[at] = _parent_mark(session, settled, at, newest[at], touched[at])
            _ask_if_in_vain(session, settled, at, touched[at])
        if entry.parent >= 0:
            if newest[at]:
                newest[entry.parent] = max(newest[entry.parent], newest[at])
            if touched[at]:
                touched[entry.parent] = True
    for at, mark in settled.marks.items():
        if mark.mark is Mark.DONE:
            settled.marks[at] = _with_date_of_vault(session, at, mark)


def _parent_mark(session: Session, settled: Settled, at: int, newest: str, touched: bool) -> KnownMark:
    """Done when all leaves in scope are, skipped when none is in scope; else what the learner left there."""
    entry, count, base = session.tree.entries[at], settled.counts[at], session.bases[at]
    saying = session.sayings.get(at)
    if count.complete:
        if base.mark is Mark.DONE:
            return base
        ticked = saying is not None and saying.mark is Mark.DONE
        return KnownMark(Mark.DONE, newest or (date_of(session, at, saying) if saying and ticked else ""))
    if not count.total:
        return KnownMark(Mark.SKIPPED)
    if (saying.mark if saying else base.mark) is Mark.DOING:
        return KnownMark(Mark.DOING)
    # A ticked task line that gained open tasks stays ticked until the learner changes one of them.
    stays = entry.task is not None and base.mark is Mark.DONE and saying is None
    return base if stays and not touched and at not in settled.unset else TODO


def _ask_if_in_vain(session: Session, settled: Settled, at: int, touched: bool) -> None:
    """Ask where the learner marked a parent and nothing below it may follow."""
    saying, mark = session.sayings.get(at), settled.marks[at].mark
    if saying is None or saying.mark is mark or touched:
        return
    entry = session.tree.entries[at]
    why = f"“{entry.text}” was marked {saying.mark}, but its tasks were marked one by one: it is {mark}"
    session.review.append((at, Review(session.path(at), entry.id, why, (mark, saying.mark))))


def _with_date_of_vault(session: Session, at: int, mark: KnownMark) -> KnownMark:
    """A date of something done that stands in the vault is respected: it becomes the known one."""
    lines = [place.line for place in session.places.lines.get(at, ())]
    dates = [line.date for line in lines if line.mark is not None and line.date]
    if session.tree.entries[at].task is None:
        scan = session.places.notes.get(at)
        completed = day(scan.completed) if scan else ""
        dates = [completed] if completed else [] if mark.date else dates[:1]
    if not dates or mark.date in dates:
        return mark
    # A date that the learner changed makes the tick their own: it does not go when the parent is unset.
    theirs = session.bases[at] == mark and session.tree.entries[at].task is not None
    return KnownMark(mark.mark, dates[0], "" if theirs else mark.by)
