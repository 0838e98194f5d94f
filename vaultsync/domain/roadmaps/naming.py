"""Names of folders and files: made from numbers, or positions, and titles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import islice, pairwise

from vaultsync.markdown.linking.anchors import folded_heading
from vaultsync.markdown.names import file_stem, unique_stem, without_ornament
from vaultsync.markdown.patterns import regex
from vaultsync.models.roadmap import Node

_NUMBERED = regex(r"^(\d+(?:\.\d+)+|\d+(?=\.\s))\.?\s+")


def roadmap_folder(title: str, name: str, taken: set[str]) -> str:
    """The name of a new roadmap's folder: its title, and its name as well if another roadmap has that title.

    Titles that differ in punctuation alone count as equal: Obsidian, which finds a roadmap's part of the summary by
    this name, takes `C++` and `C` for the same heading.
    """
    stem = file_stem(title, fallback=name)
    if folded_heading(stem) in {folded_heading(other) for other in taken}:
        stem = file_stem(f"{stem} ({name})", fallback=name)
    return unique_stem(stem, taken)


def place(
    root: Node, base: str, known: Mapping[str, str], occupied: Collection[str], own: Collection[str] = ()
) -> None:
    """Give every note below `root` its path: the known one (by node id), else one made from its title.

    `base` is the folder of the roadmap, `occupied` the paths (lower case) of files that are not vaultsync's, `own`
    folders (lower case) that may be used nevertheless.
    """
    given: dict[str, set[str]] = {}  # folder → names in it that notes have
    for path in known.values():
        parts = path.removesuffix(".md").split("/")
        for depth in range(1, len(parts)):
            given.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    there = sorted(occupied)
    used: dict[str, set[str]] = {}
    stack = [(root, base)]
    while stack:
        parent, folder = stack.pop()
        fresh = []
        for node in parent.children:
            if known.get(node.id):
                node.path = known[node.id]
            else:
                fresh.append(node)
        if fresh and folder not in used:
            used[folder] = {folder.rsplit("/", 1)[-1], *_names_in(folder, there, own), *given.get(folder, ())}
        prefixes = _prefixes(parent.children)
        for node in fresh:
            title = without_ornament(_NUMBERED.sub("", node.title))
            stem = unique_stem(file_stem(f"{prefixes[id(node)]} {title}", fallback=node.id), used[folder])
            used[folder].add(stem)
            node.path = f"{folder}/{stem}/{stem}.md" if node.role == "index" else f"{folder}/{stem}.md"
        stack.extend((node, _folder_of(node, known)) for node in parent.children if node.children)


def _folder_of(node: Node, known: Mapping[str, str]) -> str:
    """The folder of what stands below a note: its own, or one of its name where it has none."""
    folder, _, name = node.path.removesuffix(".md").rpartition("/")
    below = [known[child.id].removesuffix(".md") for child in node.children if known.get(child.id)]
    beside = any(path.rpartition("/")[0] in (folder, f"{folder}/{path.rpartition('/')[2]}") for path in below)
    return folder if beside or folder.rpartition("/")[2] == name else f"{folder}/{name}"


def _names_in(folder: str, occupied: Sequence[str], own: Collection[str]) -> set[str]:
    """The names (without `.md`) of files and folders in a folder that are not vaultsync's. `occupied` is sorted."""
    start = f"{folder}/".casefold()
    names = set()
    for path in islice(occupied, bisect_left(occupied, start), None):
        if not path.startswith(start):
            break
        name, inside, _ = path[len(start) :].partition("/")
        if not inside or start + name not in own:
            names.add(name.removesuffix(".md"))
    return names


def _number_of(node: Node) -> str:
    match = _NUMBERED.match(node.title)
    return match.group(1) if match else ""


def _prefixes(siblings: list[Node]) -> dict[int, str]:
    """What file names begin with: the document's numbers if all siblings have growing ones, else positions."""
    numbers = [_number_of(node) for node in siblings]
    values = [tuple(map(int, number.split("."))) if number else () for number in numbers]
    if all(numbers) and all(a < b for a, b in pairwise(values)):
        width = max((len(number.rsplit(".", 1)[-1]) for number in numbers), default=1)
        made = []
        for number in numbers:
            head, dot, last = number.rpartition(".")
            made.append(f"{head}{dot}{last.zfill(width)}")
    else:
        width = max(2, len(str(len(siblings))))
        made = [str(n).zfill(width) for n in range(1, len(siblings) + 1)]
    return {id(node): prefix for node, prefix in zip(siblings, made, strict=True)}
