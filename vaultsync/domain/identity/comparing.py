"""What tasks of two versions are compared by: their words, their links, and what they stand under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property

from vaultsync.domain.identity.twins import TaskLayout, Twins
from vaultsync.domain.identity.vouching import Homes
from vaultsync.domain.identity.wording import bare
from vaultsync.markdown.words import labels
from vaultsync.models.matching import NewTask, OldTask

Chain = Callable[[OldTask | NewTask], tuple[str, ...]]
Place = Callable[[OldTask | NewTask], Hashable]


def exactly(words: str) -> str:
    """Words as they are."""
    return words


def step_above(task: OldTask | NewTask, made: frozenset[str]) -> str:
    """What a task stands right under, if that is a step of a plan; else empty.

    `made` are the words of headings that notes have by themselves.
    """
    above = (*task.above, *(words for words in task.headings if words not in made), *task.trail)[:1]
    return above[0] if above and labels.step(above[0]) else ""


def unchanged(old: Sequence[OldTask], new: Sequence[NewTask]) -> bool:
    """Whether these are the same tasks in the same order, each where it stood: nothing is to be recognised then."""
    if len(old) != len(new):
        return False
    parents = ["" if task.parent < 0 else old[task.parent].id for task in new]
    return all(
        (before.node, before.words, before.url, before.parent, before.above, before.headings, before.trail)
        == (after.node, after.words, after.url, parent, after.above, after.headings, after.trail)
        and after.own in ("", before.id)
        for before, after, parent in zip(old, new, parents, strict=True)
    )


class Keys:
    """What tasks are compared by, with their words as `say` reads them: another `say`, other keys.

    `made` are the words of headings that notes have by themselves. `is_aside` tells of a task that its words stand in
    its note as something else than a task.
    """

    def __init__(self, say: Callable[[str], str], made: frozenset[str], is_aside: Callable[[OldTask], bool]) -> None:
        self.say, self._made, self._is_aside = say, made, is_aside

    def said(self, task: OldTask | NewTask) -> Hashable:
        """A task's words; empty where it is no task any more, but a heading or a bullet of its note."""
        return "" if isinstance(task, OldTask) and self._is_aside(task) else self.say(task.words)

    def linked(self, task: OldTask | NewTask) -> Hashable:
        """A task's words and link; empty where it has none."""
        return (self.say(task.words), task.url) if task.url else ""

    def linked_in_note(self, task: OldTask | NewTask) -> Hashable:
        """A task's words, link and note; empty where it has no link."""
        return (task.node, self.say(task.words), task.url) if task.url else ""

    def place(self, task: OldTask | NewTask) -> Hashable:
        """The note a task is in, and the words of the item above it."""
        return task.node, self.say(task.above[0]) if task.above else ""

    def chain(self, task: OldTask | NewTask) -> tuple[str, ...]:
        """The words of all that a task stands under, the nearest first."""
        return tuple(map(self.say, (*task.above, *task.headings, *task.trail)))

    def own_chain(self, task: OldTask | NewTask) -> tuple[str, ...]:
        """The same without headings that notes have by themselves, which come and go with the kind of the items."""
        own = (words for words in task.headings if words not in self._made)
        return tuple(map(self.say, (*task.above, *own, *task.trail)))

    def bare_chain(self, task: OldTask | NewTask) -> tuple[str, ...]:
        """The same without such words in titles, too: a section of that name may become such a heading."""
        own = (words for words in (*task.headings, *task.trail) if words not in self._made)
        return tuple(map(self.say, (*task.above, *own)))

    def nearest(self, chain: Chain, parents: int, task: OldTask | NewTask) -> tuple[str, ...]:
        """The first `parents` links of a chain; empty where there are not that many."""
        return chain(task)[:parents] if len(chain(task)) >= parents else ()

    def at(self, place: Place, task: OldTask | NewTask) -> tuple[Hashable, str]:
        """A place, even if that is empty, and a task's words."""
        return place(task), self.say(task.words)

    def under(self, place: Place, task: OldTask | NewTask) -> Hashable:
        """A task's words and a place; empty where there is none."""
        names = place(task)
        return names and (names, self.say(task.words))


class Compared:
    """The tasks of two versions, in the order of the document, and how they stand in it.

    `parents` are the positions of what the known ones stand under, or -1. `made` are the words of headings that notes
    have by themselves, `over` is by note the one that it stands below, in either version.
    """

    def __init__(
        self,
        old: list[OldTask],
        new: Sequence[NewTask],
        made: frozenset[str],
        over: tuple[Mapping[str, str], Mapping[str, str]],
    ) -> None:
        self.old, self.new, self.made, self._over = old, new, made, over
        self.at = {(task.node, task.id): n for n, task in enumerate(old)}
        self.parents = [self.at.get((task.node, task.parent), -1) if task.parent else -1 for task in old]

    def in_note(self, chain: Chain) -> Place:
        """A chain, and right below a heading the note where several have it; and where it is not the same note.

        Sections of one name are told by what they are known as, and one `Week 3` may be another than before. A heading
        of a note that became a note below it, or the other way round, is the same.
        """
        notes: dict[tuple[str, ...], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        sides: tuple[Sequence[OldTask | NewTask], ...] = (self.old, self.new)
        for side, tasks in enumerate(sides):
            for task in tasks:
                if not task.above:
                    notes[chain(task)][side].add(task.node)
        several = {names for names, (old, new) in notes.items() if len(old) > 1 or len(new) > 1}
        apart = {names: both for names, both in notes.items() if all(both) and both[0].isdisjoint(both[1])}
        others = {names for names, (old, new) in apart.items() if not self._is_heading_of(old, new)}

        def place(task: OldTask | NewTask) -> Hashable:
            names = chain(task)
            told = (names in several and not task.above) or names[len(task.above) :] in others
            return names and (names, task.node if told else "")

        return place

    def _is_heading_of(self, old: set[str], new: set[str]) -> bool:
        """Whether the one note of a version stands right below the one of the other, in its own version."""
        if len(old) > 1 or len(new) > 1:
            return False
        before, after = self._over
        return before.get(*old) in new or after.get(*new) in old

    @cached_property
    def twins(self) -> Twins:
        """Tells twins apart."""
        return Twins(
            TaskLayout([f"{bare(one.words)} {one.url}" for one in self.old], self.homes.old, self.parents),
            TaskLayout(
                [f"{bare(one.words)} {one.url}" for one in self.new],
                self.homes.new,
                [one.parent for one in self.new],
            ),
        )

    @cached_property
    def homes(self) -> Homes:
        """What every task stands under."""
        return Homes(
            [(one.node, one.parent, one.above, one.headings, one.trail) for one in self.old],
            self.parents,
            [(one.node, one.parent, one.above, one.headings, one.trail) for one in self.new],
            [one.parent for one in self.new],
        )

    @cached_property
    def has_children(self) -> frozenset[int]:
        """The known tasks, by position, that others stand under."""
        return frozenset(self.parents)

    @cached_property
    def sections(self) -> tuple[list[list[Hashable]], list[list[Hashable]]]:
        """What every task of both versions stands in, the nearest first: items, headings, its note and those above."""
        return self._sections(self.old), self._sections(self.new)

    def _sections(self, tasks: Sequence[OldTask | NewTask]) -> list[list[Hashable]]:
        notes: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for task in tasks:
            notes[task.trail].add(task.node)
        found: list[list[Hashable]] = []
        for task in tasks:
            own = (*task.above, *(words for words in task.headings if words not in self.made))
            note: Hashable = task.trail if len(notes[task.trail]) == 1 else task.node
            inside: list[Hashable] = [(own[k:], note) for k in range(len(own))]
            found.append([*inside, note, *(task.trail[k:] for k in range(1, len(task.trail)))])
        return found
