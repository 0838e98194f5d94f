"""What one journal entry says of its day, its time and how long it took: `2026-11-20 14:05 45m: words`.

People write times in many ways. What is plain is read: at the beginning (`1h30m: words`), at the end (`words, 45m`),
in brackets (`(2h)`), as a field (`time:: 45m`), in short form anywhere (`words 45m words`). `PyTorch in 60 Minutes` is
a title; what stands in links, code and formulas is never looked at.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from vaultsync.markdown.journal.clocktimes import (
    DAY_MINUTES,
    leading_period,
    leading_time,
    minutes_of,
    period_after,
    trailing_period,
)
from vaultsync.markdown.journal.studyspans import (
    NUMBER,
    Span,
    leading_span,
    number,
    pomodoros,
    spans,
    studied,
    whole_span,
)
from vaultsync.markdown.journal.studywords import has_studied
from vaultsync.markdown.links import wikilinks
from vaultsync.markdown.patterns import regex


class Reading(NamedTuple):
    """What an entry says; `day` (ISO), `time` (`14:05`) are empty and `minutes` None where it does not.

    `text` is what is left of it: with the time and duration at its beginning or end taken off.
    """

    day: str
    time: str
    minutes: int | None
    text: str


_FIELD = regex(
    r"""(?P<open>[\[(])?(?<![\w-])(?P<key>time|duration|minutes|hours)::[ \t]*
        (?P<value>(?(open)[^\[\]()]*|[^\[\](),;]*))(?(open)[\])])""",
    re.VERBOSE | re.IGNORECASE,
)

_DAY = regex(
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)|(?P<D>\d{1,2})\.\s?(?P<M>\d{1,2})\.\s?(?P<Y>\d{4})(?!\d)"
)
_JUNCTION = regex(r"[\s:|,;·•–—*_~=-]+|[.!]+(?:\s+|\Z)|T(?=\d\d:)")
_EMPHASIS = regex(r"(?:[*_=(\s]|~(?!~)|\[(?!\[))*")
_SEGMENT = regex(r"(?<!\d)[,;+、，；]|[,;+、，；](?!\d)|\s[/&]\s|\s(?:and|und|et|y|и|then|dann)\s")
_MASKED = regex(
    r"""!?\[\[[^\[\]]*\]\]|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s"[^"]*")?\)
      | ~~[^~]+~~ | (`+)(?!`).*?(?<!`)\1(?!`) | \$[^\s$](?:[^$]*[^\s$])?\$ | https?://\S+ | <[^<>\s][^<>]*>""",
    re.VERBOSE,
)
_MASK = "\ufffc"
_CLOCK_LENGTH = regex(r"\d{1,2}:[0-5]\d")
_WORD = regex(r"\s*\w")
_OF = regex(r"\s(?:of|de|di|von|van|av)\s|\sd['’]", re.IGNORECASE)
_SIGNS = regex(r"[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff\s]+(?=[\d½¼¾~≈(])")


def read_minutes(text: str) -> int | None:
    """The minutes that a text says and nothing else: `45m`, `1h30m`, `2 hours`, `1:30h`; None where it says none."""
    span = whole_span(text.strip())
    return _whole(span.minutes) if span else None


def read_entry(text: str) -> Reading:
    """What a journal entry says: Markdown on one line, without its list marker and box."""
    day, time, ranged = "", "", None
    text, fields, said = _without_fields(text.strip())
    rest = text
    lead: float | None = None
    whole, phrase, total = "", False, False
    while rest:
        skipped = rest[_EMPHASIS.match(rest).end() :]  # type: ignore[union-attr]
        skipped = _SIGNS.sub("", skipped, count=1) if _SIGNS.match(skipped) else skipped
        found = None if day else _leading_day(skipped)
        if found is not None:
            day, skipped = found
        elif ranged is None and (period := leading_period(skipped)) is not None and (period.minutes or not time):
            time, ranged, skipped = period.time, period.minutes, skipped[period.end :]
        elif lead is None and (span := _leading_span(skipped)) is not None:
            lead, whole = span.minutes, skipped
            skipped = skipped[span.end :]
            phrase = (_OF if span.short else _WORD).match(skipped) is not None  # `2 hours of reading`
            total = re.match(r"[*_)\]\s]*:", skipped) is not None  # `45m: reading, 30m of it in vain`
        elif not time and (clock := leading_time(skipped)) is not None:
            time, skipped = clock.time, skipped[clock.end :]
        else:
            break
        rest = _after_junction(skipped)
    time = said or time
    bare = rest if day or time or lead is not None else text
    if fields is not None:
        return Reading(day, time, _whole(fields), bare)
    masked = _MASKED.sub(lambda match: _MASK * len(match[0]), bare)
    every = spans(masked)
    intervals = pomodoros(masked) if lead is None and ranged is None else None
    if intervals is not None and (intervals.each or not every):
        return Reading(day, time, _whole(intervals.minutes), bare)
    if lead is not None:
        more = [] if total else _parts(masked, every, heads=True)
        return Reading(day, time, _whole(lead + sum(span.minutes for span in more)), whole if more or phrase else bare)
    parts = {*_parts(masked, every, heads=False), *_parts(masked, every, heads=True)}
    if len(every) > 1 and len(parts) == len(every):
        return Reading(day, time, _whole(sum(span.minutes for span in every)), bare)
    last = _trailing(masked, every)
    if last is not None and _whole(last.minutes) is not None:
        cut = re.sub(r"[\s,;:|(\[–—=@→>-]+$", "", bare[: last.start])
        return Reading(day, time, _whole(last.minutes), cut + ("" if cut[-1:] in "!?." else _stop(bare, last)))
    if ranged is not None:
        return Reading(day, time, _whole(ranged + sum(_more_periods(masked))), bare)
    late = trailing_period(masked) or period_after(masked, has_studied)
    if late is not None and not every:
        return Reading(day, time or late.time, late.minutes, bare)
    plain = [span for span in every if span.short or _bracketed(masked, span) or studied(masked, span)]
    if len(plain) == 1:
        return Reading(day, time, _whole(plain[0].minutes), bare)
    return Reading(day, time, None, bare)


def mentions_time(text: str) -> bool:
    """Whether a text has a number with a unit of time, or two times of day, in it that could be how long it took."""
    masked = _MASKED.sub(lambda match: _MASK * len(match[0]), text)
    return bool(spans(masked)) or period_after(masked, lambda _: True) is not None


def split_time(text: str) -> tuple[str, str]:
    """The time of day that a text begins with, as `14:05`, and the rest; nothing and the text where it begins so."""
    found = None if leading_period(text) or _leading_span(text) else leading_time(text)
    if found is None:
        return "", text
    return found.time, _after_junction(text[found.end :])


def read_time(text: str) -> str:
    """The time of day at the beginning of a text as `14:05`, or empty."""
    found = leading_time(text.strip())
    return found.time if found else ""


def _without_fields(text: str) -> tuple[str, float | None, str]:
    """The text without fields such as `time:: 45m`, the minutes they say together, and a time of day they say."""
    if "::" not in text:
        return text, None, ""
    total: float | None = None
    time = ""

    def take(match: re.Match[str]) -> str:
        nonlocal total, time
        value, key = match["value"].strip(), match["key"].lower()
        span = leading_span(value)
        if key in ("minutes", "hours") and re.fullmatch(NUMBER, value):
            minutes = number(value) * (60 if key == "hours" else 1)
            rest = ""
        elif key != "time" and _CLOCK_LENGTH.fullmatch(value):
            minutes, rest = float(minutes_of(value)), ""
        elif span is not None:
            minutes, rest = span.minutes, value[span.end :]
        elif re.fullmatch(r"\d{1,4}", value):
            minutes, rest = float(value), ""
        elif key == "time" and read_time(value):
            time = read_time(value)
            return ""
        else:
            return "" if not value else match[0]
        total = minutes if total is None else total + minutes
        return rest

    text = _FIELD.sub(take, text)
    return " ".join(text.split()), total, time


def _leading_day(text: str) -> tuple[str, str] | None:
    """The day at the beginning of a text, and what follows it; a link to a daily note says its day too."""
    links = wikilinks(text) if text.startswith("[[") else []
    if links and links[0].start == 0:
        match, end = _DAY.search(links[0].target.rsplit("/", 1)[-1]), links[0].end
    else:
        match = _DAY.match(text)
        end = match.end() if match else 0
    if match is None:
        return None
    year, month, number = (match["y"], match["m"], match["d"]) if match["y"] else (match["Y"], match["M"], match["D"])
    try:
        return datetime.date(int(year), int(month), int(number)).isoformat(), text[end:]
    except ValueError:
        return None


def _leading_span(text: str) -> Span | None:
    span = leading_span(text)
    return span if span is not None and _whole(span.minutes) is not None else None


def _more_periods(masked: str) -> list[int]:
    """The minutes of further spans between times of day, each at the beginning of a part of the entry."""
    starts = [match.end() for match in _SEGMENT.finditer(masked)]
    found = (leading_period(masked[start:].lstrip(" *_(")) for start in starts)
    return [period.minutes for period in found if period is not None and period.minutes]


def _after_junction(text: str) -> str:
    """A text without what joins it to the date or time before it: blanks, a colon, a dash, closing emphasis."""
    text = re.sub(r"^[)\]]", "", text)
    match = _JUNCTION.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    joined = match[0]
    opened = re.search(r"[*_~]+$", joined)  # emphasis that opens the next words
    return (opened[0] + rest) if opened and rest and joined != opened[0] and not rest[0].isspace() else rest


def _parts(masked: str, spans: list[Span], *, heads: bool) -> list[Span]:
    """The spans that begin (`heads`) or end the parts of an entry: `20m reading, 30m exercises`."""
    edges = [0, *(match.end() for match in _SEGMENT.finditer(masked)), len(masked)]
    starts = [match.start() for match in _SEGMENT.finditer(masked)] + [len(masked)]
    found = []
    for n, (begin, end) in enumerate(zip(edges, starts, strict=False)):
        for span in spans:
            if not begin <= span.start < end:
                continue
            before, after = masked[begin : span.start], masked[span.end : end]
            apart = span.short or before.strip()[-1:] in ("", "(", "[")
            if (n and not before.strip()) if heads else (apart and not after.strip(" .!)]")):
                found.append(span)
    return found


def _trailing(masked: str, spans: list[Span]) -> Span | None:
    """The span at the end, where it is short, in brackets or `~45 min`, or after a comma, colon, dash or sentence."""
    if not spans or masked[spans[-1].end :].strip(" .!)]"):
        return None
    last = spans[-1]
    before = masked[: last.start].rstrip()
    apart = before[-1:] in "([,;:|–—=@→>.!?…" or masked[: last.start].endswith((" - ", " · "))
    apart = apart or masked[last.start] in "~≈"
    return last if not before or apart or last.short else None


def _bracketed(masked: str, span: Span) -> bool:
    return masked[: span.start].rstrip()[-1:] in ("(", "[") and masked[span.end :].lstrip()[:1] in (")", "]")


def _stop(text: str, last: Span) -> str:
    """The full stop after a duration that is taken off: it ends the words before it."""
    end = text[last.end :].strip(" )]")
    return end if end in (".", "!") and text[: last.start].rstrip()[-1:] not in "([" else ""


def _whole(minutes: float) -> int | None:
    """Whole minutes; None for none and for more than a day has."""
    whole = int(minutes + 0.5)
    return whole if 0 < whole <= DAY_MINUTES else None
