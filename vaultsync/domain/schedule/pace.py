"""Days of study → pace, forecast, and where the learner stands against the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from vaultsync.models.schedule import (
    ActiveDay,
    Forecast,
    Outlook,
    Pace,
    Pause,
    Planned,
    Schedule,
    Standing,
    Stretch,
    Week,
)

WEEKS = 4
ENOUGH_DAYS = 3  # with ticks, before there is a forecast
_LONG_PAUSE = 10  # days without study that are worth telling
_FARTHEST = 36_500  # days: a forecast beyond is none
_NEAR = 1e-6


def make_outlook(
    schedule: Schedule | None,
    days: Mapping[str, ActiveDay],
    *,
    day: str,
    remaining: int,
    all_days: Mapping[str, ActiveDay],
) -> Outlook:
    """Plan and pace of a roadmap as of `day`.

    `days` are the active days of this roadmap, `all_days` those of all; `remaining` is a number of tasks. If there is a
    schedule, only tasks with a date in it are forecast and compared, and the expected day of each section is filled in.
    """
    outlook = Outlook(day, schedule, pace_of(days))
    done = schedule.done if schedule else 0
    if schedule is not None:
        remaining = schedule.tasks - done
        outlook.standing = _standing(schedule, day)
        outlook.pauses = list(pauses(all_days, schedule.start, day))
    outlook.too_early = outlook.pace is not None and remaining > 0 and not _tells_enough(days)
    if outlook.pace is not None and remaining and not outlook.too_early:
        outlook.forecast = _forecast(outlook.pace, day, remaining)
        if schedule is not None:
            _expect(schedule.sections, outlook.pace, day)
    return outlook


def _tells_enough(days: Mapping[str, ActiveDay]) -> bool:
    """Whether something was ticked on enough days for a forecast: one evening says nothing of the months to come."""
    return sum(what.tasks > 0 for what in days.values()) >= ENOUGH_DAYS


def pace_of(days: Mapping[str, ActiveDay]) -> Pace | None:
    """The pace of the last four active weeks; None if nothing was ticked in them.

    Weeks are counted back from the newest active day, seven days each, so that a week that has just begun slows nobody
    down. The slow pace is that of the slower half with the weeks between counted in, the fast one that of the faster
    half.
    """
    active = sorted((day for day, what in days.items() if what.tasks or what.minutes), reverse=True)
    if not active:
        return None
    newest = date.fromisoformat(active[0])
    sums: dict[int, tuple[int, int]] = {}
    for day in active:
        number = (newest - date.fromisoformat(day)).days // 7
        if number not in sums and len(sums) == WEEKS:
            break
        tasks, minutes = sums.get(number, (0, 0))
        sums[number] = (tasks + days[day].tasks, minutes + days[day].minutes)
    weeks = tuple(
        Week(
            (newest - timedelta(days=7 * number + 6)).isoformat(),
            (newest - timedelta(days=7 * number)).isoformat(),
            tasks,
            minutes,
        )
        for number, (tasks, minutes) in sums.items()
    )
    total = sum(week.tasks for week in weeks)
    if not total:
        return None
    pace = total / len(weeks)
    ranked = sorted(week.tasks for week in weeks)
    half = (len(ranked) + 1) // 2
    slow, fast = sum(ranked[:half]) / half, sum(ranked[-half:]) / half
    if not slow:  # nothing was ticked in them, but something studied: all but the best, or half of the whole
        slow = sum(ranked[:-1]) / max(len(ranked) - 1, 1) or pace / 2
    with_pauses = total / (max(sums) + 1)
    if len(weeks) == 1:
        slow, fast = pace * 2 / 3, pace * 4 / 3
    hours = sum(week.minutes for week in weeks) / 60 / len(weeks)
    return Pace(weeks, pace, hours, min(slow, with_pauses, pace), max(fast, pace))


def _forecast(pace: Pace, day: str, remaining: int) -> Forecast | None:
    likely = _after(day, remaining, pace.tasks)
    if not likely:
        return None
    return Forecast(_after(day, remaining, pace.fast), likely, _after(day, remaining, pace.slow))


def _after(day: str, tasks: int, pace: float) -> str:
    """The day on which so many tasks would be done from `day` on; empty where nobody can say."""
    days = math.ceil(tasks / pace * 7 - _NEAR) if pace > 0 else _FARTHEST
    if days >= _FARTHEST:
        return ""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return ""


def _expect(sections: Sequence[Planned], pace: Pace, day: str, before: int = 0) -> int:
    """Fill in when open sections would be done, one after the other, at this pace, with `before` tasks before them."""
    for planned in sections:
        if planned.beside:
            continue
        inner = sum(section.tasks - section.done for section in planned.sections)
        after = _expect(planned.sections, pace, day, before + planned.tasks - planned.done - inner)
        if after > before:
            planned.expected = _after(day, after, pace.tasks)
        before = after
    return before


def planned_by(stretches: Sequence[Stretch], moment: float) -> float:
    """How many tasks the plan wants done `moment` days after its start."""
    wanted = 0.0
    for stretch in stretches:
        if moment >= stretch.end:
            wanted += stretch.tasks
        elif moment > stretch.begin:
            wanted += stretch.tasks * (moment - stretch.begin) / (stretch.end - stretch.begin)
    return wanted


def moment_of(stretches: Sequence[Stretch], tasks: int) -> float:
    """The moment, in days after the start, by which the plan wants that many tasks done."""
    if tasks <= 0:
        return 0.0
    edge, wanted = 0.0, 0.0
    for moment, after in plan_line(stretches):
        if after >= tasks - _NEAR:
            return edge + (moment - edge) * (tasks - wanted) / (after - wanted)
        edge, wanted = moment, after
    return edge


def plan_line(stretches: Sequence[Stretch]) -> Iterator[tuple[float, float]]:
    """The plan as points (moment, tasks); between two of them tasks are spread evenly."""
    turns: dict[float, float] = {}
    for stretch in stretches:
        rate = stretch.tasks / (stretch.end - stretch.begin)
        turns[stretch.begin] = turns.get(stretch.begin, 0.0) + rate
        turns[stretch.end] = turns.get(stretch.end, 0.0) - rate
    edge = wanted = rate = 0.0
    for moment in sorted(turns):
        wanted += rate * (moment - edge)
        edge, rate = moment, rate + turns[moment]
        yield moment, wanted


def _standing(schedule: Schedule, day: str) -> Standing:
    """Where the learner stands on `day`: behind as of its beginning, since it is not over; ahead as of its end."""
    start, finish = date.fromisoformat(schedule.start), date.fromisoformat(schedule.finish)
    today = date.fromisoformat(day)
    now = (today - start).days
    wanted = math.floor(planned_by(schedule.stretches, now) + 0.5)
    left = schedule.tasks - schedule.done
    if not left:
        lead = (finish - date.fromisoformat(schedule.finished)).days if schedule.finished else 0
        return Standing(day, schedule.tasks, schedule.done, lead, 0.0)
    moment = moment_of(schedule.stretches, schedule.done)
    ahead = min(moment - max(now, 0), 0.0) or max(moment - max(now + 1, 0), 0.0)
    if wanted == schedule.done and now <= (finish - start).days:
        ahead = 0.0
    weeks = ((finish - today).days) / 7
    needed = left / weeks if weeks > 0 else 0.0
    return Standing(day, wanted, schedule.done, _whole(ahead), needed)


def _whole(days: float) -> int:
    """Days rounded to whole ones, half a day and less to nothing."""
    return int(math.copysign(math.floor(abs(days) + 0.5 - _NEAR), days))


def pauses(days: Mapping[str, ActiveDay], start: str, day: str) -> Iterator[Pause]:
    """The long pauses between `start` and `day`, the longest first, at most three."""
    active = sorted(one for one, what in days.items() if (what.tasks or what.minutes) and start <= one <= day)
    edge = date.fromisoformat(start) - timedelta(days=1)
    found = []
    for one in [*(date.fromisoformat(text) for text in active), date.fromisoformat(day) + timedelta(days=1)]:
        length = (one - edge).days - 1
        if length >= _LONG_PAUSE:
            first, last = edge + timedelta(days=1), one - timedelta(days=1)
            found.append(Pause(first.isoformat(), last.isoformat(), length))
        edge = one
    yield from sorted(found, key=lambda pause: (-pause.days, pause.first))[:3]
