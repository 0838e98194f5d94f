"""Words that one device moved out of a note before deleting it, while the other edited that note: they stay there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter

_HEADING = regex(r" {0,3}#{1,6}(?:\s|$)")
_WORD = regex(r"\w")
_MARKERS = "-*+> \t"  # of lists and quotes: words that were put elsewhere may have got others


def put_elsewhere(files: Iterable[tuple[str, str]]) -> Counter[str]:
    """How often each line was added to a device's files, which are given as pairs of the text before and after."""
    put: Counter[str] = Counter()
    for was, now in files:
        put += Counter(line for _, line in _lines(now)) - Counter(line for _, line in _lines(was))
    return put


def without_moved(text: str, was: str, base: str, put: Counter[str]) -> str:
    """A note without those of the learner's lines that stand in it as they `was` and were `put` elsewhere.

    `base` is what vaultsync wrote: that stays, and so do headings and tasks. If less than half of the learner's lines
    are elsewhere, all stay, since single lines may be written twice anyway. Lines that go are taken out of `put`.
    """
    generated = {line for _, line in _lines(base)}
    there = Counter(line for _, line in _lines(was) if line not in generated)
    if 2 * (there & put).total() < there.total():
        return text
    gone = set()
    for number, line in _lines(text):
        if there[line] > 0 and put[line] > 0:
            there[line] -= 1
            put[line] -= 1
            gone.add(number)
    return "\n".join(line for number, line in enumerate(text.split("\n")) if number not in gone)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and words of every line under the properties that says something and is no heading, task or code."""
    lines = text.split("\n")
    block = frontmatter.split(text)
    start = text.count("\n", 0, block.end) if block is not None else 0
    hidden = find_hidden(text, lines, start).lines
    for number in range(start, len(lines)):
        line = lines[number]
        if number not in hidden and _WORD.search(line) and not _HEADING.match(line) and tasklines.parse(line) is None:
            yield number, line.strip().lstrip(_MARKERS)
