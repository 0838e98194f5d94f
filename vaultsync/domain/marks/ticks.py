"""What the learner says: the places of an item that changed since the last sync."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from vaultsync.domain.marks.agreed import day
from vaultsync.domain.marks.places import Place, Places
from vaultsync.domain.progress.items import Entry, ItemTree, Role
from vaultsync.models.agreement import Problem, Review
from vaultsync.models.marks import PRECEDENCE, TODO, KnownMark, Mark
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen, Struct, field

DayOf = Callable[[str, int | None], str]


class Saying(Frozen):
    """What the learner says of an item now, and where: in a line, or (`place` None) in the note's `done`."""

    mark: Mark
    place: Place | None


class Session(Struct):
    """One run of `agree`.

    `bases`: the marks known from the last sync, by entry index. `ours` are places that vaultsync itself has just
    marked: they say nothing. `foreign` are the entries, by index, whose boxes all hold a character of the learner's
    own. `saved_over` are notes that an editor saved as they were before, by path.
    """

    roadmap: Roadmap
    tree: ItemTree
    places: Places
    known: Mapping[str, KnownMark]
    bases: list[KnownMark]
    day_of: DayOf
    unticks: bool
    ours: Collection[tuple[str, int | None]] = ()
    sayings: dict[int, Saying] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)
    saved_over: dict[str, int] = field(default_factory=dict)
    review: list[tuple[int, Review]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def path(self, at: int) -> str:
        """The vault path of the note that the entry stands in."""
        owner = self.tree.entries[at].owner
        scan = self.places.notes.get(owner)
        return scan.path if scan else self.tree.entries[owner].node.path


def hear(session: Session, among: Sequence[int]) -> None:
    """Find what the learner changed, for the entries `among`."""
    entries, notes = session.tree.entries, session.places.notes
    saved_over = {notes[at].path: at for at in among if at in notes and is_saved_over(session, at)}
    session.saved_over = saved_over
    for at in among:
        entry = entries[at]
        if not entry.has_mark:
            continue
        base = session.bases[at].mark
        lines = session.places.lines.get(at, ())
        if entry.task is not None and not saved_over:
            if len(lines) == 1:
                if lines[0].line.mark is base:
                    continue  # as it was, like most
            elif all(place.line.mark is base for place in lines):
                continue
        heard: list[Saying] = []
        for place in lines:
            note = saved_over.get(place.note.path)
            if note is not None and _was_handed(session, at, note):
                continue  # what the open box says was said before the note was ticked
            if place.line.mark is None:
                text = f"[{place.line.char}] is not a mark of vaultsync; the box is left as it is"
                session.problems.append(Problem(place.note.path, place.line.line, text))
            elif (place.note.path, place.line.line) in session.ours:
                continue
            elif place.line.mark is not base and (session.unticks or place.line.mark is not Mark.TODO):
                heard.append(Saying(place.line.mark, place))
        if entry.task is not None and lines and all(place.line.mark is None for place in lines):
            session.foreign.add(at)
        saying = _loudest(session, at, entry, heard)
        if entry.task is None and session.path(at) not in saved_over:
            saying = _with_property(session, at, base, saying)
        if saying is not None:
            session.sayings[at] = saying


def _was_handed(session: Session, at: int, note: int) -> bool:
    """Whether a task or a note was ticked along with a note above it, or followed tasks that were."""
    entry = session.tree.entries[at]
    if entry.role is Role.PARENT:
        follows = session.bases[at].mark is Mark.DONE
        return follows and any(_comes_from(session, below, note) for below in range(at + 1, entry.end))
    return _comes_from(session, at, note)


def _comes_from(session: Session, at: int, note: int) -> bool:
    """Whether a mark was handed down by the note `note`, or through it from further up."""
    by = session.bases[at].by
    source = session.tree.index.get(by, -1) if by else -1
    return source >= 0 and session.tree.covers(source, note)


def is_saved_over(session: Session, at: int) -> bool:
    """Whether an editor saved a finished note as it was before its tasks were ticked along with it.

    Then `done` is true as the learner set it, or false while the index above says done; but all that was handed down
    and written is gone: the day of completion, and every tick of a task. Whoever opens tasks by hand leaves that day in
    place. Under a false `done` tasks may have been ticked in the editor since.
    """
    scan, known = session.places.notes[at], session.bases[at]
    if scan.done is None or scan.completed or known.mark is not Mark.DONE or not known.date:
        return False
    above = session.places.lines.get(at, ())
    if not scan.done and not (above and all(place.line.mark is Mark.DONE for place in above)):
        return False
    below = range(at + 1, session.tree.entries[at].end)
    here = [(item, place) for item in below for place in session.places.lines.get(item, ()) if place.note is scan]
    lines = [place.line for item, place in here if _was_handed(session, item, at)]
    open_ = [line for line in lines if line.mark is Mark.TODO and not line.date]
    return bool(open_) and (not scan.done or len(open_) == len(lines))


def _loudest(session: Session, at: int, entry: Entry, heard: list[Saying]) -> Saying | None:
    """The saying that wins among several lines (the furthest); if they differ, the learner is asked."""
    if not heard:
        return None
    said = sorted({saying.mark for saying in heard}, key=PRECEDENCE.__getitem__)
    if len(said) > 1:
        marks = " and ".join(str(mark) for mark in said)
        why = f"“{entry.text}” was marked {marks} in different places; {said[0]} was taken"
        session.review.append((at, Review(session.path(at), entry.id, why, tuple(said))))
    loud = [saying for saying in heard if saying.mark is said[0]]
    return next((saying for saying in loud if saying.place and saying.place.line.date), loud[0])


def _with_property(session: Session, at: int, base: Mark, line: Saying | None) -> Saying | None:
    """What a note's `done` and its index line say together: `done` wins where they differ."""
    scan = session.places.notes.get(at)
    if scan is not None and (scan.path, None) in session.ours:
        return line
    if scan is None or scan.done is None or scan.done is (base is Mark.DONE):
        if scan is not None and scan.done is False and day(scan.completed):
            text = "it has `completed`, but `done` is false; tick `done` if it is"
            session.problems.append(Problem(scan.path, -1, text))
        return line
    if scan.done:
        dated = line is not None and line.mark is Mark.DONE and line.place and line.place.line.date
        return line if dated else Saying(Mark.DONE, None)
    if not session.unticks:
        return line
    return line or Saying(Mark.TODO, None)


def date_of(session: Session, at: int, saying: Saying) -> str:
    """The ISO date of a new tick; empty if it was known from before."""
    place = saying.place
    if place is None:
        scan = session.places.notes[at]
        return day(scan.completed) or session.day_of(scan.path, None)
    if place.line.date:
        return place.line.date
    stands = session.tree.entries[place.at]
    own = session.known.get(stands.id, TODO)
    if own.mark is saying.mark:
        return own.date
    if not session.known and stands.task is not None and stands.task.checked:
        return ""
    return session.day_of(place.note.path, place.line.line)
