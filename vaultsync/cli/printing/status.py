"""How the status is told."""

from __future__ import annotations

from typing import Any

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import (
    NO_ROADMAP,
    Figure,
    print_changes,
    print_figures,
    print_review,
    print_warnings,
)
from vaultsync.cli.printing.plan import standing_words
from vaultsync.cli.printing.restore import told
from vaultsync.models.reports import GitState, StatusReport


def print_status(page: Page, report: StatusReport) -> None:
    """Figures, what changed since the last sync, what comes next, git, warnings."""
    _print_figures(page, report.figures)
    _print_standing(page, report)
    print_changes(page, "Since the last sync", report.changed)
    _print_next(page, report)
    _print_deleted(page, report)
    print_review(page, report.review)
    print_warnings(page, report.warnings)
    page.gap()
    if report.git is not None:
        page.wrapped(_git(report.git, len(report.edited)), lead="git: ")
    if report.as_of:
        page.line(page.dim(f"Last tick: {report.as_of}"))


def _print_figures(page: Page, figures: dict[str, Any]) -> None:
    roadmaps = figures.get("roadmaps", [])
    if not roadmaps:
        page.said(NO_ROADMAP)
        return
    lines = [_figure(roadmap) for roadmap in roadmaps]
    if len(roadmaps) > 1:
        lines.append(Figure("Together", figures["done"], figures["total"], figures["percent"]))
    print_figures(page, lines)
    if len(roadmaps) == 1 and len(roadmaps[0]["sections"]) > 1:
        page.gap()
        print_figures(page, [_figure(section) for section in roadmaps[0]["sections"] if _leaves(section)], lead="  ")


def _print_standing(page: Page, report: StatusReport) -> None:
    """How many days ahead or behind, roadmap by roadmap."""
    ahead = {name: standing_words(outlook) for name, outlook in report.outlooks.items()}
    ahead = {name: words for name, words in ahead.items() if words}
    if not ahead:
        return
    asked = any(outlook.standing is not None and outlook.standing.lead for outlook in report.outlooks.values())
    hint = "vaultsync plan --why" if asked else ""
    titles = {roadmap["name"]: roadmap["title"] for roadmap in report.figures.get("roadmaps", [])}
    if len(titles) == 1:
        page.gap()
        page.wrapped("; why: ".join(filter(None, (*ahead.values(), hint))), lead="Plan: ")
        return
    page.heading("Plan", hint)
    for name, words in ahead.items():
        page.wrapped(f"{titles.get(name, name)}: {words}")


def _figure(values: dict[str, Any]) -> Figure:
    resources = values["resources"]
    notes = [f"{values['doing']:,} begun"] if values["doing"] else []
    notes += [f"{count(values['begun_notes'], 'note')} marked as begun"] if values.get("begun_notes") else []
    notes += [_skipped(values)] if values["skipped"] else []
    notes += [f"{resources['done']:,} of {count(resources['total'], 'resource')}"] if resources["done"] else []
    own = values.get("own", {"total": 0})
    notes += [f"{own['done']:,} of {count(own['total'], 'task')} of your own"] if own["total"] else []
    return Figure(values["title"], values["done"], values["total"], values["percent"], ", ".join(notes))


def _leaves(values: dict[str, Any]) -> int:
    """How many tasks there are, the skipped ones included."""
    return int(values["total"] + values["skipped"])


def _skipped(values: dict[str, Any]) -> str:
    """How many tasks are skipped, and what is done of all where some are in scope."""
    told = f"{values['skipped']:,} skipped"
    return f"{told} ({values['coverage']}% of all {_leaves(values):,} done)" if values["total"] else told


def _print_next(page: Page, report: StatusReport) -> None:
    if not report.next_up:
        return
    page.heading("Next up")
    several = len({roadmap for roadmap, _, _ in report.next_up}) > 1
    titles = {roadmap["name"]: roadmap["title"] for roadmap in report.figures.get("roadmaps", [])}
    last = ""
    for roadmap, words, unit in report.next_up:
        if several and roadmap != last:
            page.entry(titles.get(roadmap, roadmap))
        last = roadmap
        page.entry(words, unit, lead="    " if several else "  ")


def _print_deleted(page: Page, report: StatusReport) -> None:
    """Notes and lines that are gone but count, and what to do about it."""
    number = len(report.deleted)
    if not number:
        return
    page.gap()
    words = {"emptied" if found.emptied else "deleted": None for found in report.deleted}
    what = f"{told(report.deleted)} that you {' or '.join(sorted(words))}"
    counting = sum(bool(found.tasks) for found in report.deleted)
    verb = "counts" if counting == 1 else "count"
    if counting:
        what += f" still {verb}" if counting == number else f", of which {counting} still {verb}"
    else:
        what += " can come back"
    page.wrapped(f"{what} (vaultsync restore)", lead="")


def _git(git: GitState, edited: int) -> str:
    """Where the repository stands, and what to do about it."""
    words = [f"on {git.branch}" if git.branch else "on no branch"]
    words += [f"{git.ahead} ahead"] if git.ahead else []
    words += [f"{git.behind} behind"] if git.behind else []
    words += [git.stopped] if git.stopped else []
    if not git.clean:
        what = f"{count(edited, 'note')} to commit" if edited else "changes to commit"
        words.append(f"{what} (vaultsync push)" if edited and not git.stopped else what)
    elif not git.stopped:
        words.append("everything committed")
    return ", ".join(words)
