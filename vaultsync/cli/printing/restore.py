"""How deleted notes are told, and those that came back."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import name_of, place_of, print_commit
from vaultsync.cli.printing.pull import print_footer
from vaultsync.models.reports import DeletedNote, RestoreReport

MOST_NOTES = 40


def print_restore(page: Page, report: RestoreReport) -> None:
    """What was restored, or what could be."""
    if report.pull is not None and report.pull.study is not None and report.pull.study.commit:
        print_commit(page, report.pull.study.commit, report.pull.study.subject, "Committed your work first:")
    if report.restored:
        page.heading(f"{'Would restore' if report.dry_run else 'Restored'}: {count(len(report.restored), 'note')}")
        page.listed(map(_named, report.restored), MOST_NOTES)
    elif report.deleted:
        hint = "they count as long as the roadmap has them" if any(one.tasks for one in report.deleted) else ""
        page.heading(f"Deleted by you: {count(len(report.deleted), 'note')}", hint)
        page.listed(map(_named, report.deleted), MOST_NOTES)
        page.gap()
        page.said('Bring one back with "vaultsync restore NOTE", all with "vaultsync restore --all".')
    else:
        page.said("No note is missing.")
    if report.pull is not None:
        print_footer(page, report.pull)
    elif report.dry_run and report.restored:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _named(found: DeletedNote) -> tuple[str, str]:
    figures = f"{found.done} of {count(found.tasks, 'task')} done, " if found.tasks else ""
    empty = "its file is there, but empty; " if found.emptied else ""
    return name_of(found.note), f"{empty}{figures}{place_of(found.note)}"
