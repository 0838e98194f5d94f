"""How a service is told."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import print_warnings
from vaultsync.models.watching import ServiceReport


def print_service(page: Page, report: ServiceReport) -> None:
    """What was done, or the file that would be written; and whether the vault is watched."""
    if report.dry_run and report.deed == "install":
        page.line(f"# {report.path}")
        page.line(report.text.rstrip("\n"))
        return
    nothing = "There is no service for this vault"
    if report.dry_run:
        there = "would be stopped and taken away" if report.deed == "remove" and report.installed else "is not changed"
        page.entry(f"{report.path} {there}." if report.installed else f"{nothing}.", lead="")
    elif report.deed == "remove":
        page.entry(f"Taken away: {report.path}" if report.removed else f"{nothing}: nothing to take away.", lead="")
    elif not report.installed:
        page.said(f'{nothing}. "vaultsync service install" makes one.')
    else:
        page.entry(f"Installed: {report.path}", lead="")
        if not report.current:
            page.said('It calls another vaultsync or names another vault; "vaultsync service install" renews it.')
    _print_watcher(page, report)
    if report.by_hand:
        page.heading("Left to you, since the system did not do it")
        for call in report.by_hand:
            page.line(f"  {call}")
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was done.", dim=True)


def _print_watcher(page: Page, report: ServiceReport) -> None:
    """Who watches the vault, where that is of interest."""
    if report.process and (report.deed == "status" or report.by_hand or report.deed == "remove"):
        page.said(f"The vault is watched by process {report.process}.")
    elif report.deed == "status" or report.by_hand:
        page.said("Nothing watches the vault now.")
        if report.installed and not report.by_hand:
            page.said("What the system says of it:")
            page.line(f"  {report.look}")
