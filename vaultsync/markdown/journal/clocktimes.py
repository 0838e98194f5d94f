"""Times of day and spans between two of them, as people write them: `14:05`, `2 pm`, `14h-15h30`, `9-11 Uhr`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words.spanwords import plain_digits

DAY_MINUTES = 24 * 60

_CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?)?"
_TIME = regex(
    rf"(?P<from>{_CLOCK}|(?:1\d|2[0-3])\s?h\s?[0-5]\d|(?:1[3-9]|2[0-3])\s?h(?!\w|\s(?:of|de|di|von)\s|\sd['’])|(?:1[0-2]|[1-9])\s?[ap]\.?m\.?"
    r"|(?:1?\d|2[0-3])時(?!間)(?:半|[0-5]?\d分)?)(?:\s?(?:uhr|час))?(?![\w.]*\d|[^\W\d_])",
    re.IGNORECASE,
)
_DOTTED = regex(r"\d{1,2}\.\d{2}(?!\s*uhr)", re.IGNORECASE)
_POINT = (
    r"(?:(?:午[前後]|[上下]午|오[전후])\s?)?(?:[01]?\d|2[0-4])(?:[:.][0-5]\d(?::[0-5]\d)?|\s?h(?![a-z])\s?(?:[0-5]\d)?|[時点](?!間)(?:半|[0-5]?\d分)?"
    r"|시(?!간)(?:\s?반|\s?[0-5]?\d분)?)?(?:\s?[ap]\.?m\.?)?(?:\s?uhr)?"
)
_PREPOSITIONS = ("saat", "von", "from", "de", "das", "desde", "dalle", "tra", "od", "с", "από", "من", "between")
_HALVES = tuple("午上下오")  # of the day
_PERIOD = regex(
    rf"(?:(?P<word>{'|'.join(_PREPOSITIONS)})\s+)?(?P<from>{_POINT})\s?"
    rf"(?:[-–—~〜～→]|(?P<between>to|bis|until|till|à|a|às|ás|hasta|até|alle|do|до|έως|μέχρι|إلى|حتى|से|עד|und|and|e|y)\s|から|到|至"
    rf"|['’]?[dt][ae]n\s)\s?(?P<to>{_POINT})"
    r"(?:まで|\sतक(?!\w)|['’]?y?[ae](?:\skadar)?(?!\w)|(?!(?-i:[^\W\u3040-\u9fff])|[時点分半]))(?![.:]\d|\s?[-–/])",
    re.IGNORECASE,
)
_LED = regex(rf"(?<=\s)(?:{'|'.join(_PREPOSITIONS)})\s+(?=\S*\d)", re.IGNORECASE)
_APART = regex(r"[(\[,;|–—]\s*(?=[^(\[,;|]*\Z)")
_AFTERNOON = regex(r"午後|下午|오후")
_HALF_OF_DAY = regex(r"[ap]\.?m|[午전후]", re.IGNORECASE)
_FIRMLY = regex(r"[:時点시]|[ap]\.?m|uhr", re.IGNORECASE)
_MORNING = 7 * 60  # what is written as hours before it is hours of study: `2-3h`
_LONGEST = 14 * 60  # minutes; nobody studies for longer at a stretch
_NOON = 12 * 60


class Clock(NamedTuple):
    """A time of day as `14:05`, the minutes to a second time after it or None, and where in the text it ends."""

    time: str
    minutes: int | None
    end: int


def leading_period(text: str) -> Clock | None:
    """The span between two times of day that a text begins with."""
    text = plain_digits(text)
    match = _PERIOD.match(text) if _may_be_time(text) else None
    if match is None:
        return None
    word, first, last = match["word"], match["from"], match["to"]
    if (match["between"] or "").lower() in ("a", "à", "do", "e", "y", "and", "und") and not word:
        return None  # `2h and 3h`
    firm = bool(_FIRMLY.search(first) or _FIRMLY.search(last))
    spoken = "h" in last.lower() and ("h" in first.lower() or bool(word))
    if not (firm or spoken):
        return None  # `10.11-12.11` are days, `7-8h` is a duration
    begin, end = minutes_of(first), minutes_of(last)
    if re.search(r"p\.?m", last, re.IGNORECASE) and not re.search(r"[ap]\.?m", first, re.IGNORECASE):
        begin += 720 if begin + 720 < end else 0
    elif _AFTERNOON.match(first) and not re.match(r"\D", last):
        end += 720 if end < begin else 0
    elif begin > end and max(begin, end) < _NOON and not any(map(_HALF_OF_DAY.search, (first, last))):
        end += _NOON  # `10:00-2:00`: by a clock of twelve hours
    minutes = (end - begin) % DAY_MINUTES
    if spoken and not firm and not word and (begin < _MORNING or begin >= end):
        return None
    if not minutes or (not firm and minutes > _LONGEST):
        return None
    return Clock(_written(begin), minutes if minutes <= _LONGEST else None, match.end())


def _may_be_time(text: str) -> bool:
    """Whether a text begins like a time of day: most do not, and the patterns take long to compile."""
    if not text[:1].isdigit():
        return text[:1] in _HALVES or next(iter(text.split(None, 1)), "").casefold() in _PREPOSITIONS
    return text.lstrip("0123456789").lstrip()[:1] not in "mM"


def trailing_period(text: str) -> Clock | None:
    """The span between two times of day that a text ends with, in brackets or apart: `words (14:00-15:30)`."""
    match = _APART.search(text)
    found = leading_period(text[match.end() :]) if match is not None else None
    if match is None or found is None or text[match.end() + found.end :].strip(" .!)]"):
        return None
    return found


def period_after(text: str, goes_before: Callable[[str], bool]) -> Clock | None:
    """The span between two times of day, with a preposition, that a text ends with: `studied from 6pm to 7:15pm`.

    `goes_before` tells whether the words before it lead to one.
    """
    match = _LED.search(text)
    found = leading_period(text[match.start() :]) if match is not None and goes_before(text[: match.start()]) else None
    return found if found and match and not text[match.start() + found.end :].strip(" .!)]") else None


def leading_time(text: str) -> Clock | None:
    """The time of day that a text begins with, and the minutes to a second one after it."""
    text = plain_digits(text)
    period = leading_period(text)
    if period is not None:
        return period
    match = _TIME.match(text) if text[:1].isdigit() else None
    if match is None or _DOTTED.match(text):
        return None
    return Clock(_written(minutes_of(match["from"])), None, match.end())


def minutes_of(text: str) -> int:
    """A time of day in minutes from midnight."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 30 if text[-1] in "半반" else 0
    half = re.search(r"([ap])\.?m", text, re.IGNORECASE)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    elif hour < 12 and _AFTERNOON.match(text):
        hour += 12
    return hour * 60 + minute


def _written(minutes: int) -> str:
    minutes %= DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"
