"""How a push is told."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import (
    MOST_WARNINGS,
    Figure,
    print_changes,
    print_commit,
    print_figures,
    print_healed,
    print_planned_commit,
    print_review,
    print_sync,
    print_warnings,
)
from vaultsync.models.reports import PushReport, RoadmapCount


def print_push(page: Page, report: PushReport) -> None:
    """What was ticked, the figures, the commit."""
    if report.changes or report.commit or report.written or (report.dry_run and report.subject):
        print_changes(page, "To be counted" if report.dry_run else "Counted", report.changes)
        page.gap()
        print_figures(page, figures(report.roadmaps))
        page.gap()
        if report.dry_run:
            print_planned_commit(page, report.subject, "Would commit")
        print_commit(page, report.commit, report.subject)
        if report.written and not report.commit and not report.dry_run and not (report.sync and report.sync.commit):
            page.said("Written, and left for you to commit, as the settings say.")
    else:
        page.said("Nothing new: all your ticks are counted" + (" and committed." if not report.dry_run else "."))
    kinds = (report.deleted, "note"), (report.deleted_lines, "task")
    if told := " and ".join(count(len(some), kind) for some, kind in kinds if some):
        page.heading(f"Deleted by you: {told}", "vaultsync restore" if report.deleted_lines else "")
        page.listed(((title, "") for title in (*report.deleted, *report.deleted_lines)), MOST_WARNINGS)
    print_healed(page, report.healed, dry_run=report.dry_run)
    print_sync(page, report.sync)
    print_review(page, report.review)
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def figures(roadmaps: list[RoadmapCount]) -> list[Figure]:
    """The figures of each roadmap."""
    return [Figure(count.title or count.name, count.done, count.total, count.percent) for count in roadmaps]
