"""What an update lost, told from the document's versions alone: no rule of vaultsync's is used here."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from bench.reading import Item, linked, locate, words

COLUMNS = ("lost_ticks", "wrong_ticks", "doubled", "missing", "came_back", "lost_words", "conflicts", "questions")
_SIMILAR = 0.8
_NUMBER = re.compile(r"^[\d.]+\s+")


@dataclass(slots=True)
class Fate:
    """What became of an item in the next version: surely one item, perhaps one of several, or gone."""

    sure: int = -1
    perhaps: tuple[int, ...] = ()


def follow(old: Sequence[Item], new: Sequence[Item]) -> list[Fate]:
    """What became of every item of the old version, as a careful reader would say."""
    fates = [Fate() for _ in old]
    free_old, free_new = set(range(len(old))), set(range(len(new)))

    def settle(n: int, m: int) -> None:
        fates[n].sure = m
        free_old.discard(n)
        free_new.discard(m)

    for key in (
        lambda item: (item.words, item.above),
        lambda item: (item.words, item.above[:1]),
    ):
        before, after = _groups(old, range(len(old)), key), _groups(new, range(len(new)), key)
        for name, mine in before.items():
            theirs = after.get(name, [])
            if len(mine) == len(theirs) and (len(mine) == 1 or key(old[mine[0]])[1] == old[mine[0]].above):
                for n, m in _twins(old, new, mine, theirs):
                    if n in free_old and m in free_new:
                        settle(n, m)
    before, after = _groups(old, range(len(old)), _said), _groups(new, range(len(new)), _said)
    for name, mine in before.items():
        theirs = after.get(name, [])
        if len(mine) == len(theirs) == 1 and mine[0] in free_old and theirs[0] in free_new:
            settle(mine[0], theirs[0])
    links_before, links_after = _groups(old, range(len(old)), _leads), _groups(new, range(len(new)), _leads)
    for n in sorted(free_old):
        theirs = links_after.get(_leads(old[n]), [])
        if old[n].address and len(links_before[_leads(old[n])]) == len(theirs) == 1 and theirs[0] in free_new:
            settle(n, theirs[0])
    for n in sorted(free_old):
        fates[n].perhaps = tuple(m for m in after.get(old[n].words, []) if m in free_new)
        if old[n].words in after:
            fates[n].perhaps += tuple(
                m for m in sorted(free_new) if _one_place(old[n], new[m]) and _near(old[n], new[m])
            )
    gone = [n for n in sorted(free_old) if old[n].words not in after]
    come = [m for m in sorted(free_new) if new[m].words not in before]
    for n in gone:
        alike = [m for m in come if _typo(old[n], new[m])]
        rivals = [k for k in gone if alike and _typo(old[k], new[alike[0]])]
        if len(alike) == 1 == len(rivals):
            settle(n, alike[0])
            continue
        fates[n].perhaps = tuple(
            m
            for m in sorted(free_new)
            if _near(old[n], new[m]) and (new[m].words not in before or _one_place(old[n], new[m]))
        )
    return fates


def _twins(
    old: Sequence[Item], new: Sequence[Item], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of items that say the same in one place: by how they are written, by their links, the rest in order.

    Where the place is several of one name, these are told by all they hold; what cannot be told is left out.
    """
    if len({old[n].home for n in mine} | {-2}) > 2 or len({new[m].home for m in theirs} | {-2}) > 2:
        return [(mine[0], theirs[0])] if len(mine) == 1 else _in_homes(old, new, mine, theirs)
    pairs: list[tuple[int, int]] = []
    for key in (_written, _leads):
        left = [n for n in mine if all(n != one for one, _ in pairs)]
        come = [m for m in theirs if all(m != one for _, one in pairs)]
        before, after = _groups(old, left, key), _groups(new, come, key)
        pairs += [(n[0], after[k][0]) for k, n in before.items() if k and len(n) == 1 == len(after.get(k, ()))]
    left = [n for n in mine if all(n != one for one, _ in pairs)]
    return [*pairs, *zip(left, [m for m in theirs if all(m != one for _, one in pairs)], strict=True)]


def _in_homes(
    old: Sequence[Item], new: Sequence[Item], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of items in places of one name, for those places that hold the same as one other, and no other."""
    before, after = _homes(old, mine), _homes(new, theirs)
    pairs: list[tuple[int, int]] = []
    for held, homes in before.items():
        if len(homes) == 1 == len(after.get(held, ())) and len(homes[0]) == len(after[held][0]):
            pairs += zip(homes[0], after[held][0], strict=True)
    return pairs


def _homes(items: Sequence[Item], twins: Sequence[int]) -> dict[tuple[str, ...], list[list[int]]]:
    """All that a place holds → the twins in each such place."""
    places: dict[int, list[int]] = defaultdict(list)
    for n in twins:
        places[items[n].home].append(n)
    held: dict[int, list[str]] = defaultdict(list)
    for item in items:
        if item.home in places:
            held[item.home].append(item.words)
    found: dict[tuple[str, ...], list[list[int]]] = defaultdict(list)
    for home, inside in places.items():
        found[tuple(sorted(held[home]))].append(inside)
    return found


def _groups(items: Sequence[Item], among: Iterable[int], key) -> dict[Hashable, list[int]]:  # type: ignore[no-untyped-def]
    found: dict[Hashable, list[int]] = defaultdict(list)
    for n in among:
        found[key(items[n])].append(n)
    return found


def _below(items: Sequence[Item], n: int) -> list[int]:
    """The leaves under an item."""
    inner = (items[n].words, *items[n].above)
    found = []
    for m in range(n + 1, len(items)):
        if items[m].above[-len(inner) :] != inner:
            break
        if items[m].leaf:
            found.append(m)
    return found


def _said(item: Item) -> str:
    return item.words


def _written(item: Item) -> str:
    return _NUMBER.sub("", item.raw)


def _leads(item: Item) -> str:
    return item.address


def _similar(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


def _near(one: Item, other: Item) -> bool:
    """Whether the words are alike, or those of one have a remark more in the same place."""
    if _similar(one.words, other.words):
        return True
    short, long = sorted((one, other), key=lambda item: len(item.words))
    remark = re.search(r"[(\[][^()\[\]]*[)\]]\)*\s*$|\s[-–—]\s", long.raw)
    return remark is not None and long.words.startswith(f"{short.words} ") and _one_place(one, other)


def _one_place(one: Item, other: Item) -> bool:
    """Whether two items stand under what may be the same heading or item, more words in it or fewer."""
    a, b = " ".join(one.above[:1]), " ".join(other.above[:1])
    return a.startswith(b) or b.startswith(a) or _similar(a, b)


def _typo(old: Item, new: Item) -> bool:
    """Whether one long word of several was respelled by a letter or two, under the same parent."""
    one, other = old.words.split(), new.words.split()
    if old.above[:1] != new.above[:1] or len(one) != len(other) or len(one) < 2:
        return False
    changed = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(changed) != 1 or len(old.words) < 20:
        return False
    a, b = changed[0]
    if min(len(a), len(b)) < 6 or re.search(r"\d", a + b) or a[:1] != b[:1]:
        return False
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85


@dataclass(slots=True)
class Judge:
    """One way of updating, over a whole history: what it lost. Everything is counted once, when it happens."""

    name: str
    lost_ticks: int = 0
    wrong_ticks: int = 0
    doubled: int = 0
    missing: int = 0
    came_back: int = 0
    lost_words: int = 0
    conflicts: int = 0
    questions: int = 0
    version: str = ""  # the one that is judged
    examples: list[str] = field(default_factory=list)
    ticks: set[int] = field(default_factory=set)  # positions in the document of what the learner ticked
    brought: set[int] = field(default_factory=set)  # positions of what the document itself ticked
    _left: dict[str, int] = field(default_factory=dict)  # words of ticked items that left → how many
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)
    _twice: set[str] = field(default_factory=set)

    @property
    def losses(self) -> int:
        """The sum of all loss columns."""
        return sum(getattr(self, column) for column in COLUMNS if column != "questions")

    def compare(
        self, old: Sequence[Item], new: Sequence[Item], fates: Sequence[Fate], mine: Sequence[Item], text: str
    ) -> None:
        """Count one update: `mine` are the learner's boxes after it, `text` is the new document."""
        whole = {n for n in range(len(old)) if (below := _below(old, n)) and self.ticks.issuperset(below)}
        self.ticks |= whole  # they follow what is under them
        at = locate(new, mine)
        done = {n for n, m in at.items() if mine[m].ticked}
        kept: set[int] = set()
        for n in self.ticks:
            now = fates[n].sure
            if now in done:
                kept.add(now)
            elif now >= 0 and new[now].leaf and (new[now].box or now in at):  # a bullet need not be tickable
                self._count("lost_ticks", old[n].words)
        kept |= self._perhaps(old, new, fates, done - kept)
        brought = {n for n, item in enumerate(new) if item.ticked}
        for n in self.brought:
            brought |= {fates[n].sure, *fates[n].perhaps}
        for n in sorted(done - kept - brought):
            below = _below(new, n)
            if not below or not all(m in done for m in below if m in at):
                self._count("wrong_ticks", new[n].words)
                brought.add(n)
            else:
                kept.add(n)
        self._counts(new, mine, at, text)
        self.ticks, self.brought = kept, brought & done

    def _perhaps(
        self, old: Sequence[Item], new: Sequence[Item], fates: Sequence[Fate], done: Collection[int]
    ) -> set[int]:
        """Ticks whose item is not certain, and those on what left earlier: each explains at most one tick."""
        explained: set[int] = set()
        for n in self.ticks:
            if fates[n].sure >= 0:
                continue
            hit = next((m for m in fates[n].perhaps if m in done and m not in explained), None)
            if hit is not None:
                explained.add(hit)
            else:
                self._left[old[n].words] = self._left.get(old[n].words, 0) + 1
        followed = {fate.sure for fate in fates}
        for m in range(len(new)):
            if m in followed or m in explained or not self._left.get(new[m].words):
                continue
            self._left[new[m].words] -= 1
            if m in done:
                explained.add(m)
            elif sum(item.words == new[m].words for item in new) == 1 and not any(
                m in fate.perhaps for n, fate in enumerate(fates) if fate.sure < 0 and n not in self.ticks
            ):
                self._count("lost_ticks", f"{new[m].words} (it was gone for a while)")
        return explained

    def _counts(self, new: Sequence[Item], mine: Sequence[Item], at: dict[int, int], text: str) -> None:
        wanted, there = Counter(item.words for item in new), Counter(item.words for item in mine)
        lines = {words(re.sub(r"^(?:\s|>)*(?:[-*+]|\d+[.)]|#+)\s+(?:\[.\]\s)?", "", line)) for line in text.split("\n")}
        lines |= linked(text)
        now: set[tuple[str, str]] = set()
        now |= {("missing", new[n].words) for n in range(len(new)) if n not in at and new[n].box}
        now |= {("doubled", name) for name, count in wanted.items() if there[name] > count}
        now |= {("came_back", name) for name in there if name not in wanted and name not in lines}
        for column, name in sorted(now - self._seen):
            self._count(column, name)
        self._seen = now

    def words(self, written: Iterable[str], text: str) -> None:
        """Count the learner's words that are gone from `text`, which is all there is, or stand there twice."""
        for line in written:
            count = text.count(line)
            if not count and line not in self._lost and line.partition(": ")[2] not in self._lost:
                self._lost.add(line)
                self._count("lost_words", line)
            elif count > 1 and line not in self._twice:
                self._twice.add(line)
                self._count("doubled", line)

    def _count(self, column: str, what: str) -> None:
        setattr(self, column, getattr(self, column) + 1)
        self.examples.append(f"{self.version}: {column.replace('_', ' ')}: {what}")
