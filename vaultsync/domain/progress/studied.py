"""What was studied stays studied: ticks of what has left a roadmap count in its days, though no more in its tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vaultsync.domain.progress.items import ItemTree, Role
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import ItemProgress
from vaultsync.models.roadmap import Gone

if TYPE_CHECKING:
    from vaultsync.domain.progress.counts import PathOf


def left_with_a_tick(
    tree: ItemTree, known: Mapping[str, KnownMark], gone: Mapping[str, Gone], path_of: PathOf, *, today: str
) -> list[ItemProgress]:
    """The tasks that left the roadmap after they had been done, on a day that is known and not after `today`, by day.

    `known` are the marks and `gone` is what left, by item id. Of tasks that stood under each other the lowest count, as
    in the roadmap; what a task was whose note is gone as well is told of the roadmap.
    """
    if not gone:
        return []
    from vaultsync.domain.identity.wording import same_words

    above = {(item.partition("#^")[0], one.under) for item, one in gone.items() if one.kept and one.under}
    holders = {item.partition("#^")[0] for item in gone if "#^" in item}
    notes_count = any(entry.role is Role.LEAF and entry.task is None for entry in tree.entries)
    found = []
    for item, one in gone.items():
        node, _, block = item.partition("#^")
        mark = known.get(item)
        if item in tree.index or mark is None or mark.mark is not Mark.DONE or not "" < mark.date <= today:
            continue
        lowest = (node, same_words(one.words)) not in above if block else notes_count and node not in holders
        if lowest and one.counted:
            owner = tree.entries[tree.index.get(node, 0)].node
            found.append(ItemProgress(item, one.words, path_of(owner), mark.mark, mark.date, True))
    return sorted(found, key=lambda one: (one.date, one.id))
