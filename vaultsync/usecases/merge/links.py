"""Links that one device wrote while another renamed what they lead to: they follow when the two are merged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from vaultsync.domain.devices.files import ids_of
from vaultsync.domain.roadmaps.renaming import moved_folders
from vaultsync.edges import state as states
from vaultsync.markdown.linking.blocklinks import MovedBlocks, Place, follow_blocks, follow_blocks_json
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import Renames, relink, relink_json
from vaultsync.usecases.merge.joined import OURS, THEIRS

_Follow = Callable[[str, str], str]  # the text of a note and its path → that text with its links


def moves_of(sides: Sequence[Mapping[str, bytes]]) -> list[dict[str, str]]:
    """For the common ancestor and both sides: the paths of notes there → the paths that the merge gives them.

    Where both sides renamed a note, the first side's path is taken.
    """
    old, ours, theirs = (dict(ids_of(side)) for side in sides)
    moves: list[dict[str, str]] = [{}, {}, {}]
    for id_ in old.keys() & ours.keys() & theirs.keys():
        now = ours[id_] if ours[id_] != old[id_] else theirs[id_]
        for side, paths in ((OURS, ours), (THEIRS, theirs)):
            if paths[id_] != now:
                moves[side][paths[id_]] = now
    return moves


def with_links(
    files: Mapping[str, bytes], before: Mapping[str, bytes], moves: Mapping[str, str], there: Collection[str]
) -> dict[str, bytes]:
    """Those `files` of one side in which it wrote links to moved notes, with these links rewritten.

    `before` are the files of the common ancestor: links that stand there already are left to the next pull. `there` are
    the paths of all files of the side.
    """
    renames = Renames(Files(there), Files(moves.get(path, path) for path in there), dict(moves), moved_folders(moves))
    return _followed(files, before, partial(relink, renames=renames), partial(relink_json, renames=renames))


def with_links_to_tasks(
    files: Mapping[str, bytes], before: Mapping[str, bytes], moved: Mapping[Place, Place], there: Collection[str]
) -> dict[str, bytes]:
    """The same for links to tasks that are in other notes now."""
    after = Files({*there, *(path for path, _ in moved.values())})
    blocks = MovedBlocks(moved, Files(there), after)
    return _followed(files, before, partial(follow_blocks, blocks=blocks), partial(follow_blocks_json, blocks=blocks))


def _followed(
    files: Mapping[str, bytes], before: Mapping[str, bytes], follow: _Follow, follow_json: _Follow
) -> dict[str, bytes]:
    paths, ids = dict(ids_of(before)), {path: id_ for id_, path in ids_of(files)}
    found: dict[str, bytes] = {}
    for path, data in files.items():
        was = before.get(paths.get(ids.get(path, ""), path), b"")
        if data == was or path.startswith(f"{states.FOLDER}/"):
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue  # no text, so that it holds no links
        if path.lower().endswith(".md"):
            made = only_new(follow(text, path), text, was.decode("utf-8", "replace"))
        elif path.endswith((".canvas", ".json")):
            made = follow_json(text, path)
        else:
            continue
        if made != text:
            found[path] = made.encode("utf-8")
    return found


def only_new(made: str, text: str, was: str) -> str:
    """The lines of `made`, but as in `text` those that were there before.

    A new path with a line break in it can be written in no link: then nothing is changed.
    """
    known = {line.rstrip("\r") for line in was.split("\n")}
    after, before = made.split("\n"), text.split("\n")
    if len(after) != len(before):
        return text
    return "\n".join(old if old.rstrip("\r") in known else new for new, old in zip(after, before, strict=True))
