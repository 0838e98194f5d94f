"""A plan as a Gantt chart in Mermaid, which Obsidian and git hosts draw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

from vaultsync.domain.charts.canvas import clean, width_of, wrapped
from vaultsync.markdown.names import unnumbered, without_number
from vaultsync.markdown.patterns import regex
from vaultsync.models.progress import Status
from vaultsync.models.schedule import Outlook, Planned
from vaultsync.models.summary import Milestone

_ROWS = 14  # more are not easy to follow: then only the outermost sections
_MOST = 40  # more rows are no picture
_ROOM = 180  # for the names, left of the bars
_SIZE = 12
_LINES = 6
_ABOVE = 52  # Mermaid puts the axis fifty below the last row less than this: it must not lie upon that row
_AXES = (
    *((50, "1week", "%d %b"), (240, "1month", "%b %Y"), (800, "3month", "%b %Y")),
    *((1600, "6month", "%b %Y"), (3000, "12month", "%Y")),
)

# Fill and edge: white figures can be read on the one, and one of both stands out from a light and from a dark page.
_BARS = {
    "task": ("#6e7781", "#9ea7b3"),
    "activeTask": ("#0969da", "#54aeff"),
    "doneTask": ("#1a7f37", "#4ac26b"),
}
_BANDS = {"sectionBkgColor": "#808080", "sectionBkgColor2": "#808080", "altSectionBkgColor": "#80808000"}

# What Mermaid would take for markup or a comment, with a sign that looks like it.
_ALIKE = str.maketrans({"<": "‹", ">": "›", "#": "＃", ";": ",", "`": "'", "\\": "/"})
_UNSEEN = "\u200b"
_COMMENT = regex("%%+")


def gantt(outlook: Outlook, milestones: list[Milestone]) -> Iterator[str]:
    """The lines of the chart, without a fence; none where nothing has a date, or too much.

    Each section is a row with its name on the left, so that no name is written across a bar; how much of it is done
    stands in the bar.
    """
    schedule = outlook.schedule
    if schedule is None:
        return
    rows = _rows(schedule.sections)
    planned = schedule.planned  # they are bars, or within one
    due = [one for one in milestones if one.due and one.due <= schedule.finish and one.path not in planned]
    if not 0 < len(rows) <= _MOST:
        return
    last = max([schedule.finish, *(one.due for one in due)])
    days = (date.fromisoformat(last) - date.fromisoformat(schedule.start)).days
    interval, form = next(((step, form) for most, step, form in _AXES if days <= most), ("120month", "%Y"))
    goals = [without_number(one.title) for one in due]
    names = list(_names([*(row.title for row in rows), *goals]))
    tallest = max(name.count("<br>") + 1 for name in names)
    bar = max(22, tallest * _SIZE + 2)
    yield f"%%{{init: {json.dumps(_settings(bar))} }}%%"
    yield "gantt"
    yield "    dateFormat YYYY-MM-DD"
    yield f"    axisFormat {form}"
    yield f"    tickInterval {interval}"
    for number, row in enumerate(rows):
        end = date.fromordinal(min(date.fromisoformat(row.finish).toordinal() + 1, date.max.toordinal()))
        yield f"    section {names[number]}"
        yield f"    {row.done}/{row.tasks} :{_state(row)}s{number}, {row.start}, {end.isoformat()}"
    for number, one in enumerate(due):
        yield f"    section {names[len(rows) + number]}"
        state = "done, " if one.tally.complete else ""
        yield f"    {one.tally.done}/{one.tally.total} :milestone, {state}m{number}, {one.due}, 0d"


def _settings(bar: int) -> dict[str, dict[str, object]]:
    """The chart's measures, and colours of bars whose white figures can be read on light and dark pages."""
    sizes = {"topPadding": _ABOVE, "leftPadding": _ROOM + 10, "rightPadding": 30, "barHeight": bar, "barGap": 8}
    return {
        "gantt": {**sizes, "fontSize": _SIZE, "sectionFontSize": _SIZE},
        "themeVariables": {
            "taskTextColor": "#ffffff",
            "taskTextDarkColor": "#ffffff",
            **_BANDS,
            **{f"{kind}BkgColor": fill for kind, (fill, _) in _BARS.items()},
            **{f"{kind}BorderColor": edge for kind, (_, edge) in _BARS.items()},
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


def _names(titles: list[str]) -> Iterator[str]:
    """The titles as rows. Mermaid makes one row of equal ones, so that a sign nobody sees tells these apart."""
    seen: Counter[str] = Counter()
    for title in titles:
        name = "<br>".join(_lines(title))
        yield name + _UNSEEN * seen[name]
        seen[name] += 1


def _state(row: Planned) -> str:
    if row.done == row.tasks:
        return "done, "
    return "active, " if row.done or row.status is Status.IN_PROGRESS else ""


def _lines(title: str) -> list[str]:
    """A title as Mermaid shows it, in as many lines as it needs, at most six; the table beside has it whole."""
    safe = _COMMENT.sub("%", clean(unnumbered(title)).translate(_ALIKE))
    lines = wrapped(safe or "…", _ROOM, _SIZE)
    if len(lines) > _LINES:
        lines = lines[:_LINES]
        while lines[-1] and width_of(lines[-1] + "…", _SIZE) > _ROOM:
            lines[-1] = lines[-1][:-1].rstrip()
        lines[-1] += "…"
    return lines
