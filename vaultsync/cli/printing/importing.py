"""How dating ticks from a history is told."""

from __future__ import annotations

from pathlib import PurePath

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import print_commit, print_warnings
from vaultsync.models.importing import Dated, ImportReport


def print_import(page: Page, report: ImportReport) -> None:
    """What was dated, year by year, and what was not."""
    if report.study is not None and report.study.commit:
        print_commit(page, report.study.commit, report.study.subject, "Committed your work first:")
    for dated in report.dated:
        _print_dated(page, dated, "Would date" if report.dry_run else "Dated")
    page.gap()
    print_commit(page, report.commit, report.subject)
    print_warnings(page, report.warnings)
    if report.dry_run:
        page.gap()
        page.said("This was a dry run: nothing was written.", dim=True)


def _print_dated(page: Page, dated: Dated, verb: str) -> None:
    words = f"{verb} {count(len(dated.items), 'tick')}" if dated.items else "Nothing to date"
    page.heading(f"{dated.title}: {words}", f"{count(dated.versions, 'version')} of {PurePath(dated.document).name}")
    years: dict[str, int] = {}
    for item in sorted(dated.items, key=lambda item: item.date):
        years[item.date[:4]] = years.get(item.date[:4], 0) + 1
    most = max(years.values(), default=0)
    width = len(f"{most:,}")
    for year, number in years.items():
        page.line(f"  {year}  {number:>{width},}  {page.bar(number, most, 20)}")
    if dated.items:
        days = sorted(item.date for item in dated.items)
        page.line("  " + page.dim(f"from {days[0]} to {days[-1]}"))
    notes = [f"{count(dated.ticked, 'tick')} came with the document"] if dated.ticked else []
    notes += [f"{dated.known:,} had a date before"] if dated.known else []
    notes += [f"{dated.undated:,} stay undated: the document does not have them ticked"] if dated.undated else []
    for words in notes:
        page.wrapped(words, dim=True)
