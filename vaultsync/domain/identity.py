"""Which known note and task a section and an item of the outline is.

Ids are given once and kept for ever: what is recognised keeps its id, what is new gets one that was never
used, and what is unsure counts as removed and added (DESIGN, sections 3 and 6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

from vaultsync.markdown import labels
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.names import slug, unique_id
from vaultsync.models.roadmap import KnownNote, KnownTask

_Key = TypeVar("_Key", bound=Hashable)
_Old = TypeVar("_Old")
_New = TypeVar("_New")


def same_words(text: str) -> str:
    """Text without number, case, markup and outer white space: two items that agree in it say the same."""
    plain = read_inline(text)[0]
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


class NoteIds:
    """Gives the notes of one roadmap their ids."""

    def __init__(self, known: dict[str, KnownNote]) -> None:
        self.known = known
        self.taken = set(known)
        self.free = dict(known)

    def match_children(self, parent: str, titles: list[str]) -> list[str]:
        """The known ids of sections with these titles below a note; empty where none is recognised."""
        old = [(same_words(note.title), note.id) for note in self.free.values() if note.parent == parent and note.id]
        return self._match(old, titles)

    def match_anywhere(self, titles: list[str]) -> list[str]:
        """The known ids of sections that are not yet recognised, where the title is unique on both sides."""
        old = [(same_words(note.title), note.id) for note in self.free.values() if note.id]
        counts = Counter(words for words, _ in old)
        wanted = Counter(same_words(title) for title in titles)
        single = {words for words, count in wanted.items() if count == 1 and counts[words] == 1}
        return self._match([pair for pair in old if pair[0] in single], titles)

    def _match(self, old: list[tuple[str, str]], titles: list[str]) -> list[str]:
        ids = [""] * len(titles)
        for known, position in pair(old, ((same_words(title), n) for n, title in enumerate(titles))):
            ids[position] = known
            self.free.pop(known, None)
        return ids

    def new(self, title: str, parent: str) -> str:
        """A fresh id for a section."""
        made = unique_id(slug(same_words(title), parent=parent), self.taken)
        self.taken.add(made)
        return made


class TaskIds:
    """Gives the tasks of one note their block ids. `reserved` are ids that stand on other lines of the note."""

    def __init__(self, known: list[KnownTask], reserved: Iterable[str]) -> None:
        self.taken = {task.id for task in known} | set(reserved)
        self.free = {task.id: task for task in known}
        self.words = {task.id: same_words(task.text) for task in known}

    def match(self, asked: list[tuple[str, str, str]]) -> list[str]:
        """Known ids for tasks asked for as (document's own id, text, parent's words); empty where new.

        In this order: the id that the document gives; the same words under the same parent; the same words,
        unique on both sides.
        """
        ids = [own if own and own in self.free else "" for own, _, _ in asked]
        for own in filter(None, ids):
            self.free.pop(own, None)
        for with_parent in (True, False):
            old = list(self._keys(with_parent))
            new = [
                ((same_words(text), above if with_parent else ""), n)
                for n, (_, text, above) in enumerate(asked)
                if not ids[n]
            ]
            if not with_parent:
                old, new = _unique(old), _unique(new)
            for known, position in pair(old, new):
                ids[position] = known
                self.free.pop(known, None)
        return ids

    def _keys(self, with_parent: bool) -> Iterable[tuple[tuple[str, str], str]]:
        for task in self.free.values():
            yield (self.words[task.id], self.words.get(task.parent, "") if with_parent else ""), task.id

    def new(self, text: str, parent: str, own: str = "") -> str:
        """A fresh block id; the document's own where it has one."""
        made = unique_id(own or slug(same_words(text), parent=parent), self.taken)
        self.taken.add(made)
        return made


def _unique(pairs: list[tuple[_Key, _Old]]) -> list[tuple[_Key, _Old]]:
    counts = Counter(key for key, _ in pairs)
    return [(key, value) for key, value in pairs if counts[key] == 1]
