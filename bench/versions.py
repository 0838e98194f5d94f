"""A folder of dated versions of one document: which files they are, in which order, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ftfy import fix_encoding

_KINDS = (".md", ".markdown", ".mdown", ".mkd", ".txt")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CONFLICT = re.compile(r"(?ms)^<{7} [^\n]*\n(.*?)^(?:\|{7}.*?)?={7}\r?\n(.*?)^>{7} [^\n]*\n")
_NAMED = "|".join(_MONTHS)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ]((?:19|20)\d\d)(?!\d)")
_IN_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})?[-_., ]*({_NAMED})[a-z]*[-_., ]*(?:(\d{{1,2}})[-_., ]+)?((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)


def find_versions(folder: Path) -> list[Path]:
    """The versions of a document in a folder, oldest first: its files, or one file in each subfolder.

    Dates in the names (`2016-10-12`, `20161012`, `12.10.2016`, `12 Oct 2016`) tell the order, else the numbers in them.
    Where some names have a date, a file without one is no version. Of a subfolder's files the largest counts.
    """
    found = _texts(folder.iterdir())
    if len(found) < 2:
        for inner in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
            found += sorted(_texts(inner.rglob("*")), key=lambda path: (-path.stat().st_size, str(path)))[:1]
    names = {path: str(path.relative_to(folder)) for path in found}
    month_first = any(int(match[2]) > 12 for name in names.values() for match in _YEAR_LAST.finditer(name))
    dates = {path: _dated(name, month_first) for path, name in names.items()}
    if sum(dated is not None for dated in dates.values()) > 1:
        found = [path for path in found if dates[path] is not None]
    return sorted(found, key=lambda path: (dates[path] or date.min, _numbers(names[path])))


def read_version(version: Path) -> str:
    """A version as a reader wants it, garbled letters and merge conflicts mended; empty where it is no text.

    A text is in UTF-8 or UTF-16.
    """
    data = version.read_bytes()
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else _CONFLICT.sub(_both, "\n".join(map(fix_encoding, text.split("\n"))))


def _both(conflict: re.Match[str]) -> str:
    """The lines of both sides of a merge conflict that was committed, what both say once."""
    ours, theirs = conflict[1].splitlines(keepends=True), conflict[2].splitlines(keepends=True)
    return "".join([*ours, *(line for line in theirs if line not in ours)])


def _texts(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() in _KINDS and path.is_file()]


def _dated(name: str, month_first: bool) -> date | None:
    """The date in a name, as far as it tells one; None where it tells none."""
    if match := _YEAR_FIRST.search(name):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    elif match := _YEAR_LAST.search(name):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        day, month = (second, first) if month_first else (first, second)
    elif match := _IN_WORDS.search(name):
        year, month = int(match[4]), _MONTHS.index(match[2].lower()[:3]) + 1
        day = int(match[1] or match[3] or 1)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbers(name: str) -> list[tuple[int, int, str]]:
    """A name in parts that sort numbers by their size."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]
