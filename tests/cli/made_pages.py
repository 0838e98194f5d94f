"""Made-up reports as they are printed at 80 columns: `python tests/cli/made_pages.py` writes them to `pages`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_log as journal
import made_reports as reports
import made_review as looking_back
import made_watch as watching

from vaultsync.cli.printing.check import print_check
from vaultsync.cli.printing.journal import print_journal
from vaultsync.cli.printing.marking import print_marking
from vaultsync.cli.printing.outline import print_outline
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.plan import print_plan
from vaultsync.cli.printing.proposals import print_next
from vaultsync.cli.printing.pull import print_pull
from vaultsync.cli.printing.push import print_push
from vaultsync.cli.printing.restore import print_restore
from vaultsync.cli.printing.service import print_service
from vaultsync.cli.printing.settle import print_settle
from vaultsync.cli.printing.status import print_status
from vaultsync.cli.printing.undo import print_undo
from vaultsync.cli.printing.vaults import print_init, print_settings
from vaultsync.cli.printing.watch import print_watch
from vaultsync.models.deeds import JournalReport, NextReport
from vaultsync.models.marks import Mark
from vaultsync.models.outline import Outline
from vaultsync.models.reports import (
    GitState,
    PlanReport,
    PullReport,
    PushReport,
    RestoreReport,
    SettleReport,
    StatusReport,
)
from vaultsync.models.structs import replace

FOLDER = Path(__file__).with_name("pages")


def pages() -> Iterator[tuple[str, Any, Any, dict[str, Any]]]:
    """Name, function that prints, report, options."""
    yield "push", print_push, reports.push(), {}
    yield "push-dry-run", print_push, replace(reports.push(), commit="", dry_run=True), {}
    yield "push-nothing", print_push, PushReport(roadmaps=list(reports.COUNTS)), {}
    yield "push-no-commit", print_push, replace(reports.push(), changes=[], commit="", roadmaps=[]), {}
    yield "push-merged", print_push, replace(reports.push(), sync=reports.synced()), {}
    yield "push-only-merged", print_push, replace(reports.push(), commit="", sync=reports.synced()), {}
    yield "push-offline", print_push, replace(reports.push(), sync=reports.offline()), {}
    many = [reports.change(f"m#^{n}", f"Task {n}", Mark.DONE, date="2026-11-21") for n in range(40)]
    yield "push-many", print_push, replace(reports.push(), changes=many, review=reports.many_questions()), {}
    yield "watch-once", print_watch, watching.once(), {}
    yield "service", print_service, watching.installed(), {}
    yield "service-refused", print_service, watching.refused(), {}
    yield "service-status", print_service, watching.running(), {}
    yield "service-still", print_service, watching.still(), {}
    yield "service-removed", print_service, watching.removed(was=True), {}
    yield "service-none", print_service, watching.removed(was=False, process=4711), {}
    yield "pull", print_pull, reports.pull(), {}
    yield "pull-merged", print_pull, PullReport(study=reports.push(), sync=reports.synced()), {}
    foreseen = replace(reports.push(), commit="", dry_run=True)
    yield "pull-dry-run", print_pull, replace(reports.pull(), study=foreseen, commit="", subject="", dry_run=True), {}
    yield "pull-nothing", print_pull, PullReport(roadmaps=list(reports.COUNTS)), {}
    yield "pull-only-study", print_pull, PullReport(study=reports.push(), roadmaps=list(reports.COUNTS)), {}
    yield "init", print_init, reports.init(), {}
    planned = replace(reports.first_pull(), commit="", subject="", dry_run=True)
    yield "init-dry-run", print_init, replace(reports.init(), adopted=True, pull=planned), {}
    yield "add", print_settings, reports.added(), {"verb": "Added"}
    yield "status", print_status, reports.status(), {}
    one = reports.status()
    one.figures["roadmaps"].pop()
    one.deleted = list(reports.DELETED)
    quiet = {"changed": [], "review": [], "edited": [], "warnings": [], "git": GitState("main")}
    yield "status-one", print_status, replace(one, **quiet), {}
    stopped = GitState("main", stopped="a merge is under way")
    yield "status-stopped", print_status, replace(one, **(quiet | {"git": stopped})), {}
    empty = {"roadmaps": [], "done": 0, "total": 0, "percent": 0}
    yield "status-empty", print_status, StatusReport("/vault", empty), {}
    yield "settle", print_settle, reports.settled(), {}
    yield "settle-list", print_settle, SettleReport(list(reports.QUESTIONS)), {}
    yield "settle-alike", print_settle, reports.settled_alike(), {}
    yield "settle-list-alike", print_settle, SettleReport([*reports.QUESTIONS, *reports.ALIKE]), {}
    yield "undo", print_undo, reports.undone(), {}
    redone = {"what": "Undo: Pull: The Night Sky: 1 new", "subject": "Redo: Pull: The Night Sky: 1 new"}
    yield "undo-redo", print_undo, replace(reports.undone(), **redone, notes=[], held=[], redo=True), {}
    push = {"notes": [], "held": [], "changes": list(reports.CHANGES), "what": "Study: 28 done in Stars"}
    yield "undo-push", print_undo, replace(reports.undone(), **push, commit="", subject="", dry_run=True), {}
    yield "pull-held", print_pull, replace(reports.pull(), notes=[], held=["sky", "optics"]), {}
    yield "check", print_check, reports.checked(), {}
    yield "check-fixed", print_check, reports.mended(), {}
    yield "check-fix-dry-run", print_check, replace(reports.mended(), commit="", subject="", dry_run=True), {}
    yield "check-in-order", print_check, reports.in_order(), {}
    yield "restore", print_restore, reports.restored(), {}
    yield "restore-list", print_restore, RestoreReport(deleted=list(reports.DELETED)), {}
    yield "plan", print_plan, reports.plan(), {"why": False}
    yield "plan-why", print_plan, reports.plan(), {"why": True}
    yield "plan-empty", print_plan, PlanReport("/vault", "2026-11-21"), {"why": False}
    yield from journal.pages()
    yield from looking_back.pages()
    yield "journal", print_journal, reports.journal(), {}
    yield "journal-unsure", print_journal, JournalReport("2026-11-21", unsure=reports.unsure()), {}
    yield "done", print_marking, reports.marked(), {}
    yield "done-dry-run", print_marking, replace(reports.marked(), same=[], written=[], dry_run=True), {}
    yield "done-unsure", print_marking, replace(reports.marked(), changes=[], unsure=reports.unsure()), {}
    yield "next", print_next, reports.proposed(), {}
    yield "next-time", print_next, replace(reports.proposed(), minutes=90), {}
    yield "next-nothing", print_next, NextReport(roadmaps=reports.COUNTS[1:2]), {}
    yield "outline", print_outline, reports.outline(), {"brief": False}
    yield "outline-brief", print_outline, reports.outline(), {"brief": True}
    yield "outline-empty", print_outline, Outline("Nothing", "nothing"), {"brief": False}


def printed(printer: Any, report: Any, options: dict[str, Any], **page: Any) -> str:
    """The text of a report."""
    paper = Page(**{"columns": 80, **page})
    printer(paper, report, **options)
    return paper.text() + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, printer, report, options in pages():
        (FOLDER / f"{name}.txt").write_text(printed(printer, report, options), "utf-8")
