"""What several tasks got or lost at once: `free`, `Video: …`, `part 3`. It makes no other tasks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from vaultsync.domain.identity import bare
from vaultsync.markdown.patterns import regex

_SEVERAL = 3  # tasks that have to get the same
_WORDS = 5  # of what they get, at most
_LETTERS = 8  # of a task that stays the same, at least, in two words or more: `Quiz` is said by many
_NUMBER = regex(r"\d+")


def additions(
    old: Mapping[int, str], new: Mapping[int, str], known: Iterable[str], there: Iterable[str]
) -> list[tuple[int, int]]:
    """Pairs of old and new positions whose words are the same but for what several of them got, or lost.

    `old` and `new` have the words of what is not recognised, `known` and `there` those of all old and all new tasks:
    what two tasks say is told by no addition.
    """
    before, after = _single(old, known), _single(new, there)
    pairs: dict[tuple[int, int], str] = {}
    for words, n in after.items():
        for rest, added in _shortened(words):
            if rest in before:
                pairs[before[rest], n] = f"+{added}"
    for words, i in before.items():
        for rest, lost in _shortened(words):
            if rest in after:
                pairs[i, after[rest]] = f"-{lost}"
    left, came = Counter(i for i, _ in pairs), Counter(n for _, n in pairs)
    by_addition: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (i, n), added in pairs.items():
        if left[i] == 1 == came[n]:
            by_addition[added].append((i, n))
    return [one for same in by_addition.values() if len(same) >= _SEVERAL for one in same]


def _single(words: Mapping[int, str], all_: Iterable[str]) -> dict[str, int]:
    counts = Counter(map(bare, all_))
    return {said: n for n, text in words.items() if counts[said := bare(text)] == 1}


def _shortened(words: str) -> Iterator[tuple[str, str]]:
    """Words without some of their first, or last, ones, and these, all numbers as one."""
    parts = words.split()
    for k in range(max(2, len(parts) - _WORDS), len(parts)):
        for rest, added in ((parts[:k], f"… {' '.join(parts[k:])}"), (parts[-k:], f"{' '.join(parts[:-k])} …")):
            kept = bare(" ".join(rest))
            if len(kept) >= _LETTERS:
                yield kept, _NUMBER.sub("0", added)
