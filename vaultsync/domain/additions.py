"""Words that several tasks got or lost at once (`free`, `Video: …`, `part 3`): they are still the same tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping

from vaultsync.domain.identity import bare
from vaultsync.markdown.patterns import regex

Said = tuple[Hashable, str]  # where a task stands, and its words

_SEVERAL = 3  # tasks that have to get the same
_WORDS = 5  # of what they get, at most
_NUMBER = regex(r"\d+")


def additions(
    old: Mapping[int, Said],
    new: Mapping[int, Said],
    known: Iterable[Said],
    there: Iterable[Said],
    least: int,
    already: Container[str] = (),
) -> dict[str, list[tuple[int, int]]]:
    """Pairs of old and new positions that say the same in one place, by words that several of them got or lost.

    `old` and `new` are the tasks not recognised yet, `known` and `there` all old and all new tasks; `already` has what
    several got or lost elsewhere. Words that tell two tasks of one place apart are not taken for an addition. What
    remains without them has at least `least` words.
    """
    before, after = _single(old, known), _single(new, there)
    pairs: dict[tuple[int, int], str] = {}
    for (place, words), n in after.items():
        for rest, added in _shortened(words, least):
            if (place, rest) in before:
                pairs[before[place, rest], n] = f"+{added}"
    for (place, words), i in before.items():
        for rest, lost in _shortened(words, least):
            if (place, rest) in after:
                pairs[i, after[place, rest]] = f"-{lost}"
    left, came = Counter(i for i, _ in pairs), Counter(n for _, n in pairs)
    by_addition: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (i, n), added in pairs.items():
        if left[i] == 1 == came[n]:
            by_addition[added].append((i, n))
    return {added: same for added, same in by_addition.items() if len(same) >= _SEVERAL or added in already}


def _single(said: Mapping[int, Said], all_: Iterable[Said]) -> dict[Said, int]:
    counts = Counter((place, bare(words)) for place, words in all_)
    return {key: n for n, (place, words) in said.items() if counts[key := (place, bare(words))] == 1}


def _shortened(words: str, least: int) -> Iterator[tuple[str, str]]:
    """Words without some of their first, or last, ones, and these, all numbers as one."""
    parts = words.split()
    for k in range(max(least, len(parts) - _WORDS), len(parts)):
        yield bare(" ".join(parts[:k])), _NUMBER.sub("0", f"… {' '.join(parts[k:])}")
        yield bare(" ".join(parts[-k:])), _NUMBER.sub("0", f"{' '.join(parts[:-k])} …")
