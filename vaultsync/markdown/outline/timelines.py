"""Spans that stand apart from what they are about: in a summary table, or in a step's place in the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline.blocks import Table
from vaultsync.markdown.outline.plancolumns import PERIOD, SPAN, title_words
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import place_in, read_duration
from vaultsync.models.outline import Section

_STEP_KIND = {"module": "module", "phase": "phase", "month": "month", "week": "week", "stage": "phase", "day": "day"}
_NUMBERS = regex(r"\d{1,3}(?:\s*(?:-|–|—|to)\s*\d{1,3})?$")
_HEAD = regex(r"(?P<head>[^:：–—-]{1,30}?)(?:\s+[–—-]\s+|\s*[:：]\s+)\S")
_RANGE = regex(r"^(\d+)(?:\s*(?:-|–|—|to)\s*(\d+))?$")


class Timelines:
    """Finds the sections that the rows of a table are about."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._by_title: dict[str, Section] = {}
        self._by_step: dict[tuple[str, str], Section] = {}
        heads: dict[str, list[Section]] = {}
        for section in sections:
            head = _HEAD.match(section.title)
            if head:
                heads.setdefault(labels.normal(head["head"]), []).append(section)
            self._by_title.setdefault(labels.normal(f"{section.number} {section.title}"), section)
            if section.number:
                self._by_title.setdefault(section.number, section)
            step = labels.step(section.title)
            if step:
                self._by_step.setdefault((step[1], step[2].lstrip("0")), section)
        for words, called in heads.items():
            if len(called) == 1:
                self._by_title.setdefault(words, called[0])  # `A1` in a row is about `A1 – Beginners`

    def rows(self, table: Table) -> list[tuple[list[str], Section]]:
        """The rows, as plain cells, that are about a section, with it; none unless half of the table's rows are."""
        titles = [title_words(cell) for cell in table.header]
        found = []
        for _, row in table.rows:
            cells = [read_inline(cell)[0].strip() for cell in row]
            section = self._find(titles, cells)
            if section is not None:
                found.append((cells, section))
        return found if len(found) >= 2 and 2 * len(found) >= len(table.rows) else []

    def apply(self, table: Table) -> None:
        """Give the sections a table is about the spans and the word for their kind that it states."""
        titles = [title_words(cell) for cell in table.header]
        period = PERIOD.match(titles[0]) if titles else None
        words = _places(table, titles)
        column = next((n for n, title in enumerate(titles) if n and SPAN.search(title)), 0) or max(words, default=0)
        if (not period and not column) or (len(titles) > 1 and PERIOD.match(titles[1]) and column not in words):
            return  # `Month 1 | Week 2`: its rows are about the weeks
        word = period.group().lower().rstrip("s") if period else ""
        found = self.rows(table)
        times = Counter(id(section) for _, section in found)
        for cells, section in found:
            if times[id(section)] > 1:
                continue  # `Month 1` in front of each of its weeks
            if section.kind == "part" and word in _STEP_KIND and not labels.step(section.title):
                section.kind = _STEP_KIND[word]
            if column and column < len(cells) and section.duration is None:
                section.duration = read_duration(_said(words.get(column, ""), cells[column]))

    def _find(self, titles: list[str], cells: list[str]) -> Section | None:
        for column, cell in enumerate(cells[:2]):
            exact = self._by_title.get(labels.normal(cell)) if cell else None
            if exact is not None:
                return exact
            step = labels.step(cell) or labels.step(f"{titles[column].rstrip('s')} {cell}" if titles[column:] else "")
            if step and (step[1], step[2].lstrip("0")) in self._by_step:
                return self._by_step[step[1], step[2].lstrip("0")]
            number = labels.NUMBER.match(cell)
            if number and (found := self._by_title.get(number.group(1).rstrip(".)"))):
                return found
        return None


def _said(word: str, cell: str) -> str:
    """A cell in words: `Months` over `4` is Month 4."""
    if not word or not cell:
        return cell
    return f"{word.removesuffix('s') if cell.isdecimal() and word.isascii() else word} {cell}"


def _places(table: Table, titles: list[str]) -> dict[int, str]:
    """The columns that tell places in the calendar by number, with the word for them: `Months` over `1-3`, `4-6`, `7`.

    They begin with the first and go on; `Weeks` over `4`, `3`, `6` are spans.
    """
    found = {}
    for column, title in enumerate(titles[1:], 1):
        cells = [read_inline(row[column])[0].strip() for _, row in table.rows if column < len(row)]
        spans = [place_in(f"{title} {cell}") for cell in cells if cell]
        if len(spans) < 2 or not all(_NUMBERS.match(cell) for cell in cells if cell):
            continue
        places = sorted((span for span in spans if span is not None), key=lambda span: span[1:])
        going_on = all(after[1] > before[2] for before, after in pairwise(places))
        ranges = any(first < last for _, first, last in places)
        if len(places) == len(spans) and going_on and places[0][1] <= 1 and (ranges or not title.endswith("s")):
            found[column] = title
    return found


def calendar_span(section: Section) -> None:
    """A week takes a week: the span of a step that states none, from its place in the calendar (`Week 3-4`)."""
    step = labels.step(section.title)
    match = _RANGE.match(step[2]) if step and step[0] in ("day", "week", "month") else None
    if section.duration is not None or not step or not match:
        return
    first, last = int(match.group(1)), int(match.group(2) or match.group(1))
    count = last - first + 1
    if 0 < count <= 100:
        section.duration = read_duration(f"{count} {step[0]}{'s' if count > 1 else ''}")
