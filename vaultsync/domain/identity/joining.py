"""Tasks that became one: `Tie a bowline` and `Quiz` are now `Tie a bowline and quiz`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence

from vaultsync.domain.identity.wording import bare

_JOINT = 3  # letters of the word between two that became one, at most: and, und, et, y
_MOST = 8  # tasks that begin a joint one, at most: of what many say nobody can tell


class Joints:
    """Finds the two of some tasks that another says both of.

    `words` are theirs by position, `homes` the list that each task of the document is in: only what stood in one list
    is joined.
    """

    def __init__(self, words: Mapping[int, str], homes: Sequence[int]) -> None:
        self._homes = homes
        self._first: dict[str, list[int]] = defaultdict(list)
        self._second: dict[Hashable, list[int]] = defaultdict(list)
        for i, said in words.items():
            self._first[bare(said)].append(i)
            self._second[homes[i], bare(said)].append(i)

    def halves(self, words: str) -> tuple[int, int] | None:
        """The two tasks that became one of these words, in that order; None where there are not just two."""
        parts = words.split()
        found: set[tuple[int, int]] = set()
        for end in range(1, len(parts)):
            first = self._first.get(bare(" ".join(parts[:end])), ())
            if first and len(first) <= _MOST:
                for rest in self._rests(parts, end):
                    found |= {(i, j) for i in first for j in self._second.get((self._homes[i], rest), ()) if i != j}
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _rests(parts: Sequence[str], end: int) -> Collection[str]:
        """What may be the second task behind the first `end` words: with the word between, if that is a short one."""
        rests = {bare(" ".join(parts[end:]))} if parts[end - 1][-1] in ",;/+&" else set[str]()
        if end + 1 < len(parts) and len(parts[end]) <= _JOINT:
            rests.add(bare(" ".join(parts[end + 1 :])))
        return rests
