"""Places in the calendar, and which durations cannot be meant."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.calendardates import dates_in
from vaultsync.markdown.words.durations import place_in
from vaultsync.models.outline import Duration
from vaultsync.models.structs import Frozen

WEEK = 7.0
_WEEKS = {"day": 1 / WEEK, "week": 1.0, "month": 52 / 12}
_RANGE = regex(r"(\d{1,3})(?:\s*(?:-|–|—|to|&|,)\s*(\d{1,3}))?")
_MOST_WEEKS = 520.0
_MOST_HOURS = 20_000.0
_LEADING_NUMBER = regex(r"^\d+(?:\.\d+)*\.?\s+")


class Step(Frozen):
    """A place in the calendar of a plan: `Week 3-4` is the weeks `first` 3 to `last` 4."""

    unit: str
    first: int
    last: int
    on: date | None = None  # the day with which it begins, where it is stated in dates: the days 1 to `last` from then

    @property
    def count(self) -> int:
        """How many days, weeks or months."""
        return self.last - self.first + 1

    @property
    def weeks(self) -> float:
        """Its length."""
        return self.count * _WEEKS[self.unit]

    @property
    def months(self) -> int:
        """Its length in months, 0 for days and weeks."""
        return self.count if self.unit == "month" else 0

    def days(self, begin: date) -> tuple[float, float]:
        """Its first and last day, in days after the day `begin` with which the first step starts."""
        if self.on is not None:
            return float((self.on - begin).days), float((self.on - begin).days + self.last)
        if self.unit == "month":
            first, after = add_months(begin, self.first - 1), add_months(begin, self.last)
            return float((first - begin).days), float((after - begin).days)
        length = WEEK if self.unit == "week" else 1.0
        return (self.first - 1) * length, self.last * length


@lru_cache(maxsize=1 << 14)
def step_of(title: str) -> Step | None:
    """The place in the calendar that a title names: `Month 2: Deep Sky`, `Week 3-4`."""
    found = labels.step(title) or labels.step(_LEADING_NUMBER.sub("", title, count=1))
    if found is None or found[0] not in _WEEKS or found[1] in ("sprint", "iteration"):
        return None
    match = _RANGE.fullmatch(found[2])
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2] or match[1])
    return Step(found[0], first, last) if first <= last <= first + 99 else None


def place_of(duration: Duration | None) -> Step | None:
    """The place in the calendar that a duration states: `Months 5-6`, `January–March 2027`."""
    dates = dates_in(duration.text) if duration is not None else None
    if dates is not None:
        return Step("day", 1, (dates[1] - dates[0]).days + 1, dates[0])
    found = place_in(duration.text) if duration is not None else None
    return Step(*found) if found is not None and found[1] > 0 else None


def nonsense_in(duration: Duration) -> str:
    """Why a duration cannot be meant, in words; empty where it can."""
    if not (duration.weeks or duration.hours or duration.ongoing):
        return "it says no length of time"
    spans = [span for span in (duration.weeks, duration.hours) if span is not None]
    if spans and all(high <= 0 for _, high in spans):
        return "it is no time at all"
    if duration.weeks is not None and duration.weeks[1] > _MOST_WEEKS:
        return "it is more than ten years"
    place = place_of(duration)
    if place is not None and place.on is None and place.last * place.weeks / place.count > _MOST_WEEKS:
        return "it is more than ten years after the beginning"
    if duration.hours is not None and duration.hours[1] > _MOST_HOURS:
        return f"it is more than {_MOST_HOURS:,.0f} hours"
    return ""


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
