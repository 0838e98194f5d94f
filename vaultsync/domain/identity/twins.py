"""Twins, tasks that say the same in one place, and what tells one from another.

What stands under them tells most, then what stands before and behind them, whichever is which. Beyond that they keep
their order, which turns round where the list they stand in was turned round.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from vaultsync.domain.identity.pairing import only_once, pair

_PLAINLY = 2  # of the steps from one known task to the next at least so many go back for each that goes on


class TaskLayout:
    """How tasks stand, by position in the document: what each says, the list it is in, the task above it or -1.

    `beside` is what stands before and behind each, sorted, empty at the ends; `below` what stands right under, sorted;
    `inner` the same by position.
    """

    def __init__(self, words: Sequence[str], homes: Sequence[int], parents: Sequence[int]) -> None:
        self.words = words
        self.homes = homes
        self.parents = parents
        lists: dict[int, list[int]] = defaultdict(list)
        self.inner: list[list[int]] = [[] for _ in self.words]
        for n, home in enumerate(self.homes):
            lists[home].append(n)
            if self.parents[n] >= 0:
                self.inner[self.parents[n]].append(n)
        self.below = [tuple(sorted(self.words[n] for n in inner)) for inner in self.inner]
        self.beside: list[tuple[str, str]] = [("", "")] * len(self.words)
        for siblings in lists.values():
            names = ["", *(self.words[n] for n in siblings), ""]
            for k, n in enumerate(siblings):
                before, behind = names[k], names[k + 2]
                self.beside[n] = (before, behind) if before <= behind else (behind, before)


class Twins:
    """Pairs twins of two versions of a document."""

    def __init__(self, old: TaskLayout, new: TaskLayout) -> None:
        self._old, self._new = old, new

    def between(
        self, old: Iterable[tuple[Hashable, bool, int]], new: Iterable[tuple[Hashable, bool, int]]
    ) -> list[tuple[int, int]]:
        """Pairs that share a key and stand between the same two, where links came or went among those of that key.

        Given are the key of each, whether it has a link, and its position. A link that one got is none of another.
        """
        before: dict[Hashable, list[tuple[bool, int]]] = defaultdict(list)
        after: dict[Hashable, list[tuple[bool, int]]] = defaultdict(list)
        for found, rows in ((before, old), (after, new)):
            for key, is_linked, at in rows:
                found[key].append((is_linked, at))
        pairs: list[tuple[int, int]] = []
        for key, theirs in after.items():
            mine = before.get(key, [])
            if len(mine) + len(theirs) > 2 and sum(one for one, _ in mine) != sum(one for one, _ in theirs):
                left, come = [i for _, i in mine], [n for _, n in theirs]
                pairs += _alike(left, come, self._old.beside, self._new.beside)
        return pairs

    def was_below(self, old: int, new: int) -> bool:
        """Whether a new task is one that stood under an old one that says the same: it has its neighbours still."""
        there = {*self._new.beside[new]} - {""}
        if there.isdisjoint(self._old.beside[old]):
            for child in self._old.inner[old]:
                beside = {*self._old.beside[child]} - {""}
                if self._old.words[child] == self._new.words[new] and beside and beside.issubset(there):
                    return True
        return False

    def pairs(
        self, groups: Sequence[tuple[Sequence[int], Sequence[int]]], found: Mapping[int, int]
    ) -> list[tuple[int, int]]:
        """Pairs of old and new positions, for groups of as many old twins as new ones, in order of the document.

        `found` has the old position of what is known by its new one.
        """
        turned = _Turned(found, self._old.homes, self._new.homes)
        made: list[tuple[int, int]] = []
        for mine, theirs in groups:
            left, come = [*mine], [*theirs]
            for old, new in ((self._old.below, self._new.below), (self._old.beside, self._new.beside)):
                told = _alike(left, come, old, new)
                made += told
                mine_told, theirs_told = {i for i, _ in told}, {n for _, n in told}
                left = [i for i in left if i not in mine_told]
                come = [n for n in come if n not in theirs_told]
            if left and turned.is_turned(self._old.homes[left[0]], self._new.homes[come[0]]):
                come.reverse()
            made += zip(left, come, strict=True)
        return made


def _alike(
    left: Sequence[int], come: Sequence[int], old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]
) -> list[tuple[int, int]]:
    """Pairs of which both have the same about them, which no other has."""
    mine: list[tuple[Hashable, int]] = [(old[i], i) for i in left if any(old[i])]
    theirs: list[tuple[Hashable, int]] = [(new[n], n) for n in come if any(new[n])]
    return pair(only_once(mine), only_once(theirs))


class _Turned:
    """Which lists were turned round, as far as what is known of them tells: else as most lists of the document."""

    def __init__(self, found: Mapping[int, int], old: Sequence[int], new: Sequence[int]) -> None:
        self._on: Counter[tuple[int, int]] = Counter()
        self._back: Counter[tuple[int, int]] = Counter()
        last: dict[tuple[int, int], int] = {}
        for n in sorted(found):
            i = found[n]
            home = old[i], new[n]
            if home in last:
                (self._on if i > last[home] else self._back)[home] += 1
            last[home] = i
        self._all = self._back.total() > _PLAINLY * self._on.total()

    def is_turned(self, old: int, new: int) -> bool:
        """Whether a list, by its old and new number, was turned round."""
        on, back = self._on[old, new], self._back[old, new]
        return back > _PLAINLY * on if on + back > 1 else self._all
