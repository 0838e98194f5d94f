"""What a review is filled with, in words: the values of its template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vaultsync.domain.dates import duration, from_to, month_and_year
from vaultsync.markdown.links import escape_inline
from vaultsync.models.review import Figures, LookBack, Period, PeriodKind, StudiedNote, StudiedRoadmap

# Title and vault path → a link in the review.
Link = Callable[[str, str], str]

_SHOWN = 5
_LONGEST = 100


def review_title(period: Period) -> str:
    """`Week 47 of 2026`, `November 2026`, `Quarter 4 of 2026`."""
    if period.span is PeriodKind.MONTH:
        return month_and_year(period.first)
    year, _, number = period.name.partition("-")
    return f"{'Week' if period.span is PeriodKind.WEEK else 'Quarter'} {int(number[1:])} of {year}"


def review_values(back: LookBack, link: Link, journal: Callable[[str], str], parts: list[str]) -> dict[str, Any]:
    """The values for the review's template.

    `link` makes a link, `journal` one to a day's note; `parts` are links to the reviews of shorter periods within this
    one. Texts are Markdown ready to be put on a line, except those that the template escapes itself: `heading`,
    `title`, and a question's `text` and `hint`.
    """
    period = back.period
    title = review_title(period)
    return {
        "span": str(period.span),
        "period": period.name,
        "first": period.first,
        "last": period.last,
        "title": title,
        "heading": title if period.span is PeriodKind.MONTH else f"{title}, {from_to(period.first, period.last)}",
        "roadmaps": [_roadmap(roadmap, link) for roadmap in back.roadmaps],
        "figures": _figures(back.figures, "Nothing was ticked, and no study time noted."),
        "before": _before(back),
        "journal": [journal(day) for day in back.journal],
        "parts": parts,
        "questions": [
            {"text": question.text, "hint": question.hint, "source": question.source} for question in back.questions
        ],
        "next_up": [{"text": text, "link": link(unit, path)} for text, unit, path in back.next_up],
    }


def _roadmap(roadmap: StudiedRoadmap, link: Link) -> dict[str, Any]:
    return {
        "title": roadmap.title,
        "link": link(roadmap.title, roadmap.path),
        "done": roadmap.done,
        "total": roadmap.total,
        "ticked": roadmap.ticked,
        "time": f"{duration(roadmap.minutes)} of study" if roadmap.minutes else "",
        "standing": _standing(roadmap.lead),
        "notes": [
            {"link": link(note.title, note.path), "items": _items(note), "whole": note.whole} for note in roadmap.notes
        ],
    }


def _items(note: StudiedNote) -> list[str]:
    """The words of the items, shortened, and how many more there are."""
    shown = note.items if len(note.items) <= _SHOWN + 1 else note.items[:_SHOWN]
    more = len(note.items) - len(shown)
    return [escape_inline(_clip(item)) for item in shown] + ([f"and {more} more"] if more else [])


def _clip(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST - 1].rpartition(" ")[0].rstrip(" ,;:-(") + "…"


def _standing(lead: int | None) -> str:
    if lead is None:
        return ""
    if not lead:
        return "on plan"
    days = f"{abs(lead)} {'day' if abs(lead) == 1 else 'days'}"
    return f"{days} {'ahead of the plan' if lead > 0 else 'behind the plan'}"


def _figures(figures: Figures, nothing: str) -> str:
    """`12 done and 6h 30m of study, on 5 days`."""
    told = [f"{figures.ticked:,} done"] if figures.ticked else []
    told += [f"{duration(figures.minutes)} of study"] if figures.minutes else []
    if not told:
        return nothing
    return f"{' and '.join(told)}, on {figures.days} {'day' if figures.days == 1 else 'days'}"


def _before(back: LookBack) -> str:
    return f"The {back.period.span} before: {_figures(back.before, 'nothing')}"
