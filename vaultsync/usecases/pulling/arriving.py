"""The marks that a pull begins with: what is known, what the documents bring, what is new under something skipped."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.marks.agreement import arrivals, skipped_along
from vaultsync.domain.pull.moves import moved_marks, without_returned
from vaultsync.models.marks import KnownMark
from vaultsync.models.reports import PullReport
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.news import News


def arrived(
    workspace: Workspace, news: News, report: PullReport
) -> tuple[dict[str, Mapping[str, KnownMark]], set[str]]:
    """The known marks with the ticks that the documents bring, and with what is new under something skipped.

    And the names of the roadmaps whose documents bring ticks.
    """
    known: dict[str, Mapping[str, KnownMark]] = {}
    ticked: set[str] = set()
    keeps = {given.name: given.keeps_ticks for given in workspace.settings.roadmaps}
    for name, roadmap in news.after.items():
        marks: Mapping[str, KnownMark] = workspace.states[name].marks
        if roadmap.moved and name in news.documents:
            marks = moved_marks(marks, roadmap.moved)
        if name in news.documents:
            marks = without_returned(marks, workspace.states[name].gone, roadmap)
        if keeps[name] and name in news.documents:
            brought = arrivals(roadmap, news.before.get(name), marks)
            ticks = sum(marks.get(item) != mark for item, mark in brought.items())
            report.arrived += ticks
            ticked |= {name} if ticks else set()
            marks = brought
        if name in news.documents and name in news.before:
            brought = skipped_along(roadmap, news.before[name], marks)
            report.skipped += len(brought) - len(marks)
            marks = brought
        known[name] = marks
    return known, ticked
