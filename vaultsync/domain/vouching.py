"""What stands around a task vouches for it: what it stands under, and its neighbours.

Parents are matched by their children: where most of what is known of a list went to one list, that is the same list,
whatever its heading or the task above it says now. Equal words below it are then the same, too. And what says the same
between the same two neighbours is the same, wherever these went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Mapping, Sequence
from typing import TypeVar

_Home = TypeVar("_Home", bound=Hashable)


def same_homes(
    found: Mapping[int, int], old: Sequence[_Home], new: Sequence[_Home]
) -> dict[_Home, tuple[_Home, int, bool]]:
    """New home → the old home it is, how many of its tasks say so, and whether most of both do.

    `found` has the known task (position) of new tasks; `old` and `new` the home of each task: all that it stands
    under. Two homes are one if each got or gave the most of what is known of the other, more than half of what went.
    """
    votes: Counter[tuple[_Home, _Home]] = Counter((old[i], new[n]) for n, i in found.items())
    went: Counter[_Home] = Counter()
    best_new: dict[_Home, tuple[int, _Home]] = {}
    best_old: dict[_Home, tuple[int, _Home]] = {}
    for (before, after), count in votes.items():
        went[before] += count
        best_new[before] = max(best_new.get(before, (0, after)), (count, after), key=lambda best: best[0])
        best_old[after] = max(best_old.get(after, (0, before)), (count, before), key=lambda best: best[0])
    size_old, size_new = Counter(old), Counter(new)
    same: dict[_Home, tuple[_Home, int, bool]] = {}
    for before, (count, after) in best_new.items():
        sizes = size_old[before], size_new[after]
        if best_old[after][1] == before and 2 * count > went[before] and 2 * count >= min(sizes):
            same[after] = before, count, 2 * count > max(sizes)
    return same


def between_neighbours(
    found: Mapping[int, int],
    free: Container[int],
    old: Sequence[tuple[_Home, Hashable]],
    new: Sequence[tuple[_Home, Hashable]],
) -> list[tuple[int, int]]:
    """Pairs of old and new tasks that say the same beside the same neighbours.

    `old` and `new` have the home and the words of every task, in the order of the document. One neighbour is enough
    where it stands in the same list, and nothing else lays claim to the task.
    """
    now = {i: n for n, i in found.items()}
    claims: dict[int, set[int]] = defaultdict(set)
    for n, (home, words) in enumerate(new):
        if n in found:
            continue
        for step in (-1, 1):
            beside = found.get(n + step)
            i = beside - step if beside is not None else -1
            if 0 <= i < len(old) and i in free and old[i][1] == words:
                other = now.get(i - step) if 0 <= i - step < len(old) else None
                both = other is not None and other == n - step
                alone = old[i + step][0] == old[i][0] and new[n + step][0] == home
                if both or alone:
                    claims[n].add(i)
    claimed = Counter(i for claim in claims.values() for i in claim)
    return [(i, n) for n, claim in claims.items() if len(claim) == 1 for i in claim if claimed[i] == 1]


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
