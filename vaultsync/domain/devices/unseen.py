"""What one device did not have when it marked a note as done: that mark says nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vaultsync.markdown import note
from vaultsync.models.marks import Mark, NoteScan
from vaultsync.models.roadmap import item_id

Files = Mapping[str, bytes]
Scans = Mapping[str, NoteScan]


def unseen(old: Files, ours: Files, theirs: Files) -> dict[str, set[str]]:
    """Roadmap → the items that only one side has, while the other side has marked something as done.

    Files are vault path → content of all that differs; `old` is the common ancestor. Items in a note that their own
    side has marked as done are left out: that mark meant them.
    """
    before, *sides = (_scans(files) for files in (old, ours, theirs))
    found: dict[str, set[str]] = {}
    for here, there in (sides, sides[::-1]):
        if not any(_newly_done(before.get(id_), scan) for id_, scan in here.items()):
            continue
        known = {*_items(before), *_items(here)}
        meant = {id_ for id_, scan in there.items() if scan.done and not (id_ in before and before[id_].done)}
        for name, item in _items({id_: scan for id_, scan in there.items() if id_ not in meant}):
            if (name, item) not in known:
                found.setdefault(name, set()).add(item)
    return found


def reopened(old: Files, ours: Files, theirs: Files) -> dict[str, set[str]]:
    """Roadmap → the items that one side opened again, while the other side has marked something as done.

    What that marked may be a parent of theirs, and did not take them into account.
    """
    before, *sides = (_scans(files) for files in (old, ours, theirs))
    done = {*_items(before, Mark.DONE)}
    found: dict[str, set[str]] = {}
    for here, there in (sides, sides[::-1]):
        if any(_newly_done(before.get(id_), scan) for id_, scan in here.items()):
            for name, item in done & {*_items(there)} - {*_items(there, Mark.DONE)}:
                found.setdefault(name, set()).add(item)
    return found


def _newly_done(was: NoteScan | None, now: NoteScan) -> bool:
    """Whether a note or one of its lines was marked as done."""
    if was is None:
        return bool(now.done) or any(task.mark is Mark.DONE for task in now.tasks)
    done = {task.block_id for task in was.tasks if task.mark is Mark.DONE}
    return bool(now.done and not was.done) or any(
        task.mark is Mark.DONE and task.block_id not in done for task in now.tasks
    )


def _scans(files: Files) -> dict[str, NoteScan]:
    found = {}
    for path, data in files.items():
        if path.lower().endswith(".md") and not path.startswith(".") and b"vaultsync:" in data:
            scan = note.scan(path, data.decode("utf-8", "replace"))
            if scan.id and not scan.id.startswith("_"):
                found[scan.id] = scan
    return found


def _items(scans: Scans, mark: Mark | None = None) -> Iterator[tuple[str, str]]:
    """Roadmap and item id of every task, or of those that are marked so."""
    for id_, scan in scans.items():
        name, _, node = id_.partition("/")
        for task in scan.tasks:
            if task.block_id and mark in (None, task.mark):
                yield name, item_id(node, task.block_id)
