"""What explains a tick in a new version: that it is back, said elsewhere, joined or parted, or put away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bench.following import Fate, follow
from bench.reading import Item, words

_RESOURCES = re.compile(r"\b(?:resources?|videos?|books?|links?|references?|courses?|materials?|(?:further )?reading)$")

_ONE_WORD = 12  # letters that a single word has that names a thing: `Quiz` may be any


def named_again(new: Sequence[Item], ticks: Collection[int], done: Collection[int]) -> set[int]:
    """Ticks on what names the same resource as one that is ticked: an item without a box, elsewhere.

    It says the same in full words but for remarks in brackets (fewer do where both stand under a heading that says that
    it lists resources), and no other link is behind it; or both quote one title. What a place says twice names nothing.
    """
    titles: set[str] = set()
    links: dict[str, set[str]] = defaultdict(set)
    for item in (new[m] for m in ticks if _names(new[m])):
        titles |= _quoted(item)
        links[_plain(item)].add(item.address)
    places = Counter((item.home, item.words) for item in new)
    twice = {words for (_, words), count in places.items() if count > 1}
    found = set()
    for m in (m for m in done if _names(new[m])):
        there = links.get(_plain(new[m]), set())
        same = new[m].address in there or (
            bool(there) and _plain(new[m]).count(" ") > 1 and "" in {*there, new[m].address}
        )
        if (same and new[m].words not in twice) or not titles.isdisjoint(_quoted(new[m])):
            found.add(m)
    return found


def put_away(new: Sequence[Item], among: set[int], away: list[Item]) -> set[int]:
    """What has a tick of its own among the items that are put `away`; they are taken out.

    Those with its words and link come first, then those with its words, then those with its link: it may have got other
    words since.
    """
    found: set[int] = set()
    for words_too, link_too in ((True, True), (True, False), (False, True)):
        for m in sorted(among - found):
            for item in away:
                said = item.words == new[m].words or not words_too
                leads = item.address == new[m].address and (words_too or item.address != "")
                if said and (leads or not link_too):
                    away.remove(item)
                    found.add(m)
                    break
    return found


def _plain(item: Item) -> str:
    """What an item says without its remarks in brackets, but for those that may tell a part: `(chapters 1-3)`."""
    return words(re.sub(r"(?<!\])\([^()\d]*\)", "", item.raw)) or item.words


def _quoted(item: Item) -> set[str]:
    """The titles of several words that an item quotes."""
    titles = map(words, re.findall(r'["“]([^"“”]+)["”]', item.raw))
    return {title for title in titles if title.count(" ") > 1}


def _names(item: Item) -> bool:
    """Whether an item names what may be named elsewhere, too."""
    return not item.box and (item.words.count(" ") > 1 or any(map(_RESOURCES.search, item.above)))


def both_said(old: Sequence[Item], new: Sequence[Item], ticks: Collection[int], done: Collection[int]) -> set[int]:
    """Ticks on what says two ticked items that are gone, one behind the other, with a word between at most."""
    names = {old[n].words for n in ticks}
    found = set()
    for m in done:
        said = new[m].words.split()
        for k in range(1, len(said)):
            if " ".join(said[:k]) in names and not names.isdisjoint((" ".join(said[k:]), " ".join(said[k + 1 :]))):
                found.add(m)
    return found


def half_said(old: Sequence[Item], new: Sequence[Item], ticks: Collection[int], done: Collection[int]) -> set[int]:
    """Ticks on what a ticked item that is gone said first, or last, where another item says the rest of it."""
    names, found = {item.words for item in new}, set()
    for said in (old[n].words.split() for n in ticks):
        for k in range(1, len(said)):
            for first, second in ((said[:k], said[k:]), (said[:k], said[k + 1 :])):
                both = {" ".join(first), " ".join(second)}
                if both <= names:
                    found |= {m for m in done if new[m].words in both}
    return found


def done_titles(items: Sequence[Item], ticks: Collection[int]) -> set[str]:
    """What the headings and items say under which all is ticked."""
    below: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for n, item in enumerate(items):
        for depth in range(len(item.above) if item.leaf else 0):
            below[item.above[depth:]].append(n in ticks)
    return {names[0] for names, all_ticked in below.items() if all(all_ticked)}


def explained_by(unsure: Mapping[int, Sequence[int]], done: Collection[int]) -> dict[int, int]:
    """As many ticks as can be explained by old items that may be theirs, one by one: new position → old one."""
    found: dict[int, int] = {}

    def explain(n: int, tried: set[int]) -> bool:
        for m in unsure[n]:
            if m in done and m not in tried:
                tried.add(m)
                if m not in found or explain(found[m], tried):
                    found[m] = n
                    return True
        return False

    for n in unsure:
        explain(n, set())
    return found


def may_be(m: int, fates: Sequence[Fate], ticks: Collection[int]) -> bool:
    """Whether an item may be an open one of the version before."""
    return any(m in fate.perhaps for n, fate in enumerate(fates) if fate.sure < 0 and n not in ticks)


@dataclass(frozen=True, slots=True)
class Departed:
    """An item that left: the last version it stood in, its position there, and whether it was ticked.

    A parent is `whole` where all its leaves were ticked.
    """

    version: Sequence[Item]
    position: int
    ticked: bool
    whole: bool = False

    @property
    def item(self) -> Item:
        """The item as it stood there."""
        return self.version[self.position]


def claims_of(gone: Sequence[Departed], new: Sequence[Item], come: Collection[int]) -> dict[int, list[Departed]]:
    """What came → what left that it surely is, told from the version that had that last.

    Once some are told, others may be told that say the same under the same.
    """
    versions: dict[int, list[Departed]] = defaultdict(list)
    for left in gone:
        versions[id(left.version)].append(left)
    claims: dict[int, list[Departed]] = defaultdict(list)
    for again in (False, True):
        open_ = [new[m] for m in come if m not in claims]
        said = {item.words for item in open_} | {item.address for item in open_ if item.address}
        told = {m for m in claims if new[m].words in said}
        there = [m for m in range(len(new)) if m not in told]
        found: list[tuple[int, Departed]] = []
        for departed in versions.values():
            known = {left.position for m in told for left in claims[m] if left.version is departed[0].version}
            if any(left.item.words in said or left.item.address in said for left in departed):
                before = [n for n in range(len(departed[0].version)) if n not in known]
                fates = follow([departed[0].version[n] for n in before], [new[m] for m in there])
                at = {n: there[fates[k].sure] for k, n in enumerate(before) if fates[k].sure >= 0}
                found += [(at[left.position], left) for left in departed if at.get(left.position) in come]
        for m, left in found:
            if m not in told and (not again or left.item.above[:1] == new[m].above[:1]):
                claims[m] += [left] if all(left is not one for one in claims[m]) else []
    return claims


def may_be_another(came: Item, lefts: Collection[Departed]) -> bool:
    """Whether what came is a label with another link, or elsewhere, or says what several did that left elsewhere."""
    elsewhere = all(left.item.above[:1] != came.above[:1] for left in lefts)
    if " " not in came.words and len(came.words) < _ONE_WORD:
        return all(left.item.address != came.address for left in lefts) or (elsewhere and not came.address)
    return len(lefts) > 1 and elsewhere
