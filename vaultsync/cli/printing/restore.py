"""How deleted notes and lines are told, and those that came back."""

from __future__ import annotations

from collections.abc import Sequence

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
        page.heading(f"{'Would restore' if report.dry_run else 'Restored'}: {told(report.restored)}")
        page.listed(map(_named, report.restored), MOST_NOTES)
    elif report.deleted:
        several = len(report.deleted) > 1
        hint = "they count as long as the roadmap has them" if several else "it counts as long as the roadmap has it"
        hint = hint if any(one.tasks for one in report.deleted) else ""
        page.heading(f"Deleted by you: {told(report.deleted)}", hint)
        page.listed(map(_named, report.deleted), MOST_NOTES)
        page.gap()
        page.said('Bring one back with "vaultsync restore NOTE", all with "vaultsync restore --all".')
    else:
        page.said("Nothing is missing: you deleted no note and no line of a task.")
    if report.pull is not None:
        print_footer(page, report.pull)
    elif report.dry_run and report.restored:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def told(deleted: Sequence[DeletedNote]) -> str:
    """How many notes and lines these are: `2 notes and 1 task`."""
    lines = sum(bool(found.block) for found in deleted)
    notes = len(deleted) - lines
    return " and ".join([count(notes, "note")] * bool(notes) + [count(lines, "task")] * bool(lines))


def _named(found: DeletedNote) -> tuple[str, str]:
    figures = f"{found.done} of {count(found.tasks, 'task')} done, " if found.tasks else ""
    if found.block:
        return found.title, f"the line was deleted from {name_of(found.note)}"
    empty = "its file is there, but empty; " if found.emptied else ""
    return name_of(found.note), f"{empty}{figures}{place_of(found.note)}"
