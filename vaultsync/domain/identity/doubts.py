"""What left and what came that may be the same in other words: nobody can say, so the learner is asked.

Asked is only about the plain: each is the other's best candidate, one to one. The less two tasks say alike, the more
their places must: alone between the same neighbours, below the same parent, anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from vaultsync.domain.identity.likeness import likeness
from vaultsync.domain.identity.rewording import (
    CLEARLY,
    CLOSE,
    PERHAPS,
    close,
    differ_in_remarks,
    tokens,
    without_same_remark,
)
from vaultsync.markdown.patterns import regex

_IN_PLACE = 55.0  # how alike (0 to 100) what stands alone between the same neighbours has to be
_MOST = 40_000  # pairs that are compared at most, in one go
_SHARED = 50 * _MOST  # words that are looked up at most for it: where all tasks say nearly the same, nobody is asked
_WORD = regex(r"\w{4,}")
_ALL = 90.0  # how much alike wordings are of which one has all words of the other


class Doubts:
    """Finds doubtful pairs among the tasks that `left` and those that `came`: their words by position."""

    def __init__(self, left: Mapping[int, str], came: Mapping[int, str]) -> None:
        self._left, self._came = dict(left), dict(came)
        self._found: dict[int, int] = {}  # what came → what left

    def pairs(self) -> list[tuple[int, int]]:
        """What left and what came, in the order of what came."""
        return [(i, n) for n, i in sorted(self._found.items())]

    def _take(self, i: int, n: int) -> None:
        if self._left.pop(i, None) is not None and self._came.pop(n, None) is not None:
            self._found[n] = i

    def said(self, pairs: Iterable[tuple[int, int]]) -> None:
        """What came says all that what left said, but there are others that do or did."""
        for i, n in pairs:
            if i in self._left and n in self._came:
                self._take(i, n)

    def in_place(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Each of these stands alone where the other stood."""
        for i, n in pairs:
            if i in self._left and n in self._came and perhaps(self._left[i], self._came[n]) >= _IN_PLACE:
                self._take(i, n)

    def among(self, left: Sequence[int], came: Sequence[int]) -> None:
        """The best pairs below one parent."""
        before = [i for i in left if i in self._left]
        after = [n for n in came if n in self._came]
        if before and after and len(before) * len(after) <= _MOST:
            self._best([(i, n) for i in before for n in after], PERHAPS, 0.0)

    def anywhere(self) -> None:
        """Close wordings under other parents, clearly better than the next."""
        by_word: dict[str, list[int]] = defaultdict(list)
        for n, words in self._came.items():
            for word in set(_WORD.findall(words)):
                by_word[word].append(n)
        pairs: list[tuple[int, int]] = []
        if (
            sum(len(by_word.get(word, ())) for words in self._left.values() for word in set(_WORD.findall(words)))
            > _SHARED
        ):
            return
        for i, words in self._left.items():
            shared = Counter(n for word in set(_WORD.findall(words)) for n in by_word.get(word, ()))
            for n, count in shared.items():
                if count > 2 or (
                    count == 2 and max(likeness(words, self._came[n]), close(words, self._came[n])) >= CLOSE
                ):
                    pairs.append((i, n))
        if len(pairs) <= _MOST:
            self._best(pairs, CLOSE, CLEARLY)

    def _best(self, pairs: Iterable[tuple[int, int]], least: float, clearly: float) -> None:
        """Take the pairs that are each other's best, at least so much alike, and so much better than the next."""
        scores = [
            (score, i, n) for i, n in pairs if (score := perhaps(self._left[i], self._came[n])) >= least - clearly
        ]
        scores.sort(key=lambda row: (-row[0], row[1], row[2]))
        rivals_left: dict[int, list[float]] = defaultdict(list)
        rivals_came: dict[int, list[float]] = defaultdict(list)
        for score, i, n in scores:
            rivals_left[i].append(score)
            rivals_came[n].append(score)
        for score, i, n in scores:
            alone = all(
                rivals[0] == score and (len(rivals) == 1 or score - rivals[1] >= clearly)
                for rivals in (rivals_left[i], rivals_came[n])
            )
            if score >= least and alone and i in self._left and n in self._came:
                self._take(i, n)


@lru_cache(maxsize=1 << 16)
def perhaps(old: str, new: str) -> float:
    """How much alike two wordings are, 0 to 100: letter by letter, or by the words of the shorter that both have.

    `Learn SQL` and `Learn SQL basics and joins` are much alike: the one says all of the other. A remark that both have
    makes them no more alike; what says the same beside two remarks may be the same.
    """
    old, new = without_same_remark(old, new)
    before, after = set(_WORD.findall(old)), set(_WORD.findall(new))
    both = len(before & after)
    shared = _ALL * both / min(len(before), len(after)) if both > 1 else 0.0
    beside = PERHAPS if differ_in_remarks(old, new) else 0.0
    return max(likeness(old, new), shared, beside, _ALL if says_all(tokens(old), tokens(new)) else 0.0)


def says_all(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the one of two wordings has all words of the other in their order; a single long one at either end."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1]) and _WORD.fullmatch(short[0]) is not None
    rest = iter(long)
    return len(short) > 1 and all(word in rest for word in short)


def between_known(found: Mapping[int, int], left: Iterable[int], old: int, new: int) -> list[tuple[int, int]]:
    """Pairs of an old and a new task, each alone between the same two known neighbours (or the ends).

    `found` has the old position of what is known by its new one; `old` and `new` are how many there are.
    """
    now = {i: n for n, i in found.items()} | {-1: -1, old: new}
    pairs = []
    for i in left:
        before = now.get(i - 1)
        if before is not None and now.get(i + 1) == before + 2 and before + 1 not in found:
            pairs.append((i, before + 1))
    return pairs
