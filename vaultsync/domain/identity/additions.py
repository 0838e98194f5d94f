"""Words that several tasks got or lost at once (`free`, `Video: …`, `Step 3: …`): they are the same tasks.

Where several got other words instead, or words within theirs, they may be the same, and they may be others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping

from vaultsync.domain.identity.doubts import says_all
from vaultsync.domain.identity.rewording import names_part, tokens
from vaultsync.domain.identity.vouching import only_single
from vaultsync.domain.identity.wording import bare
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels

Said = tuple[Hashable, str]  # where a task stands, and its words

_SEVERAL = 3  # tasks that have to get the same
_MOST = 40_000  # pairs that are compared word by word
_WORDS = 5  # of what they get, at most
_LABEL = regex(r"(?P<label>[^:：]{1,60})[:：]\s+(?P<rest>\S.*)")
_REMARK = regex(r"(?P<rest>.*\S)\s*[(\[（](?P<label>[^()\[\]（）]+)[)\]）]")
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


def relabelled(
    old: Mapping[int, Said], new: Mapping[int, Said], known: Iterable[Said], there: Iterable[Said]
) -> list[tuple[int, int]]:
    """Pairs that say the same in one place beside a label or a remark for which several of them have another.

    Of the one nothing is left in the new version, the other was nowhere in the old: it may be called so now. What
    says the same as another task beside its label is told by that; no number may be another, and no book become a film.
    """
    before, after = _beside_labels(known), _beside_labels(there)
    labels_before, labels_after = ({label for _, label in given} for given in (before, after))
    rests_before, rests_after = (Counter(rest for rest, _ in given) for given in (before, after))
    came: dict[Said, list[tuple[int, str]]] = defaultdict(list)
    for n, said in new.items():
        for rest, label in _beside_labels([said]):
            came[rest].append((n, label))
    by_labels: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for i, said in old.items():
        for rest, label in _beside_labels([said]):
            for n, other in came[rest] if rests_before[rest] == 1 == rests_after[rest] else ():
                if label not in labels_after and other not in labels_before and not _of_other_types(label, other):
                    by_labels[label, other].append((i, n))
    return [one for same in by_labels.values() if len(same) >= _SEVERAL for one in same]


def _of_other_types(label: str, other: str) -> bool:
    """Whether two labels say what something is, and not the same (`video`, `book`)."""
    one, two = (labels.resource_type(f"{words.partition(' ')[2]}:") for words in (label, other))
    return bool(one and two) and one != two


def explained(
    old: Mapping[int, Said], new: Mapping[int, Said], known: Iterable[Said], there: Iterable[Said]
) -> list[tuple[int, int]]:
    """Pairs in one place of which one is the name that the other has before a colon: several of them at once.

    What stands behind the colon does not say which part it is.
    """
    names_before, names_after = (Counter(map(_name, given)) for given in (known, there))
    came = {_name(said): (n, said[1]) for n, said in new.items()}
    pairs: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
    for i, (place, words) in old.items():
        name = _name((place, words))
        n, other = came.get(name, (-1, words))
        label = _LABEL.fullmatch(max(words, other, key=len))
        is_one = label is not None and (":" in words) != (":" in other) and not names_part(label["rest"])
        if is_one and names_before[name] == 1 == names_after[name]:
            pairs[":" in words].append((i, n))
    return [one for same in pairs.values() if len(same) >= _SEVERAL for one in same]


def _name(said: Said) -> Said:
    label = _LABEL.fullmatch(said[1])
    return said[0], bare(label["label"] if label else said[1])


def inserted(
    old: Mapping[int, Said], new: Mapping[int, Said], known: Iterable[Said], there: Iterable[Said]
) -> list[tuple[int, int]]:
    """Pairs in one place of which one has words within it that the other has not: several of them the same words."""
    before, after = _single(old, known), _single(new, there)
    here: dict[Hashable, list[tuple[list[str], int]]] = defaultdict(list)
    for (place, words), n in after.items():
        here[place].append((tokens(words), n))
    if sum(len(here[place]) for place, _ in before) > _MOST:
        return []
    within: dict[tuple[int, int], tuple[bool, tuple[str, ...]]] = {}
    for (place, words), i in before.items():
        said = tokens(words)
        for says, n in here[place]:
            short, long = sorted((said, says), key=len)
            more = tuple((Counter(long) - Counter(short)).elements())
            if more and says_all(short, long) and not _NUMBER.search(" ".join(more)):
                within[i, n] = (short is said, more)
    by_words: dict[tuple[bool, tuple[str, ...]], list[tuple[int, int]]] = defaultdict(list)
    for pair in only_single(within):
        by_words[within[pair]].append(pair)
    return [one for same in by_words.values() if len(same) >= _SEVERAL for one in same]


def _beside_labels(said: Iterable[Said]) -> list[tuple[Said, str]]:
    """What stands behind a label or before a remark in brackets, with its place, and these; none with a number."""
    found = []
    for place, words in said:
        for form in (_LABEL, _REMARK):
            match = form.fullmatch(words)
            if match and not _NUMBER.search(match["label"]):
                found.append(((place, bare(match["rest"])), f"{form is _LABEL} {bare(match['label'])}"))
    return found


def _single(said: Mapping[int, Said], all_: Iterable[Said]) -> dict[Said, int]:
    counts = Counter((place, bare(words)) for place, words in all_)
    return {key: n for n, (place, words) in said.items() if counts[key := (place, bare(words))] == 1}


def _shortened(words: str, least: int) -> Iterator[tuple[str, str]]:
    """Words without some of their first, or last, ones, and these, all numbers as one; not without `part 2`."""
    parts = words.split()
    for k in range(max(least, len(parts) - _WORDS), len(parts)):
        if not names_part(" ".join(parts[k:])):
            yield bare(" ".join(parts[:k])), _NUMBER.sub("0", f"… {' '.join(parts[k:])}")
        yield bare(" ".join(parts[-k:])), _NUMBER.sub("0", f"{' '.join(parts[:-k])} …")
