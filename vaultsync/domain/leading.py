"""Tasks whose link leads where no other does, in words that are close to those they had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from vaultsync.domain.identity import bare
from vaultsync.domain.rewording import CLOSE, close
from vaultsync.models.matching import NewTask, OldTask


def led(
    old: Sequence[OldTask], new: Sequence[NewTask], left: Iterable[int], come: Iterable[int]
) -> list[tuple[int, int]]:
    """Pairs of what `left` and what is to `come` (positions), told by link and words together.

    What says just the same as before and leads nowhere is none of these.
    """
    by_link = {old[i].url: i for i in left if old[i].url}
    waiting = [n for n in come if new[n].url in by_link]
    if not waiting:
        return []
    before, after = (Counter(task.url for task in tasks) for tasks in (old, new))
    pairs = []
    for n in waiting:
        i = by_link[new[n].url]
        if before[new[n].url] == 1 == after[new[n].url] and close(bare(old[i].words), bare(new[n].words)) >= CLOSE:
            pairs.append((i, n))
    return pairs
