"""Figures in words: counts, hours, active days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from vaultsync.models.schedule import ActiveDay

RECENT = 28  # days
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # in any locale


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 task`, `2 tasks`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def hours(minutes: int) -> str:
    """Minutes as people say them: `45 min`, `2 h`, `1 h 30 min`, from ten hours on `12.5 h`."""
    if minutes < 60:
        return f"{minutes} min"
    if minutes >= 600:
        tenths = (minutes + 3) // 6
        return f"{tenths // 10} h" if tenths % 10 == 0 else f"{tenths / 10} h"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def active_days(days: Mapping[str, ActiveDay], day: str, length: int = RECENT) -> int:
    """How many of the last so many days up to the ISO `day` had study in them."""
    if not day:
        return 0
    last = date.fromisoformat(day)
    return sum((last - timedelta(days=back)).isoformat() in days for back in range(length))


def longest_run(days: Mapping[str, ActiveDay]) -> int:
    """The most days in a row with study in each."""
    best = run = 0
    before: date | None = None
    for text in sorted(days):
        day = date.fromisoformat(text)
        run = run + 1 if before is not None and (day - before).days == 1 else 1
        best, before = max(best, run), day
    return best
