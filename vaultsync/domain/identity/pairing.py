"""Old and new, paired by a key that both have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Old = TypeVar("_Old")
_New = TypeVar("_New")


def pair(old: Iterable[tuple[_Key, _Old]], new: Iterable[tuple[_Key, _New]]) -> list[tuple[_Old, _New]]:
    """Pairs of old and new that share a key. Equal twins pair in order, and only if their count is unchanged."""
    return [match for before, after in as_many(old, new) for match in zip(before, after, strict=True)]


def as_many(old: Iterable[tuple[_Key, _Old]], new: Iterable[tuple[_Key, _New]]) -> list[tuple[list[_Old], list[_New]]]:
    """All old and all new that share a key, for the keys that as many old as new ones have."""
    before: dict[_Key, list[_Old]] = defaultdict(list)
    after: dict[_Key, list[_New]] = defaultdict(list)
    for key, value in old:
        before[key].append(value)
    for key, item in new:
        after[key].append(item)
    return [(before[key], items) for key, items in after.items() if len(before.get(key, ())) == len(items)]


def only_once(pairs: Sequence[tuple[_Key, _Old]]) -> list[tuple[_Key, _Old]]:
    """Those whose key no other has."""
    counts = Counter(key for key, _ in pairs)
    return [(key, value) for key, value in pairs if counts[key] == 1]
