"""Which known note a section of the outline is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from vaultsync.domain.identity.pairing import only_once, pair
from vaultsync.domain.identity.rewording import close_pairs, tokens
from vaultsync.domain.identity.wording import bare, core, same_words
from vaultsync.markdown.names import slug, unique_id
from vaultsync.markdown.words import labels
from vaultsync.models.roadmap import Gone, KnownNote
from vaultsync.models.structs import Frozen

_SHARED_TASKS = 0.6  # how many of a section's tasks must be the same for it to be the same section, retitled
_FEW = 3  # a step of fewer tasks is told by one of them


def _name(title: str) -> str:
    """What a section is called behind the number of a step, if there is one."""
    return core(title) or bare(title)


def _go_on(old: str, new: str) -> bool:
    """Whether two titles name one step, or one of them has all words of the other."""
    step = labels.step(old)
    return (step is not None and step == labels.step(new)) or _says_more(old, new)


def _says_more(old: str, new: str) -> bool:
    """Whether one of two titles has all words of the other."""
    few, many = sorted((set(tokens(old)), set(tokens(new))), key=len)
    return bool(few) and few <= many


def telling(sections: Iterable[Collection[str]]) -> list[frozenset[str]]:
    """The words of each section's tasks that no other has: `Quiz`, which many have, tells none of them."""
    given = [frozenset(words) for words in sections]
    counts = Counter(words for section in given for words in section)
    return [frozenset(words for words in section if counts[words] == 1) for section in given]


class NewNote(Frozen):
    """A section that gets a note: its title, the words of its tasks, and those of them that no other section has.

    `below` are such words of all sections below it.
    """

    title: str
    tasks: frozenset[str]
    telling: frozenset[str]
    below: frozenset[str] = frozenset()


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
        self._named = Counter(bare(self.titles[id_]) for id_ in self.free)
        self.tasks = {id_: {same_words(task.text) for task in note.tasks} for id_, note in both.items()}
        for item, one in (gone or {}).items():
            owner = item.partition("#^")[0]
            if owner in self.left and owner != item:
                self.tasks[owner].add(same_words(one.words))
        self.telling = dict(zip(self.free, telling(self.tasks[id_] for id_ in self.free), strict=True))
        there = {words for id_ in self.free for words in self.tasks[id_]}
        apart = telling(self.tasks[id_] - there for id_ in self.left)
        self.telling |= dict(zip(self.left, apart, strict=True))
        self.within = {id_: set(self.telling[id_]) for id_ in self.free}  # with those of all sections below
        for id_ in self.free:
            above, seen = self.parents[id_], {id_}
            while above in self.free and above not in seen:
                self.within[above] |= self.telling[id_]
                seen.add(above)
                above = self.parents[above]

    def match_children(self, parent: str, notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections below a note.

        Told by the same title (of several, and of steps like `Week 3`, by most of the same tasks), the same title
        behind another number or none (`Month 2: …`, `Month 3: …`), most of the same tasks, or a close title.
        """
        ids = [""] * len(notes)
        self._steps(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        self._twins(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        self._pair(ids, notes, [id_ for id_, note in self.free.items() if note.parent == parent])
        below = [id_ for id_, note in self.free.items() if note.parent == parent]
        for id_, n in self._behind_numbers(below, ids, notes):
            self._take(ids, n, id_)
        waiting = [n for n, id_ in enumerate(ids) if not id_]
        for n in waiting:
            alike = [id_ for id_ in below if id_ in self.free and self._shared(id_, notes[n]) >= _SHARED_TASKS]
            if len(alike) == 1:
                self._take(ids, n, alike[0])
        told = [
            (id_, n) for n in waiting for id_ in below if not ids[n] and id_ in self.free and self._told(id_, notes[n])
        ]
        self._take_single(ids, told)
        self._take_single(ids, [(id_, n) for n in waiting for id_ in below if self._is_step(id_, notes[n])])
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
        """Of steps (`Week 3`) those that share most of their tasks with just one: the others move on for a new one.

        What stands in sections below them tells them, too; one task is enough where that is all that tells either.
        """
        steps = [id_ for id_ in among if labels.step(self.titles[id_])]
        come = [n for n, note in enumerate(notes) if labels.step(same_words(note.title))] if len(steps) > 1 else []
        by_task: dict[str, list[str]] = defaultdict(list)
        for id_ in steps:
            for words in self.within[id_]:
                by_task[words].append(id_)
        pairs = []
        for n in come:
            told = notes[n].telling | notes[n].below
            shared = Counter(id_ for words in told for id_ in by_task.get(words, ()))
            for id_, count in shared.items():
                same = self.within[id_] == told and core(self.titles[id_]) == core(same_words(notes[n].title))
                if count > 1 or same or max(len(self.tasks[id_]), len(notes[n].tasks)) < _FEW:
                    fewer = min(len(self.within[id_]), len(told))
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

        Steps are told by their tasks before their titles; a title that others had (`Day 1`) tells nothing without a
        task that only these two have. Of few tasks all have to be the same, and of steps with another number (`Week 3:
        Yeast`) some. Those that left earlier and are back are told in the same way.
        """
        ids = [""] * len(notes)
        self._steps(ids, notes, [*self.free])
        self._pair(ids, notes, [id_ for id_ in self._single(self.free, notes) if self._is_named(id_, notes)])
        for id_, n in self._behind_numbers(self.free, ids, notes):
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

    def match_between(self, parent: str, ids: Sequence[str], notes: Sequence[NewNote]) -> list[str]:
        """The known ids of sections below a note that stand alone where one stood, and have a task that only this had.

        `ids` are those that are known by now, of all sections there. The neighbours are the same on both sides, and of
        the titles both name one step (`Month 2: barre`, `Month 2: chords`), or one has all words of the other.
        """
        found = [""] * len(notes)
        children = [id_ for id_, above in self.parents.items() if above == parent]
        place = {id_: n for n, id_ in enumerate(children)}
        for n, note in enumerate(notes):
            before = place.get(ids[n - 1]) if n else -1
            after = place.get(ids[n + 1]) if n + 1 < len(ids) else len(children)
            if ids[n] or before is None or after is None or after - before != 2:
                continue
            id_ = children[before + 1]
            if self.telling.get(id_, frozenset()) & note.telling and _go_on(self.titles[id_], same_words(note.title)):
                self._take(found, n, id_)
        return found

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

    def _behind_numbers(
        self, among: Iterable[str], ids: Sequence[str], notes: Sequence[NewNote]
    ) -> list[tuple[str, int]]:
        """Sections of `among` and notes that have one name, the one or both behind the number of a step."""
        old = [(_name(self.titles[id_]), id_) for id_ in among]
        new = [(_name(same_words(note.title)), n) for n, note in enumerate(notes) if not ids[n]]
        pairs = pair(only_once(old), only_once(new))
        return [(id_, n) for id_, n in pairs if core(self.titles[id_]) or core(same_words(notes[n].title))]

    def _single(self, among: Mapping[str, KnownNote], notes: Sequence[NewNote]) -> list[str]:
        """Those of `among` whose title is unique on both sides."""
        counts = Counter(bare(self.titles[id_]) for id_ in among)
        wanted = Counter(bare(same_words(note.title)) for note in notes)
        return [id_ for id_ in among if counts[title := bare(self.titles[id_])] == 1 == wanted[title]]

    def _is_named(self, id_: str, notes: Sequence[NewNote]) -> bool:
        """Whether no other known section had the title of this one, or one of that title has a task that tells it."""
        title = bare(self.titles[id_])
        alike = [note for note in notes if bare(same_words(note.title)) == title]
        return self._named[title] == 1 or any(self.telling[id_] & note.telling for note in alike)

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

    def _told(self, id_: str, note: NewNote) -> bool:
        """Whether the tasks that tell a section from others are all the same, and most of the others, too."""
        most = _SHARED_TASKS * max(len(self.tasks[id_]), len(note.tasks))
        return self.telling[id_] == note.telling != frozenset() and _FEW <= len(self.tasks[id_] & note.tasks) >= most

    def _is_step(self, id_: str, note: NewNote) -> bool:
        """Whether a section is a step of the same number, and has most of the same tasks.

        Where others have these, too (`Quiz`), one title has all words of the other: a week of another course may have
        them as well.
        """
        title, words = self.titles[id_], same_words(note.title)
        step, most = labels.step(title), _SHARED_TASKS * max(len(self.tasks[id_]), len(note.tasks))
        is_same = step is not None and step == labels.step(words) and len(self.tasks[id_] & note.tasks) >= most
        return is_same and (_says_more(title, words) or not self.telling[id_].isdisjoint(note.telling))

    def _is(self, id_: str, note: NewNote) -> bool:
        """Whether a section has several tasks, and they are those of this one, which tell both from all others."""
        tasks = self.tasks[id_]
        return len(tasks) > 1 and tasks == note.tasks == self.telling[id_] == note.telling

    def new(self, title: str, parent: str, blocks: Collection[str] = ()) -> str:
        """A fresh id for a section; `blocks` are the block ids given in its parent's note, where it gets a line."""
        made = unique_id(slug(same_words(title), parent=parent), {*self.taken, *blocks})
        self.taken.add(made)
        return made
