"""Notes that one device deleted after ticking something in them, and that stay because the other wrote in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.domain.devices.afterdeletion import with_marks_of_deleted
from vaultsync.domain.devices.files import ids_of
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.models.marks import KnownMark
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS
from vaultsync.usecases.merge.lists import text_of
from vaultsync.usecases.opened.reading import split_id


def ticked(
    files: Mapping[str, bytes | None],
    sides: Sequence[Mapping[str, bytes]],
    ids: Sequence[Mapping[str, str]],
    moved: Mapping[str, Mapping[str, KnownMark]],
    *,
    stamp: bool,
) -> dict[str, bytes]:
    """Those merged `files` that only one side still has, with the ticks that the other side made in them.

    `ids` are, for each side, the paths of its notes by id; `moved` the marks of the common ancestor, by roadmap, where
    tasks have moved since.
    """
    found: dict[str, bytes] = {}
    for id_ in (ids[OURS].keys() ^ ids[THEIRS].keys()) & ids[OLD].keys():
        deleted, left = (OURS, THEIRS) if id_ in ids[THEIRS] else (THEIRS, OURS)
        path, (name, node) = ids[left][id_], split_id(id_)
        data = files.get(path)
        if data is None or dict(ids_of({path: data})).get(id_) != path:
            continue
        lists = (text_of(sides[side].get(states.marks_path(name))) for side in (OLD, deleted))
        old, new = (statelists.parse_marks(text, "")[0] for text in lists)
        text = with_marks_of_deleted(data.decode("utf-8"), node, moved.get(name) or old, new, stamp=stamp)
        found[path] = text.encode("utf-8")
    return found
