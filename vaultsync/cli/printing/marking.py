"""How marks that were set by command are told."""

from __future__ import annotations

from vaultsync.cli.printing.finding import print_unsure
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import print_changes, print_figures, print_review, print_warnings
from vaultsync.cli.printing.push import figures
from vaultsync.models.deeds import MarkReport
from vaultsync.models.marks import Mark

_ALREADY = {Mark.DONE: "done", Mark.DOING: "begun", Mark.SKIPPED: "skipped", Mark.TODO: "open"}


def print_marking(page: Page, report: MarkReport) -> None:
    """What was marked, what was so already, the figures, and how it goes on."""
    if report.unsure:
        print_unsure(page, report.unsure)
        print_warnings(page, report.warnings)
        return
    print_changes(page, "To be marked" if report.dry_run else "Marked", report.changes)
    for words in report.same:
        page.gap()
        page.said(f"“{words}” is {_ALREADY[report.mark]} already.")
    if report.changes:
        page.gap()
        print_figures(page, figures(report.roadmaps))
    print_review(page, report.review)
    print_warnings(page, report.warnings)
    page.gap()
    if report.dry_run:
        page.said("This was a dry run: nothing was written.", dim=True)
    elif report.written:
        page.said("The next push commits it: vaultsync push", dim=True)
