"""How proposals of what to study next are told."""

from __future__ import annotations

from datetime import date

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import NO_ROADMAP, print_warnings
from vaultsync.models.deeds import NextReport
from vaultsync.models.marks import CHAR_OF_MARK, Mark
from vaultsync.models.proposals import Proposal


def print_next(page: Page, report: NextReport) -> None:
    """What to study now, one below the other, each with its note and what is known of it."""
    called = [one.title for one in report.roadmaps]
    titles = {
        one.name: one.title if called.count(one.title) == 1 and one.title else one.name for one in report.roadmaps
    }
    if not report.proposals:
        page.said(_nothing(report))
    else:
        page.heading("Next" if report.minutes is None else f"Next, in {_length(report.minutes)}")
        several = len(titles) > 1
        for one in report.proposals:
            box = page.styled("[/]", "yellow") if one.doing else f"[{CHAR_OF_MARK[Mark.TODO]}]"
            page.line(f"  {box} {page.cut(one.text, page.width - 6)}")
            words = [titles.get(one.roadmap, one.roadmap)] if several else []
            page.wrapped(" · ".join([one.unit, *words, *_known(one, report.day)]), lead="      ", dim=True)
    print_warnings(page, report.warnings)


def _known(one: Proposal, day: str) -> list[str]:
    known = ["begun"] if one.doing else []
    if one.minutes:
        known.append(f"about {_length(_rounded(one.minutes))}{' in all' if one.doing else ''}")
    if one.due:
        days = (date.fromisoformat(one.due) - date.fromisoformat(day)).days
        known.append(
            f"due {one.due}, {count(-days, 'day')} ago" if days < 0 else "due today" if not days else f"due {one.due}"
        )
    return known


def _rounded(minutes: int) -> int:
    """Minutes as a guess is told: `about 45 minutes`, not `about 47`."""
    return minutes if minutes < 15 else (minutes + 2) // 5 * 5


def _nothing(report: NextReport) -> str:
    if not report.roadmaps:
        return NO_ROADMAP
    if all(one.done >= one.total for one in report.roadmaps):
        return "Nothing is open: all of it is done."
    return "Nothing is open that could be proposed."


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([*([count(hours, "hour")] if hours else []), *([count(rest, "minute")] if rest else [])])
