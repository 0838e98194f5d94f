"""How a check is told."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import print_commit
from vaultsync.models.check import CheckReport, Finding

MOST_IN_A_FILE = 10


def print_check(page: Page, report: CheckReport) -> None:
    """What was mended, and what is not in order, file by file, each with what to do."""
    if report.fixed:
        page.heading(f"{'Would mend' if report.dry_run else 'Mended'}: {len(report.fixed):,}")
        for sentence in report.fixed:
            page.wrapped(sentence, lead="  + ", style="green")
        page.gap()
        print_commit(page, report.commit, report.subject)
        page.gap()
    if not report.findings:
        page.said("Everything else is in order." if report.fixed else "Everything is in order.")
    else:
        files: dict[str, list[Finding]] = {}
        for finding in report.findings:
            files.setdefault(finding.path, []).append(finding)
        left = "Not in order" if not report.fixed or report.dry_run else "Left for you"
        page.heading(f"{left}: {count(len(report.findings), 'thing')} in {count(len(files), 'file')}")
        for path, findings in files.items():
            page.gap()
            page.said(path)
            _print_findings(page, findings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _print_findings(page: Page, findings: Sequence[Finding]) -> None:
    """The findings of one file; a remedy stands under the last of those that want the same."""
    shown = findings if len(findings) <= MOST_IN_A_FILE + 1 else findings[:MOST_IN_A_FILE]
    for number, finding in enumerate(shown):
        where = f"line {finding.line}: " if finding.line else ""
        page.wrapped(f"{where}{finding.what}", lead="  ! ", style="yellow")
        if number + 1 == len(shown) or shown[number + 1].remedy != finding.remedy:
            page.wrapped(finding.remedy, lead="    → ", dim=True)
    if len(findings) > len(shown):
        page.line("    " + page.dim(f"… and {len(findings) - len(shown):,} more (--json shows all)"))
