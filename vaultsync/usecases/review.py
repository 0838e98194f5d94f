"""Review: a note that looks back on a week, month or quarter, filled with what was done, to be written in."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from vaultsync.domain.reviews import look_back, parts_of, period_of
from vaultsync.domain.reviewtext import review_title, review_values
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write, write_all
from vaultsync.edges.state import FOLDER
from vaultsync.edges.templates import Renderer
from vaultsync.markdown import links, note
from vaultsync.models.review import LookBack, Period, PeriodKind, ReviewDeed, ReviewReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.dailynotes import daily_notes_of, day_of_path
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.journaling import daily_paths, journal_of
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import summarise
from vaultsync.usecases.unfinished import finish

TEMPLATE = "review.md.j2"


def review(context: Context, span: str, *, day: datetime.date | None = None, dry_run: bool = False) -> ReviewReport:
    """Make the review of the week, month or quarter of `day` (default: today), or update its figures.

    A review in which the learner has written is left as it is. Raises VaultsyncError.
    """
    period = period_of(PeriodKind(span), day or context.now().date())
    workspace = Workspace.open(context, writes=not dry_run)
    if dry_run:
        workspace.load()
        return _review(workspace, period, dry_run=True)
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        return _review(workspace, period, dry_run=False)


def _review(workspace: Workspace, period: Period, *, dry_run: bool) -> ReviewReport:
    path = f"{workspace.settings.folders.reviews}/{period.name}.md"
    base_path = f"{FOLDER}/reviews/{period.name}.md"
    back = _look_back(workspace, period)
    old, base = vault.read(workspace.root, path), vault.read(workspace.root, base_path)
    text = _text(workspace, back, path)
    report = ReviewReport(path, _deed(old, base, text), back, text, workspace.warnings, dry_run)
    if report.deed is ReviewDeed.KEPT and old is not None:
        report.text = old.decode("utf-8", "replace")
    if dry_run or report.deed is ReviewDeed.KEPT:
        return report
    writes = [Write(base_path, text, base)] if base != text.encode("utf-8") else []
    if report.deed is not ReviewDeed.UNCHANGED:
        writes.insert(0, Write(path, text, old))
    if path in write_all(workspace.root, writes):
        raise ChangedMeanwhileError(path)
    return report


def _deed(old: bytes | None, base: bytes | None, text: str) -> ReviewDeed:
    """What to do with a review that says `old` where `base` was written last: only what is untouched is made anew."""
    if old is None:
        return ReviewDeed.CREATED
    if old == text.encode("utf-8"):
        return ReviewDeed.UNCHANGED
    if base is None or note.values(_read(old)) != note.values(_read(base)):
        return ReviewDeed.KEPT
    return ReviewDeed.UPDATED


def _read(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _look_back(workspace: Workspace, period: Period) -> LookBack:
    """What is told of the period, as it would be after a push."""
    roadmaps = last_pulled(workspace)
    agreed = decide(workspace, roadmaps)
    marks, gone = agreed.marks(), absent(workspace, roadmaps, agreed)
    today = workspace.context.today()
    summary = summarise(workspace, roadmaps, marks, clock=min(today, period.last), absent=gone)
    return look_back(period, summary, marks, roadmaps, journal_of(workspace).until(today), today=today)


def _text(workspace: Workspace, back: LookBack, path: str) -> str:
    link = _linker(workspace, path)
    daily = daily_notes_of(workspace)
    paths = {day_of_path(there, daily, workspace): there for there in daily_paths(workspace, daily)}

    def journal(day: str) -> str:
        return link(day, paths[day]) if day in paths else day

    reviews = workspace.settings.folders.reviews
    parts = [
        link(review_title(part), there)
        for part in parts_of(back.period)
        if (there := f"{reviews}/{part.name}.md").casefold() in workspace.files
    ]
    renderer = Renderer(workspace.root, filters={"inline": links.escape_inline})
    return renderer.render(TEMPLATE, **review_values(back, link, journal, parts))


def _linker(workspace: Workspace, path: str) -> Callable[[str, str], str]:
    """How links are written in the note at `path`, as the settings want them."""

    def link(title: str, to: str) -> str:
        if workspace.settings.links == "markdown":
            return links.markdown_link(title, links.relative(path, to))
        return links.wikilink(to, title)

    return link
