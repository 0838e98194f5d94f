"""Plan: when everything is due, where the learner stands, and a calendar of it. Writes nothing but that calendar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.errors import UsageError, VaultError
from vaultsync.markdown.names import told_apart
from vaultsync.models.reports import PlanReport, RoadmapPlan
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import summarise

_CALENDAR = b"BEGIN:VCALENDAR"


def plan(
    context: Context,
    *,
    roadmaps: Sequence[str] = (),
    calendar: Path | None = None,
    dry_run: bool = False,
    yes: bool = False,
) -> PlanReport:
    """Target dates, pace and forecast of the chosen roadmaps (all where there are none) as of today.

    `calendar` is a file that gets the dates as iCalendar; another file of that name is only replaced with `yes`.
    """
    workspace = Workspace.open(context, writes=False)
    chosen = {given.name for given in workspace.chosen(roadmaps)}
    workspace.load()
    pulled = last_pulled(workspace)
    agreed = decide(workspace, pulled)
    summary = summarise(workspace, pulled, agreed.marks(), clock=context.today())
    report = PlanReport(str(workspace.root), context.today(), warnings=list(workspace.warnings), dry_run=dry_run)
    titles = told_apart({one.progress.name: one.progress.title for one in summary.roadmaps})
    for one in summary.roadmaps:
        if one.progress.name in chosen:
            tally = one.progress.tally
            report.roadmaps.append(
                RoadmapPlan(one.progress.name, titles[one.progress.name], tally, one.outlook, one.milestones)
            )
    for name in sorted(chosen - set(pulled)):
        report.warnings.append(f'{name}: not pulled yet; run "vaultsync pull"')
    if calendar is not None:
        _export(report, context.start / calendar, dry_run=dry_run, yes=yes)
    return report


def _export(report: PlanReport, path: Path, *, dry_run: bool, yes: bool) -> None:
    """Write the dates of the report as a calendar."""
    from vaultsync.domain.schedule.calendar import to_ics

    if path.is_dir():
        raise UsageError("it is a folder", where=shown(path), next_step="Name a file, such as plan.ics")
    data, report.events = to_ics(report.roadmaps, report.day)
    if not report.events:
        dated = any(plan.outlook.schedule for plan in report.roadmaps)
        why = "all that has a date is done" if dated else "no section has a date"
        step = "" if dated else '; give notes a "duration" in their properties, such as "duration: 2 weeks"'
        report.warnings.append(f"{why}, so no calendar was written{step}")
        return
    try:
        old = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise trouble(error, path, "read") from error
    if old is not None and not old.startswith(_CALENDAR) and not yes:
        raise VaultError(
            "this file is no calendar, and it would be replaced",
            where=shown(path),
            next_step='Choose another name, or say "--yes" to replace it',
        )
    report.calendar = str(path)
    if dry_run or old == data:
        return
    if not path.parent.is_dir():
        raise VaultError("the folder is not there", where=shown(path.parent), next_step="Make it, then try again")
    write_all(path.parent, [Write(path.name, data, old)])
