"""Days, spans of days and study time in words: English, whatever the machine is set to."""

from __future__ import annotations

from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def long_day(day: str) -> str:
    """`Saturday 21 November 2026` for an ISO day."""
    found = date.fromisoformat(day)
    return f"{_WEEKDAYS[found.weekday()]} {day_and_month(day)} {found.year}"


def day_and_month(day: str) -> str:
    """`21 November` for an ISO day."""
    found = date.fromisoformat(day)
    return f"{found.day} {_MONTHS[found.month - 1]}"


def month_and_year(day: str) -> str:
    """`November 2026` for an ISO day."""
    found = date.fromisoformat(day)
    return f"{_MONTHS[found.month - 1]} {found.year}"


def from_to(first: str, last: str) -> str:
    """`16 to 22 November 2026`, with no more said twice than needed."""
    if first[:4] != last[:4]:
        return f"{day_and_month(first)} {first[:4]} to {day_and_month(last)} {last[:4]}"
    begin = str(date.fromisoformat(first).day) if first[:7] == last[:7] else day_and_month(first)
    return f"{begin} to {day_and_month(last)} {last[:4]}"


def duration(minutes: int) -> str:
    """`45m`, `2h`, `1h 15m`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(([f"{hours:,}h"] if hours else []) + ([f"{rest}m"] if rest or not hours else []))
