"""How long something took, as people write it: `45m`, `1h30`, `1,5 h`, `2x25m`, `half an hour`, `2 Stunden`."""

from __future__ import annotations

import re
from typing import NamedTuple

from vaultsync.markdown import vocabulary
from vaultsync.markdown.patterns import regex


class Span(NamedTuple):
    """A duration in a text: `text[start:end]`, its minutes, and whether its form is short (`45m`, not `45 minutes`)."""

    start: int
    end: int
    minutes: float
    short: bool


# Spans in words, several languages side by side: minutes → how they begin an entry.
_SPELLED = (
    (
        90,
        r"""(?:an|one)\ hour\ and\ a\ half | (?:anderthalb|eineinhalb)\ stunden | une\ heure\ et\ demie
        | (?:una\ )?hora\ y\ media | (?:uma\ )?hora\ e\ meia | un['’]ora\ e\ mezz[ao] | anderhalf\ uur
        | en\ och\ en\ halv\ timme | półtorej\ godziny | полтора\ часа | [一1](?:个|個)?半小[时時]""",
    ),
    (
        45,
        r"""(?:eine?\ )?dreiviertelstunde | three\ quarters\ of\ an\ hour | trois\ quarts\ d['’]heure
        | tres\ cuartos\ de\ hora | tre\ quarti\ d['’]ora""",
    ),
    (
        15,
        r"""(?:eine\ )?viertelstunde | a\ quarter\ of\ an\ hour | un\ quart\ d['’]heure | un\ cuarto\ de\ hora
        | un\ quarto\ d['’]ora""",
    ),
    (
        30,
        r"""(?:eine\ )?halbe\ stunde | half\ an\ hour | a\ half[ -]hour | (?:une\ )?demi-?\ ?heure | media\ hora
        | meia\ hora | mezz['’]\ ?ora | (?:een\ )?half\ uur | en\ halvtimme | pół\ godziny | полчаса
        | 半(?:个|個)?小[时時] | yarım\ saat | 반\ ?시간""",
    ),
    (
        60,
        r"""(?:an|one)\ hour | eine\ stunde | une\ heure | una\ hora | uma\ hora | un['’]ora | een\ uur | en\ timme
        | 一(?:个|個)?小[时時] | 한\ ?시간""",
    ),
    (
        120,
        r"""two\ hours | zwei\ stunden | deux\ heures | dos\ horas | duas\ horas | due\ ore | twee\ uur | два\ часа
        | [二两兩](?:个|個)?小[时時] | 두\ ?시간""",
    ),
    (
        180,
        r"""three\ hours | drei\ stunden | trois\ heures | tres\ horas | três\ horas | tre\ ore | drie\ uur | три\ часа
        | 三(?:个|個)?小[时時] | 세\ ?시간""",
    ),
)
_SAID = "|".join(f"(?P<said{minutes}>{words})" for minutes, words in _SPELLED)
_HOURS = f"(?:{'|'.join(vocabulary.SPANS['hour'].split())}|stdn?\\.?|or[ae]|uren|timm(?:e|ar)|godz\\.?|ч\\.?)"
_MINUTES = (
    f"(?:{'|'.join(vocabulary.SPANS['minute'].split())}|minuten|minuti|minuut|minuter|(?<=\\d\\d)['’′](?!\\w|['’]))"
)
NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?(?:\s?[½¼¾])?|[½¼¾])"
_RANGE = rf"(?:\s?[-–—]\s?{NUMBER})?"
_ABOUT = (
    r"(?:[~≈]|(?:about|around|approx\.?|ca\.?|circa|etwa|rund|ungefähr|environ|cerca\sde|unos|umas?|около|約|约)(?=\W))"
)
# Not within a word or number, and no rate (`2h/day`) or distance (`2 hours later`).
_BEFORE = r"(?<![\w.,:½¼¾/'’-])"
_AFTER = r"""(?![^\W\d_]|\d|\s?/(?:day|d|week|w|tag|woche)\b|/
    |\s+(?:per|a|pro|al|am|par)\s+(?:day|week|d[ií]a|tag|jour)
    |\s+(?:later|ago|before|after|earlier|late|early|long|sp[äa]ter|fr[üu]her|vorher|nachher|plus\s+tard|m[áa]s\s+tarde
    |depois|mais\s+tarde|dopo|fa|atr[áa]s)\b)"""
# In scripts without blanks the words go on at once.
_WIDE = r"""(?<![\d.,:½/第-])(?:
      (?P<wide_h>\d{1,2}(?:\.\d)?)(?:時間|个半?小时|個半?小時|小[时時])
        (?:(?P<wide_half>半)|(?P<wide_hm>[0-5]?\d)(?:分[鐘钟間]?))?
    | (?P<wide_m>\d{1,3})(?:分[鐘钟間]|分(?=[をでほくぐだ勉読学練復]))
    )(?![\d/目])"""
_SPAN = regex(
    rf"""{_BEFORE}(?:{_ABOUT}\s?)?(?:(?P<times>\d{{1,2}})\s?[x×*]\s?)?(?:
        (?P<clock>\d{{1,2}}):(?P<of>[0-5]\d)\s?{_HOURS}
      | (?P<h>{NUMBER}){_RANGE}\s?{_HOURS}
        (?: (?P<tight>[0-5]\d)(?![\d.,])(?:\s?{_MINUTES})?
          | (?:\s?,|\s?\+|\s(?:and|und|et|y|e|en|и))?\s?(?P<hm>\d{{1,2}})\s?{_MINUTES}
          | \s?[-–—]\s?{NUMBER}\s?h(?:[0-5]\d)? )?
      | (?P<m>{NUMBER}){_RANGE}\s?{_MINUTES}
      | {_SAID}
    ){_AFTER} | {_WIDE}""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNTED = regex(r"[\d½¼¾]|" + "|".join(f"(?:{words})" for _, words in _SPELLED), re.VERBOSE | re.IGNORECASE)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_LATE = frozenset(str(hour) for hour in range(10, 24))  # `14h05` is a time of day
_SHORT = regex(r"(?:\d{1,2}[x×*])?[~≈]?[\d.,:½¼¾]+\D{1,4}\d*\D{0,4}")


def leading_span(text: str) -> Span | None:
    """The duration that a text begins with; `14h05` is none, nor is `5M`."""
    match = _SPAN.match(text)
    if match is None or (match["tight"] and match["h"] in _LATE) or match[0].endswith("M"):
        return None
    return _span(match)


def whole_span(text: str) -> Span | None:
    """The duration that a text says and nothing else."""
    match = _SPAN.fullmatch(text)
    return _span(match) if match else None


def spans(text: str) -> list[Span]:
    """All durations of a text."""
    if not _COUNTED.search(text):
        return []
    return [_span(match) for match in _SPAN.finditer(text) if not match[0].endswith("M")]  # five million


def number(text: str) -> float:
    """The value of what `NUMBER` matches."""
    fraction = _FRACTIONS.get(text[-1:], 0.0)
    digits = text.rstrip("½¼¾ ").replace(",", ".")
    return (float(digits) if digits else 0.0) + fraction


def _span(match: re.Match[str]) -> Span:
    bare = re.sub(r"\s?([x×*])\s?", r"\1", match[0])
    return Span(match.start(), match.end(), _length(match), " " not in bare and _SHORT.fullmatch(bare) is not None)


def _length(match: re.Match[str]) -> float:
    """The minutes of a span; of `45-60m` the lower ones, since no more is known to be studied."""
    return int(match["times"] or 1) * _once(match)


def _once(match: re.Match[str]) -> float:
    if match["clock"]:
        return int(match["clock"]) * 60 + int(match["of"])
    if match["m"]:
        return number(match["m"])
    if match["h"]:
        return number(match["h"]) * 60 + int(match["tight"] or match["hm"] or 0)
    if match["wide_m"]:
        return int(match["wide_m"])
    if match["wide_h"]:
        half = 30 if match["wide_half"] or "半小" in match[0] else 0
        return float(match["wide_h"]) * 60 + half + int(match["wide_hm"] or 0)
    return next(minutes for minutes, _ in _SPELLED if match[f"said{minutes}"])
