"""Every version of one file in the history of its repository, across renames and merges."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from vaultsync.edges.repo.contents import Contents
from vaultsync.edges.repo.process import run
from vaultsync.models.structs import Frozen

_PLAIN = ("--no-color", "--no-show-signature", "--no-notes", "--no-ext-diff", "--encoding=UTF-8")
_TOGETHER = 64


class Version(Frozen):
    """A file in a commit: the commit, the versions it was made from, the author's day, the blob.

    `blob` is empty where the commit does not have the file.
    """

    commit: str
    parents: tuple[str, ...]
    day: str
    blob: str


def versions(top: Path, path: str) -> list[Version]:
    """The versions of the file at `path` (of HEAD), each after those it was made from."""
    names = _names(top, path)
    out = run(
        top,
        *("--literal-pathspecs", "log", "-z", *_PLAIN, "--full-history", "--parents", "--topo-order", "--reverse"),
        *("--format=%H %as %P", "--", *names),
        allowed=(0, 128),
    ).out.decode("ascii", "replace")
    rows = [row.split(" ") for row in out.split("\0") if row.strip()]
    commits = [(row[0].strip(), row[1], tuple(part for part in row[2:] if part)) for row in rows]
    found = _blobs_of(top, [commit for commit, _, _ in commits], names)
    return [Version(commit, parents, day, found.get(commit, "")) for commit, day, parents in commits]


def _names(top: Path, path: str) -> list[str]:
    """The names that the file has had, the newest first."""
    answer = run(
        top,
        *("--literal-pathspecs", "log", "-z", *_PLAIN, "--follow", "--find-renames=40%", "--name-only", "--format="),
        *("--", path),
        allowed=(0, 128),
    )
    names = [os.fsdecode(name.lstrip(b"\n")) for name in answer.out.split(b"\0")]
    return list(dict.fromkeys([path, *(name for name in names if name)]))


def _blobs_of(top: Path, commits: list[str], names: list[str]) -> dict[str, str]:
    """The file's blob in each commit that has it, under the newest of its names there."""
    asked = [(commit, name) for commit in commits for name in names if "\n" not in name]
    request = b"".join(os.fsencode(f"{commit}:{name}\n") for commit, name in asked)
    answer = run(top, "cat-file", "--buffer", "--batch-check=%(objecttype) %(objectname)", stdin=request)
    lines = answer.out.split(b"\n")
    found: dict[str, str] = {}
    for (commit, _), line in zip(asked, lines, strict=False):
        kind, _, blob = line.partition(b" ")
        if kind == b"blob":
            found.setdefault(commit, blob.decode("ascii"))
    return found


def texts(top: Path, found: list[Version]) -> Iterator[Mapping[str, bytes]]:
    """The contents of all versions by blob, a few at a time, in the order of the versions."""
    distinct = list(dict.fromkeys(version.blob for version in found if version.blob))
    with closing(Contents(top)) as contents:
        for start in range(0, len(distinct), _TOGETHER):
            yield contents.blobs(distinct[start : start + _TOGETHER])
