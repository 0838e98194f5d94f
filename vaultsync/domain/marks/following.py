"""Parents and leaves: a parent's mark is handed down to its leaves, and every parent follows its leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vaultsync.domain.marks.agreed import Decided, day
from vaultsync.domain.marks.ticks import Saying, Session, date_of
from vaultsync.domain.progress.items import Role, counts_itself
from vaultsync.models.agreement import Review
from vaultsync.models.marks import TODO, KnownMark, Mark
from vaultsync.models.progress import Tally
from vaultsync.models.structs import Frozen, replace


class _Order(Frozen):
    """What a parent tells the leaves below it. `mark` None tells them nothing, and shields them."""

    mark: Mark | None
    item: int
    date: str = ""


def hand_down(session: Session, among: Sequence[int], unseen: Collection[str] = ()) -> Decided:
    """Decide the marks of all but parents: what the learner says of them, else what the nearest parent hands down.

    `among` are the entries to decide, in their order: all, or enough that nothing is said of any other, or of what
    these stand under. Nothing is handed down to the items `unseen`.
    """
    entries = session.tree.entries
    decided = Decided(session.bases)
    orders: dict[int, _Order] = {}
    for at in among:
        entry = entries[at]
        order = orders.get(entry.parent)
        saying, base = session.sayings.get(at), session.bases[at]
        if entry.role is Role.PARENT:
            order = _order(session, at, saying, base.mark) if saying is not None else order
        elif at in session.foreign and entry.has_mark:
            decided.marks[at] = TODO
        elif saying is not None:
            decided.marks[at] = KnownMark(saying.mark, date_of(session, at, saying) if saying.mark is Mark.DONE else "")
        elif order is not None and entry.role is Role.LEAF and entry.id not in unseen:
            mark = decided.marks[at] = _obey(session, order, base)
            if mark is not base:
                decided.orders[at] = order.item
        elif entry.has_mark:
            decided.marks[at] = base
        if order is not None:
            orders[at] = order
    decided.said = {at: saying.mark for at, saying in session.sayings.items()}
    for at, order in orders.items():
        if order.mark is Mark.TODO and _handed_by(session, order, session.bases[at]):
            decided.unset.add(at)
    return decided


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
        return _as_before(base) if handed else base
    if handed or base.mark in (Mark.TODO, Mark.DOING):
        return KnownMark(order.mark, order.date, session.tree.entries[order.item].id, _was_begun(base))
    return base


def _was_begun(base: KnownMark) -> bool:
    """Whether the learner had begun what now gets a mark from elsewhere."""
    return base.mark is Mark.DOING or base.begun


def _as_before(base: KnownMark) -> KnownMark:
    """The learner's own mark before it got one from elsewhere."""
    return KnownMark(Mark.DOING) if base.begun else TODO


def _handed_by(session: Session, order: _Order, mark: KnownMark) -> bool:
    """Whether `mark` was handed down by the item that now orders, or through it from further up."""
    source = session.tree.index.get(mark.by, -1) if mark.by else -1
    return source >= 0 and session.tree.covers(source, order.item)


def follow(session: Session, decided: Decided, among: Sequence[int], counts: list[Tally]) -> None:
    """Let every parent follow its leaves, whose tallies by entry are `counts`.

    `among` are the entries that may change, in their order, with all that they stand under.
    """
    entries = session.tree.entries
    decided.counts = counts
    touched: set[int] = set()
    for at in reversed(among):
        entry = entries[at]
        if entry.role is Role.LEAF:
            mark, base = decided.marks[at], session.bases[at]
            if mark is not base and mark.mark is not base.mark:
                touched.add(at)
        elif entry.role is Role.PARENT:
            decided.marks[at] = _parent_mark(session, decided, at, at in touched)
            _ask_if_in_vain(session, decided, at, at in touched)
        if at in touched:
            touched.add(entry.parent)
    for at, mark in decided.marks.items():
        if mark.mark is Mark.DONE:
            decided.marks[at] = _with_date_of_vault(session, at, mark)


def counted_mark(session: Session, decided: Decided, at: int) -> Mark:
    """What an entry counts as; of a parent it is asked where all below it is skipped.

    Then it is what the learner says of it, and as done as it was where all below was skipped before.
    """
    if session.tree.entries[at].role is not Role.PARENT:
        return decided.marks[at].mark
    if at in session.sayings:
        return session.sayings[at].mark
    stood = counts_itself(session.tree, at, lambda n: session.bases[n].mark)
    return Mark.DONE if stood else Mark.TODO


def _newest(session: Session, decided: Decided, above: int) -> str:
    """The ISO date of the newest tick of a leaf below an entry, or empty."""
    entries = session.tree.entries
    below = (at for at in range(above + 1, entries[above].end) if entries[at].role is Role.LEAF)
    marks = (decided.marks.get(at, session.bases[at]) for at in below)
    return max((mark.date for mark in marks if mark.mark is Mark.DONE), default="")


def _parent_mark(session: Session, decided: Decided, at: int, touched: bool) -> KnownMark:
    """Done when all leaves in scope are, skipped when none is in scope; else what the learner left there."""
    entry, count, base = session.tree.entries[at], decided.counts[at], session.bases[at]
    saying = session.sayings.get(at)
    if count.complete:
        if base.mark is Mark.DONE:
            return base
        ticked = saying is not None and saying.mark is Mark.DONE
        newest = _newest(session, decided, at)
        date = newest or (date_of(session, at, saying) if saying and ticked else "")
        return KnownMark(Mark.DONE, date, begun=_was_begun(base))
    if not count.total:
        return KnownMark(Mark.SKIPPED, begun=_was_begun(base))
    if (saying.mark if saying else base.mark) is Mark.DOING:
        return KnownMark(Mark.DOING)
    # A ticked task line that gained open tasks stays ticked until the learner changes one of them.
    stays = entry.task is not None and base.mark is Mark.DONE and saying is None
    if stays and not touched and at not in decided.unset:
        return base
    return TODO if saying is not None else _as_before(base)


def _ask_if_in_vain(session: Session, decided: Decided, at: int, touched: bool) -> None:
    """Ask where the learner marked a parent and nothing below it may follow."""
    saying, mark = session.sayings.get(at), decided.marks[at].mark
    if saying is None or saying.mark is mark or touched:
        return
    entry = session.tree.entries[at]
    leaves = (n for n in range(at + 1, entry.end) if session.tree.entries[n].role is Role.LEAF)
    theirs = dict.fromkeys(line.line.char for n in leaves if n in session.foreign for line in session.places.lines[n])
    why = "its tasks were marked one by one"
    if theirs:
        verb = "is no mark" if len(theirs) == 1 else "are no marks"
        why = f"{' and '.join(f'[{char}]' for char in theirs)} at its tasks {verb} of vaultsync"
    why = f"“{entry.text}” was marked {saying.mark}, but {why}: it is {mark}"
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
    return replace(mark, date=dates[0], by="" if theirs else mark.by)
