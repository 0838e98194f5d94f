"""Plans as a calendar file (iCalendar, RFC 5545): an all-day event for each section and milestone with a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from vaultsync.models.reports import RoadmapPlan
from vaultsync.models.schedule import Planned

if TYPE_CHECKING:
    from icalendar import Event

_OWNER = "-//vaultsync//study plan//EN"


def to_ics(plans: Sequence[RoadmapPlan], day: str) -> tuple[bytes, int]:
    """The calendar, and the number of events in it: one for everything that is open, shown as free time.

    The time stamps in it are the ISO `day`, so that the same plan gives the same bytes.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _OWNER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Study plan")
    stamp = datetime.fromisoformat(day).replace(tzinfo=UTC)
    number = 0
    for plan in plans:
        for planned in _open(plan):
            number += 1
            words = f"{plan.title}: {planned.tasks - planned.done} of {planned.tasks} tasks open"
            uid = f"{plan.name}/{planned.id}@vaultsync"
            calendar.add_component(_event(uid, planned.title, planned.start, planned.finish, words, stamp))
        bars = plan.outlook.schedule.planned if plan.outlook.schedule else set()
        for milestone in plan.milestones:
            if milestone.path not in bars and milestone.due and not milestone.tally.complete:
                number += 1
                uid = f"{plan.name}/{milestone.path}@vaultsync"
                words = f"{plan.title}: {milestone.tally.done} of {milestone.tally.total} tasks done"
                calendar.add_component(_event(uid, milestone.title, milestone.due, milestone.due, words, stamp))
    return calendar.to_ical(), number


def _open(plan: RoadmapPlan) -> Iterator[Planned]:
    """The open sections with dates, in order."""
    schedule = plan.outlook.schedule
    stack = list(reversed(schedule.sections)) if schedule else []
    while stack:
        planned = stack.pop()
        if not planned.beside and planned.start and planned.done < planned.tasks:
            yield planned
            stack.extend(reversed(planned.sections))


def _event(uid: str, title: str, first: str, last: str, words: str, stamp: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("summary", title)
    event.add("description", words)
    event.add("dtstart", date.fromisoformat(first))
    event.add("dtend", date.fromisoformat(last) + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
