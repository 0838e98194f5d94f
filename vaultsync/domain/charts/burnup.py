"""What is done, day by day, against the plan, and where the learner's pace leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate

from vaultsync.domain.charts.canvas import LINE, PAD, WIDTH, Canvas, width_of
from vaultsync.domain.progress.figures import MONTHS, count
from vaultsync.domain.schedule.pace import plan_line
from vaultsync.domain.schedule.spans import add_months
from vaultsync.models.schedule import Forecast, Schedule
from vaultsync.models.summary import RoadmapSummary

_HIGH = 190
_FARTHEST = 3  # times as long as plan and forecast: a range that reaches further is not drawn to its end
_FINEST = 0.5  # units: points closer together are one
_MARKS = ((1, 1), (2, 2), (3, 3), (6, 6), (12, 12), (24, 24), (60, 60), (120, 120))

Point = tuple[float, float]


class _Frame:
    """Days and tasks → places on the card."""

    def __init__(self, first: date, last: date, tasks: int, top: float) -> None:
        self.first, self.last = first, last
        self.tasks = max(tasks, 1)
        self.left = PAD + width_of(str(tasks), 13) + 8
        self.right = float(WIDTH - PAD - 6)
        self.top, self.base = top, top + _HIGH
        self.days = max((last - first).days, 1)

    def x(self, days: float) -> float:
        """The horizontal position of a moment, in days after the first; clipped to the frame."""
        return self.left + (self.right - self.left) * min(max(days, 0.0), self.days) / self.days

    def y(self, tasks: float) -> float:
        """The vertical position of a number of tasks."""
        return self.base - _HIGH * min(tasks, self.tasks) / self.tasks

    def toward(self, start: tuple[float, float], days: float) -> Point:
        """The end of a line from `start` (days, tasks) to all tasks after `days`, clipped to the frame."""
        if days <= self.days:
            return self.x(days), self.y(self.tasks)
        part = (self.days - start[0]) / (days - start[0])
        return self.right, self.y(start[1] + (self.tasks - start[1]) * part)


def burn_up(roadmap: RoadmapSummary, called: str) -> Canvas | None:
    """The burn-up of one roadmap, of the tasks with a date if it has a plan. None if nothing was ticked yet."""
    outlook, schedule = roadmap.outlook, roadmap.outlook.schedule
    dates = (item.date for item in roadmap.progress.items if item.counted and item.date)
    ticks = schedule.ticks if schedule else Counter(sorted(dates))
    if not ticks:
        return None
    tally = roadmap.progress.tally
    done = sum(ticks.values())
    tasks = schedule.tasks if schedule else tally.total - (tally.done - done)
    first = date.fromisoformat(min(min(ticks), schedule.start if schedule else "9999"))
    today = date.fromisoformat(outlook.day)
    last = _last_day(first, today, schedule, outlook.forecast)
    legend = list(_legend(schedule, outlook.forecast, done, tasks, outlook.day))
    title = f"{done} of {count(tasks, 'task')} done"
    if schedule is not None and tasks != tally.total:
        title = f"Of the {count(tasks, 'task')} with a date, {done} {'is' if done == 1 else 'are'} done"
    canvas = Canvas(f"{roadmap.progress.name}-burn-up", title, f"{'. '.join(words for _, words in legend)}.")
    canvas.paragraph(called, style="b")
    canvas.paragraph(title, style="s")
    frame = _Frame(first, last, tasks, canvas.y + 20)
    _draw_axes(canvas, frame)
    now = (float((today - first).days), float(done))
    steps = list(_steps(frame, ticks, now))
    canvas.area([*steps, (steps[-1][0], frame.base), (frame.x(0), frame.base)], "area")
    if outlook.forecast is not None:
        _draw_range(canvas, frame, now, outlook.forecast)
    if schedule is not None:
        canvas.line(list(_plan_line(frame, schedule, first)), "plan-line")
    if outlook.forecast is not None:
        likely = (date.fromisoformat(outlook.forecast.likely) - first).days
        canvas.line([steps[-1], frame.toward(now, likely)], "ahead-line")
    canvas.line(steps, "done-line")
    _draw_end(canvas, frame, steps[-1], str(done))
    canvas.y = frame.base + LINE + 12
    for style, words in legend:
        canvas.line([(PAD, canvas.y + 10), (PAD + 34, canvas.y + 10)], style)
        canvas.paragraph(words, x=PAD + 46, room=WIDTH - 2 * PAD - 46)
    return canvas


def _last_day(first: date, today: date, schedule: Schedule | None, forecast: Forecast | None) -> date:
    """The right edge: it holds the plan, the forecast and its range.

    Only the late end of a range that would push all the rest into the left third runs over the edge.
    """
    last = max(today, date.fromisoformat(schedule.finish) if schedule else today, first + timedelta(days=6))
    if forecast is None:
        return last
    last = max(last, date.fromisoformat(forecast.likely))
    late = date.fromisoformat(forecast.late) if forecast.late else last
    return max(last, late) if (late - first) <= _FARTHEST * (last - first) else last


def _legend(
    schedule: Schedule | None, forecast: Forecast | None, done: int, tasks: int, day: str
) -> Iterator[tuple[str, str]]:
    yield "done-line", f"done: {done} of {tasks} on {day}"
    if schedule is not None:
        yield "plan-line", f"plan: all on {schedule.finish}"
    if forecast is not None:
        late = f"{forecast.early} to {forecast.late}" if forecast.late else f"{forecast.early} at the earliest"
        within = f" ({late})" if forecast.wide else ""
        yield "ahead-line", f"at your pace: {forecast.likely}{within}"


def _draw_axes(canvas: Canvas, frame: _Frame) -> None:
    """Three lines of tasks, and the months."""
    values = sorted({0, frame.tasks // 2, frame.tasks})
    for value in values:
        y = frame.y(value)
        canvas.line([(frame.left, y), (frame.right, y)], "rule-line")
        canvas.text(frame.left - 8, y + 4, str(value), style="s", anchor="end", size=13)
    free = 0.0
    for day, words in _dates(frame):
        x = frame.x((day - frame.first).days)
        half = width_of(words, 13) / 2
        middle = min(max(x, PAD + half), WIDTH - PAD - half)
        if middle - half < free:
            continue
        canvas.line([(x, frame.base), (x, frame.base + 5)], "rule-line")
        canvas.text(middle, frame.base + LINE, words, style="s", anchor="middle", size=13)
        free = middle + half + 10


def _dates(frame: _Frame) -> Iterator[tuple[date, str]]:
    """The days that are written below: of a short time single days, else the first of months."""
    if frame.days <= 45:
        step = 7 if frame.days <= 28 else 14
        for days in range(0, frame.days + 1, step):
            day = frame.first + timedelta(days=days)
            yield day, f"{day.day} {MONTHS[day.month - 1]}"
        return
    months = next((step for step, most in _MARKS if frame.days / 30.4 <= 6 * most), 240)
    day = frame.first.replace(day=1)
    if day < frame.first:
        day = add_months(day, 1)
    year = 0
    while day <= frame.last:
        if months < 12 or day.month == 1:
            name = MONTHS[day.month - 1]
            yield day, str(day.year) if months >= 12 else f"{name} {day.year}" if day.year != year else name
            year = day.year
        day = add_months(day, months if months < 12 or day.month == 1 else 1)
        if day == date.max:
            return


def _plan_line(frame: _Frame, schedule: Schedule, first: date) -> Iterator[Point]:
    """The plan as a line through the beginning and end of its stretches, as far as they can be told apart."""
    offset = (date.fromisoformat(schedule.start) - first).days
    last = (frame.x(offset), frame.y(0))
    yield last
    line = list(plan_line(schedule.stretches))
    for number, (moment, wanted) in enumerate(line, 1):
        here = (frame.x(offset + moment), frame.y(wanted))
        if here[0] - last[0] >= _FINEST or number == len(line):
            yield here
            last = here


def _steps(frame: _Frame, ticks: Mapping[str, int], now: tuple[float, float]) -> Iterator[Point]:
    """What is done as a staircase up to `now` (days, tasks); days that lie upon each other make one step."""
    at = (frame.x(0), frame.y(0))
    yield at
    rises: dict[int, tuple[float, int]] = {}
    for day, total in zip(ticks, accumulate(ticks.values()), strict=True):
        x = frame.x((date.fromisoformat(day) - frame.first).days)
        rises[int(x / _FINEST)] = (x, total)
    for x, total in rises.values():
        yield x, at[1]
        at = (x, frame.y(total))
        yield at
    yield frame.x(now[0]), frame.y(now[1])


def _draw_end(canvas: Canvas, frame: _Frame, here: Point, words: str) -> None:
    """A dot where the learner is, with the number beside it."""
    canvas.dot(*here, 5, "done")
    fits = here[0] + 10 + width_of(words, bold=True) < frame.right
    x = here[0] + 9 if fits else here[0] - 9
    canvas.text(x, max(here[1] - 8, frame.top + 14), words, style="h", anchor="start" if fits else "end")


def _draw_range(canvas: Canvas, frame: _Frame, start: tuple[float, float], forecast: Forecast) -> None:
    """Where the forecast may go, as a wedge from `start` (days, tasks)."""
    ends = {
        name: frame.toward(start, (date.fromisoformat(day) - frame.first).days)
        for name, day in (("early", forecast.early), ("late", forecast.late))
        if day
    }
    here = (frame.x(start[0]), frame.y(start[1]))
    late = ends.get("late", (frame.right, here[1]))
    corner = [(frame.right, frame.y(frame.tasks))] if late[1] > frame.y(frame.tasks) + 0.05 else []
    canvas.area([here, ends["early"], *corner, late], "haze")
    for end in (ends["early"], late):
        canvas.line([here, end], "edge-line")
