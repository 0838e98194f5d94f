"""What to study next: what is begun, then by plan and order of the roadmaps, within the time at hand."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from vaultsync.domain.progress.items import Entry, ItemTree, Role, called, item_tree
from vaultsync.domain.progress.turns import turns
from vaultsync.markdown.words.durations import stated_hours
from vaultsync.models.marks import KnownMark
from vaultsync.models.outline import Duration
from vaultsync.models.proposals import Proposal
from vaultsync.models.roadmap import Roadmap


def proposals(
    roadmaps: Sequence[Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    *,
    due: Mapping[str, str] | None = None,
    later: Iterable[str] = (),
    stated: Mapping[str, Duration] | None = None,
    paths: Mapping[str, str] | None = None,
    absent: Mapping[str, Container[str]] | None = None,
) -> list[Proposal]:
    """All open tasks in the order in which to study them. Habits are never proposed.

    First what is begun, then what stands in notes and sections that are marked as begun. Then the roadmaps take turns,
    each in its own order, notes in which something is done first. `marks` are by roadmap and item. `due`: note id → ISO
    day by which the plan wants it done; the roadmap whose first task is due earliest has the first turn. Roadmaps named
    in `later` have no turn yet. `stated` are durations that learners wrote into their notes, `paths` where notes stand,
    by note id. Items in `absent` (by roadmap) stand in no note, and are not proposed.
    """
    waiting = set(later)
    begun: list[Proposal] = []
    queues: list[list[Proposal]] = []
    for roadmap in roadmaps:
        gone = (absent or {}).get(roadmap.name, ())
        all_ = _open(roadmap, marks.get(roadmap.name, {}), due or {}, stated or {}, paths or {})
        found = [(one, started) for one, started in all_ if one.item not in gone]
        begun += [one for one, started in found if started]
        if roadmap.name not in waiting:
            queues.append([one for one, started in found if not started])
    begun.sort(key=lambda one: (not one.doing, one.due or "~"))
    queues.sort(key=lambda queue: min((one.due for one in queue[:1] if one.due), default="~"))
    turns = [one for turn in zip_longest(*queues) for one in turn if one is not None]
    return begun + turns


def for_time(found: Sequence[Proposal], minutes: int) -> list[Proposal]:
    """Those that fit into `minutes`, in their order; all of them if none of known length fits.

    What is begun stays, since it can be continued for any time. What has no known length stays as well, unless it runs
    beside a plan: a checklist at the end of a roadmap is nothing for the last minutes.
    """
    planned = {one.roadmap for one in found if one.due}
    fitting: list[Proposal] = []
    left = minutes
    for one in found:
        if one.doing or (one.minutes is None and (one.due or one.roadmap not in planned)):
            fitting.append(one)
        elif one.minutes is not None and one.minutes <= left:
            fitting.append(one)
            left -= one.minutes
    return fitting or list(found)


def _open(
    roadmap: Roadmap,
    marks: Mapping[str, KnownMark],
    due: Mapping[str, str],
    stated: Mapping[str, Duration],
    paths: Mapping[str, str],
) -> Iterator[tuple[Proposal, bool]]:
    """The open leaves in the order of their turns, and whether they are begun or stand under what is."""
    tree = item_tree(roadmap)
    minutes = _minutes(roadmap, tree, stated)
    days: dict[int, str] = {}  # by the note's index
    for turn in turns(tree, tree.marks(marks)):
        entry = tree.entries[turn.at]
        node = entry.node
        if entry.owner not in days:
            days[entry.owner] = _due(roadmap, tree, entry, due)
        proposal = Proposal(
            roadmap.name,
            entry.id,
            called(tree, turn.at),
            node.title,
            paths.get(roadmap.note_id(node), node.path),
            doing=turn.doing,
            begun=turn.begun,
            minutes=minutes.get(turn.at),
            due=days[entry.owner],
        )
        yield proposal, turn.started


def _upward(tree: ItemTree, at: int) -> Iterator[int]:
    """The index of an entry and of all above it."""
    while at >= 0:
        yield at
        at = tree.entries[at].parent


def _due(roadmap: Roadmap, tree: ItemTree, entry: Entry, due: Mapping[str, str]) -> str:
    """The day by which the note of an item is due, else the section above it that has one."""
    days = (due.get(roadmap.note_id(tree.entries[at].node), "") for at in _upward(tree, entry.owner))
    return next(filter(None, days), "")


def _minutes(roadmap: Roadmap, tree: ItemTree, stated: Mapping[str, Duration]) -> dict[int, int]:
    """How long each leaf may take: what it says itself, else its share of what is stated above it.

    That are the hours of its note, of a section or of a task that it stands under; what leaves below that say of
    themselves is taken off first.
    """
    found: dict[int, int] = {}
    own = {
        at: minutes
        for at, entry in enumerate(tree.entries)
        if entry.task is not None and entry.leaves and (minutes := _in_minutes(stated_hours(entry.text)))
    }
    totals: dict[int, tuple[int, list[int]]] = {}  # minutes stated, and the leaves that share them
    for at, entry in enumerate(tree.entries):
        total = own.get(at, 0)
        if entry.task is None and entry.leaves:
            duration = stated.get(roadmap.note_id(entry.node), entry.node.duration)
            total = _in_minutes(sum(duration.hours) / 2 if duration is not None and duration.hours else None)
        if total:
            totals[at] = total, [below for below in range(at, entry.end) if tree.entries[below].role is Role.LEAF]
    _doubt(own, totals)
    for at, (total, leaves) in totals.items():
        said = [own[below] for below in leaves if below in own and below != at]
        left = total - sum(said)
        each = int(left / (len(leaves) - len(said)) + 0.5) if left > 0 and len(said) < len(leaves) else 0
        found |= dict.fromkeys(leaves, each or int(total / len(leaves) + 0.5))
    return {at: minutes for at, minutes in {**found, **own}.items() if minutes}


def _doubt(own: dict[int, int], totals: dict[int, tuple[int, list[int]]]) -> None:
    """Take out what is hardly a time of study: `treat within (3-4.5 hours)` among the tasks of a note of 4 hours.

    That is where few of the tasks that share a time say one, and would leave the others less than a quarter of an even
    share. The innermost time decides.
    """
    judged: set[int] = set()
    for at, (total, leaves) in reversed([*totals.items()]):
        said = [below for below in leaves if below in own and below != at]
        others = len(leaves) - len(said)
        left = total - sum(own[below] for below in said)
        if others > len(said) and 4 * left * len(leaves) < total * others:
            for below in said:
                if below not in judged:
                    del own[below]
                    del totals[below]
        judged.update(said)


def _in_minutes(hours: float | None) -> int:
    return int(hours * 60 + 0.5) if hours else 0
