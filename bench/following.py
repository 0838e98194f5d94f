"""What became of a document's items in its next version, as a careful reader would say.

Told from the two texts alone: no rule of vaultsync's is used here.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bench.reading import Item, surroundings, words, written

_SIMILAR = 0.8


@dataclass(slots=True)
class Fate:
    """What became of an item in the next version: surely one item, perhaps one of several, or gone."""

    sure: int = -1
    perhaps: tuple[int, ...] = ()


def follow(old: Sequence[Item], new: Sequence[Item]) -> list[Fate]:
    """What became of every item of the old version, as a careful reader would say.

    Sure is: the same words and link, unique on both sides; the same words under the same; the same words or the same
    link, unique on both sides; the same words between the same neighbours, which say what no other says or are sure
    themselves; a typing error mended. What may be the same beyond is `perhaps`. A place is known by its name only where
    no other has that name.
    """
    old, new = _untitled(old), _untitled(new)
    fates = [Fate() for _ in old]
    free_old, free_new = set(range(len(old))), set(range(len(new)))

    def settle(n: int, m: int) -> None:
        if n in free_old and m in free_new:
            fates[n].sure = m
            free_old.discard(n)
            free_new.discard(m)

    lines_old, lines_new = ({item.line: k for k, item in enumerate(items)} for items in (old, new))

    def under_others(n: int, m: int) -> bool:
        """Whether the item that the old one stands under is another now than the one that the new one stands under."""
        above, now = lines_old.get(old[n].home), lines_new.get(new[m].home)
        return above is not None and now is not None and fates[above].sure not in (-1, now)

    for n, m in _both_unique(old, new, _linked):
        settle(n, m)
    went = _went(old, new)
    came = {after: before for before, after in went.items()}
    for depth in (None, 1):
        single = _single_places(old, depth) & _single_places(new, depth)

        def place(item: Item, depth: int | None = depth) -> Hashable:
            return item.words, item.above[:depth]

        before, after = _groups(old, range(len(old)), place), _groups(new, range(len(new)), place)
        for name, mine in before.items():
            theirs = after.get(name, [])
            homes = {(old[n].home, new[m].home) for n in mine for m in theirs}
            if any(went.get(a, b) != b or came.get(b, a) != a for a, b in homes) and len(homes) == 1:
                continue  # another `Week 3` than before
            if len(mine) == len(theirs) and (depth is None or len(mine) == 1):
                told = _twins if old[mine[0]].above[:depth] in single else _in_homes
                for n, m in told(old, new, mine, theirs):
                    if not under_others(n, m):
                        settle(n, m)
    for key in (_said, _leads):
        for n, m in _both_unique(old, new, key):
            settle(n, m)
    before = _groups(old, sorted(free_old), lambda item: (went.get(item.home, -2), item.words))
    after = _groups(new, sorted(free_new), lambda item: (item.home, item.words))
    for name, mine in before.items():
        if len(mine) == len(after.get(name, ())):
            for n, m in _twins(old, new, mine, after[name]):
                settle(n, m)
    beside_before, beside_after = _between(old), _between(new)
    for key, n in beside_before.items():
        if key in beside_after:
            settle(n, beside_after[key])
    for n, m in _gaps(old, new, fates):
        settle(n, m)
    before, after = _groups(old, range(len(old)), _said), _groups(new, range(len(new)), _said)
    for n in sorted(free_old):
        fates[n].perhaps = tuple(m for m in after.get(old[n].words, []) if m in free_new)
        if old[n].words in after:
            fates[n].perhaps += tuple(
                m
                for m in sorted(free_new)
                if (_one_place(old[n], new[m]) and near(old[n], new[m])) or _typo(old[n], new[m])
            )
    gone = [n for n in sorted(free_old) if old[n].words not in after]
    come = [m for m in sorted(free_new) if new[m].words not in before]
    added = _added([old[n].words for n in gone], [new[m].words for m in come]) | _remarked(old, new)
    for n in gone:
        alike = [m for m in come if _typo(old[n], new[m])]
        rivals = [k for k in gone if alike and _typo(old[k], new[alike[0]])]
        if len(alike) == 1 == len(rivals):
            settle(n, alike[0])
            continue
        fates[n].perhaps = tuple(
            m
            for m in sorted(free_new)
            if (near(old[n], new[m]) and (new[m].words not in before or _one_place(old[n], new[m])))
            or (old[n].words, new[m].words) in added
        )
    return fates


def _gaps(old: Sequence[Item], new: Sequence[Item], fates: Sequence[Fate]) -> list[tuple[int, int]]:
    """Pairs of items that say the same one by one between two that are sure, or the ends, as many on both sides."""
    known = [(-1, -1), *((n, fate.sure) for n, fate in enumerate(fates) if fate.sure >= 0), (len(old), len(new))]
    pairs: list[tuple[int, int]] = []
    for (n, m), (other, to) in pairwise(known):
        if other - n == to - m > 1 and all(old[n + k].words == new[m + k].words for k in range(1, other - n)):
            pairs += [(n + k, m + k) for k in range(1, other - n)]
    return pairs


def _remarked(old: Sequence[Item], new: Sequence[Item]) -> set[tuple[str, str]]:
    """Words and the same with a remark in brackets behind them, where nothing else begins so, before or now."""
    pairs = set()
    for one, other, turn in ((old, new, 1), (new, old, -1)):
        for long in other:
            remark = re.search(r"\s*[(\[][^()\[\]]*[)\]]\s*$", long.raw)
            tail = " ".join(re.findall(r"\w+", remark[0].casefold())) if remark else ""
            short = long.words.removesuffix(f" {tail}") if tail else long.words
            if short != long.words and all(
                sum(f"{item.words} ".startswith(f"{short} ") for item in items) == 1 for items in (one, other)
            ):
                pairs.add((short, long.words)[::turn])
    return pairs


def _added(gone: Sequence[str], come: Sequence[str]) -> set[tuple[str, str]]:
    """Words and other words that are the same with a label or remark that three pairs at least share."""
    by_addition: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one, other, sign in ((gone, come, "+"), (come, gone, "-")):
        for short in {said for said in one if " " in said}:
            for long in other:
                for added, rest in ((long.removeprefix(f"{short} "), "{} 0"), (long.removesuffix(f" {short}"), "0 {}")):
                    if added != long:
                        pair = (short, long) if sign == "+" else (long, short)
                        by_addition[sign + rest.format(re.sub(r"\d+", "0", added))].add(pair)
    return {pair for pairs in by_addition.values() if len(pairs) > 2 for pair in pairs}


def _both_unique(old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], str]) -> list[tuple[int, int]]:
    """Pairs of items that share a key which no other of either version has."""
    before, after = _groups(old, range(len(old)), key), _groups(new, range(len(new)), key)
    return [
        (mine[0], after[name][0])
        for name, mine in before.items()
        if name and len(mine) == 1 == len(after.get(name, ()))
    ]


def _untitled(items: Sequence[Item]) -> list[Item]:
    """Items without the title that all of them stand under: a document may get another one."""
    titles = {item.above[-1:] for item in items}
    return [replace(item, above=item.above[:-1]) for item in items] if len(titles) == 1 != len(items) else [*items]


def _single_places(items: Sequence[Item], depth: int | None) -> set[tuple[str, ...]]:
    """The names of the nearest (up to `depth`) that items stand under, where no two headings are called so."""
    lines = {item.line for item in items}
    homes: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for item in items:
        if item.home not in lines:
            homes[item.above[:depth]].add(item.home)
    return {item.above[:depth] for item in items} - {name for name, held in homes.items() if len(held) > 1}


def _between(items: Sequence[Item]) -> dict[tuple[str, str, str], int]:
    """Items by their words and those of both neighbours, where these say what no other item says."""
    counts = Counter(item.words for item in items)
    found: dict[tuple[str, str, str], int] = {}
    for n in range(1, len(items) - 1):
        before, behind = items[n - 1].words, items[n + 1].words
        if counts[before] == 1 == counts[behind]:
            found[before, items[n].words, behind] = n
    return found


def _twins(
    old: Sequence[Item], new: Sequence[Item], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of items that say the same in one place: by how they are written, by their links, the rest in order.

    Those are told by what stands under them and round them before. A list that was turned round turns them round, and
    of one that was shuffled nobody can say. Where they stand under several items of one name, these are told by all
    they hold.
    """
    if len(mine) > 1 and max(len({old[n].home for n in mine}), len({new[m].home for m in theirs})) > 1:
        return _in_homes(old, new, mine, theirs)
    pairs: list[tuple[int, int]] = []
    left, come = [*mine], [*theirs]

    def tell(before: Callable[[int], Hashable], after: Callable[[int], Hashable]) -> None:
        ours, others = _keyed(left, before), _keyed(come, after)
        for key, n in ours.items():
            if key and len(n) == 1 == len(others.get(key, ())):
                pairs.append((n[0], others[key][0]))
                left.remove(n[0])
                come.remove(others[key][0])

    tell(lambda n: written(old[n]), lambda m: written(new[m]))
    tell(lambda n: old[n].address, lambda m: new[m].address)
    if len(left) > 1:
        round_old, round_new = surroundings(old), surroundings(new)
        tell(lambda n: round_old[n].below, lambda m: round_new[m].below)
        tell(lambda n: round_old[n].beside, lambda m: round_new[m].beside)
    if len(left) > 1:
        turned = _turned(old, new, left[0], come[0])
        if turned is None:
            return pairs
        come = come[::-1] if turned else come
    return [*pairs, *zip(left, come, strict=True)]


def _went(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """The list that a list went to as a whole: most of what no other says in either went along.

    That is more than one item, or both lists hold the same.
    """
    pairs = _both_unique(old, new, _said)
    votes = Counter((old[n].home, new[m].home) for n, m in pairs)
    left, come = Counter(old[n].home for n, _ in pairs), Counter(new[m].home for _, m in pairs)
    before, after = _held(old), _held(new)
    return {
        a: b
        for (a, b), count in votes.items()
        if (count > 1 or before[a] == after[b]) and 2 * count > max(left[a], come[b])
    }


def _held(items: Sequence[Item]) -> dict[int, list[str]]:
    """What each list holds, sorted."""
    found: dict[int, list[str]] = defaultdict(list)
    for item in sorted(items, key=_said):
        found[item.home].append(item.words)
    return found


def _keyed(among: Iterable[int], key: Callable[[int], Hashable]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for n in among:
        found[key(n)].append(n)
    return found


def _turned(old: Sequence[Item], new: Sequence[Item], n: int, m: int) -> bool | None:
    """Whether the list of an old item was turned round into that of a new one; None where nobody can say.

    Where the two have too little in common, all lists tell; if these were turned round, nobody can say of this one.
    """
    on, back = _steps(old, new, {old[n].home}, {new[m].home})
    if on + back > 1 or min(on, back):
        return False if on > 2 * back else True if back > 2 * on else None
    on, back = _steps(old, new, {item.home for item in old}, {item.home for item in new})
    return None if back > 2 * on else False


def _steps(old: Sequence[Item], new: Sequence[Item], before: set[int], after: set[int]) -> tuple[int, int]:
    """How many steps from one item to the next in its list go on as they did before, and how many go back.

    Only items count whose words no other has; `before` and `after` are the homes that are looked at.
    """
    there = {item.words: m for m, item in enumerate(new) if item.home in after}
    alone = Counter(item.words for item in old) + Counter(item.words for item in new)
    last: dict[tuple[int, int], int] = {}
    steps = [0, 0]
    for item in old:
        m = there.get(item.words, -1)
        if item.home in before and m >= 0 and alone[item.words] == 2:
            lists = item.home, new[m].home
            if lists in last:
                steps[m < last[lists]] += 1
            last[lists] = m
    return steps[0], steps[1]


def _in_homes(
    old: Sequence[Item], new: Sequence[Item], mine: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of items in places of one name, for those places that hold the same as one other, and no other."""
    before, after = _homes(old, mine), _homes(new, theirs)
    pairs: list[tuple[int, int]] = []
    for held, homes in before.items():
        if len(homes) == 1 == len(after.get(held, ())) and len(homes[0]) == len(after[held][0]):
            pairs += _twins(old, new, homes[0], after[held][0])
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


def _said(item: Item) -> str:
    return item.words


def _linked(item: Item) -> str:
    return f"{item.words} {item.address}" if item.address else ""


def _leads(item: Item) -> str:
    return item.address


def _similar(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


def _is_slip(one: str, other: str) -> bool:
    """Whether two neighbouring letters of a word changed places, or one is doubled in one of the two."""
    short, long = sorted((one, other), key=len)
    if len(long) < 4 or re.fullmatch("[ivxlcdm]+", long):
        return False
    if len(short) == len(long):
        places = [n for n in range(len(short)) if short[n] != long[n]]
        return len(places) == 2 and places[1] == places[0] + 1 and sorted(short) == sorted(long)
    doubled = [n for n in range(1, len(long)) if long[n] == long[n - 1] and long[n].isalpha()]
    return any(long[:n] + long[n + 1 :] == short for n in doubled)


def _is_labelled(one: Item, other: Item) -> bool:
    """Whether one says what the other says behind a word and a number: `Step 3: …`."""
    behind = (words(re.sub(r"^\W*\[?\w+ \d+:\s", "", item.raw)) for item in (one, other))
    return one.words != other.words and next(behind) == next(behind)


def near(one: Item, other: Item) -> bool:
    """Whether the words are alike, or those of one have a label, or in the same place a remark, more."""
    if _similar(one.words, other.words) or _is_labelled(one, other):
        return True
    short, long = sorted((one, other), key=lambda item: len(item.words))
    if "" != _unremarked(one.raw) == _unremarked(other.raw) and _one_place(one, other):
        return True
    remark = re.search(r"[(\[][^()\[\]]*[)\]]\)*\s*$|\s[-–—]\s", long.raw)
    return remark is not None and long.words.startswith(f"{short.words} ") and _one_place(one, other)


def _unremarked(raw: str) -> str:
    """What an item says before its remarks, `(…)`, `[…]` or `- …`; empty where it has none."""
    found = re.match(
        r"(.*?\w.*?)\s*(?:(?:\([^()]*\)|(?<=\s)\[[^\[\]]*\]|\s[-–—]\s.*)\s*)+$", re.sub(r"\]\([^()]*\)", "]", raw)
    )
    return words(found[1]) if found else ""


def _one_place(one: Item, other: Item) -> bool:
    """Whether two items stand under what may be the same heading or item, more words in it or fewer."""
    a, b = " ".join(one.above[:1]), " ".join(other.above[:1])
    return a.startswith(b) or b.startswith(a) or a.endswith(b) or b.endswith(a) or _similar(a, b)


def _typo(old: Item, new: Item) -> bool:
    """Whether one long word of several was respelled by a letter or two, under the same parent, or any by a slip."""
    one, other = old.words.split(), new.words.split()
    if old.above[:1] != new.above[:1] or len(one) != len(other):
        return False
    changed = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(changed) == 1 and _is_slip(*changed[0]):
        return True
    if len(changed) != 1 or len(old.words) < 20:
        return False
    a, b = changed[0]
    if min(len(a), len(b)) < 6 or re.search(r"\d", a + b) or a[:1] != b[:1]:
        return False
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85
