"""The one place that prints reports: as text for people, or as JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from vaultsync.cli import terminal
from vaultsync.cli.printing.page import Page

if TYPE_CHECKING:
    from vaultsync.models.check import CheckReport
    from vaultsync.models.deeds import JournalReport, MarkReport, NextReport
    from vaultsync.models.diary import LogReport
    from vaultsync.models.importing import ImportReport
    from vaultsync.models.outline import Outline
    from vaultsync.models.reports import (
        InitReport,
        PlanReport,
        PullReport,
        PushReport,
        RestoreReport,
        SettingsReport,
        SettleReport,
        StatusReport,
        UndoReport,
    )
    from vaultsync.models.review import ReviewReport
    from vaultsync.models.watching import ServiceReport, WatchReport

    Report = (
        MarkReport
        | NextReport
        | JournalReport
        | CheckReport
        | InitReport
        | PlanReport
        | SettingsReport
        | PullReport
        | PushReport
        | RestoreReport
        | SettleReport
        | StatusReport
        | UndoReport
    )

# What prints a report, by the name of its class: module and function, loaded when there is such a report.
_PRINTERS = {
    "CheckReport": ("check", "print_check"),
    "InitReport": ("vaults", "print_init"),
    "JournalReport": ("journal", "print_journal"),
    "MarkReport": ("marking", "print_marking"),
    "NextReport": ("proposals", "print_next"),
    "PlanReport": ("plan", "print_plan"),
    "PullReport": ("pull", "print_pull"),
    "PushReport": ("push", "print_push"),
    "RestoreReport": ("restore", "print_restore"),
    "SettingsReport": ("vaults", "print_settings"),
    "SettleReport": ("settle", "print_settle"),
    "StatusReport": ("status", "print_status"),
    "UndoReport": ("undo", "print_undo"),
}


def show(report: Report, *, as_json: bool, verb: str = "", why: bool = False) -> None:
    """Print what a use case reports.

    `verb` says what was done to the roadmap of a SettingsReport, `why` asks for the reasons of a PlanReport.
    """
    if as_json:
        from vaultsync.cli.printing.values import report_to_json

        _write_json(report_to_json(report))
        return
    page = _page()
    module, name = _PRINTERS[type(report).__name__]
    print_report = getattr(import_module(f"{__name__}.{module}"), name)
    told: dict[str, dict[str, Any]] = {"print_settings": {"verb": verb}, "print_plan": {"why": why}}
    print_report(page, report, **told.get(name, {}))
    terminal.write(page.text())


def show_log(report: LogReport, *, as_json: bool, markdown: bool, asked: str = "") -> None:
    """Print the learning journal: as a page, as JSON or as Markdown; `asked` are the options that chose from it."""
    from vaultsync.cli.printing.log import log_markdown, log_to_json, print_log

    if as_json:
        _write_json(log_to_json(report))
    elif markdown:
        terminal.write(log_markdown(report).rstrip("\n"))
    else:
        page = _page()
        print_log(page, report, asked)
        terminal.write(page.text())


def show_import(report: ImportReport, *, as_json: bool) -> None:
    """Print what was dated from the history of a document."""
    if as_json:
        from vaultsync.cli.printing.values import report_to_json

        _write_json(report_to_json(report))
        return
    from vaultsync.cli.printing.importing import print_import

    page = _page()
    print_import(page, report)
    terminal.write(page.text())


def show_review(report: ReviewReport, *, as_json: bool) -> None:
    """Print what a review looks back on, and where it is."""
    if as_json:
        from vaultsync.cli.printing.values import report_to_json

        _write_json(report_to_json(report))
        return
    from vaultsync.cli.printing.review import print_review_note

    page = _page()
    print_review_note(page, report)
    terminal.write(page.text())


def show_watch(report: WatchReport, *, as_json: bool) -> None:
    """Print what one pass of a watch did."""
    if as_json:
        from vaultsync.cli.printing.values import report_to_json

        _write_json(report_to_json(report))
        return
    from vaultsync.cli.printing.watch import print_watch

    page = _page()
    print_watch(page, report)
    terminal.write(page.text())


def show_service(report: ServiceReport, *, as_json: bool) -> None:
    """Print how the service of a vault is."""
    if as_json:
        from vaultsync.cli.printing.values import report_to_json

        _write_json(report_to_json(report))
        return
    from vaultsync.cli.printing.service import print_service

    page = _page()
    print_service(page, report)
    terminal.write(page.text())


def show_outline(outline: Outline, *, brief: bool, as_json: bool) -> None:
    """Print an outline as a tree, `brief` without its items."""
    if as_json:
        from vaultsync.markdown.outline.asjson import outline_to_json

        _write_json(outline_to_json(outline))
        return
    from vaultsync.cli.printing.outline import print_outline

    page = _page()
    print_outline(page, outline, brief=brief)
    terminal.write(page.text())


def _page() -> Page:
    return Page(terminal.columns(), terminal.has_colours(sys.stdout))


def _write_json(value: Any) -> None:
    terminal.write_json(json.dumps(value, ensure_ascii=False, indent=2))
