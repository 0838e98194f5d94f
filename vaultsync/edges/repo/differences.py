"""The history with the files that each commit changed, streamed as it is consumed."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

from vaultsync.edges.repo.history import Commit, as_trailers
from vaultsync.edges.repo.process import stream
from vaultsync.models.structs import Frozen, Struct, field

# Nothing that a configuration may add to the output or leave out of it.
_LOG = (
    *("-c", "log.showRoot=true", "-c", "log.follow=false", "--literal-pathspecs", "log", "-z", "--no-color"),
    *("--no-show-signature", "--no-notes", "--encoding=UTF-8", "--raw", "--no-abbrev", "--no-renames"),
    *("--diff-merges=combined", "--no-ext-diff", "--ignore-submodules=all"),
)
_START = "\x02"
_FORMAT = f"--format=%x{ord(_START):02x}%H%x00%P%x00%aI%x00%B%x00%(trailers:only=true,unfold=true)%x00"


class FileChange(Frozen):
    """A file that a commit changed: its blobs before (one for each parent) and after; None where it does not exist."""

    path: str
    before: tuple[str | None, ...]
    after: str | None


class Difference(Struct):
    """A commit with the files it changed; of a merge those that differ from all its parents."""

    commit: Commit
    files: list[FileChange] = field(default_factory=list)


def differences(top: Path, prefix: str, rev: str = "HEAD") -> Generator[Difference, None, None]:
    """The commits up to `rev`, the newest first, with the files changed below `prefix` (empty: everywhere).

    With a prefix, commits that change nothing there are left out. Empty before the first commit.
    """
    where = ("--", prefix) if prefix else ("--",)
    pieces = stream(top, *_LOG, _FORMAT, rev, *where)
    found: Difference | None = None
    for piece in pieces:
        piece = piece.lstrip(b"\n")
        if piece.startswith(_START.encode()):
            if found is not None:
                yield found
            name, parents, when = piece[1:].decode("ascii"), next(pieces).decode("ascii"), next(pieces).decode("ascii")
            message, trailers = (next(pieces).decode("utf-8", "replace") for _ in range(2))
            found = Difference(Commit(name, tuple(parents.split()), when, message.rstrip("\n"), as_trailers(trailers)))
        elif piece.startswith(b":") and found is not None:
            path = os.fsdecode(next(pieces)).removeprefix(prefix)
            found.files.append(_change(piece.decode("ascii"), path))
    if found is not None:
        yield found


def _change(raw: str, path: str) -> FileChange:
    """A line `:100644 100644 ID ID M`; of a merge it has a colon, a mode and an id for each parent."""
    parents = len(raw) - len(raw.lstrip(":"))
    fields = raw[parents:].split(" ")
    modes, ids = fields[: parents + 1], fields[parents + 1 : 2 * parents + 2]
    blobs = [id_ if mode.startswith("100") else None for mode, id_ in zip(modes, ids, strict=True)]
    return FileChange(path, tuple(blobs[:-1]), blobs[-1])
