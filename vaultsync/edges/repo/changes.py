"""The history line by line: what each commit removed from and added to files, and what it renamed."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from vaultsync.edges.repo.process import run, stream
from vaultsync.markdown.patterns import regex
from vaultsync.models.dating import LineChange

_PLAIN = ("-c", "core.quotePath=false", "--literal-pathspecs")
_LOG = (
    *("log", "--no-color", "--no-show-signature", "--format=%x01%H %as"),
    *("--patch", "--cc", "--unified=0", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-indent-heuristic"),
    *("--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=all"),
)
_HUNK = regex(rb"@@ -[0-9]+(?:,([0-9]+))? \+[0-9]+(?:,([0-9]+))? @@")
_MERGED = regex(rb"(@@@+)(?: -[0-9,]+)+ \+")
_AT_ONCE = 200


def line_changes(top: Path, tips: Sequence[str], paths: Sequence[str]) -> Iterator[LineChange]:
    """The changes that commits up to `tips` made to `paths`, the newest first.

    Of a merge those that are in none of its parents.
    """
    for at in range(0, len(paths), _AT_ONCE):
        yield from _changes(stream(top, *_PLAIN, *_LOG, *tips, "--", *paths[at : at + _AT_ONCE], separator=b"\n"))


def _changes(lines: Iterator[bytes]) -> Iterator[LineChange]:
    commit = day = path = ""
    born = False
    parents = 0  # of a merge, once its hunks have begun
    removed: list[str] = []
    added: list[str] = []
    for line in lines:
        if line.startswith((b"\x01", b"diff --")):
            if path:
                yield LineChange(commit, day, path, tuple(removed), tuple(added), born)
            path, born, parents, removed, added = "", False, 0, [], []
            if line[:1] == b"\x01":
                commit, _, day = line[1:].decode("ascii").partition(" ")
        elif line.startswith(b"new file mode "):
            born = True
        elif not parents and line.startswith((b"--- ", b"+++ ")):
            path = _path(line[4:]) or path
        elif hunk := _HUNK.match(line):
            for into, count in ((removed, hunk[1]), (added, hunk[2])):
                for _ in range(int(count) if count is not None else 1):
                    line = next(lines, b"")
                    if line[:1] == b"\\":  # the line before has no end
                        line = next(lines, b"")
                    into.append(line[1:].decode("utf-8", "replace").rstrip("\r"))
        elif merged := _MERGED.match(line):
            parents = len(merged[1]) - 1
        elif parents and line[:1] in b" +-":
            words = line[parents:].decode("utf-8", "replace").rstrip("\r")
            if line[:parents] == b"+" * parents:
                added.append(words)
            elif b"-" in line[:parents]:
                removed.append(words)
    if path:
        yield LineChange(commit, day, path, tuple(removed), tuple(added), born)


def _path(written: bytes) -> str:
    """A path as a patch names it, without the prefix; empty for a file that is not there."""
    name = os.fsdecode(written).removesuffix("\t")
    if name.startswith('"'):
        name = str(ast.literal_eval(name))
    return "" if name == "/dev/null" else name[2:]


def renames(top: Path, commits: Iterable[str]) -> dict[str, dict[str, str]]:
    """Commit → new path → old path, for files that these commits renamed. Starts one process."""
    asked = list(dict.fromkeys(commits))
    found: dict[str, dict[str, str]] = {commit: {} for commit in asked}
    fields = ("-z", "--name-status", "--find-renames", "--diff-filter=R", "--format=%x01%H", "--first-parent", "-m")
    out = run(top, "log", "--no-walk", "--no-color", "--no-show-signature", *fields, *asked).out
    commit = ""
    pieces = iter(out.split(b"\0"))
    for piece in pieces:
        word = piece.lstrip(b"\n")
        if word.startswith(b"\x01"):
            commit = word[1:].decode("ascii")
        elif word.startswith(b"R"):
            before = os.fsdecode(next(pieces, b""))
            found[commit][os.fsdecode(next(pieces, b""))] = before
    return found
