"""How an undo is told."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import (
    name_of,
    place_of,
    print_changes,
    print_commit,
    print_figures,
    print_planned_commit,
    print_warnings,
)
from vaultsync.cli.printing.push import figures
from vaultsync.models.reports import UndoReport

MOST_NOTES = 8
_DEEDS = (("create", "Put back"), ("update", "As before"), ("delete", "Taken away"))


def print_undo(page: Page, report: UndoReport) -> None:
    """What was taken back, what stays, and the way back."""
    if report.study is not None:
        if report.dry_run:
            print_planned_commit(page, report.study.subject, "Would commit your work first:")
        print_commit(page, report.study.commit, report.study.subject, "Committed your work first:")
    words = "Would take back" if report.dry_run else "Took back"
    page.line(f"{words} {page.styled(report.undone, 'yellow')}  {page.cut(report.what, page.width - len(words) - 12)}")
    for deed, lead in _DEEDS:
        notes = [change.note for change in report.notes if change.deed == deed]
        if notes:
            page.heading(f"{lead}: {count(len(notes), 'note')}")
            page.listed(((name_of(note), place_of(note)) for note in notes), MOST_NOTES)
    print_changes(page, "As before", report.changes)
    if report.changes and not report.notes:
        page.gap()
        page.said("Only marks were taken back. The words that you wrote stay.")
    print_changes(page, "Changed since, left as they are", report.kept)
    if report.roadmaps:
        page.gap()
        print_figures(page, figures(report.roadmaps))
    page.gap()
    print_commit(page, report.commit, report.subject)
    if report.held:
        names = ", ".join(report.held)
        page.wrapped(
            f'{names}: "vaultsync pull" waits for a newer version now; "vaultsync pull --again" brings this one.',
            lead="",
        )
    if not report.dry_run:
        again = f"vaultsync undo {_kind(report)}" if report.redo else "vaultsync undo --redo"
        page.said(f'Take this back with "{again}".', dim=True)
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _kind(report: UndoReport) -> str:
    """What a redo brought back: a push or a pull."""
    return "push" if report.what.removeprefix("Undo: ").startswith("Study:") else "pull"
