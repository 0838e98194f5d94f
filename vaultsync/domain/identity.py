"""Which known note and task a section and an item of the outline is.

Ids are given once and kept for ever. What is recognised keeps its id, what is new gets one that was never used, and
what is unsure counts as removed and added: a tick never moves by a guess (DESIGN, sections 3 and 6). The ladder, with
text compared without number, case and markup: the document's own `^id`; the same text under the same parent; the same
text anywhere, unique on both sides; the same link, unique on both sides; a close rewording under the same parent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from vaultsync.domain.likeness import likeness
from vaultsync.markdown import labels
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.names import slug, unique_id
from vaultsync.models.roadmap import KnownNote

_Key = TypeVar("_Key", bound=Hashable)
_Old = TypeVar("_Old")
_New = TypeVar("_New")

# How alike (rapidfuzz ratio, 0 to 100) a rewording must be, and how much better than the next candidate.
CLOSE = 88.0
CLEARLY = 6.0
PERHAPS = 65.0
_SHARED_TASKS = 0.6  # how many of a section's tasks must be the same for it to be the same section, retitled
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_STEPPED = re.compile(r"^\D{1,24}[\d\s–—,&-]+[:：.–—-]\s*(\S.{3,})$")
_ARTICLES = re.compile(r"\b(?:the|an?|der|die|das|el|la|los|las|le|les|o|os|as)\s+")
_TURNS = re.compile(r"^(?:un|non|in|im|dis|de|anti|pre|post|sub|super|multi|semi|self|inter|intra|over|under|re)-?")


@lru_cache(maxsize=1 << 17)
def same_words(text: str) -> str:
    """Text without number, case, markup and outer white space: two items that agree in it say the same."""
    plain = read_inline(text.replace("\\[\\[", "[["))[0]
    return " ".join(labels.NUMBER.sub("", plain.strip()).casefold().split())


def pair(old: Iterable[tuple[_Key, _Old]], new: Iterable[tuple[_Key, _New]]) -> list[tuple[_Old, _New]]:
    """Pairs of old and new that share a key. Equal twins pair in order, and only if their count is unchanged."""
    before: dict[_Key, list[_Old]] = defaultdict(list)
    after: dict[_Key, list[_New]] = defaultdict(list)
    for key, value in old:
        before[key].append(value)
    for key, item in new:
        after[key].append(item)
    return [
        match
        for key, items in after.items()
        if len(before.get(key, ())) == len(items)
        for match in zip(before[key], items, strict=True)
    ]


def close(old: str, new: str) -> float:
    """How close a rewording is, 0 to 100; 0 where it may well be another thing.

    Other numbers (`Chapter 3`, `Chapter 4`) or a turned word (`supervised`, `unsupervised`) make another thing.
    """
    old, new = _ARTICLES.sub("", old), _ARTICLES.sub("", new)
    if old == new:
        return 100.0
    if Counter(_NUMBERS.findall(old)) != Counter(_NUMBERS.findall(new)):
        return 0.0
    before, after = Counter(re.findall(r"\w+(?:-\w+)*", old)), Counter(re.findall(r"\w+(?:-\w+)*", new))
    gone, come = before - after, after - before
    for one in gone:
        for other in come:
            if _TURNS.sub("", one, count=1) == _TURNS.sub("", other, count=1):
                return 0.0
    if not before & after and len(before) > 1:
        return 0.0
    return likeness(old, new)


def close_pairs(old: Sequence[tuple[_Old, str]], new: Sequence[tuple[_New, str]]) -> list[tuple[_Old, _New]]:
    """Close rewordings, one to one: each the other's best, and clearly better than the next."""
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
        if score >= CLOSE and all(score - rival >= CLEARLY for rival in rivals):
            found.append((old[n][0], new[best][0]))
    return found


@dataclass(frozen=True, slots=True)
class OldTask:
    """A known task: the node id of its note, its block id, words, link, and the block id of the task above it."""

    node: str
    id: str
    words: str
    url: str
    parent: str


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task of the outline: the node id of its note, the document's own id or empty, words, link.

    `parent` is the position of the task above it in the list of new tasks, or -1.
    """

    node: str
    own: str
    words: str
    url: str
    parent: int


def match_tasks(old: Sequence[OldTask], new: Sequence[NewTask]) -> tuple[dict[int, OldTask], list[tuple[OldTask, int]]]:
    """Which known task each new one is (by position), those that are not in it being new; and the doubtful pairs."""
    matcher = _Matcher(old, new)
    matcher.own_ids()
    matcher.step(lambda task: (task.node, matcher.old_above(task), task.words), matcher.new_above)
    matcher.unique(lambda task: (task.node, task.words))
    matcher.unique(lambda task: task.words, everywhere=True)
    matcher.unique(lambda task: task.url, everywhere=True)
    matcher.step(lambda task: (task.node, matcher.old_above(task), task.words), matcher.new_above)
    matcher.reworded()
    return matcher.found, matcher.doubtful


class _Matcher:
    def __init__(self, old: Sequence[OldTask], new: Sequence[NewTask]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, OldTask] = {}
        self.doubtful: list[tuple[OldTask, int]] = []
        self.free = {(task.node, task.id): task for task in old}
        self.words_of = {(task.node, task.id): task.words for task in old}

    def _take(self, position: int, task: OldTask) -> None:
        if position not in self.found and self.free.pop((task.node, task.id), None) is not None:
            self.found[position] = task

    def _waiting(self) -> list[tuple[int, NewTask]]:
        return [(n, task) for n, task in enumerate(self.new) if n not in self.found]

    def old_above(self, task: OldTask) -> str:
        """The words of the known task above a known task."""
        return self.words_of.get((task.node, task.parent), "") if task.parent else ""

    def new_above(self, task: NewTask) -> tuple[str, str, str]:
        """The key of a new task that goes with `old_above`."""
        return task.node, self.new[task.parent].words if task.parent >= 0 else "", task.words

    def own_ids(self) -> None:
        """The ids that the document gives."""
        anywhere: dict[str, list[OldTask]] = defaultdict(list)
        for task in self.old:
            anywhere[task.id].append(task)
        for n, new in enumerate(self.new):
            if new.own:
                here = self.free.get((new.node, new.own))
                there = anywhere.get(new.own, [])
                if here is not None:
                    self._take(n, here)
                elif len(there) == 1:
                    self._take(n, there[0])

    def step(self, of_old: Callable[[OldTask], Hashable], of_new: Callable[[NewTask], Hashable]) -> None:
        """Pair what shares a key; equal twins in order."""
        old = [(of_old(task), task) for task in self.free.values()]
        new = [(of_new(task), n) for n, task in self._waiting()]
        for task, n in pair(old, new):
            self._take(n, task)

    def unique(self, key: Callable[[OldTask | NewTask], Hashable], *, everywhere: bool = False) -> None:
        """Pair what shares a key that is unique on both sides; `everywhere` counts what is paired already too."""
        old_tasks: Iterable[OldTask] = self.old if everywhere else self.free.values()
        new_tasks: Iterable[NewTask] = self.new if everywhere else [task for _, task in self._waiting()]
        old_counts, new_counts = Counter(map(key, old_tasks)), Counter(map(key, new_tasks))
        by_key = {key(task): task for task in self.free.values() if key(task) and old_counts[key(task)] == 1}
        for n, task in self._waiting():
            name = key(task)
            if name in by_key and new_counts[name] == 1:
                self._take(n, by_key[name])

    def reworded(self) -> None:
        """Close rewordings under the same parent."""
        old_below: dict[Hashable, list[tuple[OldTask, str]]] = defaultdict(list)
        new_below: dict[Hashable, list[tuple[int, str]]] = defaultdict(list)
        for task in self.free.values():
            old_below[task.node, task.parent].append((task, task.words))
        for n, new in self._waiting():
            above = self.found.get(new.parent) if new.parent >= 0 else None
            if new.parent < 0 or above is not None:
                new_below[new.node, above.id if above else ""].append((n, new.words))
        for where, tasks in new_below.items():
            before = old_below.get(where, [])
            for task, n in close_pairs(before, tasks):
                self._take(n, task)
            left = [(task, words) for task, words in before if (task.node, task.id) in self.free]
            for n, words in tasks if left else []:
                if n not in self.found:
                    best = max(left, key=lambda pair, words=words: close(pair[1], words))  # type: ignore[misc]
                    if close(best[1], words) >= PERHAPS:
                        self.doubtful.append((best[0], n))


def _core(title: str) -> str:
    """A section's title behind the number of its step (`month 2: barre chords` → `barre chords`), else empty."""
    found = _STEPPED.match(title)
    return found.group(1).strip() if found and labels.step(title) else ""


def _unique(pairs: Sequence[tuple[_Key, _Old]]) -> list[tuple[_Key, _Old]]:
    counts = Counter(key for key, _ in pairs)
    return [(key, value) for key, value in pairs if counts[key] == 1]


@dataclass(frozen=True, slots=True)
class NewNote:
    """A section that gets a note: its title and the words of its tasks."""

    title: str
    tasks: frozenset[str]


class NoteIds:
    """Gives the notes of one roadmap their ids."""

    def __init__(
        self, known: dict[str, KnownNote], reserved: Iterable[str] = (), gone: Mapping[str, str] | None = None
    ) -> None:
        self.taken = {*known, *(item.partition("#^")[0] for item in reserved)}
        self.free = {id_: note for id_, note in known.items() if id_}
        for id_, title in (gone or {}).items():
            if "#^" not in id_ and id_ not in self.free:
                self.free[id_] = KnownNote(id_, title, "#", "")
        self.titles = {id_: same_words(note.title) for id_, note in self.free.items()}
        self.tasks = {id_: {same_words(task.text) for task in note.tasks} for id_, note in self.free.items()}

    def match_children(self, parent: str, notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections below a note.

        Told by the same title, the same title behind another number (`Month 2: …`, `Month 3: …`), most of the same
        tasks, or a close title.
        """
        ids = [""] * len(notes)
        self._pair(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        below = [id_ for id_, note in self.free.items() if note.parent == parent]
        cores = [(core, id_) for id_ in below if (core := _core(self.titles[id_]))]
        open_ = [(core, n) for n, note in enumerate(notes) if not ids[n] and (core := _core(same_words(note.title)))]
        for id_, n in pair(_unique(cores), _unique(open_)):
            self._take(ids, n, id_)
        waiting = [n for n, id_ in enumerate(ids) if not id_]
        for n in waiting:
            alike = [id_ for id_ in below if id_ in self.free and self._shared(id_, notes[n]) >= _SHARED_TASKS]
            if len(alike) == 1:
                self._take(ids, n, alike[0])
        old = [(id_, self.titles[id_]) for id_ in below if id_ in self.free]
        new = [(n, same_words(notes[n].title)) for n in waiting if not ids[n]]
        for id_, n in close_pairs(old, new):
            self._take(ids, n, id_)
        return ids

    def match_anywhere(self, notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections that moved: the title is unique on both sides."""
        ids = [""] * len(notes)
        counts = Counter(self.titles.values())
        wanted = Counter(same_words(note.title) for note in notes)
        single = {words for words, count in wanted.items() if count == 1 and counts[words] == 1}
        self._pair(ids, notes, [id_ for id_ in self.free if self.titles[id_] in single])
        return ids

    def _pair(self, ids: list[str], notes: Sequence[NewNote], among: Iterable[str]) -> None:
        old = [(self.titles[id_], id_) for id_ in among]
        for id_, n in pair(old, ((same_words(note.title), n) for n, note in enumerate(notes))):
            self._take(ids, n, id_)

    def _take(self, ids: list[str], position: int, id_: str) -> None:
        if not ids[position] and self.free.pop(id_, None) is not None:
            ids[position] = id_

    def _shared(self, id_: str, note: NewNote) -> float:
        tasks = self.tasks[id_]
        fewer = min(len(tasks), len(note.tasks))
        return len(tasks & note.tasks) / fewer if fewer > 1 else 0.0

    def new(self, title: str, parent: str) -> str:
        """A fresh id for a section."""
        made = unique_id(slug(same_words(title), parent=parent), self.taken)
        self.taken.add(made)
        return made
