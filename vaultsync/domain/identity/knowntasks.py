"""The known tasks, recognised rung by rung: each method pairs what one rung of the ladder tells for sure.

`domain.identity.recognising` says in which order they come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial

from vaultsync.domain.identity.additions import additions, explained, inserted, relabelled
from vaultsync.domain.identity.comparing import Chain, Compared, Keys, Place, exactly, step_above
from vaultsync.domain.identity.doubts import Doubts, between_known
from vaultsync.domain.identity.joining import Joints
from vaultsync.domain.identity.pairing import as_many, only_once, pair
from vaultsync.domain.identity.recalling import recalled
from vaultsync.domain.identity.respelling import labelled, remarked, renumbered, spelt, telling
from vaultsync.domain.identity.rewording import PERHAPS, close, close_pairs
from vaultsync.domain.identity.vouching import (
    beside,
    between_neighbours,
    joined_homes,
    only_single,
    same_homes,
    same_sections,
)
from vaultsync.domain.identity.wording import bare, core
from vaultsync.markdown.names import is_slug_of, whole_slug
from vaultsync.models.matching import NewTask, OldTask


class Matcher(Compared):
    """Finds the known tasks step by step: what an earlier, surer step has paired is not paired again.

    `aside` is what is no task: the node of its note, and its words. Keys come with exact words or with `plain` ones.
    """

    def __init__(
        self,
        old: Sequence[OldTask],
        new: Sequence[NewTask],
        made: frozenset[str],
        aside: frozenset[tuple[str, str]],
        over: tuple[Mapping[str, str], Mapping[str, str]],
    ) -> None:
        super().__init__([*old], new, made, over)
        self._aside = aside
        self.exact, self.plain = (Keys(say, made, self._is_aside) for say in (exactly, bare))
        self.found: dict[int, int] = {}  # position in `new` → position in `old`
        self.joint: dict[int, tuple[int, int]] = {}  # what says both of two of different marks → these
        self.free = dict.fromkeys(range(len(old)))
        self.below = [task.node if n < 0 else n for task, n in zip(old, self.parents, strict=True)]  # a note, or a task
        self._got: set[str] = set()  # words that several got or lost at once
        self._perhaps: list[tuple[int, int]] = []  # what may be the same, with other words that several got at once
        self.marked_before: set[str] = set()  # the words of what left earlier with a mark
        self.reserved: frozenset[int] = frozenset()  # what only something that left earlier may be

    def _take(self, n: int, i: int) -> None:
        if n not in self.found and n not in self.reserved and i in self.free:
            del self.free[i]
            self.found[n] = i

    def waiting(self) -> list[int]:
        """The new tasks that are not paired yet, nor kept for what left earlier, by position."""
        return [n for n in range(len(self.new)) if n not in self.found and n not in self.reserved]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to recognise, or nothing to recognise it by."""
        return not self.free or len(self.found) == len(self.new)

    def in_note(self, chain: Chain) -> Place:
        """As for any tasks; where nothing is left to tell apart, the chain."""
        return chain if self.is_settled else super().in_note(chain)

    def said(self, task: OldTask | NewTask) -> Hashable:
        """As `Keys.said`, with plain words."""
        return self.plain.said(task)

    def place(self, task: OldTask | NewTask) -> Hashable:
        """As `Keys.place`, with plain words."""
        return self.plain.place(task)

    def _is_aside(self, task: OldTask) -> bool:
        return (task.node, bare(task.words)) in self._aside

    def _gone(self) -> list[int]:
        """The known tasks that are not recognised, and stand in their note in no other way."""
        return [i for i in self.free if not self._is_aside(self.old[i])]

    def own_ids(self) -> None:
        """The ids that the document gives."""
        anywhere: dict[str, list[int]] = defaultdict(list)
        for i, task in enumerate(self.old):
            anywhere[task.id].append(i)
        for n, new in enumerate(self.new):
            if new.own:
                here = self.at.get((new.node, new.own))
                there = anywhere.get(new.own, [])
                if here is not None:
                    self._take(n, here)
                elif len(there) == 1:
                    self._take(n, there[0])

    def moved_on(self) -> None:
        """What stands under a step (`Week 3`), whatever its number is now: told by what only it has, its twins, too."""
        steps = [[step_above(task, self.made) for task in tasks] for tasks in (self.old, self.new)]
        if not any(steps[0]) or not any(steps[1]):
            return
        before, after = ([bare(task.words) for task in tasks] for tasks in (self.old, self.new))
        counts, homes = (Counter(before), Counter(after)), self.homes
        told = {words: i for i, words in enumerate(before) if counts[0][words] == 1 and steps[0][i]}
        votes = {
            (homes.old[told[words]], homes.new[n]): core(steps[0][told[words]]) == core(steps[1][n])
            for n, words in enumerate(after)
            if words in told and counts[1][words] == 1 and steps[1][n]
        }
        went = {now: home for home, now in only_single(votes) if votes[home, now]}
        self._pair(
            lambda i: (homes.old[i], before[i]),
            lambda n: (went.get(homes.new[n], -1), after[n]),
        )
        for now, home in went.items():
            if homes.above_old[home] >= 0 and homes.above_new[now] >= 0:
                self._take(homes.above_new[now], homes.above_old[home])

    def same(self, keys: Keys, place: Place) -> None:
        """Pair what says the same in the same place; twins if none came or went."""
        if not self.is_settled:
            self._pair(lambda i: keys.at(place, self.old[i]), lambda n: keys.at(place, self.new[n]))

    def same_beside(self, keys: Keys, place: Place) -> None:
        """Twins in the same place of which some came or went: told by what stands before or behind them."""
        left = [(keys.at(place, self.old[i]), i) for i in self.free]
        come = [(keys.at(place, self.new[n]), n) for n in self.waiting()]
        twins = {key for key, _ in left} & {key for key, _ in come}
        if not twins:
            return
        before = beside([keys.at(place, task) for task in self.old])
        after = beside([keys.at(place, task) for task in self.new])
        for which in (0, 1):
            there = [((key, before[i][which]), i) for key, i in left if key in twins and i in self.free]
            here = [((key, after[n][which]), n) for key, n in come if key in twins and n not in self.found]
            pairs = pair(only_once(there), only_once(here))
            self.pair_all((i, n) for i, n in pairs if bool(self.old[i].url) == bool(self.new[n].url))

    def _pair(self, old_key: Callable[[int], Hashable], new_key: Callable[[int], Hashable]) -> None:
        """Pair what shares a key; twins, if none came or went, by link, then by what stands round them, then in order.

        Linked ones are paired apart from others.
        """
        old = [(old_key(i), i) for i in self.free]
        new = [(new_key(n), n) for n in self.waiting()]
        linked_old = [((key, url), i) for key, i in old if (url := self.old[i].url)]
        linked_new = [((key, url), n) for key, n in new if (url := self.new[n].url)]
        self.pair_all(pair(only_once(linked_old), only_once(linked_new)))
        if linked_old or linked_new:
            left = [(key, bool(self.old[i].url), i) for key, i in old if i in self.free]
            come = [(key, bool(self.new[n].url), n) for key, n in new if n not in self.found]
            self.pair_all(self.twins.between(left, come))
        apart: tuple[Callable[[str], bool], ...] = (bool, lambda url: False)
        for is_linked in apart:
            there = [((key, is_linked(self.old[i].url)), i) for key, i in old if i in self.free]
            here = [((key, is_linked(self.new[n].url)), n) for key, n in new if n not in self.found]
            groups = [group for group in as_many(there, here) if not self._went_up(*group)]
            self.pair_all((before[0], after[0]) for before, after in groups if len(before) == 1)
            twins = [group for group in groups if len(group[0]) > 1]
            if twins:
                self.pair_all(self.twins.pairs(twins, self.found))

    def _went_up(self, left: Sequence[int], come: Sequence[int]) -> bool:
        """Whether one that came stood, with what stands beside it now, under one that says the same, and left."""
        above = [i for i in left if i in self.has_children]
        return any(self.twins.was_below(i, n) for i in above for n in come)

    def pair_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Pair old with new (positions), those of which neither is paired yet."""
        for i, n in pairs:
            self._take(n, i)

    def unique(self, key: Place) -> None:
        """Pair what shares a key that is unique on both sides, counting what is paired already too."""
        left = {name: i for i in self.free if (name := key(self.old[i]))}
        come = {name: n for n in self.waiting() if (name := key(self.new[n])) in left}
        if not come:
            return
        before = Counter(name for task in self.old if (name := key(task)) in come)
        after = Counter(name for task in self.new if (name := key(task)) in come)
        self.pair_all((left[name], n) for name, n in come.items() if before[name] == 1 == after[name])

    def vouched(self) -> bool:
        """What is told by what it stands under or beside, and what is told by what stands under it; whether any was."""
        known, homes = len(self.found), self.homes
        same = same_homes(self.found, homes.old, homes.new)
        self._pair(
            lambda i: (homes.old[i], bare(self.old[i].words)),
            lambda n: (same[homes.new[n]][0] if homes.new[n] in same else -1, bare(self.new[n].words)),
        )
        for after, (before, votes, most) in same.items():
            i, n = homes.above_old[before], homes.above_new[after]
            if i in self.free and n >= 0 and n not in self.found and n not in self.joint:
                alike = close(bare(self.old[i].words), bare(self.new[n].words))
                if alike >= PERHAPS or (most and votes > 1):
                    self._take(n, i)
        self._in_sections()
        pairs = between_neighbours(self.found, self.free, homes.old, homes.new)
        self.pair_all(only_single((i, n) for i, n in pairs if bare(self.old[i].words) == bare(self.new[n].words)))
        return len(self.found) > known

    def _in_sections(self) -> None:
        """The same words right in a section that is known by all below it."""
        before, after = self.sections
        same = same_sections(self.found, before, after) if self.found else {}
        self._pair(
            lambda i: (before[i][0], bare(self.old[i].words)),
            lambda n: (same.get(after[n][0]), bare(self.new[n].words)),
        )

    def gathered(self) -> bool:
        """What says the same as nothing else of a list that went into another, or came out of it; whether any was."""
        known, homes = len(self.found), self.homes
        joined = joined_homes(self.found, homes.old, homes.new)
        come: dict[str, list[int]] = defaultdict(list)
        for n in self.waiting():
            come[bare(self.new[n].words)].append(n)
        pairs = [
            (i, n)
            for i in self.free
            for n in come.get(bare(self.old[i].words), ())
            if (homes.old[i], homes.new[n]) in joined and bool(self.old[i].url) == bool(self.new[n].url)
        ]
        self.pair_all(only_single(pairs))
        return len(self.found) > known

    def below_known(self) -> bool:
        """The same words under a task that was recognised, wherever it is now; whether there were any."""
        known = len(self.found)
        self._pair(
            lambda i: (self.parents[i], bare(self.old[i].words)),
            lambda n: (self.found.get(self.new[n].parent, -2), bare(self.new[n].words)),
        )
        return len(self.found) > known

    def called_again(self) -> bool:
        """What is called what it got its id from, in its place, after it was called otherwise; whether any was."""
        known, old = len(self.found), self.old
        for before, come in self._below_the_same():
            there = [(old[i].id, i) for i in before if i in self.free and not is_slug_of(old[i].words, old[i].id)]
            here = [(name, n) for n in come if (name := whole_slug(self.new[n].words))] if there else []
            self.pair_all(pair(there, only_once(here)))
        return len(self.found) > known

    def _spelt_here(self, single: bool, task: OldTask | NewTask) -> Hashable:
        return self.place(task), spelt(task.words, single=single)

    def _spelt(self, single: bool, task: OldTask | NewTask) -> Hashable:
        return self.said(task) and telling(task.words, single=single)

    def respelled(self) -> None:
        """What is the same but for a slip of the pen, in one place or in many words, a step's number, or a remark."""
        if self.is_settled:
            return
        for single in (True, False):
            self.unique(partial(self._spelt_here, single))
            self.unique(partial(self._spelt, single))
        words = [one.words for one in self.old], [one.words for one in self.new]
        self.pair_all(labelled(*words, self._gone(), self.waiting()))
        pairs = renumbered(*words, self._gone(), self.waiting())
        self.pair_all((i, n) for i, n in pairs if self.old[i].node == self.new[n].node)
        self.pair_all(remarked(*words, self._gone(), self.waiting()))

    def joined(self) -> None:
        """Two that became one of one mark, or one that became two: the one and the first of the two are the same.

        What became of two of different marks is neither of them, and of these each has its own mark again.
        """
        if self.is_settled:
            return
        joints = Joints({i: self.old[i].words for i in self._gone()}, self.homes.old)
        parts = Joints({n: self.new[n].words for n in self.waiting()}, self.homes.new)
        for n in self.waiting():
            halves = joints.halves(self.new[n].words)
            if halves and self.old[halves[0]].mark == self.old[halves[1]].mark:
                self._take(n, halves[0])
            elif halves:
                self.joint[n] = halves
        for i in [*self.free]:
            halves = parts.halves(self.old[i].words)
            if halves and (self.old[i].mark or bare(self.new[halves[0]].words) not in self.marked_before):
                self._take(halves[0], i)

    def all_got(self, place: Place, least: int) -> None:
        """What says the same but for a label or a remark that several got at once; in one place it may be one word.

        Where they got another for it, or words within, all may be other things (`Python: loops`, `React Native hooks`).
        """
        if not self.is_settled:
            known = [(place(one), one.words) for one in self.old]
            there = [(place(one), one.words) for one in self.new]
            come = {n: there[n] for n in self.waiting() if n not in self.joint}
            left = {i: known[i] for i in self._gone()}
            for added, pairs in additions(left, come, known, there, least, self._got).items():
                self._got.add(added)
                self.pair_all(pairs)
            self.pair_all(explained(left, come, known, there))
            self._perhaps += relabelled(left, come, known, there) + inserted(left, come, known, there)

    def reworded(self) -> bool:
        """Close rewordings under the same parent, or in a list that most went along in; whether there were any."""
        known, groups = len(self.found), [*self._below_the_same(), *self._in_same_lists()]
        beside: dict[Hashable, list[str]] = defaultdict(list)
        for i in self.found.values() if groups else ():
            beside[self.below[i]].append(self.old[i].words)
        for before, come in groups:
            left = [(i, self.old[i].words) for i in before if i in self.free]
            there = [(n, self.new[n].words) for n in come if n not in self.found and n not in self.joint]
            for i, n in close_pairs(left, there, beside[self.below[before[0]]]):
                self._take(n, i)
        return len(self.found) > known

    def _below_the_same(self) -> list[tuple[list[int], list[int]]]:
        """What is free below each parent, and what waits below it."""
        old_below: dict[Hashable, list[int]] = defaultdict(list)
        new_below: dict[Hashable, list[int]] = defaultdict(list)
        for i in self.free:
            old_below[self.below[i]].append(i)
        for n in self.waiting():
            parent = self.new[n].parent
            if parent < 0:
                new_below[self.new[n].node].append(n)
            elif parent in self.found:
                new_below[self.found[parent]].append(n)
        return [(old_below[key], come) for key, come in new_below.items() if key in old_below]

    def _in_same_lists(self) -> list[tuple[list[int], list[int]]]:
        """What is free in each list, and what waits in the list that most of it went to."""
        homes = self.homes
        before: dict[int, list[int]] = defaultdict(list)
        after: dict[int, list[int]] = defaultdict(list)
        for i in self.free:
            before[homes.old[i]].append(i)
        for n in self.waiting():
            after[homes.new[n]].append(n)
        same = same_homes(self.found, homes.old, homes.new) if before and after else {}
        went = [(home, now) for now, (home, _, most) in same.items() if most]
        return [(before[home], after[now]) for home, now in went if home in before and now in after]

    def doubts(self) -> list[tuple[OldTask, int]]:
        """Pairs that may be the same, and nobody can say: rewordings, and twins of which some came or went."""
        # What says two of which one was done and the other was not: nobody has done both.
        half = {n for n, halves in self.joint.items() if not all(self.old[i].mark for i in halves)}
        left, come = self._gone(), [n for n in self.waiting() if n not in half]
        if not left or not come:
            return []
        doubts = Doubts({i: self.old[i].words for i in left}, {n: self.new[n].words for n in come})
        doubts.said([*((i, n) for n, halves in self.joint.items() for i in halves if n in come), *self._perhaps])
        twins: dict[Hashable, list[int]] = defaultdict(list)
        for n in come:
            twins[self.new[n].node, self.new[n].words].append(n)
        doubts.said((i, n) for i in left for n in twins.get((self.old[i].node, self.old[i].words), ()))
        doubts.in_place(between_known(self.found, left, len(self.old), len(self.new)))
        for before, after in self._below_the_same():
            doubts.among(before, after)
        doubts.anywhere()
        return [(self.old[i], n) for i, n in doubts.pairs()]

    def only_left(self) -> None:
        """What stands in one place, and of what said so just one is left, or several of one mark.

        Whichever of these it is, the mark is its own.
        """
        left: dict[str, list[int]] = defaultdict(list)
        for i in self.free:
            if self.said(self.old[i]):
                left[bare(self.old[i].words)].append(i)
        after = Counter(bare(task.words) for task in self.new)
        for n in self.waiting():
            words = bare(self.new[n].words)
            if after[words] == 1 and words in left:
                same = left[words]
                marks = {self.old[i].mark for i in same}
                if len(same) == 1 or (len(marks) == 1 and marks != {""}):
                    self._take(n, min(same, key=lambda i: self.old[i].url != self.new[n].url))

    def reserve(self, gone: Sequence[OldTask]) -> None:
        """Keep for what left earlier what comes with its words and link, where nothing that is there has these."""
        linked = self.plain.linked
        self.marked_before = {bare(task.words) for task in gone if task.mark}
        there = {linked(task) for task in self.old}
        left = {link for task in gone if (link := linked(task)) and link not in there}
        self.reserved = frozenset(n for n in self.waiting() if linked(self.new[n]) in left)

    def returned(self, gone: Sequence[OldTask]) -> None:
        """What left earlier and came back."""
        self.reserved = frozenset()
        back = len(self.old)
        found = recalled(self.old, gone, self.new, self.waiting(), self.made, self.sections[1] if gone else ())
        self.found |= {n: back + k for n, k in found.items()}
        self.old += gone
