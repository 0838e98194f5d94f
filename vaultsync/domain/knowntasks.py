"""Which known task a task of the outline is.

The ladder: the document's own `^id`; the same text under the same parent; the same text anywhere, unique on both sides;
the same link, unique on both sides; a close rewording under the same parent. What left earlier is looked at last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vaultsync.domain.identity import PERHAPS, bare, close, close_pairs, only_once, pair

_Key = TypeVar("_Key", bound=Hashable)
_Place = tuple[Hashable, str, str]  # a note or headings, the words of the task above, its own words


@dataclass(frozen=True, slots=True)
class OldTask:
    """A known task: the node id of its note, its block id, words, link, and the block id of the task above it.

    `trail` are the words of the headings it stands under, the nearest first: those of its note, then sections.
    """

    node: str
    id: str
    words: str
    url: str
    parent: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task of the outline: the node id of its note, the document's own id or empty, words, link.

    `parent` is the position of the task above it in the list of new tasks, or -1; `trail` as for a known one.
    """

    node: str
    own: str
    words: str
    url: str
    parent: int
    trail: tuple[str, ...] = ()


def match_tasks(
    old: Sequence[OldTask], new: Sequence[NewTask], gone: Sequence[OldTask] = ()
) -> tuple[dict[int, OldTask], list[tuple[OldTask, int]]]:
    """Which known task each new one is (by position), those that are not in it being new; and the doubtful pairs.

    `gone` are tasks that left the roadmap earlier: what is none of the `old` may be one of these come back.
    """
    matcher = _Matcher(old, new)
    matcher.own_ids()
    for say in (_exactly, bare):
        if not matcher.is_settled:
            matcher.say = say
            matcher.same_headings()
            matcher.same_place()
    for say in (bare, _exactly):
        if not matcher.is_settled:
            matcher.say = say
            matcher.unique(lambda task: (task.node, matcher.say(task.words)))
            matcher.unique(lambda task: matcher.say(task.words), everywhere=True)
            matcher.unique(lambda task: matcher.under(task, 2), everywhere=True)
            matcher.unique(lambda task: matcher.under(task, 1), everywhere=True)
    matcher.say = bare
    matcher.unique(lambda task: task.url, everywhere=True)
    matcher.same_place()
    matcher.reworded()
    while matcher.below_known():
        matcher.reworded()
    matcher.twins_in_doubt()
    matcher.returned(gone)
    return matcher.found, matcher.doubtful


class _Matcher:
    def __init__(self, old: Sequence[OldTask], new: Sequence[NewTask]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, OldTask] = {}
        self.doubtful: list[tuple[OldTask, int]] = []
        self.say: Callable[[str], str] = _exactly  # how words are compared
        self.free = {(task.node, task.id): task for task in old}
        self.words_of = {(task.node, task.id): task.words for task in old}

    def _take(self, position: int, task: OldTask) -> None:
        if position not in self.found and self.free.pop((task.node, task.id), None) is not None:
            self.found[position] = task

    def _waiting(self) -> list[tuple[int, NewTask]]:
        return [(n, task) for n, task in enumerate(self.new) if n not in self.found]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to recognise, or nothing to recognise it by."""
        return not self.free or len(self.found) == len(self.new)

    def under(self, task: OldTask | NewTask, headings: int) -> Hashable:
        """A task's words and the nearest headings it stands under; empty where there are not that many."""
        return (task.trail[:headings], self.say(task.words)) if len(task.trail) >= headings else ""

    def own_ids(self) -> None:
        """The ids that the document gives."""
        anywhere: dict[str, list[OldTask]] = defaultdict(list)
        for task in self.old:
            anywhere[task.id].append(task)
        for n, new in enumerate(self.new):
            if new.own:
                here = self.free.get((new.node, new.own))
                there = anywhere.get(new.own, [])
                if here is not None:
                    self._take(n, here)
                elif len(there) == 1:
                    self._take(n, there[0])

    def same_headings(self) -> None:
        """The same words under the same task and headings, whatever notes these are in; twins as in `same_place`."""
        self._same(
            {(task.node, task.id): (task.trail, self._above(task), self.say(task.words)) for task in self.old},
            [(task.trail, self._new_above(task), self.say(task.words)) for task in self.new],
        )

    def same_place(self) -> None:
        """The same words under the same parent in the same note."""
        self._same(
            {(task.node, task.id): (task.node, self._above(task), self.say(task.words)) for task in self.old},
            [(task.node, self._new_above(task), self.say(task.words)) for task in self.new],
        )

    def _above(self, task: OldTask) -> str:
        return self.say(self.words_of.get((task.node, task.parent), "")) if task.parent else ""

    def _new_above(self, task: NewTask) -> str:
        return self.say(self.new[task.parent].words) if task.parent >= 0 else ""

    def _same(self, old_place: dict[tuple[str, str], _Place], new_place: list[_Place]) -> None:
        """Pair what has the same place.

        Twins are told by link; else they pair in order if none came or went, and by what stands before or behind them
        if one did.
        """
        old = [(old_place[key], task) for key, task in self.free.items()]
        new = [(new_place[n], n) for n, _ in self._waiting()]
        linked_old = [((place, task.url), task) for place, task in old if task.url]
        linked_new = [((place, self.new[n].url), n) for place, n in new if self.new[n].url]
        for task, n in pair(only_once(linked_old), only_once(linked_new)):
            self._take(n, task)
        for task, n in pair(
            [(place, task) for place, task in old if self._is_free(task)],
            [(place, n) for place, n in new if n not in self.found],
        ):
            self._take(n, task)
        twins = {place for place, task in old if self._is_free(task)} & {p for p, n in new if n not in self.found}
        if not twins:
            return
        before = _neighbours([(old_place[task.node, task.id], (task.node, task.id)) for task in self.old])
        after = _neighbours([(place, n) for n, place in enumerate(new_place)])
        for which in (0, 1):
            left = [((place, before[task.node, task.id][which]), task) for place, task in old if self._is_free(task)]
            come = [((place, after[n][which]), n) for place, n in new if n not in self.found]
            for task, n in pair(only_once(left), only_once(come)):
                self._take(n, task)

    def _is_free(self, task: OldTask) -> bool:
        return (task.node, task.id) in self.free

    def below_known(self) -> bool:
        """The same words under a task that was recognised, wherever it is now; whether there were any."""
        before = len(self.found)
        old = [((task.node, task.parent, self.say(task.words)), task) for task in self.free.values() if task.parent]
        new = [
            ((self.found[task.parent].node, self.found[task.parent].id, self.say(task.words)), n)
            for n, task in self._waiting()
            if task.parent in self.found
        ]
        for task, n in pair(old, new):
            self._take(n, task)
        return len(self.found) > before

    def unique(self, key: Callable[[OldTask | NewTask], Hashable], *, everywhere: bool = False) -> None:
        """Pair what shares a key that is unique on both sides; `everywhere` counts what is paired already too."""
        old_tasks: Iterable[OldTask] = self.old if everywhere else self.free.values()
        new_tasks: Iterable[NewTask] = self.new if everywhere else [task for _, task in self._waiting()]
        old_counts, new_counts = Counter(map(key, old_tasks)), Counter(map(key, new_tasks))
        by_key = {key(task): task for task in self.free.values() if key(task) and old_counts[key(task)] == 1}
        for n, task in self._waiting():
            name = key(task)
            if name in by_key and new_counts[name] == 1:
                self._take(n, by_key[name])

    def reworded(self) -> None:
        """Close rewordings under the same parent."""
        old_below: dict[Hashable, list[tuple[OldTask, str]]] = defaultdict(list)
        new_below: dict[Hashable, list[tuple[int, str]]] = defaultdict(list)
        for task in self.free.values():
            old_below[task.node, task.parent].append((task, task.words))
        for n, new in self._waiting():
            above = self.found.get(new.parent) if new.parent >= 0 else None
            if new.parent < 0 or above is not None:
                new_below[new.node, above.id if above else ""].append((n, new.words))
        doubted = {n for _, n in self.doubtful}
        for where, tasks in new_below.items():
            before = old_below.get(where, [])
            for task, n in close_pairs(before, tasks):
                self._take(n, task)
            left = [(task, words) for task, words in before if self._is_free(task)]
            for n, words in tasks if left else []:
                if n not in self.found and n not in doubted:
                    best = max(left, key=lambda pair, words=words: close(pair[1], words))  # type: ignore[misc]
                    if close(best[1], words) >= PERHAPS:
                        self.doubtful.append((best[0], n))

    def twins_in_doubt(self) -> None:
        """Twins of which some came or went, so that nobody can say which: they are doubtful."""
        self.doubtful = [(task, n) for task, n in self.doubtful if self._is_free(task) and n not in self.found]
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for n, new in self._waiting():
            waiting[new.node, new.words].append(n)
        for task in self.free.values():
            twins = waiting.get((task.node, task.words))
            if twins and all(task is not other for other, _ in self.doubtful):
                self.doubtful.append((task, twins[0]))

    def returned(self, gone: Sequence[OldTask]) -> None:
        """What left earlier and came back: the same words in the same note, or anywhere, unique on both sides."""
        for key in (_in_its_note, _anywhere):
            old_counts, new_counts = Counter(map(key, [*self.old, *gone])), Counter(map(key, self.new))
            back = {key(task): task for task in gone if old_counts[key(task)] == 1}
            for n, task in self._waiting():
                known = back.get(key(task))
                if known is not None and new_counts[key(task)] == 1 and known not in self.found.values():
                    self.found[n] = known


def _exactly(words: str) -> str:
    return words


def _in_its_note(task: OldTask | NewTask) -> Hashable:
    return task.node, bare(task.words)


def _anywhere(task: OldTask | NewTask) -> Hashable:
    return bare(task.words)


def _neighbours(items: Sequence[tuple[_Place, _Key]]) -> dict[_Key, tuple[Hashable, Hashable]]:
    """The words before and behind each item among those with the same parent; None at the ends."""
    lists: dict[Hashable, list[tuple[str, _Key]]] = defaultdict(list)
    for (node, above, words), key in items:
        lists[node, above].append((words, key))
    found: dict[_Key, tuple[Hashable, Hashable]] = {}
    for siblings in lists.values():
        names = [None, *(words for words, _ in siblings), None]
        found |= {key: (names[n], names[n + 2]) for n, (_, key) in enumerate(siblings)}
    return found
