"""Spans of time as people write them: `6-8 weeks`, `3–4 weeks`, `5-6 hours`, `2週間`, `Ongoing`."""

from __future__ import annotations

import re

from vaultsync.models.outline import Duration

# Unit words → (unit, how many of it in a week or hour). A week is 7 days, a month 52/12 weeks.
_WEEKS_PER_MONTH = 52 / 12
_UNITS: tuple[tuple[str, str, float], ...] = (
    (r"minutes?|mins?\.?|minutos?|minuten|分钟|分間|分", "hours", 1 / 60),
    (r"hours?|hrs?\.?|horas?|heures?|stunden?|std\.?|ore|uur|小时|時間|час(?:ов|а)?", "hours", 1.0),
    (r"days?|d[ií]as?|jours?|tagen?|tage?|giorni?|dagen|日間|天|日|дн(?:ей|я)|день", "weeks", 1 / 7),
    (r"weeks?|wks?\.?|semanas?|semaines?|wochen?|settiman[ae]|weken|周|週間|週|недел[яьи]", "weeks", 1.0),
    (
        r"months?|mos?\.|m[eê]s(?:es)?|mois|monaten?|monate?|mes[ei]|maanden?|个月|か月|ヶ月|カ月|месяц(?:ев|а)?",
        "weeks",
        _WEEKS_PER_MONTH,
    ),
    (r"quarters?|trimestres?|quartale?", "weeks", 13.0),
    (r"years?|yrs?\.?|años?|anos?|ans?|jahren?|jahre?|ann[oi]|年", "weeks", 52.0),
)
_WORD = "|".join(f"(?P<u{n}>{pattern})" for n, (pattern, _, _) in enumerate(_UNITS))
_NUMBER = r"\d+(?:[.,]\d+)?"
_SPAN = re.compile(
    rf"(?P<about>(?:~|≈|about|approx\.?|around|ca\.?|约|約)\s*)?"
    rf"(?P<low>{_NUMBER})\s*(?:\+|plus)?\s*(?:(?:-|–|—|−|~|〜|～|to|bis|à|a|до)\s*(?P<high>{_NUMBER})\s*\+?)?"
    rf"[\s-]*(?:{_WORD})(?![^\W\d_])",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?P<unit>months?|weeks?|days?|mes(?:es)?|semanas?|monate?|wochen?)\s*(?P<low>\d+)\s*(?:-|–|—|to)\s*(?P<high>\d+)",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:ongoing|on-going|continuous(?:ly)?|concurrent|throughout|continuo|cont[ií]nuo|laufend|fortlaufend|"
    r"en continu|doorlopend)\b|继续|持续|継続|постоянно",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"^\s*(?:(?:/|per|a|an|each|every|por|pro|par)\s*(?:day|week|month|night|session|d[ií]a|semana|tag|woche|jour)|"
    r"daily|weekly|/)",
    re.IGNORECASE,
)
# What may stand beside a span in a text that says nothing else: `(Optional: 1-2 weeks)`, `~200 hours total`.
_FILLER = re.compile(
    r"^(?:[\s,;:.+*_()\[\]（）~≈/–—-]|about|approx\.?|approximately|around|roughly|estimated|total|in|all|over|and|or|then|"
    r"then continue|continue|ongoing|concurrent|suggested|of study|minimum|max|min|at least|up to|of|plus|time|"
    r"full[- ]time|part[- ]time)*$",
    re.IGNORECASE,
)


def read_duration(text: str) -> Duration | None:
    """The span that `text` says and nothing else, as in a label's value or a table's cell.

    Returns None where other words stand beside it (a title, a sentence) and for rates (`2 hours a day`).
    Weeks and hours are inclusive ranges; days and months become weeks, minutes hours.
    """
    text = " ".join(text.split())
    if not text or len(text) > 60:
        return None
    spans = [match for match in _SPAN.finditer(text) if not _RATE.match(text[match.end() :])]
    rest = _ONGOING.sub(" ", _SPAN.sub(" ", text))
    calendar = _CALENDAR.fullmatch(text)
    if calendar:
        low, high = int(calendar["low"]), int(calendar["high"])
        weeks = (high - low + 1) * _calendar_weeks(calendar["unit"])
        return Duration(text, weeks=(weeks, weeks)) if high >= low else None
    ongoing = bool(_ONGOING.search(text))
    if not _FILLER.match(rest) or (not spans and not ongoing) or len(spans) < len(_SPAN.findall(text)):
        return None
    return Duration(text, weeks=_range(spans, "weeks"), hours=_range(spans, "hours"), ongoing=ongoing)


def _calendar_weeks(unit: str) -> float:
    first = unit[0].lower()
    if first == "d":
        return 1 / 7
    return 1.0 if first in "ws" else round(_WEEKS_PER_MONTH, 2)


def _range(spans: list[re.Match[str]], wanted: str) -> tuple[float, float] | None:
    for match in spans:
        index = next(n for n in range(len(_UNITS)) if match[f"u{n}"])
        _, unit, factor = _UNITS[index]
        if unit != wanted:
            continue
        low = float(match["low"].replace(",", "."))
        high = float((match["high"] or match["low"]).replace(",", "."))
        if high < low:
            low, high = high, low
        return (_round(low * factor), _round(high * factor))
    return None


def _round(value: float) -> float:
    return round(value, 2)


def begins_with_span(text: str) -> bool:
    """Whether a text begins with a span: `2 weeks of Python`."""
    return bool(_SPAN.match(text))


_TRAILING = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]\s*(:?)\s*$")
_AFTER_DASH = re.compile(r"\s+[–—|-]\s+([^–—|]+?)\s*$")


def split_duration(title: str) -> tuple[str, Duration | None]:
    """A heading without the span at its end, and that span.

    `Linear Algebra (3-4 weeks)` → `Linear Algebra`; `Foundation (Optional: 1-2 weeks)` →
    `Foundation (Optional)`; `JavaScript – 5-7 months` → `JavaScript`. A span that is part of the title's
    words (`PyTorch in 60 Minutes`) stays.
    """
    match = _TRAILING.search(title)
    if match and match.start() > 0:
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
    match = _AFTER_DASH.search(title)
    if match and match.start() > 0:
        duration = read_duration(match.group(1))
        if duration:
            return title[: match.start()], duration
    return title, None
