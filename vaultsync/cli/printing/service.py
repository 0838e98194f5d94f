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
    if report.dry_run:
        there = "would be stopped and taken away" if report.deed == "remove" and report.installed else "is not changed"
        page.entry(f"{report.path} {there}.", lead="")
    elif report.deed == "remove":
        page.entry(f"Taken away: {report.path}", lead="")
    elif not report.installed:
        page.said('There is no service for this vault. "vaultsync service install" makes one.')
    else:
        page.entry(f"Installed: {report.path}", lead="")
        if not report.current:
            page.said('It calls another vaultsync or names another vault; "vaultsync service install" renews it.')
    if report.deed == "status" or report.by_hand:
        watcher = f"The vault is watched by process {report.process}." if report.process else ""
        page.said(watcher or "Nothing watches the vault now.")
    if report.by_hand:
        page.heading("Left to you, since the system did not do it")
        for call in report.by_hand:
            page.line(f"  {call}")
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was done.", dim=True)
