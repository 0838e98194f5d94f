"""What stands around a task vouches for it: what it stands under, and its neighbours.

Parents are matched by their children, and sections by all below them: where most of what is known of a list went to
one list, that is the same list, whatever its heading or the task above it says now. Equal words below it are then the
same, too. And what says the same between the same two neighbours is the same, wherever these went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

_Old = TypeVar("_Old", bound=Hashable)
_New = TypeVar("_New", bound=Hashable)


class Homes:
    """What known and new tasks stand under, as numbers: `old` and `new` by position of the task.

    `above_old` and `above_new` have the position of the task right above what is in a home, or -1.
    """

    def __init__(
        self, old: Sequence[Hashable], old_parents: Sequence[int], new: Sequence[Hashable], new_parents: Sequence[int]
    ) -> None:
        self.old, self.above_old = _numbered(old, old_parents)
        self.new, self.above_new = _numbered(new, new_parents)


def _numbered(homes: Sequence[Hashable], parents: Sequence[int]) -> tuple[list[int], list[int]]:
    numbers: dict[Hashable, int] = {}
    above: list[int] = []
    found = []
    for home, parent in zip(homes, parents, strict=True):
        number = numbers.setdefault(home, len(numbers))
        if number == len(above):
            above.append(parent)
        found.append(number)
    return found, above


def same_homes(found: Mapping[int, int], old: Sequence[int], new: Sequence[int]) -> dict[int, tuple[int, int, bool]]:
    """New home → the old home it is, how many of its tasks say so, and whether most of both do.

    `found` has the known task (position) of new tasks; `old` and `new` the home of each task. Two homes are one if each
    got or gave the most of what is known of the other, more than half of what went.
    """
    votes: Counter[tuple[int, int]] = Counter((old[i], new[n]) for n, i in found.items())
    went: Counter[int] = Counter()
    best_new: dict[int, tuple[int, int]] = {}
    best_old: dict[int, tuple[int, int]] = {}
    for (before, after), count in votes.items():
        went[before] += count
        best_new[before] = max(best_new.get(before, (0, after)), (count, after), key=lambda best: best[0])
        best_old[after] = max(best_old.get(after, (0, before)), (count, before), key=lambda best: best[0])
    size_old, size_new = Counter(old), Counter(new)
    same: dict[int, tuple[int, int, bool]] = {}
    for before, (count, after) in best_new.items():
        sizes = size_old[before], size_new[after]
        enough = count > 1 or max(sizes) < 3
        if enough and best_old[after][1] == before and 2 * count > went[before] and 2 * count >= min(sizes):
            same[after] = before, count, 2 * count > max(sizes)
    return same


def joined_homes(found: Mapping[int, int], old: Sequence[int], new: Sequence[int]) -> set[tuple[int, int]]:
    """Old and new homes of which one went into the other: most of what is known of it, and more than one."""
    votes = Counter((old[i], new[n]) for n, i in found.items())
    went, come = Counter(old[i] for i in found.values()), Counter(new[n] for n in found)
    return {home for home, count in votes.items() if count > 1 and 2 * count > min(went[home[0]], come[home[1]])}


def between_neighbours(
    found: Mapping[int, int], free: Container[int], old: Sequence[int], new: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of old and new tasks beside the same neighbours: they are one if they say the same.

    `old` and `new` have the home of every task, in the order of the document. One neighbour is enough where it stands
    in the same home, and most of what is known of either home went along: in a document that was shuffled, neighbours
    are neighbours by chance.
    """
    now = {i: n for n, i in found.items()}
    votes = Counter((old[i], new[n]) for n, i in found.items())
    went, come = Counter(old[i] for i in now), Counter(new[n] for n in found)
    pairs = []
    for n, home in enumerate(new):
        for step in () if n in found else (-1, 1):
            neighbour = found.get(n + step)
            i = neighbour - step if neighbour is not None else -1
            if 0 <= i < len(old) and i in free:
                both = now.get(i - step) == n - step
                count = votes[old[i], home] if old[i + step] == old[i] and new[n + step] == home else 0
                if both or 2 * count > min(went[old[i]], come[home]):
                    pairs.append((i, n))
    return pairs


def same_sections(
    found: Mapping[int, int], old: Sequence[Sequence[Hashable]], new: Sequence[Sequence[Hashable]]
) -> dict[Hashable, Hashable]:
    """New section → the old one it is, told by all that is known below it, however deep.

    `old` and `new` have the sections that each task stands in, the nearest first. Two are one if more than half of what
    is known of either went along, and more than one; where several do, those of which the most did, then those as deep.
    Of which no more is known, they are one if all that stood right in the one stands right in the other.
    """
    votes: Counter[tuple[Hashable, Hashable]] = Counter()
    went: Counter[Hashable] = Counter()
    come: Counter[Hashable] = Counter()
    depth: dict[Hashable, int] = {}
    for n, i in found.items():
        went.update(old[i])
        come.update(new[n])
        votes.update((before, after) for before in old[i] for after in new[n])
        for sections in (old[i], new[n]):
            depth.update((section, len(sections) - k) for k, section in enumerate(sections))
    same: dict[Hashable, Hashable] = {}
    taken: set[Hashable] = set()
    ranks = [
        (-count / most, abs(depth[before] - depth[after]), n, before, after)
        for n, ((before, after), count) in enumerate(votes.items())
        if count > 1 and 2 * count > (most := max(went[before], come[after]))
    ]
    for *_, before, after in sorted(ranks, key=lambda rank: rank[:3]):
        if after not in same and before not in taken:
            same[after] = before
            taken.add(before)
    above_old, above_new = _above(old), _above(new)
    pairs = [(above_old.get(before), above_new.get(after)) for after, before in same.items()]
    for above, now in only_single((above, now) for above, now in pairs if above and now):
        if now not in same and above not in taken:
            same[now] = above
    return same


def _above(chains: Iterable[Sequence[Hashable]]) -> dict[Hashable, Hashable]:
    """The section that each stands right in, of sections given from the nearest outward."""
    return {section: above for chain in chains for section, above in pairwise(chain)}


def only_single(pairs: Iterable[tuple[_Old, _New]]) -> list[tuple[_Old, _New]]:
    """The pairs to whose sides nothing else lays claim, in their order."""
    single = dict.fromkeys(pairs)
    old, new = Counter(i for i, _ in single), Counter(n for _, n in single)
    return [(i, n) for i, n in single if old[i] == 1 == new[n]]


def beside(items: Sequence[tuple[Hashable, str]]) -> list[tuple[str | None, str | None]]:
    """The words before and behind each item among those in the same place; None at the ends."""
    lists: dict[Hashable, list[tuple[str, int]]] = defaultdict(list)
    for n, (place, words) in enumerate(items):
        lists[place].append((words, n))
    found: list[tuple[str | None, str | None]] = [(None, None)] * len(items)
    for siblings in lists.values():
        names = [None, *(words for words, _ in siblings), None]
        for k, (_, n) in enumerate(siblings):
            found[n] = names[k], names[k + 2]
    return found
