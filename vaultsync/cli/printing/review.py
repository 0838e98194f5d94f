"""How a review is told."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import Figure, print_figures, print_warnings
from vaultsync.domain.dates import duration, from_to
from vaultsync.domain.reviewtext import review_title
from vaultsync.models.review import Figures, ReviewDeed, ReviewReport, StudiedNote

MOST_NOTES = 8

_DEEDS = {
    ReviewDeed.CREATED: ("Wrote", "Would write"),
    ReviewDeed.UPDATED: ("Brought up to date:", "Would bring up to date:"),
    ReviewDeed.UNCHANGED: ("Up to date:", "Up to date:"),
    ReviewDeed.KEPT: ("You have written in it, it stays as it is:", "You have written in it, it stays as it is:"),
}


def print_review_note(page: Page, report: ReviewReport) -> None:
    """Which note it is, what was finished, and what is asked."""
    back = report.back
    page.heading(review_title(back.period), from_to(back.period.first, back.period.last))
    page.wrapped(_told(back.figures))
    page.wrapped(f"the {back.period.span} before: {_told(back.before)}", dim=True)
    studied = [roadmap for roadmap in back.roadmaps if roadmap.notes]
    for roadmap in studied:
        page.gap()
        percent = round(100 * roadmap.done / roadmap.total, 1) if roadmap.total else 0
        print_figures(page, [Figure(roadmap.title, roadmap.done, roadmap.total, percent)])
        page.listed(
            (
                (note.title, count(len(note.items), "item") + (", all of it" if note.whole else ""))
                for note in roadmap.notes
            ),
            MOST_NOTES,
        )
    page.heading("Asked")
    page.listed(((question.text, question.hint) for question in back.questions), MOST_NOTES)
    page.gap()
    page.said(f"{_DEEDS[report.deed][report.dry_run]} {report.note}")
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _items(note: StudiedNote) -> str:
    return count(len(note.items), "item") + (", all of it" if note.whole else "")


def _told(figures: Figures) -> str:
    words = [f"{figures.ticked:,} done"] if figures.ticked else []
    words += [duration(figures.minutes)] if figures.minutes else []
    return f"{', '.join(words)}, {count(figures.days, 'day')} of study" if words else "nothing ticked or noted"
