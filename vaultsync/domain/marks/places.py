"""Where every item stands in the vault: which line of which note is a place of which item."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Mapping
from urllib.parse import unquote

from vaultsync.domain.marks.lostlines import comparable, find_lost, furthest, task_id, words_of
from vaultsync.domain.progress.items import ItemTree
from vaultsync.markdown.names import slug
from vaultsync.markdown.tasklines import recurs, words
from vaultsync.models.agreement import Doubt, Problem
from vaultsync.models.marks import NoteScan, TaskLine
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen, Struct, field, replace


class Place(Frozen):
    """A line that stands for an item. `at` is the index of the entry whose line it is (of a twin, maybe)."""

    note: NoteScan
    line: TaskLine
    at: int


class Places(Struct):
    """All places of all items.

    `notes`: entry index of a note → its scan, if there is one. `lines`: item index → its lines, in document order.
    `own`: the learner's own tasks, by vault path. `lost_ids` and `doubts` as in `Agreement`. `missing`: entries of
    tasks that have no line in their note.
    """

    notes: dict[int, NoteScan] = field(default_factory=dict)
    lines: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, list[TaskLine]] = field(default_factory=dict)
    lost_ids: dict[str, dict[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)


def find_places(tree: ItemTree, roadmap: Roadmap, scans: Mapping[str, NoteScan]) -> Places:
    """Find the places of all items of `tree` in the scanned notes. The keys of `scans` do not matter.

    A note is known by its id, else by its path. A line is known by its block id; an index line without one by its
    target; a task line that lost its id by its text, if that is unique among the rest; one that was moved to another
    note of the roadmap by its id and text together (its text of now, or that from which it got its id).
    """
    places = find_notes(tree, roadmap, scans)
    tasks: dict[int, list[int]] = defaultdict(list)
    notes: dict[int, list[int]] = defaultdict(list)
    for at, entry in enumerate(tree.entries):
        if entry.task is not None:
            tasks[entry.owner].append(at)
        elif entry.parent >= 0 and entry.has_mark:
            notes[entry.parent].append(at)
    missing = {at for owner, mine in tasks.items() if owner not in places.notes for at in mine}
    for owner, scan in places.notes.items():
        missing |= _find_lines(tree, scan, tasks[owner], notes[owner], places)
    places.missing = missing
    if missing:
        _find_moved(tree, missing, places)
    for found in places.lines.values():
        if len(found) > 1:
            found.sort(key=_in_order)
    return places


def with_note(tree: ItemTree, places: Places, owner: int, scan: NoteScan) -> tuple[Places, set[int]] | None:
    """The places after the note of the entry `owner` has changed to `scan` (same id and path), and its items.

    The places given are not changed. None if places in other notes may change, too.
    """
    old = places.notes[owner]
    wanted = {task_id(tree, at).lower() for at in places.missing}
    if any(line.block_id.lower() in wanted for line in (*old.tasks, *scan.tasks) if line.block_id):
        return None  # lines that were moved here from other notes, or are back
    below = range(owner + 1, tree.entries[owner].end)
    tasks = [at for at in below if tree.entries[at].owner == owner]
    notes = [at for at in below if tree.entries[at].parent == owner and tree.entries[at].has_mark]
    notes = [at for at in notes if tree.entries[at].task is None]
    mine = Places(places.notes)
    mine.missing = _find_lines(tree, scan, tasks, notes, mine)
    if mine.missing or mine.lost_ids or mine.doubts or mine.problems or not places.missing.isdisjoint(tasks):
        return None
    made = replace(places, notes={**places.notes, owner: scan}, lines=places.lines.copy(), own=places.own.copy())
    items = {tree.item(at) for at in (*tasks, *notes)}
    for item in items:
        stay = [place for place in places.lines.get(item, ()) if place.note is not old]
        found = sorted([*stay, *mine.lines.get(item, ())], key=_in_order)
        if found:
            made.lines[item] = found
        else:
            made.lines.pop(item, None)
    made.own.pop(old.path, None)
    made.own |= mine.own
    return made, items


def _in_order(place: Place) -> tuple[int, int]:
    return place.at, place.line.line


def find_notes(tree: ItemTree, roadmap: Roadmap, scans: Mapping[str, NoteScan]) -> Places:
    """The notes of a roadmap among the scanned ones, as `find_places` finds them, but none of their lines."""
    places = Places()
    by_id: dict[str, list[NoteScan]] = defaultdict(list)
    by_path: dict[str, NoteScan] = {}
    for scan in scans.values():
        if scan.id:
            by_id[scan.id].append(scan)
        else:
            by_path[scan.path] = scan
    for at, entry in enumerate(tree.entries):
        if entry.task is not None:
            continue
        path = entry.node.path
        found = sorted(by_id[roadmap.note_id(entry.node)], key=lambda scan: (scan.path != path, scan.path))
        if not found and path in by_path:
            found = [by_path[path]]
        if found:
            places.notes[at] = found[0]
        for copy in found[1:]:
            text = f"has the id of {found[0].path}; its marks are left alone"
            places.problems.append(Problem(copy.path, -1, text))
    return places


def _find_lines(tree: ItemTree, scan: NoteScan, tasks: list[int], notes: list[int], places: Places) -> set[int]:
    """Match the lines of one note with its `tasks` and the `notes` it lists; the tasks that have no line there."""
    if not notes and _are_as_written(tree, scan, tasks):
        for at, line in zip(tasks, scan.tasks, strict=True):
            places.lines[tree.item(at)].append(Place(scan, line, at))
        return set()
    task_of = {task_id(tree, at).lower(): at for at in reversed(tasks)}
    note_of = {tree.entries[at].id.lower(): at for at in notes}
    targets = _targets(tree, notes, places)
    matched: dict[int, int] = {}
    left: list[int] = []
    ids = Counter(line.block_id.lower() for line in scan.tasks if line.target) if note_of else Counter[str]()
    for n, line in enumerate(scan.tasks):
        block_id = line.block_id.lower()
        # Its id alone holds where notes changed places; of two lines with one id the targets tell which is which.
        at = note_of.get(block_id, -1) if line.target and ids[block_id] == 1 else -1
        if at < 0 and line.target:
            at = targets.get(_target(line.target), -1)
        if at < 0 and line.target:
            at = targets.get(posixpath.normpath(posixpath.join(_folder(scan), _target(line.target))), -1)
        if at < 0 and block_id in note_of and (line.target or block_id not in task_of):
            at = note_of[block_id]
        if at < 0 and block_id in task_of:
            at = task_of[block_id]
        if at >= 0:
            matched[n] = at
        else:
            left.append(n)
    missing = set(tasks).difference(matched.values())
    if missing and left:
        missing = find_lost(tree, scan, missing, left, matched, places.lost_ids, places.doubts)
    lines: dict[int, list[TaskLine]] = defaultdict(list)
    for n, at in sorted(matched.items()):
        lines[at].append(scan.tasks[n])
    for at, found in lines.items():
        here = found if len(found) == 1 or tree.entries[at].task is None else _of_item(tree, scan, at, found, places)
        places.lines[tree.item(at)] += [Place(scan, line, at) for line in here]
    if len(matched) < len(scan.tasks):
        places.own[scan.path] = [line for n, line in enumerate(scan.tasks) if n not in matched]
    return missing


def _are_as_written(tree: ItemTree, scan: NoteScan, tasks: list[int]) -> bool:
    """Whether the lines of a note are its tasks, all of them, in their order, each by its own id: as in most notes."""
    ids = [line.block_id for line in scan.tasks]
    return (
        ids == [task_id(tree, at) for at in tasks]
        and len({id_.lower() for id_ in ids}) == len(ids)
        and not any(line.target for line in scan.tasks)
    )


def _of_item(tree: ItemTree, scan: NoteScan, at: int, found: list[TaskLine], places: Places) -> list[TaskLine]:
    """Which of several lines with one id are the item: those with its words, else with those of the first.

    Where a task recurs, the line that is furthest is the item, and the others are further rounds of the learner's.
    """
    mine = words_of(tree, at)
    if not any(comparable(words(line.text)) in mine for line in found):
        mine = {comparable(words(found[0].text))}
    same = [line for line in found if comparable(words(line.text)) in mine]
    if any(recurs(line.text) for line in same):
        return [furthest(same)]
    for line in found:
        if line not in same:
            text = f"a second line with the id ^{line.block_id}; its mark is left alone"
            places.problems.append(Problem(scan.path, line.line, text))
    return same


def _find_moved(tree: ItemTree, missing: set[int], places: Places) -> None:
    """Find lines that the learner moved to another note of the roadmap: by id and words together.

    Where the roadmap has reworded the task since, the words are those that it once got the id from.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for at in missing:
        wanted[task_id(tree, at).lower()].append(at)
    scans = {scan.path: scan for scan in places.notes.values()}
    for path, lines in places.own.items():
        for line in list(lines):
            named = wanted.get(line.block_id.lower(), []) if line.block_id else []
            found = [at for at in named if comparable(words(line.text)) in words_of(tree, at)]
            if not found and _says_its_id(line):
                found = named
            if len(found) == 1:
                places.lines[tree.item(found[0])].append(Place(scans[path], line, found[0]))
                lines.remove(line)


def _says_its_id(line: TaskLine) -> bool:
    """Whether a line says what a task of its id said when it got that (`^clove-hitch`, or `^clove-hitch-2`)."""
    made, block_id = slug(words(line.text), parent=""), line.block_id.lower()
    name, _, number = block_id.rpartition("-")
    return block_id == made or (name == made and number.isdecimal())


def _targets(tree: ItemTree, notes: list[int], places: Places) -> dict[str, int]:
    """Link target → the note it means, among `notes`: full paths, and file names only one of them has."""
    targets: dict[str, int] = {}
    names: dict[str, list[int]] = defaultdict(list)
    for at in notes:
        path = _target(tree.entries[at].node.path)
        targets[path] = at
        names[posixpath.basename(path)].append(at)
    for at in notes:
        if at in places.notes:
            targets[_target(places.notes[at].path)] = at
    for name, owners in names.items():
        if len(owners) == 1:
            targets.setdefault(name, owners[0])
    return targets


def _target(link: str) -> str:
    """A link target as a path to compare: no heading, no `.md`, no case."""
    return unquote(link).split("#", 1)[0].strip().casefold().removesuffix(".md")


def _folder(scan: NoteScan) -> str:
    return posixpath.dirname(scan.path).casefold()
