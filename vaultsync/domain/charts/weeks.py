"""The last weeks: a bar for the tasks of each, its hours below."""

from __future__ import annotations

from datetime import date, timedelta

from vaultsync.domain.charts.canvas import LINE, PAD, WIDTH, Canvas
from vaultsync.domain.progress.figures import count, hours
from vaultsync.models.summary import Summary

WEEKS = 10
_LEFT = 64
_HIGH = 90


def week_bars(summary: Summary) -> Canvas:
    """Tasks and hours of the last ten ISO weeks up to the summary's day."""
    last = date.fromisoformat(summary.as_of)
    monday = last - timedelta(days=last.weekday(), weeks=WEEKS - 1)
    rows = [_week(summary, monday + timedelta(weeks=n)) for n in range(WEEKS)]
    tasks, minutes = sum(row[1] for row in rows), sum(row[2] for row in rows)
    words = f"{count(tasks, 'task')}{f' and {hours(minutes)}' if minutes else ''} in the last {WEEKS} weeks"
    canvas = Canvas("weeks", "Tasks by week", f"{words}.")
    canvas.paragraph(f"Tasks{' and hours' if minutes else ''} by week", style="b")
    canvas.paragraph(words, style="s")
    most = max(max(row[1] for row in rows), 1)
    step = (WIDTH - PAD - _LEFT) / WEEKS
    base = canvas.y + 24 + _HIGH
    canvas.line([(_LEFT, base + 0.5), (WIDTH - PAD, base + 0.5)], "rule-line")
    canvas.text(PAD, base, "tasks", style="s", size=13)
    canvas.text(PAD, base + LINE, "week", style="s", size=13)
    if minutes:
        canvas.text(PAD, base + 2 * LINE, "hours", style="s", size=13)
    for n, (name, done, spent) in enumerate(rows):
        middle = _LEFT + (n + 0.5) * step
        high = max(_HIGH * done / most, 3.0) if done else 0.0
        if done:
            canvas.box(middle - 11, base - high, 22, high, "done", round_by=2)
        canvas.text(middle, base - high - 6, str(done), style="b" if done else "s", anchor="middle", size=13)
        canvas.text(middle, base + LINE, name, style="s", anchor="middle", size=13)
        if minutes:
            canvas.text(middle, base + 2 * LINE, _short(spent), style="t" if spent else "s", anchor="middle", size=13)
    canvas.y = base + (2 if minutes else 1) * LINE + 6
    return canvas


def _week(summary: Summary, monday: date) -> tuple[str, int, int]:
    found = [summary.days.get((monday + timedelta(days=n)).isoformat()) for n in range(7)]
    name = f"W{monday.isocalendar().week:02}"
    return name, sum(day.tasks for day in found if day), sum(day.minutes for day in found if day)


def _short(minutes: int) -> str:
    """Hours without their unit: `2.5`."""
    tenths = (minutes + 3) // 6
    if minutes and not tenths:
        return "0.1"
    return str(tenths // 10) if tenths % 10 == 0 or tenths >= 1000 else str(tenths / 10)
