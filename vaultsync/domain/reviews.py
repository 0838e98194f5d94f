"""Reviews: the days of a week, month or quarter, what was done in it, and what is asked about it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.names import told_apart
from vaultsync.markdown.patterns import regex
from vaultsync.models.journal import Journal
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import RoadmapProgress, SectionProgress
from vaultsync.models.review import (
    Figures,
    LookBack,
    Period,
    PeriodKind,
    ReviewQuestion,
    StudiedNote,
    StudiedRoadmap,
)
from vaultsync.models.roadmap import Bullet, Group, Node, Roadmap, Task
from vaultsync.models.summary import RoadmapSummary, Summary

_OWN = {
    PeriodKind.WEEK: ("What I learned", "Challenges", "Knowledge check", "Next goals"),
    PeriodKind.MONTH: ("What I learned", "Projects completed", "Challenges", "Skills inventory", "Next goals"),
    PeriodKind.QUARTER: (
        *("What I learned", "Projects completed", "Challenges", "Knowledge check"),
        *("Skills inventory", "Next goals"),
    ),
}
_HINTS = {
    "What I learned": "the idea that would be missed most if it were forgotten",
    "Projects completed": "what there is to show, and where",
    "Challenges": "what was hard, and what helped",
    "Knowledge check": "five questions, answered without looking",
    "Skills inventory": "what is easy now, and what is not yet",
    "Next goals": "one or two, small enough to be met",
}
_MOST = 12
_NEXT = 5
_STEMS = {
    PeriodKind.WEEK: r"week|wöchentlich|wochen|semana|hebdo|semaine|settiman|tygodni|недел|еженедел|每周|毎週|週間|周",
    PeriodKind.MONTH: r"month|monat|mensu|mensa|mensi|mes\b|mois|miesi|месяч|ежемесяч|每月|毎月|月",
    PeriodKind.QUARTER: r"quarter|quartal|vierteljähr|trimest|kwarta|квартал|季度|四半期",
}
# `Week 8: Final Review` is a place in the plan.
_SPAN = "|".join(_STEMS.values())
_PLACE = regex(
    rf"\b(?:{_SPAN})\w*[ \t]*[0-9]+"
    rf"|\b[0-9]+(?:st|nd|rd|th|ª|º|[èé]?me|e)[ \t]+(?:{_SPAN})|第[0-9一二三四五六七八九十]+(?:{_SPAN})",
    re.IGNORECASE,
)
# A heading under which somebody looks back: a period and one of these words.
_REVIEW = regex(
    r"review|reflect|retrospect|self[- ]?assess|assessment|check[- ]?in|rückblick|rückschau|reflexion|selbst"
    r"|revisi|reflexi|retrospe|autoeval|bilan|réflexion|auto-éval|riflession|przegląd|обзор|рефлекс|самооцен"
    r"|复盘|回顾|反思|振り返り",
    re.IGNORECASE,
)
# A sentence that asks for looking back every so often.
_OFTEN = {
    PeriodKind.WEEK: regex(r"\b(?:weekly|(?:every|each|per) week)\b|jede woche|cada semana|chaque semaine|每周", re.I),
    PeriodKind.MONTH: regex(r"\b(?:monthly|(?:every|each|per) month)\b|jeden monat|cada mes|chaque mois|每月", re.I),
    PeriodKind.QUARTER: regex(
        r"\b(?:quarterly|(?:every|each|per) quarter)\b|jedes quartal|cada trimestre|chaque trimestre|每季度", re.I
    ),
}
_LOOKING_BACK = regex(
    r"\b(?:reflect\w*|recalibrat\w+|reassess\w*|self-assess\w*|retrospective\w*|take stock)\b"
    r"|reflektier|rückblick|reflexion|réfléch|反思|回顾|复盘",
    re.IGNORECASE,
)
_LABELLED = regex(r"(?P<label>[^:：]{2,80}?)[ \t]*[:：][ \t]*(?P<hint>.*)")
_BLANK = regex(r"[_\u2026.\s]*")
_NUMBER = regex(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)])\s+(?=\S)")


def period_of(span: PeriodKind, day: datetime.date) -> Period:
    """The week (ISO, Monday to Sunday), month or quarter that holds `day`."""
    if span is PeriodKind.WEEK:
        year, week, weekday = day.isocalendar()
        first = day - datetime.timedelta(days=weekday - 1)
        return Period(span, f"{year}-W{week:02}", first.isoformat(), (first + datetime.timedelta(days=6)).isoformat())
    months = 1 if span is PeriodKind.MONTH else 3
    number = (day.month - 1) // months
    first = day.replace(month=number * months + 1, day=1)
    month = first.month + months
    after = first.replace(year=first.year + (month > 12), month=(month - 1) % 12 + 1)
    name = f"{day.year:04}-{day.month:02}" if span is PeriodKind.MONTH else f"{day.year:04}-Q{number + 1}"
    return Period(span, name, first.isoformat(), (after - datetime.timedelta(days=1)).isoformat())


def before(period: Period) -> Period:
    """The period before this one."""
    return period_of(period.span, datetime.date.fromisoformat(period.first) - datetime.timedelta(days=1))


def parts_of(period: Period) -> list[Period]:
    """The reviews of the next shorter span that lie within this one: weeks of a month, months of a quarter."""
    if period.span is PeriodKind.WEEK:
        return []
    shorter = PeriodKind.WEEK if period.span is PeriodKind.MONTH else PeriodKind.MONTH
    day, last = datetime.date.fromisoformat(period.first), datetime.date.fromisoformat(period.last)
    found: dict[str, Period] = {}
    while day <= last:
        part = period_of(shorter, day)
        found[part.name] = part
        day += datetime.timedelta(days=1)
    return [part for part in found.values() if period.first <= part.last <= period.last]


def look_back(
    period: Period,
    summary: Summary,
    marks: Mapping[str, Mapping[str, KnownMark]],
    roadmaps: Mapping[str, Roadmap],
    journal: Journal,
    *,
    today: str,
) -> LookBack:
    """What a review tells of a period.

    `marks`: roadmap name → item → mark; `journal` as far as it counts. What comes next is included as long as the
    period lasts; `today` is the ISO day.
    """
    shown = told_apart({one.progress.name: one.progress.title for one in summary.roadmaps})
    studied = tuple(
        _studied(one, shown[one.progress.name], _as_they_count(marks.get(one.progress.name, {}), today), period)
        for one in summary.roadmaps
        if one.progress.name in roadmaps
    )
    return LookBack(
        period,
        _figures(summary, period),
        _figures(summary, before(period)),
        studied,
        tuple(day.date for day in journal.days if day.entries and period.first <= day.date <= period.last),
        tuple(_next_up(summary, period)) if today <= period.last else (),
        tuple(questions(period.span, [roadmaps[name] for name in roadmaps])),
    )


def _next_up(summary: Summary, period: Period) -> Iterator[tuple[str, str, str]]:
    """What comes next in the roadmaps studied in the period (in all, where there are none), shared among them."""
    studied = [one for one in summary.roadmaps if any(period.first <= day <= period.last for day in one.days)]
    waiting = [list(one.progress.next_up) for one in studied or summary.roadmaps]
    most = max(_NEXT, sum(bool(items) for items in waiting))
    turns = [(turn, n) for n, items in enumerate(waiting) for turn in range(len(items))]
    for turn, n in sorted(sorted(turns)[:most], key=lambda place: (place[1], place[0])):
        item = waiting[n][turn]
        yield item.text, item.unit, item.path


def _figures(summary: Summary, period: Period) -> Figures:
    days = [day for date, day in summary.days.items() if period.first <= date <= period.last]
    return Figures(
        sum(day.tasks for day in days),
        sum(day.minutes for day in days),
        sum(1 for day in days if day.tasks or day.minutes),
    )


def _as_they_count(marks: Mapping[str, KnownMark], today: str) -> dict[str, KnownMark]:
    return {item: mark.until(today) for item, mark in marks.items()}


def _studied(one: RoadmapSummary, shown: str, marks: Mapping[str, KnownMark], period: Period) -> StudiedRoadmap:
    progress = one.progress
    items: dict[str, list[str]] = {}
    for item in (*progress.items, *progress.left):
        if item.mark is Mark.DONE and period.first <= item.date <= period.last:
            items.setdefault(item.note, []).append(item.called or item.text)
    titles = {section.path: (section.title, section.id) for section in _sections(progress)}
    notes = []
    for path, words in items.items():
        title, node = titles.get(path, (path.rsplit("/", 1)[-1].removesuffix(".md"), ""))
        mark = marks.get(node) if node else None
        whole = mark is not None and mark.mark is Mark.DONE and period.first <= mark.date <= period.last
        notes.append(StudiedNote(title, path, tuple(words), whole))
    minutes = sum(day.minutes for date, day in one.days.items() if period.first <= date <= period.last)
    standing = one.outlook.standing
    later = sum(item.counted and item.mark is Mark.DONE and item.date > period.last for item in progress.items)
    return StudiedRoadmap(
        shown,
        progress.top.path,
        progress.tally.done - later,
        progress.tally.total,
        tuple(notes),
        minutes,
        standing.lead if standing is not None else None,
    )


def _sections(progress: RoadmapProgress) -> Iterator[SectionProgress]:
    stack = [progress.top]
    while stack:
        section = stack.pop()
        yield section
        stack += section.sections


def questions(span: PeriodKind, roadmaps: Sequence[Roadmap]) -> list[ReviewQuestion]:
    """What a review asks: what the roadmaps ask for such a period; the built-in questions only if they ask nothing."""
    found: dict[str, ReviewQuestion] = {}
    for roadmap in roadmaps:
        for question in _asked(span, roadmap):
            found.setdefault(_same(question.text), question)
    return list(found.values())[:_MOST] or [ReviewQuestion(text, _HINTS[text]) for text in _OWN[span]]


def _same(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _asked(span: PeriodKind, roadmap: Roadmap) -> Iterator[ReviewQuestion]:
    """The questions of one roadmap: the items under a heading that names period and review, and single sentences."""
    for node in roadmap.root.walk():
        here = _is_review(span, node.title)
        if here:
            yield from _prompts(_lines(node.text), roadmap)
        for group in _groups(node):
            sources = [*_lines(group.text), *_sources(group.entries)]
            if here or _is_review(span, group.title):
                yield from _prompts(sources, roadmap)
            else:
                yield from _sentences(span, sources, roadmap)


def _is_review(span: PeriodKind, title: str) -> bool:
    """Whether a heading calls for looking back on such a period: it names this one, without a number, and no other."""
    title = _PLACE.sub(" ", title)
    named = {other for other, stems in _STEMS.items() if re.search(stems, title, re.IGNORECASE)}
    return named == {span} and bool(_REVIEW.search(title))


def _prompts(sources: Iterable[str], roadmap: Roadmap) -> Iterator[ReviewQuestion]:
    for source in sources:
        words = _words(source)
        if not words:
            continue
        found = _LABELLED.fullmatch(words)
        if found is None:
            yield ReviewQuestion(words.rstrip(" _…"), "", roadmap.title)
            continue
        hint = found["hint"].strip()
        yield ReviewQuestion(found["label"].strip(), "" if _BLANK.fullmatch(hint) else hint, roadmap.title)


def _sentences(span: PeriodKind, sources: Iterable[str], roadmap: Roadmap) -> Iterator[ReviewQuestion]:
    for source in sources:
        words = _words(source)
        if _OFTEN[span].search(words) and _LOOKING_BACK.search(words):
            yield ReviewQuestion(words.rstrip(". "), "", roadmap.title)


def _words(source: str) -> str:
    words = _NUMBER.sub("", " ".join(read_inline(source.partition("\n")[0])[0].split()))
    return re.sub(r"^[-*+•][ \t]+|^\[[ xX]\][ \t]*", "", words)


def _lines(text: str) -> list[str]:
    """The list items among lines of prose: form lines are kept as such."""
    return [line.strip()[2:] for line in text.split("\n") if line.strip()[:2] in ("- ", "* ", "+ ")]


def _sources(entries: Iterable[Task | Bullet]) -> Iterator[str]:
    for entry in entries:
        if not (isinstance(entry, Bullet) and (entry.prose or "\n" in entry.source)):
            yield entry.source


def _groups(node: Node) -> Iterator[Group]:
    stack = list(reversed(node.groups))
    while stack:
        group = stack.pop()
        yield group
        stack += reversed(group.groups)
