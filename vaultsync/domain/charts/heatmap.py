"""A year's activity: a square for each day, larger and darker the more was done on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from vaultsync.domain.charts.canvas import LINE, PAD, SIZE, WIDTH, Canvas, width_of
from vaultsync.domain.progress.figures import MONTHS, active_days, count, hours
from vaultsync.models.schedule import ActiveDay
from vaultsync.models.summary import Summary

_WEEKS = 26  # columns in a row: half a year
_STEP = 16  # from square to square
_SIDE = 14
_LEFT = 48  # room for the names of weekdays
_LEVELS = ((1, 1), (3, 30), (6, 60), (10, 120))  # tasks, or minutes, from which a day is of level 1 to 4
_SIDES = (0, 5, 8, 11, 14)


def heat_map(summary: Summary) -> Canvas:
    """The last 52 weeks up to the summary's day, or the last 26 while there is nothing older."""
    today = date.fromisoformat(summary.as_of)
    rows = 2 if min(summary.days) < _first_day(today, _WEEKS).isoformat() else 1
    first = _first_day(today, rows * _WEEKS)
    shown = {day: what for day, what in summary.days.items() if day >= first.isoformat()}
    tasks = sum(what.tasks for what in shown.values())
    spent = sum(what.minutes for what in shown.values())
    recent = active_days(summary.days, summary.as_of)
    words = f"{count(tasks, 'task')}{f' and {hours(spent)}' if spent else ''} on {count(len(shown), 'day')}"
    since = f"since {max(first.isoformat(), min(shown))}" if shown else f"since {first.isoformat()}"
    canvas = Canvas("activity", f"Active on {recent} of the last 28 days", f"{words} {since}.")
    canvas.paragraph(canvas.title, style="b")
    canvas.paragraph(f"{words} {since}", style="s")
    for row in range(rows):
        _draw_row(canvas, first + timedelta(weeks=row * _WEEKS), today, summary.days)
    _draw_legend(canvas)
    return canvas


def _first_day(today: date, weeks: int) -> date:
    """The Monday with which the last so many weeks begin."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def level_of(what: ActiveDay | None) -> int:
    """How much was done on a day: 0 for nothing, up to 4."""
    if what is None:
        return 0
    return sum(what.tasks >= tasks or what.minutes >= minutes for tasks, minutes in _LEVELS)


def _draw_row(canvas: Canvas, first: date, today: date, days: Mapping[str, ActiveDay]) -> None:
    canvas.y += 10
    _draw_months(canvas, first)
    canvas.y += LINE
    for weekday, name in ((0, "Mon"), (2, "Wed"), (4, "Fri")):
        canvas.text(PAD, canvas.y + weekday * _STEP + 12, name, style="s", size=13)
    for column in range(_WEEKS):
        for weekday in range(7):
            day = first + timedelta(weeks=column, days=weekday)
            if day > today:
                break
            _draw_day(canvas, _LEFT + column * _STEP, canvas.y + weekday * _STEP, level_of(days.get(day.isoformat())))
    canvas.y += 7 * _STEP


def _draw_months(canvas: Canvas, first: date) -> None:
    """The names of months above the weeks in which they begin; that of the year for January."""
    free = 0.0
    for column in range(_WEEKS):
        week = first + timedelta(weeks=column)
        begins = next((d for d in (week + timedelta(days=n) for n in range(7)) if d.day == 1), None)
        if begins is None:
            continue
        words = f"{begins.year}" if begins.month == 1 else MONTHS[begins.month - 1]
        x = _LEFT + column * _STEP
        if x >= free and x + width_of(words) <= WIDTH:
            canvas.text(x, canvas.y + SIZE, words, style="s")
            free = x + width_of(words) + 6


def _draw_day(canvas: Canvas, x: float, y: float, level: int) -> None:
    if level < 4:
        canvas.box(x, y, _SIDE, _SIDE, "track", round_by=3)
    side = _SIDES[level]
    if side:
        inset = (_SIDE - side) / 2
        canvas.box(x + inset, y + inset, side, side, f"l{level}", round_by=min(3, side / 3))


def _draw_legend(canvas: Canvas) -> None:
    canvas.y += 10
    x: float = PAD
    for level, (tasks, minutes) in enumerate(_LEVELS, 1):
        words = ("any", f"{tasks} tasks or {hours(minutes)}", f"{tasks} or {hours(minutes)}")[min(level - 1, 2)]
        wide = _SIDE + 6 + width_of(words, 13) + 12
        if x + wide > WIDTH - PAD and x > PAD:
            x = PAD
            canvas.y += LINE
        _draw_day(canvas, x, canvas.y + 1, level)
        canvas.text(x + _SIDE + 6, canvas.y + 13, words, style="s", size=13)
        x += wide
    canvas.y += LINE
