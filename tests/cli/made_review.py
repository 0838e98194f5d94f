"""Reviews made up, and their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from made_reports import LENSES, SKY, STARS

from vaultsync.cli.printing.review import print_review_note
from vaultsync.domain.reviews import period_of
from vaultsync.models.review import (
    Figures,
    LookBack,
    PeriodKind,
    ReviewDeed,
    ReviewQuestion,
    ReviewReport,
    StudiedNote,
    StudiedRoadmap,
)
from vaultsync.models.structs import replace


def review() -> ReviewReport:
    """A week with something of everything."""
    notes = (
        StudiedNote("1.2 Lenses, Mirrors and Everything Between Them", LENSES, ("Focal length", "Mirrors"), True),
        StudiedNote("2.1 Stars", STARS, ("Star 1",)),
    )
    back = LookBack(
        period_of(PeriodKind.WEEK, date(2026, 11, 21)),
        Figures(3, 75, 2),
        Figures(0, 0, 0),
        (
            StudiedRoadmap("The Night Sky", f"{SKY}/The Night Sky.md", 41, 478, notes, 75, -3),
            StudiedRoadmap("Star Maps", "maps.md", 0, 31),
        ),
        ("2026-11-20",),
        (("2.1.2 Dwarfs", "2.1 Stars", STARS),),
        (
            ReviewQuestion("What held"),
            ReviewQuestion("Knowledge check", "five to ten questions on key concepts", "The Night Sky"),
        ),
    )
    return ReviewReport("Reviews/2026-W47.md", ReviewDeed.CREATED, back, "---\n")


def pages() -> Iterator[tuple[str, Any, Any, dict[str, Any]]]:
    """Name, function that prints, report, options."""
    yield "review", print_review_note, review(), {}
    yield "review-dry-run", print_review_note, replace(review(), dry_run=True), {}
    kept = replace(review(), deed=ReviewDeed.KEPT, warnings=["x.md: it is not valid UTF-8"])
    yield "review-kept", print_review_note, kept, {}
