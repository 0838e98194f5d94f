"""A plan as a Gantt chart in Mermaid, which Obsidian and git hosts draw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from unicodedata import bidirectional

from vaultsync.domain.charts.canvas import clean, width_of, wrapped
from vaultsync.markdown.names import unnumbered, without_number
from vaultsync.markdown.patterns import regex
from vaultsync.models.progress import SectionStatus
from vaultsync.models.schedule import Outlook, Planned
from vaultsync.models.summary import Milestone

_ROWS = 14  # more are not easy to follow: then only the outermost sections
_MOST = 40  # more rows are no picture
_SEEN = 8  # rows below which the dates at the bottom will do
_BEFORE = 3  # rows of what is done, where not all fit
_ROOM = 150  # for the names, left of the bars, which have as much on a phone
_SIZE = 12
_LINES, _FEWER = 6, 4  # of a name, in a short chart and in a long one: all bars are as high as the highest name
_ABOVE = 52  # Mermaid puts the axis fifty below the last row less than this: it must not lie upon that row
# At most so many days, the step between marks, and what stands at them: no more than fit on a phone.
_AXES = (
    *((21, "1week", "%d %b"), (45, "2week", "%d %b"), (95, "1month", "%b %Y"), (185, "2month", "%b %Y")),
    *((280, "3month", "%b %Y"), (560, "6month", "%b %Y"), (1500, "12month", "%Y"), (3000, "24month", "%Y")),
)

# Fill and edge: one of both stands out from a light and from a dark page.
BARS = {
    "task": ("#6e7781", "#9ea7b3"),
    "activeTask": ("#0969da", "#54aeff"),
    "doneTask": ("#1a7f37", "#4ac26b"),
}
_BANDS = {"sectionBkgColor": "#808080", "sectionBkgColor2": "#808080", "altSectionBkgColor": "#80808000"}

# What Mermaid would take for markup or a comment, with a sign that looks like it, or by its number.
_ALIKE = str.maketrans({"<": "‹", ">": "›", "`": "'", "\\": "/"})
_BY_NUMBER = str.maketrans({"#": "#35;", ";": "#59;", ":": "#58;"})  # a colon: for Mermaid 10
_UNSEEN = "\u200b"
_COMMENT = regex("%%+")


def gantt(outlook: Outlook, milestones: list[Milestone]) -> Iterator[str]:
    """The lines of the chart, without a fence; none if nothing has a date.

    Each section is a row, with its name and how much of it is done on the left, so that nothing is written across a
    bar. Of very many sections only those around the first open one are shown.
    """
    schedule = outlook.schedule
    if schedule is None:
        return
    rows = _rows(schedule.sections)
    planned = schedule.planned  # they are bars, or within one
    due = [one for one in milestones if one.due and one.due <= schedule.finish and one.path not in planned]
    if not rows:
        return
    first, last = schedule.start, max([schedule.finish, *(one.due for one in due)])
    if len(rows) > _MOST:
        rows = _around(rows)
        first, last = min(row.start for row in rows), max(row.finish for row in rows)
        due = [one for one in due if first <= one.due <= last]
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    interval, form = next(((step, form) for most, step, form in _AXES if days <= most), ("120month", "%Y"))
    titles = [(row.title, row.figures) for row in rows]
    titles += [(without_number(one.title), f"{one.tally.done}/{one.tally.total}") for one in due]
    names = list(_names(titles, _LINES if len(titles) <= _ROWS else _FEWER))
    tallest = max(name.count("<br>") + 1 for name in names)
    bar = max(22, tallest * _SIZE + 2)
    yield f"%%{{init: {json.dumps(_settings(bar, len(names)))} }}%%"
    yield "gantt"
    yield "    dateFormat YYYY-MM-DD"
    yield f"    axisFormat {form}"
    yield f"    tickInterval {interval}"
    if outlook.standing is not None and outlook.standing.day < first:
        yield "    todayMarker off"  # it would lie on the names
    for number, row in enumerate(rows):
        end = date.fromordinal(min(date.fromisoformat(row.finish).toordinal() + 1, date.max.toordinal()))
        yield f"    section {names[number]}"
        yield f"    {_UNSEEN} :{_state(row)}s{number}, {row.start}, {end.isoformat()}"
    for number, one in enumerate(due):
        yield f"    section {names[len(rows) + number]}"
        state = "done, " if one.tally.complete else ""
        yield f"    {_UNSEEN} :milestone, {state}m{number}, {one.due}, 0d"


def _settings(bar: int, rows: int) -> dict[str, dict[str, object]]:
    """The chart's measures, and colours of bars that stand out from light and dark pages."""
    sizes = {"topPadding": _ABOVE, "leftPadding": _ROOM + 10, "rightPadding": 30, "barHeight": bar, "barGap": 8}
    return {
        "gantt": {**sizes, "fontSize": _SIZE, "sectionFontSize": _SIZE, "topAxis": rows > _SEEN},
        "themeVariables": {
            **_BANDS,
            **{f"{kind}BkgColor": fill for kind, (fill, _) in BARS.items()},
            **{f"{kind}BorderColor": edge for kind, (_, edge) in BARS.items()},
        },
    }


def _rows(sections: list[Planned]) -> list[Planned]:
    """The sections with dates, and those within them that hold sections again, where they are few."""
    outer = [one for one in sections if one.start and one.tasks and (not one.beside or one.stated)]
    both: list[Planned] = []
    for one in outer:
        both.append(one)
        if any(inner.sections for inner in one.sections) and not one.beside:
            both += [inner for inner in one.sections if inner.start and inner.tasks and not inner.beside]
    return both if len(both) <= _ROWS else outer


def _around(rows: list[Planned]) -> list[Planned]:
    """As many rows as a picture may have: from shortly before the first that is open."""
    now = next((n for n, row in enumerate(rows) if row.done < row.tasks), len(rows))
    begin = max(0, min(now - _BEFORE, len(rows) - _MOST))
    return rows[begin : begin + _MOST]


def _names(titles: list[tuple[str, str]], most: int) -> Iterator[str]:
    """Titles and figures as rows. Mermaid makes one row of equal ones, so that a sign nobody sees tells these apart."""
    seen: Counter[str] = Counter()
    for title, figures in titles:
        name = "<br>".join(_lines(title, figures, most)).translate(_BY_NUMBER)
        yield name + _UNSEEN * seen[name]
        seen[name] += 1


def _state(row: Planned) -> str:
    if row.done == row.tasks:
        return "done, "
    return "active, " if row.done or row.status is SectionStatus.IN_PROGRESS else ""


def _lines(title: str, figures: str, most: int) -> list[str]:
    """A title with its figures as Mermaid shows it, in at most so many lines; the table beside has all of it."""
    safe = _COMMENT.sub("%", clean(unnumbered(title)).translate(_ALIKE))
    lines = wrapped(safe or "…", _ROOM, _SIZE)
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and width_of(f"{lines[-1]}… · {figures}", _SIZE) > _ROOM:
            lines[-1] = lines[-1][:-1].rstrip()
        lines[-1] += "…"
    leftward = any(bidirectional(char) in ("R", "AL") for char in lines[-1])  # they would stand before the words
    if not leftward and width_of(f"{lines[-1]} · {figures}", _SIZE) <= _ROOM:
        return [*lines[:-1], f"{lines[-1]} · {figures}"]
    return [*lines, figures]
