"""Conflict markers that some tool left in a text: where they are, and the texts of both sides.

The markers are those of git (`git help merge`, "How conflicts are presented"): seven signs in the first column, then
the line's end or a blank and a label; `|||||||` and the common text only where git was configured so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.patterns import regex

_MARKER = regex(r"([<|=>])\1{6}(?: [^\n]*)?\r?\Z")
# What git writes behind `>>>>>>>`: without the other markers only such a line is one, and not a deep quote.
_LABEL = regex(r">{7} (?:HEAD|[0-9a-f]{7,40})(?: \(.*\))?\r?\Z")


class Sides(NamedTuple):
    """The texts of both sides of all conflicts; `base` is the common text, None if no tool has given it."""

    base: str | None
    ours: str
    theirs: str


class _Hunk(NamedTuple):
    """One conflict: `end` is the index of the line behind it."""

    end: int
    ours: list[str]
    base: list[str] | None
    theirs: list[str]


def sides(text: str, *, fences: bool = True) -> Sides | None:
    """Both sides of a text with conflict markers; None if it has none.

    With `fences` a conflict within a code fence is an example, and stays as it is. Of a conflict within a conflict the
    outer one counts; the inner one contributes the lines of both its sides.
    """
    if "<<<<<<<" not in text:
        return None
    lines = text.removeprefix("\ufeff").split("\n")
    hunks = _find(lines, fences)
    if not hunks:
        return None
    ours: list[str] = []
    base: list[str] | None = []
    theirs: list[str] = []
    at = 0
    for start, hunk in [*hunks, (len(lines), None)]:
        between = lines[at:start]
        ours += [*between, *(hunk.ours if hunk else ())]
        theirs += [*between, *(hunk.theirs if hunk else ())]
        if base is not None:
            base = None if hunk is not None and hunk.base is None else [*base, *between, *((hunk and hunk.base) or ())]
        at = hunk.end if hunk else at
    return Sides("\n".join(base) if base is not None else None, "\n".join(ours), "\n".join(theirs))


def lines_of_both(text: str, *, twice: bool = False) -> str:
    """The lines of both sides of all conflicts, for a text whose lines are independent, such as a table.

    With `twice` a line that both sides have stands there twice.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return text
    lines = text.split("\n")
    made: list[str] = []
    at = 0
    for start, hunk in _find(lines, fences=False):
        made += [*lines[at:start], *([*hunk.ours, *hunk.theirs] if twice else _both(hunk))]
        at = hunk.end
    return "\n".join(line for line in [*made, *lines[at:]] if not _kind(line))


def without_strays(text: str) -> str:
    """The text without stray markers: those left where somebody deleted the others by hand."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return text
    lines = text.split("\n")
    strays = set(_strays(lines, fences=True))
    return "\n".join(line for n, line in enumerate(lines) if n not in strays) if strays else text


def markers(text: str, *, fences: bool = True) -> list[int]:
    """The indices of lines that begin a conflict, or are a stray marker."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    lines = text.removeprefix("\ufeff").split("\n")
    return [start for start, _ in _find(lines, fences)] or sorted(_strays(lines, fences))


def needless(lines: Sequence[str]) -> list[int]:
    """The indices of lines without which a document that somebody else merged loses nothing.

    These are the markers, the common text, and of the second side all that the first side has as well.
    """
    found = set(_strays(lines, fences=True))
    for start, hunk in _find(lines, fences=True):
        sides = ["ours"]
        for n in range(start, hunk.end):
            kind = _kind(lines[n])
            if kind == "<":
                sides.append("ours")
            elif kind == ">":
                sides.pop()
            elif kind:
                sides[-1] = "base" if kind == "|" else "theirs"
            if kind or sides[-1] == "base" or (sides[-1] == "theirs" and lines[n].strip() and lines[n] in hunk.ours):
                found.add(n)
    return sorted(found)


def _find(lines: Sequence[str], fences: bool) -> list[tuple[int, _Hunk]]:
    """Every conflict with the index of its first line; with `fences` not those within a code fence."""
    found: list[tuple[int, _Hunk]] = []
    before: list[str] = []  # the text so far as our side has it
    at = 0
    while at < len(lines):
        hunk = _hunk(lines, at) if lines[at].startswith("<<<<<<<") else None
        if hunk is None or (fences and _in_code([*before, lines[at]])):
            before.append(lines[at])
            at += 1
            continue
        found.append((at, hunk))
        before += hunk.ours
        at = hunk.end
    return found


def _kind(line: str) -> str:
    match = _MARKER.match(line)
    return match[1] if match else ""


def _hunk(lines: Sequence[str], at: int) -> _Hunk | None:
    """The conflict that begins with line `at`, None where the line begins none that is whole."""
    if _kind(lines[at]) != "<":
        return None
    parts: dict[str, list[str]] = {"ours": []}
    now = "ours"
    n = at + 1
    while n < len(lines):
        kind = _kind(lines[n])
        inner = _hunk(lines, n) if kind == "<" else None
        if inner is not None:
            parts[now] += _both(inner)
            n = inner.end
            continue
        if kind == "|" and now == "ours":
            now = "base"
        elif kind == "=" and now != "theirs":
            now = "theirs"
        elif kind == ">" and now == "theirs":
            return _Hunk(n + 1, parts["ours"], parts.get("base"), parts["theirs"])
        else:
            parts[now].append(lines[n])
        parts.setdefault(now, [])
        n += 1
    return None


def _both(hunk: _Hunk) -> list[str]:
    """The lines of both sides, those they share once."""
    return [*hunk.ours, *(line for line in hunk.theirs if line not in hunk.ours)]


def _in_code(lines: Sequence[str]) -> bool:
    """Whether the last of these lines stands within a code fence that one before it has opened."""
    return len(lines) - 1 in find_hidden("\n".join(lines), lines, 0).lines


def _strays(lines: Sequence[str], fences: bool) -> Iterator[int]:
    """The indices of marker lines that are left of a conflict."""
    hidden = find_hidden("\n".join(lines), lines, 0).lines if fences else set()
    kinds = {n: _kind(line) for n, line in enumerate(lines) if n not in hidden}
    opened = [n for n, kind in kinds.items() if kind == "<"]
    closed = [n for n, kind in kinds.items() if kind == ">" and (opened or _LABEL.match(lines[n]))]
    middle = [n for n, kind in kinds.items() if kind == "="]
    if opened:
        yield from opened
        yield from next(([n] for n in middle if n > opened[0]), [])
    elif closed:
        yield from ([n for n in middle if n < closed[0]][-1:])
    yield from closed
    yield from (n for n, kind in kinds.items() if kind == "|" and (opened or closed))
