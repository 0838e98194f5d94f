"""What it takes to be the same, and which known note a section of the outline is.

Ids are given once and kept for ever. What is recognised keeps its id, what is new gets one that was never used, and
what is unsure counts as removed and added: a tick never moves by a guess. The ladder, with text compared without
number, case and markup: the document's own `^id`; the same text under the same parent; the same text anywhere, unique
on both sides; the same link, unique on both sides; a close rewording under the same parent.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from vaultsync.domain.likeness import likeness
from vaultsync.markdown import labels
from vaultsync.markdown.durations import without_spans
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.names import slug, unique_id
from vaultsync.markdown.patterns import regex
from vaultsync.models.roadmap import Gone, KnownNote
from vaultsync.models.structs import Frozen

_Key = TypeVar("_Key", bound=Hashable)
_Old = TypeVar("_Old")
_New = TypeVar("_New")

# How alike (rapidfuzz ratio, 0 to 100) a rewording must be, and how much better than the next candidate.
CLOSE = 88.0
_THE_SAME = 100.0
CLEARLY = 6.0
PERHAPS = 65.0
_SHARED_TASKS = 0.6  # how many of a section's tasks must be the same for it to be the same section, retitled
_FEW = 3  # a step of fewer tasks is told by one of them
_ROMAN = regex(r"[ivx]+")
_NUMBERS = regex(r"\d+(?:[.,]\d+)*")
_DECORATION = {
    "So": " ",
    "Sk": "",
    "Cf": "",
    "Pi": "",
    "Pf": "",
    "Pd": " ",
}  # symbols, modifiers, joiners, quotes, dashes

_ADDRESS = regex(r"\s*[(<]?https?://[^\s()<>]+[)>]?$")
_ORIGIN = regex(r"^(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_STEPPED = regex(r"^\D{1,24}[\d\s–—,&-]+[:：.–—-]\s*(\S.{3,})$")
_REMARK = regex(r"(?:\s*(?:\([^()]*\)|\[[^\[\]]*\])|\s+[-–—]\s.*)$")
_LABELLED = regex(r"(\w+): ?(\d[\d.,–-]*)")
_ARTICLES = regex(r"\b(?:the|an?|der|die|das|el|la|los|las|le|les|o|os|as)\s+")
_TURNS = regex(
    r"^(?:un|non|in|im|dis|de|en|ex|up|down|anti|pre|post|sub|super|multi|semi|self|inter|intra|over|under|re)-?"
)
_WORD = regex(r"[^\s,.;:!?…()\[\]{}\"'“”„‘’«»/|–—]*\w[^\s,.;:!?…()\[\]{}\"'“”„‘’«»/|–—]*")  # `c++` and `-ar`, too
_RESPELT = 84.0  # how alike one word in two spellings is (`practice`, `practise`; not `major`, `minor`)
_SHORT = 4  # letters of a word in which a letter more or less makes no other word
_VOWEL = regex(r"[aeiouy]|[^\x00-\x7f]")  # a word without one is short for something: `http` is not `https`
_ACCENTS = regex(r"[\u0300-\u036f]")
_ENOUGH = 5  # long words that both wordings have: with so many, another word among them is a rewording
_LONG = 5  # letters of a long word
_DOUBTFUL = 74.0  # how close a wording of fewer is at most in which a word took the place of another


class _Undecorated(dict[int, str]):
    """What becomes of a character, by its code point: nothing of decoration. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "" if char in "\"'`\ufe0f" else _DECORATION.get(unicodedata.category(char), char)
        return self[code]


_undecorated = _Undecorated()


@lru_cache(maxsize=1 << 17)
def same_words(text: str) -> str:
    """Text without number, case, markup and outer white space: two items that agree in it say the same."""
    plain = read_inline(text.replace("\\[\\[", "[["))[0]
    return " ".join(labels.NUMBER.sub("", plain.strip()).casefold().split())


@lru_cache(maxsize=1 << 17)
def bare(words: str) -> str:
    """Words without what only decorates them: emoji, quotes, dashes, the stops and the address at the end."""
    said = _ADDRESS.sub("", words) if "://" in words else words
    return " ".join(said.translate(_undecorated).split()).strip(".,:;!… ") or words


def address(url: str) -> str:
    """A link without what changes when a site moves to HTTPS or drops its `www`."""
    return _ORIGIN.sub("", url).rstrip("/")


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


def close(old: str, new: str) -> float:
    """How close a rewording is, 0 to 100; 0 where it may well be another thing.

    A remark in brackets or behind a dash that comes or goes makes no other thing, nor does another time that it takes
    (`Onion soup (2h)`, `Onion soup (3h)`) or a part of a remark that comes or goes. Other numbers (`Chapter 3`,
    `Chapter 4`, `Part I`, `Part II`) or a turned word (`supervised`, `unsupervised`) do. A word in the place of another
    may, where not much else is said: `TCP` and `UDP`, `C++` and `C#`, `G major` and `D major` are few letters apart.
    """
    old, new = _ARTICLES.sub("", _unaccented(old)), _ARTICLES.sub("", _unaccented(new))
    if old == new or _same_but_remarks(old, new):
        return _THE_SAME
    if Counter(_NUMBERS.findall(old)) != Counter(_NUMBERS.findall(new)):
        return 0.0
    before, after = Counter(tokens(old)), Counter(tokens(new))
    gone, come = before - after, after - before
    if any(map(_ROMAN.fullmatch, (*gone, *come))):
        return 0.0
    for one in gone:
        for other in come:
            if _TURNS.sub("", one, count=1) == _TURNS.sub("", other, count=1):
                return 0.0
    if not before & after and len(before) > 1:
        return 0.0
    alike = likeness(old, new)
    both = sum(count for word, count in (before & after).items() if len(word) >= _LONG)
    if come and both < _ENOUGH and not all(any(_respelt(one, other) for other in come) for one in gone):
        return min(alike, _DOUBTFUL)
    return alike


def _same_but_remarks(old: str, new: str) -> bool:
    """Whether both say the same before a remark, of which one has all words of the other but for times."""
    before, after = _REMARK.sub("", old), _REMARK.sub("", new)
    if before != after or not before:
        return False
    if before in (old, new):
        return True
    said, says = (tokens(_timeless(text[len(before) :])) for text in (old, new))
    short, long = sorted((said, says), key=len)
    rest = iter(long)
    return all(word in rest for word in short)


def _timeless(remark: str) -> str:
    """A remark without the time that it says: `(2h)`, `– Hours: 2`."""
    return without_spans(_LABELLED.sub(r"\2 \1", remark))


def tokens(text: str) -> list[str]:
    """The words of a text without the signs around them; `c++` and `-ar` are words."""
    return _WORD.findall(text)


def _unaccented(text: str) -> str:
    return text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", text))


def _respelt(one: str, other: str) -> bool:
    """Whether two words are one in two spellings, or its singular and plural."""
    whole = all(len(word) >= _SHORT and _VOWEL.search(word) for word in (one, other))
    short, long = sorted((one, other), key=len)
    return whole and (long in (f"{short}s", f"{short}es") or likeness(one, other) >= _RESPELT)


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
        if score == _THE_SAME or all(score - likeness(words, other) >= CLEARLY for other in others for words in both):
            found.append((old[n][0], new[best][0]))
    return found


def core(title: str) -> str:
    """Words behind the number of a step (`month 2: barre chords` → `barre chords`), else empty."""
    found = _STEPPED.match(title)
    return found.group(1).strip() if found and labels.step(title) else ""


def only_once(pairs: Sequence[tuple[_Key, _Old]]) -> list[tuple[_Key, _Old]]:
    """Those whose key no other has."""
    counts = Counter(key for key, _ in pairs)
    return [(key, value) for key, value in pairs if counts[key] == 1]


def telling(sections: Iterable[Collection[str]]) -> list[frozenset[str]]:
    """The words of each section's tasks that no other has: `Quiz`, which many have, tells none of them."""
    given = [frozenset(words) for words in sections]
    counts = Counter(words for section in given for words in section)
    return [frozenset(words for words in section if counts[words] == 1) for section in given]


class NewNote(Frozen):
    """A section that gets a note: its title, the words of its tasks, and those of them that no other section has."""

    title: str
    tasks: frozenset[str]
    telling: frozenset[str]


class NoteIds:
    """Gives the notes of one roadmap their ids."""

    def __init__(
        self, known: dict[str, KnownNote], reserved: Iterable[str] = (), gone: Mapping[str, Gone] | None = None
    ) -> None:
        self.taken = {*known, *(item.partition("#^")[0] for item in reserved)}
        self.free = {id_: note for id_, note in known.items() if id_}
        self.parents = {id_: note.parent for id_, note in self.free.items()}
        self.below = Counter(self.parents.values())
        self.left: dict[str, KnownNote] = {}  # what left the roadmap earlier
        for id_, one in (gone or {}).items():
            if "#^" not in id_ and id_ not in self.free:
                self.left[id_] = KnownNote(id_, one.words, "#", "")
        both = {**self.free, **self.left}
        self.titles = {id_: same_words(note.title) for id_, note in both.items()}
        self.tasks = {id_: {same_words(task.text) for task in note.tasks} for id_, note in both.items()}
        for item, one in (gone or {}).items():
            owner = item.partition("#^")[0]
            if owner in self.left and owner != item:
                self.tasks[owner].add(same_words(one.words))
        self.telling = dict(zip(self.free, telling(self.tasks[id_] for id_ in self.free), strict=True))
        there = {words for id_ in self.free for words in self.tasks[id_]}
        apart = telling(self.tasks[id_] - there for id_ in self.left)
        self.telling |= dict(zip(self.left, apart, strict=True))

    def match_children(self, parent: str, notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections below a note.

        Told by the same title (of several, and of steps like `Week 3`, by most of the same tasks), the same title
        behind another number (`Month 2: …`, `Month 3: …`), most of the same tasks, or a close title.
        """
        ids = [""] * len(notes)
        self._steps(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        self._twins(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        self._pair(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        below = [id_ for id_, note in self.free.items() if note.parent == parent]
        cores = [(words, id_) for id_ in below if (words := core(self.titles[id_]))]
        open_ = [(words, n) for n, note in enumerate(notes) if not ids[n] and (words := core(same_words(note.title)))]
        for id_, n in pair(only_once(cores), only_once(open_)):
            self._take(ids, n, id_)
        waiting = [n for n, id_ in enumerate(ids) if not id_]
        for n in waiting:
            alike = [id_ for id_ in below if id_ in self.free and self._shared(id_, notes[n]) >= _SHARED_TASKS]
            if len(alike) == 1:
                self._take(ids, n, alike[0])
        old = [(id_, self.titles[id_]) for id_ in below if id_ in self.free]
        new = [(n, same_words(notes[n].title)) for n in waiting if not ids[n]]
        for id_, n in close_pairs(old, new, [same_words(note.title) for n, note in enumerate(notes) if ids[n]]):
            self._take(ids, n, id_)
        return ids

    def _twins(self, ids: list[str], notes: Sequence[NewNote], among: Sequence[str]) -> None:
        """Of sections with one title those that share most of their tasks with just one."""
        counts = Counter(bare(self.titles[id_]) for id_ in among)
        wanted = Counter(bare(same_words(note.title)) for note in notes)
        pairs = [
            (id_, n)
            for n, note in enumerate(notes)
            for id_ in among
            if (title := bare(same_words(note.title))) == bare(self.titles[id_])
            and max(counts[title], wanted[title]) > 1
            and self._shared(id_, note) >= _SHARED_TASKS
        ]
        self._take_single(ids, pairs)

    def _steps(self, ids: list[str], notes: Sequence[NewNote], among: Sequence[str]) -> None:
        """Of steps (`Week 3`) those that share most of their tasks with just one: the others move on for a new one."""
        steps = [id_ for id_ in among if labels.step(self.titles[id_])]
        come = [n for n, note in enumerate(notes) if labels.step(same_words(note.title))] if len(steps) > 1 else []
        by_task: dict[str, list[str]] = defaultdict(list)
        for id_ in steps:
            for words in self.telling[id_]:
                by_task[words].append(id_)
        pairs = []
        for n in come:
            shared = Counter(id_ for words in notes[n].telling for id_ in by_task.get(words, ()))
            for id_, count in shared.items():
                if count > 1 or max(len(self.tasks[id_]), len(notes[n].tasks)) < _FEW:
                    fewer = min(len(self.telling[id_]), len(notes[n].telling))
                    pairs += [(id_, n)] if count >= _SHARED_TASKS * fewer else []
        self._take_single(ids, pairs)

    def _take_single(self, ids: list[str], pairs: Sequence[tuple[str, int]]) -> None:
        """Take the pairs whose two sides are in no other pair."""
        old, new = Counter(id_ for id_, _ in pairs), Counter(n for _, n in pairs)
        for id_, n in pairs:
            if old[id_] == 1 == new[n]:
                self._take(ids, n, id_)

    def match_anywhere(self, notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections that moved: the title is unique on both sides, or most tasks are the same.

        Of few tasks all have to be the same, and of steps with another number (`Week 3: Yeast`) some. Those that left
        earlier and are back are told in the same way.
        """
        ids = [""] * len(notes)
        self._pair(ids, notes, self._single(self.free, notes))
        cores = [(words, id_) for id_ in self.free if (words := core(self.titles[id_]))]
        steps = [(words, n) for n, note in enumerate(notes) if not ids[n] and (words := core(same_words(note.title)))]
        for id_, n in pair(only_once(cores), only_once(steps)):
            if self.tasks[id_] & notes[n].tasks:
                self._take(ids, n, id_)
        few = [(id_, n) for n, note in enumerate(notes) for id_ in self.free if not ids[n] and self._is(id_, note)]
        self._take_single(ids, few)
        waiting = [n for n, id_ in enumerate(ids) if not id_ and len(notes[n].tasks) > 2]
        alike = [(id_, n) for n in waiting for id_ in self.free if self._shared(id_, notes[n]) >= _SHARED_TASKS]
        self._take_single(ids, alike)
        back = [
            id_
            for id_ in self._single(self.left, notes)
            for note in notes
            if bare(same_words(note.title)) == bare(self.titles[id_])
            and 2 * len(self.tasks[id_] & note.tasks) >= len(self.tasks[id_])
        ]
        self._pair(ids, notes, back)
        waiting = [n for n in waiting if not ids[n]]
        alike = [(id_, n) for n in waiting for id_ in self.left if self._shared(id_, notes[n]) >= _SHARED_TASKS]
        self._take_single(ids, alike)
        return ids

    def match_above(self, below: Sequence[Sequence[str]]) -> list[str]:
        """The known ids of sections of which the ids of the sections right `below` are given: told by most of these."""
        ids = [""] * len(below)
        pairs = []
        for n, children in enumerate(below):
            parents = Counter(self.parents[child] for child in children if child in self.parents)
            for parent, count in parents.most_common(1):
                if parent in self.free and 2 * count > max(len(children), self.below[parent]):
                    pairs.append((parent, n))
        self._take_single(ids, pairs)
        return ids

    def _single(self, among: Mapping[str, KnownNote], notes: Sequence[NewNote]) -> list[str]:
        """Those of `among` whose title is unique on both sides."""
        counts = Counter(bare(self.titles[id_]) for id_ in among)
        wanted = Counter(bare(same_words(note.title)) for note in notes)
        return [id_ for id_ in among if counts[title := bare(self.titles[id_])] == 1 == wanted[title]]

    def _pair(self, ids: list[str], notes: Sequence[NewNote], among: Iterable[str]) -> None:
        old = [(bare(self.titles[id_]), id_) for id_ in among]
        for id_, n in pair(old, ((bare(same_words(note.title)), n) for n, note in enumerate(notes))):
            self._take(ids, n, id_)

    def _take(self, ids: list[str], position: int, id_: str) -> None:
        if not ids[position] and (self.free.pop(id_, None) or self.left.pop(id_, None)) is not None:
            ids[position] = id_

    def _shared(self, id_: str, note: NewNote) -> float:
        """How many of the tasks that tell a section from others are the same (0 to 1), of the fewer."""
        tasks = self.telling[id_]
        fewer = min(len(tasks), len(note.telling))
        return len(tasks & note.telling) / fewer if fewer > 1 else 0.0

    def _is(self, id_: str, note: NewNote) -> bool:
        """Whether a section has several tasks, and they are those of this one, which tell both from all others."""
        tasks = self.tasks[id_]
        return len(tasks) > 1 and tasks == note.tasks == self.telling[id_] == note.telling

    def new(self, title: str, parent: str, blocks: Collection[str] = ()) -> str:
        """A fresh id for a section; `blocks` are the block ids given in its parent's note, where it gets a line."""
        made = unique_id(slug(same_words(title), parent=parent), {*self.taken, *blocks})
        self.taken.add(made)
        return made
