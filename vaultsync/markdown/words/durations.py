"""Spans of time as people write them: `6-8 weeks`, `3–4 weeks`, `5-6 hours`, `2週間`, `Ongoing`."""

from __future__ import annotations

import re

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels, vocabulary
from vaultsync.markdown.words.spanwords import SPANS
from vaultsync.models.outline import Duration

_WEEKS_PER_MONTH = 52 / 12
_WEEKS_OF = {"day": 1 / 7, "week": 1.0, "month": _WEEKS_PER_MONTH}
_NAMES = ("minute", "hour", "day", "week", "month", "quarter", "year")
# A pattern of unit words, what it is a unit of, and how much of that: a week is 7 days.
_UNITS = [
    ("|".join(SPANS[name].split()), unit, factor)
    for name, unit, factor in (
        ("minute", "hours", 1 / 60),
        ("hour", "hours", 1.0),
        ("day", "weeks", 1 / 7),
        ("week", "weeks", 1.0),
        ("month", "weeks", _WEEKS_PER_MONTH),
        ("quarter", "weeks", 13.0),
        ("year", "weeks", 52.0),
    )
]
_WORD = "|".join(f"(?P<u{n}>{pattern})" for n, (pattern, _, _) in enumerate(_UNITS))
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|(?<!\w)(?:{'|'.join(vocabulary.NUMBERS)}))"
_SPAN = regex(
    rf"(?P<about>(?:~|≈|about|approx\.?|around|ca\.?|约|約)\s*)?"
    rf"(?P<low>{_NUMBER})\s*(?:\+|plus)?\s*(?:(?:-|–|—|−|~|〜|～|to|bis|à|a|до)\s*(?P<high>{_NUMBER})\s*\+?)?"
    rf"[\s-]*(?:{_WORD})(?![^\W\d_])",
    re.IGNORECASE,
)
_PLACES = {
    word: unit
    for unit in ("day", "week", "month")
    for word in vocabulary.STEPS[unit].split()
    if word not in ("sprint", "iteration")
}
_TURNS = {word: unit for unit in ("day", "week", "month") for word in vocabulary.ORDINAL_STEPS[unit].split()}
_TO = r"\s*(?:-|–|—|−|~|〜|～|to|through|bis|à|au|a|до|&|and|und|y|et|и)\s*"
_COUNT = r"\d{1,3}|[一二三四五六七八九十]"


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# `Months 5-6`, `Month 5 to Month 6`, `Semaine 3`; `第3-4周`; `3. Woche`, `3주차`, `2-я неделя`, `3rd month`.
_PLACE = regex(
    rf"(?:^|(?<=[,;:|(·–—]))\s*(?:in |during |from )?(?:"
    rf"(?P<word>{_any_of(_PLACES)})\s*[#.]?\s*(?P<low>\d{{1,3}})(?:{_TO}(?:(?:{_any_of(_PLACES)})\s*)?(?P<high>\d{{1,3}}))?"
    rf"|第\s*(?P<low2>{_COUNT})(?:{_TO}第?\s*(?P<high2>{_COUNT}))?\s*[个個]?(?P<word2>周|週|月|天|日)"
    rf"|(?P<low3>\d{{1,3}})(?:\.?{_TO}(?P<high3>\d{{1,3}}))?\s*(?:"
    rf"(?P<word3>주차|週目|개월차|[ヶかカ]月目|일차|日目)"
    rf"|(?:\.|st|nd|rd|th|er|ère|e|º|ª|-?(?:ая|ый|я|й))\s*(?P<word4>{_any_of(_PLACES)}))"
    rf")(?!\w)",
    re.IGNORECASE,
)
_DIGITS = "一二三四五六七八九十"
_ONGOING = regex(
    r"\b(?:ongoing|on-going|continuous(?:ly)?|concurrent|throughout|continuo|cont[ií]nuo|laufend|fortlaufend|"
    r"en continu|doorlopend)\b|继续|持续|継続|постоянно",
    re.IGNORECASE,
)
_RATE = regex(
    r"^\s*(?:(?:/|per|a|an|each|every|por|pro|par)\s*(?:day|week|month|night|session|d[ií]a|semana|tag|woche|jour)|"
    r"daily|weekly|/)",
    re.IGNORECASE,
)
_SIGNS = "⏱⏰⌛⏳⏲⌚🕰🗓📅📆" + "".join(map(chr, range(0x1F550, 0x1F568)))  # clocks and calendars
# What may stand beside a span in a text that says nothing else: `(Optional: 1-2 weeks)`, `~200 hours total`.
_FILLER = regex(
    rf"^(?:[\s,;:.+*_()\[\]（）~≈/–—{_SIGNS}\ufe0f-]|about|approx\.?|approximately|around|roughly|estimated|total|in|all|over|and|or|then|"
    r"then continue|continue|ongoing|concurrent|suggested|of study|minimum|max|min|at least|up to|of|plus|time|"
    r"full[- ]time|part[- ]time)*$",
    re.IGNORECASE,
)


def read_duration(text: str) -> Duration | None:
    """The span that `text` says and nothing else, as in a label's value or a table's cell.

    Returns None where other words stand beside it (a title, a sentence) and for rates (`2 hours a day`).
    Weeks and hours are inclusive ranges; days and months become weeks, minutes hours.
    """
    text = " ".join(text.split()).strip(f"{_SIGNS}\ufe0f ")
    if not text or len(text) > 60:
        return None
    place = _place_in(text)
    said, text = text, f"{text[: place[1]]} {text[place[2] :]}" if place else text
    spans: list[re.Match[str]] = []
    rest, end = "", 0
    for match in _SPAN.finditer(text):
        rate = _RATE.match(text[match.end() :])
        rest += text[end : match.start()] + " "
        end = match.end() + (rate.end() if rate else 0)
        if not rate:
            spans.append(match)
    rest = _ONGOING.sub(" ", rest + text[end:])
    ongoing = bool(_ONGOING.search(text))
    if not _FILLER.match(rest) or not (spans or ongoing or place):
        return None
    weeks = _range(spans, "weeks")
    if place and weeks is None:
        unit, first, last = place[0]
        length = _round((last - first + 1) * _WEEKS_OF[unit])
        weeks = (length, length)
    return Duration(said, weeks=weeks, hours=_range(spans, "hours"), ongoing=ongoing)


def place_in(text: str) -> tuple[str, int, int] | None:
    """The place in the calendar that a duration's words say: unit (day, week, month), first and last number.

    `Months 5-6` → month, 5, 6; None where they say none, as `2 months` does.
    """
    found = _place_in(" ".join(text.split()))
    return found[0] if found else None


def _place_in(text: str) -> tuple[tuple[str, int, int], int, int] | None:
    """The first place in the calendar that a text says, and where its words begin and end."""
    match = _PLACE.search(text)
    if match is None:
        return None
    word = (match["word"] or match["word2"] or match["word3"] or match["word4"]).lower()
    low = match["low"] or match["low2"] or match["low3"]
    first = _count(low)
    last = _count(match["high"] or match["high2"] or match["high3"] or low)
    unit = _PLACES.get(word) or _TURNS[word]
    return ((unit, first, last), match.start(), match.end()) if first <= last <= first + 99 else None


def _count(number: str) -> int:
    return int(number) if number.isdecimal() else _DIGITS.index(number) + 1


def _range(spans: list[re.Match[str]], wanted: str) -> tuple[float, float] | None:
    """The first span of this kind, with what is added to it: `1 hour 30 minutes`."""
    total: tuple[float, float] | None = None
    last = 0.0
    end = 0
    for match in spans:
        index = next(n for n in range(len(_UNITS)) if match[f"u{n}"])
        _, unit, factor = _UNITS[index]
        if unit != wanted:
            continue
        low, high = _value(match["low"]), _value(match["high"] or match["low"])
        if high < low:
            low, high = high, low
        if total is None:
            total = (low * factor, high * factor)
        elif factor < last and match.string[end : match.start()].strip(" ,+") in ("", "and", "und", "y", "et"):
            total = (total[0] + low * factor, total[1] + high * factor)
        else:
            break
        last, end = factor, match.end()
    return (_round(total[0]), _round(total[1])) if total else None


def _value(number: str) -> float:
    word = vocabulary.NUMBERS.get(number.lower())
    return float(number.replace(",", ".")) if word is None else float(word)


def _round(value: float) -> float:
    return round(value, 2)


def leading_span(text: str) -> tuple[float, str] | None:
    """The span that a text begins with, as number and unit (day, week, month, year): `3-Month Goal`. Of two the higher.

    None for a text that begins otherwise, and for hours.
    """
    match = _SPAN.match(text)
    if match is None:
        return None
    unit = next(name for n, name in enumerate(_NAMES) if match[f"u{n}"])
    number = _value(match["high"] or match["low"])
    if unit == "quarter":
        return 3 * number, "month"
    return (number, unit) if unit in ("day", "week", "month", "year") else None


def without_spans(text: str) -> str:
    """A text without the spans and places in the calendar that it says."""
    place = _place_in(text)
    return _SPAN.sub(" ", f"{text[: place[1]]} {text[place[2] :]}" if place else text)


def begins_with_span(text: str) -> bool:
    """Whether a text begins with a span: `2 weeks of Python`."""
    return bool(_SPAN.match(text))


_NEAR_END = 200  # characters in which the span of a title is looked for
_TRAILING = regex(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]\s*(:?)\s*$")
_CLOSING = (")", "]", "）")
_SEPARATORS = frozenset(f"–—|-·•~≈{_SIGNS}")
_SEPARATOR = regex(rf"\s+(?:[–—|·•-]\s+|[{_SIGNS}]\ufe0f?\s*|(?=[~≈]))")
_GOES_ON = regex(
    r"(?:^|\s)(?:in|within|for|under|of|about|after|to|and|or|en|dans|pendant|con|durante|em|por|unter|für|nach|tra|per|di|через|за)$",
    re.IGNORECASE,
)
_PARTS = regex(r"\s+[–—|-]\s+")
_MAY_STATE = regex(r"\d")


def split_duration(title: str) -> tuple[str, Duration | None]:
    """A heading without the span at its end, and that span.

    `Linear Algebra (3-4 weeks)` → `Linear Algebra`; `Foundation (Optional: 1-2 weeks)` →
    `Foundation (Optional)`; `JavaScript – 5-7 months` → `JavaScript`. A span that is part of the title's
    words (`PyTorch in 60 Minutes`) stays.
    """
    head, title = title[:-_NEAR_END], title[-_NEAR_END:]
    rest, duration = _split(title, bool(head))
    return head + rest, duration


def _split(title: str, more: bool) -> tuple[str, Duration | None]:
    """`split_duration` of a short title; `more` tells that words stand before it."""
    found = _split_span(title, more)
    place = place_in(found[1].text) if found[1] else None
    step = labels.step(found[0]) if place and place[1] == place[2] else None
    return (title, None) if step and step[0] in _WEEKS_OF else found  # `Week 3 - Day 1` is a name


def _split_span(title: str, more: bool) -> tuple[str, Duration | None]:
    match = _TRAILING.search(title) if title.rstrip(" \t:")[-1:] in _CLOSING else None
    if match and (match.start() > 0 or more):
        inner, colon = match.group(1), match.group(2)
        duration = read_duration(inner)
        if duration:
            return title[: match.start()] + colon, duration
        head, separator, tail = (
            re.split(r"([:：,;])", inner, maxsplit=1) if re.search(r"[:：,;]", inner) else (inner, "", "")
        )
        duration = read_duration(tail) if separator else None
        if duration:
            return f"{title[: match.start()]} ({head.strip()}){colon}", duration
    for match in () if _SEPARATORS.isdisjoint(title) else _SEPARATOR.finditer(title):
        head = title[: match.start()]
        named = more or any(char.isalpha() for char in head)  # else `1 - 2 weeks`
        if named and not goes_on(head) and (duration := read_duration(title[match.end() :])):
            return head, duration
    return title, None


def goes_on(words: str) -> bool:
    """Whether a span behind these words would be part of the sentence: `Git in`."""
    return bool(_GOES_ON.search(words.rstrip()))


def stated_hours(text: str) -> float | None:
    """The hours that a task says it takes, the middle of a range: `(1-2 hours)` at its end, or in a part of its own.

    Such a part is `– 30 min`, `– Duration: 5h`, or `– Hours: 5` as a column of a table has it. None where it says none.
    """
    said = [split_duration(text)[1]] if _MAY_STATE.search(text) else []
    for part in _PARTS.split(text)[1:]:
        label, colon, value = part.rpartition(":")
        said += [read_duration(value if colon else part), read_duration(f"{value} {label}") if colon else None]
    hours = next((one.hours for one in said if one is not None and one.hours is not None), None)
    return sum(hours) / 2 if hours else None
