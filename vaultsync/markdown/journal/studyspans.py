"""How long something took, as people write it: `45m`, `1h30`, `1,5 h`, `2x25m`, `half an hour`, `2 Stunden`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vaultsync.markdown.journal.studywords import has_studied, is_at, rested
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words.spanwords import SPANS, plain_digits


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
        r"""(?:an|one)\ hour\ and\ a\ half | one\ and\ a\ half\ hours | (?:anderthalb|eineinhalb)\ stunden
        | une\ heure\ et\ demie | (?:una\ )?hora\ y\ media | (?:uma\ )?hora\ e\ meia | un['’]ora\ e\ mezz[ao]
        | anderhalf\ uur | en\ och\ en\ halv\ timme | półtorej\ godziny | полтора\ часа | [一1](?:个|個)?半小[时時]
        | bir\ buçuk\ saat | μιάμιση\ ώρα | डे(?:ढ़|ढ़)\ घंट[ाे] | ساعة\ ونصف | שעה\ וחצי""",
    ),
    (
        150,
        r"two\ and\ a\ half\ hours | zweieinhalb\ stunden | tweeënhalf\ uur | iki\ buçuk\ saat | dwie\ i\ pół\ godziny",
    ),
    (
        45,
        r"""(?:eine?\ )?dreiviertelstunde | three\ quarters\ of\ an\ hour | trois\ quarts\ d['’]heure
        | (?:tres|3)\ cuartos\ de\ hora | (?:tre|3)\ quarti\ d['’]ora""",
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
        | 半(?:个|個)?小[时時] | 半時間 | yarım\ saat | 반\ ?시간 | μισή\ ώρα | आध[ाे]\ घंट[ाे] | نصف\ ساعة | חצי\ שעה""",
    ),
)
# The same of whole hours, after which minutes may follow.
_HOURS_SPELLED = (
    (
        60,
        r"""(?:an|one)\ hour | eine\ stunde | une\ heure | una\ hora | uma\ hora | un['’]ora | een\ uur | en\ timme
        | 一(?:个|個)?小[时時] | 한\ ?시간 | μ[ίι]α\ ώρα | एक\ घंट[ाे] | ساعة(?:\ واحدة)? | שעה(?:\ אחת)?""",
    ),
    (
        120,
        r"""two\ hours | zwei\ stunden | deux\ heures | dos\ horas | duas\ horas | due\ ore | twee\ uur | два\ часа
        | [二两兩](?:个|個)?小[时時] | 두\ ?시간 | δύο\ ώρες | दो\ घंटे | ساعت(?:ان|ين) | שעתיים""",
    ),
    (
        180,
        r"""three\ hours | drei\ stunden | trois\ heures | tres\ horas | três\ horas | tre\ ore | drie\ uur | три\ часа
        | 三(?:个|個)?小[时時] | 세\ ?시간 | τρεις\ ώρες | तीन\ घंटे | ثلاث\ ساعات | שלוש\ שעות""",
    ),
)
_SAID, _SAID_HOURS = (
    "|".join(f"(?P<said{minutes}>{words})" for minutes, words in spelled) for spelled in (_SPELLED, _HOURS_SPELLED)
)
_HOURS = f"(?:{'|'.join(SPANS['hour'].split())}|stdn?\\.?|or[ae]|uren|hs|timm(?:e|ar)|godz\\.?|ч\\.?|ώρ(?:α|ες)|שעות)"
_MINUTES = (
    f"(?:{'|'.join(SPANS['minute'].split())}|mn|dk\\.?|minuten|minuti|minuut|minuter|minut[yę]?|λεπτ(?:ά|ό)|मिनट|دقائق|دقيقة|דקות"
    "|(?<=\\d\\d)['’′](?!\\w|['’]))"
)
NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?(?:\s?[½¼¾]|\s(?:1/2|1/4|3/4)(?![\d/]))?|(?:1/2|1/4|3/4)(?=\s)|[½¼¾])"
_GAP = r"(?:\s|-(?=(?:minute|min|hour|hr)s?\b))?"  # `45-minute`
_RANGE = rf"(?:\s?[-–—]\s?{NUMBER})?"
# What is counted, not measured: `1 hour 30 pages`. Words that end like a plural, save for subjects (maths, physics).
_THINGS = (
    r"[^\W\d_]{2,}(?<!ic)(?<!th)(?<!ai)(?<!oi)(?<!our)(?<!iqu)s|\w+(?:eaux|aux|eux)|pp?\.?|new|more|seiten?|aufgaben"
    r"|vokabeln|karten|übungen|fragen|wörter|zeilen|folien|lektionen|kapitel|neuen?|pagine|esercizi|parole|domande|righe"
    r"|problemi|bladzijden|oefeningen|woorden|vragen|kaarten|sidor|ord|uppgifter|övningar|страниц|слов|задач"
    r"|упражнений|карточек|вопросов|stron|słów|zadań|ćwiczeń|fiszek|pytań|sayfa|kelime|soru|kart|people|[kc]?m|kg"
)
_ABOUT = (
    r"(?:[~≈]|(?:about|around|approx\.?|ca\.?|circa|etwa|rund|ungefähr|environ|cerca\sde|unos|umas?|около|約|约)(?=\W))"
)
# Not within a word or number, and no rate (`2h/day`) or distance (`2 hours later`).
_BEFORE = r"(?<![\w.,:½¼¾/'’-])"
_AFTER = r"""(?![^\W\d_]|\d|\s?/(?:day|d|week|w|tag|woche)\b|/
    |\s+(?:per|a|pro|al|am|par)\s+(?:day|week|d[ií]a|tag|jour)
    |\s+(?:later|ago|before|after|earlier|late|early|long|sp[äa]ter|fr[üu]her|vorher|nachher|plus\s+tard|m[áa]s\s+tarde
    |depois|mais\s+tarde|dopo|fa|atr[áa]s|sonra|önce)\b)"""
# In scripts without blanks the words go on at once.
_WIDE = r"""(?<![\d.,:½/第十-])(?:
      (?P<wide_h>\d{1,2}(?:\.\d)?)(?:時間|个半?小时|個半?小時|小[时時])
        (?:(?P<wide_half>半)|(?P<wide_hm>[0-5]?\d)(?:分[鐘钟間]?))?
    | (?P<wide_m>\d{1,3})(?:分[鐘钟間]|分(?=[をでほくぐだ勉読学練復])|分(?:(?<=を\d分)|(?<=を\d\d分))(?!の))
    | (?P<wide_said>[半一二两兩三四五六七八九十])[个個]?(?P<wide_more>半)?小[时時]
    )(?:\s?[×x*]\s?(?P<wide_times>[1-9]\d?))?(?![\d/目]|\s?(?:以?[后後]|以?前|以[内內]))"""
_SPAN = regex(
    rf"""{_BEFORE}(?:{_ABOUT}\s?)?(?:(?P<times>\d{{1,2}})\s?[x×*]\s?)?(?:
        (?P<clock>\d{{1,2}}):(?P<of>[0-5]\d)\s?{_HOURS}
      | {_SAID}
      | (?:(?P<h>{NUMBER}){_RANGE}{_GAP}{_HOURS} | {_SAID_HOURS})
        (?: (?P<tight>[0-5]\d)(?![\d.,])(?:\s?{_MINUTES})?
          | (?:\s?[,+&]|\s(?:and|und|et|y|e|en|i|och|и|και|और|و))?\s?(?P<hm>\d{{1,2}})\s?{_MINUTES}(?![^\W\d_])
          | \s(?P<spoken>[0-5]\d)(?=\s?[:,;)\]]\D|\s?[.:;)\]]?\Z|\s(?:de|di|da|do)\s|\sd['’])
          | \s(?P<loose>[0-5]\d)(?![\w.,%€$]|\s?[-–—:x×*/]|\s+(?:{_THINGS})(?!\w))
          | (?P<half>\s(?:et\sdemie?|y\smedia|e\smeia|e\smezz[ao]|i\spół|с\sполовиной))
          | (?P<quarter>\s(?:et\squart|y\scuarto|e\sun\squarto))
          | \s?[-–—]\s?{NUMBER}\s?h(?:[0-5]\d)? )?
      | (?P<m>{NUMBER}){_RANGE}{_GAP}{_MINUTES}
    )(?:\s?[x×*]\s?(?P<over>[1-9]\d?)(?!\w|\s?(?:m|мин)))?{_AFTER} | {_WIDE}""",
    re.VERBOSE | re.IGNORECASE,
)
# What vaultsync writes and most people, too: read without the patterns above, which take long to compile.
_SIMPLE = regex(r"(?:(?P<h>[1-9])h(?:(?P<hm>[0-5]?\d)m)?|(?P<m>[1-9]\d{0,2})m)(?=:[ \t])")
# What every span has in it: a number before the beginning of a unit, or an hour in words.
_COUNTED = regex(
    r"[\d½¼¾][\s-]?(?:h|m|s[ta]|or|uu|ti|g[oi]|ja|ph|d[ka]|['’′]|(?-i:[^\x00-\u024f\u2000-\u206f]))"
    r"|\d:\d\d\s?\D|半|hour|or[ae]|heure|stund|uur|timm|godzin|час|小[时時]|시간|saat|ώρ|घंट|ساع|שע",
    re.IGNORECASE,
)
_IN_ONE_SIGN = {"1/2": "½", "1/4": "¼", "3/4": "¾"}
_CHINESE = {"半": 0.5, "两": 2, "兩": 2} | {digit: n for n, digit in enumerate("一二三四五六七八九十", 1)}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_POMODOROS = regex(
    rf"""(?:(?<=[,;:(–—共])|\A)[\s*_]*(?P<n>\d{{1,2}})\s?[個个]?
    (?:pomodor(?:o|os|i|es)|помидор(?:а|ов|ки|ок)?|помодоро|番茄[钟鐘]|ポモドーロ|🍅)(?![^\W\d_])
    (?:\s?\(?(?:(?P<of>of|de|à|von|di|по|a|je|x|×|@)\s?)?(?P<each>\d{{1,2}})\s?{_MINUTES}
       (?(of)|\s(?:each|cada|chacun|jeweils|each|ciascuno|każdy|каждый)))?
    (?!\s(?:a|per|pro|al|par)\s)""",
    re.VERBOSE | re.IGNORECASE,
)
_POMODORO = 25  # minutes
# What a hundred `m` and more are metres of.
_SPORT = regex(
    r"\s(?:runs?|running|sprints?|dash|hurdles|relay|swim(?:s|ming)?|freestyle|butterfly|backstroke|breaststroke|crawl"
    r"|lauf|sprint|hürden|staffel|schwimmen|kraul|freistil|course|nage|haies|carrera|nado|libres|corsa|nuoto)\b",
    re.IGNORECASE,
)
_NEAR = 40  # letters beside a span that are looked at
_AFTERNOON = frozenset(str(hour) for hour in range(13, 25))  # a bare `14h` is one, too
_LATE = frozenset(str(hour) for hour in range(10, 24))  # `14h05` is a time of day
_SHORT = regex(r"(?:\d{1,2}[x×*])?[~≈]?[\d.,:½¼¾]+\D{1,4}\d*\D{0,4}")


def leading_span(text: str) -> Span | None:
    """The duration that a text begins with; `14h05` is none, nor is `5M`."""
    simple = _SIMPLE.match(text)
    if simple is not None and not rested("", text[simple.end() : simple.end() + _NEAR]):
        minutes = int(simple["h"] or 0) * 60 + int(simple["hm"] or 0) + int(simple["m"] or 0)
        return Span(0, simple.end(), minutes, True)
    match = _SPAN.match(plain_digits(text))
    if match is None or _is_no_time(match):
        return None
    return _span(match)


def whole_span(text: str) -> Span | None:
    """The duration that a text says and nothing else."""
    match = _SPAN.fullmatch(plain_digits(text))
    return _span(match) if match else None


def spans(text: str) -> list[Span]:
    """All durations of a text."""
    if not _COUNTED.search(text):
        return []
    return [_span(match) for match in _SPAN.finditer(plain_digits(text)) if not _is_no_time(match)]


def studied(text: str, span: Span) -> bool:
    """Whether the words before a span say that somebody studied for so long: `read for two hours`."""
    return has_studied(text[max(0, span.start - _NEAR) : span.start])


class Pomodoros(NamedTuple):
    """So many intervals of study, as minutes, and whether the length of one stands beside them."""

    minutes: int
    each: bool


def pomodoros(text: str) -> Pomodoros | None:
    """The pomodoros that a text tells of, at its beginning or at that of a part: `3 pomodoros (25 min each)`."""
    match = _POMODOROS.search(plain_digits(text))
    if match is None:
        return None
    return Pomodoros(int(match["n"]) * int(match["each"] or _POMODORO), match["each"] is not None)


def number(text: str) -> float:
    """The value of what `NUMBER` matches."""
    if "/" in text:
        text = text[:-3] + _IN_ONE_SIGN[text[-3:]]
    fraction = _FRACTIONS.get(text[-1:], 0.0)
    digits = text.rstrip("½¼¾ ").replace(",", ".")
    return (float(digits) if digits else 0.0) + fraction


def _is_no_time(match: re.Match[str]) -> bool:
    """Whether it is five million (`5M`), metres (`100 m run`), a time of day (`à 9h`, `14h30`), or a time of rest."""
    if match[0].endswith("M") or (_beside(match) and match["h"] in _LATE):
        return True
    start, end = match.span()
    before = match.string[max(0, start - _NEAR) : start]
    if (_is_hour(match) and (match["h"] in _AFTERNOON or is_at(before))) or rested(
        before, match.string[end : end + _NEAR]
    ):
        return True
    far = match["m"] and match[0].endswith("m") and number(match["m"]) >= 100
    return bool(far and _SPORT.match(match.string, match.end()))


def _is_hour(match: re.Match[str]) -> bool:
    """Whether it may be a time of day: `9h`, `14 h`."""
    return match["h"] is not None and match[0].removeprefix(match["h"]).strip().casefold() == "h"


def _beside(match: re.Match[str]) -> str:
    """The minutes that stand beside the hours without a word of their own: `1h30`, `1 h 30`, `1 heure 30`."""
    return match["tight"] or match["spoken"] or match["loose"] or ""


def _span(match: re.Match[str]) -> Span:
    bare = re.sub(r"\s?([x×*])\s?", r"\1", match[0])
    return Span(match.start(), match.end(), _length(match), " " not in bare and _SHORT.fullmatch(bare) is not None)


def _length(match: re.Match[str]) -> float:
    """The minutes of a span; of `45-60m` the lower ones, since no more is known to be studied."""
    return int(match["times"] or match["over"] or match["wide_times"] or 1) * _once(match)


def _once(match: re.Match[str]) -> float:
    if match["clock"]:
        return int(match["clock"]) * 60 + int(match["of"])
    if match["m"]:
        return number(match["m"])
    if match["h"] or (hours := _said(match, _HOURS_SPELLED)):
        whole = number(match["h"]) * 60 if match["h"] else hours
        part = 30 if match["half"] else 15 if match["quarter"] else int(_beside(match) or match["hm"] or 0)
        return whole + part
    if match["wide_m"]:
        return int(match["wide_m"])
    if match["wide_said"]:
        return 60 * _CHINESE[match["wide_said"]] + (30 if match["wide_more"] else 0)
    if match["wide_h"]:
        half = 30 if match["wide_half"] or "半小" in match[0] else 0
        return float(match["wide_h"]) * 60 + half + int(match["wide_hm"] or 0)
    return _said(match, _SPELLED)


def _said(match: re.Match[str], spelled: Sequence[tuple[int, str]]) -> int:
    """The minutes of a span that stands there in words; 0 where it is none of these."""
    return next((minutes for minutes, _ in spelled if match[f"said{minutes}"]), 0)
