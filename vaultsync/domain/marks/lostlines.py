"""Task lines that lost their block id, recognised by what is left of it, by their words, or by their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from vaultsync.domain.identity.doubts import perhaps, says_all
from vaultsync.domain.identity.rewording import close, tokens
from vaultsync.domain.progress.items import ItemTree
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.tasklines import recurs, words
from vaultsync.models.agreement import Doubt
from vaultsync.models.marks import PRECEDENCE, Mark, NoteScan, TaskLine

_LINK = regex(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = regex(r"[*_`~=\\]+")
_ID_WITHIN = regex(r"(?:^|[ \t])\^([A-Za-z0-9-]+)(?=[ \t])")

# How alike (0 to 100) a line must be to a task to be it where that stood, and to be asked about.
_PLAIN = 75.0
_PERHAPS = 40.0

_Key = tuple[str, int]


def find_lost(
    tree: ItemTree,
    scan: NoteScan,
    missing: set[int],
    left: list[int],
    matched: dict[int, int],
    lost_ids: dict[str, dict[int, str]],
    doubts: list[Doubt],
) -> set[int]:
    """Match the lines of a note that are `left` with tasks that are `missing`. Returns the tasks still missing.

    First by an id with words written behind it, then by the words alone, then by the words together with what the line
    stands under, then the same without fields and tags. Only matches unique on both sides are taken; of several lines
    with the words of one task the furthest is it. Last by place: a line without an id that stands alone where the task
    stood, in similar words.

    Adds to `matched` and `lost_ids`, and to `doubts` lines in that place whose words are less similar.
    """
    search = _Search(tree, scan, missing, left, matched)
    search.by_id_within()
    for read in (comparable, _bare):
        for with_parent in (False, True):
            search.by_words(read, with_parent, several=False)
    for with_parent in (True, False):
        search.by_words(_bare, with_parent, several=True)
    doubts += search.by_place()
    if search.found:
        ids = lost_ids.setdefault(scan.path, {})
        ids |= {scan.tasks[n].line: task_id(tree, at) for n, at in search.found.items()}
    return search.missing


def furthest(lines: Iterable[TaskLine]) -> TaskLine:
    """The line whose mark is the furthest, the first of several; a character of the learner's own is no mark."""
    return min(lines, key=lambda line: (line.mark is None, PRECEDENCE[line.mark]))


def comparable(text: str) -> str:
    """The words of a line, for comparison: without markup, link addresses, case and runs of spaces."""
    shown = _LINK.sub(lambda link: link.group(1) or link.group(2) or "", text)
    return " ".join(_MARKUP.sub("", shown).split()).casefold()


def _bare(text: str) -> str:
    return comparable(words(text))


def words_of(tree: ItemTree, at: int, read: Callable[[str], str] = _bare) -> set[str]:
    """The forms in which a line may have the words of a task: with and without number."""
    entry = tree.entries[at]
    source = entry.task.source if entry.task else ""
    return {read(entry.text), read(source)} - {""}


class _Search:
    """One note's lines and tasks that have not found each other."""

    def __init__(
        self, tree: ItemTree, scan: NoteScan, missing: set[int], left: list[int], matched: dict[int, int]
    ) -> None:
        self._tree, self._scan, self._matched = tree, scan, matched
        self.missing = set(missing)
        self._left = list(left)
        self.found: dict[int, int] = {}

    def _take(self, n: int, at: int) -> None:
        self._matched[n] = self.found[n] = at
        self.missing.discard(at)
        self._left.remove(n)

    def by_id_within(self) -> None:
        """Match lines in which the id stands with words behind it."""
        named = {task_id(self._tree, at).lower(): at for at in self.missing}
        for n in list(self._left):
            line = self._scan.tasks[n]
            if "^" in line.text:
                ids = [found.lower() for found in _ID_WITHIN.findall(line.text)]
                at = next((named.pop(found) for found in ids if found in named), None)
                if at is not None:
                    self._take(n, at)

    def by_words(self, read: Callable[[str], str], with_parent: bool, *, several: bool) -> None:
        """Match lines that say what a task says, both as `read` reads them; `with_parent`: under the same item."""
        if not self.missing or not self._left:
            return
        wanted: dict[_Key, list[int]] = defaultdict(list)
        for at in sorted(self.missing):
            for said in words_of(self._tree, at, read):
                wanted[said, self._tree.entries[at].parent if with_parent else -1].append(at)
        owner = self._tree.entries[min(self.missing)].owner
        there: dict[_Key, list[int]] = defaultdict(list)
        for n in self._left:
            line = self._scan.tasks[n]
            if read is _bare and line.mark is Mark.TODO and recurs(line.text):
                continue  # the next round of a recurring task: the learner's
            under = self._matched.get(line.parent, owner) if with_parent else -1
            there[read(line.text), under].append(n)
        for key, lines in there.items():
            items = wanted.get(key, [])
            if len(items) == 1 and items[0] in self.missing and (several or len(lines) == 1):
                best = furthest(self._scan.tasks[n] for n in lines)
                self._take(next(n for n in lines if self._scan.tasks[n] is best), items[0])

    def by_place(self) -> list[Doubt]:
        """Match lines without an id that stand alone between the two tasks next to a missing one.

        Lines with close words, or with all of a task's and more, are taken; lines that may be it are returned. A line
        with the words of a task that is not missing is a copy of that.
        """
        doubts = []
        there: set[str] = set()
        for at, n in list(self._gaps()):
            line, task = self._scan.tasks[n], self._tree.entries[at]
            if at not in self.missing or n not in self._left:
                continue
            if line.mark is Mark.TODO and recurs(line.text):
                continue  # the next round of a task that recurs is the learner's
            if not there:
                tasks = (found for found in self._matched.values() if self._tree.entries[found].task is not None)
                there = {said for found in tasks for said in words_of(self._tree, found)}
            said = _bare(line.text)
            if said in there:
                continue
            wordings = words_of(self._tree, at)
            if any(close(wording, said) >= _PLAIN or says_all(tokens(wording), tokens(said)) for wording in wordings):
                self._take(n, at)
            elif max(perhaps(wording, said) for wording in wordings) >= _PERHAPS:
                doubts.append(Doubt(task.id, task_id(self._tree, at), self._scan.path, line.line, line.text))
        return doubts

    def _gaps(self) -> Iterator[tuple[int, int]]:
        """Each missing task and the line that stands where it stood, where both are alone there."""
        line_of = {at: n for n, at in self._matched.items()}
        order = sorted({*self.missing, *(at for at in line_of if self._tree.entries[at].task is not None)})
        nameless = {n for n in self._left if not self._scan.tasks[n].block_id and not self._scan.tasks[n].target}
        for place, at in enumerate(order):
            before = line_of.get(order[place - 1], -2) if place else -1
            after = line_of.get(order[place + 1], -2) if place + 1 < len(order) else len(self._scan.tasks)
            if at not in self.missing or before == -2 or after == -2:
                continue
            there = [n for n in range(before + 1, after) if n in nameless]
            parents = [self._matched.get(self._scan.tasks[n].parent, -1) for n in there]
            above = self._tree.entries[at].parent
            if len(there) == 1 and (parents[0] == above or (parents[0] < 0 and self._tree.entries[above].task is None)):
                yield at, there[0]


def task_id(tree: ItemTree, at: int) -> str:
    """The id of the task of an entry; empty for a note."""
    task = tree.entries[at].task
    return task.id if task else ""
