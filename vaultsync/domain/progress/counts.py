"""Progress: the marks of all roadmaps, counted and rolled up section by section."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from vaultsync.domain.progress.items import ItemTree, Role, called, is_counted, item_tree, tallies
from vaultsync.domain.progress.studied import left_with_a_tick
from vaultsync.domain.progress.turns import turns
from vaultsync.markdown.names import told_apart
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import (
    Finished,
    ItemProgress,
    NextUp,
    Progress,
    RoadmapProgress,
    SectionProgress,
    SectionStatus,
    Tally,
)
from vaultsync.models.roadmap import Gone, Node, Roadmap
from vaultsync.models.structs import Frozen

PathOf = Callable[[Node], str]

FINISHED_LATELY = 10
NEXT_UP = 5


class Counted(Frozen):
    """A roadmap with its marks counted.

    `marks` (as they count) and `counts` are by entry of `tree`; `statuses` are those of its notes, by entry.
    """

    roadmap: Roadmap
    tree: ItemTree
    marks: Sequence[KnownMark]
    counts: Sequence[Tally]
    statuses: Mapping[int, SectionStatus]
    path_of: PathOf
    progress: RoadmapProgress


def roll_up(
    roadmaps: Sequence[Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    *,
    today: str,
    paths: Mapping[str, Mapping[str, str]] | None = None,
    gone: Mapping[str, Mapping[str, Gone]] | None = None,
) -> Progress:
    """Count the marks of `roadmaps`.

    `marks`: roadmap name → item id → mark, for what is not todo. `today` is the ISO day of the push's commit (or of the
    clock, if a command reads it): a tick with a later date counts as done, but without a date. `paths`: roadmap name →
    node id → vault path, for notes the learner moved. `gone`: roadmap name → item id → what left it. Linear in the size
    of the roadmaps.
    """
    return together(
        [
            count(
                roadmap,
                marks.get(roadmap.name, {}),
                today=today,
                paths=(paths or {}).get(roadmap.name, {}),
                gone=(gone or {}).get(roadmap.name, {}),
            )
            for roadmap in roadmaps
        ]
    )


def together(counted: Iterable[Counted]) -> Progress:
    """The progress of roadmaps that are already counted."""
    progress = Progress(as_of="", tally=Tally())
    for one in counted:
        progress.roadmaps.append(one.progress)
        progress.tally.add(one.progress.tally)
        progress.as_of = max(progress.as_of, one.progress.last)
    return progress


def status_dict(progress: Progress) -> dict[str, Any]:
    """The figures of `status --json`; `changed`, `warnings` and `git` are for the use case to fill in."""
    shown = told_apart({roadmap.name: roadmap.title for roadmap in progress.roadmaps})
    return {
        "roadmaps": [_figures(roadmap.name, shown[roadmap.name], roadmap.top) for roadmap in progress.roadmaps],
        "done": progress.tally.done,
        "total": progress.tally.total,
        "percent": progress.tally.percent,
        "coverage": progress.tally.coverage,
        "changed": [],
        "warnings": [],
        "git": None,
    }


def _figures(name: str, title: str, top: SectionProgress) -> dict[str, Any]:
    """A section's figures, with those of the sections below it nested."""
    figures = _figure(name, title, top.tally)
    stack = [(top, figures)]
    while stack:
        section, above = stack.pop()
        for child in section.sections:
            figure = _figure(child.id, child.title, child.tally)
            above["sections"].append(figure)
            stack.append((child, figure))
    return figures


def _figure(name: str, title: str, tally: Tally) -> dict[str, Any]:
    return {"name": name, "title": title, **tally_dict(tally), "sections": []}


def tally_dict(tally: Tally) -> dict[str, Any]:
    """A tally as JSON values, the same in progress.json and in `status --json`."""
    return {
        "done": tally.done,
        "total": tally.total,
        "doing": tally.doing,
        "skipped": tally.skipped,
        "percent": tally.percent,
        "coverage": tally.coverage,
        "resources": {"done": tally.resources_done, "total": tally.resources_total},
    }


def count(
    roadmap: Roadmap,
    known: Mapping[str, KnownMark],
    *,
    today: str,
    paths: Mapping[str, str],
    gone: Mapping[str, Gone] | None = None,
    counts: Sequence[Tally] | None = None,
    absent: Container[str] = (),
) -> Counted:
    """Count the marks of one roadmap; see `roll_up`.

    `paths` tells where its notes are, `gone` what left it, by node and item id. `counts` are the tallies of its
    entries, if they are known. `absent` items stand in no note: they count, but are not proposed as next.
    """
    tree = item_tree(roadmap)

    def path_of(node: Node) -> str:
        return paths.get(node.id, node.path)

    marks = [mark.until(today) if mark.date else mark for mark in tree.marks(known)]
    counts = counts or tallies(tree, lambda at: marks[at].mark)
    statuses = {
        at: status_of(counts[at], marks[at].mark) for at, entry in enumerate(tree.entries) if entry.task is None
    }
    marked = [(at, mark) for at, mark in enumerate(marks) if mark.mark is not Mark.TODO]
    progress = RoadmapProgress(
        name=roadmap.name,
        title=roadmap.title,
        folder=roadmap.folder,
        top=_sections(tree, statuses, counts, path_of),
    )
    for at, mark in marked:
        entry = tree.entries[at]
        leaf = is_counted(tree, at, marks)
        if not leaf and entry.role not in (Role.RESOURCE, Role.BARE):
            continue
        date = mark.date if mark.mark is Mark.DONE else ""
        words = called(tree, at) if date else entry.text
        progress.items.append(ItemProgress(entry.id, entry.text, path_of(entry.node), mark.mark, date, leaf, words))
    progress.left = left_with_a_tick(tree, known, gone or {}, path_of, today=today)
    dates = [item.date for item in (*progress.items, *progress.left) if item.date]
    progress.first, progress.last = min(dates, default=""), max(dates, default="")
    progress.finished = _finished(tree, marks, counts, path_of)
    progress.next_up = _next_up(tree, marks, path_of, absent)
    return Counted(roadmap, tree, marks, counts, statuses, path_of, progress)


def _sections(
    tree: ItemTree, statuses: Mapping[int, SectionStatus], counts: Sequence[Tally], path_of: PathOf
) -> SectionProgress:
    """The notes of the roadmap as a tree of counts; reference notes only where something can be ticked."""
    found: dict[int, SectionProgress] = {}
    for at, status in statuses.items():
        entry = tree.entries[at]
        node, count = entry.node, counts[at]
        above = found.get(entry.parent)
        tickable = count.leaves or count.resources_total or node.children
        if above is not None and node.role == "reference" and not tickable:
            continue
        depth = above.depth + 1 if above else 0
        section = SectionProgress(node.id, node.title, node.role, path_of(node), depth, count)
        section.status = status
        found[at] = section
        if above is not None:
            above.sections.append(section)
    return found[0]


def status_of(count: Tally, own: Mark) -> SectionStatus:
    """The status of a section by its tally; `own` is the mark that the learner gave it."""
    if not count.total:
        if count.skipped or own is Mark.SKIPPED:
            return SectionStatus.SKIPPED
        if own is Mark.DONE:
            return SectionStatus.COMPLETED
    elif count.done == count.total:
        return SectionStatus.COMPLETED
    return SectionStatus.IN_PROGRESS if count.done or count.doing or own is Mark.DOING else SectionStatus.NOT_STARTED


def _finished(tree: ItemTree, marks: Sequence[KnownMark], counts: Sequence[Tally], path_of: PathOf) -> list[Finished]:
    """What was finished lately, newest first, by day and note."""
    groups: dict[tuple[str, int], list[str]] = {}
    last: dict[int, str] = {}
    for at, mark in enumerate(marks):
        entry = tree.entries[at]
        if mark.mark is Mark.DONE and is_counted(tree, at, marks):
            last[entry.owner] = max(last.get(entry.owner, ""), mark.date)
            if mark.date:
                groups.setdefault((mark.date, entry.owner), []).append(called(tree, at))
    newest = sorted(groups, key=lambda group: group[1])
    newest.sort(key=lambda group: group[0], reverse=True)
    finished = []
    for date, owner in newest[:FINISHED_LATELY]:
        node = tree.entries[owner].node
        completed = counts[owner].complete and last[owner] == date and not node.children
        finished.append(Finished(node.id, node.title, path_of(node), date, tuple(groups[date, owner]), completed))
    return finished


def _next_up(tree: ItemTree, marks: Sequence[KnownMark], path_of: PathOf, absent: Container[str]) -> list[NextUp]:
    """The open leaves whose turn is next."""
    open_ones = ((tree.entries[turn.at], turn) for turn in turns(tree, marks))
    first = islice(((one, turn) for one, turn in open_ones if one.id not in absent), NEXT_UP)
    return [NextUp(one.id, called(tree, turn.at), one.node.title, path_of(one.node), turn.doing) for one, turn in first]
