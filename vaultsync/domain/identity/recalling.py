"""What left a roadmap earlier and is in it again: which of the tasks that are gone a new one is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from functools import partial

from vaultsync.domain.identity.pairing import as_many
from vaultsync.domain.identity.respelling import telling
from vaultsync.domain.identity.rewording import tokens, unremarked
from vaultsync.domain.identity.vouching import beside, same_sections
from vaultsync.domain.identity.wording import bare
from vaultsync.models.matching import NewTask, OldTask
from vaultsync.models.structs import Frozen

_Place = tuple[str, str]  # a note, and the words of what a task stands right under in it
_ONE_WORD = 12  # letters that a single word has at least that tells a task wherever it is: `Quiz` may be any


class _Row(Frozen):
    """A task as it is told by: its words, its link, where it stands, and the words of what it stands right behind."""

    words: str
    url: str
    place: _Place
    behind: str


_Key = Callable[[_Row], Hashable]


def nearest(task: OldTask | NewTask, made: Container[str]) -> str:
    """The words of what a task stands right under in its note; empty where that is the note itself.

    `made` are the words of headings that a note has by itself: they come and go with the kind of the tasks.
    """
    above = (*task.above, *(words for words in task.headings if words not in made))
    return above[0] if above else ""


def recalled(
    old: Sequence[OldTask],
    gone: Sequence[OldTask],
    new: Sequence[NewTask],
    waiting: Sequence[int],
    made: Container[str] = (),
    sections: Sequence[Sequence[Hashable]] = (),
) -> dict[int, int]:
    """New position → position in `gone`, for the new tasks that are `waiting` to be recognised.

    Told by the same words and link; the same words in the same place, right behind the same or not; the same words
    anywhere, several of them that nothing else says or said, a slip of the pen or a remark more or not, or a single one
    in a place where most of what stood beside it came along; then by the same words in the place that most of what left
    a place with them is in now, and under what is back. Several that left count as one where they have one mark. Last
    tells where all went that stood below the same; `sections` are what each new task stands in, the nearest first.
    """
    if not gone or not waiting:
        return {}
    recall = _Recall(gone, new, waiting, made)
    there = _rows(old, made)
    for key, several in (
        (_linked, False),
        (_behind, True),
        (_in_place, True),
        (recall.said, False),
        (_spelt, False),
        (_leads, False),
    ):
        recall.take(key, key, there, several=several)
    recall.take(_plain, _unremarked, there, several=False)
    recall.take(_unremarked, _plain, there, several=False)
    recall.together({row.words for row in there})
    recall.follow(lambda place: place)
    recall.follow(lambda place: place[0])
    recall.below()
    recall.in_sections(sections)
    return recall.found


class _Recall:
    def __init__(
        self, gone: Sequence[OldTask], new: Sequence[NewTask], waiting: Sequence[int], made: Container[str]
    ) -> None:
        self.marks = [task.mark for task in gone]
        self.gone = [
            _Row(bare(task.words), task.url, (task.node, bare(nearest(task, made))), bare(task.behind)) for task in gone
        ]
        self.new = _rows(new, made)
        self.waiting = waiting
        self.found: dict[int, int] = {}
        self.counts = Counter(row.words for row in self.gone)

    def said(self, row: _Row) -> Hashable:
        """The words of a task, where they are no mere label (`Quiz`) and no two that left said so."""
        is_label = " " not in row.words and len(row.words) < _ONE_WORD
        return "" if is_label or self.counts[row.words] > 1 else row.words

    def take(self, came: _Key, left: _Key, there: Sequence[_Row], *, several: bool) -> None:
        """Take what shares a key with what left, where nothing that is `there` does, and no mark is in doubt.

        What comes has a key of its own, unless `several` may come at once.
        """
        stays = {left(row) for row in there}
        taken = {*self.found.values()}
        by_key: dict[Hashable, list[int]] = defaultdict(list)
        for k, row in enumerate(self.gone):
            if (key := left(row)) and key not in stays and k not in taken:
                by_key[key].append(k)
        counts = Counter(key for row in self.new if (key := came(row)) in by_key)
        for n in self.waiting:
            key = came(self.new[n])
            if n in self.found or not counts[key]:
                continue
            same = by_key[key]
            if counts[key] <= (len(same) if several else 1) and len({self.marks[k] for k in same}) == 1:
                self.found[n] = same.pop()
                counts[key] -= 1

    def together(self, there: Container[str]) -> None:
        """Take what comes with most of what stood in one place with it, none of it said twice nor `there`."""
        before = {row.words: k for k, row in enumerate(self.gone) if self.counts[row.words] == 1}
        after = Counter(row.words for row in self.new)
        pairs = [
            (n, before[words])
            for n in self.waiting
            if n not in self.found and after[words := self.new[n].words] == 1 and words in before and words not in there
        ]
        left = Counter(row.place for row in self.gone)
        came = Counter(self.new[n].place for n in self.waiting)
        votes = Counter((self.gone[k].place, self.new[n].place) for n, k in (*pairs, *self.found.items()))
        for n, k in pairs:
            one, other = self.gone[k].place, self.new[n].place
            if votes[one, other] > 1 and 2 * votes[one, other] > max(left[one], came[other]):
                self.found[n] = k

    def follow(self, part: Callable[[_Place], Hashable]) -> None:
        """Take what says the same in the place that the tasks of a place went to, most of them and more than one.

        Of a place, only a `part` may be told: the note, by what stands in it as it stood before.
        """
        places = ((self.gone[k].place, self.new[n].place) for n, k in self.found.items())
        went = [(part(one), part(other)) for one, other in places if part(one) == one or one[1] == other[1]]
        votes, left, came = Counter(went), Counter(one for one, _ in went), Counter(other for _, other in went)
        homes = {
            before: after
            for (before, after), count in votes.items()
            if before != after and count > 1 and 2 * count > max(left[before], came[after])
        }
        self._take_moved(homes, part)

    def below(self) -> None:
        """Take what says the same under a task that is back elsewhere."""
        homes: dict[Hashable, Hashable] = {}
        for n, k in self.found.items():
            before, after = (self.gone[k].place[0], self.gone[k].words), (self.new[n].place[0], self.new[n].words)
            if before != after:
                homes[before] = after
        self._take_moved(homes, lambda place: place)

    def _take_moved(self, homes: Mapping[Hashable, Hashable], part: Callable[[_Place], Hashable]) -> None:
        """Take what says the same in the place that a place, or `part` of it, is now."""

        def moved(key: _Key, row: _Row) -> Hashable:
            """The key of what left, as if it had stood where its place is now."""
            home = homes.get(part(row.place))
            place = home if isinstance(home, tuple) else (str(home), row.place[1])
            return None if home is None else key(_Row(row.words, row.url, place, row.behind))

        for key in (_behind, _in_place) if homes else ():
            self.take(key, partial(moved, key), (), several=True)

    def in_sections(self, sections: Sequence[Sequence[Hashable]]) -> None:
        """Take what says the same right in a section that is known by all that came back below it."""
        before = self._sections()
        same = same_sections(self.found, before, sections)
        taken = {*self.found.values()}
        left = [((before[k][0], row.words), k) for k, row in enumerate(self.gone) if k not in taken]
        come = [((same.get(sections[n][0]), self.new[n].words), n) for n in self.waiting if n not in self.found]
        for before_them, after in as_many(left, come):
            if len({self.marks[k] for k in before_them}) == 1:
                self.found.update(zip(after, before_them, strict=True))

    def _sections(self) -> list[list[Hashable]]:
        """What each task that left stood in: places of its note, the nearest first, as far as they are known."""
        above: dict[_Place, _Place] = {}
        for row in self.gone:
            above.setdefault((row.place[0], row.words), row.place)
        found: list[list[Hashable]] = []
        for row in self.gone:
            places = [row.place]
            while (place := above.get(places[-1], (row.place[0], ""))) not in places:
                places.append(place)
            found.append([*places])
        return found


def _rows(tasks: Sequence[OldTask | NewTask], made: Container[str]) -> list[_Row]:
    places = [(task.node, bare(nearest(task, made))) for task in tasks]
    said = [bare(task.words) for task in tasks]
    before = beside(list(zip(places, said, strict=True)))
    return [
        _Row(words, task.url, place, ahead or "")
        for words, task, place, (ahead, _) in zip(said, tasks, places, before, strict=True)
    ]


def _linked(row: _Row) -> Hashable:
    return (row.words, row.url) if row.url else None


def _leads(row: _Row) -> Hashable:
    return row.url


def _behind(row: _Row) -> Hashable:
    return row.place, row.words, row.behind


def _in_place(row: _Row) -> Hashable:
    return row.place, row.words


def _plain(row: _Row) -> Hashable:
    return " ".join(tokens(row.words))


def _unremarked(row: _Row) -> Hashable:
    return unremarked(row.words)


def _spelt(row: _Row) -> Hashable:
    return telling(row.words)
