"""How a new vault is told, and a roadmap that was added or removed."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import quoted
from vaultsync.cli.printing.pull import print_deeds, print_footer, print_pull
from vaultsync.models.reports import InitReport, SettingsReport


def print_init(page: Page, report: InitReport) -> None:
    """Where the vault is, what was made, and what to do next."""
    dry_run = report.pull.dry_run
    if report.adopted:
        words = "Would adopt the folder" if dry_run else "Adopted the folder"
    else:
        words = "Would make a vault in" if dry_run else "Made a vault in"
    page.said(f"{words} {report.vault}")
    made = ["settings"]
    made += ["a git repository"] if report.created_repository else []
    made += [f"{count(len(report.copied), 'document')} copied into it"] if report.copied else []
    page.said(f"with {', '.join(made)}", dim=True)
    if report.pull.roadmaps or report.pull.notes:
        print_deeds(page, report.pull)
    print_footer(page, report.pull)
    if not dry_run:
        _print_next(page, report)


def _print_next(page: Page, report: InitReport) -> None:
    there = quoted(report.vault)
    page.gap()
    if not report.pull.roadmaps:
        page.wrapped(f"vaultsync -C {there} add FILE", lead="Next: ")
        return
    notes = (change.note for change in report.pull.notes)
    home = next((note for note in notes if note.rsplit("/", 1)[-1] == "Home.md"), "Home.md")
    words = f'in Obsidian, "Open folder as vault", and begin with {home}. Once something is ticked there:'
    page.wrapped(words, lead="Next: ")
    page.line(f"      vaultsync -C {there} push")


def print_settings(page: Page, report: SettingsReport, verb: str) -> None:
    """What was done to the settings, and the pull after it."""
    words = {"Added": "Would add", "Removed": "Would remove"}[verb] if report.pull.dry_run else verb
    page.line(f"{words} the roadmap {page.bold(report.name)}.")
    print_pull(page, report.pull)
