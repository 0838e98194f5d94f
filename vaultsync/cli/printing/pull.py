"""How a pull is told."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import (
    name_of,
    place_of,
    print_commit,
    print_figures,
    print_healed,
    print_planned_commit,
    print_review,
    print_sync,
    print_warnings,
    study_line,
)
from vaultsync.cli.printing.push import figures
from vaultsync.models.reports import NoteChange, PullReport, PushReport, TaskNews

MOST_NOTES = 8

# What is told of a task that came back, by its mark.
_BACK = {"done": ", back and done", "doing": ", back and begun", "skipped": ", back and skipped"}

# What is told of each kind of deed, in this order: its word, done, to be done in a dry run, and what it means.
_DEEDS = (
    ("create", "Created", "Would create", ""),
    ("update", "Updated", "Would update", ""),
    ("merge", "Merged", "Would merge", "the roadmap's news with what you wrote"),
    ("rename", "Renamed", "Would rename", ""),
    ("archive", "Archived", "Would archive", "no longer in the roadmap; what you did there is kept"),
    ("delete", "Deleted", "Would delete", "no longer in the roadmap, and nothing of yours there"),
    ("foreign", "Not written", "Would not write", "something of yours stands there"),
)


def print_pull(page: Page, report: PullReport) -> None:
    """What changed, in a few lines."""
    if report.study is not None:
        if report.dry_run:
            print_planned_commit(page, report.study.subject, "Would commit your work first:")
        print_commit(page, report.study.commit, report.study.subject, "Committed your work first:")
        print_healed(page, report.study.healed, dry_run=report.dry_run)
    print_sync(page, report.sync)
    print_deeds(page, report)
    print_footer(page, report)


def print_deeds(page: Page, report: PullReport) -> None:
    """What happened to the notes, kind by kind; names only where they tell something."""
    told = bool(report.settings)
    if report.settings:
        page.gap()
        lead = "Would add to" if report.dry_run else "Added to"
        page.said(f"{lead} the settings of Obsidian and git: {', '.join(report.settings)}")
    for deed, done, planned, meaning in _DEEDS:
        notes = [change for change in report.notes if change.deed == deed]
        if not notes:
            continue
        told = True
        page.heading(f"{planned if report.dry_run else done}: {_counted(notes)}", meaning)
        # The notes of a new roadmap are too many to read, and all of them are new.
        if deed != "create" or len(notes) <= MOST_NOTES:
            page.listed(map(_named, notes), MOST_NOTES)
    _print_tasks(page, report)
    print_healed(page, report.healed, dry_run=report.dry_run, why="ids were lost")
    for sentence in report.anew:
        page.gap()
        page.said(f"{sentence}.")
    if report.arrived:
        page.gap()
        page.said(f"{count(report.arrived, 'tick')} came with the documents.")
    if report.skipped:
        page.gap()
        page.said(f"Skipped along with what you had skipped above: {count(report.skipped, 'new task')}.")
    if report.reopened:
        page.heading(f"Open again: {count(len(report.reopened), 'note')}", "new tasks came")
        page.listed(((change.text, place_of(change.note)) for change in report.reopened), MOST_NOTES)
    if report.held:
        page.gap()
        names = ", ".join(report.held)
        page.said(f'{names}: this version was undone; "vaultsync pull --again" brings it, a newer one comes by itself.')
    told |= bool(report.healed or report.anew or report.arrived or report.reopened or report.held or report.waiting)
    if not told and report.renaming is None:
        page.gap()
        page.said("Nothing new in the roadmaps." if not report.commit else "The summary was made anew.")


def _counted(notes: list[NoteChange]) -> str:
    """How many notes of the roadmaps, as the commit counts them, and what else: `54 notes, and 15 more (Home, …)`."""
    shared = [change for change in notes if change.shared]
    if not shared or len(shared) == len(notes):
        return count(len(notes), "note")
    homes = sum(name_of(change.note) == "Home" for change in shared)
    if homes == len(shared):
        return f"{count(len(notes) - len(shared), 'note')}, and Home"
    kinds = "Home, resources" if homes else "resources"
    return f"{count(len(notes) - len(shared), 'note')}, and {len(shared):,} more ({kinds})"


def _print_tasks(page: Page, report: PullReport) -> None:
    """The tasks that came into notes that were there before, those that left them, and what became of marked ones."""
    came, left, reworded, apart, counted = (
        [task for task in report.tasks if task.deed == deed]
        for deed in ("came", "left", "reworded", "apart", "counted")
    )
    if came:
        again = sum(bool(task.mark) for task in came)
        how = f"{again} back with your mark" if again else ""
        page.heading(f"{'Would come' if report.dry_run else 'Came'}: {count(len(came), 'task')}", how)
        first = [*(task for task in came if task.mark), *(task for task in came if not task.mark)]
        page.listed(((task.text, f"{name_of(task.note)}{_BACK.get(task.mark, '')}") for task in first), MOST_NOTES)
    if left:
        kept = sum(bool(task.archive) for task in left)
        works = f"{kept} with your work, kept in the archive" if kept else "none with work of yours"
        page.heading(f"{'Would leave' if report.dry_run else 'Left'}: {count(len(left), 'task')}", works)
        first = sorted(left, key=lambda task: not task.archive)
        page.listed(((task.text, _place(task)) for task in first), MOST_NOTES)
    if reworded:
        page.heading(f"In other words: {count(len(reworded), 'task')}", "marked as before")
        page.listed(((task.before, f"→ {task.text}") for task in reworded), MOST_NOTES)
    for tasks, how, why in ((apart, "Tallied apart now", "as resources are"), (counted, "Counted now", "as tasks are")):
        if tasks:
            page.heading(f"{how}: {count(len(tasks), 'marked task')}", why)
            page.listed(((task.text, name_of(task.note)) for task in tasks), MOST_NOTES)


def _place(task: TaskNews) -> str:
    """The note that a task left, or the file in the archive that has its name."""
    return f"→ {task.archive}" if task.archive else name_of(task.note)


def print_footer(page: Page, report: PullReport) -> None:
    """The figures where something changed, the commit, questions and warnings."""
    if report.changed or (report.study is not None and report.study.changes):
        page.gap()
        if report.study is not None and report.study.changes:
            lead = "To be counted" if report.dry_run else "Counted"
            page.said(f"{lead}: {study_line(report.study)}")
        print_figures(page, figures(report.roadmaps))
    page.gap()
    print_commit(page, report.commit, report.subject)
    if report.renaming is not None:
        page.gap()
        print_deeds(page, report.renaming)
        page.gap()
        print_commit(page, report.renaming.commit, report.renaming.subject)
    first = report.study or PushReport()
    print_review(page, [*dict.fromkeys([*first.review, *report.review])])
    print_warnings(page, [*dict.fromkeys([*first.warnings, *report.warnings])])
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _named(change: NoteChange) -> tuple[str, str]:
    if change.deed == "rename":
        old, new = name_of(change.note), name_of(change.target)
        return old, f"→ {new if new != old else place_of(change.target)}"
    if change.target:
        return name_of(change.note), f"→ {place_of(change.target)}"
    return name_of(change.note), place_of(change.note)
