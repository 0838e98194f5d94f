"""What an update lost, told from the document's versions alone: no rule of vaultsync's is used here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.explaining import (
    Departed,
    both_said,
    claims_of,
    done_titles,
    explained_by,
    half_said,
    may_be,
    may_be_another,
    named_again,
    put_away,
)
from bench.following import Fate, near
from bench.reading import Item, linked, locate, read, words

COLUMNS = ("lost_ticks", "wrong_ticks", "doubled", "missing", "came_back", "lost_words", "conflicts", "questions")


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


_BEGIN = re.compile(r"^(?:\s|>)*(?:[-*+]|\d+[.)]|#+)\s+(?:\[.\]\s)?")


def _lines(text: str) -> set[str]:
    """What the lines of a text say, and its links."""
    return {words(_BEGIN.sub("", line)) for line in text.split("\n")} | linked(text)


def _together(text: str) -> list[set[str]]:
    """The words that stand together: of a line and those it goes on in, of a row and the header of its table."""
    found: list[set[str]] = [set()]
    header: set[str] = set()
    for line in text.split("\n"):
        said = set(words(_BEGIN.sub("", line)).split())
        if line.lstrip().startswith("|"):
            header = header or said
            found.append(said | header)
            continue
        header = set()
        if said and not _BEGIN.match(line):
            found[-1] |= said
        else:
            found.append(said)
    return found


def _unlabelled(item: Item) -> set[str]:
    """What an item says, and that without the label in front: `Topics: …` may stand under a heading."""
    label, colon, rest = item.raw.partition(":")
    return {item.words, words(rest)} if colon and len(label) < 40 and rest.strip("* ") else {item.words}


def _unlabelled_at(new: Sequence[Item], mine: Sequence[Item], at: Mapping[int, int]) -> dict[int, int]:
    """Where the items stand of which just one box says the rest, without their label."""
    free = sorted(set(range(len(mine))) - {*at.values()})
    found = {}
    for n in (n for n, item in enumerate(new) if n not in at):
        same = [m for m in free if mine[m].words in _unlabelled(new[n])]
        if len(same) == 1:
            found[n] = same[0]
            free.remove(same[0])
    return found


def _is_said(name: str, rows: Sequence[Collection[str]]) -> bool:
    """Whether all the words stand together, as in a row of a table."""
    return any(all(word in row for word in name.split()) for row in rows)


def _is_a_row(name: str, mine: Sequence[Item], text: str) -> bool:
    """Whether what has this name stands in a table now, and has its tick there."""
    ticked = any(item.ticked and f" {item.words} ".startswith(f" {name} ") for item in mine)
    return ticked and any(f" {name} " in f" {words(row)} " for row in text.split("\n") if row.lstrip().startswith("|"))


def _looks(item: Item) -> tuple[str, str, tuple[str, ...], bool]:
    """All that can be seen of a box."""
    return item.words, item.address, item.above, item.ticked


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
    _whole: set[int] = field(default_factory=set)  # parents all of whose leaves are ticked
    _known: set[str] = field(default_factory=set)  # what any version said in an item
    _left: list[Departed] = field(default_factory=list)  # what left, and is not back
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _under: dict[str, int] = field(default_factory=dict)  # the learner's lines, and what they were written under
    _lost: set[str] = field(default_factory=set)
    _twice: set[str] = field(default_factory=set)

    @property
    def losses(self) -> int:
        """The sum of all loss columns."""
        return sum(getattr(self, column) for column in COLUMNS if column != "questions")

    def studied(self, items: Sequence[Item], mine: Sequence[Item], ticks: Collection[int]) -> None:
        """Note down what was ticked: `mine` are the learner's boxes, `ticks` the positions that were to be ticked.

        A parent follows its leaves once one of them is touched: it may be ticked if all are.
        """
        done = {n for n, m in locate(items, mine).items() if mine[m].ticked}
        self.ticks |= done & set(ticks)
        for n in range(len(items)):
            below = _below(items, n)
            if below and self.ticks.issuperset(below):
                self._whole.add(n)
            elif below and not set(ticks).isdisjoint(below):
                self.ticks.discard(n)

    def compare(
        self,
        old: Sequence[Item],
        new: Sequence[Item],
        fates: Sequence[Fate],
        mine: Sequence[Item],
        text: str,
        there: str = "",
        kept: str | None = None,
    ) -> None:
        """Count one update: `mine` are the learner's boxes after it, `text` is the new document.

        `there` is all that stands in the learner's notes of the roadmap, `kept` what was put away from them, None where
        nothing ever is: a bullet need not be tickable, but its words must be there, and a tick on it must be kept, as
        that on what left (that of a parent is only what its leaves say). A section that became an item may be done if
        all in it was.
        """
        self._known |= {item.words for item in old}
        at = locate(new, mine)
        at |= _unlabelled_at(new, mine, at)
        done = {n for n, m in at.items() if mine[m].ticked}
        away = [item for item in read(kept or "") if item.ticked]
        bullets = {m for m in range(len(new)) if m not in at and not new[m].box}
        kept_away = put_away(new, bullets & {fates[n].sure for n in self.ticks}, away)
        kept_away |= put_away(new, bullets - kept_away, away)
        still: set[int] = set()
        for n in sorted(self.ticks):
            now = fates[n].sure
            if now in done or now in kept_away:
                still.add(now)  # what can be ticked again later has to be ticked then
            elif now in at or (now >= 0 and (new[now].box or old[n].leaf)):
                self._count("lost_ticks", old[n].words)
        still |= self._back(old, new, fates, done | kept_away)
        unsure = {n: fates[n].perhaps for n in sorted(self.ticks) if fates[n].sure < 0}
        explained = explained_by(unsure, (done | kept_away) - still)
        still |= set(explained)
        self._left += [
            Departed(old, n, n in self.ticks, n in self._whole)
            for n in range(len(old))
            if fates[n].sure < 0 and n not in explained.values()
        ]
        brought = {n for n, item in enumerate(new) if item.ticked} | {fates[n].sure for n in self.brought}
        unsure = {n: fates[n].perhaps for n in self.brought if fates[n].sure < 0}
        brought |= set(explained_by(unsure, done - still - brought))
        titles = done_titles(old, self.ticks) - {item.words for item in old}
        brought |= {m for m in done if new[m].words in titles}
        still |= done & {fates[n].sure for n in self._whole}
        still |= set(explained_by({n: fates[n].perhaps for n in self._whole if fates[n].sure < 0}, done - still))
        for n in self._whole:
            below = {fates[k].sure for k in _below(old, n)}
            still |= {m for m in done - still if below.issubset(_below(new, m))}  # in other words, with all it had
        self._whole.clear()
        still |= named_again(new, still, done)
        ended = [n for n in self.ticks if fates[n].sure < 0]
        come = set(range(len(new))) - {fate.sure for fate in fates}
        still |= both_said(old, new, ended, (done & come) - still) | half_said(old, new, ended, (done & come) - still)
        for n in sorted(done - still - brought):
            below = [m for m in _below(new, n) if m in at]
            if not below or not done.issuperset(below):
                self._count("wrong_ticks", new[n].words)
                brought.add(n)
            else:
                still.add(n)
        if kept is not None:
            left = {item.words for item in away} | {item.address for item in away if item.address}
            left |= {old[n].words for n in ended if _is_a_row(old[n].words, mine, text)}
            # What lost its checkbox in the document may be a resource now, which keeps its mark in the note.
            left |= {item.words for item in mine if item.ticked} - {item.words for item in new if item.box}
            rows = [old[n].words for n in ended if old[n].row]
            left |= {said for said in rows if any(item.words.startswith(f"{said} ") for item in away)}
            for n in ended:
                said = old[n].words
                joint = any(said in new[m].words or new[m].words in said or near(old[n], new[m]) for m in still)
                if (
                    old[n].leaf
                    and not joint
                    and n not in explained.values()
                    and left.isdisjoint((said, old[n].address))
                ):
                    self._count("lost_ticks", f"{said} (it left)")
        self._counts(new, mine, at, text, there)
        self.ticks, self.brought = still, brought & done

    def _back(self, old: Sequence[Item], new: Sequence[Item], fates: Sequence[Fate], done: Collection[int]) -> set[int]:
        """Ticks on what left earlier and is back; what was ticked, and is open now that it is back, is lost.

        What is back is what a reader of the version that had it last would follow to it; or it says what no other does,
        and all that said so and left were ticked. A mere label elsewhere may be another.
        """
        followed = {fate.sure for fate in fates}
        come = {m for m in range(len(new)) if m not in followed}
        claims = claims_of(self._left, new, come)
        counts = Counter(item.words for item in (*new, *old))
        for m in come - claims.keys():
            same = [left for left in self._left if left.item.words == new[m].words]
            if counts[new[m].words] == 1 and all(left.ticked or left.whole for left in same):
                claims[m] = same
        found = set()
        for m, lefts in claims.items():
            if m in done and any(left.ticked or left.whole for left in lefts):
                found.add(m)
            elif (
                m not in done
                and lefts
                and all(left.ticked for left in lefts)
                and not (may_be(m, fates, self.ticks) or may_be_another(new[m], lefts))
            ):
                self._count("lost_ticks", f"{new[m].words} (it was gone for a while)")
        told = {id(left) for lefts in claims.values() for left in lefts}
        self._left = [left for left in self._left if id(left) not in told]
        return found

    def _counts(self, new: Sequence[Item], mine: Sequence[Item], at: dict[int, int], text: str, there: str) -> None:
        wanted, have = Counter(item.words for item in new), Counter(item.words for item in mine)
        lines, theirs = _lines(text), _lines(there)
        rows, notes = [*(set(line.split()) for line in lines), *_together(text)], f" {' | '.join(theirs)} "
        now: set[tuple[str, str]] = set()
        for n in range(len(new)):
            if n not in at and (new[n].box or not any(f" {said} " in notes for said in _unlabelled(new[n]))):
                now.add(("missing", new[n].words))
        now |= {("doubled", name) for name, count in wanted.items() if have[name] > count}
        for name in filter(re.compile(r"\w").search, have):
            if name not in wanted and name not in lines and (name in self._known or not _is_said(name, rows)):
                now.add(("came_back", name))
        for column, name in sorted(now - self._seen):
            self._count(column, name)
        self._seen = now

    def wrote(self, under: Mapping[int, str], reworded: Mapping[str, str]) -> None:
        """Note down what was written under items, by their position in the document, and what was worded anew."""
        self._under |= {line: n for n, line in under.items()}
        self._under = {reworded.get(line, line): n for line, n in self._under.items()}

    def apart(
        self, fates: Sequence[Fate], new: Sequence[Item], mine: Sequence[Item], holders: Mapping[str, int]
    ) -> None:
        """Count what the learner wrote under an item that is there still, and that stands elsewhere now.

        `holders` tells which of the boxes (`mine`) such a line stands under. Of twins in one list that are both ticked,
        or both open, nobody can say which is which.
        """
        at = locate(new, mine)
        now = {line: fates[n].sure for line, n in self._under.items()}
        self._under = {line: m for line, m in now.items() if m in at and line not in self._lost}
        for line, m in [*self._under.items()]:
            there = mine[holders[line]] if line in holders else None
            if there is None or _looks(there) != _looks(mine[at[m]]):
                self._lost.add(line)
                del self._under[line]
                under = f"under “{there.words}”" if there is not None else "elsewhere"
                self._count("lost_words", f"{line} (it stands {under})")

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
