"""Reading the history: commits with their trailers, the days files were last committed, old versions."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaultsync.edges.repo.process import run, stream

# Nothing that a configuration may add to the output.
_LOG = ("--literal-pathspecs", "log", "-z", "--no-color", "--no-show-signature", "--encoding=UTF-8")
_FIELDS = "%H%x00%P%x00%aI%x00%B%x00%(trailers:only=true,unfold=true)"
_FEW = 50


@dataclass(frozen=True, slots=True)
class Commit:
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


def show_all(top: Path, rev: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The contents of `paths` in the commit `rev`, without those it does not have."""
    return show_each(top, dict.fromkeys(paths, rev))


def last_texts(top: Path, wanted: Collection[str], folder: Sequence[str]) -> dict[str, bytes]:
    """The contents of the `wanted` files as HEAD has them, else as they were when they were deleted last."""
    if not wanted or not run(top, "rev-parse", "--verify", "--quiet", "HEAD", allowed=(0, 1)).out:
        return {}
    found = show_all(top, "HEAD", sorted(wanted))
    missing = set(wanted) - found.keys()
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
    return found | show_each(top, revs)


def show_each(top: Path, revs: Mapping[str, str]) -> dict[str, bytes]:
    """The contents of files, each as the commit it is mapped to has it, without those that are not there."""
    asked = [path for path in revs if "\n" not in path]
    if not asked:
        return {}
    request = b"".join(os.fsencode(f"{revs[path]}:{path}\n") for path in asked)
    out = run(top, "cat-file", "--batch", stdin=request).out
    found: dict[str, bytes] = {}
    at = 0
    for path in asked:
        end = out.index(b"\n", at)
        header = out[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(header) == 3 and header[2].isdigit():
            size = int(header[2])
            if header[1] == b"blob":
                found[path] = out[at : at + size]
            at += size + 1
    return found
