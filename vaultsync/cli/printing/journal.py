"""How a journal entry is told."""

from __future__ import annotations

from vaultsync.cli.printing.finding import print_unsure
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import print_warnings
from vaultsync.domain.dates import duration
from vaultsync.models.deeds import JournalReport


def print_journal(page: Page, report: JournalReport) -> None:
    """Where the entry stands, and as what."""
    if report.unsure:
        print_unsure(page, report.unsure)
    else:
        verb = "Would write" if report.dry_run else "Written"
        made = ", a new note" if report.created else ""
        page.said(f"{verb} into {report.note}{made}:")
        page.line(f"  - {page.cut(report.entry.splitlines()[0], page.width - 4)}")
        if report.minutes:
            page.wrapped(f"It counts as {duration(report.minutes)} of study on {report.day}", dim=True)
    print_warnings(page, report.warnings)
    if report.dry_run and not report.unsure:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)
