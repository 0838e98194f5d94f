"""The history: commits with their trailers, and old versions of files."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

from vaultsync.edges.repo.contents import Contents
from vaultsync.edges.repo.process import run, stream
from vaultsync.models.structs import Frozen

# Nothing that a configuration may add to the output.
_LOG = ("--literal-pathspecs", "log", "-z", "--no-color", "--no-show-signature", "--encoding=UTF-8")
_FIELDS = "%H%x00%P%x00%aI%x00%B%x00%(trailers:only=true,unfold=true)"
_FEW = 50


class Commit(Frozen):
    """A commit. `when` is the author's time (ISO 8601 with zone); `trailers` by key, each value in order."""

    id: str
    parents: tuple[str, ...]
    when: str
    message: str
    trailers: dict[str, list[str]]

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def day(self) -> str:
        """The author's day, ISO."""
        return self.when[:10]


def log(top: Path, limit: int | None, paths: Sequence[str], *options: str) -> list[Commit]:
    """The commits of HEAD that touch `paths` (all where there are none), the newest first."""
    count = [] if limit is None else [f"--max-count={limit}"]
    answer = run(top, *_LOG, f"--format={_FIELDS}", *count, *options, "--", *paths, allowed=(0, 128))
    if answer.code:
        return []  # no commit yet
    fields = answer.out.decode("utf-8", "replace").split("\0")
    rows = [fields[at : at + 5] for at in range(0, len(fields) - 4, 5)]
    return [
        Commit(name, tuple(parents.split()), when, message.rstrip("\n"), as_trailers(trailers))
        for name, parents, when, message, trailers in rows
    ]


def as_trailers(text: str) -> dict[str, list[str]]:
    """Trailers as git prints them, by key."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key.strip(), []).append(value.strip())
    return found


def last_texts(top: Path, wanted: Collection[str], folder: Sequence[str]) -> dict[str, bytes]:
    """The contents of the `wanted` files in HEAD, else as they were before they were last deleted."""
    if not wanted or not run(top, "rev-parse", "--verify", "--quiet", "HEAD", allowed=(0, 1)).out:
        return {}
    with closing(Contents(top)) as contents:
        found = contents.show_all("HEAD", sorted(wanted))
        return found | contents.show_each(_deletions(top, set(wanted) - found.keys(), folder))


def _deletions(top: Path, missing: Collection[str], folder: Sequence[str]) -> dict[str, str]:
    """The commits that had these files last, by path."""
    revs: dict[str, str] = {}
    commit = ""
    paths = sorted(missing) if len(missing) <= _FEW else folder
    if missing:
        for piece in stream(
            top, *_LOG, "--format=%x01%H", "--name-only", "--no-renames", "--diff-filter=D", "--", *paths
        ):
            text = os.fsdecode(piece.lstrip(b"\n"))
            if text.startswith("\x01"):
                commit = text[1:]
            elif text in missing and text not in revs:
                revs[text] = f"{commit}^"
                if len(revs) == len(missing):
                    break
    return revs
