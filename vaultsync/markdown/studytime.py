"""What one journal entry says of its day, its time and how long it took: `2026-11-20 14:05 45m: words`.

People write times in many ways. What is plain is read: at the beginning (`1h30m: words`), at the end (`words, 45m`),
in brackets (`(2h)`), as a field (`time:: 45m`), in short form anywhere (`words 45m words`). `PyTorch in 60 Minutes` is
a title; what stands in links, code and formulas is never looked at.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from vaultsync.markdown import vocabulary
from vaultsync.markdown.links import wikilinks

DAY_MINUTES = 24 * 60


class Reading(NamedTuple):
    """What an entry says; `day` (ISO), `time` (`14:05`) are empty and `minutes` None where it does not.

    `text` is what is left of it: with the time and duration at its beginning or end taken off.
    """

    day: str
    time: str
    minutes: int | None
    text: str


class _Span(NamedTuple):
    start: int
    end: int
    minutes: float
    short: bool


_HOURS = f"(?:{'|'.join(vocabulary.SPANS['hour'].split())}|stdn?\\.?|or[ae]|uren|timm(?:e|ar)|godz\\.?|ч\\.?)"
_MINUTES = f"(?:{'|'.join(vocabulary.SPANS['minute'].split())}|minuten|minuti|minuut)"
_NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?[½¼¾]?|[½¼¾])"
_RANGE = rf"(?:\s?[-–—]\s?{_NUMBER})?"
# Not within a word or number, and no rate (`2h/day`).
_BEFORE = r"(?<![\w.,:½¼¾/-])"
_AFTER = r"(?![^\W\d_]|\d|\s*/|\s+(?:per|a|pro|al|am|par)\s+(?:day|week|d[ií]a|tag|jour))"
_SPAN = re.compile(
    rf"""{_BEFORE}(?:[~≈]\s?)?(?:
        (?P<clock>\d{{1,2}}):(?P<of>[0-5]\d)\s?{_HOURS}
      | (?P<h>{_NUMBER}){_RANGE}\s?{_HOURS}
        (?: (?P<tight>[0-5]\d)(?![\d.,])(?:\s?{_MINUTES})?
          | (?:\s?,|\s?\+|\s(?:and|und|et|y|e|en|и))?\s?(?P<hm>\d{{1,2}})\s?{_MINUTES} )?
      | (?P<m>{_NUMBER}){_RANGE}\s?{_MINUTES}
    ){_AFTER}""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNTED = re.compile(r"[\d½¼¾]")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_FIELD = re.compile(
    r"""(?P<open>[\[(])?(?<![\w-])(?P<key>time|duration|minutes|hours)::[ \t]*
        (?P<value>(?(open)[^\[\]()]*|[^\[\](),;]*))(?(open)[\])])""",
    re.VERBOSE | re.IGNORECASE,
)

_CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?)?"
_TIME = re.compile(
    rf"(?P<from>{_CLOCK}|(?:1\d|2[0-3])\s?h\s?[0-5]\d|(?:1[0-2]|[1-9])\s?[ap]\.?m\.?)(?:\s?(?:uhr|час))?"
    rf"(?:\s?(?:[-–—]|to|bis|until)\s?(?P<to>{_CLOCK})(?:\s?uhr)?)?(?![\w.]*\d|[^\W\d_])",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d{1,2}\.\d{2}(?!\s*uhr)", re.IGNORECASE)
_DAY = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)|(?P<D>\d{1,2})\.\s?(?P<M>\d{1,2})\.\s?(?P<Y>\d{4})(?!\d)"
)
_JUNCTION = re.compile(r"[\s:|,;·•–—*_~-]+|T(?=\d\d:)")
_EMPHASIS = re.compile(r"(?:[*_~=(\s]|\[(?!\[))*")
_SEGMENT = re.compile(r"(?<!\d)[,;+]|[,;+](?!\d)|\s(?:and|und|et|y|и|then|dann)\s")
_MASKED = re.compile(
    r"""!?\[\[[^\[\]]*\]\]|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s"[^"]*")?\)
      | (`+)(?!`).*?(?<!`)\1(?!`) | \$[^\s$](?:[^$]*[^\s$])?\$ | https?://\S+ | <[^<>\s][^<>]*>""",
    re.VERBOSE,
)
_MASK = "\ufffc"
_LATE = frozenset(str(hour) for hour in range(10, 24))  # `14h05` is a time of day
_SHORT = re.compile(r"[~≈]?[\d.,:½¼¾]+\D{1,4}\d*\D{0,4}")


def read_minutes(text: str) -> int | None:
    """The minutes that a text says and nothing else: `45m`, `1h30m`, `2 hours`, `1:30h`; None where it says none."""
    text = text.strip()
    match = _SPAN.fullmatch(text)
    return _whole(_length(match)) if match else None


def read_entry(text: str) -> Reading:
    """What a journal entry says: Markdown on one line, without its list marker and box."""
    day, time, ranged = "", "", None
    text, fields, said = _without_fields(text.strip())
    rest = text
    lead: float | None = None
    whole, phrase, total = "", False, False
    while rest:
        skipped = rest[_EMPHASIS.match(rest).end() :]  # type: ignore[union-attr]
        found = None if day else _leading_day(skipped)
        if found is not None:
            day, skipped = found
        elif lead is None and (span := _leading_span(skipped)) is not None:
            lead, whole = span.minutes, skipped
            skipped = skipped[span.end :]
            phrase = not span.short and re.match(r"\s*\w", skipped) is not None  # `2 hours of reading`
            total = re.match(r"[*_)\]\s]*:", skipped) is not None  # `45m: reading, 30m of it in vain`
        elif not time and (clock := _leading_time(skipped)) is not None:
            time, ranged, skipped = clock
        else:
            break
        rest = _after_junction(skipped)
    time = said or time
    bare = rest if day or time or lead is not None else text
    if fields is not None:
        return Reading(day, time, _whole(fields), bare)
    masked = _MASKED.sub(lambda match: _MASK * len(match[0]), bare)
    spans = _spans(masked)
    if lead is not None:
        more = [] if total else _parts(masked, spans, heads=True)
        return Reading(day, time, _whole(lead + sum(span.minutes for span in more)), whole if more or phrase else bare)
    parts = {*_parts(masked, spans, heads=False), *_parts(masked, spans, heads=True)}
    if len(spans) > 1 and len(parts) == len(spans):
        return Reading(day, time, _whole(sum(span.minutes for span in spans)), bare)
    last = _trailing(masked, spans)
    if last is not None and _whole(last.minutes) is not None:
        cut = re.sub(r"[\s,;:|(\[–—-]+$", "", bare[: last.start])
        return Reading(day, time, _whole(last.minutes), cut + ("" if cut[-1:] in "!?." else _stop(bare, last)))
    plain = [span for span in spans if span.short or _bracketed(masked, span)]
    if len(plain) == 1:
        return Reading(day, time, _whole(plain[0].minutes), bare)
    return Reading(day, time, ranged, bare)


def split_time(text: str) -> tuple[str, str]:
    """The time of day that a text begins with, as `14:05`, and the rest; nothing and the text where it begins so."""
    found = None if _leading_span(text) else _leading_time(text)
    if found is None or found[1] is not None:
        return "", text
    return found[0], _after_junction(found[2])


def read_time(text: str) -> str:
    """The time of day at the beginning of a text as `14:05`, or empty."""
    found = _leading_time(text.strip())
    return found[0] if found else ""


def _without_fields(text: str) -> tuple[str, float | None, str]:
    """The text without fields such as `time:: 45m`, the minutes they say together, and a time of day they say."""
    if "::" not in text:
        return text, None, ""
    total: float | None = None
    time = ""

    def take(match: re.Match[str]) -> str:
        nonlocal total, time
        value, key = match["value"].strip(), match["key"].lower()
        span = _SPAN.match(value)
        if key in ("minutes", "hours") and re.fullmatch(_NUMBER, value):
            minutes = _number(value) * (60 if key == "hours" else 1)
            rest = ""
        elif span is not None:
            minutes, rest = _length(span), value[span.end() :]
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


def _leading_span(text: str) -> _Span | None:
    match = _SPAN.match(text)
    if match is None or (match["tight"] and match["h"] in _LATE) or _whole(_length(match)) is None:
        return None
    return _span(match)


def _leading_time(text: str) -> tuple[str, int | None, str] | None:
    """The time of day at the beginning of a text, the minutes to a second time after it, and what follows."""
    match = _TIME.match(text)
    if match is None or _DOTTED.match(text):
        return None
    begin = _clock(match["from"])
    ranged = None
    if match["to"]:
        ranged = (_clock(match["to"]) - begin) % DAY_MINUTES
    return f"{begin // 60:02}:{begin % 60:02}", ranged, text[match.end() :]


def _clock(text: str) -> int:
    """A time of day in minutes from midnight."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    half = re.search(r"[ap]", text, re.IGNORECASE)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    return hour * 60 + minute


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


def _spans(masked: str) -> list[_Span]:
    found: list[_Span] = []
    if not _COUNTED.search(masked):
        return found
    for match in _SPAN.finditer(masked):
        if not match[0].endswith("M"):  # five million
            found.append(_span(match))
    return found


def _span(match: re.Match[str]) -> _Span:
    short = " " not in match[0] and _SHORT.fullmatch(match[0]) is not None
    return _Span(match.start(), match.end(), _length(match), short)


def _parts(masked: str, spans: list[_Span], *, heads: bool) -> list[_Span]:
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


def _trailing(masked: str, spans: list[_Span]) -> _Span | None:
    """The span at the end, where it is short, in brackets, or stands after a comma, a colon or a dash."""
    if not spans or masked[spans[-1].end :].strip(" .!)]"):
        return None
    last = spans[-1]
    before = masked[: last.start].rstrip()
    apart = before[-1:] in "([,;:|–—" or masked[: last.start].endswith((" - ", " · "))
    return last if not before or apart or last.short else None


def _bracketed(masked: str, span: _Span) -> bool:
    return masked[: span.start].rstrip()[-1:] in ("(", "[") and masked[span.end :].lstrip()[:1] in (")", "]")


def _stop(text: str, last: _Span) -> str:
    """The full stop after a duration that is taken off: it ends the words before it."""
    end = text[last.end :].strip(" )]")
    return end if end in (".", "!") and text[: last.start].rstrip()[-1:] not in "([" else ""


def _length(match: re.Match[str]) -> float:
    """The minutes of a span; of `45-60m` the lower ones, since no more is known to be studied."""
    if match["clock"]:
        return int(match["clock"]) * 60 + int(match["of"])
    if match["m"]:
        return _number(match["m"])
    return _number(match["h"]) * 60 + int(match["tight"] or match["hm"] or 0)


def _number(text: str) -> float:
    fraction = _FRACTIONS.get(text[-1:], 0.0)
    digits = text.rstrip("½¼¾").replace(",", ".")
    return (float(digits) if digits else 0.0) + fraction


def _whole(minutes: float) -> int | None:
    """Whole minutes; None for none and for more than a day has."""
    whole = int(minutes + 0.5)
    return whole if 0 < whole <= DAY_MINUTES else None
