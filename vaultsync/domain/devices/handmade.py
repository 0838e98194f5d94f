"""What somebody wrote into a merge commit itself: it is in neither parent, and so not in a merge redone from them."""

from __future__ import annotations

from collections.abc import Iterable

from vaultsync.markdown import tasklines
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter

_MARKER = regex(r"^(?:<{7}|>{7}|\|{7}|={7})(?:[ \t\r]|$)")
_KEY = regex(r"^([^\s:#][^:]*):(?:\s|$)")


def with_handmade(merged: str, parents: Iterable[str], anew: str) -> str:
    """The redone merge `anew`, with what the merge commit `merged` says beyond its parents.

    Lines of a parent are that parent's. Of the others, a task or property that a parent has was changed by hand; the
    rest was added. Lines deleted in the merge commit come back, since they cannot be told from a lossy merge.
    """
    mine = [line for line in merged.split("\n") if not _MARKER.match(line)]
    theirs: dict[str, str] = {}
    known: set[str] = set()
    for parent in parents:
        for line in parent.split("\n"):
            known.add(line.rstrip())
            theirs.setdefault(_name(line), line)
    block = frontmatter.split(merged)
    head = merged[: block.end].count("\n") if block else 0
    before = []
    for n, line in enumerate(mine):
        name = _name(line)
        if line.rstrip() in known:
            before.append(line)
        elif name and name in theirs and (name.startswith("^") or n < head):
            before.append(theirs[name])
    if before == mine:
        return anew
    return reconcile("\n".join(before), "\n".join(mine), anew).text


def _name(line: str) -> str:
    """By what a changed line is known: a task by its block id, a property by its key."""
    parts = tasklines.parse(line) if "[" in line else None
    if parts is not None:
        return f"^{parts.block_id}" if parts.block_id else ""
    key = _KEY.match(line)
    return key[1] if key else ""
