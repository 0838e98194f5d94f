"""Which notes to rename so that their files have the names that their titles and numbers give now."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vaultsync.domain.roadmaps.naming import place, roadmap_folder
from vaultsync.markdown.names import unique_stem
from vaultsync.models.roadmap import Roadmap


def wanted_places(
    roadmap: Roadmap,
    roadmaps_folder: str,
    moved: Mapping[str, str],
    occupied: Collection[str],
    folders: set[str],
) -> dict[str, str]:
    """Node id → the path that the note would get if the roadmap were new.

    `moved` has the paths of notes that stay where the learner put them, `occupied` the paths (lower case) of files that
    are not vaultsync's, `folders` the names of the other roadmaps' folders.
    """
    nodes = list(roadmap.root.walk())
    known = [node.path for node in nodes]
    root = roadmap.root
    if "" in moved:
        root.path = moved[""]
        base = root.path.rpartition("/")[0]
    else:
        folder = roadmap_folder(roadmap.title, roadmap.name, folders)
        base = f"{roadmaps_folder}/{folder}"
        root.path = f"{base}/{folder}.md"
    own = {path.rpartition("/")[0].casefold() for path in known}
    place(root, base, moved, occupied, own)
    wanted = {node.id: node.path for node in nodes}
    for node, path in zip(nodes, known, strict=True):
        node.path = path
    return wanted


def next_moves(wanted: Mapping[str, str], occupied: Collection[str]) -> dict[str, str]:
    """Those of the wanted moves (old path → new one) that can be made at once, since nothing stands at their new path.

    `occupied` are the paths (lower case) of all files. If moves form a circle, one goes to a free name first.
    """
    left = {old: new for old, new in wanted.items() if old != new}
    free = {old: new for old, new in left.items() if new.casefold() == old.casefold() or new.casefold() not in occupied}
    if free or not left:
        return free
    old, new = next(iter(left.items()))
    folder, _, file = new.rpartition("/")
    start = f"{folder}/".casefold()
    taken = {path[len(start) :].split("/")[0].removesuffix(".md") for path in occupied if path.startswith(start)}
    return {old: f"{folder}/{unique_stem(file.removesuffix('.md'), taken)}.md"}


def moved_folders(moves: Mapping[str, str]) -> dict[str, str]:
    """The folders that move as well, since their own note (of the same name) does."""
    folders = {}
    for old, new in moves.items():
        before, after = old.rpartition("/")[0], new.rpartition("/")[0]
        if before != after and _is_own(old) and _is_own(new):
            folders[before] = after
    return folders


def _is_own(path: str) -> bool:
    folder, _, file = path.rpartition("/")
    return bool(folder) and folder.rsplit("/", 1)[-1] == file.removesuffix(".md")
