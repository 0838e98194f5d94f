"""What a merge of two commits results in, before any of it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaultsync.edges.repo.trees import TreeEntry
from vaultsync.markdown import note
from vaultsync.models.agreement import Review
from vaultsync.models.structs import Struct, field
from vaultsync.usecases.opened.reading import split_id

if TYPE_CHECKING:
    from vaultsync.domain.devices.files import MergedFiles

OLD, OURS, THEIRS = 0, 1, 2


class Joined(Struct):
    """The result of merging two commits: vault path → content (None: no file), for all files that differ anywhere.

    `outside` are entries that git checks out itself: files beside the vault's folder, and symbolic links. `apart` are
    those beside the vault's folder that both sides changed: these are not merged. `unseen` are, by roadmap, the items
    that one side did not have when it marked something as done. `read` are, by commit, the contents of these files in
    it.
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    outside: dict[str, TreeEntry | None] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unseen: dict[str, set[str]] = field(default_factory=dict)
    read: dict[str, dict[str, bytes | None]] = field(default_factory=dict)


def add_doubts(joined: Joined, merged: MergedFiles) -> None:
    """Turn the doubts of a merge of files into questions, each with the item that it is about."""
    joined.told += merged.told
    for path, doubts in merged.doubts.items():
        id_ = note.scan(path, (merged.files.get(path) or b"").decode("utf-8", "replace")).id
        node = split_id(id_)[1] if id_ else ""
        for doubt in doubts:
            item = f"{node}#^{doubt.block}" if doubt.block else node
            joined.review.append(Review(path, item, doubt.why, doubt.marks))
