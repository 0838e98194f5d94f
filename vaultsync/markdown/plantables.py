"""Tables that are the plan, and tables that only repeat it with durations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultsync.markdown import labels
from vaultsync.markdown.blockreader import cells
from vaultsync.markdown.durations import read_duration
from vaultsync.markdown.inline import read_inline
from vaultsync.models.outline import Item, Outline, Section

_PERIOD = re.compile(
    r"^(?:week|day|month|phase|module|period|stage|step|date|unit|semana|mes|woche|monat|semaine|mois|週|周|月|日)s?\b",
    re.I,
)
_SPAN = re.compile(r"duration|time|hours|weeks|dauer|zeit|tiempo|duración|durée|時間|期間|时间|时长", re.I)
_STEP_KIND = {
    "module": "module",
    "phase": "phase",
    "month": "month",
    "week": "week",
    "stage": "phase",
    "day": "day",
}


def read_tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The pipe tables in a piece of prose, as header and rows of inline Markdown."""
    lines = text.split("\n")
    for n in range(1, len(lines)):
        if lines[n].startswith("|") and set(lines[n]) <= set("|-: ") and "-" in lines[n]:
            rows = []
            for line in lines[n + 1 :]:
                if not line.startswith("|"):
                    break
                rows.append(cells(line))
            yield cells(lines[n - 1]), rows


def _plain(cell: str) -> str:
    return read_inline(cell)[0].strip()


def plan_from_tables(outline: Outline) -> None:
    """Where a document has no other tasks, a table with a column of periods is the plan: rows become tasks."""
    from vaultsync.markdown import tasks

    holders: list[Outline | Section] = [outline, *tasks.walk(outline.sections)]
    for holder in holders:
        if isinstance(holder, Section) and holder.kind in ("reference", "resources"):
            continue
        for header, rows in read_tables(holder.text):
            titles = [_plain(cell) for cell in header]
            if len(titles) >= 3 and _PERIOD.match(titles[0]) and rows:
                line = holder.line if isinstance(holder, Section) else 1
                made = _rows_to_sections(titles, rows, line)
                if isinstance(holder, Section):
                    holder.sections.extend(made)
                else:
                    outline.sections.extend(made)
                break


def _rows_to_sections(titles: list[str], rows: list[list[str]], line: int) -> list[Section]:
    sections: list[Section] = []
    period = ""
    groups = len(titles) > 1 and bool(_PERIOD.match(titles[1]))
    for row in rows:
        values = [cell.strip() for cell in row] + [""] * (len(titles) - len(row))
        if _plain(values[0]):
            period = ""
            sections.append(Section(_plain(values[0]), "", "unit", line, 2))
        if not sections:
            sections.append(Section(titles[0], "", "unit", line, 2))
        section = sections[-1]
        target = section
        start = 1
        if groups:
            start = 2
            rest_empty = not any(values[2:])
            if values[1] and not rest_empty:
                period = _plain(values[1])
            if rest_empty:
                start = 1
            elif period:
                if not section.sections or section.sections[-1].title != period:
                    section.sections.append(Section(period, "", "group", line, 3, label="topic"))
                target = section.sections[-1]
        item = _row_item(values[start:], titles[start:], line)
        if item.text:
            target.items.append(item)
    for section in sections:
        step = labels.step(section.title)
        section.kind = step[0] if step else "unit"
    return sections


def _row_item(values: list[str], titles: list[str], line: int) -> Item:
    words: list[str] = []
    span = ""
    for value, title in zip(values, titles, strict=False):
        if _SPAN.search(title) and read_duration(_plain(value)):
            span = _plain(value)
        elif value:
            words.append(value)
    source = ": ".join([words[0], ", ".join(words[1:])]) if len(words) > 1 else "".join(words)
    if span:
        source = f"{source} ({span})"
    text, links = read_inline(source)
    return Item(
        text,
        source,
        "topic",
        line,
        task=bool(text),
        links=links,
        duration=read_duration(span) if span else None,
    )


def apply_timelines(outline: Outline) -> None:
    """Spans that a summary table states for sections, and the word its first column has for them."""
    from vaultsync.markdown import tasks

    by_title: dict[str, Section] = {}
    for section in tasks.walk(outline.sections):
        if section.kind != "group":
            by_title.setdefault(_key(f"{section.number} {section.title}"), section)
            if section.number:
                by_title.setdefault(section.number, section)
    for text in [outline.text, *(section.text for section in tasks.walk(outline.sections))]:
        for header, rows in read_tables(text):
            _apply(header, rows, by_title)


def _apply(header: list[str], rows: list[list[str]], by_title: dict[str, Section]) -> None:
    titles = [_plain(cell) for cell in header]
    period = _PERIOD.match(titles[0]) if titles else None
    column = next((n for n, title in enumerate(titles) if n and _SPAN.search(title)), 0)
    found = [(row, section) for row in rows if row and (section := _find(_plain(row[0]), by_title)) is not None]
    if not period or len(found) < 2 or 2 * len(found) < len(rows):
        return
    word = period.group().lower().rstrip("s")
    for row, section in found:
        if section.kind == "part" and word in _STEP_KIND and not labels.step(section.title):
            section.kind = _STEP_KIND[word]
        if column and column < len(row) and section.duration is None:
            section.duration = read_duration(_plain(row[column]))


def _find(cell: str, by_title: dict[str, Section]) -> Section | None:
    number = labels.NUMBER.match(cell)
    exact = by_title.get(_key(cell))
    if exact is not None:
        return exact
    return by_title.get(number.group(1).rstrip(".)")) if number else None


def _key(title: str) -> str:
    return labels.normal(title)
