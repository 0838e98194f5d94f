"""Spans that are stated as dates: `January–March 2027`, `Q1 2027`, `4 January to 20 March 2027`."""

from __future__ import annotations

import calendar
import datetime
import re

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words.durations import read_duration
from vaultsync.markdown.words.moments import month_of
from vaultsync.models.outline import Duration

_TO = regex(r"\s*(?:–|—|−|~|→|\s-\s|-(?=\D|\d{4})|\b(?:to|until|till|through|bis|à|au|a|al|hasta|até|do|до)\b)\s*")
_ISO = regex(r"(?P<y>\d{4})-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?")
_QUARTER = regex(r"Q(?P<q>[1-4])(?:[ ,/-]*(?P<y>\d{4}))?|(?P<y2>\d{4})[ ,/-]*Q(?P<q2>[1-4])", re.IGNORECASE)
_MONTH = regex(
    r"(?:(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:of\s+|de\s+)?)?(?P<name>[^\W\d_]{3,12})\.?"
    r"(?:\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?=\s*,|\s*$|\s+\d{4}))?(?:(?:\s*,)?\s+(?:de\s+)?(?P<y>\d{4}))?"
)
_LEAD = regex(r"^(?:from|von|vom|de|du|del|desde|с)\s+", re.IGNORECASE)

_End = tuple[int, int, int]  # year or 0, first month of it, day or 0


def dates_in(text: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day of the span that `text` says in dates and nothing else, a year among them."""
    parts = _TO.split(_LEAD.sub("", " ".join(text.split()).strip(" .,;()")))
    if not 1 <= len(parts) <= 2 or len(text) > 60 or not re.search(r"\d{4}", text):
        return None
    ends = [_end(part) for part in parts]
    first, last = ends[0], ends[-1]
    if first is None or last is None or not last[0][0]:
        return None
    (year, month, day), (last_year, _, _) = first[0], last[0]
    if not year:
        year = last_year - (month > last[0][1])  # `November – February 2027`
    begin, end = _day(year, month, day or 1), _last_day(last)
    return (begin, end) if begin is not None and end is not None and begin < end else None


def stated_span(text: str) -> Duration | None:
    """What a label's value or a property says of a span, in words (`6-8 weeks`) or in dates."""
    found = read_duration(text)
    if found is None and (dates := dates_in(text)):
        weeks = round(((dates[1] - dates[0]).days + 1) / 7, 2)
        found = Duration(" ".join(text.split()), weeks=(weeks, weeks))
    return found


def _end(text: str) -> tuple[_End, int] | None:
    """One end of a span, and how many months it is long where it has no day: a quarter has three."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return (int(match["y"]), int(match["m"]), int(match["d"] or 0)), 1
    if match := _QUARTER.fullmatch(text):
        quarter = int(match["q"] or match["q2"])
        return (int(match["y"] or match["y2"] or 0), 3 * quarter - 2, 0), 3
    match = _MONTH.fullmatch(text)
    month = month_of(match["name"]) if match else 0
    if match is None or not month or (match["d"] and match["d2"]):
        return None
    return (int(match["y"] or 0), month, int(match["d"] or match["d2"] or 0)), 1


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _last_day(end: tuple[_End, int]) -> datetime.date | None:
    (year, month, day), months = end
    month += 0 if day else months - 1
    first = _day(year, month, 1)
    return _day(year, month, day or calendar.monthrange(year, month)[1]) if first is not None else None
