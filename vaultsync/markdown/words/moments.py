"""Dates as moment.js formats them (https://momentjs.com/docs/#/displaying/format/): Obsidian's names of daily notes.

Names of months and weekdays are in English where they are written, in several languages where they are read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache, lru_cache

from vaultsync.markdown.patterns import regex

_TOKEN = regex(
    r"\[([^\[\]]*)\]|YYYYYY|YYYYY|YYYY|YY|Y|Qo|Q|MMMM|MMM|MM|Mo|M|DDDD|DDDo|DDD|DD|Do|D|dddd|ddd|dd|do|d|E|e|"
    r"ww|wo|w|WW|Wo|W|GGGGG|GGGG|GG|ggggg|gggg|gg|HH|H|hh|h|kk|k|mm|m|ss|s|S{1,9}|A|a|X|x|ZZ|Z|LTS|LT|LLLL|LLL|LL|L|"
    r"llll|lll|ll|l|\\(.)"
)
_PLACEHOLDER = regex(r"\{\{\s*(date|time|title)\s*(?::([^{}]*?))?\s*\}\}", re.IGNORECASE)
_LONG = {
    "LT": "h:mm A",
    "LTS": "h:mm:ss A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru of": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
}
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH_OF = {name.casefold(): n for names in _MONTHS.values() for n, name in enumerate(names.split(), 1)}


def written(form: str, when: datetime.datetime) -> str:
    """A moment as this format writes it, in English; what is no token stays as it is."""

    def token(match: re.Match[str]) -> str:
        if match[1] is not None or match[2] is not None:
            return match[1] if match[1] is not None else match[2]
        if match[0] in _LONG:
            return written(_LONG[match[0]], when)
        return _written(match[0], when)

    return _TOKEN.sub(token, form)


def fill(template: str, title: str, when: datetime.datetime, date_form: str, time_form: str) -> str:
    """A template as Obsidian fills it: `{{title}}`, `{{date}}`, `{{time}}`, the last two also with a format.

    What else stands in braces is left for others, as it is.
    """

    def value(match: re.Match[str]) -> str:
        what, form = match[1].lower(), match[2]
        if what == "title":
            return title
        return written(form if form else date_form if what == "date" else time_form, when)

    return _PLACEHOLDER.sub(value, template)


def _written(token: str, when: datetime.datetime) -> str:
    year, week, weekday = when.isocalendar()
    local_year, local_week = _local_week(when.date())
    number = when.timetuple().tm_yday
    offset = when.strftime("%z") or "+0000"
    hour = when.hour % 12 or 12
    values: dict[str, int | str] = {
        "YYYY": f"{when.year:04}",
        "YYYYY": f"{when.year:05}",
        "YYYYYY": f"{when.year:+07}",
        "YY": f"{when.year % 100:02}",
        "Y": when.year,
        "Q": (when.month + 2) // 3,
        "MMMM": _month(when.month),
        "MMM": _month(when.month)[:3],
        "MM": f"{when.month:02}",
        "M": when.month,
        "DDDD": f"{number:03}",
        "DDD": number,
        "DD": f"{when.day:02}",
        "D": when.day,
        "dddd": _DAYS[weekday - 1],
        "ddd": _DAYS[weekday - 1][:3],
        "dd": _DAYS[weekday - 1][:2],
        "d": weekday % 7,
        "e": weekday % 7,
        "E": weekday,
        "w": local_week,
        "ww": f"{local_week:02}",
        "W": week,
        "WW": f"{week:02}",
        "gggg": f"{local_year:04}",
        "ggggg": f"{local_year:05}",
        "gg": f"{local_year % 100:02}",
        "GGGG": f"{year:04}",
        "GGGGG": f"{year:05}",
        "GG": f"{year % 100:02}",
        "HH": f"{when.hour:02}",
        "H": when.hour,
        "hh": f"{hour:02}",
        "h": hour,
        "kk": f"{when.hour or 24:02}",
        "k": when.hour or 24,
        "mm": f"{when.minute:02}",
        "m": when.minute,
        "ss": f"{when.second:02}",
        "s": when.second,
        "A": "AM" if when.hour < 12 else "PM",
        "a": "am" if when.hour < 12 else "pm",
        "Z": f"{offset[:3]}:{offset[3:5]}",
        "ZZ": offset[:5],
    }
    if token in ("X", "x"):
        return str(int(when.timestamp() * (1 if token == "X" else 1000)))
    if token[0] == "S":
        return f"{when.microsecond:06}000"[: len(token)]
    if token.endswith("o") and token != "o":
        return _ordinal(int(values[token[:-1]]))
    return str(values[token])


def _month(number: int) -> str:
    return _MONTHS["en"].split()[number - 1]


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _local_week(day: datetime.date) -> tuple[int, int]:
    """Year and week as moment counts them in English: weeks begin on Sunday, the first holds 1 January."""
    sunday = day - datetime.timedelta(days=day.isoweekday() % 7)
    year = (sunday + datetime.timedelta(days=6)).year
    first = datetime.date(year, 1, 1)
    start = first - datetime.timedelta(days=first.isoweekday() % 7)
    return year, (sunday - start).days // 7 + 1


# What a token looks like where it is read, and which part of the date it says.
_READ = {
    "YYYY": (r"\d{4}", "year"),
    "Y": (r"\d{4}", "year"),
    "YY": (r"\d{2}", "short"),
    "MM": (r"\d{2}", "month"),
    "M": (r"\d{1,2}", "month"),
    "Mo": (r"\d{1,2}[^\W\d]{2}", "month"),
    "MMMM": (r"[^\W_]+", "name"),
    "MMM": (r"[^\W_]+\.?", "name"),
    "DD": (r"\d{2}", "day"),
    "D": (r"\d{1,2}", "day"),
    "Do": (r"\d{1,2}[^\W\d]*\.?", "day"),
    "DDDD": (r"\d{3}", "number"),
    "DDD": (r"\d{1,3}", "number"),
    "GGGG": (r"\d{4}", "iso year"),
    "WW": (r"\d{2}", "iso week"),
    "W": (r"\d{1,2}", "iso week"),
    "E": (r"[1-7]", "iso day"),
}
_WORDS = {"dddd": r"[^\d/]+?", "ddd": r"[^\d/]+?", "dd": r"[^\d/]+?", "A": "[^/]{2}", "a": "[^/]{2}"}


@cache
def reader(form: str) -> Callable[[str], str]:
    """A function that gives the ISO day of a name written in this format; nothing where it is none, or says no day."""
    for _ in range(2):
        form = re.sub(r"\[[^\[\]]*\]|L{1,4}T?S?|l{1,4}", lambda match: _LONG.get(match[0], match[0]), form)
    pattern, parts, at = "", [], 0
    for match in _TOKEN.finditer(form):
        pattern += re.escape(form[at : match.start()])
        at = match.end()
        if match[1] is not None or match[2] is not None:
            pattern += re.escape(match[1] if match[1] is not None else match[2])
        elif match[0] in _READ:
            shape, part = _READ[match[0]]
            pattern += f"({shape})"
            parts.append(part)
        else:
            pattern += f"(?:{_WORDS.get(match[0], '[+-]?[0-9:]+(?:st|nd|rd|th)?')})"
    compiled = re.compile(pattern + re.escape(form[at:]), re.IGNORECASE)

    @lru_cache(maxsize=1 << 12)  # every daily note is asked for its day several times
    def read(name: str) -> str:
        found = compiled.fullmatch(name)
        if found is None:
            return ""
        said: dict[str, int] = {}
        for part, value in zip(parts, found.groups(), strict=True):
            number = month_of(value) if part == "name" else int(re.match(r"\d+", value)[0])  # type: ignore[index]
            key = "month" if part == "name" else part
            if said.setdefault(key, number) != number:
                return ""
        return _day(said)

    return read


def _day(said: dict[str, int]) -> str:
    """The ISO day that the parts of a date make, or nothing."""
    year = said.get("year", 2000 + said["short"] if "short" in said else -1)
    try:
        if year >= 0 and "month" in said and "day" in said:
            return datetime.date(year, said["month"], said["day"]).isoformat()
        if year >= 0 and "number" in said:
            return (datetime.date(year, 1, 1) + datetime.timedelta(days=said["number"] - 1)).isoformat()
        if {"iso year", "iso week", "iso day"} <= said.keys():
            return datetime.date.fromisocalendar(said["iso year"], said["iso week"], said["iso day"]).isoformat()
    except (ValueError, OverflowError):
        pass
    return ""


def month_of(name: str) -> int:
    """The number of the month of this name, whole or cut to three letters or more, in many languages; 0 for none."""
    key = name.casefold().rstrip(".")
    if key in _MONTH_OF:
        return _MONTH_OF[key]
    months = {number for known, number in _MONTH_OF.items() if len(key) >= 3 and known.startswith(key)}
    return months.pop() if len(months) == 1 else 0
