"""How close other words are to the same: what makes a rewording, and what may be another thing."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from vaultsync.domain.identity.likeness import likeness
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import without_spans
from vaultsync.markdown.words.moments import month_of

_Old = TypeVar("_Old")
_New = TypeVar("_New")

# How alike (rapidfuzz ratio, 0 to 100) a rewording must be, and how much better than the next candidate.
CLOSE = 88.0
_THE_SAME = 100.0
_ANOTHER_DAY = 99.0  # the same but for a date: not where others beside it differ in their dates alone
CLEARLY = 6.0
PERHAPS = 65.0
_ROMAN = regex(r"[ivx]+")
_NUMBERS = regex(r"\d+(?:[.,]\d+)*")
_REMARK = regex(r"(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)|\s+[-–—]\s.*)$")
_IN_FRONT = regex(r"(?:\([^()]*\)|\[[^\[\]]*\])\s+(?=\w)")
_DATE = regex(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}\s?[-–—]\s?\d{1,2}/\d{1,2}")
_DAYS = (regex(r"([^\W\d_]{3,12})\.? \d{1,2}\b"), regex(r"\b\d{1,2}\.? ([^\W\d_]{3,12})"))
_WITHIN = regex(r"\s\([^()]*\)(?=\s)")
_LABELLED = regex(r"(\w+): ?(\d[\d.,–-]*)")
_ARTICLES = regex(r"\b(?:the|an?|der|die|das|el|la|los|las|le|les|o|os|as)\s+")
_SHORTENED = (
    (regex(r"\bvs\b\.?"), "versus"),
    (regex(r"(?<=\s)(?:&|\+|'n'|n')(?=\s)"), "and"),
    (regex(r"\bw/\s?"), "with "),
)
_GAPS = regex(r"(?<=[^\W\d_])[\s-]+(?=[^\W\d_])")  # between letters: `back end`, `back-end`
# What stands in front of a word that says another thing with it, or with another of these.
_TURNS = (
    "a", "un", "non", "in", "im", "ir", "il", "dis", "de", "en", "ex", "up", "down", "anti", "pre", "post", "pro",
    "sub", "super", "multi", "semi", "self", "inter", "intra", "over", "under", "re", "ab", "ad", "uni", "bi",
    "mono", "poly", "homo", "hetero", "macro", "micro", "hyper", "hypo", "endo", "exo", "para", "front", "back",
)  # fmt: skip
_STEM = 3  # letters of a word without it, at least
_WORD = regex(r"[^\s,.;:!?…()\[\]{}\"'“”„‘’«»/|–—]*\w[^\s,.;:!?…()\[\]{}\"'“”„‘’«»/|–—]*")  # `c++` and `-ar`, too
_RESPELT = 84.0  # how alike one word in two spellings is (`practice`, `practise`; not `major`, `minor`)
_SHORT = 4  # letters of a word in which a letter more or less makes no other word
_VOWEL = regex(r"[aeiouy]|[^\x00-\x7f]")  # a word without one is short for something: `http` is not `https`
_ACCENTS = regex(r"[\u0300-\u036f]")
_ENOUGH = 5  # long words that both wordings have: with so many, another word among them is a rewording
_LONG = 5  # letters of a long word
_FEW = 3  # times as many words stay as come where what comes is a detail
_ENDING = regex(r"(?<=\w{4})(?:ing|e?s|ed|e)$")  # of a word in its forms; not that of who does it: `train`, `trainer`
_PART = 2  # digits of the number of a part, at most: `2027` is a year
_DOUBTFUL = 74.0  # how close a wording of fewer is at most in which a word took the place of another


def close(old: str, new: str) -> float:
    """How close a rewording is, 0 to 100; 0 where it may well be another thing.

    A remark in brackets or behind a dash that comes or goes makes no other thing, unless it says which part (`part 2`),
    nor does another time that it takes (`Onion soup (2h)`, `Onion soup (3h)`), another date, or a part of a remark that
    comes or goes. Other numbers (`Chapter 3`, `Chapter 4`, `Part I`, `Part II`) or a turned word (`supervised`,
    `unsupervised`) do. A word in the place of another may, or one more, where not much else is said: `TCP` and `UDP`,
    `C++` and `C#`, `G major` and `D major`, `hand` and `left hand` are few letters apart.
    One word or two (`back end`, `backend`) and words cut short (`vs.`, `&`) are the same.
    """
    said = old, new
    old, new = _as_compared(old), _as_compared(new)
    if _GAPS.sub("", old) == _GAPS.sub("", new) or _same_but_remarks(old, new):
        return _THE_SAME
    if Counter(_NUMBERS.findall(old)) != Counter(_NUMBERS.findall(new)):
        return _ANOTHER_DAY if _dateless(old) == _dateless(new) else 0.0
    before, after = Counter(tokens(old)), Counter(tokens(new))
    gone, come = before - after, after - before
    if any(map(_ROMAN.fullmatch, (*gone, *come))):
        return 0.0
    if not _stems(gone).isdisjoint(_stems(come)):
        return 0.0
    if not before & after and len(before) > 1:
        return 0.0
    alike = likeness(old, new)
    if before.total() == after.total() and _inflected(old, new):
        return max(alike, CLOSE)
    if gone and alike <= _DOUBTFUL:
        return alike
    if alike > _DOUBTFUL and _has_word_for_article(*said):
        return _DOUBTFUL
    both = _long_words(old, new)
    if both < _ENOUGH and not (gone and come) and any(len(word) >= _SHORT for word in (*gone, *come)):
        return min(alike, _DOUBTFUL)
    if gone and come and (not _ends_alike(old, new) or any(len(word) == 1 for word in (*gone, *come))):
        both = 0  # the last word, and a letter, tell what it is about
    if come and both < _ENOUGH and not all(any(_respelt(one, other) for other in come) for one in gone):
        return min(alike, _DOUBTFUL)
    if both >= _ENOUGH and not gone and _FEW * come.total() <= before.total():
        return max(alike, CLOSE)
    return alike


def _stems(words: Iterable[str]) -> set[str]:
    """Words, and what they are without what may stand in front of them: `independent`, `dependent`, `pendent`."""
    return {stem for word in words for stem in _turned(word)}


@lru_cache(maxsize=1 << 14)
def _turned(word: str) -> frozenset[str]:
    """A word, and what it is without each of what may stand in front of it."""
    rests = (word.removeprefix(turn).lstrip("-") for turn in _TURNS if word.startswith(turn))
    return frozenset([word, *(rest for rest in rests if len(rest) >= _STEM)])


def _ends_alike(old: str, new: str) -> bool:
    """Whether both end in one word but for remarks, in whatever spelling."""
    one, other = (tokens(_parted(words)[0])[-1:] for words in (old, new))
    return one == other or (bool(one and other) and _respelt(one[0], other[0]))


def _has_word_for_article(old: str, new: str) -> bool:
    """Whether a word took the place of one that looks like an article: `Plan A of two`, `Plan B of two`."""
    before, after = tokens(old), tokens(new)
    if len(before) != len(after):
        return False
    return len(tokens(_ARTICLES.sub("", old))) != len(tokens(_ARTICLES.sub("", new)))


def _long_words(old: str, new: str) -> int:
    """How many long words both wordings have; where they say the same beside remarks, or behind labels, these have."""
    (label, _, said), (other, _, says) = (words.partition(": ") for words in (old, new))
    if differ_in_remarks(old, new):
        old, new = _parted(old)[1], _parted(new)[1]
    elif said == says != "":
        old, new = label, other
    shared = Counter(tokens(old)) & Counter(tokens(new))
    return sum(count for word, count in shared.items() if len(word) >= _LONG)


def _inflected(old: str, new: str) -> bool:
    """Whether both say the same words in the same order, some of them in other forms (`handling`, `handle`)."""
    one, other = ([_stem(word) for word in tokens(text)] for text in (old, new))
    return one == other


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if _VOWEL.search(stem) else word


def _same_but_remarks(old: str, new: str) -> bool:
    """Whether both say the same beside a remark, of which one has all words of the other but for times.

    The one may be short for the other, which its remark may tell: `GKE (Google Kubernetes Engine)`.
    """
    if _same_name(old, new):
        return True
    (before, left), (after, came) = _parted(old), _parted(new)
    said, says = tokens(before), tokens(after)
    if not said or said != says:
        told = tokens(left) in ([], said, says) and tokens(came) in ([], said, says)
        return told and (_is_short_for(said, says) or _is_short_for(says, said))
    if not tokens(left) or not tokens(came):
        return not names_part(f"{left} {came}")
    one, other = (Counter(tokens(_timeless(remark))) for remark in (left, came))
    return one <= other or other <= one


def _same_name(old: str, new: str) -> bool:
    """Whether both have one name, and behind a colon the one says what the other does with words more, or nothing."""
    (one, _, first), (other, _, second) = (words.partition(": ") for words in (old, new))
    name, called = (tokens(words.replace("-", " ")) for words in (one, other))
    if name != called or len(name) < 2 or not (first or second):
        return False
    left, came = Counter(tokens(first)), Counter(tokens(second))
    numbers = [Counter(_NUMBERS.findall(words)) for words in (first, second)]
    if not left or not came:
        return not names_part(first or second)
    return numbers[0] == numbers[1] and (left <= came or came <= left)


def names_part(remark: str) -> bool:
    """Whether a remark says which part it is (`part 2`, `3`): with it and without are not the same."""
    said = " ".join(tokens(_timeless(remark)))
    return (said.isdecimal() and len(said) <= _PART) or labels.step(said) is not None


def _is_short_for(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one word is the first letters of several."""
    return len(one) == 1 and len(other) > 1 and one[0] == "".join(word[0] for word in other if word != "and")


def differ_in_remarks(old: str, new: str) -> bool:
    """Whether two wordings say the same beside remarks that do not."""
    (before, left), (after, came) = _parted(old), _parted(new)
    return bool(tokens(before)) and tokens(before) == tokens(after) and tokens(left) != tokens(came)


def without_same_remark(old: str, new: str) -> tuple[str, str]:
    """Two wordings without their remarks where these are the same but for numbers."""
    (before, left), (after, came) = _parted(old), _parted(new)
    return (before, after) if _NUMBERS.sub("0", left) == _NUMBERS.sub("0", came) else (old, new)


def unremarked(words: str) -> str:
    """The words beside a remark that says no number; empty where there is none, or they are not several."""
    said, remark = _parted(words)
    beside = tokens(said)
    return " ".join(beside) if len(beside) > 1 and tokens(remark) and not _NUMBERS.search(_timeless(remark)) else ""


def _parted(words: str) -> tuple[str, str]:
    """Words without the remarks at their end and in brackets, and these."""
    said = words
    while (shorter := _REMARK.sub("", said)) not in ("", said):
        said = shorter
    front = _IN_FRONT.match(said)
    at = front.end() if front else 0
    plain = _WITHIN.sub("", said[at:])
    return plain, " ".join((words[:at], *_WITHIN.findall(said[at:]), words[len(said) :]))


def _timeless(remark: str) -> str:
    """A remark without the time that it says: `(2h)`, `– Hours: 2`."""
    return without_spans(_LABELLED.sub(r"\2 \1", remark))


@lru_cache(maxsize=1 << 14)
def _dateless(words: str) -> str:
    """Words without the dates that they say: `2027-05-12`, `05/12–06/08`, `Jun 22`."""
    said = _DATE.sub("", words)
    for day in _DAYS:
        said = day.sub(lambda found: "" if month_of(found[1]) else found[0], said)
    return said


def tokens(text: str) -> list[str]:
    """The words of a text without the signs around them; `c++` and `-ar` are words."""
    return _WORD.findall(text)


def _as_compared(words: str) -> str:
    """Words without accents and articles, those that are cut short written out."""
    said = _ARTICLES.sub("", _unaccented(words))
    for short, whole in _SHORTENED:
        said = short.sub(whole, said)
    return said


def _unaccented(text: str) -> str:
    return text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", text))


def _respelt(one: str, other: str) -> bool:
    """Whether two words are one in two spellings, or its singular and plural."""
    whole = all(len(word) >= _SHORT and _VOWEL.search(word) for word in (one, other))
    short, long = sorted((one, other), key=len)
    return whole and (long in (f"{short}s", f"{short}es") or likeness(one, other) >= _RESPELT)


def _no_less(one: str, other: str) -> float:
    """How alike two wordings are that are two tasks, though they may differ in their dates alone."""
    return max(likeness(one, other), _ANOTHER_DAY if _dateless(one) == _dateless(other) else 0.0)


def close_pairs(
    old: Sequence[tuple[_Old, str]], new: Sequence[tuple[_New, str]], others: Collection[str] = ()
) -> list[tuple[_Old, _New]]:
    """Close rewordings, one to one: each the other's best, and clearly better than the next.

    `others` are the words of what stands beside them and is no candidate: where those differ as little (`Scale of G`,
    `Scale of D`), it is such a difference that tells them apart.
    """
    if not old or not new or len(old) * len(new) > 40_000:
        return []
    scores = [[close(before, after) for _, after in new] for _, before in old]
    found = []
    for n, row in enumerate(scores):
        best = max(range(len(row)), key=row.__getitem__)
        score = row[best]
        rivals = [value for m, value in enumerate(row) if m != best] + [
            other[best] for m, other in enumerate(scores) if m != n
        ]
        if score < CLOSE or any(score - rival < CLEARLY for rival in rivals):
            continue
        both = old[n][1], new[best][1]
        if score == _THE_SAME or all(score - _no_less(words, other) >= CLEARLY for other in others for words in both):
            found.append((old[n][0], new[best][0]))
    return found
