"""Where every item stands in the vault: which line of which note is a place of which item."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from vaultsync.domain.items import ItemTree
from vaultsync.models.agreement import Problem
from vaultsync.models.marks import NoteScan, TaskLine
from vaultsync.models.roadmap import Roadmap

_LINK = re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[*_`~=\\]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A line that stands for an item. `at` is the index of the entry whose line it is (maybe a twin)."""

    note: NoteScan
    line: TaskLine
    at: int


@dataclass(slots=True)
class Places:
    """All places of all items.

    `notes`: entry index of a note → its scan, where there is one. `lines`: item index → its lines, in
    document order. `lost_ids` as in `Agreement`.
    """

    notes: dict[int, NoteScan] = field(default_factory=dict)
    lines: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    lost_ids: dict[str, dict[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_places(tree: ItemTree, roadmap: Roadmap, scans: Mapping[str, NoteScan]) -> Places:
    """Find the places of all items of `tree` among the notes scanned.

    A note is known by its id, else by its path. A line is known by its block id, an index line also
    by its target; a task line that lost its id by its text, where that is unique among what is left.
    The keys of `scans` do not matter.
    """
    places = Places()
    _find_notes(tree, roadmap, scans.values(), places)
    tasks: dict[int, list[int]] = defaultdict(list)
    notes: dict[int, list[int]] = defaultdict(list)
    for at, entry in enumerate(tree.entries):
        if entry.task is not None:
            tasks[entry.owner].append(at)
        elif entry.parent >= 0 and entry.has_mark:
            notes[entry.parent].append(at)
    for owner, scan in places.notes.items():
        _find_lines(tree, scan, tasks[owner], notes[owner], places)
    for found in places.lines.values():
        found.sort(key=lambda place: (place.at, place.line.line))
    return places


def _find_notes(tree: ItemTree, roadmap: Roadmap, scans: Iterable[NoteScan], places: Places) -> None:
    by_id: dict[str, list[NoteScan]] = defaultdict(list)
    by_path: dict[str, NoteScan] = {}
    for scan in scans:
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


def _find_lines(tree: ItemTree, scan: NoteScan, tasks: list[int], notes: list[int], places: Places) -> None:
    """Match the lines of one note with its `tasks` and the `notes` it lists."""
    task_of = {_task_id(tree, at).lower(): at for at in reversed(tasks)}
    note_of = {tree.entries[at].id.lower(): at for at in notes}
    targets = _targets(tree, notes, places)
    matched: dict[int, int] = {}
    left: list[int] = []
    for n, line in enumerate(scan.tasks):
        block_id = line.block_id.lower()
        at = targets.get(_target(line.target), -1) if line.target else -1
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
    _find_lost(tree, scan, tasks, left, matched, places)
    first: dict[int, TaskLine] = {}
    for n, at in sorted(matched.items()):
        line = scan.tasks[n]
        original = first.setdefault(at, line)
        entry = tree.entries[at]
        again = original is not line and entry.task is not None
        if again and plain(line.text) not in (plain(original.text), plain(entry.text)):
            text = f"a second line with the id ^{line.block_id}; its mark is left alone"
            places.problems.append(Problem(scan.path, line.line, text))
        else:
            places.lines[tree.item(at)].append(Place(scan, line, at))


def _find_lost(
    tree: ItemTree, scan: NoteScan, tasks: list[int], left: list[int], matched: dict[int, int], places: Places
) -> None:
    """Find lines that lost their id by their text; first alone, then together with what they stand under."""
    found = set(matched.values())
    missing = [at for at in tasks if at not in found]
    for with_parent in (False, True):
        if not missing or not left:
            return
        wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
        for at in missing:
            entry = tree.entries[at]
            source = entry.task.source if entry.task else ""
            for words in {plain(entry.text), plain(source)} - {""}:
                wanted[words, entry.parent if with_parent else -1].append(at)
        there: dict[tuple[str, int], list[int]] = defaultdict(list)
        for n in left:
            line = scan.tasks[n]
            under = matched.get(line.parent, tree.entries[missing[0]].owner) if with_parent else -1
            there[plain(line.text), under].append(n)
        for key, lines in there.items():
            if len(lines) == 1 and len(wanted.get(key, ())) == 1 and wanted[key][0] not in found:
                at = wanted[key][0]
                matched[lines[0]] = at
                found.add(at)
                line = scan.tasks[lines[0]]
                places.lost_ids.setdefault(scan.path, {})[line.line] = _task_id(tree, at)
        missing = [at for at in missing if at not in found]
        left = [n for n in left if n not in matched]


def plain(text: str) -> str:
    """The words of a line, for comparison: without markup, link addresses, case and runs of spaces."""
    words = _LINK.sub(lambda link: link.group(1) or link.group(2) or "", text)
    return " ".join(_MARKUP.sub("", words).split()).casefold()


def _task_id(tree: ItemTree, at: int) -> str:
    task = tree.entries[at].task
    return task.id if task else ""


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
